/* SPDX-License-Identifier: MIT */
/* The plane of codes: the pointer decodes, the plane moves and is zoomed. */
#include "tests/ui/latent-fixture.h"

#include "ui/views/latent/cloud.h"
#include "ui/views/latent/manifold-view.h"

#include <math.h>

/* The decoder is seen at work on the code under the pointer. */
static gboolean
follows_code (gpointer data)
{
  LatentView *self = data;
  const WbProbe *probe = wb_snapshot_get (hg_workspace_get_snapshot (self->ui.workspace),
                                          WB_MEASURE_PROBE);
  const float *picture = hg_latent_get_sight (self->latent)->picture;

  if (probe == NULL || probe->indices[probe->focus] != WB_PROBE_DRAWN
      || memcmp (probe->activations[probe->code].values, hg_latent_get_code (self->latent),
                 2 * sizeof (float))
           != 0)
    return FALSE;
  for (guint i = 0; i < 784; i++)
    if (fabsf (probe->outputs[probe->focus * probe->size + i] - picture[i]) > 1e-5f)
      return FALSE;
  return TRUE;
}

/* The place under the pointer is the code that is looked at, in all parts; the encoder is
 * seen at work on the sample nearest to it, and the decoder on the code, for as long as the
 * pointer is there. */
static void
test_pointer (void)
{
  LatentView self;
  const float *code;
  float first[2];
  double x, y;

  latent_view_open (&self, NULL, "variational");
  g_assert_null (hg_latent_get_code (self.latent));
  ui_get_middle (self.cloud, &x, &y);
  ui_move (x, y);
  ui_wait_events ();
  code = hg_latent_get_code (self.latent);
  g_assert_nonnull (code);
  memcpy (first, code, sizeof first);
  ui_move (x + 60, y - 40);
  ui_wait_events ();
  code = hg_latent_get_code (self.latent);
  g_assert_cmpfloat (code[0], >, first[0]);
  g_assert_cmpfloat (code[1], >, first[1]);
  g_assert_cmpuint (hg_workspace_get_followed (self.ui.workspace, 1), ==, HG_DRAWN);
  ui_wait_until (follows_code, &self, "the decoder's activations");
  ui_get_middle (ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_MANIFOLD_VIEW, 0), &x, &y);
  memcpy (first, code, sizeof first);
  ui_move (x - 40, y);
  ui_wait_events ();
  g_assert_cmpfloat (hg_latent_get_code (self.latent)[0], !=, first[0]);
  ui_wait_until (follows_code, &self, "those of the place in the manifold");
  ui_move (5, 5);
  ui_wait_events ();
  g_assert_cmpuint (hg_workspace_get_followed (self.ui.workspace, 1), ==, 1);
  latent_view_close (&self);
}

/* A pointer that moves is followed in a frame that draws all points anew, too. */
static void
test_moves (void)
{
  LatentView self;
  double x, y;
  float last;

  latent_view_open (&self, NULL, "variational");
  ui_get_middle (self.cloud, &x, &y);
  ui_move (x, y);
  ui_wait_events ();
  last = hg_latent_get_code (self.latent)[0];
  hg_cloud_set_contours (HG_CLOUD (self.cloud), TRUE);
  ui_move (x + 10, y);
  ui_wait_events ();
  g_assert_cmpfloat (hg_latent_get_code (self.latent)[0], >, last);
  latent_view_close (&self);
}

/* Zoomed in, a way on the screen is a shorter way in the plane. */
static double
measure_way (LatentView *self, double x, double y)
{
  double first;

  ui_move (x - 50, y);
  ui_wait_events ();
  first = hg_latent_get_code (self->latent)[0];
  ui_move (x + 50, y);
  ui_wait_events ();
  return hg_latent_get_code (self->latent)[0] - first;
}

static void
test_zoom (void)
{
  LatentView self;
  double x, y, far, near;

  latent_view_open (&self, NULL, "variational");
  ui_get_middle (self.cloud, &x, &y);
  far = measure_way (&self, x, y);
  ui_move (x, y);
  ui_wait_events ();
  ui_scroll (&self.ui, -3);
  ui_wait_events ();
  near = measure_way (&self, x, y);
  g_assert_cmpfloat (near, <, 0.7 * far);
  ui_double_click (self.cloud);
  ui_wait_events ();
  g_assert_cmpfloat_with_epsilon (measure_way (&self, x, y), far, 0.02 * far);
  latent_view_close (&self);
}

/* However far the plane is moved, what is in the middle of it is among the points. */
static void
test_pan (void)
{
  LatentView self;
  const WbLatentMap *map;
  float least = INFINITY, most = -INFINITY;
  double x, y;

  latent_view_open (&self, NULL, "variational");
  map = hg_latent_get_map (self.latent);
  for (gsize i = 0; i < map->codes->n; i++)
    {
      least = MIN (least, map->places[2 * i]);
      most = MAX (most, map->places[2 * i]);
    }
  ui_get_middle (self.cloud, &x, &y);
  for (guint i = 0; i < 8; i++)
    {
      ui_move (x - 100, y);
      ui_press ();
      ui_wait_events ();
      ui_move (x + 100, y);
      ui_wait_events ();
      ui_release ();
    }
  ui_move (x + 1, y);
  ui_wait_events ();
  g_assert_cmpfloat (hg_latent_get_code (self.latent)[0], >, least - .1f * (most - least));
  latent_view_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/latent-plane/pointer", test_pointer);
  g_test_add_func ("/latent-plane/moves", test_moves);
  g_test_add_func ("/latent-plane/zoom", test_zoom);
  g_test_add_func ("/latent-plane/pan", test_pan);
  return g_test_run ();
}
