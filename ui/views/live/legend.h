/* SPDX-License-Identifier: MIT */
/* A short line in the colour of a curve: the key of the loss chart. Its
 * property "curve" is 0 for training, 1 for validation, 2 for reconstruction, 3
 * for divergence.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HG_TYPE_KEY (hg_key_get_type ())
G_DECLARE_FINAL_TYPE (HgKey, hg_key, HG, KEY, GtkWidget)

G_END_DECLS
