/* SPDX-License-Identifier: MIT */
/* Blocks come from calloc: large ones are zero pages that cost nothing until
 * they are touched, so planning for the largest batch is free.
 */
#include "engine/network/arena.h"

#include <stdlib.h>
#ifdef __linux__
#  include <sys/mman.h>
#endif

#include "engine/error.h"
#include "engine/translation.h"

#define ALIGN_BYTES (AE_ARENA_ALIGN * sizeof (float))
#define LARGE_PAGE  ((gsize) 2 << 20)

gsize
ae_arena_plan (AeArena *arena, gsize n)
{
  gsize offset = arena->planned;

  arena->planned += (n + AE_ARENA_ALIGN - 1) / AE_ARENA_ALIGN * AE_ARENA_ALIGN;
  return offset;
}

/* The rows of wide weights are a small page each, and walking down a column of them
 * takes longer to find the pages than to read them. */
static void
ask_for_large_pages (void *memory, gsize bytes)
{
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  gsize first = ((gsize) memory + LARGE_PAGE - 1) / LARGE_PAGE;
  gsize end = ((gsize) memory + bytes) / LARGE_PAGE;

  if (bytes >= 2 * LARGE_PAGE)
    madvise ((void *) (first * LARGE_PAGE), (end - first) * LARGE_PAGE, MADV_HUGEPAGE);
#endif
}

gboolean
ae_arena_allocate (AeArena *arena, GError **error)
{
  gsize bytes = arena->planned * sizeof (float) + ALIGN_BYTES;

  arena->memory = calloc (1, bytes);
  if (arena->memory == NULL)
    {
      g_autofree char *size = g_format_size (bytes);

      return ae_refuse (error, AE_ERROR_MEMORY,
                        _ ("The model needs %s of memory at once, more than there is. Make its "
                           "largest layers smaller, or the batch."),
                        size);
    }
  ask_for_large_pages (arena->memory, bytes);
  arena->base = (float *) (((gsize) arena->memory + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES);
  return TRUE;
}

void
ae_arena_clear (AeArena *arena)
{
  free (arena->memory);
  *arena = (AeArena) { 0 };
}
