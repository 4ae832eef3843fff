/* SPDX-License-Identifier: MIT */
/* Which data a project is about: where it lies and how its values are scaled,
 * never the samples themselves. Immutable and counted; any thread.
 */
#pragma once

#include "app/project/json.h"
#include "data/fit.h"

G_BEGIN_DECLS

typedef struct _WbDataReference WbDataReference;

WbDataReference *wb_data_reference_new (const char *location,
                                        const char *validation,
                                        const DsScaling *scaling) G_GNUC_WARN_UNUSED_RESULT;
WbDataReference *wb_data_reference_new_scaled (const WbDataReference *self,
                                               const DsScaling *scaling) G_GNUC_WARN_UNUSED_RESULT;
WbDataReference *wb_data_reference_new_fitted (const WbDataReference *self,
                                               const DsFit *fit) G_GNUC_WARN_UNUSED_RESULT;
WbDataReference *wb_data_reference_ref (WbDataReference *self);
void wb_data_reference_unref (WbDataReference *self);

const char *wb_data_reference_get_location (const WbDataReference *self);
const char *wb_data_reference_get_validation (const WbDataReference *self);
const DsScaling *wb_data_reference_get_scaling (const WbDataReference *self);
const DsFit *wb_data_reference_get_fit (const WbDataReference *self);
gboolean wb_data_reference_equal (const WbDataReference *a, const WbDataReference *b);

json_t *wb_data_reference_to_json (const WbDataReference *self,
                                   const char *folder) G_GNUC_WARN_UNUSED_RESULT;
WbDataReference *wb_data_reference_from_json (json_t *json,
                                              const char *folder,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDataReference, wb_data_reference_unref)

G_END_DECLS
