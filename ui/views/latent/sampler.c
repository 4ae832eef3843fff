/* SPDX-License-Identifier: MIT */
/* Fitting and comparing take a second, drawing again takes none: what is known of a map is
 * shared by all that is drawn from it.
 */
#include "ui/views/latent/sampler.h"

#include <glib/gi18n.h>

#include "app/figures/image-grid.h"
#include "app/figures/write.h"
#include "app/latent/number-table.h"
#include "app/latent/sampling.h"
#include "ui/figure-actions.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/sample-tile.h"
#include "ui/widget-task.h"

#define SIDE 4
#define TILE 64

/* What is known of a map; only one task at a time has it. */
typedef struct
{
  WbLatentMap *map;
  gboolean known;
  WbMixture *mixture; /* (nullable): NULL for the prior */
  gboolean judged;
  WbCoverage coverage;
} Source;

typedef struct
{
  Source *source;
  guint64 seed;
  float *samples;
} Work;

struct _HgSampler
{
  AdwBin parent_instance;

  HgLatent *latent;
  GtkWidget *button;
  HgSampleTile *tiles[SIDE * SIDE];
  GtkWidget *grid;
  GtkLabel *from;
  GtkLabel *quality;
  GtkWidget *save;
  Source *source; /* (nullable): of what is shown */
  float *samples; /* (nullable): [SIDE · SIDE, values of the map's shape] */
  guint64 seed;
  GCancellable *drawing;
};

G_DEFINE_FINAL_TYPE (HgSampler, hg_sampler, ADW_TYPE_BIN)

static void
sampler_clear_source (gpointer data)
{
  Source *source = data;

  wb_latent_map_unref (source->map);
  wb_mixture_free (source->mixture);
}

static void
sampler_unref_source (gpointer source)
{
  g_atomic_rc_box_release_full (source, sampler_clear_source);
}

static void
sampler_work_free (gpointer data)
{
  Work *work = data;

  sampler_unref_source (work->source);
  g_free (work->samples);
  g_free (work);
}

static void
sampler_learn_source (Source *source)
{
  const WbLatentMap *map = source->map;
  g_autoptr (AePool) pool = ae_pool_new (0);

  ae_pool_set_low_priority (pool, TRUE);
  if (!map->variational)
    source->mixture = wb_mixture_fit (pool, map->codes->n, map->codes->size, map->codes->values);
  source->judged = wb_sampling_judge (pool, map->codes->network, map->dataset, source->mixture,
                                      &source->coverage);
  source->known = TRUE;
}

static void
sampler_draw_in_thread (GTask *task, gpointer data_source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  const WbLatentMap *map = work->source->map;
  const gsize size = map->codes->size, n = SIDE * SIDE;
  g_autofree float *codes = g_new (float, n *size);

  if (!work->source->known)
    sampler_learn_source (work->source);
  work->samples = g_new (float, n * ae_shape_size (&map->shape));
  wb_sampling_draw (work->source->mixture, size, work->seed, n, codes);
  g_task_return_boolean (task, wb_latent_map_decode (map, n, codes, work->samples, NULL));
}

/* "From the prior", "From a mixture of 8 Gaussians": (transfer full) */
static char *
sampler_describe_source (const Source *source)
{
  if (source->mixture == NULL)
    return g_strdup (_ ("From the prior"));
  return g_strdup_printf (ngettext ("From a mixture of %u Gaussian",
                                    "From a mixture of %u Gaussians",
                                    source->mixture->n_components),
                          source->mixture->n_components);
}

/* (transfer full) */
static char *
sampler_describe_quality (const Source *source)
{
  g_autofree char *density = hg_format_real (source->coverage.density, "%.2f");
  g_autofree char *coverage = hg_format_real (source->coverage.coverage, "%.2f");

  if (!source->judged)
    return g_strdup ("");
  return g_strdup_printf (_ ("Density %s · coverage %s"), density, coverage);
}

static void
sampler_show (HgSampler *self)
{
  const WbLatentMap *map = self->source->map;
  gboolean ink = hg_workspace_is_ink (hg_latent_get_workspace (self->latent));
  g_autofree char *from = sampler_describe_source (self->source);
  g_autofree char *quality = sampler_describe_quality (self->source);
  g_autofree char *words = g_strdup_printf (_ ("New samples. %s. %s"), from, quality);

  for (guint i = 0; i < SIDE * SIDE; i++)
    hg_sample_tile_set_sample (self->tiles[i], &map->shape,
                               self->samples + i * ae_shape_size (&map->shape), ink);
  gtk_label_set_text (self->from, from);
  gtk_label_set_text (self->quality, quality);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_widget_set_sensitive (self->save, TRUE);
}

static void
sampler_drawn_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgSampler *self = data;
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean drawn = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    return;
  g_clear_object (&self->drawing);
  if (!drawn)
    {
      gtk_label_set_text (self->from, _ ("The decoder needs more than the code."));
      return;
    }
  g_clear_pointer (&self->source, sampler_unref_source);
  self->source = g_atomic_rc_box_acquire (work->source);
  g_free (self->samples);
  self->samples = g_steal_pointer (&work->samples);
  sampler_show (self);
}

static Source *
sampler_find_source (HgSampler *self, WbLatentMap *map)
{
  Source *source;

  if (self->source != NULL && self->source->map == map)
    return g_atomic_rc_box_acquire (self->source);
  source = g_atomic_rc_box_new0 (Source);
  source->map = wb_latent_map_ref (map);
  return source;
}

