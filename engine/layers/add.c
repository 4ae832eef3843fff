/* SPDX-License-Identifier: MIT */
/* Add: y = x + x2, x2 the output of an earlier layer.
 *   dx = dy    dx2 += dy
 */
#include "engine/error.h"
#include "engine/kernels.h"
#include "engine/layers/elementwise.h"
#include "engine/translation.h"

typedef struct
{
  guint source;
} Add;

static const AeOption options[] = {
  { .name = "source",
    .title = N_ ("Skip from"),
    .kind = AE_OPTION_LAYER,
    .help = N_ ("The earlier layer whose output is added."),
    .offset = G_STRUCT_OFFSET (Add, source) },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  g_autofree char *one = NULL, *other = NULL;

  *y_shape = *x_shape;
  if (ae_shape_equal (x_shape, x2_shape))
    return TRUE;
  one = ae_shape_to_string (x_shape);
  other = ae_shape_to_string (x2_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("Add needs two equal shapes: %s comes in, %s over the skip"), one, other);
}

static void
forward (const AePass *pass)
{
  ae_pass_forward_identity (pass);
  ae_kernels ()->sum->add (ae_pass_count (pass), pass->x2, pass->y);
}

static void
backward (const AePass *pass)
{
  ae_pass_backward_identity (pass);
  if (pass->dx2 != NULL)
    ae_kernels ()->sum->add (ae_pass_count (pass), pass->dy, pass->dx2);
}

static const AeProbe probes[] = {
  { "", { 1, { 5 } } },
  { "", { 3, { 2, 3, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_add = {
  .type = "Add",
  .title = N_ ("Add"),
  .group = N_ ("Core"),
  .summary = N_ ("Adds the output of an earlier layer."),
  .icon = "o 8 8 5.5 s m 8 5 l 8 11 m 5 8 l 11 8 s",
  .flags = AE_LAYER_JOINS | AE_LAYER_IN_PLACE,
  .options_size = sizeof (Add),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
