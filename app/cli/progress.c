/* SPDX-License-Identifier: MIT */
/* The bar takes what room the words leave; in a narrow terminal the words that
 * matter least go first, for a line that wraps would not be overwritten.
 */
#include "app/cli/progress.h"

#include <math.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/cli/output.h"

#define LONGEST_BAR  24
#define SHORTEST_BAR 6
#define PHASE_TICK   (G_USEC_PER_SEC / 10)

struct _WbProgress
{
  gboolean quiet;
  gboolean terminal;
  gboolean shown;
  gint64 next_phase; /* not before */
  double validation_loss;
};

WbProgress *
wb_progress_new (gboolean quiet)
{
  WbProgress *self = g_new0 (WbProgress, 1);

  self->quiet = quiet;
  self->terminal = isatty (STDERR_FILENO) != 0;
  self->validation_loss = NAN;
  return self;
}

void
wb_progress_free (WbProgress *self)
{
  if (self == NULL)
    return;
  wb_progress_clear (self);
  g_free (self);
}

static guint
get_width (void)
{
  struct winsize size;

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

static void
append_bar (GString *line, guint length, double share)
{
  guint full = (guint) (share * length + 0.5);

  for (guint i = 0; i < length; i++)
    g_string_append (line, i < full ? "━" : "╌");
}

static double
get_share (const WbSnapshot *snapshot)
{
  if (snapshot->samples_per_epoch == 0)
    return 0;
  return MIN (1, (double) snapshot->samples / (double) snapshot->samples_per_epoch);
}

/* The words after the bar, as many of them as fit. */
static char *
describe (const WbProgress *self, const WbSnapshot *snapshot, guint width)
{
  GString *words = g_string_new (NULL);
  g_autofree char *loss = wb_cli_loss_to_text (snapshot->loss);
  g_autofree char *validation = wb_cli_loss_to_text (self->validation_loss);
  g_autofree char *rate = wb_cli_rate_to_text (snapshot->samples_per_second);
  g_autofree char *left = wb_cli_time_to_text (MAX (snapshot->seconds_left, 0));

  g_string_append_printf (words, " loss %s", loss);
  if (width > 44 && isfinite (self->validation_loss))
    g_string_append_printf (words, "  validation %s", validation);
  if (width > 60 && snapshot->samples_per_second > 0)
    g_string_append_printf (words, "  %s samples/s", rate);
  if (width > 70 && snapshot->seconds_left >= 0)
    g_string_append_printf (words, "  %s left", left);
  return g_string_free (words, FALSE);
}

void
wb_progress_show_phase (WbProgress *self, const char *phase, gsize done, gsize total)
{
  gint64 now = g_get_monotonic_time ();

  if (self->quiet || !self->terminal || now < self->next_phase)
    return;
  self->next_phase = now + PHASE_TICK;
  self->shown = TRUE;
  if (total > 0)
    fprintf (stderr, "\r%s: %.0f %%\033[K", phase, 100.0 * (double) done / (double) total);
  else
    fprintf (stderr, "\r%s: %" G_GSIZE_FORMAT "\033[K", phase, done);
  fflush (stderr);
}

void
wb_progress_show (WbProgress *self, const WbSnapshot *snapshot)
{
  guint width = get_width ();
  g_autofree char *words = NULL;
  g_autoptr (GString) line = NULL;
  glong room;

  if (self->quiet || !self->terminal || snapshot->state != WB_RUN_RUNNING)
    return;
  words = describe (self, snapshot, width);
  line = g_string_new (NULL);
  g_string_printf (line, "Epoch %u/%u ",
                   MIN (snapshot->epoch + 1, MAX (snapshot->epochs_planned, 1)),
                   snapshot->epochs_planned);
  room = (glong) width - 1 - g_utf8_strlen (line->str, -1) - g_utf8_strlen (words, -1);
  if (room >= SHORTEST_BAR)
    append_bar (line, (guint) MIN (room, LONGEST_BAR), get_share (snapshot));
  g_string_append (line, words);
  fprintf (stderr, "\r%s\033[K", line->str);
  fflush (stderr);
  self->shown = TRUE;
}

/* The loss in its parts, where it has more than one. */
static void
print_parts (const WbEpochRow *row)
{
  g_autofree char *reconstruction = wb_cli_loss_to_text (row->loss - row->penalty);
  g_autofree char *divergence = wb_cli_loss_to_text (row->divergence);
  g_autofree char *penalty = wb_cli_loss_to_text (row->penalty - row->divergence);

  if (row->penalty > 0)
    fprintf (stderr, " = %s", reconstruction);
  if (row->divergence > 0)
    fprintf (stderr, " + KL %s", divergence);
  if (row->penalty - row->divergence > 1e-9)
    fprintf (stderr, " + penalty %s", penalty);
}

void
wb_progress_end_epoch (WbProgress *self, const WbEpochRow *row, const WbSnapshot *snapshot)
{
  g_autofree char *loss = wb_cli_loss_to_text (row->loss);
  g_autofree char *validation = wb_cli_loss_to_text (row->validation_loss);
  g_autofree char *rate = wb_cli_rate_to_text (snapshot->samples_per_second);
  g_autofree char *left = wb_cli_time_to_text (MAX (snapshot->seconds_left, 0));

  self->validation_loss = row->validation_loss;
  if (self->quiet)
    return;
  wb_progress_clear (self);
  fprintf (stderr, "Epoch %u/%u  loss %s", row->epoch, MAX (snapshot->epochs_planned, row->epoch),
           loss);
  print_parts (row);
  if (isfinite (row->validation_loss))
    fprintf (stderr, "  validation loss %s", validation);
  fprintf (stderr, "  %.1f s", row->seconds);
  if (snapshot->samples_per_second > 0)
    fprintf (stderr, "  %s samples/s", rate);
  if (snapshot->epoch < snapshot->epochs_planned && snapshot->seconds_left >= 0)
    fprintf (stderr, "  %s left", left);
  fputc ('\n', stderr);
}

void
wb_progress_clear (WbProgress *self)
{
  if (self->shown)
    fputs ("\r\033[K", stderr);
  fflush (stderr);
  self->shown = FALSE;
}
