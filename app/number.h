/* SPDX-License-Identifier: MIT */
/* Numbers for people, in windows and figures: with the locale's point and its
 * thousands, "1,234.5" where it has none, and U+2212 for minus. The one place
 * that writes them. Any thread, as long as none sets the locale.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_NUMBER_SIZE 64

void wb_number_localize (char out[WB_NUMBER_SIZE], const char *ascii);
void wb_number_format (char out[WB_NUMBER_SIZE], double value, int decimals);
void wb_number_format_scientific (char out[WB_NUMBER_SIZE], double value, int decimals);
void wb_number_format_digits (char out[WB_NUMBER_SIZE], double value, int digits);
void wb_number_format_loss (char out[WB_NUMBER_SIZE], double value);
char *wb_number_to_ascii (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
