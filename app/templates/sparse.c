/* SPDX-License-Identifier: MIT */
/* Sparse: as the simple one, with a penalty on the code's activity. */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>

static AeModel *
build (const AeShape *shape, AeRecipe *recipe, GError **error)
{
  gsize size = ae_shape_size (shape);
  g_autofree char *code = g_strdup_printf ("Dense units=%u,activation=relu,activity_l1=0.0001",
                                           wb_template_choose_code (shape, 32));
  g_autofree char *output = g_strdup_printf ("Dense units=%" G_GSIZE_FORMAT ",activation=sigmoid",
                                             size);
  const char *layers[] = { wb_template_flatten (shape), code, output, NULL };

  return wb_template_chain (shape, layers, error);
}

const WbTemplate wb_template_sparse = {
  .name = "sparse",
  .title = N_ ("Sparse"),
  .summary = N_ ("An activity penalty keeps most units quiet, so each learns one stroke."),
  .build = build,
};
