/* SPDX-License-Identifier: MIT */
/* The samples that are followed are among those that validate, whatever share
 * of the data that is. Without a window.
 *
 * Proved by breaking the code: samples come from the data's last tenth (split),
 * numbers beyond the share stay (split), the share leaves the tenth out (split).
 */
#include <glib/gstdio.h>

#include "ui/workspace/workspace.h"

#define SIDE     4
#define N_IMAGES 200

/* Every value of image n is n. */
static char *
write_images (void)
{
  static const guint8 head[16] = { 0, 0, 8, 3, 0, 0, 0, N_IMAGES, 0, 0, 0, SIDE, 0, 0, 0, SIDE };
  guint8 file[sizeof head + N_IMAGES * SIDE * SIDE];
  char *path = NULL;

  memcpy (file, head, sizeof head);
  for (gsize i = 0; i < N_IMAGES * SIDE * SIDE; i++)
    file[sizeof head + i] = (guint8) (i / (SIDE * SIDE));
  g_close (g_file_open_tmp ("XXXXXX-idx3-ubyte", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, (char *) file, sizeof file, NULL));
  return path;
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  hg_workspace_open_data_finish (HG_WORKSPACE (object), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static guint
read_number (HgWorkspace *workspace, guint index)
{
  float values[SIDE * SIDE];

  hg_workspace_read_followed (workspace, index, values);
  return (guint) (values[0] * 255 + 0.5f);
}

static void
check_followed (HgWorkspace *workspace, guint trained)
{
  g_assert_cmpuint (hg_workspace_count_validating (workspace), ==, N_IMAGES - trained);
  for (guint i = 0; i < hg_workspace_get_n_followed (workspace); i++)
    g_assert_cmpuint (read_number (workspace, i), >=, trained);
}

static void
test_split (void)
{
  g_autoptr (HgWorkspace) workspace = hg_workspace_new ();
  g_autofree char *path = write_images ();
  WbDocument *document = hg_workspace_get_document (workspace);
  gboolean opened = FALSE;

  hg_workspace_open_data (workspace, path, wb_template_find ("simple"), opened_cb, &opened);
  while (!opened)
    g_main_context_iteration (NULL, TRUE);
  check_followed (workspace, 180);
  hg_workspace_follow_sample (workspace, 19);
  g_assert_true (wb_document_set_recipe_text (document, "validation_split", "0.5", NULL));
  check_followed (workspace, 100);
  hg_workspace_follow_sample (workspace, 99);
  g_assert_true (wb_document_set_recipe_text (document, "validation_split", "0.03", NULL));
  check_followed (workspace, 194);
  hg_workspace_close (workspace);
  g_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/followed/split", test_split);
  return g_test_run ();
}
