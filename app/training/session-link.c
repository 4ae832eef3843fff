/* SPDX-License-Identifier: MIT */
/* The weights of a moment are asked for before the session hears of the new
 * model, so they are what they were at the edit however long the answer takes.
 * One answer serves a whole burst or group: undo leads to its beginning.
 */
#include "app/training/session-link.h"

typedef struct
{
  WbSessionLink *link;
  guint64 moment;
} Wait;

struct _WbSessionLink
{
  WbDocument *document;
  WbSession *session;
  guint64 asked_moment;
  GPtrArray *waits; /* of Wait */
};

/**
 * wb_session_link_new:
 * @document: what is edited
 * @session: what trains it
 *
 * Returns: (transfer full): a link that holds both.
 */
WbSessionLink *
wb_session_link_new (WbDocument *document, WbSession *session)
{
  WbSessionLink *self = g_new0 (WbSessionLink, 1);

  self->document = g_object_ref (document);
  self->session = g_object_ref (session);
  self->waits = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * wb_session_link_free:
 * @self: (nullable): a link whose session is closed: no answer comes any more
 */
void
wb_session_link_free (WbSessionLink *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->document);
  g_object_unref (self->session);
  g_ptr_array_unref (self->waits);
  g_free (self);
}

/* Where there was no memory to keep the weights, undo keeps what fits. */
static void
kept_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  Wait *wait = data;
  WbDocument *document = wait->link->document;
  guint64 moment = wait->moment;

  g_ptr_array_remove_fast (wait->link->waits, wait);
  if (checkpoint != NULL && wb_checkpoint_get_position (checkpoint)->step == 0)
    checkpoint = NULL;
  wb_document_store_checkpoint (document, moment, checkpoint);
}

/* Whether the session was seen at its first step, with nothing to change that. */
static gboolean
is_untrained (WbSession *session)
{
  const WbSnapshot *snapshot = wb_session_get_snapshot (session);

  return snapshot->step == 0 && snapshot->state != WB_RUN_RUNNING
         && snapshot->command_id == wb_session_get_last_command (session);
}

static void
keep_left (WbSessionLink *self)
{
  guint64 moment = wb_document_get_left_moment (self->document);
  Wait *wait;

  if (moment == self->asked_moment)
    return;
  self->asked_moment = moment;
  if (moment == 0)
    return;
  if (is_untrained (self->session))
    {
      wb_document_store_checkpoint (self->document, moment, NULL);
      return;
    }
  wait = g_new (Wait, 1);
  *wait = (Wait) { self, moment };
  g_ptr_array_add (self->waits, wait);
  wb_session_request_checkpoint (self->session, kept_cb, wait);
}

/**
 * wb_session_link_notify:
 * @self: a link
 * @changes: what "changed" of the document said
 *
 * Lets the session follow an edit, an undo or a redo. Not for a document that
 * was opened or reset: the session opens it then.
 */
void
wb_session_link_notify (WbSessionLink *self, WbDocumentChanges changes)
{
  WbCheckpoint *checkpoint = wb_document_get_checkpoint (self->document);
  AeModel *model = wb_document_get_model (self->document);
  const AeRecipe *recipe = wb_document_get_recipe (self->document);

  if (changes & (WB_DOCUMENT_MODEL | WB_DOCUMENT_DATA | WB_DOCUMENT_CHECKPOINT
                 | WB_DOCUMENT_RESET))
    keep_left (self);
  if (changes & WB_DOCUMENT_RESET)
    wb_session_restart (self->session, 0);
  if ((changes & WB_DOCUMENT_CHECKPOINT) && checkpoint != NULL)
    {
      wb_session_go_back (self->session, checkpoint, recipe, model);
      return;
    }
  if (changes & WB_DOCUMENT_MODEL)
    wb_session_set_model (self->session, model);
  if (changes & WB_DOCUMENT_RECIPE)
    wb_session_set_recipe (self->session, recipe);
}
