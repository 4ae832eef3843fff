/* SPDX-License-Identifier: MIT */
/* The words of the window in other languages and other eyes and ears: numbers as
 * the locale writes them, from right to left, a contrast that can be read, and
 * names that can be spoken.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "app/edit/quick-entry.h"
#include "app/number.h"
#include "app/figures/palette.h"
#include "ui/format.h"
#include "ui/inspector/option-row.h"
#include "ui/settings.h"
#include "ui/welcome/template-picture.h"

static char *usual_locale;
static char *locale_folder;

static gboolean
set_german (void)
{
  return setlocale (LC_ALL, "de_DE.UTF-8") != NULL;
}

/* Where the system has no German, one is made for the test. */
static gboolean
make_german (void)
{
  g_autofree char *path = g_strconcat (locale_folder, "/de_DE.UTF-8", NULL);
  const char *command[] = { "localedef", "-i", "de_DE", "-f", "UTF-8", path, NULL };

  g_setenv ("LOCPATH", locale_folder, TRUE);
  return g_spawn_sync (NULL, (char **) command, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL
                         | G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, NULL, NULL)
         && set_german ();
}

static void
remove_locale (void)
{
  const char *command[] = { "rm", "-r", locale_folder, NULL };

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

static gboolean
speak_german (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program);
  g_autofree char *catalogues = g_build_filename (folder, "..", "..", "po", NULL);

  if (!set_german () && !make_german ())
    {
      g_test_skip ("there is no German locale, nor one to be made");
      return FALSE;
    }
  bindtextdomain (GETTEXT_PACKAGE, catalogues);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  return TRUE;
}

static void
speak_as_usual (void)
{
  setlocale (LC_ALL, usual_locale);
}

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

/* One place writes all numbers, as the locale does. */
static void
test_numbers (void)
{
  char axis[WB_NUMBER_SIZE];

  assert_text (hg_format_count (12544), "12,544");
  assert_text (hg_format_loss (0.09853), "0.0985");
  assert_text (hg_format_real (2.5e-7, "%.2g"), "2.5e−7");
  assert_text (hg_format_real (-0.01, "%.2g"), "−0.01");
  assert_text (wb_number_to_ascii ("0.01"), "0.01");
  if (!speak_german ())
    return;
  assert_text (hg_format_count (12544), "12.544");
  assert_text (hg_format_rate (14800), "14,8k");
  assert_text (hg_format_loss (0.09853), "0,0985");
  assert_text (hg_format_real (2.5e-7, "%.2g"), "2,5e−7");
  assert_text (wb_number_to_ascii ("0,01"), "0.01");
  assert_text (wb_number_to_ascii ("0.01"), "0.01");
  assert_text (wb_number_to_ascii ("1e-07"), "1e-07");
  assert_text (hg_format_typed (1234.5, "%.6g"), "1234,5");
  assert_text (hg_format_typed (-1e-7, "%.2g"), "-1e-07");
  wb_number_format (axis, 1234.5, 1);
  g_assert_cmpstr (axis, ==, "1.234,5");
  speak_as_usual ();
}

/* "0,3" is a rate where numbers are written so, and nowhere else. */
static void
test_quick_entry (void)
{
  g_autofree char *options = NULL, *named = NULL, *sizes = NULL;

  g_assert_null (wb_quick_entry_read ("dropout 0,3", &options, NULL));
  if (!speak_german ())
    return;
  g_assert_nonnull (wb_quick_entry_read ("dropout 0,3", &options, NULL));
  g_assert_cmpstr (options, ==, "rate=0.3");
  g_assert_nonnull (wb_quick_entry_read ("dropout rate=0,3", &named, NULL));
  g_assert_cmpstr (named, ==, "rate=0.3");
  g_assert_nonnull (wb_quick_entry_read ("conv2d 16 3,5", &sizes, NULL));
  g_assert_cmpstr (sizes, ==, "filters=16,kernel_size=3,5");
  speak_as_usual ();
}

