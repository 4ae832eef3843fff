/* SPDX-License-Identifier: MIT */
/* How near each shape of each layer comes to what the machine can do, one
 * thread: a layer with products as a share of a matrix product of 1024³ in the
 * same run, another one as a share of copying as many bytes. Each layer runs in
 * a network of its own, behind a trained one, on a shard of samples. All are
 * measured in several rounds, product and copies with them, and the best of
 * each counts, in time of the processor: other programs slow a core down while
 * they share its caches, but seldom in all rounds. Prints how the shares are
 * distributed, and the worst.
 *
 * bench-shapes [--all] [WORD]: all shapes, or only those whose text holds WORD
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/blas.h"
#include "engine/kernels.h"
#include "engine/network/network.h"
#include "engine/thread-pool.h"

#define N_WORST     20
#define MIN_RUNS    5
#define MAX_RUNS    400
#define USEC        4000
#define N_ROUNDS    3
#define SIDE        1024
#define LARGE_FLOPS 1e5

/* Input shape, type and options; {a|b} stands for one after the other. */
static const char *const sweeps[] = {
  "32,32,{1|3|12|32|100} Conv2D filters={3|16|24|64},kernel_size={1|3|5},strides={1|2},"
  "padding=same,activation=relu",
  "16,16,{10|48} Conv2D filters={10|48},kernel_size={7|3,5|1,7},padding={same|valid}",
  "7,7,{8|64|128} Conv2D filters={8|64|128},kernel_size=3,padding=same",
  "{128,128|256,256},{3|16} Conv2D filters={3|16},kernel_size={3|5},strides={1|2},padding=same",
  "16,16,{3|16|48|100} Conv2DTranspose filters={3|16|24},kernel_size={3|5},strides={1|2},"
  "padding=same",
  "32,32,{3|16|24|100} DepthwiseConv2D kernel_size={3|5},strides={1|2},padding=same",
  "16,16,16 DepthwiseConv2D kernel_size=3,depth_multiplier=2",
  "{140|500},{1|12|64} Conv1D filters={16|48},kernel_size={3|7},padding=same",
  "{100|784|1000} Dense units={10|32|100|128|500|1000}",
  "28,{64|100} TimeDistributed units={28|100}",
  "784 GaussianCode units={2|32}",
  "{28,28|140,1|500,8} LSTM units={32|64|100|128}",
  "{28,28|140,1|500,8} GRU units={32|64|100|128}",
  "28,28 Bidirectional layer={LSTM|GRU},units={32|100}",
  "{784|32,32,3|32,32,32|16,16,100|140,64} BatchNormalization",
  "{784|32,32,3|32,32,32|16,16,100|140,64} LayerNormalization",
  "{784|32,32,24} Activation "
  "activation={relu|leaky_relu|elu|selu|gelu|silu|tanh|sigmoid|softmax|softplus}",
  "{784|32,32,24} {LeakyReLU|ELU|PReLU|Dropout|GaussianNoise}",
  "{100|1000} SparseCode",
  "{784|32,32,24} {Add|Concatenate} source=2",
  "32,32,{1|3|16|100} {MaxPooling2D|AveragePooling2D} pool_size={2|3},padding=same",
  "{7,7|32,32},{3|16|100} GlobalAveragePooling2D",
  "16,16,{1|3|16|100} UpSampling2D size={2|3},interpolation={nearest|bilinear}",
  "32,32,{3|16} ZeroPadding2D padding=1",
  "32,32,{3|16} Cropping2D cropping=1",
  "140,{1|12|64} {MaxPooling1D|UpSampling1D}",
  "32,32,{3|16} Permute dims={3,1,2|2,1,3}",
  "64 RepeatVector n=28",
};

typedef struct
{
  char *text;
  double work[2]; /* forward, backward: operations, or microseconds of a copy */
  double usec[2];
  double share[2];
  gboolean products;
  gboolean large;
  guint n; /* samples */
} Row;

static void
fail (const char *text, const GError *error)
{
  fprintf (stderr, "bench-shapes: %s: %s\n", text, error->message);
  exit (1);
}

/* Adds @text to @out with every alternative in place of its first braces, and so on. */
static void
expand (const char *text, GPtrArray *out)
{
  const char *open = strchr (text, '{'), *close = open != NULL ? strchr (open, '}') : NULL;
  g_autofree char *inner = NULL;
  g_auto (GStrv) choices = NULL;

  if (close == NULL)
    {
      g_ptr_array_add (out, g_strdup (text));
      return;
    }
  inner = g_strndup (open + 1, (gsize) (close - open - 1));
  choices = g_strsplit (inner, "|", -1);
  for (guint i = 0; choices[i] != NULL; i++)
    {
      g_autofree char *next = g_strdup_printf ("%.*s%s%s", (int) (open - text), text, choices[i],
                                               close + 1);

      expand (next, out);
    }
}

