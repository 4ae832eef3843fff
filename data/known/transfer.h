/* SPDX-License-Identifier: MIT */
/*
 * One file from one address, by HTTP: whole, or from where an earlier try ended.
 */
#pragma once

#include "data/progress.h"

G_BEGIN_DECLS

/**
 * DsTransferProgress:
 * @data: of who asked
 * @n_bytes: how much of the file is stored
 * @error: set where FALSE is returned
 *
 * Called some twenty times a second.
 *
 * Returns: whether to continue.
 */
typedef gboolean (*DsTransferProgress) (gpointer data, guint64 n_bytes, GError **error);

/**
 * Blocks. Cancelling takes less than a tenth of a second. What arrived stays in @file, unless it
 * has another size.
 *
 * @address: http:// or https://; redirects are followed
 * @file: descriptor of what is there of the file already; what comes is put behind it, and a
 *   server that sends the whole begins it anew
 * @n_bytes: the size of the whole file; nothing beyond it is stored
 * @progress: @data: who listens, and may stop it
 * @error: DS_ERROR_OFFLINE where nobody answers; DS_ERROR_NETWORK where the answer is no, breaks
 *   off or has the wrong size; DS_ERROR_SLOW where nothing comes for HOURGLASS_DOWNLOAD_TIMEOUT
 *   seconds (30); DS_ERROR_WRITE; what @progress sets
 *
 * Returns: whether @file has @n_bytes now; any thread.
 */
gboolean ds_transfer (const char *address,
                      int file,
                      guint64 n_bytes,
                      DsTransferProgress progress,
                      gpointer data,
                      GError **error);

G_END_DECLS
