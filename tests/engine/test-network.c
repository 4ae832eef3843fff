/* SPDX-License-Identifier: MIT */
/* Networks: where weights stand and how they are drawn, what moves over from
 * another network, that prediction is the forward pass cut in shards, that
 * encoder and decoder make the whole, and that gradients add up.
 */
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/training/trainer.h"

#define SIZE    12
#define SAMPLES 150

static AeModel *
build (const AeShape *input, const char *const *layers)
{
  AeModel *model = ae_model_new (input);

  for (; layers[0] != NULL; layers += 2)
    {
      g_autoptr (GError) error = NULL;
      AeModel *longer = ae_model_append (model, layers[0], layers[1], &error);

      g_assert_no_error (error);
      ae_model_unref (model);
      model = longer;
    }
  return model;
}

static const char *const plain[] = {
  "Dense",
  "units=7,activation=tanh",
  "BatchNormalization",
  "",
  "Dense",
  "units=3",
  "Dense",
  "units=7,activation=gelu",
  "Dense",
  "units=12,activation=sigmoid",
  NULL,
};

static AeNetwork *
make_network (const AeModel *model, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  AeNetwork *network = ae_network_new (model, seed, &error);

  g_assert_no_error (error);
  return network;
}

static AeNetwork *
make_plain (guint64 seed)
{
  g_autoptr (AeModel) model = build (&AE_SHAPE (1, SIZE), plain);

  return make_network (model, seed);
}

static float *
make_samples (gsize n)
{
  AeRandomKey key = { .seed = 77 };
  float *x = g_new (float, n);

  ae_random_uniform (&key, x, n);
  return x;
}

static float *
predict (const AeNetwork *network, guint from, guint to, gsize n, const float *x)
{
  float *y = g_new (float, n * ae_shape_size (ae_network_get_shape (network, to)));
  g_autoptr (GError) error = NULL;

  ae_network_predict (network, from, to, n, x, y, &error);
  g_assert_no_error (error);
  return y;
}

/* Trained weights come first, each begins at a multiple of 64, and nothing
 * lies over anything. */
static void
test_places (void)
{
  g_autoptr (AeNetwork) network = make_plain (1);
  gsize n_values, end = 0, n_trained = ae_network_get_n_trained (network);
  float *params = ae_network_get_params (network, &n_values);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < ae_network_get_n_weights (network); i++)
      {
        const AeWeight *weight = ae_network_get_weight (network, i);

        if (weight->param.frozen != (pass == 1))
          continue;
        g_assert_cmpuint (weight->offset % 64, ==, 0);
        g_assert_cmpuint (weight->offset, >=, end);
        g_assert_cmpuint (weight->size, ==, ae_shape_size (&weight->param.shape));
        g_assert_true (weight->values == params + weight->offset);
        g_assert_true ((weight->offset >= n_trained) == weight->param.frozen);
        g_assert_true (weight
                       == ae_network_find_weight (network, weight->layer_id, weight->param.name));
        end = weight->offset + weight->size;
      }
  g_assert_cmpuint (end, <=, n_values);
  g_assert_cmpuint (ae_network_count_params (network), ==,
                    12 * 7 + 7 + 14 + 7 * 3 + 3 + 3 * 7 + 7 + 7 * 12 + 12);
  g_assert_null (ae_network_find_weight (network, 2, "gamma"));
  g_assert_null (ae_network_find_weight (network, 20, "kernel"));
}

static void
assert_same_weight (const AeNetwork *a, const AeNetwork *b, guint layer_id, gboolean same)
{
  const AeWeight *v = ae_network_find_weight (a, layer_id, "kernel");
  const AeWeight *w = ae_network_find_weight (b, layer_id, "kernel");

  g_assert_cmpuint (v->size, ==, w->size);
  g_assert_true ((memcmp (v->values, w->values, v->size * sizeof (float)) == 0) == same);
}

/* A weight is drawn from the seed and its layer's id: what else the model has
 * does not matter. */
static void
test_draws (void)
{
  g_autoptr (AeModel) model = build (&AE_SHAPE (1, SIZE), plain);
  g_autoptr (AeModel) longer = ae_model_insert (model, 1, ae_layer_class_find ("Dropout"), NULL, 0);
  g_autoptr (AeNetwork) a = make_network (model, 5);
  g_autoptr (AeNetwork) b = make_network (longer, 5);
  g_autoptr (AeNetwork) c = make_network (model, 6);

  assert_same_weight (a, b, 2, TRUE);
  assert_same_weight (a, b, 6, TRUE);
  assert_same_weight (a, c, 2, FALSE);
  ae_network_reset (c, 5);
  assert_same_weight (a, c, 2, TRUE);
}

