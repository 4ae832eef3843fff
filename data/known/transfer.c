/* SPDX-License-Identifier: MIT */
/*
 * curl's multi interface, for it alone lets us look at the progress every few
 * milliseconds, also while a name is looked up or a server is silent.
 */
#include "data/known/transfer.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/error.h"
#include "data/words.h"

#define TICK_MSEC       50
#define MAX_REDIRECTS   5
#define DEFAULT_TIMEOUT 30

typedef struct
{
  CURL *easy;
  int file;
  guint64 n_stored;
  guint64 n_bytes;
  gboolean has_begun;
  gboolean too_long;
  gboolean stalled;
  guint64 n_watched; /* of @n_stored, when it grew last */
  gint64 watched_usec;
  int write_error; /* errno */
} Transfer;

static long
get_timeout (void)
{
  const char *text = g_getenv ("HOURGLASS_DOWNLOAD_TIMEOUT");
  gint64 seconds;

  if (text != NULL && g_ascii_string_to_signed (text, 10, 1, 3600, &seconds, NULL))
    return (long) seconds;
  return DEFAULT_TIMEOUT;
}

static gboolean
empty_file (Transfer *self)
{
  self->n_stored = 0;
  return ftruncate (self->file, 0) == 0;
}

/* A server that knows no ranges sends the whole from its beginning. */
static gboolean
begin_answer (Transfer *self)
{
  long code = 0;

  self->has_begun = TRUE;
  curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &code);
  return code == 206 || empty_file (self);
}

static size_t
write_cb (char *bytes, size_t size, size_t n, void *data)
{
  Transfer *self = data;
  size_t n_left = size * n;

  if (!self->has_begun && !begin_answer (self))
    {
      self->write_error = errno;
      return 0;
    }
  self->too_long = n_left > self->n_bytes - self->n_stored;
  while (n_left > 0 && !self->too_long)
    {
      ssize_t n_written = pwrite (self->file, bytes, n_left, (off_t) self->n_stored);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        {
          self->write_error = errno;
          return 0;
        }
      bytes += n_written;
      n_left -= (size_t) n_written;
      self->n_stored += (guint64) n_written;
    }
  return self->too_long ? 0 : size * n;
}

