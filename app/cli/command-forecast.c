/* SPDX-License-Identifier: MIT */
/* forecast: what a training by several processes would be worth.
 *
 * Each number of them is measured: the share of a step that is the largest is run with
 * an exchange that answers at once and counts what would have gone over the link. The
 * link adds its latency for each swap and the time of the bytes. Processes that mpirun
 * has started then make steps together, to hold the forecast against.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/link.h"
#include "app/cli/output.h"
#include "app/cli/timed-model.h"
#include "app/cli/together.h"
#include "app/sort.h"

#define WARM_UP_SECONDS 0.3

/* How long each number of processes is measured. */
#define SECONDS 0.7

/* A pretended exchange: what one step would have sent, or received where that is more. */
typedef struct
{
  AeExchange exchange;
  guint64 n_bytes;
  guint n_swaps;
} Pretence;

/* Seconds of a step of @n processes: @work is the largest share's, @link the swaps';
 * @measured is that of these processes together, where they are this many, else 0. */
typedef struct
{
  guint n;
  double work;
  double link;
  double measured;
  gsize n_bytes;
  guint n_swaps;
} Row;

typedef struct
{
  const WbArguments *arguments;
  WbRanks *ranks;
  gboolean json;
  AePool *pool;
  DsSource *source;
  WbProject *project;
  WbTimedModel *timed;
  WbLink link;
  const char *link_kind;
  GArray *rows; /* Row, the first of one process */
} Forecast;

static gsize
sum_sizes (const AePiece *pieces, guint n)
{
  gsize sum = 0;

  for (guint i = 0; i < n; i++)
    sum += pieces[i].size;
  return sum;
}

static gboolean
pretend (gpointer data,
         const AePiece *out,
         guint n_out,
         const AePiece *in,
         guint n_in,
         GError **error)
{
  Pretence *self = data;

  self->n_swaps++;
  self->n_bytes += MAX (sum_sizes (out, n_out), sum_sizes (in, n_in));
  for (guint i = 0; i < n_in; i++)
    memset (in[i].data, 0, in[i].size);
  return TRUE;
}

/* A single thread is timed by its own clock, which stands still while others have the
 * processor; several also wait for each other. */
