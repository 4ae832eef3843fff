/* SPDX-License-Identifier: MIT */
/* reproduce: trains the models of "Building Autoencoders in Keras" as they are
 * trained there, and puts their losses beside the reference's.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "app/data/batch-bridge.h"
#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/nearest.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/reference.h"
#include "app/cli/reproduce-figures.h"
#include "app/training/session.h"

#define TICK (G_USEC_PER_SEC / 10)

static const char *const models[] = {
  "simple", "sparse", "deep", "conv", "denoise", "seq2seq", "variational", NULL,
};

static const char *const optimizers[] = { "adam", "adadelta", NULL };

/**
 * Reproduction: one run of the command.
 * @comparable: the data are the reference's
 * @titled: the table has its heads
 * @rows: @n_rows: the epochs of the model that was trained last
 */
typedef struct
{
  const WbArguments *arguments;
  DsSource *source;
  const char *folder;
  const char *optimizer;
  gboolean json;
  gboolean comparable;
  gboolean titled;
  const WbEpochRow *rows;
  guint n_rows;
} Reproduction;

static char *
name_project (const Reproduction *self, const char *model)
{
  g_autofree char *name = g_strconcat (model, WB_PROJECT_EXTENSION, NULL);

  return g_build_filename (self->folder, name, NULL);
}

/* Adadelta as the article's first edition had it: at rate 1. */
static gboolean
set_optimizer (const Reproduction *self, WbProject *project, GError **error)
{
  if (!ae_recipe_set_optimizer (&project->recipe, self->optimizer, error))
    return FALSE;
  if (g_str_equal (self->optimizer, "adadelta"))
    project->recipe.learning_rate = 1;
  return TRUE;
}

static WbProject *
make_project (const Reproduction *self, const char *model, GError **error)
{
  DsDataset *training = ds_source_get_training (self->source);
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (training));
  g_autoptr (WbProject) project = wb_template_build (wb_template_find (model), &shape, error);
  g_autoptr (WbDataReference) data = NULL;

  if (project == NULL || !set_optimizer (self, project, error))
    return NULL;
  project->recipe.epochs = wb_arguments_get_int (self->arguments, "epochs",
                                                 wb_reference_count_epochs (model,
                                                                            self->optimizer));
  project->recipe.patience = 0;
  project->recipe.seed = wb_arguments_get_int (self->arguments, "seed",
                                               wb_reference_get_seed (model));
  data = wb_data_reference_new_for_source (self->source, NULL, NULL);
  wb_project_set_data (project, data);
  return g_steal_pointer (&project);
}

/* Runs a session to its end, and tells how far it is. */
static void
wait (WbSession *session, gboolean quiet)
{
  WbProgress *progress = wb_progress_new (quiet);
  const WbSnapshot *snapshot;
  guint told = 0;

  do
    {
      const WbEpochRow *rows;
      guint n_rows;

      wb_session_wait (session, g_get_monotonic_time () + TICK);
      snapshot = wb_session_get_snapshot (session);
      rows = wb_history_get_epochs (wb_session_get_history (session), &n_rows);
      for (; told < n_rows; told++)
        wb_progress_end_epoch (progress, &rows[told], snapshot);
      wb_progress_show (progress, snapshot);
    }
  while (snapshot->state == WB_RUN_RUNNING
         || snapshot->command_id < wb_session_get_last_command (session));
  wb_progress_clear (progress);
  wb_progress_free (progress);
}

/* The project has its checkpoint afterwards. */
static gboolean
train (const Reproduction *self, WbProject *project, GError **error)
{
  g_autoptr (WbSession) session = wb_session_new ();
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  const WbSnapshot *snapshot;

  wb_session_set_threads (session, (guint) wb_arguments_get_int (self->arguments, "threads", 0));
  wb_session_open (session, project->model, &project->recipe, ds_source_get_training (self->source),
                   ds_source_get_validation (self->source), NULL);
  wb_session_start (session, (guint) project->recipe.epochs);
  wait (session, wb_arguments_has (self->arguments, "quiet"));
  snapshot = wb_session_get_snapshot (session);
  if (snapshot->failure == WB_FAILURE_NONE)
    checkpoint = wb_session_wait_checkpoint (session, error);
  else
    g_set_error_literal (error, WB_CLI_ERROR, WB_CLI_FAILED, snapshot->message);
  wb_session_close (session);
  if (checkpoint == NULL)
    return FALSE;
  wb_project_set_checkpoint (project, checkpoint);
  return TRUE;
}

