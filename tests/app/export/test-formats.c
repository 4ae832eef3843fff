/* SPDX-License-Identifier: MIT */
/* Every format with every case: it is written, and what was written computes
 * what the model does, or it is refused in a sentence that names the layer.
 */
#include "tests/app/export/export-cases.h"

#include <string.h>

#include "app/error.h"
#include "tests/app/project/project-fixture.h"

static void
check_refusal (const ExportCase *self, const GError *error)
{
  g_assert_error (error, WB_ERROR, WB_ERROR_EXPORT);
  g_assert_true (g_str_has_suffix (error->message, "."));
  for (guint i = 0; i < self->model->n_layers; i++)
    if (strstr (error->message, self->model->layers[i].klass->type) != NULL)
      return;
  g_error ("%s: “%s” names no layer", self->name, error->message);
}

static void
test_cases (gconstpointer data)
{
  const WbExportClass *klass = data;
  g_autoptr (GPtrArray) cases = export_cases_make ();
  g_autofree char *folder = fixture_make_folder ();
  guint n_written = 0;

  for (guint i = 0; i < cases->len; i++)
    {
      const ExportCase *self = cases->pdata[i];
      g_autofree char *name = g_strconcat (self->name, klass->extension, NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      WbExportReport report;

      if (!wb_export_write (klass, self->model, NULL, path, &report, &error))
        {
          check_refusal (self, error);
          continue;
        }
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      g_assert_true (report.checked || klass->run == NULL);
      g_assert_cmpfloat (report.difference, <, WB_EXPORT_TOLERANCE);
      n_written++;
    }
  /* A format that refuses half of the layers is of no use. */
  g_assert_cmpuint (n_written, >, cases->len / 2);
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; wb_export_classes ()[i] != NULL; i++)
    {
      const WbExportClass *klass = wb_export_classes ()[i];
      g_autofree char *path = g_strdup_printf ("/export/%s/cases", klass->name);

      if (!klass->describes)
        g_test_add_data_func (path, klass, test_cases);
    }
  return g_test_run ();
}
