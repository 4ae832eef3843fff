/* SPDX-License-Identifier: MIT */
/* What a code's share of each Gaussian is, is one thread's for a block of codes; what a
 * Gaussian is, is one thread's for each of them and adds up codes in their order.
 */
#include "app/latent/mixture.h"

#include <math.h>
#include <string.h>

#include "engine/blas.h"
#include "engine/random.h"

#define ROWS         64
#define MOST_STEPS   40
#define MEANS_STEPS  5
#define LEAST_GAIN   1e-3 /* nats a code, for another step */
#define LEAST_SPREAD 1e-4 /* of the mean variance, added to each */
#define LOG_2PI      1.8378770664093454836

typedef struct
{
  WbMixture *mixture;
  gsize n;
  const float *x;
  double ridge;
  double *shares;      /* [n, k] */
  double *likelihoods; /* [n]: logarithms */
  float *inverses;     /* [k, d, d]: L⁻¹; [k, d]: 1 / deviation */
  double *constants;   /* [k]: log of weight and height of the Gaussian */
} Fit;

void
wb_mixture_free (WbMixture *self)
{
  if (self == NULL)
    return;
  g_free (self->weights);
  g_free (self->means);
  g_free (self->spreads);
  g_free (self->lower);
  g_free (self->upper);
  g_free (self);
}

static gsize
get_spread_size (const WbMixture *self)
{
  return self->full ? self->size * self->size : self->size;
}

static WbMixture *
mixture_new (gsize n, gsize size, const float *x, guint n_components)
{
  WbMixture *self = g_new0 (WbMixture, 1);

  self->n_components = n_components;
  self->size = size;
  self->full = size <= WB_MIXTURE_FULL;
  self->weights = g_new0 (double, n_components);
  self->means = g_new0 (double, n_components * size);
  self->spreads = g_new0 (double, n_components * get_spread_size (self));
  self->lower = g_memdup2 (x, size * sizeof (float));
  self->upper = g_memdup2 (x, size * sizeof (float));
  for (gsize i = 0; i < n * size; i++)
    {
      self->lower[i % size] = MIN (self->lower[i % size], x[i]);
      self->upper[i % size] = MAX (self->upper[i % size], x[i]);
    }
  return self;
}

/* The mean over all values of their variance. */
static double
find_mean_variance (gsize n, gsize size, const float *x)
{
  double all = 0;

  for (gsize j = 0; j < size; j++)
    {
      double sum = 0, squares = 0;

      for (gsize i = 0; i < n; i++)
        sum += x[i * size + j];
      for (gsize i = 0; i < n; i++)
        squares += (x[i * size + j] - sum / (double) n) * (x[i * size + j] - sum / (double) n);
      all += squares / (double) n;
    }
  return all / (double) size;
}

static void
fit_init (Fit *self, gsize n, gsize size, const float *x, guint n_components)
{
  self->mixture = mixture_new (n, size, x, n_components);
  self->n = n;
  self->x = x;
  self->ridge = MAX (LEAST_SPREAD * find_mean_variance (n, size, x), 1e-12);
  self->shares = g_new0 (double, n * n_components);
  self->likelihoods = g_new (double, n);
  self->inverses = g_new (float, n_components * get_spread_size (self->mixture));
  self->constants = g_new (double, n_components);
}

static void
fit_clear (Fit *self)
{
  wb_mixture_free (self->mixture);
  g_free (self->shares);
  g_free (self->likelihoods);
  g_free (self->inverses);
  g_free (self->constants);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fit, fit_clear)

static double
find_distance (gsize size, const float *x, const double *mean)
{
  double sum = 0;

  for (gsize j = 0; j < size; j++)
    sum += (x[j] - mean[j]) * (x[j] - mean[j]);
  return sum;
}

static void
set_mean (WbMixture *self, guint component, const float *x)
{
  for (gsize j = 0; j < self->size; j++)
    self->means[component * self->size + j] = x[j];
}

