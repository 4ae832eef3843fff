/* SPDX-License-Identifier: MIT */
/* The points are drawn once a map and size into a node; what follows the pointer is
 * drawn over them.
 */
#include "ui/views/latent/cloud-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/latent/axis-name.h"
#include "app/figures/scatter-labels.h"
#include "app/figures/write.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/shortcuts.h"

#define ZOOM_STEP 1.2
#define MOST_ZOOM 1e4
#define REACH     40 /* pixels from the pointer to a sample that a click takes */
#define STEP      8  /* pixels that an arrow key goes; with Control five times as far */

G_DEFINE_FINAL_TYPE (HgCloud, hg_cloud, HG_TYPE_FIGURE_WIDGET)

static void
cloud_mask_classes (HgCloud *self, const WbLatentMap *map)
{
  const gint *labels = ds_dataset_get_labels (map->dataset);

  g_clear_pointer (&self->classes, g_free);
  if (labels == NULL)
    return;
  self->classes = g_new (int, map->codes->n);
  for (gsize i = 0; i < map->codes->n; i++)
    self->classes[i] = g_hash_table_contains (self->grey, GINT_TO_POINTER (labels[i])) ? -1
                                                                                       : labels[i];
}

static char *
cloud_name_axis (HgCloud *self, const WbLatentMap *map, guint axis)
{
  HgCodeLayout *layout = hg_latent_get_layout (self->latent);

  if (wb_plane_is_layout (map->plane) && layout != NULL)
    return axis == 0 ? g_strdup (hg_code_layout_get_method (layout)->title) : NULL;
  if (map->plane->pca != NULL)
    return g_strdup (axis == 0 ? _ ("PC 1") : _ ("PC 2"));
  return map->plane->axes[axis] < map->codes->size ? wb_axis_name (map->plane->axes[axis]) : NULL;
}

