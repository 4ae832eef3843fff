/* SPDX-License-Identifier: MIT */
/* Concatenate along the last axis: y = [x, x2], x2 the output of an earlier
 * layer whose other axes are the same.
 *   dx and dx2 are their parts of dy.
 */
#include <string.h>

#include "engine/error.h"
#include "engine/kernels.h"
#include "engine/layer.h"
#include "engine/translation.h"

typedef struct
{
  guint source;
} Concatenate;

static const AeOption options[] = {
  { .name = "source",
    .title = N_ ("Skip from"),
    .kind = AE_OPTION_LAYER,
    .help = N_ ("The earlier layer whose output is put behind."),
    .offset = G_STRUCT_OFFSET (Concatenate, source) },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  AeShape like = *x2_shape;
  g_autofree char *one = NULL, *other = NULL;

  if (like.rank == x_shape->rank)
    like.dims[like.rank - 1] = ae_shape_last (x_shape);
  *y_shape = *x_shape;
  y_shape->dims[y_shape->rank - 1] += ae_shape_last (x2_shape);
  if (ae_shape_equal (x_shape, &like))
    return TRUE;
  one = ae_shape_to_string (x_shape);
  other = ae_shape_to_string (x2_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("Concatenate needs shapes that differ in the last axis alone: %s comes "
                       "in, %s over the skip"),
                    one, other);
}

static void
forward (const AePass *pass)
{
  guint a = ae_shape_last (&pass->x_shape), b = ae_shape_last (&pass->x2_shape);
  gsize rows = pass->n * ae_shape_size (&pass->x_shape) / a;

  for (gsize row = 0; row < rows; row++)
    {
      memcpy (pass->y + row * (a + b), pass->x + row * a, a * sizeof (float));
      memcpy (pass->y + row * (a + b) + a, pass->x2 + row * b, b * sizeof (float));
    }
}

static void
backward (const AePass *pass)
{
  guint a = ae_shape_last (&pass->x_shape), b = ae_shape_last (&pass->x2_shape);
  gsize rows = pass->n * ae_shape_size (&pass->x_shape) / a;

  for (gsize row = 0; row < rows; row++)
    {
      const float *dy = pass->dy + row * (a + b);

      if (pass->dx != NULL)
        memcpy (pass->dx + row * a, dy, a * sizeof (float));
      if (pass->dx2 != NULL)
        ae_kernels ()->sum->add (b, dy + a, pass->dx2 + row * b);
    }
}

static const AeProbe probes[] = {
  { "", { 1, { 5 } } },
  { "", { 3, { 2, 3, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_concatenate = {
  .type = "Concatenate",
  .title = N_ ("Concatenate"),
  .group = N_ ("Core"),
  .summary = N_ ("Puts the output of an earlier layer behind."),
  .icon = "r 3 2.5 10 4.5 s r 3 9 10 4.5 f",
  .flags = AE_LAYER_JOINS,
  .options_size = sizeof (Concatenate),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
