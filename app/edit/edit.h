/* SPDX-License-Identifier: MIT */
/* Edits of a project: every change a person can make, as a value. It is made,
 * or refused in words with the project left as it was. WbDocument makes edits
 * undoable; the command line uses them as they are.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * WbEditKind: what to do, and the fields of WbEdit that say how.
 * @WB_EDIT_INSERT: a new layer at @index: @type, @text (nullable) its options
 * @WB_EDIT_PASTE: layers from @text, the first at @index; see layer-text.h
 * @WB_EDIT_REMOVE: the layers @ids
 * @WB_EDIT_MOVE: the layers @ids together, before the one that has number @index
 * @WB_EDIT_DUPLICATE: copies of the layers @ids behind the last of them
 * @WB_EDIT_REPLACE: another layer in the place of @id: @type, @text (nullable);
 *   the code stays with the place
 * @WB_EDIT_OPTION: the option @name of the layer @id, or that all of @ids have
 * @WB_EDIT_CODE: the code at the output of @id, or AE_MODEL_CODE_AUTOMATIC
 * @WB_EDIT_MIRROR: the decoder as the encoder's mirror image, which it follows
 * @WB_EDIT_RECIPE: the setting @name of recipe, loss, optimizer or schedule
 * @WB_EDIT_DATA: @data (nullable), with the Input of @shape (nullable)
 * @WB_EDIT_REMOVE_SAMPLE: the sample with the number @index is not used any more;
 *   see removed-samples.h
 * @WB_EDIT_RESTORE_SAMPLE: the sample with the number @index is used again
 */
typedef enum
{
  WB_EDIT_INSERT,
  WB_EDIT_PASTE,
  WB_EDIT_REMOVE,
  WB_EDIT_MOVE,
  WB_EDIT_DUPLICATE,
  WB_EDIT_REPLACE,
  WB_EDIT_OPTION,
  WB_EDIT_CODE,
  WB_EDIT_MIRROR,
  WB_EDIT_RECIPE,
  WB_EDIT_DATA,
  WB_EDIT_REMOVE_SAMPLE,
  WB_EDIT_RESTORE_SAMPLE,
} WbEditKind;

/**
 * WbEdit: all (transfer none).
 * @id: @ids: of layers, not the Input
 * @index: 1 (behind the Input) to the number of layers (at the end); of a sample
 *   its number from 0
 * @text: "units=32,activation=relu" for options; what @value is, where that is NULL
 * @new_ids: (nullable): gets the ids of the layers that the edit makes
 */
typedef struct
{
  WbEditKind kind;
  guint id;
  const guint *ids;
  guint n_ids;
  guint index;
  const char *type;
  const char *name;
  const char *text;
  const AeValue *value;
  const AeShape *shape;
  WbDataReference *data;
  GArray *new_ids;
} WbEdit;

/** WB_ERROR_EDIT, AE_ERROR_OPTION, AE_ERROR_SHAPE. */
gboolean wb_edit_apply (const WbEdit *edit, WbProject *project, GError **error);

/** What undo calls it: (transfer full); @project is as it was before. */
char *wb_edit_get_label (const WbEdit *edit, const WbProject *project) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full) (nullable): edits of the same key in quick succession are one undo step. */
char *wb_edit_get_key (const WbEdit *edit, const WbProject *project) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Finds an option of the recipe, its loss, optimizer or schedule by name. Where
 * two bear the same, the part it belongs to is put before it:
 * "schedule.patience".
 *
 * @values: (out): the struct that holds its value
 * Returns: (transfer none): the descriptor, or NULL.
 */
const AeOption *wb_recipe_find_option (AeRecipe *recipe, const char *name, gpointer *values);

G_END_DECLS
