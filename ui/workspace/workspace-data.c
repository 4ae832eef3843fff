/* SPDX-License-Identifier: MIT */
/* Open data. It is opened in a thread of its own; the last one that was asked
 * for wins.
 */
#include "ui/workspace/workspace-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/data/data-open.h"
#include "app/data/data-split.h"
#include "app/figures/ink.h"
#include "ui/widget-task.h"

typedef struct
{
  char *location;
  char *validation;
  WbDataReference *learned; /* nullable: what the model has learned with */
  const WbTemplate *template;
  DsSource *source;  /* nullable: open already */
  WbDataFacts facts; /* found by the thread */
  gboolean ink;      /* likewise */
} Request;

static void
request_free (Request *request)
{
  g_free (request->location);
  g_free (request->validation);
  g_clear_pointer (&request->learned, wb_data_reference_unref);
  g_clear_pointer (&request->source, ds_source_unref);
  g_free (request);
}

static Request *
request_new (const char *location, const char *validation, WbDataReference *learned)
{
  Request *request = g_new0 (Request, 1);

  request->location = g_strdup (location);
  request->validation = g_strdup (validation);
  request->learned = learned != NULL ? wb_data_reference_ref (learned) : NULL;
  return request;
}

static void
open_in_thread (GTask *task, gpointer source_object, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  DsSource *source = request->source != NULL ? ds_source_ref (request->source)
                                             : wb_data_open (request->location, request->validation,
                                                             request->learned, NULL, &error);

  if (source == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  wb_data_facts_set_dataset (&request->facts, ds_source_get_training (source));
  request->ink = wb_dataset_is_ink (ds_source_get_validation (source));
  ds_source_get_digest (source);
  g_task_return_pointer (task, source, (GDestroyNotify) ds_source_unref);
}

void
hg_workspace_run_opening (HgWorkspace *self,
                          GTaskThreadFunc func,
                          gpointer task_data,
                          GDestroyNotify destroy,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = NULL;

  hg_task_cancel (&self->opening);
  self->opening = g_cancellable_new ();
  hg_workspace_emit_changed (self, HG_CHANGED_DATA);
  task = g_task_new (NULL, self->opening, callback, data);
  g_task_set_task_data (task, task_data, destroy);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, func);
}

static void
run_request (HgWorkspace *self, Request *request, GAsyncReadyCallback callback, gpointer data)
{
  hg_workspace_run_opening (self, open_in_thread, request, (GDestroyNotify) request_free, callback,
                            data);
}

static void
clear_used (HgWorkspace *self)
{
  g_clear_pointer (&self->used_training, ds_dataset_unref);
  g_clear_pointer (&self->used_validation, ds_dataset_unref);
  g_clear_pointer (&self->removed, g_array_unref);
}

