/* SPDX-License-Identifier: MIT */
/* The forward pass of every layer, and every loss with its gradient, against
 * golden/layers.ini, which PyTorch and numpy wrote in double by Keras'
 * conventions (golden/make-layers.py). Inputs and weights are drawn here as
 * there. A layer or a loss that no group of the file names is skipped with a word.
 */
#include <math.h>
#include <string.h>

#include "engine/loss.h"
#include "tests/engine/layer-bench.h"

#define N     LAYER_BENCH_SAMPLES
#define SHOWN 24
#define BOUND 2e-5

enum
{
  X_SEED = 1,
  X2_SEED,
  W_SEED,
  SUM_SEED,
};

static double
draw (guint64 *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double) (*state >> 40) / 0x1p24;
}

static void
draw_inputs (guint64 seed, gboolean unit, float *values, gsize n)
{
  guint64 state = seed;

  for (gsize i = 0; i < n; i++)
    {
      double drawn = draw (&state);

      values[i] = (float) (unit ? drawn : 2 * drawn - 1);
    }
}

static char *
get_text (GKeyFile *file, const char *group, const char *key)
{
  char *text = g_key_file_get_string (file, group, key, NULL);

  return text != NULL ? text : g_strdup ("");
}

static gboolean
has_flag (GKeyFile *file, const char *group, const char *flag)
{
  g_autofree char *flags = get_text (file, group, "flags");

  return strstr (flags, flag) != NULL;
}

static AeShape
get_shape (GKeyFile *file, const char *group, const char *key)
{
  gsize rank = 0;
  g_autofree int *dims = g_key_file_get_integer_list (file, group, key, &rank, NULL);
  AeShape shape = { .rank = (guint) rank };

  for (gsize i = 0; i < rank; i++)
    shape.dims[i] = (guint) dims[i];
  return shape;
}

static void
check_number (const char *group, const char *what, gsize place, double value, double golden)
{
  if (!(fabs (value - golden) <= BOUND * fmax (1, fabs (golden))))
    g_error ("[%s] %s %" G_GSIZE_FORMAT " is %.8g and should be %.8g", group, what, place, value,
             golden);
}

static void
check_part (GKeyFile *file, const char *group, const char *key, double value)
{
  if (g_key_file_has_key (file, group, key, NULL))
    check_number (group, key, 0, value, g_key_file_get_double (file, group, key, NULL));
}

/* Every so many values, and the sum of all, each times a number drawn. */
static void
check_values (GKeyFile *file, const char *group, const char *what, const float *values, gsize n)
{
  g_autofree char *some = g_strconcat (what, "_some", NULL);
  g_autofree char *sum_key = g_strconcat (what, "_sum", NULL);
  gsize count = 0, stride = 1 + (n - 1) / SHOWN;
  g_autofree double *golden = g_key_file_get_double_list (file, group, some, &count, NULL);
  guint64 state = SUM_SEED;
  double sum = 0;

  g_assert_cmpuint (count, ==, (n + stride - 1) / stride);
  for (gsize i = 0; i < count; i++)
    check_number (group, what, i * stride, values[i * stride], golden[i]);
  for (gsize i = 0; i < n; i++)
    sum += values[i] * (2 * draw (&state) - 1);
  check_number (group, sum_key, 0, sum, g_key_file_get_double (file, group, sum_key, NULL));
}

static void
draw_weights (LayerBench *bench)
{
  guint64 state = W_SEED;

  for (guint i = 0; i < bench->n_params; i++)
    {
      const AeParam *param = &bench->params[i];

      for (gsize k = 0; k < ae_shape_size (&param->shape); k++)
        {
          double drawn = draw (&state);

          bench->w[i][k] = (float) (param->frozen ? 0.5 + drawn : 0.6 * (2 * drawn - 1));
        }
    }
}

/* A second input is longer than the first by this much. */
static guint
get_widening (GKeyFile *file, const char *group, const AeShape *shape)
{
  AeShape second = get_shape (file, group, "second");

  return second.rank > 0 ? ae_shape_last (&second) - ae_shape_last (shape) : 0;
}

