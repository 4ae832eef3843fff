/* SPDX-License-Identifier: MIT */
/* What is exported in a format that is also read comes back as a project that
 * computes the same, and whose layers can be trained on.
 */
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/import/import.h"
#include "app/project/safetensors.h"
#include "tests/app/export/export-cases.h"
#include "tests/app/project/project-fixture.h"

#define N_SAMPLES 3

static const char *const formats[] = { "safetensors", "keras", "h5" };

static void
compare (const ExportCase *self, const WbProject *project)
{
  g_autofree float *x = export_cases_make_samples (self->model, N_SAMPLES);
  g_autofree float *wanted = export_cases_run (self->model, N_SAMPLES, x);
  gsize size = N_SAMPLES * ae_shape_size (&self->model->output);
  g_autofree float *y = g_new (float, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (project->checkpoint, &error);

  g_assert_no_error (error);
  ae_network_predict (network, 0, ae_network_get_n_layers (network) - 1, N_SAMPLES, x, y, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < size; i++)
    g_assert_cmpfloat (fabs (y[i] - wanted[i]) / MAX (1, fabs (wanted[i])), <, 1e-5);
}

/* A file of a part alone is refused where the format says its whole model. */
static void
check_part_refused (const GError *error)
{
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
  g_assert_nonnull (strstr (error->message, "full model"));
}

static void
test_format (FixtureFiles *files, gconstpointer data)
{
  const WbExportClass *klass = wb_export_find (data);
  g_autoptr (GPtrArray) cases = export_cases_make ();
  guint n_read = 0;

  for (guint i = 0; klass != NULL && i < cases->len; i++)
    {
      const ExportCase *self = cases->pdata[i];
      g_autofree char *path = g_strconcat (files->path, klass->extension, NULL);
      g_autofree char *notes = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (WbProject) project = NULL;

      if (!wb_export_write (klass, self->model, NULL, path, NULL, NULL))
        continue;
      project = wb_import_read (path, &notes, &error);
      if (project == NULL && self->model->part != WB_EXPORT_WHOLE)
        {
          check_part_refused (error);
          continue;
        }
      g_assert_no_error (error);
      compare (self, project);
      n_read++;
    }
  g_assert_true (klass == NULL || n_read > 60);
}

/* Weights of another program, which say no model. */
static void
test_weights_alone (FixtureFiles *files, gconstpointer data)
{
  g_autoptr (WbSafetensorsWriter) writer = wb_safetensors_writer_new ();
  g_autofree char *path = g_strconcat (files->path, ".safetensors", NULL);
  const float values[2] = { 1, 2 };
  const guint64 dims[] = { 2 };
  g_autofree char *notes = NULL;
  g_autoptr (GError) error = NULL;

  wb_safetensors_writer_add (writer, "linear.bias", WB_DTYPE_F32, 1, dims, values);
  g_assert_true (wb_safetensors_writer_save (writer, path, NULL, NULL));
  g_assert_null (wb_import_read (path, &notes, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "weights alone"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = g_strdup_printf ("/round-trip/%s", formats[i]);

      g_test_add (path, FixtureFiles, formats[i], fixture_set_up, test_format, fixture_tear_down);
    }
  g_test_add ("/round-trip/weights-alone", FixtureFiles, NULL, fixture_set_up, test_weights_alone,
              fixture_tear_down);
  return g_test_run ();
}
