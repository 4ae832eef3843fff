/* SPDX-License-Identifier: MIT */
/* Training seen and steered from the window, with a real pointer and real keys,
 * on a few small images, so that a step takes milliseconds.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/followed/drawing-pad.h"
#include "ui/followed/followed-popover.h"
#include "ui/views/live/loss-view.h"
#include "ui/views/live/sample-column.h"

#define SIDE     28
#define N_IMAGES 160

static char *folder;
static char *images;

/* A bright spot in another place on each image. */
static void
make_images (void)
{
  static const guint8 head[16] = { 0, 0, 8, 3, 0, 0, 0, N_IMAGES, 0, 0, 0, SIDE, 0, 0, 0, SIDE };
  gsize size = sizeof head + N_IMAGES * SIDE * SIDE;
  g_autofree guint8 *file = g_malloc0 (size);
  guint8 *pixel = file + sizeof head;

  memcpy (file, head, sizeof head);
  for (int i = 0; i < N_IMAGES; i++)
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++)
        {
          int dx = x - 6 - i % 16, dy = y - 6 - i / 10;

          *pixel++ = (guint8) (255 - MIN (255, 16 * (dx * dx + dy * dy)));
        }
  folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  images = g_build_filename (folder, "spots-idx3-ubyte", NULL);
  g_assert_true (g_file_set_contents (images, (char *) file, (gssize) size, NULL));
}

static void
remove_images (void)
{
  g_remove (images);
  g_rmdir (folder);
  g_free (images);
  g_free (folder);
}

/* A template on the images, to be trained until somebody pauses it. */
static void
open_template (UiFixture *self, const char *name)
{
  WbDocument *document;

  self->data = images;
  ui_fixture_open (self, NULL, name);
  document = hg_workspace_get_document (self->workspace);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "epochs", .text = "100000" },
                    NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "patience", .text = "0" }, NULL);
}

static void
press (UiFixture *self, const char *name)
{
  GtkWidget *widget = ui_find_named (GTK_WIDGET (self->window), name);

  if (widget == NULL)
    g_error ("there is no “%s” to press", name);
  ui_click (self, widget);
}

static const WbHistory *
get_history (UiFixture *self)
{
  return wb_session_get_history (hg_workspace_get_session (self->workspace));
}

static const WbSnapshot *
get_snapshot (gpointer self)
{
  return hg_workspace_get_snapshot (((UiFixture *) self)->workspace);
}

static gboolean
is_under_way (gpointer data)
{
  return hg_workspace_get_state (((UiFixture *) data)->workspace) != WB_RUN_IDLE;
}

static void
press_until (UiFixture *self, const char *name, UiCondition condition)
{
  press (self, name);
  ui_wait_until (condition, self, name);
}

static void
train (UiFixture *self)
{
  press_until (self, "Train", is_under_way);
}

static void
pause_training (UiFixture *self)
{
  press_until (self, "Pause", ui_is_paused);
}

/* The loss has fallen, and the followed samples have been looked at since. */
static gboolean
has_learned (gpointer data)
{
  const WbProbe *probe = wb_snapshot_get (get_snapshot (data), WB_MEASURE_PROBE);
  gsize n;
  const WbLossPoint *losses = wb_history_get_losses (get_history (data), &n);

  return n > 4 && losses[n - 1].loss < losses[0].loss * .95 && probe != NULL && probe->step > 2;
}

/* What the sample in focus is to the code, [n_code], and then what becomes of
 * all samples. */
static float *
copy_seen (UiFixture *self, gsize *n_codes)
{
  const WbProbe *probe = wb_snapshot_get (get_snapshot (self), WB_MEASURE_PROBE);
  guint code = ae_model_get_code (hg_workspace_get_model (self->workspace),
                                  hg_workspace_get_shapes (self->workspace));
  gsize n_code = ae_shape_size (&probe->activations[code].shape);
  float *seen;

  seen = g_new (float, n_code + probe->n * probe->size);
  memcpy (seen, probe->activations[code].values, n_code * sizeof (float));
  memcpy (seen + n_code, probe->outputs, probe->n * probe->size * sizeof (float));
  *n_codes = n_code;
  return seen;
}

static gboolean
has_probe (gpointer data)
{
  return get_snapshot (data) != NULL
         && wb_snapshot_get (get_snapshot (data), WB_MEASURE_PROBE) != NULL;
}

static gboolean
differ (const float *a, const float *b, gsize n)
{
  return memcmp (a, b, n * sizeof (float)) != 0;
}

