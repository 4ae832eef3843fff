/* SPDX-License-Identifier: MIT */
/* hourglass-cli: finds the command, reads its arguments, runs it, and turns the
 * outcome into an exit code: 0 done, 1 failed, 2 wrong use. The locale is never
 * asked for, so that every number is read and written with a full stop.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/command.h"
#include "app/cli/data-names.h"
#include "app/cli/interrupt.h"
#include "app/cli/output-file.h"
#include "app/cli/output.h"
#include "engine/kernels.h"

enum
{
  EXIT_DONE = 0,
  EXIT_FAILED = 1,
  EXIT_WRONG_USE = 2,
};

static int
print (char *text)
{
  fputs (text, stdout);
  g_free (text);
  return EXIT_DONE;
}

static int
complain (const WbCliCommand *command, const GError *error)
{
  gboolean usage = g_error_matches (error, WB_CLI_ERROR, WB_CLI_USAGE);

  wb_cli_print (stderr, "hourglass-cli: %s\n", error->message);
  if (usage && command != NULL)
    fprintf (stderr, "See “hourglass-cli %s --help”.\n", command->name);
  else if (usage)
    fputs ("See “hourglass-cli --help”.\n", stderr);
  return usage ? EXIT_WRONG_USE : EXIT_FAILED;
}

static gboolean
asks_for_help (const char *word)
{
  return strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0;
}

static gboolean
wants_help (const char *const *words)
{
  for (; *words != NULL && strcmp (*words, "--") != 0; words++)
    if (asks_for_help (*words))
      return TRUE;
  return FALSE;
}

static int
run_command (const WbCliCommand *command, const char *const *words)
{
  g_autoptr (WbArguments) arguments = NULL;
  g_autoptr (GError) error = NULL;

  if (wants_help (words))
    return print (wb_cli_command_describe (command));
  if (ae_kernels_get_problem () != NULL)
    wb_cli_print (stderr, "hourglass-cli: %s\n", ae_kernels_get_problem ());
  arguments = wb_arguments_parse (&command->grammar, words, &error);
  if (arguments == NULL || !wb_cli_find_named_data (arguments, &error)
      || !wb_cli_check_overwrites (arguments, &error) || !command->run (arguments, &error))
    return complain (command, error);
  return EXIT_DONE;
}

static int
run_words (const char *const *words)
{
  const WbCliCommand *command;
  g_autoptr (GError) error = NULL;

  if (words[0] == NULL)
    {
      g_autofree char *text = wb_cli_describe ();

      fputs (text, stderr);
      return EXIT_WRONG_USE;
    }
  if (strcmp (words[0], "--version") == 0)
    return print (g_strdup ("hourglass-cli " HG_VERSION "\n"));
  if (asks_for_help (words[0]) || (strcmp (words[0], "help") == 0 && words[1] == NULL))
    return print (wb_cli_describe ());
  if (strcmp (words[0], "help") == 0)
    {
      command = wb_cli_command_find (words[1], &error);
      return command != NULL ? print (wb_cli_command_describe (command)) : complain (NULL, error);
    }
  command = wb_cli_command_find (words[0], &error);
  return command != NULL ? run_command (command, words + 1) : complain (NULL, error);
}

/* What was printed must have arrived, and an interruption is passed on. */
static int
end (int code)
{
  gboolean lost = fflush (stdout) != 0 || ferror (stdout) != 0;

  if (lost && !wb_interrupt_came ())
    fputs ("hourglass-cli: The output could not be written completely. Is the disk full?\n",
           stderr);
  wb_interrupt_end ();
  lost = lost || ferror (stderr) != 0;
  return code == EXIT_DONE && lost ? EXIT_FAILED : code;
}

/* A file that may not grow is an error like a full disk, not the end. */
int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN);
  return end (run_words ((const char *const *) argv + 1));
}
