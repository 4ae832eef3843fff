/* SPDX-License-Identifier: MIT */
/*
 * A table of labels: the column that names most images is that of the files, and
 * the one that is asked for, one that is called label, or else the first other one has the
 * classes.
 */
#include "data/images/image-list.h"

#include <string.h>

#include "data/csv.h"
#include "data/error.h"
#include "data/file.h"
#include "data/mapped-file.h"
#include "data/words.h"

static const char *const label_words[] = { "label", "labels", "class", "category", "target", NULL };

/* Rows, and files, between two looks at who may cancel. */
#define ROWS_AT_ONCE 1024

typedef struct
{
  GBytes *contents;
  const DsProgress *progress;
  GHashTable *files; /* name, last part of it, the same without ending → DsImageFile */
  GStringChunk *stems;
  GString *text; /* of the field that is looked at */
  guint file_column;
  guint label_column;
  const char *chosen; /* (nullable): name or number of the column of labels */
  gboolean has_header;
  guint n_unknown;
  char *first_unknown;
} Table;

static void
table_clear (Table *self)
{
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->stems, g_string_chunk_free);
  g_string_free (self->text, TRUE);
  g_free (self->first_unknown);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static void
begin_rows (const Table *self, DsCsv *csv)
{
  gsize n;
  const char *text = g_bytes_get_data (self->contents, &n);

  ds_csv_init (csv, text, n);
}

/* Whether there is a row more; *i counts them. */
static gboolean
next_row (const Table *self, DsCsv *csv, gsize *i, GError **error)
{
  if ((*i)++ % ROWS_AT_ONCE == 0
      && !ds_progress_update (self->progress, _ ("Reading labels"), 0, 0, error))
    return FALSE;
  return ds_csv_next (csv);
}

/* The names are the files' own, but for those without an ending. */
static gboolean
name_files (Table *self, GPtrArray *list, GError **error)
{
  self->files = g_hash_table_new (g_str_hash, g_str_equal);
  self->stems = g_string_chunk_new (1 << 16);
  for (guint i = 0; i < list->len; i++)
    {
      DsImageFile *file = list->pdata[i];
      const char *slash = strrchr (file->name, '/');
      const char *last = slash != NULL ? slash + 1 : file->name;
      const char *dot = strrchr (last, '.');

      if (i % ROWS_AT_ONCE == 0
          && !ds_progress_update (self->progress, _ ("Reading labels"), i, list->len, error))
        return FALSE;
      if (dot != NULL)
        g_hash_table_insert (self->files, g_string_chunk_insert_len (self->stems, last, dot - last),
                             file);
      g_hash_table_insert (self->files, (gpointer) last, file);
      g_hash_table_insert (self->files, (gpointer) file->name, file);
    }
  return TRUE;
}

/* The text of a field, until the next one is asked for. */
static const char *
get_text (Table *self, const DsCsv *csv, guint column)
{
  const DsCsvField *field = column < csv->fields->len ? ds_csv_field (csv, column) : NULL;

  g_string_truncate (self->text, 0);
  if (field != NULL)
    g_string_append_len (self->text, field->text, (gssize) field->n);
  if (!g_utf8_validate_len (self->text->str, self->text->len, NULL))
    {
      g_autofree char *valid = g_utf8_make_valid (self->text->str, (gssize) self->text->len);

      g_string_assign (self->text, valid);
    }
  return self->text->str;
}

static DsImageFile *
find_file (Table *self, const DsCsv *csv, guint column)
{
  return g_hash_table_lookup (self->files, get_text (self, csv, column));
}

/* How many images each column names. */
static GArray *
count_files (Table *self, GError **error)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, TRUE, sizeof (guint));
  g_autoptr (GError) cause = NULL;
  g_auto (DsCsv) csv = { NULL };
  gsize i = 0;

  begin_rows (self, &csv);
  while (next_row (self, &csv, &i, &cause))
    {
      if (csv.fields->len > counts->len)
        g_array_set_size (counts, csv.fields->len);
      for (guint column = 0; column < csv.fields->len; column++)
        g_array_index (counts, guint, column) += find_file (self, &csv, column) != NULL;
    }
  if (cause == NULL)
    return g_steal_pointer (&counts);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

/* The column that was asked for. */
static gboolean
find_chosen (Table *self, const DsCsv *csv, GError **error)
{
  guint64 number;

  for (guint column = 0; self->has_header && column < csv->fields->len; column++)
    if (strcmp (get_text (self, csv, column), self->chosen) == 0)
      {
        self->label_column = column;
        return TRUE;
      }
  if (g_ascii_string_to_unsigned (self->chosen, 10, 1, csv->fields->len, &number, NULL))
    {
      self->label_column = (guint) number - 1;
      return TRUE;
    }
  return ds_refuse (error, DS_ERROR_OPTION,
                    _ ("There is no column “%s”. Give label-column the name of one, its number "
                       "from 1 to %u, or none."),
                    self->chosen, csv->fields->len);
}

