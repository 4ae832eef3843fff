/* SPDX-License-Identifier: MIT */
/* The blur against a normal kernel in double that reaches far beyond three
 * deviations: over the whole range of the option, and for any size of image; the
 * noise by how many values it changes, and to what.
 */
#include <math.h>

#include "engine/training/corruption.h"
#include "engine/training/recipe.h"

/* One axis of an image of n × n; beyond the ends its values go on. */
static void
blur_rows (guint n, double deviation, const double *x, double *y, guint along, guint across)
{
  int reach = (int) (6 * deviation) + 1;

  for (guint row = 0; row < n; row++)
    for (int i = 0; i < (int) n; i++)
      {
        double sum = 0, weights = 0;

        for (int k = -reach; k <= reach; k++)
          {
            double weight = exp (-k * k / (2 * deviation * deviation));

            sum += weight * x[row * across + (guint) CLAMP (i + k, 0, (int) n - 1) * along];
            weights += weight;
          }
        y[row * across + (guint) i * along] = sum / weights;
      }
}

static void
check_blur (guint n, double deviation)
{
  AeShape shape = AE_SHAPE (3, n, n, 1);
  AeRandomKey key = { .seed = 4 };
  g_autofree float *image = g_new (float, n * n);
  g_autofree double *exact = g_new (double, n * n);
  g_autofree double *half = g_new (double, n * n);

  ae_random_uniform (&key, image, n * n);
  for (guint i = 0; i < n * n; i++)
    {
      image[i] = image[i] < 0.2f ? 1 : 0;
      exact[i] = image[i];
    }
  blur_rows (n, deviation, exact, half, 1, n);
  blur_rows (n, deviation, half, exact, n, 1);
  ae_corrupt (AE_CORRUPTION_BLUR, deviation, &shape, &key, image);
  for (guint i = 0; i < n * n; i++)
    g_assert_cmpfloat_with_epsilon (image[i], exact[i], 4e-3);
}

static void
test_blur (void)
{
  const AeOption *amount = ae_options_find (ae_recipe_options, "corruption_amount");

  for (double deviation = 0.5; deviation <= amount->max; deviation += 0.5)
    {
      check_blur (64, deviation);
      check_blur (5, deviation);
    }
}

#define N_VALUES 100000

static void
corrupt_grey (AeCorruption corruption, double amount, float *x)
{
  AeShape shape = AE_SHAPE (1, N_VALUES);
  AeRandomKey key = { .seed = 4 };

  for (guint i = 0; i < N_VALUES; i++)
    x[i] = 0.5f;
  ae_corrupt (corruption, amount, &shape, &key, x);
}

/* The share of the values that are this one. */
static double
count (const float *x, float value)
{
  guint n = 0;

  for (guint i = 0; i < N_VALUES; i++)
    n += x[i] == value;
  return (double) n / N_VALUES;
}

static void
test_shares (void)
{
  g_autofree float *x = g_new (float, N_VALUES);

  for (double amount = 0; amount <= 1; amount += 0.25)
    {
      corrupt_grey (AE_CORRUPTION_SALT_AND_PEPPER, amount, x);
      g_assert_cmpfloat_with_epsilon (count (x, 0), amount / 2, 0.01);
      g_assert_cmpfloat_with_epsilon (count (x, 1), amount / 2, 0.01);
      g_assert_cmpfloat_with_epsilon (count (x, 0.5f), 1 - amount, 0.01);
      corrupt_grey (AE_CORRUPTION_MASKING, amount, x);
      g_assert_cmpfloat_with_epsilon (count (x, 0), amount, 0.01);
      g_assert_cmpfloat_with_epsilon (count (x, 0.5f), 1 - amount, 0.01);
    }
}

/* Its deviation is the amount; what would leave the range stays at its ends. */
static void
test_gaussian (void)
{
  g_autofree float *x = g_new (float, N_VALUES);
  double sum = 0, squares = 0;

  corrupt_grey (AE_CORRUPTION_GAUSSIAN, 0.1, x);
  for (guint i = 0; i < N_VALUES; i++)
    {
      sum += x[i];
      squares += (x[i] - 0.5) * (x[i] - 0.5);
    }
  g_assert_cmpfloat_with_epsilon (sum / N_VALUES, 0.5, 0.002);
  g_assert_cmpfloat_with_epsilon (sqrt (squares / N_VALUES), 0.1, 0.002);

  corrupt_grey (AE_CORRUPTION_GAUSSIAN, 0.5, x);
  for (guint i = 0; i < N_VALUES; i++)
    g_assert_true (x[i] >= 0 && x[i] <= 1);
  g_assert_cmpfloat_with_epsilon (count (x, 0), 0.1587, 0.01);
  g_assert_cmpfloat_with_epsilon (count (x, 1), 0.1587, 0.01);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corruption/blur", test_blur);
  g_test_add_func ("/corruption/shares", test_shares);
  g_test_add_func ("/corruption/gaussian", test_gaussian);
  return g_test_run ();
}
