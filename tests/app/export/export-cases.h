/* SPDX-License-Identifier: MIT */
/* Models to export, with random weights: every template in each of its parts,
 * and every registered layer with each of its probes, alone behind an Input. A
 * layer is a case the moment its row exists.
 */
#pragma once

#include "app/export/export.h"

/**
 * ExportCase:
 * @name: fit for a file: "variational-encoder", "Conv2DTranspose-2"
 * @model: the part
 */
typedef struct
{
  char *name;
  WbExportModel *model;
} ExportCase;

/** All of them; of ExportCase. */
GPtrArray *export_cases_make (void);

/** A model with weights that are functions of @seed, of a size that keeps outputs near 1. */
WbCheckpoint *export_cases_make_checkpoint (AeModel *model, const AeRecipe *recipe, guint seed);

/** @n random samples of the part's input, and what its last layer makes of them; (transfer full).
 */
float *export_cases_make_samples (const WbExportModel *model, gsize n);
float *export_cases_run (const WbExportModel *model, gsize n, const float *x);
