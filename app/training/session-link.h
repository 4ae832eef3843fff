/* SPDX-License-Identifier: MIT */
/* The link between a document and the session that trains it: what an edit
 * means for a training, whether it waits or runs. Every weight that fits is
 * kept; the weights of a structure that an edit leaves are handed to the
 * document, so that undo and redo bring them back.
 *
 * Belongs to the thread of both.
 */
#pragma once

#include "app/document/document.h"
#include "app/training/session.h"

G_BEGIN_DECLS

typedef struct _WbSessionLink WbSessionLink;

WbSessionLink *wb_session_link_new (WbDocument *document,
                                    WbSession *session) G_GNUC_WARN_UNUSED_RESULT;
void wb_session_link_free (WbSessionLink *self);
void wb_session_link_notify (WbSessionLink *self, WbDocumentChanges changes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSessionLink, wb_session_link_free)

G_END_DECLS
