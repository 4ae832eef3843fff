/* SPDX-License-Identifier: MIT */
/* Option descriptors, one of each kind: defaults, text there and back, ranges,
 * the words of a refusal, and that no locale shows.
 */
#include <locale.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/option.h"

typedef struct
{
  gint64 count;
  double rate;
  gboolean biased;
  guint colour;
  AeSizes kernel;
  guint source;
} Options;

static const char *const colours[] = { "red", "green", "deep blue", NULL };

static const AeOption options[] = {
  { .name = "count",
    .kind = AE_OPTION_INT,
    .offset = G_STRUCT_OFFSET (Options, count),
    .value = 7,
    .min = -3,
    .max = 9007199254740992.0 },
  { .name = "rate",
    .kind = AE_OPTION_FLOAT,
    .offset = G_STRUCT_OFFSET (Options, rate),
    .value = 0.001,
    .min = -1e12,
    .max = 1e12 },
  { .name = "biased",
    .kind = AE_OPTION_BOOL,
    .offset = G_STRUCT_OFFSET (Options, biased),
    .value = TRUE },
  { .name = "colour",
    .kind = AE_OPTION_CHOICE,
    .offset = G_STRUCT_OFFSET (Options, colour),
    .value = 1,
    .choices = colours },
  { .name = "kernel",
    .kind = AE_OPTION_SIZES,
    .offset = G_STRUCT_OFFSET (Options, kernel),
    .sizes = { 2, { 3, 3 } },
    .min = 1,
    .max = 99,
    .min_count = 2,
    .max_count = 3 },
  { .name = "source", .kind = AE_OPTION_LAYER, .offset = G_STRUCT_OFFSET (Options, source) },
  { NULL },
};

enum
{
  COUNT,
  RATE,
  BIASED,
  COLOUR,
  KERNEL,
  SOURCE,
};

static void
test_defaults (void)
{
  Options values;

  memset (&values, 0xff, sizeof values);
  ae_options_init (options, &values);
  g_assert_cmpint (values.count, ==, 7);
  g_assert_cmpfloat (values.rate, ==, 0.001);
  g_assert_cmpint (values.biased, ==, TRUE);
  g_assert_cmpuint (values.colour, ==, 1);
  g_assert_true (ae_shape_equal (&values.kernel, &AE_SHAPE (2, 3, 3)));
  g_assert_cmpuint (values.source, ==, 0);
  g_assert_cmpuint (ae_options_count (options), ==, 6);
  g_assert_true (ae_options_find (options, "colour") == &options[COLOUR]);
  g_assert_null (ae_options_find (options, "color"));
  g_assert_cmpuint (ae_options_count (NULL), ==, 0);
  g_assert_null (ae_options_find (NULL, "count"));
  ae_options_init (NULL, NULL);
}

typedef struct
{
  guint option;
  const char *text;
  const char *printed; /* NULL: as it was written */
} Text;

static const Text texts[] = {
  { COUNT, "-3", NULL },
  { COUNT, "9007199254740992", NULL },
  { RATE, "0.001", NULL },
  { RATE, "10", NULL },
  { RATE, "50", NULL },
  { RATE, "65536", NULL },
  { RATE, "1000000", NULL },
  { RATE, "-1200", NULL },
  { RATE, "0.5", NULL },
  { RATE, "0.1", NULL },
  { RATE, "0.30000000000000004", NULL },
  { RATE, "1e-07", NULL },
  { RATE, "1e-7", "1e-07" },
  { RATE, "-0.25", NULL },
  { RATE, "0", NULL },
  { BIASED, "false", NULL },
  { BIASED, "True", "true" },
  { COLOUR, "red", NULL },
  { COLOUR, "deep blue", NULL },
  { KERNEL, "3,5", NULL },
  { KERNEL, "3x5", "3,5" },
  { KERNEL, "3×5×7", "3,5,7" },
  { KERNEL, "4", "4,4" },
  { SOURCE, "12", NULL },
};

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const AeOption *option = &options[texts[i].option];
      g_autofree char *printed = NULL;
      g_autoptr (GError) error = NULL;
      Options values = { 0 }, again = { 0 };

      g_assert_true (ae_option_set_text (option, &values, texts[i].text, &error));
      g_assert_no_error (error);
      printed = ae_option_to_text (option, &values);
      g_assert_cmpstr (printed, ==, texts[i].printed ? texts[i].printed : texts[i].text);
      g_assert_true (ae_option_set_text (option, &again, printed, &error));
      g_assert_true (ae_options_equal (options, &values, &again));
    }
}

