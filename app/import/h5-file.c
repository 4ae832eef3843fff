/* SPDX-License-Identifier: MIT */
/* The library prints its errors unless it is told not to, and it is safe in one
 * thread alone: a lock is held as long as a file is open.
 */
#include "app/import/h5-file.h"

#include <glib/gi18n-lib.h>
#include <hdf5.h>
#include <string.h>

#include "app/error.h"

/* Of one array, and of one list of texts. */
#define MAX_VALUES ((gsize) 1 << 30)
#define MAX_TEXTS  65536
#define INCREMENT  65536

struct _WbH5File
{
  hid_t file;
};

static GRecMutex lock;

static hid_t
make_access (void)
{
  hid_t access = H5Pcreate (H5P_FILE_ACCESS);

  H5Pset_fapl_core (access, INCREMENT, FALSE);
  return access;
}

static WbH5File *
begin (void)
{
  g_rec_mutex_lock (&lock);
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  return g_new0 (WbH5File, 1);
}

WbH5File *
wb_h5_file_new (void)
{
  WbH5File *self = begin ();
  hid_t access = make_access ();

  self->file = H5Fcreate ("new.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Pclose (access);
  return self;
}

WbH5File *
wb_h5_file_open (GBytes *bytes, GError **error)
{
  g_autoptr (WbH5File) self = begin ();
  hid_t access = make_access ();
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);

  self->file = -1;
  if (n > 0 && H5Pset_file_image (access, (void *) data, n) >= 0)
    self->file = H5Fopen ("read.h5", H5F_ACC_RDONLY, access);
  H5Pclose (access);
  if (self->file >= 0)
    return g_steal_pointer (&self);
  wb_refuse (error, WB_ERROR_DAMAGED, "%s",
             _ (
               "The weights are no HDF5 file, or damaged. Save the model again in the program that "
               "wrote it."));
  return NULL;
}

void
wb_h5_file_free (WbH5File *self)
{
  if (self->file >= 0)
    H5Fclose (self->file);
  g_free (self);
  g_rec_mutex_unlock (&lock);
}

GBytes *
wb_h5_file_to_bytes (WbH5File *self, GError **error)
{
  g_autofree guint8 *image = NULL;
  ssize_t n;

  H5Fflush (self->file, H5F_SCOPE_GLOBAL);
  n = H5Fget_file_image (self->file, NULL, 0);
  image = n > 0 ? g_try_malloc ((gsize) n) : NULL;
  if (image != NULL && H5Fget_file_image (self->file, image, (gsize) n) == n)
    return g_bytes_new_take (g_steal_pointer (&image), (gsize) n);
  wb_refuse (error, WB_ERROR_FILE, "%s", _ ("The weights do not fit into memory."));
  return NULL;
}

static hid_t
make_text_type (void)
{
  hid_t type = H5Tcopy (H5T_C_S1);

  H5Tset_size (type, H5T_VARIABLE);
  H5Tset_cset (type, H5T_CSET_UTF8);
  return type;
}

static hid_t
make_intermediate_groups (void)
{
  hid_t link = H5Pcreate (H5P_LINK_CREATE);

  H5Pset_create_intermediate_group (link, 1);
  return link;
}

void
wb_h5_file_add_group (WbH5File *self, const char *path)
{
  hid_t link = make_intermediate_groups ();

  if (!wb_h5_file_has (self, path))
    H5Gclose (H5Gcreate2 (self->file, path, link, H5P_DEFAULT, H5P_DEFAULT));
  H5Pclose (link);
}

void
wb_h5_file_add_floats (WbH5File *self, const char *path, const AeShape *shape, const float *values)
{
  hid_t link = make_intermediate_groups (), space, set;
  hsize_t dims[AE_MAX_RANK];

  for (guint i = 0; i < shape->rank; i++)
    dims[i] = shape->dims[i];
  space = H5Screate_simple ((int) shape->rank, dims, NULL);
  set = H5Dcreate2 (self->file, path, H5T_IEEE_F32LE, space, link, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite (set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  H5Dclose (set);
  H5Sclose (space);
  H5Pclose (link);
}

static void
write_attribute (WbH5File *self,
                 const char *path,
                 const char *name,
                 hid_t space,
                 gconstpointer texts)
{
  hid_t type = make_text_type ();
  hid_t at = H5Acreate_by_name (self->file, path, name, type, space, H5P_DEFAULT, H5P_DEFAULT,
                                H5P_DEFAULT);

  H5Awrite (at, type, texts);
  H5Aclose (at);
  H5Tclose (type);
  H5Sclose (space);
}

void
wb_h5_file_set_text (WbH5File *self, const char *path, const char *attribute, const char *text)
{
  write_attribute (self, path, attribute, H5Screate (H5S_SCALAR), &text);
}

void
wb_h5_file_set_texts (WbH5File *self,
                      const char *path,
                      const char *attribute,
                      const char *const *texts)
{
  hsize_t n = g_strv_length ((char **) texts);

  write_attribute (self, path, attribute, H5Screate_simple (1, &n, NULL), texts);
}

gboolean
wb_h5_file_has (WbH5File *self, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GString) at = g_string_new (NULL);

  /* Every group on the way must be there before the next is asked for. */
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0')
        continue;
      g_string_append_printf (at, "/%s", parts[i]);
      if (H5Lexists (self->file, at->str, H5P_DEFAULT) <= 0)
        return FALSE;
    }
  return TRUE;
}

