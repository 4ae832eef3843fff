/* SPDX-License-Identifier: MIT */
/* The way back of each type of layers in C: one row a type, at the end. A type
 * without a row can be run, and not be trained.
 */
#include "app/export/c-source-private.h"
#include "engine/layers/padding.h"

typedef struct
{
  const char *type;
  void (*emit) (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at);
} Row;

static gint64
get_int (const WbExportLayer *layer, const char *name)
{
  return wb_c_layer_get_option (layer, name).integer;
}

static gsize
get_size (const WbExportLayer *layer)
{
  return ae_shape_size (&layer->y_shape);
}

/* The slope by a weight, NULL where the layer has none of the name. */
static char *
name_slope (WbCSource *self, const WbExportLayer *layer, const char *name)
{
  return wb_export_layer_get_weight (layer, name) != NULL
           ? g_strdup_printf ("%s_%s_%s_g", self->prefix, layer->name, name)
           : g_strdup ("NULL");
}

/* "head, x, kernel, dy, dx, dw, db)" */
static void
call_product (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at, const char *head)
{
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, "kernel");
  g_autofree char *dw = name_slope (self, layer, "kernel");
  g_autofree char *db = name_slope (self, layer, "bias");

  wb_c_source_call (self, "%s, %s, %s, %s, %s, %s, %s)", head, at->x, kernel, at->dy, at->dx, dw,
                    db);
}

static void
emit_dense (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  guint rows = layer->x_shape.rank == 2 ? layer->x_shape.dims[0] : 1;
  g_autofree char *head = g_strdup_printf ("dense_back (%u, %zu, %u", rows,
                                           ae_shape_size (&layer->x_shape) / rows,
                                           ae_shape_last (&layer->y_shape));

  call_product (self, layer, at, head);
}

static void
emit_convolution (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "kernel_size");
  g_autofree char *head = g_strdup_printf ("conv2d_back (%s, %u", window,
                                           ae_shape_last (&layer->y_shape));

  call_product (self, layer, at, head);
}

static void
emit_depthwise (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "kernel_size");
  g_autofree char *head = g_strdup_printf ("depthwise_conv2d_back (%s, %" G_GINT64_FORMAT, window,
                                           get_int (layer, "depth_multiplier"));

  call_product (self, layer, at, head);
}

static void
emit_transpose (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->y_shape, "kernel_size");
  g_autofree char *head = g_strdup_printf ("conv2d_transpose_back (%s, %u", window,
                                           ae_shape_last (&layer->x_shape));

  call_product (self, layer, at, head);
}

static void
emit_max_pool (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "pool_size");

  wb_c_source_call (self, "max_pool_back (%s, %s, %s, %s)", window, at->x, at->dy, at->dx);
}

static void
emit_average_pool (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "pool_size");

  wb_c_source_call (self, "average_pool_back (%s, %s, %s)", window, at->dy, at->dx);
}

static void
emit_global_average (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  wb_c_source_call (self, "average_pool_back (&%s_%s_window, %s, %s)", self->prefix, layer->name,
                    at->dy, at->dx);
}

static void
emit_up_sampling2d (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const guint *d = layer->x_shape.dims;
  AeValue size = wb_c_layer_get_option (layer, "size");

  wb_c_source_call (self, "repeat_back (%u, %u, %u, %u, %u, %s, %s)", d[0], d[1], d[2],
                    size.sizes.dims[0], size.sizes.dims[1], at->dy, at->dx);
}

static void
emit_up_sampling1d (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const guint *d = layer->x_shape.dims;

  wb_c_source_call (self, "repeat_back (%u, 1, %u, %" G_GINT64_FORMAT ", 1, %s, %s)", d[0], d[1],
                    get_int (layer, "size"), at->dy, at->dx);
}

static void
emit_repeat_vector (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  wb_c_source_call (self, "repeat_back (1, 1, %u, %u, 1, %s, %s)", layer->x_shape.dims[0],
                    layer->y_shape.dims[0], at->dy, at->dx);
}

static void
emit_padding (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  AeMargins m = ae_margins_get (layer->options);
  const guint *x = layer->x_shape.dims, *y = layer->y_shape.dims;

  wb_c_source_call (self, "add_rows (%u, %u, %s + %u, %u, %s, %u)", x[0], x[1] * x[2], at->dy,
                    (m.top * y[1] + m.left) * y[2], y[1] * y[2], at->dx, x[1] * x[2]);
}

static void
emit_cropping (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  AeMargins m = ae_margins_get (layer->options);
  const guint *x = layer->x_shape.dims, *y = layer->y_shape.dims;

  wb_c_source_call (self, "add_rows (%u, %u, %s, %u, %s + %u, %u)", y[0], y[1] * y[2], at->dy,
                    y[1] * y[2], at->dx, (m.top * x[1] + m.left) * x[2], x[1] * x[2]);
}

static void
emit_permute (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *sizes = wb_c_layer_describe_permute (layer);

  wb_c_source_call (self, "permute_back (%s, %s, %s)", sizes, at->dy, at->dx);
}

static void
emit_add_to (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  wb_c_source_call (self, "add_to (%zu, %s, %s)", get_size (layer), at->dy, at->dx);
}

