/* SPDX-License-Identifier: MIT */
/* A monkey at the window while a model trains: clicks, drags, the wheel and
 * keys, by chance but repeatably. Nothing may be said by GTK, GLib, Pango or
 * libadwaita as a warning or worse, and nothing may end the program.
 *
 * HOURGLASS_MONKEY_EVENTS (2000 unless told) and HOURGLASS_MONKEY_SEED (1) say
 * how many events and which ones. A failure prints its seed and the events since
 * the last template was opened, with their places on the screen.
 */
#include "tests/ui/ui-fixture.h"

#include <execinfo.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/canvas/block.h"

#define EVENTS       2000
#define NEW_EVERY    200
#define RESIZE_EVERY 100
#define PAUSE_EVERY  10
#define MAX_PAUSE    40
#define MAX_TURNS    100
#define LOOK_EVERY   3
#define N_MOVES      7
#define MOVE_MSEC    15
#define EDGE         16
#define LISTING_MSEC 500
#define N_CALLS      64

typedef struct
{
  UiFixture ui;
  GRand *random;
  guint n_done;
  guint seed;
  GPtrArray *told;
} Monkey;

static Monkey monkey;

G_GNUC_PRINTF (1, 2)
static void
tell (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (monkey.told, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
print_popovers (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_visible (widget))
    g_printerr ("  open: %s of %s\n", G_OBJECT_TYPE_NAME (widget),
                G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    print_popovers (child);
}

static void
print_events (void)
{
  g_printerr ("monkey: HOURGLASS_MONKEY_SEED=%u, in event %u:\n", monkey.seed, monkey.n_done);
  for (guint i = 0; i < monkey.told->len; i++)
    g_printerr ("  %s\n", (const char *) monkey.told->pdata[i]);
  if (monkey.ui.window != NULL)
    print_popovers (GTK_WIDGET (monkey.ui.window));
}

/* The menu of a text that is cut, copied and pasted, which is GTK's own. */
static gboolean
has_text_menu (GtkWidget *widget)
{
  if (GTK_IS_POPOVER_MENU (widget) && gtk_widget_get_visible (widget)
      && GTK_IS_TEXT (gtk_widget_get_parent (widget)))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_text_menu (child))
      return TRUE;
  return FALSE;
}

static gboolean
is_text_menu_open (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gboolean found = FALSE;

  for (guint i = 0; !found && i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      found = has_text_menu (window);
    }
  return found;
}

/* What GTK 4.8 says by itself. A drag or a popover that grabs the pointer while a
 * button is down takes the active state from what was pressed, and the button's
 * release takes it again (handle_pointing_event() in gtkmain.c). No monitor, and no
 * width, is found for a text's menu whose entry leaves the screen, as with the sidebar
 * that it is in. A text that is not mapped keeps its cursor blinking when something is
 * selected in it (gtk_text_recompute() in gtktext.c). Between a change of its list and
 * the next frame a grid has rows as high as before (gtk_grid_view_get_cell_at_y() in
 * gtkgridview.c): a new list of samples, and the pointer or the wheel before it is laid
 * out; where it is scrolled to is not found then either (gtklistbase.c). What the wheel
 * has set off slows down 50 ms later, also where its window is gone by then
 * (start_scroll_deceleration_cb() in gtkscrolledwindow.c).
 */
static gboolean
is_known (const char *message)
{
  static const char *const always[] = {
    "Broken accounting of active state",
    "GtkText - unexpected blinking selection",
    "ran out of items",
    "GtkGridView failed to scroll",
    "gdk_frame_clock_get_frame_time: assertion 'GDK_IS_FRAME_CLOCK (frame_clock)'",
  };
  static const char *const of_text_menus[] = {
    "gdk_monitor_get_geometry",
    "gtk_widget_size_allocate(): attempt to allocate",
  };

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    if (strstr (message, always[i]) != NULL)
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (of_text_menus); i++)
    if (strstr (message, of_text_menus[i]) != NULL && is_text_menu_open ())
      return TRUE;
  return FALSE;
}

static const char *
get_message (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      return fields[i].value;
  return "";
}

static GLogWriterOutput
writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0
      || is_known (get_message (fields, n_fields)))
    return G_LOG_WRITER_HANDLED;
  g_log_writer_standard_streams (level, fields, n_fields, data);
  abort ();
}

