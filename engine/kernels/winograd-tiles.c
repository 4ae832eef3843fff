/* SPDX-License-Identifier: MIT */
/* Winograd's transforms and products, a vector of channels at a time. A
 * transform of a square is one of a line, applied to the columns and then to
 * the rows; x, y and their likes are lines of vectors here.
 */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

typedef V Square[4][4];
typedef void (*LineFunc) (const V *in, V *out);

INLINE void
transform (Square in, guint n_in, LineFunc line, guint n_out, Square out)
{
  Square middle;

  UNROLL
  for (guint j = 0; j < n_in; j++)
    {
      V column[4], result[4];

      UNROLL
      for (guint i = 0; i < n_in; i++)
        column[i] = in[i][j];
      line (column, result);
      UNROLL
      for (guint i = 0; i < n_out; i++)
        middle[i][j] = result[i];
    }
  UNROLL
  for (guint i = 0; i < n_out; i++)
    line (middle[i], out[i]);
}

INLINE void
take_line (const V *x, V *v)
{
  v[0] = x[0] - x[2];
  v[1] = x[1] + x[2];
  v[2] = x[2] - x[1];
  v[3] = x[1] - x[3];
}

INLINE void
give_line (const V *m, V *y)
{
  y[0] = m[0] + m[1] + m[2];
  y[1] = m[1] - m[2] - m[3];
}

INLINE void
take_back_line (const V *dy, V *dm)
{
  dm[0] = dy[0];
  dm[1] = dy[0] + dy[1];
  dm[2] = dy[0] - dy[1];
  dm[3] = v_zero () - dy[1];
}

INLINE void
pack_line (const V *w, V *u)
{
  const V even = (w[0] + w[2]) * v_set (0.5f);
  const V odd = w[1] * v_set (0.5f);

  u[0] = w[0];
  u[1] = even + odd;
  u[2] = even - odd;
  u[3] = w[2];
}

INLINE void
unpack_line (const V *du, V *dw)
{
  const V sum = (du[1] + du[2]) * v_set (0.5f);

  dw[0] = du[0] + sum;
  dw[1] = (du[1] - du[2]) * v_set (0.5f);
  dw[2] = sum + du[3];
}

/* The same where the input is upsampled. What x[1] gives twice is doubled in U. */
INLINE void
take_upsampled_line (const V *x, V *v)
{
  v[0] = x[0] - x[1];
  v[1] = x[1];
  v[2] = x[1] - x[2];
}

INLINE void
give_upsampled_line (const V *m, V *y)
{
  y[0] = m[0] + m[1];
  y[1] = m[1] - m[2];
}

INLINE void
take_back_upsampled_line (const V *dy, V *dm)
{
  dm[0] = dy[0];
  dm[1] = dy[0] + dy[1];
  dm[2] = v_zero () - dy[1];
}

INLINE void
give_back_upsampled_line (const V *dv, V *dx)
{
  dx[0] = dv[0];
  dx[1] = dv[1] + dv[2] - dv[0];
  dx[2] = v_zero () - dv[2];
}

INLINE void
pack_upsampled_line (const V *w, V *u)
{
  u[0] = w[0];
  u[1] = w[0] + w[1] + w[2];
  u[2] = w[2];
}

INLINE void
unpack_upsampled_line (const V *du, V *dw)
{
  dw[0] = du[0] + du[1];
  dw[1] = du[1];
  dw[2] = du[1] + du[2];
}

/* n x n vectors, from rows that are @pitch and columns that are @step apart. */
INLINE void
load_square (Square s, guint n, const float *p, gsize pitch, gsize step)
{
  UNROLL
  for (guint i = 0; i < n; i++)
    UNROLL
  for (guint j = 0; j < n; j++)
    s[i][j] = v_load (p + i * pitch + j * step);
}

INLINE void
store_square (Square s, guint n, float *p, gsize pitch, gsize step)
{
  UNROLL
  for (guint i = 0; i < n; i++)
    UNROLL
  for (guint j = 0; j < n; j++)
    v_store (p + i * pitch + j * step, s[i][j]);
}

/* A tile of the frame is @n wide and begins @advance cells after the last one. */
INLINE void
take_tiles (const AeTiles *t, const float *x, float *v, guint n, guint advance, LineFunc line)
{
  const gsize channels = t->channels;
  const gsize pitch = (t->cols * advance + 2) * channels;
  const gsize position = (gsize) t->rows * t->cols * channels;

  for (guint row = 0; row < t->rows; row++)
    for (guint col = 0; col < t->cols; col++)
      for (gsize c = 0; c < channels; c += LANES, v += LANES)
        {
          Square in, out;

          load_square (in, n, x + row * advance * pitch + col * advance * channels + c, pitch,
                       channels);
          transform (in, n, line, n, out);
          store_square (out, n, v, n * position, position);
        }
}

