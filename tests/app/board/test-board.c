/* SPDX-License-Identifier: MIT */
/* A run's log while it is written: what a training adds never waits for the disk, is all
 * there in the end, and what cannot be written is one sentence. What the files say is read
 * in tests/app/cli/test-cli-tensorboard.py.
 *
 * It fails with: a wait for the thread in wb_board_add(); taken_step not kept, or not set back;
 * what waits kept after a failure; no flush.
 */
#ifndef _GNU_SOURCE
#  define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#include "app/board/board.h"
#include "app/board/event-file.h"
#include "app/error.h"
#include "app/onnx/protobuf.h"
#include "tests/app/project/project-fixture.h"
#include "tests/faults/faults.h"

/* In place of the system's: the thread, which begins with a folder, goes on when a test wants. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released = PTHREAD_COND_INITIALIZER;
static gboolean held;

int
mkdir (const char *path, mode_t mode)
{
  int (*next) (const char *, mode_t);

  pthread_mutex_lock (&mutex);
  while (held)
    pthread_cond_wait (&released, &mutex);
  pthread_mutex_unlock (&mutex);
  *(void **) &next = dlsym (RTLD_NEXT, "mkdir");
  return next (path, mode);
}

static void
hold (gboolean now)
{
  pthread_mutex_lock (&mutex);
  held = now;
  pthread_cond_broadcast (&released);
  pthread_mutex_unlock (&mutex);
}

typedef struct
{
  char *folder;
  AeModel *model;
  WbRunRecord run;
  WbHistory *history;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = fixture_make_folder ();

  self->folder = g_build_filename (folder, "log", NULL);
  self->model = fixture_make_model ();
  self->run.model = self->model;
  ae_recipe_init (&self->run.recipe);
  self->history = wb_history_new ();
}

static void
clear (const char *folder)
{
  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    fixture_remove (folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->folder);

  clear (self->folder);
  clear (folder);
  g_free (self->folder);
  ae_model_unref (self->model);
  wb_history_free (self->history);
}

/* Steps up to @last, ten in an epoch. */
static void
train (WbHistory *history, guint64 first, guint64 last)
{
  for (guint64 step = first; step <= last; step++)
    {
      wb_history_add_point (history, &(WbLossPoint) { .step = step, .loss = 1.0 / (double) step });
      if (step % 10 == 0)
        wb_history_add_epoch (history, &(WbEpochRow) { .epoch = (guint) (step / 10),
                                                       .step = step,
                                                       .loss = 1.0 / (double) step,
                                                       .validation_loss = 0.5,
                                                       .seconds = 0.1 });
    }
}

static void
read_value (const WbProtobufField *summary, const char *name, guint64 step, GArray *steps)
{
  WbProtobuf values = wb_protobuf_enter (summary);
  WbProtobufField value, part;

  while (wb_protobuf_next (&values, &value, NULL))
    {
      WbProtobuf parts = wb_protobuf_enter (&value);

      while (wb_protobuf_next (&parts, &part, NULL))
        if (part.number == 1 && part.n_bytes == strlen (name)
            && memcmp (part.bytes, name, part.n_bytes) == 0)
          g_array_append_val (steps, step);
    }
}

