/* SPDX-License-Identifier: MIT */
/* A strip decodes in a thread, for the newest map alone, and only while it is on the screen. */
#include "ui/views/latent/traversal-strip.h"

#include <glib/gi18n.h>

#include "app/figures/image.h"
#include "app/latent/traversal.h"
#include "ui/figure-style.h"
#include "ui/widget-task.h"

#define TILE  22
#define GAP   2
#define STEPS 7

typedef struct
{
  WbLatentMap *map;
  guint value;
  float *samples;
} Work;

struct _HgTraversalStrip
{
  HgFigureWidget parent_instance;

  HgLatent *latent;
  guint value;
  Work *shown; /* (nullable) */
  GCancellable *decoding;
};

G_DEFINE_FINAL_TYPE (HgTraversalStrip, hg_traversal_strip, HG_TYPE_FIGURE_WIDGET)

static void
traversal_strip_work_free (gpointer data)
{
  Work *work = data;

  wb_latent_map_unref (work->map);
  g_free (work->samples);
  g_free (work);
}

static void
traversal_strip_decode_in_thread (GTask *task,
                                  gpointer source,
                                  gpointer data,
                                  GCancellable *cancellable)
{
  Work *work = data;
  const WbLatentMap *map = work->map;
  g_autofree float *codes = g_new (float, STEPS *map->codes->size);
  double lower, upper;

  work->samples = g_new (float, STEPS *ae_shape_size (&map->shape));
  wb_traversal_get_range (map->means[work->value], map->deviations[work->value], map->variational,
                          &lower, &upper);
  wb_traversal_make (map->codes->size, map->means, work->value, lower, upper, STEPS, codes);
  g_task_return_boolean (task, wb_latent_map_decode (map, STEPS, codes, work->samples, NULL));
}

static void traversal_strip_update (HgTraversalStrip *self);

static void
traversal_strip_decoded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgTraversalStrip *self = data;
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean decoded = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    return;
  g_clear_object (&self->decoding);
  g_clear_pointer (&self->shown, traversal_strip_work_free);
  if (decoded)
    {
      self->shown = g_new0 (Work, 1);
      *self->shown = (Work) { wb_latent_map_ref (work->map), work->value,
                              g_steal_pointer (&work->samples) };
      traversal_strip_update (self);
    }
  hg_figure_widget_redraw (self);
}

static void
traversal_strip_update (HgTraversalStrip *self)
{
  WbLatentMap *map = hg_latent_get_map (self->latent);
  Work *work;

  if (map == NULL || self->decoding != NULL || self->value >= map->codes->size
      || !gtk_widget_get_mapped (GTK_WIDGET (self))
      || (self->shown != NULL && self->shown->map == map && self->shown->value == self->value))
    return;
  work = g_new0 (Work, 1);
  *work = (Work) { wb_latent_map_ref (map), self->value, NULL };
  hg_task_start (&self->decoding, traversal_strip_decode_in_thread, work, traversal_strip_work_free,
                 traversal_strip_decoded_cb, self);
}

static void
traversal_strip_latent_changed_cb (HgTraversalStrip *self, guint changes)
{
  if (changes & HG_LATENT_MAP)
    traversal_strip_update (self);
}

static void
traversal_strip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hg_traversal_strip_parent_class)->map (widget);
  traversal_strip_update (HG_TRAVERSAL_STRIP (widget));
}

static void
traversal_strip_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgTraversalStrip *self = HG_TRAVERSAL_STRIP (widget);
  WbStyle style;

  if (self->shown == NULL || self->shown->value != self->value)
    return;
  hg_latent_init_style (self->latent, &style, widget);
  for (guint i = 0; i < STEPS; i++)
    {
      const AeShape shape = self->shown->map->shape;
      WbPicture picture = {
        self->shown->samples + i * ae_shape_size (&shape), shape, WB_MAP_IMAGE, 0, 1, NULL
      };

      wb_picture_draw (&picture, cr, i * (TILE + GAP), 0, TILE, TILE, &style);
    }
}

static void
traversal_strip_dispose (GObject *object)
{
  HgTraversalStrip *self = HG_TRAVERSAL_STRIP (object);

  hg_task_cancel (&self->decoding);
  g_clear_pointer (&self->shown, traversal_strip_work_free);
  g_clear_object (&self->latent);
  G_OBJECT_CLASS (hg_traversal_strip_parent_class)->dispose (object);
}

static void
hg_traversal_strip_class_init (HgTraversalStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = traversal_strip_dispose;
  widget_class->map = traversal_strip_map;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = traversal_strip_draw;
  hg_figure_widget_class_set_size (HG_FIGURE_WIDGET_CLASS (klass), STEPS * (TILE + GAP) - GAP, TILE,
                                   STEPS * (TILE + GAP) - GAP, TILE);
  gtk_widget_class_set_css_name (widget_class, "traversal");
}

static void
hg_traversal_strip_init (HgTraversalStrip *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (
    GTK_WIDGET (self), _ ("What this value of the code does while the others stay at their mean"));
}

GtkWidget *
hg_traversal_strip_new (HgLatent *latent)
{
  HgTraversalStrip *self = g_object_new (HG_TYPE_TRAVERSAL_STRIP, NULL);

  self->latent = g_object_ref (latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (traversal_strip_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
hg_traversal_strip_set_value (HgTraversalStrip *self, guint value)
{
  g_autofree char *words = g_strdup_printf (_ ("What value %u of the code does"), value + 1);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  if (self->value == value)
    {
      traversal_strip_update (self);
      return;
    }
  hg_task_cancel (&self->decoding);
  self->value = value;
  hg_figure_widget_redraw (self);
  traversal_strip_update (self);
}

const float *
hg_traversal_strip_get_samples (HgTraversalStrip *self, guint *n)
{
  *n = STEPS;
  return self->shown != NULL && self->shown->value == self->value ? self->shown->samples : NULL;
}
