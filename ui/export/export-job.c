/* SPDX-License-Identifier: MIT */
#include "ui/export/export-job.h"

#include "app/data/batch-bridge.h"
#include "ui/thread-task.h"

static void
export_item_free (HgExportItem *self)
{
  g_free (self->path);
  g_clear_error (&self->error);
  wb_export_report_clear (&self->report);
  g_free (self);
}

HgExportJob *
hg_export_job_new (WbCheckpoint *checkpoint,
                   WbDataReference *reference,
                   DsSource *source,
                   WbExportPart part)
{
  HgExportJob *self = g_new0 (HgExportJob, 1);

  self->checkpoint = wb_checkpoint_ref (checkpoint);
  self->reference = reference != NULL ? wb_data_reference_ref (reference) : NULL;
  self->source = source != NULL ? ds_source_ref (source) : NULL;
  self->part = part;
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) export_item_free);
  return self;
}

void
hg_export_job_free (HgExportJob *self)
{
  wb_checkpoint_unref (self->checkpoint);
  g_clear_pointer (&self->reference, wb_data_reference_unref);
  g_clear_pointer (&self->source, ds_source_unref);
  g_ptr_array_unref (self->items);
  g_free (self);
}

void
hg_export_job_add (HgExportJob *self,
                   const WbExportClass *klass,
                   const WbExportOptions *options,
                   char *path)
{
  HgExportItem *item = g_new0 (HgExportItem, 1);

  item->klass = klass;
  item->options = *options;
  item->path = path;
  g_ptr_array_add (self->items, item);
}

/* The data where they fit the model, and samples of them; without any, files are checked with
 * random numbers. */
static float *
read_samples (const HgExportJob *self, DsDataset **dataset, gsize *n)
{
  const AeModel *model = wb_checkpoint_get_model (self->checkpoint);
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (model));
  DsDataset *training = self->source != NULL ? ds_source_get_training (self->source) : NULL;

  *n = 0;
  if (training == NULL || !ae_model_infer (model, shapes, NULL, NULL)
      || !wb_batch_bridge_fits (training, &shapes[0], NULL))
    return NULL;
  *dataset = training;
  return wb_batch_bridge_read_spread (training, WB_EXPORT_N_CALIBRATED, n, NULL);
}

static void
write_in_thread (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  HgExportJob *self = data;
  DsDataset *dataset = NULL;
  gsize n;
  g_autofree float *samples = read_samples (self, &dataset, &n);

  for (guint i = 0; i < self->items->len; i++)
    {
      HgExportItem *item = self->items->pdata[i];
      g_autoptr (WbExportModel) model = wb_export_model_new (self->checkpoint, self->reference,
                                                             self->part, &item->error);

      item->options.dataset = dataset;
      item->options.n_samples = n;
      item->options.samples = samples;
      if (model != NULL)
        wb_export_write (item->klass, model, &item->options, item->path, &item->report,
                         &item->error);
    }
  g_task_return_boolean (task, TRUE);
}

void
hg_export_job_run (HgExportJob *self,
                   GCancellable *gone,
                   GAsyncReadyCallback callback,
                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, gone, callback, data);

  g_task_set_task_data (task, self, (GDestroyNotify) hg_export_job_free);
  hg_task_run_in_thread (task, write_in_thread);
}

const HgExportJob *
hg_export_job_finish (GAsyncResult *result)
{
  GTask *task = G_TASK (result);

  return g_cancellable_is_cancelled (g_task_get_cancellable (task)) ? NULL
                                                                    : g_task_get_task_data (task);
}
