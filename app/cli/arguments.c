/* SPDX-License-Identifier: MIT */
/* "--name value", "--name=value", "-n value", "-nvalue", "--no-name"; after "--" only
 * words. */
#include "app/cli/arguments.h"

#include <math.h>
#include <string.h>

#include "app/cli/nearest.h"

G_DEFINE_QUARK (wb - cli - error - quark, wb_cli_error)

gboolean
wb_cli_refuse (GError **error, WbCliError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (WB_CLI_ERROR, code, format, arguments);
  va_end (arguments);
  return FALSE;
}

struct _WbArguments
{
  const WbCliGrammar *grammar;
  GPtrArray *words;
  GHashTable *values; /* option's name → its text */
};

const WbCliOption *
wb_cli_grammar_get_option (const WbCliGrammar *self, guint index)
{
  const WbCliOption *tables[] = { self->options,
                                  self->more_options != NULL ? self->more_options () : NULL };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const WbCliOption *option = tables[i]; option != NULL && option->name != NULL; option++)
      if (index-- == 0)
        return option;
  return NULL;
}

static gboolean
is_named (const WbCliOption *option, const char *name, gsize length)
{
  return strlen (option->name) == length && strncmp (option->name, name, length) == 0;
}

static gboolean
is_negated (const WbCliOption *option, const char *name, gsize length)
{
  return option->kind == WB_CLI_SWITCH && length > 3 && g_str_has_prefix (name, "no-")
         && is_named (option, name + 3, length - 3);
}

static const WbCliOption *
find_option (const WbCliGrammar *grammar, const char *name, gsize length)
{
  const WbCliOption *option;

  for (guint i = 0; (option = wb_cli_grammar_get_option (grammar, i)) != NULL; i++)
    if (is_named (option, name, length) || is_negated (option, name, length))
      return option;
  return NULL;
}

static const WbCliOption *
find_letter (const WbCliGrammar *grammar, char letter)
{
  const WbCliOption *option;

  for (guint i = 0; (option = wb_cli_grammar_get_option (grammar, i)) != NULL; i++)
    if (option->letter == letter)
      return option;
  return NULL;
}

static gboolean
refuse_option (const WbCliGrammar *grammar, const char *word, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *given = g_strndup (word, strcspn (word, "="));
  g_autofree char *hint = NULL;
  const WbCliOption *option;

  for (guint i = 0; (option = wb_cli_grammar_get_option (grammar, i)) != NULL; i++)
    g_ptr_array_add (names, g_strconcat ("--", option->name, NULL));
  g_ptr_array_add (names, g_strdup ("--help"));
  g_ptr_array_add (names, NULL);
  hint = wb_cli_suggest (given, (const char *const *) names->pdata);
  return wb_cli_refuse (error, WB_CLI_USAGE, "There is no option %s.%s", given, hint);
}

static gboolean
check_int (const WbCliOption *option, const char *text, GError **error)
{
  gint64 number;

  if (g_ascii_string_to_signed (text, 10, (gint64) option->min, (gint64) option->max, &number,
                                NULL))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        "--%s wants a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                        ", not “%s”.",
                        option->name, (gint64) option->min, (gint64) option->max, text);
}

static gboolean
check_real (const WbCliOption *option, const char *text, GError **error)
{
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];

  if (*text != '\0' && *end == '\0' && isfinite (number) && number >= option->min
      && number <= option->max)
    return TRUE;
  g_ascii_formatd (low, sizeof low, "%g", option->min);
  g_ascii_formatd (high, sizeof high, "%g", option->max);
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        "--%s wants a number from %s to %s with a full stop, such as 0.001, not "
                        "“%s”.",
                        option->name, low, high, text);
}

static gboolean
is_text (const WbCliOption *option)
{
  return option->kind >= WB_CLI_TEXT && option->kind <= WB_CLI_OUTPUT;
}

static gboolean
take_value (WbArguments *self, const WbCliOption *option, const char *text, GError **error)
{
  if (g_hash_table_contains (self->values, option->name))
    return wb_cli_refuse (error, WB_CLI_USAGE, "--%s is given twice.", option->name);
  if (is_text (option) && *text == '\0')
    return wb_cli_refuse (error, WB_CLI_USAGE, "The %s of --%s is empty.", option->value,
                          option->name);
  if (option->kind == WB_CLI_OUTPUT && strcmp (text, "-") == 0)
    return wb_cli_refuse (error, WB_CLI_USAGE,
                          "--%s cannot write to the standard output. Name a file; “./-” is one "
                          "that is called so.",
                          option->name);
  if (option->kind == WB_CLI_INT && !check_int (option, text, error))
    return FALSE;
  if (option->kind == WB_CLI_REAL && !check_real (option, text, error))
    return FALSE;
  g_hash_table_insert (self->values, (char *) option->name, g_strdup (text));
  return TRUE;
}

