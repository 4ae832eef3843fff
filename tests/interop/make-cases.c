/* SPDX-License-Identifier: MIT */
/* usage: make-cases FOLDER FORMAT
 *
 * Writes every case of tests/app/export in a format into a folder, for the
 * clients that read it: NAME with the format's extension, NAME.x.npy and
 * NAME.y.npy, samples and what the model makes of them, and NAME.loss.npy, what
 * the recipe's loss is then. Prints each name, with the reason where the format
 * refuses it.
 */
#include <stdio.h>

#include "app/project/npy.h"
#include "tests/app/export/export-cases.h"

#define N_SAMPLES 4

static void
write_array (const char *folder,
             const char *name,
             const char *ending,
             const AeShape *shape,
             const float *values)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  gsize dims[AE_MAX_RANK + 1] = { N_SAMPLES };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < shape->rank; i++)
    dims[i + 1] = shape->dims[i];
  wb_npy_write (path, WB_NPY_F4, shape->rank + 1, dims, values, &error);
  g_assert_no_error (error);
}

/* The recipe's loss of the samples, without penalties. */
static float
get_loss (const WbExportModel *model, const float *x, float *y)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  gsize size = ae_shape_size (&model->output);
  AeLossPass pass = { .options = recipe->loss_options,
                      .n = N_SAMPLES,
                      .size = size,
                      .row = ae_shape_last (&model->output),
                      .y = y,
                      .t = x };

  return (float) (ae_recipe_get_loss (recipe)->run (&pass) / N_SAMPLES
                  * (recipe->reduction == AE_REDUCTION_SUM ? (double) size : 1));
}

static void
write_case (const ExportCase *self, const WbExportClass *klass, const char *folder)
{
  g_autofree char *file = g_strconcat (self->name, klass->extension, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree float *x = export_cases_make_samples (self->model, N_SAMPLES);
  g_autofree float *y = export_cases_run (self->model, N_SAMPLES, x);
  g_autoptr (GError) error = NULL;

  if (!wb_export_write (klass, self->model, NULL, path, NULL, &error))
    {
      printf ("%s refused: %s\n", self->name, error->message);
      return;
    }
  write_array (folder, self->name, ".x.npy", &self->model->input, x);
  write_array (folder, self->name, ".y.npy", &self->model->output, y);
  if (self->model->part == WB_EXPORT_WHOLE
      && ae_shape_equal (&self->model->input, &self->model->output))
    {
      const float loss[N_SAMPLES] = { get_loss (self->model, x, y) };

      write_array (folder, self->name, ".loss.npy", &AE_SHAPE (1, 1), loss);
    }
  printf ("%s %s\n", self->name, file);
}

int
main (int argc, char **argv)
{
  const WbExportClass *klass = argc == 3 ? wb_export_find (argv[2]) : NULL;
  g_autoptr (GPtrArray) cases = NULL;

  if (klass == NULL)
    {
      fprintf (stderr, "usage: make-cases FOLDER FORMAT\n");
      return 2;
    }
  cases = export_cases_make ();
  for (guint i = 0; i < cases->len; i++)
    write_case (cases->pdata[i], klass, argv[1]);
  return 0;
}
