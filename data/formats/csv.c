/* SPDX-License-Identifier: MIT */
/*
 * Tables as text. Each row is a sample (a list, the pixels of an image, a
 * series), or the rows are the steps of one long recording, which is cut into
 * windows: its last tenth validates, and no window reaches across.
 */
#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/format.h"
#include "data/formats/csv-rows.h"
#include "data/mapped-file.h"
#include "data/windows.h"
#include "data/words.h"

/* One step in this many validates. */
#define HELD_BACK 10

#define DEFAULT_WINDOW 128

/* Of a packed table a preview reads this many bytes. */
#define PART ((gsize) 4 << 20)

/* Values between two looks at who listens. */
#define VALUES_AT_ONCE 65536

/* Rows that come sorted are mixed by multiples of this number. */
#define MIXER G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

typedef struct
{
  const char *path;
  const char *name;
  const DsRequest *request;
  DsImport *import;
  DsCsvColumns columns;
  DsCsvRows rows;
  gsize n_training; /* the first of the rows; the others validate */
} Table;

static gboolean
is_text (const guint8 *head, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (head[i] < 32 && strchr ("\t\r\n", head[i]) == NULL)
      return FALSE;
  return n > 0 && memchr (head, 0, n) == NULL;
}

/* Whether the first whole rows have fields, and more than words. */
static gboolean
sniff (const DsSniff *seen)
{
  g_auto (DsCsv) csv = { NULL };
  guint n_rows = 0, n_fields = 0, n_numbers = 0;
  gboolean same = TRUE;

  if (seen->names != NULL || !is_text (seen->head, seen->n_head))
    return FALSE;
  ds_csv_init (&csv, (const char *) seen->head, seen->n_head);
  while (ds_csv_next (&csv) && (csv.at < csv.end || n_rows == 0 || seen->n_head < DS_SNIFF_BYTES))
    {
      double value;

      /* The end of the field may lie behind what is seen. */
      if (csv.has_stray_quote && n_rows > 1 && seen->n_head == DS_SNIFF_BYTES)
        break;
      same = same && (n_rows == 0 || csv.fields->len == n_fields);
      n_fields = MAX (n_fields, csv.fields->len);
      n_rows++;
      for (guint i = 0; i < csv.fields->len; i++)
        n_numbers += ds_csv_field_read (ds_csv_field (&csv, i), '.', &value) == DS_CSV_NUMBER
                     || ds_csv_field_read (ds_csv_field (&csv, i), ',', &value) == DS_CSV_NUMBER;
    }
  if (n_rows == 1)
    return n_fields > 8;
  return n_rows > 1 && (n_numbers >= n_rows / 2 || n_fields > 8) && n_numbers > 0
         && (same || n_fields > 2);
}

static gboolean
goes_on (const Table *self, gsize i, GError **error)
{
  return i % VALUES_AT_ONCE != 0
         || ds_progress_update (self->request->progress, _ ("Scaling values"), i,
                                self->rows.n * self->rows.n_values, error);
}

/* Floats in place, in [0,1]; only @n_found values decide. */
static gboolean
scale_values (Table *self, gsize n_found, DsScaling *scaling, GError **error)
{
  float *values = self->rows.values;
  const gsize n = self->rows.n * self->rows.n_values;
  double minimum = G_MAXDOUBLE, maximum = -G_MAXDOUBLE;

  if (self->request->scaling != NULL)
    *scaling = *self->request->scaling;
  else
    {
      for (gsize i = 0; i < n_found; i++)
        {
          if (!goes_on (self, i, error))
            return FALSE;
          if (i % self->rows.n_values == 0
              && g_hash_table_contains (self->rows.reasons,
                                        GSIZE_TO_POINTER (i / self->rows.n_values + 1)))
            {
              i += self->rows.n_values - 1;
              continue;
            }
          minimum = MIN (minimum, values[i]);
          maximum = MAX (maximum, values[i]);
        }
      if (!ds_scaling_find_for_range (minimum, maximum, scaling, error))
        return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      if (!goes_on (self, i, error))
        return FALSE;
      values[i] = (float) ds_scaling_apply (scaling, values[i]);
    }
  return TRUE;
}

static gint
compare_keys (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a * MIXER, y = *(const guint64 *) b * MIXER;

  return x < y ? -1 : x > y;
}

