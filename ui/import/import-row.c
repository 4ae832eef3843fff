/* SPDX-License-Identifier: MIT */
/* The parts of a row depend on the kind of the option: two spin buttons for a
 * size, one for a count, a list for choices, an entry for texts and files. The
 * number below the smallest that can be chosen reads "auto".
 */
#include "ui/import/import-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/wheel.h"

struct _HgImportRow
{
  AdwActionRow parent_instance;

  const DsOption *option;
  char *value;             /* nullable: what was chosen */
  GtkSpinButton *spins[2]; /* of SIZE, width first, and COUNT */
  GtkDropDown *list;       /* of BOOL and CHOICE; the first entry is automatic */
  GtkEditable *entry;      /* of TEXT and FILE */
  GtkWidget *reset;
  GtkFileChooserNative *chooser;
  gboolean showing; /* what changes now is no choice of a person */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgImportRow, hg_import_row, ADW_TYPE_ACTION_ROW)

/* BOOL has choices, too. */
static const char *const *
import_row_get_choices (const DsOption *option)
{
  static const char *const truths[] = { "true", "false", NULL };

  return option->kind == DS_OPTION_BOOL ? truths : option->choices;
}

static int
import_row_get_automatic (HgImportRow *self)
{
  return (int) self->option->min - 1;
}

/* Leaves a number that it shows already alone: somebody may be typing another. */
static void
import_row_show_numbers (HgImportRow *self, const char *value)
{
  const char *second = value != NULL ? strchr (value, 'x') : NULL;
  double numbers[2] = { import_row_get_automatic (self), import_row_get_automatic (self) };

  if (value != NULL)
    numbers[0] = (double) g_ascii_strtoull (value, NULL, 10);
  if (second != NULL)
    numbers[1] = (double) g_ascii_strtoull (second + 1, NULL, 10);
  for (guint i = 0; i < 2; i++)
    if (self->spins[i] != NULL && gtk_spin_button_get_value (self->spins[i]) != numbers[i])
      gtk_spin_button_set_value (self->spins[i], numbers[i]);
}

static void
import_row_show_choice (HgImportRow *self)
{
  const char *const *choices = import_row_get_choices (self->option);
  guint index = 0;

  for (guint i = 0; self->value != NULL && choices[i] != NULL; i++)
    if (g_str_equal (choices[i], self->value))
      index = i + 1;
  gtk_drop_down_set_selected (self->list, index);
}

static const char *
import_row_word_choice (HgImportRow *self, const char *choice)
{
  if (self->option->kind != DS_OPTION_BOOL)
    return choice;
  return g_str_equal (choice, "true") ? _ ("Yes") : _ ("No");
}

/* The first entry says what is done, where that is known. */
static void
import_row_name_automatic (HgImportRow *self, const char *proposed)
{
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (self->list));
  g_autofree char *name = proposed != NULL
                            ? g_strdup_printf (_ ("Automatic (%s)"),
                                               import_row_word_choice (self, proposed))
                            : g_strdup (_ ("Automatic"));
  const char *const entry[] = { name, NULL };

  if (g_strcmp0 (gtk_string_list_get_string (names, 0), name) != 0)
    gtk_string_list_splice (names, 0, 1, entry);
}

static void
import_row_show (HgImportRow *self, const char *proposed)
{
  const char *shown = self->value != NULL ? self->value : proposed;

  self->showing = TRUE;
  import_row_show_numbers (self, shown);
  if (self->list != NULL)
    {
      import_row_name_automatic (self, self->value == NULL ? proposed : NULL);
      import_row_show_choice (self);
    }
  if (self->entry != NULL)
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry),
                                    proposed != NULL ? proposed : _ ("Automatic"));
  if (self->reset != NULL)
    gtk_widget_set_visible (self->reset, self->value != NULL);
  self->showing = FALSE;
}

