/* SPDX-License-Identifier: MIT */
/* Plans convolutions and runs the direct ones: an image is copied into a frame
 * of zeros, and the kernels then see whole windows only.
 *
 * dx is itself a convolution, of dy in a wider frame with the taps reversed
 * and channels and filters exchanged, so the same kernels do it.
 */
#include "engine/kernels/convolution-private.h"
#include "engine/kernels/window-size.h"

#include <string.h>

#define TAPS 3

void
ae_frame_fill (const AeFrame *frame, guint height, guint width, const float *x, float *out)
{
  const gsize line = (gsize) width * frame->channels;
  const gsize left = (gsize) frame->left * frame->channels;
  const gsize pitch = (gsize) frame->width * frame->channels;
  const gsize right = pitch - left - line;
  const guint bottom = frame->height - frame->top - height;

  memset (out, 0, frame->top * pitch * sizeof *out);
  out += frame->top * pitch;
  for (guint row = 0; row < height; row++, x += line, out += pitch)
    {
      memset (out, 0, left * sizeof *out);
      memcpy (out + left, x, line * sizeof *out);
      memset (out + left + line, 0, right * sizeof *out);
    }
  memset (out, 0, bottom * pitch * sizeof *out);
}

const AeConvKernels *
ae_conv_kernels_for (const AeKernels *kernels, guint outputs)
{
  for (guint i = 0; i < AE_MAX_CONV_KERNELS && kernels->conv[i] != NULL; i++)
    if (outputs % kernels->conv[i]->lanes == 0)
      return kernels->conv[i];
  return NULL;
}

const AeConvKernels *
ae_conv_kernels_for_single (const AeKernels *kernels, guint channels, gboolean folded)
{
  const AeConvKernels *found = ae_conv_kernels_for (kernels, channels);

  return found != NULL && found->find_single (channels, folded) != NULL ? found : NULL;
}

/* The channels that a kernel for dw takes at once. */
static guint
weights_block (const AeConvKernels *kernels, guint channels)
{
  return channels % kernels->weights_block == 0 ? kernels->weights_block : channels;
}

const AeConvKernels *
ae_conv_kernels_for_weights (const AeKernels *kernels, guint channels, guint filters, guint taps)
{
  const AeConvKernels *found = ae_conv_kernels_for (kernels, filters == 1 ? channels : filters);

  if (found == NULL || filters == 1)
    return found;
  return found->find_weights (weights_block (found, channels), taps) != NULL ? found : NULL;
}

/* A kernel for vectors of filters, or for the one filter. */
static const AeConvKernels *
find_kernels (const AeKernels *kernels, guint channels, guint filters, guint cols)
{
  const AeConvKernels *found;

  if (filters == 1)
    return ae_conv_kernels_for_single (kernels, channels, FALSE);
  found = ae_conv_kernels_for (kernels, filters);
  return found != NULL && found->find_rows (channels, TAPS, 1, cols) != NULL ? found : NULL;
}

static AeFrame
frame_of_x (const AeConv2dPlan *plan)
{
  return (AeFrame) {
    .height = plan->out_height + TAPS - 1,
    .width = plan->out_width + TAPS - 1,
    .channels = plan->shape.channels,
    .top = plan->pad_top,
    .left = plan->pad_left,
  };
}

static AeFrame
frame_of_dy (const AeConv2dPlan *plan)
{
  return (AeFrame) {
    .height = plan->shape.height + TAPS - 1,
    .width = plan->shape.width + TAPS - 1,
    .channels = plan->shape.filters,
    .top = TAPS - 1 - plan->pad_top,
    .left = TAPS - 1 - plan->pad_left,
  };
}

gboolean
ae_conv2d_can_upsample (const AeConv2dShape *shape, const AeKernels *kernels)
{
  AeConv2dShape upsampled = *shape;
  AeConv2dPlan plan;

  upsampled.upsampled = TRUE;
  if (shape->kernel_height != TAPS || shape->kernel_width != TAPS || shape->stride_height != 1
      || shape->stride_width != 1 || (!shape->same && shape->filters == 1) || shape->height < 2
      || shape->width < 2)
    return FALSE;
  ae_conv2d_plan (&upsampled, kernels, &plan);
  return plan.winograd != NULL
         || (plan.forward != NULL && plan.input != NULL && plan.weights != NULL);
}

