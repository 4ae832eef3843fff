/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "data/scratch.h"

typedef struct
{
  gsize n;
  float *values;
} Scratch;

void
ds_scratch_free (gpointer scratch)
{
  g_free (((Scratch *) scratch)->values);
  g_free (scratch);
}

float *
ds_scratch_get (GPrivate *key, gsize n)
{
  Scratch *scratch = g_private_get (key);

  if (scratch == NULL)
    {
      scratch = g_new0 (Scratch, 1);
      g_private_set (key, scratch);
    }
  if (scratch->n < n)
    {
      g_free (scratch->values);
      scratch->values = g_new (float, n);
      scratch->n = n;
    }
  return scratch->values;
}
