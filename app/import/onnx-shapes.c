/* SPDX-License-Identifier: MIT */
/* Operators that see the same numbers with other shapes, or in another order. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/import/onnx-reader.h"

static gboolean
read_nothing (WbOnnxReader *self, GError **error)
{
  const WbOnnxView *view = wb_onnx_reader_find_view (self, wb_onnx_node_get_input (self->node, 0));

  if (view == NULL)
    return wb_onnx_reader_refuse (self, error, _ ("it takes a value that no layer here outputs."));
  if (view->kind == WB_VIEW_SCALAR || view->kind == WB_VIEW_ROW)
    {
      view = wb_onnx_reader_make_input_layers (self, 0, error);
      if (view == NULL)
        return FALSE;
    }
  wb_onnx_reader_put_copy (self, 0, view);
  return TRUE;
}

/* The rate is an attribute in old versions, an input in new ones. */
static gboolean
read_dropout (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  const WbOnnxTensor *rate = wb_onnx_reader_get_constant (self, 1);
  double value = rate != NULL && rate->n == 1 ? rate->reals[0]
                                              : wb_onnx_node_get_real (self->node, "ratio", 0.5f);
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (view == NULL)
    return FALSE;
  g_ascii_formatd (text, sizeof text, "%.6g", value);
  if (!wb_onnx_reader_append (self, view, error, "Dropout", "rate=%s", text))
    return FALSE;
  wb_onnx_reader_put_last (self, view);
  return TRUE;
}

static gboolean
read_transpose (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error), turned;
  const WbOnnxAttribute *perm = wb_onnx_node_find (self->node, "perm");

  if (view == NULL)
    return FALSE;
  turned = *view;
  for (guint i = 0; i < view->rank; i++)
    turned.axes[i] = view->axes[perm != NULL ? (guint) g_array_index (perm->integers, gint64, i)
                                             : view->rank - 1 - i];
  wb_onnx_reader_put_copy (self, 0, &turned);
  return TRUE;
}

/* Axes of size 1 that stand together, before axis @end of a value, or at its end. */
typedef struct
{
  guint n;
  int batch; /* the place among them of the batch, -1 for none */
  guint end;
} Ones;

static Ones
read_ones (const WbOnnxTensor *tensor, const int *axes, guint begin)
{
  Ones ones = { .batch = -1, .end = begin };

  for (; ones.end < tensor->rank && tensor->dims[ones.end] == 1; ones.end++, ones.n++)
    if (axes != NULL && axes[ones.end] == WB_AXIS_BATCH)
      ones.batch = (int) ones.n;
  return ones;
}

/* Whether only axes of size 1 came or went; the view follows then. A batch of one
 * sample is such an axis, too: it stays at the end of its neighbours where it was. */
static gboolean
follow_ones (WbOnnxView *view, const WbOnnxTensor *x, const WbOnnxTensor *y)
{
  int axes[WB_ONNX_MAX_RANK];
  guint from = 0, to = 0;

  for (;; from++, to++)
    {
      Ones old = read_ones (x, view->axes, from), new = read_ones (y, NULL, to);

      for (guint i = 0; i < new.n; i++)
        axes[to + i] = WB_AXIS_NONE;
      if (old.batch >= 0 && new.n == 0)
        return FALSE;
      if (old.batch >= 0)
        axes[old.batch == 0 ? to : new.end - 1] = WB_AXIS_BATCH;
      from = old.end;
      to = new.end;
      if (from == x->rank || to == y->rank)
        break;
      if (x->dims[from] != y->dims[to])
        return FALSE;
      axes[to] = view->axes[from];
    }
  if (from != x->rank || to != y->rank)
    return FALSE;
  memcpy (view->axes, axes, y->rank * sizeof axes[0]);
  view->rank = y->rank;
  return TRUE;
}

