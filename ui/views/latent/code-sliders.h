/* SPDX-License-Identifier: MIT */
/* A slider for each value of the code, that which differs most among the samples
 * first: what is set is decoded, and shown wherever the code is.
 */
#pragma once

#include "ui/views/latent/latent.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HG_TYPE_CODE_SLIDERS (hg_code_sliders_get_type ())
G_DECLARE_FINAL_TYPE (HgCodeSliders, hg_code_sliders, HG, CODE_SLIDERS, AdwBin)

void hg_code_sliders_set_latent (HgCodeSliders *self, HgLatent *latent);
HgLatent *hg_code_sliders_get_latent (HgCodeSliders *self);

/** Back to the middle of all codes. */
void hg_code_sliders_reset (HgCodeSliders *self);

G_END_DECLS
