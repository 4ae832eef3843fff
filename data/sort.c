/* SPDX-License-Identifier: MIT */
/*
 * Short stretches are sorted each, then merged two by two.
 */
#include "data/sort.h"

#include <string.h>

/* Entries between two looks at who may cancel. */
#define AT_ONCE ((gsize) 1 << 12)

static gint
compare_with (gconstpointer a, gconstpointer b, gpointer data)
{
  return ((GCompareFunc) data) (a, b);
}

/* One of [begin, middle) and [middle, end) after the other into @out. */
static gboolean
merge (const gpointer *in,
       gsize begin,
       gsize middle,
       gsize end,
       GCompareFunc compare,
       gpointer *out,
       const DsProgress *progress,
       GError **error)
{
  gsize left = begin, right = middle;

  for (gsize i = begin; i < end; i++)
    {
      if (i % AT_ONCE == 0 && !ds_progress_check (progress, error))
        return FALSE;
      if (left < middle && (right == end || compare (&in[left], &in[right]) <= 0))
        out[i] = in[left++];
      else
        out[i] = in[right++];
    }
  return TRUE;
}

gboolean
ds_sort (GPtrArray *entries, GCompareFunc compare, const DsProgress *progress, GError **error)
{
  const gsize n = entries->len;
  g_autofree gpointer *merged = g_new (gpointer, n);

  for (gsize i = 0; i < n; i += AT_ONCE)
    {
      if (!ds_progress_check (progress, error))
        return FALSE;
      g_qsort_with_data (entries->pdata + i, (gint) MIN (AT_ONCE, n - i), sizeof (gpointer),
                         compare_with, compare);
    }
  for (gsize step = AT_ONCE; step < n; step *= 2)
    {
      for (gsize i = 0; i < n; i += 2 * step)
        if (!merge (entries->pdata, i, MIN (i + step, n), MIN (i + 2 * step, n), compare, merged,
                    progress, error))
          return FALSE;
      memcpy (entries->pdata, merged, n * sizeof (gpointer));
    }
  return TRUE;
}
