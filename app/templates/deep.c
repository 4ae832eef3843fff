/* SPDX-License-Identifier: MIT */
/* Deep: Dense layers that halve down to the code, and double again. */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>

static AeModel *
build (const AeShape *shape, AeRecipe *recipe, GError **error)
{
  gsize size = ae_shape_size (shape);
  guint code = wb_template_choose_code (shape, 32);
  g_autofree char *wide = g_strdup_printf ("Dense units=%u,activation=relu", 4 * code);
  g_autofree char *middle = g_strdup_printf ("Dense units=%u,activation=relu", 2 * code);
  g_autofree char *narrow = g_strdup_printf ("Dense units=%u,activation=relu", code);
  g_autofree char *output = g_strdup_printf ("Dense units=%" G_GSIZE_FORMAT ",activation=sigmoid",
                                             size);
  const char *layers[] = {
    wb_template_flatten (shape), wide, middle, narrow, middle, wide, output, NULL,
  };

  return wb_template_chain (shape, layers, error);
}

const WbTemplate wb_template_deep = {
  .name = "deep",
  .title = N_ ("Deep"),
  .summary = N_ ("Dense layers narrow in stages and widen again."),
  .build = build,
};
