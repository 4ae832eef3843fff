/* SPDX-License-Identifier: MIT */
/* Simple: one Dense layer in, one out. */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>

static AeModel *
build (const AeShape *shape, AeRecipe *recipe, GError **error)
{
  gsize size = ae_shape_size (shape);
  g_autofree char *code = g_strdup_printf ("Dense units=%u,activation=relu",
                                           wb_template_choose_code (shape, 32));
  g_autofree char *output = g_strdup_printf ("Dense units=%" G_GSIZE_FORMAT ",activation=sigmoid",
                                             size);
  const char *layers[] = { wb_template_flatten (shape), code, output, NULL };

  return wb_template_chain (shape, layers, error);
}

const WbTemplate wb_template_simple = {
  .name = "simple",
  .title = N_ ("Simple"),
  .summary = N_ ("One dense layer in, one out: the smallest useful autoencoder."),
  .build = build,
};
