/* SPDX-License-Identifier: MIT */
#include "app/project/history-csv.h"

#include <math.h>

static void
append_real (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  if (isfinite (value))
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.9g", value));
}

static void
append_point (GString *text, const WbLossPoint *point, double validation_loss)
{
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, point->step);
  append_real (text, point->epoch > 0 ? point->epoch : NAN);
  append_real (text, point->loss);
  append_real (text, point->loss - point->divergence - point->penalty);
  append_real (text, point->divergence);
  append_real (text, point->penalty);
  append_real (text, validation_loss);
  g_string_append_c (text, '\n');
}

char *
wb_history_to_csv (const WbHistory *self)
{
  GString *text = g_string_new ("step,epoch,loss,reconstruction,kl_loss,penalty,validation_loss\n");
  gsize n_losses;
  guint n_epochs, epoch = 0;
  const WbLossPoint *points = wb_history_get_losses (self, &n_losses);
  const WbEpochRow *rows = wb_history_get_epochs (self, &n_epochs);

  for (gsize i = 0; i < n_losses; i++)
    {
      double validation_loss = NAN;

      for (; epoch < n_epochs && (i + 1 == n_losses || rows[epoch].step < points[i + 1].step);
           epoch++)
        validation_loss = rows[epoch].validation_loss;
      append_point (text, &points[i], validation_loss);
    }
  return g_string_free (text, FALSE);
}