static void
plan_direct (AeConv2dPlan *plan)
{
  const AeConv2dShape *s = &plan->shape;
  const AeFrame x = frame_of_x (plan);
  const AeFrame dy = frame_of_dy (plan);

  if (s->kernel_height != TAPS || s->kernel_width != TAPS || s->stride_height != 1
      || s->stride_width != 1)
    return;
  plan->forward = find_kernels (plan->kernels, s->channels, s->filters, plan->out_width);
  plan->input = find_kernels (plan->kernels, s->filters, s->channels, s->width);
  plan->weights = ae_conv_kernels_for_weights (plan->kernels, s->channels, s->filters, TAPS);
  plan->scratch = MAX (ae_frame_size (&x), ae_frame_size (&dy)) + AE_CONV_SLACK;
}

/* The plain set convolves by matrix products. */
static gboolean
has_vectors (const AeConv2dPlan *plan)
{
  return plan->kernels->conv[0] != NULL;
}

void
ae_conv2d_plan (const AeConv2dShape *shape, const AeKernels *kernels, AeConv2dPlan *plan)
{
  const guint factor = shape->upsampled ? 2 : 1;
  const gsize weights = (gsize) shape->kernel_height * shape->kernel_width * shape->channels
                        * shape->filters;

  *plan = (AeConv2dPlan) { .shape = *shape, .kernels = kernels };
  ae_count_windows (shape->height * factor, shape->kernel_height, shape->stride_height, shape->same,
                    &plan->out_height, &plan->pad_top);
  ae_count_windows (shape->width * factor, shape->kernel_width, shape->stride_width, shape->same,
                    &plan->out_width, &plan->pad_left);
  if (ae_conv2d_plan_winograd (plan))
    return;
  if (shape->upsampled)
    {
      ae_conv2d_plan_upsampled (plan);
      return;
    }
  plan_direct (plan);
  plan->packed_input = (weights + 15) / 16 * 16;
  plan->packed = plan->packed_input + weights;
  if (plan->forward != NULL && plan->input != NULL && plan->weights != NULL)
    return;
  if (has_vectors (plan))
    ae_conv2d_plan_framed (plan);
  else
    plan->scratch = MAX (plan->scratch, ae_conv2d_general_scratch (plan));
}

/* [kh, kw, C, K] to [K / lanes, kh, C, kw, lanes]; with @reversed, C and K
 * exchange their parts and the taps run backwards. */
static void
pack_vectors (const AeConv2dShape *s, guint lanes, gboolean reversed, const float *w, float *out)
{
  const guint outputs = reversed ? s->channels : s->filters;
  const guint inputs = reversed ? s->filters : s->channels;
  const gsize input_step = reversed ? 1 : s->filters;
  const gsize output_step = reversed ? s->filters : 1;
  const gsize tap_step = (gsize) s->channels * s->filters;

  for (guint first = 0; first < outputs; first += lanes)
    for (guint kh = 0; kh < TAPS; kh++)
      for (guint c = 0; c < inputs; c++)
        for (guint kw = 0; kw < TAPS; kw++, out += lanes)
          {
            const guint tap = kh * TAPS + kw;
            const float *from = w + (reversed ? TAPS * TAPS - 1 - tap : tap) * tap_step
                                + c * input_step + first * output_step;

            for (guint lane = 0; lane < lanes; lane++)
              out[lane] = from[lane * output_step];
          }
}

/* For the one channel of dx: [kh, kw, K], the taps backwards. */
static void
pack_single_reversed (const AeConv2dShape *s, const float *w, float *out)
{
  for (guint tap = 0; tap < TAPS * TAPS; tap++, out += s->filters)
    memcpy (out, w + (TAPS * TAPS - 1 - tap) * s->filters, s->filters * sizeof *w);
}

static void
pack_direction (const AeConv2dPlan *plan,
                const AeConvKernels *kernels,
                gboolean reversed,
                const float *w,
                float *out)
{
  const AeConv2dShape *s = &plan->shape;
  const guint outputs = reversed ? s->channels : s->filters;
  const gsize size = (gsize) s->kernel_height * s->kernel_width * s->channels * s->filters;

  if (kernels == NULL && has_vectors (plan))
    ae_conv2d_pack_framed (plan, reversed, w, out);
  else if (kernels == NULL || (outputs == 1 && !reversed))
    memcpy (out, w, size * sizeof *w);
  else if (outputs == 1)
    pack_single_reversed (s, w, out);
  else
    pack_vectors (s, kernels->lanes, reversed, w, out);
}

