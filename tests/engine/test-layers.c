/* SPDX-License-Identifier: MIT */
/* Every row of the layer registry: its description, and each of its gradients,
 * signed and element by element. A layer without a probe fails.
 *
 * Accumulators begin with a value of their own, because a sum that starts from
 * zero cannot tell `=` from `+=`; dx begins with a value that is not a number.
 */
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "tests/engine/layer-bench.h"

#define STEP  1e-2f
#define BOUND 1e-3
#define DRAWS 40

#define ROW(name) extern const AeLayerClass ae_layer_##name;
#include "engine/layers/layer-list.h"
#undef ROW

static const char *const rows[] = {
#define ROW(name) #name,
#include "engine/layers/layer-list.h"
#undef ROW
};

static const AeLayerClass *const rows_classes[] = {
#define ROW(name) &ae_layer_##name,
#include "engine/layers/layer-list.h"
#undef ROW
};

/* A row "zero_padding2d" in the registry is the type "ZeroPadding2D". */
static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i], "_", -1);
      g_autofree char *joined = g_strjoinv ("", words);

      g_assert_true (rows_classes[i] == ae_layer_classes ()[i]);
      g_assert_cmpint (g_ascii_strcasecmp (joined, rows_classes[i]->type), ==, 0);
      g_assert_true (g_ascii_isupper (rows_classes[i]->type[0]));
    }
  g_assert_null (ae_layer_classes ()[G_N_ELEMENTS (rows)]);
  g_assert_null (ae_layer_class_find ("dense"));
}

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
  if (klass->flags & AE_LAYER_JOINS)
    g_assert_nonnull (ae_options_find (klass->options, "source"));
  if (!(klass->flags & AE_LAYER_VIEW))
    {
      g_assert_nonnull (klass->forward);
      g_assert_nonnull (klass->backward);
    }
}

static gsize
size_of_kind (AeOptionKind kind)
{
  static const gsize bytes[] = {
    [AE_OPTION_INT] = sizeof (gint64),    [AE_OPTION_FLOAT] = sizeof (double),
    [AE_OPTION_BOOL] = sizeof (gboolean), [AE_OPTION_CHOICE] = sizeof (guint),
    [AE_OPTION_SIZES] = sizeof (AeSizes), [AE_OPTION_LAYER] = sizeof (guint),
  };

  return bytes[kind];
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
      g_assert_cmpuint (o->offset + size_of_kind (o->kind), <=, klass->options_size);
      for (const AeOption *b = klass->options; b < o; b++)
        g_assert_true (b->offset + size_of_kind (b->kind) <= o->offset
                       || o->offset + size_of_kind (o->kind) <= b->offset);
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

static gsize
count_weight (const LayerBench *bench, guint index)
{
  return ae_shape_size (&bench->params[index].shape);
}

static void
run (LayerBench *bench, gboolean weights_alone)
{
  fill (bench->dx, LAYER_BENCH_SAMPLES * bench->x_size, NAN);
  fill (bench->dx2, LAYER_BENCH_SAMPLES * bench->x2_size, 0.25f);
  for (guint i = 0; i < bench->n_params; i++)
    fill (bench->dw[i], count_weight (bench, i), 0.5f);
  layer_bench_value (bench);
  layer_bench_backward (bench, weights_alone);
}

static void
check_gradient (LayerBench *bench)
{
  gsize n = LAYER_BENCH_SAMPLES;

  run (bench, FALSE);
  compare (bench, "x", bench->x, n * bench->x_size, bench->dx, 0);
  compare (bench, "x2", bench->x2, n * bench->x2_size, bench->dx2, 0.25f);
  for (guint i = 0; i < bench->n_params; i++)
    if (!bench->params[i].frozen)
      compare (bench, bench->params[i].name, bench->w[i], count_weight (bench, i), bench->dw[i],
               0.5f);
}

static void
assert_near (const float *a, const float *b, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], 1e-5 * fmax (1, fabsf (b[i])));
}

static void
assert_same_gradients (const LayerBench *a, const LayerBench *b)
{
  for (guint i = 0; i < a->n_params; i++)
    if (!a->params[i].frozen)
      assert_near (a->dw[i], b->dw[i], count_weight (a, i));
}

/* Neither the size of the shards shows in the result, nor which gradients are
 * wanted; and forward repeats exactly. */
