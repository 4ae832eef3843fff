/* SPDX-License-Identifier: MIT */
/* Whole ways through the program, by pointer and keyboard: the first minute, the
 * trap of sizes, and noise. (A model from nothing is in test-assembling.c, one's
 * own images are in test-import.c.)
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/canvas/block.h"
#include "ui/followed/drawing-pad.h"
#include "ui/followed/followed-popover.h"
#include "ui/inspector/recipe-page.h"
#include "ui/views/live/sample-column.h"
#include "ui/window/problem-popover.h"

#define SIDE     30
#define N_IMAGES 300

static const WbSnapshot *
get_snapshot (UiFixture *self)
{
  return hg_workspace_get_snapshot (self->workspace);
}

static gboolean
is_done (gpointer data)
{
  return hg_workspace_get_state (((UiFixture *) data)->workspace) == WB_RUN_DONE;
}

static gboolean
has_pictures (gpointer data)
{
  const WbSnapshot *snapshot = get_snapshot (data);

  return snapshot != NULL && snapshot->state == WB_RUN_RUNNING && snapshot->step > 50
         && wb_snapshot_get (snapshot, WB_MEASURE_PROBE) != NULL;
}

static double
get_validation_loss (UiFixture *self, gboolean last)
{
  guint n;
  const WbEpochRow *rows = wb_history_get_epochs (wb_session_get_history (
                                                    hg_workspace_get_session (self->workspace)),
                                                  &n);

  g_assert_cmpuint (n, >, 0);
  return rows[last ? n - 1 : 0].validation_loss;
}

/* Start, Train, see it learn, and see it end by itself and say so. */
static void
test_first_minute (void)
{
  UiFixture self = { 0 };
  AeModel *model;

  ui_fixture_open (&self, NULL, NULL);
  model = hg_workspace_get_model (self.workspace);
  g_assert_cmpuint (ae_model_get_n_layers (model), ==, 3);
  g_assert_cmpuint (ae_shape_size (&hg_workspace_get_shapes (self.workspace)[1]), ==, 32);
  g_assert_null (hg_workspace_get_error (self.workspace));
  wb_document_edit (hg_workspace_get_document (self.workspace),
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "min_delta", .text = "0.004" }, NULL);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  ui_wait_until (has_pictures, &self, "reconstructions of a running training");
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "img/s"));
  ui_wait_until (is_done, &self, "the training to end by itself");
  g_assert_cmpuint (get_snapshot (&self)->epoch, <, 50);
  g_assert_nonnull (strstr (get_snapshot (&self)->message, "not improved"));
  ui_wait_frames (&self, 10);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "not improved"));
  g_assert_cmpfloat (get_validation_loss (&self, TRUE), <, get_validation_loss (&self, FALSE));
  ui_fixture_close (&self);
}

/* Images of 30×30 with a bright patch. */
static char *
write_images (const char *folder)
{
  gsize size = 16 + N_IMAGES * SIDE * SIDE;
  g_autofree guint8 *file = g_malloc0 (size);
  char *path = g_build_filename (folder, "odd-idx3-ubyte", NULL);

  memcpy (file, "\0\0\10\3\0\0\1\54\0\0\0\36\0\0\0\36", 16);
  for (guint i = 0; i < N_IMAGES; i++)
    for (guint y = 0; y < 9; y++)
      memset (file + 16 + (i * SIDE + y + i % 20) * SIDE + i % 21, 200, 9);
  g_assert_true (g_file_set_contents (path, (char *) file, (gssize) size, NULL));
  return path;
}

static gboolean
has_odd_data (gpointer data)
{
  UiFixture *self = data;

  return ae_shape_size (&hg_workspace_get_shapes (self->workspace)[0]) == SIDE * SIDE
         && !hg_workspace_is_opening (self->workspace);
}

static gboolean
has_steps (gpointer data)
{
  const WbSnapshot *snapshot = get_snapshot (data);

  return snapshot != NULL && snapshot->step > 5;
}

static guint
count_marked (UiFixture *self)
{
  GtkWidget *block;
  guint n = 0;

  for (guint i = 0; (block = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_BLOCK, i)) != NULL;
       i++)
    n += hg_block_get_item (HG_BLOCK (block))->error;
  return n;
}

/* A convolutional model, and data that its pooling rounds: one layer is at
 * fault, one click fixes it, undo takes that back. */
static void
test_size_trap (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = write_images (folder);
  g_autofree char *label = NULL;
  GtkWidget *popover;
  const WbProblem *error;

  ui_fixture_open (&self, NULL, "conv");
  hg_window_open_path (self.window, path);
  ui_answer (&self, "Use for This Model");
  ui_wait_until (has_odd_data, &self, "the images of 30×30");
  ui_wait_frames (&self, 20);
  error = hg_workspace_get_error (self.workspace);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->code, ==, "S1");
  g_assert_cmpuint (count_marked (&self), ==, 1);
  popover = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_PROBLEM_POPOVER, 0);
  g_assert_true (gtk_widget_get_mapped (popover));
  label = g_strdup (error->fixes[0].label);
  ui_click (&self, ui_find_named (popover, label));
  g_assert_null (hg_workspace_get_error (self.workspace));
  g_assert_cmpuint (count_marked (&self), ==, 0);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "Undo"));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_nonnull (hg_workspace_get_error (self.workspace));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  g_assert_null (hg_workspace_get_error (self.workspace));
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  ui_wait_until (has_steps, &self, "the training");
  ui_fixture_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

