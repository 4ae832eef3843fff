/* SPDX-License-Identifier: MIT */
/* What a window does, without one: selection, edits that select, data that
 * cannot be opened, and what would be lost without saving.
 */
#include <glib/gstdio.h>

#include "app/project/project-file.h"
#include "tests/patience.h"
#include "ui/workspace/workspace.h"

static HgWorkspace *
open_template (const char *name)
{
  HgWorkspace *workspace = hg_workspace_new ();
  g_autoptr (GError) error = NULL;

  hg_workspace_new_from_template (workspace, wb_template_find (name), &error);
  g_assert_no_error (error);
  return workspace;
}

static void
close_workspace (HgWorkspace *workspace)
{
  hg_workspace_close (workspace);
  g_object_unref (workspace);
}

static guint
count_layers (HgWorkspace *workspace)
{
  return ae_model_get_n_layers (hg_workspace_get_model (workspace));
}

static guint
get_id (HgWorkspace *workspace, guint index)
{
  return ae_model_get_layer (hg_workspace_get_model (workspace), index)->id;
}

/* The numbers of the selected layers, "3 4 5", and behind a colon of the one
 * that is shown. */
static void
assert_selected (HgWorkspace *workspace, const char *expected)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (workspace);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%d ",
                            ae_model_find (hg_workspace_get_model (workspace),
                                           g_array_index (ids, guint, i)));
  g_string_append_printf (text, ": %d", hg_workspace_get_selected_layer (workspace));
  g_assert_cmpstr (text->str, ==, expected);
}

/* Who shows several layers finds them. */
static void
count_cb (HgWorkspace *workspace)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (workspace);

  g_assert_true (ids->len > 0 || hg_workspace_count_selected (workspace) <= 1);
}

