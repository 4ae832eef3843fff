/* SPDX-License-Identifier: MIT */
/* Frames for depthwise convolutions. In a frame each channel stands as often as
 * it has filters, and with a stride the columns that a tap sees stand side by
 * side: first every column 0, s, 2s, …, then 1, s + 1, …
 */
#include "engine/kernels/depthwise-framed.h"

#include <string.h>

#include "engine/kernels/convolution-axis.h"
#include "engine/kernels/convolution-private.h"
#include "engine/kernels/window-size.h"

/**
 * Layout: sizes of one convolution.
 * @channels: of y: those of x times the filters
 * @x: @dy: the frames; @cols: columns of one phase, @pitch: floats of a row
 */
typedef struct
{
  guint out_height;
  guint out_width;
  guint top;
  guint left;
  gsize channels;
  struct
  {
    guint rows;
    guint cols;
    gsize pitch;
  } x, dy;
} Layout;

static Layout
lay_out (const AeConv2dShape *s)
{
  Layout l = { .channels = (gsize) s->channels * s->filters };

  ae_count_windows (s->height, s->kernel_height, s->stride_height, s->same, &l.out_height, &l.top);
  ae_count_windows (s->width, s->kernel_width, s->stride_width, s->same, &l.out_width, &l.left);
  l.x.rows = (l.out_height - 1) * s->stride_height + s->kernel_height;
  l.x.cols = l.out_width - 1 + (s->kernel_width + s->stride_width - 1) / s->stride_width;
  l.x.pitch = (gsize) s->stride_width * l.x.cols * l.channels;
  l.dy.rows = ae_count_framed (s->kernel_height, s->stride_height, l.top, s->height, l.out_height);
  l.dy.cols = ae_count_framed (s->kernel_width, s->stride_width, l.left, s->width, l.out_width);
  l.dy.pitch = l.dy.cols * l.channels;
  return l;
}

/* The last axis of the weights, in whole vectors. */
static gsize
count_whole (const AeKernels *kernels, const Layout *l)
{
  const gsize lanes = kernels->depth->lanes;

  return (ae_depth_width (kernels->depth, l->channels) + lanes - 1) / lanes * lanes;
}

static gsize
count_frame (const Layout *l)
{
  return MAX (l->x.rows * l->x.pitch, l->dy.rows * l->dy.pitch) + AE_DEPTH_SLACK;
}

static gsize
count_weights (const AeConv2dShape *s, const AeKernels *kernels, const Layout *l)
{
  return ((gsize) s->kernel_height * s->kernel_width + 1) * count_whole (kernels, l);
}

gsize
ae_depthwise_count_scratch (const AeConv2dShape *s, const AeKernels *kernels)
{
  const Layout l = lay_out (s);

  return count_frame (&l) + count_weights (s, kernels, &l) + s->width * l.channels;
}

/* A pixel's channels, each as often as it has filters. */
static void
copy_pixel (const AeConv2dShape *s, const float *x, float *out)
{
  if (s->filters == 1)
    memcpy (out, x, s->channels * sizeof *out);
  else
    for (guint c = 0; c < s->channels; c++)
      for (guint f = 0; f < s->filters; f++)
        *out++ = x[c];
}

/* The columns of one row that phase @phase sees. */
static void
fill_phase (const AeConv2dShape *s, const Layout *l, guint phase, const float *x, float *out)
{
  guint place = phase < l->left ? (l->left - phase + s->stride_width - 1) / s->stride_width : 0;

  for (; place < l->x.cols; place++)
    {
      const guint col = place * s->stride_width + phase - l->left;

      if (col >= s->width)
        return;
      copy_pixel (s, x + (gsize) col * s->channels, out + place * l->channels);
    }
}

