/* SPDX-License-Identifier: MIT */
/* The control is made once, by kind; afterwards only its value changes. The
 * title is left out of the accessibility tree: the control bears its name.
 */
#include "ui/inspector/option-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/number.h"
#include "engine/training/recipe.h"
#include "ui/format.h"
#include "ui/tooltip.h"
#include "ui/wheel.h"

/* A number that changes while training, in a range no wider than this. */
#define EVEN_RANGE 3

/* So much of a choice is seen at least. */
#define MIN_CHOICE_CHARS 8

struct _HgOptionRow
{
  AdwPreferencesRow parent_instance;

  const AeOption *option;
  GtkWidget *control;
  GtkLabel *read_out;
  GtkWidget *mixed; /* shown where the value of several layers differs */
  GArray *layer_ids;
  AeValue value;
  gboolean typed;
  gboolean setting;
};

enum
{
  EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgOptionRow, hg_option_row, ADW_TYPE_PREFERENCES_ROW)

/* What is moved all the time while a model trains: the learning rate, beta. */
static gboolean
option_row_is_slider (const AeOption *option)
{
  return option->kind == AE_OPTION_FLOAT && option->logarithmic && option->live
         && option->value >= 1e-4;
}

/* Shares and the like, from end to end; what is said in thousandths near 1, as
 * Adam's betas, is not. */
static gboolean
option_row_is_even_slider (const AeOption *option)
{
  return option->kind == AE_OPTION_FLOAT && !option->logarithmic && option->live
         && option->max - option->min <= EVEN_RANGE && option->value < .9;
}

/* The ends of a slider; where an option may be 0, the lower end is that. */
static double
option_row_get_lowest (const AeOption *option)
{
  return option->min > 0 ? MAX (option->min, option->value / 100) : option->value / 1000;
}

static double
option_row_get_highest (const AeOption *option)
{
  return MIN (option->max, option->value * (option->min > 0 ? 1000 : 100));
}

/* Lists of sizes, and numbers that may be 0 or 1e-7, are typed; so is every
 * number of several layers, where no slider can stand for all of them. */
static gboolean
option_row_is_typed (const AeOption *option, gboolean several)
{
  return option->kind == AE_OPTION_SIZES
         || (several && (option->kind == AE_OPTION_INT || option->kind == AE_OPTION_FLOAT))
         || (option->kind == AE_OPTION_FLOAT && option->logarithmic
             && !option_row_is_slider (option));
}

static guint
option_row_count_digits (const AeOption *option)
{
  double range = option->max - option->min;

  return range <= 2 ? 3 : range <= 20 ? 2 : 1;
}

/* At least those of the option, and all that the value has up to a millionth:
 * what is shown is what is set. */
static guint
option_row_count_shown_digits (const AeOption *option, double value)
{
  guint least = option_row_count_digits (option), digits = 6;
  double scaled = round (fabs (value) * 1e6);

  for (; digits > least && fmod (scaled, 10) == 0; digits--)
    scaled /= 10;
  return digits;
}

/* "0.001", "0.5", "1e-07": short. */
static const char *
option_row_choose_format (double real)
{
  return fabs (real) < 1e-4 ? "%.2g" : "%.4g";
}

static void
option_row_emit_edited (HgOptionRow *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[EDITED], 0);
}

/* What a slider stands for, not where on its logarithmic scale it is. */
static void
option_row_speak_value (HgOptionRow *self, const char *text)
{
  GtkAccessible *control = GTK_ACCESSIBLE (self->control);

  gtk_accessible_update_property (control, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  if (option_row_is_slider (self->option))
    gtk_accessible_update_property (control, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, self->option->min,
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                    option_row_get_highest (self->option),
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->value.real, -1);
}

static void
option_row_update_read_out (HgOptionRow *self)
{
  g_autofree char *text = NULL;

  if (self->read_out == NULL)
    return;
  text = hg_format_real (self->value.real, option_row_choose_format (self->value.real));
  gtk_label_set_text (self->read_out, text);
  option_row_speak_value (self, text);
}

static void
option_row_spin_changed_cb (HgOptionRow *self)
{
  double number = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->control));

  if (self->setting)
    return;
  self->value.integer = llround (number);
  self->value.real = number;
  option_row_emit_edited (self);
}

