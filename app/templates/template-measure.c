/* SPDX-License-Identifier: MIT */
/* The measured numbers, one row for each template that learns something. */
#include "app/templates/template-measure.h"

#include <string.h>

static const WbTemplateMeasure measures[] = {
  { "simple", 50, 0.09159, 0 },       { "sparse", 50, 0.09254, 0 }, { "deep", 50, 0.08354, 0 },
  { "conv", 20, 0.09356, 0 },         { "denoise", 5, 0.1005, 0 },  { "seq2seq", 40, 0.1095, 0 },
  { "variational", 50, 150.8, 6.06 },
};

const WbTemplateMeasure *
wb_template_get_measure (const WbTemplate *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (strcmp (measures[i].name, self->name) == 0)
      return &measures[i];
  return NULL;
}
