/* SPDX-License-Identifier: MIT */
/* A document and what tells the world about it. Its history stands in
 * document-history.c, the edits by name in document-edits.c.
 */
#include "app/document/document-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/project/project-file.h"

#define BURST_MSEC 1000

enum
{
  PROP_0,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
  PROP_MODIFIED,
  PROP_PATH,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (WbDocument, wb_document, G_TYPE_OBJECT)

static void
told_clear (WbDocumentTold *told)
{
  g_free (told->undo_label);
  g_free (told->redo_label);
  g_free (told->path);
}

static void
notify (WbDocument *self, gboolean changed, guint property)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* Tells of those properties that differ from what was last told. */
void
wb_document_notify (WbDocument *self)
{
  WbDocumentTold old = self->told;

  self->told = (WbDocumentTold) {
    wb_document_can_undo (self),
    wb_document_can_redo (self),
    wb_document_get_modified (self),
    g_strdup (wb_document_get_undo_label (self)),
    g_strdup (wb_document_get_redo_label (self)),
    g_strdup (self->path),
  };
  notify (self, old.can_undo != self->told.can_undo, PROP_CAN_UNDO);
  notify (self, old.can_redo != self->told.can_redo, PROP_CAN_REDO);
  notify (self, old.modified != self->told.modified, PROP_MODIFIED);
  notify (self, g_strcmp0 (old.undo_label, self->told.undo_label) != 0, PROP_UNDO_LABEL);
  notify (self, g_strcmp0 (old.redo_label, self->told.redo_label) != 0, PROP_REDO_LABEL);
  notify (self, g_strcmp0 (old.path, self->told.path) != 0, PROP_PATH);
  notify (self, g_strcmp0 (old.path, self->told.path) != 0, PROP_TITLE);
  told_clear (&old);
}

/* Tells of an edit that has been made. */
void
wb_document_emit (WbDocument *self, WbDocumentChanges changes)
{
  g_object_ref (self);
  wb_document_notify (self);
  if (changes != 0)
    g_signal_emit (self, changed_signal, 0, changes);
  g_object_unref (self);
}

static void
set_path (WbDocument *self, const char *path)
{
  char *copy = g_strdup (path);

  g_free (self->path);
  g_free (self->title);
  self->path = copy;
  self->title = copy != NULL ? g_filename_display_basename (copy) : g_strdup (_("Untitled"));
  if (g_str_has_suffix (self->title, WB_PROJECT_EXTENSION))
    self->title[strlen (self->title) - strlen (WB_PROJECT_EXTENSION)] = '\0';
}

static void
start_over (WbDocument *self, const WbProject *project, const char *path)
{
  WbProject *old = self->project, *old_saved = self->saved;

  g_ptr_array_set_size (self->undo, 0);
  g_ptr_array_set_size (self->redo, 0);
  self->group_depth = 0;
  g_clear_pointer (&self->group_label, g_free);
  g_clear_pointer (&self->group_start, wb_project_free);
  self->project = wb_project_copy (project);
  self->saved = wb_project_copy (project);
  wb_project_free (old);
  wb_project_free (old_saved);
  self->moment = ++self->last_moment;
  self->left_moment = 0;
  set_path (self, path);
}

/**
 * wb_document_reset:
 * @self: a document
 * @project: what it holds from now on; copied
 * @path: (nullable): of the file that holds it
 *
 * Forgets its history and begins with another project, unmodified.
 */
void
wb_document_reset (WbDocument *self, const WbProject *project, const char *path)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (project != NULL);

  start_over (self, project, path);
  wb_document_emit (self, WB_DOCUMENT_MODEL | WB_DOCUMENT_RECIPE | WB_DOCUMENT_DATA
                           | WB_DOCUMENT_CHECKPOINT | WB_DOCUMENT_FILE);
}

/**
 * wb_document_mark_saved:
 * @self: a document
 * @project: what was written, a copy of what the document held then
 * @path: where to
 *
 * For a save that went on in another thread: the document is unmodified where
 * it still equals @project.
 */
void
wb_document_mark_saved (WbDocument *self, const WbProject *project, const char *path)
{
  WbProject *old;

  g_return_if_fail (WB_IS_DOCUMENT (self));

  old = self->saved;
  self->saved = wb_project_copy (project);
  wb_project_free (old);
  set_path (self, path);
  self->burst_ended = TRUE;
  wb_document_emit (self, WB_DOCUMENT_FILE);
}

