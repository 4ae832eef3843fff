/* SPDX-License-Identifier: MIT */
/*
 * Tables that are wrong, each with its sentence; rows that are left out, with
 * their numbers; recordings. What good tables hold is in test-variants.c.
 */
#include <math.h>
#include <string.h>

#include "data/csv.h"
#include "data/error.h"
#include "data/source.h"
#include "tests/data/fixture.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_tree (self->folder);
  g_free (self->folder);
}

static DsSource *
open_path (const char *path, const char *options_text, GError **error)
{
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (options_text, error);
  DsSource *source = ds_source_open (path, NULL, &(DsRequest) { .options = options }, error);

  if (source != NULL)
    {
      const DsReport *report = ds_source_get_report (source);

      g_assert_cmpuint (report->n_found, ==, report->n_read + report->n_skipped);
    }
  return source;
}

static DsSource *
open_text (Fixture *self, const char *text, const char *options_text, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *path = NULL;

  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
  path = fixture_write (self->folder, "table.csv", bytes);
  return open_path (path, options_text, error);
}

static void
refuse (Fixture *self, const char *text, const char *options, DsError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_text (self, text, options, &error);

  g_assert_null (source);
  g_assert_error (error, DS_ERROR, (gint) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” lacks “%s”", error->message, words);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  refuse (self, "name,town\nAnn,Rome\nBob,Oslo\nCat,Bonn\n", NULL, DS_ERROR_FORMAT, "known kind");
  refuse (self, "a,b\n1,x\n2,y\n3,z\n", "label-column=c", DS_ERROR_OPTION, "no column “c”");
  refuse (self, "a,b\n1,2\n3,4\n5,7\n", "label-column=3", DS_ERROR_OPTION, "1 to 2");
  refuse (self, "a,b,c\n1,2,\n3,,4\n,5,7\n", "label-column=none", DS_ERROR_EMPTY,
          "row 2: “c” has no value");
  refuse (self, "a,b,c\n7.5,7.5,7.5\n7.5,7.5,7.5\n", NULL, DS_ERROR_VALUES, "Every value is 7.5");
  refuse (self, "1\n2\n4\n3\n", "window=3", DS_ERROR_MISMATCH, "has 4 steps");
  refuse (self, "a,b,c\n1,2,3\n9,5,6\n7,8,0\n", "size=2x2", DS_ERROR_MISMATCH, "3 values");
}

/* Groups of three digits are joined, and are never taken for a decimal part. */
static void
test_groups (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    char decimal;
    double value; /* NAN where it is no number */
  } cases[] = {
    { "1.234,5", ',', 1234.5 },
    { "-12.345.678,25", ',', -12345678.25 },
    { "1.234", ',', 1234 },
    { "1.234", '.', 1.234 },
    { "1.234.567", '.', 1234567 },
    { "1,234.5", '.', 1234.5 },
    { "+1,234", '.', 1234 },
    { "1 234,5", ',', 1234.5 },
    { "1\u00a0234\u00a0567", '.', 1234567 },
    { "1\u202f234.5", '.', 1234.5 },
    { "1'234.5", '.', 1234.5 },
    { "1.5", ',', NAN },
    { "0.125", ',', NAN },
    { "0,125", ',', 0.125 },
    { "1.2345", ',', NAN },
    { "1234.567,5", ',', NAN },
    { "1.234,5", '.', NAN },
    { "1,234.567,8", '.', NAN },
    { "1.23.456", ',', NAN },
    { "1,234,", '.', NAN },
    { "01.234.567", ',', NAN },
    { "01.05.2024", ',', NAN },
    { "12.345e3", '.', 12345 },
  };
  double value;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsCsvField field = { cases[i].text, strlen (cases[i].text) };
      gboolean is_number = ds_csv_field_read (&field, cases[i].decimal, &value) == DS_CSV_NUMBER;

      if (is_number == (isnan (cases[i].value) != 0) || (is_number && value != cases[i].value))
        g_error ("“%s” with “%c” is %g", cases[i].text, cases[i].decimal, value);
    }
}

