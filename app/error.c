/* SPDX-License-Identifier: MIT */
/* The error domain of the workbench with the lights off. */
#include "app/error.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (wb - error - quark, wb_error)

gboolean
wb_refuse (GError **error, WbError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (WB_ERROR, code, format, arguments);
  va_end (arguments);
  return FALSE;
}

void
wb_error_advise (GError *error)
{
  char *message;

  if (!g_error_matches (error, WB_ERROR, WB_ERROR_DAMAGED))
    return;
  message = g_strconcat (error->message, " ", _ ("Copy the file again, or open an earlier copy."),
                         NULL);
  g_free (error->message);
  error->message = message;
}
