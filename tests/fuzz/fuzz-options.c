/* SPDX-License-Identifier: MIT */
/* The text of import options: what was read is written, and read again as the same. */
#include "data/import-options.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  g_autofree char *text = g_strndup ((const char *) data, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (text, &error);
  g_autoptr (DsImportOptions) again = NULL;
  g_autofree char *written = NULL;

  fuzz_check_error (options != NULL, error);
  if (options == NULL)
    return 0;
  written = ds_import_options_to_text (options);
  again = ds_import_options_new_from_text (written, NULL);
  g_assert_true (again != NULL && ds_import_options_is_equal (options, again));
  return 0;
}
