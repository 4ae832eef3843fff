/* SPDX-License-Identifier: MIT */
/* A write that is to fail where all later ones do, too, is cut to its half, as on a disk
 * that becomes full: the next one fails.
 */
#ifndef _GNU_SOURCE
#  define _GNU_SOURCE /* RTLD_NEXT, fopencookie () */
#endif

#include "tests/faults/faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[PATH_MAX];
static const char *found;
static int number;
static unsigned first, last;
static atomic_uint n_calls, n_failed;

/* The C library's own function; of an integer, as ISO C has no cast between the two. */
#define NEXT(name, type) \
  ((union { \
     void *address; \
     type function; \
   }) { dlsym (RTLD_NEXT, name) } \
     .function)

typedef int Open (const char *, int, ...);
typedef int OpenAt (int, const char *, int, ...);
typedef ssize_t Write (int, const void *, size_t);
typedef ssize_t WriteAt (int, const void *, size_t, off_t);
typedef int OfFile (int);
typedef int OfLength (int, off_t);
typedef int OfRange (int, off_t, off_t);
typedef int OfTwo (const char *, const char *);
typedef int OfMode (const char *, mode_t);
typedef FILE *OpenStream (const char *, const char *);

void
faults_arm (const char *path, int error_number, unsigned at, unsigned n)
{
  folder[0] = '\0';
  number = error_number;
  first = at;
  last = n > 0 ? at + n - 1 : UINT_MAX;
  atomic_store (&n_calls, 0);
  atomic_store (&n_failed, 0);
  strncpy (folder, path, sizeof folder - 1);
}

unsigned
faults_disarm (void)
{
  folder[0] = '\0';
  return atomic_load (&n_failed);
}

unsigned
faults_count_calls (void)
{
  return atomic_load (&n_calls);
}

__attribute__ ((constructor)) static void
arm_by_environment (void)
{
  const char *path = getenv ("FAULTS_FOLDER");

  if (path == NULL)
    return;
  found = getenv ("FAULTS_FOUND");
  faults_arm (path, atoi (getenv ("FAULTS_NUMBER")), (unsigned) atoi (getenv ("FAULTS_AT")),
              (unsigned) atoi (getenv ("FAULTS_N")));
}

static int
is_below (const char *path)
{
  size_t length = strlen (folder);
  char whole[PATH_MAX + 1] = "";

  if (length == 0)
    return 0;
  if (*path != '/' && (getcwd (whole, PATH_MAX) == NULL || strlen (whole) >= PATH_MAX))
    return 0;
  if (*path != '/')
    strcat (whole, "/");
  strncat (whole, path, PATH_MAX - strlen (whole));
  return strncmp (whole, folder, length) == 0 && (whole[length] == '/' || whole[length] == '\0');
}

