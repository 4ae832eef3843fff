/* SPDX-License-Identifier: MIT */
/* What the canvas shows of a model, and where what is dragged may be dropped,
 * without a display.
 */
#include <string.h>

#include "ui/canvas/canvas-slots.h"

/* The layers as "Dense units=9"; the Input has the id 1, the first of them 2. */
static AeModel *
build (const AeShape *input, const char *const *layers)
{
  AeModel *model = ae_model_new (input);

  for (; *layers != NULL; layers++)
    {
      g_auto (GStrv) words = g_strsplit (*layers, " ", 2);
      g_autoptr (AeModel) before = model;
      g_autoptr (GError) error = NULL;

      model = ae_model_append (before, words[0], words[1] != NULL ? words[1] : "", &error);
      g_assert_no_error (error);
    }
  return model;
}

#define BUILD(input, ...) build (input, (const char *const[]) { __VA_ARGS__, NULL })

static HgItems *
list_items (AeModel *model, const GPtrArray *problems)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (model));

  ae_model_infer (model, shapes, NULL, NULL);
  return hg_items_new (model, shapes, problems);
}

static AeModel *
build_plain (void)
{
  return BUILD (&AE_SHAPE (1, 64), "Dense units=9,activation=relu", "Dropout", "Dense units=64");
}

static AeModel *
build_images (void)
{
  return BUILD (&AE_SHAPE (3, 8, 8, 1), "Conv2D filters=4,padding=same", "Flatten", "Dense units=5",
                "Dense units=64", "Reshape target_shape=8,8,1");
}

/* Boxes from left to right, with the role and the kind of each. */
static void
test_roles (void)
{
  static const struct
  {
    guint layer;
    HgRole role;
    HgBoxKind kind;
  } boxes[] = {
    { 0, HG_ROLE_NEUTRAL, HG_BOX_TILE },  { 1, HG_ROLE_ENCODER, HG_BOX_BLOCK },
    { 2, HG_ROLE_ENCODER, HG_BOX_TAPER }, { 3, HG_ROLE_ENCODER, HG_BOX_BLOCK },
    { 3, HG_ROLE_CODE, HG_BOX_CODE },     { 4, HG_ROLE_DECODER, HG_BOX_BLOCK },
    { 5, HG_ROLE_DECODER, HG_BOX_TAPER }, { 5, HG_ROLE_NEUTRAL, HG_BOX_TILE },
  };
  g_autoptr (AeModel) model = build_images ();
  g_autoptr (HgItems) items = list_items (model, NULL);

  g_assert_cmpuint (items->n_items, ==, G_N_ELEMENTS (boxes));
  for (guint i = 0; i < items->n_items; i++)
    {
      g_assert_cmpuint (items->items[i].layer, ==, boxes[i].layer);
      g_assert_cmpint (items->items[i].role, ==, boxes[i].role);
      g_assert_cmpint (items->items[i].kind, ==, boxes[i].kind);
      g_assert_cmpint (hg_items_find (items, items->items[i].id), ==, (int) i);
    }
  g_assert_cmpuint (items->items[4].id, ==, HG_ID_CODE);
  g_assert_cmpuint (items->items[7].id, ==, HG_ID_OUTPUT);
  g_assert_cmpint (items->code, ==, 3);
  g_assert_cmpuint (items->n_encoder, ==, 9 * 4 + 4 + 256 * 5 + 5);
  g_assert_cmpuint (items->n_decoder, ==, 5 * 64 + 64);
}

/* A latent layer is the code itself: no marker beside it. */
static void
test_latent (void)
{
  g_autoptr (AeModel) model = BUILD (&AE_SHAPE (1, 64), "Dense units=9", "GaussianCode units=2",
                                     "Dense units=64");
  g_autoptr (HgItems) items = list_items (model, NULL);

  g_assert_cmpuint (items->n_items, ==, 5);
  g_assert_cmpint (items->items[2].role, ==, HG_ROLE_CODE);
  for (guint i = 0; i < items->n_items; i++)
    g_assert_cmpint (items->items[i].kind, !=, HG_BOX_CODE);
}

