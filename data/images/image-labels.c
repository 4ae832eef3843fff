/* SPDX-License-Identifier: MIT */
/*
 * A table of labels: the column that names most images is that of the files,
 * and one that is called label, or else the first other one, has the classes.
 */
#include "data/images/image-list.h"

#include <string.h>

#include "data/csv.h"
#include "data/error.h"
#include "data/file.h"
#include "data/mapped-file.h"
#include "data/words.h"

static const char *const label_words[] = { "label", "labels", "class", "category", "target", NULL };

typedef struct
{
  GPtrArray *rows;   /* of char **, the texts of a row */
  GHashTable *files; /* name, last part of it, the same without ending → DsImageFile */
  guint n_columns;
  guint file_column;
  guint label_column;
  gboolean has_header;
  guint n_unknown;
  const char *first_unknown;
} Table;

static void
table_clear (Table *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static void
read_rows (Table *self, GBytes *contents)
{
  gsize n;
  const char *text = g_bytes_get_data (contents, &n);
  g_auto (DsCsv) csv = { NULL };

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  ds_csv_init (&csv, text, n);
  while (ds_csv_next (&csv))
    {
      char **row = g_new0 (char *, csv.fields->len + 1);

      for (guint i = 0; i < csv.fields->len; i++)
        row[i] = ds_csv_field_to_text (ds_csv_field (&csv, i));
      self->n_columns = MAX (self->n_columns, csv.fields->len);
      g_ptr_array_add (self->rows, row);
    }
}

static void
name_files (Table *self, GPtrArray *list)
{
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      DsImageFile *file = list->pdata[i];
      char *last = g_path_get_basename (file->name);
      const char *dot = strrchr (last, '.');

      if (dot != NULL)
        g_hash_table_insert (self->files, g_strndup (last, (gsize) (dot - last)), file);
      g_hash_table_insert (self->files, last, file);
      g_hash_table_insert (self->files, g_strdup (file->name), file);
    }
}

static const char *
get_text (const Table *self, guint row, guint column)
{
  char **texts = self->rows->pdata[row];

  return column < g_strv_length (texts) ? texts[column] : "";
}

static DsImageFile *
find_file (const Table *self, guint row, guint column)
{
  return g_hash_table_lookup (self->files, get_text (self, row, column));
}

/* Whether a column names images. */
static gboolean
find_columns (Table *self)
{
  guint best = 0;

  for (guint column = 0; column < self->n_columns; column++)
    {
      guint n = 0;

      for (guint row = 0; row < self->rows->len; row++)
        n += find_file (self, row, column) != NULL;
      if (n > best)
        self->file_column = column;
      best = MAX (best, n);
    }
  if (best == 0 || self->n_columns < 2)
    return FALSE;

  self->has_header = find_file (self, 0, self->file_column) == NULL;
  self->label_column = self->file_column == 0 ? 1 : 0;
  for (guint column = 0; self->has_header && column < self->n_columns; column++)
    {
      g_autofree char *name = g_ascii_strdown (get_text (self, 0, column), -1);

      if (column != self->file_column && g_strv_contains (label_words, name))
        self->label_column = column;
    }
  return TRUE;
}

static void
take_labels (Table *self, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    g_clear_pointer (&((DsImageFile *) list->pdata[i])->class_name, g_free);
  for (guint row = self->has_header ? 1 : 0; row < self->rows->len; row++)
    {
      DsImageFile *file = find_file (self, row, self->file_column);
      const char *label = get_text (self, row, self->label_column);

      if (file == NULL && self->n_unknown++ == 0)
        self->first_unknown = get_text (self, row, self->file_column);
      if (file == NULL || *label == '\0')
        continue;
      g_free (file->class_name);
      file->class_name = g_strdup (label);
    }
}

static void
tell (const Table *self, GPtrArray *list, const char *shown, DsImport *import)
{
  for (guint i = 0; i < list->len; i++)
    {
      DsImageFile *file = list->pdata[i];

      if (file->reason == NULL && file->class_name == NULL)
        file->reason = g_strdup_printf (_ ("%s has no label for it"), shown);
    }
  ds_import_note (import, _ ("The labels are those of %s."), shown);
  if (self->n_unknown > 0)
    ds_import_note (import,
                    ngettext ("%s names %u image that is not there: %s.",
                              "%s names %u images that are not there, the first: %s.",
                              self->n_unknown),
                    shown, self->n_unknown, self->first_unknown);
}

/* Whether the table has labels of the images, which then have them. */
static gboolean
apply_table (GPtrArray *list, GBytes *contents, const char *shown, DsImport *import)
{
  g_auto (Table) table = { NULL };

  read_rows (&table, contents);
  name_files (&table, list);
  if (!find_columns (&table))
    return FALSE;
  take_labels (&table, list);
  tell (&table, list, shown, import);
  return TRUE;
}

/* The path that the option means: below the folder first. */
static char *
find_path (const char *name, const char *place)
{
  g_autofree char *beside = place != NULL ? g_build_filename (place, name, NULL) : NULL;

  if (g_path_is_absolute (name) || beside == NULL || !g_file_test (beside, G_FILE_TEST_EXISTS))
    return g_strdup (name);
  return g_steal_pointer (&beside);
}

static gboolean
apply_chosen (GPtrArray *list,
              const char *name,
              const char *place,
              DsImport *import,
              GError **error)
{
  g_autofree char *path = find_path (name, place);
  g_autoptr (GBytes) file = ds_mapped_file_new (path, error);
  g_autoptr (GBytes) contents = file != NULL ? ds_file_unpack (file, 0, NULL, error) : NULL;

  if (contents == NULL)
    {
      g_prefix_error (error, _ ("Labels: "));
      return FALSE;
    }
  if (apply_table (list, contents, name, import))
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_MISMATCH,
               _ ("“%s” names none of the images. It needs a column of their file names and one of "
                  "labels."),
               name);
  return FALSE;
}

/* labels.csv, or the only table; its number in the list, or G_MAXUINT. */
static guint
find_table (const GPtrArray *list)
{
  guint found = G_MAXUINT, n = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const DsImageFile *file = list->pdata[i];
      g_autofree char *last = g_path_get_basename (file->name);

      if (!g_str_has_suffix (last, ".csv"))
        continue;
      if (strcmp (last, "labels.csv") == 0)
        return i;
      found = i;
      n++;
    }
  return n == 1 ? found : G_MAXUINT;
}

gboolean
ds_image_list_label (GPtrArray *self, const char *place, DsImport *import, GError **error)
{
  const char *chosen = ds_import_options_get (import->options, "labels");
  guint number = find_table (self);
  DsImageFile *table = number != G_MAXUINT ? self->pdata[number] : NULL;
  g_autoptr (GBytes) contents = NULL;

  if (chosen != NULL)
    return apply_chosen (self, chosen, place, import, error);
  if (table == NULL)
    return TRUE;
  contents = table->contents != NULL ? g_bytes_ref (table->contents)
                                     : ds_mapped_file_new (table->path, NULL);
  if (contents != NULL && apply_table (self, contents, table->name, import))
    g_ptr_array_remove_index (self, number);
  return TRUE;
}