/* A forward pass of one workspace equals prediction shard by shard, and the
 * decoder behind the encoder the whole. */
static void
test_predict (void)
{
  g_autoptr (AeNetwork) network = make_plain (1);
  guint last = ae_network_get_n_layers (network) - 1, code = ae_network_get_code (network);
  g_autofree float *x = make_samples (SAMPLES * SIZE);
  g_autofree float *y = predict (network, 0, last, SAMPLES, x);
  g_autofree float *codes = predict (network, 0, code, SAMPLES, x);
  g_autofree float *decoded = predict (network, code, last, SAMPLES, codes);
  AeWorkspace *workspace = ae_workspace_new (network, SAMPLES, FALSE, NULL);
  AeRun run = { .n_batch = SAMPLES };

  g_assert_cmpuint (code, ==, 3);
  g_assert_cmpuint (ae_network_get_shard (network), <, SAMPLES);
  memcpy (ae_workspace_get_output (workspace, 0), x, SAMPLES * SIZE * sizeof (float));
  ae_network_forward (network, workspace, SAMPLES, 0, last, &run, NULL);
  for (guint i = 0; i < SAMPLES * SIZE; i++)
    g_assert_cmpfloat_with_epsilon (y[i], ae_workspace_get_output (workspace, last)[i], 1e-6);
  for (guint i = 0; i < SAMPLES * 3; i++)
    g_assert_cmpfloat_with_epsilon (codes[i], ae_workspace_get_output (workspace, code)[i], 1e-6);
  g_assert_cmpmem (y, SAMPLES * SIZE * sizeof (float), decoded, SAMPLES * SIZE * sizeof (float));
  ae_workspace_free (workspace);
}

/* A view's output is what stands before it, and the activation that ends the
 * network is the one before its views. */
static void
test_views (void)
{
  static const char *const layers[] = {
    "Flatten", "", "Dense", "units=12,activation=sigmoid", "Reshape", "target_shape=2,3,2", NULL
  };
  static const char *const flat[] = { "Dense", "units=12,activation=sigmoid", NULL };
  g_autoptr (AeModel) model = build (&AE_SHAPE (3, 2, 3, 2), layers);
  g_autoptr (AeModel) flat_model = build (&AE_SHAPE (1, SIZE), flat);
  g_autoptr (AeNetwork) network = make_network (model, 3);
  g_autoptr (AeNetwork) other = make_network (flat_model, 3);
  g_autofree float *x = make_samples (SIZE), *y = NULL, *z = NULL;

  memcpy (ae_network_find_weight (other, 2, "kernel")->values,
          ae_network_find_weight (network, 3, "kernel")->values, SIZE * SIZE * sizeof (float));
  ae_network_weights_changed (other);
  y = predict (network, 0, 3, 1, x);
  z = predict (other, 0, 1, 1, x);
  g_assert_cmpmem (y, SIZE * sizeof (float), z, SIZE * sizeof (float));
  g_assert_cmpint (ae_network_get_last_activation (network), ==, AE_ACTIVATION_SIGMOID);
  g_assert_true (ae_shape_equal (ae_network_get_shape (network, 3), &AE_SHAPE (3, 2, 3, 2)));
}

/* Weights move by layer id; of a layer that became wider or narrower, the
 * corner that both have. */
static void
test_adopt (void)
{
  static const char *const narrow[] = { "Dense", "units=5", "Dense", "units=12", NULL };
  static const char *const wide[] = { "Dense", "units=9", "Dense", "units=12", NULL };
  const char *const *shapes[] = { narrow, wide };

  for (guint way = 0; way < 2; way++)
    {
      g_autoptr (AeModel) from_model = build (&AE_SHAPE (1, SIZE), shapes[way]);
      g_autoptr (AeModel) to_plain = build (&AE_SHAPE (1, SIZE), shapes[1 - way]);
      g_autoptr (AeModel) to_model = ae_model_insert (to_plain, 1, ae_layer_class_find ("Dense"),
                                                      NULL, 9);
      g_autoptr (AeNetwork) from = make_network (from_model, 1);
      g_autoptr (AeNetwork) fresh = make_network (to_model, 2);
      g_autoptr (AeNetwork) to = make_network (to_model, 2);
      gsize kept = 0;

      ae_network_transfer_weights (to, from, &kept);
      g_assert_cmpuint (kept, ==, 12 * 5 + 5 + 5 * 12 + 12);
      for (guint i = 0; i < ae_network_get_n_weights (to); i++)
        {
          const AeWeight *weight = ae_network_get_weight (to, i);
          const AeWeight *old = ae_network_find_weight (from, weight->layer_id, weight->param.name);
          const AeWeight *drawn = ae_network_get_weight (fresh, i);
          guint cols = ae_shape_last (&weight->param.shape);

          for (guint k = 0; k < weight->size; k++)
            {
              guint row = k / cols, col = k % cols, old_cols;
              gboolean common = old != NULL;

              if (common)
                {
                  old_cols = ae_shape_last (&old->param.shape);
                  common = col < old_cols && row < old->size / old_cols;
                  if (common)
                    g_assert_cmpfloat (weight->values[k], ==, old->values[row * old_cols + col]);
                }
              if (!common)
                g_assert_cmpfloat (weight->values[k], ==, drawn->values[k]);
            }
        }
    }
}