static double
read_clock (const Forecast *self)
{
  gboolean single = ae_pool_get_n_threads (self->pool) == 1;
  struct timespec now;

  clock_gettime (single ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

/* The fastest step: others who are at work on the machine make it longer, never shorter. */
static gboolean
time_steps (Forecast *self, double *fastest, GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  guint64 most = 0;

  do
    {
      double first = read_clock (self), seconds, rate;
      guint64 n;

      if (!wb_timed_model_run (self->timed, 0, &rate, error))
        return FALSE;
      seconds = read_clock (self) - first;
      /* The batch at the end of the data is smaller. */
      n = wb_timed_model_get_samples (self->timed);
      if (n > most || (n == most && seconds < *fastest))
        *fastest = seconds;
      most = MAX (n, most);
    }
  while ((double) (g_get_monotonic_time () - begin) < SECONDS * G_USEC_PER_SEC);
  return TRUE;
}

/* The last rank's lanes are never fewer than another's. */
static gboolean
measure_row (Forecast *self, guint n, GError **error)
{
  AeTrainer *trainer = wb_timed_model_get_trainer (self->timed);
  Pretence pretence = { .exchange = { &pretence, n - 1, n, pretend } };
  guint64 batch = (guint64) self->project->recipe.batch_size;
  Row row = { .n = n };
  double rate;

  ae_trainer_set_exchange (trainer, &pretence.exchange);
  /* The batch at the end of the data is smaller; after it comes a whole one. */
  for (guint i = 0; i == 0 || (i == 1 && wb_timed_model_get_samples (self->timed) < batch); i++)
    {
      pretence.n_bytes = 0;
      pretence.n_swaps = 0;
      if (!wb_timed_model_run (self->timed, 0, &rate, error))
        return FALSE;
    }
  row.n_swaps = pretence.n_swaps;
  row.n_bytes = pretence.n_bytes;
  if (!time_steps (self, &row.work, error))
    return FALSE;
  ae_trainer_set_exchange (trainer, NULL);
  g_array_append_val (self->rows, row);
  return TRUE;
}

static gboolean
read_numbers (Forecast *self, GArray *numbers, GError **error)
{
  g_autofree char *own = g_strdup_printf ("%u", wb_ranks_get_n (self->ranks));
  const char *text = wb_arguments_get_text (self->arguments, "ranks");
  g_auto (GStrv) words = NULL;

  if (text == NULL)
    text = self->ranks != NULL ? own : "2,4,8";
  words = g_strsplit (text, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *end;
      guint64 number = g_ascii_strtoull (g_strstrip (words[i]), &end, 10);
      guint n = (guint) MIN (number, AE_MAX_RANKS + 1);

      if (*end != '\0' || n < 2 || n > AE_MAX_RANKS)
        return wb_cli_refuse (error, WB_CLI_USAGE,
                              "--ranks wants numbers of processes from 2 to %d, as 2,4,8, not "
                              "“%s”.",
                              AE_MAX_RANKS, words[i]);
      g_array_append_val (numbers, n);
    }
  return TRUE;
}

static gboolean
open_all (Forecast *self, GError **error)
{
  const WbArguments *arguments = self->arguments;

  self->source = wb_cli_open_source (arguments, wb_cli_get_location (arguments, NULL), NULL, NULL,
                                     error);
  if (self->source == NULL)
    return FALSE;
  self->project = wb_timed_model_open_model (wb_arguments_get_word (arguments, 0), self->source,
                                             error);
  if (self->project == NULL)
    return FALSE;
  self->project->recipe.batch_size = wb_arguments_get_int (arguments, "batch-size",
                                                           self->project->recipe.batch_size);
  self->timed = wb_timed_model_new (self->project, ds_source_get_training (self->source),
                                    self->pool, error);
  return self->timed != NULL;
}

static gsize
get_gradient_size (const Forecast *self)
{
  return ae_network_get_n_trained (wb_timed_model_get_network (self->timed)) * sizeof (float);
}

static gboolean
measure_link (Forecast *self, GError **error)
{
  gboolean given = wb_arguments_has (self->arguments, "latency");

  if (given != wb_arguments_has (self->arguments, "bandwidth"))
    return wb_cli_refuse (error, WB_CLI_USAGE,
                          "--latency and --bandwidth describe a link together: give both, or "
                          "neither to have one measured.");
  if (given)
    {
      self->link_kind = "as given";
      self->link.latency = wb_arguments_get_real (self->arguments, "latency", 0) * 1e-6;
      self->link.bandwidth = wb_arguments_get_real (self->arguments, "bandwidth", 0) * 1e6 / 8;
      return TRUE;
    }
  if (self->ranks != NULL)
    {
      self->link_kind = "measured between these processes";
      return wb_link_measure (self->ranks, get_gradient_size (self), &self->link, error);
    }
  self->link_kind = "this machine's own loopback: start it with mpirun on two to measure theirs";
  return wb_link_measure_loopback (get_gradient_size (self), &self->link, error);
}

static double
get_seconds (const Row *row)
{
  return row->work + row->link;
}

/* How many steps are made together: rank 0 says it. */
static gboolean
agree_on_steps (Forecast *self, const Row *row, guint64 *n, GError **error)
{
  const AeExchange *exchange = wb_ranks_get_exchange (self->ranks);
  gboolean leads = exchange->rank == 0;
  AePiece pieces[AE_MAX_RANKS];

  *n = (guint64) CLAMP (SECONDS / get_seconds (row), 5, 5000);
  for (guint i = 0; i < (leads ? exchange->n_ranks - 1 : 1); i++)
    pieces[i] = (AePiece) { leads ? i + 1 : 0, n, sizeof *n };
  return exchange->swap (exchange->data, pieces, leads ? exchange->n_ranks - 1 : 0, pieces,
                         leads ? 0 : 1, error);
}

/* Steps from the beginning, since all must make the same ones. */
static gboolean
measure_together (Forecast *self, Row *row, GError **error)
{
  g_autoptr (WbTimedModel) timed = wb_timed_model_new (self->project,
                                                       ds_source_get_training (self->source),
                                                       self->pool, error);
  g_autofree double *times = NULL;
  guint64 n;

  if (timed == NULL || !agree_on_steps (self, row, &n, error))
    return FALSE;
  ae_trainer_set_exchange (wb_timed_model_get_trainer (timed), wb_ranks_get_exchange (self->ranks));
  times = g_new (double, n);
  for (guint64 i = 0; i < n; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      double rate;

      if (!wb_timed_model_run (timed, 0, &rate, error))
        return FALSE;
      times[i] = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
    }
  qsort (times, n, sizeof *times, wb_compare_doubles);
  row->measured = times[n / 2];
  return TRUE;
}

/* All ranks measure at once, as they will train; but for the one that trains alone. */
static gboolean
measure_all (Forecast *self, const GArray *numbers, GError **error)
{
  Row alone = { .n = 1 };

  if (!wb_timed_model_warm_up (self->timed, WARM_UP_SECONDS, error)
      || !wb_cli_agree (self->ranks, NULL, "alone", error))
    return FALSE;
  if (wb_ranks_get_rank (self->ranks) == 0 && !time_steps (self, &alone.work, error))
    return FALSE;
  g_array_append_val (self->rows, alone);
  for (guint i = 0; i < numbers->len; i++)
    if (!wb_cli_agree (self->ranks, NULL, "share", error)
        || !measure_row (self, g_array_index (numbers, guint, i), error))
      return FALSE;
  if (!wb_cli_agree (self->ranks, NULL, "link", error) || !measure_link (self, error))
    return FALSE;
  for (guint i = 1; i < self->rows->len; i++)
    {
      Row *row = &g_array_index (self->rows, Row, i);

      row->link = row->n_swaps * self->link.latency + (double) row->n_bytes / self->link.bandwidth;
      if (row->n == wb_ranks_get_n (self->ranks) && !wb_arguments_has (self->arguments, "latency")
          && !measure_together (self, row, error))
        return FALSE;
    }
  return TRUE;
}

static double
get_speed (const Forecast *self, const Row *row)
{
  return get_seconds (&g_array_index (self->rows, Row, 0)) / get_seconds (row);
}

static void
print_json (const Forecast *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      json_t *object = json_object ();

      json_object_set_new (object, "ranks", json_integer (row->n));
      wb_cli_add_real (object, "step_seconds", get_seconds (row));
      wb_cli_add_real (object, "link_seconds", row->link);
      if (row->measured > 0)
        wb_cli_add_real (object, "measured_seconds", row->measured);
      wb_cli_add_real (object, "samples_per_second",
                       (double) self->project->recipe.batch_size / get_seconds (row));
      wb_cli_add_real (object, "speed", get_speed (self, row));
      json_object_set_new (object, "bytes", json_integer ((json_int_t) row->n_bytes));
      json_object_set_new (object, "gradient_bytes",
                           json_integer ((json_int_t) get_gradient_size (self)));
      json_object_set_new (object, "swaps", json_integer (row->n_swaps));
      wb_cli_add_real (object, "latency_seconds", self->link.latency);
      wb_cli_add_real (object, "bytes_per_second", self->link.bandwidth);
      wb_cli_print_json (object);
    }
}

/* Lanes of a whole batch: more processes have nothing to do. */
static guint
count_lanes (const Forecast *self)
{
  guint shard = ae_network_get_shard (wb_timed_model_get_network (self->timed));

  return MIN (((guint) self->project->recipe.batch_size + shard - 1) / shard, AE_MAX_RANKS);
}

static void
print_advice (const Forecast *self)
{
  const Row *best = &g_array_index (self->rows, Row, 0);

  for (guint i = 1; i < self->rows->len; i++)
    if (get_seconds (&g_array_index (self->rows, Row, i)) < get_seconds (best))
      best = &g_array_index (self->rows, Row, i);
  if (best->n == 1)
    puts ("Stay on one machine: it is faster than any of these. Runs side by side need no link: "
          "mpirun … hourglass-cli sweep.");
  else
    printf ("Best: %u processes, %.2g times as fast as one.\n", best->n, get_speed (self, best));
}

static void
print_text (const Forecast *self)
{
  guint n_lanes = count_lanes (self);

  printf ("Link: %.0f µs, %.0f Mbit/s, %s.\n", 1e6 * self->link.latency,
          8e-6 * self->link.bandwidth, self->link_kind);
  printf ("Batch: %d samples, %u lanes; gradient: %.0f KB; %u %s to a process.\n\n",
          (int) self->project->recipe.batch_size, n_lanes, 1e-3 * (double) get_gradient_size (self),
          ae_pool_get_n_threads (self->pool),
          ae_pool_get_n_threads (self->pool) == 1 ? "thread" : "threads");
  printf ("%9s  %8s  %12s  %10s  %6s\n", "processes", "step ms", "link ms of it", "samples/s",
          "speed");
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      double rate = (double) self->project->recipe.batch_size / get_seconds (row);
      g_autofree char *text = wb_cli_rate_to_text (rate);

      printf ("%9u  %8.3f  %13.3f  %10s  %5.2f×%s\n", row->n, 1e3 * get_seconds (row),
              1e3 * row->link, text, get_speed (self, row),
              row->n > n_lanes ? "  (fewer lanes than processes)" : "");
    }
  putchar ('\n');
  for (guint i = 1; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      if (row->measured > 0)
        printf ("These %u processes together: %.3f ms a step, %.2g times the forecast.\n", row->n,
                1e3 * row->measured, row->measured / get_seconds (row));
    }
  print_advice (self);
}

