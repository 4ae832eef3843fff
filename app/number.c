/* SPDX-License-Identifier: MIT */
/* The digits are GLib's locale-free ones; sign, point and thousands are put in
 * here.
 */
#include "app/number.h"

#include <langinfo.h>
#include <math.h>
#include <string.h>

#define MINUS "\342\210\222"

static gboolean
format_special (char *out, double value)
{
  if (isfinite (value))
    return FALSE;
  g_strlcpy (out,
             isnan (value) ? "\342\200\223"
             : value < 0   ? MINUS "\342\210\236"
                           : "\342\210\236",
             WB_NUMBER_SIZE);
  return TRUE;
}

static gboolean
has_digit_but_zero (const char *digits)
{
  return digits[strcspn (digits, "123456789")] != '\0';
}

static const char *
get_item (nl_item item, const char *otherwise)
{
  const char *text = nl_langinfo (item);

  return *text != '\0' && g_utf8_validate (text, -1, NULL) ? text : otherwise;
}

/* A locale that has nothing between thousands gets what suits its point. */
static const char *
get_thousands_separator (void)
{
  gboolean comma = g_str_equal (get_item (RADIXCHAR, "."), ",");

  return get_item (THOUSEP, comma ? "." : ",");
}

static void
append_whole (GString *to, const char *digits, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (to, get_thousands_separator ());
      g_string_append_c (to, digits[i]);
    }
}

/* The exponent of "1e-07" without its zeros. */
static void
append_exponent (GString *to, const char *digits)
{
  gint64 exponent = g_ascii_strtoll (digits, NULL, 10);

  g_string_append_printf (to, "e%s%" G_GINT64_FORMAT, exponent < 0 ? MINUS : "", ABS (exponent));
}

static gboolean
is_number (const char *ascii)
{
  char *end;

  g_ascii_strtod (ascii, &end);
  return end != ascii && *end == '\0' && strspn (ascii, "-0123456789.e+") == strlen (ascii);
}

void
wb_number_localize (char out[WB_NUMBER_SIZE], const char *ascii)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *digits = ascii + (*ascii == '-');
  gsize whole = strspn (digits, "0123456789");

  if (is_number (ascii))
    {
      g_string_append (text, *ascii == '-' && has_digit_but_zero (digits) ? MINUS : "");
      append_whole (text, digits, whole);
      digits += whole;
      if (*digits == '.')
        {
          g_string_append (text, get_item (RADIXCHAR, "."));
          digits++;
        }
      whole = strspn (digits, "0123456789");
      g_string_append_len (text, digits, (gssize) whole);
      if (digits[whole] == 'e')
        append_exponent (text, digits + whole + 1);
    }
  g_strlcpy (out, is_number (ascii) ? text->str : ascii, WB_NUMBER_SIZE);
}

/* @form: of printf: 'f', 'e' or 'g' */
static void
format (char out[WB_NUMBER_SIZE], double value, char form, int digits)
{
  char pattern[8], ascii[WB_NUMBER_SIZE];

  if (format_special (out, value))
    return;
  g_snprintf (pattern, sizeof pattern, "%%.%d%c", digits, form);
  g_ascii_formatd (ascii, sizeof ascii, pattern, value);
  wb_number_localize (out, ascii);
}

void
wb_number_format (char out[WB_NUMBER_SIZE], double value, int decimals)
{
  if (fabs (value) >= 1e15)
    wb_number_format_scientific (out, value, 2);
  else
    format (out, value, 'f', CLAMP (decimals, 0, 12));
}

void
wb_number_format_scientific (char out[WB_NUMBER_SIZE], double value, int decimals)
{
  format (out, value, 'e', CLAMP (decimals, 0, 12));
}

void
wb_number_format_digits (char out[WB_NUMBER_SIZE], double value, int digits)
{
  format (out, value, 'g', CLAMP (digits, 1, 12));
}

void
wb_number_format_loss (char out[WB_NUMBER_SIZE], double value)
{
  double size = fabs (value);

  if (size > 0 && size < 0.00095)
    wb_number_format_scientific (out, value, 2);
  else
    wb_number_format (out, value, size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : 1);
}

char *
wb_number_to_ascii (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, get_item (RADIXCHAR, "."), 2);

  return g_strjoinv (".", parts);
}
