/* SPDX-License-Identifier: MIT */
/* The list of a project's runs. A list is never changed: each of these puts another
 * one into the project, which shares the records.
 */
#pragma once

#include "app/project/project.h"
#include "app/project/run-record.h"

G_BEGIN_DECLS

/**
 * WB_RUN_MAX_LOSSES:
 *
 * A run that is not the newest any more keeps no more points than this of its curve.
 */
#define WB_RUN_MAX_LOSSES 1024

/**
 * WB_RUN_MAX_KEPT:
 *
 * How many bytes of weights are kept by the runs of a project together. Where more would
 * be, the oldest runs lose theirs; never the newest, the best and those with a star.
 */
#define WB_RUN_MAX_KEPT ((gsize) 32 << 20)

/**
 * WbRunWords: what a person says of a run.
 * @note: @folder: (nullable)
 */
typedef struct
{
  char *name;
  char *note;
  char *folder;
  gboolean starred;
} WbRunWords;

/**
 * Records the run that the project's checkpoint belongs to. Where that is the run
 * recorded before, which has gone on, its record is replaced and keeps words and
 * begin; otherwise a new one is added, called "Run 3". Nothing happens before the
 * first step, but for a run that diverged and is back at its begin, which is never continued;
 * nor where the checkpoint is an earlier moment of the run, or recorded.
 *
 * @n_samples: how many train; 0 where that is not known
 * @diverged: its loss was no longer a number
 * @when: when it began, in seconds since 1970
 */
void wb_run_list_record (WbProject *project, guint64 n_samples, gboolean diverged, gint64 when);

/**
 * To be called before a project that was opened is trained. Where the samples to train on are
 * others than those of the run that its checkpoint belongs to, the checkpoint becomes the begin
 * of a run of its own, see WbPosition.
 */
void wb_run_list_begin_here (WbProject *project);

/** The id that the next new run gets. */
guint wb_run_list_find_free_id (const GPtrArray *runs);

/** Run @id of @runs (nullable), or NULL; (transfer none). */
WbRunRecord *wb_run_list_find (const GPtrArray *runs, guint id);

/**
 * Finds a run by its id, its name, or the beginning of its hash.
 *
 * @error: WB_ERROR_EDIT where there is none, or more than one
 *
 * Returns: (transfer none): the run, or NULL.
 */
WbRunRecord *wb_run_list_find_named (const GPtrArray *runs, const char *name, GError **error);

/** The list with other words about run @id; (transfer full). */
GPtrArray *wb_run_list_set_words (const GPtrArray *runs,
                                  guint id,
                                  const WbRunWords *words) G_GNUC_WARN_UNUSED_RESULT;

/** The list without the runs @ids of guint; (transfer full). */
GPtrArray *wb_run_list_remove (const GPtrArray *runs, const GArray *ids) G_GNUC_WARN_UNUSED_RESULT;

/** The list with @more runs put back by their ids, but for ids in use; (transfer full). */
GPtrArray *wb_run_list_insert (const GPtrArray *runs,
                               const GPtrArray *more) G_GNUC_WARN_UNUSED_RESULT;

/** The run with the lowest loss of its best epoch, NULL where none has one; of runs that are judged
 * by different losses, one that is judged as the newest; (transfer none). */
WbRunRecord *wb_run_list_get_best (const GPtrArray *runs);

/**
 * Whether a run ended before its first epoch did because another one began with its weights, after
 * an edit, say. It is there so that the other one can be replayed, and is not listed for people.
 *
 * @live: (nullable): a run that trains and is not in @runs yet
 */
gboolean
wb_run_list_is_passage (const GPtrArray *runs, const WbRunRecord *run, const WbRunRecord *live);

G_END_DECLS