/* What was selected together does not stay so in another model, nor the Input beside itself. */
static void
test_selected_elsewhere (void)
{
  HgWorkspace *workspace = open_template ("deep");
  g_autoptr (GError) error = NULL;

  hg_workspace_select (workspace, get_id (workspace, 0));
  hg_workspace_extend_to (workspace, get_id (workspace, 3));
  hg_workspace_new_from_template (workspace, wb_template_find ("blank"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hg_workspace_count_selected (workspace), <=, 1);

  hg_workspace_insert (workspace, ae_layer_class_find ("Dense"), NULL, 1, FALSE, &error);
  g_assert_no_error (error);
  g_signal_connect (workspace, "changed", G_CALLBACK (count_cb), NULL);
  hg_workspace_select (workspace, get_id (workspace, 0));
  hg_workspace_extend_to (workspace, get_id (workspace, count_layers (workspace) - 1));
  g_assert_cmpuint (hg_workspace_count_selected (workspace), >, 1);
  hg_workspace_remove_selected (workspace, NULL);
  g_assert_cmpuint (count_layers (workspace), ==, 1);
  g_assert_cmpuint (hg_workspace_count_selected (workspace), <=, 1);
  close_workspace (workspace);
}

/* Seven layers: the code is the output of the third after the Input. */
static void
test_extend (void)
{
  HgWorkspace *workspace = open_template ("deep");

  g_assert_cmpuint (count_layers (workspace), ==, 7);
  hg_workspace_select (workspace, get_id (workspace, 3));
  hg_workspace_extend_to (workspace, get_id (workspace, 5));
  assert_selected (workspace, "3 4 5 : 5");
  hg_workspace_extend_to (workspace, get_id (workspace, 1));
  assert_selected (workspace, "1 2 3 : 1");
  hg_workspace_select (workspace, get_id (workspace, 4));
  assert_selected (workspace, "4 : 4");
  hg_workspace_extend_to (workspace, get_id (workspace, 5));
  assert_selected (workspace, "4 5 : 5");
  hg_workspace_select_all (workspace);
  assert_selected (workspace, "1 2 3 4 5 6 : 6");
  hg_workspace_select (workspace, HG_ID_CODE);
  hg_workspace_extend_to (workspace, get_id (workspace, 2));
  assert_selected (workspace, "2 : 2");
  hg_workspace_select (workspace, 0);
  assert_selected (workspace, ": -1");
  close_workspace (workspace);
}

static void
test_toggle (void)
{
  HgWorkspace *workspace = open_template ("deep");

  hg_workspace_select (workspace, get_id (workspace, 2));
  hg_workspace_toggle (workspace, get_id (workspace, 5));
  hg_workspace_toggle (workspace, get_id (workspace, 3));
  assert_selected (workspace, "2 3 5 : 3");
  g_assert_true (hg_workspace_is_selected (workspace, get_id (workspace, 5)));
  g_assert_false (hg_workspace_is_selected (workspace, get_id (workspace, 4)));
  hg_workspace_toggle (workspace, get_id (workspace, 3));
  assert_selected (workspace, "2 5 : 5");
  hg_workspace_toggle (workspace, get_id (workspace, 2));
  assert_selected (workspace, "5 : 5");
  hg_workspace_toggle (workspace, get_id (workspace, 5));
  assert_selected (workspace, "5 : 5");
  hg_workspace_toggle (workspace, HG_ID_OUTPUT);
  g_assert_cmpuint (hg_workspace_get_selected (workspace), ==, HG_ID_OUTPUT);
  assert_selected (workspace, ": -1");
  close_workspace (workspace);
}

/* Where a layer comes that is put behind the selection. */
static void
test_place (void)
{
  HgWorkspace *workspace = open_template ("deep");

  hg_workspace_select (workspace, get_id (workspace, 0));
  g_assert_cmpuint (hg_workspace_get_place (workspace), ==, 1);
  hg_workspace_select (workspace, get_id (workspace, 5));
  hg_workspace_toggle (workspace, get_id (workspace, 2));
  g_assert_cmpuint (hg_workspace_get_place (workspace), ==, 6);
  hg_workspace_select (workspace, HG_ID_CODE);
  g_assert_cmpuint (hg_workspace_get_place (workspace), ==, 4);
  hg_workspace_select (workspace, HG_ID_OUTPUT);
  g_assert_cmpuint (hg_workspace_get_place (workspace), ==, 7);
  close_workspace (workspace);
}

static gboolean
remove_selected (HgWorkspace *workspace)
{
  return hg_workspace_remove_selected (workspace, NULL);
}

/* The neighbour behind is selected then, or the one before where there is none. */
static void
test_remove (void)
{
  HgWorkspace *workspace = open_template ("deep");
  guint behind = get_id (workspace, 4), before = get_id (workspace, 1);

  hg_workspace_select (workspace, get_id (workspace, 2));
  hg_workspace_extend_to (workspace, get_id (workspace, 3));
  g_assert_true (remove_selected (workspace));
  g_assert_cmpuint (hg_workspace_get_selected (workspace), ==, behind);
  assert_selected (workspace, "2 : 2");
  hg_workspace_extend_to (workspace, get_id (workspace, 4));
  g_assert_true (remove_selected (workspace));
  g_assert_cmpuint (hg_workspace_get_selected (workspace), ==, before);
  g_assert_cmpuint (count_layers (workspace), ==, 2);
  hg_workspace_select (workspace, get_id (workspace, 0));
  g_assert_false (remove_selected (workspace));
  hg_workspace_select (workspace, HG_ID_OUTPUT);
  g_assert_false (remove_selected (workspace));
  wb_document_undo (hg_workspace_get_document (workspace));
  assert_selected (workspace, "2 3 4 : 4");
  wb_document_undo (hg_workspace_get_document (workspace));
  assert_selected (workspace, "2 3 : 3");
  close_workspace (workspace);
}

static gboolean
insert (HgWorkspace *workspace, const char *options, guint index, gboolean ends_encoder)
{
  return hg_workspace_insert (workspace, ae_layer_class_find ("Dense"), options, index,
                              ends_encoder, NULL);
}

/* What is inserted is selected; where it cannot end the encoder nothing is left
 * of the edit. */
static void
test_insert (void)
{
  HgWorkspace *workspace = open_template ("deep");
  WbDocument *document = hg_workspace_get_document (workspace);

  hg_workspace_select (workspace, get_id (workspace, 2));
  g_assert_true (insert (workspace, "units=9", 0, FALSE));
  assert_selected (workspace, "3 : 3");
  g_assert_cmpuint (ae_model_get_code_id (hg_workspace_get_model (workspace)), !=,
                    get_id (workspace, 3));
  wb_document_undo (document);
  g_assert_true (insert (workspace, "units=9", 2, TRUE));
  assert_selected (workspace, "2 : 2");
  g_assert_cmpuint (ae_model_get_code_id (hg_workspace_get_model (workspace)), ==,
                    get_id (workspace, 2));
  wb_document_undo (document);
  g_assert_false (wb_document_can_undo (document));
  g_assert_false (insert (workspace, "units=9", 7, TRUE));
  g_assert_false (insert (workspace, "units=none", 2, FALSE));
  g_assert_cmpuint (count_layers (workspace), ==, 7);
  g_assert_false (wb_document_can_undo (document));
  close_workspace (workspace);
}

static void
test_replace (void)
{
  HgWorkspace *workspace = open_template ("deep");
  const AeLayer *layer;

  g_assert_true (hg_workspace_replace (workspace, get_id (workspace, 2), "Dropout", NULL));
  assert_selected (workspace, "2 : 2");
  layer = ae_model_get_layer (hg_workspace_get_model (workspace), 2);
  g_assert_cmpstr (layer->klass->type, ==, "Dropout");
  g_assert_false (hg_workspace_replace (workspace, get_id (workspace, 0), "Dropout", NULL));
  g_assert_true (hg_workspace_add_skip (workspace, "Concatenate", get_id (workspace, 1),
                                        get_id (workspace, 3), NULL));
  assert_selected (workspace, "4 : 4");
  g_assert_cmpint (ae_model_get_source (hg_workspace_get_model (workspace), 4), ==, 1);
  close_workspace (workspace);
}

typedef gboolean (*Condition) (HgWorkspace *workspace);

static gboolean
ring_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop, and pulls as a window does, until it holds. */
static void
wait_until (HgWorkspace *workspace, Condition condition)
{
  gint64 deadline = g_get_monotonic_time () + test_get_patience_usec ();
  guint alarm = g_timeout_add (10, ring_cb, NULL);

  while (!condition (workspace))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
      hg_workspace_tick (workspace);
    }
  g_source_remove (alarm);
}