/* k-means++: each mean is a code, likely one that is far from the means before. */
static void
choose_means (Fit *self)
{
  WbMixture *mixture = self->mixture;
  const guint k = mixture->n_components;
  g_autofree double *nearest = g_new (double, self->n);
  g_autofree float *luck = g_new (float, k);

  ae_random_uniform (&(AeRandomKey) { .step = k }, luck, k);
  for (gsize i = 0; i < self->n; i++)
    nearest[i] = 1;
  for (guint c = 0; c < k; c++)
    {
      double all = 0, left;
      gsize chosen = 0;

      for (gsize i = 0; i < self->n; i++)
        all += nearest[i];
      left = all * luck[c];
      while (chosen + 1 < self->n && left >= nearest[chosen])
        left -= nearest[chosen++];
      set_mean (mixture, c, self->x + chosen * mixture->size);
      for (gsize i = 0; i < self->n; i++)
        {
          double distance = find_distance (mixture->size, self->x + i * mixture->size,
                                           mixture->means + c * mixture->size);

          nearest[i] = c == 0 ? distance : MIN (nearest[i], distance);
        }
    }
}

/* Gives a block of codes to the nearest means. */
static void
assign_block (gpointer data, guint item, guint worker)
{
  Fit *self = data;
  const WbMixture *mixture = self->mixture;
  const guint k = mixture->n_components;
  const gsize last = MIN (((gsize) item + 1) * ROWS, self->n);

  for (gsize i = (gsize) item * ROWS; i < last; i++)
    {
      double least = INFINITY;
      guint nearest = 0;

      for (guint c = 0; c < k; c++)
        {
          double distance = find_distance (mixture->size, self->x + i * mixture->size,
                                           mixture->means + c * mixture->size);

          self->shares[i * k + c] = 0;
          if (distance >= least)
            continue;
          least = distance;
          nearest = c;
        }
      self->shares[i * k + nearest] = 1;
    }
}

/* A Gaussian without codes stays where it is. Returns the sum of its shares. */
static double
update_mean (Fit *self, guint component)
{
  WbMixture *mixture = self->mixture;
  const gsize d = mixture->size;
  double *mean = mixture->means + component * d, all = 0;

  for (gsize i = 0; i < self->n; i++)
    all += self->shares[i * mixture->n_components + component];
  mixture->weights[component] = all / (double) self->n;
  if (all <= 0)
    return 0;
  memset (mean, 0, d * sizeof *mean);
  for (gsize i = 0; i < self->n; i++)
    {
      double share = self->shares[i * mixture->n_components + component] / all;

      for (gsize j = 0; j < d && share > 0; j++)
        mean[j] += share * self->x[i * d + j];
    }
  return all;
}

static void
update_mean_item (gpointer data, guint component, guint worker)
{
  update_mean (data, component);
}

/* A = L·Lᵀ in place of its lower triangle (Cholesky). */
static void
decompose (gsize d, double *a)
{
  for (gsize i = 0; i < d; i++)
    for (gsize j = 0; j <= i; j++)
      {
        double sum = a[i * d + j];

        for (gsize k = 0; k < j; k++)
          sum -= a[i * d + k] * a[j * d + k];
        a[i * d + j] = i == j ? sqrt (MAX (sum, 1e-300)) : sum / a[j * d + j];
      }
}

/* @inverse: (out): L⁻¹ */
static void
invert (gsize d, const double *l, float *inverse)
{
  g_autofree double *column = g_new (double, d);

  for (gsize j = 0; j < d; j++)
    for (gsize i = 0; i < d; i++)
      {
        double sum = i == j ? 1 : 0;

        for (gsize k = j; k < i; k++)
          sum -= l[i * d + k] * column[k];
        column[i] = i >= j ? sum / l[i * d + i] : 0;
        inverse[i * d + j] = (float) column[i];
      }
}

/* Of a spread that is known: what the likelihood needs. */
static void
prepare (Fit *self, guint component)
{
  WbMixture *mixture = self->mixture;
  const gsize d = mixture->size, size = get_spread_size (mixture);
  double *spread = mixture->spreads + component * size, log_height = 0;

  if (mixture->full)
    {
      decompose (d, spread);
      invert (d, spread, self->inverses + component * size);
    }
  for (gsize j = 0; j < d && !mixture->full; j++)
    {
      spread[j] = sqrt (spread[j]);
      self->inverses[component * size + j] = (float) (1 / spread[j]);
    }
  for (gsize j = 0; j < d; j++)
    log_height -= log (mixture->full ? spread[j * d + j] : spread[j]);
  self->constants[component] = log (mixture->weights[component]) + log_height
                               - (double) d / 2 * LOG_2PI;
}

