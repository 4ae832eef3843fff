/* SPDX-License-Identifier: MIT */
#include "tests/app/export/c-source-fixture.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

static gboolean
fill (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  gboolean variance = strstr (tensor->name, "variance") != NULL
                      && strstr (tensor->name, "log_variance") == NULL;
  gsize fans = tensor->param.fan_in + tensor->param.fan_out;
  double middle = variance ? 1 : 0, reach = fans > 24 ? sqrt (6.0 / (double) fans) : 0.5;

  for (gsize i = 0; i < tensor->size; i++)
    out[i] = (float) g_rand_double_range (data, middle - reach, middle + reach);
  return TRUE;
}

WbCheckpoint *
fixture_make_random (AeModel *model, const AeRecipe *recipe)
{
  WbPosition position = { .step = 1, .epoch = 1, .epochs_planned = 1 };
  g_autoptr (WbHistory) history = wb_history_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  AeRecipe defaults;
  WbCheckpoint *checkpoint;

  ae_recipe_init (&defaults);
  checkpoint = wb_checkpoint_new (model, recipe != NULL ? recipe : &defaults, &position, history,
                                  fill, random, NULL);
  g_assert_nonnull (checkpoint);
  return checkpoint;
}

void
fixture_append (AeModel **model, const char *type, const char *options)
{
  g_autoptr (GError) error = NULL;
  AeModel *longer = ae_model_append (*model, type, options, &error);

  g_assert_no_error (error);
  ae_model_unref (*model);
  *model = longer;
}

AeModel *
fixture_make_around (const AeLayerClass *klass, const AeProbe *probe)
{
  AeModel *model = ae_model_new (&probe->x_shape);
  g_autofree char *options = NULL;

  fixture_append (&model, "Activation", "activation=tanh");
  fixture_append (&model, "Activation", "activation=sigmoid");
  options = klass->flags & AE_LAYER_JOINS
              ? g_strdup_printf ("source=%u", ae_model_get_layer (model, 1)->id)
              : g_strdup (probe->options);
  fixture_append (&model, klass->type, options);
  return model;
}

AeModel *
fixture_make_between (const AeLayerClass *klass, const AeProbe *probe, const char *options)
{
  AeModel *model = ae_model_new (&probe->x_shape);
  g_autofree char *source = NULL, *dense = NULL, *reshape = NULL, *dims = NULL;
  GString *shape = g_string_new (NULL);

  fixture_append (&model, "PReLU", "");
  source = g_strdup_printf ("source=%u", ae_model_get_layer (model, 1)->id);
  if (klass->flags & AE_LAYER_JOINS)
    fixture_append (&model, "Activation", "activation=tanh");
  fixture_append (&model, klass->type, klass->flags & AE_LAYER_JOINS ? source : options);
  fixture_append (&model, "Flatten", "");
  dense = g_strdup_printf ("units=%zu,activation=sigmoid", ae_shape_size (&probe->x_shape));
  fixture_append (&model, "Dense", dense);
  for (guint i = 0; i < probe->x_shape.rank; i++)
    g_string_append_printf (shape, "%s%u", i > 0 ? "," : "", probe->x_shape.dims[i]);
  dims = g_string_free (shape, FALSE);
  reshape = g_strconcat ("target_shape=", dims, NULL);
  fixture_append (&model, "Reshape", reshape);
  return model;
}

void
fixture_export (WbCheckpoint *checkpoint,
                const WbDataReference *reference,
                WbExportPart part,
                const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, reference, part, &error);

  g_assert_no_error (error);
  wb_export_find ("c")->write (model, NULL, path, &error);
  g_assert_no_error (error);
}

static char *
run (const char *const *command)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *complaint = NULL;
  char *out = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &complaint,
                &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s\n%s%s", command[0], error->message, out, complaint);
  return out;
}

char *
fixture_compile (const char *compiler, const char *flags, const char *source)
{
  g_autofree char *program = g_strconcat (source, ".run", NULL);
  g_autofree char *words = g_strjoin (" ", compiler,
                                      "-std=c99 -Wall -Wextra -pedantic -Wconversion -Werror -O1",
                                      flags, "-o", NULL);
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autofree char *found = g_find_program_in_path (compiler);

  if (found == NULL)
    return NULL;
  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      g_ptr_array_add (command, list[i]);
  g_ptr_array_add (command, program);
  g_ptr_array_add (command, (char *) source);
  g_ptr_array_add (command, (char *) "-lm");
  g_ptr_array_add (command, NULL);
  g_free (run ((const char *const *) command->pdata));
  return run ((const char *const[]) { program, NULL });
}
