/* SPDX-License-Identifier: MIT */
/*
 * Classes from texts: each different text is a class. Numbers are in the order
 * of their values, other texts in that of their bytes.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsLabels:
 *
 * The labels of the samples that were added so far. Used by one thread.
 */
typedef struct _DsLabels DsLabels;

/** Returns: (transfer full): no labels yet. */
DsLabels *ds_labels_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** @self: (transfer full): labels */
void ds_labels_free (DsLabels *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsLabels, ds_labels_free)

/**
 * @self: labels
 * @text: the class of the next sample
 */
void ds_labels_add (DsLabels *self, const char *text);

/**
 * @self: labels
 *
 * Returns: how many different texts were added.
 */
guint ds_labels_get_n_classes (DsLabels *self);

/**
 * @self: labels; nothing may be added any more
 * @names: (out) (transfer full): the name of each class, ends with NULL
 *
 * Returns: (transfer full): the class of each sample, in the order in which
 *   they were added.
 */
gint *ds_labels_finish (DsLabels *self, char ***names);

G_END_DECLS