static const AeWeight *
adopt_weight (const AeShape *input,
              const char *const *from_layers,
              const char *const *to_layers,
              guint id,
              const char *name,
              AeNetwork **from,
              AeNetwork **to)
{
  g_autoptr (AeModel) from_model = build (input, from_layers);
  g_autoptr (AeModel) to_model = build (input, to_layers);

  *from = make_network (from_model, 1);
  *to = make_network (to_model, 2);
  ae_network_transfer_weights (*to, *from, NULL);
  return ae_network_find_weight (*to, id, name);
}

/* Each gate of a recurrent layer keeps its own units. */
static void
test_adopt_gates (void)
{
  static const char *const narrow[] = { "LSTM", "units=2", NULL };
  static const char *const wide[] = { "LSTM", "units=3", NULL };
  g_autoptr (AeNetwork) from = NULL;
  g_autoptr (AeNetwork) to = NULL;
  const AeWeight *weight = adopt_weight (&AE_SHAPE (2, 5, 4), narrow, wide, 2, "kernel", &from,
                                         &to);
  const AeWeight *old = ae_network_find_weight (from, 2, "kernel");

  for (guint row = 0; row < 4; row++)
    for (guint gate = 0; gate < 4; gate++)
      for (guint unit = 0; unit < 2; unit++)
        g_assert_cmpfloat (weight->values[row * 12 + gate * 3 + unit], ==,
                           old->values[row * 8 + gate * 2 + unit]);
}

/* A list made of an image, and one that becomes an image: a channel more moves
 * the other channels' weights to their new places. */
static void
test_adopt_places (void)
{
  static const char *const narrow[] = {
    "Conv2D",  "filters=2,kernel_size=1",
    "Flatten", "",
    "Dropout", "",
    "Dense",   "units=18",
    "Dropout", "",
    "Reshape", "target_shape=3x3x2",
    "Conv2D",  "filters=1,kernel_size=1",
    NULL,
  };
  static const char *const wide[] = {
    "Conv2D",  "filters=3,kernel_size=1",
    "Flatten", "",
    "Dropout", "",
    "Dense",   "units=27",
    "Dropout", "",
    "Reshape", "target_shape=3x3x3",
    "Conv2D",  "filters=1,kernel_size=1",
    NULL,
  };
  g_autoptr (AeNetwork) from = NULL;
  g_autoptr (AeNetwork) to = NULL;
  const AeWeight *weight = adopt_weight (&AE_SHAPE (3, 3, 3, 1), narrow, wide, 5, "kernel", &from,
                                         &to);
  const AeWeight *old = ae_network_find_weight (from, 5, "kernel");

  g_assert_cmpuint (weight->size, ==, 27 * 27);
  for (guint place = 0; place < 9; place++)
    for (guint out = 0; out < 9; out++)
      for (guint channel = 0; channel < 4; channel++)
        {
          guint c = channel / 2, d = channel % 2;

          g_assert_cmpfloat (weight->values[(place * 3 + c) * 27 + out * 3 + d], ==,
                             old->values[(place * 2 + c) * 18 + out * 2 + d]);
        }
}

/* A larger window keeps the smaller one in its middle, and the reverse. */
static void
test_adopt_windows (void)
{
  static const char *const layers[2][3] = {
    { "Conv2D", "filters=2,kernel_size=3,padding=same", NULL },
    { "Conv2D", "filters=2,kernel_size=5,padding=same", NULL },
  };

  for (guint way = 0; way < 2; way++)
    {
      g_autoptr (AeNetwork) from = NULL;
      g_autoptr (AeNetwork) to = NULL;
      const AeWeight *weight = adopt_weight (&AE_SHAPE (3, 6, 6, 1), layers[way], layers[1 - way],
                                             2, "kernel", &from, &to);
      const AeWeight *old = ae_network_find_weight (from, 2, "kernel");
      const float *small = way == 0 ? old->values : weight->values;
      const float *large = way == 0 ? weight->values : old->values;

      for (guint row = 0; row < 3; row++)
        g_assert_cmpmem (small + row * 6, 6 * sizeof (float), large + ((row + 1) * 5 + 1) * 2,
                         6 * sizeof (float));
    }
}

