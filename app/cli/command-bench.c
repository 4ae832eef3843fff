/* SPDX-License-Identifier: MIT */
/* bench: samples a second of training steps, after a warm-up, without
 * validation. Nothing is saved.
 */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/exercise.h"
#include "app/cli/material.h"
#include "app/cli/output.h"

#define WARM_UP_SECONDS 0.5

static void
print (const char *model, guint n_threads, double rate, gboolean json)
{
  WbJson *object;

  if (!json)
    {
      g_autofree char *count = wb_cli_count_to_text ((guint64) (rate + 0.5));

      printf ("%-16s %2u %s  %12s samples/s\n", model, n_threads,
              n_threads == 1 ? "thread " : "threads", count);
      fflush (stdout);
      return;
    }
  object = wb_json_new_object ();
  wb_json_add (object, "model", wb_json_new_string (model));
  wb_json_add (object, "threads", wb_json_new_uint (n_threads));
  wb_cli_add_real (object, "samples_per_second", rate);
  wb_cli_print_json (object);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  double seconds = wb_arguments_get_real (arguments, "seconds", 3);
  g_autoptr (AePool) pool = ae_pool_new ((guint) wb_arguments_get_int (arguments, "threads", 0));
  g_autoptr (DsSource) source = NULL;

  source = wb_cli_open_source (wb_cli_get_location (arguments, NULL), NULL, NULL, error);
  if (source == NULL)
    return FALSE;
  for (guint i = 0; i < wb_arguments_get_n_words (arguments); i++)
    {
      const char *word = wb_arguments_get_word (arguments, i);
      g_autoptr (WbProject) project = wb_exercise_open_model (word, source, error);
      g_autoptr (WbExercise) exercise = NULL;
      double rate = 0;

      if (project == NULL)
        return FALSE;
      exercise = wb_exercise_new (project, ds_source_get_training (source), pool, error);
      if (exercise == NULL || !wb_exercise_run (exercise, WARM_UP_SECONDS, &rate, error)
          || !wb_exercise_run (exercise, seconds, &rate, error))
        return FALSE;
      print (word, ae_pool_get_n_threads (pool), rate, wb_arguments_has (arguments, "json"));
    }
  return TRUE;
}

static const WbCliOption options[] = {
  { "data", 0, WB_CLI_TEXT, "DATA", 0, 0, "a path or built-in; else built-in" },
  WB_CLI_THREADS_OPTION,
  { "seconds", 0, WB_CLI_REAL, "S", 0.05, 3600, "for each model, after a warm-up; else 3" },
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_bench = {
  .name = "bench",
  .grammar = { "MODEL…", 1, G_MAXUINT, options },
  .summary = "measures the speed of training: templates or files",
  .run = run,
};
