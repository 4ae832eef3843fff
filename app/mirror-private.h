/* SPDX-License-Identifier: MIT */
/* What the files of the mirror share: a decoder that grows layer by layer. */
#pragma once

#include "engine/model.h"
#include "engine/recipe.h"

G_BEGIN_DECLS

/**
 * WbMirror: a decoder being built.
 * @encoder: the model up to its code
 * @shapes: the outputs of the encoder's layers
 * @model: the encoder with what there is of the decoder
 * @shape: the output of @model
 * @output: the activation of the reconstruction
 */
typedef struct
{
  const AeModel *encoder;
  const AeShape *shapes;
  AeModel *model;
  AeShape shape;
  const char *output;
} WbMirror;

/**
 * Undoes layer @index of the encoder: appends what makes its input's shape of
 * its output's.
 */
typedef gboolean (*WbMirrorUndo) (WbMirror *self, guint index, GError **error);

typedef enum
{
  WB_MIRROR_UNDONE,  /* changes the shape: @undo answers it */
  WB_MIRROR_KEPT,    /* follows a layer on both sides: a normalization */
  WB_MIRROR_LEFT,    /* disturbs or penalizes the encoder alone */
} WbMirrorKind;

/** How layers of a type are mirrored. */
typedef struct
{
  const char *type;
  WbMirrorKind kind;
  WbMirrorUndo undo;
} WbMirrorRule;

const WbMirrorRule *wb_mirror_find_rule (const char *type);
gboolean wb_mirror_append (WbMirror *self,
                           GError **error,
                           const char *type,
                           const char *format,
                           ...) G_GNUC_PRINTF (4, 5);
gboolean wb_mirror_finish (WbMirror *self, GError **error);

G_END_DECLS
