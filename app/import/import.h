/* SPDX-License-Identifier: MIT */
/* What other programs wrote, as a project here: a model to edit and to train
 * on, with its weights. A format is one const class in one file and one row in
 * app/import/meson.build; command line and window take the rest from the
 * table. Pure functions; any thread.
 *
 * Nothing is guessed: a layer that cannot be read is named, with what could be
 * done, and what is read in another way than it was written stands in the notes.
 */
#pragma once

#include "app/project/project.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/** Bytes of a file that WbImportClass.sniff sees. */
#define WB_IMPORT_HEAD 4096

/**
 * WbImportClass:
 * @name: for commands and tests
 * @title: for people, marked with N_()
 * @extensions: of such files, with the dot, ended by NULL
 * @summary: one line on what is read, marked with N_()
 * @sniff: whether a file may be of this format: @head, its first @n bytes
 * @read: the model with its weights, (transfer full); adds sentences to @notes,
 *   (element-type utf8). WB_ERROR_FILE, WB_ERROR_FORMAT, WB_ERROR_DAMAGED,
 *   WB_ERROR_CONTENTS
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *const *extensions;
  const char *summary;
  gboolean (*sniff) (const char *path, const guint8 *head, gsize n);
  AeNetwork *(*read) (const char *path, GPtrArray *notes, GError **error);
} WbImportClass;

/** Every class in the order of the registry, ended by NULL; (transfer none). */
const WbImportClass *const *wb_import_classes (void);

/** The class that reads @path, by its contents, or NULL; (transfer none). */
const WbImportClass *wb_import_find_for_file (const char *path);

/**
 * Reads a model.
 *
 * @notes: (out) (transfer full) (nullable): what there is to know, a sentence
 *   a line; NULL where there is nothing
 * @error: as @read; WB_ERROR_FORMAT where no class reads such files
 *
 * Returns: (transfer full): a project with the model and its weights, the
 *   recipe of a new one with a loss that suits the output, and no data
 */
WbProject *
wb_import_read (const char *path, char **notes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