static void
option_row_slider_changed_cb (HgOptionRow *self)
{
  double exponent = gtk_range_get_value (GTK_RANGE (self->control));

  if (self->setting)
    return;
  self->value.real = CLAMP (pow (10, round (exponent * 50) / 50), self->option->min,
                            self->option->max);
  if (self->option->min == 0 && exponent <= log10 (option_row_get_lowest (self->option)) + .005)
    self->value.real = 0;
  option_row_update_read_out (self);
  option_row_emit_edited (self);
}

static void
option_row_even_slider_changed_cb (HgOptionRow *self)
{
  double number = gtk_range_get_value (GTK_RANGE (self->control));

  if (self->setting)
    return;
  self->value.real = round (number * 100) / 100;
  option_row_update_read_out (self);
  option_row_emit_edited (self);
}

static void
option_row_switch_changed_cb (HgOptionRow *self)
{
  self->value.integer = gtk_switch_get_active (GTK_SWITCH (self->control));
  option_row_emit_edited (self);
}

static void
option_row_choice_changed_cb (HgOptionRow *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

  if (chosen == GTK_INVALID_LIST_POSITION)
    return;
  self->value.integer = chosen;
  if (self->option->kind == AE_OPTION_LAYER)
    self->value.integer = g_array_index (self->layer_ids, guint, chosen);
  option_row_emit_edited (self);
}

static gboolean
option_row_is_mixed (HgOptionRow *self)
{
  return gtk_widget_get_visible (self->mixed);
}

static char *
option_row_format_value (HgOptionRow *self)
{
  switch (self->option->kind)
    {
    case AE_OPTION_SIZES:
      return ae_shape_to_string (&self->value.sizes);
    case AE_OPTION_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, self->value.integer);
    default:
      return hg_format_typed (self->value.real, option_row_choose_format (self->value.real));
    }
}

static void
option_row_show_typed (HgOptionRow *self)
{
  g_autofree char *text = option_row_is_mixed (self) ? g_strdup ("")
                                                     : option_row_format_value (self);

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->control)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->control), text);
}

/* Reads what was typed by the engine's own reader, into a struct that holds
 * this one option. */
static gboolean
option_row_parse_typed (HgOptionRow *self, AeValue *value, GError **error)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->control));
  g_autofree char *text = NULL;
  AeOption option = *self->option;
  union
  {
    AeSizes sizes;
    double real;
    gint64 integer;
  } field = { 0 };

  option.offset = 0;
  if (option.kind == AE_OPTION_FLOAT)
    text = wb_number_to_ascii (typed);
  if (!ae_option_set_text (&option, &field, text != NULL ? text : typed, error))
    return FALSE;
  ae_option_get (&option, &field, value);
  return TRUE;
}

static void
option_row_typed_cb (HgOptionRow *self)
{
  g_autoptr (GError) error = NULL;
  AeValue value;

  if (self->setting)
    return;
  if (option_row_parse_typed (self, &value, &error))
    {
      gtk_widget_remove_css_class (self->control, "error");
      hg_tooltip_set (self->control, _ (self->option->help));
      return;
    }
  gtk_widget_add_css_class (self->control, "error");
  hg_tooltip_set (self->control, error->message);
}

static gboolean
option_row_is_same (const AeValue *a, const AeValue *b)
{
  return a->real == b->real && a->integer == b->integer && ae_shape_equal (&a->sizes, &b->sizes);
}

static void
option_row_committed_cb (HgOptionRow *self)
{
  AeValue value = self->value;

  if (!option_row_parse_typed (self, &value, NULL))
    {
      gtk_widget_error_bell (self->control);
      return;
    }
  if (!option_row_is_mixed (self) && option_row_is_same (&value, &self->value))
    return;
  self->value = value;
  option_row_emit_edited (self);
}

