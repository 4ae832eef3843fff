/* SPDX-License-Identifier: MIT */
/* A training that is shared by several ranks is the training of one alone, bit for
 * bit: here the ranks are threads, and what they send goes through queues.
 */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "engine/error.h"
#include "tests/engine/trainer-fixture.h"

/* Samples of a single step: shards for eight lanes of the wide case. */
#define STEP 128

/* Where ranks meet: what each has sent to each and was not taken yet. */
typedef struct
{
  pthread_mutex_t mutex;
  pthread_cond_t sent;
  GQueue queues[AE_MAX_RANKS][AE_MAX_RANKS];
  gboolean dead; /* one rank is gone */
} Meeting;

typedef struct
{
  Meeting *meeting;
  AeExchange exchange;
  Fixture *fixture;
  gsize n_read; /* atomic: samples that it asked its source for */
  gsize n_bytes;
  double loss;
  AeLossValue evaluation;
  GError *error;
} Rank;

static gboolean
swap (gpointer data, const AePiece *out, guint n_out, const AePiece *in, guint n_in, GError **error)
{
  Rank *self = data;
  Meeting *meeting = self->meeting;
  guint done = 0;

  pthread_mutex_lock (&meeting->mutex);
  for (guint i = 0; i < n_out; i++)
    {
      g_queue_push_tail (&meeting->queues[self->exchange.rank][out[i].rank],
                         g_bytes_new (out[i].data, out[i].size));
      self->n_bytes += out[i].size;
    }
  pthread_cond_broadcast (&meeting->sent);
  while (done < n_in && !meeting->dead)
    {
      GBytes *bytes = g_queue_pop_head (&meeting->queues[in[done].rank][self->exchange.rank]);

      if (bytes == NULL)
        {
          pthread_cond_wait (&meeting->sent, &meeting->mutex);
          continue;
        }
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, in[done].size);
      memcpy (in[done].data, g_bytes_get_data (bytes, NULL), in[done].size);
      g_bytes_unref (bytes);
      done++;
    }
  pthread_mutex_unlock (&meeting->mutex);
  if (done < n_in)
    g_set_error_literal (error, AE_ERROR, AE_ERROR_RANK, "A rank is gone.");
  return done == n_in;
}

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  Rank *self = data;

  __atomic_fetch_add (&self->n_read, n, __ATOMIC_RELAXED);
  for (gsize i = 0; i < n; i++)
    memcpy (out + i * SIZE, self->fixture->samples + indices[i] * SIZE, SIZE * sizeof (float));
}

static Rank *
ranks_new (Meeting *meeting, const Case *test, guint n_ranks, guint n_threads)
{
  Rank *ranks = g_new0 (Rank, n_ranks);

  memset (meeting, 0, sizeof *meeting);
  pthread_mutex_init (&meeting->mutex, NULL);
  pthread_cond_init (&meeting->sent, NULL);
  for (guint i = 0; i < n_ranks; i++)
    {
      ranks[i].meeting = meeting;
      ranks[i].exchange = (AeExchange) { &ranks[i], i, n_ranks, swap };
      ranks[i].fixture = fixture_new (test, n_threads);
      ranks[i].fixture->source.data = &ranks[i];
      ranks[i].fixture->source.read = read_samples;
      ae_trainer_set_exchange (ranks[i].fixture->trainer, &ranks[i].exchange);
    }
  return ranks;
}

static void
ranks_free (Rank *ranks, guint n_ranks)
{
  for (guint i = 0; i < n_ranks * n_ranks; i++)
    {
      GQueue *queue = &ranks->meeting->queues[i / n_ranks][i % n_ranks];

      g_assert_true (ranks->meeting->dead || g_queue_is_empty (queue));
      g_queue_clear_full (queue, (GDestroyNotify) g_bytes_unref);
    }
  pthread_cond_destroy (&ranks->meeting->sent);
  pthread_mutex_destroy (&ranks->meeting->mutex);
  for (guint i = 0; i < n_ranks; i++)
    {
      g_clear_error (&ranks[i].error);
      fixture_free (ranks[i].fixture);
    }
  g_free (ranks);
}

/* Threads and locks of the system's own, which a thread sanitizer sees. */
static void
run (Rank *ranks, guint n_ranks, gpointer (*func) (gpointer))
{
  pthread_t threads[AE_MAX_RANKS];

  for (guint i = 0; i < n_ranks; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, func, &ranks[i]), ==, 0);
  for (guint i = 0; i < n_ranks; i++)
    pthread_join (threads[i], NULL);
}

static gpointer
train_and_evaluate (gpointer data)
{
  Rank *self = data;
  Fixture *fixture = self->fixture;

  self->loss = fixture_train (fixture, 2);
  ae_trainer_evaluate (fixture->trainer, &fixture->source, fixture->order, SAMPLES,
                       &self->evaluation, &self->error);
  g_assert_no_error (self->error);
  return NULL;
}

