/* SPDX-License-Identifier: MIT */
/* A gate of a recurrent layer: products of what a step takes and of the state before, and
 * constants, added; or some columns of such a sum, or one place of a series of them.
 */
#include <string.h>

#include "app/import/onnx-loops.h"

void
wb_onnx_gate_clear (WbOnnxGate *self)
{
  g_clear_pointer (&self->kernels[0], g_free);
  g_clear_pointer (&self->kernels[1], g_free);
  g_clear_pointer (&self->bias, g_free);
}

WbOnnxNode *
wb_onnx_search_find_producer (const WbOnnxSearch *self, const char *name)
{
  return name != NULL ? g_hash_table_lookup (self->producers, name) : NULL;
}

/* The input that a node passes on as it is, or -1: a cast to what it is already, or a choice
 * that does not depend on the model's input, as a loop's “is there another step”. */
static int
find_passed (const WbOnnxSearch *self, const WbOnnxNode *node)
{
  const char *condition = wb_onnx_node_get_input (node, 0);
  const WbOnnxTensor *tensor;

  if (g_str_equal (node->type, "Identity"))
    return 0;
  if (g_str_equal (node->type, "Cast"))
    return wb_onnx_node_get_integer (node, "to", 0) == 1 ? 0 : -1;
  if (!g_str_equal (node->type, "Where") || condition == NULL
      || g_hash_table_contains (self->reader->live, condition))
    return -1;
  tensor = wb_onnx_reader_find_tensor (self->reader, condition);
  if (tensor == NULL || tensor->integers == NULL || tensor->n != 1)
    return -1;
  return tensor->integers[0] != 0 ? 1 : 2;
}

const char *
wb_onnx_search_resolve (const WbOnnxSearch *self, const char *name)
{
  const WbOnnxNode *node = wb_onnx_search_find_producer (self, name);

  for (guint i = 0; node != NULL && i < WB_ONNX_LOOP_DEPTH; i++)
    {
      int passed = find_passed (self, node);

      if (passed < 0)
        break;
      name = wb_onnx_node_get_input (node, (guint) passed);
      node = wb_onnx_search_find_producer (self, name);
    }
  return name;
}

const char *
wb_onnx_search_get_input (const WbOnnxSearch *self, const WbOnnxNode *node, guint index)
{
  return wb_onnx_search_resolve (self, wb_onnx_node_get_input (node, index));
}

gboolean
wb_onnx_search_is_live (const WbOnnxSearch *self, const char *name)
{
  return name != NULL && g_hash_table_contains (self->reader->live, name);
}

const WbOnnxNode *
wb_onnx_search_find_typed (const WbOnnxSearch *self, const char *name, const char *type)
{
  const WbOnnxNode *node = wb_onnx_search_find_producer (self, name);

  return node != NULL && g_str_equal (node->type, type) ? node : NULL;
}

const char *
wb_onnx_search_get_argument (const WbOnnxSearch *self, const char *name, const char *type)
{
  const WbOnnxNode *node = wb_onnx_search_find_typed (self, name, type);

  return node != NULL ? wb_onnx_search_get_input (self, node, 0) : NULL;
}

const WbOnnxTensor *
wb_onnx_search_find_reals (const WbOnnxSearch *self, const char *name)
{
  const WbOnnxTensor *tensor = name != NULL ? wb_onnx_reader_find_tensor (self->reader, name)
                                            : NULL;

  return tensor != NULL && tensor->reals != NULL ? tensor : NULL;
}

gsize
wb_onnx_search_get_width (const WbOnnxTensor *tensor)
{
  return tensor->rank > 0 ? (gsize) tensor->dims[tensor->rank - 1] : 1;
}

/* Through nodes that only give a value other axes of size 1. */
static const WbOnnxNode *
find_origin (const WbOnnxSearch *self, const char *name)
{
  static const char *const views[] = { "Squeeze", "Unsqueeze", "Reshape", NULL };
  const WbOnnxNode *node = wb_onnx_search_find_producer (self, name);

  for (guint i = 0; node != NULL && g_strv_contains (views, node->type) && i < WB_ONNX_LOOP_DEPTH;
       i++)
    node = wb_onnx_search_find_producer (self, wb_onnx_search_get_input (self, node, 0));
  return node;
}

/* Whether @name [N, D] is taken out of one value [T, N, D] or [N, T, D]. */
gboolean
wb_onnx_search_find_part (const WbOnnxSearch *self, const char *name, WbOnnxPart *part)
{
  static const char *const takers[] = { "Gather", "Split", "Slice", NULL };
  const WbOnnxNode *node = find_origin (self, name);
  const WbOnnxTensor *one = wb_onnx_search_find_reals (self, name), *whole;

  if (node == NULL || !g_strv_contains (takers, node->type))
    return FALSE;
  *part = (WbOnnxPart) { name, wb_onnx_search_get_input (self, node, 0) };
  whole = wb_onnx_search_find_reals (self, part->whole);
  return one != NULL && whole != NULL && one->rank == 2 && whole->rank == 3
         && wb_onnx_search_get_width (one) == wb_onnx_search_get_width (whole);
}

