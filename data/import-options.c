/* SPDX-License-Identifier: MIT */
/*
 * A set of choices keeps one text for each row of the table, already checked
 * and in its one spelling, or NULL. Reading them as numbers cannot fail.
 */
#include "data/import-options.h"

#include <string.h>

#include "data/error.h"
#include "data/words.h"

static const char *const fit_modes[] = { "pad", "crop", "stretch", NULL };

static const DsOption table[] = {
  { .name = "size",
    .title = N_ ("Size"),
    .kind = DS_OPTION_SIZE,
    .min = 1,
    .max = DS_FIT_MAX_SIDE,
    .automatic = N_ ("the commonest size"),
    .help = N_ ("Width and height of every image, such as 32x32; lists of as many values "
                "become images.") },
  { .name = "fit",
    .title = N_ ("Fit"),
    .kind = DS_OPTION_CHOICE,
    .choices = fit_modes,
    .automatic = N_ ("pad where every image fits, else crop"),
    .help = N_ ("How an image of another size gets the one wanted: pad puts black around it, "
                "crop cuts off what is too much, stretch distorts it.") },
  { .name = "grey",
    .title = N_ ("Grey"),
    .kind = DS_OPTION_BOOL,
    .automatic = N_ ("colours are kept"),
    .help = N_ ("Whether colours become shades of grey.") },
  { .name = "alpha",
    .title = N_ ("Transparency"),
    .kind = DS_OPTION_BOOL,
    .automatic = N_ ("kept where an image is transparent"),
    .help = N_ ("Whether transparency is kept as a fourth channel; without it, images lie on "
                "black.") },
  { .name = "labels",
    .title = N_ ("Labels"),
    .kind = DS_OPTION_FILE,
    .automatic = N_ ("the folder that an image is in, or a CSV beside the images"),
    .help = N_ ("A CSV file with a column of file names and a column of labels.") },
  { .name = "tile",
    .title = N_ ("Tile"),
    .kind = DS_OPTION_SIZE,
    .min = 1,
    .max = DS_OPTION_MAX_TILE,
    .automatic = N_ ("guessed from the picture"),
    .help = N_ ("Width and height of the tiles that a picture is cut into.") },
  { .name = "gap",
    .title = N_ ("Gap"),
    .kind = DS_OPTION_SIZE,
    .max = DS_FIT_MAX_SIDE,
    .automatic = N_ ("guessed from the picture"),
    .help = N_ ("Pixels between the tiles of a picture, beside and below each other, such as 2 "
                "or 2x4.") },
  { .name = "margin",
    .title = N_ ("Margin"),
    .kind = DS_OPTION_SIZE,
    .max = DS_FIT_MAX_SIDE,
    .automatic = N_ ("guessed from the picture"),
    .help = N_ ("Pixels left of and above the first tile of a picture, such as 2 or 2x4.") },
  { .name = "series",
    .title = N_ ("Series"),
    .kind = DS_OPTION_BOOL,
    .automatic = N_ ("by the contents"),
    .help = N_ ("Whether samples are series, time × features, and not lists or images.") },
  { .name = "header",
    .title = N_ ("Header"),
    .kind = DS_OPTION_BOOL,
    .automatic = N_ ("by the contents"),
    .help = N_ ("Whether the first row names the columns.") },
  { .name = "label-column",
    .title = N_ ("Label column"),
    .kind = DS_OPTION_TEXT,
    .automatic = N_ ("by the contents"),
    .help = N_ ("Name or number, from 1, of the column that holds the labels, or none.") },
  { .name = "factors",
    .title = N_ ("Factors"),
    .kind = DS_OPTION_TEXT,
    .automatic = N_ ("none"),
    .help = N_ ("Names or numbers, from 1, of columns that are known of a sample but not learned "
                "from, such as age,dose.") },
  { .name = "window",
    .title = N_ ("Window"),
    .kind = DS_OPTION_COUNT,
    .min = 1,
    .max = 1000000,
    .automatic = N_ ("128 steps, or a tenth of a short recording"),
    .help = N_ ("Steps of each sample that a long recording is cut into.") },
  { .name = "stride",
    .title = N_ ("Stride"),
    .kind = DS_OPTION_COUNT,
    .min = 1,
    .max = 1000000,
    .automatic = N_ ("a quarter of the window"),
    .help = N_ ("Steps from the beginning of one window to that of the next.") },
};

