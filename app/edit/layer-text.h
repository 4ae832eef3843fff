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

char *wb_layer_text_write (const AeModel *model,
                          const guint *ids,
                          guint n_ids) G_GNUC_WARN_UNUSED_RESULT;
gboolean wb_layer_text_insert (WbProject *project,
                            guint index,
                            const char *text,
                            GArray *ids,
                            GError **error);

G_END_DECLS
