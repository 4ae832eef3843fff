/* SPDX-License-Identifier: MIT */
/* The limits of control groups, as the kernel writes them into files. */
#include <glib.h>
#include <glib/gstdio.h>

#include "data/file.h"

static void
put (const char *root, const char *folder, const char *name, const char *text)
{
  g_autofree char *place = g_build_filename (root, folder, NULL);
  g_autofree char *path = g_build_filename (place, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (place, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_folder (char *root)
{
  const char *command[] = { "rm", "-r", root, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
  g_free (root);
}

/* The least of what a group and those that it is in may take; files in memory do not count. */
static void
test_second (void)
{
  char *root = g_dir_make_tmp ("hourglass-XXXXXX", NULL);

  g_assert_cmpuint (ds_file_get_free_of_groups ("0::/a/b\n", root), ==, G_MAXUINT64);
  put (root, "a", "memory.max", "max\n");
  put (root, "a", "memory.current", "900\n");
  g_assert_cmpuint (ds_file_get_free_of_groups ("0::/a/b\n", root), ==, G_MAXUINT64);
  put (root, "a", "memory.max", "1000\n");
  g_assert_cmpuint (ds_file_get_free_of_groups ("0::/a/b\n", root), ==, 100);
  put (root, "a", "memory.stat", "anon 1\nfile 70\ninactive_file 50\n");
  g_assert_cmpuint (ds_file_get_free_of_groups ("0::/a/b\n", root), ==, 150);
  put (root, "a/b", "memory.max", "40\n");
  put (root, "a/b", "memory.current", "60\n");
  g_assert_cmpuint (ds_file_get_free_of_groups ("0::/a/b\n", root), ==, 0);
  g_assert_cmpuint (ds_file_get_free_of_groups ("0::/c\n", root), ==, G_MAXUINT64);
  remove_folder (root);
}

static void
test_first (void)
{
  char *root = g_dir_make_tmp ("hourglass-XXXXXX", NULL);

  put (root, "memory/a", "memory.limit_in_bytes", "1000\n");
  put (root, "memory/a", "memory.usage_in_bytes", "900\n");
  put (root, "memory/a", "memory.stat", "inactive_file 1\ntotal_inactive_file 50\n");
  g_assert_cmpuint (ds_file_get_free_of_groups ("5:devices:/\n4:memory:/a\n0::/\n", root), ==, 150);
  g_assert_cmpuint (ds_file_get_free_of_groups ("4:memory\nmemory:/a\n\n:::\n", root), ==,
                    G_MAXUINT64);
  remove_folder (root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file/groups/second", test_second);
  g_test_add_func ("/file/groups/first", test_first);
  return g_test_run ();
}