/* Microseconds that this thread has run. */
static double
read_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e6 * (double) now.tv_sec + 1e-3 * (double) now.tv_nsec;
}

static double
measure_product (void)
{
  g_autofree float *a = g_new (float, SIDE * SIDE), *b = g_new (float, SIDE * SIDE);
  g_autofree float *c = g_new (float, SIDE * SIDE);
  double best = G_MAXDOUBLE;

  for (gsize i = 0; i < SIDE * SIDE; i++)
    a[i] = b[i] = 0.001f * (float) (i % 1000);
  for (guint i = 0; i < 6; i++)
    {
      const double start = read_clock ();

      ae_gemm_nn (SIDE, SIDE, SIDE, a, b, 0, c);
      best = MIN (best, read_clock () - start);
    }
  return 2.0 * SIDE * SIDE * SIDE / best;
}

/* Microseconds for copying @bytes / 2 to another place, which moves @bytes: by the C
 * library, which takes some sizes very slowly on some processors, or by a ReLU. */
static double
measure_copy (double bytes)
{
  const gsize n = (gsize) bytes / 2 / sizeof (float);
  g_autofree float *from = g_new0 (float, n), *to = g_new (float, n);
  const guint calls = 1 + (guint) (1e6 / bytes);
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < 40; i++)
    {
      const double start = read_clock ();

      for (guint k = 0; k < calls; k++)
        {
          if (i % 2 == 0)
            memcpy (to, from, n * sizeof *to);
          else
            ae_activation_forward (AE_ACTIVATION_RELU, 1, n, from, to);
          __asm__ volatile("" ::: "memory");
        }
      best = MIN (best, (read_clock () - start) / calls);
    }
  return best;
}

/* An input, a layer with weights, so that a gradient of the input is wanted, and the layer. */
static AeModel *
make_model (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  g_auto (GStrv) sides = g_strsplit (words[0], ",", -1);
  g_autoptr (AeModel) input = NULL, model = NULL;
  g_autoptr (GError) error = NULL;
  AeShape shape = { .rank = g_strv_length (sides) };
  AeModel *whole;

  for (guint i = 0; i < shape.rank; i++)
    shape.dims[i] = (guint) atoi (sides[i]);
  input = ae_model_new (&shape);
  model = ae_model_append (input, "PReLU", "", &error);
  whole = ae_model_append (model, words[1], words[2] != NULL ? words[2] : "", &error);
  if (whole == NULL)
    fail (text, error);
  return whole;
}

/* Bytes that have to be moved, forward or backward: each value once, where the whole
 * batch is measured first, its inputs again, and to find the largest, x and y. */
static double
count_bytes (const AeNetwork *network, guint n, gboolean backward)
{
  const AeLayer *layer = ae_model_get_layer (ae_network_get_model (network), 2);
  const AeShape *x = ae_network_get_shape (network, 1), *y = ae_network_get_shape (network, 2);
  const double x_size = (double) ae_shape_size (x), y_size = (double) ae_shape_size (y);
  AeLayerNeeds needs = { 0 };
  double values = x_size + y_size;

  if (layer->klass->needs != NULL)
    layer->klass->needs (layer->options, x, y, &needs);
  if (needs.statistics > 0)
    values += backward ? x_size + y_size : x_size;
  if (backward && (layer->klass->params != NULL || layer->klass->activation != NULL))
    values += x_size;
  if (backward && g_str_has_prefix (layer->klass->type, "MaxPooling"))
    values += x_size + y_size;
  if (layer->klass->flags & AE_LAYER_JOINS)
    values += x_size;
  return values * n * sizeof (float);
}

static void
measure_times (const AeNetwork *network, AeWorkspace *workspace, guint n, double usec[2])
{
  g_autofree float *gradients = g_new0 (float, ae_network_get_n_trained (network));
  const gsize x_size = n * ae_shape_size (ae_network_get_shape (network, 0));
  const gsize y_size = n * ae_shape_size (ae_network_get_shape (network, 2));
  const AeRun run = { .training = TRUE, .n_batch = n, .loss_scale = 1.0f / n };
  const double start = read_clock ();

  ae_random_uniform (&(AeRandomKey) { .seed = 1 }, ae_workspace_get_output (workspace, 0), x_size);
  for (guint i = 0; i < MIN_RUNS || (i < MAX_RUNS && read_clock () - start < USEC); i++)
    {
      double begin, penalty = 0;

      ae_network_forward (network, workspace, n, 0, 1, &run, &penalty);
      begin = read_clock ();
      ae_network_forward (network, workspace, n, 1, 2, &run, &penalty);
      usec[0] = MIN (usec[0], read_clock () - begin);
      ae_random_uniform (&(AeRandomKey) { .seed = 2 }, ae_workspace_get_gradient (workspace),
                         y_size);
      begin = read_clock ();
      ae_network_backward (network, workspace, n, 2, 1, &run, gradients);
      usec[1] = MIN (usec[1], read_clock () - begin);
    }
}