static void
cloud_update_label (HgCloud *self, const WbLatentMap *map)
{
  g_autofree char *count = hg_format_count (map->codes->n);
  g_autofree char *words = g_strdup_printf (ngettext ("%s codes, %u class", "%s codes, %u classes",
                                                      ds_dataset_get_n_classes (map->dataset)),
                                            count, ds_dataset_get_n_classes (map->dataset));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
cloud_show_all (HgCloud *self)
{
  self->scatter.x_lower = self->whole.x_lower;
  self->scatter.x_upper = self->whole.x_upper;
  self->scatter.y_lower = self->whole.y_lower;
  self->scatter.y_upper = self->whole.y_upper;
}

/* There are more of them the nearer one looks. */
static void
cloud_update_labels (HgCloud *self)
{
  const guint level = wb_scatter_get_level (&self->scatter, &self->whole);

  if (self->labels == NULL || self->label_level != level)
    {
      g_free (self->labels);
      self->labels = wb_scatter_find_labels (&self->whole, level, &self->scatter.n_labels);
      self->label_level = level;
    }
  self->scatter.labels = self->labels;
}

static void
cloud_show_map (HgCloud *self, const WbLatentMap *map)
{
  cloud_mask_classes (self, map);
  g_free ((char *) self->scatter.x_label);
  g_free ((char *) self->scatter.y_label);
  self->scatter.points = map->places;
  self->scatter.n = map->codes->n;
  self->scatter.classes = self->classes;
  self->scatter.n_classes = ds_dataset_get_n_classes (map->dataset);
  self->scatter.values = hg_latent_get_numbers (self->latent)->values;
  self->scatter.flat = map->codes->size == 1;
  self->scatter.class_names = ds_dataset_get_class_names (map->dataset);
  self->scatter.x_label = cloud_name_axis (self, map, 0);
  self->scatter.y_label = cloud_name_axis (self, map, 1);
  hg_cloud_show_selection (self);
  self->whole = self->scatter;
  wb_scatter_fit (&self->whole);
  g_clear_pointer (&self->labels, g_free);
  if (self->follows)
    cloud_show_all (self);
  cloud_update_label (self, map);
}

/* The pointer stays where it is on the screen while a layout moves: it looks at another place. */
static void
cloud_follow_pointer (HgCloud *self)
{
  WbStyle style;

  hg_figure_style_init (&style, GTK_WIDGET (self));
  wb_scatter_lay_out (&self->scatter, gtk_widget_get_width (GTK_WIDGET (self)),
                      gtk_widget_get_height (GTK_WIDGET (self)), &style, &self->x_axis,
                      &self->y_axis);
  hg_latent_set_place (self->latent, wb_axis_to_value (&self->x_axis, self->pointer[0]),
                       wb_axis_to_value (&self->y_axis, self->pointer[1]));
}

static void
cloud_latent_changed_cb (HgCloud *self, guint changes)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  if (changes & (HG_LATENT_MAP | HG_LATENT_PLACES | HG_LATENT_JUDGEMENT))
    {
      self->scatter.n = 0;
      if (map != NULL)
        cloud_show_map (self, map);
      hg_figure_widget_redraw (self);
    }
  if ((changes & (HG_LATENT_MAP | HG_LATENT_PLACES | HG_LATENT_SELECTION)) && !self->drawing)
    g_clear_pointer (&self->lasso, g_array_unref);
  if (changes & HG_LATENT_SELECTION)
    hg_cloud_show_selection (self);
  if (changes & HG_LATENT_MAP)
    hg_cloud_drawn_update (self);
  if ((changes & HG_LATENT_PLACES) && self->hovered)
    cloud_follow_pointer (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
cloud_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgCloud *self = HG_CLOUD (widget);
  WbStyle style;

  if (hg_latent_get_map (self->latent) == NULL || self->scatter.n == 0)
    return;
  hg_latent_init_style (self->latent, &style, widget);
  cloud_update_labels (self);
  self->scatter.pixel_scale = gtk_widget_get_scale_factor (widget);
  wb_scatter_lay_out (&self->scatter, width, height, &style, &self->x_axis, &self->y_axis);
  wb_scatter_draw (&self->scatter, cr, width, height, &style);
  if (self->has_contours)
    hg_cloud_draw_contours (self, cr, &self->x_axis, &self->y_axis, &style);
  self->n_thumbnails = hg_cloud_draw_thumbnails (self, cr, &self->x_axis, &self->y_axis, &style);
}

static void
cloud_snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgCloud *self = HG_CLOUD (widget);
  WbStyle style;

  GTK_WIDGET_CLASS (hg_cloud_parent_class)->snapshot (widget, out);
  if (hg_latent_get_map (self->latent) == NULL || self->scatter.n == 0)
    return;
  hg_latent_init_style (self->latent, &style, widget);
  hg_cloud_draw_overlay (self, out, &style);
}

