/* SPDX-License-Identifier: MIT */
/*
 * Counting, comparing and printing the shape of a sample. The product of the
 * axes never overflows unseen: a shape that does not fit has size 0.
 */
#include "data/shape.h"

gsize
ds_shape_get_size (const DsShape *self)
{
  gsize size = 1;

  if (self->rank == 0 || self->rank > DS_SHAPE_MAX_RANK)
    return 0;

  for (guint i = 0; i < self->rank; i++)
    if (!g_size_checked_mul (&size, size, self->dims[i]))
      return 0;

  return size;
}

gboolean
ds_shape_is_equal (const DsShape *a, const DsShape *b)
{
  if (a->rank != b->rank)
    return FALSE;

  for (guint i = 0; i < a->rank; i++)
    if (a->dims[i] != b->dims[i])
      return FALSE;

  return TRUE;
}

char *
ds_shape_to_string (const DsShape *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "×" : "", self->dims[i]);

  return g_string_free (text, FALSE);
}
