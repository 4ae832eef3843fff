/* SPDX-License-Identifier: MIT */
/* The layer registry: the rows of layers/meson.build, in their order. */
#include "engine/layer.h"

#include <string.h>

#define ROW(name) extern const AeLayerClass ae_layer_##name;
#include "engine/layers/layer-list.h"
#undef ROW

static const AeLayerClass *const classes[] = {
#define ROW(name) &ae_layer_##name,
#include "engine/layers/layer-list.h"
#undef ROW
  NULL,
};

const char *const ae_initializer_names[] = {
  [AE_INIT_ZEROS] = "zeros",
  [AE_INIT_ONES] = "ones",
  [AE_INIT_GLOROT_UNIFORM] = "glorot_uniform",
  [AE_INIT_GLOROT_NORMAL] = "glorot_normal",
  [AE_INIT_HE_UNIFORM] = "he_uniform",
  [AE_INIT_HE_NORMAL] = "he_normal",
  [AE_INIT_LECUN_UNIFORM] = "lecun_uniform",
  [AE_INIT_LECUN_NORMAL] = "lecun_normal",
  [AE_INIT_RANDOM_UNIFORM] = "random_uniform",
  [AE_INIT_RANDOM_NORMAL] = "random_normal",
  [AE_INIT_ORTHOGONAL] = "orthogonal",
  NULL,
};

const AeLayerClass *const *
ae_layer_classes (void)
{
  return classes;
}

const AeLayerClass *
ae_layer_class_find (const char *type)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (strcmp (classes[i]->type, type) == 0)
      return classes[i];
  return NULL;
}

AeActivation
ae_layer_class_activation (const AeLayerClass *layer, const void *options)
{
  const AeOption *option;
  AeValue value;

  if (layer->activation == NULL)
    return AE_ACTIVATION_LINEAR;
  option = ae_options_find (layer->options, layer->activation);
  ae_option_get (option, options, &value);
  return (AeActivation) value.integer;
}
