/* SPDX-License-Identifier: MIT */
/* The pieces of text of a C source export: numbers, weights, calls, and the
 * functions of the templates that are called.
 */
#include <gio/gio.h>
#include <string.h>

#include "app/export/c-source-private.h"
#include "app/export/c-source-templates.h"

#define WIDTH 100

char *
wb_c_source_make_prefix (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  GString *prefix = g_string_new (NULL);
  char *end = strchr (name + 1, '.');

  if (end != NULL)
    *end = '\0';
  if (!g_ascii_isalpha (name[0]))
    g_string_append (prefix, "model_");
  for (const char *c = name; *c != '\0' && prefix->len < 40; c++)
    g_string_append_c (prefix, g_ascii_isalnum (*c) ? g_ascii_tolower (*c) : '_');
  return g_string_free (prefix, FALSE);
}

/* Nine digits tell every float from its neighbours; whole numbers need no f. */
void
wb_c_source_append_float (GString *text, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%.9g", (float) value);
  g_string_append (text, digits);
  if (strpbrk (digits, ".e") != NULL)
    g_string_append_c (text, 'f');
}

void
wb_c_source_append_values (GString *text, gsize n, const float *values)
{
  gsize line = text->len;

  g_string_append (text, "{\n ");
  for (gsize i = 0; i < n; i++)
    {
      if (text->len - line > WIDTH - 16)
        {
          g_string_append (text, "\n ");
          line = text->len;
        }
      g_string_append_c (text, ' ');
      wb_c_source_append_float (text, values[i]);
      g_string_append_c (text, ',');
    }
  g_string_append (text, "\n}");
}

static char *
add_values (WbCSource *self,
            const WbExportLayer *layer,
            const char *name,
            gsize n,
            const float *values,
            gboolean trained)
{
  char *full = g_strdup_printf ("%s_%s_%s", self->prefix, layer->name, name);

  if (!g_hash_table_add (self->written, g_strdup (full)))
    return full;
  g_string_append_printf (self->weights, "%s%s float %s[%zu] = ", trained ? self->macro : "",
                          trained ? "_WEIGHT" : "static const", full, n);
  wb_c_source_append_values (self->weights, n, values);
  g_string_append (self->weights, ";\n\n");
  return full;
}

char *
wb_c_source_add_values (WbCSource *self,
                        const WbExportLayer *layer,
                        const char *name,
                        gsize n,
                        const float *values)
{
  return add_values (self, layer, name, n, values, FALSE);
}

char *
wb_c_source_add_weight (WbCSource *self, const WbExportLayer *layer, const char *name)
{
  for (guint i = 0; i < layer->n_params; i++)
    if (g_str_equal (layer->params[i].name, name))
      return add_values (self, layer, name, ae_shape_size (&layer->params[i].shape),
                         layer->weights[i], self->trains);
  return g_strdup ("NULL");
}

/* Breaks a call behind commas, under its first argument. */
static void
append_wrapped (GString *text, const char *call)
{
  const char *open = strchr (call, '(');
  int indent = (int) (open - call) + 3;
  g_auto (GStrv) parts = g_strsplit (call, ", ", -1);
  gsize column = 2;

  g_string_append (text, "  ");
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gsize length = strlen (parts[i]) + 2;

      if (i > 0 && column + length > WIDTH)
        {
          g_string_append_printf (text, ",\n%*s", indent, "");
          column = (gsize) indent;
        }
      else if (i > 0)
        g_string_append (text, ", ");
      g_string_append (text, parts[i]);
      column += length;
    }
  g_string_append (text, ";\n");
}

void
wb_c_source_call (WbCSource *self, const char *format, ...)
{
  g_autofree char *words = NULL, *name = NULL, *call = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  name = g_strdup_printf ("%.*s%s", (int) strcspn (words, " "), words, self->suffix);
  call = g_strdup_printf ("%s_%s%s", self->prefix, name, words + strcspn (words, " "));
  g_hash_table_add (self->used, g_steal_pointer (&name));
  append_wrapped (self->body, call);
}

/* A function of a template: its text is from @begin to the next "@name" line. */
typedef struct
{
  char *name;
  const char *begin;
  gsize length;
} Section;

static void
section_clear (gpointer data)
{
  g_free (((Section *) data)->name);
}

