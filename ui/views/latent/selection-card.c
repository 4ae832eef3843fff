/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/selection-card.h"

#include <glib/gi18n.h>

#include "app/figures/image.h"
#include "app/figures/write.h"
#include "app/latent/map-csv.h"
#include "app/latent/map-set.h"
#include "ui/format.h"
#include "ui/saving.h"

#define CLASSES_NAMED 2

struct _HgSelectionCard
{
  AdwBin parent_instance;

  HgLatent *latent;
  GtkWidget *button;
  GtkLabel *count;
  GtkLabel *mix;
};

G_DEFINE_FINAL_TYPE (HgSelectionCard, hg_selection_card, ADW_TYPE_BIN)

/* The samples to write, and the map they are in. */
typedef struct
{
  WbLatentMap *map;
  GArray *samples;
} Files;

static void
selection_card_files_free (gpointer data)
{
  Files *files = data;

  wb_latent_map_unref (files->map);
  g_array_unref (files->samples);
  g_free (files);
}

static Files *
selection_card_files_new (HgLatent *latent)
{
  const GArray *samples = hg_latent_get_selected (latent);
  Files *files = g_new (Files, 1);

  files->map = wb_latent_map_ref (hg_latent_get_map (latent));
  files->samples = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (files->samples, samples->data, samples->len);
  return files;
}

static gboolean
selection_card_write_csv (gpointer data, const char *path, GError **error)
{
  const Files *files = data;

  return wb_latent_map_write_csv (files->map, files->samples->len,
                                  &g_array_index (files->samples, guint32, 0), path, error);
}

static gboolean
selection_card_write_set (gpointer data, const char *path, GError **error)
{
  const Files *files = data;

  return wb_latent_map_write_set (files->map, files->samples->len,
                                  &g_array_index (files->samples, guint32, 0), path, error);
}

static gboolean
selection_card_write_picture (const Files *files,
                              guint32 sample,
                              const char *folder,
                              GError **error)
{
  gsize size = ds_dataset_get_sample_size (files->map->dataset);
  g_autofree float *values = g_new (float, size);
  g_autofree char *name = g_strdup_printf ("sample-%u.png", sample + 1);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  WbPicture picture = { values, files->map->shape, WB_MAP_STORED, 0, 1, NULL };
  cairo_surface_t *surface;
  gboolean written;

  ds_dataset_read (files->map->dataset, &sample, 1, values);
  surface = wb_picture_to_surface (&picture, FALSE);
  written = wb_surface_write_png (surface, path, NULL, error);
  cairo_surface_destroy (surface);
  return written;
}

static gboolean
selection_card_write_pictures (gpointer data, const char *path, GError **error)
{
  const Files *files = data;

  for (guint i = 0; i < files->samples->len; i++)
    if (!selection_card_write_picture (files, g_array_index (files->samples, guint32, i), path,
                                       error))
      return FALSE;
  return TRUE;
}

gboolean
hg_selection_card_write (HgLatent *latent, gboolean pictures, const char *path, GError **error)
{
  Files *files = selection_card_files_new (latent);
  gboolean written = pictures ? selection_card_write_pictures (files, path, error)
                              : selection_card_write_csv (files, path, error);

  selection_card_files_free (files);
  return written;
}

static void
selection_card_save_action (GtkWidget *widget, const char *name, GVariant *pictures)
{
  HgSelectionCard *self = HG_SELECTION_CARD (widget);

  if (hg_latent_get_selected (self->latent) == NULL)
    return;
  if (g_variant_get_boolean (pictures))
    hg_saving_save (widget, _ ("Save the selected samples in a folder"), NULL,
                    selection_card_write_pictures, selection_card_files_new (self->latent),
                    selection_card_files_free);
  else
    hg_saving_save (widget, _ ("Save the selected codes"), "codes.csv", selection_card_write_csv,
                    selection_card_files_new (self->latent), selection_card_files_free);
}

/* As data that a model can train on alone. */
static void
selection_card_save_set_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgSelectionCard *self = HG_SELECTION_CARD (widget);

  if (hg_latent_get_selected (self->latent) != NULL)
    hg_saving_save (widget, _ ("Save the selected samples as a data set"), "selection.npz",
                    selection_card_write_set, selection_card_files_new (self->latent),
                    selection_card_files_free);
}

static void
selection_card_end_action (GtkWidget *widget, const char *name, GVariant *end)
{
  HgSelectionCard *self = HG_SELECTION_CARD (widget);
  const GArray *samples = hg_latent_get_selected (self->latent);

  if (samples != NULL)
    hg_latent_set_end_samples (self->latent, g_variant_get_uint32 (end), samples);
}

static void
selection_card_clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_latent_select (HG_SELECTION_CARD (widget)->latent, NULL);
}

