/* SPDX-License-Identifier: MIT */
/* The document: every edit, undone and made again, gives the same bytes; what
 * is one gesture is one step; what is wrong changes nothing.
 */
#include <string.h>

#include "app/document/document.h"
#include "app/edit/edit.h"
#include "app/error.h"
#include "app/edit/layer-text.h"
#include "app/project/model-json.h"
#include "app/project/recipe-json.h"
#include "engine/error.h"
#include "tests/app/project/project-fixture.h"

typedef struct
{
  WbDocument *document;
  guint changes;
  guint n_changes;
} Fixture;

static void
changed_cb (WbDocument *document, guint changes, Fixture *self)
{
  self->changes |= changes;
  self->n_changes++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);

  self->document = wb_document_new (project);
  wb_document_set_burst_msec (self->document, G_MAXUINT);
  g_signal_connect (self->document, "changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->document);
}

/* The document as text: all but the weights, and which weights. */
static char *
describe (WbDocument *document)
{
  const WbProject *project = wb_document_get_project (document);
  const char *location = project->data != NULL ? wb_data_reference_get_location (project->data)
                                               : "";
  g_autoptr (json_t) model = wb_model_to_json (project->model);
  g_autoptr (json_t) recipe = wb_recipe_to_json (&project->recipe);
  g_autofree char *model_text = wb_json_to_text (model);
  g_autofree char *recipe_text = wb_json_to_text (recipe);

  return g_strdup_printf ("%s %s %s %s %p", model_text, recipe_text,
                          project->mirrored ? "mirrored" : "free", location,
                          (gpointer) project->checkpoint);
}

static guint
pick_layer (WbDocument *document, GRand *random)
{
  AeModel *model = wb_document_get_model (document);
  guint n = ae_model_get_n_layers (model);

  return ae_model_get_layer (model, (guint) g_rand_int_range (random, 0, (gint) n))->id;
}

static gboolean
set_option (WbDocument *document, guint id, const char *name, const char *text)
{
  return wb_document_edit (document,
                           &(WbEdit) { WB_EDIT_OPTION, .id = id, .name = name, .text = text },
                           NULL);
}

static gboolean
set_recipe (WbDocument *document, const char *name, const char *text)
{
  return wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = text },
                           NULL);
}

static gboolean
set_units (WbDocument *document, const guint *ids, guint n_ids, const AeValue *units)
{
  return wb_document_edit (document,
                           &(WbEdit) { WB_EDIT_OPTION, .ids = ids, .n_ids = n_ids, .name = "units",
                                       .value = units },
                           NULL);
}

static void
set_random_data (WbDocument *document, GRand *random)
{
  g_autofree char *path = g_strdup_printf ("/data/%d", g_rand_int_range (random, 0, 3));
  g_autoptr (WbDataReference) data = wb_data_reference_new (path, NULL, NULL);
  AeShape shape = AE_SHAPE (3, 4, 4, (guint) g_rand_int_range (random, 1, 3));

  wb_document_edit (document, &(WbEdit) { WB_EDIT_DATA, .data = data, .shape = &shape }, NULL);
}

static void
set_random_checkpoint (WbDocument *document, GRand *random)
{
  g_autoptr (AeModel) model = fixture_make_model ();
  WbCheckpoint *checkpoint = fixture_make_checkpoint (model, wb_document_get_recipe (document),
                                                      g_rand_int (random));

  wb_document_set_checkpoint (document, checkpoint);
  wb_checkpoint_unref (checkpoint);
}

