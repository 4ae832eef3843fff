/* SPDX-License-Identifier: MIT */
/* Two cards that are there when there is something to show; at most four times
 * a second, for the numbers are to be read.
 */
#include "ui/inspector/layer-live.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/format.h"
#include "ui/inspector/bars.h"
#include "ui/tooltip.h"

#define N_BINS       32
#define REFRESH_USEC (G_USEC_PER_SEC / 4)

typedef struct
{
  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *words;
  HgBars *bars;
} Card;

struct _HgLayerLive
{
  AdwBin parent_instance;

  HgWorkspace *workspace;
  Card activations;
  Card divergence;
  gint64 time;
};

G_DEFINE_FINAL_TYPE (HgLayerLive, hg_layer_live, ADW_TYPE_BIN)

/* The layer that is looked at: of the code, the one that makes it; -1 for
 * several. */
static int
layer_live_find_layer (HgLayerLive *self)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  const AeShape *shapes = hg_workspace_get_shapes (self->workspace);

  if (hg_workspace_count_selected (self->workspace) > 1)
    return -1;
  switch (hg_workspace_get_selected (self->workspace))
    {
    case HG_ID_CODE:
      return (int) ae_model_get_code (model, shapes);
    case HG_ID_OUTPUT:
      return (int) ae_model_get_n_layers (model) - 1;
    default:
      return hg_workspace_get_selected_layer (self->workspace);
    }
}

static const WbActivation *
layer_live_find_activation (HgLayerLive *self, int layer)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  const WbProbe *probe = wb_snapshot_get (snapshot, WB_MEASURE_PROBE);
  AeModel *model = hg_workspace_get_model (self->workspace);

  if (layer < 0 || probe == NULL || snapshot->step == 0)
    return NULL;
  for (guint i = 0; i < probe->n_layers; i++)
    if (probe->activations[i].layer_id == ae_model_get_layer (model, (guint) layer)->id
        && ae_shape_equal (&probe->activations[i].shape,
                           &hg_workspace_get_shapes (self->workspace)[layer]))
      return &probe->activations[i];
  return NULL;
}

static WbRole
layer_live_choose_role (HgLayerLive *self, int layer)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  guint code = ae_model_get_code (model, hg_workspace_get_shapes (self->workspace));

  return (guint) layer == code  ? WB_ROLE_CODE
         : (guint) layer < code ? WB_ROLE_ENCODER
                                : WB_ROLE_DECODER;
}

static void
layer_live_count_bins (const float *values,
                       gsize n,
                       double lower,
                       double upper,
                       double bins[N_BINS])
{
  double scale = upper > lower ? N_BINS / (upper - lower) : 0;

  memset (bins, 0, N_BINS * sizeof *bins);
  for (gsize i = 0; i < n; i++)
    bins[MIN ((guint) ((values[i] - lower) * scale), N_BINS - 1)]++;
}

static void
layer_live_show_spread (Card *card, const WbActivation *activation)
{
  gsize n = ae_shape_size (&activation->shape), n_zero = 0;
  double lower = 0, upper = 0, bins[N_BINS];
  g_autofree char *words = NULL;
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;
  g_autofree char *share = NULL;

  for (gsize i = 0; i < n; i++)
    {
      lower = MIN (lower, activation->values[i]);
      upper = MAX (upper, activation->values[i]);
      n_zero += fabsf (activation->values[i]) < 1e-6f;
    }
  layer_live_count_bins (activation->values, n, lower, upper, bins);
  hg_bars_set_values (card->bars, bins, N_BINS, 0);
  left = hg_format_real (lower, "%.3g");
  right = hg_format_real (upper, "%.3g");
  share = hg_format_share ((double) n_zero / (double) n);
  hg_bars_set_words (card->bars, left, right);
  words = g_strdup_printf (_ ("%s zero"), share);
  gtk_label_set_text (card->words, words);
  hg_tooltip_set (card->box, _ ("How often each value comes up in this layer's output for "
                                "the followed sample"));
}

