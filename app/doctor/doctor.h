/* SPDX-License-Identifier: MIT */
/* What is wrong with a trained model, found from the project and its data: each finding
 * has its evidence in numbers and what to do about it. A check is one function and one
 * row of the table in doctor.c; it says nothing where it cannot tell.
 */
#pragma once

#include "app/checker/checker.h"
#include "app/edit/edit.h"
#include "app/latent/codes.h"
#include "app/latent/dimensions.h"
#include "app/project/history.h"
#include "app/project/project.h"
#include "data/dataset.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/** How many validation samples go through the model. */
#define WB_DOCTOR_SAMPLES 256

/**
 * WbLayerFacts: what a layer puts out for the samples.
 * @n_units: features or channels
 * @n_dead: of them are 0 for every sample, at every place
 * @saturated: the share of a sigmoid's or a tanh's values at its ends; 0 of others
 */
typedef struct
{
  guint n_units;
  guint n_dead;
  double saturated;
} WbLayerFacts;

/**
 * WbPatient: what the checks look at.
 * @history: (nullable): of the training
 * @model: of the weights
 * @shapes: [layers]: their outputs
 * @layers: [layers]: for @n_samples
 * @spread: @input_spread: the largest difference between two samples in one value that
 *   comes out, or goes in
 * @dimensions: (nullable): [@n_dimensions]: of the code, over the validation samples
 * @n_leaks: @n_validation: validation samples that also train, of how many
 */
typedef struct
{
  const WbProject *project;
  const AeModel *model;
  const WbHistory *history;
  const AeShape *shapes;
  WbLayerFacts *layers;
  guint n_layers;
  guint n_samples;
  double spread;
  double input_spread;
  WbDimension *dimensions;
  guint n_dimensions;
  guint code;
  gsize n_leaks;
  gsize n_validation;
} WbPatient;

#define WB_MAX_REMEDIES     2
#define WB_MAX_REMEDY_EDITS 3

/**
 * WbRemedy: one way to put a finding right.
 * @label: of its button
 * @resets: the weights are then those that the seed draws
 * @edits: of the recipe, or of layer @id: @name is static, @text (transfer full)
 */
typedef struct
{
  char *label;
  gboolean resets;
  guint n_edits;
  struct
  {
    WbEditKind kind;
    guint id;
    const char *name;
    char *text;
  } edits[WB_MAX_REMEDY_EDITS];
} WbRemedy;

/**
 * WbFinding:
 * @check: the name of the check
 * @layer_id: of the layer it is seen at; 0 where it is seen on the loss curve
 * @title: what is wrong, in a few words; (transfer full)
 * @evidence: the numbers that show it; (transfer full)
 * @expected: @why: how it should be, and where it comes from; static
 * @fix: what to do; (transfer full)
 * @remedies: what of it the program can do, the best first
 */
typedef struct
{
  const char *check;
  guint layer_id;
  char *title;
  char *evidence;
  const char *expected;
  const char *why;
  char *fix;
  guint n_remedies;
  WbRemedy remedies[WB_MAX_REMEDIES];
} WbFinding;

/**
 * WbDoctorCheck: one check.
 * @find: whether it is so; fills the texts of @finding in
 */
typedef struct
{
  const char *name;
  gboolean (*find) (const WbPatient *patient, WbFinding *finding);
} WbDoctorCheck;

/** All checks, ended by a NULL name. */
const WbDoctorCheck *wb_doctor_checks (void);

/**
 * Examines a project.
 *
 * @network: its model with its weights
 * @training: @validation: (nullable): the parts of its data
 * @leaks: whether to count validation samples that train, which reads all samples
 * @error: AE_ERROR_MEMORY, DS_ERROR_CHANGED
 *
 * Returns: (transfer full) (element-type WbFinding): what was found, perhaps nothing; NULL
 *   where it could not be examined.
 */
GPtrArray *wb_doctor_examine (const WbProject *project,
                              const AeNetwork *network,
                              DsDataset *training,
                              DsDataset *validation,
                              gboolean leaks,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Runs the checks on what is known: (transfer full) (element-type WbFinding). */
GPtrArray *wb_doctor_check (const WbPatient *patient) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The finding as a problem of @project, whose fixes are edits of what @project is now.
 *
 * Returns: (transfer full) (nullable): NULL where its layer is gone.
 */
WbProblem *wb_finding_to_problem (const WbFinding *self,
                                  const WbProject *project) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
