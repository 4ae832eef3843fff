/* SPDX-License-Identifier: MIT */
/* The same samples through the networks of several runs, so that the runs can be
 * compared. All of them get the same inputs, whatever noise they were trained with, and
 * are judged by the mean square of the difference, whatever their losses are.
 *
 * Letters: n samples, D values in one. Immutable and counted; any thread.
 */
#pragma once

#include "app/project/run-record.h"
#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * WbSampleBlock: samples in memory.
 * @numbers: [n]: in their data set
 * @size: D
 * @targets: [n, D]: the samples
 * @inputs: [n, D]: what networks are given: the samples, or what noise made of them
 * @labels: (nullable): [n]
 * @class_names: (nullable): [n_classes]
 */
typedef struct
{
  gatomicrefcount references;
  gsize n;
  guint32 *numbers;
  gsize size;
  float *targets;
  float *inputs;
  gint *labels;
  guint n_classes;
  char **class_names;
} WbSampleBlock;

/**
 * Reads samples.
 *
 * @numbers: [@n]: which ones; NULL for @n that are evenly spread over the set, or all
 *   where there are fewer
 * @recipe: its corruption is applied, as when samples are validated
 * @error: DS_ERROR_CHANGED
 *
 * Returns: (transfer full): the block, or NULL.
 */
WbSampleBlock *wb_sample_block_new (DsDataset *dataset,
                                    const guint32 *numbers,
                                    gsize n,
                                    const AeRecipe *recipe,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
WbSampleBlock *wb_sample_block_ref (WbSampleBlock *self);
void wb_sample_block_unref (WbSampleBlock *self);

/**
 * WbReconstruction: what a run's network makes of a block.
 * @outputs: (nullable): [n, D], where they were asked for
 * @errors: [n]: the mean square of each sample's difference
 * @mean: of them
 */
typedef struct
{
  WbSampleBlock *block;
  float *outputs;
  double *errors;
  double mean;
} WbReconstruction;

/**
 * Runs a block through the weights that a run keeps.
 *
 * @outputs: whether they are wanted
 * @error: WB_ERROR_CONTENTS where the run keeps none, AE_ERROR_SHAPE where its network
 *   takes other samples, AE_ERROR_MODEL where it gives others, AE_ERROR_MEMORY
 *
 * Returns: (transfer full): the reconstruction, or NULL.
 */
WbReconstruction *wb_reconstruction_new (const WbRunRecord *run,
                                         WbSampleBlock *block,
                                         gboolean outputs,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_reconstruction_free (WbReconstruction *self);

/** The mean error of each class, [n_classes], NAN where the block has none of it;
 * (transfer full) (nullable): NULL without labels. */
double *wb_reconstruction_get_class_errors (const WbReconstruction *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The samples of a block that two or more runs differ most about, by how far apart their
 * errors are, the most first.
 *
 * @runs: [@n_runs]: of the same block
 * @n: how many, at most those of the block
 *
 * Returns: (transfer full): [@n]: numbers of samples in the data set.
 */
guint32 *wb_reconstructions_find_different (WbReconstruction *const *runs,
                                            guint n_runs,
                                            gsize n) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSampleBlock, wb_sample_block_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbReconstruction, wb_reconstruction_free)

G_END_DECLS
