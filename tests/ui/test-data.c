/* SPDX-License-Identifier: MIT */
/* The data browser: which samples it lists in which order, how one is found and
 * followed, and what is said of them all.
 */
#include "tests/ui/ui-fixture.h"

#include "app/project/removed-samples.h"
#include "data/builtin/strokes.h"
#include "ui/format.h"
#include "ui/sample-tile.h"
#include "ui/views/data/data-summary.h"
#include "ui/views/data/sample-list.h"
#include "ui/views/data/sample-values.h"

static void
test_list (void)
{
  const DsShape shape = { 1, { 1 } };
  const float values[] = { 0, .1f, .2f, .3f, .4f };
  const gint labels[] = { 2, 0, 2, 1, 0 };
  const guint32 by_class[] = { 1, 4, 3, 0, 2 };
  g_autoptr (DsDataset) data = ds_dataset_new_from_memory ("test", &shape, DS_SAMPLE_FLOAT, values,
                                                           5, labels, NULL);
  g_autoptr (HgSampleList) stored = hg_sample_list_new (data, HG_ORDER_STORED);
  g_autoptr (HgSampleList) sorted = hg_sample_list_new (data, HG_ORDER_BY_CLASS);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sorted)), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (HgSample) sample = g_list_model_get_item (G_LIST_MODEL (sorted), i);

      g_assert_cmpuint (hg_sample_get_number (sample), ==, by_class[i]);
      g_assert_cmpuint (hg_sample_list_find (sorted, by_class[i]), ==, i);
      g_assert_cmpuint (hg_sample_list_get_number (stored, i), ==, i);
    }
  g_assert_cmpuint (hg_sample_list_find_class (sorted, 2), ==, 3);
  g_assert_cmpuint (hg_sample_list_find_class (stored, 1), ==, 3);
}

/* By a factor the smallest comes first, and equal ones as they are stored. */
static void
test_factor_list (void)
{
  static const guint8 bytes[] = { 1, 2, 3, 4, 5 };
  static const float factors[] = { 9, .5f, 9, -1, 9, .5f, 9, 2, 9, 0 };
  static const char *const names[] = { "dose", "age", NULL };
  static const guint32 by_age[] = { 1, 4, 0, 2, 3 };
  g_autoptr (GBytes) samples = g_bytes_new_static (bytes, sizeof bytes);
  const DsDatasetContents contents = { .name = "test",
                                       .shape = { 1, { 1 } },
                                       .samples = samples,
                                       .scaling = { 0, 1 / 255. },
                                       .factors = factors,
                                       .factor_names = names };
  g_autoptr (DsDataset) data = ds_dataset_new (&contents, NULL);
  g_autoptr (HgSampleList) list = hg_sample_list_new (data, 1);
  g_autoptr (HgSampleList) none = hg_sample_list_new (data, 2);
  float value, least, largest;

  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (hg_sample_list_get_number (list, i), ==, by_age[i]);
  g_assert_true (hg_sample_list_get_factor (list, 4, &value, &least, &largest));
  g_assert_true (value == 0 && least == -1 && largest == 2);
  g_assert_cmpuint (hg_sample_list_get_number (none, 3), ==, 3);
  g_assert_false (hg_sample_list_get_factor (none, 0, &value, &least, &largest));
}

static void
test_values (void)
{
  const float values[] = { 0, .5f, 1, .25f };
  g_autofree char *grey = hg_sample_values_to_text (&AE_SHAPE (3, 2, 2, 1), values);
  g_autofree char *colour = hg_sample_values_to_text (&AE_SHAPE (3, 2, 1, 2), values);
  g_autofree char *series = hg_sample_values_to_text (&AE_SHAPE (2, 2, 2), values);

  g_assert_cmpstr (grey, ==, "0.000  0.500\n1.000  0.250\n");
  g_assert_cmpstr (colour, ==, "0.000/0.500\n1.000/0.250\n");
  g_assert_cmpstr (series, ==, grey);
}

typedef struct
{
  UiFixture ui;
  GtkWidget *grid;
  GtkSelectionModel *model;
} Browser;

static void
open_browser (Browser *self)
{
  ui_fixture_open (&self->ui, NULL, "simple");
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", "data");
  ui_wait_frames (&self->ui, 5);
  self->grid = ui_find_type (GTK_WIDGET (self->ui.window), GTK_TYPE_GRID_VIEW, 0);
  self->model = gtk_grid_view_get_model (GTK_GRID_VIEW (self->grid));
}

static gboolean
is_said (gpointer data)
{
  const char *const *words = data;

  return ui_find_named (GTK_WIDGET (gtk_application_get_active_window (
                          GTK_APPLICATION (g_application_get_default ()))),
                        words[0])
         != NULL;
}

static void
wait_words (const char *words)
{
  ui_wait_until (is_said, &words, words);
}

