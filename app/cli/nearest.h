/* SPDX-License-Identifier: MIT */
/* What somebody may have meant: the nearest of some names, by the number of
 * letters to be changed, left out, added or swapped.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *wb_cli_nearest (const char *given, const char *const *names);
char *wb_cli_suggest (const char *given, const char *const *names) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
