/* SPDX-License-Identifier: MIT */
/* Products of matrices, sums along axes, normalizations. */
#include <math.h>
#include <string.h>

#include "app/onnx/onnx-operators.h"

/* A matrix as rows and columns of numbers at distances. */
typedef struct
{
  const float *values;
  gint64 rows, columns;
  gint64 row_stride, column_stride;
} Matrix;

static Matrix
see_matrix (const float *values, gint64 rows, gint64 columns, gboolean transposed)
{
  if (transposed)
    return (Matrix) { values, columns, rows, 1, columns };
  return (Matrix) { values, rows, columns, columns, 1 };
}

/* y [a.rows, b.columns] = scale·a·b */
static void
multiply (const Matrix *a, const Matrix *b, double scale, float *y)
{
  for (gint64 i = 0; i < a->rows; i++)
    for (gint64 j = 0; j < b->columns; j++)
      {
        const float *one = a->values + i * a->row_stride;
        const float *other = b->values + j * b->column_stride;
        double sum = 0;

        for (gint64 k = 0; k < a->columns; k++)
          sum += (double) one[k * a->column_stride] * other[k * b->row_stride];
        y[i * b->columns + j] = (float) (scale * sum);
      }
}

static gboolean
add_broadcast (const WbOnnxCall *call,
               const WbOnnxTensor *c,
               double scale,
               WbOnnxTensor *y,
               GError **error)
{
  gint64 dims[WB_ONNX_MAX_RANK], strides[WB_ONNX_MAX_RANK];
  guint rank;

  if (!wb_onnx_broadcast (c, y, &rank, dims) || !wb_onnx_tensor_has_shape (y, rank, dims))
    return wb_onnx_call_refuse_shapes (call, error);
  wb_onnx_get_broadcast_strides (c, 2, strides);
  for (gint64 i = 0; i < y->dims[0]; i++)
    for (gint64 j = 0; j < y->dims[1]; j++)
      y->reals[i * y->dims[1] + j] += (float) (scale * c->reals[i * strides[0] + j * strides[1]]);
  return TRUE;
}

static gboolean
run_gemm (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *a = call->inputs[0];
  const WbOnnxTensor *b = call->inputs[1];
  const WbOnnxTensor *c = call->n_inputs > 2 ? call->inputs[2] : NULL;
  double scale = wb_onnx_node_get_real (call->node, "alpha", 1);
  Matrix one, other;
  WbOnnxTensor *y;

  if (a->rank != 2 || b->rank != 2 || (c != NULL && c->reals == NULL))
    return wb_onnx_call_refuse_shapes (call, error);
  one = see_matrix (a->reals, a->dims[0], a->dims[1],
                    wb_onnx_node_get_integer (call->node, "transA", 0) != 0);
  other = see_matrix (b->reals, b->dims[0], b->dims[1],
                      wb_onnx_node_get_integer (call->node, "transB", 0) != 0);
  if (one.columns != other.rows)
    return wb_onnx_call_refuse_shapes (call, error);
  if (!wb_onnx_call_spend (call, (double) a->n * (double) other.columns, error))
    return FALSE;
  y = wb_onnx_call_make (call, 0, FALSE, 2, (gint64[]) { one.rows, other.columns }, error);
  if (y == NULL)
    return FALSE;
  multiply (&one, &other, scale, y->reals);
  return c == NULL
         || add_broadcast (call, c, wb_onnx_node_get_real (call->node, "beta", 1), y, error);
}

