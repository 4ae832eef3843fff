/* SPDX-License-Identifier: MIT */
/* What stands on the command line after the command: words and options, read
 * strictly by a table. Everything wrong with it is a WB_CLI_USAGE in words
 * before any work begins: an unknown option, a value that is missing, no
 * number or out of range, a word too few or too many.
 *
 * Numbers never follow the locale.
 *
 * It is not GOption, because that has no ranges, no --no-name, no word for an option
 * given twice or for one that is nearly right, does not tell inputs from outputs and
 * does not wrap its help: all that is here would stand beside it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_CLI_ERROR (wb_cli_error_quark ())

/** @WB_CLI_USAGE: the command line is wrong: exit code 2. @WB_CLI_FAILED: all else: 1. */
typedef enum
{
  WB_CLI_USAGE,
  WB_CLI_FAILED,
} WbCliError;

GQuark wb_cli_error_quark (void);

/**
 * @format: of the message, as for printf()
 *
 * Returns: FALSE, with @error set
 */
gboolean wb_cli_refuse (GError **error, WbCliError code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/**
 * @WB_CLI_SWITCH: --name or --no-name, the text "true" or "false"
 * @WB_CLI_INPUT: @WB_CLI_OUTPUT: a file or folder that is read, or written
 */
typedef enum
{
  WB_CLI_FLAG,
  WB_CLI_SWITCH,
  WB_CLI_TEXT,
  WB_CLI_INPUT,
  WB_CLI_OUTPUT,
  WB_CLI_INT,
  WB_CLI_REAL,
} WbCliKind;

/**
 * WbCliOption: an option of a command.
 * @name: without the dashes
 * @letter: the short form, or 0
 * @value: what its value is called in the help; NULL for a flag
 * @min: @max: of numbers, inclusive
 * @help: a line for the help
 * @names: (nullable): what the value may be, for the help before @help; ended by NULL
 */
typedef struct
{
  const char *name;
  char letter;
  WbCliKind kind;
  const char *value;
  double min;
  double max;
  const char *help;
  const char *const *names;
} WbCliOption;

/**
 * WbCliGrammar: what a command takes.
 * @words: as in its usage line: "FILE|TEMPLATE"
 * @min_words: @max_words: how many of them
 * @options: ends with a NULL name
 * @more_options: (nullable): gives further ones, of a table that is made elsewhere
 * @writes_back: the option "output" may name the file of the first word
 */
typedef struct
{
  const char *words;
  guint min_words;
  guint max_words;
  const WbCliOption *options;
  const WbCliOption *(*more_options) (void);
  gboolean writes_back;
} WbCliGrammar;

/** Option @index of both tables, or NULL behind the last; (transfer none). */
const WbCliOption *wb_cli_grammar_get_option (const WbCliGrammar *self, guint index);

typedef struct _WbArguments WbArguments;

/**
 * Reads what stands after a command.
 *
 * @words: ends with NULL
 * @error: WB_CLI_USAGE
 *
 * Returns: (transfer full): what it says, or NULL.
 */
WbArguments *wb_arguments_parse (const WbCliGrammar *grammar,
                                 const char *const *words,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_arguments_free (WbArguments *self);

/** What it was read by; (transfer none). */
const WbCliGrammar *wb_arguments_get_grammar (const WbArguments *self);

/** How many words there are that belong to no option. */
guint wb_arguments_get_n_words (const WbArguments *self);

/** Word @index, or NULL; (transfer none). */
const char *wb_arguments_get_word (const WbArguments *self, guint index);

/** Whether an option was given. */
gboolean wb_arguments_has (const WbArguments *self, const char *name);

/** An option's text, or NULL; (transfer none). */
const char *wb_arguments_get_text (const WbArguments *self, const char *name);

/** Replaces the text of an option that was given. */
void wb_arguments_set_text (WbArguments *self, const char *name, const char *text);

/** An option's number, or @otherwise where it was not given. */
gint64 wb_arguments_get_int (const WbArguments *self, const char *name, gint64 otherwise);

/** An option's number, or @otherwise where it was not given. */
double wb_arguments_get_real (const WbArguments *self, const char *name, double otherwise);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbArguments, wb_arguments_free)

G_END_DECLS
