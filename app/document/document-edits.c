/* SPDX-License-Identifier: MIT */
/* The edits of edit.h as steps: each is tried on a copy, and a copy that was
 * refused is thrown away.
 */
#include "app/document/document-private.h"

#include <glib/gi18n-lib.h>

#include "app/edit/edit.h"
#include "app/edit/layer-text.h"
#include "app/edit/mirror.h"

/* What a label calls the layer: its type; "layer" where there is none. */
static const char *
name_layer (WbDocument *self, guint id)
{
  AeModel *model = wb_document_get_model (self);
  int index = ae_model_find (model, id);

  return index >= 0 ? ae_model_get_layer (model, (guint) index)->klass->type : _("Layer");
}

/* Takes the copy that was edited, or throws it away; @label is (transfer full). */
static gboolean
finish (WbDocument *self,
        gboolean done,
        WbProject *copy,
        char *label,
        const char *key)
{
  if (done)
    wb_document_change_to (self, copy, label, key);
  else
    wb_project_free (copy);
  g_free (label);
  return done;
}

/**
 * wb_document_insert_layer:
 * @self: a document
 * @index: its place, from 1
 * @type: Keras' class name
 * @options: (nullable): "units=32,activation=relu"; NULL for the defaults
 * @error: as wb_edit_insert_layer()
 *
 * Returns: the id of the new layer, or 0.
 */
guint
wb_document_insert_layer (WbDocument *self,
                          guint index,
                          const char *type,
                          const char *options,
                          GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));
  guint id = 0;

  finish (self, wb_edit_insert_layer (copy, index, type, options, &id, error), copy,
          g_strdup_printf (_("Add %s"), type), NULL);
  return id;
}

/**
 * wb_document_remove_layer:
 * @self: a document
 * @id: of a layer, not the Input
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_document_remove_layer (WbDocument *self, guint id, GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_edit_remove_layer (copy, id, error), copy,
                 g_strdup_printf (_("Remove %s"), name_layer (self, id)), NULL);
}

/**
 * wb_document_move_layer:
 * @self: a document
 * @id: of a layer, not the Input
 * @index: the number it is to have, from 1
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_document_move_layer (WbDocument *self, guint id, guint index, GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));
  g_autofree char *key = g_strdup_printf ("move/%u", id);

  return finish (self, wb_edit_move_layer (copy, id, index, error), copy,
                 g_strdup_printf (_("Move %s"), name_layer (self, id)), key);
}

/**
 * wb_document_replace_layer:
 * @self: a document
 * @id: of a layer, not the Input
 * @type: @options: of the one that takes its place
 * @error: as wb_edit_replace_layer()
 */
gboolean
wb_document_replace_layer (WbDocument *self,
                           guint id,
                           const char *type,
                           const char *options,
                           GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_edit_replace_layer (copy, id, type, options, error), copy,
                 g_strdup_printf (_("Replace %s by %s"), name_layer (self, id), type),
                 NULL);
}

/**
 * wb_document_duplicate_layer:
 * @self: a document
 * @id: of a layer, not the Input
 * @error: WB_ERROR_EDIT
 *
 * Returns: the id of the copy, which stands behind it, or 0.
 */
guint
wb_document_duplicate_layer (WbDocument *self, guint id, GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));
  guint copy_id = 0;

  finish (self, wb_edit_duplicate_layer (copy, id, &copy_id, error), copy,
          g_strdup_printf (_("Duplicate %s"), name_layer (self, id)), NULL);
  return copy_id;
}