static GtkWidget *
get_column (UiFixture *self, guint index)
{
  return ui_find_type (GTK_WIDGET (self->window), HG_TYPE_SAMPLE_COLUMN, index);
}

/* Each of the templates learns when Train is pressed, and it is seen. */
static void
test_template (gconstpointer data)
{
  const WbTemplate *template = data;
  UiFixture self = { 0 };
  g_autofree float *before = NULL;
  g_autofree float *after = NULL;
  gsize n_code;

  open_template (&self, template->name);
  g_assert_null (hg_workspace_get_error (self.workspace));
  ui_wait_until (has_probe, &self, "the samples before the first step");
  before = copy_seen (&self, &n_code);
  train (&self);
  ui_wait_until (has_learned, &self, "the loss to fall");
  pause_training (&self);
  after = copy_seen (&self, &n_code);
  g_assert_true (differ (before, after, n_code));
  g_assert_true (
    wb_document_get_recipe (hg_workspace_get_document (self.workspace))->corruption
      == AE_CORRUPTION_NONE
    || strstr (hg_sample_column_get_name (HG_SAMPLE_COLUMN (get_column (&self, 0))), "PSNR")
         != NULL);
  g_assert_true (differ (before + n_code, after + n_code, SIDE * SIDE));
  ui_fixture_close (&self);
}

static gboolean
has_divergence (gpointer data)
{
  return wb_snapshot_get (get_snapshot (data), WB_MEASURE_DIVERGENCE) != NULL
         && get_snapshot (data)->step > 4;
}

static gboolean
has_flag (gpointer data)
{
  return wb_history_get_flags (get_history (data))->len > 0;
}

static GtkWidget *
find_slider (UiFixture *self, const char *name)
{
  GtkWidget *scale;

  for (guint i = 0; (scale = ui_find_type (GTK_WIDGET (self->window), GTK_TYPE_SCALE, i)) != NULL;
       i++)
    {
      g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (scale),
                                                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                                      name);

      if (mismatch == NULL)
        return scale;
    }
  g_error ("there is no slider “%s”", name);
}

/* Beta under the fingers: it counts at once, and leaves a flag on the curve;
 * the parts of the loss and the dimensions of the code are told. */
static void
test_beta (void)
{
  UiFixture self = { 0 };
  const WbFlag *flag;
  GtkWidget *slider;
  const WbDivergence *divergence;
  double beta;

  open_template (&self, "variational");
  press (&self, "Recipe");
  train (&self);
  ui_wait_until (has_divergence, &self, "the code to be measured");
  divergence = wb_snapshot_get (get_snapshot (&self), WB_MEASURE_DIVERGENCE);
  g_assert_cmpuint (divergence->units, ==, 2);
  slider = find_slider (&self, "Beta");
  gtk_widget_grab_focus (slider);
  for (guint i = 0; i < 5; i++)
    ui_key (&self, GDK_KEY_Right, 0);
  ui_wait_until (has_flag, &self, "a flag on the curve");
  pause_training (&self);
  beta = wb_document_get_recipe (hg_workspace_get_document (self.workspace))->beta;
  g_assert_cmpfloat (beta, >, 1);
  g_assert_cmpfloat (get_snapshot (&self)->recipe.beta, ==, beta);
  flag = wb_history_get_flags (get_history (&self))->pdata[0];
  g_assert_cmpstr (flag->name, ==, "beta");
  g_assert_true (wb_loss_chart_has_parts (hg_loss_view_get_chart (
    HG_LOSS_VIEW (ui_find_type (GTK_WIDGET (self.window), HG_TYPE_LOSS_VIEW, 0)))));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "2 of 2"));
  ui_fixture_close (&self);
}

static gboolean
has_outputs (gpointer data)
{
  return wb_snapshot_get (get_snapshot (data), WB_MEASURE_PROBE) != NULL
         && get_snapshot (data)->step > 4;
}

/* Asks a menu for the table, which is in the clipboard then. */
static char *
copy_table (UiFixture *self, const char *menu, const char *action)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->window));
  g_auto (GValue) value = G_VALUE_INIT;

  gtk_widget_activate_action (ui_find_named (GTK_WIDGET (self->window), menu), action, NULL);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (
    gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, NULL));
  return g_value_dup_string (&value);
}

static guint
count_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strv_length (lines) - 1;
}

