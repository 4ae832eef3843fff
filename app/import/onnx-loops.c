/* SPDX-License-Identifier: MIT */
/* An LSTM or a GRU that was exported step by step, as Keras does it on PyTorch: the nodes of
 * every step become one node again.
 *   LSTM  c' = σ(f)·c + σ(i)·tanh (g)        h' = σ(o)·tanh (c')
 *   GRU   h' = z·h + (1 - z)·tanh (n)        n = x·W + b + r·(h·R + c), or x·W + (r·h)·R + b
 * where every gate is a sum of products of the step's input and of the state before, or some
 * columns of such a sum. A step is told from the nodes that end in its state; steps that follow
 * one another along a series are a loop. What one node computes in its place has to be what the
 * steps computed on the trial batch.
 */
#include <math.h>
#include <string.h>

#include "app/import/onnx-reader.h"
#include "app/onnx/onnx-run.h"

#define TOLERANCE 1e-4
#define MAX_DEPTH 32

/* What a gate is before its activation; @sources: what is multiplied with @kernels, [in, U]. */
typedef struct
{
  const char *sources[2];
  float *kernels[2];
  gsize rows[2];
  float *bias; /* [U] */
} Gate;

/* @gates: i, o, f, c of an LSTM in ONNX' order, z, r, h of a GRU; @bias: [U], what a GRU that
 * resets after the product adds to it. */
typedef struct
{
  const char *h;
  const char *c;
  const char *c_before;
  const char *h_before;
  const char *x;
  gsize n_gates;
  gsize units;
  gboolean reset_after;
  Gate gates[4];
  Gate inner;
  int previous;
} Step;

typedef struct
{
  WbOnnxReader *reader;
  GHashTable *producers; /* (element-type utf8 WbOnnxNode) */
  GArray *steps;         /* of Step, in the order of the nodes */
  guint n_loops;
} Search;

static void
gate_clear (Gate *self)
{
  g_clear_pointer (&self->kernels[0], g_free);
  g_clear_pointer (&self->kernels[1], g_free);
  g_clear_pointer (&self->bias, g_free);
}

static void
step_clear (gpointer data)
{
  Step *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->gates); i++)
    gate_clear (&self->gates[i]);
  gate_clear (&self->inner);
}

static WbOnnxNode *
find_producer (const Search *self, const char *name)
{
  return name != NULL ? g_hash_table_lookup (self->producers, name) : NULL;
}

static gboolean
is_live (const Search *self, const char *name)
{
  return name != NULL && g_hash_table_contains (self->reader->live, name);
}

/* The node that makes @name, where it is of this type. */
static const WbOnnxNode *
find_typed (const Search *self, const char *name, const char *type)
{
  const WbOnnxNode *node = find_producer (self, name);

  return node != NULL && g_str_equal (node->type, type) ? node : NULL;
}

/* The value that a node of this type made @name of. */
static const char *
get_argument (const Search *self, const char *name, const char *type)
{
  const WbOnnxNode *node = find_typed (self, name, type);

  return node != NULL ? wb_onnx_node_get_input (node, 0) : NULL;
}

static const WbOnnxTensor *
find_reals (const Search *self, const char *name)
{
  const WbOnnxTensor *tensor = name != NULL ? wb_onnx_reader_find_tensor (self->reader, name)
                                            : NULL;

  return tensor != NULL && tensor->reals != NULL ? tensor : NULL;
}

static gsize
get_width (const WbOnnxTensor *tensor)
{
  return tensor->rank > 0 ? (gsize) tensor->dims[tensor->rank - 1] : 1;
}

