/* SPDX-License-Identifier: MIT */
/* Denoising: convolutions that are shown noisy images and asked for clean
 * ones.
 */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>

static AeModel *
build (const AeShape *shape, AeRecipe *recipe, GError **error)
{
  guint rows = wb_template_count_surplus (shape->dims[0], 2);
  guint columns = wb_template_count_surplus (shape->dims[1], 2);
  g_autofree char *crop = wb_template_crop (rows, columns);
  g_autofree char *output = g_strdup_printf ("Conv2D filters=%u,kernel_size=3,padding=same,"
                                             "activation=sigmoid",
                                             ae_shape_last (shape));
  const char *conv = "Conv2D filters=32,kernel_size=3,padding=same,activation=relu";
  const char *pool = "MaxPooling2D pool_size=2,padding=same";
  const char *up = "UpSampling2D size=2";
  const char *layers[] = {
    conv, pool, conv, pool, conv, up, conv, up, crop, output, NULL,
  };

  recipe->batch_size = 128;
  recipe->corruption = AE_CORRUPTION_GAUSSIAN;
  recipe->corruption_amount = 0.5;
  if (!wb_template_wants_images (shape, error))
    return NULL;
  return wb_template_chain (shape, layers, error);
}

const WbTemplate wb_template_denoise = {
  .name = "denoise",
  .title = N_ ("Denoising"),
  .summary = N_ ("Sees noisy images and learns to return clean ones."),
  .build = build,
};
