/* SPDX-License-Identifier: MIT */
/* No format loses a setting in silence. Every option of every layer, and every setting of the
 * recipe, is changed: the file changes with it, or the format refuses the model, or what it
 * says of the model names the setting.
 *
 * Broken on purpose: a row of Keras' table without an option, a setting that a script keeps
 * only in words, an initializer that is not written.
 */
#include <string.h>

#include "app/export/lost.h"
#include "tests/app/export/c-source-fixture.h"
#include "tests/app/export/export-cases.h"

/* What is written of a model, weights beside the file left out: those have the same numbers.
 * NULL where the format refuses it. */
static GBytes *
write_file (const WbExportClass *klass, const WbExportModel *model, const char *folder)
{
  g_autofree char *file = g_strconcat ("m", klass->extension, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;

  if (klass->accepts != NULL && !klass->accepts (model, NULL))
    return NULL;
  klass->write (model, NULL, path, &error);
  g_assert_no_error (error);
  return fixture_read (path);
}

static void
compare (const WbExportClass *klass,
         const char *folder,
         WbCheckpoint *usual,
         WbCheckpoint *other,
         const char *setting,
         const char *owner)
{
  g_autoptr (WbExportModel) before = wb_export_model_new (usual, NULL, WB_EXPORT_WHOLE, NULL);
  g_autoptr (WbExportModel) after = wb_export_model_new (other, NULL, WB_EXPORT_WHOLE, NULL);
  g_autoptr (GBytes) first = write_file (klass, before, folder);
  g_autoptr (GBytes) second = write_file (klass, after, folder);
  g_autofree char *lost = wb_export_describe_lost (klass, after);

  if (second == NULL || first == NULL)
    return;
  if (lost != NULL
      && ((strstr (lost, setting) != NULL && strstr (lost, owner) != NULL)
          || strstr (lost, "cannot learn") != NULL))
    return;
  if (g_bytes_equal (first, second))
    g_error ("%s: %s of %s is lost, and “%s” does not say so", klass->name, setting, owner,
             lost != NULL ? lost : "nothing");
}

/* Another value of an option, as text; NULL where shapes alone depend on it. */
static char *
choose_other (const AeOption *option, gconstpointer values)
{
  g_autofree char *text = ae_option_to_text (option, values);
  double number = g_ascii_strtod (text, NULL);

  switch (option->kind)
    {
    case AE_OPTION_BOOL:
      return g_strdup (g_str_equal (text, "true") ? "false" : "true");
    case AE_OPTION_CHOICE:
      for (guint i = 0; option->choices[i] != NULL; i++)
        if (!g_str_equal (option->choices[i], text))
          return g_strdup (option->choices[i]);
      return NULL;
    case AE_OPTION_FLOAT:
      number = number * 0.5 + 0.01 > option->max ? option->max / 2 : number * 0.5 + 0.01;
      return g_strdup_printf ("%g", MAX (number, option->min));
    case AE_OPTION_INT:
      return g_strdup_printf ("%g", number < option->max ? number + 1 : number - 1);
    default:
      return NULL;
    }
}

static WbCheckpoint *
make (const AeLayerClass *klass, const AeProbe *probe, const char *change)
{
  g_autofree char *options = g_strdup_printf ("%s%s%s", probe->options,
                                              *probe->options != '\0' && *change ? "," : "",
                                              change);
  g_autoptr (AeModel) input = ae_model_new (&probe->x_shape);
  g_autoptr (AeModel) alone = ae_model_append (input, klass->type, options, NULL);
  g_autofree AeShape *shapes = g_new0 (AeShape, 8);
  g_autoptr (AeModel) model = NULL;
  AeRecipe recipe;

  if (alone == NULL || !ae_model_infer (alone, shapes, NULL, NULL))
    return NULL;
  model = fixture_make_between (klass, probe, options);
  ae_recipe_init (&recipe);
  return export_cases_make_checkpoint (model, &recipe, 1);
}

static void
test_layers (gconstpointer data)
{
  const WbExportClass *format = data;
  g_autofree char *folder = fixture_make_folder ();

  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    {
      const AeLayerClass *klass = ae_layer_classes ()[i];
      const AeProbe *probe = klass->probes;
      g_autoptr (WbCheckpoint) usual = NULL;
      g_autofree gpointer values = g_malloc0 (klass->options_size + 1);

      if (klass->flags & (AE_LAYER_INPUT | AE_LAYER_JOINS))
        continue;
      usual = make (klass, probe, "");
      ae_options_init (klass->options, values);
      ae_options_set_text (klass->options, values, probe->options, NULL);
      for (const AeOption *option = klass->options; option != NULL && option->name != NULL;
           option++)
        {
          g_autofree char *other = choose_other (option, values);
          g_autofree char *change = g_strdup_printf ("%s=%s", option->name, other);
          g_autoptr (WbCheckpoint) changed = other != NULL ? make (klass, probe, change) : NULL;

          if (changed != NULL)
            compare (format, folder, usual, changed, option->name, klass->type);
        }
    }
  fixture_remove (folder);
}

/* A model that every format writes, and that learns in C. */
static WbCheckpoint *
make_with_recipe (const AeRecipe *recipe)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (1, 6));

  for (guint i = 0; i < 3; i++)
    {
      static const char *const layers[][2] = { { "Dense", "units=4,activation=relu" },
                                               { "GaussianCode", "units=2" },
                                               { "Dense", "units=6,activation=sigmoid" } };
      AeModel *longer = ae_model_append (model, layers[i][0], layers[i][1], NULL);

      ae_model_unref (model);
      model = longer;
    }
  return export_cases_make_checkpoint (model, recipe, 1);
}

