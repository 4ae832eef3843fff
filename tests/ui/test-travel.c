/* SPDX-License-Identifier: MIT */
/* The past of a training in the window, by pointer and keyboard: the playhead is dragged
 * and curve, reconstructions, codes and pictures are those of that step, which the test
 * trains again by itself; back to the newest, on from there as a new run, and back by
 * undo.
 *
 * Tried against: views that are shown the newest snapshot all the same, a fork that
 * forgets the run before it, a drag that ends where it began.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/project/run-list.h"
#include "app/project/run-weights.h"
#include "app/training/run.h"
#include "ui/canvas/canvas.h"
#include "ui/views/live/loss-view.h"
#include "ui/views/live/scrubber.h"
#include "ui/views/runs/run-moment.h"
#include "ui/views/runs/run-plot.h"
#include "ui/window/moment-pill.h"
#include "ui/window/toast.h"

#define SIDE     12
#define N_IMAGES 320
#define EPOCHS   20

static char *folder;
static char *images;

/* Images of a bright patch somewhere. */
static void
write_images (void)
{
  gsize size = 16 + N_IMAGES * SIDE * SIDE;
  g_autofree guint8 *file = g_malloc0 (size);

  folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  images = g_build_filename (folder, "patches-idx3-ubyte", NULL);
  memcpy (file, "\0\0\10\3\0\0\1\100\0\0\0\14\0\0\0\14", 16);
  for (guint i = 0; i < N_IMAGES; i++)
    for (guint y = 0; y < 4; y++)
      memset (file + 16 + (i * SIDE + y + i % 8) * SIDE + i / 8 % 8, 200 - i % 100, 4);
  g_assert_true (g_file_set_contents (images, (char *) file, (gssize) size, NULL));
}

static void
edit (UiFixture *self, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  wb_document_edit (hg_workspace_get_document (self->workspace),
                    &(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = value }, &error);
  g_assert_no_error (error);
}

static const WbSnapshot *
get_newest (UiFixture *self)
{
  return hg_workspace_get_newest (self->workspace);
}

static gboolean
is_done (gpointer data)
{
  return hg_workspace_get_state (((UiFixture *) data)->workspace) == WB_RUN_DONE;
}

/* What is said is said over the place where the playhead ends. */
static void
dismiss_toast (UiFixture *self)
{
  hg_toast_dismiss (HG_TOAST (ui_find_type (GTK_WIDGET (self->window), HG_TYPE_TOAST, 0)));
}

static void
open_and_train (UiFixture *self)
{
  self->data = images;
  ui_fixture_open (self, NULL, "simple");
  dismiss_toast (self);
  edit (self, "batch_size", "32");
  edit (self, "epochs", "20");
  edit (self, "patience", "0");
  edit (self, "keep_best", "false");
  ui_click (self, ui_find_named (GTK_WIDGET (self->window), "Train"));
  ui_wait_until (is_done, self, "the training");
  g_assert_cmpuint (get_newest (self)->epoch, ==, EPOCHS);
  ui_wait_frames (self, 10);
}

static GtkWidget *
find_scrubber (UiFixture *self)
{
  return ui_find_type (GTK_WIDGET (self->window), HG_TYPE_SCRUBBER, 0);
}

/* Where a place of the chart's axis is on the screen, on the scrubber. */
static void
find_place (UiFixture *self, double epoch, double *x, double *y)
{
  GtkWidget *scrubber = find_scrubber (self);
  WbAxis axis;

  hg_loss_view_get_axis (HG_LOSS_VIEW (
                           ui_find_type (GTK_WIDGET (self->window), HG_TYPE_LOSS_VIEW, 0)),
                         &axis);
  ui_get_middle (scrubber, x, y);
  *x += wb_axis_to_pixel (&axis, epoch) - gtk_widget_get_width (scrubber) / 2.;
}

/* The playhead is taken where it is and let go at @epoch. */
static void
drag_playhead (UiFixture *self, double epoch)
{
  double x0, y0, x1, y1;

  find_place (self,
              hg_workspace_step_to_epoch (self->workspace,
                                          hg_workspace_get_shown_step (self->workspace)),
              &x0, &y0);
  find_place (self, epoch, &x1, &y1);
  ui_move (x0 - 1, y0);
  ui_wait_events ();
  ui_press ();
  for (guint i = 1; i <= 10; i++)
    {
      ui_move (x0 + (x1 - x0) * i / 10, y0);
      ui_wait_events ();
    }
  ui_release ();
  ui_wait_events ();
}