static void
clear (Forecast *self)
{
  g_clear_pointer (&self->timed, wb_timed_model_free);
  g_clear_pointer (&self->project, wb_project_free);
  g_clear_pointer (&self->source, ds_source_unref);
  g_clear_pointer (&self->pool, ae_pool_free);
  g_array_unref (self->rows);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  Forecast self = {
    .arguments = arguments,
    .json = wb_arguments_has (arguments, "json"),
    .rows = g_array_new (FALSE, TRUE, sizeof (Row)),
    .pool = ae_pool_new ((guint) wb_arguments_get_int (arguments, "threads", 0)),
  };
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GError) cause = NULL;
  gboolean done = FALSE;

  if (wb_cli_join (&self.ranks, error))
    {
      if (read_numbers (&self, numbers, &cause))
        open_all (&self, &cause);
      done = wb_cli_agree (self.ranks, cause, "forecast", error)
             && measure_all (&self, numbers, error);
      done = wb_cli_leave (self.ranks, done, error);
    }
  if (done && self.json)
    print_json (&self);
  else if (done)
    print_text (&self);
  clear (&self);
  return done;
}

static const WbCliOption options[] = {
  { "data", 0, WB_CLI_INPUT, "DATA", 0, 0, "a path, a name or built-in; else built-in" },
  { "ranks", 0, WB_CLI_TEXT, "N,N…", 0, 0, "how many processes; 2,4,8, with mpirun its number" },
  { "latency", 0, WB_CLI_REAL, "µs", 0, 1e9, "of the link, one way; else it is measured" },
  { "bandwidth", 0, WB_CLI_REAL, "Mbit/s", 0.001, 1e9, "of the link, each way" },
  { "batch-size", 0, WB_CLI_INT, "N", 1, 65536, "samples in a step; else the model's" },
  { "threads", 0, WB_CLI_INT, "N", 1, 256, "of each process; else as many as there are cores" },
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_forecast = {
  .name = "forecast",
  .grammar = { "FILE|TEMPLATE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "tells what training on several machines would be worth",
  .details = "One process's share of a step is measured, and the link between two: with mpirun\n"
             "theirs, else this machine's own, unless both --latency and --bandwidth say how\n"
             "it is. Processes that mpirun started also make steps together, to hold the\n"
             "forecast against. Between machines on Gigabit Ethernet about 150 and 880, on\n"
             "ten about 60 and 8800. The processes are taken to be as fast as this machine.",
  .run = run,
};
