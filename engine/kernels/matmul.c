/* SPDX-License-Identifier: MIT */
/* Matrix products without packing: blocks of c stay in registers while b is
 * read a panel at a time, which is copied to stay in the first cache, or turned
 * round; so are blocks of a transposed a. Few rows read b where it stands. The sum
 * of one value of c goes in the order of k.
 */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#include <string.h>

/* Rows of c in registers, by two vectors of its columns. */
#ifdef __AVX512VL__
#  define BLOCK 8
#else
#  define BLOCK 6
#endif

/* Rows and columns of b, and rows of a transposed a, that are worked on at a time:
 * COLUMNS of b are to fit the first cache, and all of them the second. */
#define COLUMNS (2 * LANES)
#define PANEL   128
#define WIDTH   128
#define GROUP   96

/* Rows of c for which b is not worth copying, and values in a factor or result that
 * the second cache holds anyway. */
#define FEW_ROWS 24
#define SMALL    65536

/**
 * Factors: a's value (i, s) stands at a[i * row + s * step], b's rows are
 * @pitch apart, c's @out.
 */
typedef struct
{
  gsize k;
  const float *a;
  gsize row;
  gsize step;
  const float *b;
  gsize pitch;
  float *c;
  gsize out;
  gboolean add;
} Factors;

INLINE void
multiply_block (const Factors *f, gsize i, gsize j, guint rows, guint vectors, gsize left)
{
  const float *a = f->a + i * f->row;
  const float *b = f->b + j;
  float *c = f->c + i * f->out + j;
  V total[BLOCK][2];

  UNROLL
  for (guint t = 0; t < rows * vectors; t++)
    {
      const guint r = t / vectors;
      const guint v = t % vectors;

      total[r][v] = f->add ? v_load_upto (c + r * f->out + v * LANES, left) : v_zero ();
    }
  for (gsize s = 0; s < f->k; s++, a += f->step, b += f->pitch)
    {
      V line[2];

      UNROLL
      for (guint v = 0; v < vectors; v++)
        line[v] = v_load_upto (b + v * LANES, left);
      UNROLL
      for (guint r = 0; r < rows; r++)
        {
          const V x = v_set (a[r * f->row]);

          UNROLL
          for (guint v = 0; v < vectors; v++)
            total[r][v] = v_fma (x, line[v], total[r][v]);
        }
    }
  UNROLL
  for (guint t = 0; t < rows * vectors; t++)
    v_store_upto (c + t / vectors * f->out + t % vectors * LANES, total[t / vectors][t % vectors],
                  left);
}

/* All rows of some columns. */
INLINE void
multiply_columns (const Factors *f, gsize m, gsize j, guint vectors, gsize left)
{
  gsize i = 0;

  for (; i + BLOCK <= m; i += BLOCK)
    multiply_block (f, i, j, BLOCK, vectors, left);
  for (; i + 4 <= m; i += 4)
    multiply_block (f, i, j, 4, vectors, left);
  for (; i + 2 <= m; i += 2)
    multiply_block (f, i, j, 2, vectors, left);
  if (i < m)
    multiply_block (f, i, j, 1, vectors, left);
}

INLINE void
multiply (const Factors *f, gsize m, gsize n)
{
  gsize j = 0;

  for (; j + COLUMNS <= n; j += COLUMNS)
    multiply_columns (f, m, j, 2, LANES);
  for (; j + LANES <= n; j += LANES)
    multiply_columns (f, m, j, 1, LANES);
  if (j < n)
    multiply_columns (f, m, j, 1, n - j);
}

/* out [k, COLUMNS] = the transpose of @n rows of b, which are @pitch apart. */
static void
turn_panel (gsize n, gsize k, const float *b, gsize pitch, float *out)
{
  for (gsize j = 0; j < n; j += 8)
    {
      gsize s = 0;

      if (j + 8 <= n)
        for (; s + 8 <= k; s += 8)
          transpose_eight (b + j * pitch + s, pitch, out + s * COLUMNS + j, COLUMNS);
      for (; s < k; s++)
        for (gsize r = j; r < MIN (j + 8, n); r++)
          out[s * COLUMNS + r] = b[r * pitch + s];
    }
}

