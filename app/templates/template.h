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

const WbTemplate *const *wb_templates (void);
const WbTemplate *wb_template_find (const char *name);
WbProject *wb_template_build (const WbTemplate *self,
                              const AeShape *shape,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *wb_template_describe (const WbTemplate *self, const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;

AeModel *wb_template_chain (const AeShape *shape,
                            const char *const *layers,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *wb_template_flatten (const AeShape *shape);
guint wb_template_choose_code (const AeShape *shape, guint wanted);
gboolean wb_template_wants_images (const AeShape *shape, GError **error);
guint wb_template_count_surplus (guint size, guint n_poolings);
char *wb_template_crop (guint rows, guint columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