/* One more round of row number @item of @data. A pool's, which flushes denormal numbers. */
static void
measure (gpointer data, guint item, guint worker)
{
  Row *row = &g_array_index ((GArray *) data, Row, item);
  g_autoptr (AeModel) model = make_model (row->text);
  g_autoptr (GError) error = NULL;
  g_autoptr (AeNetwork) network = ae_network_new (model, 1, &error);
  g_autoptr (AeWorkspace) workspace = NULL;
  double flops;

  if (network == NULL)
    fail (row->text, error);
  row->n = ae_network_get_shard (network);
  workspace = ae_workspace_new (network, row->n, TRUE, &error);
  if (workspace == NULL)
    fail (row->text, error);
  flops = ae_network_get_flops (network, 2);
  row->products = flops > 0;
  row->large = flops >= LARGE_FLOPS;
  measure_times (network, workspace, row->n, row->usec);
  for (guint i = 0; i < 2; i++)
    row->work[i] = row->products
                     ? (1 + i) * flops * row->n
                     : MIN (row->work[i], measure_copy (count_bytes (network, row->n, i == 1)));
}

/* @product: operations a microsecond */
static void
find_shares (Row *row, double product)
{
  for (guint i = 0; i < 2; i++)
    {
      row->share[i] = row->work[i] / (row->products ? product : 1) / row->usec[i];
      row->usec[i] /= row->n;
    }
}

static int
compare (const void *a, const void *b)
{
  const double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
get_worse (const Row *row)
{
  return MIN (row->share[0], row->share[1]);
}

static int
compare_rows (const void *a, const void *b)
{
  const double left = get_worse (a), right = get_worse (b);

  return (left > right) - (left < right);
}

static void
print_distribution (const char *title, const GArray *rows, gboolean products, double goal)
{
  g_autofree double *shares = g_new (double, 2 * rows->len);
  guint n = 0, n_short = 0;

  for (guint i = 0; i < rows->len; i++)
    for (guint k = 0; k < 2; k++)
      {
        const Row *row = &g_array_index (rows, Row, i);

        if (row->products == products && (row->large || !products))
          shares[n++] = row->share[k];
      }
  if (n == 0)
    return;
  qsort (shares, n, sizeof *shares, compare);
  while (n_short < n && shares[n_short] < goal)
    n_short++;
  printf ("%s: %u times; of the %s: worst %.0f %%, tenth %.0f %%, quarter %.0f %%, "
          "median %.0f %%, best %.0f %%; %u below %.0f %%\n",
          title, n, products ? "product" : "copy", 100 * shares[0], 100 * shares[n / 10],
          100 * shares[n / 4], 100 * shares[n / 2], 100 * shares[n - 1], n_short, 100 * goal);
}

static void
print_rows (const GArray *rows, guint n)
{
  printf ("%18s %19s\n", "forward", "backward");
  for (guint i = 0; i < MIN (n, rows->len); i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      printf ("%5.0f %% %9.1f µs %5.0f %% %9.1f µs  %s\n", 100 * row->share[0], row->usec[0],
              100 * row->share[1], row->usec[1], row->text);
    }
}

int
main (int argc, char **argv)
{
  const gboolean all = argc > 1 && strcmp (argv[1], "--all") == 0;
  const char *word = argc > 1 + all ? argv[1 + all] : "";
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_autoptr (AePool) pool = ae_pool_new (1);
  double product = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sweeps); i++)
    expand (sweeps[i], texts);
  for (guint i = 0; i < texts->len; i++)
    if (strstr (texts->pdata[i], word) != NULL)
      {
        Row row = { .text = g_strdup (texts->pdata[i]),
                    .work = { G_MAXDOUBLE, G_MAXDOUBLE },
                    .usec = { G_MAXDOUBLE, G_MAXDOUBLE } };

        g_array_append_val (rows, row);
      }
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      product = MAX (product, measure_product ());
      ae_pool_run (pool, rows->len, measure, rows);
    }
  for (guint i = 0; i < rows->len; i++)
    find_shares (&g_array_index (rows, Row, i), product);
  g_array_sort (rows, compare_rows);
  printf ("%u shapes, %s kernels; a product of %d³ runs at %.1f GFLOP/s\n", rows->len,
          ae_kernels ()->name, SIDE, product / 1e3);
  print_distribution ("Products, 100 kFLOP a sample or more", rows, TRUE, 0.4);
  print_distribution ("Layers without products", rows, FALSE, 0.6);
  print_rows (rows, all ? rows->len : N_WORST);
  for (guint i = 0; i < rows->len; i++)
    g_free (g_array_index (rows, Row, i).text);
  return 0;
}