#define N_OPTIONS G_N_ELEMENTS (table)

struct _DsImportOptions
{
  gint references;
  char *values[N_OPTIONS];
};

const DsOption *
ds_option_get_all (guint *n_options)
{
  *n_options = N_OPTIONS;
  return table;
}

const DsOption *
ds_option_find (const char *name)
{
  for (guint i = 0; i < N_OPTIONS; i++)
    if (strcmp (table[i].name, name) == 0)
      return &table[i];
  return NULL;
}

DsImportOptions *
ds_import_options_ref (DsImportOptions *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

void
ds_import_options_unref (DsImportOptions *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  for (guint i = 0; i < N_OPTIONS; i++)
    g_free (self->values[i]);
  g_free (self);
}

static DsImportOptions *
copy_options (const DsImportOptions *self)
{
  DsImportOptions *copy = g_new0 (DsImportOptions, 1);

  g_atomic_int_set (&copy->references, 1);
  for (guint i = 0; self != NULL && i < N_OPTIONS; i++)
    copy->values[i] = g_strdup (self->values[i]);
  return copy;
}

/* A number in the option's range at the beginning of @text. */
static gboolean
read_count (const DsOption *option, const char *text, guint *count, const char **end)
{
  guint64 number = g_ascii_strtoull (text, (char **) end, 10);

  *count = (guint) MIN (number, G_MAXUINT);
  return g_ascii_isdigit (*text) && *count >= option->min && *count <= option->max;
}

/* "32x24", "32×24", or "32" for both. */
static char *
read_size (const DsOption *option, const char *text)
{
  const char *end;
  guint width, height;

  if (!read_count (option, text, &width, &end))
    return NULL;
  height = width;
  if (*end != '\0')
    {
      const char *second = g_str_has_prefix (end, "×") ? end + strlen ("×") : end + 1;

      if ((*end != 'x' && second == end + 1) || !read_count (option, second, &height, &end))
        return NULL;
    }
  return *end == '\0' ? g_strdup_printf ("%ux%u", width, height) : NULL;
}

/* The value in its one spelling, or NULL: (transfer full). */
static char *
normalize (const DsOption *option, const char *text)
{
  static const char *const truths[] = { "true", "false", NULL };
  const char *end;
  guint count;

  switch (option->kind)
    {
    case DS_OPTION_SIZE:
      return read_size (option, text);
    case DS_OPTION_COUNT:
      return read_count (option, text, &count, &end) && *end == '\0' ? g_strdup_printf ("%u", count)
                                                                     : NULL;
    case DS_OPTION_BOOL:
      return g_strv_contains (truths, text) ? g_strdup (text) : NULL;
    case DS_OPTION_CHOICE:
      return g_strv_contains (option->choices, text) ? g_strdup (text) : NULL;
    default:
      return *text != '\0' && g_utf8_validate (text, -1, NULL) ? g_strdup (text) : NULL;
    }
}

static char *
describe_range (const DsOption *option)
{
  g_autofree char *choices = NULL;

  switch (option->kind)
    {
    case DS_OPTION_SIZE:
      return g_strdup_printf (_ ("width x height, as 32x24, each from %u to %u"), option->min,
                              option->max);
    case DS_OPTION_COUNT:
      return g_strdup_printf (_ ("a whole number from %u to %u"), option->min, option->max);
    case DS_OPTION_BOOL:
      return g_strdup (_ ("true or false"));
    case DS_OPTION_CHOICE:
      choices = g_strjoinv (", ", (char **) option->choices);
      return g_strdup_printf (_ ("one of %s"), choices);
    default:
      return g_strdup (_ ("a text in UTF-8"));
    }
}

static char *
list_names (const char *const *names)
{
  return g_strjoinv (", ", (char **) names);
}

static gboolean
set_unknown_error (const char *name, GError **error)
{
  const char *names[N_OPTIONS + 1] = { NULL };
  g_autofree char *list = NULL;
  g_autofree char *shown = g_utf8_make_valid (name, -1);

  for (guint i = 0; i < N_OPTIONS; i++)
    names[i] = table[i].name;
  list = list_names (names);
  return ds_refuse (error, DS_ERROR_OPTION, _ ("There is no import option “%s”. There are: %s."),
                    shown, list);
}

static gboolean
set_value (DsImportOptions *self, const char *name, const char *text, GError **error)
{
  const DsOption *option = ds_option_find (name);
  char *value = NULL;

  if (option == NULL)
    return set_unknown_error (name, error);
  if (text != NULL && strcmp (text, "auto") != 0 && (value = normalize (option, text)) == NULL)
    {
      g_autofree char *range = describe_range (option);
      g_autofree char *shown = g_utf8_make_valid (text, -1);

      return ds_refuse (error, DS_ERROR_OPTION,
                        _ ("The import option “%s” cannot be “%s”. Give it %s, or auto."), name,
                        shown, range);
    }
  g_free (self->values[option - table]);
  self->values[option - table] = value;
  return TRUE;
}

DsImportOptions *
ds_import_options_new_with (const DsImportOptions *self,
                            const char *name,
                            const char *value,
                            GError **error)
{
  g_autoptr (DsImportOptions) copy = copy_options (self);

  return set_value (copy, name, value, error) ? g_steal_pointer (&copy) : NULL;
}

DsImportOptions *
ds_import_options_new_merged (const DsImportOptions *self, const DsImportOptions *defaults)
{
  DsImportOptions *merged = copy_options (self);

  for (guint i = 0; defaults != NULL && i < N_OPTIONS; i++)
    if (merged->values[i] == NULL)
      merged->values[i] = g_strdup (defaults->values[i]);
  return merged;
}

static gboolean
set_word (DsImportOptions *self, const char *word, GError **error)
{
  const char *sign = strchr (word, '=');
  g_autofree char *name = sign != NULL ? g_strndup (word, sign - word) : NULL;
  g_autofree char *shown = g_utf8_make_valid (word, -1);

  if (sign != NULL)
    return set_value (self, name, sign + 1, error);
  return ds_refuse (error, DS_ERROR_OPTION,
                    _ ("“%s” is not an import option. Write name=value, as in size=32x32."), shown);
}

DsImportOptions *
ds_import_options_new_from_text (const char *text, GError **error)
{
  g_autoptr (DsImportOptions) self = copy_options (NULL);
  g_autoptr (GError) inner = NULL;
  g_auto (GStrv) words = NULL;

  if (text == NULL
      || (!g_shell_parse_argv (text, NULL, &words, &inner)
          && g_error_matches (inner, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)))
    return g_steal_pointer (&self);
  if (inner != NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (text, -1);

      g_set_error (error, DS_ERROR, DS_ERROR_OPTION,
                   _ ("The import options “%s” have an open quotation mark. Close it."), shown);
      return NULL;
    }
  for (guint i = 0; words[i] != NULL; i++)
    if (!set_word (self, words[i], error))
      return NULL;
  return g_steal_pointer (&self);
}

/* Quoted only where it must be. */
static char *
quote (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("._-/+:,", *at) == NULL)
      return g_shell_quote (value);
  return g_strdup (value);
}