static void
compare_settings (const WbExportClass *format,
                  const char *folder,
                  const AeRecipe *base,
                  const AeOption *options,
                  gsize offset,
                  const char *prefix)
{
  g_autoptr (WbCheckpoint) usual = make_with_recipe (base);

  for (const AeOption *option = options; option != NULL && option->name != NULL; option++)
    {
      AeRecipe recipe = *base;
      gpointer values = (guint8 *) &recipe + offset;
      g_autofree char *other = choose_other (option, values);
      g_autofree char *setting = g_strconcat (prefix, option->name, NULL);
      g_autoptr (WbCheckpoint) changed = NULL;

      if (g_str_equal (setting, "loss"))
        ae_recipe_set_loss (&recipe, "mean_squared_error", NULL);
      else if (g_str_equal (setting, "optimizer"))
        ae_recipe_set_optimizer (&recipe, "rmsprop", NULL);
      else if (g_str_equal (setting, "schedule"))
        ae_recipe_set_schedule (&recipe, "cosine", NULL);
      else
        g_assert_true (ae_option_set_text (option, values, other, NULL));
      changed = make_with_recipe (&recipe);
      compare (format, folder, usual, changed, setting, "recipe");
    }
}

static void
test_recipe (gconstpointer data)
{
  const WbExportClass *format = data;
  g_autofree char *folder = fixture_make_folder ();
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  recipe.corruption = AE_CORRUPTION_GAUSSIAN;
  recipe.patience = 3;
  compare_settings (format, folder, &recipe, ae_recipe_options, 0, "");
  for (guint i = 0; ae_loss_classes ()[i] != NULL; i++)
    {
      g_assert_true (ae_recipe_set_loss (&recipe, ae_loss_classes ()[i]->name, NULL));
      compare_settings (format, folder, &recipe, ae_loss_classes ()[i]->options,
                        G_STRUCT_OFFSET (AeRecipe, loss_options), "loss.");
    }
  ae_recipe_set_loss (&recipe, "binary_crossentropy", NULL);
  for (guint i = 0; ae_optimizer_classes ()[i] != NULL; i++)
    {
      g_assert_true (ae_recipe_set_optimizer (&recipe, ae_optimizer_classes ()[i]->name, NULL));
      compare_settings (format, folder, &recipe, ae_optimizer_classes ()[i]->options,
                        G_STRUCT_OFFSET (AeRecipe, optimizer_options), "optimizer.");
    }
  ae_recipe_set_optimizer (&recipe, "adam", NULL);
  for (guint i = 0; ae_schedule_classes ()[i] != NULL; i++)
    {
      g_assert_true (ae_recipe_set_schedule (&recipe, ae_schedule_classes ()[i]->name, NULL));
      compare_settings (format, folder, &recipe, ae_schedule_classes ()[i]->options,
                        G_STRUCT_OFFSET (AeRecipe, schedule_options), "schedule.");
    }
  fixture_remove (folder);
}

/* What is lost is told once, of the layer that has it, and stands in the file. */
static void
test_words (void)
{
  const WbExportClass *tfjs = wb_export_find ("tfjs");
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (WbCheckpoint) checkpoint = make (ae_layer_class_find ("SparseCode"),
                                              &(AeProbe) { .x_shape = AE_SHAPE (1, 6),
                                                           .options = "rho=0.2,weight=3" },
                                              "");
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);
  g_autofree char *lost = wb_export_describe_lost (tfjs, model);
  g_autoptr (GBytes) file = write_file (tfjs, model, folder);
  g_autofree char *text = g_strndup (g_bytes_get_data (file, NULL), g_bytes_get_size (file));

  g_assert_cmpstr (lost, ==, "Not carried over: rho, weight of SparseCode, layer 3.");
  g_assert_nonnull (strstr (text, lost));
  fixture_remove (folder);
}

/* What trains on says that it begins without the optimizer's moments; what does not, does not. */
static void
test_moments (void)
{
  static const char *const names[] = { "pytorch", "keras-script", "c", "onnx", "tfjs" };
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (WbExportModel) model = NULL, encoder = NULL;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  checkpoint = make_with_recipe (&recipe);
  model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);
  encoder = wb_export_model_new (checkpoint, NULL, WB_EXPORT_ENCODER, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *lost = wb_export_describe_lost (wb_export_find (names[i]), model);
      g_autofree char *part = wb_export_describe_lost (wb_export_find (names[i]), encoder);

      g_assert_cmpint (lost != NULL && strstr (lost, "the moments of Adam") != NULL, ==, i < 3);
      g_assert_true (part == NULL || strstr (part, "the moments") == NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; wb_export_classes ()[i] != NULL; i++)
    {
      const WbExportClass *klass = wb_export_classes ()[i];
      g_autofree char *layers = g_strdup_printf ("/lost/%s/layers", klass->name);
      g_autofree char *recipe = g_strdup_printf ("/lost/%s/recipe", klass->name);

      if (klass->describes)
        continue;
      g_test_add_data_func (layers, klass, test_layers);
      g_test_add_data_func (recipe, klass, test_recipe);
    }
  g_test_add_func ("/lost/words", test_words);
  g_test_add_func ("/lost/moments", test_moments);
  return g_test_run ();
}
