/* SPDX-License-Identifier: MIT */
/* Penalties against a twin in double precision that shares no code with the
 * engine: for every loss behind every activation, the value of the loss, that
 * of the penalties, and the step of plain descent at rate 1.
 */
#include <math.h>
#include <string.h>

#include "engine/training/trainer.h"

#define SIZE    4
#define CODE    3
#define SAMPLES 150 /* shards of 64 and a rest */

typedef struct
{
  double kernel_l1, kernel_l2, activity_l1, activity_l2;
} Penalties;

static const Penalties hidden_penalties = { 0.02, 0.03, 0.05, 0.07 };
static const Penalties last_penalties = { 0.01, 0.04, 0.5, 0.3 };

typedef struct
{
  guint loss;
  AeActivation activation;
  AeReduction reduction;
  gboolean reshaped; /* the model ends in a view of the last layer */
} Case;

/* Trained values of the twin: kernels [in, out] and biases. */
typedef struct
{
  double hidden[SIZE * CODE], hidden_bias[CODE];
  double last[CODE * SIZE], last_bias[SIZE];
} Weights;

typedef struct
{
  double total, penalty;
} Value;

static float samples[SAMPLES * SIZE];

static double
sigmoid (double z)
{
  return 1 / (1 + exp (-z));
}

static void
activate (AeActivation activation, guint n, double *y)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += exp (y[i]);
  for (guint i = 0; i < n; i++)
    switch (activation)
      {
      case AE_ACTIVATION_RELU:
        y[i] = fmax (y[i], 0);
        break;
      case AE_ACTIVATION_LEAKY_RELU:
        y[i] = y[i] > 0 ? y[i] : 0.2 * y[i];
        break;
      case AE_ACTIVATION_ELU:
        y[i] = y[i] > 0 ? y[i] : expm1 (y[i]);
        break;
      case AE_ACTIVATION_SELU:
        y[i] = 1.0507009873554805 * (y[i] > 0 ? y[i] : 1.6732632423543772 * expm1 (y[i]));
        break;
      case AE_ACTIVATION_GELU:
        y[i] = 0.5 * y[i] * erfc (-y[i] * M_SQRT1_2);
        break;
      case AE_ACTIVATION_SILU:
        y[i] = y[i] * sigmoid (y[i]);
        break;
      case AE_ACTIVATION_TANH:
        y[i] = tanh (y[i]);
        break;
      case AE_ACTIVATION_SIGMOID:
        y[i] = sigmoid (y[i]);
        break;
      case AE_ACTIVATION_SOFTMAX:
        y[i] = exp (y[i]) / sum;
        break;
      case AE_ACTIVATION_SOFTPLUS:
        y[i] = log1p (exp (y[i]));
        break;
      default:
        break;
      }
}

static void
run_dense (guint in, guint out, const double *w, const double *bias, const double *x, double *y)
{
  for (guint o = 0; o < out; o++)
    {
      y[o] = bias[o];
      for (guint i = 0; i < in; i++)
        y[o] += x[i] * w[i * out + o];
    }
}

static double
penalize (guint n, const double *values, double l1, double l2)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += l1 * fabs (values[i]) + l2 * values[i] * values[i];
  return sum;
}

/* Minus the mean cosine of rows. */
static double
compare_directions (guint row, const double *y, const float *t)
{
  double sum = 0;

  for (guint r = 0; r < SIZE; r += row)
    {
      double yy = 0, tt = 0, yt = 0;

      for (guint i = r; i < r + row; i++)
        {
          yy += y[i] * y[i];
          tt += (double) t[i] * t[i];
          yt += y[i] * t[i];
        }
      sum -= yt / sqrt (yy * tt) * row / SIZE;
    }
  return sum;
}

/* The sum over a sample's values. */
static double
measure (const Case *test, const double *y, const float *t)
{
  const char *loss = ae_loss_names[test->loss];
  double sum = 0;

  for (guint i = 0; i < SIZE; i++)
    {
      double e = y[i] - t[i], p = CLAMP (y[i], 1e-7f, 1 - 1e-7f);

      if (strcmp (loss, "binary_crossentropy") == 0)
        sum -= t[i] * log (p) + (1 - t[i]) * log1p (-p);
      else if (strcmp (loss, "mean_squared_error") == 0)
        sum += e * e;
      else if (strcmp (loss, "mean_absolute_error") == 0)
        sum += fabs (e);
      else if (strcmp (loss, "huber") == 0)
        sum += fabs (e) <= 1 ? e * e / 2 : fabs (e) - 0.5;
    }
  if (strcmp (loss, "cosine_similarity") == 0)
    return SIZE * compare_directions (test->reshaped ? 2 : SIZE, y, t);
  return sum;
}

