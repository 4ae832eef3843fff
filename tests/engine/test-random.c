/* SPDX-License-Identifier: MIT */
/* The random streams: Philox against the known answers that come with its
 * authors' Random123, moments, and independence of everything but the key.
 */
#include <math.h>
#include <string.h>

#include "engine/random.h"
#include "tests/engine/kernel-sets.h"

#define MANY 200000

typedef struct
{
  guint32 counter[4];
  guint32 key[2];
  guint32 words[4];
} Answer;

static const Answer answers[] = {
  { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
  { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
    { 0xffffffff, 0xffffffff },
    { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
  { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
    { 0xa4093822, 0x299f31d0 },
    { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
};

static void
test_known_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      guint32 words[4];

      ae_random_philox (answers[i].counter, answers[i].key, words);
      g_assert_cmpmem (words, sizeof words, answers[i].words, sizeof answers[i].words);
    }
}

/* Every set makes the words of one block after the other, the last ones in part. */
static void
test_set (const AeKernels *kernels)
{
  const guint32 key[2] = { 0xa4093822, 0x299f31d0 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      Array out;

      array_draw (&out, sizes[s], s % 5, 5, 6);
      kernels->random->uniform (key, (guint32[]) { 0xfffffff0, 7, 8, 9 }, sizes[s], out.at);
      for (gsize i = 0; i < sizes[s]; i++)
        {
          const guint32 counter[4] = { 0xfffffff0 + (guint32) (i / 4), 7, 8, 9 };
          guint32 words[4];

          ae_random_philox (counter, key, words);
          g_assert_cmpfloat (out.at[i], ==, (float) (words[i % 4] >> 8) * 0x1p-24f);
        }
      array_check_guards (&out);
    }
}

typedef void (*Draw) (const AeRandomKey *key, float *out, gsize n);

static const Draw draws[] = { ae_random_uniform, ae_random_normal };

/* The first numbers of a key are the same however many are asked for. */
static void
test_pieces (void)
{
  for (guint d = 0; d < G_N_ELEMENTS (draws); d++)
    for (gsize n = 0; n < 200; n += n < 10 ? 1 : 13)
      {
        AeRandomKey key = { .seed = 3, .layer = 4, .step = 5, .sample = 6 };
        float whole[200], part[201];

        part[n] = 99;
        draws[d](&key, whole, G_N_ELEMENTS (whole));
        draws[d](&key, part, n);
        g_assert_cmpmem (whole, n * sizeof (float), part, n * sizeof (float));
        g_assert_cmpfloat (part[n], ==, 99);
      }
}

/* Numbers repeat neither within a key nor between keys that differ in one
 * field, or in two that might cancel out. */
static void
test_keys (void)
{
  static const AeRandomKey keys[] = {
    { 0, 0, 0, 0 },
    { 1, 0, 0, 0 },
    { 0, 1, 0, 0 },
    { 0, 0, 1, 0 },
    { 0, 0, 0, 1 },
    { 1, 1, 0, 0 },
    { 0, 0, 1, 1 },
    { (guint64) 1 << 32, 0, 0, 0 },
    { 0, 0, (guint64) 1 << 32, 0 },
    { (guint64) 1 << 63, 0, 0, 0 },
    { G_MAXUINT64, 1, 0, 0 },
    { 0, 2, 0, 0 },
    { 2, 0, 0, 0 },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint repeated = 0;

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      float numbers[256];

      ae_random_uniform (&keys[k], numbers, G_N_ELEMENTS (numbers));
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        repeated += !g_hash_table_add (seen, GUINT_TO_POINTER ((guint) (numbers[i] * 0x1p24f)));
    }
  /* Of 3328 numbers out of 2^24, a third of a pair is equal by chance. */
  g_assert_cmpuint (repeated, <, 4);
}

static double
moment (const float *numbers, gsize n, double centre, int power)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += pow (numbers[i] - centre, power);
  return sum / (double) n;
}

/* The product of neighbours at some distance has no mean. */
static double
correlate (const float *numbers, gsize n, double centre, gsize distance)
{
  double sum = 0;

  for (gsize i = 0; i + distance < n; i++)
    sum += (numbers[i] - centre) * (numbers[i + distance] - centre);
  return sum / (double) (n - distance);
}

static void
test_uniform (void)
{
  g_autofree float *numbers = g_new (float, MANY);
  AeRandomKey key = { .seed = 12 };
  guint bins[16] = { 0 };

  ae_random_uniform (&key, numbers, MANY);
  for (guint i = 0; i < MANY; i++)
    {
      g_assert_true (numbers[i] >= 0 && numbers[i] < 1);
      g_assert_cmpfloat (numbers[i] * 0x1p24f, ==, floorf (numbers[i] * 0x1p24f));
      bins[(guint) (numbers[i] * 16)]++;
    }
  for (guint i = 0; i < 16; i++)
    g_assert_cmpfloat (fabs (bins[i] / (MANY / 16.0) - 1), <, 0.04);
  g_assert_cmpfloat (fabs (moment (numbers, MANY, 0, 1) - 0.5), <, 0.003);
  g_assert_cmpfloat (fabs (moment (numbers, MANY, 0.5, 2) * 12 - 1), <, 0.01);
  for (gsize distance = 1; distance <= 64; distance *= 2)
    g_assert_cmpfloat (fabs (correlate (numbers, MANY, 0.5, distance)), <, 0.001);
}

static void
test_normal (void)
{
  g_autofree float *numbers = g_new (float, MANY);
  AeRandomKey key = { .seed = 13 };
  guint within = 0;

  ae_random_normal (&key, numbers, MANY);
  for (guint i = 0; i < MANY; i++)
    {
      g_assert_true (isfinite (numbers[i]));
      within += fabsf (numbers[i]) < 1;
    }
  g_assert_cmpfloat (fabs (moment (numbers, MANY, 0, 1)), <, 0.01);
  g_assert_cmpfloat (fabs (moment (numbers, MANY, 0, 2) - 1), <, 0.02);
  g_assert_cmpfloat (fabs (moment (numbers, MANY, 0, 3)), <, 0.04);
  g_assert_cmpfloat (fabs (moment (numbers, MANY, 0, 4) - 3), <, 0.1);
  g_assert_cmpfloat (fabs (within / (double) MANY - 0.6827), <, 0.005);
  for (gsize distance = 1; distance <= 64; distance *= 2)
    g_assert_cmpfloat (fabs (correlate (numbers, MANY, 0, distance)), <, 0.01);
}

/* A pair of normal numbers is made of a pair of uniform ones, 0 included. */
static void
test_pairs (void)
{
  AeRandomKey key = { .seed = 15 };
  float uniform[64], normal[64];

  ae_random_uniform (&key, uniform, 64);
  ae_random_normal (&key, normal, 64);
  for (guint i = 0; i < 64; i += 2)
    {
      double radius = sqrt (-2 * log (1 - uniform[i])), angle = 2 * G_PI * uniform[i + 1];

      g_assert_cmpfloat_with_epsilon (normal[i], radius * cos (angle), 1e-5);
      g_assert_cmpfloat_with_epsilon (normal[i + 1], radius * sin (angle), 1e-5);
    }
}

/* Samples of a batch and steps of a run are as apart as numbers of one key. */
static void
test_streams (void)
{
  g_autofree float *numbers = g_new (float, MANY);

  for (guint field = 0; field < 3; field++)
    {
      AeRandomKey key = { .seed = 14 };

      for (guint i = 0; i < MANY / 20; i++)
        {
          ae_random_normal (&key, numbers + i, 1);
          key.sample += field == 0;
          key.step += field == 1;
          key.layer += field == 2;
        }
      g_assert_cmpfloat (fabs (moment (numbers, MANY / 20, 0, 1)), <, 0.05);
      g_assert_cmpfloat (fabs (moment (numbers, MANY / 20, 0, 2) - 1), <, 0.07);
      g_assert_cmpfloat (fabs (correlate (numbers, MANY / 20, 0, 1)), <, 0.05);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/known-answers", test_known_answers);
  add_set_test ("random", test_set);
  g_test_add_func ("/random/pieces", test_pieces);
  g_test_add_func ("/random/keys", test_keys);
  g_test_add_func ("/random/uniform", test_uniform);
  g_test_add_func ("/random/normal", test_normal);
  g_test_add_func ("/random/pairs", test_pairs);
  g_test_add_func ("/random/streams", test_streams);
  return g_test_run ();
}
