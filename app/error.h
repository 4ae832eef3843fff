/* SPDX-License-Identifier: MIT */
/* The errors of the workbench's files and edits. Every message is a sentence
 * for a person: what happened, what was expected, how to fix it. Errors of
 * the engine and of data keep their own domains on the way through.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_ERROR (wb_error_quark ())

/**
 * WbError:
 * @WB_ERROR_FILE: the system could not read or write the file
 * @WB_ERROR_FORMAT: the file is something else than what was asked for
 * @WB_ERROR_DAMAGED: the file contradicts itself: cut short, a lying header
 * @WB_ERROR_VERSION: a newer Hourglass wrote it
 * @WB_ERROR_CONTENTS: the file is whole, and what it says cannot be: an
 *   unknown layer, a weight of another shape, a number that is not finite
 * @WB_ERROR_CHANGED: another program has written the file meanwhile
 * @WB_ERROR_EDIT: the edit makes no sense on this document
 * @WB_ERROR_EXPORT: the model, or a part of it, cannot be written in that format
 * @WB_ERROR_RANKS: processes that were to do one thing together cannot
 * @WB_ERROR_CLIENT: the program that runs a written file is missing here or does not work
 */
typedef enum
{
  WB_ERROR_FILE,
  WB_ERROR_FORMAT,
  WB_ERROR_DAMAGED,
  WB_ERROR_VERSION,
  WB_ERROR_CONTENTS,
  WB_ERROR_CHANGED,
  WB_ERROR_EDIT,
  WB_ERROR_EXPORT,
  WB_ERROR_RANKS,
  WB_ERROR_CLIENT,
} WbError;

GQuark wb_error_quark (void);

/**
 * @format: of the message, as for printf()
 *
 * Returns: FALSE, with @error set
 */
gboolean wb_refuse (GError **error, WbError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/** @error: gets, where a file is damaged, what to do about it */
void wb_error_advise (GError *error);

G_END_DECLS
