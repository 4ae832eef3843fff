/* SPDX-License-Identifier: MIT */
/* JSON values and their text. An object keeps its members in the order they
 * came, and finds them through a table.
 */
#include "app/project/json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _WbJson
{
  gatomicrefcount count;
  WbJsonKind kind;
  char *text;         /* of a string; the digits of a number; "true", "false" */
  GPtrArray *items;   /* of an array or object */
  GPtrArray *names;   /* of an object, as many as items */
  GHashTable *places; /* name to place + 1 */
};

static WbJson *
json_new (WbJsonKind kind, const char *text)
{
  WbJson *self = g_new0 (WbJson, 1);

  g_atomic_ref_count_init (&self->count);
  self->kind = kind;
  self->text = g_strdup (text);
  if (kind == WB_JSON_ARRAY || kind == WB_JSON_OBJECT)
    self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_json_unref);
  if (kind == WB_JSON_OBJECT)
    {
      self->names = g_ptr_array_new_with_free_func (g_free);
      self->places = g_hash_table_new (g_str_hash, g_str_equal);
    }
  return self;
}

/** A null; (transfer full). */
WbJson *
wb_json_new_null (void)
{
  return json_new (WB_JSON_NULL, NULL);
}

/** true or false; (transfer full). */
WbJson *
wb_json_new_bool (gboolean value)
{
  return json_new (WB_JSON_BOOL, value ? "true" : "false");
}

/** A number from its @digits, which must be JSON's; (transfer full). */
WbJson *
wb_json_new_number (const char *digits)
{
  return json_new (WB_JSON_NUMBER, digits);
}

/** A whole number, exact; (transfer full). */
WbJson *
wb_json_new_int (gint64 value)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, value);
  return wb_json_new_number (digits);
}

/** A whole number, exact; (transfer full). */
WbJson *
wb_json_new_uint (guint64 value)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, value);
  return wb_json_new_number (digits);
}

/** A finite number in the fewest digits that read back the same; (transfer full). */
WbJson *
wb_json_new_real (double value)
{
  g_autofree char *digits = NULL;

  g_return_val_if_fail (isfinite (value), json_new (WB_JSON_NULL, NULL));
  digits = wb_number_to_text (value);
  return wb_json_new_number (digits);
}

/** A string of valid UTF-8; (transfer full). */
WbJson *
wb_json_new_string (const char *text)
{
  return json_new (WB_JSON_STRING, text);
}

/** An empty array; (transfer full). */
WbJson *
wb_json_new_array (void)
{
  return json_new (WB_JSON_ARRAY, NULL);
}

/** An object without members; (transfer full). */
WbJson *
wb_json_new_object (void)
{
  return json_new (WB_JSON_OBJECT, NULL);
}

/** Holds @json once more. Any thread. */
WbJson *
wb_json_ref (WbJson *json)
{
  g_atomic_ref_count_inc (&json->count);
  return json;
}

/** Lets go of @json; (nullable). Any thread. */
void
wb_json_unref (WbJson *json)
{
  if (json == NULL || !g_atomic_ref_count_dec (&json->count))
    return;
  g_clear_pointer (&json->places, g_hash_table_unref);
  g_clear_pointer (&json->names, g_ptr_array_unref);
  g_clear_pointer (&json->items, g_ptr_array_unref);
  g_free (json->text);
  g_free (json);
}

/** Adds @item (transfer full) to the end of @array. */
void
wb_json_append (WbJson *array, WbJson *item)
{
  g_return_if_fail (array->kind == WB_JSON_ARRAY);

  g_ptr_array_add (array->items, item);
}

/**
 * Adds @item (transfer full) to @object.
 *
 * Returns: FALSE when there is a member of that name already; @item is then
 *   let go of
 */
gboolean
wb_json_add (WbJson *object, const char *name, WbJson *item)
{
  char *copy;

  g_return_val_if_fail (object->kind == WB_JSON_OBJECT, FALSE);
  if (g_hash_table_contains (object->places, name))
    {
      wb_json_unref (item);
      return FALSE;
    }
  copy = g_strdup (name);
  g_ptr_array_add (object->names, copy);
  g_ptr_array_add (object->items, item);
  g_hash_table_insert (object->places, copy,
                       GUINT_TO_POINTER (object->items->len));
  return TRUE;
}

WbJsonKind
wb_json_get_kind (const WbJson *json)
{
  return json->kind;
}

