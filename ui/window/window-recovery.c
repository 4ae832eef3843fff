/* SPDX-License-Identifier: MIT */
/* After a crash: offers what was saved of the training that the program closed over. */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/project/recovery.h"
#include "ui/format.h"

static char *
describe (const WbRecovery *recovery)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (recovery->when);
  g_autofree char *step = hg_format_count (recovery->step);
  g_autofree char *time = when != NULL ? g_date_time_format (when, "%X") : g_strdup ("");
  const char *title = recovery->title != NULL ? recovery->title : _ ("Untitled");

  if (recovery->step == 0)
    return g_strdup_printf (_ ("The program closed before “%s” was saved. It was recovered as it "
                               "was at %s."),
                            title, time);
  return g_strdup_printf (_ ("The program closed while training “%s”. It was recovered up to step "
                             "%s, saved at %s."),
                          title, step, time);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response)
{
  HgWindow *self = HG_WINDOW (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  WbRecovery *recovery = g_object_steal_data (G_OBJECT (dialog), "recovery");
  g_autoptr (GError) error = NULL;

  if (g_str_equal (response, "restore"))
    {
      if (hg_workspace_restore (self->workspace, recovery, &error))
        hg_window_leave_welcome (self);
      else
        hg_window_show_error (self, _ ("The training could not be recovered"), error->message);
      return;
    }
  if (g_str_equal (response, "discard"))
    wb_recovery_clear (recovery);
  wb_recovery_free (recovery);
  if (g_str_equal (response, "discard"))
    hg_window_offer_recovery (self);
}

/**
 * hg_window_offer_recovery:
 *
 * Asks about the training of a process that died, where there is one.
 */
void
hg_window_offer_recovery (HgWindow *self)
{
  g_autofree char *folder = wb_recovery_get_folder ();
  WbRecovery *recovery = wb_recovery_claim (folder);
  g_autofree char *text = NULL;
  GtkWidget *dialog;

  if (recovery == NULL)
    return;
  text = describe (recovery);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Recover the training?"), text);
  g_object_set_data_full (G_OBJECT (dialog), "recovery", recovery,
                          (GDestroyNotify) wb_recovery_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("_Later"), "discard",
                                    _ ("_Discard"), "restore", _ ("_Restore"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "restore",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "restore");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), NULL);
  hg_window_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}
