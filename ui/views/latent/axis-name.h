/* SPDX-License-Identifier: MIT */
/* How the values of a code are called where a person reads them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** "z₁₂" for the value with number 11; (transfer full). */
char *hg_axis_name (guint value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
