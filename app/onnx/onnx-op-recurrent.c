/* SPDX-License-Identifier: MIT */
/* LSTM and GRU: x [T, N, D], w [S, G·U, D], r [S, G·U, U], b [S, 2·G·U], S
 * directions; y [T, S, N, U]. Gates of an LSTM are i, o, f, c, of a GRU z, r, h.
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/onnx/onnx-operators.h"

typedef struct
{
  gint64 steps, n, features, units, gates, sides;
  const float *x, *w, *r, *b; /* of one direction */
  gboolean reverse;
  gboolean reset_after;
  float *h; /* [N, U] */
  float *c;
} Cell;

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

/* Row @row of w·x and of r·h, each with its bias. */
static double
project (const Cell *cell, gint64 row, const float *x)
{
  double sum = cell->b != NULL ? cell->b[row] : 0;

  for (gint64 i = 0; i < cell->features; i++)
    sum += (double) cell->w[row * cell->features + i] * x[i];
  return sum;
}

static double
project_state (const Cell *cell, gint64 row, const double *h)
{
  double sum = cell->b != NULL ? cell->b[cell->gates * cell->units + row] : 0;

  for (gint64 i = 0; i < cell->units; i++)
    sum += (double) cell->r[row * cell->units + i] * h[i];
  return sum;
}

static void
step_lstm (const Cell *cell, const float *x, const double *before, float *h, float *c)
{
  for (gint64 u = 0; u < cell->units; u++)
    {
      double z[4];

      for (gint64 gate = 0; gate < 4; gate++)
        z[gate] = project (cell, gate * cell->units + u, x)
                  + project_state (cell, gate * cell->units + u, before);
      c[u] = (float) (sigmoid (z[2]) * c[u] + sigmoid (z[0]) * tanh (z[3]));
      h[u] = (float) (sigmoid (z[1]) * tanh (c[u]));
    }
}

static void
step_gru (const Cell *cell, const float *x, const double *before, double *reset, float *h)
{
  gint64 units = cell->units;

  for (gint64 u = 0; u < units; u++)
    {
      reset[u] = sigmoid (project (cell, units + u, x) + project_state (cell, units + u, before));
      if (!cell->reset_after)
        reset[u] *= before[u];
    }
  for (gint64 u = 0; u < units; u++)
    {
      double z = sigmoid (project (cell, u, x) + project_state (cell, u, before));
      double state = cell->reset_after ? reset[u] * project_state (cell, 2 * units + u, before)
                                       : project_state (cell, 2 * units + u, reset);

      h[u] = (float) ((1 - z) * tanh (project (cell, 2 * units + u, x) + state) + z * before[u]);
    }
}

/* Runs one direction; y [T, S, N, U] at its first step of this side, or NULL. */
static void
run_side (const Cell *cell, float *y)
{
  g_autofree double *before = g_new (double, cell->units);
  g_autofree double *reset = g_new (double, cell->units);

  for (gint64 k = 0; k < cell->steps; k++)
    {
      gint64 t = cell->reverse ? cell->steps - 1 - k : k;

      for (gint64 s = 0; s < cell->n; s++)
        {
          const float *x = cell->x + (t * cell->n + s) * cell->features;
          float *h = cell->h + s * cell->units;

          for (gint64 u = 0; u < cell->units; u++)
            before[u] = h[u];
          if (cell->gates == 4)
            step_lstm (cell, x, before, h, cell->c + s * cell->units);
          else
            step_gru (cell, x, before, reset, h);
        }
      if (y != NULL)
        memcpy (y + t * cell->sides * cell->n * cell->units, cell->h,
                (gsize) (cell->n * cell->units) * sizeof (float));
    }
}

/* Only the activations that all exporters write. */
static gboolean
has_usual_activations (const WbOnnxCall *call, gint64 gates)
{
  static const char *const usual[] = { "Sigmoid", "Tanh", "Tanh" };
  const WbOnnxAttribute *listed = wb_onnx_node_find (call->node, "activations");
  guint n = gates == 4 ? 3 : 2;

  for (guint i = 0; listed != NULL && i < listed->texts->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (listed->texts, i), usual[i % n]) != 0)
      return FALSE;
  return wb_onnx_node_find (call->node, "clip") == NULL
         && wb_onnx_node_get_integer (call->node, "layout", 0) == 0
         && wb_onnx_node_get_integer (call->node, "input_forget", 0) == 0;
}

