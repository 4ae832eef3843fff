/* SPDX-License-Identifier: MIT */
/* What was exported step by step, as Keras does it on PyTorch, becomes one node again: an LSTM,
 * a GRU, or what does the same to every step.
 *   LSTM  c' = σ(f)·c + σ(i)·tanh (g)        h' = σ(o)·tanh (c')
 *   GRU   h' = z·h + (1 - z)·tanh (n)        n = x·W + b + r·(h·R + c), or x·W + (r·h)·R + b
 * where every gate is a sum of products of the step's input and of the state before, or some
 * columns of such a sum. A step is told from the nodes that end in its state; steps that follow
 * one another along a series are a loop. What one node computes in its place has to be what the
 * steps computed on the trial batch.
 */
#include "app/import/onnx-loops.h"

#include <math.h>
#include <string.h>

#include "app/onnx/onnx-run.h"

#define TOLERANCE 1e-4

/* @x: the series that is taken, @part of it; @gates: i, o, f, c of an LSTM in ONNX' order, z, r,
 * h of a GRU; @inner: what a GRU that resets after the product resets. */
typedef struct
{
  const char *h;
  const char *c;
  const char *c_before;
  const char *h_before;
  const char *x;
  WbOnnxPart part;
  gsize n_gates;
  gsize units;
  gboolean reset_after;
  WbOnnxGate gates[4];
  WbOnnxGate inner;
  int previous;
} Step;

static void
step_clear (gpointer data)
{
  Step *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->gates); i++)
    wb_onnx_gate_clear (&self->gates[i]);
  wb_onnx_gate_clear (&self->inner);
}

/* The two inputs of a node in one of both orders: @first of type @type. */
static const char *
get_other (const WbOnnxSearch *self, const WbOnnxNode *node, const char *type, const char **first)
{
  for (guint i = 0; i < 2; i++)
    {
      const char *name = wb_onnx_search_get_input (self, node, i);

      *first = wb_onnx_search_get_argument (self, name, type);
      if (*first != NULL)
        return wb_onnx_search_get_input (self, node, 1 - i);
    }
  return NULL;
}

/* c' = σ(f)·c + σ(i)·tanh (g) */
static gboolean
read_cell (const WbOnnxSearch *self, Step *step)
{
  const WbOnnxNode *sum = wb_onnx_search_find_typed (self, step->c, "Add");
  const char *i = NULL, *f = NULL, *g = NULL;

  for (guint k = 0; sum != NULL && k < 2; k++)
    {
      const WbOnnxNode *product
        = wb_onnx_search_find_typed (self, wb_onnx_search_get_input (self, sum, k), "Mul");
      const char *gate,
        *other = product != NULL ? get_other (self, product, "Sigmoid", &gate) : NULL;

      if (other == NULL)
        return FALSE;
      if (wb_onnx_search_get_argument (self, other, "Tanh") != NULL)
        {
          i = gate;
          g = wb_onnx_search_get_argument (self, other, "Tanh");
        }
      else
        {
          f = gate;
          step->c_before = other;
        }
    }
  return wb_onnx_search_read_gate (self, i, step->units, &step->gates[0])
         && wb_onnx_search_read_gate (self, f, step->units, &step->gates[2])
         && wb_onnx_search_read_gate (self, g, step->units, &step->gates[3]);
}

/* h' = σ(o)·tanh (c') */
static gboolean
read_lstm (const WbOnnxSearch *self, const WbOnnxNode *node, Step *step)
{
  const char *o, *other = get_other (self, node, "Sigmoid", &o);

  step->n_gates = 4;
  step->c = wb_onnx_search_get_argument (self, other, "Tanh");
  return other != NULL && step->c != NULL
         && wb_onnx_search_read_gate (self, o, step->units, &step->gates[1])
         && read_cell (self, step);
}