static gboolean
has_data (HgWorkspace *workspace)
{
  return hg_workspace_get_source (workspace) != NULL && !hg_workspace_is_opening (workspace);
}

static const char *
get_location (HgWorkspace *workspace)
{
  return wb_data_reference_get_location (
    wb_document_get_data (hg_workspace_get_document (workspace)));
}

/* Ended: 1 well, -1 not. */
typedef struct
{
  HgWorkspace *workspace;
  int ended;
} Opening;

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Opening *opening = data;
  gboolean done = hg_workspace_open_data_finish (opening->workspace, result, &error);

  g_assert_cmpint (done, ==, error == NULL);
  opening->ended = done ? 1 : -1;
}

static int
open_data (HgWorkspace *workspace, const char *location, const char *template)
{
  Opening opening = { workspace, 0 };

  hg_workspace_open_data (workspace, location,
                          template != NULL ? wb_template_find (template) : NULL, opened_cb,
                          &opening);
  while (opening.ended == 0)
    g_main_context_iteration (NULL, TRUE);
  return opening.ended;
}

static void
project_opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autofree char *note = NULL;

  opening->ended = hg_workspace_open_project_finish (opening->workspace, result, &note, NULL) ? 1
                                                                                              : -1;
}

static int
open_project (HgWorkspace *workspace, const char *path)
{
  Opening opening = { workspace, 0 };

  hg_workspace_open_project (workspace, path, project_opened_cb, &opening);
  while (opening.ended == 0)
    g_main_context_iteration (NULL, TRUE);
  return opening.ended;
}