static gboolean
has_dims (const WbOnnxTensor *tensor, guint rank, gint64 a, gint64 b, gint64 c)
{
  gint64 dims[] = { a, b, c };

  return tensor == NULL || (tensor->reals != NULL && wb_onnx_tensor_has_shape (tensor, rank, dims));
}

static const WbOnnxTensor *
get_optional (const WbOnnxCall *call, guint index)
{
  return index < call->n_inputs ? call->inputs[index] : NULL;
}

static gboolean
plan (const WbOnnxCall *call, Cell *cell, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  const WbOnnxTensor *w = call->inputs[1];
  const WbOnnxTensor *r = call->inputs[2];
  const char *direction = wb_onnx_node_get_text (call->node, "direction", "forward");

  cell->gates = g_str_equal (call->node->type, "LSTM") ? 4 : 3;
  if (!has_usual_activations (call, cell->gates))
    return wb_onnx_call_refuse (call, error,
                                _ (
                                  "its activations or its layout are none that a layer here has."));
  cell->sides = g_str_equal (direction, "bidirectional") ? 2 : 1;
  cell->reverse = g_str_equal (direction, "reverse");
  cell->reset_after = wb_onnx_node_get_integer (call->node, "linear_before_reset", 0) != 0;
  cell->steps = x->dims[0];
  cell->n = x->dims[1];
  cell->features = x->dims[2];
  cell->units = r->dims[2];
  if (x->rank != 3 || w->rank != 3 || r->rank != 3 || cell->units < 1 || cell->units > 1 << 20
      || x->n == 0 || !has_dims (w, 3, cell->sides, cell->gates * cell->units, cell->features)
      || !has_dims (r, 3, cell->sides, cell->gates * cell->units, cell->units)
      || !has_dims (get_optional (call, 3), 2, cell->sides, 2 * cell->gates * cell->units, 0)
      || !has_dims (get_optional (call, 5), 3, cell->sides, cell->n, cell->units)
      || !has_dims (get_optional (call, 6), 3, cell->sides, cell->n, cell->units))
    return wb_onnx_call_refuse_shapes (call, error);
  return wb_onnx_call_spend (call, (double) cell->steps * (double) cell->n * (double) (w->n + r->n),
                             error);
}

/* The part of a weight, or of a state, that belongs to one direction. */
static const float *
get_side (const WbOnnxTensor *tensor, gint64 side)
{
  return tensor != NULL ? tensor->reals + side * (gint64) tensor->n / tensor->dims[0] : NULL;
}

static void
start_state (const WbOnnxTensor *initial, gint64 side, gsize size, float *state)
{
  if (initial != NULL)
    memcpy (state, get_side (initial, side), size * sizeof (float));
  else
    memset (state, 0, size * sizeof (float));
}

static gboolean
run_recurrent (WbOnnxCall *call, GError **error)
{
  Cell cell = { 0 };
  WbOnnxTensor *y, *h, *c;
  gint64 dims[4];
  gsize size;

  if (!plan (call, &cell, error))
    return FALSE;
  dims[0] = cell.steps;
  dims[1] = cell.sides;
  dims[2] = cell.n;
  dims[3] = cell.units;
  y = wb_onnx_call_make (call, 0, FALSE, 4, dims, error);
  h = wb_onnx_call_make (call, 1, FALSE, 3, dims + 1, error);
  c = wb_onnx_call_make (call, 2, FALSE, 3, dims + 1, error);
  if (y == NULL || h == NULL || c == NULL)
    return FALSE;
  size = (gsize) (cell.n * cell.units);
  for (gint64 side = 0; side < cell.sides; side++)
    {
      cell.x = call->inputs[0]->reals;
      cell.w = get_side (call->inputs[1], side);
      cell.r = get_side (call->inputs[2], side);
      cell.b = get_side (get_optional (call, 3), side);
      cell.reverse = cell.sides == 2 ? side == 1 : cell.reverse;
      cell.h = h->reals + side * (gint64) size;
      cell.c = c->reals + side * (gint64) size;
      start_state (get_optional (call, 5), side, size, cell.h);
      start_state (get_optional (call, 6), side, size, cell.c);
      run_side (&cell, y->reals + side * (gint64) size);
    }
  return TRUE;
}

const WbOnnxOperator wb_onnx_recurrent_operators[] = {
  { "LSTM", "rrr", run_recurrent },
  { "GRU", "rrr", run_recurrent },
  { NULL },
};
