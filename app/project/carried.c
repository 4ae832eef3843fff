/* SPDX-License-Identifier: MIT */
/* Holding what is not understood. */
#include "app/project/carried.h"

static void
clear_tensor (gpointer data)
{
  WbCarriedTensor *entry = data;

  g_free (entry->tensor.name);
  g_bytes_unref (entry->bytes);
}

/** Carries nothing yet; (transfer full). */
WbCarried *
wb_carried_new (void)
{
  WbCarried *self = g_new0 (WbCarried, 1);

  g_atomic_ref_count_init (&self->count);
  self->tensors = g_array_new (FALSE, FALSE, sizeof (WbCarriedTensor));
  g_array_set_clear_func (self->tensors, clear_tensor);
  return self;
}

/** Holds @self once more. */
WbCarried *
wb_carried_ref (WbCarried *self)
{
  g_atomic_ref_count_inc (&self->count);
  return self;
}

/** Lets go of @self; NULL is allowed. */
void
wb_carried_unref (WbCarried *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->count))
    return;
  wb_json_unref (self->model);
  wb_json_unref (self->recipe);
  wb_json_unref (self->data);
  wb_json_unref (self->run);
  wb_json_unref (self->metadata);
  g_array_unref (self->tensors);
  g_free (self);
}

/** Whether the file held nothing that is not known. */
gboolean
wb_carried_is_empty (const WbCarried *self)
{
  return self->model == NULL && self->recipe == NULL && self->data == NULL
         && self->run == NULL && self->metadata == NULL && self->tensors->len == 0;
}

/** Keeps a tensor; @bytes (transfer full) are its values. */
void
wb_carried_add_tensor (WbCarried *self, const WbTensor *tensor, GBytes *bytes)
{
  WbCarriedTensor entry = { *tensor, bytes };

  entry.tensor.name = g_strdup (tensor->name);
  g_array_append_val (self->tensors, entry);
}