/* Any number that a float option can hold survives as text. */
static void
test_numbers (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint i = 0; i < 2000; i++)
    {
      double number = ldexp (g_rand_double (random) - 0.5, g_rand_int_range (random, -60, 38));
      Options values = { .rate = number };
      g_autofree char *text = ae_option_to_text (&options[RATE], &values);

      values.rate = 0;
      g_assert_true (ae_option_set_text (&options[RATE], &values, text, NULL));
      g_assert_true (values.rate == number);
      if (fabs (number) >= 1e-4 && fabs (number) < 1e9)
        g_assert_null (strchr (text, 'e'));
    }
}

typedef struct
{
  guint option;
  const char *text;
  const char *word; /* of the message, beside the option's name */
} Refusal;

static const Refusal refusals[] = {
  { COUNT, "-4", "from -3" },
  { COUNT, "9007199254740993", "9007199254740992" },
  { COUNT, "99999999999999999999", "" },
  { COUNT, "3.5", "whole number" },
  { COUNT, "", "whole number" },
  { COUNT, "seven", "“seven”" },
  { COUNT, "7 ", "whole number" },
  { RATE, "1e13", "to 1000000000000" },
  { RATE, "nan", "a number" },
  { RATE, "inf", "a number" },
  { RATE, "0,5", "a number" },
  { RATE, "1e", "a number" },
  { BIASED, "yes", "true or false" },
  { BIASED, "1", "true or false" },
  { COLOUR, "blue", "red, green, deep blue" },
  { COLOUR, "Red", "red, green" },
  { KERNEL, "0,3", "from 1 to 99" },
  { KERNEL, "3,100", "from 1 to 99" },
  { KERNEL, "1,2,3,4", "2 to 3" },
  { KERNEL, "1,2,3,4,5", "" },
  { KERNEL, "3,", "whole numbers" },
  { KERNEL, "", "whole numbers" },
  { KERNEL, "-3,3", "whole numbers" },
  { KERNEL, "3;3", "whole numbers" },
  { KERNEL, "99999999999", "" },
  { SOURCE, "-1", "" },
  { SOURCE, "4294967297", "" },
  { SOURCE, "two", "whole number" },
};

/* A refused text leaves the value, and the message names the option and says
 * what would do. */
static void
test_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const AeOption *option = &options[refusals[i].option];
      g_autoptr (GError) error = NULL;
      Options values, before;

      ae_options_init (options, &values);
      before = values;
      if (ae_option_set_text (option, &values, refusals[i].text, &error))
        g_error ("%s takes “%s”", option->name, refusals[i].text);
      g_assert_error (error, AE_ERROR, AE_ERROR_OPTION);
      g_assert_true (g_str_has_prefix (error->message, option->name));
      if (strstr (error->message, refusals[i].word) == NULL)
        g_error ("“%s” does not say “%s”", error->message, refusals[i].word);
      g_assert_true (ae_options_equal (options, &values, &before));
    }
}

