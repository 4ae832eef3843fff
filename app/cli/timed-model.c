/* SPDX-License-Identifier: MIT */
/* An epoch's order is gone through again and again. Samples are read once before
 * anything is measured: the first reading of a sample may draw it, or wait for
 * the disk.
 */
#include "app/cli/timed-model.h"

#include "app/data/batch-bridge.h"
#include "app/cli/inputs.h"
#include "data/order.h"

#define READ_AHEAD 65536 /* samples at most */
#define READ_SLICE 256   /* samples at a time */
#define GRID_CODES 400   /* decoded for the time of a grid */

/* Decoding is timed at least this often; the median is taken. */
#define MIN_ROUNDS 5

/* @order: [samples]; @place: in it; @samples: trained in the last run */
struct _WbTimedModel
{
  AeNetwork *network;
  AePool *pool;
  AeTrainer *trainer;
  AeSource source;
  guint32 *order;
  gsize place;
  guint batch;
  guint64 samples;
};

WbProject *
wb_timed_model_open_model (const char *word, DsSource *source, GError **error)
{
  gboolean is_file;
  const WbTemplate *template = wb_cli_find_template (word, &is_file, error);
  AeShape shape;

  if (is_file)
    return wb_cli_open_project (word, error);
  if (template == NULL)
    return NULL;
  shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (source)));
  return wb_template_build (template, &shape, error);
}

WbTimedModel *
wb_timed_model_new (const WbProject *project, DsDataset *training, AePool *pool, GError **error)
{
  g_autoptr (WbTimedModel) self = g_new0 (WbTimedModel, 1);

  self->pool = pool;
  self->source = wb_batch_bridge_source (training);
  self->batch = (guint) project->recipe.batch_size;
  self->network = wb_cli_make_network (project, error);
  if (self->network == NULL
      || !wb_batch_bridge_fits (training, ae_network_get_shape (self->network, 0), error))
    return NULL;
  self->trainer = ae_trainer_new (self->network, pool, &project->recipe, error);
  if (self->trainer == NULL)
    return NULL;
  self->order = g_new (guint32, self->source.n_samples);
  ds_order_fill (self->order, self->source.n_samples, (guint64) project->recipe.seed, 0);
  return g_steal_pointer (&self);
}

void
wb_timed_model_free (WbTimedModel *self)
{
  if (self == NULL)
    return;
  ae_trainer_free (self->trainer);
  ae_network_free (self->network);
  g_free (self->order);
  g_free (self);
}

typedef struct
{
  const AeSource *source;
  const guint32 *order;
  gsize n;
} Reading;

static void
read_slice (gpointer data, guint slice, guint worker)
{
  const Reading *job = data;
  gsize first = (gsize) slice * READ_SLICE, n = MIN (READ_SLICE, job->n - first);
  g_autofree float *out = g_new (float, n * ae_shape_size (&job->source->shape));

  job->source->read (job->source->data, job->order + first, n, out);
}

gboolean
wb_timed_model_warm_up (WbTimedModel *self, double seconds, GError **error)
{
  Reading job = { &self->source, self->order, MIN (READ_AHEAD, self->source.n_samples) };
  double rate;

  ae_pool_run (self->pool, (guint) ((job.n + READ_SLICE - 1) / READ_SLICE), read_slice, &job);
  return wb_timed_model_run (self, seconds, &rate, error);
}

static gboolean
step (WbTimedModel *self, GError **error)
{
  AeLossValue loss;
  guint n;

  if (self->place == self->source.n_samples)
    self->place = 0;
  n = (guint) MIN (self->batch, self->source.n_samples - self->place);
  if (!ae_trainer_step (self->trainer, &self->source, self->order + self->place, n, &loss, error))
    return FALSE;
  self->place += n;
  self->samples += n;
  return TRUE;
}

gboolean
wb_timed_model_run (WbTimedModel *self, double seconds, double *rate, GError **error)
{
  gint64 begin = g_get_monotonic_time (), now;

  self->samples = 0;
  do
    {
      if (!step (self, error))
        return FALSE;
      now = g_get_monotonic_time ();
    }
  while ((double) (now - begin) < seconds * G_USEC_PER_SEC);
  *rate = (double) self->samples * G_USEC_PER_SEC / (double) MAX (now - begin, 1);
  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

/* The median time of decoding @n codes at once. */
static gboolean
time_decoding (const AeNetwork *network,
               const float *codes,
               float *samples,
               gsize n,
               double seconds,
               double *median,
               GError **error)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  guint code = ae_network_get_code (network), last = ae_network_get_n_layers (network) - 1;
  double left = seconds;

  while (left > 0 || times->len < MIN_ROUNDS)
    {
      gint64 begin = g_get_monotonic_time ();
      double time;
      guint n_times = n > 1 ? 1 : GRID_CODES; /* the clock counts whole microseconds */

      for (guint i = 0; i < n_times; i++)
        if (!ae_network_predict (network, code, last, n,
                                 codes + i * ae_shape_size (ae_network_get_shape (network, code)),
                                 samples, error))
          return FALSE;
      time = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC / n_times;
      left -= time * n_times;
      g_array_append_val (times, time);
    }
  g_array_sort (times, compare_times);
  *median = g_array_index (times, double, times->len / 2);
  return TRUE;
}

gboolean
wb_timed_model_time_decoder (WbTimedModel *self,
                             double seconds,
                             double *one,
                             double *grid,
                             GError **error)
{
  guint code = ae_network_get_code (self->network);
  gsize size = ae_shape_size (&self->source.shape); /* the trainer saw that it is the output's */
  gsize code_size = ae_shape_size (ae_network_get_shape (self->network, code));
  g_autofree float *samples = g_new0 (float, GRID_CODES * size);
  g_autofree float *codes = g_new0 (float, GRID_CODES * code_size);

  for (guint i = 0; i < GRID_CODES; i++)
    self->source.read (self->source.data, self->order + i % self->source.n_samples, 1,
                       samples + i * size);
  return ae_network_predict (self->network, 0, code, GRID_CODES, samples, codes, error)
         && time_decoding (self->network, codes, samples, 1, seconds / 2, one, error)
         && time_decoding (self->network, codes, samples, GRID_CODES, seconds / 2, grid, error);
}

AeTrainer *
wb_timed_model_get_trainer (WbTimedModel *self)
{
  return self->trainer;
}

const AeNetwork *
wb_timed_model_get_network (WbTimedModel *self)
{
  return self->network;
}

guint64
wb_timed_model_get_samples (WbTimedModel *self)
{
  return self->samples;
}