static void
set_options (Transfer *self, const char *address)
{
  curl_easy_setopt (self->easy, CURLOPT_URL, address);
  curl_easy_setopt (self->easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (self->easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (self->easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt (self->easy, CURLOPT_MAXREDIRS, (long) MAX_REDIRECTS);
  curl_easy_setopt (self->easy, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt (self->easy, CURLOPT_USERAGENT, "hourglass/" HG_VERSION);
  curl_easy_setopt (self->easy, CURLOPT_CONNECTTIMEOUT, get_timeout ());
  curl_easy_setopt (self->easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (self->easy, CURLOPT_WRITEDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_NOSIGNAL, 1L);
  /* Who cancels does not wait for a name to be looked up. */
  curl_easy_setopt (self->easy, CURLOPT_QUICK_EXIT, 1L);
  if (self->n_stored > 0)
    {
      g_autofree char *range = g_strdup_printf ("%" G_GUINT64_FORMAT "-", self->n_stored);

      curl_easy_setopt (self->easy, CURLOPT_RANGE, range);
    }
}

/* Whether a server that we are connected to has sent nothing for too long. */
static gboolean
is_stalled (Transfer *self)
{
  const gint64 now = g_get_monotonic_time ();
  curl_off_t connected = 0;

  curl_easy_getinfo (self->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
  if (connected == 0 || self->n_stored != self->n_watched || self->watched_usec == 0)
    {
      self->n_watched = self->n_stored;
      self->watched_usec = now;
    }
  self->stalled = now - self->watched_usec > get_timeout () * G_USEC_PER_SEC;
  return self->stalled;
}

/* Returns: whether it was left to end; then @code says how it did. */
static gboolean
perform (Transfer *self, DsTransferProgress progress, gpointer data, CURLcode *code, GError **error)
{
  CURLM *multi = curl_multi_init ();
  gboolean wanted = TRUE;
  int n_running = 1, n_left;
  CURLMsg *message;

  curl_multi_add_handle (multi, self->easy);
  while (n_running > 0 && (wanted = progress (data, self->n_stored, error)) && !is_stalled (self))
    {
      curl_multi_perform (multi, &n_running);
      if (n_running > 0)
        curl_multi_poll (multi, NULL, 0, TICK_MSEC, NULL);
    }
  *code = CURLE_OK;
  while ((message = curl_multi_info_read (multi, &n_left)) != NULL)
    if (message->msg == CURLMSG_DONE)
      *code = message->data.result;
  curl_multi_remove_handle (multi, self->easy);
  curl_multi_cleanup (multi);
  return wanted;
}

static void
set_write_error (GError **error, int number)
{
  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    g_set_error_literal (error, DS_ERROR, DS_ERROR_WRITE,
                         _ ("There is no room left on the disk. Make room and get the set again: "
                            "what has arrived is kept."));
  else
    g_set_error (error, DS_ERROR, DS_ERROR_WRITE,
                 _ ("What arrived could not be stored (%s). Check the disk and get the set again."),
                 g_strerror (number));
}

static void
set_answer_error (GError **error, const char *host, long code)
{
  if (code == 404 || code == 410)
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK, _ ("%s does not have the file any more (%ld)."),
                 host, code);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK,
                 _ ("%s refused the file (%ld). It may be busy: try again later."), host, code);
}

/* Why curl gave up, in a sentence. */
static void
set_error (GError **error, const Transfer *self, const char *host, CURLcode code)
{
  g_autofree char *stored = g_format_size (self->n_stored);
  g_autofree char *whole = g_format_size (self->n_bytes);
  long answer = 0;

  curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &answer);
  if (self->write_error != 0)
    set_write_error (error, self->write_error);
  else if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY
           || code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT)
    g_set_error (error, DS_ERROR, DS_ERROR_OFFLINE, _ ("%s cannot be reached."), host);
  else if (code == CURLE_HTTP_RETURNED_ERROR)
    set_answer_error (error, host, answer);
  else if (self->stalled)
    g_set_error (error, DS_ERROR, DS_ERROR_SLOW,
                 _ ("%s is too slow: nothing came for %ld seconds after %s of %s."), host,
                 get_timeout (), stored, whole);
  else if (code == CURLE_TOO_MANY_REDIRECTS)
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK,
                 _ ("%s sends from one address to the next and never the file."), host);
  else if (self->too_long || code == CURLE_OK)
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK,
                 _ ("%s sends another file: its size is not %s."), host, whole);
  else if (code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING)
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK,
                 _ ("The connection to %s broke off after %s of %s."), host, stored, whole);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK, _ ("%s sent nothing usable (%s)."), host,
                 curl_easy_strerror (code));
}

/* (transfer full): the host that an address names, or the address. */
static char *
get_host (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : address);
}

static void
init_curl (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&done, 1);
    }
}

gboolean
ds_transfer (const char *address,
             int file,
             guint64 n_bytes,
             DsTransferProgress progress,
             gpointer data,
             GError **error)
{
  Transfer self = { .file = file, .n_bytes = n_bytes };
  g_autofree char *host = get_host (address);
  struct stat status;
  gboolean is_whole = FALSE;
  CURLcode code;

  init_curl ();
  if (fstat (file, &status) == 0)
    self.n_stored = (guint64) status.st_size;
  self.easy = curl_easy_init ();
  set_options (&self, address);
  if (perform (&self, progress, data, &code, error))
    {
      is_whole = code == CURLE_OK && !self.stalled && self.n_stored == n_bytes;
      if (!is_whole)
        set_error (error, &self, host, code);
      if (!is_whole && (self.too_long || (code == CURLE_OK && !self.stalled)))
        empty_file (&self);
    }
  curl_easy_cleanup (self.easy);
  return is_whole;
}
