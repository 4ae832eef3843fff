/* SPDX-License-Identifier: MIT */
/* The view of runs with real events: trainings become runs by themselves; two are ticked
 * and compared, one is named, deleted and brought back, and one is used again; and the
 * parts on their own.
 */
#include "tests/ui/ui-fixture.h"

#include <math.h>

#include "app/project/run-list.h"
#include "ui/views/runs/run-changes.h"
#include "ui/views/runs/run-item.h"
#include "ui/views/runs/run-plot.h"

/* A run after one epoch, with loss @loss. */
static WbRunRecord *
make_run (guint id, const char *name, double loss, double rate)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (1, 4));
  g_autoptr (WbHistory) history = wb_history_new ();
  WbRunRecord values = {
    .id = id,
    .name = (char *) name,
    .model = model,
    .history = history,
    .when = 1000 + id,
    .outcome = isnan (loss) ? WB_RUN_DIVERGED : WB_RUN_FINISHED,
  };

  ae_recipe_init (&values.recipe);
  values.recipe.learning_rate = rate;
  if (!isnan (loss))
    wb_history_add_epoch (
      history,
      &(WbEpochRow) { .epoch = 1, .step = 5, .loss = loss, .validation_loss = NAN, .seconds = 2 });
  return wb_run_record_new (&values);
}

static void
test_changes (void)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (1, 4));
  g_autoptr (WbProject) project = wb_project_new (model, NULL);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (WbDocument) document = NULL;
  HgRunChanges *changes;
  const guint first = 1;

  project->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
  for (guint id = 1; id <= 3; id++)
    g_ptr_array_add (project->runs, make_run (id, "same", 0.1 * id, 0.1));
  document = wb_document_new (project);
  changes = hg_run_changes_new (document);
  g_array_append_val (ids, first);

  g_assert_false (hg_run_changes_undo (changes, FALSE));
  hg_run_changes_name (changes, 2, "same", NULL);
  g_assert_false (hg_run_changes_undo (changes, FALSE));
  hg_run_changes_name (changes, 2, "Baseline", "to beat");
  hg_run_changes_delete (changes, ids);
  g_assert_true (wb_document_get_modified (document));
  g_assert_cmpuint (wb_document_get_project (document)->runs->len, ==, 2);
  g_assert_true (hg_run_changes_undo (changes, FALSE));
  g_assert_cmpuint (wb_document_get_project (document)->runs->len, ==, 3);
  g_assert_cmpuint (((WbRunRecord *) wb_document_get_project (document)->runs->pdata[0])->id, ==,
                    1);
  g_assert_true (hg_run_changes_undo (changes, FALSE));
  g_assert_cmpstr (wb_run_list_find (wb_document_get_project (document)->runs, 2)->name, ==,
                   "same");
  g_assert_true (hg_run_changes_undo (changes, TRUE));
  g_assert_true (hg_run_changes_undo (changes, TRUE));
  g_assert_false (hg_run_changes_undo (changes, TRUE));
  g_assert_cmpuint (wb_document_get_project (document)->runs->len, ==, 2);
  g_assert_cmpstr (wb_run_list_find (wb_document_get_project (document)->runs, 2)->note, ==,
                   "to beat");
  hg_run_changes_free (changes);
}

typedef struct
{
  UiFixture ui;
  GtkColumnView *table;
  guint n;
} View;

static const GPtrArray *
get_runs (View *self)
{
  return wb_document_get_project (hg_workspace_get_document (self->ui.workspace))->runs;
}

static gboolean
has_runs (gpointer data)
{
  View *self = data;
  const GPtrArray *runs = get_runs (self);

  return runs != NULL && runs->len == self->n
         && hg_workspace_get_state (self->ui.workspace) != WB_RUN_RUNNING;
}

/* An epoch, by the button, until it is a run. */
static void
train (View *self, guint n)
{
  WbSession *session = hg_workspace_get_session (self->ui.workspace);

  self->n = n;
  wb_session_step_epoch (session);
  ui_wait_until (has_runs, self, "the training to be a run");
  ui_wait_frames (&self->ui, 3);
}

static void
set_rate (View *self, const char *rate)
{
  g_assert_true (
    wb_document_edit (hg_workspace_get_document (self->ui.workspace),
                      &(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .text = rate }, NULL));
}

