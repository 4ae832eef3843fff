/* SPDX-License-Identifier: MIT */
/* Reading a project. Every weight's presence, type and shape are checked
 * against the file's table before memory is asked for, so a model that lies
 * about its size costs nothing.
 */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/project/checkpoint.h"
#include "app/error.h"
#include "app/project/model-json.h"
#include "app/project/project-file-private.h"
#include "app/project/project-run.h"
#include "app/project/recipe-json.h"
#include "app/project/run-hash.h"
#include "app/project/run-weights.h"

/* What is not known is listed up to here. */
#define MAX_UNKNOWN 8

/**
 * Loader:
 * @json: what the metadata hold in JSON, each under its key
 * @rows: the histories of runs; @n_losses_used: @n_epochs_used: of those that were read
 * @taken: names of the tensors that were understood
 * @unknown: names of what was not
 */
typedef struct
{
  WbSafetensors *file;
  char *folder;
  json_t *json;
  GHashTable *taken;
  GPtrArray *unknown;
  WbHistoryRows rows;
  gsize n_losses_used;
  gsize n_epochs_used;
} Loader;

static gboolean
check_version (WbSafetensors *file, GError **error)
{
  const char *format = wb_safetensors_get_metadata (file, KEY_FORMAT);
  const char *version = wb_safetensors_get_metadata (file, KEY_VERSION);
  guint64 number;

  if (g_strcmp0 (format, WB_PROJECT_FORMAT) != 0)
    return wb_refuse (error, WB_ERROR_FORMAT,
                      _ ("This safetensors file was not written by Hourglass: it has "
                         "weights, but no model. Choose a file that Hourglass saved."));
  if (version == NULL || !g_ascii_string_to_unsigned (version, 10, 1, G_MAXINT, &number, NULL))
    return wb_refuse (error, WB_ERROR_DAMAGED,
                      _ ("The project's format_version is not a positive integer."));
  if (number > WB_PROJECT_VERSION)
    return wb_refuse (error, WB_ERROR_VERSION,
                      _ ("A newer Hourglass wrote this project (format %s; this one "
                         "reads up to %d). Update Hourglass to open it."),
                      version, WB_PROJECT_VERSION);
  return TRUE;
}

static gboolean
read_json (Loader *self, const char *key, gboolean needed, json_t **json, GError **error)
{
  const char *text = wb_safetensors_get_metadata (self->file, key);
  json_t *read;

  if (text == NULL && needed)
    return wb_refuse (error, WB_ERROR_DAMAGED, _ ("The project has no %s."), key);
  if (text == NULL)
    return TRUE;
  read = wb_json_parse (text, -1, error);
  if (read == NULL)
    {
      g_prefix_error (error, _ ("The project's %s is damaged. "), key);
      return FALSE;
    }
  json_object_set_new (self->json, key, read);
  *json = read;
  if (strcmp (key, KEY_RUNS) == 0 || strcmp (key, KEY_REMOVED) == 0 ? json_is_array (read)
                                                                    : json_is_object (read))
    return TRUE;
  return wb_refuse (error, WB_ERROR_DAMAGED,
                    _ ("The project's %s is neither a JSON object nor a list."), key);
}

static WbProject *
read_symbols (Loader *self, GError **error)
{
  json_t *model_json = NULL, *recipe_json = NULL, *data_json = NULL, *removed_json = NULL,
         *sweep_json = NULL;
  g_autoptr (AeModel) model = NULL;
  g_autoptr (WbProject) project = NULL;
  AeRecipe recipe;

  if (!read_json (self, KEY_MODEL, TRUE, &model_json, error)
      || !read_json (self, KEY_RECIPE, TRUE, &recipe_json, error)
      || !read_json (self, KEY_DATA, FALSE, &data_json, error)
      || !read_json (self, KEY_REMOVED, FALSE, &removed_json, error)
      || !read_json (self, KEY_SWEEP, FALSE, &sweep_json, error))
    return NULL;
  model = wb_model_from_json (model_json, error);
  if (model == NULL || !wb_recipe_from_json (recipe_json, &recipe, error))
    return NULL;
  project = wb_project_new (model, &recipe);
  project->mirrored = g_strcmp0 (wb_safetensors_get_metadata (self->file, KEY_MIRRORED), "true")
                      == 0;
  if (!wb_removed_samples_from_json (removed_json, &project->removed, error))
    return NULL;
  if (sweep_json != NULL)
    project->sweep = wb_sweep_plan_from_json (sweep_json, error);
  if (sweep_json != NULL && project->sweep == NULL)
    return NULL;
  if (data_json == NULL)
    return g_steal_pointer (&project);
  project->data = wb_data_reference_from_json (data_json, self->folder, error);
  return project->data != NULL ? g_steal_pointer (&project) : NULL;
}

