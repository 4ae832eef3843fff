/* SPDX-License-Identifier: MIT */
/* An array as `decode` and `reconstruct` take it. */
#include "app/project/npy.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbNpy) array = wb_npy_read (fuzz_write ("input.npy", data, n), &error);

  fuzz_check_error (array != NULL, error);
  if (array != NULL)
    g_free (wb_npy_to_floats (array));
  return 0;
}