/* A constant that is the same for every sample. */
static gboolean
add_bias (const Search *self, const char *name, gsize first, gsize units, Gate *gate)
{
  const WbOnnxTensor *tensor = find_reals (self, name);
  gsize width = tensor != NULL ? get_width (tensor) : 0;

  if (tensor == NULL || (width != 1 && first + units > width))
    return FALSE;
  for (gsize i = width; i < tensor->n; i++)
    if (tensor->reals[i] != tensor->reals[i % width])
      return FALSE;
  for (gsize i = 0; i < units; i++)
    gate->bias[i] += tensor->reals[width == 1 ? 0 : first + i];
  return TRUE;
}

/* Columns from @first on of a constant [in, …], or of its transpose. */
static gboolean
add_product (const Search *self,
             const char *source,
             const char *weights,
             gboolean transposed,
             gsize first,
             gsize units,
             Gate *gate)
{
  const WbOnnxTensor *w = find_reals (self, weights);
  guint place = gate->sources[0] == NULL ? 0 : 1;
  gsize rows, columns;

  if (w == NULL || w->rank != 2 || is_live (self, weights) || gate->sources[place] != NULL)
    return FALSE;
  rows = (gsize) w->dims[transposed ? 1 : 0];
  columns = (gsize) w->dims[transposed ? 0 : 1];
  if (first + units > columns)
    return FALSE;
  gate->sources[place] = source;
  gate->rows[place] = rows;
  gate->kernels[place] = g_new (float, rows *units);
  for (gsize i = 0; i < rows; i++)
    for (gsize k = 0; k < units; k++)
      gate->kernels[place][i * units + k]
        = w->reals[transposed ? (first + k) * rows + i : i * columns + first + k];
  return TRUE;
}

static gboolean
add_gemm (const Search *self, const WbOnnxNode *node, gsize first, gsize units, Gate *gate)
{
  const char *bias = wb_onnx_node_get_input (node, 2);

  return wb_onnx_node_get_integer (node, "transA", 0) == 0
         && wb_onnx_node_get_real (node, "alpha", 1) == 1
         && wb_onnx_node_get_real (node, "beta", 1) == 1
         && (bias == NULL || (!is_live (self, bias) && add_bias (self, bias, first, units, gate)))
         && add_product (self, wb_onnx_node_get_input (node, 0), wb_onnx_node_get_input (node, 1),
                         wb_onnx_node_get_integer (node, "transB", 0) != 0, first, units, gate);
}

/* Where the columns of @name, an output of a Split or a Slice, begin in its input. They are
 * found by their numbers: what a Split or a Slice says differs among versions. */
static gboolean
find_columns (const Search *self, const WbOnnxNode *node, const char *name, gsize *first)
{
  const WbOnnxTensor *x = find_reals (self, wb_onnx_node_get_input (node, 0));
  const WbOnnxTensor *y = find_reals (self, name);
  gsize wide = x != NULL ? get_width (x) : 0, width = y != NULL ? get_width (y) : 0;

  if (width == 0 || wide < width || y->n / width != x->n / wide)
    return FALSE;
  for (*first = 0; *first + width <= wide; ++*first)
    {
      gsize row = 0;

      while (
        row < y->n / width
        && memcmp (y->reals + row * width, x->reals + row * wide + *first, width * sizeof (float))
             == 0)
        row++;
      if (row == y->n / width)
        return TRUE;
    }
  return FALSE;
}

/* Adds columns @first to @first + @units of the value @name to the gate. */
static gboolean
add_terms (const Search *self, const char *name, gsize first, gsize units, guint depth, Gate *gate)
{
  const WbOnnxNode *node = find_producer (self, name);
  const char *a, *b;
  gsize offset;

  if (!is_live (self, name))
    return add_bias (self, name, first, units, gate);
  if (node == NULL || depth > MAX_DEPTH)
    return FALSE;
  a = wb_onnx_node_get_input (node, 0);
  b = wb_onnx_node_get_input (node, 1);
  if (g_str_equal (node->type, "Add"))
    return add_terms (self, a, first, units, depth + 1, gate)
           && add_terms (self, b, first, units, depth + 1, gate);
  if (g_str_equal (node->type, "Split") || g_str_equal (node->type, "Slice"))
    return find_columns (self, node, name, &offset)
           && add_terms (self, a, first + offset, units, depth + 1, gate);
  if (g_str_equal (node->type, "Identity"))
    return add_terms (self, a, first, units, depth + 1, gate);
  if (g_str_equal (node->type, "Gemm"))
    return add_gemm (self, node, first, units, gate);
  return g_str_equal (node->type, "MatMul") && add_product (self, a, b, FALSE, first, units, gate);
}

