/* SPDX-License-Identifier: MIT */
/* The menu of a cloud: whose codes it shows, what its points are coloured by, and what leaves it as
 * a figure or as a table.
 */
#pragma once

#include "ui/views/latent/cloud.h"

G_BEGIN_DECLS

/** Adds the actions "codes.…" of @cloud to @widget. */
void hg_cloud_menu_add (GtkWidget *widget, HgCloud *cloud);

/** Fills the menu with what the samples of @dataset have. */
void hg_cloud_menu_fill (GtkMenuButton *button, DsDataset *dataset);

G_END_DECLS
