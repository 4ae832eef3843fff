/* SPDX-License-Identifier: MIT */
/* Every row of the optimizer registry against Keras 3's formulas (the update
 * rules of keras.optimizers), written here once more in double and without a
 * kernel: twelve steps on a short list of weights, with the gradient split
 * over lanes, with the defaults and with every option moved, in every set of
 * kernels that runs here. Of any optimizer: that it descends, leaves a weight
 * without a gradient alone, and that no cut of its pieces shows.
 */
#include "tests/engine/kernel-sets.h"

#include "engine/error.h"
#include "engine/training/recipe.h"

#define N     131
#define STEPS 12
#define LANES 3

typedef struct
{
  double rate, momentum, nesterov, rho, centered, epsilon, beta_1, beta_2, decay, start;
} Settings;

/* One weight's own values; `a`, `b` and `c` are the rule's. */
typedef struct
{
  double w, a, b, c;
} Cell;

typedef void (*Rule) (const Settings *o, guint step, double g, Cell *cell);

static void
follow_sgd (const Settings *o, guint step, double g, Cell *cell)
{
  if (o->momentum == 0)
    {
      cell->w -= o->rate * g;
      return;
    }
  cell->a = cell->a * o->momentum - g * o->rate;
  cell->w += o->nesterov ? cell->a * o->momentum - g * o->rate : cell->a;
}

static void
follow_rmsprop (const Settings *o, guint step, double g, Cell *cell)
{
  double denominator, increment;

  cell->a = o->rho * cell->a + (1 - o->rho) * g * g;
  denominator = cell->a + o->epsilon;
  if (o->centered)
    {
      cell->c = o->rho * cell->c + (1 - o->rho) * g;
      denominator -= cell->c * cell->c;
    }
  increment = o->rate * g / sqrt (denominator);
  cell->b = o->momentum * cell->b + increment;
  cell->w -= o->momentum > 0 ? cell->b : increment;
}

static void
follow_adagrad (const Settings *o, guint step, double g, Cell *cell)
{
  if (step == 1)
    cell->a = o->start;
  cell->a += g * g;
  cell->w -= o->rate * g / sqrt (cell->a + o->epsilon);
}

static void
follow_adadelta (const Settings *o, guint step, double g, Cell *cell)
{
  double delta;

  cell->a = o->rho * cell->a + (1 - o->rho) * g * g;
  delta = -sqrt (cell->b + o->epsilon) / sqrt (cell->a + o->epsilon) * g;
  cell->b = o->rho * cell->b + (1 - o->rho) * delta * delta;
  cell->w += o->rate * delta;
}

static void
follow_adam (const Settings *o, guint step, double g, Cell *cell)
{
  double alpha = o->rate * sqrt (1 - pow (o->beta_2, step)) / (1 - pow (o->beta_1, step));

  cell->w -= cell->w * o->decay * o->rate;
  cell->a = o->beta_1 * cell->a + (1 - o->beta_1) * g;
  cell->b = o->beta_2 * cell->b + (1 - o->beta_2) * g * g;
  cell->w -= alpha * cell->a / (sqrt (cell->b) + o->epsilon);
}

typedef struct
{
  const char *name;
  const char *options; /* beside the defaults; NULL ends the list of an optimizer */
  Rule rule;
} Case;

static const Case cases[] = {
  { "sgd", "", follow_sgd },
  { "sgd", "momentum=0.8", follow_sgd },
  { "sgd", "momentum=0.8,nesterov=true", follow_sgd },
  { "rmsprop", "", follow_rmsprop },
  { "rmsprop", "rho=0.7,epsilon=0.001", follow_rmsprop },
  { "rmsprop", "momentum=0.6", follow_rmsprop },
  { "rmsprop", "centered=true", follow_rmsprop },
  { "rmsprop", "momentum=0.6,centered=true,rho=0.5", follow_rmsprop },
  { "adagrad", "", follow_adagrad },
  { "adagrad", "initial_accumulator_value=0.5,epsilon=0.01", follow_adagrad },
  { "adadelta", "", follow_adadelta },
  { "adadelta", "rho=0.6,epsilon=0.001", follow_adadelta },
  { "adam", "", follow_adam },
  { "adam", "beta_1=0.5,beta_2=0.9,epsilon=0.01", follow_adam },
  { "adamw", "", follow_adam },
  { "adamw", "beta_1=0.5,beta_2=0.9,epsilon=0.01,weight_decay=0.3", follow_adam },
};

static double
get (const AeOptimizerClass *optimizer, const void *values, const char *name)
{
  const AeOption *option = ae_options_find (optimizer->options, name);
  AeValue value = { 0 };

  if (option != NULL)
    ae_option_get (option, values, &value);
  return value.real + (double) value.integer;
}