static void
press (View *self, const char *name)
{
  GtkWidget *widget = ui_find_named (GTK_WIDGET (self->ui.window), name);

  if (widget == NULL)
    g_error ("There is nothing called “%s”", name);
  ui_click (&self->ui, widget);
  ui_wait_frames (&self->ui, 3);
}

static void
open_view (View *self)
{
  ui_fixture_open (&self->ui, NULL, "simple");
  set_rate (self, "0.001");
  train (self, 1);
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.reset", NULL);
  set_rate (self, "0.01");
  train (self, 2);
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", "runs");
  ui_wait_frames (&self->ui, 10);
  self->table = GTK_COLUMN_VIEW (
    ui_find_type (GTK_WIDGET (self->ui.window), GTK_TYPE_COLUMN_VIEW, 0));
}

static const WbRunChart *
get_chart (View *self)
{
  return hg_run_plot_get_chart (
    HG_RUN_PLOT (ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_RUN_PLOT, 0)));
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

static guint
get_id (View *self, guint position)
{
  g_autoptr (HgRunItem) item
    = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (self->table)), position);

  return item != NULL ? hg_run_item_get_record (item)->id : 0;
}

static void
type (View *self, const char *text)
{
  ui_key (&self->ui, GDK_KEY_a, GDK_CONTROL_MASK);
  for (const char *letter = text; *letter != '\0'; letter++)
    ui_key (&self->ui, gdk_unicode_to_keyval ((guint32) *letter), 0);
}

/* Tick two, see them as two curves and the setting that tells them apart. */
static void
test_compare (void)
{
  View self = { 0 };

  open_view (&self);
  g_assert_cmpuint (get_chart (&self)->n_curves, ==, 1);
  g_assert_nonnull (find_column (&self, "Learning rate"));
  g_assert_null (find_column (&self, "Batch size"));
  g_assert_null (find_column (&self, "Seed"));
  press (&self, "Compare “Run 1”");
  g_assert_cmpuint (get_chart (&self)->n_curves, ==, 2);
  g_assert_cmpuint (get_chart (&self)->curves[0].colour, !=, get_chart (&self)->curves[1].colour);
  press (&self, "Compare “Run 2”");
  g_assert_cmpuint (get_chart (&self)->n_curves, ==, 1);
  g_assert_cmpstr (get_chart (&self)->curves[0].name, ==, "Run 1");
  g_assert_true (get_chart (&self)->log);
  press (&self, "Logarithmic axis of the runs");
  g_assert_false (get_chart (&self)->log);

  gtk_column_view_sort_by_column (self.table, find_column (&self, "Best loss"), GTK_SORT_ASCENDING);
  g_assert_cmpuint (get_id (&self, 0), ==, 2);
  gtk_column_view_sort_by_column (self.table, find_column (&self, "Name"), GTK_SORT_ASCENDING);
  g_assert_cmpuint (get_id (&self, 0), ==, 1);
  ui_fixture_close (&self.ui);
}

