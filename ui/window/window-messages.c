/* SPDX-License-Identifier: MIT */
/* What happens to a run by itself is announced: why it ended, which weights it
 * ended with, that it diverged and how to go on. What a person did to it can be
 * taken back: the weights before a reset are kept until the next one.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "ui/format.h"

#define NEWS_SECONDS 8

/* Offers what fixes it, and stays until somebody goes on. */
static void
announce_failure (HgWindow *self, const WbSnapshot *snapshot)
{
  g_autofree char *rate = NULL;
  g_autofree char *button = NULL;

  if (snapshot->failure == WB_FAILURE_NUMERIC)
    {
      rate = hg_format_real (snapshot->proposed_rate, "%g");
      button = g_strdup_printf (_("Continue at %s"), rate);
    }
  hg_toast_show (self->toast, snapshot->message, button, "win.continue-slower",
                 0);
}

/* A session that has no model or no data to train says so elsewhere. */
static gboolean
is_announced (const WbSnapshot *snapshot)
{
  return snapshot->message != NULL
         && snapshot->failure != WB_FAILURE_MODEL
         && snapshot->failure != WB_FAILURE_DATA;
}

static void
announce_kept (HgWindow *self, const WbSnapshot *snapshot)
{
  g_autofree char *kept = hg_format_count (snapshot->kept);
  g_autofree char *all = hg_format_count (snapshot->n_values);
  g_autofree char *text = g_strdup_printf (_("Kept %s of %s weights"), kept,
                                           all);

  hg_window_toast_undo (self, text);
}

/**
 * hg_window_show_messages:
 *
 * Says once what became of the run, and what the session made of an edit.
 */
void
hg_window_show_messages (HgWindow *self, const WbSnapshot *snapshot)
{
  gboolean same = g_strcmp0 (self->failure_seen, snapshot->message) == 0;

  if (snapshot->failure == WB_FAILURE_NONE)
    hg_toast_withdraw (self->toast, "win.continue-slower");
  if (!same && is_announced (snapshot))
    {
      if (snapshot->failure != WB_FAILURE_NONE)
        announce_failure (self, snapshot);
      else
        hg_toast_show (self->toast, snapshot->message, NULL, NULL, NEWS_SECONDS);
    }
  g_free (self->failure_seen);
  self->failure_seen = g_strdup (snapshot->message);
  if (snapshot->n_models != self->n_models_seen && snapshot->step > 0
      && snapshot->kept > 0 && self->n_models_seen > 0)
    announce_kept (self, snapshot);
  self->n_models_seen = snapshot->n_models;
}

/**
 * hg_window_continue_slower:
 *
 * After a divergence: goes on with the learning rate that was proposed.
 */
void
hg_window_continue_slower (HgWindow *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  AeValue value = { .real = snapshot != NULL ? snapshot->proposed_rate : 0 };
  g_autoptr (GError) error = NULL;

  if (!(value.real > 0))
    return;
  if (wb_document_set_recipe (hg_workspace_get_document (self->workspace),
                              "learning_rate", &value, &error))
    wb_session_resume (hg_workspace_get_session (self->workspace));
  else
    hg_window_toast (self, error->message);
}

static void
kept_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWindow *self = data;

  g_clear_pointer (&self->before_reset, wb_checkpoint_unref);
  if (checkpoint == NULL)
    {
      hg_window_toast (self, error != NULL
                                 ? error->message
                                 : _("Weights reset to the start"));
      return;
    }
  self->before_reset = wb_checkpoint_ref (checkpoint);
  hg_toast_show (self->toast, _("Weights reset to the start"), _("Undo"),
                 "win.undo-reset", NEWS_SECONDS);
}

/**
 * hg_window_reset:
 *
 * Back to the first step; what was there before can be brought back.
 */
void
hg_window_reset (HgWindow *self)
{
  WbSession *session = hg_workspace_get_session (self->workspace);

  wb_session_request_checkpoint (session, kept_cb, self);
  wb_session_restart (session, 0);
}

/**
 * hg_window_undo_reset:
 *
 * Brings back weights and history of before the last reset, under the model and
 * the recipe that there are now.
 */
void
hg_window_undo_reset (HgWindow *self)
{
  WbSession *session = hg_workspace_get_session (self->workspace);
  WbDocument *document = hg_workspace_get_document (self->workspace);

  if (self->before_reset == NULL)
    return;
  wb_session_set_checkpoint (session, self->before_reset);
  wb_session_set_recipe (session, wb_document_get_recipe (document));
  wb_session_set_model (session, wb_document_get_model (document));
  g_clear_pointer (&self->before_reset, wb_checkpoint_unref);
}

/* An undo across a change of the model brings the weights of then. */
static void
announce_return (HgWindow *self)
{
  WbCheckpoint *checkpoint = wb_document_get_checkpoint (
      hg_workspace_get_document (self->workspace));
  g_autofree char *step = NULL;
  g_autofree char *text = NULL;

  if (checkpoint == NULL)
    return;
  step = hg_format_count (wb_checkpoint_get_position (checkpoint)->step);
  text = g_strdup_printf (_("Back to the weights of step %s"), step);
  hg_window_toast (self, text);
}

/* Weights of another document are nothing to go back to. */
static void
document_changed_cb (HgWindow *self, guint changes)
{
  if (changes & (WB_DOCUMENT_MODEL | WB_DOCUMENT_RECIPE | WB_DOCUMENT_DATA))
    hg_toast_withdraw (self->toast, "win.undo");
  if ((changes & WB_DOCUMENT_CHECKPOINT) && !(changes & WB_DOCUMENT_FILE))
    announce_return (self);
  if ((changes & WB_DOCUMENT_FILE) && (changes & WB_DOCUMENT_MODEL))
    g_clear_pointer (&self->before_reset, wb_checkpoint_unref);
}

void
hg_window_init_messages (HgWindow *self)
{
  g_signal_connect_object (hg_workspace_get_document (self->workspace),
                           "changed", G_CALLBACK (document_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