/* Texts of fixed length, as Keras 2 wrote, in one block. */
static GStrv
read_fixed_texts (hid_t at, hid_t type, gsize n)
{
  gsize size = H5Tget_size (type);
  g_autofree char *block = size > 0 && size < MAX_VALUES / MAX_TEXTS * 16 ? g_malloc0 (n * size + 1)
                                                                          : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (block == NULL || H5Aread (at, type, block) < 0)
    return NULL;
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *text = g_strndup (block + i * size, size);

      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

static GStrv
read_variable_texts (hid_t at, hid_t space, gsize n)
{
  g_autofree char **texts = g_new0 (char *, n + 1);
  hid_t type = make_text_type ();
  hid_t stored = H5Aget_type (at);
  GStrv copy = NULL;

  H5Tset_cset (type, H5Tget_cset (stored));
  if (H5Aread (at, type, texts) >= 0)
    {
      copy = g_new0 (char *, n + 1);
      for (gsize i = 0; i < n; i++)
        copy[i] = g_strdup (texts[i] != NULL ? texts[i] : "");
      H5Dvlen_reclaim (type, space, H5P_DEFAULT, texts);
    }
  H5Tclose (stored);
  H5Tclose (type);
  return copy;
}

GStrv
wb_h5_file_get_texts (WbH5File *self, const char *path, const char *attribute)
{
  hid_t at = H5Aexists_by_name (self->file, path, attribute, H5P_DEFAULT) > 0
               ? H5Aopen_by_name (self->file, path, attribute, H5P_DEFAULT, H5P_DEFAULT)
               : -1;
  hid_t type, space;
  hssize_t n;
  GStrv texts = NULL;

  if (at < 0)
    return NULL;
  type = H5Aget_type (at);
  space = H5Aget_space (at);
  n = H5Sget_simple_extent_npoints (space);
  if (H5Tget_class (type) == H5T_STRING && n >= 0 && n <= MAX_TEXTS)
    texts = H5Tis_variable_str (type) > 0 ? read_variable_texts (at, space, (gsize) n)
                                          : read_fixed_texts (at, type, (gsize) n);
  else if (n == 0)
    texts = g_new0 (char *, 1);
  H5Sclose (space);
  H5Tclose (type);
  H5Aclose (at);
  return texts;
}

char *
wb_h5_file_get_text (WbH5File *self, const char *path, const char *attribute)
{
  g_auto (GStrv) texts = wb_h5_file_get_texts (self, path, attribute);

  return texts != NULL ? g_strdup (texts[0]) : NULL;
}

static gboolean
get_shape (hid_t space, AeShape *shape)
{
  int rank = H5Sget_simple_extent_ndims (space);
  hsize_t dims[AE_MAX_RANK], size = 1;

  if (rank < 1 || rank > AE_MAX_RANK)
    return FALSE;
  H5Sget_simple_extent_dims (space, dims, NULL);
  shape->rank = (guint) rank;
  for (int i = 0; i < rank; i++)
    {
      if (dims[i] == 0 || dims[i] > MAX_VALUES / size)
        return FALSE;
      size *= dims[i];
      shape->dims[i] = (guint) dims[i];
    }
  return TRUE;
}

gboolean
wb_h5_file_read_floats (WbH5File *self,
                        const char *path,
                        AeShape *shape,
                        float **values,
                        GError **error)
{
  hid_t set = wb_h5_file_has (self, path) ? H5Dopen2 (self->file, path, H5P_DEFAULT) : -1;
  hid_t space = set >= 0 ? H5Dget_space (set) : -1;
  g_autofree float *read = NULL;
  gboolean done = FALSE;

  if (space >= 0 && get_shape (space, shape))
    read = g_try_new (float, ae_shape_size (shape));
  if (read != NULL)
    done = H5Dread (set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, read) >= 0;
  if (space >= 0)
    H5Sclose (space);
  if (set >= 0)
    H5Dclose (set);
  if (!done)
    return wb_refuse (
      error, WB_ERROR_CONTENTS,
      _ ("The weight “%s” is not an array of numbers with one to four axes. Save the "
         "model again in the program that wrote it."),
      path);
  *values = g_steal_pointer (&read);
  return TRUE;
}