/* The best is picked, named with a note, deleted, and brought back twice. */
static void
test_names (void)
{
  View self = { 0 };
  const WbRunRecord *run;

  open_view (&self);
  press (&self, "Select the best run");
  gtk_widget_grab_focus (GTK_WIDGET (self.table));
  ui_key (&self.ui, GDK_KEY_F2, 0);
  type (&self, "fast");
  ui_key (&self.ui, GDK_KEY_Return, 0);
  ui_wait_frames (&self.ui, 5);
  run = wb_run_list_find (get_runs (&self), 2);
  g_assert_cmpstr (run->name, ==, "fast");
  press (&self, "Delete the selected runs");
  g_assert_cmpuint (get_runs (&self)->len, ==, 1);
  ui_wait_frames (&self.ui, 20);
  press (&self, "Bring the deleted runs back");
  g_assert_cmpuint (get_runs (&self)->len, ==, 2);

  press (&self, "Select the best run");
  gtk_widget_grab_focus (GTK_WIDGET (self.table));
  ui_key (&self.ui, GDK_KEY_Delete, 0);
  g_assert_cmpuint (get_runs (&self)->len, ==, 1);
  ui_key (&self.ui, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (get_runs (&self)->len, ==, 2);
  ui_key (&self.ui, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpstr (wb_run_list_find (get_runs (&self), 2)->name, ==, "Run 2");

  gtk_widget_grab_focus (GTK_WIDGET (self.table));
  ui_key (&self.ui, GDK_KEY_a, GDK_CONTROL_MASK);
  ui_key (&self.ui, GDK_KEY_Delete, 0);
  g_assert_cmpuint (get_runs (&self)->len, ==, 0);
  ui_wait_frames (&self.ui, 20);
  press (&self, "Bring the deleted runs back");
  g_assert_cmpuint (get_runs (&self)->len, ==, 2);
  ui_fixture_close (&self.ui);
}

/* The keys reach the view also where the document has nothing to undo. */
static void
test_undo_alone (void)
{
  View self = { 0 };
  WbDocument *document;

  open_view (&self);
  document = hg_workspace_get_document (self.ui.workspace);
  while (wb_document_can_undo (document))
    wb_document_undo (document);
  ui_wait_frames (&self.ui, 5);
  press (&self, "Select the best run");
  gtk_widget_grab_focus (GTK_WIDGET (self.table));
  ui_key (&self.ui, GDK_KEY_Delete, 0);
  g_assert_cmpuint (get_runs (&self)->len, ==, 1);
  ui_key (&self.ui, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (get_runs (&self)->len, ==, 2);
  ui_fixture_close (&self.ui);
}

static void
test_filter (void)
{
  View self = { 0 };

  open_view (&self);
  gtk_widget_grab_focus (ui_find_named (GTK_WIDGET (self.ui.window), "Filter the runs"));
  type (&self, "run 1");
  ui_wait_frames (&self.ui, 30);
  g_assert_cmpuint (get_id (&self, 0), ==, 1);
  g_assert_cmpuint (get_id (&self, 1), ==, 0);
  ui_fixture_close (&self.ui);
}

static gboolean
is_third_best (gpointer data)
{
  View *self = data;
  GListModel *items = G_LIST_MODEL (gtk_column_view_get_model (self->table));
  guint best = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (HgRunItem) item = g_list_model_get_item (items, i);

      if (hg_run_item_is_best (item))
        best = hg_run_item_get_record (item)->id;
    }
  return best == 3 && hg_workspace_get_state (self->ui.workspace) == WB_RUN_RUNNING;
}

/* A run is the best as soon as it is, not when it has ended. */
static void
test_running_best (void)
{
  View self = { 0 };

  open_view (&self);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.reset", NULL);
  wb_session_start (hg_workspace_get_session (self.ui.workspace), 1000);
  ui_wait_until (is_third_best, &self, "the run that trains to be the best");
  ui_fixture_close (&self.ui);
}

static gboolean
has_past (gpointer data)
{
  guint64 first;

  return hg_workspace_get_first_step (((View *) data)->ui.workspace, &first);
}

/* A run used again trains to the same weights, and undo brings back what was there, its past
 * too. */
static void
test_use (void)
{
  View self = { 0 };
  WbDocument *document;
  const WbRunRecord *first, *third;

  open_view (&self);
  document = hg_workspace_get_document (self.ui.workspace);
  gtk_column_view_sort_by_column (self.table, find_column (&self, "Name"), GTK_SORT_ASCENDING);
  gtk_selection_model_select_item (gtk_column_view_get_model (self.table), 0, TRUE);
  press (&self, "Use the settings of this run");
  g_assert_cmpfloat (wb_document_get_recipe (document)->learning_rate, ==, 0.001);
  train (&self, 3);
  first = wb_run_list_find (get_runs (&self), 1);
  third = wb_run_list_find (get_runs (&self), 3);
  g_assert_cmpstr (first->hash, ==, third->hash);
  g_assert_cmpstr (first->weights, ==, third->weights);
  wb_document_undo (document);
  g_assert_cmpfloat (wb_document_get_recipe (document)->learning_rate, ==, 0.01);
  g_assert_cmpuint (get_runs (&self)->len, ==, 3);
  g_assert_cmpuint (wb_document_get_project (document)->run_id, ==, 2);
  ui_wait_until (has_past, &self, "the past");
  ui_fixture_close (&self.ui);
}

static gboolean
is_training (gpointer data)
{
  View *self = data;
  const WbSnapshot *snapshot = hg_workspace_get_newest (self->ui.workspace);

  return snapshot != NULL
         && ae_model_equal (snapshot->model, hg_workspace_get_model (self->ui.workspace))
         && snapshot->state == WB_RUN_RUNNING && snapshot->step > snapshot->from_step;
}

/* Another model is begun where two runs are compared and a third one trains. */
static void
test_begin (void)
{
  View self = { 0 };

  open_view (&self);
  press (&self, "Compare “Run 1”");
  wb_session_start (hg_workspace_get_session (self.ui.workspace), 100);
  ui_wait_until (is_training, &self, "a step");
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.welcome", NULL);
  ui_wait_frames (&self.ui, 10);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.new", "s", "denoise");
  ui_answer (&self.ui, "Discard");
  ui_wait_frames (&self.ui, 10);
  g_assert_null (get_runs (&self));
  ui_fixture_close (&self.ui);
}

static void
set_units (View *self, const char *units)
{
  AeModel *model = hg_workspace_get_model (self->ui.workspace);

  g_assert_true (
    wb_document_edit (hg_workspace_get_document (self->ui.workspace),
                      &(WbEdit) { WB_EDIT_OPTION, .id = ae_model_get_layer (model, 1)->id,
                                  .name = "units", .text = units },
                      NULL));
}

static guint
count_rows (View *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (self->table)));
}

