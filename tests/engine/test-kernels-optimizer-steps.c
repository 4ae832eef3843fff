/* SPDX-License-Identifier: MIT */
/* Kernels that add, and the optimizers' passes: each set against Keras 3's
 * formulas in double, several steps on end, over odd sizes, unaligned starts
 * and one to four lanes; and any cut at multiples of 64 gives the same bits.
 */
#include "tests/engine/kernel-sets.h"

#define N_STEPS 4

typedef enum
{
  SGD,
  MOMENTUM,
  NESTEROV,
  RMSPROP,
  CENTERED,
  ADAGRAD,
  ADADELTA,
  ADAM,
  ADAMW,
  N_RULES,
} Rule;

static const AeSgd sgd_options[] = { { 0.1f, 0, FALSE },
                                     { 0.1f, 0.9f, FALSE },
                                     { 0.1f, 0.9f, TRUE } };
static const AeRmsProp rmsprop_options[] = {
  { 0.01f, 0.9f, 0, 1e-3f, FALSE },
  { 0.01f, 0.9f, 0.5f, 1e-3f, TRUE },
};
static const AeAdagrad adagrad_options = { 0.1f, 1e-3f };
static const AeAdadelta adadelta_options = { 0.7f, 0.95f, 1e-3f };
static const AeAdam adam_options[] = {
  { 0.02f, 0.9f, 0.99f, 1e-3f, 0 },
  { 0.02f, 0.9f, 0.99f, 1e-3f, 0.05f },
};

static void
call_rule (const AeUpdateKernels *update, Rule rule, const AeSweep *sweep)
{
  if (rule <= NESTEROV)
    update->sgd (sweep, &sgd_options[rule]);
  else if (rule <= CENTERED)
    update->rmsprop (sweep, &rmsprop_options[rule - RMSPROP]);
  else if (rule == ADAGRAD)
    update->adagrad (sweep, &adagrad_options);
  else if (rule == ADADELTA)
    update->adadelta (sweep, &adadelta_options);
  else
    update->adam (sweep, &adam_options[rule - ADAM]);
}

static void
exact_sgd (const AeSgd *o, double g, double *w, double *m)
{
  *m = o->momentum * *m - o->rate * g;
  *w += o->nesterov ? o->momentum * *m - o->rate * g : *m;
}

static void
exact_rmsprop (const AeRmsProp *o, double g, double *w, double s[3])
{
  s[0] = o->rho * s[0] + (1 - o->rho) * g * g;
  if (o->centered)
    s[2] = o->rho * s[2] + (1 - o->rho) * g;
  s[1] = o->momentum * s[1] + o->rate * g / sqrt (s[0] - s[2] * s[2] + o->epsilon);
  *w -= s[1];
}

static void
exact_adadelta (const AeAdadelta *o, double g, double *w, double s[3])
{
  double step;

  s[0] = o->rho * s[0] + (1 - o->rho) * g * g;
  step = g * sqrt (s[1] + o->epsilon) / sqrt (s[0] + o->epsilon);
  s[1] = o->rho * s[1] + (1 - o->rho) * step * step;
  *w -= o->rate * step;
}

static void
exact_adam (const AeAdam *o, double g, double *w, double s[3])
{
  *w *= 1 - (double) o->decay;
  s[0] = o->beta_1 * s[0] + (1 - (double) o->beta_1) * g;
  s[1] = o->beta_2 * s[1] + (1 - (double) o->beta_2) * g * g;
  *w -= o->alpha * s[0] / (sqrt (s[1]) + o->epsilon);
}

static void
exact_rule (Rule rule, double g, double *w, double s[3])
{
  if (rule <= NESTEROV)
    exact_sgd (&sgd_options[rule], g, w, &s[0]);
  else if (rule <= CENTERED)
    exact_rmsprop (&rmsprop_options[rule - RMSPROP], g, w, s);
  else if (rule == ADAGRAD)
    {
      s[0] += g * g;
      *w -= adagrad_options.rate * g / sqrt (s[0] + adagrad_options.epsilon);
    }
  else if (rule == ADADELTA)
    exact_adadelta (&adadelta_options, g, w, s);
  else
    exact_adam (&adam_options[rule - ADAM], g, w, s);
}

typedef struct
{
  Array w;
  Array slots[3];
  Array g[4];
  const float *lanes[4];
  AeSweep sweep;
} Work;

