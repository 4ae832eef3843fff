/* SPDX-License-Identifier: MIT */
/* Rows are recycled: a code may have thousands of values. A row finds its value by its
 * position in the map's order.
 */
#include "ui/views/latent/code-sliders.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/latent/axis-name.h"
#include "app/latent/dimensions.h"
#include "app/latent/traversal.h"
#include "ui/damage.h"
#include "ui/format.h"
#include "ui/tooltip.h"
#include "ui/views/latent/scores.h"
#include "ui/views/latent/traversal-strip.h"
#include "ui/wheel.h"

#define HEIGHT 120 /* two values, whole, where there is room */

typedef struct
{
  GtkWidget *name;
  GtkWidget *scale;
  GtkWidget *number;
  GtkWidget *bar;
  GtkWidget *factor;
  GtkWidget *strip;
  guint value; /* number of the value in the code */
} Row;

struct _HgCodeSliders
{
  AdwBin parent_instance;

  HgLatent *latent;
  HgScores *scores;
  GListStore *rows; /* one item for each value */
  GPtrArray *bound; /* GtkListItem that are on the screen */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (HgCodeSliders, hg_code_sliders, ADW_TYPE_BIN)

static Row *
code_sliders_get_row (GtkListItem *item)
{
  return g_object_get_data (G_OBJECT (item), "row");
}

static double
code_sliders_get_now (HgCodeSliders *self, const WbLatentMap *map, guint value)
{
  const float *code = hg_latent_get_code (self->latent);

  return code != NULL ? code[value] : map->means[value];
}

static void
code_sliders_show_number (Row *row, double now)
{
  g_autofree char *text = hg_format_real (now, fabs (now) < 1e4 ? "%.2f" : "%.1e");

  gtk_inscription_set_text (GTK_INSCRIPTION (row->number), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text, -1);
}

/* (nullable): NULL where a value is in use: its mean spreads over the samples. */
static const char *
code_sliders_name_disuse (const WbLatentMap *map, guint value)
{
  if (map->codes->n < 2)
    return _ ("one sample cannot tell");
  return map->deviations[value] * map->deviations[value] > WB_DIMENSION_ACTIVE ? NULL
                                                                               : _ ("not used");
}

/* "Value 3 of the code, KL divergence 1.2 nats: not used": (transfer full). */
static char *
code_sliders_describe_value (const WbLatentMap *map, guint value)
{
  g_autofree char *number = hg_format_real (map->nats != NULL ? map->nats[value]
                                                              : (double) map->deviations[value],
                                            "%.3g");
  g_autofree char *words = g_strdup_printf (map->nats != NULL
                                              ? _ ("Value %u of the code, KL divergence %s nats")
                                              : _ ("Value %u of the code, standard deviation %s"),
                                            value + 1, number);

  return code_sliders_name_disuse (map, value) == NULL
           ? g_steal_pointer (&words)
           : g_strdup_printf ("%s: %s", words, code_sliders_name_disuse (map, value));
}

/* How much the value says, of what the first one does. */
static void
code_sliders_show_bar (Row *row, const WbLatentMap *map)
{
  guint first = map->order[0];
  double most = map->nats != NULL ? map->nats[first]
                                  : (double) map->deviations[first] * map->deviations[first];
  double own = map->nats != NULL
                 ? map->nats[row->value]
                 : (double) map->deviations[row->value] * map->deviations[row->value];

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (row->bar),
                                 most > 0 ? CLAMP (own / most, 0, 1) : 0);
}

/* The factor of the data that the value has learned, if it is in use. */
static void
code_sliders_show_factor (HgCodeSliders *self, Row *row, const WbLatentMap *map)
{
  const HgLatentNumbers *numbers = hg_latent_get_numbers (self->latent);
  const char *const *names = ds_dataset_get_factor_names (map->dataset);
  const char *disuse = code_sliders_name_disuse (map, row->value);
  g_autofree char *number = NULL;
  g_autofree char *words = NULL;

  gtk_label_set_text (GTK_LABEL (row->factor), disuse != NULL ? disuse : "");
  if (disuse != NULL || numbers->factors == NULL || names == NULL)
    return;
  number = hg_format_real (fabs (numbers->correlations[row->value]), "%.2f");
  words = g_strdup_printf (_ ("%s, r %s"), names[numbers->factors[row->value]], number);
  gtk_label_set_text (GTK_LABEL (row->factor), words);
}

