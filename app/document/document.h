/* SPDX-License-Identifier: MIT */
/* WbDocument: the project that a window shows, with undo. Every edit makes a
 * new project value; the document keeps the ones before and after it, so that
 * undo and redo are exact. It belongs to the main thread.
 *
 * Edits with the same coalescing key that follow each other within a moment
 * are one step, and so is everything between begin_group and end_group.
 * "Modified" means: not equal to what was last saved or opened, so undoing
 * back to that clears it.
 *
 * Weights are no edit, but they belong to a structure, which is a model on data:
 * each state that the document has been in is a moment, and whoever trains
 * hands in the weights of a moment that an edit of the model, other data or a
 * reset of the weights has left. A step
 * across such an edit brings them back; any other step leaves the weights as
 * they are.
 */
#pragma once

#include <glib-object.h>

#include "app/checker/checker.h"
#include "app/project/project.h"

G_BEGIN_DECLS

#define WB_TYPE_DOCUMENT (wb_document_get_type ())
G_DECLARE_FINAL_TYPE (WbDocument, wb_document, WB, DOCUMENT, GObject)

/**
 * WbDocumentChanges:
 * @WB_DOCUMENT_MODEL: layers, options or the code
 * @WB_DOCUMENT_RECIPE: the recipe
 * @WB_DOCUMENT_DATA: the data reference
 * @WB_DOCUMENT_CHECKPOINT: the weights: after an undo the ones of that moment
 * @WB_DOCUMENT_FILE: the document was saved, or another one was opened
 * @WB_DOCUMENT_RESET: the weights are those of the start again
 *
 * What the "changed" signal carries.
 */
typedef enum
{
  WB_DOCUMENT_MODEL = 1 << 0,
  WB_DOCUMENT_RECIPE = 1 << 1,
  WB_DOCUMENT_DATA = 1 << 2,
  WB_DOCUMENT_CHECKPOINT = 1 << 3,
  WB_DOCUMENT_FILE = 1 << 4,
  WB_DOCUMENT_RESET = 1 << 5,
} WbDocumentChanges;

WbDocument *wb_document_new (const WbProject *project) G_GNUC_WARN_UNUSED_RESULT;

void wb_document_reset (WbDocument *self, const WbProject *project, const char *path);
void wb_document_mark_saved (WbDocument *self, const WbProject *project, const char *path);

const WbProject *wb_document_get_project (WbDocument *self);
AeModel *wb_document_get_model (WbDocument *self);
const AeRecipe *wb_document_get_recipe (WbDocument *self);
WbDataReference *wb_document_get_data (WbDocument *self);
WbCheckpoint *wb_document_get_checkpoint (WbDocument *self);
const char *wb_document_get_path (WbDocument *self);
const char *wb_document_get_title (WbDocument *self);
gboolean wb_document_get_modified (WbDocument *self);

gboolean wb_document_can_undo (WbDocument *self);
gboolean wb_document_can_redo (WbDocument *self);
const char *wb_document_get_undo_label (WbDocument *self);
const char *wb_document_get_redo_label (WbDocument *self);
void wb_document_undo (WbDocument *self);
void wb_document_redo (WbDocument *self);

void wb_document_begin_group (WbDocument *self, const char *label);
void wb_document_end_group (WbDocument *self);
void wb_document_cancel_group (WbDocument *self);
void wb_document_set_burst_msec (WbDocument *self, guint msec);
void wb_document_end_burst (WbDocument *self);

void wb_document_apply (WbDocument *self,
                        const WbProject *project,
                        const char *label,
                        const char *key);
void wb_document_apply_fix (WbDocument *self, const WbFix *fix);
void wb_document_reset_weights (WbDocument *self);
void wb_document_set_checkpoint (WbDocument *self, WbCheckpoint *checkpoint);
guint64 wb_document_get_moment (WbDocument *self);
guint64 wb_document_get_left_moment (WbDocument *self);
void wb_document_store_checkpoint (WbDocument *self, guint64 moment, WbCheckpoint *checkpoint);

guint wb_document_insert_layer (WbDocument *self,
                                guint index,
                                const char *type,
                                const char *options,
                                GError **error);
gboolean wb_document_remove_layer (WbDocument *self, guint id, GError **error);
gboolean wb_document_move_layer (WbDocument *self, guint id, guint index, GError **error);
gboolean wb_document_replace_layer (WbDocument *self,
                                    guint id,
                                    const char *type,
                                    const char *options,
                                    GError **error);
guint wb_document_duplicate_layer (WbDocument *self, guint id, GError **error);
gboolean wb_document_remove_layers (WbDocument *self,
                                    const guint *ids,
                                    guint n_ids,
                                    GError **error);
gboolean wb_document_move_layers (WbDocument *self,
                                  const guint *ids,
                                  guint n_ids,
                                  guint index,
                                  GError **error);
gboolean wb_document_duplicate_layers (WbDocument *self,
                                       const guint *ids,
                                       guint n_ids,
                                       GArray *copy_ids,
                                       GError **error);
gboolean wb_document_insert_text (WbDocument *self,
                                     guint index,
                                     const char *text,
                                     GArray *ids,
                                     GError **error);
gboolean wb_document_mirror (WbDocument *self, GError **error);
gboolean wb_document_set_option (WbDocument *self,
                                 guint id,
                                 const char *name,
                                 const AeValue *value,
                                 GError **error);
gboolean wb_document_set_options (WbDocument *self,
                                  const guint *ids,
                                  guint n_ids,
                                  const char *name,
                                  const AeValue *value,
                                  GError **error);
gboolean wb_document_set_input (WbDocument *self, const AeShape *shape, GError **error);
gboolean wb_document_set_code (WbDocument *self, guint id, GError **error);
gboolean wb_document_set_option_text (WbDocument *self,
                                      guint id,
                                      const char *name,
                                      const char *text,
                                      GError **error);
gboolean wb_document_set_recipe (WbDocument *self,
                                 const char *name,
                                 const AeValue *value,
                                 GError **error);
gboolean wb_document_set_recipe_text (WbDocument *self,
                                      const char *name,
                                      const char *text,
                                      GError **error);
gboolean wb_document_set_data (WbDocument *self,
                               WbDataReference *data,
                               const AeShape *shape,
                               GError **error);

G_END_DECLS
