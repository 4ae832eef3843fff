/* SPDX-License-Identifier: MIT */
/* The run inside a project file: its place as JSON, its history as tensors of
 * one value for each point.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/project/json.h"
#include "app/project/safetensors.h"

G_BEGIN_DECLS

/** The place in a run as a JSON object, exact; (transfer full). */
json_t *wb_position_to_json (const WbPosition *position) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads what wb_position_to_json() wrote.
 *
 * @json: (nullable)
 * @error: WB_ERROR_CONTENTS, naming the number
 */
gboolean wb_position_from_json (json_t *json, WbPosition *position, GError **error);

/**
 * WbHistoryRows: histories one after the other, without what says where each begins.
 */
typedef struct
{
  WbLossPoint *losses;
  gsize n_losses;
  WbEpochRow *epochs;
  gsize n_epochs;
} WbHistoryRows;

void wb_history_rows_clear (WbHistoryRows *self);
void wb_history_rows_append (WbHistoryRows *self, const WbHistory *history);

/**
 * Adds their tensors.
 *
 * @folder: what the names begin with: "history"
 * @buffers: frees with g_free(); holds their values until the file is saved
 */
void wb_history_rows_write (const WbHistoryRows *self,
                            const char *folder,
                            WbSafetensorsWriter *writer,
                            GPtrArray *buffers);

/**
 * Reads what wb_history_rows_write() wrote.
 *
 * @self: (out): to be cleared, also after a failure
 * @taken: gets the names of the tensors that were read
 * @error: WB_ERROR_CONTENTS, WB_ERROR_FILE, WB_ERROR_DAMAGED
 */
gboolean wb_history_rows_read (WbHistoryRows *self,
                               WbSafetensors *file,
                               const char *folder,
                               gsize max_losses,
                               GHashTable *taken,
                               GError **error);

/** The same of one history. */
void wb_history_write (const WbHistory *history,
                       const char *folder,
                       WbSafetensorsWriter *writer,
                       GPtrArray *buffers);

/**
 * Reads what wb_history_write() wrote.
 *
 * @flags: (nullable): as wb_history_get_flags() said
 * @error: as wb_history_rows_read()
 *
 * Returns: (transfer full): the history, or NULL.
 */
WbHistory *wb_history_read (WbSafetensors *file,
                            const char *folder,
                            guint64 stride,
                            const GPtrArray *flags,
                            GHashTable *taken,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbHistoryRows, wb_history_rows_clear)

G_END_DECLS
