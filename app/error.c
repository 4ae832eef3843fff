/* SPDX-License-Identifier: MIT */
/* The error domain of the workbench with the lights off. */
#include "app/error.h"

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
