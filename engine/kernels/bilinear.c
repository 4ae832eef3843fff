/* SPDX-License-Identifier: MIT */
/* The pixels of a row of y whose columns have the same remainder by the factor
 * are blended with the same shares from four runs of x, so that a row is one loop,
 * whatever the number of channels; the one at the rim reads a pixel twice and is
 * done apart. The compiler keeps the loops in the vectors of each set.
 */
#include "engine/kernels/bilinear.h"

#include <string.h>

#include "engine/kernels/set.h"

/* Floats of a row that are worked on at a time, where pixels are smaller than that. */
#define CHUNK 512

/* With so many channels a pixel by itself is long enough. */
#define MANY_CHANNELS 32

/* What the outputs with one remainder by the factor read along an axis: between
 * the place before theirs and it, or it and the next one; the share of the second. */
typedef struct
{
  guint before;
  float share;
} Reading;

/* Places in x around those of y: above left, above right, below left, below right. */
typedef struct
{
  gsize offsets[4];
  float shares[4];
} Blend;

static Reading
read_axis (guint remainder, guint factor)
{
  double at = (remainder + 0.5) / factor - 0.5;

  return (Reading) { .before = at < 0, .share = (float) (at < 0 ? at + 1 : at) };
}

/* The two places of a reading around @place; the rim is repeated. */
static void
find_pair (const Reading *reading, guint place, guint size, guint pair[2])
{
  pair[0] = place > 0 ? place - reading->before : 0;
  pair[1] = MIN (place + 1 - reading->before, size - 1);
}

static void
blend_run (gsize n, const float *x, const Blend *blend, float *restrict out)
{
  const float *a = x + blend->offsets[0], *b = x + blend->offsets[1];
  const float *c = x + blend->offsets[2], *d = x + blend->offsets[3];
  const float *share = blend->shares;

  for (gsize i = 0; i < n; i++)
    out[i] = share[0] * a[i] + share[1] * b[i] + share[2] * c[i] + share[3] * d[i];
}

static void
add_run (gsize n, float share, const float *restrict in, float *restrict out)
{
  for (gsize i = 0; i < n; i++)
    out[i] += share * in[i];
}

/* Pixels of y, @step floats from one to the next, to or from one behind the other. */
static inline __attribute__ ((always_inline)) void
copy_pixels (gsize n, gsize channels, gsize out_step, gsize in_step, const float *in, float *out)
{
  for (gsize j = 0; j < n; j++, in += in_step, out += out_step)
    for (gsize k = 0; k < channels; k++)
      out[k] = in[k];
}

/* Few channels are copied with a number that the compiler knows. */
static void
spread_pixels (gsize n, gsize channels, gsize step, const float *in, float *out)
{
  if (channels == 1)
    copy_pixels (n, 1, step, 1, in, out);
  else if (channels == 3)
    copy_pixels (n, 3, step, 3, in, out);
  else if (channels == 8)
    copy_pixels (n, 8, step, 8, in, out);
  else if (channels == 16)
    copy_pixels (n, 16, step, 16, in, out);
  else
    copy_pixels (n, channels, step, channels, in, out);
}

static void
collect_pixels (gsize n, gsize channels, gsize step, const float *in, float *out)
{
  if (channels == 1)
    copy_pixels (n, 1, 1, step, in, out);
  else if (channels == 3)
    copy_pixels (n, 3, 3, step, in, out);
  else if (channels == 8)
    copy_pixels (n, 8, 8, step, in, out);
  else if (channels == 16)
    copy_pixels (n, 16, 16, step, in, out);
  else
    copy_pixels (n, channels, channels, step, in, out);
}

/* @n pixels of y, from one to the next @step floats. */
static void
blend_pixels (gsize n, gsize channels, gsize step, const float *x, const Blend *blend, float *y)
{
  float run[CHUNK];
  gsize most = CHUNK / channels;

  if (channels >= MANY_CHANNELS)
    {
      for (gsize j = 0; j < n; j++)
        blend_run (channels, x + j * channels, blend, y + j * step);
      return;
    }
  for (; n > 0; n -= MIN (n, most), x += most * channels, y += most * step)
    {
      gsize count = MIN (n, most);

      blend_run (count * channels, x, blend, run);
      spread_pixels (count, channels, step, run, y);
    }
}

