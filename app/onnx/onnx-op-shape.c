/* SPDX-License-Identifier: MIT */
/* Operators that move numbers and see them with other shapes. */
#include <math.h>
#include <string.h>

#include "app/onnx/onnx-operators.h"

/* Gives out the first input, seen with another shape. */
static gboolean
give_reshaped (WbOnnxCall *call, guint rank, const gint64 *dims, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];

  if (!wb_onnx_call_spend (call, (double) x->n, error))
    return FALSE;
  call->outputs[0] = wb_onnx_tensor_reshape (x, rank, dims);
  return call->outputs[0] != NULL || wb_onnx_call_refuse_shapes (call, error);
}

static gboolean
run_identity (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];

  return give_reshaped (call, x->rank, x->dims, error);
}

/* 0 keeps an axis and -1 takes what is left. */
static gboolean
run_reshape (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gboolean allow_zero = wb_onnx_node_get_integer (call->node, "allowzero", 0) != 0;
  gint64 dims[WB_ONNX_MAX_RANK], known = 1;
  int open = -1;
  guint n;
  const gint64 *wanted = wb_onnx_call_get_integers (call, "shape", 1, &n);

  if ((wanted == NULL && n > 0) || n > WB_ONNX_MAX_RANK)
    return wb_onnx_call_refuse_shapes (call, error);
  for (guint i = 0; i < n; i++)
    {
      dims[i] = wanted[i] == 0 && !allow_zero && i < x->rank ? x->dims[i] : wanted[i];
      if (dims[i] == -1 && open < 0)
        open = (int) i;
      else if (dims[i] < 0 || dims[i] > WB_ONNX_MAX_BYTES)
        return wb_onnx_call_refuse_shapes (call, error);
      else if (known <= WB_ONNX_MAX_BYTES)
        known *= dims[i];
    }
  if (open >= 0)
    dims[open] = known > 0 ? (gint64) x->n / known : 0;
  return give_reshaped (call, n, dims, error);
}

static gboolean
run_flatten (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gint64 axis = wb_onnx_node_get_integer (call->node, "axis", 1), dims[2] = { 1, 1 };

  axis += axis < 0 ? x->rank : 0;
  if (axis < 0 || axis > x->rank)
    return wb_onnx_call_refuse_shapes (call, error);
  for (guint i = 0; i < x->rank; i++)
    dims[i < axis ? 0 : 1] *= x->dims[i];
  return give_reshaped (call, 2, dims, error);
}

static gboolean
run_squeeze (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gboolean drop[WB_ONNX_MAX_RANK] = { FALSE };
  gint64 dims[WB_ONNX_MAX_RANK];
  guint n, axis, rank = 0;
  const gint64 *axes = wb_onnx_call_get_integers (call, "axes", 1, &n);

  for (guint i = 0; i < n; i++)
    {
      if (!wb_onnx_axis (axes[i], x->rank, &axis))
        return wb_onnx_call_refuse_shapes (call, error);
      drop[axis] = TRUE;
    }
  for (guint i = 0; i < x->rank; i++)
    if (axes == NULL ? x->dims[i] != 1 : !drop[i])
      dims[rank++] = x->dims[i];
  return give_reshaped (call, rank, dims, error);
}

static gboolean
run_unsqueeze (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gboolean added[WB_ONNX_MAX_RANK] = { FALSE };
  gint64 dims[WB_ONNX_MAX_RANK];
  guint n, axis, from = 0;
  const gint64 *axes = wb_onnx_call_get_integers (call, "axes", 1, &n);

  if (axes == NULL || n > WB_ONNX_MAX_RANK - x->rank)
    return wb_onnx_call_refuse_shapes (call, error);
  for (guint i = 0; i < n; i++)
    {
      if (!wb_onnx_axis (axes[i], x->rank + n, &axis) || added[axis])
        return wb_onnx_call_refuse_shapes (call, error);
      added[axis] = TRUE;
    }
  for (guint i = 0; i < x->rank + n; i++)
    dims[i] = added[i] ? 1 : x->dims[from++];
  return give_reshaped (call, x->rank + n, dims, error);
}

