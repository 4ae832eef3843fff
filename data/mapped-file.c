/* SPDX-License-Identifier: MIT */
/*
 * The system sends SIGBUS to a thread that reads a mapped page behind the end
 * of its file, or one that the disk does not give. The handler looks the
 * address up, lays zeros over the rest of that mapping, marks it, and lets the
 * thread read on. A fault at any other address goes to whoever caught SIGBUS
 * before.
 *
 * The handler may run in any thread at any moment, so it takes no lock and
 * walks a list whose nodes are never freed, only used again. The mapping that
 * it looks for cannot go away meanwhile: the thread at fault holds it.
 */
#include "data/mapped-file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/error.h"
#include "data/file.h"
#include "data/words.h"

/* Of a larger file, samples are read here and there: what the system would read
 * ahead of each (8 MB on some) is more than the sample by far. */
#define LARGE ((gsize) 2 << 30)

/**
 * Mapping: one file.
 * @next: never changes
 * @start: @size: where it lies; the size is 0 while the node is not in use
 * @torn: a page could not be read
 * @descriptor: @before: the open file, and how it was then
 */
typedef struct _Mapping Mapping;
struct _Mapping
{
  Mapping *next;
  atomic_uintptr_t start;
  atomic_size_t size;
  atomic_bool torn;
  GMappedFile *file;
  char *path;
  int descriptor;
  struct stat before;
};

static _Atomic (Mapping *) mappings;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static GHashTable *opened; /* of every file so far; under the mutex */
static struct sigaction previous;

static Mapping *
find_mapping (guintptr address)
{
  for (Mapping *self = atomic_load (&mappings); self != NULL; self = self->next)
    if (address - atomic_load (&self->start) < atomic_load (&self->size))
      return self;
  return NULL;
}

static gboolean
lay_zeros (Mapping *self, guintptr address)
{
  guintptr page = address - address % (guintptr) sysconf (_SC_PAGESIZE);
  gsize left = atomic_load (&self->start) + atomic_load (&self->size) - page;

  atomic_store (&self->torn, TRUE);
  return mmap ((gpointer) page, left, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
         != MAP_FAILED;
}

static void
bus_error_cb (int number, siginfo_t *info, gpointer context)
{
  gboolean is_fault = info->si_code > 0;
  Mapping *mapping = is_fault ? find_mapping ((guintptr) info->si_addr) : NULL;
  int error = errno;

  if (mapping != NULL && lay_zeros (mapping, (guintptr) info->si_addr))
    {
      errno = error;
      return;
    }
  if ((previous.sa_flags & SA_SIGINFO) != 0)
    previous.sa_sigaction (number, info, context);
  else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
    previous.sa_handler (number);
  else if (is_fault || previous.sa_handler == SIG_DFL)
    {
      signal (SIGBUS, SIG_DFL);
      raise (SIGBUS);
    }
}

static void
catch_bus_errors (void)
{
  struct sigaction action = {
    .sa_sigaction = bus_error_cb,
    .sa_flags = SA_SIGINFO | SA_ONSTACK,
  };

  sigemptyset (&action.sa_mask);
  sigaction (SIGBUS, &action, &previous);
}

/* A node for the list, or one of it that nobody uses; under the mutex. */
static Mapping *
get_node (void)
{
  Mapping *self = atomic_load (&mappings);

  while (self != NULL && self->file != NULL)
    self = self->next;
  if (self != NULL)
    return self;

  self = g_new0 (Mapping, 1);
  self->next = atomic_load (&mappings);
  atomic_store (&mappings, self);
  return self;
}

/* (transfer full): what a file is known by, whatever it is called. */
static char *
name_file (const struct stat *status)
{
  return g_strdup_printf ("%ju:%ju", (uintmax_t) status->st_dev, (uintmax_t) status->st_ino);
}

static Mapping *
add_mapping (GMappedFile *file, int descriptor, const char *path, const struct stat *status)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  Mapping *self;

  pthread_once (&once, catch_bus_errors);
  pthread_mutex_lock (&mutex);
  if (opened == NULL)
    opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (opened, name_file (status));
  self = get_node ();
  self->file = file;
  pthread_mutex_unlock (&mutex);

  self->descriptor = descriptor;
  self->path = g_strdup (path);
  self->before = *status;
  atomic_store (&self->torn, FALSE);
  atomic_store (&self->start, (guintptr) g_mapped_file_get_contents (file));
  atomic_store (&self->size, g_mapped_file_get_length (file));
  return self;
}

