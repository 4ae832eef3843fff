/* SPDX-License-Identifier: MIT */
/* Numbers for people, in windows and figures: with the locale's point and its
 * thousands, "1,234.5" where it has none, and U+2212 for minus. The one place
 * that writes them. Any thread, as long as none sets the locale.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_NUMBER_SIZE 64

/**
 * Writes the number as the locale does, with its point and its thousands.
 *
 * @ascii: "-1234.5e-07", as programs write numbers; other words stay as they are
 */
void wb_number_localize (char out[WB_NUMBER_SIZE], const char *ascii);

/**
 * Writes "1,234.50" or "−0.5"; what rounds to nothing has no sign, NaN is a
 * dash. Numbers of more than fifteen digits are written with an exponent.
 *
 * @decimals: digits behind the point, 0 to 12
 */
void wb_number_format (char out[WB_NUMBER_SIZE], double value, int decimals);

/**
 * Writes "1.5e−5".
 *
 * @decimals: digits behind the point of the mantissa
 */
void wb_number_format_scientific (char out[WB_NUMBER_SIZE], double value, int decimals);

/**
 * Writes "0.001", "255", "1e−7": as short as this many digits allow.
 *
 * @digits: that count, 1 to 12
 */
void wb_number_format_digits (char out[WB_NUMBER_SIZE], double value, int digits);

/**
 * Writes a loss with four digits that count: "0.0955", "1.234", "141.4",
 * "3.2e−5".
 */
void wb_number_format_loss (char out[WB_NUMBER_SIZE], double value);

/**
 * @text: what was typed
 *
 * Returns: (transfer full): the same with a point, where the locale writes
 *   another between whole and decimals
 */
char *wb_number_to_ascii (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
