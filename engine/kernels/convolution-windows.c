/* SPDX-License-Identifier: MIT */
/* Windows times weights, and windows times gradients. A block of windows, or of
 * values in a window, stays in registers; their places are pointers, so that a
 * block goes on from one row to the next and no shape needs code of its own.
 */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

/* Windows by vectors of filters; windows of a narrow block by filters; values
 * of a window by vectors of filters; vectors of values by narrow filters: each
 * as many sums as there are registers for. */
#ifdef __AVX512VL__
#  define BLOCK        8
#  define NARROW(n)    ((n) == 4 ? 4 : 8)
#  define VALUES       8
#  define NARROW_LINES 6
#else
#  define BLOCK        6
#  define NARROW(n)    ((n) == 1 ? 8 : (n) == 4 ? 2 : 4)
#  define VALUES       6
#  define NARROW_LINES 3
#endif

#define MAX_NARROW_BLOCK 8

/* A window on its way through the rows. */
typedef struct
{
  guint row;
  guint col;
} Place;

INLINE void
move (Place *place, guint cols)
{
  if (++place->col < cols)
    return;
  place->col = 0;
  place->row++;
}

/* The next @size windows; behind the last one, the last one again. Returns how many there are. */
INLINE guint
take_block (const AeWindowOutputs *j,
            gsize left,
            guint size,
            Place *place,
            const float **in,
            float **out)
{
  const AeWindows *w = &j->windows;
  const guint n = (guint) MIN (left, size);

  UNROLL
  for (guint p = 0; p < size; p++)
    {
      in[p] = w->in + place->row * w->advance + place->col * w->step;
      out[p] = j->out + place->row * j->out_pitch + place->col * j->out_step;
      if (p + 1 < n)
        move (place, w->cols);
    }
  move (place, w->cols);
  return n;
}

INLINE void
wide_block (const AeWindowOutputs *j,
            const float *const in[BLOCK],
            float *const out[BLOCK],
            guint n,
            guint vectors)
{
  const AeWindows *windows = &j->windows;
  const float *w = j->w;
  V total[BLOCK][2];

  UNROLL
  for (guint v = 0; v < vectors; v++)
    {
      const gsize left = j->filters - v * LANES;
      const V bias = j->bias != NULL ? v_load_upto (j->bias + v * LANES, left) : v_zero ();

      UNROLL
      for (guint p = 0; p < BLOCK; p++)
        total[p][v] = bias;
    }
  for (guint l = 0; l < windows->lines; l++)
    for (gsize s = l * windows->pitch; s < l * windows->pitch + windows->line;
         s++, w += vectors * LANES)
      {
        V weight[2];

        UNROLL
        for (guint v = 0; v < vectors; v++)
          weight[v] = v_load (w + v * LANES);
        UNROLL
        for (guint p = 0; p < BLOCK; p++)
          {
            const V x = v_set (in[p][s]);

            UNROLL
            for (guint v = 0; v < vectors; v++)
              total[p][v] = v_fma (x, weight[v], total[p][v]);
          }
      }
  UNROLL
  for (guint t = 0; t < BLOCK * vectors; t++)
    {
      const guint p = t / vectors, v = t % vectors;
      const V y = total[p][v];

      if (p < n)
        v_store_upto (out[p] + v * LANES, j->relu ? v_max (v_zero (), y) : y,
                      j->filters - v * LANES);
    }
}

INLINE void
run_wide (const AeWindowOutputs *j, guint vectors)
{
  const gsize n = (gsize) j->windows.rows * j->windows.cols;
  Place place = { 0, 0 };

  for (gsize i = 0; i < n; i += BLOCK)
    {
      const float *in[BLOCK];
      float *out[BLOCK];
      const guint count = take_block (j, n - i, BLOCK, &place, in, out);

      wide_block (j, in, out, count, vectors);
    }
}

static void
wide (const AeWindowOutputs *j, guint vectors)
{
  if (vectors == 2)
    run_wide (j, 2);
  else
    run_wide (j, 1);
}

/* Sums of the lanes of n vectors, plus the bias of each. */
INLINE void
finish_narrow (const AeWindowOutputs *j, const V *total, guint n, const float *bias, float *sums)
{
  UNROLL
  for (guint first = 0; first < n; first += LANES)
    {
      V part[LANES];
      V y;

      UNROLL
      for (guint i = 0; i < LANES; i++)
        part[i] = first + i < n ? total[first + i] : v_zero ();
      y = v_sum_each (part) + v_load (bias + first);
      v_store (sums + first, j->relu ? v_max (v_zero (), y) : y);
    }
}

