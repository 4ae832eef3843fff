/* SPDX-License-Identifier: MIT */
/* What the view of codes costs and how fast it answers, in a window with the cairo renderer.
 *
 * "trainer": samples that a training does in a second of the processors, with the view of codes
 * open and with the losses alone, in turn; a busy machine takes from both alike.
 *
 * "hover": from a move of the pointer to the frame with what is decoded there, while the
 * training runs on two threads.
 *
 * "frames": the main thread's work for a frame while the points are moved and zoomed, for
 * 70,000 and for 1,000,000 of them.
 *
 * usage: bench-latent [frames | hover [TEMPLATE] | trainer [TEMPLATE [ROUNDS]]]
 */
#include "tests/ui/ui-fixture.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "engine/random.h"
#include "ui/views/latent/cloud-private.h"

#define SECONDS 3.
#define MOVES   100
#define FRAMES  100

typedef struct
{
  UiFixture ui;
  HgCloud *cloud;
  gint64 end;
  gint64 frame_began;
  gint64 frame_cpu;
  GArray *work;
  GArray *cpu;
  gboolean painted;
  guint n_maps;
} Bench;

static double
read_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
get_percentile (GArray *values, double percent)
{
  g_array_sort (values, compare);
  return values->len > 0
           ? g_array_index (values, double, (guint) ((values->len - 1) * percent / 100))
           : NAN;
}

static const WbSnapshot *
get_snapshot (Bench *self)
{
  return hg_workspace_get_snapshot (self->ui.workspace);
}

static gboolean
trains (gpointer data)
{
  const WbSnapshot *snapshot = get_snapshot (data);

  return snapshot != NULL && snapshot->state == WB_RUN_RUNNING && snapshot->step > 0;
}

static gboolean
is_over (gpointer data)
{
  return g_get_monotonic_time () > ((Bench *) data)->end;
}

static gboolean
has_map (gpointer data)
{
  return hg_latent_get_map (hg_cloud_get_latent (((Bench *) data)->cloud)) != NULL;
}

static void
wait_seconds (Bench *self, double seconds)
{
  self->end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  ui_wait_until (is_over, self, "the end of a measurement");
}

static void
show_view (Bench *self, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", name);
  ui_wait_frames (&self->ui, 30);
}

static void
open_window (Bench *self, const char *template)
{
  *self = (Bench) { .work = g_array_new (FALSE, FALSE, sizeof (double)),
                    .cpu = g_array_new (FALSE, FALSE, sizeof (double)) };
  self->ui.data = g_getenv ("HOURGLASS_BENCH_DATA");
  ui_fixture_open (&self->ui, NULL, template);
  show_view (self, "latent");
  self->cloud = HG_CLOUD (ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_CLOUD, 0));
  ui_wait_until (has_map, self, "the codes");
}

static void
begin_training (Bench *self)
{
  WbSession *session = hg_workspace_get_session (self->ui.workspace);

  wb_session_set_threads (session, 2);
  wb_session_set_low_priority (session, TRUE);
  wb_session_start (session, 100000);
  ui_wait_until (trains, self, "the training");
}

static void
close_window (Bench *self)
{
  wb_session_stop (hg_workspace_get_session (self->ui.workspace));
  g_array_unref (self->work);
  g_array_unref (self->cpu);
  ui_fixture_close (&self->ui);
}

/* Seconds of processors so far: of the main thread, of threads that train (which run at low
 * priority), of the others. */
typedef struct
{
  double own;
  double training;
  double others;
  double clock;
} Spent;

