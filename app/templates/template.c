/* SPDX-License-Identifier: MIT */
/* The template registry: the rows of templates/meson.build, in their order, and
 * what the templates share.
 */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"

#define ROW(name) extern const WbTemplate wb_template_##name;
#include "app/templates/template-list.h"
#undef ROW

static const WbTemplate *const templates[] = {
#define ROW(name) &wb_template_##name,
#include "app/templates/template-list.h"
#undef ROW
  NULL,
};

const WbTemplate *const *
wb_templates (void)
{
  return templates;
}

const WbTemplate *
wb_template_find (const char *name)
{
  for (guint i = 0; templates[i] != NULL; i++)
    if (strcmp (templates[i]->name, name) == 0)
      return templates[i];
  return NULL;
}

/* So many epochs as the article trains at most, but none in vain. */
static void
plan_training (AeRecipe *recipe)
{
  recipe->epochs = 50;
  recipe->patience = 5;
  recipe->min_delta = 1e-4;
}

WbProject *
wb_template_build (const WbTemplate *self, const AeShape *shape, GError **error)
{
  g_autoptr (AeModel) model = NULL;
  g_autofree char *text = NULL;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  plan_training (&recipe);
  model = self->build (shape, &recipe, error);
  if (model != NULL)
    return wb_project_new (model, &recipe);
  text = ae_shape_to_string (shape);
  g_prefix_error (error, _ ("The template “%s” does not suit samples of %s: "), self->name, text);
  return NULL;
}

char *
wb_template_describe (const WbTemplate *self, const AeShape *shape)
{
  g_autoptr (WbProject) project = wb_template_build (self, shape, NULL);
  g_autofree AeShape *shapes = NULL;
  g_autofree char *in = NULL, *code = NULL, *out = NULL;
  guint n_layers;

  if (project == NULL)
    return NULL;
  n_layers = ae_model_get_n_layers (project->model);
  shapes = g_new0 (AeShape, n_layers);
  ae_model_infer (project->model, shapes, NULL, NULL);
  if (n_layers < 3)
    return ae_shape_to_string (&shapes[0]);
  if (shapes[n_layers - 1].rank == 1)
    shapes[0] = shapes[n_layers - 1];
  in = ae_shape_to_string (&shapes[0]);
  code = ae_shape_to_string (&shapes[ae_model_get_code (project->model, shapes)]);
  out = ae_shape_to_string (&shapes[n_layers - 1]);
  return g_strjoin (" → ", in, code, out, NULL);
}

AeModel *
wb_template_chain (const AeShape *shape, const char *const *layers, GError **error)
{
  g_autoptr (AeModel) model = ae_model_new (shape);

  for (; *layers != NULL; layers++)
    {
      g_auto (GStrv) words = g_strsplit (*layers, " ", 2);
      AeModel *longer;

      if (**layers == '\0')
        continue;
      longer = ae_model_append (model, words[0], words[1] != NULL ? words[1] : "", error);
      if (longer == NULL)
        return NULL;
      ae_model_unref (model);
      model = longer;
    }
  return g_steal_pointer (&model);
}

const char *
wb_template_flatten (const AeShape *shape)
{
  return shape->rank == 2 ? "Flatten" : "";
}

guint
wb_template_choose_code (const AeShape *shape, guint wanted)
{
  gsize size = ae_shape_size (shape);

  return size >= 2 * wanted ? wanted : MAX (1, (guint) size / 4);
}

gboolean
wb_template_wants_images (const AeShape *shape, GError **error)
{
  if (shape->rank == 3)
    return TRUE;
  return wb_refuse (error, WB_ERROR_EDIT,
                    _ ("it needs images of height × width × channels. Take simple or deep, or "
                       "open images."));
}

guint
wb_template_count_surplus (guint size, guint n_poolings)
{
  guint factor = 1u << n_poolings;

  return (factor - size % factor) % factor;
}

char *
wb_template_crop (guint rows, guint columns)
{
  if (rows == 0 && columns == 0)
    return g_strdup ("");
  return g_strdup_printf ("Cropping2D cropping=%u,%u,%u,%u", rows / 2, rows - rows / 2, columns / 2,
                          columns - columns / 2);
}
