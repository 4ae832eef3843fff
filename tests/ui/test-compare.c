/* SPDX-License-Identifier: MIT */
/* Two runs compared with real events: their curves, the settings that tell them apart,
 * the same images side by side, a wipe between them that is dragged and moved by keys,
 * their errors; stars and folders; and that the table fits beside open palette and
 * inspector.
 */
#include "tests/ui/ui-fixture.h"

#include <math.h>
#include <string.h>

#include "app/project/run-list.h"
#include "ui/views/runs/run-compare.h"
#include "ui/views/runs/run-folders.h"
#include "ui/views/runs/run-plot.h"

typedef struct
{
  UiFixture ui;
  GtkColumnView *table;
  HgRunCompare *compare;
  guint n;
} View;

static WbDocument *
get_document (View *self)
{
  return hg_workspace_get_document (self->ui.workspace);
}

static const WbRunRecord *
get_run (View *self, guint id)
{
  return wb_run_list_find (wb_document_get_project (get_document (self))->runs, id);
}

static gboolean
has_runs (gpointer data)
{
  View *self = data;
  const GPtrArray *runs = wb_document_get_project (get_document (self))->runs;

  return runs != NULL && runs->len == self->n
         && hg_workspace_get_state (self->ui.workspace) != WB_RUN_RUNNING;
}

static void
train (View *self, guint n)
{
  self->n = n;
  wb_session_step_epoch (hg_workspace_get_session (self->ui.workspace));
  ui_wait_until (has_runs, self, "the training to be a run");
  ui_wait_frames (&self->ui, 3);
}

static void
edit (View *self, const WbEdit *change)
{
  g_assert_true (wb_document_edit (get_document (self), change, NULL));
}

/* Something of this accessible name, or a label with these words. */
static void
press (View *self, const char *name)
{
  GtkWidget *widget = ui_find_named (GTK_WIDGET (self->ui.window), name);

  if (widget == NULL)
    widget = ui_find_words (GTK_WIDGET (self->ui.window), name);
  if (widget == NULL)
    g_error ("There is nothing called “%s”", name);
  ui_click (&self->ui, widget);
  ui_wait_frames (&self->ui, 3);
}

static gboolean
is_complete (gpointer data)
{
  return hg_run_compare_is_complete (((View *) data)->compare);
}

/* Two runs, with another learning rate and fewer units in the second. */
static void
open_view (View *self)
{
  guint layer;

  ui_fixture_open (&self->ui, NULL, "simple");
  train (self, 1);
  layer = ae_model_get_layer (wb_document_get_model (get_document (self)), 1)->id;
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.reset", NULL);
  edit (self, &(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .text = "0.003" });
  edit (self, &(WbEdit) { WB_EDIT_OPTION, .id = layer, .name = "units", .text = "8" });
  train (self, 2);
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", "runs");
  ui_wait_frames (&self->ui, 10);
  self->table = GTK_COLUMN_VIEW (
    ui_find_type (GTK_WIDGET (self->ui.window), GTK_TYPE_COLUMN_VIEW, 0));
  self->compare = HG_RUN_COMPARE (
    ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_RUN_COMPARE, 0));
}

static GtkColumnViewColumn *
find_column (View *self, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (gtk_column_view_column_get_title (column), title))
        return column;
    }
  return NULL;
}

/* Each picture is of the same image, and judged by the plain mean square. */
static void
assert_same_images (View *self)
{
  const WbReconstruction *first = hg_run_compare_get_shown (self->compare, get_run (self, 1));
  const WbReconstruction *second = hg_run_compare_get_shown (self->compare, get_run (self, 2));
  const WbReconstruction *judged = hg_run_compare_get_judged (self->compare, get_run (self, 2));
  gsize size = first->block->size;
  double sum = 0;

  g_assert_true (first->block == second->block);
  g_assert_cmpint (memcmp (first->outputs, second->outputs, size * sizeof (float)), !=, 0);
  for (gsize i = 0; i < size; i++)
    {
      double difference = (double) first->outputs[i] - (double) first->block->targets[i];

      sum += difference * difference / (double) size;
    }
  g_assert_cmpfloat_with_epsilon (first->errors[0], sum, 1e-9);
  g_assert_cmpuint (judged->block->n, ==, 2000);
  g_assert_cmpuint (judged->block->n_classes, ==, 10);
}