static char *
compare (const Reproduction *self, double loss, double reference)
{
  if (!self->comparable || !isfinite (reference) || !isfinite (loss))
    return g_strdup ("");
  return g_strdup_printf ("%+.1f %%", 100 * (loss / reference - 1));
}

static void
print_row (const Reproduction *self,
           const char *model,
           const WbEpochRow *row,
           const WbReferenceRow *reference)
{
  g_autofree char *difference = compare (self, row->validation_loss, reference->validation_loss);
  g_autofree char *loss = wb_cli_loss_to_text (row->loss);
  g_autofree char *reference_loss = wb_cli_loss_to_text (reference->loss);
  g_autofree char *validation = wb_cli_loss_to_text (row->validation_loss);
  g_autofree char *bar = wb_cli_loss_to_text (reference->validation_loss);

  printf ("%-12s %5u   %8s %9s   %8s %9s   %8s\n", model, row->epoch, loss, reference_loss,
          validation, bar, difference);
}

static void
print_row_json (const Reproduction *self,
                const char *model,
                const WbEpochRow *row,
                const WbReferenceRow *reference)
{
  json_t *object = json_object ();

  json_object_set_new (object, "model", json_string (model));
  json_object_set_new (object, "epoch", json_integer (row->epoch));
  wb_cli_add_real (object, "loss", row->loss);
  wb_cli_add_real (object, "reference_loss", reference->loss);
  wb_cli_add_real (object, "validation_loss", row->validation_loss);
  wb_cli_add_real (object, "reference_validation_loss", reference->validation_loss);
  wb_cli_print_json (object);
}

/* Every epoch that the reference tells of. */
static void
print_rows (Reproduction *self, const char *model)
{
  if (!self->json && !self->titled)
    printf ("%-12s %5s   %8s %9s   %8s %9s   %8s\n", "model", "epoch", "loss", "reference",
            "val loss", "reference", "above");
  self->titled = TRUE;
  for (const WbReferenceRow *row = wb_reference_rows; row->model != NULL; row++)
    if (wb_reference_row_is_of (row, model, self->optimizer) && row->epoch <= self->n_rows)
      (self->json ? print_row_json : print_row) (self, model, &self->rows[row->epoch - 1], row);
}

static void
print_verdict_json (const Reproduction *self,
                    const char *model,
                    const WbEpochRow *row,
                    double bound)
{
  json_t *object = json_object ();

  json_object_set_new (object, "model", json_string (model));
  json_object_set_new (object, "epochs", json_integer (row->epoch));
  wb_cli_add_real (object, "validation_loss", row->validation_loss);
  wb_cli_add_real (object, "bound", bound);
  json_object_set_new (object, "comparable", json_boolean (self->comparable));
  json_object_set_new (object, "within",
                       self->comparable ? json_boolean (row->validation_loss <= bound)
                                        : json_null ());
  wb_cli_print_json (object);
}

static void
print_verdict (const Reproduction *self, const char *model)
{
  const WbEpochRow *row = &self->rows[self->n_rows - 1];
  double bound = wb_reference_get_bound (model, self->optimizer, row->epoch);
  g_autofree char *loss = wb_cli_loss_to_text (row->validation_loss);
  g_autofree char *limit = wb_cli_loss_to_text (bound);

  if (!isfinite (bound))
    return;
  if (self->json)
    print_verdict_json (self, model, row, bound);
  else if (!self->comparable)
    printf ("%s: %s at epoch %u is not comparable with the reference, which is of MNIST "
            "(--data).\n",
            model, loss, row->epoch);
  else
    printf ("%s: %s at epoch %u is %s %s.\n", model, loss, row->epoch,
            row->validation_loss <= bound ? "within the bound of" : "ABOVE the bound of", limit);
}

/* What the reference says of the code, at the last epoch both know. */
static const WbReferenceRow *
find_row (const Reproduction *self, const char *model)
{
  const WbReferenceRow *found = NULL;

  for (const WbReferenceRow *row = wb_reference_rows; row->model != NULL; row++)
    if (wb_reference_row_is_of (row, model, self->optimizer) && row->epoch == self->n_rows)
      found = row;
  return found;
}

