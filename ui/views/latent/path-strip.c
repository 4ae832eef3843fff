/* SPDX-License-Identifier: MIT */
/* As many pictures as there is room for, with A and B on both sides. */
#include "ui/views/latent/path-strip.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/image.h"
#include "app/figures/mark.h"
#include "app/figures/text.h"
#include "app/figures/write.h"
#include "ui/figure-style.h"
#include "ui/shortcuts.h"

#define MOST_TILE  64
#define LEAST_TILE 28
#define GAP        6
#define ARROW      20 /* between an end and the pictures beside it */
#define LINE       18 /* the names of the ends */
#define MOST       15
#define STRENGTH   1.5 /* how often the difference is added at the end */

struct _HgPathStrip
{
  GtkWidget parent_instance;

  HgLatent *latent;
  WbPathKind kind;
  gboolean adds;
  double share;
  gboolean walked; /* the share was set: its picture is marked */
  float *samples;  /* (nullable): A, the pictures between, B */
  guint n;         /* pictures between */
};

G_DEFINE_FINAL_TYPE (HgPathStrip, hg_path_strip, GTK_TYPE_WIDGET)

static int
get_tile (HgPathStrip *self)
{
  return CLAMP (gtk_widget_get_height (GTK_WIDGET (self)) - LINE, LEAST_TILE, MOST_TILE);
}

static guint
count_between (HgPathStrip *self)
{
  int tile = get_tile (self);
  int room = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * tile - 2 * ARROW;

  return (guint) CLAMP ((room + GAP) / (tile + GAP), 1, MOST);
}

static void
walk (HgPathStrip *self, double share, float *code)
{
  const gsize size = hg_latent_get_map (self->latent)->codes->size;
  g_autofree float *a = g_new (float, size);
  g_autofree float *b = g_new (float, size);

  hg_latent_get_end_code (self->latent, 0, a);
  hg_latent_get_end_code (self->latent, 1, b);
  if (self->adds)
    wb_path_add_difference (size,
                            wb_latent_map_get_code (hg_latent_get_map (self->latent),
                                                    hg_latent_get_base (self->latent)),
                            a, b, STRENGTH * (2 * share - 1), code);
  else
    wb_path_get (self->kind, size, a, b, share, code);
}

/* A sample as it is; of many, what their mean code decodes to. */
static void
make_end (HgPathStrip *self, guint end, float *sample)
{
  WbLatentMap *map = hg_latent_get_map (self->latent);
  const GArray *samples = hg_latent_get_end_samples (self->latent, end);
  g_autofree float *code = g_new (float, map->codes->size);

  if (samples->len == 1)
    {
      ds_dataset_read (map->dataset, &g_array_index (samples, guint32, 0), 1, sample);
      return;
    }
  hg_latent_get_end_code (self->latent, end, code);
  wb_latent_map_decode (map, 1, code, sample, NULL);
}

/* The ends are samples of the data, what is between them is decoded. */
static void
make_samples (HgPathStrip *self)
{
  WbLatentMap *map = hg_latent_get_map (self->latent);
  gsize size, code_size;
  g_autofree float *codes = NULL;

  g_clear_pointer (&self->samples, g_free);
  if (map == NULL || gtk_widget_get_width (GTK_WIDGET (self)) == 0)
    return;
  size = ae_shape_size (&map->shape);
  code_size = map->codes->size;
  self->n = count_between (self);
  codes = g_new (float, self->n *code_size);
  for (guint i = 0; i < self->n; i++)
    walk (self, (i + 1.) / (self->n + 1), codes + i * code_size);
  self->samples = g_new (float, (self->n + 2) * size);
  if (!wb_latent_map_decode (map, self->n, codes, self->samples + size, NULL)
      || ds_dataset_get_sample_size (map->dataset) != size)
    {
      g_clear_pointer (&self->samples, g_free);
      return;
    }
  make_end (self, 0, self->samples);
  make_end (self, 1, self->samples + (self->n + 1) * size);
}

