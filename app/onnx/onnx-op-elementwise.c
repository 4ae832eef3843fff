/* SPDX-License-Identifier: MIT */
/* Operators that work number by number, with broadcasting. */
#include <math.h>
#include <string.h>

#include "app/onnx/onnx-operators.h"

static double
relu (double x)
{
  return MAX (x, 0);
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static double
softplus (double x)
{
  return MAX (x, 0) + log1p (exp (-fabs (x)));
}

static double
negate (double x)
{
  return -x;
}

static double
invert (double x)
{
  return 1 / x;
}

static double
softsign (double x)
{
  return x / (1 + fabs (x));
}

static double
mish (double x)
{
  return x * tanh (softplus (x));
}

static const struct
{
  const char *type;
  double (*f) (double x);
} unary[] = {
  { "Abs", fabs },          { "Ceil", ceil }, { "Erf", erf },         { "Exp", exp },
  { "Floor", floor },       { "Log", log },   { "Mish", mish },       { "Neg", negate },
  { "Reciprocal", invert }, { "Relu", relu }, { "Sigmoid", sigmoid }, { "Softplus", softplus },
  { "Softsign", softsign }, { "Sqrt", sqrt }, { "Tanh", tanh },
};

/* Whole numbers are sizes and axes here, which doubles hold exactly. */
static double
get_number (const WbOnnxTensor *tensor, gint64 at)
{
  return tensor->reals != NULL ? tensor->reals[at] : (double) tensor->integers[at];
}

static void
put_number (WbOnnxTensor *tensor, gsize at, double value)
{
  if (tensor->reals != NULL)
    tensor->reals[at] = (float) value;
  else
    tensor->integers[at] = isnan (value) ? 0 : (gint64) CLAMP (trunc (value), -9e18, 9e18);
}

/* An output of the first input's shape. */
static WbOnnxTensor *
make_like (WbOnnxCall *call, const WbOnnxTensor *x, GError **error)
{
  return wb_onnx_call_make (call, 0, x->integers != NULL, x->rank, x->dims, error);
}

static gboolean
run_unary (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  WbOnnxTensor *y = make_like (call, x, error);
  guint row = 0;

  if (y == NULL)
    return FALSE;
  while (!g_str_equal (unary[row].type, call->node->type))
    row++;
  for (gsize i = 0; i < x->n; i++)
    put_number (y, i, unary[row].f (get_number (x, (gint64) i)));
  return TRUE;
}

/* Functions with the numbers a and b among their settings. */
typedef struct
{
  double a;
  double b;
} Settings;

static double
leaky_relu (double x, const Settings *s)
{
  return x > 0 ? x : s->a * x;
}

static double
elu (double x, const Settings *s)
{
  return x > 0 ? x : s->a * expm1 (x);
}

static double
selu (double x, const Settings *s)
{
  return s->b * (x > 0 ? x : s->a * expm1 (x));
}

static double
hard_sigmoid (double x, const Settings *s)
{
  return CLAMP (s->a * x + s->b, 0, 1);
}

static const struct
{
  const char *type;
  double (*f) (double x, const Settings *settings);
  float a;
  const char *b_name;
  float b;
} with_settings[] = {
  { "LeakyRelu", leaky_relu, 0.01f, "", 0 },
  { "Elu", elu, 1, "", 0 },
  { "Selu", selu, 1.67326319217681884765625f, "gamma", 1.05070102214813232421875f },
  { "HardSigmoid", hard_sigmoid, 0.2f, "beta", 0.5f },
};

static gboolean
run_with_settings (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  WbOnnxTensor *y = make_like (call, x, error);
  Settings settings;
  guint row = 0;

  if (y == NULL)
    return FALSE;
  while (!g_str_equal (with_settings[row].type, call->node->type))
    row++;
  settings.a = wb_onnx_node_get_real (call->node, "alpha", with_settings[row].a);
  settings.b = wb_onnx_node_get_real (call->node, with_settings[row].b_name, with_settings[row].b);
  for (gsize i = 0; i < x->n; i++)
    y->reals[i] = (float) with_settings[row].f (x->reals[i], &settings);
  return TRUE;
}

static gboolean
run_gelu (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  WbOnnxTensor *y = make_like (call, x, error);
  gboolean by_tanh = g_str_equal (wb_onnx_node_get_text (call->node, "approximate", "none"),
                                  "tanh");

  for (gsize i = 0; y != NULL && i < x->n; i++)
    {
      double v = x->reals[i];
      double share = by_tanh ? tanh (0.7978845608028654 * (v + 0.044715 * v * v * v))
                             : erf (v * G_SQRT2 / 2);

      y->reals[i] = (float) (v / 2 * (1 + share));
    }
  return y != NULL;
}

/* The bound in an input, or in the attribute that old versions have. */
static double
get_bound (const WbOnnxCall *call, guint index, const char *name, double fallback)
{
  const WbOnnxTensor *tensor = index < call->n_inputs ? call->inputs[index] : NULL;

  if (tensor != NULL && tensor->n == 1 && tensor->reals != NULL)
    return tensor->reals[0];
  return wb_onnx_node_get_real (call->node, name, (float) fallback);
}

static gboolean
run_clip (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  WbOnnxTensor *y = make_like (call, x, error);
  double low = get_bound (call, 1, "min", -G_MAXFLOAT);
  double high = get_bound (call, 2, "max", G_MAXFLOAT);

  for (gsize i = 0; y != NULL && i < x->n; i++)
    y->reals[i] = (float) MIN (MAX (x->reals[i], low), high);
  return y != NULL;
}

typedef enum
{
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  POWER,
  SMALLER,
  LARGER,
  MODULO,
  SLOPE,
  EQUAL, /* from here on the result is whole */
  GREATER,
  GREATER_OR_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  BOTH,
  EITHER,
} Binary;

static const char *const binary[] = {
  [ADD] = "Add",         [SUBTRACT] = "Sub",
  [MULTIPLY] = "Mul",    [DIVIDE] = "Div",
  [POWER] = "Pow",       [SMALLER] = "Min",
  [LARGER] = "Max",      [MODULO] = "Mod",
  [SLOPE] = "PRelu",     [EQUAL] = "Equal",
  [GREATER] = "Greater", [GREATER_OR_EQUAL] = "GreaterOrEqual",
  [LESS] = "Less",       [LESS_OR_EQUAL] = "LessOrEqual",
  [BOTH] = "And",        [EITHER] = "Or",
};

static double
combine (Binary operation, double a, double b)
{
  switch (operation)
    {
    case ADD:
      return a + b;
    case SUBTRACT:
      return a - b;
    case MULTIPLY:
      return a * b;
    case DIVIDE:
      return a / b;
    case POWER:
      return pow (a, b);
    case SMALLER:
      return MIN (a, b);
    case LARGER:
      return MAX (a, b);
    case MODULO:
      return b != 0 ? a - floor (a / b) * b : 0;
    case SLOPE:
      return a > 0 ? a : a * b;
    case EQUAL:
      return a == b;
    case GREATER:
      return a > b;
    case GREATER_OR_EQUAL:
      return a >= b;
    case LESS:
      return a < b;
    case LESS_OR_EQUAL:
      return a <= b;
    case BOTH:
      return a != 0 && b != 0;
    case EITHER:
      return a != 0 || b != 0;
    }
  return 0;
}

static void
combine_all (Binary operation, const WbOnnxTensor *a, const WbOnnxTensor *b, WbOnnxTensor *y)
{
  gint64 a_strides[WB_ONNX_MAX_RANK], b_strides[WB_ONNX_MAX_RANK], at[WB_ONNX_MAX_RANK] = { 0 };
  gint64 from_a = 0, from_b = 0;

  wb_onnx_get_broadcast_strides (a, y->rank, a_strides);
  wb_onnx_get_broadcast_strides (b, y->rank, b_strides);
  for (gsize i = 0; i < y->n; i++)
    {
      double value = combine (operation, get_number (a, from_a), get_number (b, from_b));

      put_number (y, i, value);
      for (guint axis = y->rank; axis > 0; axis--)
        {
          from_a += a_strides[axis - 1];
          from_b += b_strides[axis - 1];
          if (++at[axis - 1] < y->dims[axis - 1])
            break;
          from_a -= a_strides[axis - 1] * y->dims[axis - 1];
          from_b -= b_strides[axis - 1] * y->dims[axis - 1];
          at[axis - 1] = 0;
        }
    }
}

static gboolean
run_binary (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *a = call->inputs[0];
  const WbOnnxTensor *b = call->inputs[1];
  gint64 dims[WB_ONNX_MAX_RANK];
  guint rank, row = 0;
  WbOnnxTensor *y;

  while (!g_str_equal (binary[row], call->node->type))
    row++;
  if ((a->reals != NULL) != (b->reals != NULL) || call->n_inputs > 2
      || !wb_onnx_broadcast (a, b, &rank, dims))
    return wb_onnx_call_refuse_shapes (call, error);
  y = wb_onnx_call_make (call, 0, a->integers != NULL || row >= EQUAL, rank, dims, error);
  if (y != NULL)
    combine_all ((Binary) row, a, b, y);
  return y != NULL;
}

/* Seen with a shape that it broadcasts to; (transfer full). */
static WbOnnxTensor *
spread (const WbOnnxTensor *tensor, guint rank, const gint64 *dims)
{
  WbOnnxTensor *wide = wb_onnx_tensor_new (tensor->integers != NULL, rank, dims);
  gint64 strides[WB_ONNX_MAX_RANK];

  wb_onnx_get_broadcast_strides (tensor, rank, strides);
  if (wide != NULL)
    wb_onnx_copy_strided (tensor, 0, strides, wide);
  return wide;
}

static gboolean
run_where (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *condition = call->inputs[0];
  const WbOnnxTensor *a = call->inputs[1];
  const WbOnnxTensor *b = call->inputs[2];
  g_autoptr (WbOnnxTensor) one = NULL, other = NULL, which = NULL;
  WbOnnxTensor both = { 0 }, *y;
  gint64 dims[WB_ONNX_MAX_RANK];
  guint rank;

  if (condition->integers == NULL || (a->reals != NULL) != (b->reals != NULL)
      || !wb_onnx_broadcast (a, b, &both.rank, both.dims)
      || !wb_onnx_broadcast (&both, condition, &rank, dims))
    return wb_onnx_call_refuse_shapes (call, error);
  y = wb_onnx_call_make (call, 0, a->integers != NULL, rank, dims, error);
  if (y == NULL || !wb_onnx_call_spend (call, 3 * (double) y->n, error))
    return FALSE;
  one = spread (a, rank, dims);
  other = spread (b, rank, dims);
  which = spread (condition, rank, dims);
  if (one == NULL || other == NULL || which == NULL)
    return wb_onnx_call_refuse_shapes (call, error);
  for (gsize i = 0; i < y->n; i++)
    put_number (y, i, get_number (which->integers[i] != 0 ? one : other, (gint64) i));
  return TRUE;
}

static gboolean
run_not (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  WbOnnxTensor *y = make_like (call, x, error);

  for (gsize i = 0; y != NULL && i < x->n; i++)
    put_number (y, i, get_number (x, (gint64) i) == 0);
  return y != NULL;
}

static void
soften_row (const float *x, gsize n, gint64 stride, gboolean logarithm, float *y)
{
  double largest = -INFINITY, sum = 0;

  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, x[(gint64) i * stride]);
  for (gsize i = 0; i < n; i++)
    sum += exp (x[(gint64) i * stride] - largest);
  for (gsize i = 0; i < n; i++)
    {
      double z = x[(gint64) i * stride] - largest;

      y[(gint64) i * stride] = (float) (logarithm ? z - log (sum) : exp (z) / sum);
    }
}