/* @value: (transfer full) (nullable) */
static void
import_row_choose (HgImportRow *self, char *value)
{
  if (g_strcmp0 (value, self->value) == 0)
    {
      g_free (value);
      return;
    }
  g_free (self->value);
  self->value = value;
  import_row_show (self, NULL);
  if (self->entry != NULL)
    gtk_editable_set_text (self->entry, value != NULL ? value : "");
  g_signal_emit (self, signals[CHANGED], 0);
}

/* One number of a size is as good as two equal ones. */
static void
import_row_number_changed_cb (HgImportRow *self, GtkSpinButton *changed)
{
  const int automatic = import_row_get_automatic (self);
  int first = gtk_spin_button_get_value_as_int (self->spins[0]);
  int second;

  if (self->showing)
    return;
  if (gtk_spin_button_get_value_as_int (changed) == automatic)
    {
      import_row_choose (self, NULL);
      return;
    }
  if (self->spins[1] == NULL)
    {
      import_row_choose (self, g_strdup_printf ("%d", first));
      return;
    }
  second = gtk_spin_button_get_value_as_int (self->spins[1]);
  import_row_choose (self, g_strdup_printf ("%dx%d", first > automatic ? first : second,
                                            second > automatic ? second : first));
}

static gboolean
import_row_number_to_text_cb (GtkSpinButton *spin, HgImportRow *self)
{
  if (gtk_spin_button_get_value_as_int (spin) != import_row_get_automatic (self))
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (spin), _ ("auto"));
  return TRUE;
}

static int
import_row_text_to_number_cb (GtkSpinButton *spin, double *number, HgImportRow *self)
{
  *number = import_row_get_automatic (self);
  return g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (spin)), _ ("auto")) == 0;
}

static void
import_row_listed_cb (HgImportRow *self)
{
  guint index = gtk_drop_down_get_selected (self->list);

  if (!self->showing && index != GTK_INVALID_LIST_POSITION)
    import_row_choose (self, index > 0 ? g_strdup (import_row_get_choices (self->option)[index - 1])
                                       : NULL);
}

static void
import_row_typed_cb (HgImportRow *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  import_row_choose (self, *text != '\0' ? g_strdup (text) : NULL);
}

static void
import_row_reset_cb (HgImportRow *self)
{
  import_row_choose (self, NULL);
}

static void
import_row_file_chosen_cb (HgImportRow *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                             ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                             : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path != NULL)
    import_row_choose (self, g_steal_pointer (&path));
}

static void
import_row_choose_file_cb (HgImportRow *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ (self->option->title),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
                                               _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (import_row_file_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
import_row_name_part (gpointer part, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (part), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Adds a part that is named as the row is. */
static void
import_row_add (HgImportRow *self, gpointer part)
{
  gtk_widget_set_valign (part, GTK_ALIGN_CENTER);
  import_row_name_part (part, _ (self->option->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), part);
}

static void
import_row_add_spin (HgImportRow *self, guint index, const char *name)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (import_row_get_automatic (self),
                                                    self->option->max, 1);

  self->spins[index] = GTK_SPIN_BUTTON (spin);
  gtk_spin_button_set_numeric (self->spins[index], FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 4);
  g_signal_connect (spin, "output", G_CALLBACK (import_row_number_to_text_cb), self);
  g_signal_connect (spin, "input", G_CALLBACK (import_row_text_to_number_cb), self);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (import_row_number_changed_cb), self);
  gtk_spin_button_update (self->spins[index]);
  hg_wheel_needs_focus (spin);
  import_row_add (self, spin);
  import_row_name_part (spin, name);
}

static void
import_row_add_size (HgImportRow *self)
{
  g_autofree char *width = g_strdup_printf (_ ("%s: width"), _ (self->option->title));
  g_autofree char *height = g_strdup_printf (_ ("%s: height"), _ (self->option->title));

  import_row_add_spin (self, 0, width);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), gtk_label_new ("×"));
  import_row_add_spin (self, 1, height);
}

