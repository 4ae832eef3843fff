/* SPDX-License-Identifier: MIT */
/* Glyphs live on a grid of 16 by 16. Their language: "m x y" move, "l x y"
 * line, "c x1 y1 x2 y2 x3 y3" curve, "z" close, "o x y r" circle, "r x y w h"
 * rectangle, "s" stroke and "f" fill what was drawn so far.
 */
#include "ui/layer-icon.h"

typedef struct
{
  const char *group;
  const char *colour;
  const char *path;
} Family;

struct _HgLayerIcon
{
  GtkWidget parent_instance;

  const AeLayerClass *layer;
  int size;
};

G_DEFINE_FINAL_TYPE (HgLayerIcon, hg_layer_icon, GTK_TYPE_WIDGET)

static const Family families[] = {
  { "Core", "#6f8396", "r 3 3 10 10 s" },
  { "Convolution", "#9141ac", "r 2.5 2.5 11 11 s r 4.6 4.6 4.4 4.4 f" },
  { "Sequence", "#d56199", "m 3.5 3 l 3.5 13 m 8 3 l 8 13 m 12.5 3 l 12.5 13 s" },
  { "Latent", "#e5a50a", "m 4 13 l 4 9 m 8 13 l 8 3 m 12 13 l 12 11 s" },
  { "Noise", "#986a44", "m 1.5 8 l 4 8 l 5.5 4 l 8 12.5 l 10.5 4 l 12 8 l 14.5 8 s" },
};

static const Family *
layer_icon_find_family (const AeLayerClass *layer)
{
  for (guint i = 0; layer != NULL && i < G_N_ELEMENTS (families); i++)
    if (g_str_equal (families[i].group, layer->group))
      return &families[i];
  return &families[0];
}

static const char *
layer_icon_read_numbers (const char *path, double *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      char *end;

      numbers[i] = g_ascii_strtod (path, &end);
      path = end;
    }
  return path;
}

static void
layer_icon_draw_glyph (cairo_t *cr, const char *path)
{
  double p[6];

  while (*path != '\0')
    switch (*path++)
      {
      case 'm':
        path = layer_icon_read_numbers (path, p, 2);
        cairo_move_to (cr, p[0], p[1]);
        break;
      case 'l':
        path = layer_icon_read_numbers (path, p, 2);
        cairo_line_to (cr, p[0], p[1]);
        break;
      case 'c':
        path = layer_icon_read_numbers (path, p, 6);
        cairo_curve_to (cr, p[0], p[1], p[2], p[3], p[4], p[5]);
        break;
      case 'o':
        path = layer_icon_read_numbers (path, p, 3);
        cairo_new_sub_path (cr);
        cairo_arc (cr, p[0], p[1], p[2], 0, 2 * G_PI);
        break;
      case 'r':
        path = layer_icon_read_numbers (path, p, 4);
        cairo_rectangle (cr, p[0], p[1], p[2], p[3]);
        break;
      case 'z':
        cairo_close_path (cr);
        break;
      case 's':
        cairo_stroke (cr);
        break;
      case 'f':
        cairo_fill (cr);
        break;
      default:
        break;
      }
}

static void
layer_icon_snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgLayerIcon *self = HG_LAYER_ICON (widget);
  GskRoundedRect tile;
  GdkRGBA colour, back, text;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, self->size, self->size);
  float scale = self->size / 16.f * (self->size > 30 ? .5f : .62f);
  gboolean dark;
  cairo_t *cr;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  dark = text.red + text.green + text.blue > 1.5f;
  gdk_rgba_parse (&colour, layer_icon_find_family (self->layer)->colour);
  back = colour;
  back.alpha = dark ? .26f : .15f;
  gsk_rounded_rect_init_from_rect (&tile, &bounds, self->size > 30 ? 8 : 6);
  gtk_snapshot_push_rounded_clip (out, &tile);
  gtk_snapshot_append_color (out, &back, &bounds);
  gtk_snapshot_pop (out);
  cr = gtk_snapshot_append_cairo (out, &bounds);
  cairo_translate (cr, self->size / 2. - 8 * scale, self->size / 2. - 8 * scale);
  cairo_scale (cr, scale, scale);
  if (dark)
    {
      colour.red = colour.red * .6f + .4f;
      colour.green = colour.green * .6f + .4f;
      colour.blue = colour.blue * .6f + .4f;
    }
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  layer_icon_draw_glyph (cr, self->layer != NULL && self->layer->icon != NULL
                               ? self->layer->icon
                               : layer_icon_find_family (self->layer)->path);
  cairo_destroy (cr);
}

static void
layer_icon_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  *minimum = *natural = HG_LAYER_ICON (widget)->size;
}

static void
hg_layer_icon_class_init (HgLayerIconClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = layer_icon_snapshot;
  widget_class->measure = layer_icon_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
hg_layer_icon_init (HgLayerIcon *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
hg_layer_icon_new (const AeLayerClass *layer, int size)
{
  HgLayerIcon *self = g_object_new (HG_TYPE_LAYER_ICON, NULL);

  self->layer = layer;
  self->size = size;
  return GTK_WIDGET (self);
}

void
hg_layer_icon_set_class (HgLayerIcon *self, const AeLayerClass *layer)
{
  if (self->layer == layer)
    return;
  self->layer = layer;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
