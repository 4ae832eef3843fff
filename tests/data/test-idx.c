/* SPDX-License-Identifier: MIT */
/*
 * IDX files, good and bad: every type and rank, every way a file can be wrong,
 * and bytes flipped and cut at random. A bad file gives an error with a
 * sentence or a set whose every value is a number; never anything else.
 */
#include <math.h>
#include <string.h>

#include "data/error.h"
#include "data/random.h"
#include "data/source.h"
#include "tests/data/fixture.h"

#define EXPECT_WHOLE(source) \
  (ds_dataset_get_count (ds_source_get_training (source)) \
   + ds_dataset_get_count (ds_source_get_validation (source)))

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
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

static DsSource *
open_bytes (Fixture *self, GByteArray *bytes, GError **error)
{
  g_autofree char *path = fixture_write (self->folder, "set", bytes);
  DsSource *source = ds_source_open (path, NULL, NULL, error);

  return source;
}

static void
check_first (Fixture *self, GByteArray *bytes, const float *expected, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_bytes (self, bytes, &error);
  float out[32];

  g_assert_no_error (error);
  g_assert_cmpuint (ds_dataset_get_sample_size (ds_source_get_training (source)), ==, n);
  ds_dataset_read_range (ds_source_get_training (source), 0, 1, out);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (out[i], expected[i], 1e-6);
}

/* The same values once plain and once packed. */
static void
check_type (Fixture *self,
            guint8 type,
            const guint32 *dims,
            gconstpointer values,
            gsize n_bytes,
            const float *expected,
            guint n)
{
  g_autoptr (GByteArray) plain = fixture_make_idx (type, dims, values, n_bytes);
  g_autoptr (GByteArray) packed = fixture_pack (plain);

  check_first (self, plain, expected, n);
  check_first (self, packed, expected, n);
}

static void
test_types (Fixture *self, gconstpointer data)
{
  const guint32 dims[] = { 2, 4, 0 };
  const guint8 bytes[8] = { 0, 51, 102, 255, 1, 2, 3, 4 };
  const guint8 counts[8] = { 0, 4, 8, 16, 1, 2, 3, 4 };
  const gint8 chars[8] = { -128, 127, 0, -1, 1, 2, 3, 4 };
  gint16 shorts[8] = { -300, 700, 200, 0, 1, 2, 3, 4 };
  gint32 ints[8] = { -300000, 700000, 200000, 0, 1, 2, 3, 4 };
  float floats[8] = { 0, 1, 0.25f, 0.5f, 0, 0, 0, 0 };
  double doubles[8] = { -1e300, 1e300, 0, 5e299, 0, 0, 0, 0 };

  for (guint i = 0; i < 8; i++)
    {
      guint32 word;
      guint64 wide;

      shorts[i] = (gint16) GUINT16_TO_BE ((guint16) shorts[i]);
      ints[i] = (gint32) GUINT32_TO_BE ((guint32) ints[i]);
      memcpy (&word, &floats[i], 4);
      word = GUINT32_TO_BE (word);
      memcpy (&floats[i], &word, 4);
      memcpy (&wide, &doubles[i], 8);
      wide = GUINT64_TO_BE (wide);
      memcpy (&doubles[i], &wide, 8);
    }

  check_type (self, 0x08, dims, bytes, 8, (float[]) { 0, 0.2f, 0.4f, 1 }, 4);
  check_type (self, 0x08, dims, counts, 8, (float[]) { 0, 0.25f, 0.5f, 1 }, 4);
  check_type (self, 0x09, dims, chars, 8, (float[]) { 0, 1, 128 / 255.f, 127 / 255.f }, 4);
  check_type (self, 0x0b, dims, shorts, 16, (float[]) { 0, 1, 0.5f, 0.3f }, 4);
  check_type (self, 0x0c, dims, ints, 32, (float[]) { 0, 1, 0.5f, 0.3f }, 4);
  check_type (self, 0x0d, dims, floats, 32, (float[]) { 0, 1, 0.25f, 0.5f }, 4);
  check_type (self, 0x0e, dims, doubles, 64, (float[]) { 0, 1, 0.5f, 0.75f }, 4);
}

