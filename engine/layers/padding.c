/* SPDX-License-Identifier: MIT */
/* Copies between an image and a larger one around it, row by row. */
#include "engine/layers/padding.h"

#include <string.h>

AeMargins
ae_margins_get (const void *options)
{
  const guint *m = ((const AeSizes *) options)->dims;

  return (AeMargins) { m[0], m[1], m[2], m[3] };
}

/* The first value of row @row of the small image inside the large one. */
static gsize
locate (const AeMargins *m, guint image, guint row, guint h, guint w, guint c)
{
  gsize height = m->top + h + m->bottom, width = m->left + w + m->right;

  return ((image * height + m->top + row) * width + m->left) * c;
}

void
ae_margins_put (const AeMargins *margins,
                guint n,
                guint h,
                guint w,
                guint c,
                const float *small,
                float *large)
{
  for (guint image = 0; image < n; image++)
    for (guint row = 0; row < h; row++)
      memcpy (large + locate (margins, image, row, h, w, c),
              small + ((gsize) image * h + row) * w * c, (gsize) w * c * sizeof (float));
}

void
ae_margins_cut (const AeMargins *margins,
                guint n,
                guint h,
                guint w,
                guint c,
                const float *large,
                float *small)
{
  for (guint image = 0; image < n; image++)
    for (guint row = 0; row < h; row++)
      memcpy (small + ((gsize) image * h + row) * w * c,
              large + locate (margins, image, row, h, w, c), (gsize) w * c * sizeof (float));
}

gboolean
ae_margins_mirror (AeMirror *self, guint index, GError **error)
{
  return ae_mirror_trim (self, &self->shapes[index - 1], error);
}