static void
take (const AeTiles *t, const float *x, float *v)
{
  if (t->upsampled)
    take_tiles (t, x, v, 3, 1, take_upsampled_line);
  else
    take_tiles (t, x, v, 4, 2, take_line);
}

INLINE void
give_tiles (const AeTiles *t,
            const float *m,
            const float *bias,
            gboolean relu,
            float *y,
            guint n,
            LineFunc line)
{
  const gsize channels = t->channels;
  const gsize position = (gsize) t->rows * t->cols * channels;

  for (guint row = 0; row < t->height; row += 2)
    for (guint col = 0; col < t->width; col += 2)
      for (gsize c = 0; c < channels; c += LANES, m += LANES)
        {
          const V b = bias != NULL ? v_load (bias + c) : v_zero ();
          Square in, out;

          load_square (in, n, m, n * position, position);
          transform (in, n, line, 2, out);
          for (guint i = 0; i < MIN (2, t->height - row); i++)
            for (guint j = 0; j < MIN (2, t->width - col); j++)
              {
                const V value = out[i][j] + b;

                v_store (y + ((row + i) * (gsize) t->width + col + j) * channels + c,
                         relu ? v_max (v_zero (), value) : value);
              }
        }
}

static void
give (const AeTiles *t, const float *m, const float *bias, gboolean relu, float *y)
{
  if (t->upsampled)
    give_tiles (t, m, bias, relu, y, 3, give_upsampled_line);
  else
    give_tiles (t, m, bias, relu, y, 4, give_line);
}

INLINE void
take_tiles_back (const AeTiles *t, const float *dy, float *dm, guint n, LineFunc line)
{
  const gsize channels = t->channels;
  const gsize position = (gsize) t->rows * t->cols * channels;

  for (guint row = 0; row < t->height; row += 2)
    for (guint col = 0; col < t->width; col += 2)
      for (gsize c = 0; c < channels; c += LANES, dm += LANES)
        {
          Square in, out;

          UNROLL
          for (guint i = 0; i < 2; i++)
            UNROLL
          for (guint j = 0; j < 2; j++)
            in[i][j] = row + i < t->height && col + j < t->width
                         ? v_load (dy + ((row + i) * (gsize) t->width + col + j) * channels + c)
                         : v_zero ();
          transform (in, 2, line, n, out);
          store_square (out, n, dm, n * position, position);
        }
}

static void
take_back (const AeTiles *t, const float *dy, float *dm)
{
  if (t->upsampled)
    take_tiles_back (t, dy, dm, 3, take_back_upsampled_line);
  else
    take_tiles_back (t, dy, dm, 4, take_back_line);
}

static void
give_back (const AeTiles *t, const float *dv, float *dx)
{
  const gsize channels = t->channels;
  const gsize pitch = (t->cols + 2) * channels;
  const gsize position = (gsize) t->rows * t->cols * channels;

  for (guint row = 0; row < t->rows; row++)
    for (guint col = 0; col < t->cols; col++)
      for (gsize c = 0; c < channels; c += LANES, dv += LANES)
        {
          float *at = dx + row * pitch + col * channels + c;
          Square in, out, before;

          load_square (in, 3, dv, 3 * position, position);
          transform (in, 3, give_back_upsampled_line, 3, out);
          load_square (before, 3, at, pitch, channels);
          UNROLL
          for (guint i = 0; i < 9; i++)
            out[i / 3][i % 3] += before[i / 3][i % 3];
          store_square (out, 3, at, pitch, channels);
        }
}

/* @tiles tiles by @vectors vectors of filters stay in registers. */
INLINE void
multiply_block (guint channels,
                guint filters,
                const float *v,
                const float *u,
                float *m,
                guint tiles,
                guint vectors)
{
  V total[8][2];

  UNROLL
  for (guint i = 0; i < tiles * vectors; i++)
    total[i / vectors][i % vectors] = v_zero ();
  for (guint c = 0; c < channels; c++)
    {
      V weight[2];

      UNROLL
      for (guint k = 0; k < vectors; k++)
        weight[k] = v_load (u + (gsize) c * filters + k * LANES);
      UNROLL
      for (guint i = 0; i < tiles; i++)
        {
          const V x = v_set (v[i * channels + c]);

          UNROLL
          for (guint k = 0; k < vectors; k++)
            total[i][k] = v_fma (x, weight[k], total[i][k]);
        }
    }
  UNROLL
  for (guint i = 0; i < tiles * vectors; i++)
    v_store (m + i / vectors * filters + i % vectors * LANES, total[i / vectors][i % vectors]);
}

