/* SPDX-License-Identifier: MIT */
/* JSON: what is JSON is read and written again exactly, all else is refused
 * with the byte where it stops being JSON.
 *
 * Mutations that these tests were seen to catch: surrogates not joined; equal
 * names taken; no bound on nesting; control characters taken; the end not
 * looked at; numbers in six digits; leading zeros taken.
 */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/project/json.h"
#include "tests/app/project-fixture.h"

static const char *const same[] = {
  "null", "true", "false", "0", "-0", "18446744073709551615", "0.10", "1e400", "-1.5E+7",
  "\"\"", "\"a\\\"b\\\\c\\nd\"", "\"\\u0001\"", "\"häß €𝄞\"", "[]", "{}",
  "[1,[2,[3]],{\"a\":{}}]", "{\"b\":1,\"a\":[null,true],\"\":\"\"}",
};

static void
test_same (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbJson) json = wb_json_parse (same[i], -1, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = wb_json_to_text (json);
      g_assert_cmpstr (text, ==, same[i]);
    }
}

static void
test_white_space_and_escapes (void)
{
  g_autoptr (WbJson) json = wb_json_parse (
    " {\t\"a\" :\r\n[ 1 , 2 ] , \"\\u00e4\\/\\b\\f\\r\\t\" : \"\\ud834\\udd1e\" } ", -1, NULL);
  g_autofree char *text = wb_json_to_text (json);

  g_assert_cmpstr (text, ==,
                   "{\"a\":[1,2],\"ä/\\u0008\\u000c\\u000d\\u0009\":\"𝄞\"}");
}