static void
work_draw (Work *work, gsize n, gsize offset, guint n_lanes)
{
  array_draw (&work->w, n, offset, -1, 1);
  for (guint k = 0; k < 3; k++)
    {
      array_start (&work->slots[k], n, (offset + k) % 4);
      memset (work->slots[k].at, 0, n * sizeof (float));
    }
  for (guint lane = 0; lane < n_lanes; lane++)
    {
      array_draw (&work->g[lane], n, (offset + lane) % 3, -1, 1);
      work->lanes[lane] = work->g[lane].at;
    }
  work->sweep = (AeSweep) {
    .n = n,
    .w = work->w.at,
    .g = work->lanes,
    .n_lanes = n_lanes,
    .g_scale = 0.5f,
    .slots = { work->slots[0].at, work->slots[1].at, work->slots[2].at },
  };
}

static void
check_rule (const AeKernels *kernels, Rule rule, gsize n, guint n_lanes)
{
  Work work;
  double w[ROOM];
  double slots[ROOM][3];

  work_draw (&work, n, n % 4, n_lanes);
  for (gsize i = 0; i < n; i++)
    {
      w[i] = work.w.at[i];
      memset (slots[i], 0, sizeof slots[i]);
    }
  for (guint step = 0; step < N_STEPS; step++)
    {
      call_rule (kernels->update, rule, &work.sweep);
      for (gsize i = 0; i < n; i++)
        {
          double g = 0;

          for (guint lane = 0; lane < n_lanes; lane++)
            g += work.lanes[lane][i];
          exact_rule (rule, g * 0.5, &w[i], slots[i]);
          assert_close (work.w.at[i], w[i], 2e-6);
        }
    }
  array_check_guards (&work.w);
  for (guint k = 0; k < 3; k++)
    array_check_guards (&work.slots[k]);
}