static void
update (HgPathStrip *self)
{
  make_samples (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
latent_changed_cb (HgPathStrip *self, guint changes)
{
  if (changes & HG_LATENT_ENDS)
    self->walked = FALSE;
  if (changes & (HG_LATENT_MAP | HG_LATENT_ENDS | HG_LATENT_BASE))
    update (self);
}

/* The left edge of a picture: 0 is A, n + 1 is B. */
static double
find_left (HgPathStrip *self, guint index)
{
  int tile = get_tile (self);
  double inner = self->n * (tile + GAP) - GAP;
  double left = floor ((gtk_widget_get_width (GTK_WIDGET (self)) - 2 * (tile + ARROW) - inner) / 2);

  if (index == 0)
    return left;
  return left + tile + ARROW + (index <= self->n ? (index - 1) * (tile + GAP) : inner + ARROW);
}

static void
draw_tile (HgPathStrip *self, WbText *text, guint index, gboolean marked)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  WbPicture picture = {
    self->samples + index * ae_shape_size (&map->shape), map->shape, WB_MAP_IMAGE, 0, 1, NULL
  };
  double x = find_left (self, index), tile = get_tile (self);

  wb_mark_rounded (text->cr, x + .5, .5, tile - 1, tile - 1, tile >= 48 ? 6 : 4);
  wb_colour_set (&text->style->tile, text->cr);
  cairo_fill_preserve (text->cr);
  wb_colour_set (marked ? &text->style->accent : &text->style->line, text->cr);
  cairo_set_line_width (text->cr, marked ? 2 : 1);
  cairo_stroke (text->cr);
  wb_picture_draw (&picture, text->cr, x + 2, 2, tile - 4, tile - 4, text->style);
}

static void
draw_end (HgPathStrip *self, WbText *text, guint end)
{
  guint index = end == 0 ? 0 : self->n + 1;
  double tile = get_tile (self), x = find_left (self, index);
  g_autofree char *name = hg_latent_name_end (self->latent, end);
  g_autofree char *words = g_strdup_printf ("%s  %s", end == 0 ? "A" : "B", name);

  draw_tile (self, text, index, FALSE);
  wb_text_draw (text, "›", end == 0 ? x + tile + ARROW / 2. : x - ARROW / 2., tile / 2, .5,
                &text->style->dim);
  wb_text_draw (text, words, end == 0 ? x : x + tile, tile + LINE / 2. + 1, end,
                &text->style->text);
}

/* Which sample the difference is added to. */
static void
draw_base (HgPathStrip *self, WbText *text)
{
  g_autofree char *name = hg_latent_name_sample (self->latent, hg_latent_get_base (self->latent));
  g_autofree char *words = g_strdup_printf ("%s ± (B − A)", name);

  wb_text_draw (text, words,
                (find_left (self, 1) + find_left (self, self->n) + get_tile (self)) / 2,
                get_tile (self) + LINE / 2. + 1, .5, &text->style->text);
}

static void
draw (HgPathStrip *self, cairo_t *cr, const WbStyle *style, int marked)
{
  WbText text;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 1; i <= self->n; i++)
    draw_tile (self, &text, i, (int) i == marked);
  draw_end (self, &text, 0);
  draw_end (self, &text, 1);
  if (self->adds)
    draw_base (self, &text);
  wb_text_clear (&text);
}

static void
init_style (HgPathStrip *self, WbStyle *style)
{
  hg_figure_style_init_pixels (style, GTK_WIDGET (self),
                               hg_workspace_is_ink (hg_latent_get_workspace (self->latent)));
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgPathStrip *self = HG_PATH_STRIP (widget);
  int marked = self->walked ? (int) lround (self->share * (self->n + 1)) : -1;
  cairo_t *cr;
  WbStyle style;

  if (self->samples == NULL || hg_latent_get_map (self->latent) == NULL)
    return;
  init_style (self, &style);
  cr = gtk_snapshot_append_cairo (out,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                       (float) gtk_widget_get_height (widget)));
  draw (self, cr, &style, marked);
  cairo_destroy (cr);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HgPathStrip *self = HG_PATH_STRIP (widget);

  if (self->latent != NULL && (self->samples == NULL || self->n != count_between (self)))
    make_samples (self);
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  gboolean wide = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = wide ? 3 * LEAST_TILE + 2 * ARROW : LEAST_TILE + LINE;
  *natural = wide ? 9 * MOST_TILE : MOST_TILE + LINE;
}

