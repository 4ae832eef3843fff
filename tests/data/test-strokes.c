/* SPDX-License-Identifier: MIT */
/*
 * The built-in set: the same bytes whoever draws them and when, MNIST's
 * measures, and enough difference between two samples of one digit.
 */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "data/order.h"
#include "data/builtin/strokes.h"

#define N_STATISTICS 4000
#define N_SHARED     600

static void
test_golden (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 pixels[DS_STROKES_PIXELS];

  for (guint i = 0; i < 200; i++)
    {
      guint8 digit = (guint8) ds_strokes_get_digit (DS_STROKES_SEED, i);

      ds_strokes_draw (DS_STROKES_SEED, i, pixels);
      g_checksum_update (checksum, pixels, sizeof pixels);
      g_checksum_update (checksum, &digit, 1);
    }
  g_assert_cmpstr (g_checksum_get_string (checksum), ==,
                   "b678cd6cf6454a10669e403a9e66cd8baf58cd4f44456b2c21a4e58aa259ccc2");
}

static void
test_seed (void)
{
  guint8 a[DS_STROKES_PIXELS], b[DS_STROKES_PIXELS];
  guint n_equal_digits = 0;

  for (guint i = 0; i < 200; i++)
    {
      ds_strokes_draw (1, i, a);
      ds_strokes_draw (2, i, b);
      g_assert_true (memcmp (a, b, sizeof a) != 0);
      n_equal_digits += ds_strokes_get_digit (1, i) == ds_strokes_get_digit (2, i);
    }
  g_assert_cmpuint (n_equal_digits, <, 50);
}

/* The frame around the 20 pixels of the body may take ink from centring, the
 * outermost pixels hardly ever; the mass lies in the middle. */
static void
test_measures (void)
{
  double ink = 0, nonzero = 0, dark = 0;
  guint n_wide = 0;
  guint counts[10] = { 0 };

  for (guint i = 0; i < N_STATISTICS; i++)
    {
      guint8 pixels[DS_STROKES_PIXELS];
      double mass = 0, x = 0, y = 0;
      guint left = 28, right = 0, top = 28, bottom = 0;

      ds_strokes_draw (DS_STROKES_SEED, i, pixels);
      counts[ds_strokes_get_digit (DS_STROKES_SEED, i)]++;
      for (guint j = 0; j < DS_STROKES_PIXELS; j++)
        if (pixels[j] > 0)
          {
            mass += pixels[j];
            x += pixels[j] * (j % 28 + 0.5);
            y += pixels[j] * (j / 28 + 0.5);
            left = MIN (left, j % 28);
            right = MAX (right, j % 28);
            top = MIN (top, j / 28);
            bottom = MAX (bottom, j / 28);
            nonzero++;
            dark += pixels[j] > 223;
          }
      ink += mass;
      g_assert_cmpfloat (fabs (x / mass - 14), <, 1.5);
      g_assert_cmpfloat (fabs (y / mass - 14), <, 1.5);
      n_wide += MAX (right - left, bottom - top) + 1 > 21;
      g_assert_cmpuint (MAX (right - left, bottom - top) + 1, >=, 16);
    }

  /* MNIST: 0.1912, 0.1307, 0.476 of the inked pixels above 223. */
  g_assert_cmpfloat_with_epsilon (nonzero / N_STATISTICS / 784, 0.191, 0.01);
  g_assert_cmpfloat_with_epsilon (ink / N_STATISTICS / 784 / 255, 0.1307, 0.008);
  g_assert_cmpfloat_with_epsilon (dark / nonzero, 0.476, 0.03);
  g_assert_cmpuint (n_wide, ==, 0);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpfloat (fabs (counts[i] / (N_STATISTICS / 10.0) - 1), <, 0.15);
}

/* No two samples are near each other, and most of one digit are far apart. */
static void
test_varied (void)
{
  static guint8 pixels[400][DS_STROKES_PIXELS];
  guint n = 0;
  double total = 0;
  guint n_pairs = 0;

  for (guint i = 0; n < 400; i++)
    if (ds_strokes_get_digit (DS_STROKES_SEED, i) == 3)
      ds_strokes_draw (DS_STROKES_SEED, i, pixels[n++]);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      {
        double square = 0;

        for (guint k = 0; k < DS_STROKES_PIXELS; k++)
          {
            double d = (pixels[i][k] - pixels[j][k]) / 255.0;

            square += d * d;
          }
        g_assert_cmpfloat (sqrt (square), >, 2);
        total += sqrt (square);
        n_pairs++;
      }
  /* MNIST's threes are 9.3 apart in the mean, these 9.1. */
  g_assert_cmpfloat (total / n_pairs, >, 8.8);
}

typedef struct
{
  DsDataset *dataset;
  guint32 *order;
  float *out;
} Reading;

static void *
read_all (void *data)
{
  Reading *self = data;

  ds_dataset_read (self->dataset, self->order, N_SHARED, self->out);
  return NULL;
}

/* Four threads read the same samples in four orders and all see what a single
 * one draws. */
