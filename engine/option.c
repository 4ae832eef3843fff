/* SPDX-License-Identifier: MIT */
/* The one reader, writer, checker and comparer of option structs. */
#include "engine/option.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/translation.h"

static gpointer
field (const AeOption *option, gpointer values)
{
  return (guint8 *) values + option->offset;
}

static void
store (const AeOption *option, gpointer values, const AeValue *value)
{
  gpointer place = field (option, values);

  switch (option->kind)
    {
    case AE_OPTION_INT:
      *(gint64 *) place = value->integer;
      break;
    case AE_OPTION_FLOAT:
      *(double *) place = value->real;
      break;
    case AE_OPTION_BOOL:
      *(gboolean *) place = value->integer != 0;
      break;
    case AE_OPTION_CHOICE:
    case AE_OPTION_LAYER:
      *(guint *) place = (guint) value->integer;
      break;
    case AE_OPTION_SIZES:
      *(AeSizes *) place = value->sizes;
      break;
    }
}

void
ae_option_get (const AeOption *option, gconstpointer values, AeValue *value)
{
  gconstpointer place = (const guint8 *) values + option->offset;

  *value = (AeValue) { 0 };
  switch (option->kind)
    {
    case AE_OPTION_INT:
      value->integer = *(const gint64 *) place;
      break;
    case AE_OPTION_FLOAT:
      value->real = *(const double *) place;
      break;
    case AE_OPTION_BOOL:
      value->integer = *(const gboolean *) place != 0;
      break;
    case AE_OPTION_CHOICE:
    case AE_OPTION_LAYER:
      value->integer = *(const guint *) place;
      break;
    case AE_OPTION_SIZES:
      value->sizes = *(const AeSizes *) place;
      break;
    }
}

void
ae_options_init (const AeOption *options, gpointer values)
{
  for (; options != NULL && options->name != NULL; options++)
    {
      AeValue value = { (gint64) options->value, options->value, options->sizes };

      store (options, values, &value);
    }
}

static gboolean
value_equal (const AeOption *option, const AeValue *a, const AeValue *b)
{
  return a->integer == b->integer && memcmp (&a->real, &b->real, sizeof a->real) == 0
         && ae_shape_equal (&a->sizes, &b->sizes);
}

gboolean
ae_options_equal (const AeOption *options, gconstpointer a, gconstpointer b)
{
  for (; options != NULL && options->name != NULL; options++)
    {
      AeValue left, right;

      ae_option_get (options, a, &left);
      ae_option_get (options, b, &right);
      if (!value_equal (options, &left, &right))
        return FALSE;
    }
  return TRUE;
}

guint
ae_options_count (const AeOption *options)
{
  guint n = 0;

  while (options != NULL && options[n].name != NULL)
    n++;
  return n;
}

const AeOption *
ae_options_find (const AeOption *options, const char *name)
{
  for (; options != NULL && options->name != NULL; options++)
    if (strcmp (options->name, name) == 0)
      return options;
  return NULL;
}

/* Numbers that a person writes out are written out: 10 and not 1e+01. */
static gboolean
is_plain (double number, const char *text)
{
  return strchr (text, 'e') == NULL || fabs (number) < 1e-4 || fabs (number) >= 1e15;
}

/* The shortest text that reads as the number. */
static char *
number_to_text (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, number);
      if (g_ascii_strtod (text, NULL) == number && is_plain (number, text))
        break;
    }
  return g_strdup (text);
}

static gboolean
check_number (const AeOption *option, double number, GError **error)
{
  g_autofree char *given = NULL, *low = NULL, *high = NULL;

  if (number >= option->min && number <= option->max)
    return TRUE;
  given = number_to_text (number);
  low = number_to_text (option->min);
  high = number_to_text (option->max);
  return ae_refuse (error, AE_ERROR_OPTION, _ ("%s is %s; it must be from %s to %s"), option->name,
                    given, low, high);
}

/* Whole numbers are compared as such: a double knows 2^53 and 2^53 + 1 as one. */
static gboolean
check_integer (const AeOption *option, gint64 number, gint64 low, gint64 high, GError **error)
{
  if (number >= low && number <= high)
    return TRUE;
  return ae_refuse (error, AE_ERROR_OPTION,
                    _ ("%s is %" PRId64 "; it must be from %" PRId64 " to %" PRId64), option->name,
                    number, low, high);
}

