/* SPDX-License-Identifier: MIT */
/* Copying, comparing and changing a project's parts. */
#include "app/project/project.h"

#include "app/project/checkpoint.h"

static guint
find_last_id (const AeModel *model)
{
  guint last = 0;

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    last = MAX (last, ae_model_get_layer (model, i)->id);
  return last;
}

WbProject *
wb_project_new (AeModel *model, const AeRecipe *recipe)
{
  WbProject *self = g_new0 (WbProject, 1);

  self->model = ae_model_ref (model);
  if (recipe != NULL)
    self->recipe = *recipe;
  else
    ae_recipe_init (&self->recipe);
  self->last_id = find_last_id (model);
  return self;
}

WbProject *
wb_project_copy (const WbProject *self)
{
  WbProject *copy = g_new (WbProject, 1);

  *copy = *self;
  ae_model_ref (copy->model);
  if (copy->data != NULL)
    wb_data_reference_ref (copy->data);
  if (copy->removed != NULL)
    g_array_ref (copy->removed);
  if (copy->checkpoint != NULL)
    wb_checkpoint_ref (copy->checkpoint);
  if (copy->runs != NULL)
    g_ptr_array_ref (copy->runs);
  if (copy->sweep != NULL)
    wb_sweep_plan_ref (copy->sweep);
  return copy;
}

void
wb_project_free (WbProject *self)
{
  if (self == NULL)
    return;
  ae_model_unref (self->model);
  wb_data_reference_unref (self->data);
  g_clear_pointer (&self->removed, g_array_unref);
  if (self->checkpoint != NULL)
    wb_checkpoint_unref (self->checkpoint);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  wb_sweep_plan_unref (self->sweep);
  g_free (self);
}

gboolean
wb_project_equal (const WbProject *a, const WbProject *b)
{
  return ae_model_equal (a->model, b->model) && ae_recipe_equal (&a->recipe, &b->recipe)
         && wb_data_reference_equal (a->data, b->data)
         && wb_removed_samples_equal (a->removed, b->removed) && a->checkpoint == b->checkpoint
         && a->runs == b->runs && a->run_id == b->run_id && a->sweep == b->sweep
         && a->mirrored == b->mirrored;
}

void
wb_project_set_model (WbProject *self, AeModel *model)
{
  ae_model_ref (model);
  ae_model_unref (self->model);
  self->model = model;
  self->last_id = MAX (self->last_id, find_last_id (model));
}

void
wb_project_set_data (WbProject *self, WbDataReference *data)
{
  if (data != NULL)
    wb_data_reference_ref (data);
  wb_data_reference_unref (self->data);
  self->data = data;
}

void
wb_project_set_removed (WbProject *self, GArray *removed)
{
  if (removed != NULL)
    g_array_ref (removed);
  g_clear_pointer (&self->removed, g_array_unref);
  self->removed = removed;
}

void
wb_project_change_data (WbProject *self, WbDataReference *data)
{
  if (!wb_data_reference_has_same_samples (self->data, data))
    wb_project_set_removed (self, NULL);
  wb_project_set_data (self, data);
}

void
wb_project_set_runs (WbProject *self, GPtrArray *runs)
{
  if (runs != NULL)
    g_ptr_array_ref (runs);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  self->runs = runs;
}

void
wb_project_set_checkpoint (WbProject *self, WbCheckpoint *checkpoint)
{
  if (checkpoint != NULL)
    wb_checkpoint_ref (checkpoint);
  if (self->checkpoint != NULL)
    wb_checkpoint_unref (self->checkpoint);
  self->checkpoint = checkpoint;
}

void
wb_project_set_sweep (WbProject *self, WbSweepPlan *sweep)
{
  if (sweep != NULL)
    wb_sweep_plan_ref (sweep);
  wb_sweep_plan_unref (self->sweep);
  self->sweep = sweep;
}
