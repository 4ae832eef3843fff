/* SPDX-License-Identifier: MIT */
/* What somebody may have meant: the nearest of some names, by the number of
 * letters to be changed, left out, added or swapped.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The one of @names (ends with NULL) that @given may have been, or NULL; (transfer none). */
const char *wb_cli_nearest (const char *given, const char *const *names);

/** " Did you mean train?", or " Choose from a, b and c." where nothing is near; (transfer full). */
char *wb_cli_suggest (const char *given, const char *const *names) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