INLINE void
multiply_tiles (guint tiles,
                guint channels,
                guint filters,
                const float *v,
                const float *u,
                float *m,
                guint block)
{
  for (; tiles >= block; tiles -= block, v += block * channels, m += block * filters)
    {
      guint k = 0;

      for (; k + 2 * LANES <= filters; k += 2 * LANES)
        multiply_block (channels, filters, v, u + k, m + k, block, 2);
      if (k < filters)
        multiply_block (channels, filters, v, u + k, m + k, block, 1);
    }
}

/* Blocks of tiles: as many sums as there are registers for. */
#ifdef __AVX512VL__
#  define LONG_BLOCK    8
#  define SHORT_BLOCK   7
#  define CHANNEL_BLOCK 8
#else
#  define LONG_BLOCK    6
#  define SHORT_BLOCK   4
#  define CHANNEL_BLOCK 4
#endif

static void
multiply (guint positions,
          guint tiles,
          guint channels,
          guint filters,
          const float *v,
          const float *u,
          float *m)
{
  for (guint p = 0; p < positions; p++, v += tiles * channels, m += tiles * filters)
    {
      const guint block = tiles % LONG_BLOCK != 0 && tiles % SHORT_BLOCK == 0 ? SHORT_BLOCK
                                                                              : LONG_BLOCK;
      const guint whole = tiles / block * block;

      if (block == LONG_BLOCK)
        multiply_tiles (whole, channels, filters, v, u, m, LONG_BLOCK);
      else
        multiply_tiles (whole, channels, filters, v, u, m, SHORT_BLOCK);
      multiply_tiles (tiles - whole, channels, filters, v + whole * channels, u,
                      m + whole * filters, 1);
      u += (gsize) channels * filters;
    }
}

INLINE void
add_block (guint tiles,
           guint channels,
           guint filters,
           const float *v,
           const float *dm,
           float *du,
           guint vectors)
{
  V total[CHANNEL_BLOCK][2];

  UNROLL
  for (guint i = 0; i < CHANNEL_BLOCK * vectors; i++)
    total[i / vectors][i % vectors] = v_load (du + i / vectors * filters + i % vectors * LANES);
  for (guint t = 0; t < tiles; t++, v += channels, dm += filters)
    {
      V slope[2];

      UNROLL
      for (guint k = 0; k < vectors; k++)
        slope[k] = v_load (dm + k * LANES);
      UNROLL
      for (guint c = 0; c < CHANNEL_BLOCK; c++)
        {
          const V x = v_set (v[c]);

          UNROLL
          for (guint k = 0; k < vectors; k++)
            total[c][k] = v_fma (x, slope[k], total[c][k]);
        }
    }
  UNROLL
  for (guint i = 0; i < CHANNEL_BLOCK * vectors; i++)
    v_store (du + i / vectors * filters + i % vectors * LANES, total[i / vectors][i % vectors]);
}

static void
add_products (guint positions,
              guint tiles,
              guint channels,
              guint filters,
              const float *v,
              const float *dm,
              float *du)
{
  for (guint p = 0; p < positions; p++, v += tiles * channels, dm += tiles * filters)
    for (guint c = 0; c < channels; c += CHANNEL_BLOCK, du += CHANNEL_BLOCK * filters)
      {
        guint k = 0;

        for (; k + 2 * LANES <= filters; k += 2 * LANES)
          add_block (tiles, channels, filters, v + c, dm + k, du + k, 2);
        if (k < filters)
          add_block (tiles, channels, filters, v + c, dm + k, du + k, 1);
      }
}

static void
pack (gboolean upsampled, gsize size, const float *w, float *u)
{
  for (gsize i = 0; i < size; i += LANES)
    {
      Square in, out;

      load_square (in, 3, w + i, 3 * size, size);
      if (upsampled)
        {
          transform (in, 3, pack_upsampled_line, 3, out);
          store_square (out, 3, u + i, 3 * size, size);
        }
      else
        {
          transform (in, 3, pack_line, 4, out);
          store_square (out, 4, u + i, 4 * size, size);
        }
    }
}

static void
unpack (gboolean upsampled, gsize size, const float *du, float *dw)
{
  for (gsize i = 0; i < size; i += LANES)
    {
      Square in, out, before;

      if (upsampled)
        {
          load_square (in, 3, du + i, 3 * size, size);
          transform (in, 3, unpack_upsampled_line, 3, out);
        }
      else
        {
          load_square (in, 4, du + i, 4 * size, size);
          transform (in, 4, unpack_line, 3, out);
        }
      load_square (before, 3, dw + i, 3 * size, size);
      UNROLL
      for (guint k = 0; k < 9; k++)
        out[k / 3][k % 3] += before[k / 3][k % 3];
      store_square (out, 3, dw + i, 3 * size, size);
    }
}

const AeWinogradKernels AE_KERNEL (winograd_kernels) = {
  .take = take,
  .give = give,
  .take_back = take_back,
  .give_back = give_back,
  .multiply = multiply,
  .add_products = add_products,
  .pack = pack,
  .unpack = unpack,
};
