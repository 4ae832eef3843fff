/* SPDX-License-Identifier: MIT */
/*
 * The one error domain of this folder. Every message is a sentence for a
 * person: what happened, what was expected, how to fix it. The code tells
 * a program which kind of trouble it was.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsError:
 * @DS_ERROR_NOT_FOUND: nothing is at the location
 * @DS_ERROR_PERMISSION: the file or folder may not be read
 * @DS_ERROR_READ: the system failed to read it
 * @DS_ERROR_CHANGED: it was cut or rewritten while it was in use
 * @DS_ERROR_FORMAT: what is there is none of the known formats
 * @DS_ERROR_UNSUPPORTED: the format is known, this kind of it is not read
 * @DS_ERROR_DAMAGED: the contents contradict themselves: cut short, too long,
 *   a wrong check sum, an impossible header
 * @DS_ERROR_EMPTY: there is not one sample
 * @DS_ERROR_SIZE: more than this machine or the format's reader can hold
 * @DS_ERROR_VALUES: values that cannot be brought into [0,1]
 * @DS_ERROR_MISMATCH: two parts that belong together differ in shape or count
 * @DS_ERROR_OPTION: an import option that does not exist, is out of its range,
 *   or does not go with what is there
 * @DS_ERROR_OFFLINE: no address could be reached
 * @DS_ERROR_NETWORK: an address was reached, and what was asked for did not come from it
 * @DS_ERROR_SLOW: an address was reached, and nothing came from it any more
 * @DS_ERROR_WRITE: what came could not be stored
 * @DS_ERROR_CANCELLED: who asked for it did not want it any more
 */
typedef enum
{
  DS_ERROR_NOT_FOUND,
  DS_ERROR_PERMISSION,
  DS_ERROR_READ,
  DS_ERROR_CHANGED,
  DS_ERROR_FORMAT,
  DS_ERROR_UNSUPPORTED,
  DS_ERROR_DAMAGED,
  DS_ERROR_EMPTY,
  DS_ERROR_SIZE,
  DS_ERROR_VALUES,
  DS_ERROR_MISMATCH,
  DS_ERROR_OPTION,
  DS_ERROR_OFFLINE,
  DS_ERROR_NETWORK,
  DS_ERROR_SLOW,
  DS_ERROR_WRITE,
  DS_ERROR_CANCELLED,
} DsError;

#define DS_ERROR (ds_error_quark ())

/** Returns: the domain of all errors of this folder; any thread. */
GQuark ds_error_quark (void);

/**
 * @format: of the message, as for printf()
 *
 * Returns: FALSE, with @error set
 */
gboolean ds_refuse (GError **error, DsError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/**
 * @message: of an error
 *
 * Returns: (transfer full): the message as a part of another sentence: without a stop at its end;
 *   any thread.
 */
char *ds_error_to_reason (const char *message) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