/* So many samples of these axes. */
static char *
write_samples (guint8 n, guint8 n_axes, guint8 side)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize size = n;
  char *path = NULL;

  g_byte_array_append (bytes, (const guint8[]) { 0, 0, 8, 1 + n_axes, 0, 0, 0, n }, 8);
  for (guint i = 0; i < n_axes; i++, size *= side)
    g_byte_array_append (bytes, (const guint8[]) { 0, 0, 0, side }, 4);
  for (gsize i = 0; i < size; i++)
    g_byte_array_append (bytes, (const guint8[]) { (guint8) (i * 37) }, 1);
  g_close (g_file_open_tmp ("XXXXXX-idx-ubyte", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, (gssize) bytes->len, NULL));
  return path;
}

/* Data that cannot be opened, or not for this template, leaves what was there:
 * the data, and what a new document is about. */
static void
test_data_stays (void)
{
  HgWorkspace *workspace = hg_workspace_new ();
  g_autofree char *images = write_samples (40, 2, 8);
  g_autofree char *lists = write_samples (40, 1, 8);
  DsSource *source;

  g_assert_cmpint (open_data (workspace, images, "simple"), ==, 1);
  source = hg_workspace_get_source (workspace);
  g_assert_cmpint (open_data (workspace, "/nowhere/at/all", NULL), ==, -1);
  g_assert_cmpint (open_data (workspace, lists, "conv"), ==, -1);
  g_assert_true (hg_workspace_get_source (workspace) == source);
  g_assert_cmpstr (get_location (workspace), ==, images);
  g_assert_true (hg_workspace_new_from_template (workspace, wb_template_find ("deep"), NULL));
  g_assert_cmpstr (get_location (workspace), ==, images);
  g_assert_false (hg_workspace_is_opening (workspace));
  close_workspace (workspace);
  g_remove (images);
  g_remove (lists);
}

/* All samples of a part but the last can be removed, and put back. */
static void
test_last_sample (void)
{
  HgWorkspace *workspace = hg_workspace_new ();
  g_autofree char *images = write_samples (12, 2, 8);
  gsize n;

  g_assert_cmpint (open_data (workspace, images, "simple"), ==, 1);
  n = ds_dataset_get_count (hg_workspace_get_training (workspace));
  for (guint32 i = 0; i + 1 < n; i++)
    g_assert_true (hg_workspace_set_removed (workspace, TRUE, i, TRUE));
  g_assert_false (hg_workspace_set_removed (workspace, TRUE, (guint32) n - 1, TRUE));
  g_assert_cmpuint (hg_workspace_count_removed (workspace, TRUE), ==, n - 1);
  g_assert_true (hg_workspace_set_removed (workspace, TRUE, 0, FALSE));
  g_assert_true (hg_workspace_set_removed (workspace, TRUE, (guint32) n - 1, TRUE));
  close_workspace (workspace);
  g_remove (images);
}

/* What is being opened comes after all, where something else was asked for
 * meanwhile that fails. */
static void
test_pushed_aside (void)
{
  for (guint project = 0; project < 2; project++)
    {
      HgWorkspace *workspace = open_template ("simple");

      g_assert_true (hg_workspace_is_opening (workspace));
      if (project)
        g_assert_cmpint (open_project (workspace, "/nowhere/at/all.hourglass"), ==, -1);
      else
        g_assert_cmpint (open_data (workspace, "/nowhere/at/all", NULL), ==, -1);
      wait_until (workspace, has_data);
      g_assert_cmpstr (ds_source_get_location (hg_workspace_get_source (workspace)), ==,
                       DS_BUILT_IN);
      close_workspace (workspace);
    }
}

static gboolean
is_missing (HgWorkspace *workspace)
{
  return hg_workspace_get_missing (workspace) != NULL;
}

/* A project whose data is gone keeps its reference, and the data that was open is
 * not. */
