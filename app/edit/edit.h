/* SPDX-License-Identifier: MIT */
/* Edits of a project: every change a person can make, as a function that does
 * it or says in words why not and leaves the project as it was. WbDocument
 * makes them undoable; the command line uses them as they are.
 *
 * Layers are named by id. Option texts are "units=32,activation=relu".
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

gboolean wb_edit_insert_layer (WbProject *project,
                               guint index,
                               const char *type,
                               const char *options,
                               guint *id,
                               GError **error);
gboolean wb_edit_remove_layer (WbProject *project, guint id, GError **error);
gboolean wb_edit_move_layer (WbProject *project, guint id, guint index, GError **error);
gboolean wb_edit_replace_layer (WbProject *project,
                                guint id,
                                const char *type,
                                const char *options,
                                GError **error);
gboolean wb_edit_duplicate_layer (WbProject *project, guint id, guint *copy_id, GError **error);
gboolean wb_edit_remove_layers (WbProject *project,
                                const guint *ids,
                                guint n_ids,
                                GError **error);
gboolean wb_edit_move_layers (WbProject *project,
                              const guint *ids,
                              guint n_ids,
                              guint index,
                              GError **error);
gboolean wb_edit_duplicate_layers (WbProject *project,
                                   const guint *ids,
                                   guint n_ids,
                                   GArray *copy_ids,
                                   GError **error);
gboolean wb_edit_set_options (WbProject *project,
                              const guint *ids,
                              guint n_ids,
                              const char *name,
                              const AeValue *value,
                              GError **error);
gboolean wb_edit_set_option (WbProject *project,
                             guint id,
                             const char *name,
                             const AeValue *value,
                             GError **error);
gboolean wb_edit_set_option_text (WbProject *project,
                                  guint id,
                                  const char *name,
                                  const char *text,
                                  GError **error);
gboolean wb_edit_set_input (WbProject *project, const AeShape *shape, GError **error);
gboolean wb_edit_set_code (WbProject *project, guint id, GError **error);
gboolean wb_edit_set_data (WbProject *project,
                           WbDataReference *data,
                           const AeShape *shape,
                           GError **error);

const AeOption *wb_recipe_find_option (AeRecipe *recipe, const char *name, gpointer *values);
gboolean wb_edit_set_recipe (WbProject *project,
                             const char *name,
                             const AeValue *value,
                             GError **error);
gboolean wb_edit_set_recipe_text (WbProject *project,
                                  const char *name,
                                  const char *text,
                                  GError **error);

G_END_DECLS
