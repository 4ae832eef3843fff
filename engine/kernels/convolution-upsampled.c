/* SPDX-License-Identifier: MIT */
/* A nearest up-sampling by two and the 3x3 convolution behind it, folded into
 * four 2x2 convolutions of the image before the up-sampling: an output of a
 * given parity sees every input twice or once, so the taps that see the same
 * input are added up beforehand. 16 multiplications take the place of 36.
 *
 * In one direction, with p rows of padding: outputs 2r + a see the inputs m and
 * m + 1, the first one through taps 0 to split - 1, the second one through the
 * rest. dx sees four rows of dy: a 4x4 convolution with stride 2.
 */
#include "engine/kernels/convolution-private.h"

#include <string.h>

/* Taps that see the first of the two inputs. */
static guint
split_of (guint pad, guint a)
{
  return (a + pad) % 2 == 1 ? 1 : 2;
}

/* Rows of the frame above the window of output a. */
static guint
start_of (guint pad, guint a)
{
  return a & pad;
}

static AeFrame
frame_of_x (const AeConv2dPlan *plan)
{
  return (AeFrame) {
    .height = plan->shape.height + 2 * plan->pad_top,
    .width = plan->shape.width + 2 * plan->pad_left,
    .channels = plan->shape.channels,
    .top = plan->pad_top,
    .left = plan->pad_left,
  };
}

static AeFrame
frame_of_dy (const AeConv2dPlan *plan)
{
  return (AeFrame) {
    .height = 2 * plan->shape.height + 2,
    .width = 2 * plan->shape.width + 2,
    .channels = plan->shape.filters,
    .top = 2 - plan->pad_top,
    .left = 2 - plan->pad_left,
  };
}

static gsize
weights_of_phase (const AeConv2dShape *s)
{
  return (gsize) 4 * s->channels * s->filters;
}

void
ae_conv2d_plan_upsampled (AeConv2dPlan *plan)
{
  const AeConv2dShape *s = &plan->shape;
  const AeFrame x = frame_of_x (plan);
  const AeFrame dy = frame_of_dy (plan);
  const gsize weights = 4 * weights_of_phase (s);
  const AeConvKernels *found;

  plan->packed_input = (weights + 15) / 16 * 16;
  plan->packed = plan->packed_input + weights;
  plan->scratch = MAX (ae_frame_size (&x) + AE_CONV_SLACK + weights, ae_frame_size (&dy));
  if (s->filters == 1)
    plan->forward = ae_conv_kernels_for_single (plan->kernels, s->channels, TRUE);
  else
    {
      found = ae_conv_kernels_for (plan->kernels, s->filters);
      if (found != NULL && found->find_rows (s->channels, 2, 1, s->width) != NULL)
        plan->forward = found;
    }
  found = ae_conv_kernels_for (plan->kernels, s->channels);
  if (found != NULL && found->find_rows (s->filters, 4, 2, s->width) != NULL)
    plan->input = found;
  plan->weights = ae_conv_kernels_for_weights (plan->kernels, s->channels, s->filters, 2);
}

/* The sum of w over taps [row, row_end) x [col, col_end). */
static float
sum_taps (const AeConv2dShape *s,
          const float *w,
          guint row,
          guint row_end,
          guint col,
          guint col_end,
          guint c,
          guint k)
{
  float sum = 0;

  for (guint kh = row; kh < row_end; kh++)
    for (guint kw = col; kw < col_end; kw++)
      sum += w[((kh * 3 + kw) * s->channels + c) * s->filters + k];
  return sum;
}

/* Tap (th, tw) of phase (a, b). */
static float
phase_weight (const AeConv2dPlan *plan,
              const float *w,
              guint phase,
              guint th,
              guint tw,
              guint c,
              guint k)
{
  const guint row = split_of (plan->pad_top, phase / 2);
  const guint col = split_of (plan->pad_left, phase % 2);

  return sum_taps (&plan->shape, w, th ? row : 0, th ? 3 : row, tw ? col : 0, tw ? 3 : col, c, k);
}

/* [phase, K / lanes, th, C, tw, lanes] */
static void
pack_phases (const AeConv2dPlan *plan, const float *w, float *out)
{
  const AeConv2dShape *s = &plan->shape;
  const guint lanes = plan->forward->lanes;

  for (guint phase = 0; phase < 4; phase++)
    for (guint first = 0; first < s->filters; first += lanes)
      for (guint th = 0; th < 2; th++)
        for (guint c = 0; c < s->channels; c++)
          for (guint tw = 0; tw < 2; tw++)
            for (guint lane = 0; lane < lanes; lane++)
              *out++ = phase_weight (plan, w, phase, th, tw, c, first + lane);
}

