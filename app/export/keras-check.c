/* SPDX-License-Identifier: MIT */
#include "app/export/keras-check.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"

/* The name of the graph's layer that ends layer @layer of the part. A code's
 * second output is not a part of the way through, and a penalty is read as part of
 * the layer before it. */
static const char *
find_name (const WbKerasGraph *graph, guint layer)
{
  const char *name = NULL;

  for (guint i = 0; i < graph->layers->len; i++)
    {
      const WbKerasLayer *at = wb_keras_graph_get_layer (graph, i);

      if (at->model_layer == (int) layer && (graph->n_outputs < 2 || i != graph->outputs[1])
          && !g_str_equal (at->class_name, "ActivityRegularization"))
        name = at->name;
    }
  return name;
}

gboolean
wb_keras_check_run (const WbExportRun *run,
                    WbKerasDialect dialect,
                    WbKerasReadFunc read,
                    GError **error)
{
  g_autoptr (WbKerasGraph) graph = wb_keras_graph_new (run->model, dialect);
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (WbKerasModel) found = read (run->path, &network, error);
  const char *name = find_name (graph, run->layer);
  int index = found != NULL && name != NULL ? wb_keras_model_find (found, name) : -1;

  if (found == NULL)
    return FALSE;
  if (index < 0)
    return wb_refuse (error, WB_ERROR_EXPORT,
                      _ ("The layer %s is missing in what was written. Export in another format "
                         "and report this."),
                      run->model->layers[run->layer].name);
  return ae_network_predict (network, 0, (guint) index, run->n, run->x, run->y, error);
}