/* All of the step that is visited is there, the codes too where somebody asked. */
static gboolean
has_arrived (gpointer data)
{
  UiFixture *self = data;
  const WbSnapshot *shown = hg_workspace_get_snapshot (self->workspace);
  guint64 step;

  return hg_workspace_get_visited_step (self->workspace, &step) && shown->step == step
         && (shown->measured[WB_MEASURE_CODES] == NULL
             || shown->measured[WB_MEASURE_CODES]->step == step);
}

static guint64
wait_arrived (UiFixture *self)
{
  ui_wait_until (has_arrived, self, "the step to be visited");
  ui_wait_frames (self, 10);
  return hg_workspace_get_snapshot (self->workspace)->step;
}

/* Trains again, by itself, to a step. */
static WbRun *
train_again (UiFixture *self, guint64 step)
{
  WbRun *run = wb_run_new ();
  g_autoptr (GError) error = NULL;

  wb_run_set_recipe (run, wb_document_get_recipe (hg_workspace_get_document (self->workspace)),
                     &error);
  wb_run_set_model (run, hg_workspace_get_model (self->workspace), &error);
  wb_run_set_data (run, hg_workspace_get_training (self->workspace),
                   hg_workspace_get_validation (self->workspace));
  while (error == NULL && wb_run_get_position (run)->step < step)
    wb_run_advance (run, &error);
  g_assert_no_error (error);
  return run;
}

/* What the followed samples look like, layer by layer, and the codes. */
static void
check_shown (UiFixture *self, guint64 step)
{
  WbSnapshot *shown = hg_workspace_get_snapshot (self->workspace);
  const WbProbe *probe = wb_snapshot_get (shown, WB_MEASURE_PROBE);
  const WbCodes *codes = wb_snapshot_get (shown, WB_MEASURE_CODES);
  WbRun *run = train_again (self, step);
  AeNetwork *network = wb_run_get_network (run);
  guint last = ae_network_get_n_layers (network) - 1;
  g_autofree float *outputs = g_new (float, probe->n * probe->size);

  g_assert_cmpuint (shown->step, ==, step);
  g_assert_true (ae_network_predict (network, 0, last, probe->n, probe->inputs, outputs, NULL));
  g_assert_cmpmem (probe->outputs, probe->n * probe->size * sizeof (float), outputs,
                   probe->n * probe->size * sizeof (float));
  for (guint i = 1; i < probe->n_layers; i++)
    {
      gsize size = ae_shape_size (&probe->activations[i].shape);
      g_autofree float *values = g_new (float, size);

      g_assert_true (ae_network_predict (network, 0, i, 1,
                                         probe->inputs + probe->focus * probe->size, values, NULL));
      g_assert_cmpmem (probe->activations[i].values, size * sizeof (float), values,
                       size * sizeof (float));
    }
  if (codes != NULL)
    {
      g_autofree float *values = g_new (float, codes->size);
      g_autofree float *x = g_new (float, probe->size);

      ds_dataset_read_range (hg_workspace_get_validation (self->workspace), 3, 1, x);
      g_assert_true (
        ae_network_predict (network, 0, ae_network_get_code (network), 1, x, values, NULL));
      g_assert_cmpmem (codes->values + 3 * codes->size, codes->size * sizeof (float), values,
                       codes->size * sizeof (float));
    }
  wb_run_free (run);
}

/* What a widget looks like. */
static GBytes *
look_at (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  g_autoptr (GdkTexture) texture = NULL;
  guchar *pixels = g_malloc0 ((gsize) width * (gsize) height * 4);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                         node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_texture_download (texture, pixels, (gsize) width * 4);
  gsk_render_node_unref (node);
  return g_bytes_new_take (pixels, (gsize) width * (gsize) height * 4);
}

static GtkWidget *
find_canvas (UiFixture *self)
{
  return ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0);
}

static void
assert_value_text (UiFixture *self, const char *expected)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (
    GTK_ACCESSIBLE (find_scrubber (self)), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, expected);

  g_assert_null (wrong);
}

static gboolean
is_visiting (UiFixture *self)
{
  guint64 step;

  return hg_workspace_get_visited_step (self->workspace, &step);
}

