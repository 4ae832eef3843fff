/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/scores.h"

#include <glib/gi18n.h>

#include "app/latent/disentanglement.h"
#include "ui/format.h"
#include "ui/widget-task.h"

/* It rests this many times as long as it worked. */
#define REST 20

struct _HgScores
{
  AdwBin parent_instance;

  HgLatent *latent;
  GtkWidget *label;
  WbLatentMap *measured; /* what is shown is of this one */
  GCancellable *measuring;
  guint rest;
};

G_DEFINE_FINAL_TYPE (HgScores, hg_scores, ADW_TYPE_BIN)

typedef struct
{
  WbLatentMap *map;
  gboolean has_scores;
  WbDisentanglement scores;
  guint msec;
} Work;

static void
scores_work_free (gpointer data)
{
  Work *work = data;

  wb_latent_map_unref (work->map);
  g_free (work);
}

static void
scores_measure_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  gint64 began = g_get_monotonic_time ();

  work->has_scores = wb_disentanglement_measure (work->map->dataset, work->map->codes->n,
                                                 work->map->codes->size, work->map->codes->values,
                                                 &work->scores);
  work->msec = (guint) ((g_get_monotonic_time () - began) / 1000);
  g_task_return_boolean (task, TRUE);
}

static void
scores_show (HgScores *self, const WbDisentanglement *scores)
{
  g_autofree char *mig = hg_format_real (scores->mig, "%.2f");
  g_autofree char *disentanglement = hg_format_real (scores->dci.disentanglement, "%.2f");
  g_autofree char *completeness = hg_format_real (scores->dci.completeness, "%.2f");
  g_autofree char *error = hg_format_real (scores->dci.error, "%.2f");
  g_autofree char *sap = hg_format_real (scores->sap, "%.2f");
  g_autofree char *words = g_strdup_printf ("MIG %s · DCI %s, %s, %s · SAP %s", mig,
                                            disentanglement, completeness, error, sap);

  gtk_label_set_text (GTK_LABEL (self->label), words);
}

static void scores_update (HgScores *self);

static gboolean
scores_rested_cb (gpointer data)
{
  HgScores *self = data;

  self->rest = 0;
  scores_update (self);
  return G_SOURCE_REMOVE;
}

static void
scores_measured_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgScores *self = data;
  const Work *work = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  g_clear_object (&self->measuring);
  g_clear_pointer (&self->measured, wb_latent_map_unref);
  self->measured = wb_latent_map_ref (work->map);
  gtk_widget_set_visible (GTK_WIDGET (self), work->has_scores);
  if (work->has_scores)
    scores_show (self, &work->scores);
  self->rest = g_timeout_add (work->msec * REST, scores_rested_cb, self);
}

/* Looks at the newest map, unless it is at work or rests; it comes back then. */
static void
scores_update (HgScores *self)
{
  WbLatentMap *map = hg_latent_get_map (self->latent);
  Work *work;

  if (self->measuring != NULL || self->rest != 0 || map == NULL || map == self->measured)
    return;
  work = g_new0 (Work, 1);
  work->map = wb_latent_map_ref (map);
  hg_task_start (&self->measuring, scores_measure_in_thread, work, scores_work_free,
                 scores_measured_cb, self);
}

static void
scores_latent_changed_cb (HgScores *self, guint changes)
{
  if (changes & HG_LATENT_MAP)
    scores_update (self);
}

static void
scores_dispose (GObject *object)
{
  HgScores *self = HG_SCORES (object);

  hg_task_cancel (&self->measuring);
  g_clear_handle_id (&self->rest, g_source_remove);
  g_clear_pointer (&self->measured, wb_latent_map_unref);
  g_clear_object (&self->latent);
  G_OBJECT_CLASS (hg_scores_parent_class)->dispose (object);
}

static void
hg_scores_class_init (HgScoresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scores_dispose;
}

static void
hg_scores_init (HgScores *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "dim-label");
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self), "scores");
  gtk_widget_set_tooltip_text (
    GTK_WIDGET (self),
    _ ("How far each value of the code stands for one factor of the data alone; 1 is best.\n"
       "MIG: mutual information gap. SAP: separated attribute predictability.\n"
       "DCI: disentanglement, completeness, and the error of predicting factors from codes, "
       "of which 0 is best."));
  adw_bin_set_child (ADW_BIN (self), self->label);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
hg_scores_new (void)
{
  return g_object_new (HG_TYPE_SCORES, NULL);
}

void
hg_scores_set_latent (HgScores *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (scores_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
