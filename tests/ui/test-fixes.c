/* SPDX-License-Identifier: MIT */
/* Fixes of problems in the window's workspace, without a display: each fix that
 * is offered for a project with real data is applied to the document; when the
 * data is open again, its problem is gone and the model trains.
 */
#include "ui/workspace/workspace.h"

#include <glib/gstdio.h>

#include "tests/patience.h"

#define SIDE    10
#define SAMPLES 600

/* A project and its data: bytes, of which one sample alone is brightest. */
typedef struct
{
  const char *name;
  const char *layers[12];
  DsScaling scaling;
  const char *code;
} Case;

#define DENSE \
  { \
    "Dense units=8,activation=relu", "Dense units=100,activation=sigmoid" \
  }

static const Case cases[] = {
  { "bytes-as-they-are", DENSE, { 0, 1 }, "S8" },
  { "scaling-of-other-data", DENSE, { 50, 1.0 / 100 }, "S8" },
  { "size",
    { "Conv2D filters=2,padding=same,activation=relu", "MaxPooling2D padding=same",
      "MaxPooling2D padding=same", "UpSampling2D", "UpSampling2D",
      "Conv2D filters=1,kernel_size=1,activation=sigmoid" },
    { 0, 1.0 / 255 },
    "S1" },
};

static char *
write_data (const char *folder)
{
  static const guint8 header[] = { 0, 0, 8,    3, 0, 0, SAMPLES >> 8, SAMPLES & 255, 0,
                                   0, 0, SIDE, 0, 0, 0, SIDE };
  char *path = g_build_filename (folder, "samples-idx3-ubyte", NULL);
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (bytes, header, sizeof header);
  for (guint i = 0; i < SAMPLES * SIDE * SIDE; i++)
    g_byte_array_append (bytes, (guint8[]) { (guint8) (20 + (i * 7 + i / 13) % 200) }, 1);
  bytes->data[sizeof header + 500 * SIDE * SIDE] = 255;
  g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
  g_byte_array_unref (bytes);
  return path;
}

static WbProject *
make_project (const Case *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AeModel) model = wb_template_chain (&AE_SHAPE (3, SIDE, SIDE, 1), self->layers,
                                                 &error);
  g_autoptr (WbDataReference) data = wb_data_reference_new (path, NULL, &self->scaling);
  WbProject *project;

  g_assert_no_error (error);
  project = wb_project_new (model, NULL);
  wb_project_set_data (project, data);
  return project;
}

static void
wait_open (HgWorkspace *workspace)
{
  gint64 deadline = g_get_monotonic_time () + test_get_patience_usec ();

  while (hg_workspace_is_opening (workspace))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
train (HgWorkspace *workspace)
{
  WbSession *session = hg_workspace_get_session (workspace);
  gint64 deadline = g_get_monotonic_time () + test_get_patience_usec ();

  wb_session_step (session);
  wb_session_wait_applied (session, deadline);
  while (wb_session_get_snapshot (session)->step == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_assert_cmpint (wb_session_get_snapshot (session)->failure, ==, WB_FAILURE_NONE);
      wb_session_wait (session, deadline);
    }
}

static const WbProblem *
find_problem (HgWorkspace *workspace, const char *code)
{
  const GPtrArray *problems = hg_workspace_get_problems (workspace);

  for (guint i = 0; i < problems->len; i++)
    if (g_str_equal (((const WbProblem *) problems->pdata[i])->code, code))
      return problems->pdata[i];
  return NULL;
}

static void
check_range (HgWorkspace *workspace)
{
  float lowest, highest;

  ds_dataset_find_range (ds_source_get_training (hg_workspace_get_source (workspace)), &lowest,
                         &highest);
  g_assert_cmpfloat (lowest, >=, -1e-6f);
  g_assert_cmpfloat (highest, <=, 1 + 1e-6f);
}

/* Returns how many fixes there are. */
static guint
try_fix (const Case *self, const char *path, guint index)
{
  g_autoptr (HgWorkspace) workspace = hg_workspace_new ();
  g_autoptr (WbProject) project = make_project (self, path);
  const WbProblem *problem;
  guint n_fixes;

  wb_document_reset (hg_workspace_get_document (workspace), project, NULL);
  wait_open (workspace);
  problem = find_problem (workspace, self->code);
  g_assert_nonnull (problem);
  n_fixes = problem->n_fixes;
  if (index < n_fixes)
    {
      g_test_message ("%s", problem->fixes[index].label);
      wb_document_apply_fix (hg_workspace_get_document (workspace), &problem->fixes[index]);
      wait_open (workspace);
      g_assert_null (find_problem (workspace, self->code));
      g_assert_null (hg_workspace_get_error (workspace));
      check_range (workspace);
      train (workspace);
    }
  hg_workspace_close (workspace);
  return n_fixes;
}

static void
test_case (gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("fixes-XXXXXX", NULL);
  g_autofree char *path = write_data (folder);
  guint n_fixes = 1;

  for (guint i = 0; i < n_fixes; i++)
    n_fixes = try_fix (data, path, i);
  g_assert_cmpuint (n_fixes, >, 0);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/fixes/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