/* The writer has seen it already. */
static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  return FALSE;
}

/* What can be said of a program that is broken is said, before it ends as it would. */
static void
signalled (int number)
{
  void *calls[N_CALLS];

  signal (number, SIG_DFL);
  backtrace_symbols_fd (calls, backtrace (calls, N_CALLS), STDERR_FILENO);
  print_events ();
  raise (number);
}

static int
choose (int n)
{
  return g_rand_int_range (monkey.random, 0, n);
}

/* Without a window manager GTK 4.8 drags, pulls at edges and has a menu of its own
 * for windows: out of the screen too, and it takes the active state from what was
 * pressed at the grab and at the release, with a warning: as does a window with
 * nothing but a header bar and a button. Nothing of it is ours.
 */
static void
pin_windows (GtkWidget *widget)
{
  if (GTK_IS_WINDOW (widget) || GTK_IS_WINDOW_HANDLE (widget))
    {
      g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

      for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
        {
          g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

          if (GTK_IS_GESTURE (controller))
            gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    pin_windows (child);
}

static GtkWindow *
find_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWindow *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_widget_get_mapped (GTK_WIDGET (window)))
        found = window;
    }
  return found;
}

static gboolean
is_interesting (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_SCALE (widget) || GTK_IS_SWITCH (widget)
         || GTK_IS_EDITABLE (widget) || GTK_IS_LIST_BOX_ROW (widget) || HG_IS_BLOCK (widget)
         || GTK_IS_POPOVER (widget);
}

static void
collect (GtkWidget *widget, GPtrArray *found)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (is_interesting (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, found);
}

/* Two times of three on something that can be used, else anywhere inside. */
static void
find_place (double *x, double *y)
{
  GtkWidget *window = GTK_WIDGET (find_window ());
  int width = gtk_widget_get_width (window) / 2 - EDGE;
  int height = gtk_widget_get_height (window) / 2 - EDGE;
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  double x0, y0;

  ui_get_middle (window, &x0, &y0);
  collect (window, found);
  if (found->len > 0 && choose (3) > 0)
    ui_get_middle (found->pdata[choose ((int) found->len)], x, y);
  else
    {
      *x = x0 + g_rand_double_range (monkey.random, -width, width);
      *y = y0 + g_rand_double_range (monkey.random, -height, height);
    }
  *x = CLAMP (*x, x0 - width, x0 + width);
  *y = CLAMP (*y, y0 - height, y0 + height);
}

static gint64
get_frame (void)
{
  GdkFrameClock *clock = monkey.ui.window != NULL
                           ? gtk_widget_get_frame_clock (GTK_WIDGET (monkey.ui.window))
                           : NULL;

  return clock != NULL ? gdk_frame_clock_get_frame_counter (clock) : 0;
}

/* Mostly just what has arrived is done, up to the next frame: on a slow machine
 * there is always one more. Now and then what takes its time is done too.
 */