static void
layer_live_show_dimensions (Card *card, const WbDivergence *divergence)
{
  g_autofree char *total = hg_format_loss (divergence->total);
  g_autofree char *words = g_strdup_printf (_ ("%u of %u active"), divergence->n_active,
                                            divergence->units);
  g_autofree char *right = g_strdup_printf (_ ("%s nats in all"), total);
  g_autoptr (GString) tip = g_string_new (_ ("Nats that each dimension of the code carries"));

  for (guint i = 0; i < MIN (divergence->units, 16); i++)
    {
      g_autofree char *nats = hg_format_loss (divergence->nats[i]);

      g_string_append_printf (tip, "\nz%u: %s", i + 1, nats);
    }
  hg_bars_set_values (card->bars, divergence->nats, divergence->units, WB_DIVERGENCE_ACTIVE);
  hg_bars_set_words (card->bars, "z1", right);
  gtk_label_set_text (card->words, words);
  hg_tooltip_set (card->box, tip->str);
}

/* The divergence belongs to the layer that makes it, and to the code. */
static const WbDivergence *
layer_live_find_divergence (HgLayerLive *self, int layer)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  AeModel *model = hg_workspace_get_model (self->workspace);

  if (layer < 0 || snapshot == NULL || snapshot->step == 0
      || hg_workspace_shows_other_model (self->workspace)
      || ae_model_get_layer (model, (guint) layer)->klass->divergence == NULL)
    return NULL;
  return wb_snapshot_get (snapshot, WB_MEASURE_DIVERGENCE);
}

static void
layer_live_name_card (Card *card)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", gtk_label_get_text (card->title),
                                           gtk_label_get_text (card->words));

  gtk_accessible_update_property (GTK_ACCESSIBLE (card->bars), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
layer_live_update (HgLayerLive *self)
{
  int layer = layer_live_find_layer (self);
  const WbActivation *activation = layer_live_find_activation (self, layer);
  const WbDivergence *divergence = layer_live_find_divergence (self, layer);

  self->time = g_get_monotonic_time ();
  gtk_widget_set_visible (self->activations.box, activation != NULL);
  gtk_widget_set_visible (self->divergence.box, divergence != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), activation != NULL || divergence != NULL);
  if (activation != NULL)
    {
      hg_bars_set_role (self->activations.bars, layer_live_choose_role (self, layer));
      layer_live_show_spread (&self->activations, activation);
      layer_live_name_card (&self->activations);
    }
  if (divergence != NULL)
    {
      layer_live_show_dimensions (&self->divergence, divergence);
      layer_live_name_card (&self->divergence);
    }
}

static void
layer_live_workspace_changed_cb (HgLayerLive *self, guint changes)
{
  gboolean running = hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING;

  if (changes & (HG_CHANGED_MODEL | HG_CHANGED_SELECTION | HG_CHANGED_FOLLOWED))
    layer_live_update (self);
  else if ((changes & HG_CHANGED_SNAPSHOT)
           && (!running || g_get_monotonic_time () - self->time >= REFRESH_USEC))
    layer_live_update (self);
}

static GtkWidget *
layer_live_append_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
layer_live_append_card (Card *card, GtkWidget *box, const char *title, WbRole role)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  card->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_add_css_class (card->box, "card");
  gtk_widget_add_css_class (card->box, "live-card");
  card->title = GTK_LABEL (layer_live_append_label (line, title, "live-title"));
  card->words = GTK_LABEL (layer_live_append_label (line, NULL, "caption"));
  gtk_widget_add_css_class (GTK_WIDGET (card->words), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (card->words), "numeric");
  gtk_widget_set_hexpand (GTK_WIDGET (card->words), TRUE);
  gtk_label_set_xalign (card->words, 1);
  gtk_label_set_ellipsize (card->words, PANGO_ELLIPSIZE_END);
  card->bars = HG_BARS (hg_bars_new ());
  hg_bars_set_role (card->bars, role);
  gtk_box_append (GTK_BOX (card->box), line);
  gtk_box_append (GTK_BOX (card->box), GTK_WIDGET (card->bars));
  gtk_box_append (GTK_BOX (box), card->box);
}

static void
layer_live_dispose (GObject *object)
{
  g_clear_object (&HG_LAYER_LIVE (object)->workspace);
  G_OBJECT_CLASS (hg_layer_live_parent_class)->dispose (object);
}

static void
hg_layer_live_class_init (HgLayerLiveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = layer_live_dispose;
}

static void
hg_layer_live_init (HgLayerLive *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  layer_live_append_card (&self->divergence, box, _ ("KL by dimension"), WB_ROLE_CODE);
  layer_live_append_card (&self->activations, box, _ ("Activations"), WB_ROLE_ENCODER);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
hg_layer_live_set_workspace (HgLayerLive *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (layer_live_workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  layer_live_update (self);
}