/* What a comma between digits means is told by the fields, also where commas part these. */
static void
test_decimal_commas (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text; /* scaled from the least number to the greatest */
    double first[3];
    double least;
    double greatest;
  } cases[] = {
    { "a;b;c\n1.234,5;1.234;2,5\n0,5;2;3,5\n12,25;1.000.000;1,5\n",
      { 1234.5, 1234, 2.5 },
      0.5,
      1e6 },
    { "a,b,c\n\"1.234,5\",1.234,\"2,5\"\n\"0,5\",2,\"3,5\"\n\"12,25\",9,\"1,5\"\n",
      { 1234.5, 1234, 2.5 },
      0.5,
      1234.5 },
    { "a,b,c\n\"1,234\",2.5,3\n\"5,000\",1,1\n", { 1234, 2.5, 3 }, 1, 5000 },
    { "a,b,c\n\"1,234\",2,3\n\"5,000\",1,1\n", { 1234, 2, 3 }, 1, 5000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSource) source = open_text (self, cases[i].text, NULL, &error);
      const double least = cases[i].least, range = cases[i].greatest - least;
      float row[3];

      g_assert_no_error (error);
      g_assert_cmpuint (ds_source_get_report (source)->n_skipped, ==, 0);
      ds_dataset_read (ds_source_get_training (source), (guint32[]) { 0 }, 1, row);
      for (guint k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon (row[k], (cases[i].first[k] - least) / range, 1e-6);
    }
}

/* A preview takes time for the rows it shows, and counts what it skips among them. */
static void
test_preview (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("a,b,c\n1,2,3\n1,x,3\n");
  g_autoptr (DsSource) source = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "%u,%u,3\n", i, i % 7);
  path = g_build_filename (self->folder, "long.csv", NULL);
  g_assert_true (g_file_set_contents (path, text->str, -1, &error));
  source = ds_source_open (path, NULL, &(DsRequest) { .max_samples = 64 }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ds_source_get_report (source)->n_found, ==, 64);
  g_assert_cmpuint (ds_source_get_report (source)->n_skipped, ==, 1);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 63);
}

static void
test_skipped (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_text (self,
                                           "a,b,c\n1,2,3\n1,2\n1,,3\n1,x,3\n1,inf,3\n1,1e999,3\n"
                                           "1,2,3,4\n\"4\",\"5\",\"6\"\n",
                                           NULL, &error);
  const DsReport *report = source != NULL ? ds_source_get_report (source) : NULL;
  static const char *const expected[][2] = {
    { "row 3", "it has 2 fields, and other rows have 3" },
    { "row 4", "“b” has no value" },
    { "row 5", "“b” holds “x”, which is not a number" },
    { "row 6", "“b” is not a finite number" },
    { "row 7", "“b” is not a finite number" },
    { "row 8", "it has 4 fields, and other rows have 3" },
  };

  g_assert_no_error (error);
  g_assert_cmpuint (report->n_read, ==, 2);
  g_assert_cmpuint (report->n_skipped, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpstr (report->skipped[i].name, ==, expected[i][0]);
      g_assert_cmpstr (report->skipped[i].reason, ==, expected[i][1]);
    }
}

/* A quotation mark that is not closed, or has text behind it, costs its own row. */
static void
test_stray_quotes (Fixture *self, gconstpointer data)
{
  static const struct
  {
    guint row; /* from 1, as an editor counts; none is the header */
    const char *label;
  } strays[] = { { 102, "\"6 inch" }, { 500, "\"x\"open" }, { 900, "\"7 inch" }, { 1500, "\"8" } };
  static const char reason[]
    = "a quotation mark is not closed, or text follows the closing one: put "
      "the whole field in quotation marks, and double those within it";

  for (guint n = 1; n <= G_N_ELEMENTS (strays); n++)
    {
      g_autoptr (GString) text = g_string_new ("a,b,c,d,kind\n");
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSource) source = NULL;
      const DsReport *report;
      guint k = 0;

      for (guint row = 2; row <= 2001; row++)
        {
          gboolean stray = k < n && strays[k].row == row;

          g_string_append_printf (text, "0.1,0.2,0.3,0.%u,%s\n", 3 + row % 3,
                                  stray ? strays[k].label : "ok");
          k += stray;
        }
      source = open_text (self, text->str, NULL, &error);
      g_assert_no_error (error);
      report = ds_source_get_report (source);
      g_assert_cmpuint (report->n_found, ==, 2000);
      g_assert_cmpuint (report->n_skipped, ==, n);
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("row %u", strays[i].row);

          g_assert_cmpstr (report->skipped[i].name, ==, name);
          g_assert_cmpstr (report->skipped[i].reason, ==, reason);
        }
    }
}

