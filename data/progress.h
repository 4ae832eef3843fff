/* SPDX-License-Identifier: MIT */
/*
 * How a long opening reports where it is, and learns that it shall stop: after
 * each entry where these are small, so both functions must be cheap. The first is
 * called in the thread that opens alone, the second in any.
 */
#pragma once

#include "data/error.h"

G_BEGIN_DECLS

/**
 * DsProgress:
 * @report: (nullable): gets the name of the phase ("Reading images"), how many
 *   of its entries are done, and how many there are, 0 while that is unknown
 * @is_cancelled: (nullable): whether the opening shall stop; once it says so, it must
 *   keep saying so
 * @data: for both
 */
typedef struct
{
  void (*report) (gpointer data, const char *phase, gsize done, gsize total);
  gboolean (*is_cancelled) (gpointer data);
  gpointer data;
} DsProgress;

/**
 * @self: (nullable): who listens
 * @phase: @done: @total: as in DsProgress
 * @error: DS_ERROR_CANCELLED
 *
 * Returns: whether to continue.
 */
gboolean ds_progress_update (const DsProgress *self,
                             const char *phase,
                             gsize done,
                             gsize total,
                             GError **error);

/**
 * The same without a report; any thread.
 *
 * @self: (nullable): who listens
 * @error: DS_ERROR_CANCELLED
 *
 * Returns: whether to continue.
 */
gboolean ds_progress_check (const DsProgress *self, GError **error);

G_END_DECLS
