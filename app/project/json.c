/* SPDX-License-Identifier: MIT */
/* Strict reading and exact writing, on jansson. */
#include "app/project/json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"

/* A value takes some hundred bytes; a project of a thousand runs has half of these. */
#define MAX_VALUES (1 << 20)

/* Before each value but the first stands one of these. Those in texts count, too. */
static gboolean
has_too_many_values (const char *text, gsize length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    n += text[i] == ',' || text[i] == '[' || text[i] == ':';
  return n > MAX_VALUES;
}

json_t *
wb_json_parse (const char *text, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  json_error_t found;
  json_t *json = NULL;

  if (has_too_many_values (text, n))
    {
      g_set_error (error, WB_ERROR, WB_ERROR_DAMAGED, _ ("The text has more than %d values."),
                   MAX_VALUES);
      return NULL;
    }
  json = json_loadb (text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &found);
  if (json == NULL)
    {
      g_autofree char *reason = g_utf8_make_valid (found.text, -1);

      g_set_error (error, WB_ERROR, WB_ERROR_DAMAGED, _ ("The text is not JSON (at byte %d: %s)."),
                   found.position, reason);
    }
  return json;
}

static void write_value (GString *out, json_t *json);

/* Most texts are names, which stand in the file as they are. */
static void
write_text (GString *out, const char *text, gsize length)
{
  gboolean plain = TRUE;

  for (gsize i = 0; i < length; i++)
    plain = plain && text[i] >= ' ' && text[i] < 127 && text[i] != '"' && text[i] != '\\';
  if (plain)
    {
      g_string_append_c (out, '"');
      g_string_append_len (out, text, (gssize) length);
      g_string_append_c (out, '"');
    }
  else
    {
      g_autoptr (json_t) value = json_stringn (text, length);
      char *escaped = json_dumps (value, JSON_ENCODE_ANY);

      g_string_append (out, escaped);
      free (escaped);
    }
}

static void
write_object (GString *out, json_t *object)
{
  const char *name, *separator = "";
  json_t *member;

  g_string_append_c (out, '{');
  json_object_foreach (object, name, member)
  {
    g_string_append (out, separator);
    write_text (out, name, strlen (name));
    g_string_append_c (out, ':');
    write_value (out, member);
    separator = ",";
  }
  g_string_append_c (out, '}');
}

static void
write_array (GString *out, json_t *array)
{
  json_t *item;
  gsize i;

  g_string_append_c (out, '[');
  json_array_foreach (array, i, item)
  {
    if (i > 0)
      g_string_append_c (out, ',');
    write_value (out, item);
  }
  g_string_append_c (out, ']');
}

static void
write_value (GString *out, json_t *json)
{
  char *text;

  if (json_is_object (json))
    write_object (out, json);
  else if (json_is_array (json))
    write_array (out, json);
  else if (json_is_string (json))
    write_text (out, json_string_value (json), json_string_length (json));
  else if (json_is_integer (json))
    g_string_append_printf (out, "%" JSON_INTEGER_FORMAT, json_integer_value (json));
  else if (json_is_real (json))
    {
      text = wb_number_to_text (json_real_value (json));
      /* Read as a whole number, it would lose its sign. */
      g_string_append (out, strcmp (text, "-0") == 0 ? "-0.0" : text);
      g_free (text);
    }
  else
    {
      text = json_dumps (json, JSON_ENCODE_ANY);
      g_string_append (out, text);
      free (text);
    }
}

char *
wb_json_to_text (json_t *json)
{
  GString *out = g_string_new (NULL);

  write_value (out, json);
  return g_string_free (out, FALSE);
}

gboolean
wb_json_get_uint (const json_t *json, guint64 *value)
{
  if (!json_is_integer (json) || json_integer_value (json) < 0)
    return FALSE;
  *value = (guint64) json_integer_value (json);
  return TRUE;
}

gboolean
wb_json_get_real (const json_t *json, double *value)
{
  if (!json_is_number (json))
    return FALSE;
  *value = json_number_value (json);
  return TRUE;
}

const char *
wb_json_describe (const json_t *json)
{
  static const char *const names[] = {
    [JSON_OBJECT] = N_ ("an object"),    [JSON_ARRAY] = N_ ("a list"),
    [JSON_STRING] = N_ ("a text"),       [JSON_INTEGER] = N_ ("a number"),
    [JSON_REAL] = N_ ("a number"),       [JSON_TRUE] = N_ ("true or false"),
    [JSON_FALSE] = N_ ("true or false"), [JSON_NULL] = "null",
  };

  return _ (names[json_typeof (json)]);
}

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
