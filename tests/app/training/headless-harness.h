/* SPDX-License-Identifier: MIT */
/* Drives a session as a window will, without a display and without a main
 * loop: data and models to train, and waits for a condition on what was
 * pulled. A wait never sleeps for a fixed time; it fails the test when the
 * condition does not come within a minute.
 */
#pragma once

#include "app/training/run.h"
#include "app/training/session.h"

G_BEGIN_DECLS

#define HARNESS_SAMPLES    600
#define HARNESS_VALIDATION 100

DsDataset *harness_make_data (gsize n, guint seed);
AeModel *harness_make_model (guint n_units);
AeRecipe harness_make_recipe (void);

/* A session with model, recipe and data, nothing begun. */
WbSession *harness_open (guint n_threads);
void harness_close (WbSession *session);

typedef gboolean (*HarnessCondition) (WbSession *session, gpointer data);

void harness_wait_until (WbSession *session, HarnessCondition condition, gpointer data);
void harness_wait_for_state (WbSession *session, WbRunState state);
/* Until all is applied and nothing runs. */
void harness_wait_still (WbSession *session);
void harness_wait_for_step (WbSession *session, guint64 step);
void harness_wait_applied (WbSession *session);
WbCheckpoint *harness_make_checkpoint (WbSession *session);

/* The history holds every step from 1 to @last, once and in order. */
void harness_assert_steps (WbSession *session, guint64 last);
void harness_assert_equal (const WbCheckpoint *a, const WbCheckpoint *b);

/* A run with model, recipe and data, driven by hand. */
WbRun *harness_make_run (const AeRecipe *recipe);
/* Trains to the end of an epoch, or until there is no use; returns the epoch. */
guint harness_train_to (WbRun *run, guint epoch);
WbCheckpoint *harness_keep (WbRun *run);

G_END_DECLS
