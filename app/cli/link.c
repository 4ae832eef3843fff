/* SPDX-License-Identifier: MIT */
/* The first byte of what one side, the leading one, sends says whether there will be
 * another swap. The median of the swaps is taken: others may be at work.
 */
#include "app/cli/link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/error.h"
#include "app/sort.h"

/* How long swaps of each size are timed. */
#define SECONDS 0.5

/* The least that is swapped. */
#define SMALL 8

typedef struct
{
  gboolean leads;
  gboolean (*swap) (gpointer data, const char *out, char *in, gsize size, GError **error);
  gpointer data;
} Side;

static gboolean
time_swaps (const Side *side, gsize size, double *median, GError **error)
{
  g_autofree char *out = g_malloc0 (size), *in = g_malloc0 (size);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 first = g_get_monotonic_time ();

  do
    {
      gint64 begin = g_get_monotonic_time ();
      double seconds;

      out[0] = (double) (begin - first) < SECONDS * G_USEC_PER_SEC;
      if (!side->swap (side->data, out, in, size, error))
        return FALSE;
      seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
      g_array_append_val (times, seconds);
    }
  while (side->leads ? out[0] : in[0]);
  g_array_sort (times, wb_compare_doubles);
  *median = g_array_index (times, double, times->len / 2);
  return TRUE;
}

static gboolean
measure (const Side *side, gsize size, WbLink *link, GError **error)
{
  double whole;

  size += SMALL;
  if (!time_swaps (side, SMALL, &link->latency, error) || !time_swaps (side, size, &whole, error))
    return FALSE;
  link->bandwidth = (double) (size - SMALL) / MAX (whole - link->latency, 1e-9);
  return TRUE;
}

static gboolean
swap_ranks (gpointer data, const char *out, char *in, gsize size, GError **error)
{
  const AeExchange *exchange = data;
  guint other = exchange->rank > 0 ? 0 : exchange->n_ranks - 1;
  AePiece sent = { other, (gpointer) out, size }, received = { other, in, size };

  return exchange->swap (exchange->data, &sent, 1, &received, 1, error);
}

gboolean
wb_link_measure (WbRanks *ranks, gsize size, WbLink *link, GError **error)
{
  guint rank = wb_ranks_get_rank (ranks);
  Side side = { rank == 0, swap_ranks, (gpointer) wb_ranks_get_exchange (ranks) };

  return (rank > 0 && rank + 1 < wb_ranks_get_n (ranks)) || measure (&side, size, link, error);
}

static gboolean
refuse (GError **error)
{
  return wb_refuse (error, WB_ERROR_FILE, "The network of this machine cannot be used: %s.",
                    g_strerror (errno));
}

static gboolean
swap_socket (gpointer data, const char *out, char *in, gsize size, GError **error)
{
  int socket = *(int *) data;
  gsize sent = 0, received = 0;

  while (sent < size || received < size)
    {
      struct pollfd events = { .fd = socket,
                               .events = (short) ((sent < size ? POLLOUT : 0)
                                                  | (received < size ? POLLIN : 0)) };
      gssize n;

      poll (&events, 1, -1);
      if (sent < size)
        {
          n = send (socket, out + sent, size - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
          sent += (gsize) MAX (n, 0);
        }
      if (received < size)
        {
          n = recv (socket, in + received, size - received, MSG_DONTWAIT);
          if (n == 0 || (n < 0 && errno != EAGAIN))
            return refuse (error);
          received += (gsize) MAX (n, 0);
        }
    }
  return TRUE;
}

typedef struct
{
  int socket;
  gsize size;
} Echo;

static gpointer
answer (gpointer data)
{
  Echo *self = data;
  Side side = { FALSE, swap_socket, &self->socket };
  WbLink link;

  measure (&side, self->size, &link, NULL);
  return NULL;
}

/* Two ends of one connection; both -1 where there is none. */
static void
connect_ends (int ends[2])
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), at_once = 1;

  ends[0] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ends[1] = -1;
  if (bind (listener, (struct sockaddr *) &address, length) == 0 && listen (listener, 1) == 0
      && getsockname (listener, (struct sockaddr *) &address, &length) == 0
      && connect (ends[0], (struct sockaddr *) &address, length) == 0)
    ends[1] = accept (listener, NULL, NULL);
  for (guint i = 0; i < 2; i++)
    setsockopt (ends[i], IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  close (listener);
}

gboolean
wb_link_measure_loopback (gsize size, WbLink *link, GError **error)
{
  int ends[2];
  Side side = { TRUE, swap_socket, &ends[0] };
  gboolean measured;
  GThread *thread;
  Echo echo;

  connect_ends (ends);
  if (ends[1] < 0)
    {
      refuse (error);
      close (ends[0]);
      return FALSE;
    }
  echo = (Echo) { ends[1], size };
  thread = g_thread_new ("link", answer, &echo);
  measured = measure (&side, size, link, error);
  shutdown (ends[0], SHUT_RDWR);
  g_thread_join (thread);
  close (ends[0]);
  close (ends[1]);
  return measured;
}