/* The checker's sentences write numbers as the window does. */
static void
test_checker (void)
{
  g_autoptr (WbProject) project = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  WbDataFacts facts = { .shape = AE_SHAPE (3, 28, 28, 1),
                        .minimum = -.5,
                        .maximum = 1234.5,
                        .usual_minimum = 0,
                        .usual_maximum = 1.5,
                        .n_samples = 100,
                        .scaling = { 0, 1 } };
  g_autoptr (GString) words = g_string_new (NULL);

  if (!speak_german ())
    return;
  project = wb_template_build (wb_template_find ("simple"), &facts.shape, NULL);
  ae_recipe_set_optimizer (&project->recipe, "adadelta", NULL);
  project->recipe.learning_rate = .001;
  problems = wb_check (project->model, &project->recipe, &facts);
  for (guint i = 0; i < problems->len; i++)
    g_string_append (words, ((const WbProblem *) problems->pdata[i])->happened);
  g_assert_nonnull (strstr (words->str, "−0,5"));
  g_assert_nonnull (strstr (words->str, "1.234,5"));
  g_assert_nonnull (strstr (words->str, "0,001"));
  g_assert_nonnull (strstr (words->str, "0,12"));
  speak_as_usual ();
}

static GtkWidget *
find_row (UiFixture *self, const char *name)
{
  GtkWidget *row;

  for (guint i = 0; (row = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_OPTION_ROW, i)) != NULL;
       i++)
    if (g_str_equal (hg_option_row_get_option (HG_OPTION_ROW (row))->name, name)
        && gtk_widget_get_mapped (row))
      return row;
  return NULL;
}

static void
show_recipe (UiFixture *self)
{
  GtkWidget *tab = ui_find_named (GTK_WIDGET (self->window), _ ("Recipe"));

  ui_click (self, tab);
  ui_wait_frames (self, 5);
}

/* Every label in the window says its numbers in German, and no key in English. */
static void
check_german (GtkWidget *window)
{
  GtkWidget *widget;

  for (guint i = 0; (widget = ui_find_type (window, GTK_TYPE_WIDGET, i)) != NULL; i++)
    {
      const char *tip = gtk_widget_get_tooltip_text (widget);
      const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : "";

      if (tip != NULL && strstr (tip, "Ctrl") != NULL)
        g_error ("“%s” names an English key", tip);
      if (g_regex_match_simple ("(^|\\D)[1-9]\\d{0,2},\\d{3}(\\D|$)|(^|\\D)0\\.\\d|Ctrl", text, 0,
                                0))
        g_error ("“%s” is not as it is written in German", text);
    }
}

static void
test_german (void)
{
  UiFixture self = { 0 };
  GtkWidget *row, *entry;
  AeValue value;

  if (!speak_german ())
    return;
  ui_fixture_open (&self, NULL, "simple");
  ui_wait_frames (&self, 5);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "50.992"));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "Eingebaute Ziffern · 60.000"));
  check_german (GTK_WIDGET (self.window));
  row = find_row (&self, "kernel_l1");
  entry = ui_find_type (row, GTK_TYPE_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "0,01");
  g_signal_emit_by_name (entry, "activate");
  ae_option_get (hg_option_row_get_option (HG_OPTION_ROW (row)),
                 ae_model_get_layer (hg_workspace_get_model (self.workspace), 1)->options, &value);
  g_assert_cmpfloat (value.real, ==, .01);
  show_recipe (&self);
  check_german (GTK_WIDGET (self.window));
  ui_fixture_close (&self);
  speak_as_usual ();
}

/* Nor are the names of the curves, in a narrow window. */
static void
test_legend (void)
{
  UiFixture self = { 0 };
  g_autoptr (GSettings) settings = hg_settings_new ();
  GtkWidget *label;
  guint n = 0;

  if (!speak_german ())
    return;
  g_settings_set (settings, "window-size", "(ii)", 960, 800);
  ui_fixture_open (&self, NULL, "simple");
  ui_wait_frames (&self, 5);
  for (guint i = 0; (label = ui_find_type (GTK_WIDGET (self.window), GTK_TYPE_LABEL, i)) != NULL;
       i++)
    if (gtk_widget_get_mapped (label)
        && g_str_equal (gtk_label_get_text (GTK_LABEL (label)), _ ("Validation")))
      {
        g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
        n++;
      }
  g_assert_cmpuint (n, ==, 1);
  ui_fixture_close (&self);
  g_settings_reset (settings, "window-size");
  speak_as_usual ();
}