static Value
twin_run (const Case *test, const Weights *w)
{
  double penalty = 0, loss = 0;

  for (guint s = 0; s < SAMPLES; s++)
    {
      double x[SIZE], code[CODE], y[SIZE];

      for (guint i = 0; i < SIZE; i++)
        x[i] = samples[s * SIZE + i];
      run_dense (SIZE, CODE, w->hidden, w->hidden_bias, x, code);
      activate (AE_ACTIVATION_TANH, CODE, code);
      run_dense (CODE, SIZE, w->last, w->last_bias, code, y);
      activate (test->activation, SIZE, y);
      penalty += penalize (CODE, code, hidden_penalties.activity_l1, hidden_penalties.activity_l2);
      penalty += penalize (SIZE, y, last_penalties.activity_l1, last_penalties.activity_l2);
      loss += measure (test, y, samples + s * SIZE);
    }
  penalty = penalty / SAMPLES
            + penalize (SIZE * CODE, w->hidden, hidden_penalties.kernel_l1,
                        hidden_penalties.kernel_l2)
            + penalize (CODE * SIZE, w->last, last_penalties.kernel_l1, last_penalties.kernel_l2);
  loss /= SAMPLES * (test->reduction == AE_REDUCTION_SUM ? 1.0 : SIZE);
  return (Value) { loss + penalty, penalty };
}

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  for (gsize i = 0; i < n; i++)
    memcpy (out + i * SIZE, samples + indices[i] * SIZE, SIZE * sizeof (float));
}

static AeModel *
append (AeModel *model, const char *type, const char *options)
{
  g_autoptr (GError) error = NULL;
  AeModel *longer = ae_model_append (model, type, options, &error);

  g_assert_no_error (error);
  ae_model_unref (model);
  return longer;
}

static AeModel *
append_dense (AeModel *model, guint units, AeActivation activation, const Penalties *penalties)
{
  g_autofree char *options = g_strdup_printf (
    "units=%u,activation=%s,kernel_l1=%g,kernel_l2=%g,activity_l1=%g,activity_l2=%g", units,
    ae_activation_names[activation], penalties->kernel_l1, penalties->kernel_l2,
    penalties->activity_l1, penalties->activity_l2);

  return append (model, "Dense", options);
}

static AeNetwork *
make_network (const Case *test)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (1, SIZE));
  g_autoptr (GError) error = NULL;
  AeNetwork *network;

  model = append_dense (model, CODE, AE_ACTIVATION_TANH, &hidden_penalties);
  model = append_dense (model, SIZE, test->activation, &last_penalties);
  if (test->reshaped)
    model = append (model, "Reshape", "target_shape=2,2");
  network = ae_network_new (model, 5, &error);
  g_assert_no_error (error);
  return network;
}

/* The twin's values of the network's, all with a bias that is not zero. */
static void
read_weights (AeNetwork *network, Weights *w)
{
  double *const to[] = { w->hidden, w->hidden_bias, w->last, w->last_bias };

  g_assert_cmpuint (ae_network_get_n_weights (network), ==, G_N_ELEMENTS (to));
  for (guint i = 0; i < G_N_ELEMENTS (to); i++)
    for (gsize k = 0; k < ae_network_get_weight (network, i)->size; k++)
      to[i][k] = ae_network_get_weight (network, i)->values[k];
}

static void
draw_biases (AeNetwork *network)
{
  for (guint i = 1; i < 4; i += 2)
    for (gsize k = 0; k < ae_network_get_weight (network, i)->size; k++)
      ae_network_get_weight (network, i)->values[k] = 0.3f + 0.1f * (float) k;
  ae_network_weights_changed (network);
}