static void
code_sliders_show_slider (HgCodeSliders *self, Row *row, const WbLatentMap *map)
{
  double lower, upper;

  wb_traversal_get_range (map->means[row->value], map->deviations[row->value], map->variational,
                          &lower, &upper);
  self->showing = TRUE;
  gtk_range_set_range (GTK_RANGE (row->scale), lower, upper);
  gtk_range_set_increments (GTK_RANGE (row->scale), (upper - lower) / 120, (upper - lower) / 12);
  self->showing = FALSE;
}

/* As the pointer moves: nothing else of a row follows it. */
static void
code_sliders_move_slider (HgCodeSliders *self, GtkListItem *item)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  Row *row = code_sliders_get_row (item);
  double now;

  if (map == NULL || row->value >= map->codes->size)
    return;
  now = code_sliders_get_now (self, map, row->value);
  self->showing = TRUE;
  gtk_range_set_value (GTK_RANGE (row->scale), now);
  self->showing = FALSE;
  code_sliders_show_number (row, now);
}

static void
code_sliders_show_row (HgCodeSliders *self, GtkListItem *item)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  Row *row = code_sliders_get_row (item);
  guint position = gtk_list_item_get_position (item);
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  if (map == NULL || position >= map->codes->size)
    return;
  row->value = map->order[position];
  name = wb_axis_name (row->value);
  words = code_sliders_describe_value (map, row->value);
  gtk_label_set_text (GTK_LABEL (row->name), name);
  hg_tooltip_set (row->scale, words);
  hg_tooltip_set (row->bar, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  if (code_sliders_name_disuse (map, row->value) == NULL)
    gtk_widget_remove_css_class (row->name, "dim-label");
  else
    gtk_widget_add_css_class (row->name, "dim-label");
  code_sliders_show_bar (row, map);
  code_sliders_show_factor (self, row, map);
  hg_traversal_strip_set_value (HG_TRAVERSAL_STRIP (row->strip), row->value);
  code_sliders_show_slider (self, row, map);
  code_sliders_move_slider (self, item);
}

static void
code_sliders_slid_cb (GtkListItem *item, GtkRange *scale)
{
  Row *row = code_sliders_get_row (item);
  HgCodeSliders *self = g_object_get_data (G_OBJECT (item), "sliders");
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  g_autofree float *code = NULL;

  if (self->showing || map == NULL || row->value >= map->codes->size)
    return;
  code = g_memdup2 (hg_latent_get_code (self->latent) != NULL ? hg_latent_get_code (self->latent)
                                                              : map->means,
                    map->codes->size * sizeof (float));
  code[row->value] = (float) gtk_range_get_value (scale);
  hg_latent_set_code (self->latent, code);
}

static void
code_sliders_setup_cb (HgCodeSliders *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  Row *row = g_new0 (Row, 1);

  row->name = gtk_label_new (NULL);
  gtk_label_set_width_chars (GTK_LABEL (row->name), 4);
  gtk_label_set_xalign (GTK_LABEL (row->name), 0);
  gtk_widget_add_css_class (row->name, "heading");
  row->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, .01);
  gtk_widget_set_hexpand (row->scale, TRUE);
  hg_wheel_needs_focus (row->scale);
  row->number = gtk_inscription_new (NULL);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (row->number), 7);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (row->number), 7);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (row->number), 1);
  gtk_widget_add_css_class (row->number, "numeric");
  gtk_box_append (GTK_BOX (box), row->name);
  row->bar = gtk_progress_bar_new ();
  gtk_widget_set_valign (row->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (row->bar, 36, -1);
  row->factor = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (row->factor), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (row->factor), 0);
  gtk_widget_add_css_class (row->factor, "caption");
  gtk_widget_add_css_class (row->factor, "dim-label");
  gtk_widget_add_css_class (row->factor, "numeric");
  gtk_box_append (GTK_BOX (box), row->bar);
  gtk_box_append (GTK_BOX (box), row->scale);
  gtk_box_append (GTK_BOX (box), row->number);
  gtk_box_append (GTK_BOX (lines), box);
  gtk_widget_set_hexpand (row->factor, TRUE);
  row->strip = hg_traversal_strip_new (self->latent);
  gtk_box_append (GTK_BOX (below), row->factor);
  gtk_box_append (GTK_BOX (below), row->strip);
  gtk_box_append (GTK_BOX (lines), below);
  g_object_set_data_full (G_OBJECT (item), "row", row, g_free);
  g_object_set_data (G_OBJECT (item), "sliders", self);
  g_signal_connect_object (row->scale, "value-changed", G_CALLBACK (code_sliders_slid_cb), item,
                           G_CONNECT_SWAPPED);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, lines);
}