void
hg_workspace_clear_parts (HgWorkspace *self)
{
  g_clear_pointer (&self->training, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  clear_used (self);
}

void
hg_workspace_leave_out_removed (HgWorkspace *self)
{
  const WbProject *project = wb_document_get_project (self->document);

  clear_used (self);
  self->removed = project->removed != NULL ? g_array_ref (project->removed) : NULL;
  if (self->source == NULL)
    return;
  wb_data_split (&project->recipe, self->source, self->removed, &self->used_training,
                 &self->used_validation);
  wb_data_facts_set_parts (&self->facts, self->used_training, self->used_validation);
}

void
hg_workspace_split_data (HgWorkspace *self)
{
  const AeRecipe *recipe = wb_document_get_recipe (self->document);

  hg_workspace_clear_parts (self);
  self->split = recipe->validation_split;
  if (self->source != NULL)
    wb_data_split (recipe, self->source, NULL, &self->training, &self->validation);
  hg_workspace_leave_out_removed (self);
}

static DsDataset *
get_part (HgWorkspace *self, gboolean trains)
{
  return trains ? self->training : self->validation;
}

/* The number of a sample among all of the data; see removed-samples.h. */
static guint32
get_number (HgWorkspace *self, gboolean trains, guint32 number)
{
  return trains ? number
                : number
                    + (guint32) wb_data_split_get_first (wb_document_get_recipe (self->document),
                                                         self->source);
}

gsize
hg_workspace_count_removed (HgWorkspace *self, gboolean trains)
{
  DsDataset *used = trains ? self->used_training : self->used_validation;

  return used != NULL ? ds_dataset_get_count (get_part (self, trains)) - ds_dataset_get_count (used)
                      : 0;
}

gboolean
hg_workspace_is_removed (HgWorkspace *self, gboolean trains, guint32 number)
{
  return wb_removed_samples_contain (self->removed, get_number (self, trains, number));
}

gboolean
hg_workspace_set_removed (HgWorkspace *self, gboolean trains, guint32 number, gboolean removed)
{
  gsize n_used = ds_dataset_get_count (get_part (self, trains))
                 - hg_workspace_count_removed (self, trains);

  if (removed && n_used <= 1)
    return FALSE;
  return wb_document_edit (self->document,
                           &(WbEdit) { removed ? WB_EDIT_REMOVE_SAMPLE : WB_EDIT_RESTORE_SAMPLE,
                                       .index = get_number (self, trains, number) },
                           NULL);
}

gsize
hg_workspace_count_validating (HgWorkspace *self)
{
  return self->used_validation != NULL ? ds_dataset_get_count (self->used_validation) : 0;
}

DsDataset *
hg_workspace_get_training (HgWorkspace *self)
{
  return self->training;
}

DsDataset *
hg_workspace_get_validation (HgWorkspace *self)
{
  return self->validation;
}

/* Makes @source the open data: session, facts, followed samples. */
static void
set_source (HgWorkspace *self, DsSource *source, const Request *request)
{
  double speed = self->facts.flops_per_second;

  g_clear_pointer (&self->missing, g_free);
  g_clear_pointer (&self->source, ds_source_unref);
  self->source = ds_source_ref (source);
  wb_document_set_digest (self->document, ds_source_get_digest (source));
  self->facts = request->facts;
  self->ink = request->ink;
  self->facts.flops_per_second = speed;
  hg_workspace_split_data (self);
  hg_workspace_choose_followed (self);
  hg_workspace_check (self);
  wb_session_set_data (self->session, self->used_training, self->used_validation);
  hg_workspace_follow (self);
  hg_workspace_emit_changed (self, HG_CHANGED_DATA | HG_CHANGED_MODEL | HG_CHANGED_FOLLOWED);
}

/* The data that the document names cannot be opened: none is open then, and no
 * sample is followed. */
static void
lose_source (HgWorkspace *self, const char *reason)
{
  g_free (self->missing);
  self->missing = g_strdup (reason);
  g_clear_pointer (&self->reference, wb_data_reference_unref);
  self->n_followed = 0;
  hg_workspace_follow (self);
  g_clear_pointer (&self->source, ds_source_unref);
  self->facts = (WbDataFacts) { .minimum = 0, .maximum = 1 };
  hg_workspace_check (self);
  hg_workspace_split_data (self);
  wb_session_set_data (self->session, NULL, NULL);
  hg_workspace_emit_changed (self, HG_CHANGED_MODEL | HG_CHANGED_FOLLOWED);
}

const char *
hg_workspace_get_missing (HgWorkspace *self)
{
  return self->missing;
}

static void
synced_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgWorkspace *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);
  if (source != NULL)
    set_source (self, source, g_task_get_task_data (G_TASK (result)));
  else
    lose_source (self, error->message);
  hg_workspace_emit_changed (self, HG_CHANGED_DATA);
}

void
hg_workspace_sync_data (HgWorkspace *self)
{
  WbDataReference *reference = wb_document_get_data (self->document);

  if (self->keeps_data || reference == NULL
      || (self->reference != NULL && wb_data_reference_equal (self->reference, reference)))
    return;
  g_clear_pointer (&self->reference, wb_data_reference_unref);
  self->reference = wb_data_reference_ref (reference);
  run_request (self,
               request_new (wb_data_reference_get_location (reference),
                            wb_data_reference_get_validation (reference), reference),
               synced_cb, self);
}

