/* SPDX-License-Identifier: MIT */
/* As many pictures as there is room for, with A and B on both sides. */
#include "ui/views/latent/path-strip.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/strip.h"
#include "app/figures/way.h"
#include "app/figures/write.h"
#include "app/latent/number-table.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/shortcuts.h"

#define STRENGTH 1.5 /* how often the difference is added at the end */

struct _HgPathStrip
{
  HgFigureWidget parent_instance;

  HgLatent *latent;
  WbPathKind kind;
  gboolean adds;
  double share;
  gboolean walked; /* the share was set: its picture is marked */
  float *samples;  /* (nullable): A, the pictures between, B */
  guint n;         /* pictures between */
};

G_DEFINE_FINAL_TYPE (HgPathStrip, hg_path_strip, HG_TYPE_FIGURE_WIDGET)

static guint
path_strip_count_between (HgPathStrip *self)
{
  return wb_strip_count (gtk_widget_get_width (GTK_WIDGET (self)),
                         gtk_widget_get_height (GTK_WIDGET (self)));
}

/* From taking the difference away to adding it. */
static double
path_strip_find_strength (double share)
{
  return STRENGTH * (2 * share - 1);
}

static void
path_strip_walk (HgPathStrip *self, double share, float *code)
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
                            a, b, path_strip_find_strength (share), code);
  else
    wb_path_get (self->kind, size, a, b, share, code);
}

/* A sample as it is; of many, what their mean code decodes to. */
static void
path_strip_make_end (HgPathStrip *self, guint end, float *sample)
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
path_strip_make_samples (HgPathStrip *self)
{
  WbLatentMap *map = hg_latent_get_map (self->latent);
  gsize size, code_size;
  g_autofree float *codes = NULL;

  g_clear_pointer (&self->samples, g_free);
  if (map == NULL || gtk_widget_get_width (GTK_WIDGET (self)) == 0)
    return;
  size = ae_shape_size (&map->shape);
  code_size = map->codes->size;
  self->n = path_strip_count_between (self);
  codes = g_new (float, self->n *code_size);
  for (guint i = 0; i < self->n; i++)
    path_strip_walk (self, (i + 1.) / (self->n + 1), codes + i * code_size);
  self->samples = g_new (float, (self->n + 2) * size);
  if (!wb_latent_map_decode (map, self->n, codes, self->samples + size, NULL)
      || ds_dataset_get_sample_size (map->dataset) != size)
    {
      g_clear_pointer (&self->samples, g_free);
      return;
    }
  path_strip_make_end (self, 0, self->samples);
  path_strip_make_end (self, 1, self->samples + (self->n + 1) * size);
}

static void path_strip_update_label (HgPathStrip *self);

static void
path_strip_update (HgPathStrip *self)
{
  path_strip_make_samples (self);
  path_strip_update_label (self);
  hg_figure_widget_redraw (self);
}

static void
path_strip_latent_changed_cb (HgPathStrip *self, guint changes)
{
  if (changes & HG_LATENT_ENDS)
    self->walked = FALSE;
  if (changes & (HG_LATENT_MAP | HG_LATENT_ENDS | HG_LATENT_BASE))
    path_strip_update (self);
}

/* Which sample the difference is added to, and how much of it where the slider was moved:
 * (transfer full) (nullable). */
static char *
path_strip_describe_base (HgPathStrip *self)
{
  g_autofree char *name = hg_latent_name_sample (self->latent, hg_latent_get_base (self->latent));
  const double strength = path_strip_find_strength (self->share);
  g_autofree char *number = hg_format_real (fabs (strength), "%.2f");

  if (!self->adds)
    return NULL;
  if (!self->walked)
    return g_strdup_printf ("%s ± (B − A)", name);
  return g_strdup_printf ("%s %s %s · (B − A)", name, strength < 0 ? "−" : "+", number);
}