static void
check_layer (GKeyFile *file, const char *group, const AeLayerClass *klass)
{
  g_autofree char *options = get_text (file, group, "options");
  AeProbe probe = { .options = options, .x_shape = get_shape (file, group, "input") };
  AeShape golden = get_shape (file, group, "output");
  gboolean unit = has_flag (file, group, "unit");
  g_autoptr (LayerBench) bench = NULL;

  bench = layer_bench_new (klass, &probe, get_widening (file, group, &probe.x_shape));
  g_assert_nonnull (bench);
  g_assert_true (ae_shape_equal (&bench->pass.y_shape, &golden));
  draw_inputs (X_SEED, unit, bench->x, N * bench->x_size);
  draw_inputs (X2_SEED, FALSE, bench->x2, N * bench->x2_size);
  draw_weights (bench);
  bench->pass.training = has_flag (file, group, "training");
  bench->pass.beta = 1;
  layer_bench_forward (bench);
  check_values (file, group, "y", bench->y, N * bench->y_size);
  check_part (file, group, "loss", bench->loss);
  check_part (file, group, "penalty", bench->penalty);
}

static void
check_loss (GKeyFile *file, const char *group, const AeLossClass *klass)
{
  enum
  {
    SIZE = 11
  };
  g_autofree char *text = get_text (file, group, "loss_options");
  g_autofree guint8 *options = g_malloc0 (klass->options_size + 1);
  gboolean fused = has_flag (file, group, "fused");
  float y[N * SIZE], t[N * SIZE], dy[N * SIZE];
  AeLossPass pass = {
    .options = options,
    .n = N,
    .size = SIZE,
    .row = SIZE,
    .y = y,
    .t = t,
    .dy = dy,
    .scale = 1,
  };

  ae_options_init (klass->options, options);
  g_assert_true (ae_options_set_text (klass->options, options, text, NULL));
  draw_inputs (X_SEED, !fused, y, N * SIZE);
  draw_inputs (X2_SEED, TRUE, t, N * SIZE);
  check_part (file, group, "loss", fused ? klass->run_fused (&pass) : klass->run (&pass));
  check_values (file, group, "dy", dy, N * SIZE);
}

static const AeLossClass *
find_loss (const char *name)
{
  const AeLossClass *const *classes = ae_loss_classes ();

  while (*classes != NULL && !g_str_equal (name, (*classes)->name))
    classes++;
  return *classes;
}

static void
test_group (gconstpointer data)
{
  const char *group = data;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "engine", "golden", "layers.ini",
                                                 NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const char *name = strchr (group, ' ') + 1;

  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  if (g_key_file_has_key (file, group, "loss_options", NULL))
    check_loss (file, group, find_loss (name));
  else
    check_layer (file, group, ae_layer_class_find (name));
}

static gboolean
is_named (char **groups, const char *name)
{
  for (; *groups != NULL; groups++)
    if (g_str_equal (strchr (*groups, ' ') + 1, name))
      return TRUE;
  return FALSE;
}

/* A new layer or loss may come before its golden values; the report names it. */
static void
test_missing (void)
{
  g_test_skip ("no golden values yet: golden/make-layers.py makes them");
}

static void
add_missing (char **groups, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/golden/%s/missing", name);

  if (!is_named (groups, name))
    g_test_add_func (path, test_missing);
}

/* Views and inputs compute nothing. */
static void
add_all_missing (char **groups)
{
  for (const AeLayerClass *const *klass = ae_layer_classes (); *klass != NULL; klass++)
    if (!((*klass)->flags & (AE_LAYER_VIEW | AE_LAYER_INPUT)))
      add_missing (groups, (*klass)->type);
  for (const AeLossClass *const *klass = ae_loss_classes (); *klass != NULL; klass++)
    add_missing (groups, (*klass)->name);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "engine", "golden", "layers.ini", NULL);
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  groups = g_key_file_get_groups (file, NULL);
  add_all_missing (groups);
  for (char **group = groups; *group != NULL; group++)
    {
      g_auto (GStrv) words = g_strsplit (*group, " ", 2);
      g_autofree char *name = g_strdup_printf ("/golden/%s/%s", words[1], words[0]);

      g_test_add_data_func (name, *group, test_group);
    }
  return g_test_run ();
}