static GArray *
split_template (const char *text)
{
  GArray *sections = g_array_new (FALSE, FALSE, sizeof (Section));
  const char *at = strstr (text, "\n@");

  g_array_set_clear_func (sections, section_clear);
  while (at != NULL)
    {
      const char *name = at + 2, *begin = strchr (name, '\n') + 1;
      const char *end = strstr (begin - 1, "\n@");
      Section section = { g_strndup (name, (gsize) (begin - 1 - name)), begin,
                          end != NULL ? (gsize) (end + 1 - begin) : strlen (begin) };

      g_array_append_val (sections, section);
      at = end;
    }
  return sections;
}

/* Whether the text of @section speaks of model_@name. */
static gboolean
mentions (const Section *section, const char *name)
{
  g_autofree char *word = g_strconcat ("model_", name, NULL);
  gsize n = strlen (word);

  for (const char *at = section->begin;
       (at = g_strstr_len (at, (gssize) (section->begin + section->length - at), word)) != NULL;
       at += n)
    if (!g_ascii_isalnum (at[n]) && at[n] != '_')
      return TRUE;
  return FALSE;
}

/* From the last to the first, since a function stands behind those that it calls. */
static void
add_callees (WbCSource *self, const GArray *sections)
{
  for (guint i = sections->len; i-- > 0;)
    {
      const Section *caller = &g_array_index (sections, Section, i);

      if (!g_hash_table_contains (self->used, caller->name))
        continue;
      for (guint k = 0; k < i; k++)
        {
          const Section *callee = &g_array_index (sections, Section, k);

          if (mentions (caller, callee->name))
            g_hash_table_add (self->used, g_strdup (callee->name));
        }
    }
}

/* Appends a function; where it has a line for each argument, they stay below the first
 * though the prefix is longer or shorter than the template's. */
static void
append_section (const WbCSource *self, const Section *section, GString *text)
{
  g_autofree char *code = g_strndup (section->begin, section->length);
  g_auto (GStrv) lines = g_strsplit (code, "\n", -1);
  int shift = (int) strlen (self->prefix) - (int) strlen ("model");
  gboolean in_head = FALSE;

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      const char *line = lines[i];

      if (in_head && shift > 0)
        g_string_append_printf (text, "%*s", shift, "");
      else if (in_head)
        line += MIN ((gsize) -shift, strspn (line, " "));
      g_string_append_printf (text, "%s\n", line);
      in_head = in_head ? !g_str_has_suffix (line, ")")
                        : g_str_has_prefix (line, "model_") && g_str_has_suffix (line, ",");
    }
}

static void
replace (GString *text, gsize from, const char *what, const char *by)
{
  g_autoptr (GString) piece = g_string_new (text->str + from);

  g_string_replace (piece, what, by, 0);
  g_string_truncate (text, from);
  g_string_append_len (text, piece->str, (gssize) piece->len);
}

/* The text of a template; (transfer full). */
static GBytes *
read_template (const char *name)
{
  g_autofree char *path = g_strconcat ("/hourglass/c-source/", name, NULL);

  return g_resource_lookup_data (wb_c_source_get_resource (), path, 0, NULL);
}

void
wb_c_source_append_functions (WbCSource *self, GHashTable *but, GString *text)
{
  g_autoptr (GBytes) forward = read_template ("forward");
  g_autoptr (GBytes) int8 = read_template ("int8");
  g_autoptr (GBytes) train = read_template ("train");
  /* The heads of the others belong to no function. */
  g_autofree char *templates = g_strconcat (g_bytes_get_data (forward, NULL), "\n@\n",
                                            g_bytes_get_data (int8, NULL), "\n@\n",
                                            g_bytes_get_data (train, NULL), NULL);
  g_autoptr (GArray) sections = split_template (templates);
  g_autofree char *lower = g_strconcat (self->prefix, "_", NULL);
  g_autofree char *upper = g_strconcat (self->macro, "_", NULL);
  gsize from = text->len;

  add_callees (self, sections);
  for (guint i = 0; i < sections->len; i++)
    {
      const Section *section = &g_array_index (sections, Section, i);

      if (g_hash_table_contains (self->used, section->name)
          && (but == NULL || !g_hash_table_contains (but, section->name)))
        append_section (self, section, text);
    }
  g_string_append_c (text, '\n');
  replace (text, from, "model_", lower);
  replace (text, from, "MODEL_", upper);
}
