/* SPDX-License-Identifier: MIT */
/* The list of what was skipped: names and reasons may hold all that CSV quotes. */
#include "app/data/skipped-csv.h"

static void
test_quotes (void)
{
  const DsSkipped skipped[] = {
    { (char *) "plain.png", (char *) "it is no image" },
    { (char *) "a, \"b\".png", (char *) "two\nlines" },
  };
  const DsReport report = { .n_skipped = 2, .skipped = skipped };
  g_autofree char *csv = wb_skipped_to_csv (&report);

  g_assert_cmpstr (csv, ==,
                   "name,reason\n\"plain.png\",\"it is no image\"\n"
                   "\"a, \"\"b\"\".png\",\"two\nlines\"\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/skipped-csv/quotes", test_quotes);
  return g_test_run ();
}