/* n = x·W + b + r·(h·R + c), or x·W + (r·h)·R + b */
static gboolean
read_candidate (const WbOnnxSearch *self, const char *n, Step *step)
{
  const WbOnnxNode *sum = wb_onnx_search_find_typed (self, n, "Add");

  for (guint i = 0; sum != NULL && i < 2; i++)
    {
      const char *term = wb_onnx_search_get_input (self, sum, i), *r;
      const WbOnnxNode *product = wb_onnx_search_find_typed (self, term, "Mul");
      const char *inner = product != NULL ? get_other (self, product, "Sigmoid", &r) : NULL;

      if (inner == NULL)
        continue;
      step->reset_after = TRUE;
      return wb_onnx_search_read_gate (self, r, step->units, &step->gates[1])
             && wb_onnx_search_read_gate (self, inner, step->units, &step->inner)
             && wb_onnx_search_read_gate (self, wb_onnx_search_get_input (self, sum, 1 - i),
                                          step->units, &step->gates[2]);
    }
  if (n == NULL || !wb_onnx_search_read_gate (self, n, step->units, &step->gates[2]))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      const WbOnnxNode *product = wb_onnx_search_find_typed (self, step->gates[2].sources[i],
                                                             "Mul");
      const char *r, *h = product != NULL ? get_other (self, product, "Sigmoid", &r) : NULL;

      if (h != NULL)
        return wb_onnx_search_read_gate (self, r, step->units, &step->gates[1]);
    }
  return FALSE;
}

