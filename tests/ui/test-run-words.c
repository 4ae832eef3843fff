/* SPDX-License-Identifier: MIT */
/* What the header says of a run, without a display: each state, and what of it is
 * known.
 */
#include "ui/window/run-words.h"

#include <math.h>

static const WbSnapshot running = {
  .state = WB_RUN_RUNNING,
  .step = 1,
  .epoch = 2,
  .epochs_planned = 50,
  .samples_per_second = 4000,
  .samples_per_epoch = 54000,
  .seconds_left = 30,
  .recipe = { .batch_size = 256 },
};

static void
check (const WbSnapshot *snapshot, const WbEpochRow *last, guint rank, const char *expected)
{
  g_autofree char *words = hg_run_to_words (snapshot, last, rank);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_running (void)
{
  WbSnapshot snapshot = running;

  check (&snapshot, NULL, 3, "2 of 50 epochs · 4.0k img/s · 0:30 left");
  check (&snapshot, NULL, 2, "2 of 50 epochs · 4.0k series/s · 0:30 left");
  check (&snapshot, NULL, 1, "2 of 50 epochs · 4.0k samples/s · 0:30 left");
  snapshot.seconds_left = -1;
  check (&snapshot, NULL, 3, "2 of 50 epochs · 4.0k img/s");
  snapshot.samples_per_second = 0;
  check (&snapshot, NULL, 3, "2 of 50 epochs");
  snapshot.epoch = 50;
  check (&snapshot, NULL, 3, "50 of 50 epochs");
  snapshot.epoch = 0;
  snapshot.epochs_planned = 1;
  check (&snapshot, NULL, 3, "0 of 1 epoch");
}

/* Where a step takes more than a second, and while the epoch is validated, it says
 * what is going on; a batch is no larger than the epoch. */
static void
test_long_step (void)
{
  WbSnapshot snapshot = running;

  snapshot.recipe.batch_size = 60000;
  check (&snapshot, NULL, 3, "2 of 50 epochs · 4.0k img/s · 13.5 s a step · 0:30 left");
  snapshot.recipe.batch_size = 4000;
  check (&snapshot, NULL, 3, "2 of 50 epochs · 4.0k img/s · 1.0 s a step · 0:30 left");
  snapshot.validating = TRUE;
  snapshot.validated = .37f;
  check (&snapshot, NULL, 3, "2 of 50 epochs · 4.0k img/s · 1.0 s a step · validating, 37 %");
}

static void
test_paused (void)
{
  const WbEpochRow last = { .epoch = 2, .loss = .5, .validation_loss = .25 };
  WbSnapshot snapshot = running;

  snapshot.state = WB_RUN_PAUSED;
  check (&snapshot, NULL, 3, "Paused after 2 of 50 epochs");
  check (&snapshot, &last, 3, "Paused after 2 of 50 epochs · loss 0.2500");
  snapshot.failure = WB_FAILURE_NUMERIC;
  check (&snapshot, NULL, 3, "Diverged, back after 2 of 50 epochs");
  snapshot.failure = WB_FAILURE_MEMORY;
  check (&snapshot, NULL, 3, "Out of memory after 2 of 50 epochs");
}

static void
test_ended (void)
{
  const WbEpochRow one = { .epoch = 1, .loss = .5, .validation_loss = NAN };
  const WbEpochRow many = { .epoch = 1200, .loss = .5, .validation_loss = .25 };
  WbSnapshot snapshot = running;

  snapshot.state = WB_RUN_DONE;
  check (&snapshot, NULL, 3, "Trained");
  check (&snapshot, &one, 3, "Trained · 1 epoch · loss 0.5000");
  check (&snapshot, &many, 3, "Trained · 1,200 epochs · loss 0.2500");
  snapshot.ended_early = TRUE;
  check (&snapshot, &one, 3, "Stopped: no improvement · 1 epoch · loss 0.5000");
}

static void
check_short (const WbSnapshot *snapshot, const char *expected)
{
  g_autofree char *words = hg_run_to_short_words (snapshot);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_short (void)
{
  WbSnapshot snapshot = running;

  check_short (&snapshot, "2/50");
  snapshot.state = WB_RUN_PAUSED;
  check_short (&snapshot, "2/50");
  snapshot.state = WB_RUN_DONE;
  check_short (&snapshot, "2 epochs");
  snapshot.epoch = 1;
  check_short (&snapshot, "1 epoch");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-words/running", test_running);
  g_test_add_func ("/run-words/long-step", test_long_step);
  g_test_add_func ("/run-words/paused", test_paused);
  g_test_add_func ("/run-words/ended", test_ended);
  g_test_add_func ("/run-words/short", test_short);
  return g_test_run ();
}
