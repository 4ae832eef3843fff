/* SPDX-License-Identifier: MIT */
/* Bilinear up-sampling with each set of kernels against one pixel after the other, to
 * the last bit: images of one column and of many, factors that differ, few channels and many.
 */
#include "tests/engine/kernel-sets.h"

#define N 2

static const AeBilinear cases[] = {
  { 1, 1, 1, 2, 2 },   { 3, 5, 1, 2, 2 },   { 2, 1, 3, 3, 2 },  { 4, 3, 3, 2, 3 },
  { 2, 9, 7, 1, 4 },   { 3, 3, 31, 2, 1 },  { 2, 2, 32, 3, 3 }, { 2, 3, 33, 2, 2 },
  { 1, 700, 1, 1, 2 }, { 1, 200, 3, 1, 2 },
};

static double
read_axis (guint place, guint factor, guint size, guint pair[2])
{
  const double at = (place % factor + 0.5) / factor - 0.5;
  const int middle = (int) (place / factor) - (at < 0);

  pair[0] = (guint) CLAMP (middle, 0, (int) size - 1);
  pair[1] = (guint) CLAMP (middle + 1, 0, (int) size - 1);
  return (float) (at < 0 ? at + 1 : at);
}

/* The offset in x of each of the four places around pixel (@i, @j) of y, and its share. */
static void
find_places (const AeBilinear *c, guint i, guint j, gsize at[4], float share[4])
{
  guint rows[2], cols[2];
  const float row = (float) read_axis (i, c->factor_height, c->height, rows);
  const float col = (float) read_axis (j, c->factor_width, c->width, cols);

  for (guint k = 0; k < 4; k++)
    {
      at[k] = ((gsize) rows[k / 2] * c->width + cols[k % 2]) * c->channels;
      share[k] = (k / 2 > 0 ? row : 1 - row) * (k % 2 > 0 ? col : 1 - col);
    }
}

/* y of one image; dx, which begins as zeros, where @back. The pixels of dy are taken as the
 * kernels do: row by row, in a row by their remainders by the factor. */
static void
do_image (const AeBilinear *c, gboolean back, const float *in, float *out)
{
  const guint width = c->width * c->factor_width;

  for (guint i = 0; i < c->height * c->factor_height; i++)
    for (guint t = 0; t < width; t++)
      {
        const guint j = t % c->width * c->factor_width + t / c->width;
        const gsize y = ((gsize) i * width + j) * c->channels;
        gsize at[4];
        float share[4];

        find_places (c, i, j, at, share);
        for (guint k = 0; k < c->channels; k++)
          if (!back)
            out[y + k] = share[0] * in[at[0] + k] + share[1] * in[at[1] + k]
                         + share[2] * in[at[2] + k] + share[3] * in[at[3] + k];
        for (guint p = 0; back && p < 4; p++)
          for (guint k = 0; k < c->channels; k++)
            out[at[p] + k] += share[p] * in[y + k];
      }
}

static void
test_case (const AeKernels *kernels, const AeBilinear *c)
{
  const gsize x_size = (gsize) c->height * c->width * c->channels;
  const gsize y_size = x_size * c->factor_height * c->factor_width;
  Array x, y, dx;
  float expected[ROOM];

  array_draw (&x, N * x_size, 1, -1, 1);
  array_draw (&y, N * y_size, 3, -1, 1);
  array_draw (&dx, N * x_size, 2, 5, 6);
  kernels->bilinear->backward (c, N, y.at, dx.at);
  memset (expected, 0, sizeof expected);
  for (guint s = 0; s < N; s++)
    do_image (c, TRUE, y.at + s * y_size, expected + s * x_size);
  g_assert_cmpmem (dx.at, N * x_size * sizeof (float), expected, N * x_size * sizeof (float));
  kernels->bilinear->forward (c, N, x.at, y.at);
  for (guint s = 0; s < N; s++)
    do_image (c, FALSE, x.at + s * x_size, expected + s * y_size);
  g_assert_cmpmem (y.at, N * y_size * sizeof (float), expected, N * y_size * sizeof (float));
  array_check_guards (&dx);
  array_check_guards (&y);
}

static void
test_bilinear (const AeKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    test_case (kernels, &cases[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_set_test ("bilinear", test_bilinear);
  return g_test_run ();
}
