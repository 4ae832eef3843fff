/* SPDX-License-Identifier: MIT */
/* What is kept, what goes when there is no room, and what is left in the folder.
 *
 * Tried against: a budget that counts no spilled frames, a thinning that takes the
 * first of a part, a place in the file that is not freed, a file that keeps its name.
 */
#include <errno.h>
#include <glib/gstdio.h>

#include "app/training/key-frames.h"
#include "headless-harness.h"
#include "tests/faults/faults.h"

#define SIZE  256 /* values in a frame */
#define BYTES (SIZE * sizeof (float))

static AeRecipe recipe;
static AeModel *model;
static DsDataset *training;
static char *folder;

/* Its values tell which step it is of. */
static void
add_frame (WbKeyFrames *frames, guint64 step, gboolean begins)
{
  WbPosition position = { .step = step };
  WbKeyBlock *block = wb_key_block_new (SIZE);

  for (guint i = 0; i < SIZE; i++)
    block->values[i] = (float) (step * SIZE + i);
  wb_key_frames_add (frames, begins ? model : NULL, training, &position, &recipe, block, 0.2);
}

static void
add_frames (WbKeyFrames *frames, guint64 first, guint64 end)
{
  for (guint64 step = first; step < end; step++)
    add_frame (frames, step, step == first);
}

static void
check_frame (WbKeyFrames *frames, guint64 step, guint64 expected)
{
  g_autoptr (WbKeyFrame) frame = wb_key_frames_find (frames, step);

  g_assert_nonnull (frame);
  g_assert_cmpuint (frame->position.step, ==, expected);
  g_assert_cmpuint (frame->block->n, ==, SIZE);
  for (guint i = 0; i < SIZE; i++)
    g_assert_cmpfloat (frame->block->values[i], ==, (float) (expected * SIZE + i));
}

/* Every frame that is listed has its own values, whether in memory or in the file. */
static void
check_all (WbKeyFrames *frames)
{
  g_autoptr (GArray) steps = wb_key_frames_list_steps (frames);

  g_assert_cmpuint (steps->len, ==, wb_key_frames_get_state (frames).n_frames);
  for (guint i = 0; i < steps->len; i++)
    check_frame (frames, g_array_index (steps, guint64, i), g_array_index (steps, guint64, i));
}

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_find (void)
{
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();

  g_assert_false (wb_key_frames_is_due (frames, 10, 0));
  wb_key_frames_set_budget (frames, 1000 * BYTES, 0, folder);
  g_assert_false (wb_key_frames_is_due (frames, 0.11, 0));
  g_assert_true (wb_key_frames_is_due (frames, 0.13, 0));
  g_assert_false (wb_key_frames_is_due (frames, 0.21, 0.003));
  for (guint64 step = 0; step < 50; step += 10)
    add_frame (frames, step, step == 0);
  check_frame (frames, 0, 0);
  check_frame (frames, 19, 10);
  check_frame (frames, 20, 20);
  check_frame (frames, 1000, 40);
  wb_key_frames_forget_after (frames, 20);
  check_frame (frames, 1000, 20);
  wb_key_frames_forget_all (frames);
  g_assert_null (wb_key_frames_find (frames, 1000));
  g_assert_cmpuint (wb_key_frames_get_state (frames).n_bytes, ==, 0);
}