/* The reverse. Whatever the number of channels, a value of dx gets its parts in the order of
 * the pixels of dy. */
static void
blend_pixels_back (gsize n,
                   gsize channels,
                   gsize step,
                   const float *dy,
                   const Blend *blend,
                   float *dx)
{
  static const guint right_first[] = { 1, 3, 0, 2 };
  float run[CHUNK];
  gsize most = CHUNK / channels;

  if (channels >= MANY_CHANNELS)
    {
      for (gsize j = 0; j < n; j++)
        for (guint k = 0; k < 4; k++)
          add_run (channels, blend->shares[k], dy + j * step,
                   dx + j * channels + blend->offsets[k]);
      return;
    }
  for (; n > 0; n -= MIN (n, most), dx += most * channels, dy += most * step)
    {
      gsize count = MIN (n, most);

      collect_pixels (count, channels, step, dy, run);
      for (guint k = 0; k < 4; k++)
        add_run (count * channels, blend->shares[right_first[k]], run,
                 dx + blend->offsets[right_first[k]]);
    }
}

/* The pixel that reads the pixel at the rim on both sides. */
static void
blend_rim (gsize channels, const float *x, const Blend *blend, float *y)
{
  Blend twice = *blend;

  twice.offsets[1] = twice.offsets[0];
  twice.offsets[3] = twice.offsets[2];
  blend_run (channels, x, &twice, y);
}

static void
blend_rim_back (gsize channels, const float *dy, const Blend *blend, float *dx)
{
  for (guint k = 0; k < 4; k++)
    add_run (channels, blend->shares[k], dy, dx + blend->offsets[k & 2]);
}

/* The shares of the pixels of row @i of y whose columns have one remainder; @before: they
 * read the pixel before theirs and it. */
static Blend
describe (const AeBilinear *grow, guint i, guint remainder, guint *before)
{
  Reading row = read_axis (i % grow->factor_height, grow->factor_height);
  Reading column = read_axis (remainder, grow->factor_width);
  const gsize pitch = (gsize) grow->width * grow->channels;
  guint rows[2];

  find_pair (&row, i / grow->factor_height, grow->height, rows);
  *before = column.before;
  return (Blend) {
    .offsets = { rows[0] * pitch, rows[0] * pitch + grow->channels, rows[1] * pitch,
                 rows[1] * pitch + grow->channels },
    .shares = { (1 - row.share) * (1 - column.share), (1 - row.share) * column.share,
                row.share * (1 - column.share), row.share * column.share },
  };
}

static void
forward (const AeBilinear *grow, guint n, const float *x, float *y)
{
  const gsize channels = grow->channels, step = grow->factor_width * channels;
  const gsize last = grow->width - 1;

  for (guint s = 0; s < n; s++, x += grow->height * grow->width * channels)
    for (guint i = 0; i < grow->height * grow->factor_height; i++, y += grow->width * step)
      for (guint remainder = 0; remainder < grow->factor_width; remainder++)
        {
          guint before;
          Blend blend = describe (grow, i, remainder, &before);
          float *out = y + remainder * channels;
          gsize rim = before ? 0 : last;

          blend_rim (channels, x + rim * channels, &blend, out + rim * step);
          blend_pixels (last, channels, step, x, &blend, out + before * step);
        }
}

static void
backward (const AeBilinear *grow, guint n, const float *dy, float *dx)
{
  const gsize channels = grow->channels, step = grow->factor_width * channels;
  const gsize last = grow->width - 1, size = grow->height * grow->width * channels;

  memset (dx, 0, n * size * sizeof *dx);
  for (guint s = 0; s < n; s++, dx += size)
    for (guint i = 0; i < grow->height * grow->factor_height; i++, dy += grow->width * step)
      for (guint remainder = 0; remainder < grow->factor_width; remainder++)
        {
          guint before;
          Blend blend = describe (grow, i, remainder, &before);
          const float *d = dy + remainder * channels;

          if (before)
            blend_rim_back (channels, d, &blend, dx);
          blend_pixels_back (last, channels, step, d + before * step, &blend, dx);
          if (!before)
            blend_rim_back (channels, d + last * step, &blend, dx + last * channels);
        }
}

const AeBilinearKernels AE_KERNEL (bilinear_kernels) = {
  .forward = forward,
  .backward = backward,
};
