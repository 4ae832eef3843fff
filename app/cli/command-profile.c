/* SPDX-License-Identifier: MIT */
/* profile: where the time of a model's training steps goes, layer by layer.
 *
 * A layer's arithmetic is that of its products, counted dense: once forward,
 * and once each backward for the weights and, but in the first layer that
 * learns, for the input. Its traffic is what it reads and writes at least:
 * inputs, outputs and their gradients.
 */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/timed-model.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"

#define WARM_UP_SECONDS 0.3

/* One line of the table; @flops and @bytes of one sample's step, 0 where they
 * say nothing. */
typedef struct
{
  guint number;
  const char *name;
  double forward;
  double backward;
  double flops;
  double bytes;
} Row;

static const char *const part_names[] = {
  [AE_PART_GATHER] = "reading samples",
  [AE_PART_LOSS] = "loss",
  [AE_PART_UPDATE] = "update",
};

static gsize
count_values (const AeNetwork *network, guint index)
{
  return ae_shape_size (ae_network_get_shape (network, index));
}

static gboolean
learns (const AeNetwork *network, guint index)
{
  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    if (ae_network_get_weight (network, i)->layer == index)
      return TRUE;
  return FALSE;
}

static Row
make_layer_row (WbTimedModel *timed, guint index, gboolean *any_before)
{
  const AeNetwork *network = wb_timed_model_get_network (timed);
  AeLayerTime time = ae_trainer_get_layer_time (wb_timed_model_get_trainer (timed), index);
  double flops = ae_network_get_flops (network, index);
  Row row = {
    .number = index + 1,
    .name = ae_model_get_layer (ae_network_get_model (network), index)->klass->type,
    .forward = time.forward,
    .backward = time.backward,
    .flops = flops * (*any_before ? 3 : 2),
    .bytes = 2.0 * sizeof (float)
             * (double) (count_values (network, index - 1) + count_values (network, index)),
  };

  *any_before = *any_before || learns (network, index);
  return row;
}

static GArray *
make_rows (WbTimedModel *timed)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  const AeNetwork *network = wb_timed_model_get_network (timed);
  gboolean any_before = FALSE;

  for (guint i = 1; i < ae_network_get_n_layers (network); i++)
    {
      Row row = make_layer_row (timed, i, &any_before);

      g_array_append_val (rows, row);
    }
  for (guint i = 0; i < AE_N_PARTS; i++)
    {
      Row row = { .name = part_names[i] };

      row.forward = ae_trainer_get_part_time (wb_timed_model_get_trainer (timed), i);
      g_array_append_val (rows, row);
    }
  return rows;
}

static double
sum_seconds (const GArray *rows)
{
  double sum = 0;

  for (guint i = 0; i < rows->len; i++)
    sum += g_array_index (rows, Row, i).forward + g_array_index (rows, Row, i).backward;
  return sum;
}

static void
print_json (const Row *row, double total, double samples)
{
  json_t *object = json_object ();
  double seconds = row->forward + row->backward;

  if (row->number > 0)
    json_object_set_new (object, "layer", json_integer (row->number));
  json_object_set_new (object, "name", json_string (row->name));
  wb_cli_add_real (object, "share", seconds / total);
  wb_cli_add_real (object, "forward_seconds", row->forward);
  wb_cli_add_real (object, "backward_seconds", row->backward);
  if (row->flops > 0 && seconds > 0)
    wb_cli_add_real (object, "gflops_per_second", row->flops * samples / seconds / 1e9);
  if (row->bytes > 0 && seconds > 0)
    wb_cli_add_real (object, "gigabytes_per_second", row->bytes * samples / seconds / 1e9);
  wb_cli_print_json (object);
}

static void
print_text (const Row *row, double total, double samples)
{
  double seconds = row->forward + row->backward;

  if (row->number > 0)
    printf ("%4u  %-24s", row->number, row->name);
  else
    printf ("      %-24s", row->name);
  printf ("%6.1f %%  %10.2f  %10.2f", 100 * seconds / total, 1e6 * row->forward / samples,
          1e6 * row->backward / samples);
  if (row->flops > 0 && seconds > 0)
    printf ("  %8.1f", row->flops * samples / seconds / 1e9);
  else
    printf ("  %8s", "–");
  if (row->bytes > 0 && seconds > 0)
    printf ("  %6.1f\n", row->bytes * samples / seconds / 1e9);
  else
    printf ("  %6s\n", "–");
}

static void
print (WbTimedModel *timed, double rate, guint n_threads, gboolean json)
{
  g_autoptr (GArray) rows = make_rows (timed);
  double total = sum_seconds (rows), samples = (double) wb_timed_model_get_samples (timed);

  if (!json)
    printf ("      %-24s%8s  %10s  %10s  %8s  %6s\n", "", "share", "forward µs", "backward µs",
            "GFLOP/s", "GB/s");
  for (guint i = 0; i < rows->len; i++)
    (json ? print_json : print_text) (&g_array_index (rows, Row, i), total, samples);
  if (!json)
    printf ("\n%.0f samples/s with %u %s; µs are those of one thread for one sample.\n", rate,
            n_threads, n_threads == 1 ? "thread" : "threads");
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  double seconds = wb_arguments_get_real (arguments, "seconds", 2), rate = 0;
  g_autoptr (AePool) pool = ae_pool_new ((guint) wb_arguments_get_int (arguments, "threads", 1));
  g_autoptr (DsSource) source = NULL;
  g_autoptr (WbProject) project = NULL;
  g_autoptr (WbTimedModel) timed = NULL;

  source = wb_cli_open_source (arguments, wb_cli_get_location (arguments, NULL), NULL, NULL, error);
  if (source == NULL)
    return FALSE;
  project = wb_timed_model_open_model (wb_arguments_get_word (arguments, 0), source, error);
  if (project == NULL)
    return FALSE;
  timed = wb_timed_model_new (project, ds_source_get_training (source), pool, error);
  if (timed == NULL || !wb_timed_model_warm_up (timed, WARM_UP_SECONDS, error))
    return FALSE;
  ae_trainer_profile (wb_timed_model_get_trainer (timed), TRUE);
  if (!wb_timed_model_run (timed, seconds, &rate, error))
    return FALSE;
  print (timed, rate, ae_pool_get_n_threads (pool), wb_arguments_has (arguments, "json"));
  return TRUE;
}

static const WbCliOption options[] = {
  { "data", 0, WB_CLI_INPUT, "DATA", 0, 0, "a path, a name or built-in; else built-in" },
  { "threads", 0, WB_CLI_INT, "N", 1, 256, "threads; else 1" },
  { "seconds", 0, WB_CLI_REAL, "S", 0.05, 3600, "train for so long; else 2" },
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_profile = {
  .name = "profile",
  .grammar = { "FILE|TEMPLATE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "tells which layers take the time of training",
  .run = run,
};
