/* SPDX-License-Identifier: MIT */
/* Files that tell of a model: its picture in each kind of file, with model and recipe inside,
 * and the codes of all samples as a table and as an array.
 *
 * Broken on purpose: a box of another layer, the recipe left out, codes of the first samples
 * alone.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "app/error.h"
#include "app/figures/hourglass.h"
#include "app/figures/write.h"
#include "app/latent/codes.h"
#include "app/project/project-text.h"
#include "app/templates/template.h"
#include "data/builtin/strokes.h"
#include "tests/app/export/c-source-fixture.h"

#define N 40

typedef struct
{
  FixtureFiles files;
  WbCheckpoint *checkpoint;
  DsDataset *dataset;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (DsDataset) whole = ds_strokes_new (5);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("conv"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);

  fixture_set_up (&self->files, data);
  self->checkpoint = fixture_make_random (project->model, &project->recipe);
  self->dataset = ds_dataset_new_slice (whole, 0, N);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  wb_checkpoint_unref (self->checkpoint);
  ds_dataset_unref (self->dataset);
  fixture_tear_down (&self->files, data);
}

/* Writes a part under the ending; (transfer full): its bytes. */
static GBytes *
write_part (Fixture *self, const char *format, WbExportPart part, const char *path)
{
  g_autoptr (WbExportModel) model = wb_export_model_new (self->checkpoint, NULL, part, NULL);
  WbExportOptions options = { .dataset = self->dataset };
  g_autoptr (GError) error = NULL;

  wb_export_write (wb_export_find (format), model, &options, path, NULL, &error);
  g_assert_no_error (error);
  return fixture_read (path);
}

static guint
count_words (GBytes *svg, const char *words)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));
  g_auto (GStrv) parts = g_strsplit (text, words, -1);

  return g_strv_length (parts) - 1;
}

static void
test_picture (Fixture *self, gconstpointer data)
{
  static const char *const heads[][2] = { { ".svg", "<?xml" }, { ".pdf", "%PDF" } };
  g_autofree char *png = g_strconcat (self->files.path, ".png", NULL);
  g_autofree char *recipe = NULL;
  g_autoptr (WbProject) project = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *path = g_strconcat (self->files.path, heads[i][0], NULL);
      g_autoptr (GBytes) bytes = write_part (self, "picture", WB_EXPORT_WHOLE, path);

      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), strlen (heads[i][1]), heads[i][1],
                       strlen (heads[i][1]));
      g_remove (path);
    }
  g_bytes_unref (write_part (self, "picture", WB_EXPORT_WHOLE, png));
  recipe = wb_png_read_recipe (png, &error);
  g_assert_no_error (error);
  project = wb_project_from_text (recipe, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ae_model_get_n_layers (project->model), ==,
                    ae_model_get_n_layers (wb_checkpoint_get_model (self->checkpoint)));
  g_remove (png);
}

/* The parts together have the boxes of the whole, and an end more each. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  AeModel *model = wb_checkpoint_get_model (self->checkpoint);
  WbStyle style;
  double width[3], height[3];

  wb_style_init (&style, FALSE);
  for (WbExportPart part = WB_EXPORT_WHOLE; part <= WB_EXPORT_DECODER; part++)
    {
      g_autoptr (WbExportModel) layers = wb_export_model_new (self->checkpoint, NULL, part, NULL);
      g_autoptr (WbHourglass) hourglass = wb_hourglass_new (model, layers->first, layers->n_layers,
                                                            &layers->output, &style);

      wb_hourglass_get_size (hourglass, &width[part], &height[part]);
      g_assert_cmpfloat (height[part], ==, height[0]);
    }
  g_assert_cmpfloat (width[1] + width[2] - width[0], >, 2 * 84);
  g_assert_cmpfloat (width[1] + width[2] - width[0], <, 2 * 120);
}

/* Every layer of every template stands in its picture by name. */
static void
test_names (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_strconcat (self->files.path, ".svg", NULL);

  for (guint t = 0; wb_templates ()[t] != NULL; t++)
    {
      g_autoptr (WbProject) project = wb_template_build (wb_templates ()[t],
                                                         &AE_SHAPE (3, 28, 28, 1), NULL);
      g_autoptr (GBytes) svg = NULL;

      if (ae_model_get_n_layers (project->model) < 3)
        continue;
      wb_checkpoint_unref (self->checkpoint);
      self->checkpoint = fixture_make_random (project->model, &project->recipe);
      svg = write_part (self, "picture", WB_EXPORT_WHOLE, path);
      /* Text is drawn as glyphs that are used one by one. */
      g_assert_cmpuint (count_words (svg, "<use "), >, 8 * ae_model_get_n_layers (project->model));
    }
  g_remove (path);
}

static void
test_codes (Fixture *self, gconstpointer data)
{
  g_autofree char *csv = g_strconcat (self->files.path, ".csv", NULL);
  g_autofree char *npy = g_strconcat (self->files.path, ".npy", NULL);
  g_autoptr (GBytes) table = write_part (self, "codes", WB_EXPORT_ENCODER, csv);
  g_autoptr (GBytes) array = write_part (self, "codes", WB_EXPORT_WHOLE, npy);
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (self->checkpoint, NULL);
  g_autoptr (WbCodeTable) codes = wb_code_table_new (network, self->dataset, NULL);
  gsize n = N * codes->size * sizeof (float), size = g_bytes_get_size (array);
  const char *bytes = g_bytes_get_data (array, NULL);

  g_assert_cmpuint (count_words (table, "\n"), ==, N + 1);
  g_assert_cmpmem (bytes + size - n, n, codes->codes, n);
  g_remove (csv);
  g_remove (npy);
}

/* Codes want samples and an encoder. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  const WbExportClass *klass = wb_export_find ("codes");
  g_autoptr (WbExportModel) whole = wb_export_model_new (self->checkpoint, NULL, WB_EXPORT_WHOLE,
                                                         NULL);
  g_autoptr (WbExportModel) decoder = wb_export_model_new (self->checkpoint, NULL,
                                                           WB_EXPORT_DECODER, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (wb_export_write (klass, whole, NULL, self->files.path, NULL, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EXPORT);
  g_clear_error (&error);
  g_assert_false (klass->accepts (decoder, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EXPORT);
}

/* The first class whose kinds of files have the ending. */
static void
test_endings (void)
{
  g_assert_cmpstr (wb_export_find_for_path ("a.pdf")->name, ==, "picture");
  g_assert_cmpstr (wb_export_find_for_path ("a.npy")->name, ==, "codes");
  g_assert_cmpstr (wb_export_find_for_path ("a.onnx")->name, ==, "onnx");
  g_assert_null (wb_export_find_for_path ("a.jpg"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/describing/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("picture", test_picture);
  ADD ("parts", test_parts);
  ADD ("names", test_names);
  ADD ("codes", test_codes);
  ADD ("refused", test_refused);
#undef ADD
  g_test_add_func ("/describing/endings", test_endings);
  return g_test_run ();
}
