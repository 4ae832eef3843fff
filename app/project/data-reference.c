/* SPDX-License-Identifier: MIT */
/* A reference keeps absolute paths. In a file, a path below the project's own
 * folder is written from there, so that the two can be moved together; another one
 * as a list of the way from there, which is tried first, and the absolute path. A
 * path that is not UTF-8 is written as a URI.
 */
#include "app/project/data-reference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"

struct _WbDataReference
{
  gatomicrefcount count;
  char *location;
  char *validation;
  gboolean has_scaling;
  DsScaling scaling;
  DsFit fit;
  DsImportOptions *options; /* nullable */
  char *digest;             /* nullable */
};

static char *
make_absolute (const char *location)
{
  if (location == NULL || strcmp (location, DS_BUILT_IN) == 0)
    return g_strdup (location);
  return g_canonicalize_filename (location, NULL);
}

WbDataReference *
wb_data_reference_new (const char *location, const char *validation, const DsScaling *scaling)
{
  WbDataReference *self = g_new0 (WbDataReference, 1);

  g_atomic_ref_count_init (&self->count);
  self->location = make_absolute (location);
  self->validation = make_absolute (validation);
  self->has_scaling = scaling != NULL;
  if (scaling != NULL)
    self->scaling = *scaling;
  return self;
}

/* Imported otherwise, the samples are others: the digest is not copied. */
static WbDataReference *
copy_reference (const WbDataReference *self)
{
  WbDataReference *copy = wb_data_reference_new (self->location, self->validation,
                                                 wb_data_reference_get_scaling (self));

  copy->fit = self->fit;
  copy->options = self->options != NULL ? ds_import_options_ref (self->options) : NULL;
  return copy;
}

WbDataReference *
wb_data_reference_new_scaled (const WbDataReference *self, const DsScaling *scaling)
{
  WbDataReference *copy = copy_reference (self);

  copy->has_scaling = TRUE;
  copy->scaling = *scaling;
  return copy;
}

WbDataReference *
wb_data_reference_new_fitted (const WbDataReference *self, const DsFit *fit)
{
  WbDataReference *copy = copy_reference (self);

  copy->fit = *fit;
  return copy;
}

WbDataReference *
wb_data_reference_new_with_options (const WbDataReference *self, DsImportOptions *options)
{
  WbDataReference *copy = copy_reference (self);

  if (options != NULL)
    ds_import_options_ref (options);
  g_clear_pointer (&copy->options, ds_import_options_unref);
  copy->options = options;
  return copy;
}

WbDataReference *
wb_data_reference_new_for_source (DsSource *source,
                                  const char *validation,
                                  const WbDataReference *learned)
{
  g_autoptr (WbDataReference) plain = wb_data_reference_new (ds_source_get_location (source),
                                                             validation,
                                                             ds_dataset_get_scaling (
                                                               ds_source_get_training (source)));
  g_autoptr (WbDataReference) chosen = NULL;

  if (learned != NULL)
    plain->fit = learned->fit;
  chosen = wb_data_reference_new_with_options (plain, ds_source_get_options (source));
  return wb_data_reference_new_with_digest (chosen, ds_source_get_digest (source));
}

WbDataReference *
wb_data_reference_new_with_digest (const WbDataReference *self, const char *digest)
{
  WbDataReference *copy = copy_reference (self);

  copy->digest = g_strdup (digest);
  return copy;
}

const char *
wb_data_reference_get_digest (const WbDataReference *self)
{
  return self->digest;
}

WbDataReference *
wb_data_reference_ref (WbDataReference *self)
{
  g_atomic_ref_count_inc (&self->count);
  return self;
}

void
wb_data_reference_unref (WbDataReference *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->count))
    return;
  g_free (self->location);
  g_free (self->validation);
  g_free (self->digest);
  g_clear_pointer (&self->options, ds_import_options_unref);
  g_free (self);
}

const char *
wb_data_reference_get_location (const WbDataReference *self)
{
  return self->location;
}

const char *
wb_data_reference_get_validation (const WbDataReference *self)
{
  return self->validation;
}

const DsScaling *
wb_data_reference_get_scaling (const WbDataReference *self)
{
  return self->has_scaling ? &self->scaling : NULL;
}

const DsFit *
wb_data_reference_get_fit (const WbDataReference *self)
{
  return self->fit.mode != DS_FIT_NONE ? &self->fit : NULL;
}

DsImportOptions *
wb_data_reference_get_options (const WbDataReference *self)
{
  return self->options;
}

