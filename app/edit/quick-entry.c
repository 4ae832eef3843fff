/* SPDX-License-Identifier: MIT */
/* Which option a bare value is for is tried: options in their order, each once.
 * Switches and sources are only set by name, and a fraction only where it is
 * the layer's first option: a rate, but no penalty that happens to take it.
 */
#include "app/edit/quick-entry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/number.h"
#include "engine/error.h"

static gboolean
is_offered (const AeLayerClass *klass)
{
  return (klass->flags & AE_LAYER_INPUT) == 0;
}

gboolean
wb_quick_entry_matches (const AeLayerClass *klass, const char *words)
{
  const char *texts[] = { klass->type, klass->title, klass->group };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *folded = g_utf8_casefold (texts[i], -1);

      if (strstr (folded, words) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The layer that is called so; else the first whose name begins so; else the
 * first that has it in its names. */
static const AeLayerClass *
find_class (const char *words)
{
  const AeLayerClass *begins = NULL, *holds = NULL;

  for (const AeLayerClass *const *klass = ae_layer_classes (); *klass != NULL; klass++)
    {
      g_autofree char *type = g_utf8_casefold ((*klass)->type, -1);

      if (!is_offered (*klass))
        continue;
      if (g_str_equal (type, words))
        return *klass;
      if (begins == NULL && g_str_has_prefix (type, words))
        begins = *klass;
      if (holds == NULL && wb_quick_entry_matches (*klass, words))
        holds = *klass;
    }
  return begins != NULL ? begins : holds;
}

char *
wb_quick_entry_get_words (const char *text, char **rest)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  char *whole = g_strstrip (folded);
  g_autofree char *words = g_strdup (whole);
  char *space;

  while (find_class (words) == NULL && (space = strrchr (words, ' ')) != NULL)
    {
      *space = '\0';
      g_strchomp (words);
    }
  if (find_class (words) == NULL)
    {
      g_free (words);
      words = g_strdup (whole);
    }
  if (rest != NULL)
    *rest = g_strdup (whole + strlen (words));
  return g_steal_pointer (&words);
}

static gboolean
takes_bare (const AeLayerClass *klass, const AeOption *option)
{
  return option->kind == AE_OPTION_INT || option->kind == AE_OPTION_SIZES
         || option->kind == AE_OPTION_CHOICE
         || (option->kind == AE_OPTION_FLOAT && option == klass->options);
}

static gboolean
refuse (const AeLayerClass *klass, const char *value, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const AeOption *option = klass->options; option != NULL && option->name != NULL; option++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", option->name);
  if (names->len == 0)
    g_set_error (error, AE_ERROR, AE_ERROR_OPTION, _ ("%s has no options; leave “%s” out"),
                 klass->type, value);
  else
    g_set_error (error, AE_ERROR, AE_ERROR_OPTION,
                 _ ("%s does not take “%s”; its options are %s, also written as NAME=VALUE"),
                 klass->type, value, names->str);
  return FALSE;
}

/* The option that the value is for; what is @used already is open no more. */
static const AeOption *
find_option (const AeLayerClass *klass, gpointer values, const char *value, guint64 used)
{
  for (const AeOption *option = klass->options; option != NULL && option->name != NULL; option++)
    if ((used & G_GUINT64_CONSTANT (1) << (option - klass->options)) == 0
        && takes_bare (klass, option) && ae_option_set_text (option, values, value, NULL))
      return option;
  return NULL;
}

/* Takes "64" or "units=64" in. */
static gboolean
read_ascii (const AeLayerClass *klass,
            gpointer values,
            const char *value,
            guint64 *used,
            GString *settings,
            GError **error)
{
  gboolean named = strchr (value, '=') != NULL;
  const AeOption *option;

  if (named && !ae_options_set_text (klass->options, values, value, error))
    return FALSE;
  option = named ? NULL : find_option (klass, values, value, *used);
  if (!named && option == NULL)
    return refuse (klass, value, error);
  if (option != NULL)
    *used |= G_GUINT64_CONSTANT (1) << (option - klass->options);
  g_string_append_printf (settings, "%s%s%s%s", settings->len > 0 ? "," : "",
                          named ? "" : option->name, named ? "" : "=", value);
  return TRUE;
}

/* The same with the locale's point: "0,3" is a rate where it cannot be a list. */
static gboolean
read_value (const AeLayerClass *klass,
            gpointer values,
            const char *value,
            guint64 *used,
            GString *settings,
            GError **error)
{
  g_autofree char *ascii = wb_number_to_ascii (value);

  return read_ascii (klass, values, value, used, settings, error)
         || (!g_str_equal (ascii, value)
             && read_ascii (klass, values, ascii, used, settings, NULL));
}

const AeLayerClass *
wb_quick_entry_read (const char *text, char **options, GError **error)
{
  g_autofree char *rest = NULL;
  g_autofree char *words = wb_quick_entry_get_words (text, &rest);
  const AeLayerClass *klass = find_class (words);
  g_autoptr (GString) settings = g_string_new (NULL);
  g_auto (GStrv) pieces = g_strsplit (rest, " ", -1);
  g_autofree gpointer values = NULL;
  guint64 used = 0;

  if (klass == NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_EDIT, _ ("No layer named “%s”."), words);
      return NULL;
    }
  values = g_malloc0 (MAX (klass->options_size, 1));
  ae_options_init (klass->options, values);
  for (guint i = 0; pieces[i] != NULL; i++)
    if (*pieces[i] != '\0' && !read_value (klass, values, pieces[i], &used, settings, error))
      return NULL;
  *options = g_strdup (settings->str);
  return klass;
}
