/* SPDX-License-Identifier: MIT */
/* What the header says of the run: the main button, epoch, speed, time left,
 * and the thin line of progress.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/data/batch-bridge.h"
#include "ui/format.h"
#include "ui/tooltip.h"
#include "ui/window/run-words.h"

#define STATUS_USEC (G_USEC_PER_SEC / 5)
#define NAME_CHARS  24

static const WbEpochRow *
get_last_epoch (HgWindow *self)
{
  const WbHistory *history = wb_session_get_history (hg_workspace_get_session (self->workspace));
  guint n = 0;
  const WbEpochRow *rows = history != NULL ? wb_history_get_epochs (history, &n) : NULL;

  return n > 0 ? &rows[n - 1] : NULL;
}

static char *
describe_run (HgWindow *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_newest (self->workspace);

  if (hg_workspace_is_opening (self->workspace))
    return g_strdup (_ ("Opening…"));
  if (snapshot != NULL && snapshot->step > 0)
    return hg_run_to_words (snapshot, get_last_epoch (self),
                            hg_workspace_get_shapes (self->workspace)[0].rank);
  return g_strdup (snapshot != NULL && snapshot->state == WB_RUN_RUNNING ? _ ("Starting…")
                                                                         : _ ("Ready to train"));
}

static double
find_progress (const WbSnapshot *snapshot)
{
  double epoch;

  if (snapshot == NULL || snapshot->epochs_planned == 0)
    return 0;
  epoch = snapshot->epoch;
  if (snapshot->samples_per_epoch > 0)
    epoch += (double) snapshot->samples / (double) snapshot->samples_per_epoch;
  return CLAMP (epoch / snapshot->epochs_planned, 0, 1);
}

static void
update_button (HgWindow *self)
{
  gboolean running = hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING;
  gboolean broken = hg_workspace_get_error (self->workspace) != NULL;
  const char *label = running ? _ ("Pause") : _ ("Train");

  if (g_strcmp0 (adw_button_content_get_label (self->train_content), label) != 0)
    {
      adw_button_content_set_label (self->train_content, label);
      adw_button_content_set_icon_name (self->train_content, running
                                                               ? "media-playback-pause-symbolic"
                                                               : "media-playback-start-symbolic");
    }
  if (broken && !running)
    gtk_widget_add_css_class (GTK_WIDGET (self->train_button), "blocked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->train_button), "blocked");
  hg_tooltip_set (GTK_WIDGET (self->train_button), running ? _ ("Pause (Space)")
                                                   : broken
                                                     ? _ ("The model cannot run: press to see why")
                                                     : _ ("Train (Space)"));
}

/* The length of the text before its first "·". */
static gsize
find_first_part (const char *text)
{
  const char *end = strstr (text, " · ");

  return end != NULL ? (gsize) (end - text) : strlen (text);
}

/* Why a run stopped, whole; else what there may be no room for. */
static const char *
describe_tooltip (HgWindow *self, const char *text)
{
  const WbSnapshot *snapshot = hg_workspace_get_newest (self->workspace);

  return snapshot != NULL && snapshot->step > 0 && snapshot->message != NULL ? snapshot->message
                                                                             : text;
}

/* Numbers that change in every frame cannot be read: five times a second. */
static void
update_text (HgWindow *self)
{
  gboolean broken = hg_workspace_get_error (self->workspace) != NULL;
  gboolean running = hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;
  g_autofree char *shorter = NULL;

  if (running && self->was_running && now - self->status_time < STATUS_USEC)
    return;
  self->status_time = now;
  self->was_running = running;
  text = describe_run (self);
  gtk_label_set_text (self->status, text);
  shorter = g_strndup (text, find_first_part (text));
  gtk_label_set_text (self->status_short, g_strstrip (shorter));
  gtk_widget_set_visible (self->status_squeezer, !broken || running);
  hg_tooltip_set (self->status_squeezer, describe_tooltip (self, text));
}

void
hg_window_update_status (HgWindow *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_newest (self->workspace);

  update_text (self);
  gtk_progress_bar_set_fraction (self->progress, find_progress (snapshot));
  update_button (self);
  if (snapshot != NULL)
    hg_window_show_messages (self, snapshot);
}

/* A long name of a file would push out what the run is doing. */
static char *
shorten (const char *name)
{
  glong length = g_utf8_strlen (name, -1);
  g_autofree char *head = NULL;

  if (length <= NAME_CHARS)
    return g_strdup (name);
  head = g_utf8_substring (name, 0, NAME_CHARS / 2);
  return g_strconcat (head, "…", g_utf8_offset_to_pointer (name, length - NAME_CHARS / 2 + 1),
                      NULL);
}

/* "13/50 · ", where there is no room for the status. */
static char *
describe_shortest (HgWindow *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_newest (self->workspace);
  g_autofree char *words = NULL;

  if (snapshot == NULL || snapshot->step == 0
      || adw_squeezer_get_visible_child (ADW_SQUEEZER (self->status_squeezer)) != NULL)
    return g_strdup ("");
  words = hg_run_to_short_words (snapshot);
  return g_strconcat (words, " · ", NULL);
}

/* Where the window is narrow, the name alone. */
static char *
describe_data (HgWindow *self)
{
  DsSource *source = hg_workspace_get_source (self->workspace);
  DsDataset *training;
  AeShape sizes;
  g_autofree char *name = NULL;
  g_autofree char *count = NULL;
  g_autofree char *shape = NULL;

  if (source == NULL)
    return g_strdup (hg_workspace_is_opening (self->workspace)            ? _ ("Opening…")
                     : hg_workspace_get_missing (self->workspace) != NULL ? _ ("Data not found")
                                                                          : _ ("No data"));
  training = ds_source_get_training (source);
  name = shorten (g_str_equal (ds_source_get_location (source), DS_BUILT_IN)
                    ? _ ("Built-in digits")
                    : ds_dataset_get_name (training));
  if (adw_flap_get_folded (self->inspector_flap))
    return g_steal_pointer (&name);
  count = hg_format_count (ds_dataset_get_count (training));
  sizes = wb_batch_bridge_shape (ds_dataset_get_shape (training));
  shape = hg_format_shape (&sizes);
  return g_strdup_printf ("%s · %s %s · %s", name, count,
                          hg_workspace_get_sample_words (self->workspace,
                                                         ds_dataset_get_count (training)),
                          shape);
}

void
hg_window_update_title (HgWindow *self)
{
  const char *mark = hg_workspace_is_modified (self->workspace) ? "• " : "";
  g_autofree char *name = hg_workspace_get_title (self->workspace);
  g_autofree char *title = g_strconcat (mark, name, NULL);
  g_autofree char *shortest = describe_shortest (self);
  g_autofree char *data = describe_data (self);
  g_autofree char *subtitle = g_strconcat (shortest, data, NULL);
  g_autofree char *window_title = g_strdup_printf ("%s – Hourglass", hg_window_is_welcoming (self)
                                                                       ? _ ("New model")
                                                                       : title);

  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_window_set_title (GTK_WINDOW (self), window_title);
}