static void
pause_a_moment (void)
{
  gint64 frame = get_frame ();

  if (choose (PAUSE_EVERY) == 0)
    ui_let_pass ((guint) choose (MAX_PAUSE));
  for (guint i = 0;
       i < MAX_TURNS && get_frame () == frame && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

/* Hands that are faster than the program do not look between two of their deeds. */
static void
look (void)
{
  if (choose (LOOK_EVERY) == 0)
    pause_a_moment ();
}

static void
click (void)
{
  guint button = choose (6) == 0 ? 3 : choose (12) == 0 ? 2 : 1;
  guint times = choose (5) == 0 ? 2 + (guint) choose (4) : 1;
  double x, y;

  find_place (&x, &y);
  tell ("%u × button %u at %d, %d", times, button, (int) x, (int) y);
  ui_move (x, y);
  for (guint i = 0; i < times; i++)
    {
      look ();
      ui_send_button (button, TRUE);
      look ();
      ui_send_button (button, FALSE);
    }
}

/* Slowly enough for what is dropped, or fast. */
static void
drag (void)
{
  guint msec = choose (3) == 0 ? MOVE_MSEC : 0;
  double x0, y0, x1, y1;

  find_place (&x0, &y0);
  find_place (&x1, &y1);
  tell ("%sdrag from %d, %d to %d, %d", msec > 0 ? "slow " : "", (int) x0, (int) y0, (int) x1,
        (int) y1);
  ui_move (x0, y0);
  look ();
  ui_send_button (1, TRUE);
  for (guint i = 1; i <= N_MOVES; i++)
    {
      ui_move (x0 + (x1 - x0) * i / N_MOVES, y0 + (y1 - y0) * i / N_MOVES);
      if (msec > 0)
        ui_let_pass (msec);
    }
  ui_send_button (1, FALSE);
}

static void
turn_wheel (void)
{
  guint button = 4 + (guint) choose (2), times = 1 + (guint) choose (6);
  gboolean zooms = choose (3) == 0;
  double x, y;

  find_place (&x, &y);
  tell ("%u × wheel %u at %d, %d%s", times, button, (int) x, (int) y, zooms ? ", Ctrl" : "");
  ui_move (x, y);
  if (zooms)
    ui_send_key (GDK_KEY_Control_L, TRUE);
  for (guint i = 0; i < times; i++)
    {
      ui_send_button (button, TRUE);
      ui_send_button (button, FALSE);
      look ();
    }
  if (zooms)
    ui_send_key (GDK_KEY_Control_L, FALSE);
}

static void
press_key (void)
{
  static const guint keys[] = {
    GDK_KEY_Tab,    GDK_KEY_Tab,         GDK_KEY_Left,      GDK_KEY_Right,   GDK_KEY_Up,
    GDK_KEY_Down,   GDK_KEY_space,       GDK_KEY_Return,    GDK_KEY_Escape,  GDK_KEY_Escape,
    GDK_KEY_Delete, GDK_KEY_Home,        GDK_KEY_End,       GDK_KEY_Menu,    GDK_KEY_slash,
    GDK_KEY_period, GDK_KEY_F8,          GDK_KEY_F9,        GDK_KEY_F10,     GDK_KEY_F11,
    GDK_KEY_plus,   GDK_KEY_minus,       GDK_KEY_1,         GDK_KEY_8,       GDK_KEY_d,
    GDK_KEY_e,      GDK_KEY_bracketleft, GDK_KEY_Page_Down, GDK_KEY_Page_Up, GDK_KEY_BackSpace,
  };
  static const guint with_control[] = {
    GDK_KEY_z, GDK_KEY_z,        GDK_KEY_y, GDK_KEY_d,      GDK_KEY_c,
    GDK_KEY_v, GDK_KEY_x,        GDK_KEY_a, GDK_KEY_n,      GDK_KEY_f,
    GDK_KEY_0, GDK_KEY_question, GDK_KEY_r, GDK_KEY_Return, GDK_KEY_w,
  };
  gboolean control = choose (3) == 0, shift = choose (5) == 0;
  guint key = control ? with_control[choose (G_N_ELEMENTS (with_control))]
                      : keys[choose (G_N_ELEMENTS (keys))];
  guint times = choose (6) == 0 ? 2 + (guint) choose (10) : 1;

  shift &= key != GDK_KEY_d; /* GTK's own inspector */
  tell ("%u × key %s%s%s", times, control ? "Ctrl+" : "", shift ? "Shift+" : "",
        gdk_keyval_name (key));
  if (control)
    ui_send_key (GDK_KEY_Control_L, TRUE);
  if (shift)
    ui_send_key (GDK_KEY_Shift_L, TRUE);
  for (guint i = 0; i < times; i++)
    {
      ui_send_key (key, TRUE);
      ui_send_key (key, FALSE);
      if (times > 1)
        look ();
    }
  if (shift)
    ui_send_key (GDK_KEY_Shift_L, FALSE);
  if (control)
    ui_send_key (GDK_KEY_Control_L, FALSE);
}

static gboolean
close_cb (gpointer window)
{
  gtk_window_close (window);
  return G_SOURCE_REMOVE;
}

static gboolean
is_stopped (GtkEventControllerLegacy *controller, GdkEvent *event)
{
  return gdk_event_get_event_type (event) != GDK_FOCUS_CHANGE;
}

/* Files are none of a monkey's business, nor is what lies behind a link. GTK's file
 * chooser opens a menu from an idle without a reference to itself, and has columns to
 * click on before it has files to sort: no event reaches it, and it goes after what it
 * has put off, and after it has listed a folder: GIO leaks what is cancelled.
 */
static gboolean
shown_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (GTK_IS_WINDOW (widget) && (GTK_IS_FILE_CHOOSER (widget) || ADW_IS_ABOUT_WINDOW (widget)))
    {
      GtkEventController *controller = gtk_event_controller_legacy_new ();

      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
      g_signal_connect (controller, "event", G_CALLBACK (is_stopped), NULL);
      gtk_widget_add_controller (widget, controller);
      g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, LISTING_MSEC, close_cb, g_object_ref (widget),
                          g_object_unref);
    }
  return TRUE;
}

