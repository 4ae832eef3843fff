/* SPDX-License-Identifier: MIT */
/* What happens to a run by itself is announced: why it ended, which weights it
 * ended with, that it diverged and how to go on; and which weights an undo or a
 * reset brought.
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
      button = g_strdup_printf (_ ("Continue at %s"), rate);
    }
  hg_toast_show (self->toast, snapshot->message, button, "win.continue-slower", 0);
}

/* A session that has no model or no data to train says so elsewhere. */
static gboolean
is_announced (const WbSnapshot *snapshot)
{
  return snapshot->message != NULL && snapshot->failure != WB_FAILURE_MODEL
         && snapshot->failure != WB_FAILURE_DATA;
}

static void
announce_kept (HgWindow *self, const WbSnapshot *snapshot)
{
  g_autofree char *kept = hg_format_count (snapshot->n_transferred);
  g_autofree char *all = hg_format_count (snapshot->n_values);
  g_autofree char *text = g_strdup_printf (_ ("Kept %s of %s weights"), kept, all);

  hg_window_toast_undo (self, text);
}

void
hg_window_show_messages (HgWindow *self, const WbSnapshot *snapshot)
{
  gboolean same = g_strcmp0 (self->failure_seen, snapshot->message) == 0;

  if (snapshot->failure == WB_FAILURE_NONE)
    hg_toast_withdraw (self->toast, "win.continue-slower");
  if (snapshot->n_models != self->n_models_seen && snapshot->step > 0 && snapshot->n_transferred > 0
      && self->n_models_seen > 0)
    announce_kept (self, snapshot);
  self->n_models_seen = snapshot->n_models;
  if (!same && is_announced (snapshot))
    {
      if (snapshot->failure != WB_FAILURE_NONE)
        announce_failure (self, snapshot);
      else
        hg_toast_show (self->toast, snapshot->message, NULL, NULL, NEWS_SECONDS);
    }
  g_free (self->failure_seen);
  self->failure_seen = g_strdup (snapshot->message);
}

void
hg_window_continue_slower (HgWindow *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_newest (self->workspace);
  AeValue value = { .real = snapshot != NULL ? snapshot->proposed_rate : 0 };
  g_autoptr (GError) error = NULL;

  if (!(value.real > 0))
    return;
  if (wb_document_edit (hg_workspace_get_document (self->workspace),
                        &(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .value = &value },
                        &error))
    wb_session_resume (hg_workspace_get_session (self->workspace));
  else
    hg_window_toast (self, error->message);
}

/* An undo across a change of the model or a reset brings the weights of then. */
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
  text = g_strdup_printf (_ ("Back to the weights of step %s"), step);
  hg_toast_show (self->toast, text, NULL, "win.undo", NEWS_SECONDS);
}

void
hg_window_update_messages (HgWindow *self, HgChanges changes)
{
  if (changes & HG_CHANGED_EDITED)
    hg_toast_withdraw (self->toast, "win.undo");
  if (changes & HG_CHANGED_WEIGHTS)
    announce_return (self);
}
