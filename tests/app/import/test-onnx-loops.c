/* SPDX-License-Identifier: MIT */
/* What other programs export step by step: recurrent layers, and layers that do the same to every
 * step.
 */
#include <string.h>

#include "tests/app/import/onnx-graphs.h"

/* "name t" of a step; owned by the list. */
static const char *
name (GPtrArray *names, const char *word, guint t)
{
  char *text = g_strdup_printf ("%s %u", word, t);

  g_ptr_array_add (names, text);
  return text;
}

/* Columns of a value as the outputs of a Split. */
static void
split (WbOnnxModel *model,
       GPtrArray *names,
       const char *value,
       gint64 axis,
       guint n,
       const char *word)
{
  WbOnnxNode *node = graph_add_node (model, "Split", value, NULL, name (names, word, 0));

  wb_onnx_node_add_integer (node, "axis", axis);
  wb_onnx_node_add_integer (node, "num_outputs", n);
  for (guint i = 1; i < n; i++)
    g_ptr_array_add (node->outputs, g_strdup (name (names, word, i)));
}

#define N_STEPS 4
#define N_UNITS 2

/* As Keras writes its cells on PyTorch: all gates at once; gives the name of the new state. */
static const char *
add_lstm_step (WbOnnxModel *model, GPtrArray *names, const char *x, const char *h, guint t)
{
  const char *z = name (names, "z", t), *c = t == 0 ? "zeros" : name (names, "c", t - 1);
  g_autofree char *gate = g_strdup_printf ("gate of %u", t);
  const char *word = gate;

  graph_add_node (model, "MatMul", x, "w", name (names, "xw", t));
  graph_add_node (model, "MatMul", h, "r", name (names, "hr", t));
  graph_add_node (model, "Add", name (names, "xw", t), name (names, "hr", t),
                  name (names, "sum", t));
  graph_add_node (model, "Add", name (names, "sum", t), "b", z);
  split (model, names, z, 1, 4, word);
  graph_add_node (model, "Sigmoid", name (names, word, 0), NULL, name (names, "i", t));
  graph_add_node (model, "Sigmoid", name (names, word, 1), NULL, name (names, "f", t));
  graph_add_node (model, "Tanh", name (names, word, 2), NULL, name (names, "g", t));
  graph_add_node (model, "Sigmoid", name (names, word, 3), NULL, name (names, "o", t));
  graph_add_node (model, "Mul", name (names, "f", t), c, name (names, "fc", t));
  graph_add_node (model, "Mul", name (names, "i", t), name (names, "g", t), name (names, "ig", t));
  graph_add_node (model, "Add", name (names, "fc", t), name (names, "ig", t), name (names, "c", t));
  graph_add_node (model, "Tanh", name (names, "c", t), NULL, name (names, "tc", t));
  graph_add_node (model, "Mul", name (names, "o", t), name (names, "tc", t), name (names, "h", t));
  return name (names, "h", t);
}

/* @after: the product comes before the reset. */
static const char *
add_gru_step (WbOnnxModel *model,
              GPtrArray *names,
              const char *x,
              const char *h,
              guint t,
              gboolean after)
{
  g_autofree char *of_x = g_strdup_printf ("x of %u", t), *of_h = g_strdup_printf ("h of %u", t);

  graph_add_node (model, "MatMul", x, "w", name (names, "xw", t));
  graph_add_node (model, "Add", name (names, "xw", t), "b", name (names, "sum", t));
  split (model, names, name (names, "sum", t), 1, 3, of_x);
  graph_add_node (model, "MatMul", h, "r", name (names, "hr", t));
  graph_add_node (model, "Add", name (names, "hr", t), "d", name (names, "hd", t));
  split (model, names, name (names, "hd", t), 1, 3, of_h);
  for (guint k = 0; k < 2; k++)
    {
      const char *word = k == 0 ? "update" : "reset";
      g_autofree char *z = g_strconcat (word, " sum", NULL);

      graph_add_node (model, "Add", name (names, of_x, k), name (names, of_h, k),
                      name (names, z, t));
      graph_add_node (model, "Sigmoid", name (names, z, t), NULL, name (names, word, t));
    }
  if (after)
    graph_add_node (model, "Mul", name (names, "reset", t), name (names, of_h, 2),
                    name (names, "rh", t));
  else
    {
      graph_add_node (model, "Mul", name (names, "reset", t), h, name (names, "part", t));
      graph_add_node (model, "MatMul", name (names, "part", t), "r2", name (names, "rh", t));
    }
  graph_add_node (model, "Add", name (names, of_x, 2), name (names, "rh", t),
                  name (names, "n sum", t));
  graph_add_node (model, "Tanh", name (names, "n sum", t), NULL, name (names, "n", t));
  graph_add_node (model, "Mul", name (names, "update", t), h, name (names, "old", t));
  graph_add_node (model, "Sub", "one", name (names, "update", t), name (names, "rest", t));
  graph_add_node (model, "Mul", name (names, "rest", t), name (names, "n", t),
                  name (names, "new", t));
  graph_add_node (model, "Add", name (names, "old", t), name (names, "new", t),
                  name (names, "h", t));
  return name (names, "h", t);
}

typedef enum
{
  CELL_LSTM,
  CELL_GRU_AFTER,
  CELL_GRU_BEFORE,
} Cell;

/* Samples of N_STEPS × 3, step by step, and all states or the last one; @odd: a step with
 * weights of its own, so that there is no layer that does the same. */
