/* SPDX-License-Identifier: MIT */
/* What is sent to a training thread, and what comes back, owns what it refers to. */
#include "app/training/thread.h"

WbCommand *
wb_command_new (WbCommandKind kind)
{
  WbCommand *self = g_new0 (WbCommand, 1);

  self->kind = kind;
  return self;
}

void
wb_command_free (WbCommand *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->model, ae_model_unref);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
  g_clear_pointer (&self->measure, wb_measure_free);
  g_free (self);
}

void
wb_reply_free (WbReply *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
  g_clear_error (&self->error);
  g_free (self);
}
