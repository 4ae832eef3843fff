/* SPDX-License-Identifier: MIT */
/* JSON for files: strict, exact and bounded. Numbers keep the digits they were
 * written with, so that 64-bit integers and unknown values survive a round
 * trip; equal names in one object, nesting below 64 levels and anything that
 * is not JSON are worded errors. Output depends on the value alone, never on
 * the locale.
 *
 * Json-glib 1.6, which Debian 12 has, was tried in its place and cannot do
 * that: it turns 18446744073709551615 into -1 and 0.10 into
 * 0.10000000000000001, takes equal names, 01, .5, 'a' and an empty text, and
 * overflows the stack on text that is nested deeply.
 *
 * A WbJson is counted. It is filled in by the thread that makes it, and is
 * immutable once somebody else holds it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WbJson WbJson;

typedef enum
{
  WB_JSON_NULL,
  WB_JSON_BOOL,
  WB_JSON_NUMBER,
  WB_JSON_STRING,
  WB_JSON_ARRAY,
  WB_JSON_OBJECT,
} WbJsonKind;

WbJson *wb_json_parse (const char *text,
                       gssize length,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *wb_json_to_text (const WbJson *json) G_GNUC_WARN_UNUSED_RESULT;

WbJson *wb_json_new_null (void) G_GNUC_WARN_UNUSED_RESULT;
WbJson *wb_json_new_bool (gboolean value) G_GNUC_WARN_UNUSED_RESULT;
WbJson *wb_json_new_int (gint64 value) G_GNUC_WARN_UNUSED_RESULT;
WbJson *wb_json_new_uint (guint64 value) G_GNUC_WARN_UNUSED_RESULT;
WbJson *wb_json_new_real (double value) G_GNUC_WARN_UNUSED_RESULT;
WbJson *wb_json_new_number (const char *digits) G_GNUC_WARN_UNUSED_RESULT;
WbJson *wb_json_new_string (const char *text) G_GNUC_WARN_UNUSED_RESULT;
WbJson *wb_json_new_array (void) G_GNUC_WARN_UNUSED_RESULT;
WbJson *wb_json_new_object (void) G_GNUC_WARN_UNUSED_RESULT;

WbJson *wb_json_ref (WbJson *json);
void wb_json_unref (WbJson *json);

void wb_json_append (WbJson *array, WbJson *item);
gboolean wb_json_add (WbJson *object, const char *name, WbJson *item);

WbJsonKind wb_json_get_kind (const WbJson *json);
const char *wb_json_kind_to_string (WbJsonKind kind);
guint wb_json_get_length (const WbJson *json);
WbJson *wb_json_get_item (const WbJson *json, guint index);
const char *wb_json_get_name (const WbJson *object, guint index);
WbJson *wb_json_find (const WbJson *object, const char *name);

const char *wb_json_get_string (const WbJson *json);
gboolean wb_json_get_bool (const WbJson *json, gboolean *value);
gboolean wb_json_get_int (const WbJson *json, gint64 *value);
gboolean wb_json_get_uint (const WbJson *json, guint64 *value);
gboolean wb_json_get_real (const WbJson *json, double *value);

char *wb_number_to_text (double number) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbJson, wb_json_unref)

G_END_DECLS
