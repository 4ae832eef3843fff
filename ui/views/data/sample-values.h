/* SPDX-License-Identifier: MIT */
/* The numbers of a sample as text, to be read and copied. */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

/**
 * Returns: (transfer full): a line for each row of an image or step of a
 *   series, the channels of a pixel joined by strokes; of large samples the
 *   first few thousand values
 */
char *hg_sample_values_to_text (const AeShape *shape,
                                const float *values) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