/* W9: drag, look, go back to the newest. */
static void
test_drag (void)
{
  UiFixture self = { 0 };
  g_autoptr (GBytes) before = NULL, past = NULL, after = NULL;
  GtkWidget *pill;
  guint64 end, step;
  g_autofree char *text = NULL;

  open_and_train (&self);
  end = get_newest (&self)->step;
  pill = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_MOMENT_PILL, 0);
  g_assert_false (gtk_widget_get_visible (pill));
  before = look_at (find_canvas (&self));
  drag_playhead (&self, 2.5);
  step = wait_arrived (&self);
  g_assert_cmpfloat (ABS (hg_workspace_step_to_epoch (self.workspace, step) - 2.5), <, 0.2);
  g_assert_cmpuint (get_newest (&self)->step, ==, end);
  check_shown (&self, step);
  g_assert_true (gtk_widget_get_visible (pill));
  text = g_strdup_printf ("Step %u of %u", (guint) step, (guint) end);
  g_assert_nonnull (ui_find_words (pill, text));
  past = look_at (find_canvas (&self));
  g_assert_false (g_bytes_equal (before, past));
  drag_playhead (&self, 7.3);
  step = wait_arrived (&self);
  g_assert_cmpfloat (ABS (hg_workspace_step_to_epoch (self.workspace, step) - 7.3), <, 0.2);
  check_shown (&self, step);
  ui_click (&self, ui_find_named (pill, "Latest"));
  ui_wait_frames (&self, 10);
  g_assert_false (is_visiting (&self));
  g_assert_false (gtk_widget_get_visible (pill));
  g_assert_cmpuint (hg_workspace_get_snapshot (self.workspace)->step, ==, end);
  check_shown (&self, end);
  after = look_at (find_canvas (&self));
  g_assert_true (g_bytes_equal (before, after));
  ui_fixture_close (&self);
}

static gboolean
has_codes (gpointer data)
{
  return wb_snapshot_get (hg_workspace_get_snapshot (((UiFixture *) data)->workspace),
                          WB_MEASURE_CODES)
         != NULL;
}

/* The codes of another view are of that step, too; keys go by steps, epochs, to the ends. */
static void
test_keys (void)
{
  UiFixture self = { 0 };
  guint64 step, best;

  open_and_train (&self);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.view", "s", "latent");
  ui_wait_until (has_codes, &self, "the codes");
  ui_key (&self, GDK_KEY_Page_Up, GDK_ALT_MASK);
  step = wait_arrived (&self);
  check_shown (&self, step);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.view", "s", "live");
  ui_wait_frames (&self, 5);
  gtk_widget_grab_focus (find_scrubber (&self));
  ui_key (&self, GDK_KEY_Home, 0);
  g_assert_cmpuint (wait_arrived (&self), ==, 0);
  assert_value_text (&self, "Epoch 0.0 of 20, step 0");
  for (guint i = 0; i < 5; i++)
    ui_key (&self, GDK_KEY_Right, 0);
  g_assert_cmpuint (wait_arrived (&self), ==, 5);
  assert_value_text (&self, "Epoch 0.6 of 20, step 5");
  ui_key (&self, GDK_KEY_Page_Down, 0);
  ui_key (&self, GDK_KEY_Left, 0);
  step = wait_arrived (&self);
  g_assert_cmpuint (step, ==, 4 + get_newest (&self)->steps_per_epoch);
  check_shown (&self, step);
  ui_key (&self, GDK_KEY_Home, GDK_ALT_MASK);
  g_assert_true (hg_workspace_get_best_step (self.workspace, &best));
  if (best < get_newest (&self)->step)
    g_assert_cmpuint (wait_arrived (&self), ==, best);
  ui_key (&self, GDK_KEY_Left, 0);
  g_assert_true (is_visiting (&self));
  ui_key (&self, GDK_KEY_End, GDK_ALT_MASK);
  ui_wait_frames (&self, 3);
  g_assert_false (is_visiting (&self));
  ui_fixture_close (&self);
}

static guint
count_runs (UiFixture *self)
{
  const GPtrArray *runs
    = wb_document_get_project (hg_workspace_get_document (self->workspace))->runs;

  return runs != NULL ? runs->len : 0;
}

typedef struct
{
  UiFixture *ui;
  guint64 step;
} Standing;

static gboolean
stands_at (gpointer data)
{
  const Standing *at = data;

  return get_newest (at->ui)->step == at->step && !is_visiting (at->ui)
         && get_newest (at->ui)->command_id
              >= wb_session_get_last_command (hg_workspace_get_session (at->ui->workspace));
}

static gboolean
has_two_runs (gpointer data)
{
  return count_runs (data) == 2;
}