char *
ds_import_options_to_text (const DsImportOptions *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; self != NULL && i < N_OPTIONS; i++)
    if (self->values[i] != NULL)
      {
        g_autofree char *value = quote (self->values[i]);

        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", table[i].name, value);
      }
  return g_string_free (text, FALSE);
}

const char *
ds_import_options_get (const DsImportOptions *self, const char *name)
{
  const DsOption *option = ds_option_find (name);

  g_return_val_if_fail (option != NULL, NULL);

  return self != NULL ? self->values[option - table] : NULL;
}

gboolean
ds_import_options_is_equal (const DsImportOptions *a, const DsImportOptions *b)
{
  for (guint i = 0; i < N_OPTIONS; i++)
    if (g_strcmp0 (ds_import_options_get (a, table[i].name),
                   ds_import_options_get (b, table[i].name))
        != 0)
      return FALSE;
  return TRUE;
}

gboolean
ds_import_options_get_size (const DsImportOptions *self,
                            const char *name,
                            guint *width,
                            guint *height)
{
  const char *value = ds_import_options_get (self, name);

  if (value == NULL)
    return FALSE;
  *width = (guint) g_ascii_strtoull (value, NULL, 10);
  *height = (guint) g_ascii_strtoull (strchr (value, 'x') + 1, NULL, 10);
  return TRUE;
}