static void
test_rules (const AeKernels *kernels)
{
  for (guint rule = 0; rule < N_RULES; rule++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      check_rule (kernels, rule, sizes[s], 1 + s % 4);
}

/* Where the gradient has always been zero, not one bit of w moves. */
static void
test_zero_gradient (const AeKernels *kernels)
{
  Work work;

  for (guint rule = 0; rule < N_RULES - 1; rule++)
    {
      float before[100];

      work_draw (&work, 100, 0, 2);
      memset (work.g[0].at, 0, 100 * sizeof (float));
      memset (work.g[1].at, 0, 100 * sizeof (float));
      memcpy (before, work.w.at, sizeof before);
      call_rule (kernels->update, rule, &work.sweep);
      g_assert_cmpmem (before, sizeof before, work.w.at, sizeof before);
    }
}

static void
test_rule_cuts (const AeKernels *kernels)
{
  for (guint rule = 0; rule < N_RULES; rule++)
    {
      Work work;
      Work cut;

      work_draw (&work, 203, 1, 3);
      cut = work;
      cut.w.at = cut.w.memory + (work.w.at - work.w.memory);
      for (guint k = 0; k < 3; k++)
        cut.slots[k].at = cut.slots[k].memory + (work.slots[k].at - work.slots[k].memory);
      call_rule (kernels->update, rule, &work.sweep);
      for (gsize i = 0; i < 203; i += 64)
        {
          const float *lanes[3] = { work.lanes[0] + i, work.lanes[1] + i, work.lanes[2] + i };
          AeSweep sweep = {
            .n = MIN (64, 203 - i),
            .w = cut.w.at + i,
            .g = lanes,
            .n_lanes = 3,
            .g_scale = 0.5f,
            .slots = { cut.slots[0].at + i, cut.slots[1].at + i, cut.slots[2].at + i },
          };

          call_rule (kernels->update, rule, &sweep);
        }
      g_assert_cmpmem (cut.w.at, 203 * sizeof (float), work.w.at, 203 * sizeof (float));
    }
}

static void
check_element_sums (const AeKernels *kernels, gsize n, gsize offset)
{
  const float a = -0.7f;
  Array x, y, start;

  array_draw (&x, n, offset, -1, 1);
  array_draw (&y, n, 3 - offset, -1, 1);
  start = y;
  start.at = start.memory + (y.at - y.memory);
  kernels->sum->add (n, x.at, y.at);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (y.at[i], ==, start.at[i] + x.at[i]);
  kernels->sum->scale (n, a, y.at);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (y.at[i], ==, (start.at[i] + x.at[i]) * a);
  memcpy (y.at, start.at, n * sizeof (float));
  kernels->sum->axpy (n, a, x.at, y.at);
  for (gsize i = 0; i < n; i++)
    assert_close (y.at[i], start.at[i] + a * (double) x.at[i], 2e-7);
  kernels->sum->fill (n, a, y.at);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (y.at[i], ==, a);
  array_check_guards (&y);
}

static void
check_lanes (const AeKernels *kernels, gsize n, guint n_lanes)
{
  Array g[4], out;
  const float *lanes[4];
  double squares = 0;

  for (guint lane = 0; lane < n_lanes; lane++)
    {
      array_draw (&g[lane], n, lane, -1, 1);
      lanes[lane] = g[lane].at;
    }
  array_start (&out, n, 2);
  kernels->sum->sum_lanes (lanes, n_lanes, n, out.at);
  for (gsize i = 0; i < n; i++)
    {
      float sum = lanes[0][i];

      for (guint lane = 1; lane < n_lanes; lane++)
        sum += lanes[lane][i];
      g_assert_cmpfloat (out.at[i], ==, sum);
      squares += (double) sum * sum;
    }
  array_check_guards (&out);
  assert_close (kernels->sum->sum_squares (lanes, n_lanes, n), squares, 1e-12 * (1 + squares));
}

static void
check_rows (const AeKernels *kernels, gsize rows, gsize cols)
{
  Array x, b, sums, start;

  array_draw (&x, rows * cols, cols % 4, -1, 1);
  array_draw (&b, cols, 1, -1, 1);
  array_draw (&sums, cols, 2, -1, 1);
  start = sums;
  start.at = start.memory + (sums.at - sums.memory);
  kernels->sum->sum_rows (rows, cols, x.at, sums.at);
  for (gsize c = 0; c < cols; c++)
    {
      double sum = start.at[c];

      for (gsize r = 0; r < rows; r++)
        sum += x.at[r * cols + c];
      assert_close (sums.at[c], sum, 1e-6 * (1 + rows));
    }
  array_check_guards (&sums);
  start = x;
  start.at = start.memory + (x.at - x.memory);
  kernels->sum->add_bias (rows, cols, b.at, x.at);
  for (gsize i = 0; i < rows * cols; i++)
    g_assert_cmpfloat (x.at[i], ==, start.at[i] + b.at[i % cols]);
  array_check_guards (&x);
}

static void
test_sums (const AeKernels *kernels)
{
  static const gsize columns[] = { 1, 2, 3, 7, 8, 9, 15, 16, 17, 32, 33, 64, 70, 130 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      check_element_sums (kernels, sizes[s], s % 4);
      check_lanes (kernels, sizes[s], 1 + s % 4);
    }
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    for (gsize rows = 0; rows < 29; rows += 7)
      check_rows (kernels, rows, columns[c]);
}

/* Wherever it stands, at any length and from any start. */
static void
test_is_finite (const AeKernels *kernels)
{
  static const float bad[] = { INFINITY, -INFINITY, NAN };

  for (gsize n = 0; n < 150; n++)
    {
      Array x;

      array_draw (&x, n, n % 4, -3e38, 3e38);
      g_assert_true (kernels->sum->is_finite (n, x.at));
      for (gsize i = 0; i < n; i++)
        {
          const float kept = x.at[i];

          x.at[i] = bad[(n + i) % 3];
          g_assert_false (kernels->sum->is_finite (n, x.at));
          x.at[i] = kept;
        }
    }
}

/* 10^19 squared is more than a float holds. */
static void
test_large_squares (const AeKernels *kernels)
{
  const float g[3] = { 1e25f, 0, -1e25f };
  const float *lanes[1] = { g };

  g_assert_cmpfloat (kernels->sum->sum_squares (lanes, 1, 3) / 2e50, >, 0.999);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  add_set_test ("rules", test_rules);
  add_set_test ("zero-gradient", test_zero_gradient);
  add_set_test ("rule-cuts", test_rule_cuts);
  add_set_test ("sums", test_sums);
  add_set_test ("large-squares", test_large_squares);
  add_set_test ("is-finite", test_is_finite);
  return g_test_run ();
}