/* Matrices in the last two axes of @a; @b has as many, or one for all. */
static gboolean
run_matmul (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *a = call->inputs[0];
  const WbOnnxTensor *b = call->inputs[1];
  gint64 dims[WB_ONNX_MAX_RANK], rows, inner, columns;
  WbOnnxTensor *y;

  if (a->rank < 2 || b->rank < 2 || (b->rank > 2 && b->rank != a->rank)
      || a->dims[a->rank - 1] != b->dims[b->rank - 2])
    return wb_onnx_call_refuse_shapes (call, error);
  memcpy (dims, a->dims, sizeof dims);
  for (guint i = 0; b->rank > 2 && i + 2 < a->rank; i++)
    if (a->dims[i] != b->dims[i])
      return wb_onnx_call_refuse_shapes (call, error);
  rows = a->dims[a->rank - 2];
  inner = a->dims[a->rank - 1];
  columns = dims[a->rank - 1] = b->dims[b->rank - 1];
  if (!wb_onnx_call_spend (call, (double) a->n * (double) columns, error))
    return FALSE;
  y = wb_onnx_call_make (call, 0, FALSE, a->rank, dims, error);
  for (gint64 i = 0; y != NULL && y->n > 0 && i < (gint64) y->n / (rows * columns); i++)
    {
      Matrix one = see_matrix (a->reals + i * rows * inner, rows, inner, FALSE);
      Matrix other = see_matrix (b->reals + (b->rank > 2 ? i * inner * columns : 0), inner, columns,
                                 FALSE);

      multiply (&one, &other, 1, y->reals + i * rows * columns);
    }
  return y != NULL;
}

typedef struct
{
  gboolean reduced[WB_ONNX_MAX_RANK];
  gint64 dims[WB_ONNX_MAX_RANK]; /* of the result with its axes kept */
  gint64 strides[WB_ONNX_MAX_RANK];
  gsize n;
} Reduction;

static gboolean
plan_reduction (const WbOnnxCall *call, const WbOnnxTensor *x, Reduction *plan, GError **error)
{
  guint n, axis;
  const gint64 *axes = wb_onnx_call_get_integers (call, "axes", 1, &n);
  gint64 stride = 1;

  *plan = (Reduction) { .n = 1 };
  for (guint i = 0; i < n; i++)
    {
      if (!wb_onnx_axis (axes[i], x->rank, &axis))
        return wb_onnx_call_refuse_shapes (call, error);
      plan->reduced[axis] = TRUE;
    }
  for (guint i = x->rank; i > 0; i--)
    {
      gboolean reduced = n == 0 || plan->reduced[i - 1];

      plan->reduced[i - 1] = reduced;
      plan->dims[i - 1] = reduced ? 1 : x->dims[i - 1];
      plan->strides[i - 1] = reduced ? 0 : stride;
      stride *= plan->dims[i - 1];
      plan->n *= reduced ? (gsize) x->dims[i - 1] : 1;
    }
  return TRUE;
}

static gsize
find_place (const WbOnnxTensor *x, const Reduction *plan, gsize index)
{
  gint64 place = 0, rest = (gint64) index;

  for (guint axis = x->rank; axis > 0; axis--)
    {
      place += rest % x->dims[axis - 1] * plan->strides[axis - 1];
      rest /= x->dims[axis - 1];
    }
  return (gsize) place;
}

static void
reduce (const char *type, const WbOnnxTensor *x, const Reduction *plan, gsize n, double *sums)
{
  gboolean product = g_str_equal (type, "ReduceProd"), largest = g_str_equal (type, "ReduceMax");

  for (gsize i = 0; i < n; i++)
    sums[i] = product ? 1 : largest ? -INFINITY : 0;
  for (gsize i = 0; i < x->n; i++)
    {
      double *sum = &sums[find_place (x, plan, i)];
      double value = x->reals != NULL ? x->reals[i] : (double) x->integers[i];

      *sum = product ? *sum * value : largest ? MAX (*sum, value) : *sum + value;
    }
  for (gsize i = 0; g_str_equal (type, "ReduceMean") && i < n; i++)
    sums[i] /= (double) MAX (plan->n, 1);
}

