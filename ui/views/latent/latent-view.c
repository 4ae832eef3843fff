/* SPDX-License-Identifier: MIT */
/* The view of the code: all codes in a plane, the plane decoded, a slider for each
 * value, and the way from one sample to another. All parts share one HgLatent.
 */
#include "ui/view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/palette.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/sample-tile.h"
#include "ui/shortcuts.h"
#include "ui/tooltip.h"
#include "ui/views/latent/cloud-menu.h"
#include "ui/views/latent/cloud.h"
#include "ui/views/latent/code-sliders.h"
#include "ui/views/latent/figure-menus.h"
#include "ui/views/latent/layout-bar.h"
#include "ui/views/latent/manifold-view.h"
#include "ui/views/latent/neighbour-card.h"
#include "ui/views/latent/path-strip.h"
#include "ui/views/latent/sampler.h"
#include "ui/views/latent/selection-card.h"
#include "ui/views/latent/traversals-figure.h"
#include "ui/wheel.h"

#define TILE      80
#define N_PLANES  2        /* before the layouts in the list */
#define PLAY_USEC 2500000. /* from A to B */

#define HG_TYPE_LATENT_VIEW (hg_latent_view_get_type ())
G_DECLARE_FINAL_TYPE (HgLatentView, hg_latent_view, HG, LATENT_VIEW, AdwBin)

struct _HgLatentView
{
  AdwBin parent_instance;

  HgWorkspace *workspace;
  HgLatent *latent;
  GtkStack *pages;
  AdwStatusPage *empty;
  GtkWidget *map;
  GtkLabel *count;
  GtkWidget *x_choice;
  GtkWidget *y_choice;
  GtkAdjustment *x_value;
  GtkAdjustment *y_value;
  GtkStringList *planes;
  GtkDropDown *plane;
  HgLayoutBar *layout;
  HgNeighbourCard *neighbours;
  GtkWidget *fit;
  GtkMenuButton *more;
  HgCloud *cloud;
  HgSelectionCard *selection;
  GtkBox *legend;
  GtkWidget *legend_window;
  DsDataset *named; /* whose classes the legend names */
  GtkLabel *note;
  GtkAdjustment *size;
  GtkAdjustment *range;
  GtkWidget *range_scale;
  GtkWidget *size_choice;
  GtkLabel *range_label;
  GtkMenuButton *manifold_more;
  GtkMenuButton *path_more;
  GtkMenuButton *dimensions_more;
  HgManifoldView *manifold;
  AdwBin *pointer_bin;
  AdwBin *nearest_bin;
  HgSampleTile *pointer;
  HgSampleTile *nearest;
  GtkInscription *nearest_name; /* another text has the window not laid out again */
  GtkLabel *time;
  HgSampler *sampler;
  GtkWidget *centre;
  HgCodeSliders *sliders;
  GtkDropDown *kind;
  GtkWidget *shuffle;
  GtkToggleButton *play;
  HgPathStrip *strip;
  GtkAdjustment *share;
  GtkWidget *share_scale;
  gint64 played_usec;
  double played_from;
  guint playing;
};

G_DEFINE_FINAL_TYPE (HgLatentView, hg_latent_view, ADW_TYPE_BIN)

/* Why there are no codes to see. */
static void
latent_view_show_empty (HgLatentView *self)
{
  const WbProblem *error = hg_workspace_get_error (self->workspace);
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  const char *title = _ ("No Codes Yet"), *text = _ ("Press Train to see where samples go.");

  if (hg_workspace_get_training (self->workspace) == NULL)
    {
      title = _ ("No Data");
      text = _ ("Open data to see the codes of its samples.");
    }
  else if (error != NULL)
    {
      title = _ ("Waiting for a Valid Model");
      text = error->title;
    }
  else if (hg_latent_is_unusable (self->latent))
    {
      title = _ ("Codes Are Not Finite");
      text = _ ("The training has diverged. Go back to an earlier moment, or begin again with a "
                "lower learning rate.");
    }
  else if (hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING
           || (snapshot != NULL && snapshot->step > 0))
    text = _ ("The first ones are being computed.");
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, text);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->empty));
}