static gboolean
run_transpose (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  const WbOnnxAttribute *perm = wb_onnx_node_find (call->node, "perm");
  gint64 dims[WB_ONNX_MAX_RANK], strides[WB_ONNX_MAX_RANK], x_strides[WB_ONNX_MAX_RANK];
  guint seen = 0, axis;
  WbOnnxTensor *y;

  wb_onnx_get_strides (x, x_strides);
  for (guint i = 0; i < x->rank; i++)
    {
      gint64 from = perm == NULL              ? (gint64) (x->rank - 1 - i)
                    : i < perm->integers->len ? g_array_index (perm->integers, gint64, i)
                                              : -1;

      if (from < 0 || !wb_onnx_axis (from, x->rank, &axis) || (seen & 1u << axis) != 0)
        return wb_onnx_call_refuse_shapes (call, error);
      seen |= 1u << axis;
      dims[i] = x->dims[axis];
      strides[i] = x_strides[axis];
    }
  y = wb_onnx_call_make (call, 0, x->integers != NULL, x->rank, dims, error);
  if (y != NULL)
    wb_onnx_copy_strided (x, 0, strides, y);
  return y != NULL;
}

/* Copies @n values. */
static void
copy_values (const WbOnnxTensor *in, gsize from, WbOnnxTensor *out, gsize to, gsize n)
{
  if (in->reals != NULL)
    memcpy (out->reals + to, in->reals + from, n * sizeof (float));
  else
    memcpy (out->integers + to, in->integers + from, n * sizeof (gint64));
}

static gsize
count_from (const WbOnnxTensor *x, guint axis)
{
  gsize n = 1;

  for (guint i = axis; i < x->rank; i++)
    n *= (gsize) x->dims[i];
  return n;
}

static gboolean
check_concat (const WbOnnxCall *call, guint axis, gint64 *total, GError **error)
{
  const WbOnnxTensor *first = call->inputs[0];

  *total = 0;
  for (guint i = 0; i < call->n_inputs; i++)
    {
      const WbOnnxTensor *x = wb_onnx_call_get_input (call, i, error);

      if (x == NULL)
        return FALSE;
      if (x->rank != first->rank || (x->reals != NULL) != (first->reals != NULL))
        return wb_onnx_call_refuse_shapes (call, error);
      for (guint k = 0; k < x->rank; k++)
        if (k != axis && x->dims[k] != first->dims[k])
          return wb_onnx_call_refuse_shapes (call, error);
      *total += x->dims[axis];
    }
  return TRUE;
}

static gboolean
run_concat (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *first = call->inputs[0];
  gint64 dims[WB_ONNX_MAX_RANK], total;
  gsize rows, row, to = 0;
  WbOnnxTensor *y;
  guint axis;

  if (!wb_onnx_axis (wb_onnx_node_get_integer (call->node, "axis", 1), first->rank, &axis))
    return wb_onnx_call_refuse_shapes (call, error);
  if (!check_concat (call, axis, &total, error))
    return FALSE;
  memcpy (dims, first->dims, sizeof dims);
  dims[axis] = total;
  y = wb_onnx_call_make (call, 0, first->integers != NULL, first->rank, dims, error);
  if (y == NULL || y->n == 0)
    return y != NULL;
  rows = y->n / count_from (y, axis);
  for (gsize i = 0; i < rows; i++)
    for (guint k = 0; k < call->n_inputs; k++, to += row)
      {
        row = count_from (call->inputs[k], axis);
        copy_values (call->inputs[k], i * row, y, to, row);
      }
  return TRUE;
}

