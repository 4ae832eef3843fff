/* SPDX-License-Identifier: MIT */
/* JSON: what is JSON is read and written again exactly, all else is refused
 * with the byte where it stops being JSON.
 */
#include <float.h>
#include <locale.h>
#include <string.h>

#include "app/error.h"
#include "app/project/json.h"
#include "tests/app/project/project-fixture.h"

static const char *const same[] = {
  "null",
  "true",
  "false",
  "0",
  "-0.0",
  "9223372036854775807",
  "-9223372036854775808",
  "0.1",
  "1e-08",
  "\"\"",
  "\"a\\\"b\\\\c\\nd\"",
  "\"\\u0001\"",
  "\"häß €𝄞\"",
  "[]",
  "{}",
  "[1,[2,[3]],{\"a\":{}}]",
  "{\"b\":1,\"a\":[null,true],\"\":\"\"}",
};

static void
test_same (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (json_t) json = wb_json_parse (same[i], -1, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = wb_json_to_text (json);
      g_assert_cmpstr (text, ==, same[i]);
    }
}

static void
test_white_space_and_escapes (void)
{
  g_autoptr (json_t) json = wb_json_parse (
    " {\t\"a\" :\r\n[ 1 , 2 ] , \"\\u00e4\\/\\b\\f\\r\\t\" : \"\\ud834\\udd1e\" } ", -1, NULL);
  g_autofree char *text = wb_json_to_text (json);

  g_assert_cmpstr (text, ==, "{\"a\":[1,2],\"ä/\\b\\f\\r\\t\":\"𝄞\"}");
}

static const char *const bad[] = {
  "",
  " ",
  "{\"a\":1,\"a\":2}",
  "{\"a\":1,}",
  "{a:1}",
  "{\"a\" 1}",
  "{\"a\":1 \"b\":2}",
  "{\"a\":",
  "[1,]",
  "[1 2]",
  "[",
  "1 2",
  "01",
  "+1",
  ".5",
  "1.",
  "1e",
  "-",
  "NaN",
  "Infinity",
  "1e400",
  "18446744073709551615",
  "tru",
  "truex",
  "'a'",
  "\"a",
  "\"a\\",
  "\"\\x\"",
  "\"\\u12\"",
  "\"\\u0000\"",
  "\"\\ud834\"",
  "\"\\ud834\\u0041\"",
  "\"\\udd1e\"",
  "\"a\nb\"",
  "\"\xff\"",
  "// comment\n1",
};

static void
test_bad (void)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (wb_json_parse (bad[i], -1, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
      g_clear_error (&error);
    }
  g_assert_null (wb_json_parse ("[1 2]", -1, &error));
  g_assert_nonnull (strstr (error->message, "at byte 4: "));
  g_assert_null (wb_json_parse ("1\0002", 3, NULL));
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_json_parse (deep, -1, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
}

/* Each value takes memory, however short it is written. */
static void
test_count (void)
{
  g_autoptr (GString) text = g_string_new ("[0");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1 << 20; i++)
    g_string_append (text, ",0");
  g_string_append_c (text, ']');
  g_assert_null (wb_json_parse (text->str, -1, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "values"));
}

static void
test_numbers (void)
{
  static const double reals[] = {
    0.1, 1.0 / 3, DBL_MAX, DBL_MIN, DBL_TRUE_MIN, -0.0, 1e21, 123456789012345680.0, 5e-324,
  };
  g_autoptr (json_t) list = wb_json_parse ("[9223372036854775807,-1,1.0,1e3,\"1\"]", -1, NULL);
  guint64 whole;
  double real;

  for (guint i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      g_autoptr (json_t) json = json_real (reals[i]);
      g_autofree char *text = wb_json_to_text (json);
      g_autoptr (json_t) read = wb_json_parse (text, -1, NULL);

      g_assert_true (wb_json_get_real (read, &real));
      g_assert_cmpmem (&real, sizeof real, &reals[i], sizeof real);
    }
  g_assert_true (wb_json_get_uint (json_array_get (list, 0), &whole));
  g_assert_cmpuint (whole, ==, G_MAXINT64);
  g_assert_false (wb_json_get_uint (json_array_get (list, 1), &whole));
  g_assert_false (wb_json_get_uint (json_array_get (list, 2), &whole));
  g_assert_false (wb_json_get_uint (NULL, &whole));
  g_assert_true (wb_json_get_real (json_array_get (list, 1), &real));
  g_assert_true (wb_json_get_real (json_array_get (list, 3), &real));
  g_assert_false (wb_json_get_real (json_array_get (list, 4), &real));
  g_assert_false (wb_json_get_real (NULL, &real));
}

static void
test_locale (void)
{
  g_autofree char *text = NULL;
  double real;
  json_t *json;

  if (fixture_set_comma_locale () == NULL)
    {
      g_test_skip ("skipped: no locale with a decimal comma is installed");
      return;
    }
  text = wb_number_to_text (0.5);
  json = wb_json_parse ("0.5", -1, NULL);
  g_assert_true (wb_json_get_real (json, &real));
  setlocale (LC_ALL, "C");
  json_decref (json);
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
  g_test_add_func ("/json/locale", test_locale);
  return g_test_run ();
}