gboolean
wb_data_reference_equal (const WbDataReference *a, const WbDataReference *b)
{
  if (a == b || a == NULL || b == NULL)
    return a == b;
  return g_strcmp0 (a->location, b->location) == 0 && g_strcmp0 (a->validation, b->validation) == 0
         && a->has_scaling == b->has_scaling && a->scaling.offset == b->scaling.offset
         && a->scaling.factor == b->scaling.factor && ds_fit_is_equal (&a->fit, &b->fit)
         && ds_import_options_is_equal (a->options, b->options);
}

static gboolean
have_same_name (const char *a, const char *b)
{
  g_autofree char *left = a != NULL ? g_path_get_basename (a) : NULL;
  g_autofree char *right = b != NULL ? g_path_get_basename (b) : NULL;

  return g_strcmp0 (left, right) == 0;
}

gboolean
wb_data_reference_has_same_samples (const WbDataReference *a, const WbDataReference *b)
{
  if (a == b || a == NULL || b == NULL)
    return a == b;
  return have_same_name (a->location, b->location) && have_same_name (a->validation, b->validation)
         && ds_import_options_is_equal (a->options, b->options);
}

/* The way from @folder to @path, both absolute, "./x" where it is below; NULL where
 * they have nothing in common: (transfer full). */
static char *
make_relative (const char *path, const char *folder)
{
  g_auto (GStrv) to = g_strsplit (path, G_DIR_SEPARATOR_S, -1);
  g_auto (GStrv) from = g_strsplit (folder, G_DIR_SEPARATOR_S, -1);
  g_autoptr (GString) way = g_string_new (NULL);
  g_autofree char *rest = NULL;
  guint common = 0;

  while (to[common] != NULL && g_strcmp0 (to[common], from[common]) == 0)
    common++;
  if (common < 2)
    return NULL;
  for (guint i = common; from[i] != NULL; i++)
    g_string_append (way, "../");
  rest = g_strjoinv (G_DIR_SEPARATOR_S, to + common);
  return g_strconcat (way->len > 0 ? way->str : "./", rest, NULL);
}

static json_t *
path_to_json (const char *path, const char *folder)
{
  g_autofree char *uri = NULL, *relative = NULL;

  if (strcmp (path, DS_BUILT_IN) == 0)
    return json_string (path);
  if (!g_utf8_validate (path, -1, NULL))
    {
      uri = g_filename_to_uri (path, NULL, NULL);
      return json_string (uri);
    }
  relative = make_relative (path, folder);
  if (relative == NULL)
    return json_string (path);
  return *relative == '.' && relative[1] == G_DIR_SEPARATOR ? json_string (relative)
                                                            : json_pack ("[ss]", relative, path);
}

static void
add_path (json_t *json, const char *name, const char *path, const char *folder)
{
  if (path != NULL)
    json_object_set_new (json, name, path_to_json (path, folder));
}

/* A path that is not absolute names a file in the data. */
static json_t *
options_to_json (const DsImportOptions *self, const char *folder)
{
  guint n_options;
  const DsOption *options = ds_option_get_all (&n_options);
  json_t *json = json_object ();

  for (guint i = 0; i < n_options; i++)
    {
      const char *value = ds_import_options_get (self, options[i].name);

      if (value != NULL && options[i].kind == DS_OPTION_FILE && g_path_is_absolute (value))
        add_path (json, options[i].name, value, folder);
      else if (value != NULL)
        json_object_set_new (json, options[i].name, json_string (value));
    }
  return json;
}

static const char *const fit_modes[] = {
  [DS_FIT_NONE] = "none",
  [DS_FIT_PAD] = "pad",
  [DS_FIT_RESIZE] = "resize",
  [DS_FIT_CROP] = "crop",
};

json_t *
wb_data_reference_to_json (const WbDataReference *self, const char *folder)
{
  json_t *json = json_object ();

  add_path (json, "location", self->location, folder);
  add_path (json, "validation", self->validation, folder);
  if (self->has_scaling)
    {
      json_t *scaling = json_object ();

      json_object_set_new (scaling, "offset", json_real (self->scaling.offset));
      json_object_set_new (scaling, "factor", json_real (self->scaling.factor));
      json_object_set_new (json, "scaling", scaling);
    }
  if (self->fit.mode != DS_FIT_NONE)
    {
      json_t *fit = json_object ();

      json_object_set_new (fit, "mode", json_string (fit_modes[self->fit.mode]));
      json_object_set_new (fit, "height", json_integer (self->fit.height));
      json_object_set_new (fit, "width", json_integer (self->fit.width));
      json_object_set_new (json, "fit", fit);
    }
  if (!ds_import_options_is_equal (self->options, NULL))
    json_object_set_new (json, "options", options_to_json (self->options, folder));
  if (self->digest != NULL)
    json_object_set_new (json, "digest", json_string (self->digest));
  return json;
}

static gboolean
refuse (GError **error, const char *what)
{
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("What the project says about its data cannot be read: %s."), what);
}

