/* SPDX-License-Identifier: MIT */
/* What answers each type of layer. Most layers lose or move numbers in a way
 * that one layer gives back; sizes that were rounded are cropped or padded.
 */
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/mirror-private.h"

static gint64
get_int (const AeLayer *layer, const char *name)
{
  AeValue value = { 0 };

  ae_option_get (ae_options_find (layer->klass->options, name), layer->options, &value);
  return value.integer;
}

static const AeLayer *
get_layer (const WbMirror *self, guint index)
{
  return ae_model_get_layer (self->encoder, index);
}

/* An option's value as it is written; NULL where there is no such option. */
static char *
get_text (const AeLayer *layer, const char *name)
{
  const AeOption *option = ae_options_find (layer->klass->options, name);

  return option != NULL ? ae_option_to_text (option, layer->options) : NULL;
}

static gboolean
is_recurrent (const AeLayer *layer)
{
  return ae_options_find (layer->klass->options, "return_sequences") != NULL;
}

/* The activation of what stood before layer @index: the reconstruction's
 * where that is the input. Recurrent layers end with a tanh. */
static char *
get_activation (const WbMirror *self, guint index)
{
  for (guint i = index - 1; i > 0; i--)
    {
      const AeLayer *layer = get_layer (self, i);
      const WbMirrorRule *rule = wb_mirror_find_rule (layer->klass->type);

      if (is_recurrent (layer))
        return g_strdup ("tanh");
      if (rule != NULL && rule->kind == WB_MIRROR_UNDONE
          && ae_options_find (layer->klass->options, "activation") != NULL)
        return get_text (layer, "activation");
    }
  return g_strdup (self->output);
}

static gboolean
refuse (const WbMirror *self, guint index, const char *why, GError **error)
{
  g_set_error (error, WB_ERROR, WB_ERROR_EDIT,
               _("Layer %u, %s, cannot be mirrored: %s."), index + 1,
               get_layer (self, index)->klass->type, why);
  return FALSE;
}

static gboolean
reshape (WbMirror *self, const AeShape *shape, GError **error)
{
  g_autofree char *sizes = NULL;

  if (ae_shape_equal (&self->shape, shape))
    return TRUE;
  if (shape->rank == 1)
    return wb_mirror_append (self, error, "Flatten", "%s", "");
  sizes = g_strdup_printf (shape->rank == 2 ? "%u,%u" : "%u,%u,%u", shape->dims[0],
                           shape->dims[1], shape->dims[2]);
  return wb_mirror_append (self, error, "Reshape", "target_shape=%s", sizes);
}

/* Takes from an image's rim what it has too much, and adds what it lacks. */
static gboolean
trim (WbMirror *self, const AeShape *shape, GError **error)
{
  guint more[2] = { 0 }, less[2] = { 0 };

  for (guint axis = 0; axis < 2; axis++)
    if (self->shape.dims[axis] > shape->dims[axis])
      more[axis] = self->shape.dims[axis] - shape->dims[axis];
    else
      less[axis] = shape->dims[axis] - self->shape.dims[axis];
  if ((more[0] > 0 || more[1] > 0)
      && !wb_mirror_append (self, error, "Cropping2D", "cropping=%u,%u,%u,%u", more[0] / 2,
                            more[0] - more[0] / 2, more[1] / 2, more[1] - more[1] / 2))
    return FALSE;
  return (less[0] == 0 && less[1] == 0)
         || wb_mirror_append (self, error, "ZeroPadding2D", "padding=%u,%u,%u,%u", less[0] / 2,
                              less[0] - less[0] / 2, less[1] / 2, less[1] - less[1] / 2);
}

static gboolean
undo_dense (WbMirror *self, guint index, GError **error)
{
  const AeShape *x = &self->shapes[index - 1], *y = &self->shapes[index];
  g_autofree char *activation = get_activation (self, index);
  gboolean stepwise = x->rank == 2 && y->rank == 2;
  guint units = stepwise ? x->dims[1] : (guint) ae_shape_size (x);

  return wb_mirror_append (self, error, "Dense", "units=%u,activation=%s", units, activation)
         && (index == 1 || reshape (self, x, error));
}

