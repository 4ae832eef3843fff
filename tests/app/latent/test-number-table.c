/* SPDX-License-Identifier: MIT */
/* Numbers as text: names, order, and every digit that a float has. */
#include "app/latent/number-table.h"

static void
test_columns (void)
{
  const float places[] = { 1, 2.5f, -3, 0.1f }, codes[] = { 7, 8 };
  g_autofree char *text = wb_number_table_to_csv (
    2, 3, (WbColumns[]) { { "z", 2, places }, { "none", 0, NULL }, { "row", 1, codes } });

  g_assert_cmpstr (text, ==, "z1,z2,row\n1,2.5,7\n-3,0.100000001,8\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number-table/columns", test_columns);
  return g_test_run ();
}
