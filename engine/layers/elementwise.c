/* SPDX-License-Identifier: MIT */
/* What layers that treat every number by itself have in common. */
#include "engine/layers/elementwise.h"

#include <string.h>

gboolean
ae_shape_same (const void *options,
               const AeShape *x_shape,
               const AeShape *x2_shape,
               AeShape *y_shape,
               GError **error)
{
  *y_shape = *x_shape;
  return TRUE;
}

gsize
ae_pass_count (const AePass *pass)
{
  return pass->n * ae_shape_size (&pass->x_shape);
}

void
ae_pass_forward_identity (const AePass *pass)
{
  if (pass->y != pass->x)
    memcpy (pass->y, pass->x, ae_pass_count (pass) * sizeof (float));
}

void
ae_pass_backward_identity (const AePass *pass)
{
  if (pass->dx != NULL && pass->dx != pass->dy)
    memcpy (pass->dx, pass->dy, ae_pass_count (pass) * sizeof (float));
}