/* A run of its own begins there, and ends elsewhere for another rate; undo leads back to
 * the weights of before. */
static void
test_continue (void)
{
  UiFixture self = { 0 };
  g_autoptr (WbCheckpoint) before = NULL, after = NULL, back = NULL;
  Standing end = { &self, 0 };
  guint64 step;

  open_and_train (&self);
  end.step = get_newest (&self)->step;
  before = wb_session_wait_checkpoint (hg_workspace_get_session (self.workspace), NULL);
  g_assert_cmpuint (count_runs (&self), ==, 1);
  edit (&self, "learning_rate", "0.02");
  drag_playhead (&self, 6);
  step = wait_arrived (&self);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Continue from Here"));
  ui_wait_until (has_two_runs, &self, "the new run");
  ui_wait_until (is_done, &self, "its end");
  ui_wait_until (stands_at, &end, "as many steps as before");
  after = wb_session_wait_checkpoint (hg_workspace_get_session (self.workspace), NULL);
  g_assert_false (wb_checkpoint_equal (before, after));
  g_assert_cmpuint (count_runs (&self), ==, 2);
  /* The past of both is one up to there. */
  drag_playhead (&self, 3);
  g_assert_cmpuint (wait_arrived (&self), <, step);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Latest"));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_wait_until (stands_at, &end, "the weights of before");
  back = wb_session_wait_checkpoint (hg_workspace_get_session (self.workspace), NULL);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (back); i++)
    {
      const WbCheckpointTensor *x = wb_checkpoint_get_tensor (back, i);
      const WbCheckpointTensor *y = wb_checkpoint_get_tensor (before, i);

      g_assert_cmpmem (x->values, x->size * sizeof (float), y->values, y->size * sizeof (float));
    }
  g_assert_cmpuint (count_runs (&self), ==, 2);
  ui_fixture_close (&self);
}

static gboolean
is_running_on (gpointer data)
{
  const Standing *at = data;

  return hg_workspace_get_state (at->ui->workspace) == WB_RUN_RUNNING
         && get_newest (at->ui)->step > at->step + 50;
}

/* The training does not wait for who looks back. */
static void
test_while_training (void)
{
  UiFixture self = { 0 };
  Standing at = { &self, 0 };
  guint64 step;

  open_and_train (&self);
  edit (&self, "epochs", "100000");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  at.step = get_newest (&self)->step;
  ui_wait_until (is_running_on, &at, "the training to go on");
  drag_playhead (&self, 4);
  step = wait_arrived (&self);
  at.step = get_newest (&self)->step;
  ui_wait_until (is_running_on, &at, "the training to go on");
  g_assert_cmpuint (hg_workspace_get_snapshot (self.workspace)->step, ==, step);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Latest"));
  g_assert_false (is_visiting (&self));
  g_assert_cmpuint (hg_workspace_get_snapshot (self.workspace)->step, >, at.step);
  ui_fixture_close (&self);
}

static gboolean
is_at_rest (gpointer data)
{
  return hg_workspace_get_state (((UiFixture *) data)->workspace) == WB_RUN_PAUSED;
}

static guint
get_run (UiFixture *self)
{
  return wb_document_get_project (hg_workspace_get_document (self->workspace))->run_id;
}

/* From the fork of a run that is paused, undo comes back to it, paused as it was; Train goes
 * on with it, and not with a third run. */
static void
test_undo_while_training (void)
{
  UiFixture self = { 0 };
  Standing at = { &self, 0 }, fork = { &self, 0 };
  guint run;

  open_and_train (&self);
  edit (&self, "epochs", "100000");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  at.step = get_newest (&self)->step;
  ui_wait_until (is_running_on, &at, "the training to go on");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Pause"));
  ui_wait_until (is_at_rest, &self, "the pause");
  ui_wait_frames (&self, 10);
  at.step = get_newest (&self)->step;
  run = get_run (&self);
  drag_playhead (&self, 6);
  fork.step = wait_arrived (&self);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Continue from Here"));
  ui_wait_until (has_two_runs, &self, "the new run");
  ui_wait_until (is_running_on, &fork, "its training");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_wait_until (stands_at, &at, "the weights of before");
  ui_wait_frames (&self, 10);
  g_assert_true (is_at_rest (&self));
  g_assert_cmpuint (get_newest (&self)->step, ==, at.step);
  g_assert_cmpuint (get_run (&self), ==, run);
  g_assert_cmpuint (count_runs (&self), ==, 2);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  ui_wait_until (is_running_on, &at, "the training to go on");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Pause"));
  ui_wait_until (is_at_rest, &self, "the pause");
  ui_wait_frames (&self, 10);
  g_assert_cmpuint (get_run (&self), ==, run);
  g_assert_cmpuint (count_runs (&self), ==, 2);
  ui_fixture_close (&self);
}