/* What several selected layers can be made into. */
static void
edit_several (WbDocument *document, GRand *random)
{
  guint at = (guint) g_rand_int_range (random, 0, 8);
  guint ids[] = { pick_layer (document, random), pick_layer (document, random) };
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *text = wb_layer_text_write (wb_document_get_model (document), ids, 2);
  AeValue units = { .integer = g_rand_int_range (random, -1, 100) };

  switch (g_rand_int_range (random, 0, 5))
    {
    case 0:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_REMOVE, .ids = ids, .n_ids = 2 }, NULL);
      break;
    case 3:
      set_units (document, ids, 2, &units);
      break;
    case 1:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_MOVE, .ids = ids, .n_ids = 2, .index = at },
                        NULL);
      break;
    case 2:
      wb_document_edit (document,
                        &(WbEdit) { WB_EDIT_DUPLICATE, .ids = ids, .n_ids = 2, .new_ids = copies },
                        NULL);
      break;
    default:
      wb_document_edit (document,
                        &(WbEdit) { WB_EDIT_PASTE, .index = at, .text = text, .new_ids = copies },
                        NULL);
    }
}

static void
apply_random_fix (WbDocument *document, GRand *random)
{
  WbDataFacts facts = { .shape = AE_SHAPE (3, 4, 4, 1), .minimum = 0, .maximum = 1 };
  g_autoptr (GPtrArray) problems = wb_check (wb_document_get_model (document),
                                             wb_document_get_recipe (document), &facts);
  const WbProblem *problem;

  if (problems->len == 0)
    return;
  problem = problems->pdata[g_rand_int_range (random, 0, (gint) problems->len)];
  if (problem->n_fixes > 0)
    wb_document_apply_fix (document,
                           &problem->fixes[g_rand_int_range (random, 0, (gint) problem->n_fixes)]);
}

static void
edit_whole (WbDocument *document, GRand *random)
{
  g_autofree char *skip = g_strdup_printf ("source=%u", pick_layer (document, random));
  AeShape shape = AE_SHAPE (3, 4, (guint) g_rand_int_range (random, 1, 9), 1);

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_MIRROR }, NULL);
      break;
    case 1:
      apply_random_fix (document, random);
      break;
    case 2:
      wb_document_edit (document,
                        &(WbEdit) {
                          WB_EDIT_INSERT, .index = (guint) g_rand_int_range (random, 1, 9),
                          .type = g_rand_boolean (random) ? "Add" : "Concatenate", .text = skip },
                        NULL);
      break;
    default:
      wb_document_edit (document,
                        &(WbEdit) { WB_EDIT_DATA, .data = wb_document_get_data (document),
                                    .shape = &shape },
                        NULL);
    }
}

static void
edit_model (WbDocument *document, GRand *random)
{
  const AeLayerClass *const *classes = ae_layer_classes ();
  guint id = pick_layer (document, random), n_classes = 0, at;
  const char *type;
  g_autofree char *number = g_strdup_printf ("%d", g_rand_int_range (random, -1, 100));

  while (classes[n_classes] != NULL)
    n_classes++;
  type = classes[g_rand_int_range (random, 0, (gint) n_classes)]->type;
  at = (guint) g_rand_int_range (random, 0, 8);
  switch (g_rand_int_range (random, 0, 11))
    {
    case 7:
    case 8:
      edit_several (document, random);
      break;
    case 9:
    case 10:
      edit_whole (document, random);
      break;
    case 0:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_INSERT, .index = at, .type = type }, NULL);
      break;
    case 1:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_REMOVE, .ids = &id, .n_ids = 1 }, NULL);
      break;
    case 2:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_MOVE, .ids = &id, .n_ids = 1, .index = at },
                        NULL);
      break;
    case 3:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_REPLACE, .id = id, .type = type }, NULL);
      break;
    case 4:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_DUPLICATE, .ids = &id, .n_ids = 1 }, NULL);
      break;
    case 5:
      wb_document_edit (document, &(WbEdit) { WB_EDIT_CODE, .id = id }, NULL);
      break;
    default:
      set_option (document, id, "units", number);
    }
}