static void
selection_card_undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_latent_undo_selection (HG_SELECTION_CARD (widget)->latent, FALSE);
}

/* "94% 0, 2% 5": (transfer full) (nullable). */
static char *
selection_card_describe_mix (const WbLatentMap *map, const GArray *samples)
{
  const gint *labels = ds_dataset_get_labels (map->dataset);
  const char *const *names = ds_dataset_get_class_names (map->dataset);
  g_autofree guint *counts = g_new0 (guint, ds_dataset_get_n_classes (map->dataset) + 1);
  GString *text = g_string_new (NULL);

  if (labels == NULL || names == NULL)
    return g_string_free (text, FALSE);
  for (guint i = 0; i < samples->len; i++)
    counts[labels[g_array_index (samples, guint32, i)]]++;
  for (guint named = 0; named < CLASSES_NAMED; named++)
    {
      guint most = 0;
      g_autofree char *share = NULL;

      for (guint i = 1; i < ds_dataset_get_n_classes (map->dataset); i++)
        if (counts[i] > counts[most])
          most = i;
      if (counts[most] == 0)
        break;
      share = g_strdup_printf (_ ("%.0f %% %s"), 100. * counts[most] / samples->len, names[most]);
      g_string_append_printf (text, "%s%s", named > 0 ? ", " : "", share);
      counts[most] = 0;
    }
  return g_string_free (text, FALSE);
}

static void
selection_card_show (HgSelectionCard *self)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const GArray *samples = hg_latent_get_selected (self->latent);
  g_autofree char *count = NULL;
  g_autofree char *words = NULL;
  g_autofree char *mix = NULL;
  g_autofree char *all = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), map != NULL && samples != NULL);
  if (map == NULL || samples == NULL)
    return;
  count = hg_format_count (samples->len);
  words = g_strdup_printf (_ ("%s selected"), count);
  mix = selection_card_describe_mix (map, samples);
  all = g_strdup_printf ("%s, %s", words, mix);
  gtk_label_set_text (self->count, words);
  gtk_label_set_text (self->mix, mix);
  gtk_widget_set_visible (GTK_WIDGET (self->mix), *mix != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  *mix != '\0' ? all : words, -1);
}

static void
selection_card_latent_changed_cb (HgSelectionCard *self, guint changes)
{
  if (changes & HG_LATENT_SELECTION)
    selection_card_show (self);
}

static void
selection_card_dispose (GObject *object)
{
  HgSelectionCard *self = HG_SELECTION_CARD (object);

  g_clear_object (&self->latent);
  G_OBJECT_CLASS (hg_selection_card_parent_class)->dispose (object);
}

static void
hg_selection_card_class_init (HgSelectionCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = selection_card_dispose;
  gtk_widget_class_install_action (widget_class, "selection.end", "u", selection_card_end_action);
  gtk_widget_class_install_action (widget_class, "selection.save", "b", selection_card_save_action);
  gtk_widget_class_install_action (widget_class, "selection.save-set", NULL,
                                   selection_card_save_set_action);
  gtk_widget_class_install_action (widget_class, "selection.undo", NULL,
                                   selection_card_undo_action);
  gtk_widget_class_install_action (widget_class, "selection.clear", NULL,
                                   selection_card_clear_action);
}

static GtkWidget *
selection_card_build_words (HgSelectionCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->count = GTK_LABEL (gtk_label_new (NULL));
  self->mix = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->count, 0);
  gtk_label_set_xalign (self->mix, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "caption-heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "accent");
  gtk_widget_add_css_class (GTK_WIDGET (self->mix), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->mix), "dim-label");
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->mix));
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));
  return box;
}

static GMenuModel *
selection_card_build_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) use = g_menu_new ();
  g_autoptr (GMenu) save = g_menu_new ();
  g_autoptr (GMenu) change = g_menu_new ();

  g_menu_append (use, _ ("Use Mean as A"), "selection.end(uint32 0)");
  g_menu_append (use, _ ("Use Mean as B"), "selection.end(uint32 1)");
  g_menu_append (save, _ ("Save Numbers as CSV…"), "selection.save(false)");
  g_menu_append (save, _ ("Save Samples as PNG…"), "selection.save(true)");
  g_menu_append (save, _ ("Save as Data Set…"), "selection.save-set");
  g_menu_append (change, _ ("Undo Selection"), "selection.undo");
  g_menu_append (change, _ ("Clear Selection"), "selection.clear");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (use));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (save));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  return G_MENU_MODEL (menu);
}

static void
hg_selection_card_init (HgSelectionCard *self)
{
  g_autoptr (GMenuModel) menu = selection_card_build_menu ();

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), selection_card_build_words (self));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), menu);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_widget_add_css_class (self->button, "selection");
  adw_bin_set_child (ADW_BIN (self), self->button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
hg_selection_card_set_latent (HgSelectionCard *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (selection_card_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
