/* SPDX-License-Identifier: MIT */
/* The figures of "Building Autoencoders in Keras", of a trained model. */
#pragma once

#include "app/project/project.h"
#include "data/dataset.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/**
 * WbReproduced: a model that has been trained.
 * @model: name of its template
 * @project: with its recipe
 * @network: with its weights
 * @validation: samples that it was not trained on
 * @folder: (nullable): where figures and project go
 */
typedef struct
{
  const char *model;
  const WbProject *project;
  AeNetwork *network;
  DsDataset *validation;
  const char *folder;
} WbReproduced;

/**
 * Writes the figures of a model to its folder: PNGs that begin with its name.
 *
 * @error: WB_ERROR_FILE, AE_ERROR_MEMORY
 */
gboolean wb_reproduced_draw (const WbReproduced *self, GError **error);

/**
 * The codes of all validation samples, without noise; (transfer full), or NULL.
 *
 * @error: AE_ERROR_MEMORY, DS_ERROR_CHANGED
 */
float *wb_reproduced_encode (const WbReproduced *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
