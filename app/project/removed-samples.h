/* SPDX-License-Identifier: MIT */
/* The samples that a person has removed from a project's data: a list of numbers,
 * counted from 0 over the samples that train and then those that validate, as the
 * data are opened.
 *
 * The list is a counted array of guint32, ascending and never changed; NULL is
 * the one without a number. Any thread.
 */
#pragma once

#include "app/project/json.h"

G_BEGIN_DECLS

/** (transfer full) (nullable): the list with @number in it or not. */
GArray *wb_removed_samples_new_with (const GArray *self,
                                     guint32 number,
                                     gboolean removed) G_GNUC_WARN_UNUSED_RESULT;

gboolean wb_removed_samples_equal (const GArray *a, const GArray *b);
gboolean wb_removed_samples_contain (const GArray *self, guint32 number);

/**
 * The numbers in a part of the data.
 *
 * @first: the first sample of the part
 * @n: how many samples it has
 * @n_found: (out): how many of them are removed
 *
 * Returns: (transfer full): [n_found], counted from @first.
 */
guint32 *wb_removed_samples_find (const GArray *self, gsize first, gsize n, gsize *n_found)
  G_GNUC_WARN_UNUSED_RESULT;

json_t *wb_removed_samples_to_json (const GArray *self) G_GNUC_WARN_UNUSED_RESULT;

/** @samples: (out) (transfer full) (nullable). WB_ERROR_CONTENTS. */
gboolean wb_removed_samples_from_json (json_t *json, GArray **samples, GError **error);

G_END_DECLS
