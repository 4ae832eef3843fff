/* SPDX-License-Identifier: MIT */
/* Layers over series as ONNX. LSTM and GRU are time-major there, [T, N, D]:
 * `layout` 1 would be batch-major, but few runtimes know it.
 */
#include <string.h>

#include "app/export/onnx-private.h"

/* Letters: S directions, G gates, U units, D features. */
typedef struct
{
  gboolean is_lstm;
  gboolean sequences;
  gsize sides, gates, units, features;
  const char *prefixes[2]; /* of the names of each direction's weights */
} Recurrence;

static Recurrence
describe (const WbOnnxWriter *self)
{
  gboolean both = g_str_equal (self->layer->klass->type, "Bidirectional");
  gboolean is_lstm = both ? wb_export_layer_get_option (self->layer, "layer").integer == 0
                          : g_str_equal (self->layer->klass->type, "LSTM");

  return (Recurrence) {
    .is_lstm = is_lstm,
    .sequences = wb_export_layer_get_option (self->layer, "return_sequences").integer != 0,
    .sides = both ? 2 : 1,
    .gates = is_lstm ? 4 : 3,
    .units = (gsize) wb_export_layer_get_option (self->layer, "units").integer,
    .features = self->layer->x_shape.dims[1],
    .prefixes = { both ? "forward_" : "", "backward_" },
  };
}

/* The place of Keras' gate @gate in ONNX: of an LSTM i, f, c, o become i, o, f, c. */
static gsize
place_gate (const Recurrence *r, gsize gate)
{
  static const gsize places[] = { 0, 2, 3, 1 };

  return r->is_lstm ? places[gate] : gate;
}

static const float *
get_weight (const WbOnnxWriter *self, const Recurrence *r, gsize side, const char *name)
{
  g_autofree char *full = g_strconcat (r->prefixes[side], name, NULL);

  return wb_export_layer_get_weight (self->layer, full);
}

/* Keras' [rows, G·U] of each direction as [S, G·U, rows]. */
static const char *
add_matrix (WbOnnxWriter *self, const Recurrence *r, const char *name, gsize rows)
{
  gsize width = r->gates * r->units;
  AeShape shape = AE_SHAPE (3, (guint) r->sides, (guint) width, (guint) rows);
  g_autofree float *turned = g_new (float, ae_shape_size (&shape));

  for (gsize side = 0; side < r->sides; side++)
    {
      const float *w = get_weight (self, r, side, name);

      for (gsize i = 0; i < rows; i++)
        for (gsize k = 0; k < width; k++)
          {
            gsize to = place_gate (r, k / r->units) * r->units + k % r->units;

            turned[(side * width + to) * rows + i] = w[i * width + k];
          }
    }
  return wb_onnx_writer_add_reals (self, name, &shape, turned);
}

/* [S, 2·G·U]: of the input's product, then of the state's, which only a GRU
 * that resets after the product has. */
static const char *
add_bias (WbOnnxWriter *self, const Recurrence *r)
{
  gsize width = r->gates * r->units;
  AeShape shape = AE_SHAPE (2, (guint) r->sides, (guint) (2 * width));
  g_autofree float *bias = g_new0 (float, ae_shape_size (&shape));

  for (gsize side = 0; side < r->sides; side++)
    {
      const float *b = get_weight (self, r, side, "bias");
      const AeParam *last = &self->layer->params[self->layer->n_params - 1];
      gsize n = last->shape.rank == 2 ? 2 : 1;

      if (b == NULL)
        return "";
      for (gsize i = 0; i < n * width; i++)
        bias[2 * side * width + i / width * width + place_gate (r, i % width / r->units) * r->units
             + i % r->units]
          = b[i];
    }
  return wb_onnx_writer_add_reals (self, "bias", &shape, bias);
}

/* Whether the state's product has its bias inside the reset: Keras' default. */
static gboolean
resets_after (const WbOnnxWriter *self)
{
  const AeOption *option = ae_options_find (self->layer->klass->options, "reset_after");

  return option == NULL || wb_export_layer_get_option (self->layer, "reset_after").integer != 0;
}