/* The loss and the reconstructions leave as tables. */
static void
test_copying (void)
{
  UiFixture self = { 0 };
  g_autofree char *loss = NULL;
  g_autofree char *reconstructions = NULL;
  gsize n;

  open_template (&self, "simple");
  train (&self);
  ui_wait_until (has_outputs, &self, "some steps");
  pause_training (&self);
  ui_wait_frames (&self, 10);
  loss = copy_table (&self, "Loss’ menu", "loss.copy");
  wb_history_get_losses (get_history (&self), &n);
  g_assert_true (g_str_has_prefix (loss, "step,epoch,loss,reconstruction,"));
  g_assert_cmpuint (count_lines (loss), ==, 1 + n);
  reconstructions = copy_table (&self, "Reconstructions’ menu", "reconstructions.copy");
  g_assert_true (g_str_has_prefix (reconstructions, "sample,error,x1,x2,"));
  g_assert_nonnull (strstr (reconstructions, ",output784\n"));
  g_assert_cmpuint (count_lines (reconstructions), ==,
                    1 + hg_workspace_get_n_followed (self.workspace));
  ui_fixture_close (&self);
}

static double
get_epochs_shown (HgLossView *view)
{
  WbLossPlot plot;
  WbStyle style;

  wb_style_init (&style, FALSE);
  wb_loss_chart_lay_out (hg_loss_view_get_chart (view), 300, 300, &style, &plot);
  return plot.x.upper - plot.x.lower;
}

static gboolean
has_epochs (gpointer data)
{
  return get_snapshot (data)->epoch >= 3;
}

/* The wheel zooms the chart, a double click shows all of it again. */
static void
test_chart (void)
{
  UiFixture self = { 0 };
  HgLossView *view;
  double x, y, all;

  open_template (&self, "simple");
  train (&self);
  ui_wait_until (has_epochs, &self, "some epochs");
  pause_training (&self);
  view = HG_LOSS_VIEW (ui_find_type (GTK_WIDGET (self.window), HG_TYPE_LOSS_VIEW, 0));
  all = get_epochs_shown (view);
  ui_get_middle (GTK_WIDGET (view), &x, &y);
  ui_move (x - 60, y);
  ui_wait_frames (&self, 2);
  ui_scroll (&self, -3);
  g_assert_cmpfloat (get_epochs_shown (view), <, all * .6);
  ui_double_click (GTK_WIDGET (view));
  g_assert_cmpfloat (get_epochs_shown (view), ==, all);
  ui_fixture_close (&self);
}

static const char *awaited;

static gboolean
says (gpointer data)
{
  return ui_find_named (GTK_WIDGET (((UiFixture *) data)->window), awaited) != NULL;
}

static void
wait_for_words (UiFixture *self, const char *words)
{
  awaited = words;
  ui_wait_until (says, self, words);
}

static gboolean
is_slower (gpointer data)
{
  WbDocument *document = hg_workspace_get_document (((UiFixture *) data)->workspace);

  return wb_document_get_recipe (document)->learning_rate < 100;
}

/* A rate that is far too high: the run goes back, and a tenth is one press away. */
static void
test_divergence (void)
{
  UiFixture self = { 0 };
  WbDocument *document;
  guint last;

  open_template (&self, "simple");
  document = hg_workspace_get_document (self.workspace);
  last = ae_model_get_layer (hg_workspace_get_model (self.workspace), 2)->id;
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_OPTION, .id = last, .name = "activation",
                                .text = "linear" },
                    NULL);
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "loss", .text = "mean_squared_error" },
                    NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "reduction", .text = "sum" },
                    NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "optimizer", .text = "sgd" },
                    NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .text = "100" },
                    NULL);
  train (&self);
  wait_for_words (&self, "Continue at 10");
  ui_wait_until (ui_is_paused, &self, "a pause");
  press_until (&self, "Continue at 10", is_slower);
  g_assert_cmpfloat (wb_document_get_recipe (document)->learning_rate, <=, 10);
  ui_fixture_close (&self);
}

/* What ended a run by itself is told. */
static void
test_early_end (void)
{
  UiFixture self = { 0 };
  WbDocument *document;

  open_template (&self, "simple");
  document = hg_workspace_get_document (self.workspace);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "patience", .text = "2" }, NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "min_delta", .text = "100" },
                    NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "batch_size", .text = "1" },
                    NULL);
  train (&self);
  wait_for_words (&self, "Training ended after epoch 3");
  ui_fixture_close (&self);
}

static gboolean
is_seen (gpointer data)
{
  GtkWidget *squeezer = ui_find_type (GTK_WIDGET (((UiFixture *) data)->window), ADW_TYPE_SQUEEZER,
                                      0);

  return adw_squeezer_get_visible_child (ADW_SQUEEZER (squeezer)) != NULL;
}

