/* SPDX-License-Identifier: MIT */
/* Every method, on a thread of its own: frames come, newer codes move them on, equal codes
 * move nothing at all, and it stops in the middle.
 *
 * Mutations that fail: set_codes() without comparing, frames that are laid over the one
 * before although nothing moved, a thread that sleeps with codes waiting, no stop.
 */
#include "app/latent/layout-run.h"
#include "engine/random.h"

#define N    300
#define SIZE 5

/* Of a map the run reads the codes alone; it belongs to the test. */
typedef struct
{
  WbLatentMap map;
  WbCodes codes;
  float values[N * SIZE];
} Sample;

static Sample *
make_sample (guint64 seed, float noise)
{
  Sample *self = g_new0 (Sample, 1);
  float extra[N * SIZE];

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, self->values, N * SIZE);
  ae_random_normal (&(AeRandomKey) { .seed = seed }, extra, N * SIZE);
  for (guint i = 0; i < N * SIZE; i++)
    self->values[i] += noise * extra[i] + (i % SIZE == i / SIZE % SIZE ? 6 : 0);
  self->codes = (WbCodes) { .n = N, .size = SIZE, .values = self->values };
  self->map = (WbLatentMap) { .codes = &self->codes, .references = 1 };
  return self;
}

/* All references are back. */
static void
free_sample (Sample *self)
{
  g_assert_cmpint (self->map.references, ==, 1);
  g_free (self);
}

static WbLayoutFrame *
wait_for_rest (WbLayoutRun *run)
{
  WbLayoutFrame *frame;

  while (wb_layout_run_is_busy (run))
    g_usleep (1000);
  frame = wb_layout_run_take (run);
  g_assert_nonnull (frame);
  return frame;
}

static void
test_frames (gconstpointer data)
{
  const WbLayoutClass *method = data;
  const WbLayoutOptions options = { .neighbours = method->neighbours };
  Sample *first = make_sample (2, 0), *same = make_sample (3, 0), *other = make_sample (4, .2f);
  WbLayoutRun *run = wb_layout_run_new (method, &options, &first->map, NULL);
  WbLayoutFrame *frame, *after;
  double moved = 0;

  frame = wait_for_rest (run);
  g_assert_true (frame->map == &first->map);
  g_assert_cmpuint (wb_layout_run_get_iteration (run), ==, method->n_iterations);
  g_assert_null (wb_layout_run_take (run));
  for (guint i = 0; i < 3; i++)
    {
      wb_layout_run_set_map (run, i % 2 ? &first->map : &same->map);
      after = wait_for_rest (run);
      g_assert_true (after->map == (i % 2 ? &first->map : &same->map));
      g_assert_cmpmem (after->places, 2 * N * sizeof (float), frame->places,
                       2 * N * sizeof (float));
      wb_layout_frame_free (after);
    }
  wb_layout_run_set_map (run, &other->map);
  after = wait_for_rest (run);
  for (guint i = 0; i < 2 * N; i++)
    moved += ABS (after->places[i] - frame->places[i]);
  g_assert_cmpfloat (moved, >, 0);
  wb_layout_frame_free (after);
  wb_layout_frame_free (frame);
  wb_layout_run_free (run);
  free_sample (first);
  free_sample (same);
  free_sample (other);
}

/* At any moment; the first frame lies over the picture that is given. */
static void
test_stop (gconstpointer data)
{
  const WbLayoutClass *method = data;
  const WbLayoutOptions options = { .neighbours = method->neighbours, .seed = 3 };
  Sample *sample = make_sample (2, 0);

  for (guint i = 0; i < 20; i++)
    {
      WbLayoutRun *run = wb_layout_run_new (method, &options, &sample->map, NULL);

      while (wb_layout_run_get_iteration (run) < 10 * i)
        g_thread_yield ();
      wb_layout_run_free (run);
    }
  free_sample (sample);
}

/* While it pauses nothing happens, not even with newer codes; then it goes on. */
static void
test_pause (gconstpointer data)
{
  const WbLayoutClass *method = data;
  const WbLayoutOptions options = { .neighbours = method->neighbours };
  Sample *first = make_sample (2, 0), *other = make_sample (4, .2f);
  WbLayoutRun *run = wb_layout_run_new (method, &options, &first->map, NULL);

  wb_layout_frame_free (wait_for_rest (run));
  wb_layout_run_set_paused (run, TRUE);
  wb_layout_run_set_map (run, &other->map);
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (1000);
      g_assert_true (wb_layout_run_is_busy (run));
      g_assert_null (wb_layout_run_take (run));
    }
  wb_layout_run_set_paused (run, FALSE);
  wb_layout_frame_free (wait_for_rest (run));
  wb_layout_run_set_paused (run, TRUE);
  wb_layout_run_free (run);
  free_sample (first);
  free_sample (other);
}

/* Codes that have no place: it comes to rest without a frame. */
static void
test_none (gconstpointer data)
{
  const WbLayoutOptions options = { .neighbours = 30 };
  Sample *sample = make_sample (2, 0);
  WbLayoutRun *run;

  sample->codes.n = 3;
  run = wb_layout_run_new (data, &options, &sample->map, NULL);
  while (wb_layout_run_is_busy (run))
    g_usleep (1000);
  g_assert_null (wb_layout_run_take (run));
  wb_layout_run_free (run);
  free_sample (sample);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; wb_layout_get_classes ()[i] != NULL; i++)
    {
      const WbLayoutClass *method = wb_layout_get_classes ()[i];
      g_autofree char *frames = g_strdup_printf ("/layout-run/%s/frames", method->name);
      g_autofree char *stop = g_strdup_printf ("/layout-run/%s/stop", method->name);
      g_autofree char *pause = g_strdup_printf ("/layout-run/%s/pause", method->name);
      g_autofree char *none = g_strdup_printf ("/layout-run/%s/none", method->name);

      g_assert_true (wb_layout_find_class (method->name) == method);
      g_test_add_data_func (frames, method, test_frames);
      g_test_add_data_func (stop, method, test_stop);
      g_test_add_data_func (pause, method, test_pause);
      g_test_add_data_func (none, method, test_none);
    }
  return g_test_run ();
}