/* @v: (out): [rows, d]: codes from @first on, less a mean */
static void
subtract_mean (const Fit *self, guint component, gsize first, gsize rows, float *v)
{
  const gsize d = self->mixture->size;
  const double *mean = self->mixture->means + component * d;

  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < d; j++)
      v[i * d + j] = (float) (self->x[(first + i) * d + j] - mean[j]);
}

/* Adds a block of codes, which is multiplied with the roots of its shares before. */
static void
add_spread (const WbMixture *mixture, gsize rows, const float *v, float *product, double *spread)
{
  const gsize d = mixture->size;

  if (!mixture->full)
    {
      for (gsize i = 0; i < rows * d; i++)
        spread[i % d] += (double) v[i] * v[i];
      return;
    }
  ae_gemm_tn (d, d, rows, v, v, 0, product);
  for (gsize i = 0; i < d * d; i++)
    spread[i] += product[i];
}

static void
maximize (gpointer data, guint component, guint worker)
{
  Fit *self = data;
  WbMixture *mixture = self->mixture;
  const gsize d = mixture->size, size = get_spread_size (mixture);
  double all = update_mean (self, component), *spread = mixture->spreads + component * size;
  g_autofree float *v = g_new (float, ROWS *d);
  g_autofree float *product = g_new (float, size);

  memset (spread, 0, size * sizeof *spread);
  for (gsize first = 0; first < self->n && all > 0; first += ROWS)
    {
      const gsize rows = MIN (ROWS, self->n - first);

      subtract_mean (self, component, first, rows, v);
      for (gsize i = 0; i < rows; i++)
        {
          double share = self->shares[(first + i) * mixture->n_components + component] / all;
          float root = (float) sqrt (share);

          for (gsize j = 0; j < d; j++)
            v[i * d + j] *= root;
        }
      add_spread (mixture, rows, v, product, spread);
    }
  for (gsize j = 0; j < d; j++)
    spread[mixture->full ? j * d + j : j] += self->ridge;
  prepare (self, component);
}

/* @squares: (out): [rows]: lengths of codes, in units of the spread; @v, @y: [rows, d]: room */
static void
find_squares (const Fit *self, guint component, gsize rows, float *v, float *y, double *squares)
{
  const WbMixture *mixture = self->mixture;
  const gsize d = mixture->size;
  const float *inverse = self->inverses + component * get_spread_size (mixture);

  if (mixture->full)
    ae_gemm_nt (rows, d, d, v, inverse, 0, y);
  else
    for (gsize i = 0; i < rows * d; i++)
      y[i] = v[i] * inverse[i % d];
  for (gsize i = 0; i < rows; i++)
    {
      squares[i] = 0;
      for (gsize j = 0; j < d; j++)
        squares[i] += (double) y[i * d + j] * y[i * d + j];
    }
}

/* Logarithms become shares that sum up to 1; returns the logarithm of their sum. */
static double
share_out (guint k, double *shares)
{
  double most = -INFINITY, sum = 0;

  for (guint c = 0; c < k; c++)
    most = MAX (most, shares[c]);
  for (guint c = 0; c < k; c++)
    sum += shares[c] = exp (shares[c] - most);
  for (guint c = 0; c < k; c++)
    shares[c] /= sum;
  return most + log (sum);
}

static void
expect_block (gpointer data, guint item, guint worker)
{
  Fit *self = data;
  const guint k = self->mixture->n_components;
  const gsize d = self->mixture->size, first = (gsize) item * ROWS;
  const gsize rows = MIN (ROWS, self->n - first);
  g_autofree float *v = g_new (float, rows *d);
  g_autofree float *y = g_new (float, rows *d);
  double squares[ROWS];

  for (guint c = 0; c < k; c++)
    {
      subtract_mean (self, c, first, rows, v);
      find_squares (self, c, rows, v, y, squares);
      for (gsize i = 0; i < rows; i++)
        self->shares[(first + i) * k + c] = self->constants[c] - squares[i] / 2;
    }
  for (gsize i = 0; i < rows; i++)
    self->likelihoods[first + i] = share_out (k, self->shares + (first + i) * k);
}

/* Returns the log-likelihood of all codes. */
static double
expect (Fit *self, AePool *pool)
{
  double sum = 0;

  ae_pool_run (pool, (guint) ((self->n + ROWS - 1) / ROWS), expect_block, self);
  for (gsize i = 0; i < self->n; i++)
    sum += self->likelihoods[i];
  return sum;
}

