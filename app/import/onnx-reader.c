/* SPDX-License-Identifier: MIT */
/* Views and layers, for the functions that read nodes. */
#include "app/import/onnx-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"

gboolean
wb_onnx_reader_refuse (const WbOnnxReader *self, GError **error, const char *reason)
{
  const char *output = wb_onnx_node_get_output (self->node, 0);
  const char *name = self->node->name[0] != '\0' ? self->node->name : output;

  return wb_refuse (error, WB_ERROR_CONTENTS, "%s “%s”: %s", self->node->type,
                    name != NULL ? name : "", reason);
}

const WbOnnxTensor *
wb_onnx_reader_find_tensor (const WbOnnxReader *self, const char *name)
{
  const WbOnnxTensor *tensor = g_hash_table_lookup (self->values, name);

  return tensor != NULL ? tensor : g_hash_table_lookup (self->onnx->constants, name);
}

const WbOnnxTensor *
wb_onnx_reader_get_tensor (const WbOnnxReader *self, guint index)
{
  const char *name = wb_onnx_node_get_input (self->node, index);

  return name != NULL ? wb_onnx_reader_find_tensor (self, name) : NULL;
}

gboolean
wb_onnx_reader_is_live (const WbOnnxReader *self, guint index)
{
  const char *name = wb_onnx_node_get_input (self->node, index);

  return name != NULL && g_hash_table_contains (self->live, name);
}

const WbOnnxTensor *
wb_onnx_reader_get_constant (const WbOnnxReader *self, guint index)
{
  const WbOnnxTensor *tensor = wb_onnx_reader_get_tensor (self, index);

  if (tensor == NULL || wb_onnx_reader_is_live (self, index))
    return NULL;
  return tensor->reals != NULL ? tensor : NULL;
}

WbOnnxView *
wb_onnx_reader_find_view (const WbOnnxReader *self, const char *name)
{
  return name != NULL ? g_hash_table_lookup (self->views, name) : NULL;
}

const AeShape *
wb_onnx_reader_get_shape (const WbOnnxReader *self, guint layer)
{
  return &g_array_index (self->shapes, AeShape, layer);
}

guint
wb_onnx_reader_get_last (const WbOnnxReader *self)
{
  return self->shapes->len - 1;
}

WbOnnxView *
wb_onnx_reader_put_copy (WbOnnxReader *self, guint index, const WbOnnxView *view)
{
  const char *name = wb_onnx_node_get_output (self->node, index);
  WbOnnxView *copy;

  if (name == NULL)
    return NULL;
  copy = g_memdup2 (view, sizeof *view);
  copy->kernel = g_memdup2 (view->kernel, view->in * view->units * sizeof (float));
  copy->bias = g_memdup2 (view->bias, view->units * sizeof (float));
  g_hash_table_insert (self->views, g_strdup (name), copy);
  return copy;
}

WbOnnxView *
wb_onnx_reader_put (WbOnnxReader *self, guint rank, const int *axes)
{
  WbOnnxView view = { .layer = wb_onnx_reader_get_last (self), .rank = rank };

  for (guint i = 0; i < rank; i++)
    view.axes[i] = axes != NULL ? axes[i] : (int) i;
  return wb_onnx_reader_put_copy (self, 0, &view);
}

void
wb_onnx_reader_put_last (WbOnnxReader *self, const WbOnnxView *view)
{
  WbOnnxView last = *view;

  last.layer = wb_onnx_reader_get_last (self);
  wb_onnx_reader_put_copy (self, 0, &last);
}

static gboolean
refuse_branch (const WbOnnxReader *self, const WbOnnxView *view, GError **error)
{
  g_autofree char *reason = g_strdup_printf (
    _ ("it takes the output of layer %u, and other layers follow that already. Branches meet "
       "here in Add and Concatenate alone, and one of the two must be without layers of its own."),
    view->layer + 1);

  return wb_onnx_reader_refuse (self, error, reason);
}

static gboolean
append (WbOnnxReader *self, const char *type, const char *options, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (AeModel) model = ae_model_append (self->model, type, options, &local);
  g_autofree AeShape *shapes = NULL;
  guint n;

  if (model != NULL)
    {
      n = ae_model_get_n_layers (model);
      shapes = g_new0 (AeShape, n);
      if (ae_model_infer (model, shapes, NULL, &local))
        {
          g_array_append_val (self->shapes, shapes[n - 1]);
          ae_model_unref (self->model);
          self->model = g_steal_pointer (&model);
          return TRUE;
        }
    }
  return wb_onnx_reader_refuse (self, error, local->message);
}