static void
check_shards (LayerBench *whole, LayerBench *cut)
{
  gsize n = LAYER_BENCH_SAMPLES;
  g_autofree float *before = NULL;

  run (whole, FALSE);
  before = g_memdup2 (whole->y, n * whole->y_size * sizeof (float));
  for (cut->shard = 1; cut->shard < n; cut->shard++)
    {
      run (cut, FALSE);
      assert_near (cut->y, whole->y, n * whole->y_size);
      assert_near (cut->dx, whole->dx, n * whole->x_size);
      assert_near (cut->dx2, whole->dx2, n * whole->x2_size);
      assert_same_gradients (cut, whole);
      g_assert_cmpfloat_with_epsilon (cut->loss + cut->penalty, whole->loss + whole->penalty,
                                      1e-5 * fmax (1, fabs (whole->loss + whole->penalty)));
    }
  run (cut, TRUE);
  assert_same_gradients (cut, whole);
  run (whole, FALSE);
  g_assert_cmpmem (before, n * whole->y_size * sizeof (float), whole->y,
                   n * whole->y_size * sizeof (float));
}

/* Calls @check for every probe; layers with a second input meet it with the
 * same shape, and with a wider one if they take it. */
static void
for_each_probe (const AeLayerClass *klass, void (*check) (LayerBench *bench, LayerBench *twin))
{
  guint widest = klass->flags & AE_LAYER_JOINS ? 1 : 0;

  for (const AeProbe *probe = klass->probes; probe->options != NULL; probe++)
    for (guint widen = 0; widen <= widest; widen++)
      {
        g_autoptr (LayerBench) bench = layer_bench_new (klass, probe, widen);
        g_autoptr (LayerBench) twin = layer_bench_new (klass, probe, widen);

        g_assert_true (bench != NULL || widen > 0);
        if (bench != NULL)
          check (bench, twin);
      }
}

static void
check_probe (LayerBench *bench, LayerBench *twin)
{
  check_gradient (bench);
}

static void
test_gradient (gconstpointer data)
{
  for_each_probe (data, check_probe);
}

static void
test_shards (gconstpointer data)
{
  for_each_probe (data, check_shards);
}

/* Outside training nothing is drawn, and a layer that only corrupts is the
 * identity. */
static void
check_calm (LayerBench *bench, LayerBench *twin)
{
  gsize bytes = LAYER_BENCH_SAMPLES * bench->y_size * sizeof (float);

  bench->pass.training = twin->pass.training = FALSE;
  twin->pass.random.step++;
  layer_bench_forward (bench);
  layer_bench_forward (twin);
  g_assert_cmpmem (bench->y, bytes, twin->y, bytes);
  g_assert_cmpfloat (bench->penalty, ==, 0);
  if (bench->klass->flags & AE_LAYER_RANDOM && bench->n_params == 0)
    g_assert_cmpmem (bench->y, bytes, bench->x, bytes);
}

static void
test_calm (gconstpointer data)
{
  for_each_probe (data, check_calm);
}

/* A ReLU that a layer applies itself is the one that the network would. */
static void
check_relu (LayerBench *bench, LayerBench *twin)
{
  gsize n = LAYER_BENCH_SAMPLES * bench->y_size;

  bench->pass.relu = TRUE;
  bench->activation = twin->activation = AE_ACTIVATION_LINEAR;
  layer_bench_forward (bench);
  layer_bench_forward (twin);
  ae_activation_forward (AE_ACTIVATION_RELU, 1, n, twin->y, twin->y);
  assert_near (bench->y, twin->y, n);
}

static void
test_relu (gconstpointer data)
{
  for_each_probe (data, check_relu);
}

static gboolean
differ (LayerBench *a, LayerBench *b)
{
  layer_bench_forward (a);
  layer_bench_forward (b);
  return memcmp (a->y, b->y, LAYER_BENCH_SAMPLES * a->y_size * sizeof (float)) != 0;
}

/* Random layers draw anew in every step, for every layer, seed and sample;
 * the others never. */
static void
test_draws (gconstpointer data)
{
  const AeLayerClass *klass = data;
  gboolean random = (klass->flags & AE_LAYER_RANDOM) != 0;
  g_autoptr (LayerBench) a = layer_bench_new (klass, &klass->probes[0], 0);
  g_autoptr (LayerBench) b = layer_bench_new (klass, &klass->probes[0], 0);
  gsize bytes = a->x_size * sizeof (float);

  b->pass.random.step++;
  g_assert_true (differ (a, b) == random);
  b->pass.random.step--;
  b->pass.random.layer++;
  g_assert_true (differ (a, b) == random);
  b->pass.random.layer--;
  b->pass.random.seed++;
  g_assert_true (differ (a, b) == random);
  if (!random)
    return;
  memcpy (a->x + a->x_size, a->x, bytes);
  layer_bench_forward (a);
  g_assert_cmpint (memcmp (a->y, a->y + a->y_size, a->y_size * sizeof (float)), !=, 0);
}