/* The layer whose units differ has a badge with both numbers while the view is seen. */
static void
assert_structure (View *self)
{
  guint layer = ae_model_get_layer (wb_document_get_model (get_document (self)), 1)->id;

  g_assert_cmpstr (hg_workspace_get_difference (self->ui.workspace, layer), ==,
                   "Units: Run 1 32, Run 2 8");
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", "live");
  ui_wait_frames (&self->ui, 10);
  g_assert_null (hg_workspace_get_difference (self->ui.workspace, layer));
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", "runs");
  ui_wait_frames (&self->ui, 10);
  g_assert_nonnull (hg_workspace_get_difference (self->ui.workspace, layer));
}

static void
test_two (void)
{
  View self = { 0 };
  const WbRunChart *chart;

  open_view (&self);
  press (&self, "Compare “Run 1”");
  ui_wait_until (is_complete, &self, "what the runs make of the images");
  chart = hg_run_plot_get_chart (
    HG_RUN_PLOT (ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_RUN_PLOT, 0)));
  g_assert_cmpuint (chart->n_curves, ==, 2);
  g_assert_nonnull (find_column (&self, "Learning rate"));
  g_assert_nonnull (find_column (&self, "Dense 2, Units"));
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self.ui.window), "Same images, side by side"));
  assert_same_images (&self);
  assert_structure (&self);
  press (&self, "Errors");
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self.ui.window), "Same images, side by side"));
  ui_fixture_close (&self.ui);
}

/* Where runs differ most: the first image is that with the greatest distance. */
static void
test_different (void)
{
  View self = { 0 };
  const WbReconstruction *judged[2], *shown[2];
  double before = INFINITY;

  open_view (&self);
  press (&self, "Compare “Run 1”");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find_named (GTK_WIDGET (self.ui.window),
                                                            "Which samples are compared")),
                              2);
  ui_wait_until (is_complete, &self, "the images that the runs differ about");
  for (guint i = 0; i < 2; i++)
    {
      judged[i] = hg_run_compare_get_judged (self.compare, get_run (&self, i + 1));
      shown[i] = hg_run_compare_get_shown (self.compare, get_run (&self, i + 1));
    }
  for (gsize i = 0; i < judged[0]->block->n; i++)
    g_assert_cmpfloat (fabs (judged[0]->errors[i] - judged[1]->errors[i]), <=,
                       fabs (shown[0]->errors[0] - shown[1]->errors[0]) + 1e-9);
  for (gsize i = 0; i < shown[0]->block->n; i++)
    {
      double difference = fabs (shown[0]->errors[i] - shown[1]->errors[i]);

      g_assert_cmpfloat (difference, <=, before + 1e-9);
      before = difference;
    }
  ui_fixture_close (&self.ui);
}

/* Presses at a place, and goes right; returns where the divider is then. */
static double
drag (View *self, double x, double y, int right)
{
  ui_move (x, y);
  ui_wait_events ();
  ui_press ();
  ui_wait_events ();
  for (int i = 1; i <= right; i++)
    {
      ui_move (x + i, y);
      ui_wait_events ();
    }
  ui_release ();
  ui_wait_frames (&self->ui, 3);
  return hg_run_compare_get_wipe (self->compare);
}

static void
test_wipe (void)
{
  View self = { 0 };
  GtkWidget *wipe;
  double x, y, before;

  open_view (&self);
  press (&self, "Compare “Run 1”");
  ui_wait_until (is_complete, &self, "what the runs make of the images");
  press (&self, "Wipe");
  ui_wait_frames (&self.ui, 20);
  wipe = ui_find_named (GTK_WIDGET (self.ui.window), "Wipe between two runs");
  g_assert_cmpfloat (hg_run_compare_get_wipe (self.compare), ==, 0.5);
  ui_get_middle (wipe, &x, &y);
  before = drag (&self, x, y, 4);
  g_assert_cmpfloat (drag (&self, x, y, 24), >, before);
  ui_key (&self.ui, GDK_KEY_Home, 0);
  g_assert_cmpfloat (hg_run_compare_get_wipe (self.compare), ==, 0);
  ui_key (&self.ui, GDK_KEY_Right, 0);
  g_assert_cmpfloat_with_epsilon (hg_run_compare_get_wipe (self.compare), 0.05, 1e-9);
  ui_key (&self.ui, GDK_KEY_End, 0);
  g_assert_cmpfloat (hg_run_compare_get_wipe (self.compare), ==, 1);
  ui_fixture_close (&self.ui);
}

