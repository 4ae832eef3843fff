/* SPDX-License-Identifier: MIT */
/* Every edit makes the new model first and puts it in last, so that an edit
 * that is refused has changed nothing.
 */
#include "app/edit/edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/edit/layer-text.h"
#include "app/edit/mirror.h"
#include "app/error.h"

/* The place of the layer with this id, -1 with an error where there is none. */
static int
find_layer (const WbProject *project, guint id, GError **error)
{
  int index = ae_model_find (project->model, id);

  if (index < 0)
    wb_refuse (error, WB_ERROR_EDIT, _ ("The model has no layer with the id %u."), id);
  return index;
}

/* The same, of a layer that may be moved about: not the Input. */
static int
find_movable (const WbProject *project, guint id, const char *what, GError **error)
{
  int index = find_layer (project, id, error);

  if (index != 0)
    return index;
  wb_refuse (error, WB_ERROR_EDIT, _ ("The Input cannot be %s: every model begins with it."), what);
  return -1;
}

static void
take_model (WbProject *project, AeModel *model)
{
  wb_project_set_model (project, model);
  ae_model_unref (model);
}

/* The places of the edit's layers in the model's order. */
static GArray *
find_layers (const WbEdit *edit, const WbProject *project, const char *what, GError **error)
{
  guint n_layers = ae_model_get_n_layers (project->model);
  g_autofree gboolean *chosen = g_new0 (gboolean, n_layers);
  GArray *indices;

  for (guint i = 0; i < edit->n_ids; i++)
    {
      int index = find_movable (project, edit->ids[i], what, error);

      if (index < 0)
        return NULL;
      chosen[index] = TRUE;
    }
  indices = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 1; i < n_layers; i++)
    if (chosen[i])
      g_array_append_val (indices, i);
  return indices;
}

/* A class, and a struct with the options that @text gives. */
static const AeLayerClass *
make_options (const char *type, const char *text, gpointer *values, GError **error)
{
  const AeLayerClass *klass = ae_layer_class_find (type);
  g_autofree gpointer own = NULL;

  if (klass == NULL)
    {
      wb_refuse (error, WB_ERROR_EDIT, _ ("There is no layer type “%s”."), type);
      return NULL;
    }
  if (klass->flags & AE_LAYER_INPUT)
    {
      wb_refuse (error, WB_ERROR_EDIT, _ ("A model has one Input; set its shape instead."));
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

static void
note_new (const WbEdit *edit, guint id)
{
  if (edit->new_ids != NULL)
    g_array_append_val (edit->new_ids, id);
}

static gboolean
insert (const WbEdit *edit, WbProject *project, GError **error)
{
  guint n_layers = ae_model_get_n_layers (project->model), id = project->last_id + 1;
  g_autofree gpointer values = NULL;
  const AeLayerClass *klass = make_options (edit->type, edit->text, &values, error);

  if (klass == NULL)
    return FALSE;
  if (edit->index < 1 || edit->index > n_layers)
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("A layer cannot be put at place %u; places go from 2 "
                         "to %u."),
                      edit->index + 1, n_layers + 1);
  take_model (project, ae_model_insert (project->model, edit->index, klass, values, id));
  note_new (edit, id);
  return TRUE;
}

static gboolean
paste (const WbEdit *edit, WbProject *project, GError **error)
{
  return wb_layer_text_insert (project, edit->index, edit->text, edit->new_ids, error);
}

static gboolean
remove_layers (const WbEdit *edit, WbProject *project, GError **error)
{
  g_autoptr (GArray) indices = find_layers (edit, project, _ ("removed"), error);

  if (indices == NULL)
    return FALSE;
  for (guint i = indices->len; i-- > 0;)
    take_model (project, ae_model_remove (project->model, g_array_index (indices, guint, i)));
  return TRUE;
}

/* The ids of all layers as they are to stand: the chosen ones together, before
 * the one that now has number @index. */
static GArray *
order_layers (const AeModel *model, const GArray *chosen, guint index)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_layers = ae_model_get_n_layers (model), next = 0;

  for (guint i = 0; i <= n_layers; i++)
    {
      gboolean is_chosen = next < chosen->len && g_array_index (chosen, guint, next) == i;

      for (guint j = 0; i == index && j < chosen->len; j++)
        g_array_append_val (order,
                            ae_model_get_layer (model, g_array_index (chosen, guint, j))->id);
      if (is_chosen)
        next++;
      else if (i < n_layers)
        g_array_append_val (order, ae_model_get_layer (model, i)->id);
    }
  return order;
}

