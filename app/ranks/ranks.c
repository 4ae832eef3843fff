/* SPDX-License-Identifier: MIT */
/* The module is looked for beside the program, and then where it is installed. */
#include "app/ranks/ranks.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/ranks/ranks-config.h"
#include "app/ranks/ranks-module.h"
#include "engine/error.h"

#if HG_HAS_MPI
#  include <dlfcn.h>
#endif

/* Between two looks for a message that is waited for. */
#define TICK (G_USEC_PER_SEC / 1000)

struct _WbRanks
{
  const WbRanksModule *module;
  AeExchange exchange;
  int stopped; /* atomic */
};

/* What starters of MPI programs tell each process: Open MPI's own, and PMIx, which
 * Slurm speaks, too. */
static gboolean
is_one_of_many (void)
{
  return g_getenv ("OMPI_COMM_WORLD_SIZE") != NULL || g_getenv ("PMIX_RANK") != NULL;
}

#if HG_HAS_MPI
static const WbRanksModule *
load_from (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "hourglass-mpi.so", NULL);
  void *library;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  /* Open MPI's own parts look for its symbols among all. */
  library = dlopen (path, RTLD_NOW | RTLD_GLOBAL);
  return library != NULL ? dlsym (library, WB_RANKS_MODULE_SYMBOL) : NULL;
}

static const WbRanksModule *
load (GError **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup (".");
  const WbRanksModule *module = load_from (folder);
  const char *cause;

  if (module == NULL)
    module = load_from (HG_MODULE_FOLDER);
  cause = module == NULL ? dlerror () : NULL;
  if (module == NULL)
    wb_refuse (error, WB_ERROR_RANKS,
               _ ("This is one of several processes, and “hourglass-mpi.so”, by which they meet, "
                  "cannot be loaded: %s. Install the program anew, or Open MPI's library."),
               cause != NULL ? cause : HG_MODULE_FOLDER);
  return module;
}
#else
static const WbRanksModule *
load (GError **error)
{
  wb_refuse (error, WB_ERROR_RANKS,
             _ ("This is one of several processes, and the program was built without MPI. Start it "
                "without mpirun, or build it where libopenmpi-dev is installed."));
  return NULL;
}
#endif

static gboolean
swap (gpointer data, const AePiece *out, guint n_out, const AePiece *in, guint n_in, GError **error)
{
  WbRanks *self = data;

  for (guint i = 0; i < n_out + n_in; i++)
    if ((i < n_out ? out[i] : in[i - n_out]).size > G_MAXINT)
      return ae_refuse (error, AE_ERROR_RANK,
                        _ ("The model is too large to be trained by several processes."));
  if (self->module->swap (out, n_out, in, n_in, &self->stopped))
    return TRUE;
  return ae_refuse (error, AE_ERROR_RANK, _ ("Another process of this training has ended."));
}

gboolean
wb_ranks_join (WbRanks **ranks, GError **error)
{
  g_autofree WbRanks *self = NULL;

  *ranks = NULL;
  if (!is_one_of_many ())
    return TRUE;
  self = g_new0 (WbRanks, 1);
  self->module = load (error);
  if (self->module == NULL)
    return FALSE;
  self->exchange.data = self;
  self->exchange.swap = swap;
  if (!self->module->join (&self->exchange.rank, &self->exchange.n_ranks))
    return wb_refuse (error, WB_ERROR_RANKS,
                      _ ("MPI could not be begun. Does mpirun start other programs here?"));
  *ranks = g_steal_pointer (&self);
  return TRUE;
}

void
wb_ranks_leave (WbRanks *self)
{
  if (self != NULL && !g_atomic_int_get (&self->stopped))
    self->module->leave ();
  g_free (self);
}

guint
wb_ranks_get_rank (const WbRanks *self)
{
  return self != NULL ? self->exchange.rank : 0;
}

guint
wb_ranks_get_n (const WbRanks *self)
{
  return self != NULL ? self->exchange.n_ranks : 1;
}

const AeExchange *
wb_ranks_get_exchange (WbRanks *self)
{
  return self != NULL ? &self->exchange : NULL;
}

void
wb_ranks_stop_waiting (WbRanks *self)
{
  g_atomic_int_set (&self->stopped, TRUE);
}

void
wb_ranks_send (WbRanks *self, guint rank, gconstpointer data, gsize size)
{
  self->module->send (rank, data, size);
}

GBytes *
wb_ranks_receive (WbRanks *self, guint *rank)
{
  return self->module->receive (rank);
}

static GBytes *
wait_for_message (WbRanks *self, guint *rank)
{
  GBytes *bytes;

  while ((bytes = wb_ranks_receive (self, rank)) == NULL)
    g_usleep (TICK);
  return bytes;
}

/* Rank 0 hears all, and says what is wrong, or nothing. A word begins with "!" where its
 * rank is not ready. */
static char *
judge (WbRanks *self, const char *word)
{
  char *verdict = g_strdup (*word == '!' ? word + 1 : "");

  for (guint i = 1; i < self->exchange.n_ranks; i++)
    {
      guint rank;
      g_autoptr (GBytes) bytes = wait_for_message (self, &rank);
      const char *other = g_bytes_get_data (bytes, NULL);

      if (*verdict != '\0' || strcmp (other, word) == 0)
        continue;
      g_free (verdict);
      verdict
        = *other == '!'
            ? g_strdup_printf (_ ("Process %u: %s"), rank, other + 1)
            : g_strdup_printf (_ ("Process %u has other files, settings or data than process 0, or "
                                  "a processor of another kind. Give all of them the same; "
                                  "HOURGLASS_KERNELS=avx2 makes processors alike."),
                               rank);
    }
  for (guint rank = 1; rank < self->exchange.n_ranks; rank++)
    wb_ranks_send (self, rank, verdict, strlen (verdict) + 1);
  return verdict;
}

gboolean
wb_ranks_agree (WbRanks *self, const char *problem, const char *plan, GError **error)
{
  g_autofree char *word = problem != NULL ? g_strconcat ("!", problem, NULL) : g_strdup (plan);
  g_autofree char *verdict = NULL;

  if (self->exchange.rank == 0)
    {
      verdict = judge (self, word);
    }
  else
    {
      guint rank;
      g_autoptr (GBytes) bytes = NULL;

      wb_ranks_send (self, 0, word, strlen (word) + 1);
      bytes = wait_for_message (self, &rank);
      verdict = g_strdup (g_bytes_get_data (bytes, NULL));
    }
  return *verdict == '\0' || wb_refuse (error, WB_ERROR_RANKS, "%s", verdict);
}
