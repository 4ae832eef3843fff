/* SPDX-License-Identifier: MIT */
/* A button that draws new samples: from the prior of a variational model, from a mixture of
 * Gaussians of any other, and says how good they are. What it shows is of the moment at
 * which it was asked; while the model learns it is asked again.
 */
#pragma once

#include <adwaita.h>

#include "ui/views/latent/latent.h"

G_BEGIN_DECLS

#define HG_TYPE_SAMPLER (hg_sampler_get_type ())
G_DECLARE_FINAL_TYPE (HgSampler, hg_sampler, HG, SAMPLER, AdwBin)

void hg_sampler_set_latent (HgSampler *self, HgLatent *latent);

/**
 * Writes what is shown as a figure.
 *
 * @path: .png, .svg or .pdf
 * @error: G_FILE_ERROR_FAILED where there is nothing yet, WB_ERROR
 */
gboolean hg_sampler_write (HgSampler *self, const char *path, double scale, GError **error);

G_END_DECLS