/* Adopted and copied weights are packed for the layers that want them so. */
static void
test_packed (void)
{
  static const char *const layers[] = {
    "Conv2D", "filters=3,kernel_size=3,padding=same", "Flatten", "", "Dense", "units=12", NULL
  };
  g_autoptr (AeModel) model = build (&AE_SHAPE (3, 2, 3, 2), layers);
  g_autoptr (AeNetwork) from = make_network (model, 1);
  g_autoptr (AeNetwork) to = make_network (model, 2);
  g_autoptr (AeNetwork) copy = ae_network_copy (from, NULL);
  g_autofree float *x = make_samples (SIZE), *y = predict (from, 0, 3, 1, x), *z = NULL, *c = NULL;

  ae_network_transfer_weights (to, from, NULL);
  z = predict (to, 0, 3, 1, x);
  c = predict (copy, 0, 3, 1, x);
  g_assert_cmpmem (y, SIZE * sizeof (float), z, SIZE * sizeof (float));
  g_assert_cmpmem (y, SIZE * sizeof (float), c, SIZE * sizeof (float));
}

static void
test_copy (void)
{
  g_autoptr (AeNetwork) network = make_plain (1);
  AeNetwork *copy = ae_network_copy (network, NULL);
  g_autofree float *x = make_samples (SIZE), *y = predict (network, 0, 5, 1, x), *z = NULL,
                   *after = NULL;
  float *params;
  gsize n;

  z = predict (copy, 0, 5, 1, x);
  g_assert_cmpmem (y, SIZE * sizeof (float), z, SIZE * sizeof (float));
  g_assert_true (ae_network_get_model (copy) == ae_network_get_model (network));
  params = ae_network_get_params (copy, &n);
  memset (params, 0, n * sizeof (float));
  ae_network_free (copy);
  after = predict (network, 0, 5, 1, x);
  g_assert_cmpmem (y, SIZE * sizeof (float), after, SIZE * sizeof (float));
}

/* Backward adds to what the gradients hold, or assigns them, and leaves gaps and frozen
 * weights alone. */
static void
test_gradients_add (void)
{
  g_autoptr (AeNetwork) network = make_plain (1);
  guint last = ae_network_get_n_layers (network) - 1, n = 9;
  g_autoptr (AeWorkspace) workspace = ae_workspace_new (network, n, TRUE, NULL);
  g_autofree float *x = make_samples (n * SIZE), *once = NULL, *twice = NULL, *assigned = NULL;
  AeRun run = { .training = TRUE, .n_batch = n, .loss_scale = 1.0f / (float) n };
  gsize n_values;

  ae_network_get_params (network, &n_values);
  once = g_new0 (float, n_values);
  twice = g_new0 (float, n_values);
  assigned = g_new0 (float, n_values);
  for (guint pass = 0; pass < 5; pass++)
    {
      float *const gradients[] = { once, twice, twice, assigned, assigned };

      run.assign = pass == 4;
      memcpy (ae_workspace_get_output (workspace, 0), x, n * SIZE * sizeof (float));
      ae_network_forward (network, workspace, n, 0, last, &run, NULL);
      memcpy (ae_workspace_get_gradient (workspace), x, n * SIZE * sizeof (float));
      ae_network_backward (network, workspace, n, last, 0, &run, gradients[pass]);
    }
  g_assert_cmpmem (assigned, n_values * sizeof (float), once, n_values * sizeof (float));
  for (gsize i = 0; i < n_values; i++)
    g_assert_cmpfloat_with_epsilon (twice[i], 2 * once[i], 1e-5 * fmax (1, fabsf (once[i])));
  for (gsize i = ae_network_get_n_trained (network); i < n_values; i++)
    g_assert_cmpfloat (once[i], ==, 0);
}

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  memcpy (out, data, n * SIZE * sizeof (float));
}