static gboolean
read_header (Table *self, GError **error)
{
  g_auto (DsCsv) csv = { NULL };

  begin_rows (self, &csv);
  self->has_header = ds_csv_next (&csv) && find_file (self, &csv, self->file_column) == NULL;
  self->label_column = self->file_column == 0 ? 1 : 0;
  if (self->chosen != NULL)
    return find_chosen (self, &csv, error);
  for (guint column = 0; self->has_header && column < csv.fields->len; column++)
    {
      g_autofree char *name = g_ascii_strdown (get_text (self, &csv, column), -1);

      if (column != self->file_column && g_strv_contains (label_words, name))
        self->label_column = column;
    }
  return TRUE;
}

/* *n_named: how many images the best column names. */
static gboolean
find_columns (Table *self, guint *n_named, GError **error)
{
  g_autoptr (GArray) counts = count_files (self, error);
  guint best = 0;

  if (counts == NULL)
    return FALSE;
  for (guint column = 0; column < counts->len; column++)
    if (g_array_index (counts, guint, column) > best)
      {
        best = g_array_index (counts, guint, column);
        self->file_column = column;
      }
  *n_named = counts->len > 1 ? best : 0;
  return *n_named == 0 || read_header (self, error);
}

/* Where a table has the classes, folders have none. */
static void
forget_folder (DsImageFile *file)
{
  g_clear_pointer (&file->class_name, g_free);
  if (file->stray)
    g_clear_pointer (&file->reason, g_free);
}

static gboolean
take_labels (Table *self, GPtrArray *list, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_auto (DsCsv) csv = { NULL };
  gsize i = 0;

  for (guint f = 0; f < list->len; f++)
    forget_folder (list->pdata[f]);
  begin_rows (self, &csv);
  while (next_row (self, &csv, &i, &cause))
    {
      DsImageFile *file = find_file (self, &csv, self->file_column);

      if (i == 1 && self->has_header)
        continue;
      if (file == NULL && self->n_unknown++ == 0)
        self->first_unknown = g_strdup (get_text (self, &csv, self->file_column));
      if (file == NULL || *get_text (self, &csv, self->label_column) == '\0')
        continue;
      g_free (file->class_name);
      file->class_name = g_strdup (self->text->str);
    }
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
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

/* *applied: whether the table has labels of the images, which then have them: where it was
 * not @meant for them it must name most of the files.
 */
static gboolean
apply_table (GPtrArray *list,
             GBytes *contents,
             const char *shown,
             gboolean meant,
             const DsProgress *progress,
             DsImport *import,
             gboolean *applied,
             GError **error)
{
  g_auto (Table) table = {
    .contents = contents,
    .progress = progress,
    .text = g_string_new (NULL),
    .chosen = ds_import_options_get (import->options, "label-column"),
  };
  guint n_named;

  if (!name_files (&table, list, error) || !find_columns (&table, &n_named, error))
    return FALSE;
  *applied = n_named > 0 && (meant || 2 * n_named >= list->len - 1);
  if (!*applied && n_named > 0)
    ds_import_note (import,
                    _ ("%s names few of the images, and was not taken for their labels. Choose it "
                       "under Labels if it has them."),
                    shown);
  if (!*applied)
    return TRUE;
  if (!take_labels (&table, list, error))
    return FALSE;
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
              const DsProgress *progress,
              DsImport *import,
              GError **error)
{
  g_autofree char *path = find_path (name, place);
  g_autoptr (GBytes) file = ds_mapped_file_new (path, error);
  g_autoptr (GBytes) contents = file != NULL ? ds_file_unpack (file, 0, progress, error) : NULL;
  gboolean applied;

  if (contents == NULL
      || !apply_table (list, contents, name, TRUE, progress, import, &applied, error))
    {
      g_prefix_error (error, _ ("Labels: "));
      return FALSE;
    }
  if (!applied)
    g_set_error (
      error, DS_ERROR, DS_ERROR_MISMATCH,
      _ ("“%s” names none of the images. It needs a column of their file names and one of "
         "labels."),
      name);
  return applied;
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
ds_image_list_label (GPtrArray *self,
                     const char *place,
                     const DsProgress *progress,
                     DsImport *import,
                     GError **error)
{
  const char *chosen = ds_import_options_get (import->options, "labels");
  guint number = find_table (self);
  DsImageFile *table = number != G_MAXUINT ? self->pdata[number] : NULL;
  g_autoptr (GBytes) contents = NULL;
  gboolean applied;

  if (g_strcmp0 (ds_import_options_get (import->options, "label-column"), "none") == 0)
    return TRUE;
  if (chosen != NULL)
    return apply_chosen (self, chosen, place, progress, import, error);
  if (table == NULL)
    return TRUE;
  contents = table->contents != NULL ? g_bytes_ref (table->contents)
                                     : ds_mapped_file_new (table->path, NULL);
  if (contents == NULL)
    return TRUE;
  if (!apply_table (self, contents, table->name, g_str_has_suffix (table->name, "labels.csv"),
                    progress, import, &applied, error))
    return FALSE;
  if (applied)
    g_ptr_array_remove_index (self, number);
  return TRUE;
}