/* Draws with the next seed, unless it is at work; without codes once they have come. */
static void
sampler_draw (HgSampler *self)
{
  WbLatentMap *map = hg_latent_get_map (self->latent);
  Work *work;

  if (map == NULL)
    gtk_label_set_text (self->from, _ ("Waiting for the codes…"));
  if (map == NULL || self->drawing != NULL)
    return;
  work = g_new0 (Work, 1);
  work->source = sampler_find_source (self, map);
  work->seed = ++self->seed;
  if (!work->source->known)
    gtk_label_set_text (self->quality, _ ("Comparing with real samples…"));
  hg_task_start (&self->drawing, sampler_draw_in_thread, work, sampler_work_free, sampler_drawn_cb,
                 self);
}

static void
sampler_latent_changed_cb (HgSampler *self, guint changes)
{
  if ((changes & HG_LATENT_MAP) && self->samples == NULL && gtk_widget_get_mapped (self->grid))
    sampler_draw (self);
}

static gboolean
sampler_write_figure (GtkWidget *widget, const char *path, double scale, GError **error)
{
  return hg_sampler_write (HG_SAMPLER (widget), path, scale, error);
}

/* A line for each new sample. */
static char *
sampler_copy (GtkWidget *widget)
{
  HgSampler *self = HG_SAMPLER (widget);

  return self->samples != NULL ? wb_number_table_to_csv (
           SIDE * SIDE, 1,
           (WbColumns[]) { { "x", ae_shape_size (&self->source->map->shape), self->samples } })
                               : NULL;
}

static const HgFigureActions actions = { "sampler", N_ ("Save the new samples"), "samples.png",
                                         sampler_write_figure, sampler_copy };

static void
sampler_dispose (GObject *object)
{
  HgSampler *self = HG_SAMPLER (object);

  hg_task_cancel (&self->drawing);
  g_clear_pointer (&self->source, sampler_unref_source);
  g_clear_pointer (&self->samples, g_free);
  g_clear_object (&self->latent);
  G_OBJECT_CLASS (hg_sampler_parent_class)->dispose (object);
}

static void
hg_sampler_class_init (HgSamplerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sampler_dispose;
}

static GtkLabel *
sampler_add_caption (GtkWidget *box, const char *tooltip)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_tooltip_text (label, tooltip);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
sampler_build_tiles (HgSampler *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 4);
  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      self->tiles[i] = HG_SAMPLE_TILE (hg_sample_tile_new (TILE));
      gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->tiles[i]), (int) (i % SIDE),
                       (int) (i / SIDE), 1, 1);
    }
  return grid;
}

static GtkWidget *
sampler_build_popover (HgSampler *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *again = gtk_button_new_with_label (_ ("Draw Again"));

  self->grid = sampler_build_tiles (self);
  gtk_box_append (GTK_BOX (box), self->grid);
  self->from = sampler_add_caption (box, NULL);
  self->quality = sampler_add_caption (
    box, _ ("Density: how close new samples are to real ones; coverage: how many of the real ones "
            "have a new one near them (k = 5). Both are 1 where new samples are as good as real "
            "ones."));
  self->save = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->save), "view-more-symbolic");
  gtk_widget_set_tooltip_text (self->save, _ ("Copy or save the new samples"));
  hg_figure_menu_add (GTK_MENU_BUTTON (self->save), GTK_WIDGET (self), &actions);
  gtk_widget_set_sensitive (self->save, FALSE);
  gtk_widget_set_hexpand (again, TRUE);
  gtk_box_append (GTK_BOX (buttons), again);
  gtk_box_append (GTK_BOX (buttons), self->save);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_object (popover, "map", G_CALLBACK (sampler_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (again, "clicked", G_CALLBACK (sampler_draw), self, G_CONNECT_SWAPPED);
  return popover;
}

static void
hg_sampler_init (HgSampler *self)
{
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->button), _ ("Sample"));
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_LEFT);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), sampler_build_popover (self));
  gtk_widget_set_tooltip_text (self->button, _ ("Draw new samples"));
  adw_bin_set_child (ADW_BIN (self), self->button);
}

void
hg_sampler_set_latent (HgSampler *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (sampler_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

typedef struct
{
  WbContactSheet sheet;
  WbStyle style;
} Drawing;

static void
sampler_draw_sheet (cairo_t *cr, double width, double height, gpointer data)
{
  const Drawing *drawing = data;

  wb_contact_sheet_draw (&drawing->sheet, cr, width, height, &drawing->style);
}

gboolean
hg_sampler_write (HgSampler *self, const char *path, double scale, GError **error)
{
  g_autofree char *recipe = hg_workspace_get_recipe_text (hg_latent_get_workspace (self->latent));
  Drawing drawing = { .sheet = { .n = SIDE * SIDE, .columns = SIDE, .selected = -1 } };
  WbFigure figure = { .width = SIDE * TILE + 24,
                      .height = SIDE * TILE + 24,
                      .scale = scale,
                      .margin = 12,
                      .draw = sampler_draw_sheet,
                      .data = &drawing,
                      .recipe = recipe };

  if (self->samples == NULL)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                           _ ("There are no new samples yet. Wait until they are drawn."));
      return FALSE;
    }
  drawing.sheet.picture = (WbPicture) { self->samples, self->source->map->shape, WB_MAP_IMAGE, 0, 1,
                                        NULL };
  hg_latent_init_style (self->latent, &drawing.style, GTK_WIDGET (self));
  figure.background = drawing.style.card;
  return wb_figure_write (&figure, path, error);
}
