/* SPDX-License-Identifier: MIT */
/* A card of option rows for one options struct. The signal
 *
 *   edited (HgOptionList, const char *name, gpointer const_AeValue)
 *
 * reports what a person changed; the list itself changes nothing but what it
 * shows, and is given the new values by hg_option_list_show().
 */
#pragma once

#include "ui/inspector/option-row.h"

G_BEGIN_DECLS

#define HG_TYPE_OPTION_LIST (hg_option_list_get_type ())
G_DECLARE_FINAL_TYPE (HgOptionList, hg_option_list, HG, OPTION_LIST, AdwBin)

GtkWidget *hg_option_list_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Makes the rows. A list without options is not visible.
 *
 * @options: (nullable): static descriptors, ended by a NULL name
 * @several: whether they are of several layers, whose values may differ
 */
void hg_option_list_set_options (HgOptionList *self, const AeOption *options, gboolean several);

/** What the LAYER options of the list offer. */
void hg_option_list_set_layers (HgOptionList *self, const HgOptionLayer *layers, guint n_layers);

/** @values: the struct that the options describe */
void hg_option_list_show (HgOptionList *self, gconstpointer values);

/**
 * @name: of an option that may be in the list
 * @visible: whether it has a meaning at present
 */
void hg_option_list_set_row_visible (HgOptionList *self, const char *name, gboolean visible);

/**
 * Shows that its value differs; until hg_option_list_show().
 *
 * @name: of an option that is in the list
 */
void hg_option_list_set_row_mixed (HgOptionList *self, const char *name);

/** Gives the focus to the first field; FALSE when there is none. */
gboolean hg_option_list_focus (HgOptionList *self);

G_END_DECLS
