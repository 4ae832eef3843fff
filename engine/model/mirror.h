/* SPDX-License-Identifier: MIT */
/* A decoder that grows layer by layer as the mirror image of an encoder. Every
 * layer class says in its `mirror` function what undoes it; these functions
 * are what such a function is made of.
 */
#pragma once

#include "engine/model/model.h"

G_BEGIN_DECLS

/**
 * AeMirror:
 * @encoder: the model up to its code
 * @shapes: [layers of @encoder], their outputs
 * @model: (transfer full): the encoder with the decoder's layers so far
 * @shape: the output of @model
 * @output: name of the reconstruction's activation
 */
struct _AeMirror
{
  const AeModel *encoder;
  const AeShape *shapes;
  AeModel *model;
  AeShape shape;
  const char *output;
};

/** Layer @index of the encoder. */
const AeLayer *ae_mirror_get_layer (const AeMirror *self, guint index);

/** The option @name of layer @index of the encoder as text, or NULL where it has none. */
char *ae_mirror_get_text (const AeMirror *self, guint index, const char *name);

/** The integer or boolean option @name of layer @index of the encoder. */
gint64 ae_mirror_get_int (const AeMirror *self, guint index, const char *name);

/** The activation of the layer before @index that computes; the reconstruction's where there is
 * none. Recurrent layers end with tanh. */
char *ae_mirror_get_activation (const AeMirror *self, guint index);

/** Appends a layer with options "name=value,…". AE_ERROR where it cannot run. */
gboolean
ae_mirror_append (AeMirror *self, GError **error, const char *type, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

/** Appends a Flatten or Reshape unless the output has this shape already. */
gboolean ae_mirror_reshape (AeMirror *self, const AeShape *shape, GError **error);

/** Appends a Cropping2D and a ZeroPadding2D as needed for the height and width of @shape. */
gboolean ae_mirror_trim (AeMirror *self, const AeShape *shape, GError **error);

/** Appends an UpSampling1D by @factor; fails when the steps are then not those of the input of
 * layer @index, since no layer adds or removes single steps of a series. */
gboolean ae_mirror_stretch (AeMirror *self, guint index, gint64 factor, GError **error);

/** Appends a layer with the reconstruction's activation unless the output has it already. */
gboolean ae_mirror_finish (AeMirror *self, GError **error);

G_END_DECLS