/* [n, size] in another order, where they come from; (transfer full). */
static float *
mix_values (const float *values, const guint64 *order, gsize n, gsize size)
{
  float *mixed = g_new (float, n * size);

  for (gsize i = 0; i < n && size > 0; i++)
    memcpy (mixed + i * size, values + order[i] * size, size * sizeof (float));
  return mixed;
}

/* Rows that are sorted by class are mixed: the last of them validate. */
static void
mix_rows (Table *self, gint *labels, guint n_classes)
{
  const gsize n = self->n_training;
  g_autofree guint64 *order = NULL;
  g_autofree gint *old_labels = NULL;
  g_autofree float *values = NULL;
  g_autofree float *factors = NULL;

  if (n < self->rows.n || n < 20 || n_classes < 2 || self->rows.changes > 2 * n_classes)
    return;
  order = g_new (guint64, n);
  old_labels = g_memdup2 (labels, n * sizeof *labels);
  for (gsize i = 0; i < n; i++)
    order[i] = i;
  qsort (order, n, sizeof *order, compare_keys);
  for (gsize i = 0; i < n; i++)
    labels[i] = old_labels[order[i]];
  values = g_steal_pointer (&self->rows.values);
  self->rows.values = mix_values (values, order, n, self->rows.n_values);
  factors = g_steal_pointer (&self->rows.factors);
  self->rows.factors = mix_values (factors, order, n, self->rows.n_factors);
  ds_import_note (self->import,
                  _ ("The rows are sorted by class and were mixed, always in the same "
                     "way."));
}

static GBytes *
take_values (Table *self, DsSampleType type)
{
  const gsize n = self->rows.n * self->rows.n_values;
  float *values = g_steal_pointer (&self->rows.values);
  guint8 *bytes = (guint8 *) values;

  if (type == DS_SAMPLE_FLOAT)
    return g_bytes_new_take (values, n * sizeof (float));
  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) values[i];
  return g_bytes_new_take (g_realloc (bytes, MAX (n, 1)), n);
}

static gboolean
get_shape (Table *self, DsShape *shape, GError **error)
{
  *shape = self->columns.is_series ? (DsShape) { 2, { self->rows.n_values, 1 } }
                                   : (DsShape) { 1, { self->rows.n_values } };
  return ds_import_options_reshape (self->import->options, shape, error);
}

/* Labels in [rows], and in an order in which the last ones may stand for all;
 * (transfer full) (nullable). */
static gint *
make_labels (Table *self, char ***names)
{
  gint *labels;

  if (self->rows.labels == NULL || ds_labels_get_n_classes (self->rows.labels) >= DS_MAX_CLASSES)
    {
      ds_import_note (self->import, _ ("No column of labels found: the samples have no classes."));
      return NULL;
    }
  labels = ds_labels_finish (self->rows.labels, names);
  mix_rows (self, labels, g_strv_length (*names));
  return labels;
}

static gboolean
make_parts (Table *self, const DsDatasetContents *made, GError **error)
{
  g_autoptr (DsDataset) all = ds_dataset_new (made, error);
  const gsize n = self->n_training;

  if (all == NULL)
    return FALSE;
  self->import->training = ds_dataset_new_slice (all, 0, n);
  if (n < self->rows.n)
    self->import->validation = ds_dataset_new_slice (all, n, self->rows.n - n);
  return TRUE;
}

static gboolean
make_list (Table *self, GError **error)
{
  g_auto (GStrv) names = NULL;
  g_autofree gint *labels = NULL;
  g_autoptr (GBytes) samples = NULL;
  const gboolean bytes = ds_csv_rows_are_bytes (&self->rows);
  const gsize n_found = self->n_training * self->rows.n_values;
  DsDatasetContents made = {
    .name = self->name,
    .origin = self->path,
    .type = bytes ? DS_SAMPLE_BYTE : DS_SAMPLE_FLOAT,
  };

  if (!get_shape (self, &made.shape, error))
    return FALSE;
  labels = make_labels (self, &names);
  if (!bytes && !scale_values (self, n_found, &made.scaling, error))
    return FALSE;
  samples = take_values (self, made.type);
  if (bytes)
    made.scaling = self->request->scaling != NULL
                     ? *self->request->scaling
                     : ds_scaling_find_for_bytes (g_bytes_get_data (samples, NULL), n_found);
  made.samples = samples;
  made.labels = labels;
  made.class_names = (const char *const *) names;
  if (self->rows.n_factors > 0)
    {
      made.factors = self->rows.factors;
      made.factor_names = (const char *const *) self->columns.factor_names;
    }
  return make_parts (self, &made, error);
}

