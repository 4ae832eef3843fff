/* SPDX-License-Identifier: MIT */
#include "tests/app/import/onnx-graphs.h"

#include <string.h>

#include "app/import/import.h"
#include "app/onnx/onnx-file.h"
#include "tests/app/project/project-fixture.h"

WbOnnxModel *
graph_make (guint rank, const guint *dims)
{
  WbOnnxModel *model = wb_onnx_model_new ();

  wb_onnx_model_add_input (model, "x", rank, dims);
  wb_onnx_model_add_output (model, "y", 0, NULL);
  return model;
}

const char *
graph_add_constant (WbOnnxModel *model, const char *name, guint rank, const gint64 *dims)
{
  WbOnnxTensor *tensor = wb_onnx_tensor_new (FALSE, rank, dims);

  for (gsize i = 0; i < tensor->n; i++)
    tensor->reals[i] = 0.1f * (float) (i % 11) - 0.45f;
  wb_onnx_model_add_constant (model, name, tensor);
  return name;
}

WbOnnxNode *
graph_add_node (WbOnnxModel *model, const char *type, const char *a, const char *b, const char *y)
{
  const char *inputs[] = { a, b, NULL };

  return wb_onnx_model_add_node (model, type, inputs, y);
}

WbProject *
graph_import (WbOnnxModel *model, GError **error)
{
  g_autoptr (WbOnnxModel) own = model;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "graph.onnx", NULL);
  g_autofree char *notes = NULL;
  WbProject *project;

  g_assert_true (wb_onnx_save (own, path, NULL));
  project = wb_import_read (path, &notes, error);
  fixture_remove (folder);
  return project;
}

void
graph_check_types (WbOnnxModel *model, const char *types)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbProject) project = graph_import (model, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 1; i < ae_model_get_n_layers (project->model); i++)
    g_string_append_printf (text, "%s%s", i > 1 ? " " : "",
                            ae_model_get_layer (project->model, i)->klass->type);
  g_assert_cmpstr (text->str, ==, types);
}

void
graph_check_refused (WbOnnxModel *model, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (graph_import (model, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}