static AeLossValue
step (const Case *test, AeNetwork *network, guint n_threads)
{
  g_autoptr (AePool) pool = ae_pool_new (n_threads);
  g_autoptr (AeTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  AeSource source = { NULL, SAMPLES, AE_SHAPE (1, SIZE), read_samples };
  guint32 order[SAMPLES];
  AeLossValue loss;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  ae_recipe_set_optimizer (&recipe, "sgd", NULL);
  ae_recipe_set_loss (&recipe, ae_loss_names[test->loss], NULL);
  recipe.reduction = test->reduction;
  recipe.learning_rate = 1;
  for (guint i = 0; i < SAMPLES; i++)
    order[i] = i;
  trainer = ae_trainer_new (network, pool, &recipe, &error);
  g_assert_no_error (error);
  ae_trainer_step (trainer, &source, order, SAMPLES, &loss, &error);
  g_assert_no_error (error);
  return loss;
}

static double
get_slope (const Case *test, Weights *w, double *value)
{
  double before = *value, high, low, distance = 1e-6;

  *value = before + distance;
  high = twin_run (test, w).total;
  *value = before - distance;
  low = twin_run (test, w).total;
  *value = before;
  return (high - low) / (2 * distance);
}

static void
check_case (const Case *test)
{
  g_autoptr (AeNetwork) network = make_network (test), other = make_network (test);
  Weights before, after;
  double *from = (double *) &before, *to = (double *) &after;
  AeLossValue loss;
  Value value;
  gsize n_values;

  draw_biases (network);
  draw_biases (other);
  read_weights (network, &before);
  value = twin_run (test, &before);
  loss = step (test, network, 1);
  read_weights (network, &after);
  g_test_message ("%s behind %s: %.8g is to be %.8g", ae_loss_names[test->loss],
                  ae_activation_names[test->activation], loss.total, value.total);
  g_assert_cmpfloat_with_epsilon (loss.penalty, value.penalty, 2e-6 * value.penalty);
  g_assert_cmpfloat_with_epsilon (loss.total, value.total, 2e-6 * fmax (1, fabs (value.total)));
  for (gsize i = 0; i < sizeof before / sizeof (double); i++)
    {
      double slope = get_slope (test, &before, from + i);

      g_assert_cmpfloat_with_epsilon (from[i] - to[i], slope, 5e-5 * fmax (1, fabs (slope)));
    }

  g_assert_true (step (test, other, 3).total == loss.total);
  g_assert_cmpmem (ae_network_get_params (other, &n_values), n_values * sizeof (float),
                   ae_network_get_params (network, NULL), n_values * sizeof (float));
}

static void
test_twin (gconstpointer data)
{
  guint loss = GPOINTER_TO_UINT (data);

  for (AeActivation a = 0; a < AE_N_ACTIVATIONS; a++)
    for (guint i = 0; i < 4; i++)
      {
        Case test = { loss, a, i % 2 == 0 ? AE_REDUCTION_MEAN : AE_REDUCTION_SUM, i / 2 == 1 };

        check_case (&test);
      }
}

/* Two outputs of a sigmoid whose input is known: 2·½·(p + p²), and the
 * cross-entropy. */
static void
test_known_value (void)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (1, SIZE));
  Penalties penalties = { .activity_l1 = 0.5, .activity_l2 = 0.5 };
  Case test = { .activation = AE_ACTIVATION_SIGMOID };
  g_autoptr (AeNetwork) network = NULL;
  AeLossValue loss;
  gsize n;

  model = append_dense (model, SIZE, AE_ACTIVATION_SIGMOID, &penalties);
  network = ae_network_new (model, 1, NULL);
  memset (ae_network_get_params (network, &n), 0,
          ae_network_get_n_trained (network) * sizeof (float));
  for (guint i = 0; i < SIZE; i++)
    ae_network_find_weight (network, 2, "bias")->values[i] = -3;
  ae_network_weights_changed (network);
  loss = step (&test, network, 1);
  g_assert_cmpfloat_with_epsilon (loss.penalty, SIZE * 0.5 * (sigmoid (-3) + pow (sigmoid (-3), 2)),
                                  1e-6);
}

/* Of a recurrent layer the kernel alone, as Keras has it. */
static void
test_recurrent (gconstpointer type)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (2, 2, SIZE / 2));
  Case test = { 0 };
  g_autoptr (AeNetwork) network = NULL;
  const AeWeight *kernel;
  double expected = 0;

  model = append (model, type, "units=2,return_sequences=true,kernel_l1=0.3,kernel_l2=0.5");
  network = ae_network_new (model, 1, NULL);
  kernel = ae_network_find_weight (network, 2, "kernel");
  for (gsize i = 0; i < kernel->size; i++)
    expected += 0.3 * fabs (kernel->values[i]) + 0.5 * kernel->values[i] * kernel->values[i];
  g_assert_cmpfloat (expected, >, 0);
  g_assert_cmpfloat_with_epsilon (step (&test, network, 1).penalty, expected, 1e-6);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = 0.5f + 0.4f * sinf ((float) i * 1.7f);
  g_test_add_func ("/penalties/known-value", test_known_value);
  g_test_add_data_func ("/penalties/lstm", "LSTM", test_recurrent);
  g_test_add_data_func ("/penalties/gru", "GRU", test_recurrent);
  for (guint i = 0; ae_loss_names[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/penalties/%s", ae_loss_names[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_twin);
    }
  return g_test_run ();
}
