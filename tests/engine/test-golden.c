/* SPDX-License-Identifier: MIT */
/* The simple and the deep autoencoder against golden/golden.ini, which an
 * implementation in numpy and double wrote (golden/make-golden.py): forward
 * within 1e-5, five steps of Adam within 1e-5 in the losses and 1e-4 in what
 * comes out afterwards. A weight whose gradient is nearly 0 may go the other
 * way in a first step of Adam, so trained weights are compared by their sums.
 */
#include <math.h>
#include <string.h>

#include "engine/training/trainer.h"

#define SAMPLES      100
#define SIZE         784
#define CODE         32
#define N_OUTPUTS    3
#define FIRST_OUTPUT 100
#define STRIDE       90

typedef struct
{
  const char *name;
  const char *layers[7]; /* options of Dense layers */
  guint code;
} Golden;

static const Golden goldens[] = {
  { "simple", { "units=32,activation=relu", "units=784,activation=sigmoid" }, 1 },
  { "deep",
    { "units=128,activation=relu", "units=64,activation=relu", "units=32,activation=relu",
      "units=64,activation=relu", "units=128,activation=relu", "units=784,activation=sigmoid" },
    3 },
};

static const guint batches[] = { 100, 100, 64, 100, 37 };

static float samples[SAMPLES * SIZE];

static double
draw (guint64 *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double) (*state >> 40) / 0x1p24;
}

static void
make_samples (void)
{
  guint64 state = 1;

  for (guint i = 0; i < SAMPLES * SIZE; i++)
    {
      double drawn = draw (&state);

      samples[i] = drawn < 0.6 ? 0 : (float) drawn;
    }
}

static void
make_weights (AeNetwork *network)
{
  guint64 state = 2;

  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);
      const AeShape *shape = &weight->param.shape;
      double limit = 0.1;

      if (shape->rank == 2)
        limit = sqrt (6.0 / (shape->dims[0] + shape->dims[1]));
      for (gsize k = 0; k < weight->size; k++)
        weight->values[k] = (float) (limit * (2 * draw (&state) - 1));
    }
  ae_network_weights_changed (network);
}

static AeNetwork *
make_network (const Golden *golden)
{
  AeModel *model = ae_model_new (&AE_SHAPE (3, 28, 28, 1));
  AeNetwork *network;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; golden->layers[i] != NULL; i++)
    {
      AeModel *longer = ae_model_append (model, "Dense", golden->layers[i], &error);

      g_assert_no_error (error);
      ae_model_unref (model);
      model = longer;
    }
  network = ae_network_new (model, 1, &error);
  g_assert_no_error (error);
  ae_model_unref (model);
  make_weights (network);
  return network;
}

static GKeyFile *
load (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "engine", "golden", "golden.ini",
                                                 NULL);
  GKeyFile *file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  return file;
}

/* The numbers under a key must be these @n; a tolerance relative to the
 * expected value where that is larger than 1. */
static void
compare (GKeyFile *file,
         const Golden *golden,
         const char *key,
         const double *values,
         gsize n,
         double tolerance)
{
  g_autoptr (GError) error = NULL;
  gsize n_expected = 0;
  g_autofree double *expected = g_key_file_get_double_list (file, golden->name, key, &n_expected,
                                                            &error);

  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, n_expected);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (values[i], expected[i],
                                    tolerance * fmax (1, fabs (expected[i])));
}

static void
compare_outputs (GKeyFile *file,
                 const Golden *golden,
                 const char *key,
                 const AeNetwork *network,
                 double tolerance)
{
  guint last = ae_network_get_n_layers (network) - 1;
  g_autofree float *y = g_new (float, N_OUTPUTS * SIZE);
  double values[64];
  guint n = 0;

  ae_network_predict (network, 0, last, N_OUTPUTS, samples, y, NULL);
  for (guint s = 0; s < N_OUTPUTS; s++)
    for (guint i = FIRST_OUTPUT; i < SIZE; i += STRIDE)
      values[n++] = y[s * SIZE + i];
  compare (file, golden, key, values, n, tolerance);
}

static void
compare_code (GKeyFile *file, const Golden *golden, const AeNetwork *network)
{
  float code[CODE];
  double values[CODE];

  g_assert_cmpuint (ae_network_get_code (network), ==, golden->code);
  ae_network_predict (network, 0, golden->code, 1, samples, code, NULL);
  for (guint i = 0; i < CODE; i++)
    values[i] = code[i];
  compare (file, golden, "code", values, CODE, 1e-5);
}

static void
compare_weights (GKeyFile *file, const Golden *golden, const AeNetwork *network)
{
  double sums[16] = { 0 }, squares[16] = { 0 };
  guint n = ae_network_get_n_weights (network);

  for (guint i = 0; i < n; i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);

      for (gsize k = 0; k < weight->size; k++)
        {
          sums[i] += weight->values[k];
          squares[i] += (double) weight->values[k] * weight->values[k];
        }
    }
  compare (file, golden, "trained_sums", sums, n, 2e-3);
  compare (file, golden, "trained_squares", squares, n, 1e-4);
}

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  for (gsize i = 0; i < n; i++)
    memcpy (out + i * SIZE, samples + indices[i] * SIZE, SIZE * sizeof (float));
}

static const AeSource source = { NULL, SAMPLES, { 3, { 28, 28, 1 } }, read_samples };

static void
compare_loss (GKeyFile *file, const Golden *golden, const char *key, AeTrainer *trainer)
{
  g_autoptr (GError) error = NULL;
  AeLossValue loss;

  ae_trainer_evaluate (trainer, &source, NULL, SAMPLES, &loss, &error);
  g_assert_no_error (error);
  compare (file, golden, key, &loss.total, 1, 1e-5);
}

static void
train (GKeyFile *file, const Golden *golden, AeTrainer *trainer)
{
  double losses[G_N_ELEMENTS (batches)];

  for (guint step = 0; step < G_N_ELEMENTS (batches); step++)
    {
      guint32 indices[SAMPLES];
      g_autoptr (GError) error = NULL;
      AeLossValue loss;

      for (guint i = 0; i < batches[step]; i++)
        indices[i] = (i * 7 + step + 1) % SAMPLES;
      ae_trainer_step (trainer, &source, indices, batches[step], &loss, &error);
      g_assert_no_error (error);
      losses[step] = loss.total;
    }
  compare (file, golden, "losses", losses, G_N_ELEMENTS (losses), 1e-5);
}

static void
test_golden (gconstpointer data)
{
  const Golden *golden = data;
  g_autoptr (GKeyFile) file = load ();
  g_autoptr (AeNetwork) network = make_network (golden);
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (AeTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  trainer = ae_trainer_new (network, pool, &recipe, &error);
  g_assert_no_error (error);
  compare_code (file, golden, network);
  compare_outputs (file, golden, "outputs", network, 1e-5);
  compare_loss (file, golden, "loss", trainer);
  train (file, golden, trainer);
  compare_outputs (file, golden, "trained_outputs", network, 1e-4);
  compare_loss (file, golden, "trained_loss", trainer);
  compare_weights (file, golden, network);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  make_samples ();
  for (guint i = 0; i < G_N_ELEMENTS (goldens); i++)
    {
      g_autofree char *path = g_strdup_printf ("/golden/%s", goldens[i].name);

      g_test_add_data_func (path, &goldens[i], test_golden);
    }
  return g_test_run ();
}
