/* SPDX-License-Identifier: MIT */
/* A project: all that a file holds. A plain struct with one owner whose parts
 * are immutable and counted, so a copy costs a few pointers: undo keeps
 * copies, the command line works on one of its own, and a save can continue in
 * another thread on its own copy.
 */
#pragma once

#include "app/project/data-reference.h"
#include "app/project/removed-samples.h"
#include "app/project/safetensors.h"
#include "app/project/sweep-plan.h"
#include "engine/model/model.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

typedef struct _WbCheckpoint WbCheckpoint;

/**
 * WbProject:
 * @model: never NULL
 * @data: (nullable): NULL before any data was chosen
 * @removed: (nullable): samples of the data that are neither trained on nor
 *   judged by; see removed-samples.h
 * @checkpoint: (nullable): the weights, with all that is needed to go on
 * @runs: (nullable) (element-type WbRunRecord): all runs that were recorded, the
 *   newest last; never changed, see run-list.h
 * @run_id: of the one of them that @checkpoint belongs to, 0 for none
 * @sweep: (nullable): one that is not through
 * @mirrored: the decoder is the encoder's mirror image and follows it
 * @last_id: the highest layer id ever used; new layers get higher ones, so
 *   that no weight is ever taken for another layer's
 */
typedef struct
{
  AeModel *model;
  AeRecipe recipe;
  WbDataReference *data;
  GArray *removed;
  WbCheckpoint *checkpoint;
  GPtrArray *runs;
  guint run_id;
  WbSweepPlan *sweep;
  gboolean mirrored;
  guint last_id;
} WbProject;

/**
 * A project without data and weights.
 *
 * @model: (transfer none)
 * @recipe: (nullable): NULL for the defaults
 *
 * Returns: (transfer full): the project.
 */
WbProject *wb_project_new (AeModel *model, const AeRecipe *recipe) G_GNUC_WARN_UNUSED_RESULT;

/** Another project with the same parts; (transfer full). */
WbProject *wb_project_copy (const WbProject *self) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_project_free (WbProject *self);

/**
 * Whether a file of one would say what a file of the other says. Weights are compared as the same
 * checkpoint, not value by value.
 */
gboolean wb_project_equal (const WbProject *a, const WbProject *b);

/** Puts another model in; @model is (transfer none). */
void wb_project_set_model (WbProject *self, AeModel *model);

/** Puts another data reference in; @data is (transfer none) (nullable). */
void wb_project_set_data (WbProject *self, WbDataReference *data);

/** Puts another list of removed samples in; @removed is (transfer none) (nullable). */
void wb_project_set_removed (WbProject *self, GArray *removed);

/**
 * Puts another data reference in, where its samples may be others: then none of
 * them is removed.
 *
 * @data: (transfer none) (nullable)
 */
void wb_project_change_data (WbProject *self, WbDataReference *data);

/** Puts another list of runs in; @runs is (transfer none) (nullable). */
void wb_project_set_runs (WbProject *self, GPtrArray *runs);

/** Puts other weights in; @checkpoint is (transfer none) (nullable). */
void wb_project_set_checkpoint (WbProject *self, WbCheckpoint *checkpoint);

/** Puts another sweep in; @sweep is (transfer none) (nullable). */
void wb_project_set_sweep (WbProject *self, WbSweepPlan *sweep);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbProject, wb_project_free)

G_END_DECLS
