/* SPDX-License-Identifier: MIT */
/* Variational: a code of two numbers that are drawn from a normal
 * distribution, so that every point of the map decodes to something. The loss
 * is in nats for each sample.
 */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>

static AeModel *
build (const AeShape *shape, AeRecipe *recipe, GError **error)
{
  gsize size = ae_shape_size (shape);
  g_autofree char *output = g_strdup_printf ("Dense units=%" G_GSIZE_FORMAT ",activation=sigmoid",
                                             size);
  const char *layers[] = {
    wb_template_flatten (shape),
    "Dense units=256,activation=relu",
    "GaussianCode units=2",
    "Dense units=256,activation=relu",
    output,
    NULL,
  };

  recipe->reduction = AE_REDUCTION_SUM;
  recipe->min_delta = 0.05;
  recipe->batch_size = 128;
  return wb_template_chain (shape, layers, error);
}

const WbTemplate wb_template_variational = {
  .name = "variational",
  .title = N_ ("Variational"),
  .summary = N_ ("Learns a smooth map of two dimensions that you can sample from."),
  .build = build,
};
