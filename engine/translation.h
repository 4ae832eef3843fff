/* SPDX-License-Identifier: MIT */
/* Marks the words of the tables for translation, and translates those of
 * errors. Titles, summaries and helps are translated by who shows them. For .c
 * files and headers of tables alone, since others have these of GLib's.
 */
#pragma once

#include <glib.h>

#define N_(words) words
#define _(words)  g_dgettext (GETTEXT_PACKAGE, words)