/* A rate that kills every unit leaves a finite loss and a grey output: the header
 * says so, in words that it has room for. */
static void
test_ruined (void)
{
  UiFixture self = { 0 };
  WbDocument *document;

  open_template (&self, "simple");
  document = hg_workspace_get_document (self.workspace);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .text = "1" },
                    NULL);
  train (&self);
  wait_for_words (&self, "Same output for every sample");
  ui_wait_until (is_seen, &self, "the words of the header");
  ui_fixture_close (&self);
}

static gboolean
is_at_start (gpointer data)
{
  return get_snapshot (data)->step == 0;
}

static gboolean
has_begun (gpointer data)
{
  return get_snapshot (data)->step > 0;
}

/* A reset is a step like others: undo brings back weights, history and place in
 * the run, redo makes it again. */
static void
test_reset (void)
{
  UiFixture self = { 0 };
  g_autoptr (WbHistory) before = NULL;

  open_template (&self, "simple");
  train (&self);
  ui_wait_until (has_learned, &self, "the loss to fall");
  pause_training (&self);
  before = wb_history_copy (get_history (&self));
  ui_key (&self, GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ui_wait_until (is_at_start, &self, "the start");
  wait_for_words (&self, "Weights reset to the start");
  g_assert_cmpstr (wb_document_get_undo_label (hg_workspace_get_document (self.workspace)), ==,
                   "Reset Weights");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_wait_until (has_begun, &self, "the weights of before");
  g_assert_true (wb_history_equal (before, get_history (&self)));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ui_wait_until (is_at_start, &self, "the start again");
  ui_fixture_close (&self);
}

static gboolean
invites (gpointer data)
{
  UiFixture *self = data;
  GtkWidget *chart = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_LOSS_VIEW, 0);
  g_autofree char *mismatch
    = gtk_test_accessible_check_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          "Loss. Press Train to see the loss fall");

  return mismatch == NULL;
}

/* A layer was changed while the model was training: after a reset the empty
 * chart says what to do all the same. */
static void
test_reset_after_edit (void)
{
  UiFixture self = { 0 };
  WbDocument *document;

  open_template (&self, "simple");
  ui_wait_until (invites, &self, "the empty chart's words");
  document = hg_workspace_get_document (self.workspace);
  train (&self);
  ui_wait_until (has_learned, &self, "the loss to fall");
  g_assert_false (invites (&self));
  g_assert_true (wb_document_edit (
    document,
    &(WbEdit) { WB_EDIT_OPTION, .id = ae_model_get_layer (wb_document_get_model (document), 1)->id,
                .name = "units", .text = "20" },
    NULL));
  pause_training (&self);
  ui_key (&self, GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ui_wait_until (is_at_start, &self, "the start");
  ui_wait_until (invites, &self, "the empty chart's words again");
  ui_fixture_close (&self);
}

static void
hover (UiFixture *self, GtkWidget *widget)
{
  double x, y;

  ui_get_middle (widget, &x, &y);
  ui_move (x, y);
  ui_wait_events ();
}

static gboolean
is_focus_seen (gpointer data)
{
  UiFixture *self = data;
  const WbProbe *probe = wb_snapshot_get (get_snapshot (data), WB_MEASURE_PROBE);

  return probe != NULL && probe->focus == hg_workspace_get_focus (self->workspace);
}

static gboolean
has_validated (gpointer data)
{
  guint n;

  wb_history_get_epochs (get_history (data), &n);
  return n > 0;
}

/* A share of all samples is held back, and given back. */
static void
test_validation_split (void)
{
  UiFixture self = { 0 };
  WbDocument *document;
  gsize own, all;

  open_template (&self, "simple");
  document = hg_workspace_get_document (self.workspace);
  own = hg_workspace_count_validating (self.workspace);
  all = ds_dataset_get_count (ds_source_get_whole (hg_workspace_get_source (self.workspace)));
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "validation_split", .text = "0.25" }, NULL);
  g_assert_cmpuint (hg_workspace_count_validating (self.workspace), ==, all / 4);
  train (&self);
  ui_wait_until (has_validated, &self, "an epoch");
  g_assert_cmpuint (get_snapshot (&self)->samples_per_epoch, ==, all - all / 4);
  pause_training (&self);
  wb_document_undo (document);
  g_assert_cmpuint (hg_workspace_count_validating (self.workspace), ==, own);
  ui_fixture_close (&self);
}