static void
latent_view_class_toggled_cb (HgLatentView *self, GtkToggleButton *button)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "class"));

  hg_cloud_set_class_shown (self->cloud, index, gtk_toggle_button_get_active (button));
}

static void
latent_view_draw_dot (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer index)
{
  WbStyle style;
  WbColour colour;

  hg_figure_style_init (&style, GTK_WIDGET (area));
  colour = wb_class_colour (&style, GPOINTER_TO_UINT (index));
  wb_colour_set (&colour, cr);
  cairo_arc (cr, width / 2., height / 2., 4, 0, 2 * G_PI);
  cairo_fill (cr);
}

static GtkWidget *
latent_view_build_class (HgLatentView *self, guint index, const char *name)
{
  GtkWidget *button = gtk_toggle_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *dot = gtk_drawing_area_new (), *label = gtk_label_new (name);
  g_autofree char *tooltip = g_strdup_printf (_ ("Show class %s"), name);

  gtk_widget_set_size_request (dot, 10, 10);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (dot), latent_view_draw_dot,
                                  GUINT_TO_POINTER (index), NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "class");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  g_object_set_data (G_OBJECT (button), "class", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "toggled", G_CALLBACK (latent_view_class_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
latent_view_show_legend (HgLatentView *self, DsDataset *dataset)
{
  const char *const *names = ds_dataset_get_class_names (dataset);
  GtkWidget *child;

  if (dataset == self->named)
    return;
  g_clear_pointer (&self->named, ds_dataset_unref);
  self->named = ds_dataset_ref (dataset);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->legend))) != NULL)
    gtk_box_remove (self->legend, child);
  for (guint i = 0; names != NULL && i < ds_dataset_get_n_classes (dataset); i++)
    gtk_box_append (self->legend, latent_view_build_class (self, i, names[i]));
  hg_cloud_menu_fill (self->more, dataset);
}

static void
latent_view_show_axes (HgLatentView *self, const WbLatentMap *map)
{
  gboolean many = map->codes->size > 2;
  gboolean chosen = many && gtk_drop_down_get_selected (self->plane) == 1;

  gtk_adjustment_set_upper (self->x_value, (double) map->codes->size);
  gtk_adjustment_set_upper (self->y_value, (double) map->codes->size);
  gtk_widget_set_visible (GTK_WIDGET (self->plane), many);
  gtk_widget_set_visible (self->x_choice, chosen);
  gtk_widget_set_visible (self->y_choice, chosen);
}

static const char *
latent_view_name_colour (const WbLatentMap *map, int colour)
{
  switch (colour)
    {
    case HG_COLOUR_ERROR:
      return _ ("Error");
    case HG_COLOUR_INVENTED:
      return _ ("Invented neighbours");
    case HG_COLOUR_TORN:
      return _ ("Torn neighbours");
    default:
      return ds_dataset_get_factor_names (map->dataset)[colour];
    }
}

/* What blue and red mean: (transfer full) (nullable): NULL where colours are classes. */
static char *
latent_view_describe_colours (HgLatentView *self, const WbLatentMap *map)
{
  const HgLatentNumbers *numbers = hg_latent_get_numbers (self->latent);
  int colour = hg_latent_get_colour (self->latent);
  g_autofree char *lower = hg_format_real (numbers->lower, "%.3g");
  g_autofree char *upper = hg_format_real (numbers->upper, "%.3g");

  if (numbers->values == NULL)
    return NULL;
  return g_strdup_printf (_ ("%s: blue %s, red %s"), latent_view_name_colour (map, colour), lower,
                          upper);
}

/* (transfer full) */
static char *
latent_view_describe_manifold (HgLatentView *self, const WbLatentMap *map)
{
  const guint n = (guint) gtk_adjustment_get_value (self->size);
  g_autofree char *sample = NULL;

  if (!wb_latent_map_can_decode (map))
    return g_strdup (_ ("The decoder needs more than the code: remove the skip around it"));
  if (wb_plane_is_layout (map->plane))
    return g_strdup (_ ("Between samples the nearest codes are mixed"));
  if (hg_latent_get_around (self->latent) != NULL)
    {
      sample = hg_latent_name_sample (self->latent, hg_latent_get_base (self->latent));
      return g_strdup_printf (_ ("Around %s"), sample);
    }
  if (!map->variational)
    return g_strdup (_ ("Codes between the samples’ own may not decode well"));
  if (map->codes->size == 1)
    return g_strdup_printf (_ ("%u codes"), n);
  return g_strdup_printf (_ ("%u × %u codes"), n, n);
}

