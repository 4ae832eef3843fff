/* SPDX-License-Identifier: MIT */
/* What the templates were measured to reach, for their cards:
 * `hourglass-cli reproduce --data mnist`. The same for any number of threads. A test holds the
 * table against the reference of the command line.
 */
#pragma once

#include "app/templates/template.h"

G_BEGIN_DECLS

/**
 * WbTemplateMeasure:
 * @name: of the template
 * @epochs: trained so long
 * @loss: on the 10,000 test images, without penalties: mean binary
 *   cross-entropy a pixel; of the variational one its two parts, nats an image
 * @divergence: the part of @loss that is the KL divergence, or 0
 */
typedef struct
{
  const char *name;
  guint epochs;
  double loss;
  double divergence;
} WbTemplateMeasure;

/** What the template reaches, or NULL where nothing was measured; (transfer none). */
const WbTemplateMeasure *wb_template_get_measure (const WbTemplate *self);

G_END_DECLS
