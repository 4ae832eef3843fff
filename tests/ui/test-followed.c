/* SPDX-License-Identifier: MIT */
/* The samples that are followed are among those that validate, whatever share
 * of the data that is. Without a window.
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

/* What it clears is the workspace that waits for it. */
static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgWorkspace **waiting = data;
  g_autoptr (GError) error = NULL;

  hg_workspace_open_data_finish (*waiting, result, &error);
  g_assert_no_error (error);
  *waiting = NULL;
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
  HgWorkspace *waiting = workspace;

  hg_workspace_open_data (workspace, path, wb_template_find ("simple"), opened_cb, &waiting);
  while (waiting != NULL)
    g_main_context_iteration (NULL, TRUE);
  check_followed (workspace, 180);
  hg_workspace_follow_sample (workspace, 19);
  g_assert_true (wb_document_edit (
    document, &(WbEdit) { WB_EDIT_RECIPE, .name = "validation_split", .text = "0.5" }, NULL));
  check_followed (workspace, 100);
  hg_workspace_follow_sample (workspace, 99);
  g_assert_true (wb_document_edit (
    document, &(WbEdit) { WB_EDIT_RECIPE, .name = "validation_split", .text = "0.03" }, NULL));
  check_followed (workspace, 194);
  hg_workspace_close (workspace);
  g_remove (path);
}

static HgWorkspace *
open_digits (void)
{
  HgWorkspace *workspace = hg_workspace_new ();
  HgWorkspace *waiting = workspace;

  hg_workspace_open_data (workspace, DS_BUILT_IN, wb_template_find ("simple"), opened_cb, &waiting);
  while (waiting != NULL)
    g_main_context_iteration (NULL, TRUE);
  return workspace;
}

static void
close_workspace (HgWorkspace *workspace)
{
  hg_workspace_close (workspace);
  g_object_unref (workspace);
}

/* The number of the sample in focus. */
static guint32
get_focused (HgWorkspace *workspace)
{
  return hg_workspace_get_followed (workspace, hg_workspace_get_focus (workspace));
}

/* The next of a class, from the one in focus on, and from the last again the
 * first. */
static void
test_class (void)
{
  HgWorkspace *workspace = open_digits ();
  DsDataset *samples = hg_workspace_get_validation (workspace);
  const gint *labels = ds_dataset_get_labels (samples);
  guint32 count = (guint32) ds_dataset_get_count (samples), at = 1;

  hg_workspace_set_focus (workspace, 1);
  for (guint i = 0; i < 20; i++)
    {
      gint label = i % 2 == 0 ? labels[at] : (gint) i % 10;

      do
        at++;
      while (labels[at] != label);
      g_assert_true (hg_workspace_follow_class (workspace, label));
      g_assert_cmpuint (get_focused (workspace), ==, at);
    }
  hg_workspace_follow_sample (workspace, count - 1);
  for (at = 0; labels[at] != 3;)
    at++;
  g_assert_true (hg_workspace_follow_class (workspace, 3));
  g_assert_cmpuint (get_focused (workspace), ==, at);
  g_assert_false (hg_workspace_follow_class (workspace, 12));
  close_workspace (workspace);
}

/* A sample is followed once, and has its number from 1. */
static void
test_sample (void)
{
  HgWorkspace *workspace = open_digits ();
  const gint *labels = ds_dataset_get_labels (hg_workspace_get_validation (workspace));
  g_autofree char *name = NULL;
  g_autofree char *expected = g_strdup_printf ("Test image 1,235, class %d", labels[1234]);

  g_assert_cmpuint (hg_workspace_get_focus (workspace), ==, 1);
  hg_workspace_follow_sample (workspace, 4);
  g_assert_cmpuint (hg_workspace_get_focus (workspace), ==, 4);
  hg_workspace_follow_sample (workspace, 1234);
  g_assert_cmpuint (hg_workspace_get_focus (workspace), ==, 4);
  for (guint i = 0; i < HG_N_FOLLOWED; i++)
    g_assert_cmpuint (hg_workspace_get_followed (workspace, i), ==, i == 4 ? 1234 : i);
  name = hg_workspace_name_followed (workspace, 4);
  g_assert_cmpstr (name, ==, expected);
  hg_workspace_follow_sample (workspace, G_MAXUINT32 - 1);
  hg_workspace_set_focus (workspace, HG_N_FOLLOWED);
  g_assert_cmpuint (get_focused (workspace), ==, 1234);
  close_workspace (workspace);
}