/* In German too, no title in the recipe is cut short. */
static void
check_rows (UiFixture *self)
{
  GtkWidget *row, *label;

  for (guint i = 0; (row = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_OPTION_ROW, i)) != NULL;
       i++)
    for (guint k = 0; (label = ui_find_type (row, GTK_TYPE_LABEL, k)) != NULL; k++)
      if (gtk_widget_get_mapped (label)
          && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))))
        g_error ("“%s” is cut short", gtk_label_get_text (GTK_LABEL (label)));
}

static void
test_recipe (gconstpointer german)
{
  UiFixture self = { 0 };
  WbDocument *document;

  if (german != NULL && !speak_german ())
    return;
  ui_fixture_open (&self, NULL, "variational");
  show_recipe (&self);
  document = hg_workspace_get_document (self.workspace);
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "corruption", .text = "gaussian_noise" },
                    NULL);
  for (guint i = 0; ae_loss_names[i] != NULL; i++)
    {
      wb_document_edit (document,
                        &(WbEdit) { WB_EDIT_RECIPE, .name = "loss", .text = ae_loss_names[i] },
                        NULL);
      ui_wait_frames (&self, 3);
      check_rows (&self);
    }
  for (guint i = 0; ae_schedule_names[i] != NULL; i++)
    {
      wb_document_edit (document,
                        &(WbEdit) { WB_EDIT_RECIPE, .name = "schedule",
                                    .text = ae_schedule_names[i] },
                        NULL);
      ui_wait_frames (&self, 3);
      check_rows (&self);
    }
  ui_fixture_close (&self);
  speak_as_usual ();
}

/* The order on the screen of the first and the last letter of a text. */
static gboolean
runs_from_left (const char *text, const char *first, const char *last)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  PangoRectangle a, b;

  pango_context_set_base_dir (context, PANGO_DIRECTION_RTL);
  pango_layout_set_text (layout, text, -1);
  pango_layout_index_to_pos (layout, (int) (strstr (text, first) - text), &a);
  pango_layout_index_to_pos (layout, (int) (g_strrstr (text, last) - text), &b);
  g_object_unref (context);
  return a.x < b.x;
}

