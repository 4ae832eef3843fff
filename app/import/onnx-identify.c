/* SPDX-License-Identifier: MIT */
/* Tells functions by what they compute: the part of the graph between two
 * values is run on numbers that are chosen for it.
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/import/onnx-reader.h"
#include "app/onnx/onnx-run.h"

#define N_POINTS 64
#define REACH    5.0f
#define CLOSE    4e-6

/* The nodes from @base to @name, in their order. */
static gboolean
run_between (WbOnnxReader *self, GHashTable *values, const char *name)
{
  GPtrArray *nodes = self->onnx->nodes;
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  guint64 work = 64 * nodes->len;

  if (self->work < work)
    return FALSE;
  self->work -= work;
  g_hash_table_add (wanted, (gpointer) name);
  for (guint i = nodes->len; i > 0; i--)
    {
      const WbOnnxNode *node = g_ptr_array_index (nodes, i - 1);
      const char *output = wb_onnx_node_get_output (node, 0);

      if (output == NULL || !g_hash_table_contains (wanted, output)
          || g_hash_table_contains (values, output))
        continue;
      g_ptr_array_add (path, (gpointer) node);
      for (guint k = 0; k < node->inputs->len; k++)
        {
          const char *input = wb_onnx_node_get_input (node, k);
          WbOnnxTensor *constant = input != NULL ? g_hash_table_lookup (self->values, input) : NULL;

          if (input == NULL || g_hash_table_contains (values, input))
            continue;
          if (constant != NULL && !g_hash_table_contains (self->live, input))
            g_hash_table_insert (values, g_strdup (input), wb_onnx_tensor_ref (constant));
          else
            g_hash_table_add (wanted, (gpointer) input);
        }
    }
  for (guint i = path->len; i > 0; i--)
    if (!wb_onnx_run_node (self->onnx, g_ptr_array_index (path, i - 1), values, &self->work, NULL))
      return FALSE;
  return TRUE;
}

WbOnnxTensor *
wb_onnx_reader_compute (WbOnnxReader *self,
                        const char *base,
                        const WbOnnxTensor *tensor,
                        const char *name)
{
  g_autoptr (GHashTable) values = wb_onnx_values_new ();
  WbOnnxTensor *result;

  g_hash_table_insert (values, g_strdup (base),
                       wb_onnx_tensor_reshape (tensor, tensor->rank, tensor->dims));
  if (!run_between (self, values, name))
    return NULL;
  result = g_hash_table_lookup (values, name);
  return result != NULL ? wb_onnx_tensor_ref (result) : NULL;
}

static float
get_point (gsize i)
{
  return REACH * (2 * (float) i / (N_POINTS - 1) - 1);
}

/* The function at every point, as many at a time as the value has room for. */
static gboolean
sample (WbOnnxReader *self, const char *base, const char *name, float *y)
{
  const WbOnnxTensor *like = wb_onnx_reader_find_tensor (self, base);

  for (gsize first = 0; first < N_POINTS; first += like->n)
    {
      g_autoptr (WbOnnxTensor) x = wb_onnx_tensor_new (FALSE, like->rank, like->dims);
      g_autoptr (WbOnnxTensor) result = NULL;

      for (gsize i = 0; x != NULL && i < x->n; i++)
        x->reals[i] = get_point ((first + i) % N_POINTS);
      result = x != NULL ? wb_onnx_reader_compute (self, base, x, name) : NULL;
      if (result == NULL || result->n != like->n || result->n == 0 || result->reals == NULL)
        return FALSE;
      for (gsize i = 0; i < result->n && first + i < N_POINTS; i++)
        y[first + i] = result->reals[i];
    }
  return TRUE;
}

static gboolean
is_close (double a, double b)
{
  return fabs (a - b) <= CLOSE * MAX (1, fabs (b));
}

/* The activation that gives these values, or -1. */
static int
find_activation (const float *y)
{
  float x[N_POINTS], own[N_POINTS];

  for (gsize i = 0; i < N_POINTS; i++)
    x[i] = get_point (i);
  for (guint k = 0; k < AE_N_ACTIVATIONS; k++)
    {
      gsize same = 0;

      if (k == AE_ACTIVATION_SOFTMAX)
        continue;
      ae_activation_forward ((AeActivation) k, N_POINTS, 1, x, own);
      while (same < N_POINTS && is_close (y[same], own[same]))
        same++;
      if (same == N_POINTS)
        return (int) k;
    }
  return -1;
}