static void
cloud_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HgCloud *self = HG_CLOUD (widget);

  GTK_WIDGET_CLASS (hg_cloud_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static gboolean
cloud_is_inside (HgCloud *self, double x, double y)
{
  return self->scatter.n > 0 && x >= self->x_axis.start && x <= self->x_axis.end
         && y >= self->y_axis.end && y <= self->y_axis.start;
}

static void
cloud_show_cursor (HgCloud *self)
{
  const char *name = self->lassos             ? "crosshair"
                     : self->dragged_end >= 0 ? "grabbing"
                     : hg_cloud_find_end (self, self->pointer[0], self->pointer[1]) >= 0 ? "grab"
                                                                                         : NULL;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

static void
cloud_moved_cb (HgCloud *self, double x, double y)
{
  self->pointer[0] = x;
  self->pointer[1] = y;
  self->hovered = cloud_is_inside (self, x, y);
  cloud_show_cursor (self);
  hg_latent_set_points (self->latent, self->hovered);
  if (!self->hovered)
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  hg_latent_set_place (self->latent, wb_axis_to_value (&self->x_axis, x),
                       wb_axis_to_value (&self->y_axis, y));
  self->sample = hg_latent_get_sight (self->latent)->nearest;
}

static void
cloud_left_cb (HgCloud *self)
{
  self->hovered = FALSE;
  hg_latent_set_points (self->latent, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The middle of what is shown stays among the points. */
static void
cloud_show_part (HgCloud *self, double x, double y, double width, double height)
{
  WbScatter *s = &self->scatter;
  const WbScatter *all = &self->whole;

  s->x_lower = CLAMP (x, all->x_lower - width / 2, all->x_upper - width / 2);
  s->y_lower = CLAMP (y, all->y_lower - height / 2, all->y_upper - height / 2);
  s->x_upper = s->x_lower + width;
  s->y_upper = s->y_lower + height;
  self->follows = FALSE;
  hg_figure_widget_redraw (self);
}

static void
cloud_zoom (HgCloud *self, double factor, double x, double y)
{
  WbScatter *s = &self->scatter;
  double width = (s->x_upper - s->x_lower) / factor, height = (s->y_upper - s->y_lower) / factor;
  double u = (x - s->x_lower) / (s->x_upper - s->x_lower);
  double v = (y - s->y_lower) / (s->y_upper - s->y_lower);
  double whole = self->whole.x_upper - self->whole.x_lower;

  if (width > 4 * whole || width * MOST_ZOOM < whole)
    return;
  cloud_show_part (self, x - u * width, y - v * height, width, height);
}

static gboolean
cloud_scrolled_cb (HgCloud *self, double dx, double dy)
{
  double x = self->pointer[0], y = self->pointer[1];

  if (cloud_is_inside (self, x, y))
    cloud_zoom (self, pow (ZOOM_STEP, -dy), wb_axis_to_value (&self->x_axis, x),
                wb_axis_to_value (&self->y_axis, y));
  return TRUE;
}

static void
cloud_drag_begun_cb (GtkGesture *drag, double x, double y, HgCloud *self)
{
  const WbScatter *s = &self->scatter;
  GdkModifierType held = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));

  if (cloud_is_inside (self, x, y) && (self->lassos || (held & GDK_SHIFT_MASK)))
    hg_cloud_lasso_begin (self, x, y);
  else if (cloud_is_inside (self, x, y))
    self->dragged_end = hg_cloud_find_end (self, x, y);
  self->moved = FALSE;
  self->drag_bounds[0] = s->x_lower;
  self->drag_bounds[1] = s->x_upper;
  self->drag_bounds[2] = s->y_lower;
  self->drag_bounds[3] = s->y_upper;
}

static void
cloud_dragged_cb (GtkGestureDrag *drag, double dx, double dy, HgCloud *self)
{
  double *b = self->drag_bounds;
  double x = -dx / (self->x_axis.end - self->x_axis.start) * (b[1] - b[0]);
  double y = -dy / (self->y_axis.end - self->y_axis.start) * (b[3] - b[2]);

  if (self->scatter.n == 0 || (!self->moved && hypot (dx, dy) < 3))
    return;
  self->moved = TRUE;
  if (self->drawing)
    {
      gtk_gesture_drag_get_start_point (drag, &x, &y);
      hg_cloud_lasso_move (self, x + dx, y + dy);
      return;
    }
  if (self->dragged_end >= 0)
    {
      gtk_gesture_drag_get_start_point (drag, &x, &y);
      hg_cloud_drag_end (self, (guint) self->dragged_end, x + dx, y + dy);
      cloud_show_cursor (self);
      return;
    }
  cloud_show_part (self, b[0] + x, b[2] + y, b[1] - b[0], b[3] - b[2]);
}

static void
cloud_drag_ended_cb (HgCloud *self)
{
  if (self->drawing)
    hg_cloud_lasso_end (self);
  self->dragged_end = -1;
  cloud_show_cursor (self);
}

static gboolean
cloud_find_sample (HgCloud *self, double x, double y, gsize *sample)
{
  return cloud_is_inside (self, x, y)
         && wb_scatter_find_nearest (&self->scatter, &self->x_axis, &self->y_axis, x, y, REACH,
                                     sample);
}

static void
cloud_follow (HgCloud *self, gsize sample)
{
  HgWorkspace *workspace = hg_latent_get_workspace (self->latent);
  guint32 number;

  hg_latent_set_base (self->latent, (guint32) sample);
  if (hg_latent_find_part (self->latent, (guint32) sample, &number) == HG_PART_TRAINING)
    hg_workspace_follow_training (workspace, number);
  else
    hg_workspace_follow_sample (workspace, number);
}

static void
cloud_released_cb (GtkGestureClick *click, int n_press, double x, double y, HgCloud *self)
{
  gsize sample;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2)
    hg_cloud_fit (self);
  else if (n_press == 1 && !self->moved && cloud_find_sample (self, x, y, &sample))
    cloud_follow (self, sample);
}

static void
cloud_menu_requested_cb (GtkGestureClick *click, int n_press, double x, double y, HgCloud *self)
{
  gsize sample;

  if (!cloud_find_sample (self, x, y, &sample))
    return;
  self->sample = (guint32) sample;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* The sample that the pointer is nearest to becomes an end, or is followed. */
static void
cloud_end_action (GtkWidget *widget, const char *name, GVariant *end)
{
  HgCloud *self = HG_CLOUD (widget);

  if (hg_latent_get_map (self->latent) != NULL)
    hg_latent_set_end (self->latent, g_variant_get_uint32 (end), self->sample);
}

static void
cloud_follow_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgCloud *self = HG_CLOUD (widget);

  if (hg_latent_get_map (self->latent) != NULL)
    cloud_follow (self, self->sample);
}

static void
cloud_fit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_cloud_fit (HG_CLOUD (widget));
}