static void
check_shape (Fixture *self, const guint32 *dims, const DsShape *expected)
{
  guint8 values[48] = { 0 };
  g_autoptr (GByteArray) bytes = fixture_make_idx (0x08, dims, values, 48);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_bytes (self, bytes, &error);

  g_assert_no_error (error);
  g_assert_true (
    ds_shape_is_equal (ds_dataset_get_shape (ds_source_get_training (source)), expected));
  g_assert_cmpuint (EXPECT_WHOLE (source), ==, dims[0]);
}

static void
test_ranks (Fixture *self, gconstpointer data)
{
  check_shape (self, (guint32[]) { 4, 12, 0 }, &(DsShape) { 1, { 12 } });
  check_shape (self, (guint32[]) { 4, 3, 4, 0 }, &(DsShape) { 3, { 3, 4, 1 } });
  check_shape (self, (guint32[]) { 2, 2, 4, 3, 0 }, &(DsShape) { 3, { 2, 4, 3 } });
}

/* A constant set within [0,1] or of bytes is odd, but it trains without NaN. */
static void
test_constant (Fixture *self, gconstpointer data)
{
  const guint32 dims[] = { 2, 3, 0 };
  const guint8 zeros[6] = { 0 };
  const guint8 sevens[6] = { 7, 7, 7, 7, 7, 7 };
  const guint8 floats[24] = { 0 };

  check_type (self, 0x08, dims, zeros, 6, (float[]) { 0, 0, 0 }, 3);
  check_type (self, 0x08, dims, sevens, 6, (float[]) { 1, 1, 1 }, 3);
  check_type (self, 0x0d, dims, floats, 24, (float[]) { 0, 0, 0 }, 3);
}

static void
refuse (Fixture *self, GByteArray *bytes, DsError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_bytes (self, bytes, &error);

  g_assert_null (source);
  g_assert_error (error, DS_ERROR, (gint) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” lacks “%s”", error->message, words);
}

static void
refuse_idx (Fixture *self,
            guint8 type,
            const guint32 *dims,
            gsize n_bytes,
            DsError code,
            const char *words)
{
  g_autofree guint8 *values = g_malloc0 (n_bytes + 1);
  g_autoptr (GByteArray) plain = fixture_make_idx (type, dims, values, n_bytes);
  g_autoptr (GByteArray) packed = fixture_pack (plain);

  refuse (self, plain, code, words);
  refuse (self, packed, code, words);
}

static void
test_lying_headers (Fixture *self, gconstpointer data)
{
  const guint32 most = G_MAXUINT32;

  refuse_idx (self, 0x08, (guint32[]) { 3, 4, 5, 0 }, 59, DS_ERROR_DAMAGED,
              "3×4×5 values of 1 byte, and the file ends before them");
  refuse_idx (self, 0x08, (guint32[]) { 3, 4, 5, 0 }, 61, DS_ERROR_DAMAGED, "continues after them");
  refuse_idx (self, 0x0b, (guint32[]) { 3, 4, 5, 0 }, 60, DS_ERROR_DAMAGED, "2 bytes");
  refuse_idx (self, 0x08, (guint32[]) { most, most, most, 0 }, 60, DS_ERROR_DAMAGED, "ends before");
  refuse_idx (self, 0x08, (guint32[]) { most, most, most, most, 0 }, 60, DS_ERROR_DAMAGED,
              "ends before");
  refuse_idx (self, 0x0e, (guint32[]) { most, most, 0 }, 60, DS_ERROR_DAMAGED, "ends before");
  /* A product of 2^64 + 60: an overflow unseen would let it through. */
  refuse_idx (self, 0x08, (guint32[]) { 1u << 31, 1u << 31, 4, 0 }, 0, DS_ERROR_DAMAGED,
              "ends before");
  refuse_idx (self, 0x08, (guint32[]) { 1, 2, 3, 1, 2, 0 }, 12, DS_ERROR_UNSUPPORTED, "5 axes");
  refuse_idx (self, 0x08, (guint32[]) { 12, 0 }, 12, DS_ERROR_UNSUPPORTED,
              "12 labels, and no samples");
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) nothing = g_byte_array_new ();
  g_autoptr (GByteArray) packed = fixture_pack (nothing);
  g_autoptr (GByteArray) none = fixture_make_images (1);
  g_autoptr (GByteArray) flat = fixture_make_images (1);

  refuse (self, nothing, DS_ERROR_EMPTY, "no contents");
  refuse (self, packed, DS_ERROR_FORMAT, "known kind");
  none->data[7] = 0;
  refuse (self, none, DS_ERROR_EMPTY, "axis 0");
  flat->data[15] = 0;
  refuse (self, flat, DS_ERROR_EMPTY, "axis 2");
}

