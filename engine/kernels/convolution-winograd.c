/* SPDX-License-Identifier: MIT */
/* 3x3 convolutions with many channels by way of winograd-tiles.h, image by
 * image: 16 products for each tile of four outputs instead of 36, or 9 where
 * the input is upsampled. The sums are the same ones in another order, with
 * errors of a few more units in the last place.
 */
#include "engine/kernels/convolution-private.h"

#include <string.h>

/* Below this, the transforms cost more than the products save. */
#define MIN_CHANNELS 16
#define MIN_TILES    4

typedef struct
{
  AeTiles tiles;
  guint n_tiles;
  guint positions;
  AeFrame frame;
  gsize in_size;
  gsize out_size;
} Layout;

/* From an image of @height x @width outputs back to its frame of inputs. */
static Layout
lay_out (const AeConv2dPlan *plan, gboolean backward)
{
  const AeConv2dShape *s = &plan->shape;
  const guint height = backward ? s->height : plan->out_height;
  const guint width = backward ? s->width : plan->out_width;
  const guint channels = backward ? s->filters : s->channels;
  const guint step = s->upsampled ? 1 : 2;
  Layout l = { .positions = s->upsampled ? 9 : 16 };

  l.tiles = (AeTiles) {
    .rows = (height + 1) / 2,
    .cols = (width + 1) / 2,
    .height = height,
    .width = width,
    .channels = channels,
    .upsampled = s->upsampled,
  };
  l.n_tiles = l.tiles.rows * l.tiles.cols;
  l.frame = (AeFrame) {
    .height = step * l.tiles.rows + 2,
    .width = step * l.tiles.cols + 2,
    .channels = channels,
    .top = backward ? 2 - plan->pad_top : plan->pad_top,
    .left = backward ? 2 - plan->pad_left : plan->pad_left,
  };
  l.in_size = (gsize) l.positions * l.n_tiles * channels;
  l.out_size = (gsize) l.positions * l.n_tiles * (backward ? s->channels : s->filters);
  return l;
}

static gsize
pad (gsize size)
{
  return (size + 15) / 16 * 16;
}

gboolean
ae_conv2d_plan_winograd (AeConv2dPlan *plan)
{
  const AeConv2dShape *s = &plan->shape;
  const AeConvKernels *channels = ae_conv_kernels_for (plan->kernels, s->channels);
  const AeConvKernels *filters = ae_conv_kernels_for (plan->kernels, s->filters);
  const gsize size = (gsize) s->channels * s->filters;
  const Layout forward = lay_out (plan, FALSE);
  Layout backward = forward;
  gsize weights;

  if (s->kernel_height != 3 || s->kernel_width != 3 || s->stride_height != 1 || s->stride_width != 1
      || (s->upsampled && !s->same))
    return FALSE;
  if (channels == NULL || filters == NULL || s->channels < MIN_CHANNELS || s->filters < MIN_CHANNELS
      || forward.n_tiles < MIN_TILES)
    return FALSE;
  if (!s->upsampled)
    backward = lay_out (plan, TRUE);
  weights = forward.positions * size;
  plan->winograd = channels->lanes < filters->lanes ? channels : filters;
  plan->packed_input = pad (weights);
  plan->packed = plan->packed_input + weights;
  plan->scratch = pad (MAX (ae_frame_size (&forward.frame), ae_frame_size (&backward.frame)))
                  + pad (MAX (forward.in_size, backward.in_size))
                  + pad (MAX (forward.out_size, backward.out_size)) + weights;
  return TRUE;
}

/* U for dx. Without upsampling it is that of the taps turned round, which changes
 * places with the first and the last position; the matrices are transposed. */
static void
pack_transposed (const AeConv2dShape *s, guint n, const float *u, float *out)
{
  static const guint turned[] = { 3, 1, 2, 0 };
  const gsize size = (gsize) s->channels * s->filters;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++, out += size)
      {
        const float *from = u
                            + ((s->upsampled ? i : turned[i]) * n + (s->upsampled ? j : turned[j]))
                                * size;

        for (guint c = 0; c < s->channels; c++)
          for (guint k = 0; k < s->filters; k++)
            out[k * s->channels + c] = from[c * s->filters + k];
      }
}

void
ae_conv2d_pack_winograd (const AeConv2dPlan *plan, const float *w, float *packed)
{
  const AeConv2dShape *s = &plan->shape;

  plan->winograd->winograd->pack (s->upsampled, (gsize) s->channels * s->filters, w, packed);
  pack_transposed (s, s->upsampled ? 3 : 4, packed, packed + plan->packed_input);
}

