/* SPDX-License-Identifier: MIT */
/* Every row of the loss registry: its value against a formula in double, its
 * gradient by differences, what is fused against what is not, scale, the mean
 * over a sample's values, and the name it is found by. A loss without a
 * formula here is checked by differences of its own values.
 */
#include <math.h>
#include <string.h>

#include "engine/loss.h"
#include "engine/training/recipe.h"

#define N     5
#define SIZE  36
#define ROW   4 /* of the last axis */
#define COUNT (N * SIZE)

/* The loss of one sample. */
typedef double (*Formula) (const double *y, const float *t);

static double
follow_cross_entropy (const double *y, const float *t)
{
  double sum = 0;

  for (guint i = 0; i < SIZE; i++)
    sum += -t[i] * log (y[i]) - (1 - t[i]) * log (1 - y[i]);
  return sum / SIZE;
}

static double
follow_square (const double *y, const float *t)
{
  double sum = 0;

  for (guint i = 0; i < SIZE; i++)
    sum += pow (y[i] - t[i], 2);
  return sum / SIZE;
}

static double
follow_absolute (const double *y, const float *t)
{
  double sum = 0;

  for (guint i = 0; i < SIZE; i++)
    sum += fabs (y[i] - t[i]);
  return sum / SIZE;
}

static double
follow_huber (const double *y, const float *t, double delta)
{
  double sum = 0;

  for (guint i = 0; i < SIZE; i++)
    {
      double e = fabs (y[i] - t[i]);

      sum += e <= delta ? e * e / 2 : delta * e - delta * delta / 2;
    }
  return sum / SIZE;
}

static double
follow_huber_one (const double *y, const float *t)
{
  return follow_huber (y, t, 1);
}

static double
follow_huber_near (const double *y, const float *t)
{
  return follow_huber (y, t, 0.25);
}

static double
follow_cosine (const double *y, const float *t)
{
  double sum = 0;

  for (guint r = 0; r < SIZE; r += ROW)
    {
      double yy = 0, tt = 0, yt = 0;

      for (guint i = r; i < r + ROW; i++)
        {
          yy += y[i] * y[i];
          tt += (double) t[i] * t[i];
          yt += y[i] * t[i];
        }
      sum -= yt / fmax (sqrt (yy), 1e-7) / fmax (sqrt (tt), 1e-7);
    }
  return sum / (SIZE / ROW);
}

typedef struct
{
  const char *name;
  const char *options;
  Formula formula;
} Case;

static const Case cases[] = {
  { "binary_crossentropy", "", follow_cross_entropy }, { "mean_squared_error", "", follow_square },
  { "mean_absolute_error", "", follow_absolute },      { "huber", "", follow_huber_one },
  { "huber", "delta=0.25", follow_huber_near },        { "cosine_similarity", "", follow_cosine },
};

static gboolean
has_formula (const AeLossClass *loss)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (strcmp (cases[i].name, loss->name) == 0)
      return TRUE;
  return FALSE;
}

typedef struct
{
  _Alignas(8) guint8 options[AE_RECIPE_OPTIONS_SIZE];
  float y[COUNT], z[COUNT], t[COUNT], dy[COUNT];
  double exact[COUNT];
  AeLossPass pass;
} Fixture;

/* Predictions between 0 and 1, nowhere near their targets. */
static void
fixture_init (Fixture *self, const AeLossClass *loss, const char *options)
{
  AeRandomKey key = { .seed = 8 };
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  ae_options_init (loss->options, self->options);
  ae_options_set_text (loss->options, self->options, options, &error);
  g_assert_no_error (error);
  ae_random_uniform (&key, self->t, COUNT);
  key.layer = 1;
  ae_random_uniform (&key, self->z, COUNT);
  for (guint i = 0; i < COUNT; i++)
    {
      self->y[i] = self->t[i] < 0.5f ? self->t[i] + 0.1f + 0.35f * self->z[i]
                                     : self->t[i] - 0.1f - 0.35f * self->z[i];
      self->exact[i] = self->y[i];
      self->z[i] = logf (self->y[i] / (1 - self->y[i]));
    }
  self->pass = (AeLossPass) { .options = self->options,
                              .n = N,
                              .size = SIZE,
                              .row = ROW,
                              .y = self->y,
                              .t = self->t,
                              .scale = 1 };
}