static void
test_wrong_magic (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = fixture_make_images (3);

  bytes->data[2] = 0x07;
  refuse (self, bytes, DS_ERROR_FORMAT, "IDX files as MNIST's");
  bytes->data[2] = 0x08;
  bytes->data[0] = 1;
  refuse (self, bytes, DS_ERROR_FORMAT, "known kind");
}

static void
test_values (Fixture *self, gconstpointer data)
{
  const guint32 dims[] = { 2, 3, 0 };
  guint32 words[6] = { 0 };
  g_autoptr (GByteArray) nan = NULL;
  g_autoptr (GByteArray) infinite = NULL;
  g_autoptr (GByteArray) five = NULL;

  words[4] = GUINT32_TO_BE (0x7fc00000);
  nan = fixture_make_idx (0x0d, dims, words, 24);
  refuse (self, nan, DS_ERROR_VALUES, "Sample 1 holds");
  words[4] = GUINT32_TO_BE (0x7f800000);
  infinite = fixture_make_idx (0x0d, dims, words, 24);
  refuse (self, infinite, DS_ERROR_VALUES, "Sample 1 holds");

  for (guint i = 0; i < 6; i++)
    words[i] = GUINT32_TO_BE (0x40a00000);
  five = fixture_make_idx (0x0d, dims, words, 24);
  refuse (self, five, DS_ERROR_VALUES, "Every value is 5");
}

