/* SPDX-License-Identifier: MIT */
/* A line that says what the values of a code together have learned of the factors of the
 * data: MIG, DCI and SAP of the newest map. It is not there where the data has no factors.
 * While the codes change it rests most of the time, so that the training hardly notices.
 */
#pragma once

#include <adwaita.h>

#include "ui/views/latent/latent.h"

G_BEGIN_DECLS

#define HG_TYPE_SCORES (hg_scores_get_type ())
G_DECLARE_FINAL_TYPE (HgScores, hg_scores, HG, SCORES, AdwBin)

GtkWidget *hg_scores_new (void) G_GNUC_WARN_UNUSED_RESULT;
void hg_scores_set_latent (HgScores *self, HgLatent *latent);

G_END_DECLS
