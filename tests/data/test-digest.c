/* SPDX-License-Identifier: MIT */
/* The digest of samples: the same for the same values, whatever the set is called; another
 * where a value, a class, the order or the number is another; of a large set the first and
 * the last sample count.
 */
#include "data/digest.h"

#define N 3000

typedef struct
{
  float values[N];
  gint labels[N];
  gsize n;
} Samples;

static void
fill (Samples *self, gsize n)
{
  self->n = n;
  for (gsize i = 0; i < n; i++)
    {
      self->values[i] = (float) (i % 7) / 7;
      self->labels[i] = (gint) (i % 3);
    }
}

static char *
digest (const Samples *self, const char *name)
{
  g_autoptr (DsDataset) set = ds_dataset_new_from_memory (name, &(DsShape) { 1, { 1 } },
                                                          DS_SAMPLE_FLOAT, self->values, self->n,
                                                          self->labels, NULL);

  return ds_digest (&set, 1);
}

static void
assert_other (const Samples *self, const char *first)
{
  g_autofree char *other = digest (self, "a");

  g_assert_cmpstr (first, !=, other);
}

static void
test_values (void)
{
  Samples samples;
  g_autofree char *first = NULL, *same = NULL;

  fill (&samples, 20);
  first = digest (&samples, "a");
  same = digest (&samples, "b");
  g_assert_cmpstr (first, ==, same);
  samples.values[13] = 0.25f;
  assert_other (&samples, first);
  fill (&samples, 20);
  samples.labels[7] = 0;
  assert_other (&samples, first);
  fill (&samples, 20);
  samples.values[3] = 4.f / 7;
  samples.values[4] = 3.f / 7;
  assert_other (&samples, first);
  fill (&samples, 21);
  assert_other (&samples, first);
}

static void
test_large (void)
{
  static const gsize places[] = { 0, N - 1 };
  Samples samples;
  g_autofree char *first = NULL;

  fill (&samples, N);
  first = digest (&samples, "a");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      fill (&samples, N);
      samples.values[places[i]] = 0.3f;
      assert_other (&samples, first);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/values", test_values);
  g_test_add_func ("/digest/large", test_large);
  return g_test_run ();
}