static void
test_threads (void)
{
  g_autoptr (DsDataset) dataset = ds_strokes_new (5);
  g_autoptr (DsDataset) slice = ds_dataset_new_slice (dataset, 100, N_SHARED);
  Reading readings[4];
  pthread_t threads[4];

  for (guint i = 0; i < 4; i++)
    {
      readings[i].dataset = slice;
      readings[i].order = g_new (guint32, N_SHARED);
      readings[i].out = g_new (float, N_SHARED * DS_STROKES_PIXELS);
      ds_order_fill (readings[i].order, N_SHARED, 1, i / 2);
      g_assert_cmpint (pthread_create (&threads[i], NULL, read_all, &readings[i]), ==, 0);
    }

  for (guint i = 0; i < 4; i++)
    {
      pthread_join (threads[i], NULL);
      for (guint j = 0; j < N_SHARED; j++)
        {
          guint8 pixels[DS_STROKES_PIXELS];

          ds_strokes_draw (5, 100 + readings[i].order[j], pixels);
          for (guint k = 0; k < DS_STROKES_PIXELS; k++)
            g_assert_cmpfloat (readings[i].out[j * DS_STROKES_PIXELS + k], ==,
                               pixels[k] * (float) (1 / 255.0));
        }
      g_free (readings[i].order);
      g_free (readings[i].out);
    }
}

/* Kept samples, drawn ones, and both ways to read give the same. */
static void
test_reading (void)
{
  g_autoptr (DsDataset) dataset = ds_strokes_new (DS_STROKES_SEED);
  const guint32 indices[] = { 69999, 3, 69999 };
  float gathered[3 * DS_STROKES_PIXELS], last[2 * DS_STROKES_PIXELS];
  const gsize bytes = DS_STROKES_PIXELS * sizeof (float);

  ds_dataset_read (dataset, indices, 3, gathered);
  ds_dataset_read_range (dataset, 69998, 2, last);
  g_assert_cmpmem (gathered, bytes, last + DS_STROKES_PIXELS, bytes);
  g_assert_cmpmem (gathered, bytes, gathered + 2 * DS_STROKES_PIXELS, bytes);
  g_assert_cmpint (ds_dataset_get_labels (dataset)[69999], ==,
                   ds_strokes_get_digit (DS_STROKES_SEED, 69999));
  g_assert_cmpstr (ds_dataset_get_class_names (dataset)[7], ==, "7");
}

typedef struct
{
  double n, x, y, xx, yy, xy;
} Correlation;

static void
add_pair (Correlation *self, double x, double y)
{
  self->n += 1;
  self->x += x;
  self->y += y;
  self->xx += x * x;
  self->yy += y * y;
  self->xy += x * y;
}

static double
correlate (const Correlation *self)
{
  double xx = self->xx - self->x * self->x / self->n;
  double yy = self->yy - self->y * self->y / self->n;

  return (self->xy - self->x * self->y / self->n) / sqrt (xx * yy);
}

/* How far a picture leans to the right, in columns for each row upwards, and how
 * much ink it has. */
static void
measure (const guint8 *pixels, double *lean, double *ink)
{
  double mass = 0, x = 0, y = 0, yy = 0, xy = 0;

  for (guint i = 0; i < DS_STROKES_PIXELS; i++)
    {
      double column = i % DS_STROKES_SIDE, row = i / DS_STROKES_SIDE;

      mass += pixels[i];
      x += pixels[i] * column;
      y += pixels[i] * row;
      yy += pixels[i] * row * row;
      xy += pixels[i] * row * column;
    }
  *lean = -(xy - x * y / mass) / (yy - y * y / mass);
  *ink = mass;
}

/* The factors are what the pictures show, not any numbers: ones lean as they were
 * sheared, ink grows with the pressure. */
static void
test_factors (void)
{
  g_autoptr (DsDataset) dataset = ds_strokes_new (DS_STROKES_SEED);
  g_autoptr (DsDataset) part = ds_dataset_new_slice (dataset, 1000, N_STATISTICS);
  Correlation lean = { 0 }, ink = { 0 };

  g_assert_cmpstr (ds_dataset_get_factor_names (part)[DS_STROKES_SHEAR], ==, "shear");
  for (guint i = 0; i < N_STATISTICS; i++)
    {
      guint8 pixels[DS_STROKES_PIXELS];
      float factors[DS_STROKES_N_FACTORS];
      double leans, has_ink;

      ds_dataset_read_factors (part, i, 1, factors);
      ds_strokes_draw (DS_STROKES_SEED, 1000 + i, pixels);
      measure (pixels, &leans, &has_ink);
      g_assert_cmpfloat (factors[DS_STROKES_DIGIT], ==, ds_dataset_get_labels (part)[i]);
      if (factors[DS_STROKES_DIGIT] != 1)
        continue;
      add_pair (&lean, (double) (factors[DS_STROKES_SHEAR] + factors[DS_STROKES_ROTATION]), leans);
      add_pair (&ink, (double) factors[DS_STROKES_PRESSURE], has_ink);
    }
  g_test_message ("%g %g", correlate (&lean), correlate (&ink));
  g_assert_cmpfloat (correlate (&lean), >, .8);
  g_assert_cmpfloat (correlate (&ink), >, .8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/strokes/golden", test_golden);
  g_test_add_func ("/strokes/seed", test_seed);
  g_test_add_func ("/strokes/measures", test_measures);
  g_test_add_func ("/strokes/varied", test_varied);
  g_test_add_func ("/strokes/threads", test_threads);
  g_test_add_func ("/strokes/reading", test_reading);
  g_test_add_func ("/strokes/factors", test_factors);
  return g_test_run ();
}