/* Training moves no number between the weights, whatever the optimizer. */
static void
test_gaps (void)
{
  g_autofree float *x = make_samples (40 * SIZE);
  AeSource source = { x, 40, AE_SHAPE (1, SIZE), read_samples };
  g_autoptr (AePool) pool = ae_pool_new (1);
  guint32 indices[40] = { 0 };

  for (guint o = 0; ae_optimizer_names[o] != NULL; o++)
    {
      g_autoptr (AeNetwork) network = make_plain (1);
      g_autoptr (AeTrainer) trainer = NULL;
      g_autofree gboolean *used = NULL;
      gsize n_values;
      float *params = ae_network_get_params (network, &n_values);
      AeLossValue loss;
      AeRecipe recipe;

      ae_recipe_init (&recipe);
      ae_recipe_set_optimizer (&recipe, ae_optimizer_names[o], NULL);
      trainer = ae_trainer_new (network, pool, &recipe, NULL);
      for (guint step = 0; step < 5; step++)
        g_assert_true (ae_trainer_step (trainer, &source, indices, 40, &loss, NULL));
      used = g_new0 (gboolean, n_values);
      for (guint i = 0; i < ae_network_get_n_weights (network); i++)
        for (gsize k = 0; k < ae_network_get_weight (network, i)->size; k++)
          used[ae_network_get_weight (network, i)->offset + k] = TRUE;
      for (gsize i = 0; i < n_values; i++)
        g_assert_true (used[i] || params[i] == 0);
    }
}

static void
check_error (const char *const *layers, int code, const char *word)
{
  g_autoptr (AeModel) model = build (&AE_SHAPE (1, 65536), layers);
  g_autoptr (GError) error = NULL;

  g_assert_null (ae_network_new (model, 1, &error));
  g_assert_error (error, AE_ERROR, code);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” does not say “%s”", error->message, word);
}

static void
test_errors (void)
{
  static const char *const shape[] = { "Dense", "units=4", "Reshape", "target_shape=3,3", NULL };
  static const char *const model[] = { "Dense", "units=4", "Add", "", NULL };
  static const char *const memory[] = { "Dense", "units=65536", NULL };

  check_error (shape, AE_ERROR_SHAPE, "Layer 3, Reshape: ");
  check_error (model, AE_ERROR_MODEL, "Layer 3, Add: ");
  check_error (memory, AE_ERROR_MEMORY, "Layer 2, Dense: ");
}

/* Twice the weight is the gradient of its square: of kernels, and not of what
 * leads from step to step. */
static void
test_penalized (void)
{
  static const char *const layers[] = {
    "Reshape",
    "target_shape=4,3,1",
    "DepthwiseConv2D",
    "kernel_size=2,padding=same,kernel_l2=1",
    "Reshape",
    "target_shape=4,3",
    "LSTM",
    "units=2,return_sequences=true,kernel_l2=1",
    "Bidirectional",
    "units=2,return_sequences=true,kernel_l2=1",
    "GRU",
    "units=3,return_sequences=true",
    NULL,
  };
  static const char *const kernels[] = { "kernel", "forward_kernel", "backward_kernel", NULL };
  g_autoptr (AeModel) model = build (&AE_SHAPE (1, SIZE), layers);
  g_autoptr (AeNetwork) network = make_network (model, 7);
  g_autofree float *gradients = g_new0 (float, ae_network_get_n_trained (network));
  double squares = 0, penalty = ae_network_penalize_weights (network, gradients);

  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);
      gboolean penalized = g_strv_contains (kernels, weight->param.name)
                           && weight->layer < ae_network_get_n_layers (network) - 1;

      for (gsize k = 0; k < weight->size; k++)
        {
          double value = penalized ? weight->values[k] : 0;

          g_assert_cmpfloat_with_epsilon (gradients[weight->offset + k], 2 * value, 1e-6);
          squares += value * value;
        }
    }
  g_assert_cmpfloat_with_epsilon (penalty, squares, 1e-5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/places", test_places);
  g_test_add_func ("/network/draws", test_draws);
  g_test_add_func ("/network/predict", test_predict);
  g_test_add_func ("/network/views", test_views);
  g_test_add_func ("/network/transfer/widths", test_adopt);
  g_test_add_func ("/network/transfer/gates", test_adopt_gates);
  g_test_add_func ("/network/transfer/places", test_adopt_places);
  g_test_add_func ("/network/transfer/windows", test_adopt_windows);
  g_test_add_func ("/network/packed", test_packed);
  g_test_add_func ("/network/copy", test_copy);
  g_test_add_func ("/network/gradients-add", test_gradients_add);
  g_test_add_func ("/network/gaps", test_gaps);
  g_test_add_func ("/network/penalized", test_penalized);
  g_test_add_func ("/network/errors", test_errors);
  return g_test_run ();
}