static gboolean
undo_time_distributed (WbMirror *self, guint index, GError **error)
{
  g_autofree char *activation = get_activation (self, index);

  return wb_mirror_append (self, error, "TimeDistributed", "units=%u,activation=%s",
                           self->shapes[index - 1].dims[1], activation);
}

/* A first Flatten needs no answer: what is compared is the order of the values. */
static gboolean
undo_flatten (WbMirror *self, guint index, GError **error)
{
  return index == 1 || reshape (self, &self->shapes[index - 1], error);
}

static gboolean
undo_reshape (WbMirror *self, guint index, GError **error)
{
  return reshape (self, &self->shapes[index - 1], error);
}

static gboolean
undo_permute (WbMirror *self, guint index, GError **error)
{
  AeValue dims = { 0 };
  guint back[AE_MAX_RANK] = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  const AeLayer *layer = get_layer (self, index);

  ae_option_get (ae_options_find (layer->klass->options, "dims"), layer->options, &dims);
  for (guint i = 0; i < dims.sizes.rank; i++)
    back[dims.sizes.dims[i] - 1] = i + 1;
  for (guint i = 0; i < dims.sizes.rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", back[i]);
  return wb_mirror_append (self, error, "Permute", "dims=%s", text->str);
}

static gboolean
undo_convolution (WbMirror *self, guint index, GError **error)
{
  const AeLayer *layer = get_layer (self, index);
  const AeShape *x = &self->shapes[index - 1], *y = &self->shapes[index];
  g_autofree char *activation = get_activation (self, index);
  g_autofree char *kernel = get_text (layer, "kernel_size");
  g_autofree char *strides = get_text (layer, "strides");
  g_autofree char *padding = get_text (layer, "padding");
  gboolean keeps_size = x->dims[0] == y->dims[0] && x->dims[1] == y->dims[1]
                        && strcmp (padding, "same") == 0;

  return wb_mirror_append (self, error, keeps_size ? "Conv2D" : "Conv2DTranspose",
                           "filters=%u,kernel_size=%s,strides=%s,padding=%s,activation=%s",
                           x->dims[2], kernel, strides, padding, activation)
         && trim (self, x, error);
}

static gboolean
undo_transpose (WbMirror *self, guint index, GError **error)
{
  const AeLayer *layer = get_layer (self, index);
  const AeShape *x = &self->shapes[index - 1];
  g_autofree char *activation = get_activation (self, index);
  g_autofree char *kernel = get_text (layer, "kernel_size");
  g_autofree char *strides = get_text (layer, "strides");
  g_autofree char *padding = get_text (layer, "padding");

  return wb_mirror_append (self, error, "Conv2D",
                           "filters=%u,kernel_size=%s,strides=%s,padding=%s,activation=%s",
                           x->dims[2], kernel, strides, padding, activation)
         && trim (self, x, error);
}

/* Pooling of strides (0, 0) steps by its own size. */
static gboolean
undo_pooling (WbMirror *self, guint index, GError **error)
{
  const AeLayer *layer = get_layer (self, index);
  const AeShape *x = &self->shapes[index - 1];
  AeValue size = { 0 }, strides = { 0 };
  const guint *step;

  ae_option_get (ae_options_find (layer->klass->options, "pool_size"), layer->options, &size);
  ae_option_get (ae_options_find (layer->klass->options, "strides"), layer->options, &strides);
  step = strides.sizes.dims[0] > 0 ? strides.sizes.dims : size.sizes.dims;
  if ((step[0] > 1 || step[1] > 1)
      && !wb_mirror_append (self, error, "UpSampling2D", "size=%u,%u", step[0], step[1]))
    return FALSE;
  return trim (self, x, error);
}

static gboolean
undo_global_pooling (WbMirror *self, guint index, GError **error)
{
  const AeShape *x = &self->shapes[index - 1];

  return reshape (self, &AE_SHAPE (3, 1, 1, x->dims[2]), error)
         && wb_mirror_append (self, error, "UpSampling2D", "size=%u,%u", x->dims[0], x->dims[1]);
}

static gboolean
undo_up_sampling (WbMirror *self, guint index, GError **error)
{
  g_autofree char *size = get_text (get_layer (self, index), "size");

  return wb_mirror_append (self, error, "AveragePooling2D", "pool_size=%s", size);
}

static gboolean
undo_margins (WbMirror *self, guint index, GError **error)
{
  return trim (self, &self->shapes[index - 1], error);
}

/* There is nothing that adds or takes single steps of a series. */
static gboolean
check_steps (const WbMirror *self, guint index, GError **error)
{
  return self->shape.dims[0] == self->shapes[index - 1].dims[0]
         || refuse (self, index, _("the number of its steps is rounded; use padding “same”, and "
                                     "a stride that divides them"), error);
}

static gboolean
stretch_steps (WbMirror *self, guint index, gint64 by, GError **error)
{
  return (by <= 1
          || wb_mirror_append (self, error, "UpSampling1D", "size=%" G_GINT64_FORMAT, by))
         && check_steps (self, index, error);
}

static gboolean
undo_convolution_1d (WbMirror *self, guint index, GError **error)
{
  const AeLayer *layer = get_layer (self, index);
  g_autofree char *activation = get_activation (self, index);

  return stretch_steps (self, index, get_int (layer, "strides"), error)
         && wb_mirror_append (self, error, "Conv1D",
                              "filters=%u,kernel_size=%" G_GINT64_FORMAT
                              ",padding=same,activation=%s",
                              self->shapes[index - 1].dims[1], get_int (layer, "kernel_size"),
                              activation);
}

static gboolean
undo_pooling_1d (WbMirror *self, guint index, GError **error)
{
  const AeLayer *layer = get_layer (self, index);
  gint64 strides = get_int (layer, "strides");

  return stretch_steps (self, index, strides > 0 ? strides : get_int (layer, "pool_size"), error);
}

static gboolean
undo_up_sampling_1d (WbMirror *self, guint index, GError **error)
{
  return wb_mirror_append (self, error, "MaxPooling1D", "pool_size=%" G_GINT64_FORMAT,
                           get_int (get_layer (self, index), "size"));
}

/* The last output is shown to a reader at every step, which writes the series. */
static gboolean
undo_recurrent (WbMirror *self, guint index, GError **error)
{
  const AeLayer *layer = get_layer (self, index);
  const AeShape *x = &self->shapes[index - 1];
  g_autofree char *cell = get_text (layer, "layer");

  if (!get_int (layer, "return_sequences")
      && !wb_mirror_append (self, error, "RepeatVector", "n=%u", x->dims[0]))
    return FALSE;
  return wb_mirror_append (self, error, cell != NULL ? cell : layer->klass->type,
                           "units=%u,return_sequences=true", x->dims[1]);
}

static gboolean
undo_repeat (WbMirror *self, guint index, GError **error)
{
  g_autofree char *activation = get_activation (self, index);

  return wb_mirror_append (self, error, "Flatten", "%s", "")
         && wb_mirror_append (self, error, "Dense", "units=%u,activation=%s",
                              self->shapes[index - 1].dims[0], activation);
}

static const WbMirrorRule rules[] = {
  { "Dense", WB_MIRROR_UNDONE, undo_dense },
  { "GaussianCode", WB_MIRROR_UNDONE, undo_dense },
  { "TimeDistributed", WB_MIRROR_UNDONE, undo_time_distributed },
  { "Flatten", WB_MIRROR_UNDONE, undo_flatten },
  { "Reshape", WB_MIRROR_UNDONE, undo_reshape },
  { "Permute", WB_MIRROR_UNDONE, undo_permute },
  { "Conv2D", WB_MIRROR_UNDONE, undo_convolution },
  { "DepthwiseConv2D", WB_MIRROR_UNDONE, undo_convolution },
  { "Conv2DTranspose", WB_MIRROR_UNDONE, undo_transpose },
  { "MaxPooling2D", WB_MIRROR_UNDONE, undo_pooling },
  { "AveragePooling2D", WB_MIRROR_UNDONE, undo_pooling },
  { "GlobalAveragePooling2D", WB_MIRROR_UNDONE, undo_global_pooling },
  { "UpSampling2D", WB_MIRROR_UNDONE, undo_up_sampling },
  { "ZeroPadding2D", WB_MIRROR_UNDONE, undo_margins },
  { "Cropping2D", WB_MIRROR_UNDONE, undo_margins },
  { "Conv1D", WB_MIRROR_UNDONE, undo_convolution_1d },
  { "MaxPooling1D", WB_MIRROR_UNDONE, undo_pooling_1d },
  { "UpSampling1D", WB_MIRROR_UNDONE, undo_up_sampling_1d },
  { "LSTM", WB_MIRROR_UNDONE, undo_recurrent },
  { "GRU", WB_MIRROR_UNDONE, undo_recurrent },
  { "Bidirectional", WB_MIRROR_UNDONE, undo_recurrent },
  { "RepeatVector", WB_MIRROR_UNDONE, undo_repeat },
  { "BatchNormalization", WB_MIRROR_KEPT, NULL },
  { "LayerNormalization", WB_MIRROR_KEPT, NULL },
  { "Activation", WB_MIRROR_KEPT, NULL },
  { "LeakyReLU", WB_MIRROR_KEPT, NULL },
  { "ELU", WB_MIRROR_KEPT, NULL },
  { "PReLU", WB_MIRROR_KEPT, NULL },
  { "Dropout", WB_MIRROR_LEFT, NULL },
  { "GaussianNoise", WB_MIRROR_LEFT, NULL },
  { "SparseCode", WB_MIRROR_LEFT, NULL },
};

/** The rule of a type, or NULL where such layers have no mirror image. */
const WbMirrorRule *
wb_mirror_find_rule (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rules[i].type, type) == 0)
      return &rules[i];
  return NULL;
}

