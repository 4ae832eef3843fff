/* SPDX-License-Identifier: MIT */
/* get: downloads a public set. */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/nearest.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "data/known/download.h"

static const DsKnownSet *
find_set (const char *word, GError **error)
{
  const DsKnownSet *found = ds_known_set_find (word);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *hint = NULL;

  if (found != NULL)
    return found;
  for (const DsKnownSet *set = ds_known_sets; set->name != NULL; set++)
    g_ptr_array_add (names, (gpointer) set->name);
  g_ptr_array_add (names, NULL);
  hint = wb_cli_suggest (word, (const char *const *) names->pdata);
  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "There is no set “%s” to get.%s", word, hint);
  return NULL;
}

static void
show_bytes (gpointer data, const char *title, gsize done, gsize total)
{
  g_autofree char *received = g_format_size (done);
  g_autofree char *whole = g_format_size (total);
  g_autofree char *words = g_strdup_printf ("%s, %s of %s", title, received, whole);

  wb_progress_show_phase (data, words, done, total);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const DsKnownSet *set = find_set (wb_arguments_get_word (arguments, 0), error);
  g_autofree char *folder = NULL;
  WbProgress *progress;

  if (set == NULL)
    return FALSE;
  progress = wb_progress_new (wb_arguments_has (arguments, "quiet"));
  folder = ds_download_set (set, &(DsProgress) { .report = show_bytes, .data = progress }, error);
  wb_progress_free (progress);
  if (folder != NULL)
    wb_cli_print (stdout, "%s\n", folder);
  return folder != NULL;
}

static const WbCliOption options[] = {
  { "quiet", 'q', WB_CLI_FLAG, NULL, 0, 0, "no progress" },
  { NULL },
};

const WbCliCommand wb_cli_get = {
  .name = "get",
  .grammar = { "mnist|fashion-mnist|kmnist", 1, 1, options },
  .summary = "downloads MNIST, Fashion-MNIST or KMNIST",
  .details = "Prints the folder, below $XDG_DATA_HOME/hourglass/datasets. What broke off is\n"
             "continued. Every file's SHA-256 is checked. HOURGLASS_MIRRORS, addresses separated\n"
             "by spaces, are asked in place of the official ones, for ADDRESS/mnist/FILE;\n"
             "HOURGLASS_DOWNLOAD_TIMEOUT is how many seconds a silent one is waited for (30).",
  .run = run,
};
