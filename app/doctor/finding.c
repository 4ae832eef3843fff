/* SPDX-License-Identifier: MIT */
/* Remedies are edits by name, so that they fit whatever the project has become since it
 * was examined; one that does not apply any more is not offered.
 */
#include <glib/gi18n-lib.h>

#include "app/doctor/doctor-checks.h"
#include "app/number.h"
#include "app/project/json.h"

WbRemedy *
wb_finding_offer (WbFinding *self, char *label, gboolean resets)
{
  WbRemedy *remedy = &self->remedies[self->n_remedies++];

  g_assert (self->n_remedies <= WB_MAX_REMEDIES);
  *remedy = (WbRemedy) { .label = label, .resets = resets };
  return remedy;
}

static void
add_edit (WbRemedy *self, WbEditKind kind, guint id, const char *name, char *text)
{
  g_assert (self->n_edits < WB_MAX_REMEDY_EDITS);
  self->edits[self->n_edits].kind = kind;
  self->edits[self->n_edits].id = id;
  self->edits[self->n_edits].name = name;
  self->edits[self->n_edits++].text = text;
}

void
wb_remedy_add_recipe (WbRemedy *self, const char *name, char *text)
{
  add_edit (self, WB_EDIT_RECIPE, 0, name, text);
}

void
wb_remedy_add_option (WbRemedy *self, guint id, const char *name, char *text)
{
  add_edit (self, WB_EDIT_OPTION, id, name, text);
}

void
wb_finding_offer_slower (WbFinding *self, const AeRecipe *recipe)
{
  double slower = recipe->learning_rate / 10;
  char shown[WB_NUMBER_SIZE];
  WbRemedy *remedy;

  wb_number_format_digits (shown, slower, 3);
  remedy = wb_finding_offer (self, g_strdup_printf (_ ("Reset, with a learning rate of %s"), shown),
                             TRUE);
  wb_remedy_add_recipe (remedy, "learning_rate", wb_number_to_text (slower));
}

static gboolean
apply (const WbRemedy *self, WbProject *project)
{
  for (guint i = 0; i < self->n_edits; i++)
    {
      WbEdit edit = { self->edits[i].kind, .id = self->edits[i].id, .name = self->edits[i].name,
                      .text = self->edits[i].text };

      if (!wb_edit_apply (&edit, project, NULL))
        return FALSE;
    }
  return TRUE;
}

static void
add_fix (WbProblem *problem, const WbRemedy *remedy, const WbProject *project)
{
  g_autoptr (WbProject) fixed = wb_project_copy (project);

  if (!apply (remedy, fixed)
      || (!remedy->resets && ae_model_equal (fixed->model, project->model)
          && ae_recipe_equal (&fixed->recipe, &project->recipe)))
    return;
  problem->fixes[problem->n_fixes++] = (WbFix) { .label = g_strdup (remedy->label),
                                                 .model = ae_model_ref (fixed->model),
                                                 .recipe = fixed->recipe,
                                                 .resets = remedy->resets };
}

WbProblem *
wb_finding_to_problem (const WbFinding *self, const WbProject *project)
{
  int layer = self->layer_id != 0 ? ae_model_find (project->model, self->layer_id) : -1;
  WbProblem *problem;

  if (self->layer_id != 0 && layer < 0)
    return NULL;
  problem = wb_problem_new (layer, WB_SEVERITY_WARNING, self->check);
  problem->measured = TRUE;
  problem->title = g_strdup (self->title);
  problem->happened = g_strdup (self->evidence);
  problem->expected = g_strdup (self->expected);
  for (guint i = 0; i < self->n_remedies; i++)
    add_fix (problem, &self->remedies[i], project);
  problem->why = problem->n_fixes > 0 ? g_strdup (self->why)
                                      : g_strdup_printf ("%s %s", self->why, self->fix);
  return problem;
}
