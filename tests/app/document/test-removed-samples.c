/* SPDX-License-Identifier: MIT */
/* Samples that are removed and put back are steps of the document. */
#include "app/document/document.h"
#include "tests/app/project/project-fixture.h"

static void
changed_cb (WbDocument *document, guint changes, guint *all)
{
  *all |= changes;
}

static gboolean
use_sample (WbDocument *document, WbEditKind kind, guint number)
{
  return wb_document_edit (document, &(WbEdit) { kind, .index = number }, NULL);
}

/* A sample is removed and put back as steps that keep the weights; other data have
 * other samples, the same data elsewhere have the same. */
static void
test_steps (void)
{
  g_autoptr (WbProject) begin = fixture_make_project (1);
  g_autoptr (WbDocument) d = wb_document_new (begin);
  const WbProject *project;
  WbCheckpoint *checkpoint = wb_document_get_checkpoint (d);
  g_autoptr (WbDataReference) here = wb_data_reference_new ("/a/set.csv", NULL, NULL);
  g_autoptr (WbDataReference) moved = wb_data_reference_new ("/b/set.csv", NULL, NULL);
  guint changes = 0;
  g_autoptr (WbDataReference) other = wb_data_reference_new ("/a/other.csv", NULL, NULL);

  wb_document_edit (d, &(WbEdit) { WB_EDIT_DATA, .data = here }, NULL);
  wb_document_set_checkpoint (d, checkpoint);
  g_signal_connect (d, "changed", G_CALLBACK (changed_cb), &changes);
  g_assert_true (use_sample (d, WB_EDIT_REMOVE_SAMPLE, 5));
  g_assert_true (use_sample (d, WB_EDIT_REMOVE_SAMPLE, 2));
  g_assert_cmpuint (changes, ==, WB_DOCUMENT_SAMPLES);
  g_assert_cmpstr (wb_document_get_undo_label (d), ==, "Remove a Sample");
  project = wb_document_get_project (d);
  g_assert_cmpuint (project->removed->len, ==, 2);
  g_assert_cmpuint (g_array_index (project->removed, guint32, 0), ==, 2);
  g_assert_true (use_sample (d, WB_EDIT_RESTORE_SAMPLE, 5));
  g_assert_cmpuint (wb_document_get_project (d)->removed->len, ==, 1);
  wb_document_undo (d);
  wb_document_undo (d);
  g_assert_true (wb_removed_samples_contain (wb_document_get_project (d)->removed, 5));
  g_assert_false (wb_removed_samples_contain (wb_document_get_project (d)->removed, 2));
  g_assert_true (wb_document_get_checkpoint (d) == checkpoint);
  wb_document_edit (d, &(WbEdit) { WB_EDIT_DATA, .data = moved }, NULL);
  g_assert_true (wb_removed_samples_contain (wb_document_get_project (d)->removed, 5));
  wb_document_edit (d, &(WbEdit) { WB_EDIT_DATA, .data = other }, NULL);
  g_assert_null (wb_document_get_project (d)->removed);
  wb_document_undo (d);
  g_assert_nonnull (wb_document_get_project (d)->removed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/removed-samples/steps", test_steps);
  return g_test_run ();
}
