/* SPDX-License-Identifier: MIT */
/* See the header. Without a window manager the keyboard is where the pointer
 * is, and a window's place is the origin of its X window.
 */
#include "tests/ui/ui-fixture.h"

#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <gdk/x11/gdkx.h>
#include <math.h>
#include <string.h>

#include "tests/patience.h"
#include "ui/palette/palette-row.h"

#define MOVES      10
#define MAX_NUDGES 250
#define FRAME      12

static Display *hands;
static HgApplication *application;

gboolean
ui_fixture_init (int *argc, char ***argv)
{
  int ignored;

  hands = XOpenDisplay (NULL);
  if (hands == NULL || !XTestQueryExtension (hands, &ignored, &ignored, &ignored, &ignored))
    {
      g_print ("skipped: there is no X display with the XTEST extension\n");
      return FALSE;
    }
  gtk_test_init (argc, argv, NULL);
  return TRUE;
}

/* Wakes the loop, so that the condition is looked at again. */
static gboolean
ring_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
ui_wait_until (UiCondition condition, gpointer data, const char *what)
{
  gint64 deadline = g_get_monotonic_time () + test_get_patience_usec ();
  guint alarm = g_timeout_add (20, ring_cb, NULL);

  while (!condition (data))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("waited in vain for: %s", what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (alarm);
}

/* @window: NULL once it is gone. */
typedef struct
{
  guint left;
  GtkWidget *window;
} Frames;

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Frames *frames = data;

  return --frames->left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* A window that is not on the screen draws no frames. */
static gboolean
frames_done (gpointer data)
{
  Frames *frames = data;

  return frames->left == 0 || frames->window == NULL || !gtk_widget_get_mapped (frames->window);
}

static void
wait_frames (GtkWidget *window, guint n)
{
  Frames frames = { n, window };
  guint tick = gtk_widget_add_tick_callback (window, frame_cb, &frames, NULL);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &frames.window);
  ui_wait_until (frames_done, &frames, "frames");
  if (frames.window == NULL)
    return;
  if (frames.left > 0)
    gtk_widget_remove_tick_callback (window, tick);
  g_object_remove_weak_pointer (G_OBJECT (window), (gpointer *) &frames.window);
}

void
ui_wait_frames (UiFixture *self, guint n)
{
  wait_frames (GTK_WIDGET (self->window), n);
}