/**
 * wb_document_remove_layers:
 * @self: a document
 * @ids: @n_ids: of layers, not the Input
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_document_remove_layers (WbDocument *self, const guint *ids, guint n_ids, GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_edit_remove_layers (copy, ids, n_ids, error), copy,
                 n_ids == 1 ? g_strdup_printf (_("Remove %s"), name_layer (self, ids[0]))
                            : g_strdup_printf (ngettext ("Remove %u Layer", "Remove %u Layers", n_ids),
                                               n_ids), NULL);
}

/**
 * wb_document_move_layers:
 * @self: a document
 * @ids: @n_ids: of layers, not the Input
 * @index: before the layer that now has this number
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_document_move_layers (WbDocument *self,
                         const guint *ids,
                         guint n_ids,
                         guint index,
                         GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_edit_move_layers (copy, ids, n_ids, index, error), copy,
                 n_ids == 1 ? g_strdup_printf (_("Move %s"), name_layer (self, ids[0]))
                            : g_strdup_printf (ngettext ("Move %u Layer", "Move %u Layers", n_ids),
                                               n_ids), NULL);
}

/**
 * wb_document_duplicate_layers:
 * @self: a document
 * @ids: @n_ids: of layers, not the Input
 * @copy_ids: gets the ids of the copies, which stand behind the last of them
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_document_duplicate_layers (WbDocument *self,
                              const guint *ids,
                              guint n_ids,
                              GArray *copy_ids,
                              GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_edit_duplicate_layers (copy, ids, n_ids, copy_ids, error), copy,
                 n_ids == 1 ? g_strdup_printf (_("Duplicate %s"), name_layer (self, ids[0]))
                            : g_strdup_printf (ngettext ("Duplicate %u Layer", "Duplicate %u Layers", n_ids),
                                               n_ids), NULL);
}

/**
 * wb_document_insert_text:
 * @self: a document
 * @index: the number that the first of the layers is to have, from 1
 * @text: layers as text; see layer text.h
 * @ids: gets the ids of the new layers
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_document_insert_text (WbDocument *self,
                            guint index,
                            const char *text,
                            GArray *ids,
                            GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_layer_text_insert (copy, index, text, ids, error), copy,
                 g_strdup (_("Paste")), NULL);
}

/**
 * wb_document_mirror:
 * @self: a document
 * @error: WB_ERROR_EDIT, naming the layer that has no mirror image
 *
 * Makes the decoder the encoder's mirror image, which follows it from then on.
 */
gboolean
wb_document_mirror (WbDocument *self, GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_mirror_build (copy, error), copy, g_strdup (_("Mirror")), NULL);
}

/* Numbers come in bursts; a switch or a choice is a step each time. */
static gboolean
has_bursts (const AeOption *option)
{
  return option != NULL
         && (option->kind == AE_OPTION_INT || option->kind == AE_OPTION_FLOAT
             || option->kind == AE_OPTION_SIZES);
}

static const AeOption *
find_option (WbDocument *self, guint id, const char *name)
{
  AeModel *model = wb_document_get_model (self);
  int index = ae_model_find (model, id);

  if (index < 0)
    return NULL;
  return ae_options_find (ae_model_get_layer (model, (guint) index)->klass->options, name);
}

static gboolean
finish_option (WbDocument *self,
               gboolean done,
               WbProject *copy,
               guint id,
               const char *name)
{
  const AeOption *option = find_option (self, id, name);
  g_autofree char *key = g_strdup_printf ("option/%u/%s", id, name);

  return finish (self, done, copy,
                 g_strdup_printf (_("Change %s of %s"),
                                  option != NULL ? _(option->title) : name,
                                  name_layer (self, id)),
                 has_bursts (option) ? key : NULL);
}

/**
 * wb_document_set_option:
 * @self: a document
 * @id: of a layer
 * @name: of its option
 * @value: the new value
 * @error: as wb_edit_set_option()
 */
gboolean
wb_document_set_option (WbDocument *self,
                        guint id,
                        const char *name,
                        const AeValue *value,
                        GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish_option (self, wb_edit_set_option (copy, id, name, value, error), copy,
                        id, name);
}

static char *
make_options_key (const guint *ids, guint n_ids, const char *name)
{
  GString *key = g_string_new ("options");

  for (guint i = 0; i < n_ids; i++)
    g_string_append_printf (key, "/%u", ids[i]);
  g_string_append_printf (key, "/%s", name);
  return g_string_free (key, FALSE);
}

/**
 * wb_document_set_options:
 * @self: a document
 * @ids: @n_ids: of layers
 * @name: of an option that all of them have
 * @value: the new value
 * @error: as wb_edit_set_option()
 */
