/* SPDX-License-Identifier: MIT */
/* Histories: what is kept of a long run, how pieces add up, what is refused. */
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/project/history-csv.h"

static WbHistory *
make_run (guint64 n_steps)
{
  WbHistory *history = wb_history_new ();

  for (guint64 step = 1; step <= n_steps; step++)
    wb_history_add_point (history, &(WbLossPoint) { .step = step, .loss = 1.0 / (double) step });
  return history;
}

static void
test_short (void)
{
  g_autoptr (WbHistory) history = make_run (1000);
  gsize n = 0;
  const WbLossPoint *losses = wb_history_get_losses (history, &n);

  g_assert_cmpuint (n, ==, 1000);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpuint (losses[i].step, ==, i + 1);
      g_assert_cmpfloat (losses[i].loss, ==, 1.0 / (double) (i + 1));
    }
}

/* The validation loss of an epoch stands where its last step does; what is not known is empty. */
static void
test_csv (void)
{
  g_autoptr (WbHistory) history = wb_history_new ();
  g_autofree char *text = NULL;

  wb_history_add_point (history, &(WbLossPoint) { 1, 3, .5, 1, .5 });
  wb_history_add_point (history, &(WbLossPoint) { 2, 2.5, 1, 1, 0 });
  wb_history_add_epoch (history, &(WbEpochRow) { 1, 2, 2.75, .25, 2, 1, 1, .5, 0 });
  wb_history_add_point (history, &(WbLossPoint) { 3, 2, 0, 0, 0 });
  wb_history_add_epoch (history, &(WbEpochRow) { 2, 3, 2, 0, NAN, 1, 0, 0, 0 });
  text = wb_history_to_csv (history);
  g_assert_cmpstr (text, ==,
                   "step,epoch,loss,reconstruction,kl_loss,penalty,validation_loss\n"
                   "1,0.5,3,1.5,1,0.5,\n"
                   "2,1,2.5,1.5,1,0,2\n"
                   "3,,2,2,0,0,\n");
}

static void
test_thinned (void)
{
  g_autoptr (WbHistory) history = make_run (100000);
  guint64 stride = wb_history_get_stride (history);
  gsize n = 0;
  const WbLossPoint *losses = wb_history_get_losses (history, &n);

  g_assert_cmpuint (stride, ==, 16);
  g_assert_cmpuint (n, ==, 100000 / 16);
  g_assert_cmpuint (n, <=, WB_HISTORY_MAX_LOSSES);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpuint (losses[i].step, ==, (i + 1) * stride);
}

/* The bound holds at every step. */
static void
test_bound (void)
{
  for (guint more = 0; more < 2; more++)
    {
      g_autoptr (WbHistory) history = make_run (WB_HISTORY_MAX_LOSSES + more);
      gsize n;

      wb_history_get_losses (history, &n);
      g_assert_cmpuint (n, ==, more ? WB_HISTORY_MAX_LOSSES / 2 : WB_HISTORY_MAX_LOSSES);
    }
}

/* However a run is cut into pieces, the whole is the same. */
static void
test_pieces (void)
{
  g_autoptr (WbHistory) whole = make_run (50000);
  g_autoptr (WbHistory) sum = wb_history_new ();
  WbEpochRow row = { .epoch = 1, .step = 50000, .loss = 2, .validation_loss = NAN };

  for (guint64 step = 1; step <= 50000;)
    {
      g_autoptr (WbHistory) piece = wb_history_new ();

      for (guint64 end = step + 777; step < end && step <= 50000; step++)
        wb_history_add_point (piece, &(WbLossPoint) { .step = step, .loss = 1.0 / (double) step });
      if (step > 50000)
        wb_history_add_epoch (piece, &row);
      wb_history_append (sum, piece);
    }
  g_assert_false (wb_history_equal (whole, sum));
  wb_history_add_epoch (whole, &row);
  g_assert_true (wb_history_equal (whole, sum));
}

static void
test_best (void)
{
  g_autoptr (WbHistory) history = wb_history_new ();
  const double validation[] = { 0.5, 0.3, 0.3, 0.4 };

  g_assert_null (wb_history_get_best (history));
  for (guint i = 0; i < G_N_ELEMENTS (validation); i++)
    {
      WbEpochRow row = {
        .epoch = i + 1, .step = i + 1, .loss = 1.0 - i, .validation_loss = validation[i]
      };

      wb_history_add_epoch (history, &row);
    }
  g_assert_cmpuint (wb_history_get_best (history)->epoch, ==, 2);
}

