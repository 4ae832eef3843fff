/* SPDX-License-Identifier: MIT */
/* A project file: what could be opened can be saved, and opened again. */
#include "app/project/project-file.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  const char *path = fuzz_write ("input.hourglass", data, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;
  g_autoptr (WbProject) project = NULL;
  g_autoptr (WbProject) again = NULL;
  g_autofree char *note = NULL;
  gboolean read = wb_project_load (path, &project, &note, &error);

  fuzz_check_error (read, error);
  if (!read)
    return 0;
  path = fuzz_write ("again.hourglass", data, n);
  read = wb_project_save (project, path, &other);
  fuzz_check_error (read, other);
  g_assert_true (wb_project_load (path, &again, NULL, NULL));
  g_assert_true (ae_model_equal (project->model, again->model));
  g_assert_true (ae_recipe_equal (&project->recipe, &again->recipe));
  g_assert_true (wb_data_reference_equal (project->data, again->data));
  g_assert_true ((project->checkpoint == NULL) == (again->checkpoint == NULL));
  return 0;
}