static Settings
read_settings (const AeOptimizerClass *optimizer, const void *values, double rate)
{
  return (Settings) {
    .rate = rate,
    .momentum = get (optimizer, values, "momentum"),
    .nesterov = get (optimizer, values, "nesterov"),
    .rho = get (optimizer, values, "rho"),
    .centered = get (optimizer, values, "centered"),
    .epsilon = get (optimizer, values, "epsilon"),
    .beta_1 = get (optimizer, values, "beta_1"),
    .beta_2 = get (optimizer, values, "beta_2"),
    .decay = get (optimizer, values, "weight_decay"),
    .start = get (optimizer, values, "initial_accumulator_value"),
  };
}

typedef struct
{
  float w[N], slots[AE_MAX_SLOTS][N], lanes[LANES][N];
  Cell cells[N];
  const float *g[LANES];
} Fixture;

static void
fixture_init (Fixture *self, const AeOptimizerClass *optimizer, const void *options)
{
  AeRandomKey key = { .seed = 5 };

  memset (self, 0, sizeof *self);
  ae_random_uniform (&key, self->w, N);
  for (guint i = 0; i < N; i++)
    self->cells[i].w = self->w[i];
  for (guint lane = 0; lane < LANES; lane++)
    self->g[lane] = self->lanes[lane];
  for (guint slot = 0; slot < optimizer->n_slots && optimizer->slot_start != NULL; slot++)
    for (guint i = 0; i < N; i++)
      self->slots[slot][i] = optimizer->slot_start (options, slot);
}

static void
draw_gradients (Fixture *self, guint step)
{
  for (guint lane = 0; lane < LANES; lane++)
    {
      AeRandomKey key = { .seed = 6, .layer = lane, .step = step };

      ae_random_normal (&key, self->lanes[lane], N);
    }
}

static const AeOptimizerClass *
find (const AeKernels *kernels, const char *name)
{
  const AeOptimizerClass *const *classes = kernels->optimizers;

  while (strcmp ((*classes)->name, name) != 0)
    classes++;
  return *classes;
}

static void
check_rule (const AeKernels *kernels, const Case *test)
{
  const AeOptimizerClass *optimizer = find (kernels, test->name);
  _Alignas(8) guint8 options[AE_RECIPE_OPTIONS_SIZE] = { 0 };
  double rate = 0.02;
  g_autoptr (GError) error = NULL;
  Settings settings;
  Fixture fixture;

  ae_options_init (optimizer->options, options);
  ae_options_set_text (optimizer->options, options, test->options, &error);
  g_assert_no_error (error);
  fixture_init (&fixture, optimizer, options);
  for (guint step = 1; step <= STEPS; step++)
    {
      AeUpdate update = {
        .options = options,
        .learning_rate = rate / step,
        .step = step,
        .n = N,
        .w = fixture.w,
        .g = fixture.g,
        .n_lanes = LANES,
        .g_scale = 0.5f,
      };

      settings = read_settings (optimizer, options, rate / step);
      draw_gradients (&fixture, step);
      for (guint slot = 0; slot < optimizer->n_slots; slot++)
        update.slots[slot] = fixture.slots[slot];
      optimizer->update (&update);
      for (guint i = 0; i < N; i++)
        {
          double g = 0;

          for (guint lane = 0; lane < LANES; lane++)
            g += fixture.lanes[lane][i];
          test->rule (&settings, step, g / 2, &fixture.cells[i]);
          g_assert_cmpfloat_with_epsilon (fixture.w[i], fixture.cells[i].w, 2e-6 * step);
        }
    }
}

static void
test_rules (const AeKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_rule (kernels, &cases[i]);
}

/* Weights anywhere in memory, with guards behind them, and a gradient in lanes. */
typedef struct
{
  _Alignas(8) guint8 options[AE_RECIPE_OPTIONS_SIZE];
  Array w, slots[AE_MAX_SLOTS], g[4];
  const float *lanes[4];
  AeUpdate update;
} Work;

static void
work_draw (Work *work, const AeOptimizerClass *optimizer, gsize n, gsize offset, guint n_lanes)
{
  const AeOption *decay = ae_options_find (optimizer->options, "weight_decay");

  memset (work->options, 0, sizeof work->options);
  ae_options_init (optimizer->options, work->options);
  if (decay != NULL)
    ae_option_set (decay, work->options, &(AeValue) { .real = 0 }, NULL);
  work->update = (AeUpdate) {
    .options = work->options,
    .learning_rate = optimizer->learning_rate,
    .step = 1,
    .n = n,
    .g = work->lanes,
    .n_lanes = n_lanes,
    .g_scale = 0.5f,
  };
  array_draw (&work->w, n, offset, 0.5, 1);
  work->update.w = work->w.at;
  for (guint slot = 0; slot < optimizer->n_slots; slot++)
    {
      float start = optimizer->slot_start ? optimizer->slot_start (work->options, slot) : 0;

      array_draw (&work->slots[slot], n, (offset + slot) % 4, start, start);
      work->update.slots[slot] = work->slots[slot].at;
    }
  for (guint lane = 0; lane < n_lanes; lane++)
    {
      array_draw (&work->g[lane], n, (offset + lane) % 3, -1, 1);
      work->lanes[lane] = work->g[lane].at;
    }
}

