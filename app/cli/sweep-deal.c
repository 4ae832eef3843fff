/* SPDX-License-Identifier: MIT */
/* From a rank to rank 0 goes a worker's answer, or the head of one that says that it has
 * nothing to do; back goes the number of a job, or NO_MORE. Rank 0's own worker is asked
 * without a message.
 */
#include "app/cli/sweep-deal.h"

#include <string.h>

#include "app/cli/interrupt.h"
#include "app/error.h"

#define NO_MORE G_MAXUINT32

/* Between two looks for an answer, a message or a signal. */
#define TICK (G_USEC_PER_SEC / 500)

/* A job that is lost so often is not dealt again: it loses its processes itself. */
#define MAX_LOSSES 3

typedef struct
{
  WbRanks *ranks;
  const WbDeal *deal;
  WbWorker *worker;
  GQueue waiting;   /* job + 1 */
  GQueue idle;      /* rank + 1 */
  GPtrArray *taken; /* by job: the answer that waits for its turn */
  guint8 *losses;   /* by job */
  guint n_recorded;
} Dealer;

static WbWorkerAnswer
get_head (GBytes *answer)
{
  WbWorkerAnswer head;

  memcpy (&head, g_bytes_get_data (answer, NULL), sizeof head);
  return head;
}

static void
send_job (Dealer *self, guint rank, guint32 job)
{
  if (rank == 0 && job != NO_MORE)
    wb_worker_train (self->worker, job);
  else if (rank != 0)
    wb_ranks_send (self->ranks, rank, &job, sizeof job);
}

static void
deal_waiting (Dealer *self)
{
  while (!g_queue_is_empty (&self->idle) && !g_queue_is_empty (&self->waiting))
    send_job (self, GPOINTER_TO_UINT (g_queue_pop_head (&self->idle)) - 1,
              GPOINTER_TO_UINT (g_queue_pop_head (&self->waiting)) - 1);
}

static gboolean
take_loss (Dealer *self, guint rank, guint job, const char *words, GError **error)
{
  g_autofree char *sentence = NULL;

  if (++self->losses[job] >= MAX_LOSSES)
    return wb_refuse (error, WB_ERROR_RANKS,
                      "Run %u was lost %d times: %s. Is there memory enough for it?", job + 1,
                      MAX_LOSSES, words);
  sentence = g_strdup_printf ("Run %u is trained again: %s, on process %u.", job + 1, words, rank);
  self->deal->tell (self->deal->data, sentence);
  g_queue_push_head (&self->waiting, GUINT_TO_POINTER (job + 1));
  return TRUE;
}

static gboolean
take_answer (Dealer *self, guint rank, GBytes *answer, GError **error)
{
  WbWorkerAnswer head = get_head (answer);
  const char *words = (const char *) g_bytes_get_data (answer, NULL) + sizeof head;

  g_queue_push_tail (&self->idle, GUINT_TO_POINTER (rank + 1));
  switch ((WbWorkerOutcome) head.outcome)
    {
    case WB_WORKER_LOST:
      return take_loss (self, rank, head.job, words, error);
    case WB_WORKER_FAILED:
      wb_refuse (error, WB_ERROR_RANKS, "%s", words);
      if (rank > 0)
        g_prefix_error (error, "Process %u: ", rank);
      return FALSE;
    case WB_WORKER_TRAINED:
    case WB_WORKER_DIVERGED:
      self->taken->pdata[head.job] = g_bytes_ref (answer);
      break;
    case WB_WORKER_IDLE:
      break;
    }
  return TRUE;
}

/* Whatever has its turn. */
static gboolean
record (Dealer *self, GError **error)
{
  const WbDeal *deal = self->deal;

  for (; self->n_recorded < deal->n_jobs; self->n_recorded++)
    {
      guint job = self->n_recorded;
      GBytes *answer = self->taken->pdata[job];
      g_autoptr (WbSweepResult) result = NULL;

      if (answer == NULL && !deal->done[job])
        return TRUE;
      if (answer != NULL && (result = wb_worker_answer_read (answer, error)) == NULL)
        return FALSE;
      if (!deal->record (deal->data, job, result, error))
        return FALSE;
      g_clear_pointer ((GBytes **) &self->taken->pdata[job], g_bytes_unref);
    }
  return TRUE;
}

/* One answer that has come, of this rank's worker or of another; FALSE where none has. */
static gboolean
next_answer (Dealer *self, guint *rank, GBytes **answer)
{
  *rank = 0;
  *answer = wb_worker_take_answer (self->worker);
  if (*answer == NULL)
    *answer = wb_ranks_receive (self->ranks, rank);
  return *answer != NULL;
}

static gboolean
deal_all (Dealer *self, GError **error)
{
  while (record (self, error))
    {
      guint rank;
      g_autoptr (GBytes) answer = NULL;

      if (self->n_recorded == self->deal->n_jobs)
        return TRUE;
      if (wb_interrupt_came ())
        return wb_refuse (error, WB_ERROR_EDIT, "The sweep was stopped.");
      if (!next_answer (self, &rank, &answer))
        g_usleep (TICK);
      else if (!take_answer (self, rank, answer, error))
        return FALSE;
      deal_waiting (self);
    }
  return FALSE;
}

static void
unref_answer (gpointer data)
{
  if (data != NULL)
    g_bytes_unref (data);
}

gboolean
wb_deal_jobs (WbRanks *ranks, const WbDeal *deal, GError **error)
{
  Dealer self = { .ranks = ranks, .deal = deal, .worker = wb_worker_new () };
  gboolean done;

  self.taken = g_ptr_array_new_with_free_func (unref_answer);
  g_ptr_array_set_size (self.taken, (int) deal->n_jobs);
  self.losses = g_new0 (guint8, deal->n_jobs);
  g_queue_push_tail (&self.idle, GUINT_TO_POINTER (1));
  for (guint i = 0; i < deal->n_jobs; i++)
    if (!deal->done[i])
      g_queue_push_tail (&self.waiting, GUINT_TO_POINTER (i + 1));
  deal_waiting (&self);
  done = deal_all (&self, error);
  for (guint rank = 1; rank < wb_ranks_get_n (ranks); rank++)
    send_job (&self, rank, NO_MORE);
  wb_worker_free (self.worker);
  g_queue_clear (&self.waiting);
  g_queue_clear (&self.idle);
  g_ptr_array_unref (self.taken);
  g_free (self.losses);
  return done;
}

/* FALSE when there are no more. */
static gboolean
take_job (WbRanks *ranks, WbWorker *worker)
{
  guint rank;
  g_autoptr (GBytes) bytes = wb_ranks_receive (ranks, &rank);
  guint32 job;

  if (bytes == NULL)
    return TRUE;
  memcpy (&job, g_bytes_get_data (bytes, NULL), sizeof job);
  if (job == NO_MORE)
    return FALSE;
  wb_worker_train (worker, job);
  return TRUE;
}

void
wb_deal_follow (WbRanks *ranks)
{
  g_autoptr (WbWorker) worker = wb_worker_new ();
  WbWorkerAnswer idle = { .outcome = WB_WORKER_IDLE };

  wb_ranks_send (ranks, 0, &idle, sizeof idle);
  while (take_job (ranks, worker))
    {
      g_autoptr (GBytes) answer = wb_worker_take_answer (worker);

      if (answer == NULL)
        g_usleep (TICK);
      else
        wb_ranks_send (ranks, 0, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
    }
}
