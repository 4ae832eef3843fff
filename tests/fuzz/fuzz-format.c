/* SPDX-License-Identifier: MIT */
/* One format of data, FORMAT: with no choice made, and with those of OPTIONS. */
#include "data/format.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  const char *path = fuzz_write ("input", data, n);
  const DsFormatClass *format = ds_format_find (path, NULL, NULL, NULL);

  /* Inputs of other formats are those formats' own. */
  if (format != NULL && g_str_equal (format->name, FORMAT))
    {
      fuzz_open (path, NULL);
      fuzz_open (path, OPTIONS);
    }
  return 0;
}