static void
assert_rates (WbKeyFrames *frames, guint64 step, guint n, const double *rates)
{
  g_autoptr (WbKeyFrame) frame = wb_key_frames_find (frames, step);

  g_assert_cmpuint (frame->changes->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (g_array_index (frame->changes, WbKeyChange, i).recipe.learning_rate, ==,
                       rates[i]);
}

/* Those of its part, made after it and at or before the step. */
static void
test_changes (void)
{
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();
  AeRecipe other = recipe;

  wb_key_frames_set_budget (frames, 1000 * BYTES, 0, folder);
  add_frame (frames, 0, TRUE);
  for (guint i = 1; i <= 3; i++)
    {
      other.learning_rate = i;
      wb_key_frames_add_change (frames, 10 * i, &other);
      if (i == 1)
        add_frame (frames, 10, FALSE);
    }
  assert_rates (frames, 9, 0, NULL);
  assert_rates (frames, 19, 0, NULL);
  assert_rates (frames, 20, 1, (const double[]) { 2 });
  assert_rates (frames, 50, 2, (const double[]) { 2, 3 });
  wb_key_frames_forget_after (frames, 25);
  assert_rates (frames, 50, 1, (const double[]) { 2 });
  add_frame (frames, 25, TRUE);
  other.learning_rate = 4;
  wb_key_frames_add_change (frames, 30, &other);
  assert_rates (frames, 24, 1, (const double[]) { 2 });
  assert_rates (frames, 50, 1, (const double[]) { 4 });
}

/* The older, the farther apart, and the first one always there. */
static void
check_thinned (WbKeyFrames *frames, guint64 end)
{
  g_autoptr (GArray) steps = wb_key_frames_list_steps (frames);
  guint64 early = 0, late = 0, third = steps->len / 3;

  g_assert_cmpuint (g_array_index (steps, guint64, 0), ==, 0);
  g_assert_cmpuint (g_array_index (steps, guint64, steps->len - 1), ==, end - 1);
  early = g_array_index (steps, guint64, third);
  late = end - 1 - g_array_index (steps, guint64, steps->len - 1 - third);
  g_assert_cmpuint (early, >, 2 * late);
  for (guint i = 1; i < steps->len; i++)
    g_assert_cmpuint (g_array_index (steps, guint64, i) - g_array_index (steps, guint64, i - 1), <,
                      10 * end / steps->len);
}

static void
test_thinned (void)
{
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();

  wb_key_frames_set_budget (frames, 60 * BYTES, 0, folder);
  for (guint64 step = 0; step < 3000; step++)
    {
      add_frame (frames, step, step == 0);
      g_assert_cmpuint (wb_key_frames_get_state (frames).n_bytes, <=, 60 * BYTES);
    }
  g_assert_cmpuint (wb_key_frames_get_state (frames).n_frames, ==, 60);
  check_thinned (frames, 3000);
  check_all (frames);
}

static void
test_spilled (void)
{
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();
  WbKeyFramesState state;

  wb_key_frames_set_budget (frames, 20 * BYTES, 40 * BYTES, folder);
  g_assert_cmpuint (count_files (), ==, 0);
  for (guint64 step = 0; step < 3000; step++)
    {
      add_frame (frames, step, step == 0);
      if (step % 3 == 0)
        while (wb_key_frames_wants_to_spill (frames))
          wb_key_frames_spill (frames);
      state = wb_key_frames_get_state (frames);
      g_assert_cmpuint (state.n_bytes, <=, 20 * BYTES);
      g_assert_cmpuint (state.n_spilled_bytes, <=, 40 * BYTES);
    }
  g_assert_cmpuint (state.n_spilled_bytes, >, 30 * BYTES);
  check_thinned (frames, 3000);
  check_all (frames);
  wb_key_frames_forget_after (frames, 1500);
  check_all (frames);
  add_frames (frames, 1501, 1600);
  check_all (frames);
  wb_key_frames_forget_all (frames);
  state = wb_key_frames_get_state (frames);
  g_assert_cmpuint (state.n_bytes + state.n_spilled_bytes + state.n_frames, ==, 0);
}

/* Each begins with a frame that is the last to go: without it the steps behind it could
 * be trained from a frame of another model. */
static void
test_parts (void)
{
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();
  g_autoptr (WbKeyFrame) first = NULL, second = NULL;

  wb_key_frames_set_budget (frames, 12 * BYTES, 0, folder);
  for (guint part = 0; part < 4; part++)
    add_frames (frames, 100 * part, 100 * part + 50);
  for (guint part = 0; part < 4; part++)
    check_frame (frames, 100 * part, 100 * part);
  first = wb_key_frames_find (frames, 199);
  second = wb_key_frames_find (frames, 200);
  g_assert_cmpuint (first->part, !=, second->part);
  for (guint part = 4; part < 40; part++)
    add_frame (frames, 100 * part, TRUE);
  g_assert_cmpuint (wb_key_frames_get_state (frames).n_frames, <=, 12);
  g_assert_cmpuint (wb_key_frames_get_state (frames).first, ==, 2800);
  g_assert_null (wb_key_frames_find (frames, 2799));
}

static void
test_too_large (void)
{
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();

  wb_key_frames_set_budget (frames, BYTES, 0, folder);
  add_frames (frames, 0, 3);
  g_assert_true (wb_key_frames_get_state (frames).too_large);
  g_assert_cmpuint (wb_key_frames_get_state (frames).n_frames, ==, 0);
  g_assert_cmpuint (wb_key_frames_get_state (frames).n_bytes, ==, 0);
}

/* The file has no name, and one that a program left that was killed goes. */
static void
test_folder (void)
{
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();
  g_autofree char *left = g_build_filename (folder, "key-frames-a1b2c3", NULL);
  g_autofree char *other = g_build_filename (folder, "else", NULL);

  g_assert_true (g_file_set_contents (left, "x", 1, NULL));
  g_assert_true (g_file_set_contents (other, "x", 1, NULL));
  wb_key_frames_set_budget (frames, 4 * BYTES, 100 * BYTES, folder);
  g_assert_cmpuint (count_files (), ==, 1);
  g_assert_cmpint (g_unlink (other), ==, 0);
  add_frames (frames, 0, 4);
  while (wb_key_frames_wants_to_spill (frames))
    wb_key_frames_spill (frames);
  g_assert_cmpuint (wb_key_frames_get_state (frames).n_spilled_bytes, ==, 2 * BYTES);
  g_assert_cmpuint (count_files (), ==, 0);
}

/* Without a folder, frames are thinned in memory as if there were no file. */
static void
test_no_folder (void)
{
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();

  wb_key_frames_set_budget (frames, 10 * BYTES, 100 * BYTES, "/proc/nowhere");
  add_frames (frames, 0, 300);
  g_assert_false (wb_key_frames_wants_to_spill (frames));
  g_assert_cmpuint (wb_key_frames_get_state (frames).n_frames, ==, 10);
  check_all (frames);
}

/* A disk that fails: frames go instead, and what is found is right. */
static void
test_faults (void)
{
  static const int numbers[] = { ENOSPC, EIO, EROFS };
  guint n_failed;

  for (guint n = 0; n < 2; n++)
    for (guint at = n_failed = 1; n_failed > 0; at++)
      {
        g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();

        faults_arm (folder, numbers[at % G_N_ELEMENTS (numbers)], at, n);
        wb_key_frames_set_budget (frames, 6 * BYTES, 6 * BYTES, folder);
        for (guint64 step = 0; step < 100; step++)
          {
            add_frame (frames, step, step == 0);
            while (wb_key_frames_wants_to_spill (frames))
              wb_key_frames_spill (frames);
          }
        n_failed = faults_disarm ();
        g_assert_cmpuint (count_files (), ==, 0);
        g_assert_cmpuint (wb_key_frames_get_state (frames).n_frames, >=, 6);
        g_assert_cmpuint (wb_key_frames_get_state (frames).n_bytes, <=, 6 * BYTES);
        check_all (frames);
      }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  recipe = harness_make_recipe ();
  model = harness_make_model (3);
  training = harness_make_data (8, 1);
  folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_test_add_func ("/key-frames/the-last-one-before-a-step", test_find);
  g_test_add_func ("/key-frames/changes-of-the-recipe", test_changes);
  g_test_add_func ("/key-frames/thinned-within-the-budget", test_thinned);
  g_test_add_func ("/key-frames/spilled-within-the-budget", test_spilled);
  g_test_add_func ("/key-frames/parts-begin-with-a-frame", test_parts);
  g_test_add_func ("/key-frames/too-large", test_too_large);
  g_test_add_func ("/key-frames/nothing-is-left-in-the-folder", test_folder);
  g_test_add_func ("/key-frames/no-folder", test_no_folder);
  g_test_add_func ("/key-frames/faults", test_faults);
  result = g_test_run ();
  g_rmdir (folder);
  ae_model_unref (model);
  ds_dataset_unref (training);
  g_free (folder);
  return result;
}