static void
edit_at_random (WbDocument *document, GRand *random)
{
  static const char *const recipes[][2] = {
    { "optimizer", "sgd" },     { "optimizer", "adam" },    { "loss", "mean_squared_error" },
    { "learning_rate", "0.1" }, { "learning_rate", "0.2" }, { "momentum", "0.5" },
    { "epochs", "-1" },         { "shuffle", "false" },
  };
  guint which = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (recipes));

  switch (g_rand_int_range (random, 0, 12))
    {
    case 0:
      set_random_data (document, random);
      break;
    case 1:
      set_random_checkpoint (document, random);
      break;
    case 2:
    case 3:
      set_recipe (document, recipes[which][0], recipes[which][1]);
      break;
    case 4:
      wb_document_begin_group (document, "Group");
      for (guint i = 0; i < 3; i++)
        edit_model (document, random);
      if (g_rand_boolean (random))
        wb_document_end_group (document);
      else
        wb_document_cancel_group (document);
      break;
    default:
      edit_model (document, random);
    }
}

static void
assert_text (WbDocument *document, const char *expected)
{
  g_autofree char *text = describe (document);

  g_assert_cmpstr (text, ==, expected);
}

/* Notes the state before each step, goes all the way back, and forth again. */
static void
test_random_edits (Fixture *self, gconstpointer data)
{
  GRand *random = g_rand_new_with_seed (7);
  WbDocument *document = self->document;
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
  guint n;

  wb_document_set_burst_msec (document, 0);
  for (guint i = 0; i < 400; i++)
    edit_at_random (document, random);
  for (g_ptr_array_add (states, describe (document)); wb_document_can_undo (document);)
    {
      wb_document_undo (document);
      g_ptr_array_add (states, describe (document));
    }
  n = states->len;
  g_assert_cmpuint (n, >, 100);
  for (guint i = 1; i < n; i++)
    {
      g_assert_cmpstr (g_ptr_array_index (states, i - 1), !=, g_ptr_array_index (states, i));
      wb_document_redo (document);
      assert_text (document, g_ptr_array_index (states, n - 1 - i));
    }
  g_assert_false (wb_document_can_redo (document));
  for (guint i = 1; i < n; i++)
    {
      wb_document_undo (document);
      assert_text (document, g_ptr_array_index (states, i));
    }
  g_assert_false (wb_document_can_undo (document));
  g_rand_free (random);
}

/* What a file of the document would hold. */
static GBytes *
write (WbDocument *document, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "project", NULL);
  g_autoptr (GError) error = NULL;

  wb_project_save (wb_document_get_project (document), path, &error);
  g_assert_no_error (error);
  return fixture_read (path);
}

/* The file of a document that was edited and undone is the file it was, and of
 * one where all was made again the file it came to be. */
static void
test_same_bytes (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GBytes) before = write (self->document, folder);
  WbDocument *document = self->document;

  for (guint seed = 1; seed <= 6; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      g_autoptr (GBytes) edited = NULL;
      g_autoptr (GBytes) undone = NULL;
      g_autoptr (GBytes) redone = NULL;

      for (guint i = 0; i < 60; i++)
        edit_model (document, random);
      g_assert_true (wb_document_get_modified (document));
      edited = write (document, folder);
      g_assert_false (g_bytes_equal (before, edited));
      while (wb_document_can_undo (document))
        wb_document_undo (document);
      g_assert_false (wb_document_get_modified (document));
      undone = write (document, folder);
      g_assert_true (g_bytes_equal (before, undone));
      while (wb_document_can_redo (document))
        wb_document_redo (document);
      redone = write (document, folder);
      g_assert_true (g_bytes_equal (edited, redone));
      while (wb_document_can_undo (document))
        wb_document_undo (document);
      g_rand_free (random);
    }
  fixture_remove (folder);
}

static void
test_bursts (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;
  g_autofree char *start = describe (document);

  set_option (document, 2, "units", "4");
  set_option (document, 2, "units", "5");
  set_option (document, 2, "units", "6");
  g_assert_cmpstr (wb_document_get_undo_label (document), ==, "Change Units of Dense");
  wb_document_undo (document);
  assert_text (document, start);
  g_assert_false (wb_document_can_undo (document));

  /* A burst that comes back to where it began leaves no step. */
  set_option (document, 2, "units", "4");
  set_option (document, 2, "units", "3");
  g_assert_false (wb_document_can_undo (document));

  /* Another option, a moment's end, and a choice are steps of their own. */
  set_option (document, 2, "units", "4");
  set_recipe (document, "learning_rate", "0.5");
  set_recipe (document, "learning_rate", "0.6");
  wb_document_end_burst (document);
  set_recipe (document, "learning_rate", "0.7");
  set_option (document, 2, "activation", "tanh");
  set_option (document, 2, "activation", "elu");
  for (guint i = 0; i < 5; i++)
    wb_document_undo (document);
  assert_text (document, start);
  g_assert_false (wb_document_can_undo (document));
}