static void
latent_view_show_note (HgLatentView *self, const WbLatentMap *map)
{
  g_autofree char *words = latent_view_describe_manifold (self, map);

  gtk_label_set_text (self->note, words);
  hg_tooltip_set (GTK_WIDGET (self->note), words);
}

/* "10,000 test images": (transfer full). */
static char *
latent_view_describe_samples (HgLatentView *self, const WbLatentMap *map, const char *count)
{
  const char *words = hg_workspace_get_sample_words (self->workspace, map->codes->n);

  switch (hg_latent_get_part (self->latent))
    {
    case HG_PART_TRAINING:
      return g_strdup_printf (_ ("%s training %s"), count, words);
    case HG_PART_BOTH:
      return g_strdup_printf (_ ("%s training and test %s"), count, words);
    default:
      return g_strdup_printf (_ ("%s test %s"), count, words);
    }
}

static void
latent_view_show_map (HgLatentView *self, const WbLatentMap *map)
{
  g_autofree char *count = hg_format_count (map->codes->n);
  g_autofree char *text = latent_view_describe_samples (self, map, count);
  g_autofree char *colours = latent_view_describe_colours (self, map);

  gtk_label_set_text (self->count, colours != NULL ? colours : text);
  hg_tooltip_set (GTK_WIDGET (self->count), text);
  latent_view_show_legend (self, map->dataset);
  gtk_widget_set_visible (self->legend_window,
                          colours == NULL && ds_dataset_get_class_names (map->dataset) != NULL);
  latent_view_show_axes (self, map);
  gtk_stack_set_visible_child (self->pages, self->map);
}

/* Not with every move of the pointer: a label of another text has the window laid out again. */
static void
latent_view_show_time (HgLatentView *self, const HgLatentSight *sight)
{
  g_autofree char *number = hg_format_real (sight->usec < 1000 ? sight->usec : sight->usec / 1000,
                                            sight->usec < 1000 ? "%.0f" : "%.1f");
  g_autofree char *text = g_strdup_printf (sight->usec < 1000 ? _ ("%s µs") : _ ("%s ms"), number);

  gtk_label_set_text (self->time, sight->picture != NULL ? text : "");
}

static void
latent_view_show_code (HgLatentView *self, const WbLatentMap *map)
{
  const HgLatentSight *sight = hg_latent_get_sight (self->latent);
  gboolean ink = hg_workspace_is_ink (self->workspace);
  gsize size = ae_shape_size (&map->shape);
  g_autofree float *sample = g_new (float, size);
  g_autofree char *name = hg_latent_name_sample (self->latent, sight->nearest);

  hg_sample_tile_set_sample (self->pointer, &map->shape, sight->picture, ink);
  gtk_inscription_set_text (self->nearest_name, name);
  if (ds_dataset_get_sample_size (map->dataset) != size)
    return;
  ds_dataset_read (map->dataset, &sight->nearest, 1, sample);
  hg_sample_tile_set_sample (self->nearest, &map->shape, sample, ink);
}

static void
latent_view_latent_changed_cb (HgLatentView *self, guint changes)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  if (map == NULL)
    {
      latent_view_show_empty (self);
      return;
    }
  if (changes & (HG_LATENT_MAP | HG_LATENT_JUDGEMENT))
    latent_view_show_map (self, map);
  if (changes & (HG_LATENT_MAP | HG_LATENT_PLACES | HG_LATENT_RANGE))
    latent_view_show_note (self, map);
  if (changes & (HG_LATENT_MAP | HG_LATENT_CODE))
    latent_view_show_code (self, map);
  if (changes & HG_LATENT_MAP)
    latent_view_show_time (self, hg_latent_get_sight (self->latent));
}