/* The sizes of the pieces: told, or equal. */
static gboolean
run_split (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  guint n, axis, n_outputs = call->node->outputs->len;
  const gint64 *sizes = wb_onnx_call_get_integers (call, "split", 1, &n);
  gint64 dims[WB_ONNX_MAX_RANK], strides[WB_ONNX_MAX_RANK], first = 0;

  if (!wb_onnx_axis (wb_onnx_node_get_integer (call->node, "axis", 0), x->rank, &axis)
      || n_outputs == 0 || n_outputs > WB_ONNX_MAX_OUTPUTS || (sizes != NULL && n < n_outputs))
    return wb_onnx_call_refuse_shapes (call, error);
  wb_onnx_get_strides (x, strides);
  memcpy (dims, x->dims, sizeof dims);
  for (guint i = 0; i < n_outputs; i++, first += dims[axis])
    {
      gint64 share = (x->dims[axis] + n_outputs - 1) / n_outputs;
      WbOnnxTensor *y;

      dims[axis] = sizes != NULL ? sizes[i] : MIN (share, x->dims[axis] - first);
      if (dims[axis] < 0 || dims[axis] > x->dims[axis] - first)
        return wb_onnx_call_refuse_shapes (call, error);
      y = wb_onnx_call_make (call, i, x->integers != NULL, x->rank, dims, error);
      if (y == NULL)
        return FALSE;
      wb_onnx_copy_strided (x, first * strides[axis], strides, y);
    }
  return TRUE;
}

/* The start and the number of places that a slice takes along an axis. */
static gint64
slice_axis (gint64 size, gint64 *start, gint64 end, gint64 step)
{
  gint64 low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;

  *start += *start < 0 ? size : 0;
  end += end < 0 ? size : 0;
  *start = CLAMP (*start, step > 0 ? 0 : MIN (0, size - 1), high);
  end = CLAMP (end, low, size);
  return step > 0 ? MAX ((end - *start + step - 1) / step, 0)
                  : MAX ((*start - end - step - 1) / -step, 0);
}

static gboolean
run_slice (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  guint n, n_ends, n_axes, n_steps, axis;
  const gint64 *starts = wb_onnx_call_get_integers (call, "starts", 1, &n);
  const gint64 *ends = wb_onnx_call_get_integers (call, "ends", 2, &n_ends);
  const gint64 *axes = wb_onnx_call_get_integers (call, "axes", 3, &n_axes);
  const gint64 *steps = wb_onnx_call_get_integers (call, "steps", 4, &n_steps);
  gint64 dims[WB_ONNX_MAX_RANK], strides[WB_ONNX_MAX_RANK], offset = 0;
  WbOnnxTensor *y;

  if (n != n_ends || (axes != NULL && n_axes != n) || (steps != NULL && n_steps != n))
    return wb_onnx_call_refuse_shapes (call, error);
  wb_onnx_get_strides (x, strides);
  memcpy (dims, x->dims, sizeof dims);
  for (guint i = 0; i < n; i++)
    {
      gint64 step = steps != NULL ? steps[i] : 1, start = starts[i];

      if (!wb_onnx_axis (axes != NULL ? axes[i] : i, x->rank, &axis) || step == 0
          || ABS (step) > G_MAXINT32 || start == G_MININT64 || ends[i] == G_MININT64)
        return wb_onnx_call_refuse_shapes (call, error);
      dims[axis] = slice_axis (x->dims[axis], &start, ends[i], step);
      offset += start * strides[axis];
      strides[axis] *= step;
    }
  y = wb_onnx_call_make (call, 0, x->integers != NULL, x->rank, dims, error);
  if (y != NULL && y->n > 0)
    wb_onnx_copy_strided (x, offset, strides, y);
  return y != NULL;
}

static gboolean
run_gather (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  const WbOnnxTensor *places = call->inputs[1];
  gint64 dims[2 * WB_ONNX_MAX_RANK];
  guint axis, rank = 0, place;
  gsize before, row;
  WbOnnxTensor *y;

  if (!wb_onnx_axis (wb_onnx_node_get_integer (call->node, "axis", 0), x->rank, &axis)
      || places->integers == NULL || x->dims[axis] == 0)
    return wb_onnx_call_refuse_shapes (call, error);
  for (guint i = 0; i < axis; i++)
    dims[rank++] = x->dims[i];
  for (guint i = 0; i < places->rank; i++)
    dims[rank++] = places->dims[i];
  for (guint i = axis + 1; i < x->rank; i++)
    dims[rank++] = x->dims[i];
  y = wb_onnx_call_make (call, 0, x->integers != NULL, rank, dims, error);
  if (y == NULL || y->n == 0)
    return y != NULL;
  row = count_from (x, axis + 1);
  before = x->n / (row * (gsize) x->dims[axis]);
  for (gsize i = 0; i < before; i++)
    for (gsize k = 0; k < places->n; k++)
      {
        if (!wb_onnx_axis (places->integers[k], (guint) x->dims[axis], &place))
          return wb_onnx_call_refuse_shapes (call, error);
        copy_values (x, (i * (gsize) x->dims[axis] + place) * row, y, (i * places->n + k) * row,
                     row);
      }
  return TRUE;
}

