/* SPDX-License-Identifier: MIT */
/* export: a trained model, or a part of it, for other programs. */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/data/batch-bridge.h"
#include "app/export/lost.h"

/* The ending of these says what kind of file it is. */
static gboolean
check_ending (const WbExportClass *klass, const char *path, GError **error)
{
  g_autofree char *known = g_strjoinv (", ", (GStrv) klass->endings);

  if (wb_export_has_ending (klass, path))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE, "The ending of “%s” is none of a %s. Use one of: %s.",
                        path, klass->name, known);
}

/* The format that was named, else the one that the output's ending means. */
static const WbExportClass *
choose_format (const WbArguments *arguments, GError **error)
{
  const WbExportClass *const *classes = wb_export_classes ();
  const char *name = wb_arguments_get_text (arguments, "format");
  const char *path = wb_arguments_get_text (arguments, "output");
  const WbExportClass *klass = name != NULL   ? wb_export_find (name)
                               : path != NULL ? wb_export_find_for_path (path)
                                              : NULL;
  g_autoptr (GString) known = g_string_new (NULL);

  if (klass != NULL && path != NULL
      && (klass->endings == NULL || check_ending (klass, path, error)))
    return klass;
  if (klass != NULL && path != NULL)
    return NULL;
  for (guint i = 0; classes[i] != NULL; i++)
    g_string_append_printf (known, "%s%s (%s)", i > 0 ? ", " : "", classes[i]->name,
                            classes[i]->extension);
  if (name != NULL && klass == NULL)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "There is no format “%s”. Use one of: %s.",
                 name, known->str);
  else if (path != NULL)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
                 "The ending of “%s” names no format. Use --format with one of: %s.", path,
                 known->str);
  else
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
                 "Say where to write, for example with -o out%s. Formats: %s.",
                 classes[0]->extension, known->str);
  return NULL;
}

static gboolean
check_int8 (const WbExportClass *klass, gboolean int8, GError **error)
{
  if (!int8 || klass->int8)
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        "%s has no form in 8-bit integers. Use --int8 with --format c.",
                        klass->title);
}

/* --opset and --batch are of ONNX. */
static gboolean
choose_graph (const WbArguments *arguments,
              const WbExportClass *klass,
              WbExportOptions *wanted,
              GError **error)
{
  static const char *const names[] = { "opset", "batch" };
  g_autoptr (GString) known = g_string_new (NULL);
  gboolean found = FALSE;

  for (guint i = 0; klass->opsets == NULL && i < G_N_ELEMENTS (names); i++)
    if (wb_arguments_has (arguments, names[i]))
      return wb_cli_refuse (error, WB_CLI_USAGE, "%s has no --%s. Use it with --format onnx.",
                            klass->title, names[i]);
  if (klass->opsets == NULL)
    return TRUE;
  wanted->opset = (guint) wb_arguments_get_int (arguments, "opset", klass->opsets[0]);
  wanted->batch = (guint) wb_arguments_get_int (arguments, "batch", 0);
  for (guint i = 0; klass->opsets[i] != 0; i++)
    {
      found = found || klass->opsets[i] == wanted->opset;
      g_string_append_printf (known, "%s%u", i > 0 ? ", " : "", klass->opsets[i]);
    }
  if (!found)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
                 "Operators of version %u are not written. Use --opset with one of: %s.",
                 wanted->opset, known->str);
  return found;
}

static gboolean
find_part (const WbArguments *arguments, WbExportPart *part, GError **error)
{
  const char *name = wb_arguments_get_text (arguments, "part");

  *part = WB_EXPORT_WHOLE;
  if (name == NULL || wb_export_part_find (name, part))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        "There is no part “%s” of a model. Use full, encoder or decoder.", name);
}

static WbProject *
open_trained (const char *file, GError **error)
{
  g_autoptr (WbProject) project = wb_cli_open_project (file, error);

  if (project == NULL || project->checkpoint != NULL)
    return g_steal_pointer (&project);
  g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
               "“%s” has no weights to export. Train it first, with “hourglass-cli train %s”.",
               file, file);
  return NULL;
}

/* Opens the data for @wanted: all samples, and some that are evenly spread over them, which
 * are to be freed. */