/* Sizes and choices that are not as usual, and nothing else. */
static void
test_settings (void)
{
  g_autoptr (AeModel) model = BUILD (&AE_SHAPE (3, 8, 8, 1),
                                     "Conv2D filters=4,kernel_size=5,5,padding=same", "Conv2D",
                                     "Dense units=7,activation=relu");
  g_autoptr (HgItems) items = list_items (model, NULL);

  g_assert_cmpstr (items->items[1].settings, ==, "5×5 · same");
  g_assert_cmpstr (items->items[hg_items_find (items, 3)].settings, ==, NULL);
  g_assert_cmpstr (items->items[hg_items_find (items, 4)].settings, ==, "relu");
}

/* Each box has its own layer's problem, an error before a warning; what follows
 * an error waits. */
static void
test_problems (void)
{
  g_autoptr (AeModel) model = BUILD (&AE_SHAPE (1, 64), "Dense units=9", "Dense units=64");
  WbProblem warnings[] = { { .layer = 1, .severity = WB_SEVERITY_WARNING },
                           { .layer = 2, .severity = WB_SEVERITY_WARNING } };
  WbProblem error = { .layer = 2, .severity = WB_SEVERITY_ERROR };
  g_autoptr (GPtrArray) problems = g_ptr_array_new ();
  g_autoptr (HgItems) items = NULL;
  int last;

  g_ptr_array_add (problems, &warnings[0]);
  g_ptr_array_add (problems, &warnings[1]);
  g_ptr_array_add (problems, &error);
  items = list_items (model, problems);
  last = hg_items_find (items, 3);
  g_assert_null (items->items[0].problem);
  g_assert_true (items->items[1].problem == &warnings[0]);
  g_assert_false (items->items[1].error);
  g_assert_true (items->items[last].problem == &error);
  g_assert_true (items->items[last].error);
}

static void
check_waiting (AeModel *model, const char *expected)
{
  g_autoptr (HgItems) items = list_items (model, NULL);

  g_assert_cmpuint (items->n_items, ==, strlen (expected));
  for (guint i = 0; i < items->n_items; i++)
    g_assert_cmpint (items->items[i].waiting, ==, expected[i] == 'w');
  ae_model_unref (model);
}

static void
test_waiting (void)
{
  check_waiting (build_plain (), "------");
  check_waiting (BUILD (&AE_SHAPE (1, 64), "Dense units=9", "Dense units=63"), "----w");
  check_waiting (BUILD (&AE_SHAPE (1, 64), "Dense units=9", "Conv2D", "Dense units=64"), "---www");
}

/* Which number a layer gets that comes into a connector; before the marker its
 * output is the code. */
static void
test_numbers (void)
{
  static const guint numbers[] = { 1, 2, 3, 4, 4, 5, 6 };
  g_autoptr (AeModel) model = build_images ();
  g_autoptr (HgItems) items = list_items (model, NULL);

  for (guint i = 0; i + 1 < items->n_items; i++)
    {
      g_assert_cmpuint (hg_items_get_slot (items, i), ==, numbers[i]);
      g_assert_cmpint (hg_items_slot_ends_encoder (items, i), ==, i == 3);
    }
}

/* A letter for each connector: whether it is legal. */
static HgSlots *
check_slots (AeModel *model, const HgDragged *dragged, const char *expected)
{
  g_autoptr (HgItems) items = list_items (model, NULL);
  HgSlots *slots = hg_slots_new (model, items, dragged);
  g_autofree char *legal = g_strnfill (slots->n_slots, 'n');

  for (guint i = 0; i < slots->n_slots; i++)
    {
      if (slots->legal[i])
        legal[i] = 'y';
      g_assert_cmpint (slots->legal[i], ==, slots->slots[i].legal);
      g_assert_cmpint (slots->legal[i], ==, slots->slots[i].reason == NULL);
    }
  g_assert_cmpstr (legal, ==, expected);
  g_assert_cmpint (hg_slots_any_legal (slots), ==, strchr (expected, 'y') != NULL);
  return slots;
}

static HgDragged
drag_new (const char *type)
{
  return (HgDragged) { HG_DRAGGED_NEW, ae_layer_class_find (type), NULL };
}