guint
ds_import_options_get_count (const DsImportOptions *self, const char *name)
{
  const char *value = ds_import_options_get (self, name);

  return value != NULL ? (guint) g_ascii_strtoull (value, NULL, 10) : 0;
}

gboolean
ds_import_options_get_bool (const DsImportOptions *self, const char *name, gboolean automatic)
{
  const char *value = ds_import_options_get (self, name);

  return value != NULL ? strcmp (value, "true") == 0 : automatic;
}

DsFitMode
ds_import_options_get_fit (const DsImportOptions *self)
{
  static const DsFitMode modes[] = { DS_FIT_PAD, DS_FIT_CROP, DS_FIT_RESIZE };
  const char *value = ds_import_options_get (self, "fit");

  for (guint i = 0; value != NULL && i < G_N_ELEMENTS (modes); i++)
    if (strcmp (value, fit_modes[i]) == 0)
      return modes[i];
  return DS_FIT_NONE;
}

gboolean
ds_import_options_reshape (const DsImportOptions *self, DsShape *shape, GError **error)
{
  guint width, height, channels;

  if (shape->rank != 1 || !ds_import_options_get_size (self, "size", &width, &height))
    return TRUE;
  channels = shape->dims[0] / (width * height);
  if (channels * width * height == shape->dims[0]
      && (channels == 1 || channels == 3 || channels == 4))
    {
      *shape = (DsShape) { 3, { height, width, channels } };
      return TRUE;
    }
  return ds_refuse (error, DS_ERROR_MISMATCH,
                    _ ("The samples have %u values, and images of %u×%u have %u, or 3 or 4 times "
                       "as many. Choose a size that fits, or leave it out."),
                    shape->dims[0], width, height, width * height);
}

static gboolean
is_taken (const char *name, const char *const *taken)
{
  return taken != NULL && g_strv_contains (taken, name);
}

DsImportOptions *
ds_import_options_new_taken (const DsImportOptions *self, const char *const *taken)
{
  DsImportOptions *copy = copy_options (self);

  for (guint i = 0; i < N_OPTIONS; i++)
    if (!is_taken (table[i].name, taken))
      g_clear_pointer (&copy->values[i], g_free);
  return copy;
}

gboolean
ds_import_options_check (const DsImportOptions *self,
                         const char *const *taken,
                         const char *title,
                         GError **error)
{
  for (guint i = 0; self != NULL && i < N_OPTIONS; i++)
    if (self->values[i] != NULL && !is_taken (table[i].name, taken))
      {
        g_autofree char *list = taken != NULL ? list_names (taken) : g_strdup (_ ("none"));

        return ds_refuse (error, DS_ERROR_OPTION,
                          _ ("The import option “%s” does not go with %s, which takes %s. Leave "
                             "it out."),
                          table[i].name, title, list);
      }
  return TRUE;
}