static void
cloud_zoom_action (GtkWidget *widget, const char *name, GVariant *by)
{
  HgCloud *self = HG_CLOUD (widget);

  cloud_zoom (self, pow (ZOOM_STEP, g_variant_get_int32 (by)),
              (self->scatter.x_lower + self->scatter.x_upper) / 2,
              (self->scatter.y_lower + self->scatter.y_upper) / 2);
}

/* Goes as the pointer would, from where one looks, or from the middle. */
static void
cloud_move_action (GtkWidget *widget, const char *name, GVariant *step)
{
  HgCloud *self = HG_CLOUD (widget);
  double place[2], x, y;
  int dx, dy;

  if (hg_latent_get_map (self->latent) == NULL)
    return;
  g_variant_get (step, "(ii)", &dx, &dy);
  x = (self->x_axis.start + self->x_axis.end) / 2;
  y = (self->y_axis.start + self->y_axis.end) / 2;
  if (hg_latent_get_code (self->latent) != NULL)
    {
      hg_latent_get_place (self->latent, place);
      x = wb_axis_to_pixel (&self->x_axis, place[0]) + STEP * dx;
      y = wb_axis_to_pixel (&self->y_axis, place[1]) + STEP * dy;
    }
  cloud_moved_cb (self, CLAMP (x, self->x_axis.start, self->x_axis.end),
                  CLAMP (y, self->y_axis.end, self->y_axis.start));
}

static void
cloud_lasso_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_cloud_set_lassos (HG_CLOUD (widget), !HG_CLOUD (widget)->lassos);
}

static void
cloud_clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_latent_select (HG_CLOUD (widget)->latent, NULL);
}

static void
cloud_undo_action (GtkWidget *widget, const char *name, GVariant *redo)
{
  hg_latent_undo_selection (HG_CLOUD (widget)->latent, g_variant_get_boolean (redo));
}

static void
cloud_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_boolean (value, HG_CLOUD (object)->lassos);
}

