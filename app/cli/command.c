/* SPDX-License-Identifier: MIT */
/* The command registry: the rows of cli/meson.build, in their order, and the
 * help that is written from them.
 */
#include "app/cli/command.h"

#include <string.h>

#include "app/cli/nearest.h"

#define WIDTH       78
#define HELP_COLUMN 29

#define ROW(name) extern const WbCliCommand wb_cli_##name;
#include "app/cli/command-list.h"
#undef ROW

static const WbCliCommand *const commands[] = {
#define ROW(name) &wb_cli_##name,
#include "app/cli/command-list.h"
#undef ROW
  NULL,
};

const WbCliCommand *const *
wb_cli_commands (void)
{
  return commands;
}

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

/* Wraps @words, of which the first begin in @column, to WIDTH columns. */
static void
append_wrapped (GString *text, const char *words, glong column)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  glong place = column;

  for (guint i = 0; list[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (list[i], -1);

      if (i > 0 && place + 1 + length > WIDTH)
        {
          g_string_append_printf (text, "\n%*s", HELP_COLUMN, "");
          place = HELP_COLUMN;
        }
      else if (i > 0)
        {
          g_string_append_c (text, ' ');
          place++;
        }
      g_string_append (text, list[i]);
      place += length;
    }
  g_string_append_c (text, '\n');
}

char *
wb_cli_option_describe (const WbCliOption *option)
{
  g_autofree char *names = option->names != NULL ? g_strjoinv (", ", (char **) option->names)
                                                 : NULL;

  return g_strconcat (names != NULL ? names : "", names != NULL && option->help != NULL ? "; " : "",
                      option->help != NULL ? option->help : "", NULL);
}

static void
describe_option (GString *text, const WbCliOption *option)
{
  g_autofree char *letter = option->letter != 0 ? g_strdup_printf ("-%c, ", option->letter)
                                                : g_strdup ("    ");
  g_autofree char *left = g_strconcat (letter, "--", option->kind == WB_CLI_SWITCH ? "[no-]" : "",
                                       option->name, option->value != NULL ? " " : "",
                                       option->value != NULL ? option->value : "", NULL);
  g_autofree char *help = wb_cli_option_describe (option);

  g_string_append_printf (text, "  %-26s ", left);
  append_wrapped (text, help, MAX (HELP_COLUMN, 3 + g_utf8_strlen (left, -1)));
}

static void
describe_options (GString *text, const char *title, const WbCliOption *options)
{
  g_string_append_printf (text, "\n%s:\n", title);
  for (; options->name != NULL; options++)
    describe_option (text, options);
}

static void
describe_rows (GString *text, const WbCliCommand *self)
{
  const char *name;
  char *words;

  g_string_append_printf (text, "\n%s:\n", self->rows_title);
  for (guint i = 0; self->get_row (i, &name, &words); i++)
    {
      g_string_append_printf (text, "  %-26s ", name);
      append_wrapped (text, words, HELP_COLUMN);
      g_free (words);
    }
}

char *
wb_cli_command_describe (const WbCliCommand *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "usage: hourglass-cli %s%s%s [OPTIONS]\n\n%s\n", self->name,
                          self->grammar.max_words > 0 ? " " : "", self->grammar.words,
                          self->summary);
  if (self->details != NULL)
    g_string_append_printf (text, "\n%s\n", self->details);
  describe_options (text, "options", self->grammar.options);
  g_string_append_printf (text, "  %-26s %s\n", "    --help", "this text");
  if (self->get_row != NULL)
    describe_rows (text, self);
  if (self->grammar.more_options != NULL)
    describe_options (text, "how DATA are read, where their contents do not say",
                      self->grammar.more_options ());
  return g_string_free (text, FALSE);
}

char *
wb_cli_describe (void)
{
  GString *text = g_string_new ("usage: hourglass-cli COMMAND [ARGUMENTS]\n"
                                "\n"
                                "Designs, trains and uses autoencoders without a window.\n"
                                "\n"
                                "commands:\n");

  for (guint i = 0; commands[i] != NULL; i++)
    g_string_append_printf (text, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
  g_string_append (
    text, "\n"
          "DATA is a path to a file or folder, a name that “hourglass-cli data” lists, or\n"
          "built-in: digits that are drawn.\n"
          "Exit codes: 0 done, 1 failed, 2 wrong use.\n"
          "\n"
          "hourglass-cli COMMAND --help tells more about a command.\n"
          "hourglass-cli --version prints the version.\n");
  return g_string_free (text, FALSE);
}