static gboolean
move (const WbEdit *edit, WbProject *project, GError **error)
{
  guint n_layers = ae_model_get_n_layers (project->model);
  g_autoptr (GArray) indices = find_layers (edit, project, _ ("moved"), error);
  g_autoptr (GArray) order = NULL;

  if (indices == NULL)
    return FALSE;
  if (edit->index < 1 || edit->index > n_layers)
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("Layers cannot be moved to place %u; places go from 2 to %u."),
                      edit->index + 1, n_layers + 1);
  order = order_layers (project->model, indices, edit->index);
  for (guint i = 1; i < order->len; i++)
    {
      guint from = (guint) ae_model_find (project->model, g_array_index (order, guint, i));

      if (from != i)
        take_model (project, ae_model_move (project->model, from, i));
    }
  return TRUE;
}

/* The new layer has an id of its own, so that it gets no weights of the old. */
static gboolean
replace (const WbEdit *edit, WbProject *project, GError **error)
{
  g_autofree gpointer values = NULL;
  const AeLayerClass *klass = make_options (edit->type, edit->text, &values, error);
  gboolean code = ae_model_get_code_id (project->model) == edit->id;
  guint id = project->last_id + 1;
  g_autoptr (AeModel) removed = NULL;
  int index;

  if (klass == NULL)
    return FALSE;
  index = find_movable (project, edit->id, _ ("replaced"), error);
  if (index < 0)
    return FALSE;
  removed = ae_model_remove (project->model, (guint) index);
  take_model (project, ae_model_insert (removed, (guint) index, klass, values, id));
  if (code)
    take_model (project, ae_model_with_code (project->model, id));
  note_new (edit, id);
  return TRUE;
}

static gboolean
set_value (const AeOption *option, gpointer values, const WbEdit *edit, GError **error)
{
  return edit->value != NULL ? ae_option_set (option, values, edit->value, error)
                             : ae_option_set_text (option, values, edit->text, error);
}

static gboolean
set_one_option (const WbEdit *edit, WbProject *project, guint id, GError **error)
{
  int index = find_layer (project, id, error);
  g_autofree gpointer values = NULL;
  const AeOption *option;
  const AeLayer *layer;

  if (index < 0)
    return FALSE;
  layer = ae_model_get_layer (project->model, (guint) index);
  option = ae_options_find (layer->klass->options, edit->name);
  if (option == NULL)
    return wb_refuse (error, WB_ERROR_EDIT, _ ("Layer %d, %s: there is no option “%s”."), index + 1,
                      layer->klass->type, edit->name);
  values = g_memdup2 (layer->options, layer->klass->options_size);
  if (!set_value (option, values, edit, error))
    {
      g_prefix_error (error, _ ("Layer %d, %s: "), index + 1, layer->klass->type);
      return FALSE;
    }
  take_model (project, ae_model_with_options (project->model, (guint) index, values));
  return TRUE;
}

static gboolean
set_option (const WbEdit *edit, WbProject *project, GError **error)
{
  g_autoptr (AeModel) before = ae_model_ref (project->model);
  const guint *ids = edit->n_ids > 0 ? edit->ids : &edit->id;

  for (guint i = 0; i < MAX (edit->n_ids, 1); i++)
    if (!set_one_option (edit, project, ids[i], error))
      {
        wb_project_set_model (project, before);
        return FALSE;
      }
  return TRUE;
}

/* A copied skip from a layer that was not copied comes from there too. */
static void
copy_sources (WbProject *project, const GArray *originals, const GArray *copies)
{
  for (guint i = 0; i < originals->len; i++)
    {
      guint copy_id = g_array_index (copies, guint, i);
      int original = ae_model_find (project->model, g_array_index (originals, guint, i));
      const AeLayer *layer = ae_model_get_layer (project->model, (guint) original);
      const AeOption *option = ae_options_find (layer->klass->options, "source");
      int copy = ae_model_find (project->model, copy_id);
      AeValue value, own;

      if (option == NULL || option->kind != AE_OPTION_LAYER)
        continue;
      ae_option_get (option, layer->options, &value);
      ae_option_get (option, ae_model_get_layer (project->model, (guint) copy)->options, &own);
      if (own.integer == 0)
        set_option (&(WbEdit) { .id = copy_id, .name = "source", .value = &value }, project, NULL);
    }
}

static gboolean
duplicate (const WbEdit *edit, WbProject *project, GError **error)
{
  g_autoptr (GArray) indices = find_layers (edit, project, _ ("duplicated"), error);
  g_autoptr (GArray) originals = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *text = NULL;

  if (indices == NULL || indices->len == 0)
    return FALSE;
  for (guint i = 0; i < indices->len; i++)
    g_array_append_val (originals,
                        ae_model_get_layer (project->model, g_array_index (indices, guint, i))->id);
  text = wb_layer_text_write (project->model, edit->ids, edit->n_ids);
  if (!wb_layer_text_insert (project, g_array_index (indices, guint, indices->len - 1) + 1, text,
                             copies, error))
    return FALSE;
  copy_sources (project, originals, copies);
  for (guint i = 0; i < copies->len; i++)
    note_new (edit, g_array_index (copies, guint, i));
  return TRUE;
}