/* [a, th, b, tw, C] for the one filter */
static void
pack_single (const AeConv2dPlan *plan, const float *w, float *out)
{
  for (guint a = 0; a < 2; a++)
    for (guint th = 0; th < 2; th++)
      for (guint b = 0; b < 2; b++)
        for (guint tw = 0; tw < 2; tw++)
          for (guint c = 0; c < plan->shape.channels; c++)
            *out++ = phase_weight (plan, w, 2 * a + b, th, tw, c, 0);
}

/* Taps that lead from row t of four rows of dy to an input: 2, 1-2, 0-1, 0. */
static guint
first_tap (guint t)
{
  return t < 2 ? 2 - t : 0;
}

static guint
end_tap (guint t)
{
  return t == 0 ? 3 : 4 - t;
}

/* [C / lanes, 4, K, 4, lanes] */
static void
pack_input (const AeConv2dPlan *plan, const float *w, float *out)
{
  const AeConv2dShape *s = &plan->shape;
  const guint lanes = plan->input->lanes;

  for (guint first = 0; first < s->channels; first += lanes)
    for (guint th = 0; th < 4; th++)
      for (guint k = 0; k < s->filters; k++)
        for (guint tw = 0; tw < 4; tw++)
          for (guint lane = 0; lane < lanes; lane++)
            *out++ = sum_taps (s, w, first_tap (th), end_tap (th), first_tap (tw), end_tap (tw),
                               first + lane, k);
}

void
ae_conv2d_pack_upsampled (const AeConv2dPlan *plan, const float *w, float *packed)
{
  if (plan->shape.filters == 1)
    pack_single (plan, w, packed);
  else
    pack_phases (plan, w, packed);
  pack_input (plan, w, packed + plan->packed_input);
}

/* Outputs of parity a among @size. */
static guint
count_of (guint size, guint a)
{
  return (size - a + 1) / 2;
}

/* All filters of phase (a, b) of one image. */
static void
run_phase (const AeConv2dPlan *plan, guint a, guint b, const AeConvRows *job)
{
  const AeConv2dShape *s = &plan->shape;
  const guint lanes = plan->forward->lanes;
  AeConvRows rows = *job;
  AeConvRowsKernel kernel;

  rows.in += start_of (plan->pad_top, a) * rows.in_pitch
             + start_of (plan->pad_left, b) * s->channels;
  rows.w += (2 * a + b) * weights_of_phase (s);
  rows.out += ((gsize) a * plan->out_width + b) * s->filters;
  rows.rows = count_of (plan->out_height, a);
  rows.cols = count_of (plan->out_width, b);
  kernel = plan->forward->find_rows (s->channels, 2, 1, rows.cols);
  for (guint k = 0; k < s->filters; k += lanes)
    {
      kernel (&rows);
      rows.w += (gsize) 4 * s->channels * lanes;
      rows.out += lanes;
      if (rows.bias != NULL)
        rows.bias += lanes;
    }
}

/* Rows of parity a of the one filter of one image. */
static void
run_single (const AeConv2dPlan *plan, guint a, const AeConvRows *job)
{
  AeConvRows rows = *job;

  rows.in += start_of (plan->pad_top, a) * rows.in_pitch;
  rows.w += (gsize) a * 8 * plan->shape.channels;
  rows.out += (gsize) a * plan->out_width;
  rows.rows = count_of (plan->out_height, a);
  rows.cols = plan->out_width;
  plan->forward->find_single (plan->shape.channels, TRUE) (&rows);
}

void
ae_conv2d_forward_upsampled (const AeConv2dPlan *plan,
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
  const gsize pitch = (gsize) frame.width * s->channels;

  for (guint i = 0; i < n; i++)
    {
      const AeConvRows job = {
        .in = plan->pad_top > 0 ? scratch : x,
        .in_pitch = pitch,
        .in_advance = pitch,
        .w = packed,
        .bias = b,
        .out = y,
        .out_pitch = (gsize) 2 * plan->out_width * s->filters,
        .out_step = (gsize) 2 * s->filters,
        .relu = relu,
      };

      if (plan->pad_top > 0)
        ae_frame_fill (&frame, s->height, s->width, x, scratch);
      for (guint phase = 0; phase < 4; phase++)
        if (s->filters > 1)
          run_phase (plan, phase / 2, phase % 2, &job);
        else if (phase % 2 == 0)
          run_single (plan, phase / 2, &job);
      x += (gsize) s->height * s->width * s->channels;
      y += (gsize) plan->out_height * plan->out_width * s->filters;
    }
}