gboolean
wb_onnx_reader_append (WbOnnxReader *self,
                       const WbOnnxView *view,
                       GError **error,
                       const char *type,
                       const char *format,
                       ...)
{
  g_autofree char *options = NULL;
  va_list arguments;

  if (view->layer != wb_onnx_reader_get_last (self))
    return refuse_branch (self, view, error);
  va_start (arguments, format);
  options = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return append (self, type, options, error);
}

void
wb_onnx_reader_add_weight (WbOnnxReader *self, const char *name, gsize n, float *values)
{
  WbOnnxWeight *weight = g_new (WbOnnxWeight, 1);

  *weight = (WbOnnxWeight) {
    .layer_id = ae_model_get_layer (self->model, wb_onnx_reader_get_last (self))->id,
    .name = name,
    .n = n,
    .values = values,
  };
  g_ptr_array_add (self->weights, weight);
}

WbOnnxWeight *
wb_onnx_reader_find_weight (const WbOnnxReader *self, guint layer_id, const char *name)
{
  for (guint i = 0; i < self->weights->len; i++)
    {
      WbOnnxWeight *weight = g_ptr_array_index (self->weights, i);

      if (weight->layer_id == layer_id && g_str_equal (weight->name, name))
        return weight;
    }
  return NULL;
}

/* A Dense of the product; a convolution of size 1 for an image, which Dense
 * would flatten. */
static gboolean
make_product_layers (WbOnnxReader *self, WbOnnxView *view, GError **error)
{
  gboolean image = wb_onnx_reader_get_shape (self, view->layer)->rank == 3;
  const char *use_bias = view->bias != NULL ? "true" : "false";

  if (image
      && !wb_onnx_reader_append (self, view, error, "Conv2D",
                                 "filters=%" G_GSIZE_FORMAT ",kernel_size=1,1,use_bias=%s",
                                 view->units, use_bias))
    return FALSE;
  if (!image
      && !wb_onnx_reader_append (self, view, error, "Dense",
                                 "units=%" G_GSIZE_FORMAT ",use_bias=%s", view->units, use_bias))
    return FALSE;
  wb_onnx_reader_add_weight (self, "kernel", view->in * view->units,
                             g_steal_pointer (&view->kernel));
  if (view->bias != NULL)
    wb_onnx_reader_add_weight (self, "bias", view->units, g_steal_pointer (&view->bias));
  return TRUE;
}

WbOnnxView *
wb_onnx_reader_make_layers (WbOnnxReader *self, const char *name, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_find_view (self, name);

  if (view == NULL)
    {
      wb_onnx_reader_refuse (self, error, _ ("it takes a value that no layer here outputs."));
      return NULL;
    }
  if (view->swapped > 0 && !self->takes_swapped)
    {
      wb_onnx_reader_refuse (self, error,
                             _ ("the channels of a skip come first in what it takes, and here they "
                                "come last, which only a convolution can make good. Swap the two "
                                "inputs of the Concat before it where the model is made."));
      return NULL;
    }
  if (view->kind == WB_VIEW_PLAIN)
    return view;
  if (view->kind == WB_VIEW_NOISE)
    {
      wb_onnx_reader_refuse (self, error,
                             _ ("it draws random numbers in another way than a Gaussian code "
                                "does. Export the encoder and the decoder by themselves."));
      return NULL;
    }
  if (view->kind == WB_VIEW_LINEAR ? !make_product_layers (self, view, error)
      : view->kind == WB_VIEW_PADDED
        ? !wb_onnx_reader_make_pad_layers (self, view, error)
        : !wb_onnx_reader_make_function_layers (self, view, name, error))
    return NULL;
  view->kind = WB_VIEW_PLAIN;
  view->layer = wb_onnx_reader_get_last (self);
  return view;
}

WbOnnxView *
wb_onnx_reader_make_input_layers (WbOnnxReader *self, guint index, GError **error)
{
  return wb_onnx_reader_make_layers (self, wb_onnx_node_get_input (self->node, index), error);
}

int
wb_onnx_reader_find_channels (const WbOnnxReader *self, const WbOnnxView *view)
{
  int last = (int) wb_onnx_reader_get_shape (self, view->layer)->rank;

  for (guint i = 0; i < view->rank; i++)
    if (view->axes[i] == last)
      return (int) i;
  return -1;
}

/* Brings back axes of size 1 that the value has and the layer has not, and
 * drops those that only the layer has: its numbers stay in their order. */
