/* SPDX-License-Identifier: MIT */
/* Where the translations are; see the header. */
#include "ui/language.h"

#include <glib/gi18n.h>
#include <locale.h>

/* <build>/hourglass finds <build>/po, as it finds its settings. */
static char *
find_built_catalogues (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *settings = NULL;

  if (folder == NULL)
    return NULL;
  settings = g_build_filename (folder, "ui", "gschemas.compiled", NULL);
  if (!g_file_test (settings, G_FILE_TEST_EXISTS))
    return NULL;
  return g_build_filename (folder, "po", NULL);
}

void
hg_language_init (void)
{
  g_autofree char *built = find_built_catalogues ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, built != NULL ? built : HG_LOCALE_FOLDER);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
