/* SPDX-License-Identifier: MIT */
/*
 * The order of an epoch. The shuffle walks from the end, so that each step
 * draws one bounded number; nothing but the caller's array is touched.
 */
#include "data/order.h"

#include "data/random.h"

#define PURPOSE_ORDER 0x6f72646572u

void
ds_order_fill_unshuffled (guint32 *order, gsize n)
{
  g_return_if_fail (n <= G_MAXUINT32);

  for (gsize i = 0; i < n; i++)
    order[i] = (guint32) i;
}

void
ds_order_fill (guint32 *order, gsize n, guint64 seed, guint epoch)
{
  DsRandom random = ds_random_init (PURPOSE_ORDER, seed, epoch);

  g_return_if_fail (n <= G_MAXUINT32);

  ds_order_fill_unshuffled (order, n);
  for (gsize i = n; i > 1; i--)
    {
      guint32 j = ds_random_below (&random, (guint32) i);
      guint32 kept = order[i - 1];

      order[i - 1] = order[j];
      order[j] = kept;
    }
}