static void
code_sliders_bind_cb (HgCodeSliders *self, GtkListItem *item)
{
  g_ptr_array_add (self->bound, item);
  code_sliders_show_row (self, item);
}

static void
code_sliders_unbind_cb (HgCodeSliders *self, GtkListItem *item)
{
  g_ptr_array_remove_fast (self->bound, item);
}

static void
code_sliders_set_count (HgCodeSliders *self, guint n)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  guint now = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (guint i = now; i < n; i++)
    g_ptr_array_add (added, g_object_new (G_TYPE_OBJECT, NULL));
  g_list_store_splice (self->rows, MIN (n, now), now - MIN (n, now), added->pdata, added->len);
}

static void
code_sliders_latent_changed_cb (HgCodeSliders *self, guint changes)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  if (changes & HG_LATENT_MAP)
    code_sliders_set_count (self, map != NULL ? (guint) map->codes->size : 0);
  for (guint i = 0; i < self->bound->len; i++)
    if (changes & HG_LATENT_MAP)
      code_sliders_show_row (self, g_ptr_array_index (self->bound, i));
    else if (changes & HG_LATENT_CODE)
      code_sliders_move_slider (self, g_ptr_array_index (self->bound, i));
}

static void
code_sliders_dispose (GObject *object)
{
  HgCodeSliders *self = HG_CODE_SLIDERS (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->latent);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->bound, g_ptr_array_unref);
  G_OBJECT_CLASS (hg_code_sliders_parent_class)->dispose (object);
}

static void
code_sliders_snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  hg_damage_whole (widget, out);
  GTK_WIDGET_CLASS (hg_code_sliders_parent_class)->snapshot (widget, out);
}

static void
hg_code_sliders_class_init (HgCodeSlidersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = code_sliders_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = code_sliders_snapshot;
}

static void
hg_code_sliders_init (HgCodeSliders *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *rows;
  GtkWidget *window = gtk_scrolled_window_new (), *list;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->bound = g_ptr_array_new ();
  self->rows = g_list_store_new (G_TYPE_OBJECT);
  rows = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows))));
  g_signal_connect_object (factory, "setup", G_CALLBACK (code_sliders_setup_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (code_sliders_bind_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (code_sliders_unbind_cb), self,
                           G_CONNECT_SWAPPED);
  list = gtk_list_view_new (rows, factory);
  gtk_widget_add_css_class (list, "code-sliders");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (window), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (window), HEIGHT);
  gtk_widget_set_vexpand (window, TRUE);
  self->scores = HG_SCORES (hg_scores_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->scores));
  gtk_box_append (GTK_BOX (box), window);
  adw_bin_set_child (ADW_BIN (self), box);
}

void
hg_code_sliders_set_latent (HgCodeSliders *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  hg_scores_set_latent (self->scores, latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (code_sliders_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

HgLatent *
hg_code_sliders_get_latent (HgCodeSliders *self)
{
  return self->latent;
}

void
hg_code_sliders_reset (HgCodeSliders *self)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  if (map != NULL)
    hg_latent_set_code (self->latent, map->means);
}