static gboolean
run_reduce (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gboolean keep = wb_onnx_node_get_integer (call->node, "keepdims", 1) != 0;
  gint64 dims[WB_ONNX_MAX_RANK];
  g_autofree double *sums = NULL;
  guint rank = 0;
  Reduction plan;
  WbOnnxTensor *y;

  if (!plan_reduction (call, x, &plan, error))
    return FALSE;
  for (guint i = 0; i < x->rank; i++)
    if (keep || !plan.reduced[i])
      dims[rank++] = plan.dims[i];
  y = wb_onnx_call_make (call, 0, x->integers != NULL, rank, dims, error);
  if (y == NULL || !wb_onnx_call_spend (call, (double) x->n, error))
    return FALSE;
  sums = g_new (double, MAX (y->n, 1));
  reduce (call->node->type, x, &plan, y->n, sums);
  for (gsize i = 0; i < y->n; i++)
    if (y->reals != NULL)
      y->reals[i] = (float) sums[i];
    else
      y->integers[i] = sums[i] > -9e18 && sums[i] < 9e18 ? (gint64) sums[i] : 0;
  return TRUE;
}

/* Channels are the second axis: y = (x - mean) / √(variance + epsilon)·scale + offset */
static gboolean
run_batch_normalization (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0], *w[4];
  double epsilon = wb_onnx_node_get_real (call->node, "epsilon", 1e-5f);
  gsize channels, size = 1;
  WbOnnxTensor *y;

  for (guint i = 0; i < 4; i++)
    {
      w[i] = call->inputs[i + 1];
      if (x->rank < 2 || (gint64) w[i]->n != x->dims[1])
        return wb_onnx_call_refuse_shapes (call, error);
    }
  channels = (gsize) x->dims[1];
  for (guint i = 2; i < x->rank; i++)
    size *= (gsize) x->dims[i];
  y = wb_onnx_call_make (call, 0, FALSE, x->rank, x->dims, error);
  for (gsize i = 0; y != NULL && i < x->n; i++)
    {
      gsize c = i / size % channels;
      double scale = w[0]->reals[c] / sqrt (w[3]->reals[c] + epsilon);

      y->reals[i] = (float) ((x->reals[i] - w[2]->reals[c]) * scale + w[1]->reals[c]);
    }
  return y != NULL;
}

static void
normalize_row (const float *x, gsize n, double epsilon, float *y)
{
  double mean = 0, variance = 0;

  for (gsize i = 0; i < n; i++)
    mean += x[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    variance += (x[i] - mean) * (x[i] - mean) / (double) n;
  for (gsize i = 0; i < n; i++)
    y[i] = (float) ((x[i] - mean) / sqrt (variance + epsilon));
}

static gboolean
run_layer_normalization (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  const WbOnnxTensor *scale = call->inputs[1];
  const WbOnnxTensor *offset = call->n_inputs > 2 ? call->inputs[2] : NULL;
  double epsilon = wb_onnx_node_get_real (call->node, "epsilon", 1e-5f);
  gsize size = 1;
  WbOnnxTensor *y;
  guint axis;

  if (!wb_onnx_axis (wb_onnx_node_get_integer (call->node, "axis", -1), x->rank, &axis))
    return wb_onnx_call_refuse_shapes (call, error);
  for (guint i = axis; i < x->rank; i++)
    size *= (gsize) x->dims[i];
  if (scale->n != size || (offset != NULL && (offset->n != size || offset->reals == NULL)))
    return wb_onnx_call_refuse_shapes (call, error);
  y = wb_onnx_call_make (call, 0, FALSE, x->rank, x->dims, error);
  for (gsize row = 0; y != NULL && row < x->n; row += size)
    {
      normalize_row (x->reals + row, size, epsilon, y->reals + row);
      for (gsize i = 0; i < size; i++)
        y->reals[row + i] = y->reals[row + i] * scale->reals[i]
                            + (offset != NULL ? offset->reals[i] : 0);
    }
  return y != NULL;
}

const WbOnnxOperator wb_onnx_matrix_operators[] = {
  { "Gemm", "rr", run_gemm },
  { "MatMul", "rr", run_matmul },
  { "ReduceMean", "a", run_reduce },
  { "ReduceSum", "a", run_reduce },
  { "ReduceProd", "a", run_reduce },
  { "ReduceMax", "a", run_reduce },
  { "BatchNormalization", "rrrrr", run_batch_normalization },
  { "LayerNormalization", "rr", run_layer_normalization },
  { NULL },
};
