/* SPDX-License-Identifier: MIT */
/* What a new layer takes from its neighbours, and layers as they are typed. */
#include "app/checker/checker-private.h"
#include "app/error.h"
#include "app/checker/insertion.h"
#include "app/edit/quick-entry.h"
#include "app/templates/template.h"
#include "engine/error.h"

typedef struct
{
  const char *layers;
  guint index;
  const char *type;
  const char *given;
  const char *expected;
} Case;

#define CONVOLUTIONS \
  "Conv2D padding=same,activation=elu/MaxPooling2D padding=same/UpSampling2D/" \
  "Conv2D filters=1,padding=same,activation=sigmoid"
#define DENSE "Dense units=64,activation=tanh/Dense units=8/Dense units=784,activation=sigmoid"

static const Case cases[] = {
  { "", 1, "Dense", NULL, "activation=relu" },
  { "", 1, "Dense", "units=2", "units=2" },
  { "", 1, "Dense", "units=3,activation=linear", "units=3,activation=linear" },
  { "", 1, "Dense", "units=784", "units=784,activation=sigmoid" },
  { "", 1, "Conv2D", NULL, "activation=relu" },
  { "", 1, "MaxPooling2D", NULL, "" },
  { "", 1, "LSTM", NULL, "" },
  { "", 1, "Activation", NULL, "" },
  { CONVOLUTIONS, 1, "Conv2D", NULL, "padding=same,activation=elu" },
  { CONVOLUTIONS, 2, "Conv2D", NULL, "padding=same,activation=elu" },
  { CONVOLUTIONS, 4, "Conv2D", "filters=9", "filters=9,padding=same,activation=elu" },
  { CONVOLUTIONS, 4, "Conv2D", "padding=valid", "padding=valid,activation=elu" },
  { CONVOLUTIONS, 4, "MaxPooling2D", NULL, "padding=same" },
  { CONVOLUTIONS, 4, "ZeroPadding2D", NULL, "" },
  { CONVOLUTIONS, 4, "Dropout", NULL, "" },
  { "Conv2D activation=relu/Conv2D activation=relu", 2, "Conv2D", NULL, "activation=relu" },
  { DENSE, 1, "Dense", NULL, "activation=tanh" },
  { DENSE, 2, "Dense", NULL, "activation=tanh" },
  { DENSE, 3, "Dense", NULL, "activation=relu" },
};

static AeModel *
build (const char *layers)
{
  g_auto (GStrv) lines = g_strsplit (layers, "/", -1);
  AeModel *model = ae_model_new (&AE_SHAPE (3, 28, 28, 1));

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], " ", 2);
      AeModel *longer = wb_model_insert (model, i + 1, parts[0], parts[1] != NULL ? parts[1] : "");

      g_assert_nonnull (longer);
      ae_model_unref (model);
      model = longer;
    }
  return model;
}

static void
test_neighbours (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr (AeModel) model = build (c->layers);
      g_autofree char *text = wb_insertion_complete (model, c->index, ae_layer_class_find (c->type),
                                                     c->given);

      g_test_message ("%s at %u of %s", c->type, c->index, c->layers);
      g_assert_cmpstr (text, ==, c->expected);
    }
}

/* A convolution fits between any two layers of the convolutional template. */
static void
test_template (void)
{
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("conv"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);
  AeModel *model = project->model;

  for (guint i = 1; i < ae_model_get_n_layers (model); i++)
    {
      g_autoptr (AeModel) tried = wb_insertion_try (model, i, ae_layer_class_find ("Conv2D"), NULL);

      g_assert_true (ae_model_returns_input (tried));
      g_assert_null (wb_insertion_tell_misfit (model, tried));
    }
}