static void
test_burst_is_over (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;

  wb_document_set_burst_msec (document, 0);
  set_option (document, 2, "units", "4");
  for (gint64 start = g_get_monotonic_time (); g_get_monotonic_time () == start;)
    continue;
  set_option (document, 2, "units", "5");
  wb_document_undo (document);
  g_assert_true (wb_document_can_undo (document));
}

static void
test_groups (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;
  g_autofree char *start = describe (document), *end = NULL;

  /* The world hears of a group once, and not at all of one that does nothing. */
  wb_document_begin_group (document, "Mirror");
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_INSERT, .index = 2, .type = "Dense", .text = "units=8" },
                    NULL);
  wb_document_begin_group (document, "Inner");
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_INSERT, .index = 3, .type = "Dense", .text = "units=9" },
                    NULL);
  wb_document_end_group (document);
  g_assert_false (wb_document_can_undo (document));
  g_assert_cmpuint (self->n_changes, ==, 0);
  wb_document_end_group (document);
  g_assert_cmpuint (self->n_changes, ==, 1);
  g_assert_cmpuint (self->changes, ==, WB_DOCUMENT_MODEL);
  end = describe (document);
  g_assert_cmpstr (wb_document_get_undo_label (document), ==, "Mirror");
  wb_document_undo (document);
  assert_text (document, start);
  g_assert_cmpstr (wb_document_get_redo_label (document), ==, "Mirror");
  wb_document_redo (document);
  assert_text (document, end);

  self->n_changes = 0;
  wb_document_begin_group (document, "Nothing");
  wb_document_end_group (document);
  g_assert_cmpstr (wb_document_get_undo_label (document), ==, "Mirror");
  wb_document_begin_group (document, "Drag");
  wb_document_edit (document, &(WbEdit) { WB_EDIT_INSERT, .index = 1, .type = "Flatten" }, NULL);
  wb_document_cancel_group (document);
  wb_document_begin_group (document, "There and back");
  set_option (document, 2, "units", "9");
  set_option (document, 2, "units", "3");
  wb_document_end_group (document);
  g_assert_cmpuint (self->n_changes, ==, 0);
  assert_text (document, end);
  g_assert_cmpstr (wb_document_get_undo_label (document), ==, "Mirror");
}

static void
test_weights_come_back (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;
  WbCheckpoint *first = wb_document_get_checkpoint (document), *trained;

  trained = fixture_make_checkpoint (wb_document_get_model (document),
                                     wb_document_get_recipe (document), 5);
  wb_document_set_checkpoint (document, trained);
  g_assert_true (wb_document_get_modified (document));
  g_assert_cmpuint (self->n_changes, ==, 0);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_REMOVE, .ids = (guint[]) { 2 }, .n_ids = 1 },
                    NULL);
  wb_document_set_checkpoint (document, NULL);
  self->changes = 0;
  wb_document_undo (document);
  g_assert_true (wb_document_get_checkpoint (document) == trained);
  g_assert_cmpuint (self->changes, ==, WB_DOCUMENT_MODEL | WB_DOCUMENT_CHECKPOINT);
  g_assert_true (first != trained);
  set_recipe (document, "epochs", "7");
  self->changes = 0;
  wb_document_undo (document);
  g_assert_cmpuint (self->changes, ==, WB_DOCUMENT_RECIPE);
  wb_checkpoint_unref (trained);
}

/* Memory that nobody writes to costs nothing. */
static gboolean
leave_empty (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  return TRUE;
}

#define N_HEAVY 6

/* A document after edits each of which left 144 MB of weights, and the moments
 * before them. */
