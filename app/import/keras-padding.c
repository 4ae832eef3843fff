/* SPDX-License-Identifier: MIT */
/* Along an axis Keras gives places from @before on, @out of them, of all that a kernel reaches:
 * in·stride + max (kernel - stride, 0) here. Where that is less than wanted, the kernel gets zeros.
 */
#include "app/import/keras-padding.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"

typedef struct
{
  gint64 in, kernel, stride, extra;
  gint64 before, out;
} Axis;

static AeValue
get (const AeLayerClass *klass, gconstpointer options, const char *name)
{
  AeValue value = { 0 };

  ae_option_get (ae_options_find (klass->options, name), options, &value);
  return value;
}

/* One number, or one for each of the two axes. */
static gint64
get_extra (json_t *json, guint axis)
{
  json_t *one = json_is_array (json) ? json_array_get (json, axis) : json;

  return json_is_integer (one) ? json_integer_value (one) : -1;
}

static void
place (Axis *axis, gboolean same)
{
  gint64 odd = axis->kernel % 2, added = axis->kernel + odd - 2 + axis->extra;
  gint64 first = MIN (added / 2 + added % 2, axis->kernel - 1);

  axis->before = same ? axis->kernel - 1 - first : 0;
  axis->out = (axis->in - 1) * axis->stride + (same ? odd : axis->kernel) + axis->extra;
}

static gint64
count_reached (const Axis *axis)
{
  return axis->in * axis->stride + MAX (axis->kernel - axis->stride, 0);
}

static gboolean
is_same (const Axis *axis)
{
  return axis->out == axis->in * axis->stride
         && axis->before == MAX (axis->kernel - axis->stride, 0) / 2;
}

gboolean
wb_keras_read_output_padding (json_t *padding,
                              const AeShape *x_shape,
                              const AeLayerClass *klass,
                              gpointer options,
                              AeSizes *own,
                              AeSizes *cut,
                              GError **error)
{
  AeValue kernel = get (klass, options, "kernel_size"), strides = get (klass, options, "strides");
  gboolean same = get (klass, options, "padding").integer != 0, stays = TRUE;
  AeSizes sizes = kernel.sizes;

  *own = kernel.sizes;
  *cut = (AeSizes) { 4, { 0 } };
  for (guint i = 0; i < 2; i++)
    {
      Axis axis = {
        x_shape->dims[i], kernel.sizes.dims[i], strides.sizes.dims[i], get_extra (padding, i), 0, 0
      };

      if (axis.extra < 0 || axis.extra >= axis.stride)
        return wb_refuse (error, WB_ERROR_CONTENTS, "%s",
                          _ ("its output_padding is not below its strides. Change it in the "
                             "program that wrote the model, and save it again."));
      place (&axis, same);
      stays = stays && same && is_same (&axis);
      if (axis.before + axis.out > count_reached (&axis))
        axis.kernel = axis.before + axis.out - (axis.in - 1) * axis.stride;
      sizes.dims[i] = (guint) axis.kernel;
      cut->dims[2 * i] = (guint) axis.before;
      cut->dims[2 * i + 1] = (guint) (count_reached (&axis) - axis.before - axis.out);
    }
  if (stays)
    {
      *cut = (AeSizes) { 4, { 0 } };
      return TRUE;
    }
  kernel.sizes = sizes;
  return ae_options_set_text (klass->options, options, "padding=valid", error)
         && ae_option_set (ae_options_find (klass->options, "kernel_size"), options, &kernel,
                           error);
}