static void
test_missing (void)
{
  HgWorkspace *workspace = hg_workspace_new ();
  g_autofree char *images = write_samples (40, 2, 8);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  g_close (g_file_open_tmp ("XXXXXX.hourglass", &path, NULL), NULL);
  g_assert_cmpint (open_data (workspace, images, "simple"), ==, 1);
  wb_project_save (wb_document_get_project (hg_workspace_get_document (workspace)), path, &error);
  g_assert_no_error (error);
  close_workspace (workspace);
  g_remove (images);

  workspace = open_template ("simple");
  wait_until (workspace, has_data);
  g_assert_cmpuint (hg_workspace_get_n_followed (workspace), >, 0);
  g_assert_cmpint (open_project (workspace, path), ==, 1);
  wait_until (workspace, is_missing);
  g_assert_null (hg_workspace_get_source (workspace));
  g_assert_cmpuint (hg_workspace_get_n_followed (workspace), ==, 0);
  g_assert_cmpstr (get_location (workspace), ==, images);
  close_workspace (workspace);
  g_remove (path);
}

static guint64 awaited_step;

static gboolean
is_at_step (HgWorkspace *workspace)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (workspace);

  return snapshot != NULL && snapshot->step == awaited_step
         && !wb_session_is_active (hg_workspace_get_session (workspace));
}

/* Trains one step more, which is this one. */
static void
take_step (HgWorkspace *workspace, guint64 step)
{
  awaited_step = step;
  wb_session_step (hg_workspace_get_session (workspace));
  wait_until (workspace, is_at_step);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(int *) data = hg_workspace_save_finish (HG_WORKSPACE (object), result, NULL) ? 1 : -1;
}

static gboolean
is_saved (HgWorkspace *workspace)
{
  return !hg_workspace_is_saving (workspace);
}

/* Steps are changes as edits are, and going back is one, too. */
static void
test_modified (void)
{
  HgWorkspace *workspace = open_template ("simple");
  g_autofree char *path = NULL;
  int ended = 0;

  g_close (g_file_open_tmp ("XXXXXX.hourglass", &path, NULL), NULL);
  wait_until (workspace, has_data);
  g_assert_false (hg_workspace_is_modified (workspace));
  take_step (workspace, 1);
  take_step (workspace, 2);
  g_assert_true (hg_workspace_is_modified (workspace));
  hg_workspace_save (workspace, path, TRUE, saved_cb, &ended);
  wait_until (workspace, is_saved);
  while (ended == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ended, ==, 1);
  g_assert_false (hg_workspace_is_modified (workspace));
  take_step (workspace, 3);
  g_assert_true (hg_workspace_is_modified (workspace));
  wb_session_restart (hg_workspace_get_session (workspace), 0);
  awaited_step = 0;
  wait_until (workspace, is_at_step);
  g_assert_true (hg_workspace_is_modified (workspace));
  close_workspace (workspace);
  g_remove (path);
}

static void
set_recipe (HgWorkspace *workspace, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  wb_document_edit (hg_workspace_get_document (workspace),
                    &(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = value }, &error);
  g_assert_no_error (error);
}

static const GPtrArray *
get_runs (HgWorkspace *workspace)
{
  return wb_document_get_project (hg_workspace_get_document (workspace))->runs;
}

static guint n_awaited;

static gboolean
has_runs (HgWorkspace *workspace)
{
  return get_runs (workspace) != NULL && get_runs (workspace)->len == n_awaited
         && hg_workspace_get_state (workspace) != WB_RUN_RUNNING;
}

/* A run that diverges before its first epoch's end is recorded, and is not the next one. */
static void
test_diverged (void)
{
  HgWorkspace *workspace = open_template ("simple");
  const char *values[][2] = { { "loss", "mean_squared_error" },
                              { "reduction", "sum" },
                              { "optimizer", "sgd" },
                              { "learning_rate", "100" } };
  const WbRunRecord *run;

  wait_until (workspace, has_data);
  wb_document_edit (hg_workspace_get_document (workspace),
                    &(WbEdit) { WB_EDIT_OPTION, .id = get_id (workspace, 2), .name = "activation",
                                .text = "linear" },
                    NULL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    set_recipe (workspace, values[i][0], values[i][1]);
  wb_session_start (hg_workspace_get_session (workspace), 3);
  n_awaited = 1;
  wait_until (workspace, has_runs);
  run = get_runs (workspace)->pdata[0];
  g_assert_cmpint (run->outcome, ==, WB_RUN_DIVERGED);
  g_assert_cmpfloat (run->recipe.learning_rate, ==, 100);
  set_recipe (workspace, "learning_rate", "1e-4");
  take_step (workspace, 1);
  n_awaited = 2;
  wait_until (workspace, has_runs);
  run = get_runs (workspace)->pdata[0];
  g_assert_cmpint (run->outcome, ==, WB_RUN_DIVERGED);
  close_workspace (workspace);
}

static gboolean
has_shares (HgWorkspace *workspace)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (workspace);

  return snapshot != NULL && snapshot->shares != NULL;
}