gboolean
wb_document_set_options (WbDocument *self,
                         const guint *ids,
                         guint n_ids,
                         const char *name,
                         const AeValue *value,
                         GError **error)
{
  WbProject *copy;
  const AeOption *option;
  g_autofree char *key = NULL;

  g_return_val_if_fail (n_ids > 0, FALSE);

  if (n_ids == 1)
    return wb_document_set_option (self, ids[0], name, value, error);
  copy = wb_project_copy (wb_document_get_project (self));
  option = find_option (self, ids[0], name);
  key = make_options_key (ids, n_ids, name);
  return finish (self, wb_edit_set_options (copy, ids, n_ids, name, value, error), copy,
                 g_strdup_printf (ngettext ("Change %s of %u Layer", "Change %s of %u Layers",
                                            n_ids),
                                  option != NULL ? _(option->title) : name, n_ids),
                 has_bursts (option) ? key : NULL);
}

/**
 * wb_document_set_option_text:
 * @self: a document
 * @id: of a layer
 * @name: of its option
 * @text: the new value: "3,3"
 * @error: as wb_edit_set_option_text()
 */
gboolean
wb_document_set_option_text (WbDocument *self,
                             guint id,
                             const char *name,
                             const char *text,
                             GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish_option (self, wb_edit_set_option_text (copy, id, name, text, error),
                        copy, id, name);
}

/**
 * wb_document_set_input:
 * @self: a document
 * @shape: of the samples
 * @error: AE_ERROR_OPTION
 */
gboolean
wb_document_set_input (WbDocument *self, const AeShape *shape, GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_edit_set_input (copy, shape, error), copy,
                 g_strdup (_("Change Shape of Input")), "input");
}

/**
 * wb_document_set_code:
 * @self: a document
 * @id: of the layer whose output is the code, or AE_MODEL_CODE_AUTOMATIC
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_document_set_code (WbDocument *self, guint id, GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_edit_set_code (copy, id, error), copy,
                 g_strdup (_("Move the Code")), NULL);
}

static gboolean
finish_recipe (WbDocument *self, gboolean done, WbProject *copy, const char *name)
{
  AeRecipe recipe = *wb_document_get_recipe (self);
  gpointer values;
  const AeOption *option = wb_recipe_find_option (&recipe, name, &values);
  g_autofree char *key = g_strdup_printf ("recipe/%s", name);

  return finish (self, done, copy,
                 g_strdup_printf (_("Change %s"), option != NULL ? _(option->title) : name),
                 has_bursts (option) ? key : NULL);
}

/**
 * wb_document_set_recipe:
 * @self: a document
 * @name: of an option of the recipe, its loss or its optimizer
 * @value: the new value
 * @error: as wb_edit_set_recipe()
 */
gboolean
wb_document_set_recipe (WbDocument *self,
                        const char *name,
                        const AeValue *value,
                        GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish_recipe (self, wb_edit_set_recipe (copy, name, value, error), copy, name);
}

/**
 * wb_document_set_recipe_text:
 * @self: a document
 * @name: of an option of the recipe, its loss or its optimizer
 * @text: the new value: "adam"
 * @error: as wb_edit_set_recipe_text()
 */
gboolean
wb_document_set_recipe_text (WbDocument *self,
                             const char *name,
                             const char *text,
                             GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish_recipe (self, wb_edit_set_recipe_text (copy, name, text, error), copy,
                        name);
}

/**
 * wb_document_set_data:
 * @self: a document
 * @data: (nullable) (transfer none): which data
 * @shape: (nullable): of its samples, which the Input follows
 * @error: AE_ERROR_OPTION where no Input can have such a shape
 */
gboolean
wb_document_set_data (WbDocument *self,
                      WbDataReference *data,
                      const AeShape *shape,
                      GError **error)
{
  WbProject *copy = wb_project_copy (wb_document_get_project (self));

  return finish (self, wb_edit_set_data (copy, data, shape, error), copy,
                 g_strdup (_("Open Data")), NULL);
}