static double
read_number (const char *task, const char *name, guint field)
{
  g_autofree char *path = g_build_filename ("/proc/self/task", task, name, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  words = g_strsplit (strrchr (text, ')') != NULL ? strrchr (text, ')') + 2 : text, " ", -1);
  return g_strv_length (words) > field ? g_ascii_strtod (words[field], NULL) : 0;
}

static Spent
read_spent (void)
{
  GDir *tasks = g_dir_open ("/proc/self/task", 0, NULL);
  Spent spent = { .own = read_clock (CLOCK_THREAD_CPUTIME_ID),
                  .clock = read_clock (CLOCK_MONOTONIC) };
  const char *task;

  while ((task = g_dir_read_name (tasks)) != NULL)
    if (read_number (task, "stat", 16) > 0)
      spent.training += read_number (task, "schedstat", 0) / 1e9;
  g_dir_close (tasks);
  spent.others = read_clock (CLOCK_PROCESS_CPUTIME_ID) - spent.own - spent.training;
  return spent;
}

typedef struct
{
  double speed; /* samples in a second of those who train */
  double own;   /* cores */
  double others;
  double training;
  double maps; /* a second */
} Costs;

static void
count_cb (Bench *self, guint changes)
{
  self->n_maps += (changes & HG_LATENT_MAP) != 0;
}

static Costs
measure_costs (Bench *self, const char *view)
{
  Spent before, after;
  guint64 step;
  double clock;

  show_view (self, view);
  wait_seconds (self, 1);
  step = get_snapshot (self)->step;
  self->n_maps = 0;
  before = read_spent ();
  wait_seconds (self, SECONDS);
  after = read_spent ();
  clock = after.clock - before.clock;
  return (Costs) { .speed = (double) (get_snapshot (self)->step - step)
                            * get_snapshot (self)->recipe.batch_size
                            / (after.training - before.training),
                   .own = (after.own - before.own) / clock,
                   .others = (after.others - before.others) / clock,
                   .training = (after.training - before.training) / clock,
                   .maps = self->n_maps / clock };
}

/* Of the two cores the training has what the others leave, and is as fast in it as it was. */
static void
measure_trainer (const char *template, guint rounds)
{
  GArray *ratios = g_array_new (FALSE, FALSE, sizeof (double));
  Bench self;

  open_window (&self, template);
  g_signal_connect_swapped (hg_cloud_get_latent (self.cloud), "changed", G_CALLBACK (count_cb),
                            &self);
  begin_training (&self);
  wait_seconds (&self, 2);
  for (guint i = 0; i < rounds; i++)
    {
      const Costs live = measure_costs (&self, "live"), codes = measure_costs (&self, "latent");
      const double ratio = codes.speed / live.speed * (2 - codes.own - codes.others)
                           / (2 - live.own - live.others);

      g_print ("%-12s live: %.0f samples a second of processors, main %.3f others %.3f training "
               "%.3f cores; codes: %.0f, main %.3f others %.3f training %.3f, %.1f maps a second; "
               "%.1f ms of others a map: %.3f\n",
               template, live.speed, live.own, live.others, live.training, codes.speed, codes.own,
               codes.others, codes.training, codes.maps, 1000 * codes.others / codes.maps, ratio);
      g_array_append_val (ratios, ratio);
    }
  g_print ("%-12s median ratio %.3f (goal: at least 0.90)\n", template,
           get_percentile (ratios, 50));
  g_array_unref (ratios);
  g_signal_handlers_disconnect_by_data (hg_cloud_get_latent (self.cloud), &self);
  close_window (&self);
}

static void
painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

/* What is shown in the frame that was painted last is of the place under the pointer. */
static gboolean
is_painted (gpointer data)
{
  return ((Bench *) data)->painted;
}

typedef struct
{
  Bench *bench;
  float code[2]; /* before the move */
} Move;

static const float *
get_code (Bench *self)
{
  return hg_latent_get_code (hg_cloud_get_latent (self->cloud));
}

static gboolean
has_other_code (gpointer data)
{
  const Move *move = data;
  const float *code = get_code (move->bench);

  return code != NULL && memcmp (code, move->code, sizeof move->code) != 0;
}

static void
measure_hover (const char *template)
{
  double x, y;
  Bench self;
  GdkFrameClock *clock;

  open_window (&self, template);
  begin_training (&self);
  wait_seconds (&self, 2);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (self.cloud));
  ui_get_middle (GTK_WIDGET (self.cloud), &x, &y);
  g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &self.painted);
  for (guint i = 0; i < MOVES; i++)
    {
      const float *before = get_code (&self);
      Move move = { &self, { 0 } };
      gint64 began;
      double msec, cpu;

      if (before != NULL)
        memcpy (move.code, before, sizeof move.code);
      wait_seconds (&self, .02 + .013 * (i % 7));
      began = g_get_monotonic_time ();
      cpu = read_clock (CLOCK_THREAD_CPUTIME_ID);
      ui_move (x + 100 * cos (i), y + 80 * sin (1.7 * i));
      ui_wait_until (has_other_code, &move, "the code under the pointer");
      self.painted = FALSE;
      ui_wait_until (is_painted, &self, "a frame");
      msec = (double) (g_get_monotonic_time () - began) / 1000;
      cpu = 1000 * (read_clock (CLOCK_THREAD_CPUTIME_ID) - cpu);
      g_array_append_val (self.work, msec);
      g_array_append_val (self.cpu, cpu);
    }
  g_signal_handlers_disconnect_by_data (clock, &self.painted);
  g_print ("%-12s move to decoded picture: median %.1f ms, 95 %% %.1f ms, most %.1f ms (goal: 95 "
           "%% below 16); of the main thread's processor %.1f ms, %.1f ms\n",
           template, get_percentile (self.work, 50), get_percentile (self.work, 95),
           get_percentile (self.work, 100), get_percentile (self.cpu, 50),
           get_percentile (self.cpu, 95));
  close_window (&self);
}

