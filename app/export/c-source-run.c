/* SPDX-License-Identifier: MIT */
/* Runs an exported C file: the system's compiler makes a program of it and of a
 * few lines around it, which reads samples and writes what a layer makes of them.
 */
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/error.h"
#include "app/export/c-source-private.h"

/* @S in it is the prefix, @M the macros', @F the function that runs the part, @L the layer, @E the
 * last one. The samples are scaled already. */
static const char driver[] = "#include <stdio.h>\n"
                             "#define @M_OFFSET 0\n"
                             "#define @M_FACTOR 1\n"
                             "static void see (int layer, const float *y, unsigned long size);\n"
                             "#define @M_ON_LAYER(layer, y, size) see (layer, y, size)\n"
                             "#include \"model.c\"\n"
                             "static FILE *out;\n"
                             "static void see (int layer, const float *y, unsigned long size)\n"
                             "{\n"
                             "  if (layer == @L && layer != @E)\n"
                             "    fwrite (y, sizeof *y, size, out);\n"
                             "}\n"
                             "int main (int argc, char **argv)\n"
                             "{\n"
                             "  static float x[@I], y[@O];\n"
                             "  FILE *in = fopen (argv[argc - 2], \"rb\");\n"
                             "  out = fopen (argv[argc - 1], \"wb\");\n"
                             "  while (fread (x, sizeof x, 1, in) == 1)\n"
                             "    {\n"
                             "      @S_@F (x, y);\n"
                             "      if (@L == @E)\n"
                             "        fwrite (y, sizeof y, 1, out);\n"
                             "    }\n"
                             "  return fclose (out) != 0;\n"
                             "}\n";

/* Fails with WB_ERROR_CLIENT where the program itself is missing. */
static gboolean
spawn (const char *folder, const char *const *command, GError **error)
{
  g_autofree char *said = NULL;
  g_autoptr (GError) failure = NULL;
  int status = 0;

  if (!g_spawn_sync (folder, (char **) command, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said,
                     &status, &failure))
    return wb_refuse (error, WB_ERROR_CLIENT,
                      _ ("Not compiled, because “%s” cannot be started on this computer: %s."),
                      command[0], failure->message);
  if (g_spawn_check_wait_status (status, &failure))
    return TRUE;
  return wb_refuse (
    error, WB_ERROR_EXPORT,
    _ ("“%s” failed on the C source (%s): %.400s. The compiler of this computer must "
       "be able to build programs in C99."),
    command[0], failure->message, g_strchomp (said));
}

/* A compiler that cannot even build a program that does nothing says nothing of the file. */
static gboolean
compile (const char *folder, GError **error)
{
  static const char *const build[] = {
    "cc", "-std=c99", "-O1", "-o", "run", "driver.c", "-lm", NULL
  };
  static const char *const try[] = {
    "cc", "-std=c99", "-O1", "-o", "run", "nothing.c", "-lm", NULL
  };
  static const char nothing[] = "#include <math.h>\n#include <stdio.h>\n"
                                "int main (void) { return 0; }\n";
  g_autofree char *file = g_build_filename (folder, "nothing.c", NULL);
  g_autoptr (GError) failure = NULL, deeper = NULL;

  if (spawn (folder, build, &failure))
    return TRUE;
  if (g_error_matches (failure, WB_ERROR, WB_ERROR_EXPORT)
      && (!g_file_set_contents (file, nothing, -1, &deeper) || !spawn (folder, try, &deeper)))
    return wb_refuse (error, WB_ERROR_CLIENT,
                      _ ("Not compiled, because the C compiler “cc” of this computer builds no "
                         "program: %s"),
                      deeper->message);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
write_file (const char *path, gconstpointer bytes, gsize n, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_file_set_contents (path, bytes, (gssize) n, &cause))
    return TRUE;
  return wb_refuse (error, WB_ERROR_CLIENT, _ ("Not compiled: %s"), cause->message);
}

static void
replace_number (GString *text, const char *what, gsize number)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%zu", number);
  g_string_replace (text, what, digits, 0);
}

static gboolean
write_driver (const WbExportRun *run, const char *folder, GError **error)
{
  static const char *const functions[] = { "reconstruct", "encode", "decode" };
  g_autofree char *prefix = wb_c_source_make_prefix (run->path);
  g_autofree char *macro = g_ascii_strup (prefix, -1);
  g_autofree char *file = g_build_filename (folder, "driver.c", NULL);
  g_autofree char *copy = g_build_filename (folder, "model.c", NULL);
  g_autofree char *source = NULL;
  g_autoptr (GString) text = g_string_new (driver);
  gsize length;

  g_string_replace (text, "@S", prefix, 0);
  g_string_replace (text, "@M", macro, 0);
  g_string_replace (text, "@F", functions[run->model->part], 0);
  replace_number (text, "@L", run->layer);
  replace_number (text, "@E", run->model->n_layers - 1);
  replace_number (text, "@I", ae_shape_size (&run->model->input));
  replace_number (text, "@O",
                  ae_shape_size (&run->model->layers[run->model->n_layers - 1].y_shape));
  return g_file_get_contents (run->path, &source, &length, error)
         && write_file (copy, source, length, error)
         && write_file (file, text->str, text->len, error);
}

static gboolean
run_in (const WbExportRun *run, const char *folder, GError **error)
{
  static const char *const command[] = { "./run", "x", "y", NULL };
  gsize x_size = run->n * ae_shape_size (&run->model->input) * sizeof (float);
  gsize y_size = run->n * ae_shape_size (&run->model->layers[run->layer].y_shape) * sizeof (float),
        size;
  g_autofree char *in = g_build_filename (folder, "x", NULL);
  g_autofree char *out = g_build_filename (folder, "y", NULL);
  g_autofree char *bytes = NULL;

  if (!write_file (in, run->x, x_size, error) || !compile (folder, error)
      || !spawn (folder, command, error) || !g_file_get_contents (out, &bytes, &size, error))
    return FALSE;
  if (size != y_size)
    return wb_refuse (error, WB_ERROR_EXPORT,
                      _ ("The C source gave %zu bytes where %zu were expected."), size, y_size);
  memcpy (run->y, bytes, size);
  return TRUE;
}

gboolean
wb_c_source_run (const WbExportRun *run, GError **error)
{
  static const char *const names[] = { "driver.c", "model.c", "nothing.c", "run", "x", "y" };
  g_autoptr (GError) cause = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", &cause);
  gboolean done;

  if (folder == NULL)
    return wb_refuse (error, WB_ERROR_CLIENT, _ ("Not compiled: %s"), cause->message);
  done = write_driver (run, folder, error) && run_in (run, folder, error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (folder, names[i], NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
  return done;
}
