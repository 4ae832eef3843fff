/* SPDX-License-Identifier: MIT */
/* Numbers as the window shows them: a comma for thousands, "148k", "0:15".
 * Never in the locale, so that they are the same in window, file and manual.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hg_format_count (guint64 count) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_rate (double per_second) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_duration (double seconds) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_share (double share) G_GNUC_WARN_UNUSED_RESULT;
char *hg_format_loss (double loss) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