static gboolean
read_gate (const Search *self, const char *name, gsize units, Gate *gate)
{
  if (name == NULL)
    return FALSE;
  gate->bias = g_new0 (float, units);
  return add_terms (self, name, 0, units, 0, gate);
}

/* The two inputs of a node in one of both orders: @first of type @type. */
static const char *
get_other (const Search *self, const WbOnnxNode *node, const char *type, const char **first)
{
  for (guint i = 0; i < 2; i++)
    {
      const char *name = wb_onnx_node_get_input (node, i);

      *first = get_argument (self, name, type);
      if (*first != NULL)
        return wb_onnx_node_get_input (node, 1 - i);
    }
  return NULL;
}

/* c' = σ(f)·c + σ(i)·tanh (g) */
static gboolean
read_cell (const Search *self, Step *step)
{
  const WbOnnxNode *sum = find_typed (self, step->c, "Add");
  const char *i = NULL, *f = NULL, *g = NULL;

  for (guint k = 0; sum != NULL && k < 2; k++)
    {
      const WbOnnxNode *product = find_typed (self, wb_onnx_node_get_input (sum, k), "Mul");
      const char *gate,
        *other = product != NULL ? get_other (self, product, "Sigmoid", &gate) : NULL;

      if (other == NULL)
        return FALSE;
      if (get_argument (self, other, "Tanh") != NULL)
        {
          i = gate;
          g = get_argument (self, other, "Tanh");
        }
      else
        {
          f = gate;
          step->c_before = other;
        }
    }
  return read_gate (self, i, step->units, &step->gates[0])
         && read_gate (self, f, step->units, &step->gates[2])
         && read_gate (self, g, step->units, &step->gates[3]);
}

/* h' = σ(o)·tanh (c') */
static gboolean
read_lstm (const Search *self, const WbOnnxNode *node, Step *step)
{
  const char *o, *other = get_other (self, node, "Sigmoid", &o);

  step->n_gates = 4;
  step->c = get_argument (self, other, "Tanh");
  return other != NULL && step->c != NULL && read_gate (self, o, step->units, &step->gates[1])
         && read_cell (self, step);
}

/* n = x·W + b + r·(h·R + c), or x·W + (r·h)·R + b */
static gboolean
read_candidate (const Search *self, const char *n, Step *step)
{
  const WbOnnxNode *sum = find_typed (self, n, "Add");

  for (guint i = 0; sum != NULL && i < 2; i++)
    {
      const char *term = wb_onnx_node_get_input (sum, i), *r;
      const WbOnnxNode *product = find_typed (self, term, "Mul");
      const char *inner = product != NULL ? get_other (self, product, "Sigmoid", &r) : NULL;

      if (inner == NULL)
        continue;
      step->reset_after = TRUE;
      return read_gate (self, r, step->units, &step->gates[1])
             && read_gate (self, inner, step->units, &step->inner)
             && read_gate (self, wb_onnx_node_get_input (sum, 1 - i), step->units, &step->gates[2]);
    }
  if (n == NULL || !read_gate (self, n, step->units, &step->gates[2]))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      const WbOnnxNode *product = find_typed (self, step->gates[2].sources[i], "Mul");
      const char *r, *h = product != NULL ? get_other (self, product, "Sigmoid", &r) : NULL;

      if (h != NULL)
        return read_gate (self, r, step->units, &step->gates[1]);
    }
  return FALSE;
}

