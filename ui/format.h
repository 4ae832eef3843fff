/* SPDX-License-Identifier: MIT */
/* Numbers as the window shows them: "12,544", "148k", "0:15", written as the
 * locale does, and "Series of 140 steps". Shapes and shares keep their order where words run from
 * right to left.
 */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

char *hg_format_shape (const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_series (const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_real (double value, const char *format) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_count (guint64 count) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_rate (double per_second) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_duration (double seconds) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_share (double share) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_loss (double loss) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_typed (double value, const char *format) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