static void
option_row_left_cb (HgOptionRow *self)
{
  AeValue value = self->value;

  if (option_row_parse_typed (self, &value, NULL))
    option_row_committed_cb (self);
  self->setting = TRUE;
  option_row_show_typed (self);
  gtk_widget_remove_css_class (self->control, "error");
  self->setting = FALSE;
}

static GtkWidget *
option_row_build_spin (HgOptionRow *self)
{
  const AeOption *option = self->option;
  gboolean whole = option->kind == AE_OPTION_INT;
  guint digits = whole ? 0 : option_row_count_digits (option);
  double step = whole ? 1 : pow (10, -(double) digits + (digits > 1));
  GtkWidget *spin = gtk_spin_button_new_with_range (option->min, option->max, step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), digits);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 6);
  gtk_widget_add_css_class (spin, "numeric");
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (option_row_spin_changed_cb), self);
  return spin;
}

static GtkWidget *
option_row_build_slider (HgOptionRow *self)
{
  const AeOption *option = self->option;
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL,
                                               log10 (option_row_get_lowest (option)),
                                               log10 (option_row_get_highest (option)), .02);

  gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
  gtk_range_set_increments (GTK_RANGE (scale), .02, .3);
  g_signal_connect_swapped (scale, "value-changed", G_CALLBACK (option_row_slider_changed_cb),
                            self);
  /* After the range has been set, which gives its place on the scale. */
  g_signal_connect_object (gtk_range_get_adjustment (GTK_RANGE (scale)), "value-changed",
                           G_CALLBACK (option_row_update_read_out), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return scale;
}

static GtkWidget *
option_row_build_even_slider (HgOptionRow *self)
{
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, self->option->min,
                                               self->option->max, .01);

  gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
  gtk_range_set_increments (GTK_RANGE (scale), .01, .1);
  g_signal_connect_swapped (scale, "value-changed", G_CALLBACK (option_row_even_slider_changed_cb),
                            self);
  return scale;
}

static GtkWidget *
option_row_build_switch (HgOptionRow *self)
{
  GtkWidget *toggle = gtk_switch_new ();

  g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (option_row_switch_changed_cb),
                            self);
  return toggle;
}

/* A loss, an optimizer or a schedule has a title; all else its Keras name. */
static const char *
option_row_name_choice (const AeOption *option, guint index)
{
  if (option->choices == ae_loss_names)
    return _ (ae_loss_classes ()[index]->title);
  if (option->choices == ae_optimizer_names)
    return _ (ae_optimizer_classes ()[index]->title);
  if (option->choices == ae_schedule_names)
    return _ (ae_schedule_classes ()[index]->title);
  return option->choices[index];
}

static void
option_row_choice_setup_cb (gpointer nothing, GtkListItem *cell)
{
  gtk_list_item_set_child (cell, g_object_new (GTK_TYPE_LABEL, "xalign", 1.f, "ellipsize",
                                               PANGO_ELLIPSIZE_END, "width-chars", MIN_CHOICE_CHARS,
                                               NULL));
}

static void
option_row_choice_bind_cb (gpointer nothing, GtkListItem *cell)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (cell)),
                      gtk_string_object_get_string (gtk_list_item_get_item (cell)));
}

/* What is chosen may be cut where large text leaves no room; the list has it whole. */
static void
option_row_let_shrink (GtkDropDown *list)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  gtk_drop_down_set_list_factory (list, gtk_drop_down_get_factory (list));
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (option_row_choice_setup_cb), NULL);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (option_row_choice_bind_cb), NULL);
  gtk_drop_down_set_factory (list, factory);
  g_object_unref (factory);
}

static GtkWidget *
option_row_build_choice (HgOptionRow *self)
{
  const AeOption *option = self->option;
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *list;

  for (guint i = 0; option->choices != NULL && option->choices[i] != NULL; i++)
    gtk_string_list_append (names, option_row_name_choice (option, i));
  list = gtk_drop_down_new (G_LIST_MODEL (names), NULL);

  option_row_let_shrink (GTK_DROP_DOWN (list));
  gtk_widget_add_css_class (list, "flat-choice");
  g_signal_connect_swapped (list, "notify::selected", G_CALLBACK (option_row_choice_changed_cb),
                            self);
  return list;
}