static void
check_drawing (HgWorkspace *workspace, guint index, float value)
{
  float values[784];
  g_autofree char *name = hg_workspace_name_followed (workspace, index);

  for (guint i = 0; i < HG_N_FOLLOWED; i++)
    g_assert_cmpint (hg_workspace_get_followed (workspace, i) == HG_DRAWN, ==, i == index);
  g_assert_cmpuint (hg_workspace_get_focus (workspace), ==, index);
  g_assert_cmpstr (name, ==, "Your drawing");
  hg_workspace_read_followed (workspace, index, values);
  g_assert_cmpfloat (values[783], ==, value);
}

/* One drawing, in the place of the last; another share leaves it alone. */
static void
test_drawing (void)
{
  HgWorkspace *workspace = open_digits ();
  float values[784] = { 0 };

  values[783] = 0.25f;
  hg_workspace_set_focus (workspace, 3);
  hg_workspace_follow_drawing (workspace, values);
  check_drawing (workspace, 3, 0.25f);
  hg_workspace_set_focus (workspace, 5);
  values[783] = 0.75f;
  hg_workspace_follow_drawing (workspace, values);
  check_drawing (workspace, 3, 0.75f);
  g_assert_true (
    wb_document_edit (hg_workspace_get_document (workspace),
                      &(WbEdit) { WB_EDIT_RECIPE, .name = "validation_split", .text = "0.5" },
                      NULL));
  check_drawing (workspace, 3, 0.75f);
  g_assert_true (hg_workspace_follow_class (workspace, 7));
  close_workspace (workspace);
}

/* What is read of a followed sample is that sample. */
static void
test_read (void)
{
  HgWorkspace *workspace = open_digits ();
  DsDataset *samples = hg_workspace_get_validation (workspace);
  gsize size = ds_dataset_get_sample_size (samples);
  g_autofree float *shown = g_new (float, size);
  g_autofree float *expected = g_new (float, size);

  hg_workspace_shuffle (workspace);
  for (guint i = 0; i < HG_N_FOLLOWED; i++)
    {
      guint32 number = hg_workspace_get_followed (workspace, i);

      hg_workspace_read_followed (workspace, i, shown);
      ds_dataset_read (samples, &number, 1, expected);
      g_assert_cmpmem (shown, size * sizeof *shown, expected, size * sizeof *expected);
    }
  close_workspace (workspace);
}

/* Each shuffle brings others, the same ones for the same number of shuffles. */
static void
test_shuffle (void)
{
  HgWorkspace *workspaces[] = { open_digits (), open_digits () };
  guint32 before[HG_N_FOLLOWED];
  guint n_same = 0;

  hg_workspace_shuffle (workspaces[0]);
  for (guint i = 0; i < HG_N_FOLLOWED; i++)
    before[i] = hg_workspace_get_followed (workspaces[0], i);
  hg_workspace_shuffle (workspaces[0]);
  hg_workspace_shuffle (workspaces[1]);
  for (guint i = 0; i < HG_N_FOLLOWED; i++)
    {
      g_assert_cmpuint (hg_workspace_get_followed (workspaces[1], i), ==, before[i]);
      n_same += hg_workspace_get_followed (workspaces[0], i) == before[i] || before[i] == i;
    }
  g_assert_cmpuint (n_same, <, 3);
  close_workspace (workspaces[0]);
  close_workspace (workspaces[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/followed/split", test_split);
  g_test_add_func ("/followed/class", test_class);
  g_test_add_func ("/followed/sample", test_sample);
  g_test_add_func ("/followed/drawing", test_drawing);
  g_test_add_func ("/followed/read", test_read);
  g_test_add_func ("/followed/shuffle", test_shuffle);
  return g_test_run ();
}
