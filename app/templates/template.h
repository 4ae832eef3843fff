/* SPDX-License-Identifier: MIT */
/* Templates: models to start from. A template is a function of the data's
 * shape, in one file of app/templates/ and one row of its meson.build.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * WbTemplate:
 * @name: as on the command line: "simple"
 * @title: as on its card
 * @summary: one sentence
 * @build: makes a new model for samples of @shape and changes the recipe, which holds
 *   the defaults, to what suits it; NULL with AE_ERROR or WB_ERROR_EDIT where
 *   such data does not suit the template, saying which would
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *summary;
  AeModel *(*build) (const AeShape *shape, AeRecipe *recipe, GError **error);
} WbTemplate;

/** Every template in the order of the registry, ended by NULL; (transfer none). */
const WbTemplate *const *wb_templates (void);

/** The template called @name, or NULL; (transfer none). */
const WbTemplate *wb_template_find (const char *name);

/**
 * A new project from a template, without data.
 *
 * @shape: of one sample
 * @error: AE_ERROR or WB_ERROR_EDIT where such samples do not suit the template
 *
 * Returns: (transfer full): the project, or NULL.
 */
WbProject *wb_template_build (const WbTemplate *self,
                              const AeShape *shape,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The template in a few signs, for its card: "784 → 32 → 784", or the shape
 * where it has no code.
 *
 * Returns: (transfer full): the text, or NULL where the template does not suit
 *   such samples.
 */
char *wb_template_describe (const WbTemplate *self, const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;

/**
 * For templates: a model from lines such as "Dense units=32,activation=relu".
 *
 * @layers: ends with NULL; an empty line is passed over
 * @error: AE_ERROR_OPTION, AE_ERROR_MODEL
 *
 * Returns: (transfer full): the model, or NULL.
 */
AeModel *wb_template_chain (const AeShape *shape,
                            const char *const *layers,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * For templates: the line that makes a list of numbers of a series, on which Dense would act step
 * by step; empty for all else.
 */
const char *wb_template_flatten (const AeShape *shape);

/**
 * For templates: @wanted units for the code, or a quarter of the values where that would not be
 * narrower than half of them.
 */
guint wb_template_choose_code (const AeShape *shape, guint wanted);

/** For templates: whether samples are images; WB_ERROR_EDIT. */
gboolean wb_template_wants_images (const AeShape *shape, GError **error);

/**
 * For templates: by how much an axis of @size comes back larger from this many poolings by two that
 * round up, and as many up-samplings.
 */
guint wb_template_count_surplus (guint size, guint n_poolings);

/** For templates: the line that crops this many rows and columns, empty for none; (transfer full).
 */
char *wb_template_crop (guint rows, guint columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