/** The kind for a sentence: "a number"; static. */
const char *
wb_json_kind_to_string (WbJsonKind kind)
{
  static const char *const names[] = {
    "null", N_("true or false"), N_("a number"), N_("a text"), N_("a list"), N_("an object"),
  };

  return _(names[kind]);
}

/** Items of an array, members of an object, else 0. */
guint
wb_json_get_length (const WbJson *json)
{
  return json->items != NULL ? json->items->len : 0;
}

/** Item or member number @index; (transfer none). */
WbJson *
wb_json_get_item (const WbJson *json, guint index)
{
  g_return_val_if_fail (index < wb_json_get_length (json), NULL);

  return g_ptr_array_index (json->items, index);
}

/** The name of member number @index; (transfer none). */
const char *
wb_json_get_name (const WbJson *object, guint index)
{
  g_return_val_if_fail (object->names != NULL && index < object->names->len, NULL);

  return g_ptr_array_index (object->names, index);
}

/** The member called @name, or NULL, also where @object (nullable) is none; (transfer none). */
WbJson *
wb_json_find (const WbJson *object, const char *name)
{
  guint place;

  if (object == NULL || object->kind != WB_JSON_OBJECT)
    return NULL;
  place = GPOINTER_TO_UINT (g_hash_table_lookup (object->places, name));
  return place > 0 ? g_ptr_array_index (object->items, place - 1) : NULL;
}

/** A string's text, or NULL where @json (nullable) is none; (transfer none). */
const char *
wb_json_get_string (const WbJson *json)
{
  return json != NULL && json->kind == WB_JSON_STRING ? json->text : NULL;
}

/** Reads true or false; FALSE where @json (nullable) is neither. */
gboolean
wb_json_get_bool (const WbJson *json, gboolean *value)
{
  if (json == NULL || json->kind != WB_JSON_BOOL)
    return FALSE;
  *value = json->text[0] == 't';
  return TRUE;
}

static gboolean
is_whole (const WbJson *json)
{
  return json != NULL && json->kind == WB_JSON_NUMBER
         && strpbrk (json->text, ".eE") == NULL;
}

/** Reads a whole number; FALSE where @json (nullable) is none, or does not fit. */
gboolean
wb_json_get_int (const WbJson *json, gint64 *value)
{
  return is_whole (json)
         && g_ascii_string_to_signed (json->text, 10, G_MININT64, G_MAXINT64,
                                      value, NULL);
}

/** Reads a whole number from 0; FALSE where @json (nullable) is none, or does not fit. */
gboolean
wb_json_get_uint (const WbJson *json, guint64 *value)
{
  return is_whole (json)
         && g_ascii_string_to_unsigned (json->text, 10, 0, G_MAXUINT64, value,
                                        NULL);
}

/** Reads a number; FALSE where @json (nullable) is none, or too large for a double. */
gboolean
wb_json_get_real (const WbJson *json, double *value)
{
  if (json == NULL || json->kind != WB_JSON_NUMBER)
    return FALSE;
  *value = g_ascii_strtod (json->text, NULL);
  return isfinite (*value);
}

/** The number in the fewest digits that read back the same, never in the locale; (transfer full). */
char *
wb_number_to_text (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, number);
      if (g_ascii_strtod (text, NULL) == number)
        break;
    }
  return g_strdup (text);
}

static void
write_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '"':
      case '\\':
        g_string_append_c (out, '\\');
        g_string_append_c (out, *text);
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      default:
        if ((guchar) *text < 0x20)
          g_string_append_printf (out, "\\u%04x", *text);
        else
          g_string_append_c (out, *text);
      }
  g_string_append_c (out, '"');
}

static void
write_value (GString *out, const WbJson *json)
{
  gboolean object = json->kind == WB_JSON_OBJECT;

  if (json->kind == WB_JSON_STRING)
    write_string (out, json->text);
  else if (json->items == NULL)
    g_string_append (out, json->kind == WB_JSON_NULL ? "null" : json->text);
  else
    {
      g_string_append_c (out, object ? '{' : '[');
      for (guint i = 0; i < json->items->len; i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          if (object)
            {
              write_string (out, g_ptr_array_index (json->names, i));
              g_string_append_c (out, ':');
            }
          write_value (out, g_ptr_array_index (json->items, i));
        }
      g_string_append_c (out, object ? '}' : ']');
    }
}

/** The value as text without white space, a function of the value alone; (transfer full). */
char *
wb_json_to_text (const WbJson *json)
{
  GString *out = g_string_new (NULL);

  write_value (out, json);
  return g_string_free (out, FALSE);
}