DsSource *
hg_workspace_get_source (HgWorkspace *self)
{
  return self->source;
}

gboolean
hg_workspace_is_ink (HgWorkspace *self)
{
  return self->ink;
}

gboolean
hg_workspace_is_opening (HgWorkspace *self)
{
  return self->opening != NULL;
}

void
hg_workspace_open_data (HgWorkspace *self,
                        const char *location,
                        const WbTemplate *template,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  Request *request = request_new (location, NULL, NULL);

  request->template = template;
  run_request (self, request, callback, data);
}

void
hg_workspace_use_source (HgWorkspace *self,
                         DsSource *source,
                         const WbTemplate *template,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  Request *request = request_new (ds_source_get_location (source), NULL, NULL);

  request->template = template;
  request->source = ds_source_ref (source);
  run_request (self, request, callback, data);
}

void
hg_workspace_locate_data (HgWorkspace *self,
                          const char *location,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  run_request (self, request_new (location, NULL, wb_document_get_data (self->document)), callback,
               data);
}

static gboolean
put_into_document (HgWorkspace *self,
                   const WbTemplate *template,
                   const AeShape *shape,
                   GError **error)
{
  g_autoptr (WbProject) project = NULL;

  if (template == NULL)
    return wb_document_edit (self->document,
                             &(WbEdit) { WB_EDIT_DATA, .data = self->reference, .shape = shape },
                             error);
  project = wb_template_build (template, shape, error);
  if (project == NULL)
    return FALSE;
  wb_project_set_data (project, self->reference);
  self->selected = 0;
  self->template = template;
  wb_document_reset (self->document, project, NULL);
  return TRUE;
}

static gboolean
transfer (HgWorkspace *self, DsSource *source, const Request *request, GError **error)
{
  const DsShape *from = ds_dataset_get_shape (ds_source_get_training (source));
  g_autoptr (WbDataReference) before = g_steal_pointer (&self->reference);
  AeShape shape = { .rank = from->rank };
  gboolean done;

  memcpy (shape.dims, from->dims, sizeof shape.dims);
  self->reference = wb_data_reference_new_for_source (source, NULL, request->learned);
  self->keeps_data = TRUE;
  done = put_into_document (self, request->template, &shape, error);
  self->keeps_data = FALSE;
  if (done)
    set_source (self, source, request);
  else
    {
      wb_data_reference_unref (self->reference);
      self->reference = g_steal_pointer (&before);
    }
  return done;
}

gboolean
hg_workspace_open_data_finish (HgWorkspace *self, GAsyncResult *result, GError **error)
{
  GError *failure = NULL;
  g_autoptr (DsSource) source = g_task_propagate_pointer (G_TASK (result), &failure);
  gboolean done = FALSE;

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  g_clear_object (&self->opening);
  if (source != NULL)
    done = transfer (self, source, g_task_get_task_data (G_TASK (result)), &failure);
  if (!done && self->source == NULL && self->missing == NULL)
    {
      /* Nothing is open: what the document names was pushed aside for this. */
      g_clear_pointer (&self->reference, wb_data_reference_unref);
      hg_workspace_sync_data (self);
    }
  if (failure != NULL)
    g_propagate_error (error, failure);
  hg_workspace_emit_changed (self, HG_CHANGED_DATA);
  return done;
}

const char *
hg_workspace_get_sample_word (HgWorkspace *self)
{
  return self->facts.shape.rank == 3   ? _ ("image")
         : self->facts.shape.rank == 2 ? _ ("series")
                                       : _ ("sample");
}

const char *
hg_workspace_get_sample_words (HgWorkspace *self, gsize n)
{
  return self->facts.shape.rank == 3   ? ngettext ("image", "images", n)
         : self->facts.shape.rank == 2 ? _ ("series")
                                       : ngettext ("sample", "samples", n);
}
