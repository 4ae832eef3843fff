/* SPDX-License-Identifier: MIT */
/* Convolutional: three times convolution and pooling, and the way back. Each
 * pooling rounds an odd size up, so the way back may come out larger than the
 * image: a convolution without padding takes four off (28 comes back as 32),
 * anything else is cropped before the last convolution.
 */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>

static AeModel *
build (const AeShape *shape, AeRecipe *recipe, GError **error)
{
  guint rows = wb_template_count_surplus (shape->dims[0], 3);
  guint columns = wb_template_count_surplus (shape->dims[1], 3);
  gboolean by_padding = rows == 4 && columns == 4;
  g_autofree char *widest = g_strdup_printf ("Conv2D filters=16,kernel_size=3,padding=%s,"
                                             "activation=relu",
                                             by_padding ? "valid" : "same");
  g_autofree char *crop = by_padding ? g_strdup ("") : wb_template_crop (rows, columns);
  g_autofree char *output = g_strdup_printf ("Conv2D filters=%u,kernel_size=3,padding=same,"
                                             "activation=sigmoid",
                                             ae_shape_last (shape));
  const char *first = "Conv2D filters=16,kernel_size=3,padding=same,activation=relu";
  const char *narrow = "Conv2D filters=8,kernel_size=3,padding=same,activation=relu";
  const char *pool = "MaxPooling2D pool_size=2,padding=same";
  const char *up = "UpSampling2D size=2";
  const char *layers[] = {
    first, pool, narrow, pool, narrow, pool, narrow, up, narrow, up, widest, up, crop, output, NULL,
  };

  recipe->batch_size = 128;
  if (!wb_template_wants_images (shape, error))
    return NULL;
  return wb_template_chain (shape, layers, error);
}

const WbTemplate wb_template_conv = {
  .name = "conv",
  .title = N_ ("Convolutional"),
  .summary = N_ ("Shared filters learn strokes wherever they appear."),
  .build = build,
};