void
ae_conv2d_pack (const AeConv2dPlan *plan, const float *w, float *packed)
{
  if (plan->winograd != NULL)
    {
      ae_conv2d_pack_winograd (plan, w, packed);
      return;
    }
  if (plan->shape.upsampled)
    {
      ae_conv2d_pack_upsampled (plan, w, packed);
      return;
    }
  pack_direction (plan, plan->forward, FALSE, w, packed);
  pack_direction (plan, plan->input, TRUE, w, packed + plan->packed_input);
}

/* One image in its frame, all filters. */
static void
run_image (const AeConvKernels *kernels,
           guint channels,
           guint filters,
           guint width,
           const AeConvRows *job)
{
  AeConvRows rows = *job;
  const AeConvRowsKernel kernel = filters == 1 ? kernels->find_single (channels, FALSE)
                                               : kernels->find_rows (channels, TAPS, 1, width);
  const gsize block = (gsize) TAPS * TAPS * channels * kernels->lanes;

  for (guint first = 0; first < filters; first += kernels->lanes)
    {
      kernel (&rows);
      rows.w += block;
      rows.out += kernels->lanes;
      if (rows.bias != NULL)
        rows.bias += kernels->lanes;
    }
}

/* What forward and dx have in common: from images in frames to images. */
static void
run_images (const AeConvKernels *kernels,
            guint n,
            const AeFrame *frame,
            guint in_height,
            guint in_width,
            const float *in,
            const float *w,
            const float *b,
            gboolean relu,
            guint filters,
            float *out,
            float *scratch)
{
  const guint height = frame->height - TAPS + 1;
  const guint width = frame->width - TAPS + 1;
  const gsize pitch = (gsize) frame->width * frame->channels;
  const gboolean framed = frame->height != in_height || frame->width != in_width || filters == 1;

  for (guint i = 0; i < n; i++)
    {
      if (framed)
        ae_frame_fill (frame, in_height, in_width, in, scratch);
      run_image (kernels, frame->channels, filters, width,
                 &(AeConvRows) {
                   .in = framed ? scratch : in,
                   .in_pitch = pitch,
                   .in_advance = pitch,
                   .rows = height,
                   .cols = width,
                   .w = w,
                   .bias = b,
                   .out = out,
                   .out_pitch = (gsize) width * filters,
                   .out_step = filters,
                   .relu = relu,
                 });
      in += (gsize) in_height * in_width * frame->channels;
      out += (gsize) height * width * filters;
    }
}

void
ae_conv2d_forward (const AeConv2dPlan *plan,
                   guint n,
                   const float *x,
                   const float *packed,
                   const float *b,
                   gboolean relu,
                   float *y,
                   float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const AeFrame frame = frame_of_x (plan);

  if (plan->winograd != NULL)
    ae_conv2d_forward_winograd (plan, n, x, packed, b, relu, y, scratch);
  else if (s->upsampled)
    ae_conv2d_forward_upsampled (plan, n, x, packed, b, relu, y, scratch);
  else if (plan->forward == NULL && has_vectors (plan))
    ae_conv2d_run_framed (plan, FALSE, n, x, packed, b, relu, y, scratch);
  else if (plan->forward == NULL)
    ae_conv2d_forward_general (plan, n, x, packed, b, relu, y, scratch);
  else
    run_images (plan->forward, n, &frame, s->height, s->width, x, packed, b, relu, s->filters, y,
                scratch);
}

void
ae_conv2d_backward_input (const AeConv2dPlan *plan,
                          guint n,
                          const float *dy,
                          const float *packed,
                          float *dx,
                          float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const AeFrame frame = frame_of_dy (plan);

  if (plan->winograd != NULL)
    ae_conv2d_backward_input_winograd (plan, n, dy, packed, dx, scratch);
  else if (s->upsampled)
    ae_conv2d_backward_input_upsampled (plan, n, dy, packed, dx, scratch);
  else if (plan->input == NULL && has_vectors (plan))
    ae_conv2d_run_framed (plan, TRUE, n, dy, packed + plan->packed_input, NULL, FALSE, dx, scratch);
  else if (plan->input == NULL)
    ae_conv2d_backward_input_general (plan, n, dy, packed + plan->packed_input, dx, scratch);
  else
    run_images (plan->input, n, &frame, plan->out_height, plan->out_width, dy,
                packed + plan->packed_input, NULL, FALSE, s->channels, dx, scratch);
}

