/* SPDX-License-Identifier: MIT */
/* The model as a value: an edit makes a new one, shares what it did not touch,
 * and keeps the ids; equality sees every part; shapes are inferred up to the
 * first layer that cannot run, which is named with its reason.
 */
#include <string.h>

#include "engine/error.h"
#include "engine/model/model.h"

/* Input 12 (id 1), Dense 8 (2), Dense 3 (3), Dense 8 (4), Dense 12 (5). */
static AeModel *
make_model (void)
{
  static const char *const units[] = { "units=8", "units=3,activation=relu", "units=8",
                                       "units=12" };
  AeModel *model = ae_model_new (&AE_SHAPE (1, 12));

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      AeModel *longer = ae_model_append (model, "Dense", units[i], NULL);

      ae_model_unref (model);
      model = longer;
    }
  return model;
}

static void
assert_ids (const AeModel *model, const char *expected)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    g_string_append_printf (ids, "%s%u", i > 0 ? " " : "", ae_model_get_layer (model, i)->id);
  g_assert_cmpstr (ids->str, ==, expected);
}

/* Every layer of @edited that @model has too is the very same one, but for
 * layer @touched. */
static void
assert_shared (const AeModel *model, const AeModel *edited, guint touched)
{
  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    {
      const AeLayer *layer = ae_model_get_layer (model, i);
      int at = ae_model_find (edited, layer->id);

      if (at >= 0)
        g_assert_true ((layer == ae_model_get_layer (edited, (guint) at))
                       == (layer->id != touched));
    }
}

static AeModel *
with_text (const AeModel *model, guint index, const char *text)
{
  const AeLayer *layer = ae_model_get_layer (model, index);
  g_autofree gpointer values = g_memdup2 (layer->options, layer->klass->options_size);

  g_assert_true (ae_options_set_text (layer->klass->options, values, text, NULL));
  return ae_model_with_options (model, index, values);
}

static void
test_edits (void)
{
  g_autoptr (AeModel) model = make_model ();
  g_autoptr (AeModel) like = make_model ();
  const AeLayerClass *dropout = ae_layer_class_find ("Dropout");
  g_autoptr (AeModel) inserted = ae_model_insert (model, 2, dropout, NULL, 0);
  g_autoptr (AeModel) last = ae_model_insert (model, 5, dropout, NULL, 0);
  g_autoptr (AeModel) removed = ae_model_remove (model, 2);
  g_autoptr (AeModel) forth = ae_model_move (model, 1, 3);
  g_autoptr (AeModel) back = ae_model_move (model, 4, 1);
  g_autoptr (AeModel) other = with_text (model, 3, "units=9");
  g_autoptr (AeModel) class = ae_model_with_class (model, 2, dropout, NULL);
  g_autoptr (AeModel) input = ae_model_with_input (model, &AE_SHAPE (3, 2, 3, 2));

  assert_ids (inserted, "1 2 6 3 4 5");
  assert_ids (last, "1 2 3 4 5 6");
  assert_ids (removed, "1 2 4 5");
  assert_ids (forth, "1 3 4 2 5");
  assert_ids (back, "1 5 2 3 4");
  assert_ids (other, "1 2 3 4 5");
  assert_ids (class, "1 2 3 4 5");
  g_assert_true (ae_model_get_layer (class, 2)->klass == dropout);
  assert_shared (model, inserted, 0);
  assert_shared (model, removed, 0);
  assert_shared (model, forth, 0);
  assert_shared (model, other, 4);
  assert_shared (model, class, 3);
  assert_shared (model, input, 1);
  assert_ids (model, "1 2 3 4 5");
  g_assert_true (ae_model_equal (model, like));
}

/* A file and an undone edit name their ids; a name that is taken is not given
 * twice, and 0 is nobody's. */
static void
test_ids (void)
{
  g_autoptr (AeModel) model = make_model ();
  const AeLayerClass *dropout = ae_layer_class_find ("Dropout");
  g_autoptr (AeModel) named = ae_model_insert (model, 1, dropout, NULL, 40);
  g_autoptr (AeModel) taken = ae_model_insert (named, 1, dropout, NULL, 3);

  assert_ids (named, "1 40 2 3 4 5");
  assert_ids (taken, "1 41 40 2 3 4 5");
  g_assert_cmpint (ae_model_find (taken, 40), ==, 2);
  g_assert_cmpint (ae_model_find (taken, 0), ==, -1);
  g_assert_cmpint (ae_model_find (taken, 42), ==, -1);
}

