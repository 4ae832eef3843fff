/* SPDX-License-Identifier: MIT */
/* The language of the window: the locale's, from the catalogues that are
 * installed or, in a build, lie beside the program.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Takes the locale of the surroundings; to be called before anything is said. */
void hg_language_init (void);

G_END_DECLS
