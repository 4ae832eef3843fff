/* SPDX-License-Identifier: MIT */
/* A reference keeps absolute paths. In a file, a path below the project's own
 * folder is written from there, so that the two can be moved together, and a
 * path that is not UTF-8 is written as a URI.
 */
#include "app/project/data-reference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "data/source.h"

struct _WbDataReference
{
  gatomicrefcount count;
  char *location;
  char *validation;
  gboolean has_scaling;
  DsScaling scaling;
  DsFit fit;
};

static char *
make_absolute (const char *location)
{
  if (location == NULL || strcmp (location, DS_BUILT_IN) == 0)
    return g_strdup (location);
  return g_canonicalize_filename (location, NULL);
}

/**
 * Names data; nothing is opened.
 *
 * @location: a path, or DS_BUILT_IN
 * @validation: (nullable): where the validation set is, if elsewhere
 * @scaling: (nullable): as it was found or chosen; NULL before it is known
 *
 * Returns: (transfer full): the reference.
 */
WbDataReference *
wb_data_reference_new (const char *location,
                       const char *validation,
                       const DsScaling *scaling)
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

/** The same data with another scaling; (transfer full). */
WbDataReference *
wb_data_reference_new_scaled (const WbDataReference *self, const DsScaling *scaling)
{
  WbDataReference *copy = wb_data_reference_new (self->location, self->validation, scaling);

  copy->fit = self->fit;
  return copy;
}

/** The same data with its images in another size, or as they are; (transfer full). */
WbDataReference *
wb_data_reference_new_fitted (const WbDataReference *self, const DsFit *fit)
{
  WbDataReference *copy = wb_data_reference_new (self->location, self->validation,
                                                 wb_data_reference_get_scaling (self));

  copy->fit = *fit;
  return copy;
}

/** Holds @self once more. */
WbDataReference *
wb_data_reference_ref (WbDataReference *self)
{
  g_atomic_ref_count_inc (&self->count);
  return self;
}

/** Lets go of @self; NULL is allowed. */
void
wb_data_reference_unref (WbDataReference *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->count))
    return;
  g_free (self->location);
  g_free (self->validation);
  g_free (self);
}

/** An absolute path, or DS_BUILT_IN; (transfer none). */
const char *
wb_data_reference_get_location (const WbDataReference *self)
{
  return self->location;
}

/** The validation set's own path, or NULL; (transfer none). */
const char *
wb_data_reference_get_validation (const WbDataReference *self)
{
  return self->validation;
}

/** The scaling, or NULL before it is known; (transfer none). */
const DsScaling *
wb_data_reference_get_scaling (const WbDataReference *self)
{
  return self->has_scaling ? &self->scaling : NULL;
}

/** How images are brought to another size, or NULL where they are not; (transfer none). */
const DsFit *
wb_data_reference_get_fit (const WbDataReference *self)
{
  return self->fit.mode != DS_FIT_NONE ? &self->fit : NULL;
}

/** Whether both name the same data with the same scaling and size; NULL is allowed. */
gboolean
wb_data_reference_equal (const WbDataReference *a, const WbDataReference *b)
{
  if (a == b || a == NULL || b == NULL)
    return a == b;
  return g_strcmp0 (a->location, b->location) == 0
         && g_strcmp0 (a->validation, b->validation) == 0
         && a->has_scaling == b->has_scaling
         && a->scaling.offset == b->scaling.offset
         && a->scaling.factor == b->scaling.factor && ds_fit_is_equal (&a->fit, &b->fit);
}

static char *
path_to_text (const char *path, const char *folder)
{
  gsize n = strlen (folder);

  if (strcmp (path, DS_BUILT_IN) == 0)
    return g_strdup (path);
  if (!g_utf8_validate (path, -1, NULL))
    return g_filename_to_uri (path, NULL, NULL);
  if (n > 0 && strncmp (path, folder, n) == 0 && path[n] == G_DIR_SEPARATOR)
    return g_strconcat (".", path + n, NULL);
  return g_strdup (path);
}

static char *
text_to_path (const char *text, const char *folder)
{
  if (strcmp (text, DS_BUILT_IN) == 0)
    return g_strdup (text);
  if (g_str_has_prefix (text, "file:"))
    return g_filename_from_uri (text, NULL, NULL);
  return g_canonicalize_filename (text, folder);
}

static void
add_path (json_t *json, const char *name, const char *path, const char *folder)
{
  g_autofree char *text = path != NULL ? path_to_text (path, folder) : NULL;

  if (text != NULL)
    json_object_set_new (json, name, json_string (text));
}

static const char *const fit_modes[] = {
  [DS_FIT_NONE] = "none", [DS_FIT_PAD] = "pad", [DS_FIT_RESIZE] = "resize", [DS_FIT_CROP] = "crop",
};

/**
 * The reference as JSON.
 *
 * @folder: the absolute path of the folder that the text is written to
 *
 * Returns: (transfer full): an object.
 */
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
  return json;
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
               _("What the project says about its data cannot be read: %s."), what);
  return FALSE;
}

static gboolean
read_path (json_t *json,
           const char *name,
           const char *folder,
           char **path,
           GError **error)
{
  json_t *member = json_object_get (json, name);
  const char *text = json_string_value (member);

  if (member == NULL)
    return TRUE;
  if (text != NULL && *text != '\0')
    *path = text_to_path (text, folder);
  return *path != NULL || refuse (error, _("a path is no text"));
}

static gboolean
read_scaling (json_t *json, DsScaling *scaling, GError **error)
{
  if (!wb_json_get_real (json_object_get (json, "offset"), &scaling->offset)
      || !wb_json_get_real (json_object_get (json, "factor"), &scaling->factor)
      || !ds_scaling_is_valid (scaling))
    return refuse (error, _("the scaling needs a finite offset and a positive factor"));
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
        && wb_json_get_uint (json_object_get (json, "width"), &width)
        && height <= DS_FIT_MAX_SIDE && width <= DS_FIT_MAX_SIDE)
      {
        *fit = (DsFit) { i, (guint) height, (guint) width };
        return TRUE;
      }
  return refuse (error, _("the images' size needs a mode, pad or resize, a height and a width"));
}

/**
 * Reads what wb_data_reference_to_json() wrote.
 *
 * @folder: the absolute path of the folder that the text came from
 * @error: WB_ERROR_CONTENTS
 *
 * Returns: (transfer full): the reference, or NULL.
 */
WbDataReference *
wb_data_reference_from_json (json_t *json,
                             const char *folder,
                             GError **error)
{
  g_autofree char *location = NULL, *validation = NULL;
  json_t *scaling_json = json_object_get (json, "scaling");
  json_t *fit_json = json_object_get (json, "fit");
  DsFit fit = { DS_FIT_NONE, 0, 0 };
  WbDataReference *self;
  DsScaling scaling;

  if (!read_path (json, "location", folder, &location, error)
      || !read_path (json, "validation", folder, &validation, error)
      || (scaling_json != NULL && !read_scaling (scaling_json, &scaling, error))
      || (fit_json != NULL && !read_fit (fit_json, &fit, error)))
    return NULL;
  if (location == NULL)
    {
      refuse (error, _("it has no location"));
      return NULL;
    }
  self = wb_data_reference_new (location, validation, scaling_json != NULL ? &scaling : NULL);
  self->fit = fit;
  return self;
}