/* h' = z·h + (1 - z)·tanh (n) */
static gboolean
read_gru (const Search *self, const WbOnnxNode *node, Step *step)
{
  const char *z = NULL, *n = NULL;

  step->n_gates = 3;
  for (guint i = 0; i < 2; i++)
    {
      const WbOnnxNode *product = find_typed (self, wb_onnx_node_get_input (node, i), "Mul");
      const char *gate,
        *other = product != NULL ? get_other (self, product, "Sigmoid", &gate) : NULL;

      if (other != NULL)
        {
          z = gate;
          step->h_before = other;
        }
      else if (product != NULL)
        get_other (self, product, "Tanh", &n);
    }
  return z != NULL && n != NULL && read_gate (self, z, step->units, &step->gates[0])
         && read_candidate (self, n, step);
}

/* The step before is the one whose state this one goes on from. */
static int
find_previous (const Search *self, const Step *step)
{
  for (guint i = self->steps->len; i > 0; i--)
    {
      const Step *other = &g_array_index (self->steps, Step, i - 1);

      if (other->n_gates != step->n_gates || other->units != step->units)
        continue;
      if (step->n_gates == 4 ? g_str_equal (other->c, step->c_before)
                             : g_str_equal (other->h, step->h_before))
        return (int) i - 1;
    }
  return -1;
}

/* What a step takes beside the state: the other source of a gate of its. */
static const char *
find_input (const Step *step)
{
  for (guint i = 0; i < 2; i++)
    {
      const char *source = step->gates[0].sources[i];

      if (source != NULL && (step->h_before == NULL || !g_str_equal (source, step->h_before)))
        return source;
    }
  return NULL;
}

static void
add_step (Search *self, const WbOnnxNode *node)
{
  const char *h = wb_onnx_node_get_output (node, 0);
  const WbOnnxTensor *tensor = find_reals (self, h);
  Step step = { .h = h, .previous = -1 };
  gboolean is_step;

  if (tensor == NULL || tensor->rank != 2 || !is_live (self, h))
    return;
  step.units = get_width (tensor);
  is_step = g_str_equal (node->type, "Mul") ? read_lstm (self, node, &step)
                                            : read_gru (self, node, &step);
  if (is_step)
    {
      step.previous = find_previous (self, &step);
      if (step.previous >= 0)
        step.h_before = g_array_index (self->steps, Step, step.previous).h;
      step.x = find_input (&step);
    }
  if (is_step && step.x != NULL)
    g_array_append_val (self->steps, step);
  else
    step_clear (&step);
}

/* Through nodes that only give a value other axes of size 1. */
static const WbOnnxNode *
find_origin (const Search *self, const char *name)
{
  static const char *const views[] = { "Squeeze", "Unsqueeze", "Reshape", "Identity", NULL };
  const WbOnnxNode *node = find_producer (self, name);

  for (guint i = 0; node != NULL && g_strv_contains (views, node->type) && i < MAX_DEPTH; i++)
    node = find_producer (self, wb_onnx_node_get_input (node, 0));
  return node;
}

/* Whether place @t along axis 0 or 1 of @series is @step. */
static gboolean
is_place (const WbOnnxTensor *series, guint axis, gsize t, const WbOnnxTensor *step)
{
  gsize width = get_width (series), length = (gsize) series->dims[axis];
  gsize samples = (gsize) series->dims[1 - axis];

  if (step == NULL || step->reals == NULL || t >= length || step->n != samples * width)
    return FALSE;
  for (gsize i = 0; i < samples; i++)
    if (memcmp (series->reals + (axis == 0 ? t * samples + i : i * length + t) * width,
                step->reals + i * width, width * sizeof (float))
        != 0)
      return FALSE;
  return TRUE;
}

