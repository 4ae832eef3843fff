/* SPDX-License-Identifier: MIT */
/* Measures: the codes of more samples than fit between two steps, asked for while
 * training runs. A run of its own that stops where they were computed has the
 * same weights, and they encode the samples to the same bits.
 */
#include "app/training/run.h"
#include "headless-harness.h"

#define N_CODES 5000
#define CODE    2 /* the layer of the code */

static DsDataset *
measure_codes (WbSession *session, const guint32 *indices, guint n)
{
  DsDataset *samples = harness_make_data (N_CODES, 3);

  wb_session_measure (session, &(WbMeasure) { WB_MEASURE_CODES, .dataset = samples,
                                              .indices = indices, .n = n, .rate = 100 });
  return samples;
}

static const WbMeasured *
get_measured (WbSession *session)
{
  return wb_session_get_snapshot (session)->measured[WB_MEASURE_CODES];
}

/* The network after so many steps, of a run without a session. */
static AeNetwork *
make_network (guint64 step)
{
  g_autoptr (WbRun) run = wb_run_new ();
  g_autoptr (AeModel) model = harness_make_model (12);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (GError) error = NULL;
  AeNetwork *network;

  wb_run_set_recipe (run, &recipe, &error);
  wb_run_set_model (run, model, &error);
  wb_run_set_data (run, training, validation);
  while (wb_run_get_position (run)->step < step && wb_run_advance (run, &error))
    continue;
  g_assert_no_error (error);
  network = ae_network_copy (wb_run_get_network (run), &error);
  g_assert_no_error (error);
  return network;
}

static void
assert_codes (const WbMeasured *measured, DsDataset *samples, const guint32 *indices)
{
  const WbCodes *codes = measured->value;
  AeNetwork *network = make_network (measured->step);
  g_autofree float *x = g_new (float, codes->n * ds_dataset_get_sample_size (samples));
  g_autofree float *expected = g_new (float, codes->n * codes->size);

  g_assert_cmpuint (codes->size, ==, 12);
  if (indices != NULL)
    ds_dataset_read (samples, indices, codes->n, x);
  else
    ds_dataset_read_range (samples, 0, codes->n, x);
  g_assert_true (ae_network_predict (network, 0, CODE, codes->n, x, expected, NULL));
  g_assert_cmpmem (codes->values, codes->n * codes->size * sizeof (float), expected,
                   codes->n * codes->size * sizeof (float));
  g_assert_true (ae_network_predict (codes->network, 0, CODE, codes->n, x, expected, NULL));
  g_assert_cmpmem (codes->values, codes->n * codes->size * sizeof (float), expected,
                   codes->n * codes->size * sizeof (float));
  ae_network_free (network);
}

static gboolean
has_codes (WbSession *session, gpointer data)
{
  return get_measured (session) != NULL && get_measured (session)->step > 0;
}

static gboolean
has_other_codes (WbSession *session, gpointer before)
{
  return get_measured (session) != NULL && get_measured (session)->step > *(guint64 *) before;
}

static void
test_while_training (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (DsDataset) samples = measure_codes (session, NULL, N_CODES);
  guint64 step;

  wb_session_start (session, 1000000);
  harness_wait_until (session, has_codes, NULL);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_RUNNING);
  step = get_measured (session)->step;
  assert_codes (get_measured (session), samples, NULL);
  harness_wait_until (session, has_other_codes, &step);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_RUNNING);
  harness_close (session);
}

static gboolean
is_current (WbSession *session, gpointer data)
{
  const WbSnapshot *snapshot = wb_session_get_snapshot (session);

  return snapshot->state == WB_RUN_PAUSED && get_measured (session) != NULL
         && get_measured (session)->step == snapshot->step;
}

/* A session that waits has the codes of its weights, and then nothing to do. */
static void
test_while_paused (void)
{
  WbSession *session = harness_open (2);
  const guint32 some[] = { 4999, 3, 3, 17 };
  g_autoptr (DsDataset) samples = measure_codes (session, NULL, N_CODES);
  g_autoptr (DsDataset) others = NULL;

  wb_session_start (session, 1000000);
  harness_wait_for_step (session, 30);
  wb_session_pause (session);
  harness_wait_until (session, is_current, NULL);
  assert_codes (get_measured (session), samples, NULL);
  others = measure_codes (session, some, G_N_ELEMENTS (some));
  harness_wait_applied (session);
  harness_wait_until (session, is_current, NULL);
  g_assert_cmpuint (((const WbCodes *) get_measured (session)->value)->n, ==, 4);
  assert_codes (get_measured (session), others, some);
  while (wb_session_is_active (session))
    wb_session_pull (session);
  wb_session_measure (session, &(WbMeasure) { WB_MEASURE_CODES, .dataset = others });
  harness_wait_applied (session);
  g_assert_null (get_measured (session));
  harness_close (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measure/while-training", test_while_training);
  g_test_add_func ("/measure/while-paused", test_while_paused);
  return g_test_run ();
}