/* Fields of several lines are in one row; the rows behind are counted as an editor does. */
static void
test_fields_of_lines (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source
    = open_text (self,
                 "a,b,\"the\nkind\"\n1,2,\"x\n\"\"y\"\" , z\"\n3,4,\"u\"  \n"
                 "3,4,\"u\"\n2,x,\"u\"\n5,4.5,\"x\n\"\"y\"\" , z\"\n",
                 "label-column=3", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 4);
  g_assert_cmpstr (ds_source_get_report (source)->first_skipped, ==,
                   "row 7: “b” holds “x”, which is not a number");
  g_assert_cmpuint (ds_dataset_get_n_classes (ds_source_get_training (source)), ==, 2);
}

/* Each row opens a field that no other closes: none is read to the end of the text for it. */
static void
test_many_stray_quotes (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (DsCsv) csv = { NULL };
  guint n = 0;

  for (guint i = 0; i < 500000; i++)
    g_string_append (text, "\"x\"\"\n");
  ds_csv_init (&csv, text->str, text->len);
  for (; ds_csv_next (&csv); n++)
    g_assert_true (csv.has_stray_quote);
  g_assert_cmpuint (n, ==, 500000);
}

/* What validates is another file: what it leaves out counts, too. */
static void
test_skipped_of_both (Fixture *self, gconstpointer data)
{
  static const char *const tables[][2] = {
    { "first.csv", "a,b,c\n1,2,3\n1,2\n4,5,6\n7,8,9\n" },
    { "second.csv", "a,b,c\n1,2,3\n4,x,6\n7,8,1\n" },
  };
  char *paths[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  const DsReport *report;

  for (guint i = 0; i < 2; i++)
    {
      paths[i] = g_build_filename (self->folder, tables[i][0], NULL);
      g_assert_true (g_file_set_contents (paths[i], tables[i][1], -1, NULL));
    }
  source = ds_source_open (paths[0], paths[1], NULL, &error);
  g_assert_no_error (error);
  g_free (paths[0]);
  g_free (paths[1]);
  report = ds_source_get_report (source);
  g_assert_cmpuint (report->n_read, ==, 5);
  g_assert_cmpuint (report->n_found, ==, 7);
  g_assert_cmpuint (report->n_skipped, ==, 2);
  g_assert_cmpstr (report->skipped[0].reason, ==, "it has 2 fields, and other rows have 3");
  g_assert_cmpstr (report->skipped[1].reason, ==, "“b” holds “x”, which is not a number");
}

/* What stands above the header is told, and does no harm. */
static void
test_title (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_text (self,
                                           "Measured in May\na,b,c\n1,2.5,3\n4,1,7\n2,2,9\n2,8,1\n"
                                           "7,3,2\n",
                                           NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 5);
  g_assert_cmpstr (ds_source_get_report (source)->first_skipped, ==,
                   "row 1: it has 1 field, and other rows have 3");
}

/* 200 steps, the number of each its value, some of them missing. */
static char *
make_steps (gint missing)
{
  GString *text = g_string_new ("time,a\n");

  for (gint i = 0; i < 200; i++)
    if (i == missing)
      g_string_append_printf (text, "%d,\n", i);
    else
      g_string_append_printf (text, "%d,%d.5\n", i, i);
  return g_string_free (text, FALSE);
}

static void
test_recording (Fixture *self, gconstpointer data)
{
  g_autofree char *text = make_steps (-1);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_text (self, text, "window=10 stride=4", &error);
  DsDataset *training, *validation;
  float out[10];

  g_assert_no_error (error);
  training = ds_source_get_training (source);
  validation = ds_source_get_validation (source);
  g_assert_cmpuint (ds_dataset_get_count (training), ==, (180 - 10) / 4 + 1);
  g_assert_cmpuint (ds_dataset_get_count (validation), ==, (20 - 10) / 4 + 1);
  g_assert_cmpuint (ds_dataset_get_shape (training)->rank, ==, 2);
  ds_dataset_read_range (training, ds_dataset_get_count (training) - 1, 1, out);
  g_assert_cmpfloat_with_epsilon (out[9], 177 / 179., 1e-6);
  ds_dataset_read_range (validation, 0, 1, out);
  g_assert_cmpfloat_with_epsilon (out[0], 180 / 179., 1e-6);
  g_assert_cmpstr (ds_source_get_report (source)->options, ==, "window=10 stride=4");
}

/* No window has the step that is missing, be it its first or its last. */
static void
test_recording_gap (Fixture *self, gconstpointer data)
{
  for (gint missing = 50; missing < 60; missing += 9)
    {
      g_autofree char *text = make_steps (missing);
      g_autofree char *reason = g_strdup_printf ("window from step 51: row %d: “a” has no value",
                                                 missing + 2);
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSource) source = open_text (self, text, "window=10 stride=10", &error);
      const DsReport *report;

      g_assert_no_error (error);
      report = ds_source_get_report (source);
      g_assert_cmpuint (report->n_read, ==, 19);
      g_assert_cmpuint (report->n_skipped, ==, 1);
      g_assert_cmpstr (report->first_skipped, ==, reason);
    }
}