/* h' = z·h + (1 - z)·tanh (n) */
static gboolean
read_gru (const WbOnnxSearch *self, const WbOnnxNode *node, Step *step)
{
  const char *z = NULL, *n = NULL;

  step->n_gates = 3;
  for (guint i = 0; i < 2; i++)
    {
      const WbOnnxNode *product
        = wb_onnx_search_find_typed (self, wb_onnx_search_get_input (self, node, i), "Mul");
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
  return z != NULL && n != NULL && wb_onnx_search_read_gate (self, z, step->units, &step->gates[0])
         && read_candidate (self, n, step);
}

/* The step before is the one whose state this one continues from. */
static int
find_previous (const WbOnnxSearch *self, const Step *step)
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

/* What a step takes beside the state: the source of a gate that is a series. */
static gboolean
find_input (Step *step)
{
  const WbOnnxGate *gate = &step->gates[0];

  for (guint i = 0; i < 2; i++)
    if (gate->parts[i].whole != NULL)
      {
        step->x = gate->sources[i];
        step->part = gate->parts[i];
        return TRUE;
      }
  return FALSE;
}

static void
add_step (WbOnnxSearch *self, const WbOnnxNode *node)
{
  const char *h = wb_onnx_node_get_output (node, 0);
  const WbOnnxTensor *tensor = wb_onnx_search_find_reals (self, h);
  Step step = { .h = h, .previous = -1 };
  gboolean is_step;

  if (tensor == NULL || tensor->rank != 2 || !wb_onnx_search_is_live (self, h))
    return;
  step.units = wb_onnx_search_get_width (tensor);
  is_step = g_str_equal (node->type, "Mul") ? read_lstm (self, node, &step)
                                            : read_gru (self, node, &step);
  if (is_step)
    {
      step.previous = find_previous (self, &step);
      is_step = find_input (&step);
    }
  if (is_step)
    g_array_append_val (self->steps, step);
  else
    step_clear (&step);
}

/* Whether place @t along axis 0 or 1 of @series is @step. */
static gboolean
is_place (const WbOnnxTensor *series, guint axis, gsize t, const WbOnnxTensor *step)
{
  gsize width = wb_onnx_search_get_width (series), length = (gsize) series->dims[axis];
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
find_axis (const WbOnnxSearch *self, const char *series, const GPtrArray *names)
{
  const WbOnnxTensor *tensor = wb_onnx_search_find_reals (self, series);

  for (guint axis = 0; tensor != NULL && tensor->rank == 3 && axis < 2; axis++)
    {
      guint t = 0;

      while (t < names->len
             && is_place (tensor, axis, t, wb_onnx_search_find_reals (self, names->pdata[t])))
        t++;
      if (t == names->len && (gsize) tensor->dims[axis] == t)
        return (int) axis;
    }
  return -1;
}

/* The steps that end in @last, and what they take, in their order. */
static void
list_steps (const WbOnnxSearch *self, guint last, GPtrArray *states, GPtrArray *inputs)
{
  for (int at = (int) last; at >= 0;)
    {
      const Step *step = &g_array_index (self->steps, Step, at);

      g_ptr_array_insert (states, 0, (gpointer) step->h);
      g_ptr_array_insert (inputs, 0, (gpointer) step->part.name);
      at = step->previous;
    }
}

/* The source of a gate that is the state, or comes from it. */
static guint
find_state (const WbOnnxGate *gate)
{
  return gate->parts[0].whole != NULL ? 1 : 0;
}

/* [1, G·U, rows] of one of the two sources of each gate. */
static WbOnnxTensor *
gather_weights (const Step *step, gboolean of_state)
{
  const WbOnnxGate *first = &step->gates[0];
  gsize rows = first->rows[of_state ? find_state (first) : 1 - find_state (first)];
  WbOnnxTensor *w = wb_onnx_tensor_new (
    FALSE, 3, (const gint64[]) { 1, (gint64) (step->n_gates * step->units), (gint64) rows });

  for (gsize g = 0; w != NULL && g < step->n_gates; g++)
    {
      const WbOnnxGate *gate = of_state && g == 2 && step->reset_after ? &step->inner
                                                                       : &step->gates[g];
      guint state = gate == &step->inner ? 0 : find_state (gate);
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
add_layer (WbOnnxSearch *self,
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
add_squeeze (WbOnnxSearch *self, WbOnnxModel *made, gint64 axis, const char *x, const char *y)
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
make_nodes (WbOnnxSearch *self,
            const Step *step,
            const char *series,
            int in,
            const char *output,
            int out)
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
run_nodes (const WbOnnxSearch *self, const WbOnnxModel *made, const char *output)
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
replace (WbOnnxSearch *self, WbOnnxModel *made, const char *output)
{
  GPtrArray *nodes = self->reader->onnx->nodes;
  WbOnnxNode *old = wb_onnx_search_find_producer (self, output);
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
find_output (const WbOnnxSearch *self, const GPtrArray *states, int *axis)
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
is_last (const WbOnnxSearch *self, guint index)
{
  for (guint i = index + 1; i < self->steps->len; i++)
    if (g_array_index (self->steps, Step, i).previous == (int) index)
      return FALSE;
  return TRUE;
}

static gboolean
roll (WbOnnxSearch *self, guint last)
{
  g_autoptr (GPtrArray) states = g_ptr_array_new (), inputs = g_ptr_array_new ();
  g_autoptr (WbOnnxModel) made = NULL;
  g_autofree char *output = NULL;
  const Step *step = &g_array_index (self->steps, Step, last);
  int in, out;

  list_steps (self, last, states, inputs);
  in = find_axis (self, step->part.whole, inputs);
  if (states->len < 2 || in < 0)
    return FALSE;
  output = g_strdup (find_output (self, states, &out));
  made = make_nodes (self, step, step->x, in, output, out);
  if (made == NULL || !run_nodes (self, made, output))
    return FALSE;
  replace (self, made, output);
  return TRUE;
}

/* The nodes between a place of a series and @name, in their order: each of one output. */
static gboolean
collect (const WbOnnxSearch *self,
         const char *name,
         guint depth,
         GPtrArray *chain,
         WbOnnxPart *part)
{
  WbOnnxNode *node;
  WbOnnxPart own;

  name = wb_onnx_search_resolve (self, name);
  if (!wb_onnx_search_is_live (self, name))
    return TRUE;
  if (wb_onnx_search_find_part (self, name, &own))
    {
      if (part->whole == NULL)
        *part = own;
      return g_str_equal (part->name, own.name);
    }
  node = wb_onnx_search_find_producer (self, name);
  if (node == NULL || node->outputs->len != 1 || depth > WB_ONNX_LOOP_DEPTH)
    return FALSE;
  if (g_ptr_array_find (chain, node, NULL))
    return TRUE;
  for (guint i = 0; i < node->inputs->len; i++)
    if (!collect (self, wb_onnx_node_get_input (node, i), depth + 1, chain, part))
      return FALSE;
  g_ptr_array_add (chain, node);
  return TRUE;
}

/* A copy of a node of a step that works on the whole series; (transfer none). */
static void
add_whole (WbOnnxSearch *self, WbOnnxModel *made, const WbOnnxNode *node, const WbOnnxPart *part)
{
  WbOnnxNode *copy = wb_onnx_node_new ();

  copy->type = g_strdup (node->type);
  copy->domain = g_strdup (node->domain);
  copy->name = g_strdup (node->name);
  g_ptr_array_unref (copy->attributes);
  copy->attributes = g_ptr_array_ref (node->attributes);
  for (guint i = 0; i < node->inputs->len; i++)
    {
      const char *input = wb_onnx_search_resolve (self, wb_onnx_node_get_input (node, i));
      gboolean is_part = input != NULL && g_str_equal (input, part->name);

      g_ptr_array_add (copy->inputs, is_part || !wb_onnx_search_is_live (self, input)
                                       ? g_strdup (is_part         ? part->whole
                                                   : input != NULL ? input
                                                                   : "")
                                       : g_strdup_printf ("loop %u %s", self->n_loops, input));
    }
  g_ptr_array_add (copy->outputs, g_strdup_printf ("loop %u %s", self->n_loops,
                                                   wb_onnx_node_get_output (node, 0)));
  g_ptr_array_add (made->nodes, copy);
}

/* Where every step of a series goes through the same nodes, as Keras' TimeDistributed has it,
 * the series does. */
static gboolean
roll_steps (WbOnnxSearch *self, const WbOnnxNode *concat)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new (), chain = NULL;
  g_autoptr (WbOnnxModel) made = wb_onnx_model_new ();
  g_autofree char *output = g_strdup (wb_onnx_node_get_output (concat, 0)), *last = NULL;
  WbOnnxPart part = { NULL, NULL }, first = { NULL, NULL };
  int in, out;

  for (guint i = 0; i < concat->inputs->len; i++)
    {
      const WbOnnxNode *row = wb_onnx_search_find_typed (self,
                                                         wb_onnx_search_get_input (self, concat, i),
                                                         "Unsqueeze");

      g_clear_pointer (&chain, g_ptr_array_unref);
      chain = g_ptr_array_new ();
      part = (WbOnnxPart) { NULL, NULL };
      if (row == NULL || !collect (self, wb_onnx_node_get_input (row, 0), 0, chain, &part)
          || part.whole == NULL || chain->len == 0)
        return FALSE;
      first = i == 0 ? part : first;
      if (!g_str_equal (part.whole, first.whole))
        return FALSE;
      g_ptr_array_add (parts, (gpointer) part.name);
    }
  in = part.whole != NULL ? find_axis (self, part.whole, parts) : -1;
  out = in >= 0 ? find_axis (self, output, concat->inputs) : -1;
  if (out < 0)
    return FALSE;
  self->n_loops++;
  for (guint i = 0; i < chain->len; i++)
    add_whole (self, made, chain->pdata[i], &part);
  last = g_strdup_printf ("loop %u %s", self->n_loops,
                          wb_onnx_node_get_output (chain->pdata[chain->len - 1], 0));
  if (in != out)
    add_swap (made, last, output);
  else
    wb_onnx_model_add_node (made, "Identity", (const char *[]) { last, NULL }, output);
  if (!run_nodes (self, made, output))
    return FALSE;
  replace (self, made, output);
  return TRUE;
}

/* The nodes that were put in a place before stay; each round looks at the rest. */
static gboolean
roll_all_steps (WbOnnxSearch *self)
{
  GPtrArray *nodes = self->reader->onnx->nodes;
  gboolean rolled = FALSE;

  for (guint i = 0; i < nodes->len; i++)
    {
      const WbOnnxNode *node = nodes->pdata[i];

      if (g_str_equal (node->type, "Concat") && node->inputs->len > 1
          && wb_onnx_search_is_live (self, wb_onnx_node_get_output (node, 0)))
        rolled = roll_steps (self, node) || rolled;
    }
  return rolled;
}

gboolean
wb_onnx_reader_roll_loops (WbOnnxReader *reader)
{
  GPtrArray *nodes = reader->onnx->nodes;
  WbOnnxSearch self = { .reader = reader,
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
  rolled = roll_all_steps (&self) || rolled;
  g_hash_table_unref (self.producers);
  g_array_unref (self.steps);
  return rolled;
}
