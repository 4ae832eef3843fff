/* SPDX-License-Identifier: MIT */
/* Found = read + skipped, always; the reasons are counted, the first names told. */
#include "app/cli/import-report.h"

#include <stdio.h>
#include <string.h>

#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/data/skipped-csv.h"

/* Lines and names that a person wants to see. */
#define MAX_REASONS 8
#define MAX_NAMES   3
#define MAX_SIZES   6

typedef struct
{
  const char *reason;
  guint n;
  GString *names;
} Group;

static void
group_free (Group *self)
{
  g_string_free (self->names, TRUE);
  g_free (self);
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *left = *(Group *const *) a, *right = *(Group *const *) b;

  return left->n > right->n ? -1 : left->n < right->n;
}

/* Of Group, one for each reason, the commonest first: (transfer full). */
static GPtrArray *
group_skipped (const DsReport *report)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  g_autoptr (GHashTable) by_reason = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < report->n_skipped; i++)
    {
      const DsSkipped *skipped = &report->skipped[i];
      Group *group = g_hash_table_lookup (by_reason, skipped->reason);

      if (group == NULL)
        {
          group = g_new0 (Group, 1);
          group->reason = skipped->reason;
          group->names = g_string_new (NULL);
          g_hash_table_insert (by_reason, skipped->reason, group);
          g_ptr_array_add (groups, group);
        }
      if (group->n++ < MAX_NAMES)
        g_string_append_printf (group->names, "%s%s", group->n > 1 ? ", " : "", skipped->name);
    }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

static void
print_skipped (const DsReport *report)
{
  g_autoptr (GPtrArray) groups = group_skipped (report);

  for (guint i = 0; i < MIN (groups->len, MAX_REASONS); i++)
    {
      const Group *group = groups->pdata[i];
      g_autofree char *n = wb_cli_count_to_text (group->n);

      wb_cli_print (stdout, "skipped %s: %s%s: %s\n", n, group->names->str,
                    group->n > MAX_NAMES ? ", …" : "", group->reason);
    }
  if (groups->len > MAX_REASONS)
    printf ("        and for %u other reasons; --skipped FILE.csv lists all\n",
            groups->len - MAX_REASONS);
}

static void
print_sizes (const DsReport *report)
{
  gsize n_others = 0;

  for (guint i = 0; i < report->n_sizes; i++)
    {
      const DsFoundSize *size = &report->sizes[i];
      g_autofree char *n = wb_cli_count_to_text (size->n);

      if (i >= MAX_SIZES)
        n_others += size->n;
      else
        printf ("%s %u×%u: %s\n", i == 0 ? "sizes  " : "       ", size->width, size->height, n);
    }
  if (n_others > 0)
    {
      g_autofree char *n = wb_cli_count_to_text (n_others);

      printf ("        %u other sizes: %s\n", report->n_sizes - MAX_SIZES, n);
    }
}

void
wb_cli_print_import (DsSource *source)
{
  const DsReport *report = ds_source_get_report (source);
  g_autofree char *found = wb_cli_count_to_text (report->n_found);
  g_autofree char *read = wb_cli_count_to_text (report->n_read);
  g_autofree char *skipped = wb_cli_count_to_text (report->n_skipped);

  printf ("found   %s = %s read + %s skipped\n", found, read, skipped);
  print_skipped (report);
  print_sizes (report);
  if (*report->options != '\0')
    wb_cli_print (stdout, "import  %s\n", report->options);
  for (guint i = 0; report->notes[i] != NULL; i++)
    wb_cli_print (stdout, "note    %s\n", report->notes[i]);
}

json_t *
wb_cli_import_to_json (const DsImportOptions *options)
{
  guint n;
  const DsOption *rows = ds_option_get_all (&n);
  json_t *object = json_object ();

  for (guint i = 0; i < n; i++)
    {
      const char *value = ds_import_options_get (options, rows[i].name);

      if (value != NULL)
        json_object_set_new (object, rows[i].name, wb_cli_text_to_json (value));
    }
  return object;
}

static json_t *
skipped_to_json (const DsReport *report)
{
  json_t *list = json_array ();

  for (gsize i = 0; i < report->n_skipped; i++)
    json_array_append_new (list, json_pack ("{s:o, s:o}", "name",
                                            wb_cli_text_to_json (report->skipped[i].name), "reason",
                                            wb_cli_text_to_json (report->skipped[i].reason)));
  return list;
}

static json_t *
sizes_to_json (const DsReport *report)
{
  json_t *list = json_array ();

  for (guint i = 0; i < report->n_sizes; i++)
    json_array_append_new (list, json_pack ("{s:i, s:i, s:I}", "width", report->sizes[i].width,
                                            "height", report->sizes[i].height, "count",
                                            (json_int_t) report->sizes[i].n));
  return list;
}

void
wb_cli_add_import (json_t *object, DsSource *source)
{
  const DsReport *report = ds_source_get_report (source);
  json_t *notes = json_array ();

  for (guint i = 0; report->notes[i] != NULL; i++)
    json_array_append_new (notes, wb_cli_text_to_json (report->notes[i]));
  json_object_set_new (object, "scaling", wb_cli_text_to_json (report->scaling));
  json_object_set_new (object, "found", json_integer ((json_int_t) report->n_found));
  json_object_set_new (object, "read", json_integer ((json_int_t) report->n_read));
  json_object_set_new (object, "skipped", json_integer ((json_int_t) report->n_skipped));
  json_object_set_new (object, "skipped_list", skipped_to_json (report));
  json_object_set_new (object, "sizes", sizes_to_json (report));
  json_object_set_new (object, "duplicates", json_integer ((json_int_t) report->n_duplicates));
  json_object_set_new (object, "leaks", json_integer ((json_int_t) report->n_leaks));
  json_object_set_new (object, "import", wb_cli_import_to_json (ds_source_get_options (source)));
  json_object_set_new (object, "notes", notes);
}

gboolean
wb_cli_save_skipped (DsSource *source, const char *path, GError **error)
{
  g_autofree char *text = wb_skipped_to_csv (ds_source_get_report (source));
  g_autoptr (GError) cause = NULL;

  if (g_file_set_contents (path, text, -1, &cause))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_FAILED, "What was left out could not be written: %s",
                        cause->message);
}