static void
close_strange_windows (void)
{
  g_type_ensure (GTK_TYPE_WINDOW);
  g_signal_add_emission_hook (g_signal_lookup ("show", GTK_TYPE_WIDGET), 0, shown_cb, NULL, NULL);
}

/* Another template, trained at once, without a question. */
static void
begin_anew (void)
{
  const WbTemplate *const *templates = wb_templates ();
  guint n = 0;

  while (templates[n] != NULL)
    n++;
  n = (guint) choose ((int) n);
  g_ptr_array_set_size (monkey.told, 0);
  tell ("template %s", templates[n]->name);
  hg_workspace_new_from_template (monkey.ui.workspace, templates[n], NULL);
}

static void
keep_training (void)
{
  HgWorkspace *workspace = monkey.ui.workspace;

  if (hg_workspace_get_state (workspace) != WB_RUN_RUNNING
      && hg_workspace_get_session (workspace) != NULL)
    {
      wb_session_set_low_priority (hg_workspace_get_session (workspace), TRUE);
      wb_session_start (hg_workspace_get_session (workspace), 50);
    }
}

static void
keep_window (void)
{
  if (monkey.ui.window != NULL && find_window () == NULL)
    ui_wait_gone (&monkey.ui);
  if (monkey.ui.window != NULL)
    return;
  tell ("another window");
  ui_fixture_close (&monkey.ui);
  monkey.ui = (UiFixture) { 0 };
  ui_fixture_open (&monkey.ui, NULL, "simple");
}

static void
resize (void)
{
  int width = 720 + choose (400), height = 560 + choose (200);

  tell ("size %d × %d", width, height);
  gtk_window_set_default_size (GTK_WINDOW (monkey.ui.window), width, height);
}

static void
do_something (void)
{
  static void (*const deeds[]) (void) = {
    click, click, click, click, press_key, press_key, press_key, turn_wheel, drag,
  };

  keep_window ();
  pin_windows (GTK_WIDGET (find_window ()));
  if (monkey.n_done % NEW_EVERY == 0)
    begin_anew ();
  else if (monkey.n_done % RESIZE_EVERY == 0)
    resize ();
  else
    deeds[choose (G_N_ELEMENTS (deeds))]();
  pause_a_moment ();
  monkey.n_done++;
}

static guint
get_number (const char *variable, guint usual)
{
  const char *text = g_getenv (variable);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : usual;
}

static void
test_monkey (void)
{
  guint n = get_number ("HOURGLASS_MONKEY_EVENTS", EVENTS);

  monkey.seed = get_number ("HOURGLASS_MONKEY_SEED", 1);
  monkey.random = g_rand_new_with_seed (monkey.seed);
  monkey.told = g_ptr_array_new_with_free_func (g_free);
  ui_fixture_open (&monkey.ui, NULL, "simple");
  close_strange_windows ();
  g_test_log_set_fatal_handler (is_fatal, NULL);
  while (monkey.n_done < n)
    {
      do_something ();
      if (monkey.n_done % 500 == 0)
        g_printerr ("monkey: %u events\n", monkey.n_done);
      if (monkey.ui.window != NULL && monkey.n_done % 10 == 0)
        keep_training ();
    }
  ui_fixture_close (&monkey.ui);
  g_rand_free (monkey.random);
  g_ptr_array_unref (monkey.told);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  int failed;

  g_setenv ("HOME", home, TRUE);
  g_chdir (home);
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_log_set_writer_func (writer, NULL, NULL);
  signal (SIGSEGV, signalled);
  signal (SIGBUS, signalled);
  signal (SIGABRT, signalled);
  g_test_add_func ("/monkey", test_monkey);
  failed = g_test_run ();
  g_chdir ("/");
  g_rmdir (home);
  return failed;
}
