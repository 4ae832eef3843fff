/* SPDX-License-Identifier: MIT */
/* The palette: rows in the order of the registry, gathered by group. */
#include "ui/palette/palette.h"

#include <glib/gi18n.h>

#include "ui/palette/palette-row.h"

struct _HgPalette
{
  GtkWidget parent_instance;

  GtkSearchEntry *search;
  GtkListBox *list;
  GtkLabel *hint;
  char *words;
  GtkWidget *empty;
};

enum
{
  INSERT,
  LEFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgPalette, hg_palette, GTK_TYPE_WIDGET)

GType
hg_dragged_layer_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
                       g_pointer_type_register_static ("HgDraggedLayer"));
  return type;
}

/* "dense 64" asks for the words "dense" and the number 64. */
static char *
read_words (HgPalette *self, gint64 *number)
{
  g_autofree char *text = g_strstrip (
      g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  char *space = strrchr (text, ' ');

  *number = 0;
  if (space != NULL
      && g_ascii_string_to_signed (space + 1, 10, 1, G_MAXINT, number, NULL))
    *space = '\0';
  return g_utf8_casefold (g_strstrip (text), -1);
}

static char *
number_to_options (const AeLayerClass *layer, gint64 number)
{
  for (const AeOption *option = layer->options;
       option != NULL && option->name != NULL; option++)
    if (option->kind == AE_OPTION_INT && number >= option->min
        && number <= option->max)
      return g_strdup_printf ("%s=%" G_GINT64_FORMAT, option->name, number);
  return g_strdup ("");
}

static gboolean
filter_row (GtkListBoxRow *row, gpointer data)
{
  HgPalette *self = data;

  return self->words == NULL
         || hg_palette_row_matches (HG_PALETTE_ROW (row), self->words);
}

static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const AeLayerClass *layer = hg_palette_row_get_class (HG_PALETTE_ROW (row));
  const AeLayerClass *last
      = before ? hg_palette_row_get_class (HG_PALETTE_ROW (before)) : NULL;
  GtkWidget *header;

  if (last != NULL && g_str_equal (last->group, layer->group))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  header = gtk_label_new (_(layer->group));
  gtk_label_set_xalign (GTK_LABEL (header), 0);
  gtk_widget_add_css_class (header, "caption-heading");
  gtk_widget_add_css_class (header, "dim-label");
  gtk_widget_add_css_class (header, "palette-group");
  gtk_list_box_row_set_header (row, header);
}

static GtkListBoxRow *
find_first_match (HgPalette *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL;
       i++)
    if (filter_row (row, self))
      return row;
  return NULL;
}

static void
search_changed_cb (HgPalette *self)
{
  g_autofree char *text = NULL;
  gint64 number;

  g_free (self->words);
  self->words = read_words (self, &number);
  gtk_list_box_invalidate_filter (self->list);
  text = g_strdup_printf (_("No layer named “%s”."), self->words);
  gtk_label_set_text (GTK_LABEL (self->empty), text);
}

static void
search_activated_cb (HgPalette *self)
{
  GtkListBoxRow *row;
  g_autofree char *options = NULL;
  gint64 number;

  g_free (self->words);
  self->words = read_words (self, &number);
  row = find_first_match (self);
  if (row == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  options = number_to_options (hg_palette_row_get_class (HG_PALETTE_ROW (row)),
                               number);
  g_signal_emit (self, signals[INSERT], 0,
                 hg_palette_row_get_class (HG_PALETTE_ROW (row)), options);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
search_stopped_cb (HgPalette *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_signal_emit (self, signals[LEFT], 0);
}

static void
row_activated_cb (HgPalette *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[INSERT], 0,
                 hg_palette_row_get_class (HG_PALETTE_ROW (row)), "");
}

static void
fill (HgPalette *self)
{
  const AeLayerClass *const *layers = ae_layer_classes ();
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();

  for (guint i = 0; layers[i] != NULL; i++)
    if (!(layers[i]->flags & AE_LAYER_INPUT)
        && !g_ptr_array_find_with_equal_func (groups, layers[i]->group,
                                              g_str_equal, NULL))
      g_ptr_array_add (groups, (gpointer) layers[i]->group);
  for (guint g = 0; g < groups->len; g++)
    for (guint i = 0; layers[i] != NULL; i++)
      if (!(layers[i]->flags & AE_LAYER_INPUT)
          && g_str_equal (layers[i]->group, groups->pdata[g]))
        gtk_list_box_append (self->list, hg_palette_row_new (layers[i]));
}

static void
dispose (GObject *object)
{
  HgPalette *self = HG_PALETTE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (hg_palette_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_free (HG_PALETTE (object)->words);
  G_OBJECT_CLASS (hg_palette_parent_class)->finalize (object);
}

static void
hg_palette_class_init (HgPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  signals[INSERT] = g_signal_new ("insert", HG_TYPE_PALETTE, G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_POINTER, G_TYPE_STRING);
  signals[LEFT] = g_signal_new ("left", HG_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hourglass/Hourglass/palette.ui");
  gtk_widget_class_bind_template_child (widget_class, HgPalette, search);
  gtk_widget_class_bind_template_child (widget_class, HgPalette, list);
  gtk_widget_class_bind_template_child (widget_class, HgPalette, hint);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
hg_palette_init (HgPalette *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->empty = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_widget_add_css_class (self->empty, "dim-label");
  gtk_list_box_set_placeholder (self->list, self->empty);
  gtk_list_box_set_filter_func (self->list, filter_row, self, NULL);
  gtk_list_box_set_header_func (self->list, update_header, self, NULL);
  fill (self);
  hg_palette_set_hint (self, NULL);
}

void
hg_palette_focus_search (HgPalette *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/**
 * hg_palette_set_hint:
 * @hint: (nullable): what the foot says; NULL for how to add a layer
 */
void
hg_palette_set_hint (HgPalette *self, const char *hint)
{
  gtk_label_set_text (self->hint,
                      hint != NULL ? hint
                                   : _("Drag onto the model, or press Enter "
                                        "to insert after the selection"));
}

/**
 * hg_palette_search:
 * @text: the beginning of a layer's name
 *
 * Puts the text into the search, as if it had been typed there.
 */
void
hg_palette_search (HgPalette *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  hg_palette_focus_search (self);
  gtk_editable_set_position (GTK_EDITABLE (self->search), -1);
}
