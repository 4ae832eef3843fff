/* SPDX-License-Identifier: MIT */
/* Numbers as the window shows them: "12,544", "148k", "0:15", written as the
 * locale does, and "Series of 140 steps". Shapes and shares keep their order where words run from
 * right to left.
 */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

/** Returns: (transfer full): "28×28×16" */
char *hg_format_shape (const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @shape: of a sample
 *
 * Returns: (transfer full): "Series of 140 steps, 3 features", for a screen
 *   reader; nothing for what is no series
 */
char *hg_format_series (const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @format: as of printf: "%.3g"
 *
 * Returns: (transfer full): "−0.01", "2.5e−7"
 */
char *hg_format_real (double value, const char *format) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): "12,544" */
char *hg_format_count (guint64 count) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): "950", "14.8k", "148k", "1.2M" */
char *hg_format_rate (double per_second) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): "0:15", "1:02:03" */
char *hg_format_duration (double seconds) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @share: from 0 to 1
 *
 * Returns: (transfer full): "0 %", "< 1 %", "23 %"
 */
char *hg_format_share (double share) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): "~/models" for what lies at home */
char *hg_format_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): four significant digits: "0.0985", "153.3" */
char *hg_format_loss (double loss) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @format: as of printf: "%.3g"
 *
 * Returns: (transfer full): a number to be edited: with the locale's point and
 *   nothing else that nobody types; wb_number_to_ascii() reads it
 */
char *hg_format_typed (double value, const char *format) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
