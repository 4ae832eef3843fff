/* SPDX-License-Identifier: MIT */
/* UpSampling1D: every step `size` times.
 *   dx = Σ dy over the repetitions
 */
#include "engine/error.h"
#include "engine/layers/pool.h"
#include "engine/words.h"

typedef struct
{
  gint64 size;
} UpSampling1d;

static const AeOption options[] = {
  { .name = "size", .title = N_("Factor"), .kind = AE_OPTION_INT,
    .help = N_("How many times every step comes."),
    .offset = G_STRUCT_OFFSET (UpSampling1d, size),
    .value = 2, .min = 1, .max = 4096 },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  g_autofree char *text = NULL;

  *y_shape = *x_shape;
  y_shape->dims[0] *= (guint) ((const UpSampling1d *) values)->size;
  if (x_shape->rank == 2)
    return TRUE;
  text = ae_shape_to_string (x_shape);
  g_set_error (error, AE_ERROR, AE_ERROR_SHAPE,
               "UpSampling1D needs steps × features and gets %s; put a Reshape "
               "before it", text);
  return FALSE;
}

static AePool2d
get_pool (const AePass *pass)
{
  const guint *d = pass->x_shape.dims;

  return ae_pool_for_growth (d[0], 1, d[1],
                             (guint) ((const UpSampling1d *) pass->options)->size, 1);
}

static void
forward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  ae_kernels ()->pool->spread (&pool, pass->n, 1, pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  if (pass->dx != NULL)
    ae_kernels ()->pool->gather (&pool, pass->n, 1, pass->dy, pass->dx);
}

static const AeProbe probes[] = {
  { "size=3", { 2, { 4, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_up_sampling1d = {
  .type = "UpSampling1D",
  .title = N_("UpSampling1D"),
  .group = N_("Sequence"),
  .summary = N_("Lengthens a series by repeating every step."),
  .options_size = sizeof (UpSampling1d),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
