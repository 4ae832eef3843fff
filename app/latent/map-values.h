/* SPDX-License-Identifier: MIT */
/* Numbers about the samples of a map. Pure functions; any thread.
 *
 * Letters: n samples.
 */
#pragma once

#include "app/latent/map.h"

G_BEGIN_DECLS

/**
 * How badly each sample is rebuilt: the mean square of what differs between it and what
 * its code decodes to.
 *
 * Returns: (transfer full) (nullable): [n]; NULL where the decoder gives nothing that can
 *   be compared to a sample.
 */
float *wb_latent_map_get_errors (const WbLatentMap *self) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full) (nullable): [n]: a factor of each sample; NULL where it has no such. */
float *wb_latent_map_get_factor (const WbLatentMap *self, guint factor) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Stretches values so that most of them lie between 0 and 1: all but the lowest and the
 * highest hundredth.
 *
 * @lower, @upper: (out): what became 0 and 1
 */
void wb_values_stretch (gsize n, float *values, double *lower, double *upper);

G_END_DECLS