static WbOnnxModel *
make_loop (Cell cell, gboolean all, gboolean odd)
{
  WbOnnxModel *model = graph_make (2, (const guint[]) { N_STEPS, 3 });
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gint64 gates = cell == CELL_LSTM ? 4 : 3, zero = 0;
  const char *h = "zeros";
  WbOnnxNode *node;

  graph_add_constant (model, "w", 2, (const gint64[]) { 3, gates * N_UNITS });
  graph_add_constant (model, "r", 2, (const gint64[]) { N_UNITS, gates * N_UNITS });
  graph_add_constant (model, "r2", 2, (const gint64[]) { N_UNITS, N_UNITS });
  graph_add_constant (model, "b", 1, (const gint64[]) { gates * N_UNITS });
  graph_add_constant (model, "d", 1, (const gint64[]) { gates * N_UNITS });
  wb_onnx_model_add_constant (model, "zeros",
                              wb_onnx_tensor_new (FALSE, 2, (const gint64[]) { 2, N_UNITS }));
  wb_onnx_model_add_constant (model, "one", wb_onnx_tensor_new (FALSE, 0, NULL));
  ((WbOnnxTensor *) g_hash_table_lookup (model->constants, "one"))->reals[0] = 1;
  wb_onnx_model_add_constant (model, "first", wb_onnx_tensor_new_integers (&zero, 1));
  if (odd)
    graph_add_constant (model, "odd", 2, (const gint64[]) { 2, N_UNITS });
  node = graph_add_node (model, "Transpose", "x", NULL, "series");
  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
  split (model, names, "series", 0, N_STEPS, "part of");
  for (guint t = 0; t < N_STEPS; t++)
    {
      const char *x = name (names, "x", t);

      graph_add_node (model, "Squeeze", name (names, "part of", t), "first", x);
      if (odd && t == 2)
        {
          graph_add_node (model, "Add", h, "odd", "other");
          h = "other";
        }
      h = cell == CELL_LSTM ? add_lstm_step (model, names, x, h, t)
                            : add_gru_step (model, names, x, h, t, cell == CELL_GRU_AFTER);
      graph_add_node (model, "Unsqueeze", h, "first", name (names, "row", t));
    }
  if (all)
    {
      node = graph_add_node (model, "Concat", name (names, "row", 0), name (names, "row", 1),
                             "rows");
      for (guint t = 2; t < N_STEPS; t++)
        g_ptr_array_add (node->inputs, g_strdup (name (names, "row", t)));
      wb_onnx_node_add_integer (node, "axis", 0);
      node = graph_add_node (model, "Transpose", "rows", NULL, "y");
      wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
    }
  else
    graph_add_node (model, "Identity", h, NULL, "y");
  return model;
}

static void
test_loops (void)
{
  g_autoptr (GError) error = NULL;

  for (guint cell = CELL_LSTM; cell <= CELL_GRU_BEFORE; cell++)
    for (guint all = 0; all < 2; all++)
      graph_check_types (make_loop ((Cell) cell, all, FALSE), cell == CELL_LSTM ? "LSTM" : "GRU");
  g_assert_null (graph_import (make_loop (CELL_LSTM, TRUE, TRUE), &error));
  g_assert_nonnull (strstr (error->message, "step by step"));
}

/* Keras' TimeDistributed (Dense): the same product for each step; @odd: another for one of them. */
static WbOnnxModel *
make_distributed (gboolean odd)
{
  WbOnnxModel *model = graph_make (2, (const guint[]) { N_STEPS, 3 });
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const gint64 zero = 0;
  WbOnnxNode *node, *concat = NULL;

  graph_add_constant (model, "w", 2, (const gint64[]) { 3, 2 });
  graph_add_constant (model, "b", 1, (const gint64[]) { 2 });
  wb_onnx_model_add_constant (model, "first", wb_onnx_tensor_new_integers (&zero, 1));
  node = graph_add_node (model, "Transpose", "x", NULL, "series");
  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
  split (model, names, "series", 0, N_STEPS, "part of");
  for (guint t = 0; t < N_STEPS; t++)
    {
      graph_add_node (model, "Squeeze", name (names, "part of", t), "first", name (names, "x", t));
      graph_add_node (model, "MatMul", name (names, "x", t), "w", name (names, "xw", t));
      graph_add_node (model, odd && t == 1 ? "Sub" : "Add", name (names, "xw", t), "b",
                      name (names, "z", t));
      graph_add_node (model, "Sigmoid", name (names, "z", t), NULL, name (names, "y", t));
      graph_add_node (model, "Unsqueeze", name (names, "y", t), "first", name (names, "row", t));
    }
  concat = graph_add_node (model, "Concat", name (names, "row", 0), name (names, "row", 1), "rows");
  for (guint t = 2; t < N_STEPS; t++)
    g_ptr_array_add (concat->inputs, g_strdup (name (names, "row", t)));
  wb_onnx_node_add_integer (concat, "axis", 0);
  node = graph_add_node (model, "Transpose", "rows", NULL, "y");
  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
  return model;
}

static void
test_distributed (void)
{
  g_autoptr (GError) error = NULL;

  graph_check_types (make_distributed (FALSE), "Dense");
  g_assert_null (graph_import (make_distributed (TRUE), &error));
  g_assert_nonnull (strstr (error->message, "Split"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/onnx-loops/recurrent", test_loops);
  g_test_add_func ("/import/onnx-loops/distributed", test_distributed);
  return g_test_run ();
}