/* From images to images through U. */
static void
run_images (const AeConv2dPlan *plan,
            const Layout *l,
            guint n,
            guint in_height,
            guint in_width,
            guint filters,
            const float *in,
            const float *u,
            const float *b,
            gboolean relu,
            float *out,
            float *scratch)
{
  const AeWinogradKernels *kernels = plan->winograd->winograd;
  const guint channels = l->tiles.channels;
  float *v = scratch + pad (ae_frame_size (&l->frame));
  float *m = v + pad (l->in_size);
  AeTiles out_tiles = l->tiles;

  out_tiles.channels = filters;
  for (guint i = 0; i < n; i++)
    {
      ae_frame_fill (&l->frame, in_height, in_width, in, scratch);
      kernels->take (&l->tiles, scratch, v);
      kernels->multiply (l->positions, l->n_tiles, channels, filters, v, u, m);
      kernels->give (&out_tiles, m, b, relu, out);
      in += (gsize) in_height * in_width * channels;
      out += (gsize) out_tiles.height * out_tiles.width * filters;
    }
}

void
ae_conv2d_forward_winograd (const AeConv2dPlan *plan,
                            guint n,
                            const float *x,
                            const float *packed,
                            const float *b,
                            gboolean relu,
                            float *y,
                            float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const Layout l = lay_out (plan, FALSE);

  run_images (plan, &l, n, s->height, s->width, s->filters, x, packed, b, relu, y, scratch);
}

/* dx out of its frame. */
static void
take_out_of_frame (const AeFrame *frame, guint height, guint width, const float *in, float *dx)
{
  const gsize line = (gsize) width * frame->channels;

  in += ((gsize) frame->top * frame->width + frame->left) * frame->channels;
  for (guint row = 0; row < height; row++, dx += line, in += (gsize) frame->width * frame->channels)
    memcpy (dx, in, line * sizeof *dx);
}

static void
backward_input_upsampled (const AeConv2dPlan *plan,
                          guint n,
                          const float *dy,
                          const float *packed,
                          float *dx,
                          float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const AeWinogradKernels *kernels = plan->winograd->winograd;
  const Layout l = lay_out (plan, FALSE);
  float *v = scratch + pad (ae_frame_size (&l.frame));
  float *m = v + pad (l.in_size);
  AeTiles out_tiles = l.tiles;

  out_tiles.channels = s->filters;
  for (guint i = 0; i < n; i++)
    {
      kernels->take_back (&out_tiles, dy, m);
      kernels->multiply (l.positions, l.n_tiles, s->filters, s->channels, m,
                         packed + plan->packed_input, v);
      memset (scratch, 0, ae_frame_size (&l.frame) * sizeof *scratch);
      kernels->give_back (&l.tiles, v, scratch);
      take_out_of_frame (&l.frame, s->height, s->width, scratch, dx);
      dy += (gsize) plan->out_height * plan->out_width * s->filters;
      dx += (gsize) s->height * s->width * s->channels;
    }
}

void
ae_conv2d_backward_input_winograd (const AeConv2dPlan *plan,
                                   guint n,
                                   const float *dy,
                                   const float *packed,
                                   float *dx,
                                   float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const Layout l = lay_out (plan, TRUE);

  if (s->upsampled)
    backward_input_upsampled (plan, n, dy, packed, dx, scratch);
  else
    run_images (plan, &l, n, plan->out_height, plan->out_width, s->channels, dy,
                packed + plan->packed_input, NULL, FALSE, dx, scratch);
}

void
ae_conv2d_backward_weights_winograd (const AeConv2dPlan *plan,
                                     guint n,
                                     const float *x,
                                     const float *dy,
                                     float *dw,
                                     float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const AeWinogradKernels *kernels = plan->winograd->winograd;
  const gsize size = (gsize) s->channels * s->filters;
  const Layout l = lay_out (plan, FALSE);
  float *v = scratch + pad (ae_frame_size (&l.frame));
  float *m = v + pad (l.in_size);
  float *du = m + pad (l.out_size);
  AeTiles out_tiles = l.tiles;

  out_tiles.channels = s->filters;
  memset (du, 0, l.positions * size * sizeof *du);
  for (guint i = 0; i < n; i++)
    {
      ae_frame_fill (&l.frame, s->height, s->width, x, scratch);
      kernels->take (&l.tiles, scratch, v);
      kernels->take_back (&out_tiles, dy, m);
      kernels->add_products (l.positions, l.n_tiles, s->channels, s->filters, v, m, du);
      x += (gsize) s->height * s->width * s->channels;
      dy += (gsize) plan->out_height * plan->out_width * s->filters;
    }
  kernels->unpack (s->upsampled, size, du, dw);
}