static char *
text_to_path (const char *text, const char *folder)
{
  if (text == NULL || *text == '\0')
    return NULL;
  if (strcmp (text, DS_BUILT_IN) == 0)
    return g_strdup (text);
  if (g_str_has_prefix (text, "file:"))
    return g_filename_from_uri (text, NULL, NULL);
  return g_canonicalize_filename (text, folder);
}

/* The path, or the first of a list where something is, else the last of them. */
static gboolean
read_path (json_t *json, const char *name, const char *folder, char **path, GError **error)
{
  json_t *member = json_object_get (json, name);
  gsize n = json_is_array (member) ? json_array_size (member) : 1;
  gboolean found = FALSE;

  for (gsize i = 0; member != NULL && i < n && !found; i++)
    {
      json_t *text = json_is_array (member) ? json_array_get (member, i) : member;

      g_free (*path);
      *path = text_to_path (json_string_value (text), folder);
      if (*path == NULL)
        break;
      found = g_file_test (*path, G_FILE_TEST_EXISTS);
    }
  return member == NULL || *path != NULL || refuse (error, _ ("a path is not text"));
}

/* The value of one option as text: (transfer full) (nullable). */
static gboolean
read_option (json_t *json, const DsOption *option, const char *folder, char **value, GError **error)
{
  json_t *member = json_object_get (json, option->name);
  const char *text = json_string_value (member);

  if (option->kind == DS_OPTION_FILE
      && (json_is_array (member) || (text != NULL && g_str_has_prefix (text, "./"))))
    return read_path (json, option->name, folder, value, error);
  *value = g_strdup (text);
  return member == NULL || text != NULL || refuse (error, _ ("an import option is not text"));
}

static gboolean
read_options (json_t *json, const char *folder, DsImportOptions **options, GError **error)
{
  guint n_options;
  const DsOption *table = ds_option_get_all (&n_options);

  for (guint i = 0; i < n_options; i++)
    {
      g_autofree char *value = NULL;
      g_autoptr (DsImportOptions) before = *options;
      g_autoptr (GError) cause = NULL;

      *options = NULL;
      if (!read_option (json, &table[i], folder, &value, error))
        return FALSE;
      *options = ds_import_options_new_with (before, table[i].name, value, &cause);
      if (*options == NULL)
        return refuse (error, cause->message);
    }
  return TRUE;
}

static gboolean
read_scaling (json_t *json, DsScaling *scaling, GError **error)
{
  if (!wb_json_get_real (json_object_get (json, "offset"), &scaling->offset)
      || !wb_json_get_real (json_object_get (json, "factor"), &scaling->factor)
      || !ds_scaling_is_valid (scaling))
    return refuse (error, _ ("the scaling needs a finite offset and a positive factor"));
  return TRUE;
}

static gboolean
read_fit (json_t *json, DsFit *fit, GError **error)
{
  const char *mode = json_string_value (json_object_get (json, "mode"));
  guint64 height, width;

  for (guint i = 0; i < G_N_ELEMENTS (fit_modes); i++)
    if (g_strcmp0 (mode, fit_modes[i]) == 0
        && wb_json_get_uint (json_object_get (json, "height"), &height)
        && wb_json_get_uint (json_object_get (json, "width"), &width) && height <= DS_FIT_MAX_SIDE
        && width <= DS_FIT_MAX_SIDE)
      {
        *fit = (DsFit) { i, (guint) height, (guint) width };
        return TRUE;
      }
  return refuse (error, _ ("the images' size needs a mode, pad or resize, a height and a width"));
}

WbDataReference *
wb_data_reference_from_json (json_t *json, const char *folder, GError **error)
{
  g_autofree char *location = NULL, *validation = NULL;
  json_t *scaling_json = json_object_get (json, "scaling");
  json_t *fit_json = json_object_get (json, "fit");
  json_t *options_json = json_object_get (json, "options");
  g_autoptr (DsImportOptions) options = NULL;
  DsFit fit = { DS_FIT_NONE, 0, 0 };
  WbDataReference *self;
  DsScaling scaling;

  if (!read_path (json, "location", folder, &location, error)
      || !read_path (json, "validation", folder, &validation, error)
      || (scaling_json != NULL && !read_scaling (scaling_json, &scaling, error))
      || (fit_json != NULL && !read_fit (fit_json, &fit, error))
      || (options_json != NULL && !read_options (options_json, folder, &options, error)))
    return NULL;
  if (location == NULL)
    {
      refuse (error, _ ("it has no location"));
      return NULL;
    }
  self = wb_data_reference_new (location, validation, scaling_json != NULL ? &scaling : NULL);
  self->fit = fit;
  self->options = g_steal_pointer (&options);
  self->digest = g_strdup (json_string_value (json_object_get (json, "digest")));
  return self;
}
