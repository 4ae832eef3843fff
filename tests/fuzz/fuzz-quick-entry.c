/* SPDX-License-Identifier: MIT */
/* A layer as it is typed. */
#include "app/edit/quick-entry.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  g_autofree char *text = g_strndup ((const char *) data, n);
  g_autofree char *options = NULL;
  g_autoptr (GError) error = NULL;
  gboolean read;

  /* The entry of the window holds UTF-8 alone. */
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  read = wb_quick_entry_read (text, &options, &error) != NULL;
  fuzz_check_error (read, error);
  return 0;
}
