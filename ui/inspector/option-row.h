/* SPDX-License-Identifier: MIT */
/* One row of the inspector, made from an option's descriptor: a spin button,
 * a logarithmic slider, a switch, a list of choices or an entry for sizes. It
 * knows neither layers nor recipes.
 *
 * The signal "edited" is emitted when a person changed the value; it holds a
 * value that is in the option's range.
 */
#pragma once

#include <adwaita.h>

#include "engine/option.h"

G_BEGIN_DECLS

#define HG_TYPE_OPTION_ROW (hg_option_row_get_type ())
G_DECLARE_FINAL_TYPE (HgOptionRow, hg_option_row, HG, OPTION_ROW, AdwPreferencesRow)

/**
 * HgOptionLayer: a layer that a LAYER option can name.
 */
typedef struct
{
  guint id;
  char *name;
} HgOptionLayer;

GtkWidget *hg_option_row_new (const AeOption *option, gboolean several) G_GNUC_WARN_UNUSED_RESULT;
const AeOption *hg_option_row_get_option (HgOptionRow *self);
void hg_option_row_get_value (HgOptionRow *self, AeValue *value);
void hg_option_row_set_value (HgOptionRow *self, const AeValue *value);
void hg_option_row_set_mixed (HgOptionRow *self);
void hg_option_row_set_layers (HgOptionRow *self, const HgOptionLayer *layers, guint n_layers);
gboolean hg_option_row_is_slider (HgOptionRow *self);
guint hg_option_row_list_values (HgOptionRow *self, double *values, guint max);
void hg_option_row_focus (HgOptionRow *self);

G_END_DECLS
