/* SPDX-License-Identifier: MIT */
/* Translates the words of errors and reports. For .c files alone. */
#pragma once

#include <glib.h>

#define _(words)               g_dgettext (GETTEXT_PACKAGE, words)
#define N_(words)              words
#define ngettext(one, many, n) g_dngettext (GETTEXT_PACKAGE, one, many, n)