static gboolean
run_expand (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  WbOnnxTensor wanted = { 0 }, *y;
  gint64 dims[WB_ONNX_MAX_RANK], strides[WB_ONNX_MAX_RANK];
  guint n, rank;
  const gint64 *sizes = wb_onnx_call_get_integers (call, "shape", 1, &n);

  if (n > WB_ONNX_MAX_RANK)
    return wb_onnx_call_refuse_shapes (call, error);
  wanted.rank = n;
  for (guint i = 0; i < n; i++)
    wanted.dims[i] = sizes[i];
  if (!wb_onnx_broadcast (x, &wanted, &rank, dims))
    return wb_onnx_call_refuse_shapes (call, error);
  y = wb_onnx_call_make (call, 0, x->integers != NULL, rank, dims, error);
  wb_onnx_get_broadcast_strides (x, rank, strides);
  if (y != NULL)
    wb_onnx_copy_strided (x, 0, strides, y);
  return y != NULL;
}

/* A value's place in a repeated axis is its place modulo the axis' size. */
static gboolean
run_tile (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gint64 dims[WB_ONNX_MAX_RANK], strides[WB_ONNX_MAX_RANK];
  guint n;
  const gint64 *times = wb_onnx_call_get_integers (call, "repeats", 1, &n);
  WbOnnxTensor *y;

  for (guint i = 0; n == x->rank && i < n; i++)
    dims[i] = times[i] >= 0 && times[i] <= G_MAXINT32 ? x->dims[i] * times[i] : -1;
  if (n != x->rank || times == NULL)
    return wb_onnx_call_refuse_shapes (call, error);
  y = wb_onnx_call_make (call, 0, x->integers != NULL, n, dims, error);
  wb_onnx_get_strides (x, strides);
  for (gsize i = 0; y != NULL && i < y->n; i++)
    {
      gint64 from = 0, rest = (gint64) i;

      for (guint axis = n; axis > 0; axis--)
        {
          from += rest % dims[axis - 1] % x->dims[axis - 1] * strides[axis - 1];
          rest /= dims[axis - 1];
        }
      copy_values (x, (gsize) from, y, i, 1);
    }
  return y != NULL;
}

/* Where a padded axis reads: -1 for a constant. */
static gint64
unpad (gint64 place, gint64 size, const char *mode)
{
  if (place >= 0 && place < size)
    return place;
  if (g_str_equal (mode, "edge"))
    return CLAMP (place, 0, size - 1);
  if (g_str_equal (mode, "reflect"))
    {
      gint64 mirrored = place < 0 ? -place : 2 * (size - 1) - place;

      return CLAMP (mirrored, 0, size - 1);
    }
  return -1;
}

static void
pad_all (const WbOnnxTensor *x, const gint64 *pads, const char *mode, float value, WbOnnxTensor *y)
{
  gint64 strides[WB_ONNX_MAX_RANK];

  wb_onnx_get_strides (x, strides);
  for (gsize i = 0; i < y->n; i++)
    {
      gint64 from = 0, rest = (gint64) i;
      gboolean outside = FALSE;

      for (guint axis = x->rank; axis > 0; axis--)
        {
          gint64 place = unpad (rest % y->dims[axis - 1] - pads[axis - 1], x->dims[axis - 1], mode);

          outside = outside || place < 0;
          from += place * strides[axis - 1];
          rest /= y->dims[axis - 1];
        }
      y->reals[i] = outside ? value : x->reals[from];
    }
}