static void
emit_add (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_add_to (self, layer, at);
  wb_c_source_call (self, "add_to (%zu, %s, %s)", get_size (layer), at->dy, at->dx2);
}

static void
emit_concatenate (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  guint a = ae_shape_last (&layer->x_shape), b = ae_shape_last (&layer->x2_shape);
  gsize rows = ae_shape_size (&layer->x_shape) / a;

  wb_c_source_call (self, "add_rows (%zu, %u, %s, %u, %s, %u)", rows, a, at->dy, a + b, at->dx, a);
  wb_c_source_call (self, "add_rows (%zu, %u, %s + %u, %u, %s, %u)", rows, b, at->dy, a, a + b,
                    at->dx2, b);
}

/* The slope of a bent line: it turns dy, which nobody reads afterwards, and adds it to dx. */
static void
emit_bent (WbCSource *self,
           const WbExportLayer *layer,
           const WbCPlaces *at,
           const char *function,
           const char *option)
{
  g_autoptr (GString) bend = g_string_new (NULL);

  wb_c_source_append_float (bend, wb_c_layer_get_option (layer, option).real);
  wb_c_source_call (self, "%s (%zu, %s, %s, %s)", function, get_size (layer), bend->str, at->y,
                    at->dy);
  emit_add_to (self, layer, at);
}

static void
emit_leaky_relu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_bent (self, layer, at, "leaky_relu_back", "negative_slope");
}

static void
emit_elu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_bent (self, layer, at, "elu_back", "alpha");
}

static void
emit_prelu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *slope = wb_c_source_add_weight (self, layer, "alpha");
  g_autofree char *dw = name_slope (self, layer, "alpha");

  wb_c_source_call (self, "prelu_back (%zu, %s, %s, %s, %s, %s)", get_size (layer), at->x, slope,
                    at->dy, at->dx, dw);
}

/* clang-format off */
static const Row rows[] = {
  { "Activation", emit_add_to },
  { "Add", emit_add },
  { "AveragePooling2D", emit_average_pool },
  { "Concatenate", emit_concatenate },
  { "Conv1D", emit_convolution },
  { "Conv2D", emit_convolution },
  { "Conv2DTranspose", emit_transpose },
  { "Cropping2D", emit_cropping },
  { "Dense", emit_dense },
  { "DepthwiseConv2D", emit_depthwise },
  { "ELU", emit_elu },
  { "Flatten", NULL },
  { "GlobalAveragePooling2D", emit_global_average },
  { "LeakyReLU", emit_leaky_relu },
  { "MaxPooling1D", emit_max_pool },
  { "MaxPooling2D", emit_max_pool },
  { "PReLU", emit_prelu },
  { "Permute", emit_permute },
  { "RepeatVector", emit_repeat_vector },
  { "Reshape", NULL },
  { "TimeDistributed", emit_dense },
  { "UpSampling1D", emit_up_sampling1d },
  { "UpSampling2D", emit_up_sampling2d },
  { "ZeroPadding2D", emit_padding },
};
/* clang-format on */

static const Row *
find_row (const WbExportLayer *layer)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].type, layer->klass->type))
      return &rows[i];
  return NULL;
}

const char *
wb_c_layer_find_back_obstacle (const WbExportLayer *layer)
{
  if (layer->klass->flags & AE_LAYER_RANDOM)
    return "it draws random numbers";
  if (find_row (layer) == NULL)
    return "its way back is not in C source";
  if (get_int (layer, "interpolation") != 0)
    return "the way back of interpolation is not in C source";
  if (ae_activation_needs_input (layer->activation))
    return "the way back of its activation is not in C source";
  return NULL;
}

static void
emit_activation (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  gsize size = get_size (layer);

  switch (layer->activation)
    {
    case AE_ACTIVATION_LINEAR:
      break;
    case AE_ACTIVATION_RELU:
      wb_c_source_call (self, "leaky_relu_back (%zu, 0, %s, %s)", size, at->y, at->dy);
      break;
    case AE_ACTIVATION_LEAKY_RELU:
      wb_c_source_call (self, "leaky_relu_back (%zu, 0.2f, %s, %s)", size, at->y, at->dy);
      break;
    case AE_ACTIVATION_ELU:
      wb_c_source_call (self, "elu_back (%zu, 1, %s, %s)", size, at->y, at->dy);
      break;
    case AE_ACTIVATION_SOFTMAX:
      wb_c_source_call (self, "softmax_back (%zu, %u, %s, %s)", size,
                        ae_shape_last (&layer->y_shape), at->y, at->dy);
      break;
    default:
      wb_c_source_call (self, "%s_back (%zu, %s, %s)", ae_activation_names[layer->activation], size,
                        at->y, at->dy);
      break;
    }
}

void
wb_c_layer_emit_back (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const Row *row = find_row (layer);
  gboolean reads = !g_str_equal (at->dx, "NULL") || layer->n_params > 0 || layer->x2 >= 0;

  if (row->emit == NULL || !reads)
    return;
  emit_activation (self, layer, at);
  row->emit (self, layer, at);
}