static void
say_code (const Reproduction *self, const char *model, double mean, double zeros)
{
  const WbReferenceRow *reference = find_row (self, model);
  json_t *object;

  if (!self->json)
    {
      printf ("%s: mean code %.3f, %.1f %% zeros", model, mean, 100 * zeros);
      if (reference != NULL)
        printf (" (reference %.3f, %.1f %%)", reference->code, 100 * reference->zeros);
      printf (".\n");
      return;
    }
  object = json_object ();
  json_object_set_new (object, "model", json_string (model));
  wb_cli_add_real (object, "mean_code", mean);
  wb_cli_add_real (object, "zeros", zeros);
  wb_cli_print_json (object);
}

static gboolean
print_code (const Reproduction *self, const WbReproduced *trained, GError **error)
{
  guint code = ae_network_get_code (trained->network);
  gsize n = ds_dataset_get_count (trained->validation)
            * ae_shape_size (ae_network_get_shape (trained->network, code));
  g_autofree float *codes = wb_reproduced_encode (trained, error);
  double sum = 0, zeros = 0;

  if (codes == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      sum += codes[i];
      zeros += codes[i] == 0;
    }
  say_code (self, trained->model, sum / (double) n, zeros / (double) n);
  return TRUE;
}

static gboolean
print_divergence (const Reproduction *self, const WbReproduced *trained, GError **error)
{
  double loss = self->rows[self->n_rows - 1].validation_loss;
  double beta = trained->project->recipe.beta;
  g_autoptr (WbDivergence) divergence = wb_divergence_measure (trained->network,
                                                               trained->validation, 0, error);

  if (divergence == NULL)
    return FALSE;
  if (self->json)
    {
      json_t *object = json_object ();

      json_object_set_new (object, "model", json_string (trained->model));
      wb_cli_add_real (object, "reconstruction", loss - beta * divergence->total);
      wb_cli_add_divergence (object, divergence);
      wb_cli_print_json (object);
      return TRUE;
    }
  printf ("%s: reconstruction %.2f + KL %.2f nats. ", trained->model,
          loss - beta * divergence->total, divergence->total);
  wb_cli_print_divergence (divergence);
  return TRUE;
}

static gboolean
print_all (Reproduction *self, const WbReproduced *trained, GError **error)
{
  gboolean done = TRUE;

  print_rows (self, trained->model);
  print_verdict (self, trained->model);
  if (g_str_equal (trained->model, "simple") || g_str_equal (trained->model, "sparse"))
    done = print_code (self, trained, error);
  if (wb_divergence_has (trained->project->model))
    done = print_divergence (self, trained, error);
  fflush (stdout);
  return done;
}

static gboolean
reproduce (Reproduction *self, const char *model, GError **error)
{
  g_autoptr (WbProject) project = make_project (self, model, error);
  g_autoptr (AeNetwork) network = NULL;
  g_autofree char *path = NULL;
  WbReproduced trained = {
    .model = model,
    .project = project,
    .validation = ds_source_get_validation (self->source),
    .folder = self->folder,
  };

  if (project == NULL || !train (self, project, error))
    return FALSE;
  network = wb_cli_make_network (project, error);
  if (network == NULL)
    return FALSE;
  trained.network = network;
  self->rows = wb_history_get_epochs (wb_checkpoint_get_history (project->checkpoint),
                                      &self->n_rows);
  if (!print_all (self, &trained, error))
    return FALSE;
  if (self->folder == NULL)
    return TRUE;
  path = name_project (self, model);
  return wb_project_save (project, path, error) && wb_reproduced_draw (&trained, error);
}

static gboolean
refuse (const char *what, const char *word, const char *const *names, GError **error)
{
  g_autofree char *hint = wb_cli_suggest (word, names);

  return wb_cli_refuse (error, WB_CLI_USAGE, "The reference says nothing of %s “%s”.%s", what, word,
                        hint);
}

