/* SPDX-License-Identifier: MIT */
/* Each line of JSON is flushed at once: a program may be reading along. */
#include "app/cli/output.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* What a terminal applies instead of showing it: control characters but the line
 * feed and the tab, and those that turn the direction of writing. */
static gboolean
is_command (gunichar letter)
{
  return (g_unichar_iscntrl (letter) && letter != '\n' && letter != '\t')
         || (letter >= 0x202a && letter <= 0x202e) || (letter >= 0x2066 && letter <= 0x2069);
}

char *
wb_cli_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      g_string_append_unichar (clean, is_command (letter) ? 0xfffd : letter);
    }
  return g_string_free (clean, FALSE);
}

void
wb_cli_print (FILE *stream, const char *format, ...)
{
  g_autofree char *text = NULL, *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = wb_cli_clean (text);
  fputs (clean, stream);
}

void
wb_cli_print_json (json_t *object)
{
  g_autofree char *text = wb_json_to_text (object);

  wb_cli_print (stdout, "%s\n", text);
  fflush (stdout);
  json_decref (object);
}

json_t *
wb_cli_text_to_json (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return json_string (valid);
}

void
wb_cli_add_real (json_t *object, const char *name, double number)
{
  json_object_set_new (object, name, isfinite (number) ? json_real (number) : json_null ());
}

json_t *
wb_cli_shape_to_json (const AeShape *shape)
{
  json_t *array = json_array ();

  for (guint i = 0; i < shape->rank; i++)
    json_array_append_new (array, json_integer (shape->dims[i]));
  return array;
}

void
wb_cli_add_divergence (json_t *object, const WbDivergence *divergence)
{
  json_t *nats = json_array ();

  for (guint i = 0; i < divergence->units; i++)
    json_array_append_new (nats, json_real (divergence->nats[i]));
  wb_cli_add_real (object, "kl", divergence->total);
  json_object_set_new (object, "kl_per_dimension", nats);
  json_object_set_new (object, "active_dimensions", json_integer (divergence->n_active));
}

void
wb_cli_print_divergence (const WbDivergence *divergence)
{
  printf ("KL by dimension:");
  for (guint i = 0; i < divergence->units; i++)
    printf (" %.3f", divergence->nats[i]);
  printf ("; %u of %u active.\n", divergence->n_active, divergence->units);
}

char *
wb_cli_count_to_text (guint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  GString *text = g_string_new (digits);

  for (gssize i = (gssize) text->len - 3; i > 0; i -= 3)
    g_string_insert_c (text, i, ',');
  return g_string_free (text, FALSE);
}

char *
wb_cli_steps_to_text (guint64 number)
{
  g_autofree char *count = wb_cli_count_to_text (number);

  return g_strdup_printf (ngettext ("%s step", "%s steps", number), count);
}

char *
wb_cli_epochs_to_text (guint number)
{
  return g_strdup_printf (ngettext ("%u epoch", "%u epochs", number), number);
}

char *
wb_cli_rate_to_text (double rate)
{
  if (rate >= 9950)
    return g_strdup_printf ("%.0fk", rate / 1000);
  if (rate >= 995)
    return g_strdup_printf ("%.1fk", rate / 1000);
  return g_strdup_printf ("%.0f", rate);
}

char *
wb_cli_time_to_text (double seconds)
{
  guint whole = (guint) CLAMP (ceil (seconds), 0, 3600.0 * 9999);

  if (whole >= 3600)
    return g_strdup_printf ("%u:%02u:%02u", whole / 3600, whole / 60 % 60, whole % 60);
  return g_strdup_printf ("%u:%02u", whole / 60, whole % 60);
}

char *
wb_cli_loss_to_text (double loss)
{
  if (!isfinite (loss))
    return g_strdup ("–");
  return g_strdup_printf ("%#.4g", loss);
}
