/* SPDX-License-Identifier: MIT */
/* The history of a run: the loss of its steps in its parts, a row for each
 * epoch, and a flag for each change that was made on the way. It never grows
 * past a bound: beyond it every second point goes and only every second step
 * is kept from then on, so that what remains is a function of the run alone,
 * however long a program looked at it or how often it stopped.
 *
 * A plain struct with one owner; copy it to hand it on.
 */
#pragma once

#include "app/project/flag.h"

G_BEGIN_DECLS

typedef struct _WbHistory WbHistory;

/**
 * WB_HISTORY_MAX_LOSSES:
 *
 * A history never holds more points than this.
 */
#define WB_HISTORY_MAX_LOSSES 8192

/**
 * WbLossPoint:
 * @step: number of the step, from 1
 * @loss: mean over its batch, penalties included
 * @epoch: where the step ends, in epochs: 1.0 is the end of the first; 0 where
 *   that is not known, in files of older versions
 * @divergence: the part of @loss that a variational code adds, times beta
 * @penalty: the part of it that penalties on weights and activities add; the
 *   rest is the reconstruction
 */
typedef struct
{
  guint64 step;
  double loss;
  double epoch;
  double divergence;
  double penalty;
} WbLossPoint;

/**
 * WbEpochRow:
 * @epoch: number of the epoch, from 1
 * @step: the last step in it
 * @loss: mean over its samples while it was trained, penalties included
 * @penalty: the part of @loss that is not the reconstruction
 * @validation_loss: after it, without penalties; NAN without validation data
 * @seconds: what it took by the clock: the one number that differs from
 *   machine to machine and from run to run
 * @divergence: the part of @penalty that a variational code adds, times beta
 * @validation_divergence: the same of @validation_loss
 * @judge: tells what the losses are of: model, loss and data; epochs of different
 *   ones cannot be compared. 0 where that is not known, in files of older versions
 */
typedef struct
{
  guint epoch;
  guint64 step;
  double loss;
  double penalty;
  double validation_loss;
  double seconds;
  double divergence;
  double validation_divergence;
  guint64 judge;
} WbEpochRow;

/** Returns: (transfer full): an empty history. */
WbHistory *wb_history_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Puts together a history that was taken apart to be written.
 *
 * @stride: as wb_history_get_stride() said
 * @losses: [n_losses]: likewise
 * @epochs: [n_epochs]: likewise
 * @flags: (nullable): likewise
 * @error: WB_ERROR_CONTENTS where they cannot be a history
 *
 * Returns: (transfer full): the history, or NULL.
 */
WbHistory *wb_history_new_from (guint64 stride,
                                const WbLossPoint *losses,
                                gsize n_losses,
                                const WbEpochRow *epochs,
                                guint n_epochs,
                                const GPtrArray *flags,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): another one with the same contents. */
WbHistory *wb_history_copy (const WbHistory *self) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full): the same with at most @max_losses points, every 2nd, 4th, … of them. */
WbHistory *wb_history_new_thinned (const WbHistory *self,
                                   gsize max_losses) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full): what it was after @step steps and @epoch whole epochs. */
WbHistory *
wb_history_new_until (const WbHistory *self, guint64 step, guint epoch) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full): what came after @step steps and @epoch whole epochs; a change after the last of
 * those steps is of it. */
WbHistory *
wb_history_new_after (const WbHistory *self, guint64 step, guint epoch) G_GNUC_WARN_UNUSED_RESULT;

/** Whether @later is what @self may have become: the last step that both have had the same loss. */
gboolean wb_history_leads_to (const WbHistory *self, const WbHistory *later);

/** @self: (nullable): a history */
void wb_history_free (WbHistory *self);

/**
 * Adds a step, or passes it over where the history is thinned already.
 *
 * @point: its step is above all that were added before
 */
void wb_history_add_point (WbHistory *self, const WbLossPoint *point);

/**
 * Changes of the same thing with no step between them are one.
 *
 * @flag: a change, at the step of the last one or later; copied
 */
void wb_history_add_flag (WbHistory *self, const WbFlag *flag);

/** @row: the epoch after the last one */
void wb_history_add_epoch (WbHistory *self, const WbEpochRow *row);

/**
 * Adds all that @later kept.
 *
 * @later: what came after it
 */
void wb_history_append (WbHistory *self, const WbHistory *later);

/** Returns: every how many steps a point is kept: a power of two. */
guint64 wb_history_get_stride (const WbHistory *self);

/**
 * @n_losses: (out): how many
 *
 * Returns: (transfer none): [n_losses], by ascending step, until the next change.
 */
const WbLossPoint *wb_history_get_losses (const WbHistory *self, gsize *n_losses);

/**
 * @n_epochs: (out): how many
 *
 * Returns: (transfer none): [n_epochs], by ascending epoch, until the next change.
 */
const WbEpochRow *wb_history_get_epochs (const WbHistory *self, guint *n_epochs);

/**
 * Returns: (transfer none) (element-type WbFlag): the changes that were made on
 *   the way, by ascending step, until the next change.
 */
const GPtrArray *wb_history_get_flags (const WbHistory *self);

/**
 * Returns: the index of the first epoch from which on the losses are of the same
 *   model, loss and data as those of the last one.
 */
guint wb_history_get_first_comparable (const WbHistory *self);

/**
 * Returns: (transfer none) (nullable): of the epochs that can be compared with
 *   the last one, that of the lowest validation loss, or of the lowest loss where
 *   nothing validates; the first of equals; until the next change.
 */
const WbEpochRow *wb_history_get_best (const WbHistory *self);

/** The loss that an epoch is judged by: its validation loss or, where nothing validates, its loss.
 */
double wb_epoch_row_get_judged_loss (const WbEpochRow *row);

/**
 * @a: a history
 * @b: another one
 *
 * Returns: whether all agrees to the last bit, seconds apart.
 */
gboolean wb_history_equal (const WbHistory *a, const WbHistory *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbHistory, wb_history_free)

G_END_DECLS
