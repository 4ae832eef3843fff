/* SPDX-License-Identifier: MIT */
/* Flags: what was changed while a run was under way, and where on its curve. A
 * flag is a plain struct that owns its words; a list of them is a GPtrArray
 * that frees them. Changes of one thing with no step between them are one flag,
 * and one that comes back to where it was is none.
 */
#pragma once

#include "app/project/json.h"
#include "engine/model/model.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

/**
 * WB_FLAGS_MAX:
 *
 * A list never holds more: later changes of what is in it are added to its flag.
 */
#define WB_FLAGS_MAX 1024

/**
 * WbFlag:
 * @step: steps done when it was made
 * @epoch: the same place in epochs
 * @layer: (nullable): type of the layer that was changed: "Dense"; NULL for the recipe
 * @layer_id: its id, 0 for the recipe
 * @name: of the option that was changed: "learning_rate", "schedule.factor";
 *   "added" or "removed" for a whole layer
 * @before: @after: its value as text
 */
typedef struct
{
  guint64 step;
  double epoch;
  char *layer;
  guint layer_id;
  char *name;
  char *before;
  char *after;
} WbFlag;

/** Returns: (transfer full): "Learning rate 0.001 → 0.0001" */
char *wb_flag_to_words (const WbFlag *self) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (element-type WbFlag): an empty list. */
GPtrArray *wb_flags_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (element-type WbFlag): the same in a list of its own. */
GPtrArray *wb_flags_copy (const GPtrArray *self) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: whether both hold the same flags, to the last bit. */
gboolean wb_flags_equal (const GPtrArray *a, const GPtrArray *b);

/**
 * Adds a change.
 *
 * @flag: copied; its step is not below that of the last one
 */
void wb_flags_add (GPtrArray *self, const WbFlag *flag);

/**
 * Adds a flag for each setting that differs and has an effect. Another loss,
 * optimizer or schedule is one change, whatever settings come with it.
 *
 * @step: steps done
 * @epoch: the same in epochs
 * @before: the recipe so far
 * @after: the recipe from the next step on
 */
void wb_flags_add_recipe (GPtrArray *self,
                          guint64 step,
                          double epoch,
                          const AeRecipe *before,
                          const AeRecipe *after);

/**
 * Adds a flag for each option of a layer that differs, and for each layer that
 * came or went.
 *
 * @step: steps done
 * @epoch: the same in epochs
 * @before: the model so far
 * @after: the model from the next step on
 */
void wb_flags_add_model (GPtrArray *self,
                         guint64 step,
                         double epoch,
                         const AeModel *before,
                         const AeModel *after);

/** Returns: (transfer full): an array, exact. */
json_t *wb_flags_to_json (const GPtrArray *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @json: (nullable): what wb_flags_to_json() made; NULL for none
 * @error: WB_ERROR_CONTENTS
 *
 * Returns: (transfer full) (element-type WbFlag): the flags, or NULL.
 */
GPtrArray *wb_flags_from_json (json_t *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
