/* SPDX-License-Identifier: MIT */
/*
 * One place that asks both functions, so that no reader forgets either.
 */
#include "data/progress.h"

#include "data/words.h"

gboolean
ds_progress_update (const DsProgress *self,
                    const char *phase,
                    gsize done,
                    gsize total,
                    GError **error)
{
  if (self != NULL && self->report != NULL)
    self->report (self->data, phase, done, total);
  return ds_progress_check (self, error);
}

gboolean
ds_progress_check (const DsProgress *self, GError **error)
{
  if (self == NULL || self->is_cancelled == NULL || !self->is_cancelled (self->data))
    return TRUE;
  return ds_refuse (error, DS_ERROR_CANCELLED,
                    _ ("The opening was cancelled; nothing was changed."));
}