/* The reason of the first bad step in a window, or NULL. */
static const char *
find_reason (const Table *self, gsize start, guint window)
{
  for (gsize i = start; g_hash_table_size (self->rows.reasons) > 0 && i < start + window; i++)
    {
      const char *reason = g_hash_table_lookup (self->rows.reasons, GSIZE_TO_POINTER (i + 1));

      if (reason != NULL)
        return reason;
    }
  return NULL;
}

/* The windows that lie within [first, end). */
static DsDataset *
cut_windows (Table *self,
             const DsRecording *recording,
             gsize first,
             gsize end,
             guint window,
             guint stride)
{
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (gsize start = first; start + window <= end; start += stride)
    {
      const char *reason = find_reason (self, start, window);
      g_autofree char *name = NULL;

      if (reason == NULL)
        {
          g_array_append_val (starts, start);
          continue;
        }
      name = g_strdup_printf (_ ("window from step %zu"), start + 1);
      ds_import_skip (self->import, name, reason);
    }
  return starts->len > 0 ? ds_windows_new (self->name, self->path, recording,
                                           (const gsize *) starts->data, starts->len, window)
                         : NULL;
}

static void
choose_window (Table *self, guint *window, guint *stride)
{
  g_autofree char *window_text = NULL;
  g_autofree char *stride_text = NULL;

  *window = ds_import_options_get_count (self->import->options, "window");
  *stride = ds_import_options_get_count (self->import->options, "stride");
  if (*window == 0)
    *window = (guint) CLAMP (self->rows.n / HELD_BACK, 1, DEFAULT_WINDOW);
  if (*stride == 0)
    *stride = MAX (*window / 4, 1);
  window_text = g_strdup_printf ("%u", *window);
  stride_text = g_strdup_printf ("%u", *stride);
  ds_import_set_option (self->import, "window", window_text);
  ds_import_set_option (self->import, "stride", stride_text);
}

static gboolean
make_windows (Table *self, GError **error)
{
  const gsize n = self->rows.n;
  g_autoptr (GBytes) values = NULL;
  DsRecording recording = { .n_features = self->rows.n_values };
  guint window, stride;
  gsize held;

  choose_window (self, &window, &stride);
  held = MAX (n / HELD_BACK, window);
  if (n < window + held)
    return ds_refuse (error, DS_ERROR_MISMATCH,
                      _ ("The recording has %zu steps, too few for windows of %u: one to train "
                         "on and one to validate must not overlap. Choose a smaller window."),
                      n, window);
  if (!scale_values (self, (n - held) * self->rows.n_values, &recording.scaling, error))
    return FALSE;
  values = take_values (self, DS_SAMPLE_FLOAT);
  recording.values = values;
  self->import->training = cut_windows (self, &recording, 0, n - held, window, stride);
  self->import->validation = cut_windows (self, &recording, n - held, n, window, stride);
  if (self->import->training == NULL || self->import->validation == NULL)
    {
      ds_import_set_empty_error (self->import, self->name, error);
      return FALSE;
    }
  ds_import_note (self->import,
                  _ ("The recording of %zu steps is cut into windows of %u, %u apart; "
                     "its last %zu steps validate."),
                  n, window, stride, held);
  return TRUE;
}

/* The path of the test part beside a training part, as the UCR archive names
 * them: (transfer full) (nullable). */
static char *
find_partner (const char *path)
{
  static const char *const words[][2] = {
    { "TRAIN", "TEST" },
    { "train", "test" },
    { "Train", "Test" },
  };
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const char *found = g_strrstr (name, words[i][0]);
      g_autofree char *other = NULL;
      g_autofree char *partner = NULL;

      if (found == NULL)
        continue;
      other = g_strdup_printf ("%.*s%s%s", (int) (found - name), name, words[i][1],
                               found + strlen (words[i][0]));
      partner = g_build_filename (folder, other, NULL);
      if (g_file_test (partner, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&partner);
    }
  return NULL;
}

/* Whole rows from the beginning of a packed file, as many as a preview needs; the file
 * itself where it is not packed. */
