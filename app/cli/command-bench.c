/* SPDX-License-Identifier: MIT */
/* bench: samples a second of training steps, after a warm-up, without
 * validation; with --decode how soon a code becomes a sample. Nothing is saved.
 */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/timed-model.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/model-file.h"
#include "app/cli/output.h"
#include "app/data/batch-bridge.h"
#include "engine/kernels.h"

#define WARM_UP_SECONDS 0.5
#define DECODER_SECONDS 0.4

/* What was measured of one model; the times are 0 where they were not asked for. */
typedef struct
{
  const char *model;
  guint n_threads;
  double rate;
  double one;
  double grid;
} Figures;

static void
print_text (const Figures *figures)
{
  g_autofree char *count = wb_cli_count_to_text ((guint64) (figures->rate + 0.5));

  printf ("%-16s %2u %s  %12s samples/s", figures->model, figures->n_threads,
          figures->n_threads == 1 ? "thread " : "threads", count);
  if (figures->one > 0)
    printf ("   one code %8.1f µs   20 × 20 codes %7.2f ms", 1e6 * figures->one,
            1e3 * figures->grid);
  putchar ('\n');
  fflush (stdout);
}

static void
print_json (const Figures *figures)
{
  json_t *object = json_object ();

  json_object_set_new (object, "model", wb_cli_text_to_json (figures->model));
  json_object_set_new (object, "threads", json_integer (figures->n_threads));
  json_object_set_new (object, "kernels", json_string (ae_kernels ()->name));
  wb_cli_add_real (object, "samples_per_second", figures->rate);
  if (figures->one > 0)
    {
      wb_cli_add_real (object, "decode_one_seconds", figures->one);
      wb_cli_add_real (object, "decode_grid_seconds", figures->grid);
    }
  wb_cli_print_json (object);
}

static gboolean
measure (WbTimedModel *timed, const WbArguments *arguments, Figures *figures, GError **error)
{
  double seconds = wb_arguments_get_real (arguments, "seconds", 3);

  return wb_timed_model_warm_up (timed, MIN (seconds, WARM_UP_SECONDS), error)
         && wb_timed_model_run (timed, seconds, &figures->rate, error)
         && (!wb_arguments_has (arguments, "decode")
             || wb_timed_model_time_decoder (timed, MIN (seconds, DECODER_SECONDS), &figures->one,
                                             &figures->grid, error));
}

/* @is_text: @name is a file with a model as text, no template or project */
static gboolean
measure_model (const WbArguments *arguments,
               const char *name,
               gboolean is_text,
               DsSource *source,
               AePool *pool,
               GError **error)
{
  Figures figures = { .model = name, .n_threads = ae_pool_get_n_threads (pool) };
  DsDataset *training = ds_source_get_training (source);
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (training));
  g_autoptr (WbProject) project = is_text ? wb_cli_open_model (name, &shape, error)
                                          : wb_timed_model_open_model (name, source, error);
  g_autoptr (WbTimedModel) timed = NULL;

  if (project == NULL)
    return FALSE;
  timed = wb_timed_model_new (project, training, pool, error);
  if (timed == NULL || !measure (timed, arguments, &figures, error))
    return FALSE;
  (wb_arguments_has (arguments, "json") ? print_json : print_text) (&figures);
  return TRUE;
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *text = wb_arguments_get_text (arguments, "model");
  g_autoptr (AePool) pool = ae_pool_new ((guint) wb_arguments_get_int (arguments, "threads", 0));
  g_autoptr (DsSource) source = NULL;

  if (!wb_cli_check_model (arguments, error))
    return FALSE;
  source = wb_cli_open_source (arguments, wb_cli_get_location (arguments, NULL), NULL, NULL, error);
  if (source == NULL)
    return FALSE;
  if (text != NULL)
    return measure_model (arguments, text, TRUE, source, pool, error);
  for (guint i = 0; i < wb_arguments_get_n_words (arguments); i++)
    if (!measure_model (arguments, wb_arguments_get_word (arguments, i), FALSE, source, pool,
                        error))
      return FALSE;
  return TRUE;
}

static const WbCliOption options[] = {
  WB_CLI_MODEL_OPTION,
  { "data", 0, WB_CLI_INPUT, "DATA", 0, 0, "a path, a name or built-in; else built-in" },
  WB_CLI_THREADS_OPTION,
  { "seconds", 0, WB_CLI_REAL, "S", 0.05, 3600, "for each model, after a warm-up; else 3" },
  { "decode", 0, WB_CLI_FLAG, NULL, 0, 0, "time the decoder too, on one thread" },
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_bench = {
  .name = "bench",
  .grammar = { "MODEL…", 0, G_MAXUINT, options, .more_options = wb_cli_import_options },
  .summary = "measures the speed of training: templates or files",
  .run = run,
};
