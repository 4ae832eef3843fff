/* SPDX-License-Identifier: MIT */
/* The losses of a training as CSV, one row an epoch, written as they come. */
#pragma once

#include "app/project/history.h"

G_BEGIN_DECLS

/** The first row. */
#define WB_EPOCH_LOG_TITLES "epoch,loss,validation_loss,seconds,reconstruction,kl_loss"

typedef struct _WbEpochLog WbEpochLog;

/** (transfer full): an empty log; nothing is written yet. */
WbEpochLog *wb_epoch_log_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Puts it in the place of the file that is there; rows that are added later come to it at
 * once.
 *
 * @self: (nullable)
 * @error: WB_ERROR_FILE: the old file is unchanged
 */
gboolean wb_epoch_log_begin (WbEpochLog *self, GError **error);

/** @self: (nullable): where there is none, nothing is done */
void wb_epoch_log_add (WbEpochLog *self, const WbEpochRow *row);

/**
 * @self: (nullable): freed
 * @error: WB_CLI_FAILED where not all rows were written
 * Returns: whether they were.
 */
gboolean wb_epoch_log_close (WbEpochLog *self, GError **error);

G_END_DECLS
