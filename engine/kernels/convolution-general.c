/* SPDX-License-Identifier: MIT */
/* Convolution of any shape by matrix products: the windows of some rows of
 * outputs are copied out one below the other (P outputs by kh·kw·C values) and
 * multiplied with w. What the direct kernels do not cover comes here.
 */
#include "engine/kernels/convolution-private.h"

#include "engine/blas.h"

#include <string.h>

/* Enough outputs for the product to run well, little enough to stay in L2. */
#define COLUMN_FLOATS 65536

static gsize
window_size (const AeConv2dShape *s)
{
  return (gsize) s->kernel_height * s->kernel_width * s->channels;
}

static guint
rows_at_once (const AeConv2dPlan *plan)
{
  const gsize row = plan->out_width * window_size (&plan->shape);

  return CLAMP (COLUMN_FLOATS / row, 1, plan->out_height);
}

gsize
ae_conv2d_general_scratch (const AeConv2dPlan *plan)
{
  return rows_at_once (plan) * plan->out_width * window_size (&plan->shape);
}

/* The columns of a window row that lie in the image: [first, last). */
static void
clip_window (const AeConv2dPlan *plan, guint col, gint *start, gint *first, gint *last)
{
  const AeConv2dShape *s = &plan->shape;

  *start = (gint) (col * s->stride_width) - (gint) plan->pad_left;
  *first = MAX (*start, 0);
  *last = MIN (*start + (gint) s->kernel_width, (gint) s->width);
}

static gboolean
has_row (const AeConv2dPlan *plan, guint row, guint kh, gint *in_row)
{
  *in_row = (gint) (row * plan->shape.stride_height + kh) - (gint) plan->pad_top;
  return *in_row >= 0 && *in_row < (gint) plan->shape.height;
}

static void
copy_windows (const AeConv2dPlan *plan, const float *x, guint row, guint rows, float *out)
{
  const AeConv2dShape *s = &plan->shape;
  const gsize line = s->kernel_width * s->channels;

  for (guint r = row; r < row + rows; r++)
    for (guint col = 0; col < plan->out_width; col++)
      for (guint kh = 0; kh < s->kernel_height; kh++, out += line)
        {
          gint in_row, start, first, last;

          memset (out, 0, line * sizeof *out);
          clip_window (plan, col, &start, &first, &last);
          if (has_row (plan, r, kh, &in_row) && first < last)
            memcpy (out + (first - start) * s->channels,
                    x + ((gsize) in_row * s->width + first) * s->channels,
                    (last - first) * s->channels * sizeof *out);
        }
}

/* The reverse: adds the windows' values to where they came from. */
static void
add_windows (const AeConv2dPlan *plan, const float *in, guint row, guint rows, float *dx)
{
  const AeConv2dShape *s = &plan->shape;
  const gsize line = s->kernel_width * s->channels;

  for (guint r = row; r < row + rows; r++)
    for (guint col = 0; col < plan->out_width; col++)
      for (guint kh = 0; kh < s->kernel_height; kh++, in += line)
        {
          gint in_row, start, first, last;

          clip_window (plan, col, &start, &first, &last);
          if (has_row (plan, r, kh, &in_row) && first < last)
            plan->kernels->sum->add ((last - first) * s->channels,
                                     in + (first - start) * s->channels,
                                     dx + ((gsize) in_row * s->width + first) * s->channels);
        }
}

void
ae_conv2d_forward_general (const AeConv2dPlan *plan,
                           guint n,
                           const float *x,
                           const float *w,
                           const float *b,
                           gboolean relu,
                           float *y,
                           float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const guint step = rows_at_once (plan);
  const gsize filters = s->filters;

  for (guint i = 0; i < n; i++, x += (gsize) s->height * s->width * s->channels)
    for (guint row = 0; row < plan->out_height; row += step)
      {
        const guint rows = MIN (step, plan->out_height - row);
        const gsize outputs = (gsize) rows * plan->out_width;

        copy_windows (plan, x, row, rows, scratch);
        ae_gemm_nn (outputs, filters, window_size (s), scratch, w, 0, y);
        if (b != NULL)
          plan->kernels->sum->add_bias (outputs, filters, b, y);
        if (relu)
          plan->kernels->map->forward[AE_ACTIVATION_RELU](outputs, filters, y, y);
        y += outputs * filters;
      }
}

void
ae_conv2d_backward_input_general (const AeConv2dPlan *plan,
                                  guint n,
                                  const float *dy,
                                  const float *w,
                                  float *dx,
                                  float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const guint step = rows_at_once (plan);
  const gsize image = (gsize) s->height * s->width * s->channels;

  memset (dx, 0, n * image * sizeof *dx);
  for (guint i = 0; i < n; i++, dx += image)
    for (guint row = 0; row < plan->out_height; row += step)
      {
        const guint rows = MIN (step, plan->out_height - row);
        const gsize outputs = (gsize) rows * plan->out_width;

        ae_gemm_nt (outputs, window_size (s), s->filters, dy, w, 0, scratch);
        add_windows (plan, scratch, row, rows, dx);
        dy += outputs * s->filters;
      }
}

void
ae_conv2d_backward_weights_general (const AeConv2dPlan *plan,
                                    guint n,
                                    const float *x,
                                    const float *dy,
                                    float *dw,
                                    float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const guint step = rows_at_once (plan);

  for (guint i = 0; i < n; i++, x += (gsize) s->height * s->width * s->channels)
    for (guint row = 0; row < plan->out_height; row += step)
      {
        const guint rows = MIN (step, plan->out_height - row);
        const gsize outputs = (gsize) rows * plan->out_width;

        copy_windows (plan, x, row, rows, scratch);
        ae_gemm_tn (window_size (s), s->filters, outputs, scratch, dy, 1, dw);
        dy += outputs * s->filters;
      }
}