/* Whether this call fails; its error number is set. */
static int
fails (void)
{
  unsigned call = atomic_fetch_add (&n_calls, 1) + 1;

  if (call < first || call > last)
    return 0;
  if (atomic_fetch_add (&n_failed, 1) == 0 && found != NULL)
    close (NEXT ("open", Open *) (found, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  errno = number;
  return 1;
}

static int
fails_at (const char *path)
{
  return is_below (path) && fails ();
}

static int
is_open_below (int file)
{
  char name[64], path[PATH_MAX];
  ssize_t length;

  if (folder[0] == '\0')
    return 0;
  snprintf (name, sizeof name, "/proc/self/fd/%d", file);
  length = readlink (name, path, sizeof path - 1);
  if (length < 0)
    return 0;
  path[length] = '\0';
  return is_below (path);
}

static int
fails_in (int file)
{
  return is_open_below (file) && fails ();
}

/* How much of a write is done; 0 where it fails. */
static size_t
cut (int file, size_t n)
{
  if (!is_open_below (file) || !fails ())
    return n;
  return last == UINT_MAX && atomic_load (&n_failed) == 1 ? n / 2 : 0;
}

static int
writes (int flags)
{
  return (flags & O_ACCMODE) != O_RDONLY;
}

#define GET_MODE(mode, flags) \
  do \
    { \
      va_list more; \
\
      va_start (more, flags); \
      mode = (flags) & (O_CREAT | O_TMPFILE) ? va_arg (more, mode_t) : 0; \
      va_end (more); \
    } \
  while (0)

/* Names that <fcntl.h> and others turn into those with 64: they are set as symbols. */
#define OPEN(name) \
  int faults_##name (const char *path, int flags, ...) __asm__(#name); \
  int faults_##name (const char *path, int flags, ...) \
  { \
    mode_t mode; \
\
    GET_MODE (mode, flags); \
    return writes (flags) && fails_at (path) ? -1 : NEXT (#name, Open *) (path, flags, mode); \
  }

#define OPEN_AT(name) \
  int faults_##name (int at, const char *path, int flags, ...) __asm__(#name); \
  int faults_##name (int at, const char *path, int flags, ...) \
  { \
    mode_t mode; \
\
    GET_MODE (mode, flags); \
    return writes (flags) && (at == AT_FDCWD || *path == '/') && fails_at (path) \
             ? -1 \
             : NEXT (#name, OpenAt *) (at, path, flags, mode); \
  }

#define WRITE_AT(name) \
  ssize_t faults_##name (int file, const void *bytes, size_t n, off_t place) __asm__(#name); \
  ssize_t faults_##name (int file, const void *bytes, size_t n, off_t place) \
  { \
    size_t n_done = cut (file, n); \
\
    return n > 0 && n_done == 0 ? -1 : NEXT (#name, WriteAt *) (file, bytes, n_done, place); \
  }

#define OF_FILE(name) \
  int faults_##name (int file) __asm__(#name); \
  int faults_##name (int file) { return fails_in (file) ? -1 : NEXT (#name, OfFile *) (file); }

#define OF_LENGTH(name) \
  int faults_##name (int file, off_t length) __asm__(#name); \
  int faults_##name (int file, off_t length) \
  { \
    return fails_in (file) ? -1 : NEXT (#name, OfLength *) (file, length); \
  }

#define OF_RANGE(name) \
  int faults_##name (int file, off_t begin, off_t length) __asm__(#name); \
  int faults_##name (int file, off_t begin, off_t length) \
  { \
    return fails_in (file) ? number : NEXT (#name, OfRange *) (file, begin, length); \
  }

#define OF_TWO(name) \
  int faults_##name (const char *from, const char *to) __asm__(#name); \
  int faults_##name (const char *from, const char *to) \
  { \
    return fails_at (to) ? -1 : NEXT (#name, OfTwo *) (from, to); \
  }

OPEN (open)
OPEN (open64)
OPEN_AT (openat)
OPEN_AT (openat64)
WRITE_AT (pwrite)
WRITE_AT (pwrite64)
OF_FILE (fsync)
OF_FILE (fdatasync)
OF_LENGTH (ftruncate)
OF_LENGTH (ftruncate64)
OF_RANGE (posix_fallocate)
OF_RANGE (posix_fallocate64)
OF_TWO (rename)
OF_TWO (link)

ssize_t
write (int file, const void *bytes, size_t n)
{
  size_t n_done = cut (file, n);

  return n > 0 && n_done == 0 ? -1 : NEXT ("write", Write *) (file, bytes, n_done);
}

int
mkdir (const char *path, mode_t mode)
{
  return fails_at (path) ? -1 : NEXT ("mkdir", OfMode *) (path, mode);
}

/* A stream of stdio calls none of the above, so that one for writing is made of them. */
static ssize_t
stream_write (void *file, const char *bytes, size_t n)
{
  ssize_t n_done = write (*(int *) file, bytes, n);

  return n_done < 0 ? 0 : n_done;
}

static int
stream_close (void *file)
{
  int code = close (*(int *) file);

  free (file);
  return code;
}

static FILE *
open_stream (const char *path, const char *mode)
{
  const cookie_io_functions_t functions = { .write = stream_write, .close = stream_close };
  int *file = malloc (sizeof *file);

  *file = open (path, O_WRONLY | O_CREAT | (*mode == 'a' ? O_APPEND : O_TRUNC), 0666);
  if (*file >= 0)
    return fopencookie (file, mode, functions);
  free (file);
  return NULL;
}

#define OPEN_STREAM(name) \
  FILE *faults_##name (const char *path, const char *mode) __asm__(#name); \
  FILE *faults_##name (const char *path, const char *mode) \
  { \
    return *mode != 'r' && is_below (path) ? open_stream (path, mode) \
                                           : NEXT (#name, OpenStream *) (path, mode); \
  }

OPEN_STREAM (fopen)
OPEN_STREAM (fopen64)
