/* SPDX-License-Identifier: MIT */
/* The undo stack, of states that are strings. */
#include "app/document/undo.h"

typedef struct
{
  WbUndo *undo;
  char *state;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->undo = wb_undo_new (g_str_equal, g_free);
  wb_undo_set_burst_msec (self->undo, G_MAXUINT);
  self->state = g_strdup ("a");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  wb_undo_free (self->undo);
  g_free (self->state);
}

static void
edit (Fixture *self, const char *state, const char *label, const char *key)
{
  char *before = self->state, *back;

  self->state = g_strdup (state);
  back = wb_undo_push (self->undo, before, self->state, label, key);
  if (back != NULL)
    {
      g_free (self->state);
      self->state = back;
    }
}

/* "undone | current | redone" */
static void
assert_states (Fixture *self, const char *expected)
{
  g_autoptr (GString) text = g_string_new (self->state);
  const char *state;

  for (guint i = 0; (state = wb_undo_get_state (self->undo, WB_UNDO_BACK, i)) != NULL; i++)
    g_string_prepend (g_string_prepend (text, i == 0 ? "|" : " "), state);
  for (guint i = 0; (state = wb_undo_get_state (self->undo, WB_UNDO_FORWARD, i)) != NULL; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "|" : " ", state);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
go (Fixture *self, WbUndoWay way)
{
  self->state = wb_undo_go (self->undo, way, self->state);
}

static void
test_labels (Fixture *self, gconstpointer data)
{
  g_assert_null (wb_undo_get_label (self->undo, WB_UNDO_BACK));
  edit (self, "b", "to b", NULL);
  edit (self, "c", "to c", NULL);
  assert_states (self, "a b|c");
  go (self, WB_UNDO_BACK);
  assert_states (self, "a|b|c");
  g_assert_cmpstr (wb_undo_get_label (self->undo, WB_UNDO_BACK), ==, "to b");
  g_assert_cmpstr (wb_undo_get_label (self->undo, WB_UNDO_FORWARD), ==, "to c");
  go (self, WB_UNDO_FORWARD);
  assert_states (self, "a b|c");
  go (self, WB_UNDO_BACK);
  edit (self, "d", "to d", NULL);
  assert_states (self, "a b|d");
  wb_undo_clear (self->undo);
  assert_states (self, "d");
}

static void
test_bound (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 1001; i++)
    {
      g_autofree char *state = g_strdup_printf ("%u", i);

      edit (self, state, "step", NULL);
    }
  g_assert_cmpstr (wb_undo_get_state (self->undo, WB_UNDO_BACK, 999), ==, "0");
  g_assert_null (wb_undo_get_state (self->undo, WB_UNDO_BACK, 1000));
}

static void
test_bursts (Fixture *self, gconstpointer data)
{
  edit (self, "b", "first", "key");
  edit (self, "c", "second", "key");
  assert_states (self, "a|c");
  g_assert_cmpstr (wb_undo_get_label (self->undo, WB_UNDO_BACK), ==, "first");
  edit (self, "d", "other", "another key");
  edit (self, "e", "none", NULL);
  edit (self, "f", "none", NULL);
  assert_states (self, "a c d e|f");
  edit (self, "g", "third", "key");
  wb_undo_end_burst (self->undo);
  edit (self, "h", "fourth", "key");
  assert_states (self, "a c d e f g|h");
  go (self, WB_UNDO_BACK);
  go (self, WB_UNDO_FORWARD);
  edit (self, "i", "fifth", "key");
  assert_states (self, "a c d e f g h|i");
  edit (self, "h", "back", "key");
  assert_states (self, "a c d e f g|h");
  go (self, WB_UNDO_BACK);
  edit (self, "j", "sixth", "key");
  assert_states (self, "a c d e f g|j");
}

static void
end_group (Fixture *self)
{
  char *back = wb_undo_end_group (self->undo, self->state);

  g_assert_true (back == NULL || g_str_equal (back, self->state));
  g_free (back);
}

static void
test_groups (Fixture *self, gconstpointer data)
{
  wb_undo_begin_group (self->undo, "outer");
  edit (self, "b", "inside", NULL);
  wb_undo_begin_group (self->undo, "inner");
  edit (self, "c", "inside", NULL);
  end_group (self);
  g_assert_true (wb_undo_is_in_group (self->undo));
  g_assert_null (wb_undo_get_label (self->undo, WB_UNDO_BACK));
  edit (self, "d", "inside", NULL);
  end_group (self);
  g_assert_false (wb_undo_is_in_group (self->undo));
  assert_states (self, "a|d");
  g_assert_cmpstr (wb_undo_get_label (self->undo, WB_UNDO_BACK), ==, "outer");
}

/* What changes nothing leaves what was undone to be made again. */
static void
test_groups_that_change_nothing (Fixture *self, gconstpointer data)
{
  g_autofree char *start = NULL;

  edit (self, "b", "step", NULL);
  go (self, WB_UNDO_BACK);
  wb_undo_begin_group (self->undo, "empty");
  end_group (self);
  assert_states (self, "a|b");
  wb_undo_begin_group (self->undo, "there and back");
  edit (self, "c", "inside", NULL);
  edit (self, "a", "inside", NULL);
  end_group (self);
  wb_undo_begin_group (self->undo, "cancelled");
  edit (self, "d", "inside", NULL);
  edit (self, "e", "inside", NULL);
  start = wb_undo_cancel_group (self->undo);
  g_assert_cmpstr (start, ==, "a");
  g_assert_false (wb_undo_is_in_group (self->undo));
  assert_states (self, "e|b");
}

#define ADD(name, function) g_test_add ("/undo/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("labels", test_labels);
  ADD ("bound", test_bound);
  ADD ("bursts", test_bursts);
  ADD ("groups", test_groups);
  ADD ("groups-that-change-nothing", test_groups_that_change_nothing);
  return g_test_run ();
}
