/* SPDX-License-Identifier: MIT */
/* What the values of a code are called. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** "z₃" of the value with the number 2; (transfer full). */
char *wb_axis_name (guint value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