static guint
count_rows (View *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (self->table)));
}

static void
type (View *self, const char *text)
{
  for (const char *letter = text; *letter != '\0'; letter++)
    ui_key (&self->ui, gdk_unicode_to_keyval ((guint32) *letter), 0);
}

static gboolean
are_folders_open (gpointer data)
{
  View *self = data;
  GtkWidget *entry = ui_find_named (GTK_WIDGET (self->ui.window), "Folder for the selected runs");

  return gtk_widget_get_mapped (entry);
}

static gboolean
are_folders_closed (gpointer data)
{
  return !are_folders_open (data);
}

static void
open_folders (View *self)
{
  /* Its tooltip may have its name, and a pointer that stays says nothing. */
  ui_move (5, 5);
  ui_wait_frames (&self->ui, 3);
  ui_click (&self->ui, ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_RUN_FOLDERS, 0));
  ui_wait_until (are_folders_open, self, "the list of folders");
}

static void
close_folders (View *self)
{
  ui_key (&self->ui, GDK_KEY_Escape, 0);
  ui_wait_until (are_folders_closed, self, "the list of folders to close");
  ui_wait_frames (&self->ui, 3);
}

/* A star is given, a run put into a folder, each shown alone, and both undone. */
static void
test_folders (void)
{
  View self = { 0 };

  open_view (&self);
  press (&self, "Give “Run 1” a star");
  g_assert_true (get_run (&self, 1)->starred);
  open_folders (&self);
  press (&self, "With a star");
  g_assert_cmpuint (count_rows (&self), ==, 1);
  close_folders (&self);
  gtk_selection_model_select_item (gtk_column_view_get_model (self.table), 0, TRUE);
  open_folders (&self);
  gtk_widget_grab_focus (
    ui_find_named (GTK_WIDGET (self.ui.window), "Folder for the selected runs"));
  type (&self, "rates");
  ui_key (&self.ui, GDK_KEY_Return, 0);
  ui_wait_frames (&self.ui, 10);
  ui_wait_until (are_folders_closed, &self, "the list of folders to close");
  g_assert_cmpstr (get_run (&self, 1)->folder, ==, "rates");
  open_folders (&self);
  press (&self, "All runs");
  g_assert_cmpuint (count_rows (&self), ==, 2);
  press (&self, "rates");
  g_assert_cmpuint (count_rows (&self), ==, 1);
  close_folders (&self);
  gtk_widget_grab_focus (GTK_WIDGET (self.table));
  ui_key (&self.ui, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_null (get_run (&self, 1)->folder);
  ui_key (&self.ui, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_false (get_run (&self, 1)->starred);
  ui_fixture_close (&self.ui);
}

/* All that is shown of the table and of the chart is in sight, however wide the window, and the
 * table has half of the room. */
static void
test_room (void)
{
  static const int widths[] = { 1440, 1000 };
  View self = { 0 };
  graphene_rect_t log;

  open_view (&self);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkAdjustment *across;

      gtk_window_set_default_size (GTK_WINDOW (self.ui.window), widths[i], 900);
      ui_wait_frames (&self.ui, 30);
      across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self.table));
      g_assert_cmpfloat (gtk_adjustment_get_page_size (across), >, 300);
      g_assert_cmpfloat (gtk_adjustment_get_upper (across), <=,
                         gtk_adjustment_get_page_size (across));
      g_assert_true (gtk_column_view_column_get_visible (find_column (&self, "Best loss")));
      g_assert_cmpfloat (gtk_adjustment_get_page_size (across), >,
                         0.5
                           * gtk_widget_get_width (
                             gtk_widget_get_ancestor (GTK_WIDGET (self.table), GTK_TYPE_PANED)));
      g_assert_true (gtk_widget_compute_bounds (ui_find_named (GTK_WIDGET (self.ui.window),
                                                               "Logarithmic axis of the runs"),
                                                GTK_WIDGET (self.ui.window), &log));
      g_assert_cmpfloat (log.origin.x + log.size.width, <=,
                         gtk_widget_get_width (GTK_WIDGET (self.ui.window)));
    }
  ui_fixture_close (&self.ui);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/compare/two", test_two);
  g_test_add_func ("/compare/different", test_different);
  g_test_add_func ("/compare/wipe", test_wipe);
  g_test_add_func ("/compare/folders", test_folders);
  g_test_add_func ("/compare/room", test_room);
  return g_test_run ();
}
