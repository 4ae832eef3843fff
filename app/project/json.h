/* SPDX-License-Identifier: MIT */
/* What JSON in files and on the command line needs beside jansson. Reading is
 * strict: equal names in one object and anything that is not JSON are worded
 * errors, and the number of values is bounded. What is written depends on the
 * value alone, never on the locale, and a number that is not whole has the
 * fewest digits that read back the same; jansson 2.14 would give 0.1 as
 * 0.10000000000000001.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/**
 * @length: bytes of @text, or -1 where it ends with NUL
 * @error: WB_ERROR_DAMAGED, with the byte where it stops being JSON
 *
 * Returns: (transfer full): the one value that @text is, or NULL
 */
json_t *wb_json_parse (const char *text, gssize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): the value without white space */
char *wb_json_to_text (json_t *json) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads a whole number from 0; FALSE where @json is none.
 *
 * @json: (nullable)
 */
gboolean wb_json_get_uint (const json_t *json, guint64 *value);

/**
 * Reads a number; FALSE where @json is none.
 *
 * @json: (nullable)
 */
gboolean wb_json_get_real (const json_t *json, double *value);

/** Returns: (transfer none): what kind of value it is, for a sentence: "a number" */
const char *wb_json_describe (const json_t *json);

/**
 * Returns: (transfer full): the number in the fewest digits that read back the
 *   same, never in the locale
 */
char *wb_number_to_text (double number) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

G_END_DECLS
