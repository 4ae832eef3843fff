/* SPDX-License-Identifier: MIT */
/* Counting, comparing and printing shapes. */
#include "engine/shape.h"

gsize
ae_shape_size (const AeShape *shape)
{
  gsize size = shape->rank > 0;

  for (guint i = 0; i < shape->rank; i++)
    size *= shape->dims[i];
  return size;
}

guint
ae_shape_last (const AeShape *shape)
{
  return shape->rank > 0 ? shape->dims[shape->rank - 1] : 0;
}

gboolean
ae_shape_equal (const AeShape *a, const AeShape *b)
{
  if (a->rank != b->rank)
    return FALSE;
  for (guint i = 0; i < a->rank; i++)
    if (a->dims[i] != b->dims[i])
      return FALSE;
  return TRUE;
}

char *
ae_shape_to_string (const AeShape *shape)
{
  GString *text = g_string_new (shape->rank > 0 ? NULL : "?");

  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "×" : "", shape->dims[i]);
  return g_string_free (text, FALSE);
}
