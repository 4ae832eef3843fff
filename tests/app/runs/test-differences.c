/* SPDX-License-Identifier: MIT */
/* Which settings tell runs apart, and what a model is called. */
#include "app/edit/edit.h"
#include "app/runs/differences.h"
#include "app/templates/template.h"

static WbRunRecord *
make_run (const WbProject *project)
{
  g_autoptr (WbHistory) history = wb_history_new ();
  WbRunRecord values = { .id = 1,
                         .name = (char *) "run",
                         .model = project->model,
                         .recipe = project->recipe,
                         .history = history };

  return wb_run_record_new (&values);
}

static WbProject *
make_project (const char *template)
{
  return wb_template_build (wb_template_find (template), &AE_SHAPE (3, 28, 28, 1), NULL);
}

static void
set (WbProject *project, const char *name, const char *text)
{
  g_assert_true (
    wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = text }, project, NULL));
}

static char *
list (const GPtrArray *runs)
{
  g_autoptr (GPtrArray) names = wb_run_differences (runs);

  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static void
test_recipe (void)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_run_record_unref);
  g_autoptr (WbProject) project = make_project ("simple");
  g_autofree char *none = NULL, *some = NULL, *rate = NULL, *title = NULL;

  g_ptr_array_add (runs, make_run (project));
  g_ptr_array_add (runs, make_run (project));
  none = list (runs);
  g_assert_cmpstr (none, ==, "");
  set (project, "seed", "7");
  set (project, "optimizer.beta_1", "0.5");
  g_ptr_array_add (runs, make_run (project));
  set (project, "learning_rate", "0.25");
  g_ptr_array_add (runs, make_run (project));
  some = list (runs);
  g_assert_cmpstr (some, ==, "learning_rate seed optimizer.beta_1");
  rate = wb_run_get_setting (runs->pdata[3], "learning_rate");
  g_assert_cmpstr (rate, ==, "0.25");
  g_assert_null (wb_run_get_setting (runs->pdata[3], "loss.none"));
  title = wb_run_get_setting_title (runs->pdata[3], "learning_rate");
  g_assert_cmpstr (title, ==, "Learning rate");
}

static void
test_layers (void)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_run_record_unref);
  g_autoptr (WbProject) project = make_project ("deep"), other = make_project ("conv");
  guint id = ae_model_get_layer (project->model, 2)->id;
  g_autofree char *some = NULL, *title = NULL, *units = NULL, *none = NULL;

  g_ptr_array_add (runs, make_run (project));
  g_assert_true (
    wb_edit_apply (&(WbEdit) { WB_EDIT_OPTION, .id = id, .name = "units", .text = "99" }, project,
                   NULL));
  g_ptr_array_add (runs, make_run (project));
  some = list (runs);
  g_assert_cmpstr (some, ==, "3.units");
  title = wb_run_get_setting_title (runs->pdata[1], "3.units");
  g_assert_cmpstr (title, ==, "Dense 3, Units");
  units = wb_run_get_setting (runs->pdata[1], "3.units");
  g_assert_cmpstr (units, ==, "99");
  g_ptr_array_add (runs, make_run (other));
  none = list (runs);
  g_assert_null (g_strstr_len (none, -1, "units"));
}

static void
test_models (void)
{
  static const char *const words[][2] = {
    { "simple", "Dense · 32" },
    { "conv", "Conv2D · 128" },
    { "variational", "GaussianCode · 2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (WbProject) project = make_project (words[i][0]);
      g_autofree char *text = wb_run_describe_model (project->model);

      g_assert_cmpstr (text, ==, words[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/differences/recipe", test_recipe);
  g_test_add_func ("/differences/layers", test_layers);
  g_test_add_func ("/differences/models", test_models);
  return g_test_run ();
}
