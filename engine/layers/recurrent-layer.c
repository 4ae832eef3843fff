/* SPDX-License-Identifier: MIT */
/* A layer's samples are sample-major, a recurrence is time-major: the layers
 * turn the one into the other on the way in and out.
 *
 * kept: x [T, N, D], h [T, N, U], then the recurrence's own. scratch: dh
 * [T, N, U], dx [T, N, D], then the recurrence's own, then its product's.
 *
 * Behind a RepeatVector every step has the same input, so a layer that gives
 * out all steps takes the vector itself: x [N, D] is used where it stands.
 */
#include "engine/layers/recurrent-layer.h"

#include <string.h>

#include "engine/error.h"
#include "engine/kernels.h"
#include "engine/translation.h"

gboolean
ae_recurrent_check (const char *type, const AeShape *x_shape, GError **error)
{
  g_autofree char *text = NULL;

  if (x_shape->rank == 2)
    return TRUE;
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("%s needs steps × features and gets %s; put a Reshape or a RepeatVector "
                       "before it"),
                    type, text);
}

AeShape
ae_recurrent_infer (const AeRecurrentOptions *options, const AeShape *x_shape)
{
  guint units = (guint) options->units;

  return options->return_sequences ? AE_SHAPE (2, x_shape->dims[0], units) : AE_SHAPE (1, units);
}

void
ae_recurrent_needs (AeCell cell,
                    const AeRecurrentOptions *options,
                    const AeShape *x_shape,
                    AeLayerNeeds *needs)
{
  gsize steps = x_shape->dims[0], features = x_shape->dims[1];
  gsize units = (gsize) options->units, series = steps * (features + units);
  gsize fixed;

  needs->kept = series + ae_recurrence_count_kept (cell, steps, units);
  needs->scratch = series + ae_recurrence_count_scratch (cell, steps, units)
                   + ae_recurrence_count_product (cell, steps, features, units, &fixed);
  needs->scratch_fixed = fixed;
  needs->packed = ae_recurrence_count_packed (cell, units);
}

gboolean
ae_recurrent_fuses (const void *options,
                    const AeShape *x_shape,
                    const AeLayerClass *before,
                    const void *before_options)
{
  return ((const AeRecurrentOptions *) options)->return_sequences
         && strcmp (before->type, "RepeatVector") == 0;
}

static AeRecurrence
make_recurrence (AeCell cell, const AePass *pass, const float *w[3], float *dw[3])
{
  const AeRecurrentOptions *options = pass->options;
  gsize steps = (pass->fused ? &pass->y_shape : &pass->x_shape)->dims[0];
  gsize features = ae_shape_last (&pass->x_shape), units = (gsize) options->units;
  gsize inputs = pass->n * steps * features, outputs = pass->n * steps * units;
  float *scratch = pass->scratch + outputs + inputs;
  float *dx = pass->fused ? pass->dx : pass->scratch + outputs;

  for (guint i = 0; i < 3; i++)
    {
      gboolean there = i < 2 || options->use_bias;

      w[i] = there ? pass->w[i] : NULL;
      dw[i] = there && pass->dw != NULL ? pass->dw[i] : NULL;
    }
  return (AeRecurrence) {
    .cell = cell,
    .n = pass->n,
    .steps = steps,
    .features = features,
    .units = units,
    .repeated = pass->fused,
    .x = pass->fused ? pass->x : pass->kept,
    .w = w,
    .packed = pass->packed,
    .kept = pass->kept + inputs + outputs,
    .h = pass->kept + inputs,
    .dh = pass->scratch,
    .dx = pass->dx != NULL ? dx : NULL,
    .dw = dw,
    .scratch = scratch,
    .product = scratch + pass->n * ae_recurrence_count_scratch (cell, steps, units),
  };
}

void
ae_recurrent_forward (AeCell cell, const AePass *pass)
{
  const AeRecurrentOptions *options = pass->options;
  const AeRecurrentKernels *kernels = ae_kernels ()->recurrent;
  const float *w[3];
  float *dw[3];
  AeRecurrence self = make_recurrence (cell, pass, w, dw);
  gsize block = self.n * self.units;

  if (!pass->fused)
    kernels->swap (self.n, self.steps, self.features, pass->x, (float *) self.x);
  ae_recurrence_forward (&self);
  if (options->return_sequences)
    kernels->swap (self.steps, self.n, self.units, self.h, pass->y);
  else
    memcpy (pass->y, self.h + (self.steps - 1) * block, block * sizeof (float));
}

void
ae_recurrent_backward (AeCell cell, const AePass *pass)
{
  const AeRecurrentOptions *options = pass->options;
  const AeRecurrentKernels *kernels = ae_kernels ()->recurrent;
  const float *w[3];
  float *dw[3];
  AeRecurrence self = make_recurrence (cell, pass, w, dw);
  gsize block = self.n * self.units;

  if (options->return_sequences)
    kernels->swap (self.n, self.steps, self.units, pass->dy, self.dh);
  else
    {
      memset (self.dh, 0, (self.steps - 1) * block * sizeof (float));
      memcpy (self.dh + (self.steps - 1) * block, pass->dy, block * sizeof (float));
    }
  ae_recurrence_backward (&self);
  if (pass->dx != NULL && !pass->fused)
    kernels->swap (self.steps, self.n, self.features, self.dx, pass->dx);
}

double
ae_recurrent_count_flops (AeCell cell, gsize units, const AeShape *x_shape)
{
  double width = (double) ae_cell_count_gates (cell) * (double) units;

  return 2 * x_shape->dims[0] * width * (x_shape->dims[1] + (double) units);
}

gboolean
ae_recurrent_mirror (AeMirror *self, guint index, GError **error)
{
  const AeShape *x = &self->shapes[index - 1];
  g_autofree char *cell = ae_mirror_get_text (self, index, "layer");
  const char *type = cell != NULL ? cell : ae_mirror_get_layer (self, index)->klass->type;

  if (!ae_mirror_get_int (self, index, "return_sequences")
      && !ae_mirror_append (self, error, "RepeatVector", "n=%u", x->dims[0]))
    return FALSE;
  return ae_mirror_append (self, error, type, "units=%u,return_sequences=true", x->dims[1]);
}
