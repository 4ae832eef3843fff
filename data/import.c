/* SPDX-License-Identifier: MIT */
/*
 * An import is filled by one format in one thread; nothing here can fail.
 */
#include "data/import.h"

#include "data/error.h"
#include "data/words.h"

static void
clear_skipped (gpointer data)
{
  DsSkipped *skipped = data;

  g_free (skipped->name);
  g_free (skipped->reason);
}

void
ds_import_init (DsImport *self)
{
  *self = (DsImport) {
    .skipped = g_array_new (FALSE, FALSE, sizeof (DsSkipped)),
    .sizes = g_array_new (FALSE, FALSE, sizeof (DsFoundSize)),
    .notes = g_ptr_array_new_with_free_func (g_free),
  };
  g_array_set_clear_func (self->skipped, clear_skipped);
}

void
ds_import_clear (DsImport *self)
{
  g_clear_pointer (&self->training, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  g_clear_pointer (&self->options, ds_import_options_unref);
  g_clear_pointer (&self->skipped, g_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
}

void
ds_import_note (DsImport *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
ds_import_skip (DsImport *self, const char *name, const char *reason)
{
  DsSkipped skipped = { g_strdup (name), ds_error_to_reason (reason) };

  g_array_append_val (self->skipped, skipped);
}

void
ds_import_set_option (DsImport *self, const char *name, const char *value)
{
  DsImportOptions *chosen = ds_import_options_new_with (self->options, name, value, NULL);

  g_assert (chosen != NULL);
  g_clear_pointer (&self->options, ds_import_options_unref);
  self->options = chosen;
}

void
ds_import_set_empty_error (const DsImport *self, const char *shown, GError **error)
{
  const DsSkipped *first = (const DsSkipped *) self->skipped->data;

  if (self->skipped->len == 0)
    g_set_error (error, DS_ERROR, DS_ERROR_EMPTY,
                 _ ("“%s” holds no samples. At least one is needed."), shown);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_EMPTY,
                 _ ("“%s” holds no sample that can be read. Left out: %u, the first of them %s: "
                    "%s. Repair these, or choose other data."),
                 shown, self->skipped->len, first->name, first->reason);
}