static void
assert_same (Rank *self, Fixture *alone, double loss, const AeLossValue *evaluation)
{
  gsize n;

  g_assert_true (self->loss == loss);
  g_assert_true (self->evaluation.total == evaluation->total);
  g_assert_true (self->evaluation.divergence == evaluation->divergence);
  fixture_assert_same_weights (self->fixture, alone);
  for (guint i = 0; ae_trainer_get_slot (alone->trainer, i, &n) != NULL; i++)
    g_assert_cmpmem (ae_trainer_get_slot (self->fixture->trainer, i, NULL), n * sizeof (float),
                     ae_trainer_get_slot (alone->trainer, i, NULL), n * sizeof (float));
}

static void
test_bits (gconstpointer data)
{
  static const guint numbers[] = { 1, 2, 3, 4, 5, 7, 16 };
  g_autoptr (Fixture) alone = fixture_new (data, 1);
  g_autoptr (GError) error = NULL;
  double loss = fixture_train (alone, 2);
  AeLossValue evaluation;

  ae_trainer_evaluate (alone->trainer, &alone->source, alone->order, SAMPLES, &evaluation, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      Meeting meeting;
      Rank *ranks = ranks_new (&meeting, data, numbers[i], 1 + i % 2);

      run (ranks, numbers[i], train_and_evaluate);
      for (guint rank = 0; rank < numbers[i]; rank++)
        assert_same (&ranks[rank], alone, loss, &evaluation);
      ranks_free (ranks, numbers[i]);
    }
}

static gpointer
step (gpointer data)
{
  Rank *self = data;
  Fixture *fixture = self->fixture;
  AeLossValue loss;

  ae_trainer_step (fixture->trainer, &fixture->source, fixture->order, STEP, &loss, &self->error);
  return NULL;
}

/* No sample is read by two ranks, and nothing but losses and gradients is sent: the
 * gradient once to be added up and once as a sum, each time but for one's own part. */
static void
test_shares (void)
{
  const Case *wide = &cases[8];

  for (guint n_ranks = 2; n_ranks <= 4; n_ranks += 2)
    {
      Meeting meeting;
      Rank *ranks = ranks_new (&meeting, wide, n_ranks, 1);
      gsize gradient = sizeof (float) * ae_network_get_n_trained (ranks[0].fixture->network);

      run (ranks, n_ranks, step);
      for (guint i = 0; i < n_ranks; i++)
        {
          g_assert_no_error (ranks[i].error);
          g_assert_cmpuint (ranks[i].n_read, ==, STEP / n_ranks);
          g_assert_cmpuint (ranks[i].n_bytes, <=, 2 * gradient * (n_ranks - 1) / n_ranks + 4096);
        }
      ranks_free (ranks, n_ranks);
    }
}

/* What one rank sees is not finite stops all of them, before anything moved. */
static void
test_not_finite (gconstpointer data)
{
  Meeting meeting;
  Rank *ranks = ranks_new (&meeting, data, 3, 1);
  g_autoptr (Fixture) fresh = fixture_new (data, 1);

  for (guint i = 0; i < 3; i++)
    ranks[i].fixture->samples[5] = NAN;
  run (ranks, 3, step);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_error (ranks[i].error, AE_ERROR, AE_ERROR_NUMERIC);
      fixture_assert_same_weights (ranks[i].fixture, fresh);
    }
  ranks_free (ranks, 3);
}

static gpointer
step_or_die (gpointer data)
{
  Rank *self = data;

  if (self->exchange.rank != 1)
    return step (data);
  pthread_mutex_lock (&self->meeting->mutex);
  self->meeting->dead = TRUE;
  pthread_cond_broadcast (&self->meeting->sent);
  pthread_mutex_unlock (&self->meeting->mutex);
  return NULL;
}

static void
test_dead (gconstpointer data)
{
  Meeting meeting;
  Rank *ranks = ranks_new (&meeting, data, 3, 1);
  g_autoptr (Fixture) fresh = fixture_new (data, 1);

  run (ranks, 3, step_or_die);
  for (guint i = 0; i < 3; i++)
    {
      if (i != 1)
        g_assert_error (ranks[i].error, AE_ERROR, AE_ERROR_RANK);
      fixture_assert_same_weights (ranks[i].fixture, fresh);
    }
  ranks_free (ranks, 3);
}

static void
add (const Case *test, const char *name, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/ranks/%s/%s", test->name, name);

  g_test_add_data_func (path, test, func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Whatever GLib makes with the first error is made before there are threads. */
  g_error_free (g_error_new_literal (AE_ERROR, AE_ERROR_RANK, ""));
  for (guint i = 0; i < N_CASES; i++)
    {
      add (&cases[i], "bits", test_bits);
      add (&cases[i], "not-finite", test_not_finite);
      add (&cases[i], "dead", test_dead);
    }
  g_test_add_func ("/ranks/shares", test_shares);
  return g_test_run ();
}
