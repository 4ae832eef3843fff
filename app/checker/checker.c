/* SPDX-License-Identifier: MIT */
/* The table of rules, and what they are judged by. Causes are asked in turn
 * until one reports an error; what depends on it then waits. Advice is given
 * on a model whose shapes are known to fit.
 */
#include "app/checker/checker-private.h"

#include <glib/gi18n-lib.h>

typedef void (*Rule) (WbCheck *check);

/* What keeps a model from running, the first cause first. */
static const Rule cause_rules[] = {
  wb_rule_input, wb_rule_empty,    wb_rule_reshape, wb_rule_kind, wb_rule_kernel,
  wb_rule_layer, wb_rule_channels, wb_rule_pairs,   wb_rule_size,
};

/* What makes a model that runs learn the wrong thing. */
static const Rule training_rules[] = { wb_rule_loss, wb_rule_range };

static const Rule advice_rules[] = {
  wb_rule_layout, wb_rule_alike,      wb_rule_outlier, wb_rule_parts,   wb_rule_rate,
  wb_rule_batch,  wb_rule_bottleneck, wb_rule_skip,    wb_rule_weights, wb_rule_map,
};

static void
fix_clear (WbFix *fix)
{
  g_free (fix->label);
  g_clear_pointer (&fix->model, ae_model_unref);
  g_free (fix->scaling);
  g_free (fix->fit);
}

WbProblem *
wb_problem_new (int layer, WbSeverity severity, const char *code)
{
  WbProblem *self = g_new0 (WbProblem, 1);

  self->layer = self->last_layer = layer;
  self->severity = severity;
  self->code = code;
  return self;
}

void
wb_problem_free (WbProblem *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_fixes; i++)
    fix_clear (&self->fixes[i]);
  g_free (self->title);
  g_free (self->happened);
  g_free (self->expected);
  g_free (self->why);
  g_free (self);
}

WbProblem *
wb_check_report (WbCheck *check, int layer, WbSeverity severity, const char *code)
{
  WbProblem *problem = wb_problem_new (layer, severity, code);

  g_ptr_array_add (check->problems, problem);
  return problem;
}

static const WbProblem *
run_until_error (WbCheck *check, const Rule *rules, guint n_rules)
{
  for (guint i = 0; i < n_rules && wb_problems_get_error (check->problems) == NULL; i++)
    rules[i](check);
  return wb_problems_get_error (check->problems);
}

/* Layers after the faulty one wait for its output. */
static void
report_waiting (WbCheck *check, const WbProblem *cause)
{
  WbProblem *problem;
  guint first = (guint) cause->layer + 1, last = check->n_layers - 1;

  if (cause->layer < 0 || first > last)
    return;
  problem = wb_check_report (check, (int) first, WB_SEVERITY_WAITING, cause->code);
  problem->last_layer = (int) last;
  problem->title = first == last
                     ? g_strdup_printf (_ ("Layer %u waits for layer %u"), first + 1, first)
                     : g_strdup_printf (_ ("Layers %u to %u wait for layer %u"), first + 1,
                                        last + 1, first);
  problem->happened = g_strdup_printf (_ ("What comes in depends on layer %u."), first);
  problem->expected = g_strdup (_ ("A layer needs to know the shape of what comes in."));
  problem->why = g_strdup_printf (_ ("Fix layer %u first."), first);
}

static void
add_reach (WbCheck *check)
{
  g_autoptr (GError) error = NULL;
  guint culprit = 0;

  check->n_layers = ae_model_get_n_layers (check->model);
  check->shapes = g_new0 (AeShape, check->n_layers);
  check->culprit = -1;
  if (ae_model_infer (check->model, check->shapes, &culprit, &error))
    return;
  check->culprit = (int) culprit;
  check->message = g_strdup (error->message);
}

static gboolean
trains (const WbFix *fix)
{
  return ae_model_returns_input (fix->model) && wb_loss_suits (fix->model, &fix->recipe);
}

