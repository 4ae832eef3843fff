/* SPDX-License-Identifier: MIT */
/* Each check finds what it is for, and nothing in a healthy model; and the facts that
 * they look at are measured on real models.
 */
#include <math.h>
#include <string.h>

#include "app/doctor/doctor.h"
#include "app/project/checkpoint.h"
#include "app/project/run-record.h"
#include "app/templates/template.h"
#include "data/source.h"
#include "tests/app/training/headless-harness.h"

#define N_LAYERS 5

typedef struct
{
  WbProject *project;
  AeModel *model;
  WbHistory *history;
  AeShape shapes[N_LAYERS + 1];
  WbLayerFacts layers[N_LAYERS + 1];
  WbDimension dimensions[4];
  WbPatient patient;
  guint n_fixes; /* of what was found last */
} Case;

static void
add_epoch (Case *self, guint epoch, double loss, double validation_loss)
{
  wb_history_add_epoch (self->history, &(WbEpochRow) { .epoch = epoch,
                                                       .step = 200 * epoch,
                                                       .loss = loss,
                                                       .validation_loss = validation_loss });
}

/* A model that nothing is wrong with. */
static void
set_up (Case *self)
{
  AeRecipe recipe = harness_make_recipe ();

  *self = (Case) { .model = harness_make_model (12), .history = wb_history_new () };
  self->project = wb_project_new (self->model, &recipe);
  add_epoch (self, 1, 0.5, 0.6);
  add_epoch (self, 2, 0.3, 0.4);
  g_assert_true (ae_model_infer (self->model, self->shapes, NULL, NULL));
  for (guint i = 0; i < N_LAYERS; i++)
    self->layers[i].n_units = 12;
  for (guint i = 0; i < 4; i++)
    self->dimensions[i] = (WbDimension) { i, .variance = 0.5, .divergence = NAN, .active = TRUE };
  self->patient = (WbPatient) {
    .project = self->project,
    .model = self->model,
    .history = self->history,
    .shapes = self->shapes,
    .layers = self->layers,
    .n_layers = N_LAYERS,
    .n_samples = 100,
    .spread = 0.7,
    .input_spread = 1,
    .dimensions = self->dimensions,
    .n_dimensions = 4,
    .code = 2,
    .n_validation = 1000,
  };
}

static void
tear_down (Case *self)
{
  wb_project_free (self->project);
  ae_model_unref (self->model);
  wb_history_free (self->history);
}

/* As a problem it has all its words, and each fix changes the project or its weights. */
static void
assert_fixes (Case *self, const WbFinding *finding)
{
  WbProblem *problem = wb_finding_to_problem (finding, self->project);

  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->code, ==, finding->check);
  g_assert_nonnull (problem->expected);
  g_assert_nonnull (problem->why);
  for (guint i = 0; i < problem->n_fixes; i++)
    {
      g_autoptr (WbProject) fixed = wb_project_copy (self->project);

      wb_fix_apply (&problem->fixes[i], fixed);
      g_assert_true (problem->fixes[i].resets || !wb_project_equal (fixed, self->project));
      g_assert_true (ae_model_returns_input (fixed->model));
    }
  self->n_fixes = problem->n_fixes;
  wb_problem_free (problem);
}

/* Exactly this check finds something, and says @words in its evidence. */
static void
assert_found (Case *self, const char *check, const char *words)
{
  g_autoptr (GPtrArray) findings = wb_doctor_check (&self->patient);
  const WbFinding *finding;

  g_assert_cmpuint (findings->len, ==, check != NULL ? 1 : 0);
  if (check == NULL)
    return;
  finding = findings->pdata[0];
  g_assert_cmpstr (finding->check, ==, check);
  if (strstr (finding->evidence, words) == NULL)
    g_error ("“%s” does not say “%s”", finding->evidence, words);
  g_assert_cmpstr (finding->title, !=, "");
  g_assert_cmpstr (finding->fix, !=, "");
  assert_fixes (self, finding);
}

static gboolean
has_first (Case *self, const char *check)
{
  g_autoptr (GPtrArray) findings = wb_doctor_check (&self->patient);

  return findings->len > 0 && g_str_equal (((WbFinding *) findings->pdata[0])->check, check);
}