static GtkWidget *
find_number (Browser *self)
{
  return ui_find_named (GTK_WIDGET (self->ui.window), "Number of the sample");
}

/* Types a number, as a person does. */
static void
type_number (Browser *self, guint number)
{
  GtkWidget *entry = find_number (self);
  g_autofree char *digits = g_strdup_printf ("%u", number);

  gtk_widget_grab_focus (entry);
  ui_key (&self->ui, GDK_KEY_a, GDK_CONTROL_MASK);
  for (const char *digit = digits; *digit != '\0'; digit++)
    ui_key (&self->ui, GDK_KEY_0 + (guint) (*digit - '0'), 0);
  ui_key (&self->ui, GDK_KEY_Return, 0);
}

static char *
name_training (Browser *self, guint number)
{
  return hg_workspace_name_sample (self->ui.workspace, TRUE, number - 1);
}

static void
test_number (void)
{
  Browser self = { 0 };
  g_autofree char *name = NULL, *sorted = NULL;
  guint place;

  open_browser (&self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.model)), ==, 60000);
  type_number (&self, 54321);
  name = name_training (&self, 54321);
  wait_words (name);
  place = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (self.model));
  g_assert_cmpuint (place, ==, 54320);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find_named (GTK_WIDGET (self.ui.window), "Order")),
                              1);
  ui_wait_frames (&self.ui, 3);
  wait_words (name);
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (self.model)), !=,
                    place);
  type_number (&self, 7);
  sorted = name_training (&self, 7);
  wait_words (sorted);
  ui_fixture_close (&self.ui);
}

/* The built-in digits by how far they lean: the first leans most to one side, which its
 * words tell, and its tile has another colour than the last one's. */
static void
test_by_factor (void)
{
  Browser self = { 0 };
  GtkDropDown *order;
  DsDataset *data;
  g_autofree float *rows = NULL;
  guint n, first;

  open_browser (&self);
  data = hg_workspace_get_training (self.ui.workspace);
  n = ds_dataset_get_n_factors (data);
  rows = g_new (float, 60000 * n);
  ds_dataset_read_factors (data, 0, 60000, rows);
  order = GTK_DROP_DOWN (ui_find_named (GTK_WIDGET (self.ui.window), "Order"));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (order)), ==, 2 + n);
  gtk_drop_down_set_selected (order, 3); /* the second factor */
  ui_wait_frames (&self.ui, 3);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (self.model), 0);
  ui_wait_frames (&self.ui, 3);
  first = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (find_number (&self))) - 1;
  for (guint i = 0; i < 60000; i++)
    g_assert_cmpfloat (rows[first * n + 1], <=, rows[i * n + 1]);
  g_assert_nonnull (
    ui_find_words (GTK_WIDGET (self.ui.window), ds_dataset_get_factor_names (data)[1]));
  ui_fixture_close (&self.ui);
}

/* Of the first class, among those that validate. */
static char *
count_first_class (HgWorkspace *workspace)
{
  DsDataset *data = hg_workspace_get_validation (workspace);
  guint n = 0;

  for (gsize i = 0; i < ds_dataset_get_count (data); i++)
    n += ds_dataset_get_labels (data)[i] == 0;
  return g_strdup_printf (n < 1000 ? "%u" : "1,%03u", n % 1000);
}

static void
test_statistics (void)
{
  Browser self = { 0 };
  g_autofree char *first = NULL;
  GtkWidget *summary;

  open_browser (&self);
  summary = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_DATA_SUMMARY, 0);
  wait_words ("5,911");
  g_signal_emit_by_name (ui_find_type (summary, GTK_TYPE_LIST_VIEW, 0), "activate", 4);
  ui_wait_frames (&self.ui, 3);
  g_assert_cmpint (
    ds_dataset_get_labels (hg_workspace_get_training (
      self.ui
        .workspace))[gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (find_number (&self))) - 1],
    ==, 4);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (
                                ui_find_named (GTK_WIDGET (self.ui.window), "Part of the data")),
                              1);
  wait_words ("Test image");
  wait_words ("10,000 images");
  first = count_first_class (self.ui.workspace);
  while (ui_find_named (summary, first) == NULL)
    ui_wait_frames (&self.ui, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self.model)), ==, 10000);
  ui_fixture_close (&self.ui);
}

static void
test_follow (void)
{
  Browser self = { 0 };
  HgWorkspace *workspace;
  g_autofree char *name = NULL, *followed = NULL;
  guint focus;

  open_browser (&self);
  workspace = self.ui.workspace;
  type_number (&self, 11);
  ui_click (&self.ui,
            ui_find_named (gtk_widget_get_ancestor (self.grid, GTK_TYPE_STACK), "Follow"));
  name = name_training (&self, 11);
  followed = hg_workspace_name_followed (workspace, hg_workspace_get_focus (workspace));
  g_assert_cmpstr (followed, ==, name);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (
                                ui_find_named (GTK_WIDGET (self.ui.window), "Part of the data")),
                              1);
  ui_wait_frames (&self.ui, 3);
  type_number (&self, 321);
  ui_click (&self.ui,
            ui_find_named (gtk_widget_get_ancestor (self.grid, GTK_TYPE_STACK), "Follow"));
  focus = hg_workspace_get_focus (workspace);
  g_assert_cmpuint (hg_workspace_get_followed (workspace, focus), ==, 320);
  ui_fixture_close (&self.ui);
}