/* A slope for negative numbers, or a bend: LeakyReLU and ELU. */
static gboolean
find_bend (const float *y, double *slope, double *alpha)
{
  gboolean leaky = TRUE, elu = TRUE;

  *slope = y[0] / (double) get_point (0);
  *alpha = y[0] / expm1 (get_point (0));
  for (gsize i = 0; i < N_POINTS; i++)
    {
      double x = get_point (i);

      leaky = leaky && is_close (y[i], x > 0 ? x : *slope * x);
      elu = elu && is_close (y[i], x > 0 ? x : *alpha * expm1 (x));
    }
  if (!leaky || *slope < 0 || *slope > 1)
    *slope = NAN;
  if (!elu || *alpha < 0 || *alpha > 10)
    *alpha = NAN;
  return !isnan (*slope) || !isnan (*alpha);
}

/**
 * Found:
 * @type: @options: of the layer that a function is; "" for y = a·x + b
 * @gamma: @beta: [n]: of a LayerNormalization
 */
typedef struct
{
  const char *type;
  char options[64];
  double a;
  double b;
  gsize n;
  float *gamma;
  float *beta;
} Found;

static void
found_clear (Found *self)
{
  g_clear_pointer (&self->gamma, g_free);
  g_clear_pointer (&self->beta, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

static void
name_option (Found *found, const char *type, const char *option, const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  found->type = type;
  g_ascii_formatd (text, sizeof text, format, value);
  g_snprintf (found->options, sizeof found->options, "%s=%s", option, text);
}

/* y = a·x + b */
static gboolean
find_line (const float *y, Found *found)
{
  found->type = "";
  found->a = ((double) y[N_POINTS - 1] - y[0]) / (2 * (double) REACH);
  found->b = ((double) y[N_POINTS - 1] + y[0]) / 2;
  for (gsize i = 0; i < N_POINTS; i++)
    if (!is_close (y[i], found->a * get_point (i) + found->b))
      return FALSE;
  return TRUE;
}

static gboolean
identify_scalar (WbOnnxReader *self, const char *base, const char *name, Found *found)
{
  float y[N_POINTS];
  double slope, alpha;
  int activation;

  if (!sample (self, base, name, y))
    return FALSE;
  activation = find_activation (y);
  if (activation >= 0)
    {
      found->type = "Activation";
      g_snprintf (found->options, sizeof found->options, "activation=%s",
                  ae_activation_names[activation]);
    }
  else if (!find_bend (y, &slope, &alpha))
    return find_line (y, found);
  else if (isnan (slope))
    name_option (found, "ELU", "alpha", "%.7g", alpha);
  else
    name_option (found, "LeakyReLU", "negative_slope", "%.7g", slope);
  return TRUE;
}

/* Rows to try with, of numbers nowhere near their mean. What follows a
 * normalization cannot tell one row from a longer one: so there are two. */
typedef enum
{
  ROW_EVEN,
  ROW_SLANTED,
} Row;

/* A value of which every row is @size times one of the rows. */
static WbOnnxTensor *
make_rows (const WbOnnxTensor *like, guint axis, double size, Row row)
{
  WbOnnxTensor *x = wb_onnx_tensor_new (FALSE, like->rank, like->dims);
  gsize after = 1, d = (gsize) like->dims[axis];

  for (guint i = axis + 1; i < like->rank; i++)
    after *= (gsize) like->dims[i];
  for (gsize i = 0; i < x->n; i++)
    {
      gsize place = i / after % d;

      x->reals[i] = (float) (size * (place % 2 == 0 ? 1 : -1) * (1 + 0.25 * (double) (place % 3)));
      if (row == ROW_SLANTED)
        x->reals[i] = (float) (size * (place % 3 == 0 ? 2 : -0.4)
                               * (1 + 0.3 * (double) (place % 4)));
    }
  return x;
}

/* The value at channel @c of the first row. */
static double
get_channel (const WbOnnxTensor *tensor, guint axis, gsize c)
{
  gsize after = 1;

  for (guint i = axis + 1; i < tensor->rank; i++)
    after *= (gsize) tensor->dims[i];
  return tensor->reals[c * after];
}

typedef struct
{
  double mean;
  double variance;
} Moments;

static Moments
get_moments (const WbOnnxTensor *x, guint axis, gsize d)
{
  Moments moments = { 0 };

  for (gsize i = 0; i < d; i++)
    moments.mean += get_channel (x, axis, i) / (double) d;
  for (gsize i = 0; i < d; i++)
    {
      double r = get_channel (x, axis, i) - moments.mean;

      moments.variance += r * r / (double) d;
    }
  return moments;
}

/* What a LayerNormalization would give at channel @c of @x. */
static double
normalize (const Found *found, double epsilon, const WbOnnxTensor *x, guint axis, gsize c)
{
  Moments moments = get_moments (x, axis, found->n);

  return found->gamma[c] * (get_channel (x, axis, c) - moments.mean)
           / sqrt (moments.variance + epsilon)
         + found->beta[c];
}

/* ε from a short row: γ·d / (y - β) is the root of variance + ε. The channel
 * that is farthest from its mean tells it best. */
static double
find_epsilon (const Found *found, const WbOnnxTensor *x, const WbOnnxTensor *y, guint axis)
{
  Moments moments = get_moments (x, axis, found->n);
  double best = 0, epsilon = 0;

  for (gsize c = 0; c < found->n; c++)
    {
      double rise = get_channel (y, axis, c) - found->beta[c];
      double d = found->gamma[c] * (get_channel (x, axis, c) - moments.mean);

      if (fabs (rise) > best && rise * d > 0)
        {
          best = fabs (rise);
          epsilon = d / rise * (d / rise) - moments.variance;
        }
    }
  return CLAMP (epsilon, 1e-9, 1);
}

/* Runs the function on rows of @size; FALSE where it gives something else than rows. */
static gboolean
try_rows (WbOnnxReader *self,
          const char *base,
          const char *name,
          guint axis,
          double size,
          Row row,
          WbOnnxTensor **x,
          WbOnnxTensor **y)
{
  g_clear_pointer (x, wb_onnx_tensor_unref);
  g_clear_pointer (y, wb_onnx_tensor_unref);
  *x = make_rows (wb_onnx_reader_find_tensor (self, base), axis, size, row);
  *y = wb_onnx_reader_compute (self, base, *x, name);
  return *y != NULL && (*y)->reals != NULL && (*y)->n == (*x)->n;
}

/* y = γ·(x - mean) / √(variance + ε) + β: β is what zeros give, γ what a long
 * row gives, ε tells in a short one, and a row between them has to fit. */
static gboolean
identify_row (WbOnnxReader *self,
              const WbOnnxView *view,
              const char *base,
              const char *name,
              Found *found)
{
  int channels = wb_onnx_reader_find_channels (self, view);
  guint axis = (guint) channels;
  g_autoptr (WbOnnxTensor) x = NULL, y = NULL;
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double epsilon;

  if (channels < 0 || !try_rows (self, base, name, axis, 0, ROW_EVEN, &x, &y))
    return FALSE;
  found->n = (gsize) x->dims[axis];
  found->gamma = g_new (float, found->n);
  found->beta = g_new (float, found->n);
  for (gsize c = 0; c < found->n; c++)
    {
      found->gamma[c] = 1;
      found->beta[c] = (float) get_channel (y, axis, c);
    }
  if (found->n < 2 || !try_rows (self, base, name, axis, 1000, ROW_EVEN, &x, &y))
    return FALSE;
  for (gsize c = 0; c < found->n; c++)
    {
      double z = normalize (found, 0, x, axis, c) - found->beta[c];

      found->gamma[c] = (float) ((get_channel (y, axis, c) - found->beta[c]) / z);
    }
  if (!try_rows (self, base, name, axis, 0.02, ROW_EVEN, &x, &y))
    return FALSE;
  g_ascii_formatd (text, sizeof text, "%.2g", find_epsilon (found, x, y, axis));
  epsilon = g_ascii_strtod (text, NULL);
  name_option (found, "LayerNormalization", "epsilon", "%.2g", epsilon);
  if (!try_rows (self, base, name, axis, 0.3, ROW_SLANTED, &x, &y))
    return FALSE;
  for (gsize c = 0; c < found->n; c++)
    if (fabs (normalize (found, epsilon, x, axis, c) - get_channel (y, axis, c)) > 1e-4)
      return FALSE;
  return TRUE;
}

static gboolean
identify (WbOnnxReader *self, const WbOnnxView *view, const char *name, Found *found)
{
  return view->kind == WB_VIEW_ROW ? identify_row (self, view, view->base, name, found)
                                   : identify_scalar (self, view->base, name, found);
}

static gboolean
append_line (WbOnnxReader *self, WbOnnxView *view, const Found *found, GError **error)
{
  guint n = ae_shape_last (wb_onnx_reader_get_shape (self, view->layer));
  float *scale = g_new (float, n), *offset = g_new (float, n);

  for (guint i = 0; i < n; i++)
    {
      scale[i] = (float) found->a;
      offset[i] = (float) found->b;
    }
  return wb_onnx_reader_append_affine (self, view, scale, offset, error);
}

static gboolean
append_found (WbOnnxReader *self, WbOnnxView *view, Found *found, GError **error)
{
  if (found->type[0] == '\0')
    return append_line (self, view, found, error);
  if (!wb_onnx_reader_append (self, view, error, found->type, "%s", found->options))
    return FALSE;
  if (found->gamma != NULL)
    {
      wb_onnx_reader_add_weight (self, "gamma", found->n, g_steal_pointer (&found->gamma));
      wb_onnx_reader_add_weight (self, "beta", found->n, g_steal_pointer (&found->beta));
    }
  view->layer = wb_onnx_reader_get_last (self);
  return TRUE;
}

/* Whether @name follows from @cut alone. */
static gboolean
leads_on (WbOnnxReader *self, const char *cut, const char *name)
{
  g_autoptr (WbOnnxTensor) y = wb_onnx_reader_compute (self, cut,
                                                       wb_onnx_reader_find_tensor (self, cut),
                                                       name);

  return y != NULL;
}

/* Several layers in a row: the latest value on the way that one layer makes, and
 * that is all that the rest needs. */
static const char *
find_cut (WbOnnxReader *self, const WbOnnxView *view, const char *name, Found *found)
{
  for (guint i = self->onnx->nodes->len; i > 0; i--)
    {
      const char *cut = wb_onnx_node_get_output (g_ptr_array_index (self->onnx->nodes, i - 1), 0);
      const WbOnnxView *before = wb_onnx_reader_find_view (self, cut);

      if (before == NULL || before == view || before->base == NULL
          || (before->kind != WB_VIEW_SCALAR && before->kind != WB_VIEW_ROW)
          || !g_str_equal (before->base, view->base) || g_str_equal (cut, name))
        continue;
      found_clear (found);
      if (leads_on (self, cut, name) && identify (self, before, cut, found))
        return cut;
    }
  return NULL;
}

gboolean
wb_onnx_reader_make_function_layers (WbOnnxReader *self,
                                     WbOnnxView *view,
                                     const char *name,
                                     GError **error)
{
  const WbOnnxView *base = wb_onnx_reader_make_layers (self, view->base, error);

  if (base == NULL)
    return FALSE;
  view->layer = base->layer;
  view->swapped = base->swapped;
  memcpy (view->axes, base->axes, sizeof view->axes);
  while (TRUE)
    {
      g_auto (Found) found = { 0 };
      const char *cut;

      if (identify (self, view, name, &found))
        return append_found (self, view, &found, error);
      cut = find_cut (self, view, name, &found);
      if (cut == NULL)
        return wb_onnx_reader_refuse (self, error,
                                      _ ("no layer here computes the function that ends here. "
                                         "See “hourglass-cli layers” for those there are."));
      if (!append_found (self, view, &found, error))
        return FALSE;
      view->base = cut;
      view->kind = WB_VIEW_SCALAR;
    }
}

#define AFFINE_EPSILON 0.001f

gboolean
wb_onnx_reader_append_affine (WbOnnxReader *self,
                              WbOnnxView *view,
                              float *scale,
                              float *offset,
                              GError **error)
{
  guint n = ae_shape_last (wb_onnx_reader_get_shape (self, view->layer));
  float *variance;

  if (!wb_onnx_reader_append (self, view, error, "BatchNormalization", "epsilon=0.001"))
    {
      g_free (scale);
      g_free (offset);
      return FALSE;
    }
  variance = g_new (float, n);
  for (guint i = 0; i < n; i++)
    variance[i] = 1 - AFFINE_EPSILON;
  wb_onnx_reader_add_weight (self, "gamma", n, scale);
  wb_onnx_reader_add_weight (self, "beta", n, offset);
  wb_onnx_reader_add_weight (self, "moving_mean", n, g_new0 (float, n));
  wb_onnx_reader_add_weight (self, "moving_variance", n, variance);
  view->kind = WB_VIEW_PLAIN;
  view->layer = wb_onnx_reader_get_last (self);
  return TRUE;
}
