/* SPDX-License-Identifier: MIT */
/* Numbers in windows and figures, where no locale is set. */
#include <math.h>

#include "app/number.h"

static void
check (double value, int decimals, const char *expected)
{
  char text[WB_NUMBER_SIZE];

  wb_number_format (text, value, decimals);
  g_assert_cmpstr (text, ==, expected);
}

static void
check_loss (double value, const char *expected)
{
  char text[WB_NUMBER_SIZE];

  wb_number_format_loss (text, value);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_thousands (void)
{
  check (999, 0, "999");
  check (1234.5, 2, "1,234.50");
  check (12345, 0, "12,345");
  check (-1234567, 0, "−1,234,567");
  check (999999.96, 1, "1,000,000.0");
  check (2e15, 0, "2.00e15");
}

static void
test_zero (void)
{
  check (-0.5, 1, "−0.5");
  check (-0.04, 1, "0.0");
  check (-0.0, 0, "0");
}

static void
test_special (void)
{
  check (NAN, 2, "–");
  check (INFINITY, 2, "∞");
  check (-INFINITY, 2, "−∞");
}

static void
test_loss (void)
{
  check_loss (0, "0.0000");
  check_loss (0.0955, "0.0955");
  check_loss (0.00951, "0.0095");
  check_loss (0.0000321, "3.21e−5");
  check_loss (1.2344, "1.234");
  check_loss (14.144, "14.14");
  check_loss (141.44, "141.4");
}

static void
test_localize (void)
{
  static const char *const cases[][2] = {
    { "-1234.5e-07", "−1,234.5e−7" },
    { "784", "784" },
    { "12,3", "12,3" },
    { "relu", "relu" },
    { "-0.00", "0.00" },
    { "-0.01", "−0.01" },
    { "", "" },
    { "inf", "inf" },
  };
  char text[WB_NUMBER_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      wb_number_localize (text, cases[i][0]);
      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/thousands", test_thousands);
  g_test_add_func ("/number/zero", test_zero);
  g_test_add_func ("/number/special", test_special);
  g_test_add_func ("/number/loss", test_loss);
  g_test_add_func ("/number/localize", test_localize);
  return g_test_run ();
}