static void
test_healthy (void)
{
  Case self;

  set_up (&self);
  assert_found (&self, NULL, NULL);
  self.layers[2].n_dead = 6;
  self.layers[N_LAYERS - 1].saturated = 1;
  self.dimensions[0].variance = 0;
  self.patient.n_leaks = 10;
  assert_found (&self, NULL, NULL);
  tear_down (&self);
}

static void
test_model (void)
{
  Case self;

  set_up (&self);
  self.patient.spread = 1e-6;
  assert_found (&self, "constant-output", "100 samples");
  self.patient.spread = 0.7;
  self.layers[2].n_dead = 7;
  assert_found (&self, "dead-units", "7 of 12");
  g_assert_cmpuint (self.n_fixes, ==, 2);
  self.layers[2].n_dead = 0;
  self.layers[2].saturated = 0.97;
  assert_found (&self, "saturation", "97 %");
  self.layers[2].saturated = 0;
  self.dimensions[0].variance = 0;
  self.dimensions[3].variance = 0;
  assert_found (&self, "collapsed-code", "2 of 4");
  tear_down (&self);
}

/* Of a variational code the divergence counts; that the output is the same then comes of it, and
 * that most units are dead, unless all of a layer are. */
static void
test_variational (void)
{
  Case self;

  set_up (&self);
  for (guint i = 0; i < 4; i++)
    self.dimensions[i] = (WbDimension) { i, .variance = 1e-4, .divergence = 1e-5 };
  self.patient.spread = 1e-6;
  self.layers[2].n_dead = 11;
  assert_found (&self, "collapsed-code", "4 of 4");
  g_assert_cmpuint (self.n_fixes, ==, 2);
  self.layers[2].n_dead = 12;
  g_assert_true (has_first (&self, "dead-units"));
  self.layers[2].n_dead = 0;
  self.patient.spread = 0.7;
  for (guint i = 0; i < 4; i++)
    self.dimensions[i].active = TRUE;
  assert_found (&self, NULL, NULL);
  tear_down (&self);
}

static void
test_bypass (void)
{
  Case self;
  guint flat;
  g_autofree char *options = NULL;
  g_autoptr (AeModel) model = NULL;

  set_up (&self);
  flat = ae_model_get_layer (self.model, 1)->id;
  options = g_strdup_printf ("source=%u", flat);
  model = ae_model_append (self.model, "Add", options, NULL);
  g_assert_true (ae_model_infer (model, self.shapes, NULL, NULL));
  wb_project_set_model (self.project, model);
  self.patient.model = self.project->model;
  self.patient.n_layers = N_LAYERS + 1;
  assert_found (&self, "bypassed-bottleneck", "64 values of layer 2");
  self.patient.code = 1;
  assert_found (&self, NULL, NULL);
  tear_down (&self);
}

static void
test_training (void)
{
  Case self;

  set_up (&self);
  for (guint i = 3; i <= 6; i++)
    add_epoch (&self, i, 0.3 - 0.02 * i, 0.4 + 0.02 * i);
  assert_found (&self, "overfitting", "epoch 2 to epoch 6");
  g_assert_cmpuint (self.n_fixes, ==, 2);
  self.project->recipe.corruption = AE_CORRUPTION_GAUSSIAN;
  assert_found (&self, "overfitting", "epoch 2 to epoch 6");
  g_assert_cmpuint (self.n_fixes, ==, 1);
  tear_down (&self);

  set_up (&self);
  wb_history_free (self.history);
  self.patient.history = self.history = wb_history_new ();
  add_epoch (&self, 1, 0.700, 0.7);
  add_epoch (&self, 2, 0.699, 0.7);
  assert_found (&self, NULL, NULL);
  self.project->recipe.learning_rate = 1e-6;
  assert_found (&self, "low-rate", "0.7 to 0.699 in 2 epochs");
  g_assert_cmpuint (self.n_fixes, ==, 1);
  tear_down (&self);

  set_up (&self);
  self.patient.n_leaks = 500;
  assert_found (&self, "leaking-validation", "500 of 1000");
  tear_down (&self);
}