static GtkWidget *
option_row_build_entry (HgOptionRow *self)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 8);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), 1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (option_row_typed_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (option_row_committed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (option_row_left_cb), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static GtkWidget *
option_row_build_control (HgOptionRow *self)
{
  if (self->typed)
    return option_row_build_entry (self);
  if (option_row_is_even_slider (self->option))
    return option_row_build_even_slider (self);
  switch (self->option->kind)
    {
    case AE_OPTION_FLOAT:
      return option_row_is_slider (self->option) ? option_row_build_slider (self)
                                                 : option_row_build_spin (self);
    case AE_OPTION_BOOL:
      return option_row_build_switch (self);
    case AE_OPTION_CHOICE:
    case AE_OPTION_LAYER:
      return option_row_build_choice (self);
    case AE_OPTION_SIZES:
    case AE_OPTION_INT:
    default:
      return option_row_build_spin (self);
    }
}

static GtkWidget *
option_row_build_title (const AeOption *option)
{
  return g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "label",
                       _ (option->title), "xalign", 0.f, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD,
                       "hexpand", TRUE, NULL);
}

static void
option_row_build (HgOptionRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *box = line;

  self->control = option_row_build_control (self);
  hg_wheel_needs_focus (self->control);
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), option_row_build_title (self->option));
  gtk_box_append (GTK_BOX (line), self->mixed);
  if (self->typed)
    gtk_box_append (GTK_BOX (line), self->control);
  else if (option_row_is_slider (self->option) || option_row_is_even_slider (self->option))
    {
      self->read_out = GTK_LABEL (gtk_label_new (NULL));
      gtk_widget_add_css_class (GTK_WIDGET (self->read_out), "heading");
      gtk_widget_add_css_class (GTK_WIDGET (self->read_out), "numeric");
      gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->read_out));
      box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_add_css_class (box, "slider");
      gtk_box_append (GTK_BOX (box), line);
      gtk_box_append (GTK_BOX (box), self->control);
    }
  else
    gtk_box_append (GTK_BOX (line), self->control);
  gtk_widget_add_css_class (box, "option");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_set_tooltip_text (self->control, _ (self->option->help));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->option->title), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (self->option->help), -1);
}

static void
option_row_finalize (GObject *object)
{
  g_array_unref (HG_OPTION_ROW (object)->layer_ids);
  G_OBJECT_CLASS (hg_option_row_parent_class)->finalize (object);
}

static void
hg_option_row_class_init (HgOptionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = option_row_finalize;
  signals[EDITED] = g_signal_new ("edited", HG_TYPE_OPTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
hg_option_row_init (HgOptionRow *self)
{
  self->layer_ids = g_array_new (FALSE, FALSE, sizeof (guint));
  self->mixed = gtk_label_new (_ ("mixed"));
  gtk_widget_add_css_class (self->mixed, "dim-label");
  gtk_widget_set_visible (self->mixed, FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

GtkWidget *
hg_option_row_new (const AeOption *option, gboolean several)
{
  HgOptionRow *self = g_object_new (HG_TYPE_OPTION_ROW, NULL);

  self->option = option;
  self->typed = option_row_is_typed (option, several);
  self->setting = TRUE;
  option_row_build (self);
  self->setting = FALSE;
  return GTK_WIDGET (self);
}

const AeOption *
hg_option_row_get_option (HgOptionRow *self)
{
  return self->option;
}

void
hg_option_row_get_value (HgOptionRow *self, AeValue *value)
{
  *value = self->value;
}

static guint
option_row_find_layer (HgOptionRow *self, guint id)
{
  for (guint i = 0; i < self->layer_ids->len; i++)
    if (g_array_index (self->layer_ids, guint, i) == id)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
option_row_show_spin_real (HgOptionRow *self)
{
  GtkSpinButton *spin = GTK_SPIN_BUTTON (self->control);

  gtk_spin_button_set_digits (spin, option_row_count_shown_digits (self->option, self->value.real));
  gtk_spin_button_set_value (spin, self->value.real);
}

static void
option_row_show_value (HgOptionRow *self)
{
  if (self->typed)
    {
      option_row_show_typed (self);
      return;
    }
  switch (self->option->kind)
    {
    case AE_OPTION_INT:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), self->value.integer);
      break;
    case AE_OPTION_FLOAT:
      if (option_row_is_slider (self->option))
        gtk_range_set_value (GTK_RANGE (self->control),
                             log10 (MAX (self->value.real, option_row_get_lowest (self->option))));
      else if (option_row_is_even_slider (self->option))
        gtk_range_set_value (GTK_RANGE (self->control), self->value.real);
      else
        option_row_show_spin_real (self);
      break;
    case AE_OPTION_BOOL:
      gtk_switch_set_active (GTK_SWITCH (self->control), self->value.integer != 0);
      break;
    case AE_OPTION_CHOICE:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), (guint) self->value.integer);
      break;
    case AE_OPTION_LAYER:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control),
                                  option_row_find_layer (self, (guint) self->value.integer));
      break;
    case AE_OPTION_SIZES:
      break;
    }
}

