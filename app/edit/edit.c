/* SPDX-License-Identifier: MIT */
/* Every edit makes the new model first and puts it in last, so that an edit
 * that is refused has changed nothing.
 */
#include "app/edit/edit.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/error.h"

static gboolean
refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (WB_ERROR, WB_ERROR_EDIT, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* The place of the layer with this id, -1 with an error where there is none. */
static int
find_layer (const WbProject *project, guint id, GError **error)
{
  int index = ae_model_find (project->model, id);

  if (index < 0)
    refuse (error, _("The model has no layer with the id %u."), id);
  return index;
}

/* The same, of a layer that may be moved about: not the Input. */
static int
find_movable (const WbProject *project, guint id, const char *what, GError **error)
{
  int index = find_layer (project, id, error);

  if (index != 0)
    return index;
  refuse (error, _("The Input cannot be %s: every model begins with it."), what);
  return -1;
}

static void
take_model (WbProject *project, AeModel *model)
{
  wb_project_set_model (project, model);
  ae_model_unref (model);
}

/* A class, and a struct with the options that @text gives. */
static const AeLayerClass *
make_options (const char *type, const char *text, gpointer *values, GError **error)
{
  const AeLayerClass *klass = ae_layer_class_find (type);
  g_autofree gpointer own = NULL;

  if (klass == NULL)
    {
      refuse (error, _("There is no layer type “%s”."), type);
      return NULL;
    }
  if (klass->flags & AE_LAYER_INPUT)
    {
      refuse (error, _("A model has one Input; set its shape instead."));
      return NULL;
    }
  own = g_malloc0 (MAX (klass->options_size, 1));
  ae_options_init (klass->options, own);
  if (text != NULL && !ae_options_set_text (klass->options, own, text, error))
    {
      g_prefix_error (error, "%s: ", type);
      return NULL;
    }
  *values = g_steal_pointer (&own);
  return klass;
}

static gboolean
insert (WbProject *project,
        guint index,
        const AeLayerClass *klass,
        gconstpointer options,
        guint *id,
        GError **error)
{
  guint n_layers = ae_model_get_n_layers (project->model);

  if (index < 1 || index > n_layers)
    return refuse (error, _("A layer cannot be put at place %u; places go from 2 "
                            "to %u."), index + 1, n_layers + 1);
  if (id != NULL)
    *id = project->last_id + 1;
  take_model (project, ae_model_insert (project->model, index, klass, options,
                                        project->last_id + 1));
  return TRUE;
}

/**
 * Puts a new layer in, so that it has number @index.
 *
 * @index: 1 (behind the Input) to the number of layers (at the end)
 * @options: (nullable): NULL for the defaults
 * @id: (out) (optional): its id
 * @error: WB_ERROR_EDIT, AE_ERROR_OPTION
 */
gboolean
wb_edit_insert_layer (WbProject *project,
                      guint index,
                      const char *type,
                      const char *options,
                      guint *id,
                      GError **error)
{
  g_autofree gpointer values = NULL;
  const AeLayerClass *klass = make_options (type, options, &values, error);

  return klass != NULL && insert (project, index, klass, values, id, error);
}

/** Takes a layer out. WB_ERROR_EDIT. */
gboolean
wb_edit_remove_layer (WbProject *project, guint id, GError **error)
{
  int index = find_movable (project, id, _("removed"), error);

  if (index < 0)
    return FALSE;
  take_model (project, ae_model_remove (project->model, (guint) index));
  return TRUE;
}

/** Moves a layer so that it has number @index, from 1. WB_ERROR_EDIT. */
gboolean
wb_edit_move_layer (WbProject *project, guint id, guint index, GError **error)
{
  guint n_layers = ae_model_get_n_layers (project->model);
  int from = find_movable (project, id, _("moved"), error);

  if (from < 0)
    return FALSE;
  if (index < 1 || index >= n_layers)
    return refuse (error, _("A layer cannot be moved to place %u; places go from 2 "
                            "to %u."), index + 1, n_layers);
  take_model (project, ae_model_move (project->model, (guint) from, index));
  return TRUE;
}

/**
 * Puts another layer in a layer's place. It gets an id of its own, so that it
 * takes over no weights; the code stays with the place.
 *
 * @options: (nullable): NULL for the defaults
 * @error: WB_ERROR_EDIT, AE_ERROR_OPTION
 */
gboolean
wb_edit_replace_layer (WbProject *project,
                       guint id,
                       const char *type,
                       const char *options,
                       GError **error)
{
  g_autofree gpointer values = NULL;
  const AeLayerClass *klass = make_options (type, options, &values, error);
  gboolean code = ae_model_get_code_id (project->model) == id;
  g_autoptr (AeModel) removed = NULL;
  int index;

  if (klass == NULL)
    return FALSE;
  index = find_movable (project, id, _("replaced"), error);
  if (index < 0)
    return FALSE;
  removed = ae_model_remove (project->model, (guint) index);
  take_model (project, ae_model_insert (removed, (guint) index, klass, values,
                                        project->last_id + 1));
  if (code)
    take_model (project, ae_model_with_code (project->model, project->last_id));
  return TRUE;
}

/** Puts a copy of a layer behind it; @copy_id (out) (optional) is its id. WB_ERROR_EDIT. */
gboolean
wb_edit_duplicate_layer (WbProject *project, guint id, guint *copy_id, GError **error)
{
  int index = find_movable (project, id, _("duplicated"), error);
  const AeLayer *layer;

  if (index < 0)
    return FALSE;
  layer = ae_model_get_layer (project->model, (guint) index);
  return insert (project, (guint) index + 1, layer->klass, layer->options,
                 copy_id, error);
}

typedef gboolean (*SetOption) (const AeOption *option,
                               gpointer values,
                               gconstpointer value,
                               GError **error);

static gboolean
set_value (const AeOption *option, gpointer values, gconstpointer value, GError **error)
{
  return ae_option_set (option, values, value, error);
}

static gboolean
set_text (const AeOption *option, gpointer values, gconstpointer value, GError **error)
{
  return ae_option_set_text (option, values, value, error);
}

static gboolean
change_option (WbProject *project,
               guint id,
               const char *name,
               SetOption set,
               gconstpointer value,
               GError **error)
{
  int index = find_layer (project, id, error);
  g_autofree gpointer values = NULL;
  const AeOption *option;
  const AeLayer *layer;

  if (index < 0)
    return FALSE;
  layer = ae_model_get_layer (project->model, (guint) index);
  option = ae_options_find (layer->klass->options, name);
  if (option == NULL)
    return refuse (error, _("Layer %d, %s: there is no option “%s”."), index + 1,
                   layer->klass->type, name);
  values = g_memdup2 (layer->options, layer->klass->options_size);
  if (!set (option, values, value, error))
    {
      g_prefix_error (error, _("Layer %d, %s: "), index + 1, layer->klass->type);
      return FALSE;
    }
  take_model (project, ae_model_with_options (project->model, (guint) index, values));
  return TRUE;
}

/** Sets a layer's option. WB_ERROR_EDIT, AE_ERROR_OPTION. */
gboolean
wb_edit_set_option (WbProject *project,
                    guint id,
                    const char *name,
                    const AeValue *value,
                    GError **error)
{
  return change_option (project, id, name, set_value, value, error);
}

/** Sets a layer's option from text such as "3,3". WB_ERROR_EDIT, AE_ERROR_OPTION. */
gboolean
wb_edit_set_option_text (WbProject *project,
                         guint id,
                         const char *name,
                         const char *text,
                         GError **error)
{
  return change_option (project, id, name, set_text, text, error);
}

/** Gives the Input another shape. AE_ERROR_OPTION. */
gboolean
wb_edit_set_input (WbProject *project, const AeShape *shape, GError **error)
{
  AeValue value = { .sizes = *shape };
  guint id = ae_model_get_layer (project->model, 0)->id;

  return wb_edit_set_option (project, id, "shape", &value, error);
}

/** Puts the code at a layer's output, or AE_MODEL_CODE_AUTOMATIC. WB_ERROR_EDIT. */
gboolean
wb_edit_set_code (WbProject *project, guint id, GError **error)
{
  guint n_layers = ae_model_get_n_layers (project->model);
  int index = id == AE_MODEL_CODE_AUTOMATIC ? 1 : find_layer (project, id, error);

  if (index < 0)
    return FALSE;
  if (id != AE_MODEL_CODE_AUTOMATIC && (index == 0 || index == (int) n_layers - 1))
    return refuse (error, index == 0 ? _("The code cannot be the Input: an encoder and a "
                                         "decoder must be left.")
                                     : _("The code cannot be the last layer's output: an "
                                         "encoder and a decoder must be left."));
  take_model (project, ae_model_with_code (project->model, id));
  return TRUE;
}

/**
 * Chooses data. Of the model its Input alone follows.
 *
 * @data: (transfer none) (nullable): NULL for none
 * @shape: (nullable): of its samples; NULL leaves the Input as it is
 * @error: AE_ERROR_OPTION where no Input can have such a shape
 */
gboolean
wb_edit_set_data (WbProject *project,
                  WbDataReference *data,
                  const AeShape *shape,
                  GError **error)
{
  if (shape != NULL && !wb_edit_set_input (project, shape, error))
    return FALSE;
  wb_project_set_data (project, data);
  return TRUE;
}

/**
 * Finds an option of the recipe, its loss, optimizer or schedule by name. Where
 * two bear the same, the part it belongs to is put before it:
 * "schedule.patience".
 *
 * @values: (out): the struct that holds its value
 *
 * Returns: (transfer none): the descriptor, or NULL.
 */
const AeOption *
wb_recipe_find_option (AeRecipe *recipe, const char *name, gpointer *values)
{
  const struct
  {
    const char *part;
    const AeOption *options;
    gpointer values;
  } parts[] = {
    { "", ae_recipe_options, recipe },
    { "loss.", ae_recipe_get_loss (recipe)->options, recipe->loss_options },
    { "optimizer.", ae_recipe_get_optimizer (recipe)->options, recipe->optimizer_options },
    { "schedule.", ae_recipe_get_schedule (recipe)->options, recipe->schedule_options },
  };
  const AeOption *option = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts) && option == NULL; i++)
    {
      gboolean said = g_str_has_prefix (name, parts[i].part);

      *values = parts[i].values;
      option = ae_options_find (parts[i].options,
                                said ? name + strlen (parts[i].part) : name);
    }
  return option;
}

