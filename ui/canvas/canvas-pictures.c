/* SPDX-License-Identifier: MIT */
/* What goes on inside the boxes: the activations of the followed sample, and
 * the sample itself before and after. At most 15 times a second, and only
 * when there are other numbers or another size.
 */
#include "ui/canvas/canvas-private.h"

#include "app/figures/image.h"
#include "ui/canvas/activation.h"
#include "ui/figure-style.h"

#define REFRESH_USEC (G_USEC_PER_SEC / 15)
#define FRAME_USEC   (G_USEC_PER_SEC / 60)

struct _HgPictures
{
  gint64 time; /* when they were drawn last */
  guint timeout;
};

void
hg_canvas_init_pictures (HgCanvas *self)
{
  self->pictures = g_new0 (HgPictures, 1);
}

void
hg_canvas_stop_pictures (HgCanvas *self)
{
  g_clear_handle_id (&self->pictures->timeout, g_source_remove);
}

static WbColourMap
choose_map (HgRole role)
{
  switch (role)
    {
    case HG_ROLE_ENCODER:
      return WB_MAP_ENCODER;
    case HG_ROLE_CODE:
      return WB_MAP_CODE;
    case HG_ROLE_DECODER:
      return WB_MAP_DECODER;
    case HG_ROLE_NEUTRAL:
    default:
      return WB_MAP_IMAGE;
    }
}

static const WbActivation *
find_activation (const WbProbe *probe, guint layer_id)
{
  for (guint i = 0; i < probe->n_layers; i++)
    if (probe->activations[i].layer_id == layer_id)
      return &probe->activations[i];
  return NULL;
}

/* One scale for a layer: 0 is paper unless there are negative values. */
static void
find_range (WbPicture *picture)
{
  gsize n = ae_shape_size (&picture->shape);
  double lower = 0, upper = 0;

  for (gsize i = 0; i < n; i++)
    {
      lower = MIN (lower, picture->values[i]);
      upper = MAX (upper, picture->values[i]);
    }
  picture->lower = lower;
  picture->upper = upper > lower ? upper : lower + 1;
}

static gboolean
describe_tile (HgCanvas *self, const WbProbe *probe, const HgItem *item, WbPicture *picture)
{
  const float *values = item->id == HG_ID_OUTPUT ? probe->outputs : probe->inputs;

  if (probe->size != ae_shape_size (&self->items->input_shape) || probe->focus >= probe->n)
    return FALSE;
  *picture = (WbPicture) { .values = values + probe->focus * probe->size,
                           .shape = self->items->input_shape,
                           .map = WB_MAP_IMAGE,
                           .upper = 1 };
  if (item->id == HG_ID_OUTPUT)
    picture->reference = probe->targets + probe->focus * probe->size;
  return TRUE;
}

static gboolean
describe_layer (HgCanvas *self, const WbProbe *probe, const HgItem *item, WbPicture *picture)
{
  guint id = item->id;
  const WbActivation *activation;

  if (id == HG_ID_CODE)
    id = ae_model_get_layer (hg_workspace_get_model (self->workspace), item->layer)->id;
  activation = find_activation (probe, id);
  if (activation == NULL || !ae_shape_equal (&activation->shape, &item->shape))
    return FALSE;
  *picture = (WbPicture) { .values = activation->values,
                           .shape = activation->shape,
                           .map = choose_map (item->role) };
  hg_activation_orient (&picture->shape, &self->items->input_shape);
  find_range (picture);
  return TRUE;
}

/* @deviations: (nullable): of the values, where they are means of a code */
static cairo_surface_t *
draw_picture (HgBlock *block, const WbPicture *picture, const float *deviations, gboolean ink)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (block));
  int width, height;
  cairo_surface_t *surface;
  WbStyle style;
  cairo_t *cr;

  hg_block_get_picture_size (block, &width, &height);
  if (width < 4 || height < 4)
    return NULL;
  hg_figure_style_init_pixels (&style, GTK_WIDGET (block), ink);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  if (deviations != NULL)
    hg_activation_draw_code (picture, deviations, cr, width, height, &style);
  else
    hg_activation_draw (picture, cr, width, height, &style);
  cairo_destroy (cr);
  return surface;
}

/* Neither in a box that is out of sight nor in one that has words in it. */
static gboolean
is_shown (HgCanvas *self, guint index)
{
  if (self->items->items[index].kind != HG_BOX_TILE && !self->layout->strip
      && self->layout->detail < HG_DETAIL_LABELS)
    return FALSE;
  return hg_canvas_is_seen (self, index);
}

static void
update_block (HgCanvas *self, guint index, const WbProbe *probe)
{
  const HgItem *item = &self->items->items[index];
  HgBlock *block = hg_canvas_get_block_at (self, index);
  const float *deviations = NULL;
  WbPicture picture;
  gboolean known = FALSE;

  if (probe != NULL && item->kind == HG_BOX_TILE)
    known = describe_tile (self, probe, item, &picture);
  else if (probe != NULL && item->kind != HG_BOX_TAPER && !item->waiting && !item->error)
    known = describe_layer (self, probe, item, &picture);
  if (item->id == HG_ID_OUTPUT && item->waiting)
    known = FALSE;
  if (known && item->id == probe->activations[probe->code].layer_id)
    deviations = probe->deviations;
  hg_block_set_picture (block, known ? draw_picture (block, &picture, deviations,
                                                     hg_workspace_is_ink (self->workspace))
                                     : NULL);
}

static gboolean
refresh_cb (gpointer data)
{
  HgCanvas *self = data;

  self->pictures->timeout = 0;
  hg_canvas_update_pictures (self);
  return G_SOURCE_REMOVE;
}

static void
update_later (HgCanvas *self, gint64 wait_usec)
{
  if (self->pictures->timeout == 0)
    self->pictures->timeout = g_timeout_add ((guint) (wait_usec / 1000 + 1), refresh_cb, self);
}

void
hg_canvas_update_pictures_later (HgCanvas *self)
{
  update_later (self, FRAME_USEC);
}

void
hg_canvas_update_pictures (HgCanvas *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  gint64 now = g_get_monotonic_time ();
  gint64 wait = self->pictures->time + REFRESH_USEC - now;

  if (self->items == NULL || self->layout == NULL)
    return;
  if (wait > 0)
    {
      update_later (self, wait);
      return;
    }
  self->pictures->time = now;
  for (guint i = 0; i < self->items->n_items; i++)
    {
      hg_block_set_share (hg_canvas_get_block_at (self, i),
                          hg_workspace_get_share (self->workspace, self->items->items[i].id));
      update_block (self, i,
                    is_shown (self, i) ? wb_snapshot_get (snapshot, WB_MEASURE_PROBE) : NULL);
    }
}
