/* SPDX-License-Identifier: MIT */
/* Codes are looked through at once; pixels in a thread, once for a sample. */
#include "ui/views/latent/neighbour-card.h"

#include <glib/gi18n.h>

#include "app/latent/nearest.h"
#include "ui/sample-tile.h"
#include "ui/widget-task.h"

#define TILE 36

typedef struct
{
  GtkWidget *tiles[HG_NEIGHBOURS_SHOWN];
  guint32 samples[HG_NEIGHBOURS_SHOWN];
  guint n;
} Row;

struct _HgNeighbourCard
{
  AdwBin parent_instance;

  HgLatent *latent; /* the view's; weak, as in layout-bar.c */
  GtkLabel *name;
  HgSampleTile *own;
  Row codes;
  Row pixels;
  GCancellable *searching;
};

G_DEFINE_FINAL_TYPE (HgNeighbourCard, hg_neighbour_card, ADW_TYPE_BIN)

/* What the thread looks for. */
typedef struct
{
  DsDataset *dataset;
  gsize count;
  guint32 sample;
  guint32 samples[HG_NEIGHBOURS_SHOWN];
} Search;

static void
neighbour_card_search_free (gpointer data)
{
  Search *search = data;

  ds_dataset_unref (search->dataset);
  g_free (search);
}

static void
neighbour_card_search_in_thread (GTask *task,
                                 gpointer source,
                                 gpointer data,
                                 GCancellable *cancellable)
{
  Search *search = data;

  g_task_return_int (task, wb_nearest_samples (search->dataset, search->count, search->sample,
                                               HG_NEIGHBOURS_SHOWN, search->samples));
}

static void
neighbour_card_show_tile (HgNeighbourCard *self, HgSampleTile *tile, guint32 sample)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const gsize size = ds_dataset_get_sample_size (map->dataset);
  g_autofree float *values = g_new (float, size);
  g_autofree char *name = hg_latent_name_sample (self->latent, sample);

  if (size != ae_shape_size (&map->shape))
    return;
  ds_dataset_read (map->dataset, &sample, 1, values);
  hg_sample_tile_set_sample (tile, &map->shape, values,
                             hg_workspace_is_ink (hg_latent_get_workspace (self->latent)));
  gtk_widget_set_tooltip_text (GTK_WIDGET (tile), name);
}

static void
neighbour_card_show_row (HgNeighbourCard *self, Row *row)
{
  for (guint i = 0; i < HG_NEIGHBOURS_SHOWN; i++)
    {
      gtk_widget_set_opacity (row->tiles[i], i < row->n ? 1 : 0);
      if (i < row->n)
        neighbour_card_show_tile (self, HG_SAMPLE_TILE (row->tiles[i]), row->samples[i]);
    }
}

static void
neighbour_card_searched_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgNeighbourCard *self = data;
  const Search *search = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  const gssize n = g_task_propagate_int (G_TASK (result), &error);

  if (error != NULL)
    return;
  g_clear_object (&self->searching);
  self->pixels.n = (guint) n;
  for (guint i = 0; i < self->pixels.n; i++)
    self->pixels.samples[i] = search->samples[i];
  if (self->latent != NULL && hg_latent_get_map (self->latent) != NULL)
    neighbour_card_show_row (self, &self->pixels);
}

static void
neighbour_card_search_pixels (HgNeighbourCard *self, const WbLatentMap *map, guint32 sample)
{
  Search *search = g_new0 (Search, 1);

  hg_task_cancel (&self->searching);
  self->pixels.n = 0;
  neighbour_card_show_row (self, &self->pixels);
  search->dataset = ds_dataset_ref (map->dataset);
  search->count = map->codes->n;
  search->sample = sample;
  hg_task_start (&self->searching, neighbour_card_search_in_thread, search,
                 neighbour_card_search_free, neighbour_card_searched_cb, self);
}

static void
neighbour_card_show_codes (HgNeighbourCard *self, const WbLatentMap *map, guint32 sample)
{
  self->codes.n = wb_nearest_codes (map->codes->n, map->codes->size, map->codes->values, sample,
                                    HG_NEIGHBOURS_SHOWN, self->codes.samples);
  neighbour_card_show_row (self, &self->codes);
}

static void
neighbour_card_latent_changed_cb (HgNeighbourCard *self, guint changes)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const guint32 sample = hg_latent_get_base (self->latent);
  g_autofree char *name = NULL;

  if (map == NULL || sample >= map->codes->n)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  if (changes & HG_LATENT_BASE)
    {
      name = hg_latent_name_sample (self->latent, sample);
      gtk_label_set_text (self->name, name);
      neighbour_card_show_tile (self, self->own, sample);
      neighbour_card_search_pixels (self, map, sample);
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
    }
  if ((changes & (HG_LATENT_BASE | HG_LATENT_MAP)) && gtk_widget_get_visible (GTK_WIDGET (self)))
    neighbour_card_show_codes (self, map, sample);
}

/* The focus goes back to the plane that the card lies over. */
static void
neighbour_card_close_cb (HgNeighbourCard *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (GTK_IS_OVERLAY (parent))
    gtk_widget_grab_focus (gtk_overlay_get_child (GTK_OVERLAY (parent)));
}

static void
neighbour_card_dispose (GObject *object)
{
  HgNeighbourCard *self = HG_NEIGHBOUR_CARD (object);

  hg_task_cancel (&self->searching);
  g_clear_weak_pointer (&self->latent);
  G_OBJECT_CLASS (hg_neighbour_card_parent_class)->dispose (object);
}

static void
hg_neighbour_card_class_init (HgNeighbourCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = neighbour_card_dispose;
}

static GtkWidget *
neighbour_card_build_row (Row *row, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *label = gtk_label_new (title);
  GtkWidget *tiles = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  for (guint i = 0; i < HG_NEIGHBOURS_SHOWN; i++)
    {
      row->tiles[i] = hg_sample_tile_new (TILE);
      gtk_box_append (GTK_BOX (tiles), row->tiles[i]);
    }
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), tiles);
  return box;
}

static GtkWidget *
neighbour_card_build_head (HgNeighbourCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->own = HG_SAMPLE_TILE (hg_sample_tile_new (TILE));
  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->name, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "caption-heading");
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "circular");
  gtk_widget_set_valign (close, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (close, _ ("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Close the neighbours"), -1);
  g_signal_connect_object (close, "clicked", G_CALLBACK (neighbour_card_close_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->own));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (box), close);
  return box;
}

static void
hg_neighbour_card_init (HgNeighbourCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_box_append (GTK_BOX (box), neighbour_card_build_head (self));
  gtk_box_append (GTK_BOX (box), neighbour_card_build_row (&self->codes, _ ("Nearest by code")));
  gtk_box_append (GTK_BOX (box), neighbour_card_build_row (&self->pixels, _ ("Nearest by pixels")));
  gtk_widget_add_css_class (box, "neighbour-card");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
hg_neighbour_card_set_latent (HgNeighbourCard *self, HgLatent *latent)
{
  g_set_weak_pointer (&self->latent, latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (neighbour_card_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

const guint32 *
hg_neighbour_card_get (HgNeighbourCard *self, gboolean pixels, guint *n)
{
  const Row *row = pixels ? &self->pixels : &self->codes;

  *n = row->n;
  return row->samples;
}