static void
path_strip_update_label (HgPathStrip *self)
{
  g_autofree char *words = NULL, *a = NULL, *b = NULL, *ends = NULL;

  if (hg_latent_get_map (self->latent) == NULL)
    return;
  words = path_strip_describe_base (self);
  a = hg_latent_name_end (self->latent, 0);
  b = hg_latent_name_end (self->latent, 1);
  ends = g_strdup_printf (ngettext ("Decoded codes from A, %s, to B, %s: %u picture between",
                                    "Decoded codes from A, %s, to B, %s: %u pictures between",
                                    self->n),
                          a, b, self->n);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, ends, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "", -1);
}

static void
path_strip_draw_pictures (HgPathStrip *self,
                          cairo_t *cr,
                          double width,
                          double height,
                          const WbStyle *style,
                          int marked)
{
  g_autofree char *a = hg_latent_name_end (self->latent, 0);
  g_autofree char *b = hg_latent_name_end (self->latent, 1);
  g_autofree char *middle = path_strip_describe_base (self);
  WbStrip strip = { .shape = hg_latent_get_map (self->latent)->shape,
                    .samples = self->samples,
                    .n = self->n,
                    .ends = { a, b },
                    .middle = middle,
                    .marked = marked };

  wb_strip_draw (&strip, cr, width, height, style);
}

static void
path_strip_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgPathStrip *self = HG_PATH_STRIP (widget);
  int marked = self->walked ? (int) lround (self->share * (self->n + 1)) : -1;
  WbStyle style;

  if (self->samples == NULL || hg_latent_get_map (self->latent) == NULL)
    return;
  hg_latent_init_style (self->latent, &style, widget);
  path_strip_draw_pictures (self, cr, width, height, &style, marked);
}

static void
path_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HgPathStrip *self = HG_PATH_STRIP (widget);

  if (self->latent != NULL && (self->samples == NULL || self->n != path_strip_count_between (self)))
    path_strip_make_samples (self);
  GTK_WIDGET_CLASS (hg_path_strip_parent_class)->size_allocate (widget, width, height, baseline);
}

/* A click on a picture goes there. */
static void
path_strip_pressed_cb (GtkGestureClick *click, int n_press, double x, double y, HgPathStrip *self)
{
  int index = wb_strip_pick (self->n, gtk_widget_get_width (GTK_WIDGET (self)),
                             gtk_widget_get_height (GTK_WIDGET (self)), x);

  if (self->samples != NULL && index >= 0)
    hg_path_strip_set_share (self, index / (self->n + 1.));
}

static void
path_strip_dispose (GObject *object)
{
  g_clear_object (&HG_PATH_STRIP (object)->latent);
  G_OBJECT_CLASS (hg_path_strip_parent_class)->dispose (object);
}

static void
path_strip_finalize (GObject *object)
{
  g_free (HG_PATH_STRIP (object)->samples);
  G_OBJECT_CLASS (hg_path_strip_parent_class)->finalize (object);
}

static void
path_strip_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_double (value, HG_PATH_STRIP (object)->share);
}

static void
path_strip_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  hg_path_strip_set_share (HG_PATH_STRIP (object), g_value_get_double (value));
}

static void
hg_path_strip_class_init (HgPathStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = path_strip_dispose;
  object_class->finalize = path_strip_finalize;
  object_class->get_property = path_strip_get_property;
  object_class->set_property = path_strip_set_property;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_double ("share", NULL, NULL, 0, 1, 0,
                                                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                          | G_PARAM_STATIC_STRINGS));
  widget_class->size_allocate = path_strip_size_allocate;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = path_strip_draw;
  hg_figure_widget_class_set_size (HG_FIGURE_WIDGET_CLASS (klass), 5 * WB_STRIP_LEAST_TILE,
                                   WB_STRIP_LEAST_TILE + WB_STRIP_LINE, 9 * WB_STRIP_MOST_TILE,
                                   WB_STRIP_MOST_TILE + WB_STRIP_LINE);
  gtk_widget_class_set_css_name (widget_class, "path");
  hg_keys_add (widget_class);
}

