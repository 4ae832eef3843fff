/* SPDX-License-Identifier: MIT */
/* LSTM and GRU, forward or in both directions, and the last step of a series. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/import/onnx-reader.h"

/* Letters: S directions, G gates, U units, D features. */
typedef struct
{
  gboolean is_lstm;
  gboolean sequences;
  gboolean reset_after;
  gsize sides, gates, units, features;
  const WbOnnxTensor *w, *r, *b;
} Recurrence;

static gboolean
is_zero (const WbOnnxTensor *tensor)
{
  for (gsize i = 0; i < tensor->n; i++)
    if (tensor->reals == NULL || tensor->reals[i] != 0)
      return FALSE;
  return TRUE;
}

/* States that are not zero, lengths of series and peepholes are no layer's. */
static gboolean
check_inputs (const WbOnnxReader *self, const Recurrence *r, GError **error)
{
  for (guint i = 4; i < self->node->inputs->len; i++)
    {
      const WbOnnxTensor *tensor = wb_onnx_reader_get_tensor (self, i);

      if (tensor == NULL)
        continue;
      if (wb_onnx_reader_is_live (self, i) || i == 7 || (i != 4 && !is_zero (tensor)))
        return wb_onnx_reader_refuse (self, error,
                                      _ ("it begins with a state of its own or looks through "
                                         "peepholes. Layers here begin with zeros."));
    }
  if (r->w == NULL || r->r == NULL)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("its weights are not constants, so it cannot be a layer."));
  return TRUE;
}

static gboolean
describe (const WbOnnxReader *self, Recurrence *r, GError **error)
{
  const char *direction = wb_onnx_node_get_text (self->node, "direction", "forward");
  const char *all = wb_onnx_node_get_output (self->node, 0);
  const char *last = wb_onnx_node_get_output (self->node, 1);
  gboolean uses_all = all != NULL && g_hash_table_contains (self->counts, all);
  gboolean uses_last = last != NULL && g_hash_table_contains (self->counts, last);

  *r = (Recurrence) {
    .is_lstm = g_str_equal (self->node->type, "LSTM"),
    .sequences = uses_all,
    .reset_after = wb_onnx_node_get_integer (self->node, "linear_before_reset", 0) != 0,
    .w = wb_onnx_reader_get_constant (self, 1),
    .r = wb_onnx_reader_get_constant (self, 2),
    .b = wb_onnx_reader_get_constant (self, 3),
  };
  if (!check_inputs (self, r, error))
    return FALSE;
  if (uses_all && uses_last)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("both its series and its last output are used. A layer "
                                     "here outputs one of the two."));
  if (g_str_equal (direction, "reverse"))
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it reads a series backward alone. A Bidirectional reads it "
                                     "both ways."));
  r->sides = (gsize) r->w->dims[0];
  r->gates = r->is_lstm ? 4 : 3;
  r->units = (gsize) r->r->dims[2];
  r->features = (gsize) r->w->dims[2];
  if (r->sides == 2 && !r->is_lstm && !r->reset_after)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("a Bidirectional GRU resets after the product here, and "
                                     "this one before it."));
  return TRUE;
}

/* The place in Keras of ONNX' gate @gate: i, o, f, c become i, f, c, o. */
static gsize
place_gate (const Recurrence *r, gsize gate)
{
  static const gsize places[] = { 0, 3, 1, 2 };

  return r->is_lstm ? places[gate] : gate;
}

/* One direction's [G·U, rows] as Keras' [rows, G·U]. */
static void
add_matrix (WbOnnxReader *self,
            const Recurrence *r,
            const WbOnnxTensor *tensor,
            gsize side,
            const char *name)
{
  gsize width = r->gates * r->units, rows = (gsize) tensor->dims[2];
  const float *from = tensor->reals + side * width * rows;
  float *to = g_new (float, width *rows);

  for (gsize k = 0; k < width; k++)
    for (gsize i = 0; i < rows; i++)
      to[i * width + place_gate (r, k / r->units) * r->units + k % r->units] = from[k * rows + i];
  wb_onnx_reader_add_weight (self, name, width * rows, to);
}

/* Two biases become one, but for a GRU that resets after the product. */
static void
add_bias (WbOnnxReader *self, const Recurrence *r, gsize side, const char *name)
{
  gsize width = r->gates * r->units;
  gboolean two = !r->is_lstm && r->reset_after;
  gsize n = two ? 2 * width : width;
  const float *from = r->b->reals + side * 2 * width;
  float *to = g_new0 (float, n);

  for (gsize k = 0; k < width; k++)
    {
      gsize at = place_gate (r, k / r->units) * r->units + k % r->units;

      to[at] = from[k] + (two ? 0 : from[width + k]);
      if (two)
        to[width + at] = from[width + k];
    }
  wb_onnx_reader_add_weight (self, name, n, to);
}

static void
add_weights (WbOnnxReader *self, const Recurrence *r)
{
  static const char *const names[3][3] = {
    { "kernel", "recurrent_kernel", "bias" },
    { "forward_kernel", "forward_recurrent_kernel", "forward_bias" },
    { "backward_kernel", "backward_recurrent_kernel", "backward_bias" },
  };

  for (gsize side = 0; side < r->sides; side++)
    {
      const char *const *row = names[r->sides == 2 ? 1 + side : 0];

      add_matrix (self, r, r->w, side, row[0]);
      add_matrix (self, r, r->r, side, row[1]);
      if (r->b != NULL)
        add_bias (self, r, side, row[2]);
    }
}

