/* SPDX-License-Identifier: MIT */
/* Numbers and words as the command line writes them. */
#include <math.h>

#include "app/cli/output.h"

static void
take (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

/* What is left is rounded up: "0:00" is said of nothing alone. */
static void
test_time (void)
{
  take (wb_cli_time_to_text (0), "0:00");
  take (wb_cli_time_to_text (0.1), "0:01");
  take (wb_cli_time_to_text (59.1), "1:00");
  take (wb_cli_time_to_text (750), "12:30");
  take (wb_cli_time_to_text (3599), "59:59");
  take (wb_cli_time_to_text (3723), "1:02:03");
  take (wb_cli_time_to_text (86399), "23:59:59");
  take (wb_cli_time_to_text (-3), "0:00");
}

static void
test_rate (void)
{
  take (wb_cli_rate_to_text (0), "0");
  take (wb_cli_rate_to_text (830), "830");
  take (wb_cli_rate_to_text (994), "994");
  take (wb_cli_rate_to_text (996), "1.0k");
  take (wb_cli_rate_to_text (5230), "5.2k");
  take (wb_cli_rate_to_text (9949), "9.9k");
  take (wb_cli_rate_to_text (9960), "10k");
  take (wb_cli_rate_to_text (231400), "231k");
}

static void
test_count (void)
{
  take (wb_cli_count_to_text (0), "0");
  take (wb_cli_count_to_text (999), "999");
  take (wb_cli_count_to_text (1000), "1,000");
  take (wb_cli_count_to_text (60000), "60,000");
  take (wb_cli_count_to_text (123456), "123,456");
  take (wb_cli_count_to_text (1234567), "1,234,567");
}

static void
test_loss (void)
{
  take (wb_cli_loss_to_text (0.09546), "0.09546");
  take (wb_cli_loss_to_text (0.5), "0.5000");
  take (wb_cli_loss_to_text (153.26), "153.3");
  take (wb_cli_loss_to_text (NAN), "–");
}

/* A terminal gets no command out of a file's name. */
static void
test_clean (void)
{
  take (wb_cli_clean ("a\tb\nÄ"), "a\tb\nÄ");
  take (wb_cli_clean ("a\033[2Jb"), "a\357\277\275[2Jb");
  take (wb_cli_clean ("\342\200\256gnp"), "\357\277\275gnp");
  take (wb_cli_clean ("\377"), "\357\277\275");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/output/time", test_time);
  g_test_add_func ("/output/rate", test_rate);
  g_test_add_func ("/output/count", test_count);
  g_test_add_func ("/output/loss", test_loss);
  g_test_add_func ("/output/clean", test_clean);
  return g_test_run ();
}