/* The names that were given, or all of which something is known. */
static gboolean
list_models (const Reproduction *self, GPtrArray *names, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  guint n_words = wb_arguments_get_n_words (self->arguments);

  if (!g_strv_contains (optimizers, self->optimizer))
    return refuse ("an optimizer", self->optimizer, optimizers, error);
  for (guint i = 0; models[i] != NULL; i++)
    if (wb_reference_count_epochs (models[i], self->optimizer) > 0)
      g_ptr_array_add (known, (gpointer) models[i]);
  g_ptr_array_add (known, NULL);
  for (guint i = 0; i < n_words; i++)
    {
      const char *word = wb_arguments_get_word (self->arguments, i);

      if (!g_strv_contains ((const char *const *) known->pdata, word))
        return refuse ("a model", word, (const char *const *) known->pdata, error);
      g_ptr_array_add (names, (gpointer) word);
    }
  for (guint i = 0; n_words == 0 && i + 1 < known->len; i++)
    g_ptr_array_add (names, g_ptr_array_index (known, i));
  g_ptr_array_add (names, NULL);
  return TRUE;
}

/* Before hours of work. */
static gboolean
check_folder (const Reproduction *self, const char *const *names, GError **error)
{
  if (self->folder == NULL)
    return TRUE;
  if (g_mkdir_with_parents (self->folder, 0777) != 0)
    return wb_cli_refuse (error, WB_CLI_FAILED, "The folder “%s” cannot be made: %s.", self->folder,
                          g_strerror (errno));
  for (; *names != NULL; names++)
    {
      g_autofree char *path = name_project (self, *names);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      return wb_cli_refuse (error, WB_CLI_FAILED,
                            "“%s” is there already and is not overwritten. Name another folder "
                            "with -o, or remove it.",
                            path);
    }
  return TRUE;
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Reproduction self = {
    .arguments = arguments,
    .folder = wb_arguments_get_text (arguments, "output"),
    .optimizer = wb_arguments_get_text (arguments, "optimizer"),
    .json = wb_arguments_has (arguments, "json"),
  };
  gboolean done;

  self.optimizer = self.optimizer != NULL ? self.optimizer : optimizers[0];
  if (!list_models (&self, names, error)
      || !check_folder (&self, (const char *const *) names->pdata, error))
    return FALSE;
  self.source = wb_cli_open_source (arguments, wb_cli_get_location (arguments, NULL), NULL, NULL,
                                    error);
  done = self.source != NULL;
  self.comparable = done
                    && wb_reference_is_of_data (ds_source_get_training (self.source),
                                                ds_source_get_validation (self.source));
  for (guint i = 0; done && i + 1 < names->len; i++)
    done = reproduce (&self, g_ptr_array_index (names, i), error);
  g_clear_pointer (&self.source, ds_source_unref);
  return done;
}

static const WbCliOption options[] = {
  { "data", 0, WB_CLI_INPUT, "DATA", 0, 0, "MNIST, as the reference; else built-in" },
  { "epochs", 0, WB_CLI_INT, "N", 1, 1000000, "of each; else as many as the reference" },
  { "seed", 0, WB_CLI_INT, "N", 0, 9007199254740992.0,
    "of weights, order and noise; else 1, 2 for seq2seq" },
  { "optimizer", 0, WB_CLI_TEXT, "NAME", 0, 0, "adadelta: as the first edition; else adam" },
  WB_CLI_THREADS_OPTION,
  { "output", 'o', WB_CLI_OUTPUT, "FOLDER", 0, 0, "write figures and projects there" },
  WB_CLI_JSON_OPTION,
  { "quiet", 0, WB_CLI_FLAG, NULL, 0, 0, "no progress" },
  { NULL },
};

const WbCliCommand wb_cli_reproduce = {
  .name = "reproduce",
  .grammar = { "[MODEL…]", 0, G_MAXUINT, options, .more_options = wb_cli_import_options },
  .summary = "trains the article's models and compares them with the reference",
  .details = "The models of “Building Autoencoders in Keras”: simple, sparse, deep, conv,\n"
             "denoise, seq2seq, variational; without a name all of them. The reference is\n"
             "PyTorch with Keras' initialisers on MNIST: losses on other data are not\n"
             "comparable with it. A training is within the bound when its validation loss is\n"
             "at most 2 % above the reference's at the same epoch (variational 3 %; the\n"
             "sequence: at most the reference's two epochs before). With -o it writes rows of\n"
             "reconstructions, the codes of the convolutional model, the map and the manifold\n"
             "of the variational.",
  .run = run,
};
