/* SPDX-License-Identifier: MIT */
/* Combinations are counted like a number whose digits are the values, the last setting
 * the fastest.
 */
#include "app/runs/sweep.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/edit/edit.h"
#include "app/error.h"
#include "app/project/run-hash.h"
#include "app/project/run-list.h"
#include "app/runs/differences.h"
#include "app/sort.h"
#include "app/training/run.h"
#include "engine/error.h"

/* A setting and the values that it is to have. */
typedef struct
{
  char *name;
  char **values;
  guint n;
} Setting;

static void
setting_clear (gpointer data)
{
  Setting *setting = data;

  g_free (setting->name);
  g_strfreev (setting->values);
}

static void
job_free (gpointer data)
{
  WbSweepJob *job = data;

  wb_project_free (job->project);
  g_free (job->name);
  g_free (job->values);
  g_strfreev (job->titles);
  g_strfreev (job->words);
  g_free (job->hash);
  g_free (job);
}

static gboolean
read_setting (const char *text, GArray *settings, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  Setting setting;

  if (g_strv_length (parts) != 2 || *g_strstrip (parts[0]) == '\0' || *parts[1] == '\0')
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("“%s” is not a setting with its values. Write it as "
                         "“learning_rate=1e-4,1e-3,1e-2”; a second setting follows after “;”."),
                      text);
  setting.name = g_strdup (parts[0]);
  setting.values = g_strsplit (parts[1], ",", -1);
  setting.n = g_strv_length (setting.values);
  for (guint i = 0; i < setting.n; i++)
    g_strstrip (setting.values[i]);
  g_array_append_val (settings, setting);
  return TRUE;
}

static GArray *
read_settings (const char *vary, GError **error)
{
  g_autoptr (GArray) settings = g_array_new (FALSE, FALSE, sizeof (Setting));
  g_auto (GStrv) parts = g_strsplit (vary != NULL ? vary : "", ";", -1);

  g_array_set_clear_func (settings, setting_clear);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0' && !read_setting (parts[i], settings, error))
      return NULL;
  return g_steal_pointer (&settings);
}

/* Of the recipe, or of a layer by its number: "3.units". */
static gboolean
apply (WbProject *project, const char *name, const char *value, GError **error)
{
  char *end;
  guint64 number = g_ascii_strtoull (name, &end, 10);
  WbEdit edit = { WB_EDIT_RECIPE, .name = name, .text = value };

  if (end != name && *end == '.')
    {
      if (number < 2 || number > ae_model_get_n_layers (project->model))
        return wb_refuse (error, WB_ERROR_EDIT,
                          _ ("“%s”: the model has layers 2 to %u; layer 1 is the Input."), name,
                          ae_model_get_n_layers (project->model));
      edit = (WbEdit) { WB_EDIT_OPTION,
                        .id = ae_model_get_layer (project->model, (guint) number - 1)->id,
                        .name = end + 1, .text = value };
    }
  return wb_edit_apply (&edit, project, error);
}

static WbProject *
make_project (const WbProject *base)
{
  WbProject *project = wb_project_copy (base);

  wb_project_set_checkpoint (project, NULL);
  wb_project_set_runs (project, NULL);
  project->run_id = 0;
  return project;
}

/* What people read of a job: of the settings in their order, then of its seed, where @varies. */
static void
name_job (WbSweepJob *job, const WbProject *base, const GArray *settings, gboolean varies)
{
  const WbRunRecord record = { .model = base->model, .recipe = base->recipe };
  g_auto (GStrv) values = g_strsplit (job->values, " ", -1);
  g_autofree char *seed = g_strdup_printf (_ ("seed %" PRIi64), job->project->recipe.seed);
  g_autofree char *all = NULL;

  job->titles = g_new0 (char *, settings->len + 1);
  job->words = g_new0 (char *, settings->len + 1);
  for (guint i = 0; i < settings->len; i++)
    {
      job->titles[i] = wb_run_get_setting_title (&record,
                                                 g_array_index (settings, Setting, i).name);
      job->words[i] = g_strdup_printf ("%s %s", job->titles[i], strchr (values[i], '=') + 1);
    }
  all = g_strjoinv (", ", job->words);
  if (varies && *all != '\0')
    job->name = g_strdup_printf ("%s, %s", all, seed);
  else
    job->name = g_strdup (*all != '\0' ? all : seed);
}

/* The combination of a number; NULL where a value cannot be. @varies: whether there are
 * several seeds of it: they are in the names then. */