void
ae_conv2d_backward_input_upsampled (const AeConv2dPlan *plan,
                                    guint n,
                                    const float *dy,
                                    const float *packed,
                                    float *dx,
                                    float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const AeFrame frame = frame_of_dy (plan);
  const gsize pitch = (gsize) frame.width * s->filters;
  const guint lanes = plan->input->lanes;
  const AeConvRowsKernel kernel = plan->input->find_rows (s->filters, 4, 2, s->width);

  for (guint i = 0; i < n; i++)
    {
      AeConvRows rows = {
        .in = scratch,
        .in_pitch = pitch,
        .in_advance = 2 * pitch,
        .rows = s->height,
        .cols = s->width,
        .w = packed + plan->packed_input,
        .out = dx,
        .out_pitch = (gsize) s->width * s->channels,
        .out_step = s->channels,
      };

      ae_frame_fill (&frame, plan->out_height, plan->out_width, dy, scratch);
      for (guint c = 0; c < s->channels; c += lanes)
        {
          kernel (&rows);
          rows.w += (gsize) 16 * s->filters * lanes;
          rows.out += lanes;
        }
      dy += (gsize) plan->out_height * plan->out_width * s->filters;
      dx += (gsize) s->height * s->width * s->channels;
    }
}

/* Each tap gets the gradient of every sum that it was a part of. */
static void
unfold_weights (const AeConv2dPlan *plan, const float *phases, float *dw)
{
  const AeConv2dShape *s = &plan->shape;
  const gsize tap = (gsize) s->channels * s->filters;

  for (guint kh = 0; kh < 3; kh++)
    for (guint kw = 0; kw < 3; kw++, dw += tap)
      for (guint phase = 0; phase < 4; phase++)
        {
          const guint th = kh >= split_of (plan->pad_top, phase / 2);
          const guint tw = kw >= split_of (plan->pad_left, phase % 2);

          plan->kernels->sum->add (tap, phases + (phase * 4 + th * 2 + tw) * tap, dw);
        }
}

void
ae_conv2d_backward_weights_upsampled (const AeConv2dPlan *plan,
                                      guint n,
                                      const float *x,
                                      const float *dy,
                                      float *dw,
                                      float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const AeFrame frame = frame_of_x (plan);
  const gsize pitch = (gsize) frame.width * s->channels;
  float *phases = scratch + (ae_frame_size (&frame) + AE_CONV_SLACK) / 16 * 16;

  memset (phases, 0, 4 * weights_of_phase (s) * sizeof *phases);
  for (guint i = 0; i < n; i++)
    {
      const float *in = plan->pad_top > 0 ? scratch : x;

      if (plan->pad_top > 0)
        ae_frame_fill (&frame, s->height, s->width, x, scratch);
      for (guint phase = 0; phase < 4; phase++)
        {
          const guint a = phase / 2;
          const guint b = phase % 2;

          ae_conv_add_weights (plan->weights, s->channels, s->filters, 2,
                               &(AeConvWeights) {
                                 .in = in + start_of (plan->pad_top, a) * pitch
                                       + start_of (plan->pad_left, b) * s->channels,
                                 .in_pitch = pitch,
                                 .in_advance = pitch,
                                 .in_step = s->channels,
                                 .in_tap = s->channels,
                                 .rows = count_of (plan->out_height, a),
                                 .cols = count_of (plan->out_width, b),
                                 .d = dy + ((gsize) a * plan->out_width + b) * s->filters,
                                 .d_pitch = (gsize) 2 * plan->out_width * s->filters,
                                 .d_step = (gsize) 2 * s->filters,
                                 .dw = phases + phase * weights_of_phase (s),
                               });
        }
      x += (gsize) s->height * s->width * s->channels;
      dy += (gsize) plan->out_height * plan->out_width * s->filters;
    }
  unfold_weights (plan, phases, dw);
}