static void
assert_says (const HgSlots *slots, guint index, const char *words)
{
  const HgSlot *slot = &slots->slots[index];

  if (slot->reason == NULL || strstr (slot->reason, words) == NULL)
    g_error ("slot %u says “%s” instead of “%s”", index, slot->reason, words);
}

/* A layer is legal where it can take what comes in. */
static void
test_new (void)
{
  g_autoptr (AeModel) plain = build_plain ();
  g_autoptr (AeModel) images = build_images ();
  g_autoptr (AeModel) broken = BUILD (&AE_SHAPE (1, 64), "Dense units=9", "Conv2D",
                                      "Dense units=64");
  HgDragged dense = drag_new ("Dense"), conv = drag_new ("Conv2D");
  g_autoptr (HgSlots) anywhere = check_slots (plain, &dense, "yyyyy");
  g_autoptr (HgSlots) nowhere = check_slots (plain, &conv, "nnnnn");
  g_autoptr (HgSlots) somewhere = check_slots (images, &conv, "yynnnny");
  g_autoptr (HgSlots) before = check_slots (broken, &dense, "yyynn");

  assert_says (nowhere, 0, "64");
  assert_says (before, 3, "A layer before it has to be fixed first.");
  g_assert_null (somewhere->slots[0].misfit);
  g_assert_cmpstr (somewhere->slots[6].misfit, ==, "The output will be 8×8×16, not 8×8×1");
  g_assert_true (ae_shape_equal (&somewhere->slots[1].shape, &AE_SHAPE (3, 8, 8, 16)));
  g_assert_cmpuint (somewhere->slots[1].n_params, ==, 9 * 4 * 16 + 16);
}

static void
check_counts (const HgSlot *slot, gsize n_params, gsize n_encoder, gsize n_decoder)
{
  g_assert_cmpuint (slot->n_params, ==, n_params);
  g_assert_cmpuint (slot->n_encoder, ==, n_encoder);
  g_assert_cmpuint (slot->n_decoder, ==, n_decoder);
}

/* The trained values of the new layer, and of the two halves with it: before the
 * marker it gives the code, behind it belongs to the decoder. */
static void
test_counts (void)
{
  g_autoptr (AeModel) model = BUILD (&AE_SHAPE (1, 64), "Dense units=9", "Dense units=64");
  HgDragged dense = drag_new ("Dense");
  g_autoptr (HgSlots) slots = check_slots (model, &dense, "yyyy");

  check_counts (&slots->slots[0], 64 * 32 + 32, 64 * 32 + 32 + 32 * 9 + 9, 9 * 64 + 64);
  check_counts (&slots->slots[1], 9 * 32 + 32, 64 * 9 + 9 + 9 * 32 + 32, 32 * 64 + 64);
  check_counts (&slots->slots[2], 9 * 32 + 32, 64 * 9 + 9, 9 * 32 + 32 + 32 * 64 + 64);
}

static GArray *
list_ids (guint first, guint last)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint));

  for (; first <= last; first++)
    g_array_append_val (ids, first);
  return ids;
}

/* Layers stand in their own place already, and a copy does not. */
static void
test_moved (void)
{
  g_autoptr (AeModel) model = build_plain ();
  g_autoptr (GArray) one = list_ids (3, 3);
  g_autoptr (GArray) two = list_ids (2, 3);
  g_autoptr (GArray) code = list_ids (2, 2);
  HgDragged dropout = { HG_DRAGGED_MOVED, ae_layer_class_find ("Dropout"), one };
  HgDragged both = { HG_DRAGGED_MOVED, ae_layer_class_find ("Dense"), two };
  HgDragged copy = { HG_DRAGGED_COPIED, ae_layer_class_find ("Dropout"), one };
  HgDragged dense = { HG_DRAGGED_COPIED, ae_layer_class_find ("Dense"), code };
  g_autoptr (HgSlots) slots = check_slots (model, &dropout, "ynnny");
  g_autoptr (HgSlots) pair = check_slots (model, &both, "nnnny");
  g_autoptr (HgSlots) copies = check_slots (model, &copy, "yyyyy");
  g_autoptr (HgSlots) another = check_slots (model, &dense, "yyyyy");

  assert_says (slots, 1, "It stands here already.");
  g_assert_true (ae_shape_equal (&slots->slots[0].shape, &AE_SHAPE (1, 64)));
  g_assert_true (ae_shape_equal (&pair->slots[4].shape, &AE_SHAPE (1, 9)));
  g_assert_true (ae_shape_equal (&copies->slots[2].shape, &AE_SHAPE (1, 9)));
  check_counts (&another->slots[2], 9 * 9 + 9, 64 * 9 + 9, 9 * 9 + 9 + 9 * 64 + 64);
}