static DsSource *
read_samples (const WbArguments *arguments,
              const WbProject *project,
              WbExportOptions *wanted,
              GError **error)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (project->model));
  g_autoptr (DsSource) source = wb_cli_open_data (arguments, project, error);

  if (source == NULL || !ae_model_infer (project->model, shapes, NULL, error))
    return NULL;
  wanted->dataset = ds_source_get_training (source);
  if (!wb_batch_bridge_fits (wanted->dataset, &shapes[0], error))
    return NULL;
  wanted->samples = wb_batch_bridge_read_spread (wanted->dataset, WB_EXPORT_N_CALIBRATED,
                                                 &wanted->n_samples, error);
  return wanted->samples != NULL ? g_steal_pointer (&source) : NULL;
}

static void
print_report (const WbExportReport *report)
{
  if (report->unchecked != NULL)
    wb_cli_print (stdout, "Not checked. %s\n", report->unchecked);
  if (!report->checked)
    return;
  wb_cli_print (stdout, "Checked: the largest difference on %" G_GSIZE_FORMAT " samples is %.2g.\n",
                report->n, report->difference);
  if (report->judged)
    wb_cli_print (
      stdout, "In float32: loss %.4f, PSNR %.2f dB. In 8-bit integers: loss %.4f, PSNR %.2f dB.\n",
      report->loss[0], report->psnr[0], report->loss[1], report->psnr[1]);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "output");
  const WbExportClass *klass = choose_format (arguments, error);
  g_autoptr (WbProject) project = NULL;
  g_autoptr (WbExportModel) model = NULL;
  g_autoptr (DsSource) source = NULL;
  g_autofree float *samples = NULL;
  g_autofree char *lost = NULL;
  WbExportOptions wanted = { .int8 = wb_arguments_has (arguments, "int8") };
  WbExportPart part;
  g_auto (WbExportReport) report = { 0 };

  if (klass == NULL || !check_int8 (klass, wanted.int8, error)
      || !choose_graph (arguments, klass, &wanted, error) || !find_part (arguments, &part, error)
      || !wb_cli_check_output (path, error))
    return FALSE;
  project = open_trained (wb_arguments_get_word (arguments, 0), error);
  if (project == NULL)
    return FALSE;
  if (wanted.int8 || klass->needs_data || wb_arguments_has (arguments, "data"))
    {
      source = read_samples (arguments, project, &wanted, error);
      samples = (float *) wanted.samples;
      if (source == NULL)
        return FALSE;
    }
  model = wb_export_model_new (project->checkpoint, project->data, part, error);
  if (model == NULL || !wb_export_write (klass, model, &wanted, path, &report, error))
    return FALSE;
  wb_cli_print (stdout, "Wrote “%s”.\n", path);
  lost = wb_export_describe_lost (klass, model);
  if (lost != NULL)
    wb_cli_print (stdout, "%s\n", lost);
  print_report (&report);
  return TRUE;
}

/* Every format, as it is known from the table, with what --format takes for it. */
static gboolean
get_format (guint index, const char **name, char **text)
{
  const WbExportClass *klass = wb_export_classes ()[index];
  g_autofree char *endings = NULL;

  if (klass == NULL)
    return FALSE;
  endings = klass->endings != NULL ? g_strjoinv (" ", (GStrv) klass->endings)
                                   : g_strdup (klass->extension);
  *name = klass->name;
  *text = g_strdup_printf ("%s (%s). %s.", klass->title, endings, klass->summary);
  return TRUE;
}

static const WbCliOption options[] = {
  { "format", 'f', WB_CLI_TEXT, "FORMAT", 0, 0, "what to write, else by the ending of the output" },
  { "part", 0, WB_CLI_TEXT, "PART", 0, 0, "else full", wb_export_part_names },
  { "int8", 0, WB_CLI_FLAG, NULL, 0, 0, "of c: 8-bit integers in place of floats" },
  { "opset", 0, WB_CLI_INT, "N", 1, 99, "of onnx: version of the operators, else 13" },
  { "batch", 0, WB_CLI_INT, "N", 0, 65536, "of onnx: samples of a run, else 0 for any number" },
  { "data", 0, WB_CLI_INPUT, "DATA", 0, 0,
    "samples to check with, to encode, to calibrate --int8 and the threshold of c" },
  { "output", 'o', WB_CLI_OUTPUT, "FILE", 0, 0, "where to write" },
  { NULL },
};

const WbCliCommand wb_cli_export = {
  .name = "export",
  .grammar = { "FILE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "writes a trained model, or a part of it, for other programs",
  .rows_title = "formats",
  .get_row = get_format,
  .run = run,
};