static void
latent_view_view_changed_cb (gpointer widget, guint changes)
{
  HgLatentView *self = HG_LATENT_VIEW (widget);

  if (hg_latent_get_map (self->latent) == NULL)
    latent_view_show_empty (self);
}

static void
latent_view_plane_chosen_cb (HgLatentView *self)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  guint chosen = gtk_drop_down_get_selected (self->plane);
  guint x = (guint) gtk_adjustment_get_value (self->x_value) - 1;
  guint y = (guint) gtk_adjustment_get_value (self->y_value) - 1;

  if (chosen < N_PLANES)
    hg_latent_set_axes (self->latent, chosen == 1 ? x : WB_PLANE_COMPONENT,
                        chosen == 1 ? y : WB_PLANE_COMPONENT);
  else
    hg_layout_bar_start (self->layout, wb_layout_get_classes ()[chosen - N_PLANES]);
  hg_cloud_fit (self->cloud);
  if (map != NULL)
    latent_view_show_axes (self, map);
}

static void
latent_view_size_changed_cb (HgLatentView *self)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  hg_manifold_view_set_size (self->manifold, (guint) gtk_adjustment_get_value (self->size));
  if (map != NULL)
    latent_view_show_note (self, map);
}

static void
latent_view_range_changed_cb (HgLatentView *self)
{
  double range = gtk_adjustment_get_value (self->range);
  g_autofree char *number = hg_format_real (range, "%.1f");
  g_autofree char *text = g_strdup_printf ("±%s", number);

  gtk_label_set_text (self->range_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->range_scale),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  hg_latent_set_range (self->latent, range);
}

static void
latent_view_kind_chosen_cb (HgLatentView *self)
{
  guint kind = gtk_drop_down_get_selected (self->kind);

  if (kind <= WB_PATH_SPHERICAL)
    hg_path_strip_set_kind (self->strip, (WbPathKind) kind);
  hg_path_strip_set_adds (self->strip, kind > WB_PATH_SPHERICAL);
}

static void
latent_view_shuffle_cb (HgLatentView *self)
{
  if (hg_latent_get_map (self->latent) != NULL)
    hg_latent_choose_ends (self->latent);
}

/* There and back. */
static gboolean
latent_view_play_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgLatentView *self = HG_LATENT_VIEW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double way;

  if (self->played_usec == 0)
    self->played_usec = now;
  way = fmod (self->played_from + (double) (now - self->played_usec) / PLAY_USEC, 2);
  gtk_adjustment_set_value (self->share, way < 1 ? way : 2 - way);
  return G_SOURCE_CONTINUE;
}

static void
latent_view_stop_playing (HgLatentView *self)
{
  if (self->playing != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->playing);
  self->playing = 0;
}

static void
latent_view_play_toggled_cb (HgLatentView *self)
{
  gboolean plays = gtk_toggle_button_get_active (self->play);

  latent_view_stop_playing (self);
  gtk_button_set_icon_name (GTK_BUTTON (self->play), plays ? "media-playback-pause-symbolic"
                                                           : "media-playback-start-symbolic");
  if (!plays)
    return;
  self->played_usec = 0;
  self->played_from = gtk_adjustment_get_value (self->share);
  self->playing = gtk_widget_add_tick_callback (GTK_WIDGET (self), latent_view_play_cb, NULL, NULL);
}

static void
latent_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hg_latent_view_parent_class)->map (widget);
  hg_latent_set_seen (HG_LATENT_VIEW (widget)->latent, TRUE);
}

static void
latent_view_unmap (GtkWidget *widget)
{
  HgLatentView *self = HG_LATENT_VIEW (widget);

  hg_latent_set_seen (self->latent, FALSE);
  gtk_toggle_button_set_active (self->play, FALSE);
  GTK_WIDGET_CLASS (hg_latent_view_parent_class)->unmap (widget);
}

static void
latent_view_dispose (GObject *object)
{
  HgLatentView *self = HG_LATENT_VIEW (object);

  latent_view_stop_playing (self);
  g_clear_pointer (&self->named, ds_dataset_unref);
  g_clear_object (&self->latent);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_latent_view_parent_class)->dispose (object);
}