static double
sum_formula (const Fixture *self, Formula formula)
{
  double sum = 0;

  for (guint s = 0; s < N; s++)
    sum += formula (self->exact + s * SIZE, self->t + s * SIZE);
  return sum;
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
test_described (gconstpointer data)
{
  const AeLossClass *loss = data;

  g_assert_true (find_loss (loss->name) == loss);
  g_assert_cmpstr (loss->title, !=, "");
  g_assert_cmpuint (strlen (loss->summary), >, 10);
  g_assert_cmpuint (loss->options_size, <=, AE_RECIPE_OPTIONS_SIZE);
  g_assert_nonnull (loss->run);
  if (loss->unit_range != NULL)
    g_assert_true (g_str_has_suffix (loss->unit_range, "."));
  if (loss->instead != NULL)
    g_assert_null (find_loss (loss->instead)->unit_range);
  g_assert_true ((loss->run_fused != NULL) == (loss->fused_activation != AE_ACTIVATION_LINEAR));
  if (!has_formula (loss))
    g_test_skip ("skipped: this test has no formula to compare it with");
}

/* The sum over samples of each one's mean. */
static void
test_value (gconstpointer data)
{
  const Case *test = data;
  const AeLossClass *loss = find_loss (test->name);
  double whole, parts = 0;
  Fixture fixture;

  fixture_init (&fixture, loss, test->options);
  whole = loss->run (&fixture.pass);
  g_assert_cmpfloat_with_epsilon (whole, sum_formula (&fixture, test->formula), 1e-5);
  for (guint i = 0; i < N; i++)
    {
      AeLossPass one = fixture.pass;

      one.n = 1;
      one.y += i * SIZE;
      one.t += i * SIZE;
      parts += loss->run (&one);
    }
  g_assert_cmpfloat_with_epsilon (whole, parts, 1e-5);
}

/* scale·dL/dy by central differences, and the same value with and without it. */
static void
test_gradient (gconstpointer data)
{
  const Case *test = data;
  const AeLossClass *loss = find_loss (test->name);
  static const float scales[] = { 1, 0.25f, 24 };
  const double step = 1e-4;
  Fixture fixture;

  fixture_init (&fixture, loss, test->options);
  for (guint k = 0; k < G_N_ELEMENTS (scales); k++)
    {
      double alone = loss->run (&fixture.pass);

      fixture.pass.dy = fixture.dy;
      fixture.pass.scale = scales[k];
      g_assert_cmpfloat (loss->run (&fixture.pass), ==, alone);
      fixture.pass.dy = NULL;
      for (guint i = 0; i < COUNT; i++)
        {
          double before = fixture.exact[i], high, low;

          fixture.exact[i] = before + step;
          high = sum_formula (&fixture, test->formula);
          fixture.exact[i] = before - step;
          low = sum_formula (&fixture, test->formula);
          fixture.exact[i] = before;
          g_assert_cmpfloat_with_epsilon (fixture.dy[i], scales[k] * (high - low) / (2 * step),
                                          1e-5 * scales[k]);
        }
    }
}

/* dy by differences of the loss's own values, of any loss and with its defaults. */
static void
test_own_gradient (gconstpointer data)
{
  const AeLossClass *loss = data;
  const float step = 0.01f;
  Fixture fixture;

  fixture_init (&fixture, loss, "");
  fixture.pass.dy = fixture.dy;
  loss->run (&fixture.pass);
  fixture.pass.dy = NULL;
  for (guint i = 0; i < COUNT; i++)
    {
      float before = fixture.y[i];
      double high, low, width;

      fixture.y[i] = before + step;
      width = fixture.y[i];
      high = loss->run (&fixture.pass);
      fixture.y[i] = before - step;
      width -= fixture.y[i];
      low = loss->run (&fixture.pass);
      fixture.y[i] = before;
      g_assert_cmpfloat_with_epsilon (fixture.dy[i], (high - low) / width, 2e-3);
    }
}

/* The gradient may take the place of the predictions. */
static void
test_in_place (gconstpointer data)
{
  const AeLossClass *loss = data;
  Fixture apart, together;

  fixture_init (&apart, loss, "");
  fixture_init (&together, loss, "");
  apart.pass.dy = apart.dy;
  together.pass.dy = together.y;
  g_assert_cmpfloat (loss->run (&apart.pass), ==, loss->run (&together.pass));
  g_assert_cmpmem (apart.dy, sizeof apart.dy, together.y, sizeof together.y);
}

/* Fused equals activation, loss, and the activation's own gradient. */
static void
test_fused (gconstpointer data)
{
  const AeLossClass *loss = data;
  Fixture apart, fused;

  fixture_init (&apart, loss, "");
  fixture_init (&fused, loss, "");
  apart.pass.dy = apart.dy;
  apart.pass.scale = fused.pass.scale = 0.5f;
  ae_activation_forward (loss->fused_activation, N, SIZE, apart.z, apart.y);
  fused.pass.y = fused.z;
  fused.pass.dy = fused.dy;
  g_assert_cmpfloat_with_epsilon (loss->run (&apart.pass), loss->run_fused (&fused.pass), 1e-4);
  ae_activation_backward (loss->fused_activation, N, SIZE, apart.z, apart.y, apart.dy);
  for (guint i = 0; i < COUNT; i++)
    {
      g_assert_cmpfloat_with_epsilon (fused.z[i], apart.y[i], 1e-6);
      g_assert_cmpfloat_with_epsilon (fused.dy[i], apart.dy[i], 1e-6);
    }
}

/* Far out, where a probability rounds to 0 or 1, the fused one stays finite
 * and does not clip. */
static void
test_far_out (gconstpointer data)
{
  const AeLossClass *loss = data;
  float z[2] = { 60, -60 }, t[2] = { 0, 1 }, dy[2];
  AeLossPass pass = { .n = 1, .size = 2, .row = 2, .y = z, .t = t, .dy = dy, .scale = 1 };

  g_assert_cmpfloat_with_epsilon (loss->run_fused (&pass), 60, 1e-4);
  g_assert_cmpfloat_with_epsilon (dy[0], 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (dy[1], -0.5, 1e-6);
}

/* Rows shorter than 3e-4 still have a direction; within 1e-7 the norm is that,
 * and a longer row would only be a longer one. */
static void
test_short_rows (void)
{
  float y[6] = { 6e-6f, 8e-6f, 3e-8f, 4e-8f, 0, 0 }, t[6] = { 0.3f, 0.4f, 0.3f, 0.4f, 1, 0 }, dy[6];
  AeLossPass pass = { .n = 3, .size = 2, .row = 2, .y = y, .t = t, .scale = 1 };
  const AeLossClass *loss = find_loss ("cosine_similarity");

  g_assert_cmpfloat_with_epsilon (loss->run (&pass), -1 - 0.5, 1e-6);
  pass.dy = dy;
  loss->run (&pass);
  g_assert_cmpfloat_with_epsilon (dy[0], 0, 0.1);
  g_assert_cmpfloat_with_epsilon (dy[2], -0.6 / 1e-7, 10);
  g_assert_cmpfloat_with_epsilon (dy[3], -0.8 / 1e-7, 10);
  g_assert_cmpfloat_with_epsilon (dy[4], -1 / 1e-7, 10);
}

static void
test_registry (void)
{
  guint n = 0;

  for (; ae_loss_classes ()[n] != NULL; n++)
    g_assert_cmpstr (ae_loss_names[n], ==, ae_loss_classes ()[n]->name);
  g_assert_null (ae_loss_names[n]);
  g_assert_cmpuint (n, >, 0);
  g_assert_null (find_loss ("crossentropy"));
}

static void
add (const AeLossClass *loss, const char *name, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/losses/%s/%s", loss->name, name);

  g_test_add_data_func (path, loss, func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/losses/registry", test_registry);
  g_test_add_func ("/losses/cosine_similarity/short-rows", test_short_rows);
  for (guint i = 0; ae_loss_classes ()[i] != NULL; i++)
    {
      const AeLossClass *loss = ae_loss_classes ()[i];

      add (loss, "described", test_described);
      add (loss, "gradient", test_own_gradient);
      add (loss, "in-place", test_in_place);
      if (loss->run_fused == NULL)
        continue;
      add (loss, "fused", test_fused);
      if (loss->fused_activation == AE_ACTIVATION_SIGMOID)
        add (loss, "far-out", test_far_out);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *value = g_strdup_printf ("/losses/%s/value-%s", cases[i].name,
                                                cases[i].options);
      g_autofree char *gradient = g_strdup_printf ("/losses/%s/gradient-%s", cases[i].name,
                                                   cases[i].options);

      g_test_add_data_func (value, &cases[i], test_value);
      g_test_add_data_func (gradient, &cases[i], test_gradient);
    }
  return g_test_run ();
}
