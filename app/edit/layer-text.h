/* SPDX-License-Identifier: MIT */
/* Some layers of a model as text: what the clipboard holds, between windows
 * and for mails and notes. A line is a layer, with the options that are not
 * the defaults:
 *
 *   Dense units=128,activation=relu
 *   Dropout rate=0.3
 *   Add source=1
 *
 * A skip names the line that it comes from; 0 where that is not among them.
 * Empty lines and lines that begin with # mean nothing.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * @model: a model
 * @ids: of layers, in any order; the Input is left out
 * @n_ids: how many
 * Returns: (transfer full): the layers in the model's order, a line each.
 */
char *
wb_layer_text_write (const AeModel *model, const guint *ids, guint n_ids) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @project: a project
 * @index: the number that the first of the layers is to have, from 1
 * @text: an layer text
 * @ids: (nullable): gets the ids of the new layers
 * @error: WB_ERROR_EDIT, naming the line; the project is then unchanged
 */
gboolean wb_layer_text_insert (WbProject *project,
                               guint index,
                               const char *text,
                               GArray *ids,
                               GError **error);

G_END_DECLS
