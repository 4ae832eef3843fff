/* SPDX-License-Identifier: MIT */
/* C source of the templates in all parts: it computes what the model does, and
 * passes its own test under gcc and clang with their sanitizers.
 */

#include "app/templates/template.h"
#include "tests/app/export/c-source-fixture.h"

#define SANITIZE FIXTURE_SANITIZE " " FIXTURE_SELF_TEST

static void
test_template (gconstpointer data)
{
  const WbTemplate *template = data;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autoptr (WbProject) project = wb_template_build (template, &AE_SHAPE (3, 16, 16, 1), NULL);
  g_autoptr (WbDataReference) bytes = wb_data_reference_new ("bytes", NULL,
                                                             &(DsScaling) { 3, 1.0 / 252 });
  g_autoptr (WbCheckpoint) checkpoint = NULL;

  g_assert_nonnull (project);
  g_assert_cmpuint (ae_model_get_n_layers (project->model), >, 1);
  checkpoint = fixture_make_random (project->model, &project->recipe);
  for (WbExportPart part = WB_EXPORT_WHOLE; part <= WB_EXPORT_DECODER; part++)
    {
      fixture_export (checkpoint, bytes, part, path);
      g_free (fixture_compile ("gcc", SANITIZE, path));
      g_free (fixture_compile ("clang",
                               part == WB_EXPORT_WHOLE ? SANITIZE " -DMODEL_TRAIN" : SANITIZE,
                               path));
    }
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      const WbTemplate *template = wb_templates ()[i];
      g_autofree char *path = g_strconcat ("/c-source/templates/", template->name, NULL);

      /* A blank model has no layers to write. */
      if (!g_str_equal (template->name, "blank"))
        g_test_add_data_func (path, template, test_template);
    }
  return g_test_run ();
}