/* Settings drawn from the options' ranges, near their lower ends. */
static char *
draw_options (const AeLayerClass *klass, GRand *random)
{
  GString *text = g_string_new (NULL);

  for (const AeOption *o = klass->options; o != NULL && o->name != NULL; o++)
    {
      int low = (int) MAX (o->min, -4), high = (int) MIN (o->max, low + 4);
      guint count = 1;

      if (o->kind == AE_OPTION_FLOAT || o->kind == AE_OPTION_LAYER)
        continue;
      g_string_append_printf (text, "%s%s=", text->len > 0 ? "," : "", o->name);
      if (o->kind == AE_OPTION_CHOICE)
        g_string_append (
          text,
          o->choices[g_rand_int_range (random, 0, (int) g_strv_length ((char **) o->choices))]);
      else if (o->kind == AE_OPTION_BOOL)
        g_string_append (text, g_rand_boolean (random) ? "true" : "false");
      else
        {
          if (o->kind == AE_OPTION_SIZES)
            count = (guint) g_rand_int_range (random, (int) o->min_count, (int) o->max_count + 1);
          for (guint i = 0; i < count; i++)
            g_string_append_printf (text, "%s%d", i > 0 ? "," : "",
                                    g_rand_int_range (random, low, high + 1));
        }
    }
  return g_string_free (text, FALSE);
}

static gboolean
all_finite (const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

/* A shape that a layer takes, it can run; one that it does not take, it
 * refuses with a sentence. */
static gboolean
try_shape (const AeLayerClass *klass, const AeProbe *probe)
{
  gboolean joins = (klass->flags & AE_LAYER_JOINS) != 0;
  g_autofree gpointer options = g_malloc0 (MAX (klass->options_size, 1));
  g_autoptr (LayerBench) bench = NULL;
  g_autoptr (GError) error = NULL;
  AeShape y_shape = { 0 };

  ae_options_init (klass->options, options);
  ae_options_set_text (klass->options, options, probe->options, &error);
  g_assert_no_error (error);
  if (!klass->shape (options, &probe->x_shape, joins ? &probe->x_shape : NULL, &y_shape, &error))
    {
      g_assert_error (error, AE_ERROR, AE_ERROR_SHAPE);
      g_assert_cmpuint (strlen (error->message), >, 20);
      return FALSE;
    }
  g_assert_cmpuint (ae_shape_size (&y_shape), >, 0);
  bench = layer_bench_new (klass, probe, 0);
  for (guint i = 0; i < bench->n_params; i++)
    g_assert_cmpuint (count_weight (bench, i), >, 0);
  run (bench, FALSE);
  g_assert_true (all_finite (bench->y, LAYER_BENCH_SAMPLES * bench->y_size));
  g_assert_true (all_finite (bench->dx, LAYER_BENCH_SAMPLES * bench->x_size));
  return TRUE;
}

static void
test_shapes (gconstpointer data)
{
  const AeLayerClass *klass = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (17);
  guint taken = 0;

  for (guint i = 0; i < DRAWS; i++)
    {
      g_autofree char *options = draw_options (klass, random);
      AeProbe probe = { options, { (guint) g_rand_int_range (random, 1, 4) }, 0.1f, 0.9f };

      for (guint k = 0; k < probe.x_shape.rank; k++)
        probe.x_shape.dims[k] = (guint) g_rand_int_range (random, 1, 8);
      taken += try_shape (klass, &probe);
    }
  g_assert_cmpuint (taken, >, 0);
}

/* A view gives as many numbers as it takes. */
static void
test_view (gconstpointer data)
{
  const AeLayerClass *klass = data;

  for (const AeProbe *probe = klass->probes; probe->options != NULL; probe++)
    {
      g_autofree gpointer options = g_malloc0 (MAX (klass->options_size, 1));
      g_autoptr (GError) error = NULL;
      AeShape y_shape = { 0 };

      ae_options_init (klass->options, options);
      ae_options_set_text (klass->options, options, probe->options, &error);
      g_assert_no_error (error);
      klass->shape (options, &probe->x_shape, NULL, &y_shape, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (ae_shape_size (&y_shape), >, 0);
      if (!(klass->flags & AE_LAYER_INPUT))
        g_assert_cmpuint (ae_shape_size (&y_shape), ==, ae_shape_size (&probe->x_shape));
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
  g_test_add_func ("/layers/names", test_names);
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    {
      const AeLayerClass *klass = ae_layer_classes ()[i];

      add (klass, "described", test_described);
      add (klass, "options", test_options);
      if (klass->flags & AE_LAYER_VIEW)
        {
          add (klass, "view", test_view);
          continue;
        }
      add (klass, "gradient", test_gradient);
      add (klass, "shards", test_shards);
      add (klass, "calm", test_calm);
      add (klass, "draws", test_draws);
      add (klass, "shapes", test_shapes);
      if (klass->flags & AE_LAYER_FUSES_RELU)
        add (klass, "relu", test_relu);
    }
  return g_test_run ();
}