/* The halves of a Bidirectional before its units: they become one axis. */
static gboolean
follow_sides (WbOnnxView *view, const WbOnnxTensor *x, const WbOnnxTensor *y)
{
  WbOnnxView joined = *view;
  WbOnnxTensor seen = *x;

  for (guint i = 0; i + 1 < view->rank; i++)
    if (view->axes[i] == WB_AXIS_SIDE && view->side == 0)
      {
        seen.dims[i] = x->dims[i] * x->dims[i + 1];
        joined.axes[i] = view->axes[i + 1];
        for (guint k = i + 1; k + 1 < view->rank; k++)
          {
            seen.dims[k] = x->dims[k + 1];
            joined.axes[k] = view->axes[k + 1];
          }
        seen.rank = joined.rank = view->rank - 1;
        if (!follow_ones (&joined, &seen, y))
          return FALSE;
        *view = joined;
        return TRUE;
      }
  return FALSE;
}

/* Samples and steps as rows of one product, and back. */
static gboolean
follow_merged (WbOnnxReader *self, WbOnnxView *view, const WbOnnxTensor *x, const WbOnnxTensor *y)
{
  guint rank = wb_onnx_reader_get_shape (self, view->layer)->rank;

  if (view->axes[0] == WB_AXIS_MERGED && y->rank == 3 && view->rank == 2
      && y->dims[2] == x->dims[1])
    {
      view->rank = 3;
      view->axes[0] = 0;
      view->axes[1] = 1;
      view->axes[2] = 2;
      return TRUE;
    }
  if (x->rank == 3 && rank == 2 && y->rank == 2 && view->axes[0] == 0 && view->axes[1] == 1
      && y->dims[1] == x->dims[2] && y->dims[0] == x->dims[0] * x->dims[1])
    {
      view->rank = 2;
      view->axes[0] = WB_AXIS_MERGED;
      view->axes[1] = 2;
      return TRUE;
    }
  return FALSE;
}

/* The copies of each place belong to the axis before them. */
static gboolean
follow_copies (WbOnnxView *view, const WbOnnxTensor *x, const WbOnnxTensor *y)
{
  WbOnnxView joined = *view;
  WbOnnxTensor seen = *x;

  joined.rank = 0;
  for (guint i = 0; i < view->rank; i++)
    if (view->axes[i] == WB_AXIS_INNER)
      seen.dims[joined.rank - 1] *= x->dims[i];
    else
      {
        seen.dims[joined.rank] = x->dims[i];
        joined.axes[joined.rank++] = view->axes[i];
      }
  seen.rank = joined.rank;
  if (joined.rank == view->rank || !follow_ones (&joined, &seen, y))
    return FALSE;
  *view = joined;
  return TRUE;
}

/* All axes in the order that the value has them, then another shape. */
static gboolean
append_shape (WbOnnxReader *self, WbOnnxView *view, const WbOnnxTensor *y, GError **error)
{
  static const int order[WB_ONNX_MAX_RANK] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  g_autoptr (GString) sizes = g_string_new (NULL);

  if (y->rank < 2 || y->rank > AE_MAX_RANK || view->axes[0] != WB_AXIS_BATCH)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("the shape has more axes than a layer here, or the samples "
                                     "are not along the first one."));
  if (!wb_onnx_reader_arrange (self, view, order, error))
    return FALSE;
  for (guint i = 1; i < y->rank; i++)
    g_string_append_printf (sizes, "%s%" G_GINT64_FORMAT, i > 1 ? "," : "", y->dims[i]);
  if (y->rank == 2
        ? !wb_onnx_reader_append (self, view, error, "Flatten", "%s", "")
        : !wb_onnx_reader_append (self, view, error, "Reshape", "target_shape=%s", sizes->str))
    return FALSE;
  wb_onnx_reader_put (self, y->rank, NULL);
  return TRUE;
}

static gboolean
read_reshape (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error), seen;
  const WbOnnxTensor *x = wb_onnx_reader_get_tensor (self, 0);
  const WbOnnxTensor *y = wb_onnx_reader_find_tensor (self,
                                                      wb_onnx_node_get_output (self->node, 0));

  if (view == NULL)
    return FALSE;
  seen = *view;
  if (follow_copies (&seen, x, y) || follow_ones (&seen, x, y) || follow_sides (&seen, x, y)
      || follow_merged (self, &seen, x, y))
    {
      wb_onnx_reader_put_copy (self, 0, &seen);
      return TRUE;
    }
  return append_shape (self, &seen, y, error);
}

