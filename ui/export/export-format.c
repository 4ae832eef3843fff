/* SPDX-License-Identifier: MIT */
#include "ui/export/export-format.h"

#include <glib/gi18n.h>

#include "app/export/lost.h"

/* Pictures by the format's name; others get that of a text. */
static const struct
{
  const char *name;
  const char *icon;
} icons[] = {
  { "onnx", "view-grid-symbolic" },          { "tfjs", "web-browser-symbolic" },
  { "c", "utilities-terminal-symbolic" },    { "safetensors", "drive-harddisk-symbolic" },
  { "keras", "package-x-generic-symbolic" }, { "h5", "package-x-generic-symbolic" },
  { "picture", "image-x-generic-symbolic" }, { "codes", "x-office-spreadsheet-symbolic" },
};

static const char *
get_icon (const WbExportClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_str_equal (icons[i].name, klass->name))
      return icons[i].icon;
  return "text-x-generic-symbolic";
}

static void
toggled_cb (GtkCheckButton *check, HgExportFormat *self)
{
  if (gtk_check_button_get_active (check))
    gtk_widget_add_css_class (self->row, "chosen");
  else
    gtk_widget_remove_css_class (self->row, "chosen");
}

static GtkWidget *
make_check (HgExportFormat *self)
{
  GtkWidget *check = gtk_check_button_new ();

  self->check = GTK_CHECK_BUTTON (check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->klass->title), -1);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);
  return check;
}

static GtkWidget *
make_extension (HgExportFormat *self)
{
  GtkWidget *label = gtk_label_new (self->klass->extension);

  self->extension = GTK_LABEL (label);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static GtkWidget *
make_int8_row (HgExportFormat *self)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_switch_new ();

  self->int8 = GTK_SWITCH (button);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("8-bit integers"));
  adw_action_row_set_subtitle (
    ADW_ACTION_ROW (row),
    _ ("A quarter of the size, calibrated on the data; such a file cannot learn"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

/* How many samples a run of a graph may be fixed to; 0 for any number. */
static const guint batches[] = { 0, 1, 8, 16, 32, 64 };

static AdwComboRow *
make_choice (const char *title, GtkStringList *words)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (words));
  g_object_unref (words);
  return ADW_COMBO_ROW (row);
}

static void
append_number (GtkStringList *words, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  gtk_string_list_append (words, text);
}

static void
add_graph_rows (HgExportFormat *self, AdwExpanderRow *row)
{
  GtkStringList *opsets = gtk_string_list_new (NULL), *sizes = gtk_string_list_new (NULL);

  for (const guint *opset = self->klass->opsets; *opset != 0; opset++)
    append_number (opsets, *opset);
  gtk_string_list_append (sizes, _ ("Any"));
  for (guint i = 1; i < G_N_ELEMENTS (batches); i++)
    append_number (sizes, batches[i]);
  self->opset = make_choice (_ ("Operator set"), opsets);
  self->batch = make_choice (_ ("Batch size"), sizes);
  adw_expander_row_add_row (row, GTK_WIDGET (self->opset));
  adw_expander_row_add_row (row, GTK_WIDGET (self->batch));
}

static void
ending_chosen_cb (HgExportFormat *self)
{
  gtk_label_set_label (self->extension, hg_export_format_get_extension (self));
}

static void
add_ending_row (HgExportFormat *self, AdwExpanderRow *row)
{
  self->ending = make_choice (_ ("Kind of file"), gtk_string_list_new (self->klass->endings));
  g_signal_connect_swapped (self->ending, "notify::selected", G_CALLBACK (ending_chosen_cb), self);
  adw_expander_row_add_row (row, GTK_WIDGET (self->ending));
}

static void
make_expander (HgExportFormat *self)
{
  AdwExpanderRow *row;

  self->row = adw_expander_row_new ();
  row = ADW_EXPANDER_ROW (self->row);
  /* Unlike those of an AdwActionRow, its prefixes come in the order of the calls. */
  adw_expander_row_add_prefix (row, make_check (self));
  adw_expander_row_add_prefix (row, gtk_image_new_from_icon_name (get_icon (self->klass)));
  adw_expander_row_add_action (row, make_extension (self));
  if (self->klass->int8)
    adw_expander_row_add_row (row, make_int8_row (self));
  if (self->klass->opsets != NULL)
    add_graph_rows (self, row);
  if (self->klass->endings != NULL)
    add_ending_row (self, row);
}

static void
make_plain_row (HgExportFormat *self)
{
  AdwActionRow *row;
  GtkWidget *icon = gtk_image_new_from_icon_name (get_icon (self->klass));

  self->row = adw_action_row_new ();
  row = ADW_ACTION_ROW (self->row);
  /* As far from the check box as in an AdwExpanderRow. */
  gtk_widget_set_margin_start (icon, 6);
  adw_action_row_add_prefix (row, icon);
  adw_action_row_add_prefix (row, make_check (self));
  adw_action_row_add_suffix (row, make_extension (self));
  adw_action_row_set_activatable_widget (row, GTK_WIDGET (self->check));
}

HgExportFormat *
hg_export_format_new (const WbExportClass *klass)
{
  HgExportFormat *self = g_new0 (HgExportFormat, 1);

  self->klass = klass;
  if (klass->int8 || klass->opsets != NULL || klass->endings != NULL)
    make_expander (self);
  else
    make_plain_row (self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ (klass->title));
  return self;
}

void
hg_export_format_free (HgExportFormat *self)
{
  g_free (self);
}

static void
set_subtitle (HgExportFormat *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  if (ADW_IS_EXPANDER_ROW (self->row))
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->row), markup);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), markup);
}

void
hg_export_format_set_model (HgExportFormat *self,
                            const WbExportModel *model,
                            const char *refusal,
                            gboolean has_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *lost = NULL, *text = NULL;

  self->accepted = model != NULL
                   && (self->klass->accepts == NULL || self->klass->accepts (model, &error));
  if (error != NULL)
    refusal = error->message;
  if (self->accepted && self->klass->needs_data && !has_data)
    {
      self->accepted = FALSE;
      refusal = _ ("Needs samples: open data first.");
    }
  lost = self->accepted ? wb_export_describe_lost (self->klass, model) : NULL;
  text = g_strjoin ("\n", _ (self->klass->summary), lost, NULL);
  set_subtitle (self, self->accepted ? text : refusal);
  gtk_widget_set_sensitive (self->row, self->accepted);
}

gboolean
hg_export_format_is_chosen (const HgExportFormat *self)
{
  return self->accepted && gtk_check_button_get_active (self->check);
}

static guint
get_chosen (AdwComboRow *row)
{
  return row != NULL ? adw_combo_row_get_selected (row) : 0;
}

WbExportOptions
hg_export_format_get_options (const HgExportFormat *self)
{
  const guint *opsets = self->klass->opsets;

  return (WbExportOptions) {
    .int8 = self->int8 != NULL && gtk_switch_get_active (self->int8),
    .opset = opsets != NULL ? opsets[get_chosen (self->opset)] : 0,
    .batch = batches[get_chosen (self->batch)],
  };
}

const char *
hg_export_format_get_extension (const HgExportFormat *self)
{
  return self->klass->endings != NULL ? self->klass->endings[get_chosen (self->ending)]
                                      : self->klass->extension;
}