static gboolean
check_sizes (const AeOption *option, const AeSizes *sizes, GError **error)
{
  if (sizes->rank < option->min_count || sizes->rank > option->max_count)
    return ae_refuse (error, AE_ERROR_OPTION, _ ("%s has %u numbers; it takes %u to %u"),
                      option->name, sizes->rank, option->min_count, option->max_count);
  for (guint i = 0; i < sizes->rank; i++)
    if (!check_number (option, sizes->dims[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_choice (const AeOption *option, gint64 choice, GError **error)
{
  if (choice >= 0 && choice < g_strv_length ((char **) option->choices))
    return TRUE;
  return ae_refuse (error, AE_ERROR_OPTION, _ ("%s has no choice number %" PRId64), option->name,
                    choice);
}

gboolean
ae_option_set (const AeOption *option, gpointer values, const AeValue *value, GError **error)
{
  gboolean valid = TRUE;

  switch (option->kind)
    {
    case AE_OPTION_INT:
      valid = check_integer (option, value->integer, (gint64) option->min, (gint64) option->max,
                             error);
      break;
    case AE_OPTION_FLOAT:
      valid = check_number (option, value->real, error);
      break;
    case AE_OPTION_CHOICE:
      valid = check_choice (option, value->integer, error);
      break;
    case AE_OPTION_SIZES:
      valid = check_sizes (option, &value->sizes, error);
      break;
    case AE_OPTION_LAYER:
      valid = check_integer (option, value->integer, 0, G_MAXUINT, error);
      break;
    case AE_OPTION_BOOL:
      break;
    }
  if (valid)
    store (option, values, value);
  return valid;
}

static char *
sizes_to_text (const AeSizes *sizes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sizes->rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", sizes->dims[i]);
  return g_string_free (text, FALSE);
}

char *
ae_option_to_text (const AeOption *option, gconstpointer values)
{
  AeValue value;

  ae_option_get (option, values, &value);
  switch (option->kind)
    {
    case AE_OPTION_FLOAT:
      return number_to_text (value.real);
    case AE_OPTION_BOOL:
      return g_strdup (value.integer ? "true" : "false");
    case AE_OPTION_CHOICE:
      return g_strdup (option->choices[value.integer]);
    case AE_OPTION_SIZES:
      return sizes_to_text (&value.sizes);
    case AE_OPTION_INT:
    case AE_OPTION_LAYER:
      break;
    }
  return g_strdup_printf ("%" G_GINT64_FORMAT, value.integer);
}

static gboolean
refuse_text (const AeOption *option, const char *text, const char *expected, GError **error)
{
  return ae_refuse (error, AE_ERROR_OPTION, _ ("%s is “%s”; it takes %s"), option->name, text,
                    expected);
}

static gboolean
parse_choice (const AeOption *option, const char *text, AeValue *value, GError **error)
{
  g_autofree char *names = NULL;

  for (guint i = 0; option->choices[i] != NULL; i++)
    if (strcmp (option->choices[i], text) == 0)
      {
        value->integer = i;
        return TRUE;
      }
  names = g_strjoinv (", ", (char **) option->choices);
  return refuse_text (option, text, names, error);
}

static gboolean
parse_sizes (const AeOption *option, const char *text, AeValue *value, GError **error)
{
  AeSizes *sizes = &value->sizes;
  const char *at = text;
  gboolean ended = FALSE;

  while (sizes->rank < AE_MAX_RANK)
    {
      char *end = NULL;
      guint64 number = g_ascii_strtoull (at, &end, 10);

      if (end == at || number > G_MAXUINT || !g_ascii_isdigit (*at))
        break;
      sizes->dims[sizes->rank++] = (guint) number;
      at = end;
      ended = *at == '\0';
      if (*at == ',' || *at == 'x')
        at++;
      else if (g_str_has_prefix (at, "×"))
        at += strlen ("×");
      else
        break;
    }
  if (!ended)
    return refuse_text (option, text, _ ("whole numbers such as 3,3"), error);
  if (sizes->rank == 1)
    for (; sizes->rank < option->min_count; sizes->rank++)
      sizes->dims[sizes->rank] = sizes->dims[0];
  return TRUE;
}

static gboolean
parse_bool (const AeOption *option, const char *text, AeValue *value, GError **error)
{
  value->integer = g_ascii_strcasecmp (text, "true") == 0;
  if (!value->integer && g_ascii_strcasecmp (text, "false") != 0)
    return refuse_text (option, text, _ ("true or false"), error);
  return TRUE;
}

static gboolean
parse_number (const AeOption *option, const char *text, AeValue *value, GError **error)
{
  char *end = NULL;

  if (option->kind == AE_OPTION_FLOAT)
    value->real = g_ascii_strtod (text, &end);
  else
    value->integer = g_ascii_strtoll (text, &end, 10);
  if (end == text || *end != '\0' || !isfinite (value->real))
    return refuse_text (option, text,
                        option->kind == AE_OPTION_FLOAT ? _ ("a number") : _ ("a whole number"),
                        error);
  return TRUE;
}

gboolean
ae_option_set_text (const AeOption *option, gpointer values, const char *text, GError **error)
{
  AeValue value = { 0 };
  gboolean read = FALSE;

  switch (option->kind)
    {
    case AE_OPTION_INT:
    case AE_OPTION_FLOAT:
    case AE_OPTION_LAYER:
      read = parse_number (option, text, &value, error);
      break;
    case AE_OPTION_BOOL:
      read = parse_bool (option, text, &value, error);
      break;
    case AE_OPTION_CHOICE:
      read = parse_choice (option, text, &value, error);
      break;
    case AE_OPTION_SIZES:
      read = parse_sizes (option, text, &value, error);
      break;
    }
  return read && ae_option_set (option, values, &value, error);
}

/* A comma separates options, but also the numbers of one: a piece without
 * "=" belongs to the value before it. */
gboolean
ae_options_set_text (const AeOption *options, gpointer values, const char *text, GError **error)
{
  g_auto (GStrv) pieces = g_strsplit (text, ",", -1);

  for (guint i = 0; pieces[i] != NULL && *text != '\0';)
    {
      g_autoptr (GString) setting = g_string_new (pieces[i++]);
      const AeOption *option;
      char *equals;

      while (pieces[i] != NULL && strchr (pieces[i], '=') == NULL)
        g_string_append_printf (setting, ",%s", pieces[i++]);
      equals = strchr (setting->str, '=');
      if (equals == NULL)
        return ae_refuse (error, AE_ERROR_OPTION, _ ("“%s” is not a setting; write NAME=VALUE"),
                          setting->str);
      *equals = '\0';
      option = ae_options_find (options, setting->str);
      if (option == NULL)
        return ae_refuse (error, AE_ERROR_OPTION, _ ("there is no option “%s”"), setting->str);
      if (!ae_option_set_text (option, values, equals + 1, error))
        return FALSE;
    }
  return TRUE;
}
