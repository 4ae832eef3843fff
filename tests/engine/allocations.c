/* SPDX-License-Identifier: MIT */
/* The stand-ins hand on to glibc's own entry points, which other C libraries
 * do not have. What OpenBLAS allocates inside a product (its kernels for small
 * ones do) is its own affair and not counted.
 */
#ifndef _GNU_SOURCE
#  define _GNU_SOURCE
#endif
#include "tests/engine/allocations.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#ifdef __has_feature
#  if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#    define HAVE_SANITIZER
#  endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#  define HAVE_SANITIZER
#endif

#if defined(__GLIBC__) && defined(__x86_64__) && !defined(HAVE_SANITIZER)

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);
void *__libc_memalign (size_t alignment, size_t size);

static atomic_uint count;

static void
count_call (const void *caller)
{
  Dl_info info;

  if (dladdr (caller, &info) != 0 && info.dli_fname != NULL
      && strstr (info.dli_fname, "openblas") != NULL)
    return;
  atomic_fetch_add (&count, 1);
}

void *
malloc (size_t size)
{
  count_call (__builtin_return_address (0));
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  count_call (__builtin_return_address (0));
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  count_call (__builtin_return_address (0));
  return __libc_realloc (memory, size);
}

void *
aligned_alloc (size_t alignment, size_t size)
{
  count_call (__builtin_return_address (0));
  return __libc_memalign (alignment, size);
}

void *
memalign (size_t alignment, size_t size)
{
  count_call (__builtin_return_address (0));
  return __libc_memalign (alignment, size);
}

int
posix_memalign (void **memory, size_t alignment, size_t size)
{
  count_call (__builtin_return_address (0));
  *memory = __libc_memalign (alignment, size);
  return *memory == NULL;
}

void *
mmap (void *address, size_t size, int protection, int flags, int file, off_t offset)
{
  count_call (__builtin_return_address (0));
  return (void *) syscall (SYS_mmap, address, size, protection, flags, file, offset);
}

gboolean
allocations_can_count (void)
{
  return TRUE;
}

guint
allocations_get_count (void)
{
  return atomic_load (&count);
}

#else

gboolean
allocations_can_count (void)
{
  return FALSE;
}

guint
allocations_get_count (void)
{
  return 0;
}

#endif
