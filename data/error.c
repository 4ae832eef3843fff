/* SPDX-License-Identifier: MIT */
/*
 * The quark behind DS_ERROR; the codes and their meaning are in the header.
 */
#include "data/error.h"

#include <string.h>

G_DEFINE_QUARK (ds - error - quark, ds_error)

gboolean
ds_refuse (GError **error, DsError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (DS_ERROR, code, format, arguments);
  va_end (arguments);
  return FALSE;
}

char *
ds_error_to_reason (const char *message)
{
  gsize n = strlen (message);

  return g_strndup (message, n > 0 && message[n - 1] == '.' ? n - 1 : n);
}