static void
latent_view_bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HgLatentView, pages);
  gtk_widget_class_bind_template_child (klass, HgLatentView, empty);
  gtk_widget_class_bind_template_child (klass, HgLatentView, map);
  gtk_widget_class_bind_template_child (klass, HgLatentView, count);
  gtk_widget_class_bind_template_child (klass, HgLatentView, x_choice);
  gtk_widget_class_bind_template_child (klass, HgLatentView, y_choice);
  gtk_widget_class_bind_template_child (klass, HgLatentView, x_value);
  gtk_widget_class_bind_template_child (klass, HgLatentView, y_value);
  gtk_widget_class_bind_template_child (klass, HgLatentView, planes);
  gtk_widget_class_bind_template_child (klass, HgLatentView, plane);
  gtk_widget_class_bind_template_child (klass, HgLatentView, layout);
  gtk_widget_class_bind_template_child (klass, HgLatentView, neighbours);
  gtk_widget_class_bind_template_child (klass, HgLatentView, fit);
  gtk_widget_class_bind_template_child (klass, HgLatentView, more);
  gtk_widget_class_bind_template_child (klass, HgLatentView, cloud);
  gtk_widget_class_bind_template_child (klass, HgLatentView, selection);
  gtk_widget_class_bind_template_child (klass, HgLatentView, legend);
  gtk_widget_class_bind_template_child (klass, HgLatentView, legend_window);
  gtk_widget_class_bind_template_child (klass, HgLatentView, note);
  gtk_widget_class_bind_template_child (klass, HgLatentView, size);
  gtk_widget_class_bind_template_child (klass, HgLatentView, range);
  gtk_widget_class_bind_template_child (klass, HgLatentView, range_scale);
  gtk_widget_class_bind_template_child (klass, HgLatentView, size_choice);
  gtk_widget_class_bind_template_child (klass, HgLatentView, range_label);
  gtk_widget_class_bind_template_child (klass, HgLatentView, manifold);
  gtk_widget_class_bind_template_child (klass, HgLatentView, manifold_more);
  gtk_widget_class_bind_template_child (klass, HgLatentView, path_more);
  gtk_widget_class_bind_template_child (klass, HgLatentView, dimensions_more);
  gtk_widget_class_bind_template_child (klass, HgLatentView, pointer_bin);
  gtk_widget_class_bind_template_child (klass, HgLatentView, nearest_bin);
  gtk_widget_class_bind_template_child (klass, HgLatentView, nearest_name);
  gtk_widget_class_bind_template_child (klass, HgLatentView, time);
  gtk_widget_class_bind_template_child (klass, HgLatentView, sampler);
  gtk_widget_class_bind_template_child (klass, HgLatentView, centre);
  gtk_widget_class_bind_template_child (klass, HgLatentView, sliders);
  gtk_widget_class_bind_template_child (klass, HgLatentView, kind);
  gtk_widget_class_bind_template_child (klass, HgLatentView, shuffle);
  gtk_widget_class_bind_template_child (klass, HgLatentView, play);
  gtk_widget_class_bind_template_child (klass, HgLatentView, strip);
  gtk_widget_class_bind_template_child (klass, HgLatentView, share);
  gtk_widget_class_bind_template_child (klass, HgLatentView, share_scale);
}

