/* SPDX-License-Identifier: MIT */
/* What a project file held that this version does not know, kept so that the
 * next save writes it again. Filled in while a file is read, immutable and
 * counted from then on; any thread.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * WbCarriedTensor: a tensor of another name.
 * @bytes: its values
 */
typedef struct
{
  WbTensor tensor;
  GBytes *bytes;
} WbCarriedTensor;

/**
 * WbCarried:
 * @model: @recipe: @data: @run: (nullable): members of those objects
 * @metadata: (nullable): an object of texts
 * @tensors: of WbCarriedTensor
 */
struct _WbCarried
{
  gatomicrefcount count;
  WbJson *model;
  WbJson *recipe;
  WbJson *data;
  WbJson *run;
  WbJson *metadata;
  GArray *tensors;
};

WbCarried *wb_carried_new (void) G_GNUC_WARN_UNUSED_RESULT;
WbCarried *wb_carried_ref (WbCarried *self);
void wb_carried_unref (WbCarried *self);
gboolean wb_carried_is_empty (const WbCarried *self);
void wb_carried_add_tensor (WbCarried *self, const WbTensor *tensor, GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbCarried, wb_carried_unref)

G_END_DECLS
