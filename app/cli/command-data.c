/* SPDX-License-Identifier: MIT */
/* data: the sets that lie on this computer, those that can be downloaded, and the cache. */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "data/cache.h"
#include "data/known/found-set.h"

static void
print_found (const DsFoundSet *set)
{
  g_autofree char *size = g_format_size (set->n_bytes);
  g_autofree char *count = wb_cli_count_to_text (set->n_samples);
  g_autofree char *shape = ds_shape_to_string (&set->shape);

  if (set->n_samples > 0)
    wb_cli_print (stdout, "%-14s %s samples of %s, %s\n%-14s %s\n", set->name, count, shape, size,
                  "", set->path);
  else
    wb_cli_print (stdout, "%-14s %s\n%-14s %s\n", set->name, size, "", set->path);
}

static void
print_found_json (const DsFoundSet *set)
{
  json_t *object = json_object ();
  json_t *shape = json_array ();

  for (guint i = 0; i < set->shape.rank; i++)
    json_array_append_new (shape, json_integer (set->shape.dims[i]));
  json_object_set_new (object, "name", wb_cli_text_to_json (set->name));
  json_object_set_new (object, "path", wb_cli_text_to_json (set->path));
  json_object_set_new (object, "downloaded", json_boolean (set->is_download));
  json_object_set_new (object, "samples",
                       set->n_samples > 0 ? json_integer ((json_int_t) set->n_samples)
                                          : json_null ());
  json_object_set_new (object, "shape", shape);
  json_object_set_new (object, "bytes", json_integer ((json_int_t) set->n_bytes));
  wb_cli_print_json (object);
}

static gboolean
is_found (const GPtrArray *sets, const DsKnownSet *known)
{
  for (guint i = 0; i < sets->len; i++)
    if (((const DsFoundSet *) sets->pdata[i])->known == known)
      return TRUE;
  return FALSE;
}

static void
print_known (const DsKnownSet *set)
{
  g_autofree char *size = g_format_size (ds_known_set_get_n_bytes (set));
  g_autofree char *count = wb_cli_count_to_text (set->n_samples);

  printf ("%-14s %s %s, %s to download: hourglass-cli get %s\n", set->name, count, set->summary,
          size, set->name);
}

/* Nothing where the cache is empty. */
static void
print_cache (void)
{
  const guint64 n_bytes = ds_cache_get_size ();
  g_autofree char *size = g_format_size (n_bytes);
  g_autofree char *folder = ds_cache_get_folder ();

  if (n_bytes > 0)
    wb_cli_print (stdout,
                  "decoded images %s in the cache (of 8 GiB at most), emptied by hourglass-cli "
                  "data --clear-cache\n"
                  "%-14s %s\n",
                  size, "", folder);
}

static gboolean
clear_cache (GError **error)
{
  g_autofree char *size = g_format_size (ds_cache_get_size ());

  if (!ds_cache_clear (error))
    return FALSE;
  printf ("removed %s from the cache\n", size);
  return TRUE;
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const gboolean json = wb_arguments_has (arguments, "json");
  g_autoptr (GPtrArray) sets = NULL;

  if (wb_arguments_has (arguments, "clear-cache"))
    return clear_cache (error);
  sets = ds_found_sets_list ();
  for (guint i = 0; i < sets->len; i++)
    (json ? print_found_json : print_found) (sets->pdata[i]);
  for (const DsKnownSet *set = ds_known_sets; !json && set->name != NULL; set++)
    if (!is_found (sets, set))
      print_known (set);
  if (!json)
    print_cache ();
  return TRUE;
}

static const WbCliOption options[] = {
  { "clear-cache", 0, WB_CLI_FLAG, NULL, 0, 0, "remove the decoded images that are kept" },
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_data = {
  .name = "data",
  .grammar = { "", 0, 0, options },
  .summary = "lists the data that lie on this computer, and what can be downloaded",
  .details
  = "A name of this list can stand in place of a path: --data mnist. A file or folder of\n"
    "that name here counts more; of several sets what was downloaded by get counts, else\n"
    "there must be only one. Looked into: the folder of downloads, ~/.keras/datasets,\n"
    "~/.medmnist, data and datasets at home and here (MNIST/raw of torchvision, too), the\n"
    "user's data folder and that of downloads. Folders and archives of many images are decoded\n"
    "once and kept in the cache, 8 GiB at most; they are decoded again when needed.",
  .run = run,
};