static gboolean
check_tensor (Loader *self,
              const char *name,
              const char *layer,
              const AeParam *param,
              GError **error)
{
  const WbTensor *tensor = wb_safetensors_find (self->file, name);
  g_autofree char *wanted = ae_shape_to_string (&param->shape);
  g_autofree char *found = NULL;
  gboolean equal;

  if (tensor == NULL)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("%s: “%s” is missing from the file; a tensor of %s was "
                         "expected."),
                      layer, name, wanted);
  if (tensor->dtype != WB_DTYPE_F32)
    return wb_refuse (error, WB_ERROR_CONTENTS, _ ("%s: “%s” holds %s values; F32 was expected."),
                      layer, name, wb_dtype_get_name (tensor->dtype));
  equal = tensor->rank == param->shape.rank;
  for (guint i = 0; equal && i < tensor->rank; i++)
    equal = tensor->dims[i] == param->shape.dims[i];
  if (equal)
    return TRUE;
  found = wb_tensor_shape_to_string (tensor);
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("%s: “%s” is %s in the file, and the model needs %s."), layer, name, found,
                    wanted);
}

static gboolean
check_param (Loader *self,
             const AeModel *model,
             guint index,
             const AeParam *param,
             const AeRecipe *recipe,
             const WbPosition *position,
             GError **error)
{
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (recipe);
  const AeLayer *layer = ae_model_get_layer (model, index);
  g_autofree char *title = g_strdup_printf (_ ("Layer %u, %s"), index + 1, layer->klass->type);
  g_autofree char *weight = g_strdup_printf ("weights/%u/%s", layer->id, param->name);
  g_autofree char *other = g_strdup_printf ("%s/%u/%s", position->best_in_place ? "last" : "best",
                                            layer->id, param->name);

  if (!check_tensor (self, weight, title, param, error))
    return FALSE;
  if ((recipe->keep_best || position->best_in_place)
      && !check_tensor (self, other, title, param, error))
    return FALSE;
  for (guint i = 0; !param->frozen && i < optimizer->n_slots; i++)
    {
      g_autofree char *slot = g_strdup_printf ("optimizer/%s/%u/%s", optimizer->slot_names[i],
                                               layer->id, param->name);

      if (!check_tensor (self, slot, title, param, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_weights (Loader *self,
               const AeModel *model,
               const AeRecipe *recipe,
               const WbPosition *position,
               GError **error)
{
  guint n_layers = ae_model_get_n_layers (model), culprit = 0;
  g_autofree AeShape *shapes = g_new0 (AeShape, n_layers);

  if (!ae_model_infer (model, shapes, &culprit, error))
    {
      g_prefix_error (error,
                      _ ("The model whose weights are saved cannot run. "
                         "Layer %u, %s: "),
                      culprit + 1, ae_model_get_layer (model, culprit)->klass->type);
      return FALSE;
    }
  for (guint i = 0; i < n_layers; i++)
    {
      AeParam params[AE_MAX_PARAMS];
      guint n_params = ae_model_get_params (model, i, shapes, params);

      for (guint j = 0; j < n_params; j++)
        if (!check_param (self, model, i, &params[j], recipe, position, error))
          return FALSE;
    }
  return TRUE;
}

/* An exponent of ones is infinity or not a number. */
static gboolean
all_finite (const float *values, gsize n)
{
  guint32 bad = 0;

  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, &values[i], sizeof bits);
      bad |= (bits & 0x7f800000) == 0x7f800000;
    }
  return bad == 0;
}

static gboolean
fill_tensor (gpointer data, const WbCheckpointTensor *wanted, float *out, GError **error)
{
  Loader *self = data;
  const WbTensor *tensor = wb_safetensors_find (self->file, wanted->name);

  if (!wb_safetensors_read (self->file, tensor, out, error))
    return FALSE;
  g_hash_table_add (self->taken, tensor->name);
  if (all_finite (out, wanted->size))
    return TRUE;
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("“%s” holds values that are not finite numbers. The training "
                       "that made it had diverged; open an earlier file."),
                    wanted->name);
}

static gboolean
read_run_model (json_t *run,
                const WbProject *project,
                AeModel **model,
                AeRecipe *recipe,
                GError **error)
{
  json_t *model_json = json_object_get (run, RUN_MODEL);
  json_t *recipe_json = json_object_get (run, RUN_RECIPE);

  *recipe = project->recipe;
  if (recipe_json != NULL && !wb_recipe_from_json (recipe_json, recipe, error))
    return FALSE;
  *model = model_json != NULL ? wb_model_from_json (model_json, error)
                              : ae_model_ref (project->model);
  return *model != NULL;
}

/* Older versions kept the best of all epochs and did not say which it was. */
static void
recall_best_epoch (const AeRecipe *recipe, const WbHistory *history, WbPosition *position)
{
  const WbEpochRow *best = wb_history_get_best (history);

  if (recipe->keep_best && best != NULL)
    position->best_epoch = best->epoch;
}

static gboolean
read_run (Loader *self, json_t *run, WbProject *project, GError **error)
{
  g_autoptr (AeModel) model = NULL;
  g_autoptr (WbHistory) history = NULL;
  g_autoptr (GPtrArray) flags = NULL;
  WbPosition position;
  AeRecipe recipe;
  guint64 stride = 0, id = 0;

  wb_json_get_uint (json_object_get (run, RUN_STRIDE), &stride);
  wb_json_get_uint (json_object_get (run, RUN_ID), &id);
  project->run_id = (guint) MIN (id, G_MAXUINT);
  if (!wb_position_from_json (json_object_get (run, RUN_POSITION), &position, error)
      || !read_run_model (run, project, &model, &recipe, error)
      || !check_weights (self, model, &recipe, &position, error))
    return FALSE;
  flags = wb_flags_from_json (json_object_get (run, RUN_FLAGS), error);
  if (flags == NULL)
    return FALSE;
  history = wb_history_read (self->file, "history", stride, flags, self->taken, error);
  if (history == NULL)
    return FALSE;
  if (json_object_get (json_object_get (run, RUN_POSITION), "best_epoch") == NULL)
    recall_best_epoch (&recipe, history, &position);
  project->checkpoint = wb_checkpoint_new (model, &recipe, &position, history, fill_tensor, self,
                                           error);
  return project->checkpoint != NULL;
}

/* The weights of a run that stand in the file, none where those of the checkpoint are
 * its own, or none are kept. */
static gboolean
read_kept (Loader *self, json_t *json, guint64 id, GBytes **kept, GError **error)
{
  g_autofree char *name = g_strdup_printf (WB_RUN_WEIGHTS_NAME, (guint) id);
  const WbTensor *tensor = wb_safetensors_find (self->file, name);
  g_autofree float *values = NULL;

  if (!json_is_true (json_object_get (json, "kept")))
    return TRUE;
  if (tensor == NULL || tensor->dtype != WB_DTYPE_F32)
    return wb_refuse (error, WB_ERROR_CONTENTS, _ ("“%s” is missing from the file."), name);
  values = g_try_new (float, tensor->n_values);
  if (values == NULL)
    return wb_refuse (error, WB_ERROR_CONTENTS, _ ("“%s” does not fit into memory."), name);
  if (!wb_safetensors_read (self->file, tensor, values, error))
    return FALSE;
  g_hash_table_add (self->taken, tensor->name);
  *kept = g_bytes_new_take (g_steal_pointer (&values), tensor->n_bytes);
  return TRUE;
}

/* The weights of the checkpoint, where they are those that the run ended with. */
static GBytes *
find_kept (json_t *json, const WbCheckpoint *checkpoint)
{
  const char *wanted = json_string_value (json_object_get (json, "weights"));
  g_autofree char *hash = wanted != NULL ? wb_weights_hash (checkpoint) : NULL;

  return wanted != NULL && strcmp (wanted, hash) == 0 ? wb_run_weights_new (checkpoint) : NULL;
}

/* The next rows of those of all runs; of older files, the run's own tensors. */
static WbHistory *
read_own_history (Loader *self, json_t *json, guint64 id, GError **error)
{
  g_autoptr (GPtrArray) flags = wb_flags_from_json (json_object_get (json, "flags"), error);
  g_autofree char *folder = g_strdup_printf ("history/%" PRIu64, id);
  WbHistoryRows *rows = &self->rows;
  gsize loss = self->n_losses_used, epoch = self->n_epochs_used;
  guint64 stride = 0, n_losses, n_epochs;

  if (flags == NULL)
    return NULL;
  wb_json_get_uint (json_object_get (json, "loss_stride"), &stride);
  if (!wb_json_get_uint (json_object_get (json, "losses"), &n_losses)
      || !wb_json_get_uint (json_object_get (json, "epochs"), &n_epochs))
    return wb_history_read (self->file, folder, stride, flags, self->taken, error);
  if (n_losses > rows->n_losses - loss || n_epochs > rows->n_epochs - epoch)
    {
      wb_refuse (error, WB_ERROR_CONTENTS,
                 _ ("The file has fewer points of the runs' histories than the runs say."));
      return NULL;
    }
  self->n_losses_used += n_losses;
  self->n_epochs_used += n_epochs;
  return wb_history_new_from (stride, rows->losses + loss, n_losses, rows->epochs + epoch,
                              (guint) n_epochs, flags, error);
}

static WbRunRecord *
read_record (Loader *self,
             json_t *json,
             const WbProject *project,
             const WbRunRecord *before,
             GError **error)
{
  const WbCheckpoint *checkpoint = project->checkpoint;
  g_autoptr (WbHistory) own = NULL;
  g_autoptr (GBytes) kept = NULL;
  guint64 id = 0;
  gboolean newest;

  wb_json_get_uint (json_object_get (json, "id"), &id);
  newest = checkpoint != NULL && id > 0 && id == project->run_id;
  if (!read_kept (self, json, id, &kept, error))
    return NULL;
  if (newest && kept == NULL)
    kept = find_kept (json, checkpoint);
  if (newest && json_object_get (json, "loss_stride") == NULL)
    return wb_run_record_from_json (json, self->folder, wb_checkpoint_get_history (checkpoint),
                                    kept, before, error);
  own = read_own_history (self, json, id, error);
  return own != NULL ? wb_run_record_from_json (json, self->folder, own, kept, before, error)
                     : NULL;
}

static gboolean
has_run (const GPtrArray *runs, guint id)
{
  for (guint i = 0; i < runs->len; i++)
    if (((WbRunRecord *) runs->pdata[i])->id == id)
      return TRUE;
  return FALSE;
}

static gboolean
read_runs (Loader *self, json_t *json, WbProject *project, GError **error)
{
  json_t *item;
  gsize i;

  project->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
  if (wb_safetensors_find (self->file, RUNS_FOLDER "/losses/step") != NULL
      && !wb_history_rows_read (&self->rows, self->file, RUNS_FOLDER, G_MAXUINT, self->taken,
                                error))
    return FALSE;
  json_array_foreach (json, i, item)
  {
    const WbRunRecord *before = i > 0 ? project->runs->pdata[i - 1] : NULL;
    g_autoptr (WbRunRecord) run = read_record (self, item, project, before, error);

    if (run == NULL)
      return FALSE;
    if (has_run (project->runs, run->id))
      return wb_refuse (error, WB_ERROR_CONTENTS,
                        _ ("Two runs of the project have the id %u. The file is damaged."),
                        run->id);
    g_ptr_array_add (project->runs, g_steal_pointer (&run));
  }
  return TRUE;
}

/* The name of a member, put together only where it is told. */
typedef struct _Path
{
  const struct _Path *outer; /* nullable */
  const char *name;
} Path;

static char *
path_to_text (const Path *path)
{
  g_autofree char *outer = path->outer != NULL ? path_to_text (path->outer) : NULL;

  return outer != NULL ? g_strdup_printf ("%s.%s", outer, path->name) : g_strdup (path->name);
}

/* Lists the members of @read that are not in @known, which has all that is known. */
static void
list_unknown_members (Loader *self, const Path *path, json_t *read, json_t *known)
{
  const char *key;
  json_t *member;

  if (known == NULL)
    g_ptr_array_add (self->unknown, path_to_text (path));
  else if (json_is_array (read))
    for (gsize i = 0; i < MIN (json_array_size (read), json_array_size (known)); i++)
      list_unknown_members (self, path, json_array_get (read, i), json_array_get (known, i));
  else
    json_object_foreach (read, key, member)
      list_unknown_members (self, &(Path) { path, key }, member, json_object_get (known, key));
}

static void
list_unknown (Loader *self, const WbProject *project)
{
  g_autoptr (json_t) known = wb_project_to_json (project, self->folder);
  static const char *const others[] = { KEY_FORMAT, KEY_VERSION, KEY_MIRRORED, WB_TENSOR_CHECKSUMS,
                                        NULL };
  const char *key;
  json_t *text;

  json_object_foreach (wb_safetensors_get_all_metadata (self->file), key,
                       text) if (json_object_get (self->json, key) != NULL)
    list_unknown_members (self, &(Path) { NULL, key }, json_object_get (self->json, key),
                          json_object_get (known, key));
  else if (!g_strv_contains (others, key)) g_ptr_array_add (self->unknown, g_strdup (key));
  for (guint i = 0; i < wb_safetensors_get_n_tensors (self->file); i++)
    {
      const char *name = wb_safetensors_get_tensor (self->file, i)->name;

      if (!g_hash_table_contains (self->taken, name))
        g_ptr_array_add (self->unknown, g_strdup (name));
    }
}

static char *
write_note (Loader *self)
{
  g_autofree char *list = NULL;

  if (self->unknown->len == 0)
    return NULL;
  if (self->unknown->len > MAX_UNKNOWN)
    {
      g_ptr_array_set_size (self->unknown, MAX_UNKNOWN);
      g_ptr_array_add (self->unknown, g_strdup ("…"));
    }
  g_ptr_array_add (self->unknown, NULL);
  list = g_strjoinv (", ", (char **) self->unknown->pdata);
  return g_strdup_printf (_ ("The file holds what this version of Hourglass does not know: %s. "
                             "It is ignored, and lost when you save over the file."),
                          list);
}

static WbProject *
load (Loader *self, GError **error)
{
  g_autoptr (WbProject) project = NULL;
  json_t *run = NULL, *runs = NULL;

  if (!check_version (self->file, error) || !wb_safetensors_verify (self->file, error))
    return NULL;
  project = read_symbols (self, error);
  if (project == NULL || !read_json (self, KEY_RUN, FALSE, &run, error)
      || (run != NULL && !read_run (self, run, project, error))
      || !read_json (self, KEY_RUNS, FALSE, &runs, error)
      || (runs != NULL && !read_runs (self, runs, project, error)))
    return NULL;
  list_unknown (self, project);
  return g_steal_pointer (&project);
}

gboolean
wb_project_load (const char *path, WbProject **project, char **note, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autoptr (WbSafetensors) file = wb_safetensors_open (path, error);
  g_autoptr (json_t) json = json_object ();
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  Loader loader = { file, folder, json, taken, unknown };
  WbProject *loaded = file != NULL ? load (&loader, error) : NULL;

  wb_history_rows_clear (&loader.rows);
  if (loaded == NULL)
    {
      g_autofree char *name = g_filename_display_basename (path);

      if (error != NULL)
        wb_error_advise (*error);
      g_prefix_error (error, "“%s”: ", name);
      return FALSE;
    }
  *project = loaded;
  if (note != NULL)
    *note = write_note (&loader);
  return TRUE;
}
