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

char *wb_flag_to_words (const WbFlag *self) G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *wb_flags_new (void) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *wb_flags_copy (const GPtrArray *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean wb_flags_equal (const GPtrArray *a, const GPtrArray *b);
void wb_flags_add (GPtrArray *self, const WbFlag *flag);
void wb_flags_add_recipe (GPtrArray *self,
                          guint64 step,
                          double epoch,
                          const AeRecipe *before,
                          const AeRecipe *after);
void wb_flags_add_model (GPtrArray *self,
                         guint64 step,
                         double epoch,
                         const AeModel *before,
                         const AeModel *after);

json_t *wb_flags_to_json (const GPtrArray *self) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *wb_flags_from_json (json_t *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
