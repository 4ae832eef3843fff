/* SPDX-License-Identifier: MIT */
/* The reader of JSON (RFC 8259), strict: the whole text is one value, equal
 * names are refused, nesting is bounded, and a string holds no NUL.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/project/json.h"

#define MAX_DEPTH 64

/* A value takes some hundred bytes; the largest project has a tenth of these. */
#define MAX_VALUES (1 << 18)

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint depth;
  guint n_values;
  GError **error;
} Parser;

static WbJson *parse_value (Parser *self);

static gpointer
refuse (Parser *self, const char *expected)
{
  if (self->error != NULL && *self->error == NULL)
    g_set_error (self->error, WB_ERROR, WB_ERROR_DAMAGED,
                 _("The text is not JSON: at byte %zu %s."),
                 (gsize) (self->at - self->start), expected);
  return NULL;
}

static void
skip_space (Parser *self)
{
  while (self->at < self->end && strchr (" \t\n\r", *self->at) != NULL
         && *self->at != '\0')
    self->at++;
}

static gboolean
take (Parser *self, char wanted)
{
  if (self->at == self->end || *self->at != wanted)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
take_word (Parser *self, const char *word)
{
  gsize n = strlen (word);

  if ((gsize) (self->end - self->at) < n || memcmp (self->at, word, n) != 0)
    return FALSE;
  self->at += n;
  return TRUE;
}

static gboolean
take_hex (Parser *self, gunichar *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++, self->at++)
    {
      if (self->at == self->end || !g_ascii_isxdigit (*self->at))
        return FALSE;
      *unit = *unit * 16 + (gunichar) g_ascii_xdigit_value (*self->at);
    }
  return TRUE;
}

static gboolean
take_unicode (Parser *self, GString *text)
{
  gunichar unit, low;

  if (!take_hex (self, &unit))
    return FALSE;
  if (unit >= 0xd800 && unit < 0xdc00)
    {
      if (!take_word (self, "\\u") || !take_hex (self, &low) || low < 0xdc00
          || low > 0xdfff)
        return FALSE;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  if (unit == 0 || (unit >= 0xdc00 && unit < 0xe000))
    return FALSE;
  g_string_append_unichar (text, unit);
  return TRUE;
}

static gboolean
take_escape (Parser *self, GString *text)
{
  static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *name;

  if (take (self, 'u'))
    return take_unicode (self, text);
  name = self->at < self->end && *self->at != '\0' ? strchr (names, *self->at) : NULL;
  if (name == NULL)
    return FALSE;
  g_string_append_c (text, meanings[name - names]);
  self->at++;
  return TRUE;
}

static char *
parse_string (Parser *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!take (self, '"'))
    return refuse (self, _("a text in quotation marks was expected"));
  while (self->at < self->end && *self->at != '"')
    {
      const char *plain = self->at;

      while (self->at < self->end && *self->at != '"' && *self->at != '\\'
             && (guchar) *self->at >= 0x20)
        self->at++;
      g_string_append_len (text, plain, self->at - plain);
      if (take (self, '\\'))
        {
          if (!take_escape (self, text))
            return refuse (self, _("stands no known escape"));
        }
      else if (self->at < self->end && *self->at != '"')
        return refuse (self, _("a text holds a control character"));
    }
  if (!take (self, '"'))
    return refuse (self, _("a text has no end"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
take_digits (Parser *self)
{
  const char *first = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return self->at > first;
}

static WbJson *
parse_number (Parser *self)
{
  const char *first = self->at;
  g_autofree char *digits = NULL;
  gboolean valid;

  take (self, '-');
  valid = take (self, '0') || take_digits (self);
  if (valid && take (self, '.'))
    valid = take_digits (self);
  if (valid && (take (self, 'e') || take (self, 'E')))
    {
      if (!take (self, '+'))
        take (self, '-');
      valid = take_digits (self);
    }
  if (!valid)
    return refuse (self, _("a value was expected"));
  digits = g_strndup (first, (gsize) (self->at - first));
  return wb_json_new_number (digits);
}

static WbJson *
parse_array (Parser *self)
{
  g_autoptr (WbJson) array = wb_json_new_array ();

  skip_space (self);
  if (take (self, ']'))
    return g_steal_pointer (&array);
  do
    {
      WbJson *item = parse_value (self);

      if (item == NULL)
        return NULL;
      wb_json_append (array, item);
    }
  while (take (self, ','));
  if (!take (self, ']'))
    return refuse (self, _("a comma or ] was expected"));
  return g_steal_pointer (&array);
}

static gboolean
parse_member (Parser *self, WbJson *object)
{
  g_autofree char *name = NULL;
  WbJson *item;

  skip_space (self);
  name = parse_string (self);
  if (name == NULL)
    return FALSE;
  skip_space (self);
  if (!take (self, ':'))
    return refuse (self, _("a colon was expected")) != NULL;
  item = parse_value (self);
  if (item == NULL)
    return FALSE;
  if (!wb_json_add (object, name, item))
    return refuse (self, _("ends a second member of the same name")) != NULL;
  return TRUE;
}

static WbJson *
parse_object (Parser *self)
{
  g_autoptr (WbJson) object = wb_json_new_object ();

  skip_space (self);
  if (take (self, '}'))
    return g_steal_pointer (&object);
  do
    if (!parse_member (self, object))
      return NULL;
  while (take (self, ','));
  if (!take (self, '}'))
    return refuse (self, _("a comma or } was expected"));
  return g_steal_pointer (&object);
}

static WbJson *
parse_nested (Parser *self)
{
  gboolean object = *self->at++ == '{';
  WbJson *json;

  if (++self->depth > MAX_DEPTH)
    return refuse (self, _("it is nested too deeply"));
  json = object ? parse_object (self) : parse_array (self);
  self->depth--;
  return json;
}

static WbJson *
parse_bare (Parser *self)
{
  char *text;
  WbJson *json;

  if (take_word (self, "true"))
    return wb_json_new_bool (TRUE);
  if (take_word (self, "false"))
    return wb_json_new_bool (FALSE);
  if (take_word (self, "null"))
    return wb_json_new_null ();
  if (self->at == self->end || *self->at != '"')
    return parse_number (self);
  text = parse_string (self);
  json = text != NULL ? wb_json_new_string (text) : NULL;
  g_free (text);
  return json;
}

static WbJson *
parse_value (Parser *self)
{
  WbJson *json;

  if (++self->n_values > MAX_VALUES)
    return refuse (self, _("it has more values than are read"));
  skip_space (self);
  if (self->at < self->end && (*self->at == '{' || *self->at == '['))
    json = parse_nested (self);
  else
    json = parse_bare (self);
  skip_space (self);
  return json;
}

/**
 * Reads a text that is one JSON value.
 *
 * @length: its bytes, or -1 where it ends with NUL
 * @error: WB_ERROR_DAMAGED, with the byte where it stops being JSON
 *
 * Returns: (transfer full): the value, or NULL; any thread.
 */
WbJson *
wb_json_parse (const char *text, gssize length, GError **error)
{
  const char *valid_end;
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (GError) own = NULL;
  Parser self = { text, text, text + n, 0, 0, &own };
  g_autoptr (WbJson) json = NULL;

  if (g_utf8_validate_len (text, n, &valid_end))
    json = parse_value (&self);
  else
    {
      self.at = valid_end;
      refuse (&self, _("stands a byte that is not UTF-8"));
    }
  if (json != NULL && self.at < self.end)
    {
      refuse (&self, _("something follows the end"));
      g_clear_pointer (&json, wb_json_unref);
    }
  if (own != NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  return g_steal_pointer (&json);
}