static gboolean
refuse_flag_value (const WbCliOption *option, GError **error)
{
  return wb_cli_refuse (error, WB_CLI_USAGE, "--%s takes no value.", option->name);
}

/* Reads one option; *@words is left at its last word. */
static gboolean
take_option (WbArguments *self,
             const WbCliGrammar *grammar,
             const char *const **words,
             GError **error)
{
  const char *word = **words;
  gboolean is_long = word[1] == '-';
  gsize length = is_long ? strcspn (word + 2, "=") : 1;
  const WbCliOption *option = is_long ? find_option (grammar, word + 2, length)
                                      : find_letter (grammar, word[1]);
  const char *rest = is_long ? word + 2 + length : word + 2;
  gboolean attached = *rest != '\0';

  if (option == NULL)
    return refuse_option (grammar, word, error);
  if (attached && (option->kind == WB_CLI_FLAG || option->kind == WB_CLI_SWITCH))
    return refuse_flag_value (option, error);
  if (option->kind == WB_CLI_FLAG)
    return take_value (self, option, "", error);
  if (option->kind == WB_CLI_SWITCH)
    return take_value (self, option, is_negated (option, word + 2, length) ? "false" : "true",
                       error);
  if (attached)
    return take_value (self, option, *rest == '=' ? rest + 1 : rest, error);
  if ((*words)[1] == NULL || (is_text (option) && g_str_has_prefix ((*words)[1], "--")))
    return wb_cli_refuse (error, WB_CLI_USAGE, "--%s needs a value: --%s %s.", option->name,
                          option->name, option->value);
  (*words)++;
  return take_value (self, option, **words, error);
}

static gboolean
check_words (const WbArguments *self, const WbCliGrammar *grammar, GError **error)
{
  guint n = self->words->len;

  if (n < grammar->min_words)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "%s is missing.", grammar->words);
  else if (n > grammar->max_words)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "“%s” is one word too many.",
                 wb_arguments_get_word (self, grammar->max_words));
  else
    return TRUE;
  return FALSE;
}

WbArguments *
wb_arguments_parse (const WbCliGrammar *grammar, const char *const *words, GError **error)
{
  g_autoptr (WbArguments) self = g_new0 (WbArguments, 1);
  gboolean only_words = FALSE;

  self->grammar = grammar;
  self->words = g_ptr_array_new_with_free_func (g_free);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (; *words != NULL; words++)
    {
      if (!only_words && strcmp (*words, "--") == 0)
        only_words = TRUE;
      else if (only_words || **words != '-' || strcmp (*words, "-") == 0)
        g_ptr_array_add (self->words, g_strdup (*words));
      else if (!take_option (self, grammar, &words, error))
        return NULL;
    }
  return check_words (self, grammar, error) ? g_steal_pointer (&self) : NULL;
}

void
wb_arguments_free (WbArguments *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->words);
  g_hash_table_unref (self->values);
  g_free (self);
}

const WbCliGrammar *
wb_arguments_get_grammar (const WbArguments *self)
{
  return self->grammar;
}

guint
wb_arguments_get_n_words (const WbArguments *self)
{
  return self->words->len;
}

const char *
wb_arguments_get_word (const WbArguments *self, guint index)
{
  return index < self->words->len ? g_ptr_array_index (self->words, index) : NULL;
}

gboolean
wb_arguments_has (const WbArguments *self, const char *name)
{
  return g_hash_table_contains (self->values, name);
}

const char *
wb_arguments_get_text (const WbArguments *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

void
wb_arguments_set_text (WbArguments *self, const char *name, const char *text)
{
  gpointer key;

  if (g_hash_table_lookup_extended (self->values, name, &key, NULL))
    g_hash_table_insert (self->values, key, g_strdup (text));
}

gint64
wb_arguments_get_int (const WbArguments *self, const char *name, gint64 otherwise)
{
  const char *text = wb_arguments_get_text (self, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : otherwise;
}

double
wb_arguments_get_real (const WbArguments *self, const char *name, double otherwise)
{
  const char *text = wb_arguments_get_text (self, name);

  return text != NULL ? g_ascii_strtod (text, NULL) : otherwise;
}
