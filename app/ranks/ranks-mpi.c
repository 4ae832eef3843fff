/* SPDX-License-Identifier: MIT */
/* The one file that knows MPI. Only point-to-point messages: what is added up, and in
 * which order, is the engine's. Three kinds of them: pieces of a swap, messages, and
 * the farewell, after which nothing more comes from a rank.
 *
 * MPI is asked for one thread at a time; the lock sees to it. Nobody waits in MPI with
 * the lock held: who waits asks again and again, and lets others run meanwhile.
 */
#include <mpi.h>
#include <sched.h>
#include <string.h>

#include "app/ranks/ranks-module.h"

#define TAG_SWAP     1
#define TAG_MESSAGE  2
#define TAG_FAREWELL 3

/* So often is the link asked before it is looked whether a message has come. */
#define TRIES 64

#define MAX_REQUESTS 512

typedef struct _Sent Sent;

/* A message on its way. */
struct _Sent
{
  Sent *next;
  MPI_Request request;
  gpointer data;
};

static GMutex lock;
static MPI_Request requests[MAX_REQUESTS];
static int n_requests;
static int n_receives; /* the first this many of them */
static Sent *sent;
static int n_ranks;

static gboolean
join (guint *rank, guint *n)
{
  int own, provided;

  if (MPI_Init_thread (NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS)
    return FALSE;
  MPI_Comm_rank (MPI_COMM_WORLD, &own);
  MPI_Comm_size (MPI_COMM_WORLD, &n_ranks);
  *rank = (guint) own;
  *n = (guint) n_ranks;
  return provided >= MPI_THREAD_SERIALIZED;
}

static gboolean
has_message (void)
{
  int came;

  MPI_Iprobe (MPI_ANY_SOURCE, TAG_MESSAGE, MPI_COMM_WORLD, &came, MPI_STATUS_IGNORE);
  return came != 0;
}

/* Begins all that a swap sends and receives. */
static void
begin_swap (const AePiece *out, guint n_out, const AePiece *in, guint n_in)
{
  g_assert (n_in + n_out <= MAX_REQUESTS);
  n_requests = 0;
  for (guint i = 0; i < n_in; i++)
    MPI_Irecv (in[i].data, (int) in[i].size, MPI_BYTE, (int) in[i].rank, TAG_SWAP, MPI_COMM_WORLD,
               &requests[n_requests++]);
  n_receives = n_requests;
  for (guint i = 0; i < n_out; i++)
    MPI_Isend (out[i].data, (int) out[i].size, MPI_BYTE, (int) out[i].rank, TAG_SWAP,
               MPI_COMM_WORLD, &requests[n_requests++]);
}

static gboolean
swap (const AePiece *out, guint n_out, const AePiece *in, guint n_in, const int *stop)
{
  int done = FALSE;

  g_mutex_lock (&lock);
  begin_swap (out, n_out, in, n_in);
  for (guint i = 1;; i++)
    {
      MPI_Testall (n_requests, requests, &done, MPI_STATUSES_IGNORE);
      if (done || g_atomic_int_get (stop) || (i % TRIES == 0 && has_message ()))
        break;
      g_mutex_unlock (&lock);
      sched_yield ();
      g_mutex_lock (&lock);
    }
  if (done)
    n_requests = n_receives = 0;
  g_mutex_unlock (&lock);
  return done != 0;
}

static void
forget_sent (void)
{
  for (Sent **place = &sent; *place != NULL;)
    {
      Sent *message = *place;
      int done;

      MPI_Test (&message->request, &done, MPI_STATUS_IGNORE);
      if (!done)
        {
          place = &message->next;
          continue;
        }
      *place = message->next;
      g_free (message->data);
      g_free (message);
    }
}

static void
send (guint rank, gconstpointer data, gsize size)
{
  Sent *message = g_new0 (Sent, 1);

  message->data = g_memdup2 (data, size);
  g_mutex_lock (&lock);
  forget_sent ();
  message->next = sent;
  sent = message;
  MPI_Isend (message->data, (int) size, MPI_BYTE, (int) rank, TAG_MESSAGE, MPI_COMM_WORLD,
             &message->request);
  g_mutex_unlock (&lock);
}

static GBytes *
receive_tag (int tag, int *from, int *got_tag)
{
  MPI_Status status;
  gpointer data;
  int came, size;

  MPI_Iprobe (MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &came, &status);
  if (!came)
    return NULL;
  MPI_Get_count (&status, MPI_BYTE, &size);
  data = g_malloc ((gsize) size + 1);
  MPI_Recv (data, size, MPI_BYTE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD,
            MPI_STATUS_IGNORE);
  *from = status.MPI_SOURCE;
  *got_tag = status.MPI_TAG;
  return g_bytes_new_take (data, (gsize) size);
}

static GBytes *
receive (guint *rank)
{
  int from = 0, tag;
  GBytes *bytes;

  g_mutex_lock (&lock);
  forget_sent ();
  bytes = receive_tag (TAG_MESSAGE, &from, &tag);
  g_mutex_unlock (&lock);
  *rank = (guint) from;
  return bytes;
}

/* A swap that was broken off leaves receives behind, and sends that the others take
 * while they leave. */
static void
cancel_receives (void)
{
  for (int i = 0; i < n_receives; i++)
    if (requests[i] != MPI_REQUEST_NULL)
      {
        MPI_Cancel (&requests[i]);
        MPI_Wait (&requests[i], MPI_STATUS_IGNORE);
      }
}

static void
leave (void)
{
  int own, done = FALSE, n_left = 1;

  MPI_Comm_rank (MPI_COMM_WORLD, &own);
  cancel_receives ();
  for (int rank = 0; rank < n_ranks; rank++)
    if (rank != own)
      {
        Sent *farewell = g_new0 (Sent, 1);

        farewell->next = sent;
        sent = farewell;
        MPI_Isend (NULL, 0, MPI_BYTE, rank, TAG_FAREWELL, MPI_COMM_WORLD, &farewell->request);
      }
  while (n_left < n_ranks || sent != NULL || !done)
    {
      int from, tag = 0;
      GBytes *bytes = receive_tag (MPI_ANY_TAG, &from, &tag);

      if (bytes == NULL)
        sched_yield ();
      g_clear_pointer (&bytes, g_bytes_unref);
      n_left += tag == TAG_FAREWELL;
      forget_sent ();
      MPI_Testall (n_requests, requests, &done, MPI_STATUSES_IGNORE);
    }
  MPI_Finalize ();
}

const WbRanksModule wb_ranks_module = {
  .join = join,
  .swap = swap,
  .send = send,
  .receive = receive,
  .leave = leave,
};