/* Fixes that leave another error are needless beside those that leave none. */
static void
drop_halves (WbProblem *problem)
{
  gboolean whole[WB_MAX_FIXES] = { FALSE }, any = FALSE;
  guint n = 0;

  for (guint i = 0; i < problem->n_fixes; i++)
    any |= whole[i] = trains (&problem->fixes[i]);
  if (!any)
    return;
  for (guint i = 0; i < problem->n_fixes; i++)
    if (whole[i])
      problem->fixes[n++] = problem->fixes[i];
    else
      fix_clear (&problem->fixes[i]);
  problem->n_fixes = n;
}

/* Fixes begin as the recipe that is in use, whatever they change of it. */
static void
complete_fixes (const WbCheck *check)
{
  for (guint i = 0; i < check->problems->len; i++)
    {
      WbProblem *problem = g_ptr_array_index (check->problems, i);

      for (guint j = 0; j < problem->n_fixes; j++)
        {
          WbFix *fix = &problem->fixes[j];

          if (fix->model == NULL)
            fix->model = ae_model_ref (check->model);
          else
            fix->recipe = *check->recipe;
        }
      if (problem->severity == WB_SEVERITY_ERROR)
        drop_halves (problem);
    }
}

GPtrArray *
wb_check (const AeModel *model, const AeRecipe *recipe, const WbDataFacts *facts)
{
  static const WbDataFacts none = WB_DATA_FACTS_NONE;
  WbCheck check = {
    .model = (AeModel *) model,
    .recipe = recipe,
    .facts = facts != NULL ? facts : &none,
    .problems = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_problem_free),
  };
  const WbProblem *cause;

  add_reach (&check);
  cause = run_until_error (&check, cause_rules, G_N_ELEMENTS (cause_rules));
  if (cause != NULL)
    report_waiting (&check, cause);
  else
    {
      run_until_error (&check, training_rules, G_N_ELEMENTS (training_rules));
      for (guint i = 0; i < G_N_ELEMENTS (advice_rules); i++)
        advice_rules[i](&check);
    }
  complete_fixes (&check);
  g_free (check.shapes);
  g_free (check.message);
  return check.problems;
}

const WbProblem *
wb_problems_get_error (const GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const WbProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity == WB_SEVERITY_ERROR)
        return problem;
    }
  return NULL;
}

gboolean
wb_problems_want_speed (const GPtrArray *problems, const WbDataFacts *facts)
{
  for (guint i = 0; i < problems->len; i++)
    if (g_str_equal (((const WbProblem *) g_ptr_array_index (problems, i))->code, "S10"))
      return facts->flops_per_second <= 0 && facts->n_samples > 0;
  return FALSE;
}

const char *
wb_severity_get_name (WbSeverity severity)
{
  static const char *const names[] = { "error", "waiting", "warning", "note" };

  return names[severity];
}

char *
wb_problem_to_text (const WbProblem *problem, const AeModel *model)
{
  GString *text = g_string_new (wb_severity_get_name (problem->severity));

  g_string_append_printf (text, " %s", problem->code);
  if (problem->layer >= 0 && problem->severity != WB_SEVERITY_WAITING)
    {
      const AeLayer *layer = ae_model_get_layer (model, (guint) problem->layer);

      g_string_append_printf (text, ", layer %d, %s", problem->layer + 1, layer->klass->type);
    }
  g_string_append_printf (text, ": %s\n  Happened: %s\n  Expected: %s\n  Why: %s", problem->title,
                          problem->happened, problem->expected, problem->why);
  for (guint i = 0; i < problem->n_fixes; i++)
    g_string_append_printf (text, "\n  Fix: %s", problem->fixes[i].label);
  return g_string_free (text, FALSE);
}

void
wb_fix_apply (const WbFix *fix, WbProject *project)
{
  wb_project_set_model (project, fix->model);
  project->recipe = fix->recipe;
  project->mirrored = project->mirrored || fix->mirrors;
  if (fix->resets)
    {
      wb_project_set_checkpoint (project, NULL);
      project->run_id = 0;
    }
  if (project->data != NULL && (fix->scaling != NULL || fix->fit != NULL))
    {
      g_autoptr (WbDataReference) data = fix->fit != NULL
                                           ? wb_data_reference_new_fitted (project->data, fix->fit)
                                           : wb_data_reference_new_scaled (project->data,
                                                                           fix->scaling);

      wb_project_set_data (project, data);
    }
}
