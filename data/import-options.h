/* SPDX-License-Identifier: MIT */
/*
 * How data are to be read where their contents alone do not say: the size of
 * images, the window of a recording, which column is the label. All options of
 * all formats are rows of one table: a name means the same everywhere, and a
 * text can be checked before a format is known. What a format takes is in its
 * class.
 *
 * DsImportOptions is an immutable, counted set of choices with a text form,
 * "size=32x32 fit=pad grey=true", that a project and a command line keep.
 * NULL is the set without a choice, and allowed wherever a set is read.
 */
#pragma once

#include "data/fit.h"

G_BEGIN_DECLS

/**
 * DS_OPTION_MAX_TILE:
 *
 * The longest side of a picture that is one tile.
 */
#define DS_OPTION_MAX_TILE (1 << 28)

/**
 * DsOptionKind:
 * @DS_OPTION_SIZE: width x height, "32x24"
 * @DS_OPTION_COUNT: a whole number
 * @DS_OPTION_BOOL: true or false
 * @DS_OPTION_CHOICE: one of a few words
 * @DS_OPTION_TEXT: a name, UTF-8
 * @DS_OPTION_FILE: a path, UTF-8
 */
typedef enum
{
  DS_OPTION_SIZE,
  DS_OPTION_COUNT,
  DS_OPTION_BOOL,
  DS_OPTION_CHOICE,
  DS_OPTION_TEXT,
  DS_OPTION_FILE,
} DsOptionKind;

/**
 * DsOption:
 * @name: as in texts and, after "--", on the command line
 * @title: what a row of a dialog is called; for _()
 * @kind: which of the following count
 * @min: @max: range of COUNT and of both numbers of SIZE, inclusive
 * @choices: of CHOICE, ends with NULL
 * @automatic: what is done where nothing is chosen, in words; for _()
 * @help: one sentence; for _()
 *
 * One thing that can be chosen.
 */
typedef struct
{
  const char *name;
  const char *title;
  DsOptionKind kind;
  guint min;
  guint max;
  const char *const *choices;
  const char *automatic;
  const char *help;
} DsOption;

/**
 * @n_options: (out): how many
 *
 * Returns: (transfer none): all options of all formats; any thread.
 */
const DsOption *ds_option_get_all (guint *n_options);

/**
 * @name: of an option
 *
 * Returns: (transfer none) (nullable): the option; any thread.
 */
const DsOption *ds_option_find (const char *name);

typedef struct _DsImportOptions DsImportOptions;

/**
 * @text: (nullable): "name=value name=value"; a value with blanks is quoted as
 *   in a shell; "auto" is not a choice
 * @error: DS_ERROR_OPTION
 *
 * Returns: (transfer full): the choices, or NULL; any thread.
 */
DsImportOptions *ds_import_options_new_from_text (const char *text,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @self: (nullable): choices
 * @name: of an option
 * @value: (nullable): its value as text; NULL takes the choice out
 * @error: DS_ERROR_OPTION
 *
 * Returns: (transfer full): the same choices with that one made, or NULL; any
 *   thread.
 */
DsImportOptions *ds_import_options_new_with (const DsImportOptions *self,
                                             const char *name,
                                             const char *value,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @self: (nullable): choices
 * @defaults: (nullable): those that count where @self has none
 *
 * Returns: (transfer full): the choices of both; any thread.
 */
DsImportOptions *
ds_import_options_new_merged (const DsImportOptions *self,
                              const DsImportOptions *defaults) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @self: choices
 *
 * Returns: (transfer full): @self, held once more; any thread.
 */
DsImportOptions *ds_import_options_ref (DsImportOptions *self);

/** @self: (transfer full): choices */
void ds_import_options_unref (DsImportOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsImportOptions, ds_import_options_unref)

/**
 * @self: (nullable): choices
 *
 * Returns: (transfer full): what ds_import_options_new_from_text() reads, in
 *   the order of the table; "" without a choice; any thread.
 */
char *ds_import_options_to_text (const DsImportOptions *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @a: @b: (nullable): choices
 *
 * Returns: whether both choose the same; any thread.
 */
gboolean ds_import_options_is_equal (const DsImportOptions *a, const DsImportOptions *b);

/**
 * @self: (nullable): choices
 * @name: of an option
 *
 * Returns: (transfer none) (nullable): its value as text, NULL where nothing is
 *   chosen; any thread.
 */
const char *ds_import_options_get (const DsImportOptions *self, const char *name);

/**
 * @self: (nullable): choices
 * @name: of a SIZE
 * @width: @height: (out): the size; untouched where nothing is chosen
 *
 * Returns: whether one is chosen; any thread.
 */
gboolean ds_import_options_get_size (const DsImportOptions *self,
                                     const char *name,
                                     guint *width,
                                     guint *height);

/**
 * @self: (nullable): choices
 * @name: of a COUNT
 *
 * Returns: the number, 0 where nothing is chosen; any thread.
 */
guint ds_import_options_get_count (const DsImportOptions *self, const char *name);

/**
 * @self: (nullable): choices
 * @name: of a BOOL
 * @automatic: what counts where nothing is chosen
 *
 * Returns: the choice; any thread.
 */
gboolean
ds_import_options_get_bool (const DsImportOptions *self, const char *name, gboolean automatic);

/**
 * @self: (nullable): choices
 *
 * Returns: how images come to their size, DS_FIT_NONE where nothing is chosen;
 *   any thread.
 */
DsFitMode ds_import_options_get_fit (const DsImportOptions *self);

/**
 * @self: (nullable): choices
 * @shape: (inout): of samples as they are stored; a list of as many values as
 *   "size" makes pixels of 1, 3 or 4 channels becomes such an image
 * @error: DS_ERROR_MISMATCH where a list has another number of values
 *
 * Returns: whether the size is possible; any thread.
 */
gboolean ds_import_options_reshape (const DsImportOptions *self, DsShape *shape, GError **error);

/**
 * @self: (nullable): choices
 * @taken: (nullable): names of options, ends with NULL
 *
 * Returns: (transfer full): the choices of those options alone; any thread.
 */
DsImportOptions *ds_import_options_new_taken (const DsImportOptions *self,
                                              const char *const *taken) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @self: (nullable): choices
 * @taken: (nullable): names of the options that a format takes, ends with NULL
 * @title: of the format
 * @error: DS_ERROR_OPTION
 *
 * Returns: whether the format takes every choice; any thread.
 */
gboolean ds_import_options_check (const DsImportOptions *self,
                                  const char *const *taken,
                                  const char *title,
                                  GError **error);

G_END_DECLS
