/* SPDX-License-Identifier: MIT */
/* A row shows the value that is set, with all its digits, for every option
 * that is a number; and what is typed into it is for the layer it shows.
 */
#include <adwaita.h>
#include <math.h>

#include "engine/training/recipe.h"
#include "tests/ui/ui-fixture.h"
#include "ui/inspector/layer-page.h"
#include "ui/inspector/option-row.h"

static GtkWidget *
find (GtkWidget *row, GType type)
{
  return ui_find_type (row, type, 0);
}

/* A person's minus sign is not a program's. */
static double
read_number (const char *text)
{
  GString *plain = g_string_new (text);
  double number;

  g_string_replace (plain, "−", "-", 0);
  number = g_ascii_strtod (plain->str, NULL);
  g_string_free (plain, TRUE);
  return number;
}

static double
read_shown (GtkWidget *row)
{
  GtkWidget *spin = find (row, GTK_TYPE_SPIN_BUTTON);
  GtkWidget *entry = find (row, GTK_TYPE_ENTRY);

  if (spin != NULL || entry != NULL)
    return read_number (gtk_editable_get_text (GTK_EDITABLE (spin != NULL ? spin : entry)));
  return read_number (gtk_label_get_text (GTK_LABEL (ui_find_type (row, GTK_TYPE_LABEL, 2))));
}

static void
check_value (const AeOption *option, GtkWidget *row, double real)
{
  AeValue value = { .real = CLAMP (real, option->min, option->max) };
  double shown;

  hg_option_row_set_value (HG_OPTION_ROW (row), &value);
  shown = read_shown (row);
  if (fabs (shown - value.real) > 1e-3 * fabs (value.real))
    g_error ("“%s” of %s is shown as %g where it is %g", option->title, option->name, shown,
             value.real);
}

static void
check_options (const AeOption *options)
{
  for (const AeOption *option = options; option != NULL && option->name != NULL; option++)
    {
      GtkWidget *row;

      if (option->kind != AE_OPTION_FLOAT)
        continue;
      row = g_object_ref_sink (hg_option_row_new (option, FALSE));
      check_value (option, row, option->value);
      check_value (option, row, 0.0001);
      check_value (option, row, 0.0125);
      check_value (option, row, 3);
      g_object_unref (row);
    }
}

static void
test_shown (void)
{
  check_options (ae_recipe_options);
  for (guint i = 0; ae_loss_classes ()[i] != NULL; i++)
    check_options (ae_loss_classes ()[i]->options);
  for (guint i = 0; ae_optimizer_classes ()[i] != NULL; i++)
    check_options (ae_optimizer_classes ()[i]->options);
  for (guint i = 0; ae_schedule_classes ()[i] != NULL; i++)
    check_options (ae_schedule_classes ()[i]->options);
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    check_options (ae_layer_classes ()[i]->options);
}

/* A field with the focus goes while its layer's rows are replaced by those of
 * one that has an option of the same name. */
static void
test_leaving (void)
{
  UiFixture self = { 0 };
  g_autoptr (AeModel) before = NULL;
  GtkWidget *page;

  ui_fixture_open (&self, NULL, "seq2seq");
  before = ae_model_ref (hg_workspace_get_model (self.workspace));
  hg_workspace_select (self.workspace, ae_model_get_layer (before, 2)->id);
  ui_wait_frames (&self, 3);
  page = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_LAYER_PAGE, 0);
  gtk_widget_grab_focus (ui_find_type (page, GTK_TYPE_SPIN_BUTTON, 0));
  ui_key (&self, GDK_KEY_a, GDK_CONTROL_MASK);
  ui_key (&self, GDK_KEY_7, 0);
  hg_workspace_select (self.workspace, ae_model_get_layer (before, 5)->id);
  ui_wait_frames (&self, 3);
  g_assert_true (ae_model_equal (hg_workspace_get_model (self.workspace), before));
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  adw_init ();
  g_test_add_func ("/options/shown", test_shown);
  g_test_add_func ("/options/leaving", test_leaving);
  return g_test_run ();
}