static void
assert_misfit (const char *layers, guint index, const char *type, const char *expected)
{
  g_autoptr (AeModel) model = build (layers);
  g_autoptr (AeModel) tried = wb_insertion_try (model, index, ae_layer_class_find (type), NULL);
  g_autofree char *words = wb_insertion_tell_misfit (model, tried);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_misfit (void)
{
  assert_misfit (CONVOLUTIONS, 4, "UpSampling2D", "The output will be 56×56×1, not 28×28×1");
  assert_misfit (CONVOLUTIONS, 2, "Flatten", "Layer 4, MaxPooling2D, will no longer fit");
  assert_misfit (DENSE, 4, "Dense", "The output will be 32, not 28×28×1");
  assert_misfit (DENSE, 2, "Dense", NULL);
  assert_misfit ("", 1, "Dense", NULL);
}

static void
assert_sources (const char *layers, guint index, const char *type, const char *expected)
{
  g_autoptr (AeModel) model = build (layers);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = wb_insertion_list_sources (model, index, ae_layer_class_find (type),
                                                      &error);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      guint id = g_array_index (ids, guint, i);
      g_autofree char *options = g_strdup_printf ("source=%u", id);
      g_autoptr (AeModel) tried = wb_insertion_try (model, index, ae_layer_class_find (type),
                                                    options);

      g_assert_true (wb_model_reaches (tried, index + 1));
      g_string_append_printf (text, "%d ", ae_model_find (model, id));
    }
  g_assert_cmpstr (text->str, ==, expected);
  if (ids == NULL)
    g_assert_error (error, WB_ERROR, WB_ERROR_EDIT);
}

static void
test_sources (void)
{
  assert_sources (CONVOLUTIONS, 4, "Add", "1 ");
  assert_sources (CONVOLUTIONS, 4, "Concatenate", "0 1 ");
  assert_sources (CONVOLUTIONS, 5, "Add", "0 ");
  assert_sources (CONVOLUTIONS, 3, "Add", "");
  assert_sources (CONVOLUTIONS, 1, "Add", "");
  assert_sources ("Dense units=9/Dropout/Dense units=9/Dense units=4", 4, "Add", "1 2 ");
  assert_sources ("Dense units=9/Reshape target_shape=4,4,4/Dense", 4, "Concatenate", "");
}

static void
assert_read (const char *text, const char *type, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *options = NULL;
  const AeLayerClass *klass = wb_quick_entry_read (text, &options, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (klass->type, ==, type);
  g_assert_cmpstr (options, ==, expected);
}

static void
test_typed (void)
{
  assert_read ("dense", "Dense", "");
  assert_read ("  Dense   64 ", "Dense", "units=64");
  assert_read ("dense 64 ReLU", "Dense", "units=64,activation=relu");
  assert_read ("dense relu 64", "Dense", "activation=relu,units=64");
  assert_read ("dropout 0.3", "Dropout", "rate=0.3");
  assert_read ("reshape 7x7x8", "Reshape", "target_shape=7x7x8");
  assert_read ("reshape 7×7×8", "Reshape", "target_shape=7×7×8");
  assert_read ("conv2d 16 3x3 same", "Conv2D", "filters=16,kernel_size=3x3,padding=same");
  assert_read ("conv2d 8 5 elu strides=2,2", "Conv2D",
               "filters=8,kernel_size=5,activation=elu,strides=2,2");
  assert_read ("gaussian code 2", "GaussianCode", "units=2");
  assert_read ("maxp", "MaxPooling2D", "");
  assert_read ("add", "Add", "");
}

#define REFUSED(text, domain, code) \
  G_STMT_START \
  { \
    g_autoptr (GError) e = NULL; \
    g_autofree char *o = NULL; \
    g_assert_null (wb_quick_entry_read (text, &o, &e)); \
    g_assert_error (e, domain, code); \
  } \
  G_STMT_END

static void
test_mistyped (void)
{
  REFUSED ("dance 64", WB_ERROR, WB_ERROR_EDIT);
  REFUSED ("64", WB_ERROR, WB_ERROR_EDIT);
  REFUSED ("dense 64 0.5", AE_ERROR, AE_ERROR_OPTION);
  REFUSED ("dense 64 32", AE_ERROR, AE_ERROR_OPTION);
  REFUSED ("dense 64 rellu", AE_ERROR, AE_ERROR_OPTION);
  REFUSED ("dense unit=64", AE_ERROR, AE_ERROR_OPTION);
  REFUSED ("flatten 3", AE_ERROR, AE_ERROR_OPTION);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/insertion/neighbours", test_neighbours);
  g_test_add_func ("/insertion/template", test_template);
  g_test_add_func ("/insertion/misfit", test_misfit);
  g_test_add_func ("/insertion/sources", test_sources);
  g_test_add_func ("/quick-entry/typed", test_typed);
  g_test_add_func ("/quick-entry/mistyped", test_mistyped);
  return g_test_run ();
}
