/* SPDX-License-Identifier: MIT */
/* A command that several processes do together: which of them speaks, whether all do
 * the same, and how they end. Each function does nothing where there are no ranks (NULL).
 */
#pragma once

#include "app/project/project.h"
#include "app/ranks/ranks.h"

G_BEGIN_DECLS

/** Meets the others; all but rank 0 say nothing from then on. WB_ERROR_RANKS. */
gboolean wb_cli_join (WbRanks **ranks, GError **error);

/** What a training is about to do: the same text for the same bits; (transfer full). */
char *wb_cli_describe_plan (const WbProject *project, guint64 n_samples);

/**
 * Waits until all ranks are ready.
 *
 * @cause: (nullable): why this one is not
 * @plan: (nullable): what it is about to do
 * @error: (out): @cause, or what another rank says
 * Returns: whether all are.
 */
gboolean wb_cli_agree (WbRanks *ranks, const GError *cause, const char *plan, GError **error);

/** The others end what they are at, and say nothing. */
void wb_cli_dismiss (WbRanks *ranks);

/** The others end, and rank 0 says why. */
void wb_cli_give_up (WbRanks *ranks, const char *why);

/** (transfer full): why the ranks ended: what one that gave up said, else that one is gone. */
char *wb_cli_hear_end (WbRanks *ranks);

/**
 * Takes leave of the others and frees @ranks. What became of the command is rank 0's to say: an
 * error of another is forgotten, so that mpirun does not end rank 0 for it.
 *
 * @ranks: (transfer full) (nullable)
 * Returns: @done, and TRUE but on rank 0
 */
gboolean wb_cli_leave (WbRanks *ranks, gboolean done, GError **error);

G_END_DECLS
