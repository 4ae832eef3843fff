/* SPDX-License-Identifier: MIT */
/* Edits in quick succession while the model trains: each has its message, and
 * messages then come faster than they go.
 */
#include "tests/ui/ui-fixture.h"

#include "ui/canvas/canvas.h"
#include "ui/inspector/layer-page.h"

#define N_CLICKS 8
#define N_KEYS   12

static guint
count_layers (UiFixture *self)
{
  return ae_model_get_n_layers (hg_workspace_get_model (self->workspace));
}

/* A training simple model, its first Dense selected. */
static void
begin (UiFixture *self)
{
  GtkWidget *canvas;

  ui_fixture_open (self, NULL, "simple");
  ui_click (self, ui_find_named (GTK_WIDGET (self->window), "Train"));
  ui_wait_until (ui_is_running, self, "the training");
  canvas = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0);
  ui_click (self, hg_canvas_get_block (
                    HG_CANVAS (canvas),
                    ae_model_get_layer (hg_workspace_get_model (self->workspace), 1)->id));
}

static gsize
get_units (UiFixture *self)
{
  return ae_shape_size (&hg_workspace_get_shapes (self->workspace)[1]);
}

static GtkWidget *
find_spin_button (UiFixture *self)
{
  return ui_find_type (ui_find_type (GTK_WIDGET (self->window), HG_TYPE_LAYER_PAGE, 0),
                       GTK_TYPE_SPIN_BUTTON, 0);
}

static void
test_clicks (gconstpointer data)
{
  guint gap = GPOINTER_TO_UINT (data);
  UiFixture self = { 0 };
  gsize before;

  begin (&self);
  before = get_units (&self);
  ui_click (&self, gtk_widget_get_last_child (find_spin_button (&self)));
  for (guint i = 1; i < N_CLICKS; i++)
    {
      ui_press ();
      ui_let_pass (gap / 2);
      ui_release ();
      ui_let_pass (gap - gap / 2);
    }
  ui_let_pass (1000);
  ui_wait_frames (&self, 10);
  g_assert_cmpuint (get_units (&self), >=, before + N_CLICKS);
  ui_fixture_close (&self);
}

typedef struct
{
  UiFixture *window;
  gsize units;
} Goal;

static gboolean
is_reached (gpointer data)
{
  Goal *goal = data;

  return get_units (goal->window) >= goal->units;
}

/* The button of a number goes on by itself while it is held. */
static void
test_held (void)
{
  UiFixture self = { 0 };
  GtkWidget *more;
  Goal goal = { &self };

  begin (&self);
  more = gtk_widget_get_last_child (find_spin_button (&self));
  ui_click (&self, more);
  goal.units = get_units (&self) + N_CLICKS * 5;
  ui_press ();
  ui_wait_until (is_reached, &goal, "the held button to count");
  ui_release ();
  ui_let_pass (1000);
  ui_wait_frames (&self, 10);
  ui_fixture_close (&self);
}

/* The wheel counts where the number has the focus. */
static void
test_wheel (void)
{
  UiFixture self = { 0 };
  GtkWidget *spin;
  Goal goal = { &self };

  begin (&self);
  spin = find_spin_button (&self);
  ui_click (&self, gtk_widget_get_first_child (spin));
  goal.units = get_units (&self) + N_CLICKS * 5;
  for (guint i = 0; i < N_CLICKS * 5; i++)
    {
      ui_send_button (4, TRUE);
      ui_send_button (4, FALSE);
      ui_let_pass (30);
    }
  ui_wait_until (is_reached, &goal, "the wheel to count");
  ui_let_pass (1000);
  ui_wait_frames (&self, 10);
  ui_fixture_close (&self);
}

/* As a key that is held down repeats. */
static void
repeat (guint key)
{
  for (guint i = 0; i < N_KEYS; i++)
    {
      ui_hold (key, TRUE);
      ui_hold (key, FALSE);
    }
}

static void
test_keys (void)
{
  UiFixture self = { 0 };
  guint before;

  begin (&self);
  before = count_layers (&self);
  ui_hold (GDK_KEY_Control_L, TRUE);
  repeat (GDK_KEY_d);
  ui_hold (GDK_KEY_Control_L, FALSE);
  ui_wait_frames (&self, 10);
  g_assert_cmpuint (count_layers (&self), ==, before + N_KEYS);
  repeat (GDK_KEY_Delete);
  ui_let_pass (1000);
  ui_wait_frames (&self, 10);
  g_assert_cmpuint (count_layers (&self), ==, before);
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  static const guint gaps[] = { 60, 100, 150, 190 };

  if (!ui_fixture_init (&argc, &argv))
    return 77;
  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    {
      g_autofree char *path = g_strdup_printf ("/bursts/clicks/%u", gaps[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (gaps[i]), test_clicks);
    }
  g_test_add_func ("/bursts/held", test_held);
  g_test_add_func ("/bursts/wheel", test_wheel);
  g_test_add_func ("/bursts/keys", test_keys);
  return g_test_run ();
}
