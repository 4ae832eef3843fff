/* SPDX-License-Identifier: MIT */
/* The errors of the engine. Every message is written for a person: what
 * happened, what was expected, how to fix it. Nothing in the engine prints,
 * aborts or exits because of what a user drew or typed.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AE_ERROR (ae_error_quark ())

/**
 * AeError:
 * @AE_ERROR_SHAPE: a layer cannot take the shape it is given
 * @AE_ERROR_OPTION: an option is unknown, of the wrong kind or out of range
 * @AE_ERROR_MODEL: the layers do not make a model that can run
 * @AE_ERROR_MEMORY: the planned arenas do not fit into memory
 * @AE_ERROR_NUMERIC: a loss or weight became infinite or not a number
 * @AE_ERROR_RANK: another process that trains the same network does not answer
 */
typedef enum
{
  AE_ERROR_SHAPE,
  AE_ERROR_OPTION,
  AE_ERROR_MODEL,
  AE_ERROR_MEMORY,
  AE_ERROR_NUMERIC,
  AE_ERROR_RANK,
} AeError;

GQuark ae_error_quark (void);

/**
 * @format: of the message, as for printf()
 *
 * Returns: FALSE, with @error set
 */
gboolean ae_refuse (GError **error, AeError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
