/* SPDX-License-Identifier: MIT */
/* The row of data to begin with: the built-in digits, a file, a folder. A
 * file or folder is opened here, in a thread, so that its shape decides which
 * templates suit; what cannot be opened says why in its own place, and the
 * choice stays where it was.
 *
 * The signal "changed" is emitted when another source is chosen.
 */
#pragma once

#include <gtk/gtk.h>

#include "data/source.h"

G_BEGIN_DECLS

#define HG_TYPE_DATA_CHOICE (hg_data_choice_get_type ())
G_DECLARE_FINAL_TYPE (HgDataChoice, hg_data_choice, HG, DATA_CHOICE, GtkBox)

/** Returns: (transfer none) (nullable): the open source that is chosen */
DsSource *hg_data_choice_get_source (HgDataChoice *self);

/** @source: (nullable): data that is open already, and chosen from now on */
void hg_data_choice_set_source (HgDataChoice *self, DsSource *source);

/**
 * Asks how to read it, where there is something to choose, opens it and, once
 * it is open, chooses it. The last one asked for wins.
 *
 * @path: of a file or folder, or DS_BUILT_IN
 */
void hg_data_choice_open (HgDataChoice *self, const char *path);

G_END_DECLS
