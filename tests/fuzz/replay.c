/* SPDX-License-Identifier: MIT */
/*
 * Runs a target with every file of folders: what a fuzzer once found stays
 * found. Built by any compiler.
 */
#include "fuzz.h"

static guint
replay (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *contents = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (file, &contents, &size, NULL));
      g_print ("# %s\n", name);
      /* In memory of its own size, so that a checker of memory sees its end. */
      g_autofree guint8 *data = g_memdup2 (contents, size);
      LLVMFuzzerTestOneInput (data, size);
      n++;
    }
  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    n += replay (argv[i]);
  g_print ("%u inputs\n", n);
  return n > 0 ? 0 : 1;
}