/* Another loss, optimizer or schedule brings its own defaults with it; the
 * same one again leaves all as it is. */
static gboolean
choose (AeRecipe *recipe,
        const AeOption *option,
        const AeRecipe *chosen,
        GError **error)
{
  if (strcmp (option->name, "loss") == 0 && chosen->loss != recipe->loss)
    return ae_recipe_set_loss (recipe, ae_recipe_get_loss (chosen)->name, error);
  if (strcmp (option->name, "optimizer") == 0
      && chosen->optimizer != recipe->optimizer)
    return ae_recipe_set_optimizer (recipe, ae_recipe_get_optimizer (chosen)->name,
                                    error);
  if (strcmp (option->name, "schedule") == 0 && chosen->schedule != recipe->schedule)
    return ae_recipe_set_schedule (recipe, ae_recipe_get_schedule (chosen)->name,
                                   error);
  *recipe = *chosen;
  return TRUE;
}

static gboolean
change_recipe (WbProject *project,
               const char *name,
               SetOption set,
               gconstpointer value,
               GError **error)
{
  AeRecipe changed = project->recipe;
  gpointer values;
  const AeOption *option = wb_recipe_find_option (&changed, name, &values);

  if (option == NULL)
    return refuse (error, _("The recipe has no setting “%s” with the loss %s and the "
                            "optimizer %s."), name, ae_recipe_get_loss (&changed)->name,
                   ae_recipe_get_optimizer (&changed)->name);
  return set (option, values, value, error)
         && choose (&project->recipe, option, &changed, error);
}

/** Sets a field of the recipe, its loss or its optimizer. WB_ERROR_EDIT, AE_ERROR_OPTION. */
gboolean
wb_edit_set_recipe (WbProject *project,
                    const char *name,
                    const AeValue *value,
                    GError **error)
{
  return change_recipe (project, name, set_value, value, error);
}

/** The same from text. WB_ERROR_EDIT, AE_ERROR_OPTION. */
gboolean
wb_edit_set_recipe_text (WbProject *project,
                         const char *name,
                         const char *text,
                         GError **error)
{
  return change_recipe (project, name, set_text, text, error);
}