static gboolean
run_pad (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  const WbOnnxTensor *constant = call->n_inputs > 2 ? call->inputs[2] : NULL;
  float value = wb_onnx_node_get_real (call->node, "value", 0);
  guint n;
  const gint64 *pads = wb_onnx_call_get_integers (call, "pads", 1, &n);
  gint64 dims[WB_ONNX_MAX_RANK];
  WbOnnxTensor *y;

  if (n != 2 * x->rank || call->n_inputs > 3)
    return wb_onnx_call_refuse_shapes (call, error);
  if (constant != NULL && constant->n == 1 && constant->reals != NULL)
    value = constant->reals[0];
  for (guint i = 0; i < x->rank; i++)
    dims[i] = ABS (pads[i]) > G_MAXINT32 || ABS (pads[n / 2 + i]) > G_MAXINT32 || x->dims[i] == 0
                ? -1
                : x->dims[i] + pads[i] + pads[n / 2 + i];
  y = wb_onnx_call_make (call, 0, FALSE, x->rank, dims, error);
  if (y != NULL)
    pad_all (x, pads, wb_onnx_node_get_text (call->node, "mode", "constant"), value, y);
  return y != NULL;
}

static gboolean
run_shape (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gint64 first, last, n;
  WbOnnxTensor *y;

  first = wb_onnx_node_get_integer (call->node, "start", 0);
  last = wb_onnx_node_get_integer (call->node, "end", x->rank);
  first = CLAMP (first < 0 ? first + x->rank : first, 0, x->rank);
  last = CLAMP (last < 0 ? last + x->rank : last, first, x->rank);
  n = last - first;
  y = wb_onnx_call_make (call, 0, TRUE, 1, &n, error);
  for (gint64 i = 0; y != NULL && i < n; i++)
    y->integers[i] = x->dims[first + i];
  return y != NULL;
}

static gboolean
run_fill (WbOnnxCall *call, GError **error)
{
  const WbOnnxAttribute *attribute = wb_onnx_node_find (call->node, "value");
  const WbOnnxTensor *value = attribute != NULL ? attribute->tensor : NULL;
  gboolean is_integer = value != NULL && value->integers != NULL;
  guint n;
  const gint64 *dims = wb_onnx_call_get_integers (call, "shape", 0, &n);
  WbOnnxTensor *y;

  if (n > WB_ONNX_MAX_RANK || (value != NULL && value->n != 1))
    return wb_onnx_call_refuse_shapes (call, error);
  y = wb_onnx_call_make (call, 0, is_integer, n, dims, error);
  for (gsize i = 0; y != NULL && value != NULL && i < y->n; i++)
    copy_values (value, 0, y, i, 1);
  return y != NULL;
}

/* What stood for ConstantOfShape before version 9. */
static gboolean
run_constant_fill (WbOnnxCall *call, GError **error)
{
  float value = wb_onnx_node_get_real (call->node, "value", 0);
  guint n;
  const gint64 *dims = wb_onnx_call_get_integers (call, "shape", 0, &n);
  WbOnnxTensor *y;

  if (n > WB_ONNX_MAX_RANK || wb_onnx_node_get_integer (call->node, "dtype", 1) != 1
      || (call->n_inputs > 0 && wb_onnx_node_get_integer (call->node, "input_as_shape", 0) == 0))
    return wb_onnx_call_refuse_shapes (call, error);
  y = wb_onnx_call_make (call, 0, FALSE, n, dims, error);
  for (gsize i = 0; y != NULL && i < y->n; i++)
    y->reals[i] = value;
  return y != NULL;
}