/* A click on a picture goes there. */
static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, HgPathStrip *self)
{
  for (guint i = 0; self->samples != NULL && i <= self->n + 1; i++)
    if (x >= find_left (self, i) && x < find_left (self, i) + get_tile (self))
      hg_path_strip_set_share (self, i / (self->n + 1.));
}

static void
dispose (GObject *object)
{
  g_clear_object (&HG_PATH_STRIP (object)->latent);
  G_OBJECT_CLASS (hg_path_strip_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_free (HG_PATH_STRIP (object)->samples);
  G_OBJECT_CLASS (hg_path_strip_parent_class)->finalize (object);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_double (value, HG_PATH_STRIP (object)->share);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  hg_path_strip_set_share (HG_PATH_STRIP (object), g_value_get_double (value));
}

static void
hg_path_strip_class_init (HgPathStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dispose;
  object_class->finalize = finalize;
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_double ("share", NULL, NULL, 0, 1, 0,
                                                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                          | G_PARAM_STATIC_STRINGS));
  widget_class->snapshot = snapshot;
  widget_class->size_allocate = size_allocate;
  widget_class->measure = measure;
  gtk_widget_class_set_css_name (widget_class, "path");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  hg_keys_add (widget_class);
}

static void
redraw (HgPathStrip *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hg_path_strip_init (HgPathStrip *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  hg_figure_style_watch (self, G_CALLBACK (redraw));
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Decoded codes from A to B"), -1);
}

void
hg_path_strip_set_latent (HgPathStrip *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
hg_path_strip_set_kind (HgPathStrip *self, WbPathKind kind)
{
  self->kind = kind;
  update (self);
}

void
hg_path_strip_set_adds (HgPathStrip *self, gboolean adds)
{
  self->adds = adds;
  update (self);
}

void
hg_path_strip_set_share (HgPathStrip *self, double share)
{
  WbLatentMap *map = self->latent != NULL ? hg_latent_get_map (self->latent) : NULL;
  g_autofree float *code = NULL;

  if (self->share == share && (self->walked || map == NULL))
    return;
  self->share = share;
  self->walked = map != NULL;
  g_object_notify (G_OBJECT (self), "share");
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (map == NULL)
    return;
  code = g_new (float, map->codes->size);
  walk (self, share, code);
  hg_latent_set_code (self->latent, code);
}

static void
draw_figure (cairo_t *cr, double width, double height, gpointer data)
{
  HgPathStrip *self = data;
  WbStyle style;

  init_style (self, &style);
  draw (self, cr, &style, -1);
}

gboolean
hg_path_strip_write (HgPathStrip *self, const char *path, double scale, GError **error)
{
  g_autofree char *recipe = hg_workspace_get_recipe_text (hg_latent_get_workspace (self->latent));
  WbFigure figure = { .width = gtk_widget_get_width (GTK_WIDGET (self)) + 24,
                      .height = gtk_widget_get_height (GTK_WIDGET (self)) + 24,
                      .scale = scale,
                      .margin = 12,
                      .draw = draw_figure,
                      .data = self,
                      .recipe = recipe };
  WbStyle style;

  if (self->samples == NULL || hg_latent_get_map (self->latent) == NULL)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                           _ ("There are no pictures between A and B yet. Train the model first."));
      return FALSE;
    }
  init_style (self, &style);
  figure.background = style.card;
  return wb_figure_write (&figure, path, error);
}
