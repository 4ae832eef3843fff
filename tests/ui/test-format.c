/* SPDX-License-Identifier: MIT */
/* Numbers as the window shows them, without a display. */
#include <locale.h>
#include <math.h>

#include "app/number.h"
#include "ui/format.h"

static void
take (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_duration (void)
{
  static const struct
  {
    double seconds;
    const char *text;
  } cases[] = {
    { 0, "0:00" },           { 0.4, "0:00" },     { 0.5, "0:01" },     { 59.4, "0:59" },
    { 59.5, "1:00" },        { 60, "1:00" },      { 754, "12:34" },    { 3599.4, "59:59" },
    { 3599.5, "1:00:00" },   { 3723, "1:02:03" }, { 7322, "2:02:02" }, { 86399, "23:59:59" },
    { 360000, "100:00:00" }, { -5, "0:00" },      { NAN, "0:00" },     { INFINITY, "0:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    take (hg_format_duration (cases[i].seconds), cases[i].text);
}

static void
test_rate (void)
{
  static const struct
  {
    double rate;
    const char *text;
  } cases[] = {
    { 0, "0" },        { 5.4, "5" },       { 100, "100" },     { 950, "950" },
    { 999.4, "999" },  { 999.6, "1.0k" },  { 14800, "14.8k" }, { 99400, "99.4k" },
    { 99600, "100k" }, { 148000, "148k" }, { 999600, "1.0M" }, { 1.2e6, "1.2M" },
    { 3.4e9, "3.4G" }, { 5e12, "5,000G" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    take (hg_format_rate (cases[i].rate), cases[i].text);
}

static void
test_share (void)
{
  take (hg_format_share (0), "0 %");
  take (hg_format_share (0.0049), "< 1 %");
  take (hg_format_share (0.0051), "1 %");
  take (hg_format_share (0.234), "23 %");
  take (hg_format_share (0.235), "24 %");
  take (hg_format_share (1), "100 %");
}

static void
test_series (void)
{
  take (hg_format_series (&AE_SHAPE (2, 140, 1)), "Series of 140 steps");
  take (hg_format_series (&AE_SHAPE (2, 24, 3)), "Series of 24 steps, 3 features");
  take (hg_format_series (&AE_SHAPE (2, 24, 12)),
        "Series of 24 steps, 12 features, the first 8 shown");
  take (hg_format_series (&AE_SHAPE (3, 28, 28, 1)), "");
  take (hg_format_series (&AE_SHAPE (1, 784)), "");
}

static void
test_loss (void)
{
  take (hg_format_loss (0.09854), "0.0985");
  take (hg_format_loss (0.99994), "0.9999");
  take (hg_format_loss (1.2345), "1.234");
  take (hg_format_loss (12.345), "12.35");
  take (hg_format_loss (153.26), "153.3");
  take (hg_format_loss (-12.346), "−12.35");
  take (hg_format_loss (NAN), "–");
  take (hg_format_loss (INFINITY), "–");
}

static void
test_others (void)
{
  take (hg_format_shape (&AE_SHAPE (3, 28, 28, 16)), "28×28×16");
  take (hg_format_count (0), "0");
  take (hg_format_count (12544), "12,544");
  take (hg_format_count (1000000), "1,000,000");
  take (hg_format_real (-0.0104, "%.2f"), "−0.01");
  take (hg_format_real (-0.001, "%.2f"), "0.00");
  take (hg_format_real (2.5e-7, "%.3g"), "2.5e−7");
  take (hg_format_typed (1234.5, "%.1f"), "1234.5");
  take (wb_number_to_ascii ("0.25"), "0.25");
}

/* What a person types where the point is a comma. */
static void
test_comma (void)
{
  static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "nl_NL.UTF-8" };
  const char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names) && found == NULL; i++)
    found = setlocale (LC_ALL, names[i]);
  if (found == NULL)
    {
      g_test_skip ("no locale with a comma is installed");
      return;
    }
  take (hg_format_typed (1234.5, "%.1f"), "1234,5");
  take (wb_number_to_ascii ("0,25"), "0.25");
  setlocale (LC_ALL, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/duration", test_duration);
  g_test_add_func ("/format/rate", test_rate);
  g_test_add_func ("/format/share", test_share);
  g_test_add_func ("/format/loss", test_loss);
  g_test_add_func ("/format/series", test_series);
  g_test_add_func ("/format/others", test_others);
  g_test_add_func ("/format/comma", test_comma);
  return g_test_run ();
}