/* The numbers that a mixture has: weights that sum up to 1, means, and spreads. */
static double
count_numbers (const WbMixture *self)
{
  double d = (double) self->size, k = self->n_components;

  return k - 1 + k * (d + (self->full ? d * (d + 1) / 2 : d));
}

WbMixture *
wb_mixture_fit_components (AePool *pool, gsize n, gsize size, const float *x, guint n_components)
{
  const guint n_blocks = (guint) ((n + ROWS - 1) / ROWS);
  g_auto (Fit) fit = { NULL };
  double likelihood = -INFINITY, before;

  g_return_val_if_fail (n_components > 0 && n_components <= n, NULL);
  fit_init (&fit, n, size, x, n_components);
  choose_means (&fit);
  for (guint step = 0; step < MEANS_STEPS; step++)
    {
      ae_pool_run (pool, n_blocks, assign_block, &fit);
      ae_pool_run (pool, n_components, update_mean_item, &fit);
    }
  ae_pool_run (pool, n_blocks, assign_block, &fit);
  for (guint step = 0; step < MOST_STEPS; step++)
    {
      ae_pool_run (pool, n_components, maximize, &fit);
      before = likelihood;
      likelihood = expect (&fit, pool);
      if (likelihood - before < LEAST_GAIN * (double) n)
        break;
    }
  fit.mixture->bic = count_numbers (fit.mixture) * log ((double) n) - 2 * likelihood;
  return g_steal_pointer (&fit.mixture);
}

/* (transfer full): [*kept, size]: codes at even distances, at most WB_MIXTURE_SAMPLES */
static float *
thin (gsize n, gsize size, const float *x, gsize *kept)
{
  float *out;

  *kept = MIN (n, WB_MIXTURE_SAMPLES);
  out = g_new (float, *kept *size);
  for (gsize i = 0; i < *kept; i++)
    memcpy (out + i * size, x + i * n / *kept * size, size * sizeof (float));
  return out;
}

/* More and more Gaussians, until two numbers of them in a row were no better. */
WbMixture *
wb_mixture_fit (AePool *pool, gsize n, gsize size, const float *x)
{
  static const guint numbers[] = { 2, 3, 4, 6, 8, 12, WB_MIXTURE_MOST };
  gsize kept;
  g_autofree float *codes = thin (n, size, x, &kept);
  g_autoptr (WbMixture) best = wb_mixture_fit_components (pool, kept, size, codes, 1);
  guint worse = 0;

  for (guint i = 0; i < G_N_ELEMENTS (numbers) && numbers[i] <= kept / 2 && worse < 2; i++)
    {
      g_autoptr (WbMixture) next = wb_mixture_fit_components (pool, kept, size, codes, numbers[i]);

      if (!(next->bic < best->bic))
        {
          worse++;
          continue;
        }
      worse = 0;
      wb_mixture_free (best);
      best = g_steal_pointer (&next);
    }
  return g_steal_pointer (&best);
}

/* The Gaussian at a share of all weights. */
static guint
find_component (const WbMixture *self, double share)
{
  guint c = 0;

  while (c + 1 < self->n_components && share >= self->weights[c])
    share -= self->weights[c++];
  return c;
}

void
wb_mixture_draw (const WbMixture *self, guint64 seed, gsize n, float *codes)
{
  const gsize d = self->size;
  g_autofree float *normal = g_new (float, d);

  for (gsize i = 0; i < n; i++)
    {
      AeRandomKey key = { .seed = seed, .sample = (guint32) i };
      const double *mean, *spread;
      float luck;
      guint c;

      ae_random_uniform (&key, &luck, 1);
      c = find_component (self, luck);
      key.layer = 1;
      ae_random_normal (&key, normal, d);
      mean = self->means + c * d;
      spread = self->spreads + c * get_spread_size (self);
      for (gsize a = 0; a < d; a++)
        {
          double value = mean[a];

          for (gsize b = 0; b <= a && self->full; b++)
            value += spread[a * d + b] * normal[b];
          if (!self->full)
            value += spread[a] * normal[a];
          codes[i * d + a] = (float) CLAMP (value, self->lower[a], self->upper[a]);
        }
    }
}