/* Windows begin a quarter of their length apart where nothing is said. */
static void
test_recording_stride (Fixture *self, gconstpointer data)
{
  g_autofree char *text = make_steps (-1);
  g_autoptr (DsSource) source = open_text (self, text, "window=12", NULL);

  g_assert_cmpstr (ds_source_get_report (source)->options, ==, "window=12 stride=3");
}

/* A step that is left out says nothing of the range. */
static void
test_recording_range (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("time,a,b\n");
  g_autoptr (DsSource) source = NULL;
  float out[20];

  for (guint i = 0; i < 200; i++)
    if (i == 50)
      g_string_append (text, "50,99999,\n");
    else
      g_string_append_printf (text, "%u,%u.5,0\n", i, i);
  source = open_text (self, text->str, "window=10 stride=10", NULL);
  ds_dataset_read_range (ds_source_get_training (source), 1, 1, out);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpfloat_with_epsilon (out[2 * i], (10.5 + i) / 179.5, 1e-6);
      g_assert_cmpfloat (out[2 * i + 1], ==, 0);
    }
}

static void
assert_classes (DsSource *source, const char *expected)
{
  char **names = (char **) ds_dataset_get_class_names (ds_source_get_training (source));
  g_autofree char *text = names != NULL ? g_strjoinv (" ", names) : g_strdup ("");

  g_assert_cmpstr (text, ==, expected);
}

/* A column of labels by its number, from 1, or as it looks; numbers are sorted as
 * numbers. */
static void
test_label_column (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) chosen = g_string_new ("a,b,c\n"), guessed = g_string_new (NULL);
  g_autoptr (DsSource) first = NULL, second = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_string_append_printf (chosen, "%u.5,%u,%u.25\n", i, 9 + i % 3, i % 7);
      g_string_append_printf (guessed, "%u.5,%u.75,%u.25,%u\n", i, i % 5, i % 7, i % 2);
    }
  first = open_text (self, chosen->str, "label-column=2", NULL);
  assert_classes (first, "9 10 11");
  g_assert_cmpint (ds_dataset_get_labels (ds_source_get_training (first))[1], ==, 1);
  second = open_text (self, guessed->str, NULL, NULL);
  assert_classes (second, "0 1");
}

/* Images as lists, higher than wide. */
/* The classes of a series as the UCR archive wrote them once. */
static void
test_label_numbers (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (DsSource) source = NULL;

  for (guint i = 0; i < 40; i++)
    {
      g_string_append_printf (text, "  %s", i % 2 == 0 ? "1.0000000e+00" : "-1.0000000e+00");
      for (guint k = 0; k < 30; k++)
        g_string_append_printf (text, "  %u.5000000e-01", (i + 1) * (k + 3) % 10);
      g_string_append_c (text, '\n');
    }
  source = open_text (self, text->str, NULL, NULL);
  assert_classes (source, "-1 1");
}

