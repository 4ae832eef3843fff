/* SPDX-License-Identifier: MIT */
/* completion: scripts for shells, written from the tables of commands and options. */
#include <stdio.h>
#include <string.h>

#include "app/cli/command.h"
#include "app/cli/shell-words.h"

typedef void (*OptionFunc) (GString *text, const WbCliCommand *command, const WbCliOption *option);

static void
for_each_option (GString *text, const WbCliCommand *command, OptionFunc each)
{
  const WbCliOption *option;

  for (guint i = 0; (option = wb_cli_grammar_get_option (&command->grammar, i)) != NULL; i++)
    each (text, command, option);
}

static void
add_name (GString *text, const WbCliCommand *command, const WbCliOption *option)
{
  g_string_append_printf (text, " --%s", option->name);
  if (option->kind == WB_CLI_SWITCH)
    g_string_append_printf (text, " --no-%s", option->name);
}

/* A case for an option whose value is one of a list, or a file. */
static void
add_bash_value (GString *text, const WbCliCommand *command, const WbCliOption *option)
{
  g_autofree char *values = wb_cli_list_values (option);

  if (option->value == NULL)
    return;
  g_string_append_printf (text, "    %s:--%s", command->name, option->name);
  if (option->letter != 0)
    g_string_append_printf (text, "|%s:-%c", command->name, option->letter);
  g_string_append_printf (text, ") words=\"%s\" files=%s ;;\n", values,
                          wb_cli_takes_file (option) ? "yes" : "");
}

static void
add_bash_command (GString *text, const WbCliCommand *command)
{
  g_autofree char *words = wb_cli_list_words (command);

  g_string_append_printf (text, "    %s:*) words=\"%s\" files=%s options=\"", command->name, words,
                          command->grammar.max_words > 0 ? "yes" : "");
  for_each_option (text, command, add_name);
  g_string_append (text, " --help\" ;;\n");
}

static char *
write_bash (void)
{
  GString *text = g_string_new ("# Completion of hourglass-cli for bash, written by\n"
                                "# “hourglass-cli completion bash”.\n"
                                "_hourglass_cli ()\n"
                                "{\n"
                                "  local current=${COMP_WORDS[COMP_CWORD]} words= files= options=\n"
                                "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                                "    words=\"");

  for (guint i = 0; wb_cli_commands ()[i] != NULL; i++)
    g_string_append_printf (text, "%s ", wb_cli_commands ()[i]->name);
  g_string_append (text, "help --help --version\"\n"
                         "  else case \"${COMP_WORDS[1]}:${COMP_WORDS[COMP_CWORD-1]}\" in\n");
  for (guint i = 0; wb_cli_commands ()[i] != NULL; i++)
    for_each_option (text, wb_cli_commands ()[i], add_bash_value);
  for (guint i = 0; wb_cli_commands ()[i] != NULL; i++)
    add_bash_command (text, wb_cli_commands ()[i]);
  g_string_append (text, "  esac; fi\n"
                         "  case $current in -*) words=$options files= ;; esac\n"
                         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                         "  if [ -n \"$files\" ]; then\n"
                         "    local IFS=$'\\n'\n"
                         "    COMPREPLY+=($(compgen -f -- \"$current\"))\n"
                         "  fi\n"
                         "}\n"
                         "complete -o filenames -F _hourglass_cli hourglass-cli\n");
  return g_string_free (text, FALSE);
}

/* What zsh would read as syntax in a description. */
static char *
escape_zsh (const char *text)
{
  GString *escaped = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (*c == '\'')
      g_string_append (escaped, "'\\''");
    else
      {
        if (strchr ("[]:\\", *c) != NULL)
          g_string_append_c (escaped, '\\');
        g_string_append_c (escaped, *c);
      }
  return g_string_free (escaped, FALSE);
}

static void
add_zsh_form (GString *text, const WbCliOption *option, const char *dashes)
{
  g_autofree char *values = wb_cli_list_values (option);
  g_autofree char *help = escape_zsh (option->help != NULL ? option->help : "one of a list");
  g_autofree char *value = option->value != NULL ? escape_zsh (option->value) : NULL;

  g_string_append_printf (text, " \\\n      '%s[%s]", dashes, help);
  if (value != NULL && *values != '\0')
    g_string_append_printf (text, ":%s:(%s)", value, values);
  else if (value != NULL)
    g_string_append_printf (text, ":%s:%s", value, wb_cli_takes_file (option) ? "_files" : " ");
  g_string_append_c (text, '\'');
}

static void
add_zsh_option (GString *text, const WbCliCommand *command, const WbCliOption *option)
{
  g_autofree char *name = g_strconcat ("--", option->name, NULL);
  g_autofree char *other = g_strconcat ("--no-", option->name, NULL);
  char letter[] = { '-', option->letter, '\0' };

  add_zsh_form (text, option, name);
  if (option->kind == WB_CLI_SWITCH)
    add_zsh_form (text, option, other);
  if (option->letter != 0)
    add_zsh_form (text, option, letter);
}

static void
add_zsh_command (GString *text, const WbCliCommand *command)
{
  g_autofree char *words = wb_cli_list_words (command);
  g_autofree char *title = escape_zsh (command->grammar.words);

  g_string_append_printf (text, "  %s)\n    _arguments '--help[this text]'", command->name);
  for_each_option (text, command, add_zsh_option);
  if (command->grammar.max_words > 0)
    g_string_append_printf (text, " \\\n      '*:%s:{ compadd -- %s; _files }'", title, words);
  g_string_append (text, "\n    ;;\n");
}

static char *
write_zsh (void)
{
  GString *text = g_string_new ("#compdef hourglass-cli\n"
                                "# Written by “hourglass-cli completion zsh”.\n"
                                "local -a commands\n"
                                "commands=(\n");

  for (guint i = 0; wb_cli_commands ()[i] != NULL; i++)
    {
      g_autofree char *summary = escape_zsh (wb_cli_commands ()[i]->summary);

      g_string_append_printf (text, "  '%s:%s'\n", wb_cli_commands ()[i]->name, summary);
    }
  g_string_append (text, ")\n"
                         "if (( CURRENT == 2 )); then\n"
                         "  _describe command commands\n"
                         "  return\n"
                         "fi\n"
                         "shift words\n"
                         "(( CURRENT-- ))\n"
                         "case $words[1] in\n");
  for (guint i = 0; wb_cli_commands ()[i] != NULL; i++)
    add_zsh_command (text, wb_cli_commands ()[i]);
  g_string_append (text, "esac\n");
  return g_string_free (text, FALSE);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *shell = wb_arguments_get_word (arguments, 0);
  g_autofree char *text = NULL;

  if (strcmp (shell, "bash") == 0)
    text = write_bash ();
  else if (strcmp (shell, "zsh") == 0)
    text = write_zsh ();
  else
    return wb_cli_refuse (error, WB_CLI_USAGE, "There is no completion for “%s”. Use bash or zsh.",
                          shell);
  fputs (text, stdout);
  return TRUE;
}

static const WbCliOption options[] = { { NULL } };

const WbCliCommand wb_cli_completion = {
  .name = "completion",
  .grammar = { "SHELL", 1, 1, options },
  .summary = "prints what bash or zsh completes commands with",
  .details = "For this session: source <(hourglass-cli completion bash). An installed Hourglass\n"
             "brings both with it.",
  .run = run,
};