static GBytes *
unpack_part (Table *self, GBytes *file, GError **error)
{
  g_autoptr (GBytes) part = ds_file_unpack (file, PART, self->request->progress, error);
  gsize n;
  const char *text = part != NULL ? g_bytes_get_data (part, &n) : NULL;
  const char *end;

  if (text == NULL || n < PART || !ds_file_is_gzip (file))
    return g_steal_pointer (&part);
  end = g_strrstr_len (text, (gssize) n, "\n");
  self->import->partial = TRUE;
  return end != NULL ? g_bytes_new_from_bytes (part, 0, (gsize) (end + 1 - text))
                     : ds_file_unpack (file, 0, self->request->progress, error);
}

static gboolean
check_text (GBytes *contents, GError **error)
{
  gsize n;
  const char *text = g_bytes_get_data (contents, &n);

  if (memchr (text, 0, n) == NULL)
    return TRUE;
  return ds_refuse (error, DS_ERROR_FORMAT,
                    _ ("It holds zero bytes, which text has none of. Save the table as UTF-8 "
                       "text."));
}

/* The columns of the table, from the part that a preview reads or from all of it. */
static gboolean
begin (Table *self, GBytes *contents, GError **error)
{
  gsize n;
  const char *text = g_bytes_get_data (contents, &n);

  if (!ds_csv_columns_find (&self->columns, text, n, self->import, error))
    return FALSE;
  ds_csv_rows_init (&self->rows, &self->columns);
  return TRUE;
}

static gboolean
read_contents (Table *self, GBytes *contents, GError **error)
{
  gsize n;
  const char *text = g_bytes_get_data (contents, &n);

  return ds_csv_rows_read (&self->rows, &self->columns, text, n, self->request, self->import,
                           error);
}

/* The rows of a file behind those that are there; the first file's columns count. A
 * recording is read whole. */
static gboolean
read_file (Table *self, const char *path, gboolean first, GError **error)
{
  g_autoptr (GBytes) file = ds_mapped_file_new (path, error);
  g_autoptr (GBytes) contents = NULL;

  if (file == NULL)
    return FALSE;
  contents = self->request->max_samples > 0
               ? unpack_part (self, file, error)
               : ds_file_unpack (file, 0, self->request->progress, error);
  if (contents == NULL || !check_text (contents, error)
      || (first && !begin (self, contents, error)))
    return FALSE;
  if (self->import->partial && self->columns.is_recording)
    {
      g_bytes_unref (contents);
      self->import->partial = FALSE;
      contents = ds_file_unpack (file, 0, self->request->progress, error);
      if (contents == NULL || !check_text (contents, error))
        return FALSE;
    }
  return read_contents (self, contents, error) && ds_mapped_file_check (file, error);
}

static gboolean
read_partner (Table *self, GError **error)
{
  g_autofree char *path = self->columns.is_recording ? NULL : find_partner (self->path);
  g_autofree char *shown = path != NULL ? g_filename_display_basename (path) : NULL;

  if (path == NULL)
    return TRUE;
  if (!read_file (self, path, FALSE, error))
    {
      g_prefix_error (error, "%s: ", shown);
      return FALSE;
    }
  if (self->rows.n > self->n_training)
    ds_import_note (self->import, _ ("%s beside it validates."), shown);
  return TRUE;
}

static gboolean
read_table (Table *self, GError **error)
{
  if (!read_file (self, self->path, TRUE, error))
    return FALSE;
  self->n_training = self->rows.n;
  if (self->rows.n == 0)
    {
      ds_import_set_empty_error (self->import, self->name, error);
      return FALSE;
    }
  if (self->columns.is_recording)
    return make_windows (self, error);
  return read_partner (self, error) && make_list (self, error);
}

static gboolean
open_table (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (seen->path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  Table self = { seen->path, name, request, import };
  gboolean read = read_table (&self, error);

  ds_csv_columns_clear (&self.columns);
  ds_csv_rows_clear (&self.rows);
  if (!read)
    g_prefix_error (error, "%s: ", name);
  return read;
}

static const char *const patterns[] = { "*.csv", "*.tsv", "*.csv.gz", "*.tsv.gz", NULL };
static const char *const options[] = { "header", "label-column", "factors", "size", "fit",
                                       "series", "window",       "stride",  NULL };

const DsFormatClass ds_format_csv = {
  .name = "csv",
  .title = N_ ("CSV or TSV"),
  .summary = N_ ("CSV or TSV tables: a sample in each row, or one long recording."),
  .patterns = patterns,
  .options = options,
  .sniff = sniff,
  .open = open_table,
};
