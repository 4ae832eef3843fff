/* SPDX-License-Identifier: MIT */
/* The error domain of the engine. */
#include "engine/error.h"

G_DEFINE_QUARK (ae - error - quark, ae_error)

gboolean
ae_refuse (GError **error, AeError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (AE_ERROR, code, format, arguments);
  va_end (arguments);
  return FALSE;
}