static gboolean
has_count (gpointer data)
{
  return get_runs (data)->len == ((View *) data)->n;
}

static gboolean
is_longer (gpointer data)
{
  View *self = data;

  return wb_run_list_find (get_runs (self), 3)->position.step > self->n;
}

/* Another model ends the run, and the next step begins one of its own, which keeps the weights
 * that fit. The one that was left keeps its model and its losses; undo goes on with it. */
static void
test_edited (void)
{
  View self = { 0 };
  WbDocument *document;
  const WbRunRecord *run;
  guint n;

  open_view (&self);
  document = hg_workspace_get_document (self.ui.workspace);
  wb_document_set_burst_msec (document, 0);
  set_units (&self, "20");
  train (&self, 3);
  run = wb_run_list_find (get_runs (&self), 3);
  g_assert_cmpuint (run->from, ==, 2);
  wb_history_get_epochs (run->history, &n);
  g_assert_cmpuint (n, ==, 1);
  run = wb_run_list_find (get_runs (&self), 2);
  g_assert_false (ae_model_equal (run->model, wb_document_get_model (document)));
  wb_history_get_epochs (run->history, &n);
  g_assert_cmpuint (n, ==, 1);

  wb_session_start (hg_workspace_get_session (self.ui.workspace), 1000);
  ui_wait_until (is_training, &self, "a step");
  set_units (&self, "24");
  ui_wait_until (is_training, &self, "a step of the other model");
  set_rate (&self, "0.003");
  set_units (&self, "28");
  self.n = 4;
  ui_wait_until (has_count, &self, "the run that was left to be recorded");
  ui_wait_until (is_training, &self, "a step of the third model");
  wb_session_pause (hg_workspace_get_session (self.ui.workspace));
  self.n = 5;
  ui_wait_until (has_runs, &self, "the training to be a run");
  ui_wait_frames (&self.ui, 5);
  g_assert_cmpuint (count_rows (&self), ==,
                    isnan (wb_run_record_get_last_loss (wb_run_list_find (get_runs (&self), 4)))
                      ? 4
                      : 5);
  g_assert_cmpuint (wb_document_get_project (document)->run_id, ==, 5);
  g_assert_cmpuint (wb_run_list_find (get_runs (&self), 5)->from, ==, 4);
  g_assert_cmpuint (wb_run_list_find (get_runs (&self), 4)->from, ==, 3);
  for (guint i = 0; i < 3; i++)
    wb_document_undo (document);
  g_assert_cmpuint (wb_document_get_project (document)->run_id, ==, 3);
  self.n = (guint) wb_run_list_find (get_runs (&self), 3)->position.step;
  wb_session_step_epoch (hg_workspace_get_session (self.ui.workspace));
  ui_wait_until (is_longer, &self, "the run that was left to go on");
  g_assert_cmpuint (get_runs (&self)->len, ==, 5);
  ui_fixture_close (&self.ui);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/runs/changes", test_changes);
  g_test_add_func ("/runs/compare", test_compare);
  g_test_add_func ("/runs/names", test_names);
  g_test_add_func ("/runs/undo-alone", test_undo_alone);
  g_test_add_func ("/runs/filter", test_filter);
  g_test_add_func ("/runs/running-best", test_running_best);
  g_test_add_func ("/runs/use", test_use);
  g_test_add_func ("/runs/begin", test_begin);
  g_test_add_func ("/runs/edited", test_edited);
  return g_test_run ();
}