/* The axis of @series along which its places are the values @names, or -1. */
static int
find_axis (const Search *self, const char *series, const GPtrArray *names)
{
  const WbOnnxTensor *tensor = find_reals (self, series);

  for (guint axis = 0; tensor != NULL && tensor->rank == 3 && axis < 2; axis++)
    {
      guint t = 0;

      while (t < names->len && is_place (tensor, axis, t, find_reals (self, names->pdata[t])))
        t++;
      if (t == names->len && (gsize) tensor->dims[axis] == t)
        return (int) axis;
    }
  return -1;
}

/* The steps that end in @last, and their inputs, in their order. */
static void
list_steps (const Search *self, guint last, GPtrArray *states, GPtrArray *inputs)
{
  for (int at = (int) last; at >= 0;)
    {
      const Step *step = &g_array_index (self->steps, Step, at);

      g_ptr_array_insert (states, 0, (gpointer) step->h);
      g_ptr_array_insert (inputs, 0, (gpointer) step->x);
      at = step->previous;
    }
}

/* The value that the inputs are places of. */
static const char *
find_series (const Search *self, const GPtrArray *inputs, int *axis)
{
  const WbOnnxNode *node = find_origin (self, inputs->pdata[0]);
  const char *series = node != NULL ? wb_onnx_node_get_input (node, 0) : NULL;

  *axis = series != NULL ? find_axis (self, series, inputs) : -1;
  return *axis >= 0 ? series : NULL;
}

/* The source of a gate that is the state, or comes from it. */
static guint
find_state (const Step *step, const Gate *gate)
{
  return gate->sources[0] != NULL && g_str_equal (gate->sources[0], step->x) ? 1 : 0;
}

/* [1, G·U, rows] of one of the two sources of each gate. */
static WbOnnxTensor *
gather_weights (const Step *step, gboolean of_state)
{
  const Gate *first = &step->gates[0];
  gsize rows = first->rows[of_state ? find_state (step, first) : 1 - find_state (step, first)];
  WbOnnxTensor *w = wb_onnx_tensor_new (
    FALSE, 3, (const gint64[]) { 1, (gint64) (step->n_gates * step->units), (gint64) rows });

  for (gsize g = 0; w != NULL && g < step->n_gates; g++)
    {
      const Gate *gate = of_state && g == 2 && step->reset_after ? &step->inner : &step->gates[g];
      guint state = gate == &step->inner ? 0 : find_state (step, gate);
      guint place = of_state ? state : 1 - state;

      if (gate->kernels[place] == NULL || gate->rows[place] != rows)
        {
          g_clear_pointer (&w, wb_onnx_tensor_unref);
          break;
        }
      for (gsize u = 0; u < step->units; u++)
        for (gsize i = 0; i < rows; i++)
          w->reals[(g * step->units + u) * rows + i] = gate->kernels[place][i * step->units + u];
    }
  return w;
}

/* [1, 2·G·U]: the inputs', then the state's. */
static WbOnnxTensor *
gather_bias (const Step *step)
{
  gsize width = step->n_gates * step->units;
  WbOnnxTensor *b = wb_onnx_tensor_new (FALSE, 2, (const gint64[]) { 1, (gint64) (2 * width) });

  for (gsize g = 0; b != NULL && g < step->n_gates; g++)
    memcpy (b->reals + g * step->units, step->gates[g].bias, step->units * sizeof (float));
  if (b != NULL && step->reset_after)
    memcpy (b->reals + width + 2 * step->units, step->inner.bias, step->units * sizeof (float));
  return b;
}

/* Gives @made a node that puts the first two axes of @x in the other order. */
static void
add_swap (WbOnnxModel *made, const char *x, const char *y)
{
  WbOnnxNode *node = wb_onnx_model_add_node (made, "Transpose", (const char *[]) { x, NULL }, y);

  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
}