static void
test_equal (void)
{
  g_autoptr (AeModel) model = make_model ();
  const AeLayerClass *dropout = ae_layer_class_find ("Dropout");
  AeModel *others[] = {
    with_text (model, 2, "activation=elu"),
    with_text (model, 4, "use_bias=false"),
    ae_model_with_class (model, 2, dropout, NULL),
    ae_model_with_code (model, 4),
    ae_model_with_input (model, &AE_SHAPE (2, 12, 1)),
    ae_model_remove (model, 4),
    ae_model_move (model, 1, 3),
    ae_model_insert (model, 5, dropout, NULL, 0),
    ae_model_insert (model, 5, dropout, NULL, 40),
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (ae_model_equal (model, others[i]));
      g_assert_false (ae_model_equal (others[i], model));
      for (guint k = 0; k < i; k++)
        g_assert_false (ae_model_equal (others[i], others[k]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    ae_model_unref (others[i]);
}

/* Options are copied in: what the caller does to his later does not show. */
static void
test_options_copied (void)
{
  g_autoptr (AeModel) model = make_model ();
  const AeLayer *layer = ae_model_get_layer (model, 1);
  g_autofree gpointer values = g_memdup2 (layer->options, layer->klass->options_size);
  g_autoptr (AeModel) copy = ae_model_with_options (model, 1, values);

  g_assert_true (ae_model_equal (model, copy));
  ae_options_set_text (layer->klass->options, values, "units=77", NULL);
  g_assert_true (ae_model_equal (model, copy));
}

static guint
get_code (const AeModel *model)
{
  AeShape shapes[16];

  g_assert_true (ae_model_infer (model, shapes, NULL, NULL));
  return ae_model_get_code (model, shapes);
}

/* The narrowest output but the last, the first of equals; or the one chosen,
 * wherever its layer goes, as long as it is there. */
static void
test_code (void)
{
  g_autoptr (AeModel) model = make_model ();
  g_autoptr (AeModel) wider = with_text (model, 2, "units=8");
  g_autoptr (AeModel) narrow_end = with_text (model, 4, "units=1");
  g_autoptr (AeModel) chosen = ae_model_with_code (model, 4);
  g_autoptr (AeModel) moved = ae_model_move (chosen, 3, 1);
  g_autoptr (AeModel) gone = ae_model_remove (chosen, 3);
  g_autoptr (AeModel) other_gone = ae_model_remove (chosen, 2);
  g_autoptr (AeModel) unknown = ae_model_with_code (model, 99);

  g_assert_cmpuint (get_code (model), ==, 2);
  g_assert_cmpuint (get_code (wider), ==, 1);
  g_assert_cmpuint (get_code (narrow_end), ==, 2);
  g_assert_cmpuint (get_code (chosen), ==, 3);
  g_assert_cmpuint (get_code (moved), ==, 1);
  g_assert_cmpuint (ae_model_get_code_id (gone), ==, AE_MODEL_CODE_AUTOMATIC);
  g_assert_cmpuint (get_code (gone), ==, 2);
  g_assert_cmpuint (ae_model_get_code_id (other_gone), ==, 4);
  g_assert_cmpuint (get_code (other_gone), ==, 2);
  g_assert_cmpuint (get_code (unknown), ==, 2);
}

typedef struct
{
  const char *layers[10]; /* type and options in turn, behind an Input of 4×3×2 */
  guint culprit;
  int code;
  const char *word;
} Mistake;

static const Mistake mistakes[] = {
  { { "Dense", "units=4", "Input", "shape=3" }, 2, AE_ERROR_MODEL, "begins with" },
  { { "Add", "" }, 1, AE_ERROR_MODEL, "source" },
  { { "Dense", "units=4", "Add", "source=9" }, 2, AE_ERROR_MODEL, "source" },
  { { "Dense", "units=4", "Add", "source=4", "Dense", "units=4" }, 2, AE_ERROR_MODEL, "source" },
  { { "Dense", "units=4", "Add", "source=3" }, 2, AE_ERROR_MODEL, "source" },
  { { "Dense", "units=4", "Dense", "units=5", "Add", "source=2", "Dense", "units=3" },
    3,
    AE_ERROR_SHAPE,
    "4" },
  { { "Flatten", "", "Reshape", "target_shape=5,5", "Flatten", "" }, 2, AE_ERROR_SHAPE, "24" },
  { { "RepeatVector", "n=3" }, 1, AE_ERROR_SHAPE, "4×3×2" },
};

static AeModel *
build (const char *const *layers, guint n)
{
  AeModel *model = ae_model_new (&AE_SHAPE (3, 4, 3, 2));

  for (guint i = 0; i < n && layers[i] != NULL; i += 2)
    {
      g_autoptr (GError) error = NULL;
      AeModel *longer = ae_model_append (model, layers[i], layers[i + 1], &error);

      g_assert_no_error (error);
      ae_model_unref (model);
      model = longer;
    }
  return model;
}

static void
test_mistakes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      const Mistake *mistake = &mistakes[i];
      g_autoptr (AeModel) model = build (mistake->layers, G_N_ELEMENTS (mistake->layers));
      g_autoptr (GError) error = NULL;
      AeShape shapes[16];
      guint culprit = 99;

      memset (shapes, 0xff, sizeof shapes);
      g_assert_false (ae_model_infer (model, shapes, &culprit, &error));
      g_assert_error (error, AE_ERROR, mistake->code);
      g_assert_cmpuint (culprit, ==, mistake->culprit);
      if (strstr (error->message, mistake->word) == NULL)
        g_error ("“%s” does not say “%s”", error->message, mistake->word);
      for (guint k = 0; k < ae_model_get_n_layers (model); k++)
        g_assert_true ((shapes[k].rank > 0) == (k < culprit));
      for (guint k = culprit; k < ae_model_get_n_layers (model); k++)
        {
          AeParam params[AE_MAX_PARAMS];

          g_assert_cmpuint (ae_model_get_params (model, k, shapes, params), ==, 0);
        }
    }
}

/* A skip follows its source's id through edits. */
static void
test_skips (void)
{
  static const char *const layers[] = { "Dense", "units=5", "Dense", "units=5", "Add", "source=2" };
  g_autoptr (AeModel) model = build (layers, G_N_ELEMENTS (layers));
  const AeLayerClass *dropout = ae_layer_class_find ("Dropout");
  g_autoptr (AeModel) longer = ae_model_insert (model, 1, dropout, NULL, 0);
  g_autoptr (AeModel) cut = ae_model_remove (model, 1);
  g_autoptr (AeModel) behind = ae_model_move (model, 1, 3);

  g_assert_cmpint (ae_model_get_source (model, 3), ==, 1);
  g_assert_cmpint (ae_model_get_source (model, 2), ==, -1);
  g_assert_cmpint (ae_model_get_source (longer, 4), ==, 2);
  g_assert_cmpint (ae_model_get_source (cut, 2), ==, -1);
  g_assert_cmpint (ae_model_get_source (behind, 2), ==, -1);
}

static void
test_counts (void)
{
  static const char *const layers[] = { "Dense", "units=5", "BatchNormalization",
                                        "",      "Dense",   "units=7,use_bias=false" };
  g_autoptr (AeModel) model = build (layers, G_N_ELEMENTS (layers));
  AeParam params[AE_MAX_PARAMS];
  AeShape shapes[4];

  g_assert_true (ae_model_infer (model, shapes, NULL, NULL));
  g_assert_cmpuint (ae_model_count_params (model, 0, shapes), ==, 0);
  g_assert_cmpuint (ae_model_count_params (model, 1, shapes), ==, 24 * 5 + 5);
  g_assert_cmpuint (ae_model_count_params (model, 2, shapes), ==, 10);
  g_assert_cmpuint (ae_model_count_params (model, 3, shapes), ==, 35);
  g_assert_cmpuint (ae_model_get_params (model, 2, shapes, params), ==, 4);
  g_assert_cmpuint (ae_model_get_params (model, 3, shapes, params), ==, 1);
  g_assert_cmpstr (params[0].name, ==, "kernel");
  g_assert_true (ae_shape_equal (&params[0].shape, &AE_SHAPE (2, 5, 7)));
}

static void
test_append_errors (void)
{
  g_autoptr (AeModel) model = make_model ();
  g_autoptr (GError) error = NULL;

  g_assert_null (ae_model_append (model, "Densse", "", &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "Densse"));
  g_clear_error (&error);
  g_assert_null (ae_model_append (model, "Dense", "units=0", &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_OPTION);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/edits", test_edits);
  g_test_add_func ("/model/ids", test_ids);
  g_test_add_func ("/model/equal", test_equal);
  g_test_add_func ("/model/options-copied", test_options_copied);
  g_test_add_func ("/model/code", test_code);
  g_test_add_func ("/model/mistakes", test_mistakes);
  g_test_add_func ("/model/skips", test_skips);
  g_test_add_func ("/model/counts", test_counts);
  g_test_add_func ("/model/append-errors", test_append_errors);
  return g_test_run ();
}