static void
test_right_to_left (void)
{
  g_autofree char *shape = NULL;
  g_autofree char *share = NULL;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  shape = hg_format_shape (&AE_SHAPE (3, 14, 28, 16));
  share = hg_format_share (.11);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_assert_false (runs_from_left ("14×28×16", "14", "16"));
  g_assert_true (runs_from_left (shape, "14", "16"));
  g_assert_true (runs_from_left (share, "11", "%"));
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

#define ART_WIDTH  240
#define ART_HEIGHT 92

/* The picture of a template, as it is drawn in a window of this direction. */
static cairo_surface_t *
draw_art (GtkTextDirection direction)
{
  static const AeShape shape = { 3, { 28, 28, 1 } };
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"), &shape, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, ART_WIDTH,
                                                         ART_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  GtkWidget *art = g_object_new (HG_TYPE_TEMPLATE_PICTURE, NULL), *window = adw_window_new ();
  g_autoptr (GdkPaintable) paintable = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  hg_template_picture_set_project (HG_TEMPLATE_PICTURE (art), project);
  gtk_widget_set_direction (art, direction);
  adw_window_set_content (ADW_WINDOW (window), art);
  gtk_window_present (GTK_WINDOW (window));
  ui_wait_until (is_mapped, art, "the picture to be seen");
  ui_let_pass (300);
  paintable = gtk_widget_paintable_new (art);
  gdk_paintable_snapshot (paintable, snapshot, ART_WIDTH, ART_HEIGHT);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  gtk_window_destroy (GTK_WINDOW (window));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* How far two pictures are apart, one of them turned about or not. */
static double
compare_art (cairo_surface_t *a, cairo_surface_t *b, gboolean turned)
{
  const guint8 *p = cairo_image_surface_get_data (a), *q = cairo_image_surface_get_data (b);
  int stride = cairo_image_surface_get_stride (a);
  double sum = 0;

  for (int y = 0; y < ART_HEIGHT; y++)
    for (int x = 0; x < ART_WIDTH; x++)
      for (int c = 0; c < 4; c++)
        sum += abs (p[y * stride + 4 * x + c]
                    - q[y * stride + 4 * (turned ? ART_WIDTH - 1 - x : x) + c]);
  return sum / (4 * ART_WIDTH * ART_HEIGHT);
}

static void
test_art (void)
{
  cairo_surface_t *left = draw_art (GTK_TEXT_DIR_LTR), *right = draw_art (GTK_TEXT_DIR_RTL);

  g_assert_cmpfloat (compare_art (left, right, TRUE), <, 1);
  g_assert_cmpfloat (compare_art (left, right, FALSE), >, 3);
  cairo_surface_destroy (left);
  cairo_surface_destroy (right);
}

/* The colours that a label is drawn with: what lies under its letters. */
static void
find_colour (GskRenderNode *node, double opacity, GdkRGBA *colour)
{
  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_TEXT_NODE:
      *colour = *gsk_text_node_get_color (node);
      colour->alpha *= (float) opacity;
      break;
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        find_colour (gsk_container_node_get_child (node, i), opacity, colour);
      break;
    case GSK_TRANSFORM_NODE:
      find_colour (gsk_transform_node_get_child (node), opacity, colour);
      break;
    case GSK_OPACITY_NODE:
      find_colour (gsk_opacity_node_get_child (node), opacity * gsk_opacity_node_get_opacity (node),
                   colour);
      break;
    case GSK_CLIP_NODE:
      find_colour (gsk_clip_node_get_child (node), opacity, colour);
      break;
    default:
      break;
    }
}

static WbColour
lay_over (const GdkRGBA *over, const WbColour *under)
{
  WbColour colour = { over->red, over->green, over->blue, 1 };

  return wb_colour_mix (under, &colour, over->alpha);
}

static double
measure_contrast (GtkWidget *label, const char *background)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (label);
  GtkStyleContext *style = gtk_widget_get_style_context (label);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  GdkRGBA window, back, letters = { 0 };
  WbColour under, over;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (label),
                          gtk_widget_get_height (label));
  node = gtk_snapshot_free_to_node (snapshot);
  find_colour (node, 1, &letters);
  g_assert_cmpfloat (letters.alpha, >, 0);
  g_assert_true (gtk_style_context_lookup_color (style, "window_bg_color", &window));
  g_assert_true (gtk_style_context_lookup_color (style, background, &back));
  under = (WbColour) { window.red, window.green, window.blue, 1 };
  under = lay_over (&back, &under);
  over = lay_over (&letters, &under);
  return wb_colour_contrast (&over, &under);
}

/* On every ground that words stand on. */
static void
check_label (GtkBox *box, const char *const *classes, double least)
{
  static const char *const grounds[] = { "window_bg_color",    "card_bg_color",    "view_bg_color",
                                         "headerbar_bg_color", "popover_bg_color", "sidebar_bg",
                                         "canvas_bg" };
  GtkWidget *label = gtk_label_new ("Words");

  gtk_widget_set_css_classes (label, (const char **) classes);
  gtk_box_append (box, label);
  ui_wait_until (is_mapped, label, "the label to be seen");
  ui_let_pass (300);
  for (guint i = 0; i < G_N_ELEMENTS (grounds); i++)
    g_assert_cmpfloat (measure_contrast (label, grounds[i]), >=, least);
  gtk_box_remove (box, label);
}

static void
check_style (gboolean dark)
{
  WbStyle style;

  wb_style_init (&style, dark);
  g_assert_cmpfloat (wb_colour_contrast (&style.dim, &style.card), >=, 4.6);
  g_assert_cmpfloat (wb_colour_contrast (&style.bad, &style.card), >=, 4.5);
  g_assert_cmpfloat (wb_colour_contrast (&style.amber_text, &style.card), >=, 4.5);
}

