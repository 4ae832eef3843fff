/* SPDX-License-Identifier: MIT */
/* The table of imports, generated from the rows in app/import/meson.build, and
 * the project that is made of what they read.
 */
#include "app/import/import.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/error.h"
#include "app/project/checkpoint.h"

#define ROW(name) extern const WbImportClass wb_import_##name;
#include "app/import/import-list.h"
#undef ROW

static const WbImportClass *const classes[] = {
#define ROW(name) &wb_import_##name,
#include "app/import/import-list.h"
#undef ROW
  NULL,
};

const WbImportClass *const *
wb_import_classes (void)
{
  return classes;
}

/* The first bytes of a file; FALSE where it cannot be read. */
static gboolean
read_head (const char *path, guint8 head[WB_IMPORT_HEAD], gsize *n)
{
  FILE *file = fopen (path, "rb");

  if (file == NULL)
    return FALSE;
  *n = fread (head, 1, WB_IMPORT_HEAD, file);
  fclose (file);
  return *n > 0;
}

const WbImportClass *
wb_import_find_for_file (const char *path)
{
  guint8 head[WB_IMPORT_HEAD];
  gsize n;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !read_head (path, head, &n))
    return NULL;
  for (guint i = 0; classes[i] != NULL; i++)
    if (classes[i]->sniff (path, head, n))
      return classes[i];
  return NULL;
}

static gboolean
refuse_kind (const char *path, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; classes[i] != NULL; i++)
    for (const char *const *extension = classes[i]->extensions; *extension != NULL; extension++)
      g_string_append_printf (known, "%s%s (%s)", known->len > 0 ? ", " : "", classes[i]->title,
                              *extension);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return wb_refuse (error, WB_ERROR_FILE, _ ("There is no file “%s”. Choose one that exists."),
                      path);
  return wb_refuse (error, WB_ERROR_FORMAT,
                    _ ("“%s” is not a model that can be read here. Models of these kinds can: %s."),
                    path, known->str);
}

/* A weight that is not finite would train to nothing. */
static gboolean
check_weights (const AeNetwork *network, GError **error)
{
  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);

      for (gsize k = 0; k < weight->size; k++)
        if (!isfinite (weight->values[k]))
          return wb_refuse (error, WB_ERROR_CONTENTS,
                            _ ("The weight “%s” of layer %u is not a finite number: the training "
                               "that made it had failed. Export a model from before that."),
                            weight->param.name, weight->layer + 1);
    }
  return TRUE;
}

/* The weights; an optimizer that begins has zeros. */
static gboolean
fill (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  const AeWeight *weight = ae_network_find_weight (data, tensor->layer_id, tensor->param.name);

  if (weight != NULL
      && (tensor->slot == WB_CHECKPOINT_WEIGHT || tensor->slot == WB_CHECKPOINT_OTHER))
    memcpy (out, weight->values, weight->size * sizeof (float));
  return TRUE;
}

/* Cross-entropy is for outputs between 0 and 1; other ones are compared by squares. */
static void
choose_loss (AeRecipe *recipe, const AeNetwork *network)
{
  if (ae_network_get_last_activation (network) != AE_ACTIVATION_SIGMOID)
    ae_recipe_set_loss (recipe, "mean_squared_error", NULL);
}

/* The weights are not random, which is what no step at all would mean: one
 * stands for the training elsewhere. */
static WbProject *
make_project (AeNetwork *network, GError **error)
{
  AeModel *model = (AeModel *) ae_network_get_model (network);
  g_autoptr (WbHistory) history = wb_history_new ();
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  WbPosition position = { .step = 1 };
  AeRecipe recipe;
  WbProject *project;

  ae_recipe_init (&recipe);
  choose_loss (&recipe, network);
  checkpoint = wb_checkpoint_new (model, &recipe, &position, history, fill, network, error);
  if (checkpoint == NULL)
    return NULL;
  project = wb_project_new (model, &recipe);
  wb_project_set_checkpoint (project, checkpoint);
  return project;
}

static char *
join_notes (GPtrArray *notes)
{
  if (notes->len == 0)
    return NULL;
  g_ptr_array_add (notes, NULL);
  return g_strjoinv ("\n", (char **) notes->pdata);
}

/* Readers of a text inside a file do not know which file that is. */
static void
name_damaged (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  if (error != NULL && g_error_matches (*error, WB_ERROR, WB_ERROR_DAMAGED)
      && strstr ((*error)->message, name) == NULL)
    g_prefix_error (error, _ ("“%s” is damaged, get it again: "), name);
}

WbProject *
wb_import_read (const char *path, char **notes, GError **error)
{
  const WbImportClass *klass = wb_import_find_for_file (path);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AeNetwork) network = NULL;
  WbProject *project;

  *notes = NULL;
  if (klass == NULL)
    {
      refuse_kind (path, error);
      return NULL;
    }
  network = klass->read (path, found, error);
  if (network == NULL)
    name_damaged (path, error);
  if (network == NULL || !check_weights (network, error))
    return NULL;
  project = make_project (network, error);
  if (project != NULL)
    *notes = join_notes (found);
  return project;
}
