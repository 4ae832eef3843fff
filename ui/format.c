/* SPDX-License-Identifier: MIT */
/* Formatting of numbers for people; see the header. */
#include "ui/format.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <langinfo.h>
#include <math.h>
#include <string.h>

#include "app/figures/line-chart.h"
#include "app/number.h"

/* The marks around a piece with a direction of its own. */
#define FROM_LEFT "\342\201\246"
#define TO_END    "\342\201\251"

/* Where words run from right to left, keeps what is not a word from left to
 * right. */
static char *
isolate (const char *text)
{
  if (gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL)
    return g_strconcat (FROM_LEFT, text, TO_END, NULL);
  return g_strdup (text);
}

char *
hg_format_shape (const AeShape *shape)
{
  g_autofree char *text = ae_shape_to_string (shape);

  return isolate (text);
}

char *
hg_format_series (const AeShape *shape)
{
  guint steps = shape->dims[0], n_features = shape->dims[1];
  g_autofree char *series = NULL, *features = NULL;

  if (wb_picture_get_kind (shape) != WB_PICTURE_SERIES)
    return g_strdup ("");
  series = g_strdup_printf (ngettext ("Series of %u step", "Series of %u steps", steps), steps);
  if (n_features == 1)
    return g_steal_pointer (&series);
  features = g_strdup_printf (ngettext ("%s, %u feature", "%s, %u features", n_features), series,
                              n_features);
  if (n_features <= WB_LINE_CHART_FEATURES)
    return g_steal_pointer (&features);
  return g_strdup_printf (_ ("%s, the first %u shown"), features, WB_LINE_CHART_FEATURES);
}

char *
hg_format_real (double value, const char *format)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE], text[WB_NUMBER_SIZE];

  wb_number_localize (text, g_ascii_formatd (digits, sizeof digits, format, value));
  return g_strdup (text);
}

char *
hg_format_count (guint64 count)
{
  return hg_format_real ((double) count, "%.0f");
}

char *
hg_format_rate (double per_second)
{
  static const char *const units[] = { "", "k", "M", "G" };
  g_autofree char *digits = NULL;
  guint unit = 0;

  while (per_second >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      per_second /= 1000;
      unit++;
    }
  digits = hg_format_real (per_second, unit > 0 && per_second < 99.5 ? "%.1f" : "%.0f");
  return g_strconcat (digits, units[unit], NULL);
}

char *
hg_format_duration (double seconds)
{
  gint64 whole = isfinite (seconds) ? (gint64) (CLAMP (seconds, 0, 1e8) + .5) : 0;

  if (whole >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (whole / 3600), (int) (whole / 60 % 60),
                            (int) (whole % 60));
  return g_strdup_printf ("%d:%02d", (int) (whole / 60), (int) (whole % 60));
}

char *
hg_format_share (double share)
{
  g_autofree char *text = share > 0 && share < .005
                            ? g_strdup ("< 1 %")
                            : g_strdup_printf ("%d %%", (int) (100 * CLAMP (share, 0, 1) + .5));

  return isolate (text);
}

char *
hg_format_path (const char *path)
{
  const char *home = g_get_home_dir ();
  g_autofree char *shown = NULL;

  if (!g_str_has_prefix (path, home) || (path[strlen (home)] != '/' && path[strlen (home)] != '\0'))
    return g_filename_display_name (path);
  shown = g_filename_display_name (path + strlen (home));
  return g_strconcat ("~", shown, NULL);
}

char *
hg_format_loss (double loss)
{
  double size = fabs (loss);

  if (!isfinite (loss))
    return g_strdup ("–");
  return hg_format_real (loss, size >= 100  ? "%.1f"
                               : size >= 10 ? "%.2f"
                               : size >= 1  ? "%.3f"
                                            : "%.4f");
}

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);

  return g_strjoinv (to, parts);
}

static const char *
get_point (void)
{
  const char *point = nl_langinfo (RADIXCHAR);

  return *point != '\0' ? point : ".";
}

char *
hg_format_typed (double value, const char *format)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  return replace (g_ascii_formatd (digits, sizeof digits, format, value), ".", get_point ());
}
