/* SPDX-License-Identifier: MIT */
/* manual: the man page, written from the tables that the help is written from. */
#include <stdio.h>

#include "app/cli/command.h"

/* Text for troff: its escape character, its dashes, and what begins a request in the
 * first column. */
static void
append (GString *page, const char *text)
{
  gboolean first = TRUE;

  for (const char *c = text; *c != '\0'; c++)
    {
      if (first && (*c == '.' || *c == '\''))
        g_string_append (page, "\\&");
      first = *c == '\n';
      if (*c == '\\')
        g_string_append (page, "\\e");
      else if (*c == '-')
        g_string_append (page, "\\-");
      else
        g_string_append_c (page, *c);
    }
}

static void
append_name (GString *page, const char *dashes, const char *name)
{
  g_string_append (page, "\\fB");
  append (page, dashes);
  append (page, name);
  g_string_append (page, "\\fR");
}

static void
append_option (GString *page, const WbCliOption *option)
{
  char letter[] = { option->letter, '\0' };
  g_autofree char *help = wb_cli_option_describe (option);

  g_string_append (page, ".TP\n");
  if (option->letter != 0)
    {
      append_name (page, "-", letter);
      g_string_append (page, ", ");
    }
  append_name (page, option->kind == WB_CLI_SWITCH ? "--[no-]" : "--", option->name);
  if (option->value != NULL)
    {
      g_string_append (page, " \\fI");
      append (page, option->value);
      g_string_append (page, "\\fR");
    }
  g_string_append_c (page, '\n');
  append (page, help);
  g_string_append_c (page, '\n');
}

static void
append_options (GString *page, const WbCliOption *options)
{
  for (; options->name != NULL; options++)
    append_option (page, options);
}

static void
append_rows (GString *page, const WbCliCommand *command)
{
  const char *name;
  char *text;

  g_string_append (page, ".PP\n");
  append (page, command->rows_title);
  g_string_append (page, ":\n");
  for (guint i = 0; command->get_row (i, &name, &text); i++)
    {
      g_string_append (page, ".TP\n");
      append_name (page, "", name);
      g_string_append_c (page, '\n');
      append (page, text);
      g_string_append_c (page, '\n');
      g_free (text);
    }
}

static void
append_command (GString *page, const WbCliCommand *command)
{
  g_string_append (page, ".SS ");
  append (page, command->name);
  g_string_append_c (page, ' ');
  append (page, command->grammar.words);
  g_string_append_c (page, '\n');
  append (page, command->summary);
  g_string_append (page, ".\n");
  if (command->details != NULL)
    {
      g_string_append (page, ".PP\n");
      append (page, command->details);
      g_string_append_c (page, '\n');
    }
  append_options (page, command->grammar.options);
  if (command->get_row != NULL)
    append_rows (page, command);
}

/* The options that say how data are read stand once, not at each command that takes them. */
static void
append_shared (GString *page)
{
  for (guint i = 0; wb_cli_commands ()[i] != NULL; i++)
    if (wb_cli_commands ()[i]->grammar.more_options != NULL)
      {
        g_string_append (page, ".SH HOW DATA ARE READ\n"
                               "Commands that take DATA have these options, too, for what the\n"
                               "contents do not say.\n");
        append_options (page, wb_cli_commands ()[i]->grammar.more_options ());
        return;
      }
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  g_autoptr (GString) page = g_string_new (
    ".TH HOURGLASS\\-CLI 1 \"\" \"Hourglass " HG_VERSION "\" \"User Commands\"\n"
    ".SH NAME\n"
    "hourglass\\-cli \\- designs, trains and uses autoencoders without a window\n"
    ".SH SYNOPSIS\n"
    ".B hourglass\\-cli\n"
    "\\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n"
    ".SH DESCRIPTION\n"
    "DATA is a path to a file or folder, a name that \\fBhourglass\\-cli data\\fR lists, or\n"
    "built\\-in: digits that are drawn. TEMPLATE is a name that \\fBhourglass\\-cli templates\\fR\n"
    "lists.\n"
    ".SH COMMANDS\n");

  for (guint i = 0; wb_cli_commands ()[i] != NULL; i++)
    append_command (page, wb_cli_commands ()[i]);
  append_shared (page);
  g_string_append (page, ".SH EXIT STATUS\n"
                         "0 done, 1 failed, 2 wrong use.\n");
  fputs (page->str, stdout);
  return TRUE;
}

static const WbCliOption options[] = { { NULL } };

const WbCliCommand wb_cli_manual = {
  .name = "manual",
  .grammar = { "", 0, 0, options },
  .summary = "prints the man page",
  .run = run,
};