/* Each place of an axis several times, as copies along a new axis behind it. */
static gboolean
read_copies (WbOnnxReader *self, WbOnnxView *view, guint grown, gint64 times, GError **error)
{
  int axes[WB_ONNX_MAX_RANK];
  int axis = grown > 0 ? view->axes[grown - 1] : 0;
  const AeShape *shape = wb_onnx_reader_get_shape (self, view->layer);
  gboolean appended = FALSE;
  guint rank = view->rank;

  memcpy (axes, view->axes, sizeof axes);
  axes[grown] = WB_AXIS_INNER;
  if (axis == 1 && shape->rank == 2)
    appended = wb_onnx_reader_append (self, view, error, "UpSampling1D", "size=%" G_GINT64_FORMAT,
                                      times);
  else if ((axis == 1 || axis == 2) && shape->rank == 3)
    appended = wb_onnx_reader_append (self, view, error, "UpSampling2D",
                                      "size=%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT,
                                      axis == 1 ? times : 1, axis == 2 ? times : 1);
  else
    return wb_onnx_reader_refuse (self, error,
                                  _ ("RepeatVector repeats a list of numbers here, UpSampling the "
                                     "places of an image or the steps of a series, and nothing "
                                     "else is repeated."));
  if (appended)
    wb_onnx_reader_put (self, rank, axes);
  return appended;
}

/* One list repeated as steps: an axis of size 1 that grows. */
static gboolean
read_repeat (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  const WbOnnxTensor *x = wb_onnx_reader_get_tensor (self, 0);
  const WbOnnxTensor *y = wb_onnx_reader_find_tensor (self,
                                                      wb_onnx_node_get_output (self->node, 0));
  int axes[WB_ONNX_MAX_RANK], grown = -1;

  if (view == NULL)
    return FALSE;
  for (guint i = 0; i < y->rank && y->rank == x->rank; i++)
    {
      axes[i] = view->axes[i] == 1 ? 2 : view->axes[i];
      if (y->dims[i] == x->dims[i])
        continue;
      if (grown >= 0 || view->axes[i] != WB_AXIS_NONE)
        grown = WB_ONNX_MAX_RANK;
      else
        grown = (int) i;
    }
  if (y->rank == x->rank && grown < 0)
    {
      wb_onnx_reader_put_copy (self, 0, view);
      return TRUE;
    }
  if (y->rank != x->rank || grown >= WB_ONNX_MAX_RANK)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("RepeatVector repeats a list of numbers here, UpSampling the "
                                     "places of an image or the steps of a series, and nothing "
                                     "else is repeated."));
  if (wb_onnx_reader_get_shape (self, view->layer)->rank != 1)
    return read_copies (self, view, (guint) grown, y->dims[grown], error);
  axes[grown] = 1;
  if (!wb_onnx_reader_append (self, view, error, "RepeatVector", "n=%" G_GINT64_FORMAT,
                              y->dims[grown]))
    return FALSE;
  wb_onnx_reader_put (self, y->rank, axes);
  return TRUE;
}

/* One half of a Bidirectional, or all of a value. */
static gboolean
read_split (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error), half;
  gint64 axis = wb_onnx_node_get_integer (self->node, "axis", 0);

  if (view == NULL)
    return FALSE;
  axis += axis < 0 ? view->rank : 0;
  if (view->axes[axis] != WB_AXIS_SIDE || view->side != 0 || self->node->outputs->len != 2)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("no layer here takes a value apart. Take only what is used, "
                                     "or make two models. A recurrent layer that was exported "
                                     "step by step can be read where it is an LSTM or a GRU with "
                                     "tanh and sigmoid that begins with zeros."));
  half = *view;
  for (guint i = 0; i < 2; i++)
    {
      half.side = i + 1;
      half.axes[axis] = WB_AXIS_NONE;
      wb_onnx_reader_put_copy (self, i, &half);
    }
  return TRUE;
}

const WbOnnxReading wb_onnx_shape_readings[] = {
  { "Identity", read_nothing },    { "Cast", read_nothing },      { "Dropout", read_dropout },
  { "Transpose", read_transpose }, { "Reshape", read_reshape },   { "Flatten", read_reshape },
  { "Squeeze", read_reshape },     { "Unsqueeze", read_reshape }, { "Expand", read_repeat },
  { "Tile", read_repeat },         { "Split", read_split },       { NULL },
};
