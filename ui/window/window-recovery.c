/* SPDX-License-Identifier: MIT */
/* After a crash: offers what was saved of the training that the program closed over. */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/project/recovery.h"
#include "app/templates/template.h"
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
  return g_strdup_printf (recovery->training
                            ? _ ("The program closed while training “%s”. It was recovered up to "
                                 "step %s, saved at %s.")
                            : _ ("The program closed before “%s” was saved. It was recovered as "
                                 "it was at step %s, at %s."),
                          title, step, time);
}

/**
 * Offer: what is asked about, one after the other.
 * @recoveries: of WbRecovery, those that are left
 * @n_asked: so many were before them
 * @restored: the window has one, so that another one gets a window of its own
 */
typedef struct
{
  GPtrArray *recoveries;
  guint n_asked;
  gboolean restored;
} Offer;

static void ask (HgWindow *self, Offer *offer);

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  g_ptr_array_unref (offer->recoveries);
  g_free (offer);
}

static HgWindow *
open_another (HgWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  HgWindow *window = hg_window_new (ADW_APPLICATION (application));

  hg_window_start (window, NULL, wb_template_find ("simple"), NULL);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
restore (HgWindow *self, Offer *offer, WbRecovery *recovery)
{
  HgWindow *window = offer->restored ? open_another (self) : self;
  g_autoptr (GError) error = NULL;

  if (hg_workspace_restore (window->workspace, recovery, &error))
    {
      hg_window_leave_welcome (window);
      offer->restored = TRUE;
    }
  else
    hg_window_show_error (window, _ ("The training could not be recovered"), error->message);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response)
{
  HgWindow *self = HG_WINDOW (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  Offer *offer = g_object_steal_data (G_OBJECT (dialog), "offer");
  WbRecovery *recovery = g_ptr_array_steal_index (offer->recoveries, 0);

  offer->n_asked++;
  if (g_str_equal (response, "restore"))
    restore (self, offer, recovery);
  else
    {
      if (g_str_equal (response, "discard"))
        wb_recovery_clear (recovery);
      wb_recovery_free (recovery);
    }
  ask (self, offer);
}

/* @offer: (transfer full) */
static void
ask (HgWindow *self, Offer *offer)
{
  guint n = offer->n_asked + offer->recoveries->len;
  g_autofree char *text = NULL, *place = NULL, *body = NULL;
  GtkWidget *dialog;

  if (offer->recoveries->len == 0)
    {
      offer_free (offer);
      return;
    }
  text = describe (offer->recoveries->pdata[0]);
  if (n > 1)
    place = g_strdup_printf (_ ("%u of %u. "), offer->n_asked + 1, n);
  body = g_strconcat (place != NULL ? place : "", text, NULL);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Recover the training?"), body);
  g_object_set_data_full (G_OBJECT (dialog), "offer", offer, offer_free);
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

void
hg_window_offer_recovery (HgWindow *self)
{
  g_autofree char *folder = wb_recovery_get_folder ();
  Offer *offer = g_new0 (Offer, 1);
  WbRecovery *recovery;

  offer->recoveries = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_recovery_free);
  while ((recovery = wb_recovery_claim (folder)) != NULL)
    g_ptr_array_add (offer->recoveries, recovery);
  ask (self, offer);
}