static void
option_row_set_mixed (HgOptionRow *self, gboolean mixed)
{
  if (option_row_is_mixed (self) == mixed)
    return;
  gtk_widget_set_visible (self->mixed, mixed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  mixed ? gtk_label_get_text (GTK_LABEL (self->mixed))
                                        : _ (self->option->help),
                                  -1);
}

void
hg_option_row_set_value (HgOptionRow *self, const AeValue *value)
{
  self->setting = TRUE;
  self->value = *value;
  option_row_set_mixed (self, FALSE);
  option_row_show_value (self);
  option_row_update_read_out (self);
  self->setting = FALSE;
}

void
hg_option_row_set_mixed (HgOptionRow *self)
{
  self->setting = TRUE;
  option_row_set_mixed (self, TRUE);
  if (self->typed)
    option_row_show_typed (self);
  else if (self->option->kind == AE_OPTION_BOOL)
    gtk_switch_set_active (GTK_SWITCH (self->control), FALSE);
  else
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), GTK_INVALID_LIST_POSITION);
  self->setting = FALSE;
}

void
hg_option_row_set_layers (HgOptionRow *self, const HgOptionLayer *layers, guint n_layers)
{
  GtkStringList *names;

  g_return_if_fail (self->option->kind == AE_OPTION_LAYER);
  names = gtk_string_list_new (NULL);
  g_array_set_size (self->layer_ids, 0);
  for (guint i = 0; i < n_layers; i++)
    {
      gtk_string_list_append (names, layers[i].name);
      g_array_append_val (self->layer_ids, layers[i].id);
    }
  self->setting = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->control), G_LIST_MODEL (names));
  self->setting = FALSE;
  g_object_unref (names);
}

void
hg_option_row_focus (HgOptionRow *self)
{
  gtk_widget_grab_focus (self->control);
}

gboolean
hg_option_row_is_slider (HgOptionRow *self)
{
  return !self->typed
         && (option_row_is_slider (self->option) || option_row_is_even_slider (self->option));
}

guint
hg_option_row_list_values (HgOptionRow *self, double *values, guint max)
{
  static const double ratios[] = { 0.1, 0.3, 1, 3, 10 }, parts[] = { -0.3, -0.1, 0, 0.1, 0.3 };
  const AeOption *option = self->option;
  double value = self->value.real, range = MIN (option->max - option->min, EVEN_RANGE);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ratios) && n < max; i++)
    {
      double tried = option_row_is_even_slider (option) ? value + parts[i] * range
                     : value == 0                       ? (i == 2 ? 0 : option->value * ratios[i])
                                                        : value * ratios[i];

      tried = CLAMP (tried, option->min, option->max);
      if (n == 0 || tried != values[n - 1])
        values[n++] = tried;
    }
  return n;
}
