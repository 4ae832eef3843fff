/* SPDX-License-Identifier: MIT */
/* Epochs are counted when they have ended, here as in the table of runs. */
#include "ui/window/run-words.h"

#include <glib/gi18n.h>

#include "ui/format.h"

static guint
get_planned (const WbSnapshot *snapshot)
{
  return MAX (snapshot->epochs_planned, 1);
}

/* "2 of 50 epochs": (transfer full) */
static char *
describe_epochs (const WbSnapshot *snapshot)
{
  g_autofree char *done = hg_format_count (MIN (snapshot->epoch, get_planned (snapshot)));
  g_autofree char *all = hg_format_count (get_planned (snapshot));

  return g_strdup_printf (ngettext ("%s of %s epoch", "%s of %s epochs", get_planned (snapshot)),
                          done, all);
}

static void
append_speed (GString *text, const WbSnapshot *snapshot, guint rank)
{
  g_autofree char *rate = hg_format_rate (snapshot->samples_per_second);

  if (snapshot->samples_per_second > 0)
    g_string_append_printf (text,
                            rank == 3   ? _ (" · %s img/s")
                            : rank == 2 ? _ (" · %s series/s")
                                        : _ (" · %s samples/s"),
                            rate);
}

/* A step of many samples can take so long that nothing else seems to happen. */
static void
append_step_time (GString *text, const WbSnapshot *snapshot)
{
  double seconds = snapshot->samples_per_second > 0
                     ? (double) MIN ((guint64) snapshot->recipe.batch_size,
                                     snapshot->samples_per_epoch)
                         / snapshot->samples_per_second
                     : 0;
  g_autofree char *shown = hg_format_real (seconds, "%.1f");

  if (seconds >= 1)
    g_string_append_printf (text, _ (" · %s s a step"), shown);
}

/* Finite, and of no use: more steps do not help. */
static void
append_ruin (GString *text, const WbSnapshot *snapshot)
{
  const WbProbe *probe = wb_snapshot_get (snapshot, WB_MEASURE_PROBE);

  if (probe != NULL && probe->step > 0 && wb_probe_is_constant (probe))
    g_string_append (text, _ ("Same output for every sample · reset with a lower rate · "));
}

static void
append_time_left (GString *text, const WbSnapshot *snapshot)
{
  g_autofree char *left = hg_format_duration (snapshot->seconds_left);
  g_autofree char *validated = hg_format_share (snapshot->validated);

  if (snapshot->validating)
    g_string_append_printf (text, _ (" · validating, %s"), validated);
  else if (snapshot->seconds_left >= 0)
    g_string_append_printf (text, _ (" · %s left"), left);
}

static void
append_epochs (GString *text, const WbEpochRow *row)
{
  g_autofree char *epochs = hg_format_count (row->epoch);

  g_string_append_printf (text, ngettext (" · %s epoch", " · %s epochs", row->epoch), epochs);
}

static void
append_loss (GString *text, const WbEpochRow *row)
{
  g_autofree char *loss = hg_format_loss (wb_epoch_row_get_judged_loss (row));

  g_string_append_printf (text, _ (" · loss %s"), loss);
}

static void
append_pause (GString *text, const WbSnapshot *snapshot, const WbEpochRow *row)
{
  g_autofree char *epochs = describe_epochs (snapshot);

  g_string_append_printf (text,
                          snapshot->failure == WB_FAILURE_NUMERIC  ? _ ("Diverged, back after %s")
                          : snapshot->failure == WB_FAILURE_MEMORY ? _ ("Out of memory after %s")
                                                                   : _ ("Paused after %s"),
                          epochs);
  if (row != NULL)
    append_loss (text, row);
}

static void
append_end (GString *text, const WbSnapshot *snapshot, const WbEpochRow *row)
{
  g_string_append (text, snapshot->ended_early ? _ ("Stopped: no improvement") : _ ("Trained"));
  if (row == NULL)
    return;
  append_epochs (text, row);
  append_loss (text, row);
}

char *
hg_run_to_words (const WbSnapshot *snapshot, const WbEpochRow *last, guint rank)
{
  GString *text = g_string_new (NULL);
  g_autofree char *epochs = describe_epochs (snapshot);

  append_ruin (text, snapshot);
  if (snapshot->state == WB_RUN_RUNNING)
    {
      g_string_append (text, epochs);
      append_speed (text, snapshot, rank);
      append_step_time (text, snapshot);
      append_time_left (text, snapshot);
    }
  else if (snapshot->state == WB_RUN_PAUSED)
    append_pause (text, snapshot, last);
  else
    append_end (text, snapshot, last);
  return g_string_free (text, FALSE);
}

char *
hg_run_to_short_words (const WbSnapshot *snapshot)
{
  if (snapshot->state == WB_RUN_RUNNING || snapshot->state == WB_RUN_PAUSED)
    return g_strdup_printf ("%u/%u", MIN (snapshot->epoch, get_planned (snapshot)),
                            get_planned (snapshot));
  return g_strdup_printf (ngettext ("%u epoch", "%u epochs", snapshot->epoch), snapshot->epoch);
}
