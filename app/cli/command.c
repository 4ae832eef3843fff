/* SPDX-License-Identifier: MIT */
/* The command registry: the rows of cli/meson.build, in their order, and the
 * help that is written from them.
 */
#include "app/cli/command.h"

#include <string.h>

#include "app/cli/nearest.h"

#define ROW(name) extern const WbCliCommand wb_cli_##name;
#include "app/cli/command-list.h"
#undef ROW

static const WbCliCommand *const commands[] = {
#define ROW(name) &wb_cli_##name,
#include "app/cli/command-list.h"
#undef ROW
  NULL,
};

/** Every command in the order of the help, ended by NULL; (transfer none). */
const WbCliCommand *const *
wb_cli_commands (void)
{
  return commands;
}

/** The command called @name, or NULL with WB_CLI_USAGE that suggests another; (transfer none). */
const WbCliCommand *
wb_cli_command_find (const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (commands)] = { NULL };
  g_autofree char *hint = NULL;

  for (guint i = 0; commands[i] != NULL; i++)
    {
      if (strcmp (commands[i]->name, name) == 0)
        return commands[i];
      names[i] = commands[i]->name;
    }
  hint = wb_cli_suggest (name, names);
  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "There is no command “%s”.%s", name, hint);
  return NULL;
}

static void
describe_option (GString *text, const WbCliOption *option)
{
  g_autofree char *letter = option->letter != 0 ? g_strdup_printf ("-%c, ", option->letter)
                                                : g_strdup ("    ");
  g_autofree char *left = g_strconcat (letter, "--", option->name,
                                       option->value != NULL ? " " : "",
                                       option->value != NULL ? option->value : "", NULL);

  g_string_append_printf (text, "  %-26s %s\n", left, option->help);
}

/** The help of one command; (transfer full). */
char *
wb_cli_command_describe (const WbCliCommand *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "usage: hourglass-cli %s%s%s [OPTIONS]\n\n%s\n", self->name,
                          self->grammar.max_words > 0 ? " " : "", self->grammar.words,
                          self->summary);
  if (self->details != NULL)
    g_string_append_printf (text, "\n%s\n", self->details);
  g_string_append (text, "\noptions:\n");
  for (const WbCliOption *option = self->grammar.options; option->name != NULL; option++)
    describe_option (text, option);
  g_string_append_printf (text, "  %-26s %s\n", "    --help", "this text");
  return g_string_free (text, FALSE);
}

/** The help of the whole program; (transfer full). */
char *
wb_cli_describe (void)
{
  GString *text = g_string_new (
    "usage: hourglass-cli COMMAND [ARGUMENTS]\n"
    "\n"
    "Designs, trains and uses autoencoders without a window.\n"
    "\n"
    "commands:\n");

  for (guint i = 0; commands[i] != NULL; i++)
    g_string_append_printf (text, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
  g_string_append (text,
                   "\n"
                   "DATA is a path to a file or folder, or built-in: digits that are drawn.\n"
                   "Exit codes: 0 done, 1 failed, 2 wrong use.\n"
                   "\n"
                   "hourglass-cli COMMAND --help tells more about a command.\n"
                   "hourglass-cli --version prints the version.\n");
  return g_string_free (text, FALSE);
}