/**
 * wb_document_get_project:
 * @self: a document
 *
 * Returns: (transfer none): all it holds; valid until the next edit.
 */
const WbProject *
wb_document_get_project (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), NULL);

  return self->project;
}

/**
 * wb_document_get_model:
 * @self: a document
 *
 * Returns: (transfer none): the model.
 */
AeModel *
wb_document_get_model (WbDocument *self)
{
  return wb_document_get_project (self)->model;
}

/**
 * wb_document_get_recipe:
 * @self: a document
 *
 * Returns: (transfer none): the recipe; valid until the next edit.
 */
const AeRecipe *
wb_document_get_recipe (WbDocument *self)
{
  return &wb_document_get_project (self)->recipe;
}

/**
 * wb_document_get_data:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): which data it is about.
 */
WbDataReference *
wb_document_get_data (WbDocument *self)
{
  return wb_document_get_project (self)->data;
}

/**
 * wb_document_get_checkpoint:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): the weights, those of the moment after
 *   an undo.
 */
WbCheckpoint *
wb_document_get_checkpoint (WbDocument *self)
{
  return wb_document_get_project (self)->checkpoint;
}

/**
 * wb_document_get_path:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): its file, NULL before it has one.
 */
const char *
wb_document_get_path (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), NULL);

  return self->path;
}

/**
 * wb_document_get_title:
 * @self: a document
 *
 * Returns: (transfer none): the file's name without extension, or "Untitled".
 */
const char *
wb_document_get_title (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), NULL);

  return self->title;
}

/**
 * wb_document_get_modified:
 * @self: a document
 *
 * Returns: whether it differs from what was last saved or opened.
 */
gboolean
wb_document_get_modified (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), FALSE);

  return !wb_project_equal (self->project, self->saved);
}

static void
wb_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbDocument *self = WB_DOCUMENT (object);

  switch (id)
    {
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, wb_document_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, wb_document_can_redo (self));
      break;
    case PROP_UNDO_LABEL:
      g_value_set_string (value, wb_document_get_undo_label (self));
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, wb_document_get_redo_label (self));
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, wb_document_get_modified (self));
      break;
    case PROP_PATH:
      g_value_set_string (value, wb_document_get_path (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, wb_document_get_title (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_document_finalize (GObject *object)
{
  WbDocument *self = WB_DOCUMENT (object);

  wb_project_free (self->project);
  wb_project_free (self->saved);
  wb_project_free (self->group_start);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  g_free (self->group_label);
  g_free (self->path);
  g_free (self->title);
  told_clear (&self->told);
  G_OBJECT_CLASS (wb_document_parent_class)->finalize (object);
}

static GParamSpec *
boolean_property (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE,
                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
string_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
wb_document_class_init (WbDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = wb_document_get_property;
  object_class->finalize = wb_document_finalize;

  properties[PROP_CAN_UNDO] = boolean_property ("can-undo");
  properties[PROP_CAN_REDO] = boolean_property ("can-redo");
  properties[PROP_UNDO_LABEL] = string_property ("undo-label");
  properties[PROP_REDO_LABEL] = string_property ("redo-label");
  properties[PROP_MODIFIED] = boolean_property ("modified");
  properties[PROP_PATH] = string_property ("path");
  properties[PROP_TITLE] = string_property ("title");
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * WbDocument::changed:
   * @self: the document
   * @changes: #WbDocumentChanges
   *
   * Emitted after an edit, an undo, a redo, an opening or a saving.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
wb_document_init (WbDocument *self)
{
  self->undo = g_ptr_array_new_with_free_func (wb_document_step_free);
  self->redo = g_ptr_array_new_with_free_func (wb_document_step_free);
  self->burst_msec = BURST_MSEC;
}

/**
 * wb_document_new:
 * @project: what it holds; copied
 *
 * Returns: (transfer full): a document without a file, unmodified.
 */
WbDocument *
wb_document_new (const WbProject *project)
{
  WbDocument *self = g_object_new (WB_TYPE_DOCUMENT, NULL);

  start_over (self, project, NULL);
  return self;
}