/* out [n / COLUMNS, k, COLUMNS] = @n columns of b, whose rows are @pitch apart. */
static void
copy_panels (gsize n, gsize k, const float *b, gsize pitch, float *out)
{
  for (gsize s = 0; s < k; s++)
    for (gsize j = 0; j < n; j += LANES)
      v_store (out + (j / COLUMNS * k + s) * COLUMNS + j % COLUMNS,
               v_load_upto (b + s * pitch + j, n - j));
}

/* Asks for @rows of @n floats, which are @pitch apart, before they are wanted. */
INLINE void
fetch (gsize rows, gsize n, const float *at, gsize pitch)
{
  for (gsize s = 0; s < rows; s++)
    for (gsize j = 0; j < n; j += 16)
      __builtin_prefetch (at + s * pitch + j);
}

/* Panel by panel of b, copied WIDTH columns at a time. */
static void
multiply_panels (const Factors *f, gsize m, gsize n)
{
  float panels[WIDTH * PANEL];
  Factors part = *f;

  part.pitch = COLUMNS;
  for (gsize j = 0; j < n; j += WIDTH)
    {
      const gsize width = MIN (WIDTH, n - j);

      copy_panels (width, f->k, f->b + j, f->pitch, panels);
      for (gsize i = 0; i < width; i += COLUMNS)
        {
          const gsize done = f->k * i / width;

          part.b = panels + i * f->k;
          part.c = f->c + j + i;
          fetch (m, COLUMNS, part.c + COLUMNS, f->out);
          if (j + WIDTH < n)
            fetch (f->k * MIN (i + COLUMNS, width) / width - done, MIN (WIDTH, n - j - WIDTH),
                   f->b + done * f->pitch + j + WIDTH, f->pitch);
          multiply (&part, m, MIN (COLUMNS, width - i));
        }
    }
}

static void
nn (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c)
{
  Factors f = {
    .k = k, .a = a, .row = k, .step = 1, .b = b, .pitch = n, .c = c, .out = n, .add = add
  };

  if (m < FEW_ROWS || n * k <= SMALL)
    {
      multiply (&f, m, n);
      return;
    }
  for (gsize s = 0; s < k; s += PANEL)
    {
      f.k = MIN (PANEL, k - s);
      f.a = a + s;
      f.b = b + s * n;
      f.add = add || s > 0;
      multiply_panels (&f, m, n);
    }
}

static void
tn (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c)
{
  Factors f = {
    .k = k, .a = a, .row = 1, .step = m, .b = b, .pitch = n, .c = c, .out = n, .add = add
  };
  float rows[GROUP * PANEL];

  if (m < FEW_ROWS || m * n <= SMALL)
    {
      multiply (&f, m, n);
      return;
    }
  f.a = rows;
  f.step = GROUP;
  for (gsize i = 0; i < m; i += GROUP)
    for (gsize s = 0; s < k; s += PANEL)
      {
        const gsize count = MIN (GROUP, m - i);

        f.k = MIN (PANEL, k - s);
        f.b = b + s * n;
        f.c = c + i * n;
        f.add = add || s > 0;
        for (gsize r = 0; r < f.k; r++)
          memcpy (rows + r * GROUP, a + (s + r) * m + i, count * sizeof *a);
        multiply_panels (&f, count, n);
      }
}

static void
nt (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c)
{
  float panel[PANEL * COLUMNS];

  for (gsize j = 0; j < n; j += COLUMNS)
    for (gsize s = 0; s < k; s += PANEL)
      {
        const gsize columns = MIN (COLUMNS, n - j);
        const Factors f = {
          .k = MIN (PANEL, k - s),
          .a = a + s,
          .row = k,
          .step = 1,
          .b = panel,
          .pitch = COLUMNS,
          .c = c + j,
          .out = n,
          .add = add || s > 0,
        };

        turn_panel (columns, f.k, b + j * k + s, k, panel);
        multiply (&f, m, columns);
      }
}

const AeMatmulKernels AE_KERNEL (product_kernels) = {
  .fast = TRUE,
  .nn = nn,
  .nt = nt,
  .tn = tn,
};
