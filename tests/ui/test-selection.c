/* SPDX-License-Identifier: MIT */
/* What is selected, and what can be done with it, by real keys.
 *
 * Proved by breaking the code: an undo selects the first layer (undo).
 */
#include "tests/ui/ui-fixture.h"

#include "ui/canvas/canvas.h"

static guint
get_id (UiFixture *self, guint index)
{
  return ae_model_get_layer (hg_workspace_get_model (self->workspace), index)->id;
}

static void
click_layer (UiFixture *self, guint index)
{
  GtkWidget *canvas = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0);

  ui_click (self, hg_canvas_get_block (HG_CANVAS (canvas), get_id (self, index)));
}

static void
assert_selected (UiFixture *self, guint first, guint n)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);

  g_assert_cmpuint (ids->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (g_array_index (ids, guint, i), ==, get_id (self, first + i));
}

/* Undo and redo select what was selected on the other side of the step. */
static void
test_undo (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "deep");
  click_layer (&self, 3);
  ui_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_selected (&self, 3, 2);
  ui_key (&self, GDK_KEY_Delete, 0);
  assert_selected (&self, 3, 1);
  click_layer (&self, 1);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  assert_selected (&self, 3, 2);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  assert_selected (&self, 1, 1);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_key (&self, GDK_KEY_d, GDK_CONTROL_MASK);
  assert_selected (&self, 5, 2);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  assert_selected (&self, 3, 2);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  assert_selected (&self, 5, 2);
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/selection/undo", test_undo);
  return g_test_run ();
}
