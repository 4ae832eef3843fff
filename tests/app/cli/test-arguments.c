/* SPDX-License-Identifier: MIT */
/* What may stand behind a command, word by word. */
#include "app/cli/arguments.h"
#include "app/cli/nearest.h"

#include <string.h>

static const WbCliOption options[] = {
  { "force", 'f', WB_CLI_FLAG, NULL, 0, 0, "overwrite" },
  { "output", 'o', WB_CLI_TEXT, "FILE", 0, 0, "where to" },
  { "epochs", 'e', WB_CLI_INT, "N", 1, 1000, "how long" },
  { "rate", 0, WB_CLI_REAL, "RATE", 0, 10, "how fast" },
  { NULL },
};

static const WbCliOption more[] = {
  { "grey", 0, WB_CLI_SWITCH, NULL, 0, 0, "without colours" },
  { NULL },
};

static const WbCliOption *
get_more (void)
{
  return more;
}

static const WbCliGrammar grammar = { "FILE", 1, 2, options, .more_options = get_more };

/* The line as words; it is refused where there is an error. */
static WbArguments *
parse (const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  return wb_arguments_parse (&grammar, (const char *const *) words, error);
}

static void
refused (const char *line, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbArguments) arguments = parse (line, &error);

  g_assert_null (arguments);
  g_assert_error (error, WB_CLI_ERROR, WB_CLI_USAGE);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” says “%s” instead of “%s”", line, error->message, says);
}

static void
test_forms (void)
{
  static const char *const lines[] = {
    "a --output b --epochs 7 --rate 0.5 --force",
    "--output=b --epochs=7 --rate=0.5 -f a",
    "-o b -e 7 a -f --rate 5e-1",
    "-ob -e7 -f --rate=.5 a",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbArguments) arguments = parse (lines[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (wb_arguments_get_n_words (arguments), ==, 1);
      g_assert_cmpstr (wb_arguments_get_word (arguments, 0), ==, "a");
      g_assert_cmpstr (wb_arguments_get_text (arguments, "output"), ==, "b");
      g_assert_cmpint (wb_arguments_get_int (arguments, "epochs", 3), ==, 7);
      g_assert_cmpfloat (wb_arguments_get_real (arguments, "rate", 3), ==, 0.5);
      g_assert_true (wb_arguments_has (arguments, "force"));
    }
}

static void
test_left_out (void)
{
  g_autoptr (WbArguments) arguments = parse ("a -", NULL);

  g_assert_cmpuint (wb_arguments_get_n_words (arguments), ==, 2);
  g_assert_cmpstr (wb_arguments_get_word (arguments, 1), ==, "-");
  g_assert_null (wb_arguments_get_word (arguments, 2));
  g_assert_null (wb_arguments_get_text (arguments, "output"));
  g_assert_cmpint (wb_arguments_get_int (arguments, "epochs", 3), ==, 3);
  g_assert_cmpfloat (wb_arguments_get_real (arguments, "rate", 0.25), ==, 0.25);
  g_assert_false (wb_arguments_has (arguments, "force"));
}

static void
test_words (void)
{
  g_autoptr (WbArguments) arguments = parse ("-f -- --output -e", NULL);

  g_assert_cmpuint (wb_arguments_get_n_words (arguments), ==, 2);
  g_assert_cmpstr (wb_arguments_get_word (arguments, 0), ==, "--output");
  refused ("-f", "FILE is missing.");
  refused ("a b c", "“c” is one word too many.");
}

static void
test_switches (void)
{
  g_autoptr (WbArguments) on = parse ("a --grey", NULL);
  g_autoptr (WbArguments) off = parse ("a --no-grey", NULL);

  g_assert_cmpstr (wb_arguments_get_text (on, "grey"), ==, "true");
  g_assert_cmpstr (wb_arguments_get_text (off, "grey"), ==, "false");
  refused ("a --grey=true", "--grey takes no value.");
  refused ("a --no-grey --grey", "--grey is given twice.");
  refused ("a --no-force", "There is no option --no-force.");
  refused ("a --no-", "There is no option --no-.");
  refused ("a --gray", "Did you mean --grey?");
}

static void
test_refused (void)
{
  refused ("a --epochs 1 --epochs 2", "--epochs is given twice.");
  refused ("a -f --force", "--force is given twice.");
  refused ("a --force=yes", "--force takes no value.");
  refused ("a --output=", "The FILE of --output is empty.");
  refused ("a --output", "--output needs a value");
  refused ("a --output --force", "--output needs a value");
  refused ("a --epochs 0", "a whole number from 1 to 1000");
  refused ("a --epochs 1001", "a whole number from 1 to 1000");
  refused ("a --epochs 1.5", "a whole number from 1 to 1000");
  refused ("a --rate 10.1", "a number from 0 to 10");
  refused ("a --rate -1", "a number from 0 to 10");
  refused ("a --rate nan", "a number from 0 to 10");
  refused ("a --rate 0,5", "a number from 0 to 10");
  refused ("a --rates 1", "Did you mean");
  refused ("a -x", "There is no option -x.");
}

/* Two letters that changed places are one mistake. */
static void
test_nearest (void)
{
  static const char *const names[] = { "nxx", "new", "info", NULL };

  g_assert_cmpstr (wb_cli_nearest ("nwe", names), ==, "new");
  g_assert_cmpstr (wb_cli_nearest ("INFO", names), ==, "info");
  g_assert_null (wb_cli_nearest ("evaluate", names));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arguments/forms", test_forms);
  g_test_add_func ("/arguments/left-out", test_left_out);
  g_test_add_func ("/arguments/words", test_words);
  g_test_add_func ("/arguments/switches", test_switches);
  g_test_add_func ("/arguments/refused", test_refused);
  g_test_add_func ("/arguments/nearest", test_nearest);
  return g_test_run ();
}
