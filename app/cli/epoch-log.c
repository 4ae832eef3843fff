/* SPDX-License-Identifier: MIT */
#include "app/cli/epoch-log.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/arguments.h"
#include "app/number.h"

struct _WbEpochLog
{
  char *path;
  FILE *file;
  int failure; /* the system's error number where it could not be written */
};

static gboolean
refuse (const char *path, int number, GError **error)
{
  g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
               "The log “%s” could not be written: %s. The project holds all losses: training "
               "it further with another --log writes them.",
               path, g_strerror (number));
  return FALSE;
}

WbEpochLog *
wb_epoch_log_new (const char *path, GError **error)
{
  FILE *file = fopen (path, "w");
  WbEpochLog *self;

  if (file == NULL)
    {
      refuse (path, errno, error);
      return NULL;
    }
  self = g_new0 (WbEpochLog, 1);
  self->path = g_strdup (path);
  self->file = file;
  fputs (WB_EPOCH_LOG_TITLES "\n", file);
  return self;
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
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];

  if (self == NULL)
    return;
  g_ascii_formatd (seconds, sizeof seconds, "%.6f", row->seconds);
  if ((fprintf (self->file, "%u,%s,%s,%s,%s,%s\n", row->epoch, loss, validation, seconds,
                reconstruction, divergence)
         < 0
       || fflush (self->file) != 0)
      && self->failure == 0)
    self->failure = errno;
}

gboolean
wb_epoch_log_close (WbEpochLog *self, GError **error)
{
  gboolean written;

  if (self == NULL)
    return TRUE;
  if (fclose (self->file) != 0 && self->failure == 0)
    self->failure = errno;
  written = self->failure == 0 || refuse (self->path, self->failure, error);
  g_free (self->path);
  g_free (self);
  return written;
}
