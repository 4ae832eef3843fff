/* SPDX-License-Identifier: MIT */
/* A template to choose: its picture, its sizes, one sentence, and what it was
 * measured to reach. A card whose template does not suit the data is greyed
 * and says why.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/templates/template.h"

G_BEGIN_DECLS

#define HG_TYPE_TEMPLATE_CARD (hg_template_card_get_type ())
G_DECLARE_FINAL_TYPE (HgTemplateCard, hg_template_card, HG, TEMPLATE_CARD, GtkFlowBoxChild)

/** Returns: a card without sizes; see hg_template_card_set_sample() */
HgTemplateCard *hg_template_card_new (const WbTemplate *template) G_GNUC_WARN_UNUSED_RESULT;

const WbTemplate *hg_template_card_get_template (HgTemplateCard *self);

/**
 * @values: (nullable): one sample of the data that is chosen
 * @shape: of such a sample: what the template is built for
 * @ink: it is made of strokes
 */
void hg_template_card_set_sample (HgTemplateCard *self,
                                  const float *values,
                                  const AeShape *shape,
                                  gboolean ink);

G_END_DECLS