/* The sums of @n windows, all at once where their outputs stand side by side. */
INLINE void
store_narrow (const float *sums, float *const *out, guint n, guint filters)
{
  if (out[n - 1] == out[0] + (n - 1) * filters)
    for (guint i = 0; i < n * filters; i += LANES)
      v_store_upto (out[0] + i, v_load (sums + i), n * filters - i);
  else
    for (guint p = 0; p < n; p++)
      UNROLL
  for (guint k = 0; k < filters; k++)
    out[p][k] = sums[p * filters + k];
}

INLINE void
narrow_block (const AeWindowOutputs *j,
              const float *const *in,
              float *const *out,
              guint n,
              const float *bias,
              guint block,
              guint filters)
{
  const AeWindows *windows = &j->windows;
  const float *w = j->w;
  V total[MAX_NARROW_BLOCK * AE_MAX_NARROW];
  float sums[MAX_NARROW_BLOCK * AE_MAX_NARROW + LANES];

  UNROLL
  for (guint t = 0; t < block * filters; t++)
    total[t] = v_zero ();
  for (guint l = 0; l < windows->lines; l++)
    for (gsize s = l * windows->pitch; s < l * windows->pitch + windows->line;
         s += LANES, w += filters * LANES)
      {
        V weight[AE_MAX_NARROW];

        UNROLL
        for (guint k = 0; k < filters; k++)
          weight[k] = v_load (w + k * LANES);
        UNROLL
        for (guint p = 0; p < block; p++)
          {
            const V x = v_load (in[p] + s);

            UNROLL
            for (guint k = 0; k < filters; k++)
              total[p * filters + k] = v_fma (x, weight[k], total[p * filters + k]);
          }
      }
  finish_narrow (j, total, block * filters, bias, sums);
  store_narrow (sums, out, n, filters);
}

INLINE void
run_narrow (const AeWindowOutputs *j, guint block, guint filters)
{
  const gsize n = (gsize) j->windows.rows * j->windows.cols;
  float bias[MAX_NARROW_BLOCK * AE_MAX_NARROW + LANES] = { 0 };
  Place place = { 0, 0 };

  for (guint i = 0; i < block * filters && j->bias != NULL; i++)
    bias[i] = j->bias[i % filters];
  for (gsize i = 0; i < n; i += block)
    {
      const float *in[MAX_NARROW_BLOCK];
      float *out[MAX_NARROW_BLOCK];
      const guint count = take_block (j, n - i, block, &place, in, out);

      narrow_block (j, in, out, count, bias, block, filters);
    }
}

static void
narrow (const AeWindowOutputs *j)
{
  switch (j->filters)
    {
    case 1:
      run_narrow (j, NARROW (1), 1);
      break;
    case 2:
      run_narrow (j, NARROW (2), 2);
      break;
    case 3:
      run_narrow (j, NARROW (3), 3);
      break;
    default:
      run_narrow (j, NARROW (4), 4);
    }
}

/* What one window adds: @left floats of d may be read. */
INLINE void
add_window (V total[VALUES][2],
            const float *x,
            const gsize at[VALUES],
            const float *d,
            guint values,
            guint vectors,
            gsize left)
{
  V slope[2];

  UNROLL
  for (guint v = 0; v < vectors; v++)
    slope[v] = v_load_upto (d + v * LANES, left - v * LANES);
  UNROLL
  for (guint r = 0; r < values; r++)
    {
      const V value = v_set (x[at[r]]);

      UNROLL
      for (guint v = 0; v < vectors; v++)
        total[r][v] = v_fma (value, slope[v], total[r][v]);
    }
}

/* Windows from the first on at which whole vectors of d may be read: past the
 * filters there is what belongs to the next windows, to no effect. */
static gsize
count_whole (const AeWindowWeights *j, gsize width)
{
  const gsize n = (gsize) j->windows.rows * j->windows.cols;
  const gsize beyond = (width - j->filters + j->d_step - 1) / j->d_step;

  return n > beyond ? n - beyond : 0;
}