static gboolean
match_ones (WbOnnxReader *self, WbOnnxView *view, GError **error)
{
  const AeShape *shape = wb_onnx_reader_get_shape (self, view->layer);
  int renamed[AE_MAX_RANK + 1] = { 0 };
  g_autoptr (GString) sizes = g_string_new (NULL);
  guint n_kept = 0, n_new = 0;

  for (guint axis = 1; axis <= shape->rank; axis++)
    for (guint i = 0; i < view->rank; i++)
      if (view->axes[i] == (int) axis)
        {
          renamed[axis] = (int) ++n_kept;
          g_string_append_printf (sizes, "%s%u", n_kept > 1 ? "," : "", shape->dims[axis - 1]);
        }
  for (guint i = 0; i < view->rank; i++)
    n_new += view->axes[i] == WB_AXIS_NONE;
  if (n_kept == shape->rank && n_new == 0)
    return TRUE;
  for (guint i = 0; i < view->rank; i++)
    if (view->axes[i] == WB_AXIS_NONE)
      {
        view->axes[i] = (int) ++n_kept;
        g_string_append_printf (sizes, "%s1", n_kept > 1 ? "," : "");
      }
    else if (view->axes[i] > 0)
      view->axes[i] = renamed[view->axes[i]];
  if (!wb_onnx_reader_append (self, view, error, "Reshape", "target_shape=%s", sizes->str))
    return FALSE;
  view->layer = wb_onnx_reader_get_last (self);
  return TRUE;
}

/* Whether an order of axes leaves the numbers in theirs: only axes of size 1 move. */
static gboolean
keeps_order (const AeShape *shape, const guint *order)
{
  guint before = 0;

  for (guint i = 0; i < shape->rank; i++)
    if (shape->dims[order[i] - 1] != 1)
      {
        if (order[i] < before)
          return FALSE;
        before = order[i];
      }
  return TRUE;
}

static gboolean
append_order (WbOnnxReader *self, WbOnnxView *view, const guint *order, GError **error)
{
  const AeShape shape = *wb_onnx_reader_get_shape (self, view->layer);
  gboolean moves = !keeps_order (&shape, order);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < shape.rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "",
                            moves ? order[i] : shape.dims[order[i] - 1]);
  return moves ? wb_onnx_reader_append (self, view, error, "Permute", "dims=%s", text->str)
               : wb_onnx_reader_append (self, view, error, "Reshape", "target_shape=%s", text->str);
}

gboolean
wb_onnx_reader_arrange (WbOnnxReader *self, WbOnnxView *view, const int *wanted, GError **error)
{
  guint order[WB_ONNX_MAX_RANK] = { 0 };
  gboolean right = TRUE;

  if (!match_ones (self, view, error))
    return FALSE;
  for (guint i = 0; i < view->rank; i++)
    {
      if ((view->axes[i] == WB_AXIS_BATCH) != (wanted[i] == WB_AXIS_BATCH) || view->axes[i] < 0
          || view->side != 0)
        return wb_onnx_reader_refuse (self, error,
                                      _ ("its input has the samples, or the two directions of a "
                                         "series, along an axis where no layer here has them."));
      right = right && view->axes[i] == wanted[i];
      if (wanted[i] > 0)
        order[wanted[i] - 1] = (guint) view->axes[i];
    }
  if (right)
    return TRUE;
  if (!append_order (self, view, order, error))
    return FALSE;
  memcpy (view->axes, wanted, view->rank * sizeof wanted[0]);
  view->layer = wb_onnx_reader_get_last (self);
  return TRUE;
}

gboolean
wb_onnx_reader_arrange_channels (WbOnnxReader *self, WbOnnxView *view, GError **error)
{
  int wanted[WB_ONNX_MAX_RANK] = { 0, (int) view->rank - 1 };

  for (guint i = 2; i < view->rank; i++)
    wanted[i] = (int) i - 1;
  return wb_onnx_reader_arrange (self, view, wanted, error);
}

gboolean
wb_onnx_reader_arrange_last (WbOnnxReader *self, WbOnnxView *view, GError **error)
{
  static const int natural[WB_ONNX_MAX_RANK] = { 0, 1, 2, 3, 4, 5, 6, 7 };

  return wb_onnx_reader_find_channels (self, view) == (int) view->rank - 1
         || wb_onnx_reader_arrange (self, view, natural, error);
}

float *
wb_onnx_reader_spread_channels (const WbOnnxReader *self,
                                const WbOnnxView *view,
                                const WbOnnxTensor *constant)
{
  guint channels = ae_shape_last (wb_onnx_reader_get_shape (self, view->layer));
  int axis = wb_onnx_reader_find_channels (self, view);
  float *values;

  for (guint i = 0; i < constant->rank; i++)
    {
      gint64 size = constant->dims[constant->rank - 1 - i];
      int place = (int) view->rank - 1 - (int) i;

      if (size != 1 && (place != axis || size != channels))
        return NULL;
    }
  values = g_new (float, channels);
  for (guint i = 0; i < channels; i++)
    values[i] = constant->reals[constant->n == 1 ? 0 : i];
  return values;
}