static void
test_diverged (void)
{
  Case self;
  WbRunRecord values = { .id = 3, .name = (char *) "Run 3", .outcome = WB_RUN_DIVERGED };

  set_up (&self);
  values.model = self.model;
  values.history = self.history;
  values.recipe = self.project->recipe;
  values.recipe.learning_rate = 0.5;
  self.project->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
  g_ptr_array_add (self.project->runs, wb_run_record_new (&values));
  assert_found (&self, NULL, NULL);
  self.project->run_id = 3;
  assert_found (&self, "divergence", "0.5");
  tear_down (&self);
}

static gboolean
has (const GPtrArray *findings, const char *check)
{
  for (guint i = 0; i < findings->len; i++)
    if (strcmp (((WbFinding *) findings->pdata[i])->check, check) == 0)
      return TRUE;
  return FALSE;
}

/* Biases far below 0 kill a relu's units, and with them all that follows; the same
 * samples validate. */
static void
test_examine (void)
{
  g_autoptr (AeModel) model = harness_make_model (12);
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbProject) project = wb_project_new (model, &recipe);
  g_autoptr (AeNetwork) network = ae_network_new (model, 1, NULL);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) other = harness_make_data (HARNESS_VALIDATION, 2);
  g_autoptr (GPtrArray) healthy = NULL, ill = NULL;
  const AeWeight *bias = ae_network_find_weight (network, ae_model_get_layer (model, 2)->id,
                                                 "bias");
  g_autoptr (GError) error = NULL;

  healthy = wb_doctor_examine (project, network, training, other, TRUE, &error);
  g_assert_no_error (error);
  g_assert_false (has (healthy, "dead-units"));
  g_assert_false (has (healthy, "constant-output"));
  for (guint i = 0; i < 12; i++)
    bias->values[i] = -1000;
  ae_network_weights_changed (network);
  ill = wb_doctor_examine (project, network, training, training, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (has (ill, "dead-units"));
  g_assert_true (has (ill, "constant-output"));
  g_assert_true (has (ill, "collapsed-code"));
  g_assert_true (has (ill, "leaking-validation"));
}

/* Nothing is wrong with a template, however little of the built-in digits it has been trained on.
 */
static void
test_template (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, &error);
  g_autoptr (DsDataset) training = NULL, validation = NULL;
  g_autoptr (WbProject) project = wb_template_build (data, &AE_SHAPE (3, 28, 28, 1), &error);
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  WbSession *session = wb_session_new ();

  g_assert_no_error (error);
  training = ds_dataset_new_slice (ds_source_get_training (source), 0, 1200);
  validation = ds_dataset_new_slice (ds_source_get_validation (source), 0, 300);
  project->recipe.batch_size = 32;
  wb_session_open (session, project->model, &project->recipe, training, validation, NULL);
  for (guint epoch = 1; epoch <= 4; epoch++)
    {
      wb_session_start (session, 1);
      harness_wait_for_state (session, WB_RUN_DONE);
      g_clear_pointer (&checkpoint, wb_checkpoint_unref);
      g_clear_pointer (&network, ae_network_free);
      g_clear_pointer (&findings, g_ptr_array_unref);
      checkpoint = harness_make_checkpoint (session);
      wb_project_set_checkpoint (project, checkpoint);
      network = wb_checkpoint_make_network (checkpoint, &error);
      g_assert_no_error (error);
      findings = wb_doctor_examine (project, network, training, validation, TRUE, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < findings->len; i++)
        g_test_message ("%s after epoch %u: %s", ((const WbTemplate *) data)->name, epoch,
                        ((WbFinding *) findings->pdata[i])->check);
      g_assert_cmpuint (findings->len, ==, 0);
    }
  harness_close (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/doctor/healthy", test_healthy);
  g_test_add_func ("/doctor/model", test_model);
  g_test_add_func ("/doctor/variational", test_variational);
  g_test_add_func ("/doctor/bypass", test_bypass);
  g_test_add_func ("/doctor/training", test_training);
  g_test_add_func ("/doctor/diverged", test_diverged);
  g_test_add_func ("/doctor/examine", test_examine);
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/doctor/template/%s", wb_templates ()[i]->name);

      if (!g_str_equal (wb_templates ()[i]->name, "blank"))
        g_test_add_data_func (path, wb_templates ()[i], test_template);
    }
  return g_test_run ();
}