static void
test_contrast (void)
{
  static const char *const dim[] = { "dim-label", NULL };
  static const char *const error[] = { "error", NULL };
  static const char *const dim_error[] = { "dim-label", "error", NULL };
  UiFixture self = { 0 };
  AdwStyleManager *manager = adw_style_manager_get_default ();

  ui_fixture_open (&self, NULL, "simple");
  for (guint dark = 0; dark < 2; dark++)
    {
      GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      adw_style_manager_set_color_scheme (manager, dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                        : ADW_COLOR_SCHEME_FORCE_LIGHT);
      adw_window_set_content (ADW_WINDOW (window), box);
      gtk_window_present (GTK_WINDOW (window));
      check_label (GTK_BOX (box), dim, 4.6);
      check_label (GTK_BOX (box), error, 4.5);
      check_label (GTK_BOX (box), dim_error, 4.5);
      check_style (dark);
      gtk_window_destroy (GTK_WINDOW (window));
    }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
  ui_fixture_close (&self);
}

static void
assert_spoken (GtkWidget *widget, GtkAccessibleProperty property, const char *words)
{
  g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property,
                                                                  words);

  g_assert_cmpstr (mismatch, ==, NULL);
}

static void
assert_value (GtkWidget *widget, double value)
{
  g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                                                  value);

  g_assert_cmpstr (mismatch, ==, NULL);
}

/* A slider speaks the value it stands for, not where on its scale it is. */
static void
test_spoken (void)
{
  UiFixture self = { 0 };
  GtkWidget *scale;

  ui_fixture_open (&self, NULL, "simple");
  show_recipe (&self);
  scale = ui_find_type (find_row (&self, "learning_rate"), GTK_TYPE_SCALE, 0);
  assert_spoken (scale, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "0.001");
  assert_value (scale, 0.001);
  gtk_range_set_value (GTK_RANGE (scale), -2);
  assert_value (scale, 0.01);
  ui_fixture_close (&self);
}

static gboolean
has_dialog (gpointer window)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) found = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (found) && gtk_widget_get_mapped (found))
        *(GtkWidget **) window = found;
    }
  return *(GtkWidget **) window != NULL;
}

/* The button of a dialog is called Save, once and without the mark of its key. */
static void
test_dialog (void)
{
  UiFixture self = { 0 };
  GtkWidget *dialog = NULL, *button;
  guint n = 0;

  ui_fixture_open (&self, NULL, "simple");
  wb_document_edit (hg_workspace_get_document (self.workspace),
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "epochs", .text = "3" }, NULL);
  gtk_window_close (GTK_WINDOW (self.window));
  ui_wait_until (has_dialog, &dialog, "the question");
  for (guint i = 0; (button = ui_find_type (dialog, GTK_TYPE_BUTTON, i)) != NULL; i++)
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), "_Save") == 0)
      {
        assert_spoken (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Save");
        g_assert_false (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (button),
                                                          GTK_ACCESSIBLE_RELATION_LABELLED_BY));
        n++;
      }
  g_assert_cmpuint (n, >, 0);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_destroy (GTK_WINDOW (dialog));
  ui_fixture_close (&self);
}

/* Of one there is one. */
static void
test_one (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "blank");
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "Model, 1 layer, 784 to 784 values"));
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  int result;

  if (!ui_fixture_init (&argc, &argv))
    return 77;
  usual_locale = g_strdup (setlocale (LC_ALL, NULL));
  locale_folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_test_add_func ("/words/numbers", test_numbers);
  g_test_add_func ("/words/quick-entry", test_quick_entry);
  g_test_add_func ("/words/checker", test_checker);
  g_test_add_func ("/words/legend", test_legend);
  g_test_add_func ("/words/german", test_german);
  g_test_add_data_func ("/words/recipe/english", NULL, test_recipe);
  g_test_add_data_func ("/words/recipe/german", "", test_recipe);
  g_test_add_func ("/words/right-to-left", test_right_to_left);
  g_test_add_func ("/words/art", test_art);
  g_test_add_func ("/words/contrast", test_contrast);
  g_test_add_func ("/words/spoken", test_spoken);
  g_test_add_func ("/words/dialog", test_dialog);
  g_test_add_func ("/words/one", test_one);
  result = g_test_run ();
  remove_locale ();
  g_free (locale_folder);
  g_free (usual_locale);
  return result;
}
