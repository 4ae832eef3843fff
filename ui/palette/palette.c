/* SPDX-License-Identifier: MIT */
/* The palette: rows in the order of the registry, gathered by group. */
#include "ui/palette/palette.h"

#include <glib/gi18n.h>

#include "app/edit/quick-entry.h"
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
    g_once_init_leave (&type, g_pointer_type_register_static ("HgDraggedLayer"));
  return type;
}

static gboolean
palette_filter_row (GtkListBoxRow *row, gpointer data)
{
  HgPalette *self = data;

  return self->words == NULL
         || wb_quick_entry_matches (hg_palette_row_get_class (HG_PALETTE_ROW (row)), self->words);
}

static void
palette_update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const AeLayerClass *layer = hg_palette_row_get_class (HG_PALETTE_ROW (row));
  const AeLayerClass *last = before ? hg_palette_row_get_class (HG_PALETTE_ROW (before)) : NULL;
  GtkWidget *header;

  if (last != NULL && g_str_equal (last->group, layer->group))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  header = gtk_label_new (_ (layer->group));
  gtk_label_set_xalign (GTK_LABEL (header), 0);
  gtk_widget_add_css_class (header, "caption-heading");
  gtk_widget_add_css_class (header, "dim-label");
  gtk_widget_add_css_class (header, "palette-group");
  gtk_list_box_row_set_header (row, header);
}

static void
palette_search_changed_cb (HgPalette *self)
{
  g_autofree char *text = NULL;

  g_free (self->words);
  self->words = wb_quick_entry_get_words (gtk_editable_get_text (GTK_EDITABLE (self->search)),
                                          NULL);
  gtk_list_box_invalidate_filter (self->list);
  text = g_strdup_printf (_ ("No layer named “%s”."), self->words);
  gtk_label_set_text (GTK_LABEL (self->empty), text);
}

static void
palette_search_activated_cb (HgPalette *self)
{
  g_autofree char *options = NULL;
  g_autoptr (GError) error = NULL;
  const AeLayerClass *layer
    = wb_quick_entry_read (gtk_editable_get_text (GTK_EDITABLE (self->search)), &options, &error);

  hg_palette_set_hint (self, error != NULL ? error->message : NULL);
  if (layer == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  g_signal_emit (self, signals[INSERT], 0, layer, options);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
palette_search_stopped_cb (HgPalette *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_signal_emit (self, signals[LEFT], 0);
}

static void
palette_row_activated_cb (HgPalette *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[INSERT], 0, hg_palette_row_get_class (HG_PALETTE_ROW (row)), "");
}

static void
palette_fill (HgPalette *self)
{
  const AeLayerClass *const *layers = ae_layer_classes ();
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();

  for (guint i = 0; layers[i] != NULL; i++)
    if (!(layers[i]->flags & AE_LAYER_INPUT)
        && !g_ptr_array_find_with_equal_func (groups, layers[i]->group, g_str_equal, NULL))
      g_ptr_array_add (groups, (gpointer) layers[i]->group);
  for (guint g = 0; g < groups->len; g++)
    for (guint i = 0; layers[i] != NULL; i++)
      if (!(layers[i]->flags & AE_LAYER_INPUT) && g_str_equal (layers[i]->group, groups->pdata[g]))
        gtk_list_box_append (self->list, hg_palette_row_new (layers[i]));
}

static void
palette_dispose (GObject *object)
{
  HgPalette *self = HG_PALETTE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (hg_palette_parent_class)->dispose (object);
}

static void
palette_finalize (GObject *object)
{
  g_free (HG_PALETTE (object)->words);
  G_OBJECT_CLASS (hg_palette_parent_class)->finalize (object);
}

static void
hg_palette_class_init (HgPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = palette_dispose;
  G_OBJECT_CLASS (klass)->finalize = palette_finalize;
  signals[INSERT] = g_signal_new ("insert", HG_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
  signals[LEFT] = g_signal_new ("left", HG_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/palette.ui");
  gtk_widget_class_bind_template_child (widget_class, HgPalette, search);
  gtk_widget_class_bind_template_child (widget_class, HgPalette, list);
  gtk_widget_class_bind_template_child (widget_class, HgPalette, hint);
  gtk_widget_class_bind_template_callback (widget_class, palette_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, palette_search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, palette_search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, palette_row_activated_cb);
}

static void
hg_palette_init (HgPalette *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->empty = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_widget_add_css_class (self->empty, "dim-label");
  gtk_list_box_set_placeholder (self->list, self->empty);
  gtk_list_box_set_filter_func (self->list, palette_filter_row, self, NULL);
  gtk_list_box_set_header_func (self->list, palette_update_header, self, NULL);
  palette_fill (self);
  hg_palette_set_hint (self, NULL);
}

void
hg_palette_focus_search (HgPalette *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
hg_palette_set_hint (HgPalette *self, const char *hint)
{
  /* A drag may end with the window. */
  if (self->hint == NULL)
    return;
  gtk_label_set_text (self->hint, hint != NULL ? hint
                                               : _ ("Drag onto the model, or press Enter "
                                                    "to insert after the selection"));
}

void
hg_palette_search (HgPalette *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  hg_palette_focus_search (self);
  gtk_editable_set_position (GTK_EDITABLE (self->search), -1);
}