static void
hg_path_strip_init (HgPathStrip *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (path_strip_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

void
hg_path_strip_set_latent (HgPathStrip *self, HgLatent *latent)
{
  self->latent = g_object_ref (latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (path_strip_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
hg_path_strip_set_kind (HgPathStrip *self, WbPathKind kind)
{
  self->kind = kind;
  path_strip_update (self);
}

void
hg_path_strip_set_adds (HgPathStrip *self, gboolean adds)
{
  self->adds = adds;
  path_strip_update (self);
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
  if (map != NULL)
    path_strip_update_label (self);
  g_object_notify (G_OBJECT (self), "share");
  hg_figure_widget_redraw (self);
  if (map == NULL)
    return;
  code = g_new (float, map->codes->size);
  path_strip_walk (self, share, code);
  hg_latent_set_code (self->latent, code);
}

static void
path_strip_draw_figure (cairo_t *cr, double width, double height, gpointer data)
{
  HgPathStrip *self = data;
  WbStyle style;

  hg_latent_init_style (self->latent, &style, GTK_WIDGET (self));
  path_strip_draw_pictures (self, cr, width, height, &style, -1);
}

/* All pictures at once, as many as an animation has. */
static gboolean
path_strip_write_animation (HgPathStrip *self,
                            const WbStyle *style,
                            const char *recipe,
                            const char *path,
                            GError **error)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const gsize size = map->codes->size;
  g_autofree float *codes = g_new (float, WB_WAY_PICTURES *size);
  g_autofree float *samples = g_new (float, WB_WAY_PICTURES *ae_shape_size (&map->shape));

  for (guint i = 0; i < WB_WAY_PICTURES; i++)
    path_strip_walk (self, i / (WB_WAY_PICTURES - 1.), codes + i * size);
  return wb_latent_map_decode (map, WB_WAY_PICTURES, codes, samples, error)
         && wb_way_write (&map->shape, samples, style, recipe, path, error);
}

gboolean
hg_path_strip_write (HgPathStrip *self, const char *path, double scale, GError **error)
{
  g_autofree char *recipe = hg_workspace_get_recipe_text (hg_latent_get_workspace (self->latent));
  WbFigure figure = { .width = gtk_widget_get_width (GTK_WIDGET (self)) + 24,
                      .height = gtk_widget_get_height (GTK_WIDGET (self)) + 24,
                      .scale = scale,
                      .margin = 12,
                      .draw = path_strip_draw_figure,
                      .data = self,
                      .recipe = recipe };
  WbStyle style;

  if (self->samples == NULL || hg_latent_get_map (self->latent) == NULL)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                           _ ("There are no pictures between A and B yet. Train the model first."));
      return FALSE;
    }
  hg_latent_init_style (self->latent, &style, GTK_WIDGET (self));
  figure.background = style.card;
  if (g_str_has_suffix (path, ".apng"))
    return path_strip_write_animation (self, &style, recipe, path, error);
  return wb_figure_write (&figure, path, error);
}

static gboolean
path_strip_write_figure (GtkWidget *strip, const char *path, double scale, GError **error)
{
  return hg_path_strip_write (HG_PATH_STRIP (strip), path, scale, error);
}

/* A line for each picture from A to B: how far along, its code, and its values. */
static char *
path_strip_copy (GtkWidget *strip)
{
  HgPathStrip *self = HG_PATH_STRIP (strip);
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  g_autofree float *shares = g_new (float, self->n + 2);
  g_autofree float *codes = NULL;
  gsize size;

  if (map == NULL || self->samples == NULL)
    return NULL;
  size = map->codes->size;
  codes = g_new (float, (self->n + 2) * size);
  for (guint i = 0; i < self->n + 2; i++)
    {
      shares[i] = (float) i / (float) (self->n + 1);
      path_strip_walk (self, shares[i], codes + i * size);
    }
  return wb_number_table_to_csv (self->n + 2, 3,
                                 (WbColumns[]) {
                                   { "share", 1, shares },
                                   { "z", size, codes },
                                   { "x", ae_shape_size (&map->shape), self->samples } });
}

const HgFigureActions hg_path_strip_actions = { "path", N_ ("Save the pictures from A to B"),
                                                "interpolation.png", path_strip_write_figure,
                                                path_strip_copy };