/* The layer: @x [T, N, F] to all its states, or to the last one. */
static gboolean
add_layer (Search *self,
           WbOnnxModel *made,
           const Step *step,
           const char *x,
           gboolean all,
           const char *y)
{
  WbOnnxTensor *tensors[] = { gather_weights (step, FALSE), gather_weights (step, TRUE),
                              gather_bias (step) };
  const char *inputs[] = { x, NULL, NULL, NULL, NULL };
  g_auto (GStrv) names = g_new0 (char *, 4);
  WbOnnxNode *node;

  for (guint i = 0; i < 3; i++)
    if (tensors[i] == NULL)
      {
        for (i = 0; i < 3; i++)
          g_clear_pointer (&tensors[i], wb_onnx_tensor_unref);
        return FALSE;
      }
  for (guint i = 0; i < 3; i++)
    {
      inputs[i + 1] = names[i] = g_strdup_printf ("loop %u weights %u", self->n_loops, i);
      wb_onnx_model_add_constant (self->reader->onnx, names[i], tensors[i]);
    }
  node = wb_onnx_model_add_node (made, step->n_gates == 4 ? "LSTM" : "GRU", inputs, all ? y : "");
  if (!all)
    g_ptr_array_add (node->outputs, g_strdup (y));
  wb_onnx_node_add_integer (node, "hidden_size", (gint64) step->units);
  if (step->n_gates == 3)
    wb_onnx_node_add_integer (node, "linear_before_reset", step->reset_after);
  return TRUE;
}

/* Takes the axis of the directions out. */
static void
add_squeeze (Search *self, WbOnnxModel *made, gint64 axis, const char *x, const char *y)
{
  g_autofree char *name = g_strdup_printf ("loop %u axis", self->n_loops);
  gboolean listed = self->reader->onnx->opset < 13;
  WbOnnxNode *node = wb_onnx_model_add_node (made, "Squeeze",
                                             (const char *[]) { x, listed ? NULL : name, NULL }, y);

  if (listed)
    wb_onnx_node_add_integers (node, "axes", 1, &axis);
  else
    wb_onnx_model_add_constant (self->reader->onnx, name, wb_onnx_tensor_new_integers (&axis, 1));
}

/* The nodes that make @output of @series; @in: @out: the axis of the steps in both, -1 for the
 * last state alone; (transfer full). NULL where the steps differ from one another. */
static WbOnnxModel *
make_nodes (Search *self, const Step *step, const char *series, int in, const char *output, int out)
{
  g_autoptr (WbOnnxModel) made = wb_onnx_model_new ();
  g_autofree char *x = g_strdup_printf ("loop %u x", ++self->n_loops);
  g_autofree char *y = g_strdup_printf ("loop %u y", self->n_loops);
  g_autofree char *s = g_strdup_printf ("loop %u s", self->n_loops);

  if (in == 1)
    add_swap (made, series, x);
  if (!add_layer (self, made, step, in == 1 ? x : series, out >= 0, y))
    return NULL;
  add_squeeze (self, made, out >= 0 ? 1 : 0, y, out == 1 ? s : output);
  if (out == 1)
    add_swap (made, s, output);
  return g_steal_pointer (&made);
}

static gboolean
is_close (const WbOnnxTensor *a, const WbOnnxTensor *b)
{
  if (a == NULL || b == NULL || a->n != b->n || a->reals == NULL || b->reals == NULL)
    return FALSE;
  for (gsize i = 0; i < a->n; i++)
    if (!(fabsf (a->reals[i] - b->reals[i]) <= TOLERANCE))
      return FALSE;
  return TRUE;
}

/* Whether the nodes compute what the steps did; then their values are among the reader's. */
static gboolean
run_nodes (const Search *self, const WbOnnxModel *made, const char *output)
{
  WbOnnxReader *reader = self->reader;
  g_autoptr (WbOnnxTensor) steps = wb_onnx_tensor_ref (
    (WbOnnxTensor *) wb_onnx_reader_find_tensor (reader, output));
  gboolean right = TRUE;

  for (guint i = 0; right && i < made->nodes->len; i++)
    right = wb_onnx_run_node (reader->onnx, made->nodes->pdata[i], reader->values, &reader->work,
                              NULL);
  right = right && is_close (steps, wb_onnx_reader_find_tensor (reader, output));
  g_hash_table_insert (reader->values, g_strdup (output), g_steal_pointer (&steps));
  return right;
}

