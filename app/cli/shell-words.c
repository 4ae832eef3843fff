/* SPDX-License-Identifier: MIT */
#include "app/cli/shell-words.h"

#include <string.h>

#include "app/export/export.h"
#include "app/templates/template.h"
#include "engine/layer.h"

static void
add (GString *words, const char *word)
{
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, word);
}

static void
add_templates (GString *words)
{
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    add (words, wb_templates ()[i]->name);
}

static void
add_types (GString *words)
{
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    add (words, ae_layer_classes ()[i]->type);
}

static void
add_formats (GString *words)
{
  for (guint i = 0; wb_export_classes ()[i] != NULL; i++)
    add (words, wb_export_classes ()[i]->name);
}

static void
add_shells (GString *words)
{
  add (words, "bash");
  add (words, "zsh");
}

static const struct
{
  const char *placeholder;
  void (*add) (GString *words);
} lists[] = {
  { "TEMPLATE", add_templates }, { "MODEL…", add_templates }, { "[TYPE]", add_types },
  { "FORMAT", add_formats },     { "SHELL", add_shells },
};

static char *
list (const char *placeholder)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; placeholder != NULL && i < G_N_ELEMENTS (lists); i++)
    if (strstr (placeholder, lists[i].placeholder) != NULL)
      lists[i].add (words);
  return g_string_free (words, FALSE);
}

char *
wb_cli_list_values (const WbCliOption *option)
{
  return option->names != NULL ? g_strjoinv (" ", (char **) option->names) : list (option->value);
}

char *
wb_cli_list_words (const WbCliCommand *command)
{
  return list (command->grammar.words);
}

gboolean
wb_cli_takes_file (const WbCliOption *option)
{
  return option->kind == WB_CLI_INPUT || option->kind == WB_CLI_OUTPUT;
}