static void
test_size (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = open_text (self,
                                           "a,b,c,d,e,f\n1,2,3,4,5,6\n6,5,4,3,2,1\n1,1,2,2,3,3\n",
                                           "size=2x3", NULL);
  const DsShape *shape = ds_dataset_get_shape (ds_source_get_training (source));

  g_assert_cmpuint (shape->rank, ==, 3);
  g_assert_cmpuint (shape->dims[0], ==, 3);
  g_assert_cmpuint (shape->dims[1], ==, 2);
}

/* Rows in the order of their classes are mixed, so that the last tenth has all. */
static void
test_sorted (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("a,b,class\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  const gint *labels;
  gboolean seen[2] = { FALSE };

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (text, "%u.5,%u.25,%s\n", i % 7, i % 5, i < 100 ? "low" : "high");
  source = open_text (self, text->str, NULL, &error);
  g_assert_no_error (error);
  labels = ds_dataset_get_labels (ds_source_get_validation (source));
  for (gsize i = 0; i < ds_dataset_get_count (ds_source_get_validation (source)); i++)
    seen[labels[i]] = TRUE;
  g_assert_true (seen[0] && seen[1]);
}

static gboolean
is_cancelled_cb (gpointer data)
{
  return TRUE;
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = make_steps (-1);
  g_autoptr (DsSource) source = open_text (self, text, NULL, NULL);
  g_autofree char *path = g_build_filename (self->folder, "table.csv", NULL);
  const DsProgress progress = { NULL, is_cancelled_cb, NULL };

  g_clear_pointer (&source, ds_source_unref);
  source = ds_source_open (path, NULL, &(DsRequest) { .progress = &progress }, &error);
  g_assert_null (source);
  g_assert_error (error, DS_ERROR, DS_ERROR_CANCELLED);
}

/* Bytes that mean nothing: a sentence or a set. */
static void
test_noise (Fixture *self, gconstpointer data)
{
  static const char letters[] = "0123456789.,;\t\"\n\r-eE:/ aN";

  for (guint i = 0; i < 500; i++)
    {
      char text[200] = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSource) source = NULL;

      for (guint j = 0; j < sizeof text - 1; j++)
        text[j] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
      source = open_text (self, text, NULL, &error);
      g_assert_true ((source == NULL) == (error != NULL));
    }
}

static void
test_real_series (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = fixture_find_data ("timeseries");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  const DsShape *shape;

  if (folder == NULL)
    return;
  path = g_build_filename (folder, "ECG5000_TRAIN.csv", NULL);
  source = open_path (path, NULL, &error);
  g_assert_no_error (error);
  shape = ds_dataset_get_shape (ds_source_get_training (source));
  g_assert_cmpuint (ds_source_get_report (source)->n_found, ==, 500);
  g_assert_cmpuint (shape->rank, ==, 2);
  g_assert_cmpuint (shape->dims[0], ==, 140);
  g_assert_cmpuint (shape->dims[1], ==, 1);
  g_assert_cmpuint (ds_dataset_get_n_classes (ds_source_get_training (source)), ==, 5);
  g_clear_pointer (&source, ds_source_unref);

  g_free (path);
  path = g_build_filename (folder, "ItalyPowerDemand_TRAIN.csv", NULL);
  source = open_path (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_training (source)), ==, 67);
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_validation (source)), ==, 1029);
}

/* The test part beside a training part validates, with the same classes. */
static void
test_partner (Fixture *self, gconstpointer data)
{
  static const char *const texts[][2] = {
    { "set_TRAIN.csv", "a,b,class\n1.5,2,dog\n2.5,4,cat\n3.5,1,dog\n1.5,2.5,owl\n" },
    { "set_TEST.csv", "a,b,class\n5.5,2,owl\n6.5,4,dog\n" },
  };
  g_autofree char *path = g_build_filename (self->folder, texts[0][0], NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  DsDataset *validation;
  float out[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *other = g_build_filename (self->folder, texts[i][0], NULL);

      g_assert_true (g_file_set_contents (other, texts[i][1], -1, NULL));
    }
  source = open_path (path, NULL, &error);
  g_assert_no_error (error);
  validation = ds_source_get_validation (source);
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_training (source)), ==, 4);
  g_assert_cmpuint (ds_dataset_get_count (validation), ==, 2);
  g_assert_cmpint (ds_dataset_get_labels (validation)[0], ==, 2);
  g_assert_cmpint (ds_dataset_get_labels (validation)[1], ==, 1);
  ds_dataset_read_range (validation, 0, 1, out);
  g_assert_cmpfloat_with_epsilon (out[0], 4.5 / 3, 1e-6);
}