/* The mean square of what @values, the followed sample's, are away from clean. */
static double
find_distance (const WbProbe *probe, const float *values)
{
  const float *clean = probe->targets + probe->focus * probe->size;
  double sum = 0;

  for (gsize i = 0; i < probe->size; i++)
    sum += (values[i] - clean[i]) * (values[i] - clean[i]);
  return sum / (double) probe->size;
}

static const WbProbe *
get_probe (UiFixture *self)
{
  const WbSnapshot *snapshot = get_snapshot (self);

  return snapshot != NULL ? wb_snapshot_get (snapshot, WB_MEASURE_PROBE) : NULL;
}

static double
find_noise (UiFixture *self)
{
  const WbProbe *probe = get_probe (self);

  return probe != NULL ? find_distance (probe, probe->activations[0].values) : 0;
}

typedef struct
{
  UiFixture *ui;
  double noise;
} Louder;

static gboolean
is_louder (gpointer data)
{
  const Louder *before = data;

  return find_noise (before->ui) > 1.2 * before->noise;
}

static gboolean
is_seen (gpointer data)
{
  return find_noise (data) > 0;
}

static gboolean
is_denoised (gpointer data)
{
  const WbProbe *probe = get_probe (data);

  return probe != NULL && probe->step > 0 && find_noise (data) > 0
         && find_distance (probe, probe->outputs + probe->focus * probe->size)
              < find_noise (data) / 2;
}

static gboolean
shows_psnr (gpointer data)
{
  GtkWidget *column = ui_find_type (GTK_WIDGET (((UiFixture *) data)->window),
                                    HG_TYPE_SAMPLE_COLUMN, 0);
  const char *words = column != NULL ? hg_sample_column_get_name (HG_SAMPLE_COLUMN (column)) : NULL;

  return words != NULL && strstr (words, "PSNR") != NULL;
}

static gboolean
is_open (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static gboolean
follows_drawing (gpointer data)
{
  const WbProbe *probe = get_probe (data);

  return probe != NULL && probe->indices[probe->focus] == WB_PROBE_DRAWN;
}

/* A stroke from corner to corner of the pad. */
static void
scribble (UiFixture *self)
{
  GtkWidget *choice = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_FOLLOWED_POPOVER, 0);
  GtkWidget *pad = ui_find_type (choice, HG_TYPE_DRAWING_PAD, 0);

  ui_click (self, ui_find_named (GTK_WIDGET (self->window), "Followed sample"));
  ui_wait_until (is_open, choice, "the choice");
  ui_wait_frames (self, 5);
  ui_draw_stroke (pad);
  ui_wait_until (follows_drawing, self, "the drawing to be followed");
}

/* The slider that a screen reader calls @name; its row's label is called the same. */
static GtkWidget *
find_slider (GtkWidget *page, const char *name)
{
  GtkWidget *scale;

  for (guint i = 0; (scale = ui_find_type (page, GTK_TYPE_SCALE, i)) != NULL; i++)
    {
      g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (scale),
                                                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                                      name);

      if (mismatch == NULL)
        return scale;
    }
  g_assert_not_reached ();
}

/* More noise is seen at once; training takes it away, from a drawing too. */
static void
test_denoise (void)
{
  UiFixture self = { 0 };
  Louder before = { &self, 0 };
  GtkWidget *page;

  ui_fixture_open (&self, NULL, "denoise");
  ui_wait_until (is_seen, &self, "noise on the followed sample");
  before.noise = find_noise (&self);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Recipe"));
  page = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_RECIPE_PAGE, 0);
  ui_wait_until (is_open, page, "the recipe");
  gtk_widget_grab_focus (find_slider (page, "Noise amount"));
  for (guint i = 0; i < 3; i++)
    ui_key (&self, GDK_KEY_Page_Up, 0);
  ui_wait_until (is_louder, &before, "more noise, before any training");
  for (guint i = 0; i < 3; i++)
    ui_key (&self, GDK_KEY_Page_Down, 0);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  ui_wait_until (is_denoised, &self, "the noise to be taken away");
  ui_wait_until (shows_psnr, &self, "how well");
  scribble (&self);
  ui_wait_until (is_denoised, &self, "the noise on the drawing to be taken away");
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/workflows/first-minute", test_first_minute);
  g_test_add_func ("/workflows/size-trap", test_size_trap);
  g_test_add_func ("/workflows/denoise", test_denoise);
  return g_test_run ();
}
