/* SPDX-License-Identifier: MIT */
/* JSON as files and the command line have it: what was read is written, and read
 * again as the same. */
#include "app/project/json.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  g_autofree char *text = g_strndup ((const char *) data, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = wb_json_parse ((const char *) data, (gssize) n, &error);
  g_autoptr (json_t) again = NULL;
  g_autoptr (json_t) ended = wb_json_parse (text, -1, NULL);
  g_autofree char *written = NULL;

  fuzz_check_error (json != NULL, error);
  if (json == NULL)
    return 0;
  written = wb_json_to_text (json);
  again = wb_json_parse (written, -1, NULL);
  g_assert_true (again != NULL && json_equal (json, again));
  return 0;
}