/* Factors are neither learned from nor taken for labels, and stay with their rows. */
static void
test_factors (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("dose;a;b;c;kind;age\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  DsDataset *training;
  gboolean mixed = FALSE;

  for (gint i = 0; i < 40; i++)
    g_string_append_printf (text, "%d;%d,5;0,25;1;%s;%d\n", i % 2, i, i < 20 ? "x" : "y", 100 + i);
  source = open_text (self, text->str, "factors=age,1", &error);
  g_assert_no_error (error);
  training = ds_source_get_training (source);
  g_assert_cmpuint (ds_dataset_get_n_classes (training), ==, 2);
  g_assert_cmpuint (ds_dataset_get_sample_size (training), ==, 3);
  g_assert_cmpuint (ds_dataset_get_n_factors (training), ==, 2);
  g_assert_cmpstr (ds_dataset_get_factor_names (training)[0], ==, "age");
  g_assert_cmpstr (ds_dataset_get_factor_names (training)[1], ==, "dose");
  for (gsize i = 0; i < ds_dataset_get_count (training); i++)
    {
      const DsScaling *scaling = ds_dataset_get_scaling (training);
      float factors[2], values[3];
      double row;

      ds_dataset_read_factors (training, i, 1, factors);
      ds_dataset_read_range (training, i, 1, values);
      row = (double) values[0] / scaling->factor + scaling->offset - .5;
      g_assert_cmpfloat_with_epsilon ((double) factors[0], 100 + row, 1e-3);
      g_assert_cmpfloat ((double) factors[1], ==, (double) ((gint) floor (row + .5) % 2));
      mixed = mixed || (gint) floor (row + .5) != (gint) i;
    }
  g_assert_true (mixed);
  g_assert_cmpstr (ds_source_get_report (source)->options, ==, "factors=age,1");
}

static void
test_factors_refused (Fixture *self, gconstpointer data)
{
  static const char table[] = "a,b,c\n1,2,3\n9,5,6\n7,8,0\n8,,1\n7,7,x\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;

  refuse (self, table, "factors=d", DS_ERROR_OPTION, "no column “d”");
  refuse (self, table, "factors=0", DS_ERROR_OPTION, "1 to 3");
  refuse (self, table, "factors=c,3", DS_ERROR_OPTION, "“c” twice");
  refuse (self, table, "factors=1,2,3", DS_ERROR_FORMAT, "no column of numbers");
  refuse (self, table, "factors=c window=1", DS_ERROR_OPTION, "Leave factors out");
  source = open_text (self, table, "factors=c", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 3);
  g_assert_cmpstr (ds_source_get_report (source)->skipped[1].reason, ==,
                   "“c” holds “x”, which is not a number");
}

#define ADD(name, function) g_test_add ("/csv/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("refused", test_refused);
  ADD ("groups", test_groups);
  ADD ("decimal-commas", test_decimal_commas);
  ADD ("preview", test_preview);
  ADD ("skipped", test_skipped);
  ADD ("stray-quotes", test_stray_quotes);
  ADD ("stray-quotes/many", test_many_stray_quotes);
  ADD ("fields-of-lines", test_fields_of_lines);
  ADD ("skipped-of-both", test_skipped_of_both);
  ADD ("title", test_title);
  ADD ("recording", test_recording);
  ADD ("recording/gap", test_recording_gap);
  ADD ("recording/stride", test_recording_stride);
  ADD ("recording/range", test_recording_range);
  ADD ("label-column", test_label_column);
  ADD ("label-numbers", test_label_numbers);
  ADD ("size", test_size);
  ADD ("sorted", test_sorted);
  ADD ("partner", test_partner);
  ADD ("factors", test_factors);
  ADD ("factors/refused", test_factors_refused);
  ADD ("cancel", test_cancel);
  ADD ("noise", test_noise);
  ADD ("real-series", test_real_series);
  return g_test_run ();
}