/* Puts the nodes in the place of the one that made @output. */
static void
replace (Search *self, WbOnnxModel *made, const char *output)
{
  GPtrArray *nodes = self->reader->onnx->nodes;
  WbOnnxNode *old = find_producer (self, output);
  guint place;

  if (!g_ptr_array_find (nodes, old, &place))
    return;
  for (guint i = 0; i < made->nodes->len; i++)
    {
      WbOnnxNode *node = made->nodes->pdata[i];

      for (guint k = 0; k < node->outputs->len; k++)
        if (wb_onnx_node_get_output (node, k) != NULL)
          g_hash_table_add (self->reader->live, g_strdup (wb_onnx_node_get_output (node, k)));
      g_ptr_array_insert (nodes, (int) (place + i), node);
    }
  g_ptr_array_set_free_func (made->nodes, NULL);
  g_hash_table_remove (self->producers, output);
  g_ptr_array_remove (nodes, old);
}

/* The value that the states were put together to, or the last of them. */
static const char *
find_output (const Search *self, const GPtrArray *states, int *axis)
{
  GPtrArray *nodes = self->reader->onnx->nodes;

  for (guint i = 0; i < nodes->len; i++)
    {
      const WbOnnxNode *node = nodes->pdata[i];
      const char *output = wb_onnx_node_get_output (node, 0);

      if (!g_str_equal (node->type, "Concat") || node->inputs->len != states->len)
        continue;
      *axis = find_axis (self, output, states);
      if (*axis >= 0)
        return output;
    }
  *axis = -1;
  return g_ptr_array_index (states, states->len - 1);
}

static gboolean
is_last (const Search *self, guint index)
{
  for (guint i = index + 1; i < self->steps->len; i++)
    if (g_array_index (self->steps, Step, i).previous == (int) index)
      return FALSE;
  return TRUE;
}

static gboolean
roll (Search *self, guint last)
{
  g_autoptr (GPtrArray) states = g_ptr_array_new (), inputs = g_ptr_array_new ();
  g_autoptr (WbOnnxModel) made = NULL;
  g_autofree char *output = NULL;
  const char *series;
  int in, out;

  list_steps (self, last, states, inputs);
  series = find_series (self, inputs, &in);
  if (states->len < 2 || series == NULL)
    return FALSE;
  output = g_strdup (find_output (self, states, &out));
  made = make_nodes (self, &g_array_index (self->steps, Step, last), series, in, output, out);
  if (made == NULL || !run_nodes (self, made, output))
    return FALSE;
  replace (self, made, output);
  return TRUE;
}

gboolean
wb_onnx_reader_roll_loops (WbOnnxReader *reader)
{
  GPtrArray *nodes = reader->onnx->nodes;
  Search self = { .reader = reader,
                  .producers = g_hash_table_new (g_str_hash, g_str_equal),
                  .steps = g_array_new (FALSE, FALSE, sizeof (Step)) };
  gboolean rolled = FALSE;

  g_array_set_clear_func (self.steps, step_clear);
  for (guint i = 0; i < nodes->len; i++)
    {
      WbOnnxNode *node = nodes->pdata[i];

      for (guint k = 0; k < node->outputs->len; k++)
        g_hash_table_insert (self.producers, node->outputs->pdata[k], node);
      if (g_str_equal (node->type, "Mul") || g_str_equal (node->type, "Add"))
        add_step (&self, node);
    }
  for (guint i = 0; i < self.steps->len; i++)
    if (is_last (&self, i))
      rolled = roll (&self, i) || rolled;
  g_hash_table_unref (self.producers);
  g_array_unref (self.steps);
  return rolled;
}