static WbDocument *
make_heavy (WbCheckpoint *checkpoints[N_HEAVY], guint64 moments[N_HEAVY])
{
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (1, 6000));
  g_autoptr (AeModel) model = ae_model_append (input, "Dense", "units=3000", NULL);
  g_autoptr (WbProject) project = wb_project_new (model, NULL);
  WbDocument *document;

  g_assert_true (ae_recipe_set_optimizer (&project->recipe, "sgd", NULL));
  document = wb_document_new (project);
  wb_document_set_burst_msec (document, 0);
  for (guint i = 0; i < N_HEAVY; i++)
    {
      WbPosition position = { .step = i + 1 };

      checkpoints[i] = wb_checkpoint_new (model, &project->recipe, &position, NULL, leave_empty,
                                          NULL, NULL);
      moments[i] = wb_document_get_moment (document);
      wb_document_set_checkpoint (document, checkpoints[i]);
      wb_document_edit (document, &(WbEdit) { WB_EDIT_INSERT, .index = 2, .type = "Dropout" },
                        NULL);
      wb_document_set_checkpoint (document, NULL);
    }
  return document;
}

/* The step of the weights at hand, 0 where there are none. */
static guint64
get_step (WbDocument *document)
{
  const WbCheckpoint *checkpoint = wb_document_get_checkpoint (document);

  return checkpoint != NULL ? wb_checkpoint_get_position (checkpoint)->step : 0;
}

/* The three nearest weights stay, those of undo before those of redo. */
static void
test_weights_have_a_bound (Fixture *self, gconstpointer data)
{
  WbCheckpoint *checkpoints[N_HEAVY];
  guint64 moments[N_HEAVY];
  WbDocument *document = make_heavy (checkpoints, moments);

  for (guint step = N_HEAVY; step > 0; step--)
    {
      wb_document_undo (document);
      g_assert_cmpuint (get_step (document), ==, step > 3 ? step : 0);
    }
  for (guint i = 0; i < 3; i++)
    wb_document_redo (document);
  for (guint i = 3; i-- > 1;)
    wb_document_store_checkpoint (document, moments[i], checkpoints[i]);
  for (guint step = 4; step <= 6; step++)
    {
      g_assert_cmpuint (get_step (document), ==, step < 6 ? step : 0);
      wb_document_redo (document);
    }
  for (guint i = 0; i < N_HEAVY; i++)
    wb_checkpoint_unref (checkpoints[i]);
  g_assert_finalize_object (document);
}

/* A layer that was undone leaves its id behind, so that its weights are never
 * taken for those of another. */
static void
test_ids_are_never_used_again (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  WbEdit edit = { WB_EDIT_INSERT, .index = 1, .type = "Dense", .new_ids = ids };
  guint second;

  wb_document_edit (document, &edit, NULL);
  wb_document_undo (document);
  wb_document_edit (document, &edit, NULL);
  g_assert_cmpuint (ids->len, ==, 2);
  second = g_array_index (ids, guint, 1);
  g_assert_cmpuint (second, >, g_array_index (ids, guint, 0));
  g_assert_true (wb_document_edit (document,
                                   &(WbEdit) { WB_EDIT_REPLACE, .id = second, .type = "Flatten" },
                                   NULL));
  g_assert_cmpint (ae_model_find (wb_document_get_model (document), second), ==, -1);
}

static void
test_redo_is_cut_off (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;

  wb_document_edit (document, &(WbEdit) { WB_EDIT_REMOVE, .ids = (guint[]) { 2 }, .n_ids = 1 },
                    NULL);
  wb_document_undo (document);
  g_assert_true (wb_document_can_redo (document));
  set_option (document, 2, "units", "9");
  g_assert_false (wb_document_can_redo (document));
}

static void
assert_refused (WbDocument *document, gboolean done, GError **error, GQuark domain, int code)
{
  g_assert_false (done);
  g_assert_error (*error, domain, code);
  g_assert_false (wb_document_can_undo (document));
  g_clear_error (error);
}