/* An event with a value called @name; one that begins a log leaves what is before its step. */
static void
read_event (const guint8 *bytes, gsize n, const char *name, GArray *steps)
{
  WbProtobuf event = wb_protobuf_begin (bytes, n);
  WbProtobufField field;
  guint64 step = 0;

  while (wb_protobuf_next (&event, &field, NULL))
    if (field.number == 2)
      step = field.value;
    else if (field.number == 5)
      read_value (&field, name, step, steps);
    else if (field.number == 7)
      while (steps->len > 0 && g_array_index (steps, guint64, steps->len - 1) >= step)
        g_array_set_size (steps, steps->len - 1);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The steps that have a value called @name. */
static GArray *
read_steps (Fixture *self, const char *name)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *found;

  while ((found = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (self->folder, found, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (GBytes) bytes = fixture_read (names->pdata[i]);
      gsize size;
      const guint8 *data = g_bytes_get_data (bytes, &size);
      guint64 length;

      for (gsize at = 0; at < size; at += 16 + length)
        {
          memcpy (&length, data + at, sizeof length);
          length = GUINT64_FROM_LE (length);
          g_assert_cmpuint (at + 16 + length, <=, size);
          read_event (data + at + 12, length, name, steps);
        }
    }
  return steps;
}

static void
assert_steps (Fixture *self, const char *name, guint64 first, guint64 last, guint64 stride)
{
  g_autoptr (GArray) steps = read_steps (self, name);

  g_assert_cmpuint (steps->len, ==, (last - first) / stride + 1);
  for (guint i = 0; i < steps->len; i++)
    g_assert_cmpuint (g_array_index (steps, guint64, i), ==, first + i * stride);
}

/* Each step and epoch is there once, however often it was added, and can be read at once. */
static void
test_added (Fixture *self, gconstpointer data)
{
  g_autoptr (WbBoard) board = wb_board_new (self->folder, &self->run, NULL);

  for (guint64 step = 1; step <= 100; step += 5)
    {
      train (self->history, step, step + 4);
      wb_board_add (board, self->history, NULL);
      g_assert_true (step % 2 == 0 || wb_board_wait (board, NULL));
    }
  wb_board_add (board, self->history, NULL);
  g_assert_true (wb_board_wait (board, NULL));
  g_assert_true (wb_board_is_idle (board));
  assert_steps (self, "step/training_loss", 1, 100, 1);
  assert_steps (self, "epoch/validation_loss", 10, 100, 10);
}

/* What another run made before is not this one's. */
static void
test_fork (Fixture *self, gconstpointer data)
{
  g_autoptr (WbBoard) board = NULL;

  train (self->history, 1, 60);
  self->run.position = (WbPosition) { .step = 40, .epoch = 4, .from_step = 40, .from_epoch = 4 };
  board = wb_board_new (self->folder, &self->run, NULL);
  wb_board_add (board, self->history, NULL);
  g_assert_true (wb_board_wait (board, NULL));
  assert_steps (self, "step/training_loss", 41, 60, 1);
  assert_steps (self, "epoch/validation_loss", 50, 60, 10);
}

/* A run that diverged goes on from its last good moment: the other way is gone. */
static void
test_back (Fixture *self, gconstpointer data)
{
  g_autoptr (WbBoard) board = wb_board_new (self->folder, &self->run, NULL);
  g_autoptr (WbHistory) good = NULL;
  g_autoptr (WbSnapshot) snapshot = wb_snapshot_new ();

  train (self->history, 1, 57);
  wb_board_add (board, self->history, NULL);
  g_assert_true (wb_board_wait (board, NULL));
  good = wb_history_new_until (self->history, 30, 3);
  snapshot->step = 30;
  snapshot->epoch = 3;
  wb_board_add (board, good, snapshot);
  g_assert_true (wb_board_wait (board, NULL));
  assert_steps (self, "step/training_loss", 1, 30, 1);
  train (good, 31, 40);
  wb_board_add (board, good, NULL);
  g_assert_true (wb_board_wait (board, NULL));
  assert_steps (self, "step/training_loss", 1, 40, 1);
  assert_steps (self, "epoch/training_loss", 10, 40, 10);
}

/* Somebody removes the folder, or puts another one in its place: that is told with what is
 * written next.
 */
static void
test_removed (Fixture *self, gconstpointer data)
{
  for (guint replaced = 0; replaced < 2; replaced++)
    {
      g_autoptr (WbBoard) board = wb_board_new (self->folder, &self->run, NULL);
      g_autoptr (WbHistory) history = wb_history_new ();
      g_autoptr (GError) error = NULL;

      train (history, 1, 10);
      wb_board_add (board, history, NULL);
      g_assert_true (wb_board_wait (board, NULL));
      fixture_remove (self->folder);
      if (replaced)
        g_assert_cmpint (g_mkdir (self->folder, 0777), ==, 0);
      train (history, 11, 20);
      wb_board_add (board, history, NULL);
      g_assert_false (wb_board_wait (board, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
      clear (self->folder);
    }
}

/* A disk that answers nothing holds nobody up; what waits is as long as a history, and is
 * written when it does. */
static void
test_slow (Fixture *self, gconstpointer data)
{
  g_autoptr (WbBoard) board = NULL;
  guint64 stride;

  hold (TRUE);
  board = wb_board_new (self->folder, &self->run, NULL);
  for (guint64 step = 1; step <= 100000; step += 1000)
    {
      train (self->history, step, step + 999);
      wb_board_add (board, self->history, NULL);
    }
  g_assert_false (wb_board_is_idle (board));
  g_assert_false (g_file_test (self->folder, G_FILE_TEST_EXISTS));
  hold (FALSE);
  g_assert_true (wb_board_wait (board, NULL));
  stride = wb_history_get_stride (self->history);
  g_assert_cmpuint (stride, >, 1);
  assert_steps (self, "step/training_loss", stride, 100000 / stride * stride, stride);
  assert_steps (self, "epoch/validation_loss", 10, 100000, 10);
}

static void
log_run (Fixture *self, WbBoard *board)
{
  g_autoptr (WbHistory) history = wb_history_new ();

  train (history, 1, 20);
  wb_board_add (board, history, NULL);
  wb_board_end (board, &(WbBoardEnd) { .outcome = WB_RUN_FINISHED });
}

/* Each call that writes fails, with all that follow: that is said once, and what is added
 * afterwards is nobody's. */
static void
test_fault (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->folder);
  gboolean written = FALSE;

  for (guint at = 1; !written; at++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbBoard) board = NULL;

      clear (self->folder);
      faults_arm (folder, ENOSPC, at, 0);
      board = wb_board_new (self->folder, &self->run, NULL);
      log_run (self, board);
      written = wb_board_wait (board, &error);
      g_assert_true ((faults_disarm () == 0) == written);
      if (written)
        break;
      log_run (self, board);
      g_assert_true (wb_board_wait (board, NULL));
      g_assert_null (wb_board_take_error (board));
      g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
      g_assert_nonnull (strstr (error->message, self->folder));
      g_assert_nonnull (strstr (error->message, g_strerror (ENOSPC)));
    }
  assert_steps (self, "_hparams_/session_end_info", 0, 0, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/board/added", test_added },     { "/board/fork", test_fork },
    { "/board/back", test_back },       { "/board/slow", test_slow },
    { "/board/removed", test_removed }, { "/board/fault", test_fault },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
