/* SPDX-License-Identifier: MIT */
/* What is known before the training begins is put in place of an old file at once; the
 * rows that come are added to it.
 */
#include "app/cli/epoch-log.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/cli/arguments.h"
#include "app/project/atomic-file.h"

struct _WbEpochLog
{
  char *path;
  GString *head;  /* what comes before the training begins; then NULL */
  int descriptor; /* negative before */
  int failure;    /* the system's error number where a row could not be written */
};

WbEpochLog *
wb_epoch_log_new (const char *path)
{
  WbEpochLog *self = g_new0 (WbEpochLog, 1);

  self->path = g_strdup (path);
  self->head = g_string_new (WB_EPOCH_LOG_TITLES "\n");
  self->descriptor = -1;
  return self;
}

gboolean
wb_epoch_log_begin (WbEpochLog *self, GError **error)
{
  g_autoptr (WbAtomicFile) file = NULL;

  if (self == NULL)
    return TRUE;
  file = wb_atomic_file_new (self->path, error);
  if (file == NULL || !wb_atomic_file_write (file, self->head->str, self->head->len, error)
      || !wb_atomic_file_commit (file, error))
    {
      g_prefix_error (error, "--log: ");
      return FALSE;
    }
  g_string_free (g_steal_pointer (&self->head), TRUE);
  self->descriptor = g_open (self->path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
  self->failure = self->descriptor < 0 ? errno : 0;
  return TRUE;
}

/* After a row that could not be written there are no more, so that none is missing. */
static void
write_row (WbEpochLog *self, const char *row)
{
  for (gsize n = strlen (row); n > 0 && self->failure == 0;)
    {
      gssize written = write (self->descriptor, row, n);

      if (written < 0 && errno != EINTR)
        self->failure = errno;
      row += MAX (written, 0);
      n -= (gsize) MAX (written, 0);
    }
}

void
wb_epoch_log_add (WbEpochLog *self, const WbEpochRow *row)
{
  g_autofree char *loss = wb_number_to_text (row->loss);
  g_autofree char *validation = isfinite (row->validation_loss)
                                  ? wb_number_to_text (row->validation_loss)
                                  : g_strdup ("");
  g_autofree char *reconstruction = wb_number_to_text (row->loss - row->penalty);
  g_autofree char *divergence = wb_number_to_text (row->divergence);
  g_autofree char *text = NULL;
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];

  if (self == NULL)
    return;
  g_ascii_formatd (seconds, sizeof seconds, "%.6f", row->seconds);
  text = g_strdup_printf ("%u,%s,%s,%s,%s,%s\n", row->epoch, loss, validation, seconds,
                          reconstruction, divergence);
  if (self->head != NULL)
    g_string_append (self->head, text);
  else
    write_row (self, text);
}

gboolean
wb_epoch_log_close (WbEpochLog *self, GError **error)
{
  gboolean written;

  if (self == NULL)
    return TRUE;
  if (self->descriptor >= 0 && close (self->descriptor) != 0 && self->failure == 0)
    self->failure = errno;
  written = self->failure == 0;
  if (!written)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                 "The log “%s” could not be written to its end: %s. The project holds all losses: "
                 "training it further with another --log writes them.",
                 self->path, g_strerror (self->failure));
  if (self->head != NULL)
    g_string_free (self->head, TRUE);
  g_free (self->path);
  g_free (self);
  return written;
}
