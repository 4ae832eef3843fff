/* SPDX-License-Identifier: MIT */
/* Every row of the layer registry: its description, and each of its gradients,
 * signed and element by element. A layer without a probe fails.
 *
 * Accumulators begin with a value of their own, because a sum that starts from
 * zero cannot tell `=` from `+=`; dx begins with a value that is not a number.
 *
 * Proved by: dense.c with `-pass->dy` in the bias (sign), beta 0 for dw (`=`),
 * x shifted by one in the product (index); add.c with dx2 assigned;
 * batch-normalization.c without its mean term; gaussian-code.c without the
 * half of dv. Each one failed here and nowhere before.
 */
#include <math.h>
#include <string.h>

#include "tests/engine/layer-bench.h"

#define STEP 1e-2f
#define BOUND 1e-3

static void
test_described (gconstpointer data)
{
  const AeLayerClass *klass = data;

  g_assert_cmpstr (klass->title, !=, "");
  g_assert_cmpstr (klass->group, !=, "");
  g_assert_cmpuint (strlen (klass->summary), >, 10);
  g_assert_true (ae_layer_class_find (klass->type) == klass);
  g_assert_nonnull (klass->probes);
  g_assert_nonnull (klass->probes[0].options);
  g_assert_nonnull (klass->shape);
  if (klass->activation != NULL)
    g_assert_nonnull (ae_options_find (klass->options, klass->activation));
  if (!(klass->flags & AE_LAYER_VIEW))
    {
      g_assert_nonnull (klass->forward);
      g_assert_nonnull (klass->backward);
    }
}

/* The defaults are accepted by the very check that a user's value meets. */
static void
test_options (gconstpointer data)
{
  const AeLayerClass *klass = data;
  g_autofree guint8 *values = g_malloc0 (klass->options_size + 1);
  g_autofree guint8 *again = g_malloc0 (klass->options_size + 1);

  ae_options_init (klass->options, values);
  for (const AeOption *o = klass->options; o != NULL && o->name != NULL; o++)
    {
      g_autofree char *text = ae_option_to_text (o, values);
      g_autoptr (GError) error = NULL;

      g_assert_true (ae_options_find (klass->options, o->name) == o);
      g_assert_cmpuint (strlen (o->title), >, 0);
      g_assert_cmpuint (strlen (o->help), >, 5);
      g_assert_cmpuint (o->offset, <, klass->options_size);
      ae_option_set_text (o, again, text, &error);
      g_assert_no_error (error);
    }
  g_assert_true (ae_options_equal (klass->options, values, again));
}

static double
differentiate (LayerBench *bench, float *place)
{
  float before = *place, up, down;
  double high, low;

  up = *place = before + STEP;
  high = layer_bench_value (bench);
  down = *place = before - STEP;
  low = layer_bench_value (bench);
  *place = before;
  return (high - low) / ((double) up - (double) down);
}

/* Compares a whole gradient; @start is what the accumulator began with. */
static void
compare (LayerBench *bench,
         const char *what,
         float *values,
         gsize n,
         const float *gradient,
         float start)
{
  for (gsize i = 0; i < n; i++)
    {
      double numeric = differentiate (bench, values + i);
      double backward = (double) gradient[i] - start;

      if (!(fabs (numeric - backward) / fmax (1, fabs (numeric)) < BOUND))
        g_error ("%s: gradient of %s[%" G_GSIZE_FORMAT "] is %g, by differences %g",
                 bench->klass->type, what, i, backward, numeric);
    }
}

static void
fill (float *values, gsize n, float value)
{
  for (gsize i = 0; i < n; i++)
    values[i] = value;
}

static void
check_probe (const AeLayerClass *klass, const AeProbe *probe)
{
  g_autoptr (LayerBench) bench = layer_bench_new (klass, probe);
  gsize n = LAYER_BENCH_SAMPLES;

  fill (bench->dx, n * bench->x_size, NAN);
  fill (bench->dx2, n * bench->x2_size, 0.25f);
  for (guint i = 0; i < bench->n_params; i++)
    fill (bench->dw[i], ae_shape_size (&bench->params[i].shape), 0.5f);
  layer_bench_value (bench);
  layer_bench_backward (bench);
  compare (bench, "x", bench->x, n * bench->x_size, bench->dx, 0);
  compare (bench, "x2", bench->x2, n * bench->x2_size, bench->dx2, 0.25f);
  for (guint i = 0; i < bench->n_params; i++)
    if (!bench->params[i].frozen)
      compare (bench, bench->params[i].name, bench->w[i],
               ae_shape_size (&bench->params[i].shape), bench->dw[i], 0.5f);
}

static void
test_gradient (gconstpointer data)
{
  const AeLayerClass *klass = data;

  for (const AeProbe *probe = klass->probes; probe->options != NULL; probe++)
    check_probe (klass, probe);
}

/* A sample's output depends neither on its companions nor on their number,
 * but for layers that look at the batch; and forward repeats exactly. */
static void
test_samples (gconstpointer data)
{
  const AeLayerClass *klass = data;

  for (const AeProbe *probe = klass->probes; probe->options != NULL; probe++)
    {
      g_autoptr (LayerBench) bench = layer_bench_new (klass, probe);
      gsize bytes = LAYER_BENCH_SAMPLES * bench->y_size * sizeof (float);
      g_autofree float *together = g_malloc (bytes);

      bench->pass.training = (klass->measure == NULL);
      layer_bench_forward (bench, LAYER_BENCH_SAMPLES);
      memcpy (together, bench->y, bytes);
      layer_bench_forward (bench, LAYER_BENCH_SAMPLES);
      g_assert_cmpmem (together, bytes, bench->y, bytes);
      layer_bench_forward (bench, 1);
      for (gsize i = 0; i < bench->y_size; i++)
        g_assert_cmpfloat_with_epsilon (together[i], bench->y[i], 1e-5);
    }
}

/* Outside training nothing is drawn: two steps give the same. */
static void
test_calm (gconstpointer data)
{
  const AeLayerClass *klass = data;

  for (const AeProbe *probe = klass->probes; probe->options != NULL; probe++)
    {
      g_autoptr (LayerBench) bench = layer_bench_new (klass, probe);
      gsize bytes = LAYER_BENCH_SAMPLES * bench->y_size * sizeof (float);
      g_autofree float *first = g_malloc (bytes);

      bench->pass.training = FALSE;
      layer_bench_forward (bench, LAYER_BENCH_SAMPLES);
      memcpy (first, bench->y, bytes);
      bench->pass.random.step++;
      layer_bench_forward (bench, LAYER_BENCH_SAMPLES);
      g_assert_cmpmem (first, bytes, bench->y, bytes);
    }
}

static void
add (const AeLayerClass *klass, const char *name, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/layers/%s/%s", klass->type, name);

  g_test_add_data_func (path, klass, func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    {
      const AeLayerClass *klass = ae_layer_classes ()[i];

      add (klass, "described", test_described);
      add (klass, "options", test_options);
      if (klass->flags & AE_LAYER_VIEW)
        continue;
      add (klass, "gradient", test_gradient);
      add (klass, "samples", test_samples);
      add (klass, "calm", test_calm);
    }
  return g_test_run ();
}