static void
import_row_add_list (HgImportRow *self)
{
  const char *const *choices = import_row_get_choices (self->option);
  GtkStringList *names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Automatic"));
  for (guint i = 0; choices[i] != NULL; i++)
    gtk_string_list_append (names, import_row_word_choice (self, choices[i]));
  self->list = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (names), NULL));
  g_signal_connect_swapped (self->list, "notify::selected", G_CALLBACK (import_row_listed_cb),
                            self);
  import_row_add (self, self->list);
}

static void
import_row_add_entry (HgImportRow *self)
{
  GtkWidget *entry = gtk_entry_new (), *button;
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = GTK_EDITABLE (entry);
  gtk_editable_set_width_chars (self->entry, 10);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (import_row_typed_cb), self);
  gtk_widget_add_controller (entry, focus);
  import_row_add (self, entry);
  if (self->option->kind != DS_OPTION_FILE)
    return;
  button = gtk_button_new_from_icon_name ("document-open-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Choose a file"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (import_row_choose_file_cb), self);
  import_row_add (self, button);
  import_row_name_part (button, _ ("Choose a file"));
}

static void
import_row_add_reset (HgImportRow *self)
{
  self->reset = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_set_tooltip_text (self->reset, _ ("Back to automatic"));
  gtk_widget_add_css_class (self->reset, "flat");
  gtk_widget_set_visible (self->reset, FALSE);
  g_signal_connect_swapped (self->reset, "clicked", G_CALLBACK (import_row_reset_cb), self);
  import_row_add (self, self->reset);
  import_row_name_part (self->reset, _ ("Back to automatic"));
}

static void
import_row_add_parts (HgImportRow *self)
{
  switch (self->option->kind)
    {
    case DS_OPTION_SIZE:
      import_row_add_size (self);
      break;
    case DS_OPTION_COUNT:
      import_row_add_spin (self, 0, _ (self->option->title));
      break;
    case DS_OPTION_BOOL:
    case DS_OPTION_CHOICE:
      import_row_add_list (self);
      return;
    case DS_OPTION_TEXT:
    case DS_OPTION_FILE:
    default:
      import_row_add_entry (self);
      break;
    }
  import_row_add_reset (self);
}

static void
import_row_dispose (GObject *object)
{
  g_clear_object (&HG_IMPORT_ROW (object)->chooser);
  G_OBJECT_CLASS (hg_import_row_parent_class)->dispose (object);
}

static void
import_row_finalize (GObject *object)
{
  g_free (HG_IMPORT_ROW (object)->value);
  G_OBJECT_CLASS (hg_import_row_parent_class)->finalize (object);
}

static void
hg_import_row_class_init (HgImportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = import_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = import_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", HG_TYPE_IMPORT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
hg_import_row_init (HgImportRow *self)
{
}

GtkWidget *
hg_import_row_new (const DsOption *option)
{
  HgImportRow *self = g_object_new (HG_TYPE_IMPORT_ROW, "use-markup", FALSE, "focusable", FALSE,
                                    NULL);
  g_autofree char *automatic = g_strdup_printf (_ ("Automatic: %s"), _ (option->automatic));

  self->option = option;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ (option->title));
  /* Two numbers leave no room for words, and say themselves what is automatic. */
  if (option->kind != DS_OPTION_SIZE)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), automatic);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ (option->help));
  import_row_add_parts (self);
  import_row_show (self, NULL);
  return GTK_WIDGET (self);
}

const DsOption *
hg_import_row_get_option (HgImportRow *self)
{
  return self->option;
}

const char *
hg_import_row_get_value (HgImportRow *self)
{
  return self->value;
}

void
hg_import_row_propose (HgImportRow *self, const char *value)
{
  if (self->value == NULL)
    import_row_show (self, value);
}

void
hg_import_row_commit (HgImportRow *self)
{
  for (guint i = 0; i < 2; i++)
    if (self->spins[i] != NULL)
      gtk_spin_button_update (self->spins[i]);
  if (self->entry != NULL)
    import_row_typed_cb (self);
}