/* A vector of channels at a time, all taps of the one filter. */
static void
add_single_weights (const AeConvKernels *kernels,
                    guint channels,
                    guint taps,
                    const AeConvWeights *g)
{
  const AeConvWeightsKernel kernel = kernels->find_single_weights (taps);
  AeConvWeights job = *g;

  job.dw_tap = channels;
  job.dw_row = (gsize) taps * channels;
  for (guint c = 0; c < channels; c += kernels->lanes)
    {
      kernel (&job);
      job.in += kernels->lanes;
      job.dw += kernels->lanes;
    }
}

void
ae_conv_add_weights (const AeConvKernels *kernels,
                     guint channels,
                     guint filters,
                     guint taps,
                     const AeConvWeights *g)
{
  const guint block = weights_block (kernels, channels);
  const guint tap_rows = block == 1 ? 1 : taps;
  const AeConvWeightsKernel kernel = kernels->find_weights (block, taps);
  AeConvWeights job = *g;

  if (filters == 1)
    {
      add_single_weights (kernels, channels, taps, g);
      return;
    }
  job.dw_channel = filters;
  job.dw_tap = (gsize) channels * filters;
  job.dw_row = taps * job.dw_tap;
  for (guint kh = 0; kh < tap_rows; kh++)
    for (guint c = 0; c < channels; c += block)
      for (guint k = 0; k < filters; k += kernels->lanes)
        {
          job.in = g->in + kh * g->in_pitch + c;
          job.d = g->d + k;
          job.dw = g->dw + kh * job.dw_row + (gsize) c * filters + k;
          kernel (&job);
        }
}

static void
add_weights_direct (const AeConv2dPlan *plan,
                    guint n,
                    const float *x,
                    const float *dy,
                    float *dw,
                    float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const AeFrame frame = frame_of_x (plan);
  const gboolean framed = frame.height != s->height || frame.width != s->width;
  const gsize pitch = (gsize) frame.width * s->channels;

  for (guint i = 0; i < n; i++)
    {
      if (framed)
        ae_frame_fill (&frame, s->height, s->width, x, scratch);
      ae_conv_add_weights (plan->weights, s->channels, s->filters, TAPS,
                           &(AeConvWeights) {
                             .in = framed ? scratch : x,
                             .in_pitch = pitch,
                             .in_advance = pitch,
                             .in_step = s->channels,
                             .in_tap = s->channels,
                             .rows = plan->out_height,
                             .cols = plan->out_width,
                             .d = dy,
                             .d_pitch = (gsize) plan->out_width * s->filters,
                             .d_step = s->filters,
                             .dw = dw,
                           });
      x += (gsize) s->height * s->width * s->channels;
      dy += (gsize) plan->out_height * plan->out_width * s->filters;
    }
}

void
ae_conv2d_backward_weights (const AeConv2dPlan *plan,
                            guint n,
                            const float *x,
                            const float *dy,
                            float *dw,
                            float *db,
                            float *scratch)
{
  const AeConv2dShape *s = &plan->shape;

  if (plan->winograd != NULL)
    ae_conv2d_backward_weights_winograd (plan, n, x, dy, dw, scratch);
  else if (s->upsampled)
    ae_conv2d_backward_weights_upsampled (plan, n, x, dy, dw, scratch);
  else if (plan->weights == NULL && has_vectors (plan))
    ae_conv2d_add_weights_framed (plan, n, x, dy, dw, scratch);
  else if (plan->weights == NULL)
    ae_conv2d_backward_weights_general (plan, n, x, dy, dw, scratch);
  else
    add_weights_direct (plan, n, x, dy, dw, scratch);
  if (db != NULL)
    plan->kernels->sum->sum_rows ((gsize) n * plan->out_height * plan->out_width, s->filters, dy,
                                  db);
}