static void
before_paint_cb (GdkFrameClock *clock, Bench *self)
{
  self->frame_began = g_get_monotonic_time ();
  self->frame_cpu = (gint64) (read_clock (CLOCK_THREAD_CPUTIME_ID) * 1e6);
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *self)
{
  const double msec = (double) (g_get_monotonic_time () - self->frame_began) / 1000;
  const double cpu = (read_clock (CLOCK_THREAD_CPUTIME_ID) * 1e6 - (double) self->frame_cpu) / 1000;

  if (self->frame_began == 0)
    return;
  g_array_append_val (self->work, msec);
  g_array_append_val (self->cpu, cpu);
}

/* The points of ten clusters in the place of the map's own. */
static void
replace_points (Bench *self, gsize n, float *points, int *classes)
{
  WbScatter *scatter = &self->cloud->scatter;

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, points, 2 * n);
  for (gsize i = 0; i < n; i++)
    {
      classes[i] = (int) (i % 10);
      points[2 * i] += (float) (i % 10 * 3 % 7 * 2);
      points[2 * i + 1] += (float) (i % 10 * 5 % 11);
    }
  scatter->points = points;
  scatter->classes = classes;
  scatter->values = NULL;
  scatter->n = n;
  scatter->n_classes = 10;
  scatter->labels = NULL;
  wb_scatter_fit (scatter);
  self->cloud->whole = *scatter;
  g_clear_pointer (&self->cloud->labels, g_free);
}

/* Every frame another part of the plane. */
static gboolean
move_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Bench *self = data;
  const WbScatter *all = &self->cloud->whole;
  const double turn = self->work->len * .21, zoom = 1.15 + .9 * sin (turn / 2);
  double width, height, x, y;

  width = (all->x_upper - all->x_lower) / zoom;
  height = (all->y_upper - all->y_lower) / zoom;
  x = (all->x_upper + all->x_lower) / 2 + .2 * width * cos (turn);
  y = (all->y_upper + all->y_lower) / 2 + .2 * height * sin (turn);
  self->cloud->scatter.x_lower = x - width / 2;
  self->cloud->scatter.x_upper = x + width / 2;
  self->cloud->scatter.y_lower = y - height / 2;
  self->cloud->scatter.y_upper = y + height / 2;
  hg_figure_widget_redraw (self->cloud);
  return G_SOURCE_CONTINUE;
}

static gboolean
has_frames (gpointer data)
{
  return ((Bench *) data)->work->len >= FRAMES;
}

static void
measure_frames (gsize n, double budget)
{
  g_autofree float *points = g_new (float, 2 * n);
  g_autofree int *classes = g_new (int, n);
  GdkFrameClock *clock;
  Bench self;
  guint tick;

  open_window (&self, "variational");
  replace_points (&self, n, points, classes);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (self.cloud));
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &self);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &self);
  tick = gtk_widget_add_tick_callback (GTK_WIDGET (self.cloud), move_cb, &self, NULL);
  ui_wait_until (has_frames, &self, "frames");
  gtk_widget_remove_tick_callback (GTK_WIDGET (self.cloud), tick);
  g_signal_handlers_disconnect_by_data (clock, &self);
  g_print ("%8" G_GSIZE_FORMAT " points, cloud of %d×%d, a frame: median %.1f ms, 95 %% %.1f ms; "
           "of processors %.1f ms, %.1f ms (goal: %.0f)\n",
           n, gtk_widget_get_width (GTK_WIDGET (self.cloud)),
           gtk_widget_get_height (GTK_WIDGET (self.cloud)), get_percentile (self.work, 50),
           get_percentile (self.work, 95), get_percentile (self.cpu, 50),
           get_percentile (self.cpu, 95), budget);
  self.cloud->scatter.n = 0;
  close_window (&self);
}

int
main (int argc, char **argv)
{
  const char *what;

  if (!ui_fixture_init (&argc, &argv))
    return 77;
  what = argc > 1 ? argv[1] : "all";
  if (g_str_equal (what, "frames") || g_str_equal (what, "all"))
    {
      measure_frames (70000, 1000. / 60);
      measure_frames (1000000, 1000. / 20);
    }
  if (g_str_equal (what, "hover") || g_str_equal (what, "all"))
    measure_hover (argc > 2 ? argv[2] : "variational");
  if (g_str_equal (what, "trainer") || g_str_equal (what, "all"))
    measure_trainer (argc > 2 ? argv[2] : "variational", argc > 3 ? (guint) atoi (argv[3]) : 3);
  return EXIT_SUCCESS;
}