static GtkWidget *
find_mapped (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

void
ui_wait_events (void)
{
  Display *display = gdk_x11_display_get_xdisplay (gdk_display_get_default ());
  GtkWidget *window;

  XSync (display, FALSE);
  while (XPending (display) > 0)
    g_main_context_iteration (NULL, FALSE);
  window = find_mapped ();
  if (window != NULL)
    wait_frames (window, 2);
}

static GtkWidget *
find_chooser (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (GTK_IS_FILE_CHOOSER (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_chooser (gpointer data)
{
  return find_chooser () != NULL;
}

GtkWidget *
ui_wait_chooser (void)
{
  ui_wait_until (has_chooser, NULL, "a file chooser");
  return find_chooser ();
}

static gboolean
has_files (gpointer chooser)
{
  GtkWidget *list;

  for (guint i = 0; (list = ui_find_type (chooser, GTK_TYPE_TREE_VIEW, i)) != NULL; i++)
    {
      GtkTreeModel *files = gtk_tree_view_get_model (GTK_TREE_VIEW (list));

      if (files != NULL && gtk_tree_model_iter_n_children (files, NULL) > 0)
        return TRUE;
    }
  return FALSE;
}

/* Waits until a file chooser lists its folder, which must not be empty: of a listing
 * that is cancelled GIO leaks what it has read. */
void
ui_wait_files (GtkWidget *chooser)
{
  ui_wait_until (has_files, chooser, "the chooser's files");
}

static gboolean
has_data (gpointer data)
{
  UiFixture *self = data;

  return hg_workspace_get_source (self->workspace) != NULL
         && !hg_workspace_is_opening (self->workspace);
}

void
ui_wait_data (UiFixture *self)
{
  ui_wait_until (has_data, self, "the data to be open");
}

gboolean
ui_has_trained (gpointer fixture)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((UiFixture *) fixture)->workspace);

  return snapshot != NULL && snapshot->step > 0;
}

gboolean
ui_is_running (gpointer fixture)
{
  return ui_has_trained (fixture)
         && hg_workspace_get_snapshot (((UiFixture *) fixture)->workspace)->state == WB_RUN_RUNNING;
}

gboolean
ui_is_paused (gpointer fixture)
{
  return hg_workspace_get_state (((UiFixture *) fixture)->workspace) == WB_RUN_PAUSED;
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  hg_workspace_save_finish (HG_WORKSPACE (object), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

void
ui_save (UiFixture *self, const char *path)
{
  gboolean saved = FALSE;

  hg_workspace_save (self->workspace, path, FALSE, saved_cb, &saved);
  ui_wait_until (is_true, &saved, "the project to be saved");
}

typedef struct
{
  GtkWidget *window;
  int width;
} Wanted;

static gboolean
has_width (gpointer data)
{
  Wanted *wanted = data;

  return abs (gtk_widget_get_width (wanted->window) - wanted->width) <= FRAME;
}

void
ui_resize (UiFixture *self, int width)
{
  Wanted wanted = { GTK_WIDGET (self->window), width };

  gtk_window_set_default_size (GTK_WINDOW (self->window), width, 800);
  ui_wait_until (has_width, &wanted, "the window to have its width");
  ui_wait_frames (self, 30);
}

void
ui_fixture_begin (UiFixture *self, const char *project, const char *template)
{
  if (application == NULL)
    {
      application = hg_application_new ();
      g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
    }
  self->application = application;
  self->window = hg_window_new (ADW_APPLICATION (self->application));
  self->workspace = g_object_ref (hg_window_get_workspace (self->window));
  /* A low_priority training would starve where the machine has other work. */
  wb_session_set_low_priority (hg_workspace_get_session (self->workspace), FALSE);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  hg_window_start (self->window, project, template != NULL ? wb_template_find (template) : NULL,
                   self->data);
  gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
is_open (gpointer data)
{
  return !hg_workspace_is_opening (((UiFixture *) data)->workspace);
}

void
ui_fixture_open (UiFixture *self, const char *project, const char *template)
{
  ui_fixture_begin (self, project, template);
  ui_wait_until (is_open, self, "the data to be open");
  ui_wait_frames (self, 3);
}

static gboolean
is_gone (gpointer data)
{
  return ((UiFixture *) data)->window == NULL;
}

/* Data that was being opened holds the workspace until its thread ends. */
static gboolean
is_let_go (gpointer data)
{
  return ((UiFixture *) data)->workspace == NULL;
}

void
ui_wait_gone (UiFixture *self)
{
  ui_wait_until (is_gone, self, "the window to be gone");
}

void
ui_fixture_close (UiFixture *self)
{
  if (self->window != NULL)
    {
      hg_workspace_close (self->workspace);
      gtk_window_destroy (GTK_WINDOW (self->window));
    }
  ui_wait_gone (self);
  g_object_add_weak_pointer (G_OBJECT (self->workspace), (gpointer *) &self->workspace);
  g_object_unref (self->workspace);
  ui_wait_until (is_let_go, self, "everybody to let go of the workspace");
}

/* The next widget in the order of the tree, below @from; NULL after the last one. */
static GtkWidget *
get_next (GtkWidget *from, GtkWidget *widget)
{
  GtkWidget *next = gtk_widget_get_first_child (widget);

  for (; next == NULL && widget != from; widget = gtk_widget_get_parent (widget))
    next = gtk_widget_get_next_sibling (widget);
  return next;
}

GtkWidget *
ui_find_type (GtkWidget *from, GType type, guint index)
{
  GtkWidget *widget = from;

  while (widget != NULL && !(g_type_is_a (G_OBJECT_TYPE (widget), type) && index-- == 0))
    widget = get_next (from, widget);
  return widget;
}

static gboolean
is_named (GtkWidget *widget, const char *name)
{
  g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                                  name);

  return mismatch == NULL
         || (GTK_IS_LABEL (widget)
             && strstr (gtk_label_get_text (GTK_LABEL (widget)), name) != NULL);
}

GtkWidget *
ui_find_named (GtkWidget *from, const char *name)
{
  GtkWidget *widget = from;

  while (widget != NULL && !is_named (widget, name))
    widget = get_next (from, widget);
  return widget;
}

GtkWidget *
ui_find_words (GtkWidget *from, const char *words)
{
  GtkWidget *widget = from;

  while (widget != NULL
         && !(GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
              && gtk_widget_get_child_visible (widget) && gtk_widget_get_width (widget) > 0
              && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL))
    widget = get_next (from, widget);
  return widget;
}

GtkWidget *
ui_find_palette_row (UiFixture *self, const char *type)
{
  GtkWidget *row;

  for (guint i = 0;
       (row = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_PALETTE_ROW, i)) != NULL; i++)
    if (g_str_equal (hg_palette_row_get_class (HG_PALETTE_ROW (row))->type, type))
      return row;
  g_assert_not_reached ();
}

void
ui_get_middle (GtkWidget *widget, double *x, double *y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = gtk_native_get_surface (native);
  double dx, dy;
  int root_x, root_y;
  Window child;

  gtk_native_get_surface_transform (native, &dx, &dy);
  gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), gtk_widget_get_width (widget) / 2.,
                                    gtk_widget_get_height (widget) / 2., x, y);
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  XTranslateCoordinates (hands, gdk_x11_surface_get_xid (surface), DefaultRootWindow (hands), 0, 0,
                         &root_x, &root_y, &child);
  G_GNUC_END_IGNORE_DEPRECATIONS
  *x += dx + root_x;
  *y += dy + root_y;
}

void
ui_wait_still (UiFixture *self, GtkWidget *widget)
{
  double x, y, last_x = NAN, last_y = NAN;

  for (guint i = 0; i < MAX_NUDGES; i++)
    {
      ui_get_middle (widget, &x, &y);
      if (x == last_x && y == last_y)
        return;
      ui_wait_frames (self, 3);
      last_x = x;
      last_y = y;
    }
}

void
ui_move (double x, double y)
{
  XTestFakeMotionEvent (hands, -1, (int) x, (int) y, CurrentTime);
  XSync (hands, FALSE);
}

void
ui_send_button (guint button, gboolean down)
{
  XTestFakeButtonEvent (hands, button, down, CurrentTime);
  XSync (hands, FALSE);
}

void
ui_send_key (guint key, gboolean down)
{
  XTestFakeKeyEvent (hands, XKeysymToKeycode (hands, key), down, CurrentTime);
  XSync (hands, FALSE);
}

void
ui_press (void)
{
  ui_send_button (1, TRUE);
}

void
ui_release (void)
{
  ui_send_button (1, FALSE);
}

static gboolean
is_past (gpointer data)
{
  return g_get_monotonic_time () > *(gint64 *) data;
}

void
ui_let_pass (guint msec)
{
  gint64 end = g_get_monotonic_time () + msec * 1000;

  ui_wait_until (is_past, &end, "time to pass");
}

void
ui_button (guint button, gboolean down)
{
  ui_send_button (button, down);
  ui_wait_events ();
}

static gboolean
is_under_pointer (GtkWidget *widget)
{
  return (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_PRELIGHT) != 0;
}

/* The pointer moves there, and again until the widget is under it and stands
 * still. */
static void
point_at (GtkWidget *widget)
{
  double x, y, last_x = NAN, last_y = NAN;

  for (guint i = 0; i < MAX_NUDGES; i++)
    {
      ui_get_middle (widget, &x, &y);
      if (is_under_pointer (widget) && x == last_x && y == last_y)
        return;
      ui_move (x + i % 2, y);
      ui_wait_events ();
      last_x = x;
      last_y = y;
    }
}

/* Two clicks of a person at one place are no double click, which a header bar would take for
 * itself: the second waits until the first is over. */
static void
wait_for_single_click (void)
{
  static gint64 last;
  int msec = 0;

  g_object_get (gtk_settings_get_default (), "gtk-double-click-time", &msec, NULL);
  last += msec * 1000;
  ui_wait_until (is_past, &last, "the last click to be over");
  last = g_get_monotonic_time ();
}

void
ui_click (UiFixture *self, GtkWidget *widget)
{
  wait_for_single_click ();
  point_at (widget);
  ui_press ();
  ui_wait_events ();
  ui_release ();
  ui_wait_events ();
}

void
ui_double_click (GtkWidget *widget)
{
  wait_for_single_click ();
  point_at (widget);
  for (guint i = 0; i < 4; i++)
    ui_send_button (1, i % 2 == 0);
  ui_wait_events ();
}

void
ui_scroll (UiFixture *self, int steps)
{
  guint button = steps > 0 ? 5 : 4;

  for (int i = 0; i < ABS (steps); i++)
    {
      ui_button (button, TRUE);
      ui_button (button, FALSE);
    }
}

static gboolean
is_drop_active (gpointer data)
{
  return (gtk_widget_get_state_flags (data) & GTK_STATE_FLAG_DROP_ACTIVE) != 0;
}

static gboolean
is_drop_over (gpointer data)
{
  return !is_drop_active (data);
}

static void
hold_modifiers (GdkModifierType modifiers, gboolean down)
{
  if (modifiers & GDK_CONTROL_MASK)
    ui_send_key (XK_Control_L, down);
  if (modifiers & GDK_ALT_MASK)
    ui_send_key (XK_Alt_L, down);
  if (modifiers & GDK_SHIFT_MASK)
    ui_send_key (XK_Shift_L, down);
}

void
ui_draw_stroke (GtkWidget *pad)
{
  double x, y;

  ui_get_middle (pad, &x, &y);
  ui_move (x - 40, y - 40);
  ui_wait_events ();
  ui_press ();
  for (int i = -40; i <= 40; i += 8)
    {
      ui_move (x + i, y + i);
      ui_wait_events ();
    }
  ui_release ();
}

void
ui_drag (UiFixture *self, double x0, double y0, double x1, double y1, GtkWidget *target)
{
  ui_move (x0, y0);
  ui_wait_events ();
  ui_press ();
  for (guint i = 1; i <= MOVES; i++)
    {
      ui_move (x0 + (x1 - x0) * i / MOVES, y0 + (y1 - y0) * i / MOVES);
      ui_wait_events ();
    }
  for (guint i = 0; i < MAX_NUDGES && !is_drop_active (target); i++)
    {
      ui_move (x1 + i % 2 * 2, y1);
      ui_wait_events ();
    }
  ui_move (x1, y1);
  ui_wait_until (is_drop_active, target, "the drag to arrive");
  ui_wait_frames (self, 4);
  ui_release ();
  ui_wait_until (is_drop_over, target, "the drop");
  ui_wait_frames (self, 2);
}

void
ui_key (UiFixture *self, guint key, GdkModifierType modifiers)
{
  hold_modifiers (modifiers, TRUE);
  ui_send_key (key, TRUE);
  ui_send_key (key, FALSE);
  hold_modifiers (modifiers, FALSE);
  ui_wait_events ();
}

typedef struct
{
  const char *words;
  GtkWidget *button;
} Answer;

/* A dialog has its buttons twice, for wide and narrow, of which one is seen. */
static GtkWidget *
find_button (GtkWidget *dialog, const char *words)
{
  GtkWidget *label;

  for (guint i = 0; (label = ui_find_type (dialog, GTK_TYPE_LABEL, i)) != NULL; i++)
    if (gtk_widget_get_mapped (label) && gtk_widget_get_width (label) > 0
        && g_str_equal (gtk_label_get_text (GTK_LABEL (label)), words))
      return gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
  return NULL;
}

static gboolean
is_asked (gpointer data)
{
  Answer *answer = data;
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL && answer->button == NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      answer->button = find_button (l->data, answer->words);
  return answer->button != NULL;
}

static gboolean
is_answered (gpointer data)
{
  return ((Answer *) data)->button == NULL;
}

void
ui_answer (UiFixture *self, const char *words)
{
  Answer answer = { words, NULL };

  ui_wait_until (is_asked, &answer, "the question");
  g_object_add_weak_pointer (G_OBJECT (answer.button), (gpointer *) &answer.button);
  ui_click (self, answer.button);
  ui_wait_until (is_answered, &answer, "the question to be answered");
}

void
ui_hold (guint key, gboolean down)
{
  ui_send_key (key, down);
  ui_wait_events ();
}
