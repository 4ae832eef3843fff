/* SPDX-License-Identifier: MIT */
/* What samples are, in a few characters: where they lie does not count, nor how their
 * files are called, but every value as a network gets it, scaled and sized.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/** A set of no more samples than this is digested whole. */
#define DS_DIGEST_SAMPLES 1024

/**
 * SHA-256 of the sets, one after the other: of each the number of its samples and their
 * shape, then values and classes of its samples; of a large set those of
 * DS_DIGEST_SAMPLES that are evenly spread over it, the first and the last among them,
 * so that a change of a few other samples is not seen. The same on every machine that
 * has the least significant byte first. Some milliseconds; any thread.
 *
 * @sets: [@n_sets]
 *
 * Returns: (transfer full): hexadecimal digits.
 */
char *ds_digest (DsDataset *const *sets, guint n_sets) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
