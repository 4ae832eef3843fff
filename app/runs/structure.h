/* SPDX-License-Identifier: MIT */
/* How the structures of several runs differ, told on the layers of one model: of each of
 * its layers which options are not the same in all runs, which runs have no such layer,
 * and which have others behind it. Layers of two models are matched in their order: as
 * many as can be, those of the same id and type first.
 */
#pragma once

#include "app/project/run-record.h"

G_BEGIN_DECLS

/**
 * @model: whose layers are told about
 * @runs: (element-type WbRunRecord): compared with each other, not with @model
 *
 * Returns: (transfer full) (nullable): guint → utf8: by the layer's id what differs
 *   there, for a person; layers without a difference are not in it; NULL where no layer
 *   is.
 */
GHashTable *wb_run_structure_compare (const AeModel *model,
                                      const GPtrArray *runs) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