static void
check_pieces (const AeOptimizerClass *optimizer, gsize n)
{
  Work work;
  float w[ROOM];

  work_draw (&work, optimizer, n, n % 4, 1 + n % 4);
  memcpy (w, work.w.at, n * sizeof (float));
  optimizer->update (&work.update);
  array_check_guards (&work.w);
  for (guint slot = 0; slot < optimizer->n_slots; slot++)
    {
      array_check_guards (&work.slots[slot]);
      for (gsize i = 0; i < n; i++)
        work.slots[slot].at[i] = optimizer->slot_start ? optimizer->slot_start (work.options, slot)
                                                       : 0;
    }
  for (gsize first = 0; first < n; first += 64)
    {
      const float *lanes[4];
      AeUpdate piece = work.update;

      piece.n = MIN (64, n - first);
      piece.w = w + first;
      piece.g = lanes;
      for (guint lane = 0; lane < piece.n_lanes; lane++)
        lanes[lane] = work.lanes[lane] + first;
      for (guint slot = 0; slot < optimizer->n_slots; slot++)
        piece.slots[slot] += first;
      optimizer->update (&piece);
    }
  g_assert_cmpmem (w, n * sizeof (float), work.w.at, n * sizeof (float));
}

/* Any cut at multiples of 64 gives the same bits, of any length and from any start. */
static void
test_pieces (const AeKernels *kernels)
{
  for (guint i = 0; kernels->optimizers[i] != NULL; i++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      check_pieces (kernels->optimizers[i], sizes[s]);
}

/* Where the gradient has always been zero, not one bit of w moves. */
static void
test_zero_gradient (const AeKernels *kernels)
{
  for (guint i = 0; kernels->optimizers[i] != NULL; i++)
    {
      Work work;
      float before[100];

      work_draw (&work, kernels->optimizers[i], 100, 0, 2);
      memset (work.g[0].at, 0, 100 * sizeof (float));
      memset (work.g[1].at, 0, 100 * sizeof (float));
      memcpy (before, work.w.at, sizeof before);
      kernels->optimizers[i]->update (&work.update);
      g_assert_cmpmem (before, sizeof before, work.w.at, sizeof before);
    }
}

static double
sum_squares (const Array *w)
{
  double sum = 0;

  for (gsize i = 0; i < w->n; i++)
    sum += (double) w->at[i] * w->at[i];
  return sum;
}

/* Of ½·w² the gradient is w: every step makes it smaller. */
static void
test_descent (const AeKernels *kernels)
{
  for (guint i = 0; kernels->optimizers[i] != NULL; i++)
    {
      Work work;
      double last;

      work_draw (&work, kernels->optimizers[i], 33, 1, 1);
      last = sum_squares (&work.w);
      for (; work.update.step <= 20; work.update.step++)
        {
          memcpy (work.g[0].at, work.w.at, 33 * sizeof (float));
          kernels->optimizers[i]->update (&work.update);
          g_assert_cmpfloat (sum_squares (&work.w), <, last);
          last = sum_squares (&work.w);
        }
    }
}

static gboolean
has_rule (const AeOptimizerClass *optimizer)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (strcmp (cases[i].name, optimizer->name) == 0)
      return TRUE;
  return FALSE;
}

static const AeOptimizerClass *
find_optimizer (const char *name)
{
  const AeOptimizerClass *const *classes = ae_optimizer_classes ();

  while (*classes != NULL && !g_str_equal (name, (*classes)->name))
    classes++;
  return *classes;
}

static void
test_described (gconstpointer data)
{
  const AeOptimizerClass *optimizer = data;
  guint n = 0;

  g_assert_true (find_optimizer (optimizer->name) == optimizer);
  g_assert_cmpstr (optimizer->title, !=, "");
  g_assert_cmpuint (strlen (optimizer->summary), >, 10);
  g_assert_cmpuint (optimizer->options_size, <=, AE_RECIPE_OPTIONS_SIZE);
  g_assert_cmpuint (optimizer->n_slots, <=, AE_MAX_SLOTS);
  g_assert_cmpfloat (optimizer->learning_rate, >, 0);
  while (n < AE_MAX_SLOTS && optimizer->slot_names[n] != NULL)
    n++;
  g_assert_cmpuint (n, ==, optimizer->n_slots);
  if (!has_rule (optimizer))
    g_test_skip ("skipped: this test has no formula to compare it with");
}