static void
hg_latent_view_class_init (HgLatentViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = latent_view_dispose;
  widget_class->map = latent_view_map;
  widget_class->unmap = latent_view_unmap;
  hg_keys_add (widget_class);
  g_type_ensure (HG_TYPE_CLOUD);
  g_type_ensure (HG_TYPE_LAYOUT_BAR);
  g_type_ensure (HG_TYPE_NEIGHBOUR_CARD);
  g_type_ensure (HG_TYPE_SELECTION_CARD);
  g_type_ensure (HG_TYPE_MANIFOLD_VIEW);
  g_type_ensure (HG_TYPE_CODE_SLIDERS);
  g_type_ensure (HG_TYPE_PATH_STRIP);
  g_type_ensure (HG_TYPE_SAMPLER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/latent-view.ui");
  latent_view_bind_children (widget_class);
}

static void
latent_view_connect_swapped (HgLatentView *self,
                             gpointer object,
                             const char *signal,
                             GCallback callback)
{
  g_signal_connect_object (object, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
hg_latent_view_init (HgLatentView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; wb_layout_get_classes ()[i] != NULL; i++)
    gtk_string_list_append (self->planes, wb_layout_get_classes ()[i]->title);
  self->pointer = HG_SAMPLE_TILE (hg_sample_tile_new (TILE));
  self->nearest = HG_SAMPLE_TILE (hg_sample_tile_new (TILE));
  adw_bin_set_child (self->pointer_bin, GTK_WIDGET (self->pointer));
  adw_bin_set_child (self->nearest_bin, GTK_WIDGET (self->nearest));
  hg_wheel_needs_focus (self->range_scale);
  hg_wheel_needs_focus (self->share_scale);
  hg_wheel_needs_focus (self->size_choice);
  hg_wheel_needs_focus (self->x_choice);
  hg_wheel_needs_focus (self->y_choice);
}

static void
latent_view_listen (HgLatentView *self)
{
  latent_view_connect_swapped (self, self->latent, "changed",
                               G_CALLBACK (latent_view_latent_changed_cb));
  latent_view_connect_swapped (self, self->plane, "notify::selected",
                               G_CALLBACK (latent_view_plane_chosen_cb));
  latent_view_connect_swapped (self, self->x_value, "value-changed",
                               G_CALLBACK (latent_view_plane_chosen_cb));
  latent_view_connect_swapped (self, self->y_value, "value-changed",
                               G_CALLBACK (latent_view_plane_chosen_cb));
  latent_view_connect_swapped (self, self->size, "value-changed",
                               G_CALLBACK (latent_view_size_changed_cb));
  latent_view_connect_swapped (self, self->range, "value-changed",
                               G_CALLBACK (latent_view_range_changed_cb));
  latent_view_connect_swapped (self, self->kind, "notify::selected",
                               G_CALLBACK (latent_view_kind_chosen_cb));
  latent_view_connect_swapped (self, self->shuffle, "clicked", G_CALLBACK (latent_view_shuffle_cb));
  latent_view_connect_swapped (self, self->play, "toggled",
                               G_CALLBACK (latent_view_play_toggled_cb));
  g_signal_connect_object (self->fit, "clicked", G_CALLBACK (hg_cloud_fit), self->cloud,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->centre, "clicked", G_CALLBACK (hg_code_sliders_reset),
                           self->sliders, G_CONNECT_SWAPPED);
}

static gboolean
latent_view_undo (GtkWidget *view, gboolean redo)
{
  return hg_latent_undo_selection (HG_LATENT_VIEW (view)->latent, redo);
}

static GtkWidget *
latent_view_create (HgWorkspace *workspace)
{
  HgLatentView *self = g_object_new (HG_TYPE_LATENT_VIEW, NULL);

  self->workspace = g_object_ref (workspace);
  self->latent = hg_latent_new (workspace);
  hg_cloud_set_latent (self->cloud, self->latent);
  hg_cloud_menu_add (GTK_WIDGET (self), self->cloud);
  hg_layout_bar_set_latent (self->layout, self->latent);
  hg_neighbour_card_set_latent (self->neighbours, self->latent);
  hg_selection_card_set_latent (self->selection, self->latent);
  hg_manifold_view_set_latent (self->manifold, self->latent);
  hg_code_sliders_set_latent (self->sliders, self->latent);
  hg_path_strip_set_latent (self->strip, self->latent);
  hg_sampler_set_latent (self->sampler, self->latent);
  hg_manifold_menu_add (self->manifold_more, self->manifold);
  hg_path_menu_add (self->path_more, self->strip);
  hg_figure_menu_add (self->dimensions_more, GTK_WIDGET (self->sliders), &hg_traversals_actions);
  latent_view_listen (self);
  latent_view_range_changed_cb (self);
  latent_view_show_empty (self);
  hg_view_watch (GTK_WIDGET (self), workspace, latent_view_view_changed_cb);
  return GTK_WIDGET (self);
}

const HgView hg_view_latent = {
  .name = "latent",
  .title = N_ ("Latent Space"),
  .icon = "find-location-symbolic",
  .create = latent_view_create,
  .undo = latent_view_undo,
  .large = TRUE,
};
