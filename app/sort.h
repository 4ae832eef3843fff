/* SPDX-License-Identifier: MIT */
/* Numbers in rising order, for qsort() and its like; none of them is NaN. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int wb_compare_doubles (gconstpointer a, gconstpointer b);
int wb_compare_floats (gconstpointer a, gconstpointer b);

G_END_DECLS