/* ae_option_set() checks as the text does. */
static void
test_values (void)
{
  static const struct
  {
    guint option;
    AeValue value;
    gboolean taken;
  } cases[] = {
    { COUNT, { .integer = -3 }, TRUE },
    { COUNT, { .integer = -4 }, FALSE },
    { RATE, { .real = 1e12 }, TRUE },
    { RATE, { .real = 1.01e12 }, FALSE },
    { RATE, { .real = NAN }, FALSE },
    { BIASED, { .integer = 5 }, TRUE },
    { COLOUR, { .integer = 2 }, TRUE },
    { COLOUR, { .integer = 3 }, FALSE },
    { COLOUR, { .integer = -1 }, FALSE },
    { KERNEL, { .sizes = { 3, { 1, 2, 99 } } }, TRUE },
    { KERNEL, { .sizes = { 1, { 1 } } }, FALSE },
    { KERNEL, { .sizes = { 2, { 1, 0 } } }, FALSE },
    { SOURCE, { .integer = 4 }, TRUE },
    { SOURCE, { .integer = -4 }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AeOption *option = &options[cases[i].option];
      g_autoptr (GError) error = NULL;
      AeValue read;
      Options values;

      ae_options_init (options, &values);
      g_assert_cmpint (ae_option_set (option, &values, &cases[i].value, &error), ==,
                       cases[i].taken);
      g_assert_true (cases[i].taken == (error == NULL));
      if (!cases[i].taken)
        continue;
      ae_option_get (option, &values, &read);
      g_assert_cmpint (read.integer, ==,
                       option->kind == AE_OPTION_BOOL ? 1 : cases[i].value.integer);
      g_assert_cmpfloat (read.real, ==, cases[i].value.real);
      g_assert_true (ae_shape_equal (&read.sizes, &cases[i].value.sizes));
    }
}

/* Each field counts in a comparison. */
static void
test_equal (void)
{
  for (guint i = 0; i < ae_options_count (options); i++)
    {
      static const char *const others[] = { "8", "2", "false", "red", "3,4", "5" };
      Options a, b;

      ae_options_init (options, &a);
      ae_options_init (options, &b);
      g_assert_true (ae_options_equal (options, &a, &b));
      ae_option_set_text (&options[i], &b, others[i], NULL);
      g_assert_false (ae_options_equal (options, &a, &b));
    }
}

static void
test_lists (void)
{
  g_autoptr (GError) error = NULL;
  Options values;

  ae_options_init (options, &values);
  g_assert_true (ae_options_set_text (options, &values, "", &error));
  g_assert_true (ae_options_set_text (options, &values,
                                      "kernel=5,7,rate=0.25,colour=deep blue,count=4", &error));
  g_assert_no_error (error);
  g_assert_true (ae_shape_equal (&values.kernel, &AE_SHAPE (2, 5, 7)));
  g_assert_cmpfloat (values.rate, ==, 0.25);
  g_assert_cmpuint (values.colour, ==, 2);
  g_assert_cmpint (values.count, ==, 4);
  g_assert_false (ae_options_set_text (options, &values, "rate=0.5,size=3", &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, "size"));
  g_assert_cmpfloat (values.rate, ==, 0.5);
  g_clear_error (&error);
  g_assert_false (ae_options_set_text (options, &values, "rate", &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, "NAME=VALUE"));
}

/* Where the decimal point is a comma, texts are the same. */
static void
test_locale (void)
{
  static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "pt_BR.UTF-8" };
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names) && !found; i++)
    found = setlocale (LC_ALL, names[i]) != NULL;
  if (!found)
    {
      g_test_skip ("skipped: no locale with a decimal comma is installed");
      return;
    }
  test_texts ();
  test_refusals ();
  setlocale (LC_ALL, before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/option/defaults", test_defaults);
  g_test_add_func ("/option/texts", test_texts);
  g_test_add_func ("/option/numbers", test_numbers);
  g_test_add_func ("/option/refusals", test_refusals);
  g_test_add_func ("/option/values", test_values);
  g_test_add_func ("/option/equal", test_equal);
  g_test_add_func ("/option/lists", test_lists);
  g_test_add_func ("/option/locale", test_locale);
  return g_test_run ();
}
