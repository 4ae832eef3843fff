/* SPDX-License-Identifier: MIT */
/* A grid of codes, decoded piece by piece, is what decoding each code gives; before it is
 * done its pictures lie all over it.
 *
 * Mutations that fail: an order that leaves a picture out, row by row as the order, a piece
 * copied to the wrong picture, the mean in the place of @around, filling with the first one.
 */
#include <string.h>

#include "app/latent/code-grid.h"
#include "app/templates/template.h"
#include "engine/random.h"

#define N    50
#define SIZE 32
#define SIDE 9

typedef struct
{
  WbProject *project;
  WbCodes codes;
  WbLatentMap map;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  const AeShape shape = AE_SHAPE (3, 28, 28, 1);
  g_autoptr (GError) error = NULL;

  self->project = wb_template_build (wb_template_find ("simple"), &shape, &error);
  g_assert_no_error (error);
  self->codes = (WbCodes) { .n = N, .size = SIZE, .values = g_new (float, N *SIZE) };
  self->codes.network = ae_network_new (self->project->model, 3, &error);
  g_assert_no_error (error);
  ae_random_normal (&(AeRandomKey) { .seed = 1 }, self->codes.values, N * SIZE);
  self->map = (WbLatentMap) {
    .codes = &self->codes,
    .plane = wb_plane_new (4, 7, N, SIZE, self->codes.values, NULL),
    .shape = shape,
    .references = 1,
  };
}

static WbCodeGrid *
new_grid (Fixture *self, const float *around)
{
  return wb_code_grid_new (&self->map, SIDE, SIDE, (double[]) { -3, -2 }, (double[]) { 3, 2 },
                           around);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (self->map.references, ==, 1);
  wb_plane_free (self->map.plane);
  ae_network_free (self->codes.network);
  g_free (self->codes.values);
  wb_project_free (self->project);
}

/* Every picture is decoded once, and is that of the code at its place. */
static void
test_pictures (Fixture *self, gconstpointer around)
{
  const gsize size = ae_shape_size (&self->map.shape);
  const float *other = around != NULL ? self->codes.values + 3 * SIZE : self->map.plane->mean;
  g_autoptr (WbCodeGrid) grid = new_grid (self, around != NULL ? other : NULL);
  g_autofree float *expected = g_new (float, size);
  g_autofree float *samples = g_new (float, SIDE *SIDE *size);
  guint pieces = 0;

  while (!wb_code_grid_is_done (grid))
    {
      g_assert_true (wb_code_grid_advance (grid, 0, NULL));
      pieces++;
    }
  g_assert_cmpuint (pieces, >, 3);
  wb_code_grid_copy (grid, FALSE, samples);
  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      float code[SIZE];

      for (guint j = 0; j < SIZE; j++)
        code[j] = other[j];
      code[4] = -3 + 6 * (float) (i % SIDE) / (SIDE - 1);
      code[7] = 2 - 4 * (float) (i / SIDE) / (SIDE - 1);
      g_assert_true (wb_latent_map_decode (&self->map, 1, code, expected, NULL));
      for (gsize j = 0; j < size; j++)
        g_assert_cmpfloat_with_epsilon (samples[i * size + j], expected[j], 1e-5);
    }
}

/* The first piece lies all over the grid, and fills it: each picture is one that is done
 * and near. */
static void
test_coarse (Fixture *self, gconstpointer data)
{
  const gsize size = ae_shape_size (&self->map.shape);
  g_autoptr (WbCodeGrid) grid = new_grid (self, NULL);
  g_autofree float *samples = g_new (float, SIDE *SIDE *size);

  g_assert_true (wb_code_grid_advance (grid, 0, NULL));
  g_assert_false (wb_code_grid_is_done (grid));
  wb_code_grid_copy (grid, TRUE, samples);
  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      gboolean near = FALSE;

      for (guint k = 0; k < grid->n_done; k++)
        {
          const int dx = (int) (grid->order[k] % SIDE) - (int) (i % SIDE);
          const int dy = (int) (grid->order[k] / SIDE) - (int) (i / SIDE);

          near = near
                 || (dx * dx + dy * dy <= 8
                     && memcmp (grid->samples + grid->order[k] * size, samples + i * size,
                                size * sizeof *samples)
                          == 0);
        }
      g_assert_true (near);
    }
}

/* With enough time it is done at once. */
static void
test_time (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCodeGrid) grid = new_grid (self, NULL);

  g_assert_true (wb_code_grid_advance (grid, 60 * G_USEC_PER_SEC, NULL));
  g_assert_true (wb_code_grid_is_done (grid));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/code-grid/mean", Fixture, NULL, set_up, test_pictures, tear_down);
  g_test_add ("/code-grid/around", Fixture, "sample", set_up, test_pictures, tear_down);
  g_test_add ("/code-grid/coarse", Fixture, NULL, set_up, test_coarse, tear_down);
  g_test_add ("/code-grid/time", Fixture, NULL, set_up, test_time, tear_down);
  return g_test_run ();
}