static void
cloud_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  hg_cloud_set_lassos (HG_CLOUD (object), g_value_get_boolean (value));
}

static void
cloud_dispose (GObject *object)
{
  HgCloud *self = HG_CLOUD (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->latent);
  G_OBJECT_CLASS (hg_cloud_parent_class)->dispose (object);
}

static void
cloud_finalize (GObject *object)
{
  HgCloud *self = HG_CLOUD (object);

  g_free ((char *) self->scatter.x_label);
  g_free ((char *) self->scatter.y_label);
  g_free (self->classes);
  g_free (self->labels);
  g_free (self->selected);
  g_free (self->drawn);
  g_clear_pointer (&self->lasso, g_array_unref);
  g_hash_table_unref (self->grey);
  G_OBJECT_CLASS (hg_cloud_parent_class)->finalize (object);
}

static void
cloud_add_arrow (GtkWidgetClass *widget_class, guint key, guint pad_key, int dx, int dy)
{
  for (int i = 0; i < 2; i++)
    {
      const GdkModifierType held = i == 0 ? 0 : GDK_CONTROL_MASK;
      const int n = i == 0 ? 1 : 5;

      gtk_widget_class_add_binding_action (widget_class, key, held, "cloud.move", "(ii)", n * dx,
                                           n * dy);
      gtk_widget_class_add_binding_action (widget_class, pad_key, held, "cloud.move", "(ii)",
                                           n * dx, n * dy);
    }
}

static void
cloud_add_keys (GtkWidgetClass *widget_class)
{
  cloud_add_arrow (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  cloud_add_arrow (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  cloud_add_arrow (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1);
  cloud_add_arrow (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, 0, "cloud.end", "u", 0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_b, 0, "cloud.end", "u", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, 0, "cloud.fit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, 0, "cloud.zoom", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, 0, "cloud.zoom", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Add, 0, "cloud.zoom", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Subtract, 0, "cloud.zoom", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, 0, "cloud.lasso", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "cloud.clear", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "cloud.undo", "b",
                                       FALSE);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "cloud.undo", "b", TRUE);
  hg_keys_add (widget_class);
}

static void
hg_cloud_class_init (HgCloudClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cloud_dispose;
  G_OBJECT_CLASS (klass)->finalize = cloud_finalize;
  G_OBJECT_CLASS (klass)->get_property = cloud_get_property;
  G_OBJECT_CLASS (klass)->set_property = cloud_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_boolean ("lassos", NULL, NULL, FALSE,
                                                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                           | G_PARAM_STATIC_STRINGS));
  HG_FIGURE_WIDGET_CLASS (klass)->draw = cloud_draw;
  widget_class->snapshot = cloud_snapshot;
  widget_class->size_allocate = cloud_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "cloud");
  gtk_widget_class_install_action (widget_class, "cloud.end", "u", cloud_end_action);
  gtk_widget_class_install_action (widget_class, "cloud.follow", NULL, cloud_follow_action);
  gtk_widget_class_install_action (widget_class, "cloud.fit", NULL, cloud_fit_action);
  gtk_widget_class_install_action (widget_class, "cloud.zoom", "i", cloud_zoom_action);
  gtk_widget_class_install_action (widget_class, "cloud.move", "(ii)", cloud_move_action);
  gtk_widget_class_install_action (widget_class, "cloud.lasso", NULL, cloud_lasso_action);
  gtk_widget_class_install_action (widget_class, "cloud.clear", NULL, cloud_clear_action);
  gtk_widget_class_install_action (widget_class, "cloud.undo", "b", cloud_undo_action);
  cloud_add_keys (widget_class);
}

static void
cloud_add_menu (HgCloud *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("Use as A"), "cloud.end(uint32 0)");
  g_menu_append (menu, _ ("Use as B"), "cloud.end(uint32 1)");
  g_menu_append (menu, _ ("Follow"), "cloud.follow");
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}