static WbSweepJob *
make_job (const WbProject *base,
          const GArray *settings,
          guint number,
          guint seed,
          gboolean varies,
          GError **error)
{
  g_autoptr (WbProject) project = make_project (base);
  g_autoptr (GString) values = g_string_new (NULL);
  WbSweepJob *job;

  for (guint i = settings->len; i-- > 0;)
    {
      const Setting *setting = &g_array_index (settings, Setting, i);
      const char *value = setting->values[number % setting->n];
      g_autofree char *text = g_strdup_printf ("%s=%s%s", setting->name, value,
                                               values->len > 0 ? " " : "");

      number /= setting->n;
      g_string_prepend (values, text);
      if (!apply (project, setting->name, value, error))
        return NULL;
    }
  project->recipe.seed += seed;
  job = g_new0 (WbSweepJob, 1);
  job->values = g_strdup (values->str);
  job->project = g_steal_pointer (&project);
  name_job (job, base, settings, varies);
  return job;
}

GPtrArray *
wb_sweep_new (const WbProject *base, const char *vary, guint n_seeds, GError **error)
{
  g_autoptr (GArray) settings = read_settings (vary, error);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (job_free);
  guint64 n = 1;

  if (settings == NULL)
    return NULL;
  for (guint i = 0; i < settings->len && n <= WB_SWEEP_MAX; i++)
    n *= g_array_index (settings, Setting, i).n;
  if (n * n_seeds > WB_SWEEP_MAX)
    {
      wb_refuse (error, WB_ERROR_EDIT,
                 _ ("The sweep has more than %d runs. Give fewer values or seeds."), WB_SWEEP_MAX);
      return NULL;
    }
  for (guint i = 0; i < n * n_seeds; i++)
    {
      WbSweepJob *job = make_job (base, settings, i / n_seeds, i % n_seeds, n_seeds > 1, error);

      if (job == NULL)
        return NULL;
      g_ptr_array_add (jobs, job);
    }
  return g_steal_pointer (&jobs);
}

/* It takes the time of writing the model as text. */
static const char *
get_hash (WbSweepJob *job)
{
  const WbProject *project = job->project;
  g_autoptr (GPtrArray) flags = wb_flags_new ();

  if (job->hash == NULL)
    job->hash = wb_run_hash (project->model, &project->recipe, project->data, project->removed,
                             NULL, flags);
  return job->hash;
}

static gboolean
is_run_of (const WbRunRecord *run, WbSweepJob *job)
{
  const AeRecipe *recipe = &job->project->recipe;

  return g_strcmp0 (run->hash, get_hash (job)) == 0 && run->recipe.epochs == recipe->epochs
         && run->recipe.patience == recipe->patience && run->outcome != WB_RUN_STOPPED;
}

WbRunRecord *
wb_sweep_find (const GPtrArray *runs, WbSweepJob *job)
{
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    if (is_run_of (runs->pdata[i], job))
      return runs->pdata[i];
  return NULL;
}

/* Runs by their hash, the first of those that share one. */
static GHashTable *
index_runs (const GPtrArray *runs)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = runs != NULL ? runs->len : 0; i-- > 0;)
    {
      WbRunRecord *run = runs->pdata[i];

      if (run->hash != NULL)
        g_hash_table_insert (index, run->hash, run);
    }
  return index;
}

/* The same as wb_sweep_find(), where many are looked for. */
static const WbRunRecord *
find_in_index (GHashTable *index, const GPtrArray *runs, WbSweepJob *job)
{
  const WbRunRecord *run = g_hash_table_lookup (index, get_hash (job));

  return run == NULL || is_run_of (run, job) ? run : wb_sweep_find (runs, job);
}

static WbRun *
begin (const WbProject *project,
       DsDataset *training,
       DsDataset *validation,
       guint n_threads,
       GError **error)
{
  g_autoptr (WbRun) run = wb_run_new ();

  if (!wb_run_set_threads (run, n_threads, error)
      || !wb_run_set_recipe (run, &project->recipe, error))
    return NULL;
  wb_run_set_data (run, training, validation);
  if (!wb_run_set_model (run, project->model, error) || !wb_run_check (run, error))
    return NULL;
  wb_run_begin (run);
  wb_run_set_epochs_planned (run, (guint) project->recipe.epochs);
  return g_steal_pointer (&run);
}

/* To the planned end, to where it does not improve any more, or to where it diverges. */
static gboolean
advance (WbRun *run,
         guint64 n_steps,
         WbReplayProgress progress,
         gpointer data,
         gboolean *diverged,
         GError **error)
{
  const WbPosition *position = wb_run_get_position (run);
  g_autoptr (GError) cause = NULL;
  gboolean early;
  guint epoch;

  do
    {
      if (progress != NULL && !progress (data, position->step, n_steps))
        return wb_refuse (error, WB_ERROR_EDIT, _ ("The sweep was stopped."));
      epoch = position->epoch;
      if (wb_run_advance (run, &cause))
        continue;
      *diverged = g_error_matches (cause, AE_ERROR, AE_ERROR_NUMERIC);
      if (!*diverged)
        g_propagate_error (error, g_steal_pointer (&cause));
      else
        wb_run_go_back (run);
      return *diverged;
    }
  while (position->epoch == epoch || !wb_run_has_ended (run, &early));
  wb_run_end (run);
  return TRUE;
}