/* What is hovered is followed while it is, what is clicked stays, keys go on. */
static void
test_follow (void)
{
  UiFixture self = { 0 };
  GtkWidget *away;

  open_template (&self, "simple");
  away = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_LOSS_VIEW, 0);
  ui_click (&self, get_column (&self, 2));
  hover (&self, away);
  g_assert_cmpuint (hg_workspace_get_focus (self.workspace), ==, 2);
  hover (&self, get_column (&self, 4));
  g_assert_cmpuint (hg_workspace_get_focus (self.workspace), ==, 4);
  ui_wait_until (is_focus_seen, &self, "the blocks to follow");
  hover (&self, away);
  g_assert_cmpuint (hg_workspace_get_focus (self.workspace), ==, 2);
  ui_key (&self, GDK_KEY_bracketright, 0);
  g_assert_cmpuint (hg_workspace_get_focus (self.workspace), ==, 3);
  ui_key (&self, GDK_KEY_bracketleft, 0);
  ui_key (&self, GDK_KEY_bracketleft, 0);
  g_assert_cmpuint (hg_workspace_get_focus (self.workspace), ==, 1);
  ui_fixture_close (&self);
}

static gboolean
is_drawing_seen (gpointer data)
{
  const WbProbe *probe = wb_snapshot_get (get_snapshot (data), WB_MEASURE_PROBE);
  double ink = 0;

  if (probe == NULL || probe->indices[probe->focus] != WB_PROBE_DRAWN)
    return FALSE;
  for (gsize i = 0; i < probe->size; i++)
    ink += probe->activations[0].values[i];
  return ink > 5;
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

/* A number chosen, and a digit drawn, go through the model. */
static void
test_draw (void)
{
  UiFixture self = { 0 };
  HgFollowedPopover *choice;
  GtkWidget *pad;

  open_template (&self, "simple");
  press (&self, "Followed sample");
  choice = HG_FOLLOWED_POPOVER (
    ui_find_type (GTK_WIDGET (self.window), HG_TYPE_FOLLOWED_POPOVER, 0));
  ui_wait_until (is_mapped, choice, "the choice");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (
                               ui_find_type (GTK_WIDGET (choice), GTK_TYPE_SPIN_BUTTON, 0)),
                             14);
  g_assert_cmpuint (hg_workspace_get_followed (self.workspace,
                                               hg_workspace_get_focus (self.workspace)),
                    ==, 13);
  pad = ui_find_type (GTK_WIDGET (choice), HG_TYPE_DRAWING_PAD, 0);
  ui_draw_stroke (pad);
  ui_wait_until (is_drawing_seen, &self, "the drawing to be seen");
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "Your drawing"));
  ui_fixture_close (&self);
}

static gboolean
has_epoch (gpointer data)
{
  return get_snapshot (data)->epoch > 0 && get_snapshot (data)->state != WB_RUN_RUNNING;
}

/* Epochs are counted when they have ended, over the reconstructions as in the header. */
static void
test_epochs (void)
{
  UiFixture self = { 0 };

  open_template (&self, "simple");
  wb_document_edit (hg_workspace_get_document (self.workspace),
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "batch_size", .text = "32" }, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.step", NULL);
  ui_wait_until (ui_is_paused, &self, "a step");
  ui_wait_frames (&self, 10);
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self.window), "Paused after 0 of"));
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self.window), "after 0 epochs"));
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.step-epoch", NULL);
  ui_wait_until (has_epoch, &self, "the epoch's end");
  ui_wait_frames (&self, 10);
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self.window), "· 1 epoch"));
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self.window), "after 1 epoch"));
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  int result;

  if (!ui_fixture_init (&argc, &argv))
    return 77;
  make_images ();
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      const WbTemplate *template = wb_templates ()[i];
      g_autofree char *path = g_strconcat ("/live/trains/", template->name, NULL);

      if (!g_str_equal (template->name, "blank"))
        g_test_add_data_func (path, template, test_template);
    }
  g_test_add_func ("/live/beta", test_beta);
  g_test_add_func ("/live/epochs", test_epochs);
  g_test_add_func ("/live/copying", test_copying);
  g_test_add_func ("/live/chart", test_chart);
  g_test_add_func ("/live/divergence", test_divergence);
  g_test_add_func ("/live/early-end", test_early_end);
  g_test_add_func ("/live/reset", test_reset);
  g_test_add_func ("/live/reset-after-edit", test_reset_after_edit);
  g_test_add_func ("/live/ruined", test_ruined);
  g_test_add_func ("/live/validation-split", test_validation_split);
  g_test_add_func ("/live/follow", test_follow);
  g_test_add_func ("/live/draw", test_draw);
  result = g_test_run ();
  remove_images ();
  return result;
}