/* Keras 3's defaults, as its documentation lists them. */
static void
test_defaults (void)
{
  static const struct
  {
    const char *name;
    double rate;
    Settings expected;
  } defaults[] = {
    { "sgd", 0.01, { 0 } },
    { "rmsprop", 0.001, { .rho = 0.9, .epsilon = 1e-7 } },
    { "adagrad", 0.001, { .epsilon = 1e-7, .start = 0.1 } },
    { "adadelta", 0.001, { .rho = 0.95, .epsilon = 1e-7 } },
    { "adam", 0.001, { .beta_1 = 0.9, .beta_2 = 0.999, .epsilon = 1e-7 } },
    { "adamw", 0.001, { .beta_1 = 0.9, .beta_2 = 0.999, .epsilon = 1e-7, .decay = 0.004 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      const AeOptimizerClass *optimizer = find_optimizer (defaults[i].name);
      _Alignas(8) guint8 options[AE_RECIPE_OPTIONS_SIZE] = { 0 };
      Settings given;

      ae_options_init (optimizer->options, options);
      given = read_settings (optimizer, options, 0);
      g_assert_cmpmem (&given, sizeof given, &defaults[i].expected, sizeof given);
      g_assert_cmpfloat (optimizer->learning_rate, ==, defaults[i].rate);
    }
}

/* Choosing an optimizer brings its rate and its options; an unknown name is
 * refused with the names there are. */
static void
test_recipe (void)
{
  g_autoptr (GError) error = NULL;
  AeRecipe recipe, other;

  ae_recipe_init (&recipe);
  ae_recipe_init (&other);
  g_assert_true (ae_recipe_set_optimizer (&recipe, "sgd", &error));
  g_assert_cmpfloat (recipe.learning_rate, ==, 0.01);
  g_assert_cmpstr (ae_recipe_get_optimizer (&recipe)->name, ==, "sgd");
  g_assert_false (ae_recipe_equal (&recipe, &other));
  g_assert_true (ae_recipe_set_optimizer (&other, "sgd", &error));
  g_assert_true (ae_recipe_equal (&recipe, &other));
  ae_options_set_text (ae_recipe_get_optimizer (&other)->options, other.optimizer_options,
                       "momentum=0.5", &error);
  g_assert_no_error (error);
  g_assert_false (ae_recipe_equal (&recipe, &other));
  other = recipe;
  g_assert_true (ae_recipe_set_loss (&recipe, "huber", &error));
  g_assert_true (ae_recipe_set_loss (&other, "huber", &error));
  g_assert_true (ae_recipe_equal (&recipe, &other));
  ae_options_set_text (ae_recipe_get_loss (&other)->options, other.loss_options, "delta=0.5",
                       &error);
  g_assert_false (ae_recipe_equal (&recipe, &other));
  other = recipe;
  g_assert_true (ae_recipe_set_schedule (&recipe, "step", &error));
  g_assert_true (ae_recipe_set_schedule (&other, "step", &error));
  g_assert_true (ae_recipe_equal (&recipe, &other));
  ae_options_set_text (ae_recipe_get_schedule (&other)->options, other.schedule_options,
                       "factor=0.1", &error);
  g_assert_no_error (error);
  g_assert_false (ae_recipe_equal (&recipe, &other));
  g_assert_false (ae_recipe_set_optimizer (&recipe, "adan", &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, "adamw"));
  g_assert_cmpstr (ae_recipe_get_optimizer (&recipe)->name, ==, "sgd");
}

static void
test_registry (void)
{
  guint n = 0;

  for (; ae_optimizer_classes ()[n] != NULL; n++)
    g_assert_cmpstr (ae_optimizer_names[n], ==, ae_optimizer_classes ()[n]->name);
  g_assert_null (ae_optimizer_names[n]);
  g_assert_null (find_optimizer ("Adam"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  g_test_add_func ("/optimizers/registry", test_registry);
  g_test_add_func ("/optimizers/defaults", test_defaults);
  g_test_add_func ("/optimizers/recipe", test_recipe);
  for (guint i = 0; ae_optimizer_classes ()[i] != NULL; i++)
    {
      const AeOptimizerClass *optimizer = ae_optimizer_classes ()[i];
      g_autofree char *path = g_strdup_printf ("/optimizers/%s/described", optimizer->name);

      g_test_add_data_func (path, optimizer, test_described);
    }
  add_set_test ("rules", test_rules);
  add_set_test ("pieces", test_pieces);
  add_set_test ("zero-gradient", test_zero_gradient);
  add_set_test ("descent", test_descent);
  return g_test_run ();
}
