/* SPDX-License-Identifier: MIT */
/* What the files of the document share. */
#pragma once

#include "app/document/document.h"

G_BEGIN_DECLS

/**
 * WbDocumentStep: the project on the other side of a step: of an undo step the
 * one before, of a redo step the one after; and the moment it is of.
 */
typedef struct
{
  WbProject *project;
  guint64 moment;
  char *label;
  char *key;
  gboolean resets; /* it is a reset of the weights */
} WbDocumentStep;

/* What the properties said when somebody was last told. */
typedef struct
{
  gboolean can_undo;
  gboolean can_redo;
  gboolean modified;
  char *undo_label;
  char *redo_label;
  char *path;
} WbDocumentTold;

struct _WbDocument
{
  GObject parent_instance;

  WbProject *project;
  WbProject *saved;
  guint64 moment;      /* of the project as it stands */
  guint64 left_moment; /* 0 where nothing leads back */
  guint64 last_moment;
  char *path;
  char *title;
  GPtrArray *undo; /* of WbDocumentStep, the newest last */
  GPtrArray *redo;

  guint group_depth;
  char *group_label;
  WbProject *group_start;
  guint64 group_moment;

  guint burst_msec;
  gboolean burst_ended;
  gint64 last_edit_usec;
  gboolean structural; /* the step or group so far: it changed the model or the data */
  WbDocumentTold told;
};

void wb_document_step_free (gpointer step);

/* What differs between two projects, and what changes on the way back to
 * @there. */
WbDocumentChanges wb_document_find_changes (const WbProject *a, const WbProject *b);
WbDocumentChanges wb_document_find_way_back (const WbProject *here, const WbProject *there);

/* @project and @before are (transfer full); what the swap returns, too. */
WbProject *wb_document_swap (WbDocument *self, WbProject *project);
WbDocumentChanges wb_document_record (WbDocument *self,
                                      WbProject *before,
                                      guint64 moment,
                                      gboolean structural,
                                      const char *label,
                                      const char *key);
WbDocumentChanges wb_document_come_back (WbDocument *self,
                                         const WbProject *start,
                                         guint64 moment);

/* Lets go of the oldest weights where there are too many. */
void wb_document_trim (WbDocument *self);
void wb_document_change_to (WbDocument *self,
                            WbProject *project,
                            const char *label,
                            const char *key);
void wb_document_notify (WbDocument *self);
void wb_document_emit (WbDocument *self, WbDocumentChanges changes);

G_END_DECLS
