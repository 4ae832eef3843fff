/* SPDX-License-Identifier: MIT */
/*
 * Many entries, each on its own, on all processors.
 */
#pragma once

#include "data/progress.h"

G_BEGIN_DECLS

/**
 * @n: entries
 * @run: called once for each of them, in any order and in any thread
 * @data: for @run
 * @progress: (nullable): who listens; called in this thread
 * @phase: what is being done
 * @error: DS_ERROR_CANCELLED; what runs is finished, nothing more is begun
 *
 * Returns: whether all were run.
 */
gboolean ds_parallel_run (gsize n,
                          void (*run) (gpointer data, gsize i),
                          gpointer data,
                          const DsProgress *progress,
                          const char *phase,
                          GError **error);

G_END_DECLS