static gboolean
append (WbOnnxReader *self, const Recurrence *r, const WbOnnxView *view, GError **error)
{
  const char *sequences = r->sequences ? "true" : "false";
  const char *bias = r->b != NULL ? "true" : "false";

  if (r->sides == 2)
    return wb_onnx_reader_append (self, view, error, "Bidirectional",
                                  "layer=%s,units=%" G_GSIZE_FORMAT
                                  ",return_sequences=%s,use_bias=%s,merge_mode=concat",
                                  self->node->type, r->units, sequences, bias);
  if (r->is_lstm)
    return wb_onnx_reader_append (self, view, error, "LSTM",
                                  "units=%" G_GSIZE_FORMAT ",return_sequences=%s,use_bias=%s",
                                  r->units, sequences, bias);
  return wb_onnx_reader_append (self, view, error, "GRU",
                                "units=%" G_GSIZE_FORMAT
                                ",return_sequences=%s,use_bias=%s,reset_after=%s",
                                r->units, sequences, bias, r->reset_after ? "true" : "false");
}

/* All steps are [T, S, N, U], the last is [S, N, U]. */
static gboolean
read_recurrent (WbOnnxReader *self, GError **error)
{
  static const int steps_first[] = { 1, 0, 2 };
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error), put;
  Recurrence r;

  if (view == NULL || !describe (self, &r, error)
      || !wb_onnx_reader_arrange (self, view, steps_first, error)
      || !append (self, &r, view, error))
    return FALSE;
  add_weights (self, &r);
  put = (WbOnnxView) {
    .layer = wb_onnx_reader_get_last (self),
    .rank = r.sequences ? 4 : 3,
    .axes = { 1, r.sides == 2 ? WB_AXIS_SIDE : WB_AXIS_NONE, 0, 2 },
  };
  if (!r.sequences)
    memcpy (put.axes, (int[]) { r.sides == 2 ? WB_AXIS_SIDE : WB_AXIS_NONE, 0, 1 },
            3 * sizeof (int));
  wb_onnx_reader_put_copy (self, r.sequences ? 0 : 1, &put);
  return TRUE;
}

gboolean
wb_onnx_reader_is_last_step (const WbOnnxReader *self,
                             const WbOnnxView *view,
                             gint64 axis,
                             gint64 place)
{
  const AeLayer *layer = ae_model_get_layer (self->model, view->layer);
  const AeShape *shape = wb_onnx_reader_get_shape (self, view->layer);

  return (g_str_equal (layer->klass->type, "LSTM") || g_str_equal (layer->klass->type, "GRU"))
         && shape->rank == 2 && view->layer == wb_onnx_reader_get_last (self)
         && view->axes[axis] == 1 && (place == -1 || place == (gint64) shape->dims[0] - 1);
}

static gboolean
keep_last_step (WbOnnxReader *self, GError **error)
{
  guint last = wb_onnx_reader_get_last (self);
  const AeLayer *layer = ae_model_get_layer (self->model, last);
  g_autofree gpointer options = g_memdup2 (layer->options, layer->klass->options_size);
  AeShape *shape = &g_array_index (self->shapes, AeShape, last);
  AeModel *model;

  if (!ae_options_set_text (layer->klass->options, options, "return_sequences=false", error))
    return FALSE;
  model = ae_model_with_options (self->model, last, options);
  ae_model_unref (self->model);
  self->model = model;
  *shape = AE_SHAPE (1, shape->dims[1]);
  return TRUE;
}

/* Without the axis that a part was taken of, or with one of size 1 in its place. */
static gboolean
put_without (WbOnnxReader *self, const WbOnnxView *view, gint64 axis, gboolean keep_axis)
{
  WbOnnxView put = *view;

  put.rank = 0;
  for (guint i = 0; i < view->rank; i++)
    if (i != axis)
      put.axes[put.rank++] = view->axes[i] == 2 && view->axes[axis] == 1 ? 1 : view->axes[i];
    else if (keep_axis)
      put.axes[put.rank++] = WB_AXIS_NONE;
  wb_onnx_reader_put_copy (self, 0, &put);
  return TRUE;
}

gboolean
wb_onnx_reader_put_last_step (WbOnnxReader *self,
                              const WbOnnxView *view,
                              gint64 axis,
                              gboolean keep_axis,
                              GError **error)
{
  return keep_last_step (self, error) && put_without (self, view, axis, keep_axis);
}

static gboolean
read_gather (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  const WbOnnxTensor *places = wb_onnx_reader_get_tensor (self, 1);
  gint64 axis = wb_onnx_node_get_integer (self->node, "axis", 0);

  if (view == NULL)
    return FALSE;
  axis += axis < 0 ? view->rank : 0;
  if (places != NULL && places->n == 1 && view->axes[axis] == WB_AXIS_NONE)
    return put_without (self, view, axis, places->rank == 1);
  if (places == NULL || places->integers == NULL || places->n != 1
      || !wb_onnx_reader_is_last_step (self, view, axis, places->integers[0]))
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it takes a part of a value, and only the last step of an "
                                     "LSTM or a GRU can be taken here. A recurrent layer that was "
                                     "exported step by step can be read where it is an LSTM or a "
                                     "GRU with tanh and sigmoid that begins with zeros."));
  return wb_onnx_reader_put_last_step (self, view, axis, places->rank == 1, error);
}

const WbOnnxReading wb_onnx_sequence_readings[] = {
  { "LSTM", read_recurrent },
  { "GRU", read_recurrent },
  { "Gather", read_gather },
  { NULL },
};