static const struct
{
  const char *text;
  const char *words;
} bad[] = {
  { "", "at byte 0 a value" },
  { " ", "at byte 1 a value" },
  { "{\"a\":1,\"a\":2}", "at byte 12 ends a second member" },
  { "{\"a\":1,}", "at byte 7 a text in quotation marks" },
  { "{a:1}", "at byte 1 a text in quotation marks" },
  { "{\"a\" 1}", "at byte 5 a colon" },
  { "{\"a\":1 \"b\":2}", "at byte 7 a comma or }" },
  { "{\"a\":", "at byte 5 a value" },
  { "[1,]", "at byte 3 a value" },
  { "[1 2]", "at byte 3 a comma or ]" },
  { "[", "at byte 1 a value" },
  { "1 2", "at byte 2 something follows" },
  { "01", "at byte 1 something follows" },
  { "+1", "at byte 0 a value" },
  { ".5", "at byte 0 a value" },
  { "1.", "at byte 2 a value" },
  { "1e", "at byte 2 a value" },
  { "-", "at byte 1 a value" },
  { "NaN", "at byte 0 a value" },
  { "Infinity", "at byte 0 a value" },
  { "tru", "at byte 0 a value" },
  { "truex", "at byte 4 something follows" },
  { "'a'", "at byte 0 a value" },
  { "\"a", "at byte 2 a text has no end" },
  { "\"a\\", "at byte 3 stands no known escape" },
  { "\"\\x\"", "no known escape" },
  { "\"\\u12\"", "no known escape" },
  { "\"\\u0000\"", "no known escape" },
  { "\"\\ud834\"", "no known escape" },
  { "\"\\ud834\\u0041\"", "no known escape" },
  { "\"\\udd1e\"", "no known escape" },
  { "\"a\nb\"", "at byte 2 a text holds a control character" },
  { "\"\xff\"", "at byte 1 stands a byte that is not UTF-8" },
  { "// comment\n1", "at byte 0 a value" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (wb_json_parse (bad[i].text, -1, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
      if (strstr (error->message, bad[i].words) == NULL)
        g_error ("%s: “%s” does not say “%s”", bad[i].text, error->message, bad[i].words);
    }
  g_assert_null (wb_json_parse ("1\0002", 3, NULL));
}

static void
test_depth (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  WbJson *json;

  for (guint i = 0; i < 64; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < 64; i++)
    g_string_append_c (deep, ']');
  json = wb_json_parse (deep->str, -1, NULL);
  g_assert_nonnull (json);
  wb_json_unref (json);
  g_string_prepend_c (deep, '[');
  g_string_append_c (deep, ']');
  g_assert_null (wb_json_parse (deep->str, -1, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
  g_string_set_size (deep, 1000000);
  memset (deep->str, '[', deep->len);
  g_assert_null (wb_json_parse (deep->str, -1, NULL));
}

/* Each value takes memory, however short it is written. */
static void
test_count (void)
{
  g_autoptr (GString) text = g_string_new ("[0");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, ",0");
  g_string_append_c (text, ']');
  g_assert_null (wb_json_parse (text->str, -1, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "more values"));
}

static void
test_numbers (void)
{
  static const double reals[] = {
    0.1, 1.0 / 3, DBL_MAX, DBL_MIN, DBL_TRUE_MIN, -0.0, 1e21, 123456789012345680.0, 5e-324,
  };
  g_autoptr (WbJson) list = wb_json_parse (
    "[9223372036854775807,9223372036854775808,18446744073709551616,-1,1.0,1e3,1e400]", -1,
    NULL);
  gint64 whole;
  guint64 positive;
  double real;

  for (guint i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      g_autoptr (WbJson) json = wb_json_new_real (reals[i]);

      g_assert_true (wb_json_get_real (json, &real));
      g_assert_cmpmem (&real, sizeof real, &reals[i], sizeof real);
    }
  g_assert_true (wb_json_get_int (wb_json_get_item (list, 0), &whole));
  g_assert_cmpint (whole, ==, G_MAXINT64);
  g_assert_false (wb_json_get_int (wb_json_get_item (list, 1), &whole));
  g_assert_true (wb_json_get_uint (wb_json_get_item (list, 1), &positive));
  g_assert_false (wb_json_get_uint (wb_json_get_item (list, 2), &positive));
  g_assert_false (wb_json_get_uint (wb_json_get_item (list, 3), &positive));
  g_assert_false (wb_json_get_int (wb_json_get_item (list, 4), &whole));
  g_assert_false (wb_json_get_int (wb_json_get_item (list, 5), &whole));
  g_assert_true (wb_json_get_real (wb_json_get_item (list, 5), &real));
  g_assert_false (wb_json_get_real (wb_json_get_item (list, 6), &real));
}

static void
test_kinds (void)
{
  g_autoptr (WbJson) object = wb_json_new_object ();
  gboolean flag;
  gint64 whole;

  g_assert_true (wb_json_add (object, "flag", wb_json_new_bool (TRUE)));
  g_assert_false (wb_json_add (object, "flag", wb_json_new_bool (FALSE)));
  g_assert_cmpuint (wb_json_get_length (object), ==, 1);
  g_assert_true (wb_json_get_bool (wb_json_find (object, "flag"), &flag));
  g_assert_true (flag);
  g_assert_false (wb_json_get_int (wb_json_find (object, "flag"), &whole));
  g_assert_null (wb_json_get_string (wb_json_find (object, "flag")));
  g_assert_null (wb_json_find (object, "none"));
  g_assert_null (wb_json_find (NULL, "none"));
  g_assert_false (wb_json_get_bool (NULL, &flag));
}

static void
test_locale (void)
{
  g_autofree char *text = NULL;
  double real;
  WbJson *json;

  if (fixture_set_comma_locale () == NULL)
    {
      g_test_skip ("skipped: no locale with a decimal comma is installed");
      return;
    }
  text = wb_number_to_text (0.5);
  json = wb_json_parse ("0.5", -1, NULL);
  g_assert_true (wb_json_get_real (json, &real));
  setlocale (LC_ALL, "C");
  wb_json_unref (json);
  g_assert_cmpfloat (real, ==, 0.5);
  g_assert_cmpstr (text, ==, "0.5");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/same", test_same);
  g_test_add_func ("/json/white-space-and-escapes", test_white_space_and_escapes);
  g_test_add_func ("/json/bad", test_bad);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/count", test_count);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/kinds", test_kinds);
  g_test_add_func ("/json/locale", test_locale);
  return g_test_run ();
}
