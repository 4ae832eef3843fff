/* SPDX-License-Identifier: MIT */
/* Numbers as figures print them: a point for decimals whatever the locale, a
 * comma between thousands, U+2212 for minus. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_NUMBER_SIZE 64

void wb_number_format (char out[WB_NUMBER_SIZE], double value, int decimals);
void wb_number_format_scientific (char out[WB_NUMBER_SIZE], double value, int decimals);
void wb_number_format_loss (char out[WB_NUMBER_SIZE], double value);

G_END_DECLS