/* A constant that is the same for every sample. */
static gboolean
add_bias (const WbOnnxSearch *self, const char *name, gsize first, gsize units, WbOnnxGate *gate)
{
  const WbOnnxTensor *tensor = wb_onnx_search_find_reals (self, name);
  gsize width = tensor != NULL ? wb_onnx_search_get_width (tensor) : 0;

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
add_product (const WbOnnxSearch *self,
             const char *source,
             const char *weights,
             gboolean transposed,
             gsize first,
             gsize units,
             const WbOnnxPart *part,
             WbOnnxGate *gate)
{
  const WbOnnxTensor *w = wb_onnx_search_find_reals (self, weights);
  guint place = gate->sources[0] == NULL ? 0 : 1;
  gsize rows, columns;
  WbOnnxPart own = { NULL, NULL };

  if (w == NULL || w->rank != 2 || wb_onnx_search_is_live (self, weights)
      || gate->sources[place] != NULL)
    return FALSE;
  rows = (gsize) w->dims[transposed ? 1 : 0];
  columns = (gsize) w->dims[transposed ? 0 : 1];
  if (first + units > columns)
    return FALSE;
  if (part == NULL && wb_onnx_search_find_part (self, source, &own))
    {
      part = &own;
      source = own.whole;
    }
  gate->sources[place] = source;
  gate->parts[place] = part != NULL ? *part : own;
  gate->rows[place] = rows;
  gate->kernels[place] = g_new (float, rows *units);
  for (gsize i = 0; i < rows; i++)
    for (gsize k = 0; k < units; k++)
      gate->kernels[place][i * units + k]
        = w->reals[transposed ? (first + k) * rows + i : i * columns + first + k];
  return TRUE;
}

static gboolean
add_gemm (const WbOnnxSearch *self,
          const WbOnnxNode *node,
          gsize first,
          gsize units,
          const WbOnnxPart *part,
          WbOnnxGate *gate)
{
  const char *bias = wb_onnx_search_get_input (self, node, 2);

  return wb_onnx_node_get_integer (node, "transA", 0) == 0
         && wb_onnx_node_get_real (node, "alpha", 1) == 1
         && wb_onnx_node_get_real (node, "beta", 1) == 1
         && (bias == NULL
             || (!wb_onnx_search_is_live (self, bias) && add_bias (self, bias, first, units, gate)))
         && add_product (self, wb_onnx_search_get_input (self, node, 0),
                         wb_onnx_search_get_input (self, node, 1),
                         wb_onnx_node_get_integer (node, "transB", 0) != 0, first, units, part,
                         gate);
}

/* Where the columns of @name, an output of a Split or a Slice, begin in its input. They are
 * found by their numbers: what a Split or a Slice says differs among versions. */
static gboolean
find_columns (const WbOnnxSearch *self, const WbOnnxNode *node, const char *name, gsize *first)
{
  const WbOnnxTensor *x = wb_onnx_search_find_reals (self,
                                                     wb_onnx_search_get_input (self, node, 0));
  const WbOnnxTensor *y = wb_onnx_search_find_reals (self, name);
  gsize wide = x != NULL ? wb_onnx_search_get_width (x) : 0,
        width = y != NULL ? wb_onnx_search_get_width (y) : 0;

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

/* Adds columns @first to @first + @units of the value @name to the gate; @part: NULL before the
 * way leads into a series. */
static gboolean
add_terms (const WbOnnxSearch *self,
           const char *name,
           gsize first,
           gsize units,
           const WbOnnxPart *part,
           guint depth,
           WbOnnxGate *gate)
{
  const WbOnnxNode *node = wb_onnx_search_find_producer (self, name);
  const char *a, *b;
  gsize offset;
  WbOnnxPart own;

  if (!wb_onnx_search_is_live (self, name))
    return add_bias (self, name, first, units, gate);
  if (node == NULL || depth > WB_ONNX_LOOP_DEPTH)
    return FALSE;
  a = wb_onnx_search_get_input (self, node, 0);
  b = wb_onnx_search_get_input (self, node, 1);
  if (g_str_equal (node->type, "Add"))
    return add_terms (self, a, first, units, part, depth + 1, gate)
           && add_terms (self, b, first, units, part, depth + 1, gate);
  if (part == NULL && wb_onnx_search_find_part (self, name, &own))
    return add_terms (self, own.whole, first, units, &own, depth + 1, gate);
  if (g_str_equal (node->type, "Split") || g_str_equal (node->type, "Slice"))
    return find_columns (self, node, name, &offset)
           && add_terms (self, a, first + offset, units, part, depth + 1, gate);
  if (g_str_equal (node->type, "Gemm"))
    return add_gemm (self, node, first, units, part, gate);
  return g_str_equal (node->type, "MatMul")
         && add_product (self, a, b, FALSE, first, units, part, gate);
}

gboolean
wb_onnx_search_read_gate (const WbOnnxSearch *self, const char *name, gsize units, WbOnnxGate *gate)
{
  if (name == NULL)
    return FALSE;
  gate->bias = g_new0 (float, units);
  return add_terms (self, name, 0, units, NULL, 0, gate);
}