static void
remove_mapping (gpointer data)
{
  Mapping *self = data;

  atomic_store (&self->size, 0);
  g_mapped_file_unref (self->file);
  close (self->descriptor);
  g_free (self->path);
  pthread_mutex_lock (&mutex);
  self->file = NULL;
  pthread_mutex_unlock (&mutex);
}

/* @descriptor: taken over where it works. */
static GBytes *
map (const char *path, int descriptor, GError **error)
{
  struct stat status;
  GMappedFile *file = fstat (descriptor, &status) == 0
                        ? g_mapped_file_new_from_fd (descriptor, FALSE, NULL)
                        : NULL;

  if (file == NULL)
    {
      ds_file_set_error (error, path, EIO);
      return NULL;
    }
  if (g_mapped_file_get_length (file) > LARGE)
    madvise (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), MADV_RANDOM);
  return g_bytes_new_with_free_func (g_mapped_file_get_contents (file),
                                     g_mapped_file_get_length (file), remove_mapping,
                                     add_mapping (file, descriptor, path, &status));
}

GBytes *
ds_mapped_file_new (const char *path, GError **error)
{
  gboolean is_folder;
  int descriptor;
  GBytes *contents;

  if (!ds_file_is_folder (path, &is_folder, error))
    return NULL;
  if (is_folder)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, DS_ERROR, DS_ERROR_READ, _ ("“%s” is a folder. Name a file in it."),
                   shown);
      return NULL;
    }
  descriptor = open (path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    {
      ds_file_set_error (error, path, errno);
      return NULL;
    }
  contents = map (path, descriptor, error);
  if (contents == NULL)
    close (descriptor);
  return contents;
}

gboolean
ds_mapped_file_was_opened (const char *path)
{
  struct stat status;
  g_autofree char *name = stat (path, &status) == 0 ? name_file (&status) : NULL;
  gboolean was_opened;

  pthread_mutex_lock (&mutex);
  was_opened = name != NULL && opened != NULL && g_hash_table_contains (opened, name);
  pthread_mutex_unlock (&mutex);
  return was_opened;
}

gboolean
ds_mapped_file_is_mapped (GBytes *contents)
{
  return find_mapping ((guintptr) g_bytes_get_data (contents, NULL)) != NULL;
}

gboolean
ds_mapped_file_is_large (GBytes *contents)
{
  const Mapping *self = find_mapping ((guintptr) g_bytes_get_data (contents, NULL));

  return self != NULL && atomic_load (&self->size) > LARGE;
}

void
ds_mapped_file_let_go (GBytes *contents)
{
  Mapping *self = find_mapping ((guintptr) g_bytes_get_data (contents, NULL));

  if (self != NULL)
    madvise ((gpointer) atomic_load (&self->start), atomic_load (&self->size), MADV_DONTNEED);
}

gboolean
ds_mapped_file_check (GBytes *contents, GError **error)
{
  Mapping *self = find_mapping ((guintptr) g_bytes_get_data (contents, NULL));
  g_autofree char *shown = NULL;
  struct stat now;

  if (self == NULL
      || (!atomic_load (&self->torn) && fstat (self->descriptor, &now) == 0
          && now.st_size == self->before.st_size && now.st_mtime == self->before.st_mtime))
    return TRUE;
  shown = g_filename_display_name (self->path);
  return ds_refuse (error, DS_ERROR_CHANGED,
                    _ ("“%s” has changed since it was opened, or its disk does not answer. Let "
                       "whoever writes it finish, then open it again."),
                    shown);
}