static void
test_wrong_edits (Fixture *self, gconstpointer data)
{
  WbDocument *d = self->document;
  g_autofree char *start = describe (d);
  AeValue value = { .integer = 0 };
  GError *e = NULL;

#define ONE(id) .ids = (guint[]) { id }, .n_ids = 1
#define REFUSED(domain, code, ...) \
  assert_refused (d, wb_document_edit (d, &(WbEdit) { __VA_ARGS__ }, &e), &e, domain, code)
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_INSERT, .index = 1, .type = "Dance");
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_INSERT, .index = 1, .type = "Input");
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_INSERT, .index = 0, .type = "Dense");
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_INSERT, .index = 4, .type = "Dense");
  REFUSED (AE_ERROR, AE_ERROR_OPTION, WB_EDIT_INSERT, .index = 1, .type = "Dense",
           .text = "units=0");
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_REMOVE, ONE (1));
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_REMOVE, ONE (99));
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_MOVE, ONE (1), .index = 2);
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_MOVE, ONE (2), .index = 0);
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_MOVE, ONE (2), .index = 4);
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_REPLACE, .id = 1, .type = "Dense");
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_REPLACE, .id = 2, .type = "Dance");
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_DUPLICATE, ONE (1));
  REFUSED (AE_ERROR, AE_ERROR_OPTION, WB_EDIT_OPTION, .id = 2, .name = "units", .value = &value);
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_OPTION, .id = 2, .name = "unites", .value = &value);
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_OPTION, .id = 77, .name = "units", .value = &value);
  REFUSED (AE_ERROR, AE_ERROR_OPTION, WB_EDIT_DATA, .shape = &AE_SHAPE (4, 1, 1, 1, 1));
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_CODE, .id = 1);
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_CODE, .id = 3);
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_CODE, .id = 55);
  REFUSED (AE_ERROR, AE_ERROR_OPTION, WB_EDIT_RECIPE, .name = "epochs", .value = &value);
  REFUSED (WB_ERROR, WB_ERROR_EDIT, WB_EDIT_RECIPE, .name = "epoch", .value = &value);
  REFUSED (AE_ERROR, AE_ERROR_OPTION, WB_EDIT_DATA, .shape = &AE_SHAPE (1, 0));
#undef ONE
#undef REFUSED
  assert_text (d, start);
  g_assert_cmpuint (self->n_changes, ==, 0);
}

static void
test_optimizer_brings_its_defaults (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;

  set_recipe (document, "learning_rate", "0.5");
  set_recipe (document, "optimizer", "adam");
  g_assert_cmpfloat (wb_document_get_recipe (document)->learning_rate, ==, 0.5);
  set_recipe (document, "optimizer", "sgd");
  g_assert_cmpfloat (wb_document_get_recipe (document)->learning_rate, ==, 0.01);
  g_assert_true (set_recipe (document, "momentum", "0.9"));
  g_assert_cmpuint (self->changes, ==, WB_DOCUMENT_RECIPE);
}

static void
test_file (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;
  const char *path = "folder/digits.hourglass";
  g_autoptr (WbProject) saved = NULL;

  g_assert_cmpstr (wb_document_get_title (document), ==, "Untitled");
  set_option (document, 2, "units", "8");
  g_assert_true (wb_document_get_modified (document));
  self->changes = 0;
  saved = wb_project_copy (wb_document_get_project (document));
  wb_document_mark_saved (document, saved, path);
  g_assert_cmpuint (self->changes, ==, WB_DOCUMENT_FILE);
  g_assert_cmpstr (wb_document_get_title (document), ==, "digits");
  g_assert_cmpstr (wb_document_get_path (document), ==, path);
  g_assert_false (wb_document_get_modified (document));
  wb_document_undo (document);
  g_assert_true (wb_document_get_modified (document));
  wb_document_redo (document);
  g_assert_false (wb_document_get_modified (document));

  set_option (document, 2, "units", "9");
  wb_document_mark_saved (document, saved, path); /* written while it was edited */
  g_assert_true (wb_document_get_modified (document));
  wb_document_reset (document, saved, path);
  g_assert_cmpstr (wb_document_get_path (document), ==, path);
  g_assert_false (wb_document_get_modified (document));
  g_assert_false (wb_document_can_undo (document));
}

