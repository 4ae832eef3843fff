/* SPDX-License-Identifier: MIT */
/* The row of data to begin with: the built-in digits, a file, a folder. A
 * file or folder is opened here, in a thread, so that its shape decides which
 * templates suit; what cannot be opened says why in its own place, and the
 * choice stays where it was.
 *
 * The signal "changed" tells that another source is chosen.
 */
#pragma once

#include <gtk/gtk.h>

#include "data/source.h"

G_BEGIN_DECLS

#define HG_TYPE_DATA_CHOICE (hg_data_choice_get_type ())
G_DECLARE_FINAL_TYPE (HgDataChoice, hg_data_choice, HG, DATA_CHOICE, GtkBox)

DsSource *hg_data_choice_get_source (HgDataChoice *self);
void hg_data_choice_set_source (HgDataChoice *self, DsSource *source);
void hg_data_choice_open (HgDataChoice *self, const char *path);

G_END_DECLS
