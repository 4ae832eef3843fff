/* SPDX-License-Identifier: MIT */
/* A part as PyTorch code: what makes the layers, what runs them, and their
 * weights as PyTorch has them.
 */
#pragma once

#include "app/export/script.h"

G_BEGIN_DECLS

/** A weight of the state_dict; owns its values. */
typedef struct
{
  char *name;
  AeShape shape;
  float *values;
} WbPytorchWeight;

/**
 * WbPytorchCode:
 * @init: lines of __init__
 * @forward: lines of forward, which end by returning the output
 * @penalties: lines that add to a loss: kernels' sizes
 * @weights: of WbPytorchWeight
 */
typedef struct
{
  GString *init;
  GString *forward;
  GString *penalties;
  GPtrArray *weights;
} WbPytorchCode;

/** @error: WB_ERROR_EXPORT: which layer PyTorch does not have, and what would do. */
gboolean wb_pytorch_accepts (const WbExportModel *model, GError **error);

WbPytorchCode *wb_pytorch_code_new (const WbExportModel *model) G_GNUC_WARN_UNUSED_RESULT;
void wb_pytorch_code_free (WbPytorchCode *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbPytorchCode, wb_pytorch_code_free)

G_END_DECLS