static void
test_fix (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;
  g_autofree char *start = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const WbProblem *error;

  set_option (document, 3, "units", "15");
  start = describe (document);
  problems = wb_check (wb_document_get_model (document), wb_document_get_recipe (document), NULL);
  error = wb_problems_get_error (problems);
  g_assert_cmpstr (error->code, ==, "S1");
  wb_document_apply_fix (document, &error->fixes[0]);
  g_assert_cmpstr (wb_document_get_undo_label (document), ==, "Set layer 3 to 16 units");
  wb_document_undo (document);
  assert_text (document, start);
}

static gint64
get_units (WbDocument *document, guint id)
{
  AeModel *model = wb_document_get_model (document);
  const AeLayer *layer = ae_model_get_layer (model, (guint) ae_model_find (model, id));
  AeValue value;

  ae_option_get (ae_options_find (layer->klass->options, "units"), layer->options, &value);
  return value.integer;
}

/* An option of several layers is one step; refused for one, it changes none. */
static void
test_options_of_several (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;
  guint n = ae_model_get_n_layers (wb_document_get_model (document));
  g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint *ids;
  g_autofree char *start = NULL;
  AeValue units = { .integer = 24 };

  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_PASTE, .index = n, .new_ids = added,
                                .text = "Dense units=8\nDense units=16\nDropout" },
                    NULL);
  ids = (const guint *) (const void *) added->data;
  start = describe (document);
  g_assert_false (set_units (document, ids, 3, &units));
  assert_text (document, start);
  g_assert_true (set_units (document, ids, 2, &units));
  g_assert_cmpint (get_units (document, ids[0]), ==, 24);
  g_assert_cmpint (get_units (document, ids[1]), ==, 24);
  g_assert_cmpstr (wb_document_get_undo_label (document), ==, "Change Units of 2 Layers");
  units.integer = 25;
  g_assert_true (set_units (document, ids, 2, &units));
  g_assert_true (set_units (document, &ids[1], 1, &units));
  wb_document_undo (document);
  assert_text (document, start);
}

/* Two settings of one name are told apart by whose they are. */
static void
test_setting_of_a_part (Fixture *self, gconstpointer data)
{
  WbDocument *document = self->document;
  const AeRecipe *recipe;
  gint64 before = wb_document_get_recipe (document)->patience;

  g_assert_true (set_recipe (document, "schedule", "plateau"));
  g_assert_true (set_recipe (document, "schedule.patience", "9"));
  recipe = wb_document_get_recipe (document);
  g_assert_cmpint (recipe->patience, ==, before);
  g_assert_cmpint (
    *(const gint64 *) (const void *) (recipe->schedule_options
                                      + ae_options_find (ae_recipe_get_schedule (recipe)->options,
                                                         "patience")
                                          ->offset),
    ==, 9);
  g_assert_true (set_recipe (document, "patience", "4"));
  g_assert_cmpint (wb_document_get_recipe (document)->patience, ==, 4);
}

#define ADD(name, function) \
  g_test_add ("/document/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("random-edits", test_random_edits);
  ADD ("same-bytes", test_same_bytes);
  ADD ("bursts", test_bursts);
  ADD ("burst-is-over", test_burst_is_over);
  ADD ("groups", test_groups);
  ADD ("weights-come-back", test_weights_come_back);
  ADD ("weights-have-a-bound", test_weights_have_a_bound);
  ADD ("ids-are-never-used-again", test_ids_are_never_used_again);
  ADD ("redo-is-cut-off", test_redo_is_cut_off);
  ADD ("wrong-edits", test_wrong_edits);
  ADD ("optimizer-brings-its-defaults", test_optimizer_brings_its_defaults);
  ADD ("file", test_file);
  ADD ("fix", test_fix);
  ADD ("options-of-several", test_options_of_several);
  ADD ("setting-of-a-part", test_setting_of_a_part);
  return g_test_run ();
}
