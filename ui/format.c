/* SPDX-License-Identifier: MIT */
/* Formatting of numbers for people; see the header. */
#include "ui/format.h"

#include <math.h>
#include <string.h>

/**
 * hg_format_count:
 *
 * Returns: (transfer full): "12,544"
 */
char *
hg_format_count (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  GString *text = g_string_new (NULL);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

/**
 * hg_format_rate:
 *
 * Returns: (transfer full): "950", "14.8k", "148k", "1.2M"
 */
char *
hg_format_rate (double per_second)
{
  static const char *const units[] = { "", "k", "M", "G" };
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  guint unit = 0;

  while (per_second >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      per_second /= 1000;
      unit++;
    }
  g_ascii_formatd (digits, sizeof digits,
                   unit > 0 && per_second < 99.5 ? "%.1f" : "%.0f", per_second);
  return g_strconcat (digits, units[unit], NULL);
}

/**
 * hg_format_duration:
 *
 * Returns: (transfer full): "0:15", "1:02:03"
 */
char *
hg_format_duration (double seconds)
{
  gint64 whole = isfinite (seconds) ? (gint64) (CLAMP (seconds, 0, 1e8) + .5)
                                    : 0;

  if (whole >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (whole / 3600),
                            (int) (whole / 60 % 60), (int) (whole % 60));
  return g_strdup_printf ("%d:%02d", (int) (whole / 60), (int) (whole % 60));
}

/**
 * hg_format_share:
 * @share: from 0 to 1
 *
 * Returns: (transfer full): "0 %", "< 1 %", "23 %"
 */
char *
hg_format_share (double share)
{
  if (share > 0 && share < .005)
    return g_strdup ("< 1 %");
  return g_strdup_printf ("%d %%", (int) (100 * CLAMP (share, 0, 1) + .5));
}

/**
 * hg_format_loss:
 *
 * Returns: (transfer full): four significant digits: "0.0985", "153.3"
 */
char *
hg_format_loss (double loss)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double size = fabs (loss);

  if (!isfinite (loss))
    return g_strdup ("–");
  g_ascii_formatd (digits, sizeof digits,
                   size >= 100  ? "%.1f"
                   : size >= 10 ? "%.2f"
                   : size >= 1  ? "%.3f"
                                : "%.4f",
                   loss);
  return g_strdup (digits);
}
