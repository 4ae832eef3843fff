/* SPDX-License-Identifier: MIT */
/*
 * Columns first, into the scratch memory, then rows: y = R (x C).
 */
#include "data/fitter.h"

#include <math.h>
#include <string.h>

static void
filter_init (DsFilter *self, guint n_in, guint n_out)
{
  double scale = (double) n_in / n_out, reach = MAX (scale, 1);

  self->n_taps = MIN ((guint) ceil (2 * reach) + 1, n_in);
  self->first = g_new (guint, n_out);
  self->weights = g_new0 (float, (gsize) n_out * self->n_taps);
  for (guint o = 0; o < n_out; o++)
    {
      double middle = (o + 0.5) * scale, sum = 0;
      double begin = CLAMP (floor (middle - reach), 0, n_in - self->n_taps);
      float *weights = self->weights + (gsize) o * self->n_taps;

      self->first[o] = (guint) begin;
      for (guint t = 0; t < self->n_taps; t++)
        {
          double distance = fabs (begin + t + 0.5 - middle) / reach;

          weights[t] = (float) MAX (1 - distance, 0);
          sum += weights[t];
        }
      for (guint t = 0; t < self->n_taps; t++)
        weights[t] /= (float) sum;
    }
}

static void
filter_clear (DsFilter *self)
{
  g_free (self->first);
  g_free (self->weights);
}

/* y [n_out, width], its rows a stride apart, of x [n_in, width]. */
static void
filter_rows (const DsFilter *self, guint n_out, gsize width, const float *x, gsize stride, float *y)
{
  for (guint o = 0; o < n_out; o++, y += stride)
    {
      memset (y, 0, width * sizeof (float));
      for (guint t = 0; t < self->n_taps; t++)
        {
          float weight = self->weights[(gsize) o * self->n_taps + t];
          const float *row = x + (self->first[o] + t) * width;

          for (gsize i = 0; i < width; i++)
            y[i] += weight * row[i];
        }
    }
}

static guint
scale_side (guint side, double scale, guint limit)
{
  return (guint) CLAMP (floor (side * scale + 0.5), 1, limit);
}

/* The largest part in the middle that has the new image's proportions. */
static void
crop (DsFitter *self, guint height, guint width)
{
  double scale = MIN ((double) height / self->height, (double) width / self->width);

  self->from.height = scale_side (self->height, scale, height);
  self->from.width = scale_side (self->width, scale, width);
  self->from.top = (height - self->from.height) / 2;
  self->from.left = (width - self->from.width) / 2;
}

/* The middle, made smaller where it must be; the odd row and column lie behind. */
static void
pad (DsFitter *self, guint height, guint width)
{
  double scale = MIN ((double) self->height / height, (double) self->width / width);

  self->to.height = scale_side (height, MIN (scale, 1), self->height);
  self->to.width = scale_side (width, MIN (scale, 1), self->width);
  self->to.top = (self->height - self->to.height) / 2;
  self->to.left = (self->width - self->to.width) / 2;
}

void
ds_fitter_init (DsFitter *self, const DsFit *fit, guint height, guint width, guint channels)
{
  *self = (DsFitter) {
    .width_in = width,
    .height = fit->height,
    .width = fit->width,
    .channels = channels,
    .from = { 0, 0, height, width },
    .to = { 0, 0, fit->height, fit->width },
  };
  if (fit->mode == DS_FIT_PAD)
    pad (self, height, width);
  else if (fit->mode == DS_FIT_CROP)
    crop (self, height, width);
  if (self->from.height == self->to.height && self->from.width == self->to.width)
    return;
  filter_init (&self->rows, self->from.height, self->to.height);
  filter_init (&self->columns, self->from.width, self->to.width);
}

void
ds_fitter_clear (DsFitter *self)
{
  filter_clear (&self->rows);
  filter_clear (&self->columns);
}

gsize
ds_fitter_get_n_scratch (const DsFitter *self)
{
  return (gsize) self->from.height * self->to.width * self->channels;
}

void
ds_fitter_apply (const DsFitter *self, const float *x, float *scratch, float *out)
{
  const gsize channels = self->channels;
  const gsize row_in = self->width_in * channels, row_out = self->width * channels;
  const gsize row = self->to.width * channels;

  x += self->from.top * row_in + self->from.left * channels;
  if (self->to.height < self->height || self->to.width < self->width)
    memset (out, 0, self->height * row_out * sizeof (float));
  out += self->to.top * row_out + self->to.left * channels;

  if (self->rows.n_taps == 0)
    {
      for (guint i = 0; i < self->to.height; i++)
        memcpy (out + i * row_out, x + i * row_in, row * sizeof (float));
      return;
    }
  for (guint i = 0; i < self->from.height; i++)
    filter_rows (&self->columns, self->to.width, channels, x + i * row_in, channels,
                 scratch + i * row);
  filter_rows (&self->rows, self->to.height, row, scratch, row_out, out);
}

/* The image row by row, so that a large one needs no memory for all its floats. */
static gboolean
apply_rows (const DsFitter *self, DsFitterRowFunc read, gpointer x, float *out)
{
  const gsize row = (gsize) self->to.width * self->channels, row_out = self->width * self->channels;
  const gboolean same = self->rows.n_taps == 0;
  g_autofree float *in = g_new (float, (gsize) self->width_in * self->channels);
  g_autofree float *scratch = g_new (float, same ? 1 : ds_fitter_get_n_scratch (self));
  const float *from = in + (gsize) self->from.left * self->channels;

  memset (out, 0, self->height * row_out * sizeof (float));
  out += self->to.top * row_out + self->to.left * self->channels;
  for (guint i = 0; i < self->from.height; i++)
    {
      if (!read (x, self->from.top + i, in))
        return FALSE;
      if (same)
        memcpy (out + i * row_out, from, row * sizeof (float));
      else
        filter_rows (&self->columns, self->to.width, self->channels, from, self->channels,
                     scratch + i * row);
    }
  if (!same)
    filter_rows (&self->rows, self->to.height, row, scratch, row_out, out);
  return TRUE;
}

#define APPLY(name, Type) \
  gboolean ds_fitter_apply_##name (const DsFitter *self, DsFitterRowFunc read, gpointer x, \
                                   Type *out) \
  { \
    const gsize n_out = (gsize) self->height * self->width * self->channels; \
    g_autofree float *fitted = g_new (float, n_out); \
\
    if (!apply_rows (self, read, x, fitted)) \
      return FALSE; \
    for (gsize i = 0; i < n_out; i++) \
      out[i] = (Type) (fitted[i] + 0.5f); \
    return TRUE; \
  }

APPLY (bytes, guint8)
APPLY (words, guint16)
