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

/**
 * @option: static, or outlives the row
 * @several: whether it is for several layers, whose values may differ
 *
 * Returns: (transfer full): a floating row
 */
GtkWidget *hg_option_row_new (const AeOption *option, gboolean several) G_GNUC_WARN_UNUSED_RESULT;

const AeOption *hg_option_row_get_option (HgOptionRow *self);
void hg_option_row_get_value (HgOptionRow *self, AeValue *value);

/** Shows another value; "edited" is not emitted. */
void hg_option_row_set_value (HgOptionRow *self, const AeValue *value);

/**
 * Shows that the layers it is for have several values. What is chosen next is
 * the value of them all.
 */
void hg_option_row_set_mixed (HgOptionRow *self);

/**
 * What a LAYER option offers; to be called before its value is set.
 *
 * @layers: the layers that may be named, in the order of the model
 */
void hg_option_row_set_layers (HgOptionRow *self, const HgOptionLayer *layers, guint n_layers);

gboolean hg_option_row_is_slider (HgOptionRow *self);

/**
 * Values from below to above the one it has, with that one among them.
 *
 * @values: (out): [@max]
 *
 * Returns: how many
 */
guint hg_option_row_list_values (HgOptionRow *self, double *values, guint max);

void hg_option_row_focus (HgOptionRow *self);

G_END_DECLS