/* @values values of the window from number @first on, over all windows. */
INLINE void
add_values (const AeWindowWeights *j, gsize first, guint values, guint vectors)
{
  const AeWindows *w = &j->windows;
  const gsize last = w->lines * w->line - 1;
  const gsize whole = count_whole (j, vectors * LANES);
  const float *d = j->d;
  V total[VALUES][2];
  gsize at[VALUES];

  UNROLL
  for (guint r = 0; r < values; r++)
    {
      const gsize t = MIN (first + r, last);

      at[r] = t / w->line * w->pitch + t % w->line;
      total[r][0] = total[r][1] = v_zero ();
    }
  for (guint row = 0; row < w->rows; row++)
    {
      const float *x = w->in + row * w->advance;
      const gsize end = whole > row * w->cols ? MIN (whole - row * w->cols, w->cols) : 0;

      for (gsize col = 0; col < end; col++, x += w->step, d += j->d_step)
        add_window (total, x, at, d, values, vectors, 2 * LANES);
      for (gsize col = end; col < w->cols; col++, x += w->step, d += j->d_step)
        add_window (total, x, at, d, values, vectors, j->filters);
    }
  for (guint r = 0; r < values && first + r <= last; r++)
    UNROLL
  for (guint v = 0; v < vectors; v++)
    {
      float *dw = j->dw + (first + r) * j->dw_step + v * LANES;
      const gsize left = j->filters - v * LANES;

      v_store_upto (dw, v_load_upto (dw, left) + total[r][v], left);
    }
}

/* All values of the window, in blocks that leave few places empty. */
INLINE void
add_all_values (const AeWindowWeights *j, guint vectors)
{
  const gsize n = j->windows.lines * j->windows.line;
  gsize first = 0;

  for (; first + VALUES <= n; first += VALUES)
    add_values (j, first, VALUES, vectors);
  for (; first < n; first += 4)
    add_values (j, first, 4, vectors);
}

static void
add_weights (const AeWindowWeights *j, guint vectors)
{
  if (vectors == 2)
    add_all_values (j, 2);
  else
    add_all_values (j, 1);
}

/* Vectors of values from vector number @first on, for all filters; what they
 * hold behind their line is not stored. */
INLINE void
add_narrow_values (const AeWindowWeights *j, gsize first, guint filters)
{
  const AeWindows *w = &j->windows;
  const gsize per_line = (w->line + LANES - 1) / LANES, last = w->lines * per_line - 1;
  const float *d = j->d;
  V total[NARROW_LINES][AE_MAX_NARROW];
  gsize at[NARROW_LINES];

  UNROLL
  for (guint r = 0; r < NARROW_LINES; r++)
    {
      const gsize t = MIN (first + r, last);

      at[r] = t / per_line * w->pitch + t % per_line * LANES;
      UNROLL
      for (guint k = 0; k < filters; k++)
        total[r][k] = v_zero ();
    }
  for (guint row = 0; row < w->rows; row++)
    {
      const float *x = w->in + row * w->advance;

      for (guint col = 0; col < w->cols; col++, x += w->step, d += j->d_step)
        {
          V slope[AE_MAX_NARROW];

          UNROLL
          for (guint k = 0; k < filters; k++)
            slope[k] = v_set (d[k]);
          UNROLL
          for (guint r = 0; r < NARROW_LINES; r++)
            {
              const V value = v_load (x + at[r]);

              UNROLL
              for (guint k = 0; k < filters; k++)
                total[r][k] = v_fma (value, slope[k], total[r][k]);
            }
        }
    }
  for (guint r = 0; r < NARROW_LINES && first + r <= last; r++)
    {
      const gsize start = (first + r) % per_line * LANES;
      float *dw = j->dw + ((first + r) / per_line * w->line + start) * j->dw_step;

      for (guint k = 0; k < filters; k++)
        {
          float values[LANES];

          v_store (values, total[r][k]);
          for (gsize i = 0; i < MIN (LANES, w->line - start); i++)
            dw[i * j->dw_step + k] += values[i];
        }
    }
}

static void
add_narrow_weights (const AeWindowWeights *j)
{
  const gsize n = j->windows.lines * ((j->windows.line + LANES - 1) / LANES);

  for (gsize first = 0; first < n; first += NARROW_LINES)
    switch (j->filters)
      {
      case 1:
        add_narrow_values (j, first, 1);
        break;
      case 2:
        add_narrow_values (j, first, 2);
        break;
      case 3:
        add_narrow_values (j, first, 3);
        break;
      default:
        add_narrow_values (j, first, 4);
      }
}

const AeWindowKernels AE_KERNEL (window_kernels) = {
  .wide = wide,
  .narrow = narrow,
  .add_weights = add_weights,
  .add_narrow_weights = add_narrow_weights,
};
