/* SPDX-License-Identifier: MIT */
/* How smooth the window is while a model trains on two threads: the main
 * thread's work per frame, from the frame clock's before-paint to after-paint,
 * by the clock and in CPU time (they differ where other programs want the
 * cores), and the time from one frame to the next. Also the time from the
 * start of the program to its first frame.
 *
 * Then the same with a model of 60 layers that is edited four times a second:
 * the frames with an edit in them (the edit itself with the checker, the new
 * layout and the drawing, each also alone) are counted apart from the others.
 *
 * "data" scrolls through all samples of the data browser, a third of its height
 * a frame, without a training.
 *
 * usage: bench-frames [SECONDS] [TEMPLATE ...]
 *        bench-frames SECONDS edits | data
 */
#include "tests/ui/ui-fixture.h"

#include <malloc.h>
#include <stdlib.h>
#include <time.h>

#define N_LAYERS  60
#define EDIT_USEC (250 * 1000)

/* Parts of a frame, each ends with the signal of the frame clock. */
static const char *const phases[] = { "update", "layout", "paint" };

typedef struct
{
  GArray *work;
  GArray *cpu;
  GArray *intervals;
  gint64 began;
  gint64 cpu_began;
  gint64 phase_ended[G_N_ELEMENTS (phases)]; /* in CPU time */
  GArray *edit_phases[G_N_ELEMENTS (phases)];
  gint64 last;
  gint64 end;
  GArray *edits;
  GArray *edits_cpu;
  UiFixture *fixture;
  gint64 next_edit;
  guint n_edits;
  gboolean edited;
} Frames;

static gint64 program_began;

/* Of the main thread alone, which tells its own work from waiting for a core.
 */
static gint64
get_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
before_paint_cb (GdkFrameClock *clock, Frames *frames)
{
  gint64 now = g_get_monotonic_time ();
  double msec = (now - frames->last) / 1000.;

  if (frames->last != 0)
    g_array_append_val (frames->intervals, msec);
  frames->last = frames->began = now;
  frames->cpu_began = get_cpu_time ();
}

/* GTK's own handlers of the signal come before. */
static void
phase_cb (GdkFrameClock *clock, Frames *frames)
{
  const GSignalInvocationHint *hint = g_signal_get_invocation_hint (clock);

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    if (g_str_equal (g_signal_name (hint->signal_id), phases[i]))
      frames->phase_ended[i] = get_cpu_time ();
}

static void
add_phases (Frames *frames)
{
  gint64 began = frames->cpu_began;

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      double msec = MAX (frames->phase_ended[i] - began, 0) / 1000.;

      began = MAX (frames->phase_ended[i], began);
      g_array_append_val (frames->edit_phases[i], msec);
    }
}

static void
after_paint_cb (GdkFrameClock *clock, Frames *frames)
{
  double msec = (g_get_monotonic_time () - frames->began) / 1000.;
  double cpu_msec = (get_cpu_time () - frames->cpu_began) / 1000.;

  if (frames->began == 0)
    return;
  if (frames->edited)
    add_phases (frames);
  g_array_append_val (frames->edited ? frames->edits : frames->work, msec);
  g_array_append_val (frames->edited ? frames->edits_cpu : frames->cpu, cpu_msec);
  frames->edited = FALSE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
get_percentile (GArray *values, double percent)
{
  if (values->len == 0)
    return 0;
  return g_array_index (values, double, (guint) ((values->len - 1) * percent / 100));
}

static void
report (const char *name, const char *what, GArray *values, double budget)
{
  g_array_sort (values, compare);
  g_print ("%-12s %-9s %4u frames  median %6.2f ms  95%% %6.2f ms  99%% %6.2f ms  "
           "max %6.2f ms  (budget at 95%%: %.0f ms)\n",
           name, what, values->len, get_percentile (values, 50), get_percentile (values, 95),
           get_percentile (values, 99), get_percentile (values, 100), budget);
}

static gboolean
is_over (gpointer data)
{
  return g_get_monotonic_time () > ((Frames *) data)->end;
}

/* Enough convolutions of few maps that the model has so many layers. */
static void
lengthen (UiFixture *self, guint n_layers)
{
  const AeLayerClass *layer = ae_layer_class_find ("Conv2D");
  g_autoptr (GError) error = NULL;

  while (ae_model_get_n_layers (hg_workspace_get_model (self->workspace)) < n_layers)
    if (!hg_workspace_insert (self->workspace, layer, "filters=8,kernel_size=3,padding=same", 4,
                              FALSE, &error))
      g_error ("%s", error->message);
}

/* First in the frame, as an edit by hand comes from an event before it. */
static void
edit_cb (GdkFrameClock *clock, Frames *frames)
{
  static const char *const filters[] = { "9", "10", "8" };
  HgWorkspace *workspace = frames->fixture->workspace;
  g_autoptr (GError) error = NULL;

  if (g_get_monotonic_time () < frames->next_edit)
    return;
  frames->next_edit = g_get_monotonic_time () + EDIT_USEC;
  frames->edited = TRUE;
  if (!wb_document_edit (hg_workspace_get_document (workspace),
                         &(WbEdit) {
                           WB_EDIT_OPTION,
                           .id = ae_model_get_layer (hg_workspace_get_model (workspace), 4)->id,
                           .name = "filters", .text = filters[frames->n_edits++ % 3] },
                         &error))
    g_error ("%s", error->message);
}

static gboolean
scroll_cb (GtkWidget *grid, GdkFrameClock *clock, gpointer data)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (grid));
  double page = gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment) + page / 3;

  gtk_adjustment_set_value (adjustment,
                            value + page > gtk_adjustment_get_upper (adjustment) ? 0 : value);
  return G_SOURCE_CONTINUE;
}