/* Before opset 13 the axes from `axis` on are one. */
static gboolean
run_softmax (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  WbOnnxTensor *y = make_like (call, x, error);
  gint64 fallback = call->opset < 13 ? 1 : -1;
  gsize before = 1, size, after = 1;
  guint axis;

  if (y == NULL)
    return FALSE;
  if (!wb_onnx_axis (wb_onnx_node_get_integer (call->node, "axis", fallback), x->rank, &axis))
    return wb_onnx_call_refuse_shapes (call, error);
  for (guint i = 0; i < axis; i++)
    before *= (gsize) x->dims[i];
  for (guint i = axis + 1; i < x->rank; i++)
    after *= (gsize) x->dims[i];
  size = (gsize) x->dims[axis];
  if (call->opset < 13)
    {
      size *= after;
      after = 1;
    }
  for (gsize i = 0; i < before; i++)
    for (gsize k = 0; k < after; k++)
      soften_row (x->reals + i * size * after + k, size, (gint64) after,
                  g_str_equal (call->node->type, "LogSoftmax"), y->reals + i * size * after + k);
  return TRUE;
}

const WbOnnxOperator wb_onnx_elementwise_operators[] = {
  { "Abs", "a", run_unary },
  { "Ceil", "a", run_unary },
  { "Erf", "a", run_unary },
  { "Exp", "a", run_unary },
  { "Floor", "a", run_unary },
  { "Log", "a", run_unary },
  { "Mish", "a", run_unary },
  { "Neg", "a", run_unary },
  { "Reciprocal", "a", run_unary },
  { "Relu", "a", run_unary },
  { "Sigmoid", "a", run_unary },
  { "Softplus", "a", run_unary },
  { "Softsign", "a", run_unary },
  { "Sqrt", "a", run_unary },
  { "Tanh", "a", run_unary },
  { "LeakyRelu", "r", run_with_settings },
  { "Elu", "r", run_with_settings },
  { "Selu", "r", run_with_settings },
  { "HardSigmoid", "r", run_with_settings },
  { "Gelu", "r", run_gelu },
  { "Clip", "r", run_clip },
  { "Add", "aa", run_binary },
  { "Sub", "aa", run_binary },
  { "Mul", "aa", run_binary },
  { "Div", "aa", run_binary },
  { "Pow", "aa", run_binary },
  { "Min", "aa", run_binary },
  { "Max", "aa", run_binary },
  { "PRelu", "aa", run_binary },
  { "Equal", "aa", run_binary },
  { "Greater", "aa", run_binary },
  { "GreaterOrEqual", "aa", run_binary },
  { "Less", "aa", run_binary },
  { "LessOrEqual", "aa", run_binary },
  { "Mod", "aa", run_binary },
  { "And", "aa", run_binary },
  { "Or", "aa", run_binary },
  { "Not", "a", run_not },
  { "Where", "aaa", run_where },
  { "Softmax", "r", run_softmax },
  { "LogSoftmax", "r", run_softmax },
  { NULL },
};