static gboolean
is_playing_on (gpointer data)
{
  const Standing *at = data;

  return is_visiting (at->ui) && hg_workspace_get_snapshot (at->ui->workspace)->step > at->step;
}

static gboolean
has_stopped (gpointer data)
{
  gboolean playing;

  g_object_get (((UiFixture *) data)->window, "playing", &playing, NULL);
  return !playing;
}

/* While the window is busy, nothing is skipped: four seconds would be a third of the steps. */
static void
test_play (void)
{
  UiFixture self = { 0 };
  Standing at = { &self, 0 };

  open_and_train (&self);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Play the training"));
  ui_wait_until (is_playing_on, &at, "the first moments");
  at.step = hg_workspace_get_snapshot (self.workspace)->step;
  g_usleep (4 * G_USEC_PER_SEC);
  ui_wait_until (is_playing_on, &at, "later ones");
  g_assert_cmpuint (hg_workspace_get_snapshot (self.workspace)->step, <, at.step + 40);
  ui_key (&self, GDK_KEY_p, GDK_CONTROL_MASK);
  ui_wait_until (has_stopped, &self, "a pause");
  g_assert_true (is_visiting (&self));
  drag_playhead (&self, EPOCHS - 1);
  ui_key (&self, GDK_KEY_p, GDK_CONTROL_MASK);
  ui_wait_until (has_stopped, &self, "the end");
  g_assert_false (is_visiting (&self));
  ui_fixture_close (&self);
}

/* What was begun anew has no past; without one nothing can be pressed. Undo brings it back. */
static void
test_reset (void)
{
  UiFixture self = { 0 };
  guint64 end;

  open_and_train (&self);
  end = get_newest (&self)->step;
  drag_playhead (&self, 5);
  wait_arrived (&self);
  ui_key (&self, GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ui_wait_until (stands_at, &(Standing) { &self, 0 }, "the start");
  ui_wait_frames (&self, 5);
  g_assert_false (is_visiting (&self));
  g_assert_false (gtk_widget_get_sensitive (find_scrubber (&self)));
  ui_key (&self, GDK_KEY_Page_Up, GDK_ALT_MASK);
  g_assert_false (is_visiting (&self));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_wait_until (stands_at, &(Standing) { &self, end }, "the end");
  dismiss_toast (&self);
  ui_wait_frames (&self, 5);
  drag_playhead (&self, 5);
  check_shown (&self, wait_arrived (&self));
  ui_fixture_close (&self);
}

static void
set_units (UiFixture *self, const char *units)
{
  AeModel *model = hg_workspace_get_model (self->workspace);

  wb_document_edit (hg_workspace_get_document (self->workspace),
                    &(WbEdit) { WB_EDIT_OPTION, .id = ae_model_get_layer (model, 1)->id,
                                .name = "units", .text = units },
                    NULL);
}

/* An edit of the model is one of the present, and so is what is shown then. */
static void
test_edit (void)
{
  UiFixture self = { 0 };
  guint64 end;

  open_and_train (&self);
  end = get_newest (&self)->step;
  drag_playhead (&self, 5);
  wait_arrived (&self);
  set_units (&self, "31");
  ui_wait_frames (&self, 5);
  g_assert_false (is_visiting (&self));
  g_assert_false (
    gtk_widget_get_visible (ui_find_type (GTK_WIDGET (self.window), HG_TYPE_MOMENT_PILL, 0)));
  g_assert_cmpuint (hg_workspace_get_snapshot (self.workspace)->step, ==, end);
  ui_fixture_close (&self);
}

/* The run in the window as the view of runs compares it: (transfer full). */
static HgRunItem *
find_compared (UiFixture *self)
{
  HgRunMoment *moment = HG_RUN_MOMENT (
    ui_find_type (GTK_WIDGET (self->window), HG_TYPE_RUN_MOMENT, 0));
  const WbProject *project = wb_document_get_project (hg_workspace_get_document (self->workspace));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref), compared = NULL;

  g_ptr_array_add (items, hg_run_item_new (wb_run_list_find (project->runs, project->run_id)));
  compared = hg_run_moment_list (moment, items);
  return g_object_ref (compared->pdata[0]);
}