static void
begin_scrolling (UiFixture *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.view", "s", "data");
  ui_wait_frames (self, 30);
  gtk_widget_add_tick_callback (ui_find_type (GTK_WIDGET (self->window), GTK_TYPE_GRID_VIEW, 0),
                                scroll_cb, NULL, NULL);
}

static void
begin_training (UiFixture *self)
{
  WbSession *session = hg_workspace_get_session (self->workspace);

  wb_session_set_threads (session, 2);
  wb_session_set_low_priority (session, TRUE);
  wb_session_start (session, 1000);
  ui_wait_until (ui_is_running, self, "the training");
}

static void
measure (const char *template, double seconds)
{
  UiFixture self = { 0 };
  Frames frames = { g_array_new (FALSE, FALSE, sizeof (double)),
                    g_array_new (FALSE, FALSE, sizeof (double)),
                    g_array_new (FALSE, FALSE, sizeof (double)) };
  gboolean edits = g_str_equal (template, "edits");
  gboolean scrolls = g_str_equal (template, "data");
  GdkFrameClock *clock;

  frames.edits = g_array_new (FALSE, FALSE, sizeof (double));
  frames.edits_cpu = g_array_new (FALSE, FALSE, sizeof (double));
  frames.fixture = &self;
  if (scrolls)
    self.data = g_getenv ("HOURGLASS_BENCH_DATA");
  ui_fixture_open (&self, NULL, edits ? "conv" : scrolls ? "simple" : template);
  if (edits)
    lengthen (&self, N_LAYERS);
  if (scrolls)
    begin_scrolling (&self);
  else
    begin_training (&self);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (self.window));
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      frames.edit_phases[i] = g_array_new (FALSE, FALSE, sizeof (double));
      g_signal_connect (clock, phases[i], G_CALLBACK (phase_cb), &frames);
    }
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &frames);
  if (edits)
    g_signal_connect (clock, "before-paint", G_CALLBACK (edit_cb), &frames);
  frames.end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  ui_wait_until (is_over, &frames, "the end of the measurement");
  g_signal_handlers_disconnect_by_data (clock, &frames);
  if (edits)
    {
      report (template, "edit", frames.edits, 16);
      report (template, "edit CPU", frames.edits_cpu, 16);
      for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
        report (template, phases[i], frames.edit_phases[i], 16);
    }
  report (template, "work", frames.work, 16);
  report (template, "CPU", frames.cpu, 16);
  report (template, "interval", frames.intervals, 34);
  if (!scrolls)
    g_print ("%-12s %.0f samples a second meanwhile\n", template,
             hg_workspace_get_snapshot (self.workspace)->samples_per_second);
  g_array_unref (frames.work);
  g_array_unref (frames.cpu);
  g_array_unref (frames.intervals);
  g_array_unref (frames.edits);
  g_array_unref (frames.edits_cpu);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    g_array_unref (frames.edit_phases[i]);
  ui_fixture_close (&self);
}

static void
first_paint_cb (GdkFrameClock *clock, gboolean *painted)
{
  if (!*painted)
    g_print ("first frame after %.0f ms, %.0f ms of them CPU time (budget: 300 "
             "ms)\n",
             (g_get_monotonic_time () - program_began) / 1000., get_cpu_time () / 1000.);
  *painted = TRUE;
}

static gboolean
is_painted (gpointer data)
{
  return *(gboolean *) data;
}

static void
measure_first_frame (void)
{
  UiFixture self = { 0 };
  GdkFrameClock *clock;
  gboolean painted = FALSE;

  ui_fixture_begin (&self, NULL, "simple");
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (self.window));
  g_signal_connect (clock, "after-paint", G_CALLBACK (first_paint_cb), &painted);
  ui_wait_until (is_painted, &painted, "the first frame");
  g_signal_handlers_disconnect_by_data (clock, &painted);
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  double seconds = 5;

  /* What the tests want, that memory is overwritten, costs as much as the frames. */
  mallopt (M_PERTURB, 0);
  program_began = g_get_monotonic_time ();
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  measure_first_frame ();
  if (argc > 1)
    seconds = g_ascii_strtod (argv[1], NULL);
  for (int i = 2; i < argc; i++)
    measure (argv[i], seconds);
  if (argc < 3)
    {
      measure ("simple", seconds);
      measure ("deep", seconds);
      measure ("edits", seconds);
    }
  return EXIT_SUCCESS;
}