static void
fill_x (const AeConv2dShape *s, const Layout *l, const float *x, float *out)
{
  const gsize size = l->x.rows * l->x.pitch;

  if (s->stride_height == 1 && s->stride_width == 1 && s->filters == 1)
    {
      ae_frame_fill (&(AeFrame) { l->x.rows, l->x.cols, s->channels, l->top, l->left }, s->height,
                     s->width, x, out);
      memset (out + size, 0, AE_DEPTH_SLACK * sizeof *out);
      return;
    }
  memset (out, 0, (size + AE_DEPTH_SLACK) * sizeof *out);
  for (guint i = 0; i < s->height && i + l->top < l->x.rows; i++)
    for (guint phase = 0; phase < s->stride_width; phase++)
      fill_phase (s, l, phase, x + (gsize) i * s->width * s->channels,
                  out + (i + l->top) * l->x.pitch + phase * l->x.cols * l->channels);
}

static void
fill_dy (const AeConv2dShape *s, const Layout *l, const float *dy, float *out)
{
  const AeFrame frame = {
    .height = l->dy.rows,
    .width = l->dy.cols,
    .channels = (guint) l->channels,
    .top = ae_count_before (s->kernel_height, s->stride_height),
    .left = ae_count_before (s->kernel_width, s->stride_width),
  };

  ae_frame_fill (&frame, l->out_height, l->out_width, dy, out);
  memset (out + ae_frame_size (&frame), 0, AE_DEPTH_SLACK * sizeof *out);
}

/* The channels' numbers, over and over. */
static void
spread (gsize channels, gsize whole, const float *values, float *out)
{
  for (gsize k = 0; k < whole; k += channels)
    memcpy (out + k, values, MIN (channels, whole - k) * sizeof *out);
}

/* The weights of one phase in the order of its windows, and the bias if there is one. */
static void
spread_weights (const AeConv2dShape *s,
                const AeKernels *kernels,
                const Layout *l,
                const AeAxis *rows,
                const AeAxis *cols,
                const float *w,
                const float *b,
                float *out)
{
  const gsize whole = count_whole (kernels, l);

  for (guint i = 0; i < rows->n_taps; i++)
    for (guint j = 0; j < cols->n_taps; j++, out += whole)
      {
        const int row = rows->tap + (int) i * rows->tap_step;
        const int col = cols->tap + (int) j * cols->tap_step;

        spread (l->channels, whole, w + ((gsize) row * s->kernel_width + (gsize) col) * l->channels,
                out);
      }
  if (b != NULL)
    spread (l->channels, whole, b, out);
  else
    memset (out, 0, whole * sizeof *out);
}

/* Windows over x, and what each of their columns adds. */
static AeDepthWindows
get_windows (const AeConv2dShape *s,
             const AeKernels *kernels,
             const Layout *l,
             const float *frame,
             gsize offsets[AE_DEPTH_MAX_TAPS])
{
  for (guint t = 0; t < s->kernel_width; t++)
    offsets[t] = (gsize) (t % s->stride_width * l->x.cols + t / s->stride_width) * l->channels;
  return (AeDepthWindows) {
    .rows = l->out_height,
    .n = l->out_width * l->channels,
    .in = frame,
    .advance = s->stride_height * l->x.pitch,
    .lines = s->kernel_height,
    .pitch = l->x.pitch,
    .taps = s->kernel_width,
    .offsets = offsets,
    .width = ae_depth_width (kernels->depth, l->channels),
  };
}

void
ae_depthwise_forward (const AeConv2dShape *s,
                      const AeKernels *kernels,
                      guint n,
                      const float *x,
                      const float *w,
                      const float *b,
                      float *y,
                      float *scratch)
{
  const Layout l = lay_out (s);
  const AeAxis rows = ae_forward_axis (s->kernel_height, s->stride_height, l.out_height);
  const AeAxis cols = ae_forward_axis (s->kernel_width, s->stride_width, l.out_width);
  float *weights = scratch + count_frame (&l);
  gsize offsets[AE_DEPTH_MAX_TAPS];
  const AeDepthWindows windows = get_windows (s, kernels, &l, scratch, offsets);

  spread_weights (s, kernels, &l, &rows, &cols, w, b, weights);
  for (guint i = 0; i < n; i++)
    {
      fill_x (s, &l, x, scratch);
      kernels->depth->outputs (&windows, weights, y, windows.n);
      x += (gsize) s->height * s->width * s->channels;
      y += l.out_height * windows.n;
    }
}

