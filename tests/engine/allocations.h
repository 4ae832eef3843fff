/* SPDX-License-Identifier: MIT */
/* Counts what the program allocates, by standing in front of the C library's
 * allocator. Left out of sanitizer builds, which bring their own.
 */
#pragma once

#include <glib.h>

/** Whether this build can count. */
gboolean allocations_can_count (void);

/** Calls of malloc, calloc, realloc, their kin and mmap so far, but for OpenBLAS's own; all
 * threads. */
guint allocations_get_count (void);
