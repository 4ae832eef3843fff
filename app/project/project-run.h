/* SPDX-License-Identifier: MIT */
/* The run inside a project file: its place as JSON, its history as tensors of
 * one value for each point.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/project/json.h"
#include "app/project/safetensors.h"

G_BEGIN_DECLS

json_t *wb_position_to_json (const WbPosition *position) G_GNUC_WARN_UNUSED_RESULT;
gboolean wb_position_from_json (json_t *json, WbPosition *position, GError **error);

void wb_history_write (const WbHistory *history,
                       const char *folder,
                       WbSafetensorsWriter *writer,
                       GPtrArray *buffers);
WbHistory *wb_history_read (WbSafetensors *file,
                            const char *folder,
                            guint64 stride,
                            const GPtrArray *flags,
                            GHashTable *taken,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