static void
cloud_add_controller (HgCloud *self, gpointer controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (controller));
}

static void
hg_cloud_init (HgCloud *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  GtkGesture *menu_click = gtk_gesture_click_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->follows = TRUE;
  self->dragged_end = -1;
  self->grey = g_hash_table_new (NULL, NULL);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (cloud_moved_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (cloud_left_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (cloud_scrolled_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (cloud_drag_begun_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (cloud_dragged_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (cloud_drag_ended_cb), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (cloud_drag_ended_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (cloud_released_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu_click), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu_click, "pressed", G_CALLBACK (cloud_menu_requested_cb), self);
  cloud_add_controller (self, motion);
  cloud_add_controller (self, scroll);
  cloud_add_controller (self, drag);
  cloud_add_controller (self, click);
  cloud_add_controller (self, menu_click);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (cloud_left_cb), self);
  cloud_add_controller (self, focus);
  cloud_add_menu (self);
}

void
hg_cloud_set_latent (HgCloud *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  hg_cloud_drawn_watch (self);
  g_signal_connect_object (latent, "changed", G_CALLBACK (cloud_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

HgLatent *
hg_cloud_get_latent (HgCloud *self)
{
  return self->latent;
}

void
hg_cloud_fit (HgCloud *self)
{
  self->follows = TRUE;
  if (self->scatter.n > 0)
    cloud_show_all (self);
  hg_figure_widget_redraw (self);
}

void
hg_cloud_set_contours (HgCloud *self, gboolean shown)
{
  self->has_contours = shown;
  hg_figure_widget_redraw (self);
}

guint
hg_cloud_get_n_thumbnails (HgCloud *self)
{
  return self->n_thumbnails;
}

void
hg_cloud_set_class_shown (HgCloud *self, guint index, gboolean shown)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  if (shown)
    g_hash_table_remove (self->grey, GUINT_TO_POINTER (index));
  else
    g_hash_table_add (self->grey, GUINT_TO_POINTER (index));
  if (map != NULL)
    cloud_show_map (self, map);
  hg_figure_widget_redraw (self);
}

void
hg_cloud_set_lassos (HgCloud *self, gboolean lassos)
{
  if (self->lassos == lassos)
    return;
  self->lassos = lassos;
  cloud_show_cursor (self);
  g_object_notify (G_OBJECT (self), "lassos");
}

typedef struct
{
  HgCloud *cloud;
  const WbScatter *scatter;
  WbStyle style;
} Figure;

static void
cloud_draw_figure (cairo_t *cr, double width, double height, gpointer data)
{
  const Figure *figure = data;
  WbAxis x, y;

  wb_scatter_draw (figure->scatter, cr, width, height, &figure->style);
  wb_scatter_lay_out (figure->scatter, width, height, &figure->style, &x, &y);
  if (figure->cloud->has_contours)
    hg_cloud_draw_contours (figure->cloud, cr, &x, &y, &figure->style);
  hg_cloud_draw_thumbnails (figure->cloud, cr, &x, &y, &figure->style);
}

gboolean
hg_cloud_write (HgCloud *self, const char *path, double scale, GError **error)
{
  g_autofree char *recipe = hg_workspace_get_recipe_text (hg_latent_get_workspace (self->latent));
  WbScatter scatter = self->scatter;
  Figure data = { .cloud = self, .scatter = &scatter };
  WbFigure figure = { .width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 200),
                      .height = MAX (gtk_widget_get_height (GTK_WIDGET (self)), 200),
                      .scale = scale,
                      .margin = 12,
                      .draw = cloud_draw_figure,
                      .data = &data,
                      .recipe = recipe };

  scatter.legend = TRUE;
  scatter.pixel_scale = 0;
  hg_latent_init_style (self->latent, &data.style, GTK_WIDGET (self));
  figure.background = data.style.card;
  return wb_figure_write (&figure, path, error);
}