static GtkWidget *
find_tile (Browser *self, guint index)
{
  return ui_find_type (self->grid, HG_TYPE_SAMPLE_TILE, index);
}

static gsize
count_removed (Browser *self)
{
  const WbProject *project = wb_document_get_project (
    hg_workspace_get_document (self->ui.workspace));

  return project->removed != NULL ? project->removed->len : 0;
}

/* A removed sample is marked and counted, the place in the list stays, and it comes
 * back by the button as by Undo. */
static void
test_remove (void)
{
  Browser self = { 0 };
  GtkWidget *window;

  open_browser (&self);
  window = GTK_WIDGET (self.ui.window);
  type_number (&self, 3);
  g_assert_nonnull (ui_find_named (window, "60,000 images"));
  ui_click (&self.ui, ui_find_named (window, "Remove"));
  wait_words ("60,000 images, 1 removed");
  g_assert_true (hg_workspace_is_removed (self.ui.workspace, TRUE, 2));
  g_assert_cmpuint (count_removed (&self), ==, 1);
  g_assert_cmpfloat (gtk_widget_get_opacity (find_tile (&self, 2)), <, 1);
  g_assert_cmpfloat (gtk_widget_get_opacity (find_tile (&self, 1)), ==, 1);
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (self.model)), ==, 2);
  ui_click (&self.ui, ui_find_named (window, "Put Back"));
  wait_words ("60,000 images");
  g_assert_cmpuint (count_removed (&self), ==, 0);
  g_assert_cmpfloat (gtk_widget_get_opacity (find_tile (&self, 2)), ==, 1);
  wb_document_undo (hg_workspace_get_document (self.ui.workspace));
  wait_words ("60,000 images, 1 removed");
  ui_fixture_close (&self.ui);
}

/* Those that validate are counted behind those that train. */
static void
test_remove_validating (void)
{
  Browser self = { 0 };

  open_browser (&self);
  wb_document_edit (hg_workspace_get_document (self.ui.workspace),
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "validation_split", .text = "0.5" }, NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (
                                ui_find_named (GTK_WIDGET (self.ui.window), "Part of the data")),
                              1);
  wait_words ("30,000 images");
  type_number (&self, 5);
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Remove"));
  wait_words ("30,000 images, 1 removed");
  g_assert_true (wb_removed_samples_contain (
    wb_document_get_project (hg_workspace_get_document (self.ui.workspace))->removed, 30004));
  g_assert_cmpuint (hg_workspace_count_validating (self.ui.workspace), ==, 29999);
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (self.model)), ==, 4);
  ui_fixture_close (&self.ui);
}

/* What the built-in digits were drawn from is read below the sample. */
static void
test_factors (void)
{
  static const char *const names[] = {
    "digit", "shear", "rotation", "width", "pressure", "softness",
  };
  Browser self = { 0 };
  float factors[DS_STROKES_N_FACTORS];
  g_autoptr (GString) text = g_string_new (NULL);

  open_browser (&self);
  type_number (&self, 9);
  ds_dataset_read_factors (hg_workspace_get_training (self.ui.workspace), 8, 1, factors);
  for (guint i = 0; i < DS_STROKES_N_FACTORS; i++)
    {
      g_autofree char *value = hg_format_real ((double) factors[i], "%.3g");

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", names[i], value);
    }
  wait_words (text->str);
  ui_fixture_close (&self.ui);
}

static void
test_hidden (void)
{
  UiFixture self = { 0 };
  GtkWidget *grid;

  ui_fixture_open (&self, NULL, "simple");
  ui_wait_frames (&self, 5);
  grid = ui_find_type (GTK_WIDGET (self.window), GTK_TYPE_GRID_VIEW, 0);
  g_assert_cmpuint (g_list_model_get_n_items (
                      G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (grid)))),
                    ==, 0);
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/data/list", test_list);
  g_test_add_func ("/data/factor-list", test_factor_list);
  g_test_add_func ("/data/by-factor", test_by_factor);
  g_test_add_func ("/data/values", test_values);
  g_test_add_func ("/data/hidden", test_hidden);
  g_test_add_func ("/data/number", test_number);
  g_test_add_func ("/data/statistics", test_statistics);
  g_test_add_func ("/data/follow", test_follow);
  g_test_add_func ("/data/remove", test_remove);
  g_test_add_func ("/data/remove-validating", test_remove_validating);
  g_test_add_func ("/data/factors", test_factors);
  return g_test_run ();
}