static gboolean
is_compared (gpointer data)
{
  UiFixture *self = data;
  g_autoptr (HgRunItem) item = find_compared (self);

  return hg_run_item_get_record (item)->position.step
         == hg_workspace_get_shown_step (self->workspace);
}

/* The view of runs has a playhead of its own for the same moment: curves are read there, and the
 * pictures of the run are those of then. */
static void
test_runs (void)
{
  UiFixture self = { 0 };
  GtkWidget *scrubber;
  WbRun *run;
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (GBytes) weights = NULL;
  g_autoptr (HgRunItem) item = NULL;
  const WbRunChart *chart;
  guint64 step;

  open_and_train (&self);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.view", "s", "runs");
  ui_wait_frames (&self, 20);
  scrubber = ui_find_type (ui_find_type (GTK_WIDGET (self.window), HG_TYPE_RUN_MOMENT, 0),
                           HG_TYPE_SCRUBBER, 0);
  ui_click (&self, scrubber);
  step = wait_arrived (&self);
  g_assert_cmpuint (step, >, 0);
  g_assert_cmpuint (step, <, get_newest (&self)->step);
  ui_wait_until (is_compared, &self, "the run as it was to be compared");
  ui_wait_frames (&self, 5);
  chart = hg_run_plot_get_chart (
    HG_RUN_PLOT (ui_find_type (GTK_WIDGET (self.window), HG_TYPE_RUN_PLOT, 0)));
  g_assert_cmpfloat (chart->crosshair, ==, hg_workspace_step_to_epoch (self.workspace, step));
  run = train_again (&self, step);
  checkpoint = wb_run_make_checkpoint (run, NULL);
  weights = wb_run_weights_new (checkpoint);
  item = find_compared (&self);
  g_assert_true (g_bytes_equal (weights, hg_run_item_get_record (item)->kept));
  wb_run_free (run);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.latest", NULL);
  ui_wait_until (is_compared, &self, "the run as it is to be compared");
  g_assert_true (isnan (chart->crosshair));
  ui_fixture_close (&self);
}

static gboolean
has_stepped (gpointer data)
{
  const Standing *at = data;

  return get_newest (at->ui)->step == at->step + 1
         && hg_workspace_get_state (at->ui->workspace) != WB_RUN_RUNNING;
}

/* Before an edit of the model the canvas does not pass for the model of then. */
static void
test_other_model (void)
{
  UiFixture self = { 0 };
  guint id;
  guint64 end;

  open_and_train (&self);
  end = get_newest (&self)->step;
  id = ae_model_get_layer (hg_workspace_get_model (self.workspace), 1)->id;
  set_units (&self, "31");
  wb_session_step (hg_workspace_get_session (self.workspace));
  ui_wait_until (has_stepped, &(Standing) { &self, end }, "a step");
  hg_workspace_select (self.workspace, id);
  g_assert_null (ui_find_words (GTK_WIDGET (self.window), "of another model"));
  hg_workspace_visit (self.workspace, end / 2);
  wait_arrived (&self);
  g_assert_true (hg_workspace_shows_other_model (self.workspace));
  g_assert_nonnull (strstr (hg_workspace_get_difference (self.workspace, id), "32"));
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self.window), "of another model"));
  hg_workspace_leave_past (self.workspace);
  ui_wait_frames (&self, 5);
  g_assert_false (hg_workspace_shows_other_model (self.workspace));
  g_assert_null (hg_workspace_get_difference (self.workspace, id));
  g_assert_null (ui_find_words (GTK_WIDGET (self.window), "of another model"));
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  int result;

  if (!ui_fixture_init (&argc, &argv))
    return 77;
  write_images ();
  g_test_add_func ("/travel/drag", test_drag);
  g_test_add_func ("/travel/keys", test_keys);
  g_test_add_func ("/travel/continue-from-here", test_continue);
  g_test_add_func ("/travel/while-training", test_while_training);
  g_test_add_func ("/travel/undo-while-training", test_undo_while_training);
  g_test_add_func ("/travel/play", test_play);
  g_test_add_func ("/travel/reset", test_reset);
  g_test_add_func ("/travel/runs", test_runs);
  g_test_add_func ("/travel/edit", test_edit);
  g_test_add_func ("/travel/other-model", test_other_model);
  result = g_test_run ();
  g_unlink (images);
  g_rmdir (folder);
  return result;
}
