/* SPDX-License-Identifier: MIT */
/* What of several dropped files is opened, whatever their order; what does not belong
 * together is refused.
 */
#include "app/data/dropped-files.h"

#include <string.h>

#include "app/error.h"

static void
check (const char *wanted, const char *first, const char *second, const char *third)
{
  const char *paths[] = { first, second, third, NULL };
  const char *turned[] = { second, first, third, NULL };
  g_autofree char *chosen = wb_dropped_files_choose (paths, NULL);
  g_autofree char *again = wb_dropped_files_choose (turned, NULL);

  g_assert_cmpstr (chosen, ==, wanted);
  g_assert_cmpstr (again, ==, wanted);
}

static void
test_sets (void)
{
  const char *one[] = { "/d/anything.bin", NULL };
  g_autofree char *alone = wb_dropped_files_choose (one, NULL);

  g_assert_cmpstr (alone, ==, "/d/anything.bin");
  check ("/d/cats", "/d/cats/1.png", "/d/cats/2.jpg", NULL);
  check ("/d/train-images-idx3-ubyte", "/d/t10k-images-idx3-ubyte", "/d/train-images-idx3-ubyte",
         "/d/train-labels-idx1-ubyte");
  check ("/d/train-images-idx3-ubyte.gz", "/d/t10k-images-idx3-ubyte.gz",
         "/d/train-images-idx3-ubyte.gz", NULL);
  check ("/d/x.npy", "/d/x.npy", "/d/y.npy", NULL);
  check ("/d/x_train.npy", "/d/x_test.npy", "/d/x_train.npy", "/d/y_train.npy");
  check ("/d/ECG5000_TRAIN.csv", "/d/ECG5000_TEST.csv", "/d/ECG5000_TRAIN.csv", NULL);
}

static void
check_refused (const char *first, const char *second, const char *word)
{
  const char *paths[] = { first, second, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_dropped_files_choose (paths, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_others (void)
{
  check_refused ("/d/cats/1.png", "/d/dogs/1.png", "different folders");
  check_refused ("/d/a.csv", "/d/b.csv", "one data set");
  check_refused ("/d/x_train.npy", "/e/x_test.npy", "one data set");
  check_refused ("/d/y.npy", "/d/labels.csv", "one data set");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dropped-files/sets", test_sets);
  g_test_add_func ("/dropped-files/others", test_others);
  return g_test_run ();
}