static void
test_refused (void)
{
  const WbLossPoint descending[] = { { 2, 1 }, { 1, 1 } };
  const WbLossPoint off_stride[] = { { 3, 1 } };
  const WbLossPoint infinite[] = { { 2, INFINITY } };
  const WbEpochRow twice[] = { { .epoch = 1 }, { .epoch = 1 } };
  struct
  {
    guint64 stride;
    const WbLossPoint *losses;
    gsize n_losses;
    const WbEpochRow *epochs;
    guint n_epochs;
  } cases[] = {
    { 1, descending, 2, NULL, 0 }, { 2, off_stride, 1, NULL, 0 }, { 1, infinite, 1, NULL, 0 },
    { 3, NULL, 0, NULL, 0 },       { 0, NULL, 0, NULL, 0 },       { 1, NULL, 0, twice, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      WbHistory *history = wb_history_new_from (cases[i].stride, cases[i].losses, cases[i].n_losses,
                                                cases[i].epochs, cases[i].n_epochs, NULL, &error);

      g_assert_null (history);
      g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
    }
}

static void
test_taken_apart (void)
{
  g_autoptr (WbHistory) history = make_run (20000);
  g_autoptr (WbHistory) again = NULL;
  g_autoptr (GError) error = NULL;
  WbEpochRow row = { .epoch = 1, .step = 20000, .loss = 1, .validation_loss = NAN };
  gsize n_losses = 0;
  guint n_epochs = 0;
  const WbLossPoint *losses;
  const WbEpochRow *epochs;

  wb_history_add_epoch (history, &row);
  losses = wb_history_get_losses (history, &n_losses);
  epochs = wb_history_get_epochs (history, &n_epochs);
  again = wb_history_new_from (wb_history_get_stride (history), losses, n_losses, epochs, n_epochs,
                               wb_history_get_flags (history), &error);
  g_assert_no_error (error);
  wb_history_add_point (history, &(WbLossPoint) { .step = 20001, .loss = 1 });
  wb_history_add_point (history, &(WbLossPoint) { .step = 20004, .loss = 2 });
  wb_history_add_point (again, &(WbLossPoint) { .step = 20001, .loss = 1 });
  wb_history_add_point (again, &(WbLossPoint) { .step = 20004, .loss = 2 });
  g_assert_true (wb_history_equal (history, again));
}

static const WbFlag *
get_flag (const WbHistory *history, guint index)
{
  const GPtrArray *flags = wb_history_get_flags (history);

  g_assert_cmpuint (index, <, flags->len);
  return flags->pdata[index];
}

static void
add_rate (WbHistory *history, guint64 step, const char *before, const char *after)
{
  WbFlag flag = { .step = step,
                  .epoch = (double) step / 10,
                  .name = (char *) "learning_rate",
                  .before = (char *) before,
                  .after = (char *) after };

  wb_history_add_flag (history, &flag);
}

/* Two histories are the same where all is. */
static void
test_equal (void)
{
  const WbEpochRow rows[] = {
    { .epoch = 1, .step = 9, .loss = 1, .validation_loss = NAN },
    { .epoch = 1, .step = 9, .loss = 2, .validation_loss = NAN },
    { .epoch = 1, .step = 9, .loss = 1, .validation_loss = 1 },
    { .epoch = 1, .step = 9, .loss = 1, .validation_loss = NAN, .penalty = 1 },
    { .epoch = 1, .step = 9, .loss = 1, .validation_loss = NAN, .judge = 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint j = 0; j < G_N_ELEMENTS (rows); j++)
      {
        g_autoptr (WbHistory) a = make_run (9), b = make_run (9);

        wb_history_add_epoch (a, &rows[i]);
        wb_history_add_epoch (b, &rows[j]);
        g_assert_cmpint (wb_history_equal (a, b), ==, i == j);
      }
}

/* Between two steps a slider makes many changes: they are one, or none. */
static void
test_flags (void)
{
  g_autoptr (WbHistory) history = make_run (30);
  g_autoptr (WbHistory) later = wb_history_new ();
  g_autofree char *words = NULL;

  add_rate (history, 10, "0.001", "0.01");
  add_rate (history, 10, "0.01", "0.1");
  g_assert_cmpuint (wb_history_get_flags (history)->len, ==, 1);
  words = wb_flag_to_words (get_flag (history, 0));
  g_assert_cmpstr (words, ==, "Learning rate 0.001 → 0.1");
  add_rate (history, 10, "0.1", "0.001");
  g_assert_cmpuint (wb_history_get_flags (history)->len, ==, 0);

  add_rate (history, 20, "0.001", "0.01");
  add_rate (later, 20, "0.01", "0.02");
  add_rate (later, 30, "0.02", "0.03");
  wb_history_append (history, later);
  g_assert_cmpuint (wb_history_get_flags (history)->len, ==, 2);
  g_assert_cmpstr (get_flag (history, 0)->before, ==, "0.001");
  g_assert_cmpstr (get_flag (history, 0)->after, ==, "0.02");
}

static void
test_flags_of_recipe (void)
{
  g_autoptr (GPtrArray) flags = wb_flags_new ();
  g_autofree char *words = NULL;
  AeRecipe before, after;

  ae_recipe_init (&before);
  after = before;
  after.beta = 4;
  after.epochs = 99;
  g_assert_true (ae_recipe_set_optimizer (&after, "sgd", NULL));
  after.learning_rate = before.learning_rate;
  g_assert_true (ae_recipe_set_schedule (&after, "plateau", NULL));
  before.schedule = after.schedule;
  memcpy (before.schedule_options, after.schedule_options, sizeof before.schedule_options);
  ae_option_set (ae_options_find (ae_recipe_get_schedule (&after)->options, "patience"),
                 after.schedule_options, &(AeValue) { .integer = 9 }, NULL);
  wb_flags_add_recipe (flags, 5, 0.5, &before, &after);
  words = wb_flag_to_words (flags->pdata[2]);
  g_assert_cmpstr (words, ==, "Patience 5 → 9");
  g_assert_cmpuint (flags->len, ==, 3);
  g_assert_cmpstr (((WbFlag *) flags->pdata[0])->name, ==, "optimizer");
  g_assert_cmpstr (((WbFlag *) flags->pdata[1])->name, ==, "beta");
  g_assert_cmpstr (((WbFlag *) flags->pdata[1])->after, ==, "4");
  g_assert_cmpfloat (((WbFlag *) flags->pdata[1])->epoch, ==, 0.5);
}

static void
test_flags_of_model (void)
{
  g_autoptr (GPtrArray) flags = wb_flags_new ();
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (1, 8));
  g_autoptr (AeModel) before = ae_model_append (input, "Dense", "units=4", NULL);
  g_autoptr (AeModel) after = ae_model_append (before, "Dropout", "", NULL);
  g_autofree char *words = NULL;

  wb_flags_add_model (flags, 5, 0.5, before, after);
  g_assert_cmpuint (flags->len, ==, 1);
  words = wb_flag_to_words (flags->pdata[0]);
  g_assert_cmpstr (words, ==, "Dropout added");
  wb_flags_add_model (flags, 5, 0.5, after, before);
  g_assert_cmpuint (flags->len, ==, 2);
}

/* Changes of model and recipe between two steps are the same in either order. */
static void
test_flags_of_both (void)
{
  g_autoptr (GPtrArray) flags = wb_flags_new (), others = wb_flags_new ();
  g_autoptr (AeModel) before = ae_model_new (&AE_SHAPE (1, 8));
  g_autoptr (AeModel) after = ae_model_append (before, "Dense", "units=4", NULL);
  AeRecipe recipe, changed;

  ae_recipe_init (&recipe);
  changed = recipe;
  changed.beta = 4;
  wb_flags_add_model (flags, 5, 0.5, before, after);
  wb_flags_add_recipe (flags, 5, 0.5, &recipe, &changed);
  wb_flags_add_recipe (others, 5, 0.5, &recipe, &changed);
  wb_flags_add_model (others, 5, 0.5, before, after);
  g_assert_cmpuint (flags->len, ==, 2);
  g_assert_true (wb_flags_equal (flags, others));
}

static void
test_flags_as_json (void)
{
  g_autoptr (GPtrArray) flags = wb_flags_new ();
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (json_t) json = NULL, bad = NULL;
  g_autoptr (GError) error = NULL;
  WbFlag flag = { .step = 3,
                  .epoch = 1.0 / 3,
                  .layer = (char *) "Dense",
                  .layer_id = 7,
                  .name = (char *) "units",
                  .before = (char *) "3",
                  .after = (char *) "4" };

  wb_flags_add (flags, &flag);
  json = wb_flags_to_json (flags);
  again = wb_flags_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_true (wb_flags_equal (flags, again));
  bad = json_array ();
  json_array_append_new (bad, json_object ());
  g_assert_null (wb_flags_from_json (bad, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/csv", test_csv);
  g_test_add_func ("/history/short-run-keeps-every-step", test_short);
  g_test_add_func ("/history/long-run-is-thinned", test_thinned);
  g_test_add_func ("/history/bound", test_bound);
  g_test_add_func ("/history/equal", test_equal);
  g_test_add_func ("/history/pieces-add-up-to-the-whole", test_pieces);
  g_test_add_func ("/history/best-is-the-first-lowest-validation", test_best);
  g_test_add_func ("/history/refuses-what-contradicts-itself", test_refused);
  g_test_add_func ("/history/goes-on-after-being-taken-apart", test_taken_apart);
  g_test_add_func ("/history/flags-at-one-step-are-one", test_flags);
  g_test_add_func ("/history/flags-of-a-recipe", test_flags_of_recipe);
  g_test_add_func ("/history/flags-of-a-model", test_flags_of_model);
  g_test_add_func ("/history/flags-of-a-both", test_flags_of_both);
  g_test_add_func ("/history/flags-survive-json", test_flags_as_json);
  return g_test_run ();
}
