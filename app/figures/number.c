/* SPDX-License-Identifier: MIT */
/* The digits are GLib's locale-free ones; sign and commas are put in here. */
#include "app/figures/number.h"

#include <math.h>
#include <string.h>

#define MINUS "\342\210\222"

static gboolean
format_special (char *out, double value)
{
  if (isfinite (value))
    return FALSE;
  g_strlcpy (out, isnan (value) ? "\342\200\223" : value < 0 ? MINUS "\342\210\236" : "\342\210\236",
             WB_NUMBER_SIZE);
  return TRUE;
}

static gboolean
has_digit_but_zero (const char *digits)
{
  return digits[strcspn (digits, "123456789")] != '\0';
}

static void
copy_with_commas (GString *to, const char *digits)
{
  gsize whole = strspn (digits, "0123456789");

  for (gsize i = 0; i < whole; i++)
    {
      if (i > 0 && (whole - i) % 3 == 0)
        g_string_append_c (to, ',');
      g_string_append_c (to, digits[i]);
    }
  g_string_append (to, digits + whole);
}

/**
 * wb_number_format:
 * @decimals: digits behind the point, 0 to 12
 *
 * Writes "1,234.50" or "−0.5"; what rounds to nothing has no sign, NaN is a
 * dash. Numbers of more than fifteen digits are written with an exponent.
 */
void
wb_number_format (char out[WB_NUMBER_SIZE], double value, int decimals)
{
  char pattern[8], digits[WB_NUMBER_SIZE];
  g_autoptr (GString) text = NULL;

  if (format_special (out, value))
    return;
  if (fabs (value) >= 1e15)
    {
      wb_number_format_scientific (out, value, 2);
      return;
    }
  g_snprintf (pattern, sizeof pattern, "%%.%df", CLAMP (decimals, 0, 12));
  g_ascii_formatd (digits, sizeof digits, pattern, fabs (value));
  text = g_string_new (value < 0 && has_digit_but_zero (digits) ? MINUS : "");
  copy_with_commas (text, digits);
  g_strlcpy (out, text->str, WB_NUMBER_SIZE);
}

/**
 * wb_number_format_scientific:
 * @decimals: digits behind the point of the mantissa
 *
 * Writes "1.5e−5".
 */
void
wb_number_format_scientific (char out[WB_NUMBER_SIZE], double value, int decimals)
{
  char pattern[8], digits[WB_NUMBER_SIZE];
  char *exponent;

  if (format_special (out, value))
    return;
  g_snprintf (pattern, sizeof pattern, "%%.%de", CLAMP (decimals, 0, 12));
  g_ascii_formatd (digits, sizeof digits, pattern, fabs (value));
  exponent = strchr (digits, 'e');
  *exponent = '\0';
  g_snprintf (out, WB_NUMBER_SIZE, "%s%se%s%d", value < 0 ? MINUS : "", digits,
              exponent[1] == '-' ? MINUS : "",
              (int) g_ascii_strtoll (exponent + 2, NULL, 10));
}

/**
 * wb_number_format_loss:
 *
 * Writes a loss with four digits that count: "0.0955", "1.234", "141.4",
 * "3.2e−5".
 */
void
wb_number_format_loss (char out[WB_NUMBER_SIZE], double value)
{
  double size = fabs (value);

  if (size > 0 && size < 0.00095)
    wb_number_format_scientific (out, value, 2);
  else
    wb_number_format (out, value, size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : 1);
}