WbSweepResult *
wb_sweep_train (const WbSweepJob *job,
                DsDataset *training,
                DsDataset *validation,
                guint n_threads,
                WbReplayProgress progress,
                gpointer data,
                GError **error)
{
  guint64 n = ds_dataset_get_count (training), batch = (guint64) job->project->recipe.batch_size;
  g_autoptr (WbRun) run = begin (job->project, training, validation, n_threads, error);
  g_autoptr (WbSweepResult) result = g_new0 (WbSweepResult, 1);

  result->n_samples = n;
  if (run == NULL
      || !advance (run, (n + batch - 1) / batch * (guint64) job->project->recipe.epochs, progress,
                   data, &result->diverged, error))
    return NULL;
  result->checkpoint = wb_run_make_checkpoint (run, error);
  return result->checkpoint != NULL ? g_steal_pointer (&result) : NULL;
}

void
wb_sweep_result_free (WbSweepResult *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
  g_free (self);
}

GPtrArray *
wb_sweep_add_run (GPtrArray *runs, const WbSweepJob *job, const WbSweepResult *result, guint *id)
{
  g_autoptr (WbProject) trained = wb_project_copy (job->project);

  wb_project_set_runs (trained, runs);
  wb_project_set_checkpoint (trained, result->checkpoint);
  wb_run_list_record (trained, result->n_samples, result->diverged,
                      g_get_real_time () / G_USEC_PER_SEC);
  *id = trained->run_id;
  return wb_run_list_set_words (trained->runs, trained->run_id,
                                &(WbRunWords) { .name = job->name });
}

WbRunRecord *
wb_sweep_record (WbProject *project, const WbSweepJob *job, const WbSweepResult *result)
{
  guint id;
  g_autoptr (GPtrArray) runs = wb_sweep_add_run (project->runs, job, result, &id);
  WbRunRecord *best;

  wb_project_set_runs (project, runs);
  best = wb_run_list_get_best (runs);
  if (best == NULL || best->id == id)
    {
      wb_project_set_model (project, job->project->model);
      project->recipe = job->project->recipe;
      wb_project_set_checkpoint (project, result->checkpoint);
      project->run_id = id;
    }
  return wb_run_list_find (runs, id);
}

static WbSweepRow
summarize (const GPtrArray *jobs, guint first, guint n, GHashTable *index, const GPtrArray *runs)
{
  WbSweepRow row = { .job = jobs->pdata[first], .n = n, .low = NAN, .high = NAN };
  g_autofree double *losses = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      const WbRunRecord *run = find_in_index (index, runs, jobs->pdata[first + i]);

      losses[i] = run != NULL && run->outcome != WB_RUN_DIVERGED ? wb_run_record_get_best_loss (run)
                                                                 : NAN;
      row.n_done += run != NULL;
      row.low = fmin (row.low, losses[i]);
      row.high = fmax (row.high, losses[i]);
    }
  row.median = wb_sweep_get_median (losses, n);
  return row;
}

GArray *
wb_sweep_summarize (const GPtrArray *jobs, guint n_seeds, const GPtrArray *runs)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (WbSweepRow));
  g_autoptr (GHashTable) index = index_runs (runs);

  for (guint i = 0; i < jobs->len; i += n_seeds)
    {
      WbSweepRow row = summarize (jobs, i, n_seeds, index, runs);

      g_array_append_val (rows, row);
    }
  return rows;
}

char *
wb_sweep_make_range (double low, double high, guint n, gboolean logarithmic)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      double part = (double) i / (n - 1);
      double value = i + 1 == n    ? high
                     : logarithmic ? low * pow (high / low, part)
                                   : low + part * (high - low);
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (number, sizeof number, "%.4g", value);
      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", number);
    }
  return g_string_free (text, FALSE);
}

double
wb_sweep_get_median (const double *losses, guint n)
{
  g_autofree double *finite = g_new (double, MAX (n, 1));
  guint n_finite = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (losses[i]))
      finite[n_finite++] = losses[i];
  if (n_finite == 0)
    return NAN;
  qsort (finite, n_finite, sizeof *finite, wb_compare_doubles);
  return (finite[(n_finite - 1) / 2] + finite[n_finite / 2]) / 2;
}
