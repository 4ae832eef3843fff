/* SPDX-License-Identifier: MIT */
/* One mistake in a good model: from every template a layer is taken out, put in
 * or changed, each in turn. Where the model cannot be trained any more, the
 * problem stands at the edited place, next to it or at its partner on the other
 * side of the code, and at least one fix gives a model that trains.
 */
#include <string.h>

#include "app/checker/checker.h"
#include "app/templates/template.h"
#include "tests/app/checker/trial.h"

/* One in so many fixed models is trained. */
#define TRAINED 8

/* A template's model with one mistake. @first and @last: the edited place and
 * its neighbours. */
typedef struct
{
  const AeModel *good;
  AeModel *model;
  const AeRecipe *recipe;
  guint first;
  guint last;
  char *name;
} Mistake;

static guint n_broken, n_failed;

/* Poolings and up-samplings are each other's partners: which of several has lost
 * its own cannot be told. A padding that made up for a rounding leads to that. */
static gboolean
is_scaled (const WbProblem *problem)
{
  return strstr (problem->why, "has no partner") != NULL || strstr (problem->why, "rounds") != NULL;
}

/* Layers far from the code by the same number of places, more or less one. */
static gboolean
is_partner (const Mistake *self, guint layer)
{
  guint n = ae_model_get_n_layers (self->model);
  guint other = n - layer;

  return other + 1 >= self->first && other <= self->last + 2;
}

static gboolean
is_placed (const Mistake *self, int layer)
{
  return layer >= 0
         && (((guint) layer >= self->first && (guint) layer <= self->last)
             || is_partner (self, (guint) layer));
}

static gboolean
is_mended (const Mistake *self, const WbFix *fix, gboolean train)
{
  g_autoptr (WbProject) project = wb_project_new (self->model, self->recipe);
  g_autoptr (GPtrArray) problems = NULL;

  wb_fix_apply (fix, project);
  problems = wb_check (project->model, &project->recipe, NULL);
  if (wb_problems_get_error (problems) != NULL)
    return FALSE;
  if (train)
    trial_train (project);
  return TRUE;
}

static void
fail (const Mistake *self, const WbProblem *problem, const char *what)
{
  g_autofree char *text = wb_problem_to_text (problem, self->model);

  g_test_message ("%s: %s\n%s", self->name, what, text);
  n_failed++;
}

/* Takes the mistake's model. */
static void
try_mistake (Mistake self)
{
  g_autoptr (GPtrArray) problems = wb_check (self.model, self.recipe, NULL);
  const WbProblem *error = wb_problems_get_error (problems);
  guint n_mended = 0;

  n_broken += error != NULL;
  for (guint i = 0; error != NULL && i < error->n_fixes; i++)
    n_mended += is_mended (&self, &error->fixes[i], n_mended == 0 && n_broken % TRAINED == 1);
  if (error != NULL && !is_placed (&self, error->layer) && !is_scaled (error))
    fail (&self, error, "another place is blamed");
  if (error != NULL && n_mended == 0)
    fail (&self, error, "no fix fixes it");
  ae_model_unref (self.model);
  g_free (self.name);
}

static void
try_removals (const char *template, const WbProject *project)
{
  for (guint i = 1; i < ae_model_get_n_layers (project->model); i++)
    try_mistake ((Mistake) {
      project->model,
      ae_model_remove (project->model, i),
      &project->recipe,
      i - 1,
      i,
      g_strdup_printf ("%s without layer %u, %s", template, i + 1,
                       ae_model_get_layer (project->model, i)->klass->type),
    });
}

static void
try_insertions (const char *template, const WbProject *project)
{
  for (guint i = 1; i <= ae_model_get_n_layers (project->model); i++)
    for (const AeLayerClass *const *each = ae_layer_classes (); *each != NULL; each++)
      if (((*each)->flags & (AE_LAYER_INPUT | AE_LAYER_JOINS)) == 0)
        try_mistake ((Mistake) {
          project->model,
          ae_model_insert (project->model, i, *each, NULL, 0),
          &project->recipe,
          i - 1,
          i + 1,
          g_strdup_printf ("%s with %s as layer %u", template, (*each)->type, i + 1),
        });
}

/* Another value of the option, or FALSE. */
static gboolean
change_value (const AeOption *option, AeValue *value, gboolean more)
{
  switch (option->kind)
    {
    case AE_OPTION_INT:
      value->integer = more ? value->integer + 1 : value->integer / 2;
      return value->integer >= option->min && value->integer <= option->max;
    case AE_OPTION_BOOL:
      value->integer = !value->integer;
      return more;
    case AE_OPTION_CHOICE:
      value->integer = option->choices[value->integer + 1] != NULL ? value->integer + 1 : 0;
      return more;
    case AE_OPTION_SIZES:
      for (guint i = 0; i < value->sizes.rank; i++)
        value->sizes.dims[i] += more ? 1 : -1u;
      return value->sizes.rank > 0 && value->sizes.dims[0] >= MAX (option->min, 1)
             && value->sizes.dims[0] <= option->max;
    default:
      return FALSE;
    }
}

static void
try_change (const char *template,
            const WbProject *project,
            guint index,
            const AeOption *option,
            gboolean more)
{
  const AeLayer *layer = ae_model_get_layer (project->model, index);
  g_autofree gpointer options = g_memdup2 (layer->options, layer->klass->options_size);
  AeValue value;

  ae_option_get (option, options, &value);
  if (!change_value (option, &value, more) || !ae_option_set (option, options, &value, NULL))
    return;
  try_mistake ((Mistake) {
    project->model,
    ae_model_with_options (project->model, index, options),
    &project->recipe,
    index - 1,
    index + 1,
    g_strdup_printf ("%s with other %s in layer %u, %s", template, option->name, index + 1,
                     layer->klass->type),
  });
}

static void
try_changes (const char *template, const WbProject *project)
{
  for (guint i = 1; i < ae_model_get_n_layers (project->model); i++)
    {
      const AeOption *options = ae_model_get_layer (project->model, i)->klass->options;

      for (guint j = 0; options != NULL && options[j].name != NULL; j++)
        {
          try_change (template, project, i, &options[j], TRUE);
          try_change (template, project, i, &options[j], FALSE);
        }
    }
}

static void
test_template (gconstpointer data)
{
  static const AeShape shapes[] = {
    { 3, { 28, 28, 1 } },
    { 3, { 32, 32, 3 } },
    { 2, { 28, 28 } },
  };
  const WbTemplate *template = data;

  n_broken = n_failed = 0;
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (WbProject) project = wb_template_build (template, &shapes[i], NULL);
      g_autofree char *shape = ae_shape_to_string (&shapes[i]);
      g_autofree char *name = g_strdup_printf ("%s for %s", template->name, shape);

      if (project == NULL)
        continue;
      try_removals (name, project);
      try_insertions (name, project);
      try_changes (name, project);
    }
  g_test_message ("%u mistakes, %u of them badly fixed", n_broken, n_failed);
  g_assert_cmpuint (n_broken, >, 0);
  g_assert_cmpuint (n_failed, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const WbTemplate *const *each = wb_templates (); *each != NULL; each++)
    if (strcmp ((*each)->name, "blank") != 0)
      {
        g_autofree char *path = g_strdup_printf ("/repairs/%s", (*each)->name);

        g_test_add_data_func (path, *each, test_template);
      }
  return g_test_run ();
}