static gboolean
run_range (WbOnnxCall *call, GError **error)
{
  double numbers[3];
  gint64 n;
  WbOnnxTensor *y;

  for (guint i = 0; i < 3; i++)
    {
      const WbOnnxTensor *x = call->inputs[i];

      if (x->n != 1)
        return wb_onnx_call_refuse_shapes (call, error);
      numbers[i] = x->reals != NULL ? x->reals[0] : (double) x->integers[0];
    }
  numbers[1] = ceil ((numbers[1] - numbers[0]) / numbers[2]);
  if (!(fabs (numbers[1]) < 1e8))
    return wb_onnx_call_refuse_shapes (call, error);
  n = (gint64) MAX (numbers[1], 0);
  y = wb_onnx_call_make (call, 0, call->inputs[0]->integers != NULL, 1, &n, error);
  for (gint64 i = 0; y != NULL && i < n; i++)
    if (y->reals != NULL)
      y->reals[i] = (float) (numbers[0] + (double) i * numbers[2]);
    else
      y->integers[i] = (gint64) (numbers[0] + (double) i * numbers[2]);
  return y != NULL;
}

/* Random numbers are their mean, so that a run can be repeated. */
static gboolean
run_random_normal (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];

  return wb_onnx_call_make (call, 0, FALSE, x->rank, x->dims, error) != NULL;
}

/* A tensor, or numbers as an attribute. */
static gboolean
run_constant (WbOnnxCall *call, GError **error)
{
  static const char *const names[] = { "value", "value_float", "value_floats", "value_int",
                                       "value_ints" };
  const WbOnnxAttribute *attribute = NULL;
  gint64 n;
  WbOnnxTensor *y;

  for (guint i = 0; i < G_N_ELEMENTS (names) && attribute == NULL; i++)
    attribute = wb_onnx_node_find (call->node, names[i]);
  if (attribute != NULL && attribute->tensor != NULL)
    {
      call->outputs[0] = wb_onnx_tensor_ref (attribute->tensor);
      return TRUE;
    }
  if (attribute == NULL)
    return wb_onnx_call_refuse_shapes (call, error);
  n = attribute->reals->len + attribute->integers->len;
  y = wb_onnx_call_make (call, 0, attribute->reals->len == 0,
                         g_str_has_suffix (attribute->name, "s") ? 1 : 0, &n, error);
  if (y == NULL || y->n != (gsize) n)
    return y != NULL && wb_onnx_call_refuse_shapes (call, error);
  for (guint i = 0; i < n; i++)
    if (y->reals != NULL)
      y->reals[i] = g_array_index (attribute->reals, float, i);
    else
      y->integers[i] = g_array_index (attribute->integers, gint64, i);
  return TRUE;
}

/* Types of numbers are two here: to one of them. */
static gboolean
run_cast (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gint64 to = wb_onnx_node_get_integer (call->node, "to", 1);
  gboolean is_integer = to != 1 && to != 10 && to != 11 && to != 16;
  WbOnnxTensor *y;

  y = wb_onnx_call_make (call, 0, is_integer, x->rank, x->dims, error);
  for (gsize i = 0; y != NULL && i < x->n; i++)
    if (y->reals != NULL)
      y->reals[i] = x->reals != NULL ? x->reals[i] : (float) x->integers[i];
    else
      y->integers[i] = x->integers != NULL                           ? x->integers[i]
                       : x->reals[i] > -9e18f && x->reals[i] < 9e18f ? (gint64) x->reals[i]
                                                                     : 0;
  return y != NULL;
}

const WbOnnxOperator wb_onnx_shape_operators[] = {
  { "Identity", "a", run_identity },
  { "Dropout", "a", run_identity },
  { "Reshape", "a", run_reshape },
  { "Flatten", "a", run_flatten },
  { "Squeeze", "a", run_squeeze },
  { "Unsqueeze", "a", run_unsqueeze },
  { "Transpose", "a", run_transpose },
  { "Concat", "a", run_concat },
  { "Split", "a", run_split },
  { "Slice", "a", run_slice },
  { "Gather", "aa", run_gather },
  { "Expand", "a", run_expand },
  { "Tile", "a", run_tile },
  { "Pad", "r", run_pad },
  { "Shape", "a", run_shape },
  { "ConstantOfShape", "", run_fill },
  { "Constant", "", run_constant },
  { "Cast", "a", run_cast },
  { "ConstantFill", "", run_constant_fill },
  { "Range", "aaa", run_range },
  { "RandomNormalLike", "a", run_random_normal },
  { NULL },
};