static gboolean
set_code (const WbEdit *edit, WbProject *project, GError **error)
{
  gboolean automatic = edit->id == AE_MODEL_CODE_AUTOMATIC;
  int index = automatic ? 1 : find_layer (project, edit->id, error);

  if (index < 0)
    return FALSE;
  if (index == 0)
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("The code cannot be the Input: an encoder and a decoder must be "
                         "left."));
  if (!automatic && index == (int) ae_model_get_n_layers (project->model) - 1)
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("The code cannot be the last layer's output: an encoder and a decoder "
                         "must be left."));
  take_model (project, ae_model_with_code (project->model, edit->id));
  return TRUE;
}

static gboolean
build_mirror (const WbEdit *edit, WbProject *project, GError **error)
{
  return wb_mirror_build (project, error);
}

/* Of the model the Input alone follows the data. */
static gboolean
set_data (const WbEdit *edit, WbProject *project, GError **error)
{
  guint input = ae_model_get_layer (project->model, 0)->id;

  if (edit->shape != NULL)
    {
      AeValue value = { .sizes = *edit->shape };

      if (!set_option (&(WbEdit) { .id = input, .name = "shape", .value = &value }, project, error))
        return FALSE;
    }
  wb_project_change_data (project, edit->data);
  return TRUE;
}

static gboolean
change_sample (const WbEdit *edit, WbProject *project, GError **error)
{
  g_autoptr (GArray) removed = NULL;

  if (project->data == NULL)
    return wb_refuse (error, WB_ERROR_EDIT, _ ("No data is open. Open some first."));
  removed = wb_removed_samples_new_with (project->removed, edit->index,
                                         edit->kind == WB_EDIT_REMOVE_SAMPLE);
  wb_project_set_removed (project, removed);
  return TRUE;
}

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
      option = ae_options_find (parts[i].options, said ? name + strlen (parts[i].part) : name);
    }
  return option;
}

/* Another loss, optimizer or schedule brings its own defaults with it; the
 * same one again leaves all as it is. */
static gboolean
choose (AeRecipe *recipe, const AeOption *option, const AeRecipe *chosen, GError **error)
{
  if (strcmp (option->name, "loss") == 0 && chosen->loss != recipe->loss)
    return ae_recipe_set_loss (recipe, ae_recipe_get_loss (chosen)->name, error);
  if (strcmp (option->name, "optimizer") == 0 && chosen->optimizer != recipe->optimizer)
    return ae_recipe_set_optimizer (recipe, ae_recipe_get_optimizer (chosen)->name, error);
  if (strcmp (option->name, "schedule") == 0 && chosen->schedule != recipe->schedule)
    return ae_recipe_set_schedule (recipe, ae_recipe_get_schedule (chosen)->name, error);
  *recipe = *chosen;
  return TRUE;
}

static gboolean
set_recipe (const WbEdit *edit, WbProject *project, GError **error)
{
  AeRecipe changed = project->recipe;
  gpointer values;
  const AeOption *option = wb_recipe_find_option (&changed, edit->name, &values);

  if (option == NULL)
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("The recipe has no setting “%s” with the loss %s and the "
                         "optimizer %s."),
                      edit->name, ae_recipe_get_loss (&changed)->name,
                      ae_recipe_get_optimizer (&changed)->name);
  return set_value (option, values, edit, error)
         && choose (&project->recipe, option, &changed, error);
}

gboolean
wb_edit_apply (const WbEdit *edit, WbProject *project, GError **error)
{
  static gboolean (*const functions[]) (const WbEdit *, WbProject *, GError **) = {
    [WB_EDIT_INSERT] = insert,
    [WB_EDIT_PASTE] = paste,
    [WB_EDIT_REMOVE] = remove_layers,
    [WB_EDIT_MOVE] = move,
    [WB_EDIT_DUPLICATE] = duplicate,
    [WB_EDIT_REPLACE] = replace,
    [WB_EDIT_OPTION] = set_option,
    [WB_EDIT_CODE] = set_code,
    [WB_EDIT_MIRROR] = build_mirror,
    [WB_EDIT_RECIPE] = set_recipe,
    [WB_EDIT_DATA] = set_data,
    [WB_EDIT_REMOVE_SAMPLE] = change_sample,
    [WB_EDIT_RESTORE_SAMPLE] = change_sample,
  };

  return functions[edit->kind](edit, project, error);
}
