/* SPDX-License-Identifier: MIT */
/* An arena: planned first, allocated once, never grown. Blocks begin at
 * multiples of 64 floats, so that vector kernels and pieces of work always
 * start aligned. The memory is zero at the start.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AE_ARENA_ALIGN 64 /* floats */

typedef struct
{
  float *base;
  gsize planned;
  gpointer memory;
} AeArena;

/** Plans a block of @n floats and returns its offset. */
gsize ae_arena_plan (AeArena *arena, gsize n);

/** Allocates what was planned. AE_ERROR_MEMORY tells how much it was. */
gboolean ae_arena_allocate (AeArena *arena, GError **error);

void ae_arena_clear (AeArena *arena);

G_END_DECLS