/** Appends a layer whose options are printed; AE_ERROR where it cannot be or cannot run. */
gboolean
wb_mirror_append (WbMirror *self, GError **error, const char *type, const char *format, ...)
{
  g_autofree char *options = NULL;
  g_autofree AeShape *shapes = NULL;
  AeModel *longer;
  guint n;
  va_list arguments;

  va_start (arguments, format);
  options = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  longer = ae_model_append (self->model, type, options, error);
  if (longer == NULL)
    return FALSE;
  ae_model_unref (self->model);
  self->model = longer;
  n = ae_model_get_n_layers (longer);
  shapes = g_new0 (AeShape, n);
  if (!ae_model_infer (longer, shapes, NULL, error))
    return FALSE;
  self->shape = shapes[n - 1];
  return TRUE;
}

/* Whether the decoder's numbers come out of the reconstruction's activation:
 * its last layer that computes has it. */
static gboolean
has_output (const WbMirror *self)
{
  static const char *const movers[] = {
    "Cropping2D", "ZeroPadding2D", "Reshape", "Flatten", "Permute", NULL,
  };
  guint i = ae_model_get_n_layers (self->model) - 1;
  g_autofree char *activation = NULL;

  while (i > 0 && g_strv_contains (movers, ae_model_get_layer (self->model, i)->klass->type))
    i--;
  activation = get_text (ae_model_get_layer (self->model, i), "activation");
  return i >= ae_model_get_n_layers (self->encoder) && activation != NULL
         && strcmp (activation, self->output) == 0;
}

/** Ends a decoder whose last layer leaves the numbers in any range with one that does not. */
gboolean
wb_mirror_finish (WbMirror *self, GError **error)
{
  guint last = ae_shape_last (&self->shape);

  if (has_output (self))
    return TRUE;
  if (self->shape.rank == 3)
    return wb_mirror_append (self, error, "Conv2D",
                             "filters=%u,kernel_size=3,padding=same,activation=%s", last,
                             self->output);
  return wb_mirror_append (self, error, self->shape.rank == 2 ? "TimeDistributed" : "Dense",
                           "units=%u,activation=%s", last, self->output);
}
