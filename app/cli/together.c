/* SPDX-License-Identifier: MIT */
/* A message is text: empty from rank 0 to dismiss the others, else why its rank gave up. */
#include "app/cli/together.h"

#include <stdio.h>
#include <string.h>

#include "app/project/run-hash.h"
#include "engine/kernels.h"

static void
mute (FILE *stream)
{
  if (freopen ("/dev/null", "w", stream) == NULL)
    fclose (stream);
}

gboolean
wb_cli_join (WbRanks **ranks, GError **error)
{
  if (!wb_ranks_join (ranks, error))
    return FALSE;
  if (wb_ranks_get_rank (*ranks) == 0)
    return TRUE;
  mute (stdout);
  mute (stderr);
  return TRUE;
}

char *
wb_cli_describe_plan (const WbProject *project, guint64 n_samples)
{
  g_autoptr (GPtrArray) flags = wb_flags_new ();
  g_autofree char *run = wb_run_hash (project->model, &project->recipe, project->data,
                                      project->removed, NULL, flags);
  g_autofree char *weights = NULL;
  WbPosition position = { 0 };

  if (project->checkpoint != NULL)
    {
      weights = wb_weights_hash (project->checkpoint);
      position = *wb_checkpoint_get_position (project->checkpoint);
    }
  return g_strdup_printf ("%s %s %" G_GUINT64_FORMAT " %u %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT
                          " %s",
                          run, weights != NULL ? weights : "-", position.step,
                          position.epochs_planned, project->recipe.epochs, n_samples,
                          ae_kernels ()->name);
}

gboolean
wb_cli_agree (WbRanks *ranks, const GError *cause, const char *plan, GError **error)
{
  g_autoptr (GError) verdict = NULL;
  gboolean agreed = ranks == NULL ? cause == NULL
                                  : wb_ranks_agree (ranks, cause != NULL ? cause->message : NULL,
                                                    plan, &verdict);

  if (agreed)
    return TRUE;
  g_propagate_error (error, cause != NULL ? g_error_copy (cause) : g_steal_pointer (&verdict));
  return FALSE;
}

static void
tell_others (WbRanks *ranks, const char *text)
{
  for (guint rank = 0; rank < wb_ranks_get_n (ranks); rank++)
    if (rank != wb_ranks_get_rank (ranks))
      wb_ranks_send (ranks, rank, text, strlen (text) + 1);
}

void
wb_cli_dismiss (WbRanks *ranks)
{
  if (ranks != NULL)
    tell_others (ranks, "");
}

void
wb_cli_give_up (WbRanks *ranks, const char *why)
{
  if (ranks != NULL)
    tell_others (ranks, why);
}

char *
wb_cli_hear_end (WbRanks *ranks)
{
  guint rank;
  g_autoptr (GBytes) bytes = wb_ranks_receive (ranks, &rank);

  if (bytes == NULL)
    return g_strdup ("Another process of this training has ended.");
  return g_strdup_printf ("Process %u: %s", rank, (const char *) g_bytes_get_data (bytes, NULL));
}

gboolean
wb_cli_leave (WbRanks *ranks, gboolean done, GError **error)
{
  gboolean leads = wb_ranks_get_rank (ranks) == 0;

  wb_ranks_leave (ranks);
  if (leads)
    return done;
  g_clear_error (error);
  return TRUE;
}