/* A project's scaling wins over what the set would choose. */
static void
test_given_scaling (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = fixture_make_images (3);
  g_autofree char *path = fixture_write (self->folder, "set", bytes);
  const DsScaling scaling = { 1, 0.5 };
  const DsScaling wrong = { 0, -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (path, NULL, &(DsRequest) { .scaling = &scaling },
                                                &error);
  g_autoptr (DsSource) none = NULL;
  const DsReport *report;
  float out[20];

  g_assert_no_error (error);
  report = ds_source_get_report (source);
  ds_dataset_read_range (ds_source_get_training (source), 0, 1, out);
  g_assert_cmpfloat (out[0], ==, -0.5f);
  g_assert_cmpfloat (out[3], ==, 10);
  g_assert_nonnull (strstr (report->notes[1], "beyond 0 … 1"));
  g_assert_cmpstr (report->scaling, ==, "mapped from 1 … 3 to 0 … 1");

  none = ds_source_open (path, NULL, &(DsRequest) { .scaling = &wrong }, &error);
  g_assert_null (none);
  g_assert_error (error, DS_ERROR, DS_ERROR_VALUES);
}

/* Doubles far beyond what a float holds, under a scaling for small ones. */
static void
test_scaling_overflows (Fixture *self, gconstpointer data)
{
  const guint32 dims[] = { 1, 1, 0 };
  double value = 1e300;
  guint64 word;
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;

  memcpy (&word, &value, 8);
  word = GUINT64_TO_BE (word);
  bytes = fixture_make_idx (0x0e, dims, &word, 8);
  path = fixture_write (self->folder, "set", bytes);
  source = ds_source_open (path, NULL, &(DsRequest) { .scaling = &DS_SCALING_IDENTITY }, &error);
  g_assert_null (source);
  g_assert_error (error, DS_ERROR, DS_ERROR_VALUES);
}

static void
test_gzip_members (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = fixture_make_images (3);
  g_autoptr (GByteArray) head = g_byte_array_new ();
  g_autoptr (GByteArray) tail = g_byte_array_new ();
  g_autoptr (GByteArray) both = NULL;
  g_autoptr (GByteArray) more = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;

  g_byte_array_append (head, bytes->data, 30);
  g_byte_array_append (tail, bytes->data + 30, bytes->len - 30);
  both = fixture_pack (head);
  more = fixture_pack (tail);
  g_byte_array_append (both, more->data, more->len);
  source = open_bytes (self, both, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (EXPECT_WHOLE (source), ==, 3);

  g_byte_array_append (both, (const guint8 *) "end", 3);
  refuse (self, both, DS_ERROR_DAMAGED, "not gzip");
}

/* Opens whatever it is; a success must read as numbers. */
static gboolean
survive (Fixture *self, GByteArray *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_bytes (self, bytes, &error);
  float minimum, maximum;

  if (source == NULL)
    {
      g_assert_true (error->domain == DS_ERROR);
      g_assert_cmpuint (strlen (error->message), >, 20);
      return FALSE;
    }
  ds_dataset_find_range (ds_source_get_training (source), &minimum, &maximum);
  g_assert_true (isfinite (minimum) && isfinite (maximum));
  ds_dataset_find_range (ds_source_get_validation (source), &minimum, &maximum);
  g_assert_true (isfinite (minimum) && isfinite (maximum));
  return TRUE;
}

static void
test_every_length (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) plain = fixture_make_images (3);
  g_autoptr (GByteArray) packed = fixture_pack (plain);

  g_assert_true (survive (self, plain));
  g_assert_true (survive (self, packed));
  while (plain->len > 0)
    {
      g_byte_array_set_size (plain, plain->len - 1);
      g_assert_false (survive (self, plain));
    }
  while (packed->len > 0)
    {
      g_byte_array_set_size (packed, packed->len - 1);
      g_assert_false (survive (self, packed));
    }
}

static void
test_every_header_byte (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = fixture_make_images (3);

  for (guint i = 0; i < 16; i++)
    {
      guint8 kept = bytes->data[i];

      for (guint value = 0; value < 256; value++)
        {
          bytes->data[i] = (guint8) value;
          /* No other header fits as many bytes. */
          g_assert_true (survive (self, bytes) == (value == kept || (i == 2 && value == 0x09)));
        }
      bytes->data[i] = kept;
    }
}

static void
test_random_bytes (Fixture *self, gconstpointer data)
{
  const guint8 types[] = { 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e };
  const guint sizes[] = { 1, 1, 2, 4, 4, 8 };
  DsRandom random = ds_random_init (1, 2, 3);

  for (guint i = 0; i < 6000; i++)
    {
      const guint32 dims[] = { 4, 3, 2, 0 };
      guint8 values[24 * 8];
      guint kind = i % 6;
      g_autoptr (GByteArray) bytes = NULL;

      for (guint j = 0; j < sizeof values; j++)
        values[j] = (guint8) ds_random_next (&random);
      bytes = fixture_make_idx (types[kind], dims, values, 24 * sizes[kind]);
      if (i / 6 % 2 == 1)
        {
          GByteArray *packed = fixture_pack (bytes);

          g_byte_array_unref (bytes);
          bytes = packed;
        }
      for (guint flips = ds_random_below (&random, 4); flips > 0; flips--)
        bytes->data[ds_random_below (&random, bytes->len)] ^= (guint8) (1u
                                                                        << ds_random_below (&random,
                                                                                            8));
      survive (self, bytes);
    }
}

#define ADD(path, function) g_test_add ("/idx/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("types", test_types);
  ADD ("ranks", test_ranks);
  ADD ("constant", test_constant);
  ADD ("lying-headers", test_lying_headers);
  ADD ("empty", test_empty);
  ADD ("wrong-magic", test_wrong_magic);
  ADD ("values", test_values);
  ADD ("given-scaling", test_given_scaling);
  ADD ("scaling-overflows", test_scaling_overflows);
  ADD ("gzip-members", test_gzip_members);
  ADD ("every-length", test_every_length);
  ADD ("every-header-byte", test_every_header_byte);
  ADD ("random-bytes", test_random_bytes);
  return g_test_run ();
}