/* The marker leaves an encoder and a decoder, and knows where it stands. */
static void
test_code (void)
{
  g_autoptr (AeModel) model = build_images ();
  HgDragged code = { HG_DRAGGED_CODE, NULL, NULL };
  g_autoptr (HgSlots) slots = check_slots (model, &code, "nyynnyn");

  assert_says (slots, 0, "An encoder and a decoder must be left.");
  assert_says (slots, 3, "The code is here already.");
  assert_says (slots, 6, "An encoder and a decoder must be left.");
  g_assert_true (ae_shape_equal (&slots->slots[1].shape, &AE_SHAPE (3, 8, 8, 4)));
  check_counts (&slots->slots[1], 0, 9 * 4 + 4, 256 * 5 + 5 + 5 * 64 + 64);
}

static void
check_joins (const HgSlots *slots, guint index, const char *type)
{
  g_assert_cmpstr (slots->slots[index].joins->type, ==, type);
}

/* A skip goes forward past a layer at least: added where the shapes are the same,
 * else concatenated if that is possible. */
static void
test_skip (void)
{
  g_autoptr (AeModel) plain = BUILD (&AE_SHAPE (1, 64), "Dense units=9", "Dense units=12",
                                     "Dense units=9");
  g_autoptr (AeModel) images = build_images ();
  g_autoptr (GArray) first = list_ids (2, 2);
  HgDragged skip = { HG_DRAGGED_SKIP, NULL, first };
  HgDragged joined = { HG_DRAGGED_CONCATENATED, NULL, first };
  g_autoptr (HgSlots) slots = check_slots (plain, &skip, "nnnyy");
  g_autoptr (HgSlots) concatenated = check_slots (plain, &joined, "nnnyy");
  g_autoptr (HgSlots) differ = check_slots (images, &skip, "nnnnnny");

  check_joins (slots, 3, "Concatenate");
  check_joins (slots, 4, "Add");
  check_joins (concatenated, 4, "Concatenate");
  assert_says (slots, 0, "A skip goes to a later place");
  assert_says (slots, 1, "A skip goes to a later place");
  assert_says (differ, 3, "does not suit");
}

/* What another layer would be in a layer's place. */
static void
test_replace (void)
{
  g_autoptr (AeModel) model = build_images ();
  HgSlot fits = hg_slot_replace (model, 1, ae_layer_class_find ("MaxPooling2D"));
  HgSlot fails = hg_slot_replace (model, 3, ae_layer_class_find ("MaxPooling2D"));

  g_assert_true (fits.legal);
  g_assert_true (ae_shape_equal (&fits.shape, &AE_SHAPE (3, 4, 4, 1)));
  g_assert_false (fails.legal);
  g_assert_nonnull (fails.reason);
  hg_slot_clear (&fits);
  hg_slot_clear (&fails);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canvas-items/roles", test_roles);
  g_test_add_func ("/canvas-items/latent", test_latent);
  g_test_add_func ("/canvas-items/settings", test_settings);
  g_test_add_func ("/canvas-items/problems", test_problems);
  g_test_add_func ("/canvas-items/waiting", test_waiting);
  g_test_add_func ("/canvas-items/numbers", test_numbers);
  g_test_add_func ("/canvas-slots/new", test_new);
  g_test_add_func ("/canvas-slots/counts", test_counts);
  g_test_add_func ("/canvas-slots/moved", test_moved);
  g_test_add_func ("/canvas-slots/code", test_code);
  g_test_add_func ("/canvas-slots/skip", test_skip);
  g_test_add_func ("/canvas-slots/replace", test_replace);
  return g_test_run ();
}