/* Each layer has its own share of the time, the Input none. */
static void
test_share (void)
{
  HgWorkspace *workspace = open_template ("deep");
  const WbSnapshot *snapshot;

  wait_until (workspace, has_data);
  g_assert_cmpfloat (hg_workspace_get_share (workspace, get_id (workspace, 1)), <, 0);
  wb_session_start (hg_workspace_get_session (workspace), 1);
  wait_until (workspace, has_shares);
  snapshot = hg_workspace_get_snapshot (workspace);
  g_assert_cmpfloat (hg_workspace_get_share (workspace, get_id (workspace, 0)), <, 0);
  for (guint i = 1; i < count_layers (workspace); i++)
    g_assert_cmpfloat (hg_workspace_get_share (workspace, get_id (workspace, i)), ==,
                       (double) snapshot->shares[i]);
  close_workspace (workspace);
}

static void
count_news_cb (HgWorkspace *workspace, guint changes, guint *n)
{
  *n += (changes & HG_CHANGED_SNAPSHOT) != 0;
}

/* Edits a layer, as before every frame, and then does what a frame does; returns the news. */
static guint
show_edit (HgWorkspace *workspace)
{
  static guint n_edits;
  guint n_news = 0;
  gulong handler = g_signal_connect (workspace, "changed", G_CALLBACK (count_news_cb), &n_news);

  wb_document_edit (hg_workspace_get_document (workspace),
                    &(WbEdit) { WB_EDIT_OPTION, .id = get_id (workspace, 1), .name = "units",
                                .text = n_edits++ % 2 == 0 ? "100" : "128" },
                    NULL);
  hg_workspace_tick (workspace);
  g_signal_handler_disconnect (workspace, handler);
  return n_news;
}

/* A frame that shows an edit takes no news of the training, but the next one does even where
 * it shows another edit. */
static void
test_news (void)
{
  HgWorkspace *workspace = open_template ("deep");
  gint64 deadline = g_get_monotonic_time () + test_get_patience_usec ();
  guint n_news = 0;
  gulong pause_usec = 10 * 1000; /* for the training, and longer where it does not keep up */

  wait_until (workspace, has_data);
  wb_session_start (hg_workspace_get_session (workspace), 1000);
  while (n_news < 3)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_assert_cmpuint (show_edit (workspace), ==, 0);
      n_news += show_edit (workspace);
      g_usleep (pause_usec);
      pause_usec += pause_usec / 10;
    }
  close_workspace (workspace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workspace/extend", test_extend);
  g_test_add_func ("/workspace/toggle", test_toggle);
  g_test_add_func ("/workspace/selected-elsewhere", test_selected_elsewhere);
  g_test_add_func ("/workspace/place", test_place);
  g_test_add_func ("/workspace/remove", test_remove);
  g_test_add_func ("/workspace/insert", test_insert);
  g_test_add_func ("/workspace/replace", test_replace);
  g_test_add_func ("/workspace/data-stays", test_data_stays);
  g_test_add_func ("/workspace/last-sample", test_last_sample);
  g_test_add_func ("/workspace/data-pushed-aside", test_pushed_aside);
  g_test_add_func ("/workspace/data-missing", test_missing);
  g_test_add_func ("/workspace/modified", test_modified);
  g_test_add_func ("/workspace/diverged", test_diverged);
  g_test_add_func ("/workspace/share", test_share);
  g_test_add_func ("/workspace/news", test_news);
  return g_test_run ();
}