void
ae_depthwise_backward_weights (const AeConv2dShape *s,
                               const AeKernels *kernels,
                               guint n,
                               const float *x,
                               const float *dy,
                               float *dw,
                               float *scratch)
{
  const Layout l = lay_out (s);
  gsize offsets[AE_DEPTH_MAX_TAPS];
  const AeDepthWindows windows = get_windows (s, kernels, &l, scratch, offsets);

  for (guint i = 0; i < n; i++)
    {
      fill_x (s, &l, x, scratch);
      kernels->depth->add_weights (&windows, dy, l.channels, dw);
      x += (gsize) s->height * s->width * s->channels;
      dy += l.out_height * windows.n;
    }
}

/* A pixel of dx: the sum over each channel's filters. */
static void
fold_pixel (const AeConv2dShape *s, const float *in, float *out)
{
  if (s->filters == 1)
    {
      memcpy (out, in, s->channels * sizeof *out);
      return;
    }
  for (guint c = 0; c < s->channels; c++, in += s->filters)
    {
      out[c] = in[0];
      for (guint f = 1; f < s->filters; f++)
        out[c] += in[f];
    }
}

/* A row of a phase to its places in dx. */
static void
place_row (const AeConv2dShape *s, const AeAxis *cols, const float *row, float *dx)
{
  const gsize channels = (gsize) s->channels * s->filters;

  for (guint j = 0; j < cols->n_out; j++)
    fold_pixel (s, row + j * channels, dx + (gsize) (cols->out + j * cols->out_step) * s->channels);
}

/* All rows of one phase of one image's dx. */
static void
back_phase (const AeConv2dShape *s,
            const AeKernels *kernels,
            const AeAxis *rows,
            const AeAxis *cols,
            AeDepthWindows *windows,
            const float *weights,
            float *dx,
            float *row)
{
  const gsize line = (gsize) s->width * s->channels;
  float *out = dx + rows->out * line;

  if (s->filters == 1 && cols->out_step == 1)
    {
      windows->rows = rows->n_out;
      kernels->depth->outputs (windows, weights, out, rows->out_step * line);
      return;
    }
  windows->rows = 1;
  for (guint i = 0; i < rows->n_out; i++)
    {
      kernels->depth->outputs (windows, weights, row, 0);
      place_row (s, cols, row, out + i * rows->out_step * line);
      windows->in += windows->advance;
    }
}

void
ae_depthwise_backward_input (const AeConv2dShape *s,
                             const AeKernels *kernels,
                             guint n,
                             const float *dy,
                             const float *w,
                             float *dx,
                             float *scratch)
{
  const Layout l = lay_out (s);
  float *weights = scratch + count_frame (&l);
  float *row = weights + count_weights (s, kernels, &l);
  gsize offsets[AE_DEPTH_MAX_TAPS];

  for (guint t = 0; t < s->kernel_width; t++)
    offsets[t] = t * l.channels;
  for (guint image = 0; image < n; image++)
    {
      fill_dy (s, &l, dy, scratch);
      for (guint i = 0; i < s->stride_height; i++)
        for (guint j = 0; j < s->stride_width; j++)
          {
            const AeAxis rows = ae_backward_axis (s->kernel_height, s->stride_height, l.top,
                                                  s->height, i);
            const AeAxis cols = ae_backward_axis (s->kernel_width, s->stride_width, l.left,
                                                  s->width, j);
            AeDepthWindows windows = {
              .n = cols.n_out * l.channels,
              .in = scratch + rows.in * l.dy.pitch + cols.in * l.channels,
              .advance = l.dy.pitch,
              .lines = rows.n_taps,
              .pitch = l.dy.pitch,
              .taps = cols.n_taps,
              .offsets = offsets,
              .width = ae_depth_width (kernels->depth, l.channels),
            };

            spread_weights (s, kernels, &l, &rows, &cols, w, NULL, weights);
            back_phase (s, kernels, &rows, &cols, &windows, weights, dx, row);
          }
      dy += (gsize) l.out_height * l.out_width * l.channels;
      dx += (gsize) s->height * s->width * s->channels;
    }
}