/* Adds the operator, which gives all steps [T, S, N, U] or the last [S, N, U]. */
static const char *
add_recurrence (WbOnnxWriter *self, const Recurrence *r, const char *x)
{
  const char *series = wb_onnx_writer_name (self, "steps_first");
  const char *states = wb_onnx_writer_name (self, r->sequences ? "all_states" : "last_state");
  const char *inputs[5] = { series };
  WbOnnxNode *node;

  wb_onnx_writer_add_transpose (self, x, series, 3, (const gint64[]) { 1, 0, 2 });
  inputs[1] = add_matrix (self, r, "kernel", r->features);
  inputs[2] = add_matrix (self, r, "recurrent_kernel", r->units);
  inputs[3] = add_bias (self, r);
  node = wb_onnx_model_add_node (self->onnx, r->is_lstm ? "LSTM" : "GRU", inputs,
                                 r->sequences ? states : "");
  g_free (node->name);
  node->name = g_strdup (states);
  if (!r->sequences)
    g_ptr_array_add (node->outputs, g_strdup (states));
  wb_onnx_node_add_integer (node, "hidden_size", (gint64) r->units);
  if (r->sides == 2)
    wb_onnx_node_add_text (node, "direction", "bidirectional");
  if (!r->is_lstm)
    wb_onnx_node_add_integer (node, "linear_before_reset", resets_after (self));
  return states;
}

/* Without the axis of directions; all steps are turned to [N, T, U]. */
static void
add_without_directions (WbOnnxWriter *self,
                        const Recurrence *r,
                        const char *suffix,
                        const char *states,
                        const char *y)
{
  g_autofree char *axis_name = g_strconcat (suffix, "axis", NULL);
  g_autofree char *squeezed_name = g_strconcat (suffix, "squeezed", NULL);
  const char *squeezed = r->sequences ? wb_onnx_writer_name (self, squeezed_name) : y;
  gint64 axis = r->sequences ? 1 : 0;

  wb_onnx_writer_add (self, "Squeeze", states,
                      wb_onnx_writer_add_integers (self, axis_name, 1, &axis), NULL, squeezed);
  if (r->sequences)
    wb_onnx_writer_add_transpose (self, squeezed, y, 3, (const gint64[]) { 1, 0, 2 });
}

static void
write_recurrent (WbOnnxWriter *self, const char *x, const char *y)
{
  Recurrence r = describe (self);

  add_without_directions (self, &r, "", add_recurrence (self, &r, x), y);
}

static void
add_merged (WbOnnxWriter *self, const char *f, const char *b, const char *y)
{
  static const char *const types[] = { "Concat", "Add", "Mul", "Add" };
  gint64 mode = wb_export_layer_get_option (self->layer, "merge_mode").integer;
  const char *sum = mode == 3 ? wb_onnx_writer_name (self, "sum") : y;
  WbOnnxNode *node = wb_onnx_writer_add (self, types[mode], f, b, NULL, sum);

  if (mode == 0)
    wb_onnx_node_add_integer (node, "axis", -1);
  if (mode == 3)
    wb_onnx_writer_add (self, "Mul", sum, wb_onnx_writer_add_real (self, "half", 0.5f), NULL, y);
}

static void
write_bidirectional (WbOnnxWriter *self, const char *x, const char *y)
{
  Recurrence r = describe (self);
  const char *states = add_recurrence (self, &r, x);
  const char *f = wb_onnx_writer_name (self, "forward_state");
  const char *b = wb_onnx_writer_name (self, "backward_state");
  const char *forward = wb_onnx_writer_name (self, "forward");
  const char *backward = wb_onnx_writer_name (self, "backward");
  WbOnnxNode *node = wb_onnx_writer_add (self, "Split", states,
                                         wb_onnx_writer_add_integers (self, "one_each", 2,
                                                                      (gint64[]) { 1, 1 }),
                                         NULL, f);

  g_ptr_array_add (node->outputs, g_strdup (b));
  wb_onnx_node_add_integer (node, "axis", r.sequences ? 1 : 0);
  add_without_directions (self, &r, "forward_", f, forward);
  add_without_directions (self, &r, "backward_", b, backward);
  add_merged (self, forward, backward, y);
}

static void
write_repeat_vector (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *step = wb_onnx_writer_name (self, "one_step");
  gint64 axis = 1, shape[] = { 1, wb_export_layer_get_option (self->layer, "n").integer, 1 };

  wb_onnx_writer_add (self, "Unsqueeze", x, wb_onnx_writer_add_integers (self, "axis", 1, &axis),
                      NULL, step);
  wb_onnx_writer_add (self, "Expand", step, wb_onnx_writer_add_integers (self, "shape", 3, shape),
                      NULL, y);
}

const WbOnnxRow wb_onnx_sequence_rows[] = {
  { "LSTM", WB_ONNX_LAST, write_recurrent },
  { "GRU", WB_ONNX_LAST, write_recurrent },
  { "Bidirectional", WB_ONNX_LAST, write_bidirectional },
  { "RepeatVector", WB_ONNX_LAST, write_repeat_vector },
  { NULL },
};
