/* SPDX-License-Identifier: MIT */
/* One way through the variational model on MNIST, by pointer and keyboard: it learns, its two
 * losses are seen apart, the pointer decodes meanwhile, A leads to B, two lassos make a
 * direction, the prior is drawn from, and the figure is saved with the model inside it. Then
 * beta rises while it trains: the cloud contracts until the code has collapsed, which is named,
 * and a click on its fix brings the cloud back.
 *
 * Skipped without the data.
 */
#include "tests/ui/latent-fixture.h"

#include <glib/gstdio.h>
#include <math.h>

#include "app/checker/checker.h"
#include "app/figures/write.h"
#include "ui/views/latent/cloud-private.h"
#include "ui/views/latent/path-strip.h"
#include "ui/views/latent/sampler.h"
#include "ui/views/latent/selection-card.h"
#include "ui/views/live/loss-view.h"

static const WbSnapshot *
get_snapshot (LatentView *self)
{
  return hg_workspace_get_snapshot (self->ui.workspace);
}

static void
press (LatentView *self, const char *name)
{
  GtkWidget *widget = ui_find_named (GTK_WIDGET (self->ui.window), name);

  if (widget == NULL)
    g_error ("there is nothing called “%s”", name);
  ui_click (&self->ui, widget);
}

static void
show_view (LatentView *self, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", name);
  ui_wait_frames (&self->ui, 30);
}

static GtkWidget *
find_slider (LatentView *self, const char *name)
{
  GtkWidget *scale;

  for (guint i = 0;
       (scale = ui_find_type (GTK_WIDGET (self->ui.window), GTK_TYPE_SCALE, i)) != NULL; i++)
    {
      g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (scale),
                                                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                                      name);

      if (mismatch == NULL)
        return scale;
    }
  g_error ("there is no slider “%s”", name);
}

/* Nats of the code for a sample; 0 before they are known. */
static double
get_divergence (LatentView *self)
{
  const WbSnapshot *snapshot = get_snapshot (self);
  const WbDivergence *divergence = snapshot != NULL
                                     ? wb_snapshot_get (snapshot, WB_MEASURE_DIVERGENCE)
                                     : NULL;

  return divergence != NULL ? divergence->total : 0;
}

static gboolean
has_learned (gpointer data)
{
  const WbSnapshot *snapshot = get_snapshot (data);

  return snapshot != NULL && snapshot->step > 60 && get_divergence (data) > .5;
}

/* The loss is the sum of two parts, both are curves, and all are read out. */
static void
check_losses (LatentView *self)
{
  GtkWidget *view;
  const WbLossChart *chart;
  WbLossReading reading;

  show_view (self, "live");
  view = ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_LOSS_VIEW, 0);
  chart = hg_loss_view_get_chart (HG_LOSS_VIEW (view));
  g_assert_true (wb_loss_chart_has_parts (chart));
  g_assert_true (wb_loss_chart_has_divergence (chart));
  g_assert_true (wb_loss_chart_read (chart, 1e9, &reading));
  g_assert_cmpfloat (reading.divergence, >, 0);
  g_assert_cmpfloat_with_epsilon (reading.reconstruction + reading.divergence, reading.training,
                                  1e-3 * reading.training);
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self->ui.window), "KL"));
  show_view (self, "latent");
}

static void
move_to (LatentView *self, double dx, double dy)
{
  double x, y;

  ui_get_middle (self->cloud, &x, &y);
  ui_move (x + dx, y + dy);
  ui_wait_events ();
}

/* While it trains, what is under the pointer is decoded with the weights of the map. */
static void
check_pointer (LatentView *self)
{
  const WbLatentMap *map;
  g_autofree float *expected = g_new (float, 784);

  move_to (self, 30, -20);
  g_assert_cmpint (get_snapshot (self)->state, ==, WB_RUN_RUNNING);
  map = hg_latent_get_map (self->latent);
  g_assert_true (wb_latent_map_decode (map, 1, hg_latent_get_code (self->latent), expected, NULL));
  g_assert_cmpmem (hg_latent_get_sight (self->latent)->picture, 784 * sizeof (float), expected,
                   784 * sizeof (float));
}

/* The keys A and B take the samples under the pointer; the way between them is decoded, and a
 * click on its last picture is B. */
static void
check_path (LatentView *self)
{
  GtkWidget *strip = ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_PATH_STRIP, 0);
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  graphene_rect_t bounds;
  double x, y;
  guint32 end;

  gtk_widget_grab_focus (self->cloud);
  move_to (self, -60, 30);
  ui_key (&self->ui, GDK_KEY_a, 0);
  move_to (self, 60, -30);
  ui_key (&self->ui, GDK_KEY_b, 0);
  end = g_array_index (hg_latent_get_end_samples (self->latent, 1), guint32, 0);
  g_assert_cmpuint (end, !=,
                    g_array_index (hg_latent_get_end_samples (self->latent, 0), guint32, 0));
  g_assert_true (gtk_widget_compute_bounds (strip, GTK_WIDGET (self->ui.window), &bounds));
  ui_get_middle (strip, &x, &y);
  ui_move (x + bounds.size.width / 2 - 40, y - 8);
  ui_wait_events ();
  ui_press ();
  ui_wait_events ();
  ui_release ();
  ui_wait_events ();
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (hg_latent_get_code (self->latent)[i],
                                    wb_latent_map_get_code (map, end)[i], 1e-4);
}

static void
draw_lasso (LatentView *self, double dx, double dy, double radius)
{
  move_to (self, dx + radius, dy);
  ui_press ();
  ui_wait_events ();
  for (guint i = 1; i <= 24; i++)
    move_to (self, dx + radius * cos (i * G_PI / 12), dy + radius * sin (i * G_PI / 12));
  ui_release ();
  ui_wait_events ();
  g_assert_nonnull (hg_latent_get_selected (self->latent));
}

/* The means of two lassos are a direction, and a sample moves along it as the slider says. */
static void
check_direction (LatentView *self)
{
  GtkWidget *window = GTK_WIDGET (self->ui.window);
  GtkWidget *card = ui_find_type (window, HG_TYPE_SELECTION_CARD, 0);
  GtkWidget *kind = ui_find_named (window, "Way");
  const float *base;
  float a[2], b[2];

  press (self, "Lasso");
  draw_lasso (self, -70, 0, 50);
  gtk_widget_activate_action (card, "selection.end", "u", 0);
  draw_lasso (self, 70, 0, 50);
  gtk_widget_activate_action (card, "selection.end", "u", 1);
  press (self, "Point and move");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 2);
  gtk_widget_grab_focus (find_slider (self, "From A to B"));
  ui_key (&self->ui, GDK_KEY_Home, 0);
  ui_key (&self->ui, GDK_KEY_End, 0);
  hg_latent_get_end_code (self->latent, 0, a);
  hg_latent_get_end_code (self->latent, 1, b);
  g_assert_cmpfloat (b[0], >, a[0]);
  base = wb_latent_map_get_code (hg_latent_get_map (self->latent),
                                 hg_latent_get_base (self->latent));
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (hg_latent_get_code (self->latent)[i],
                                    base[i] + 1.5f * (b[i] - a[i]), 1e-4);
}

static gboolean
has_quality (gpointer window)
{
  return ui_find_words (window, "Density ") != NULL;
}

static void
check_samples (LatentView *self)
{
  GtkWidget *window = GTK_WIDGET (self->ui.window);
  GtkWidget *sampler = ui_find_type (window, HG_TYPE_SAMPLER, 0);

  ui_click (&self->ui, ui_find_type (sampler, GTK_TYPE_MENU_BUTTON, 0));
  ui_wait_until (has_quality, sampler, "new samples and how good they are");
  g_assert_nonnull (ui_find_words (sampler, "From the prior"));
  ui_key (&self->ui, GDK_KEY_Escape, 0);
  ui_wait_frames (&self->ui, 5);
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* The figure is saved by its menu; the model is inside it. */
static void
check_figure (LatentView *self)
{
  g_autofree char *folder = g_dir_make_tmp ("variational-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "codes.png", NULL);
  g_autofree char *other = g_build_filename (folder, "other.png", NULL);
  g_autofree char *before = g_get_current_dir ();
  g_autofree char *recipe = NULL;
  GtkWidget *chooser;

  g_assert_true (g_file_set_contents (other, "other", -1, NULL));
  g_assert_cmpint (g_chdir (folder), ==, 0); /* where a chooser begins */
  gtk_widget_activate_action (self->cloud, "codes.save", "d", 2.);
  chooser = ui_wait_chooser ();
  ui_wait_files (chooser);
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  ui_wait_until (is_there, path, "the figure");
  g_assert_cmpint (g_chdir (before), ==, 0);
  recipe = wb_png_read_recipe (path, NULL);
  g_assert_nonnull (recipe);
  g_assert_nonnull (strstr (recipe, "GaussianCode"));
  g_remove (path);
  g_remove (other);
  g_rmdir (folder);
}

/* How far the axes of the cloud go, which show all codes. */
static double
get_spread (LatentView *self)
{
  const HgCloud *cloud = HG_CLOUD (self->cloud);

  return cloud->x_axis.upper - cloud->x_axis.lower + cloud->y_axis.upper - cloud->y_axis.lower;
}

typedef struct
{
  LatentView *view;
  guint64 step;
  double spread;
  double divergence;
} Before;

static gboolean
is_running (gpointer data)
{
  const Before *before = data;
  const WbSnapshot *snapshot = get_snapshot (before->view);

  return snapshot->state == WB_RUN_RUNNING && snapshot->step > before->step;
}

static gboolean
has_contracted (gpointer data)
{
  const Before *before = data;

  return is_running (data) && get_divergence (before->view) < before->divergence / 4
         && get_spread (before->view) < before->spread / 4;
}

static gboolean
has_spread (gpointer data)
{
  const Before *before = data;

  return is_running (data) && get_divergence (before->view) > before->divergence / 2
         && get_spread (before->view) > before->spread / 2;
}

static double
get_beta (LatentView *self)
{
  return wb_document_get_recipe (hg_workspace_get_document (self->ui.workspace))->beta;
}

/* The curve of the divergence, which is drawn times beta, rises at the flag and falls after it. */
static void
check_curve (LatentView *self)
{
  const WbHistory *history = wb_session_get_history (hg_workspace_get_session (self->ui.workspace));
  const GPtrArray *flags = wb_history_get_flags (history);
  const WbFlag *flag;
  const WbLossPoint *points;
  double before = 0, most = 0;
  gsize n;

  g_assert_cmpuint (flags->len, >, 0);
  flag = flags->pdata[flags->len - 1];
  g_assert_cmpstr (flag->name, ==, "beta");
  points = wb_history_get_losses (history, &n);
  for (gsize i = 0; i < n; i++)
    if (points[i].step <= flag->step)
      before = points[i].divergence;
    else
      most = MAX (most, points[i].divergence);
  g_assert_cmpfloat (most, >, 10 * before);
  g_assert_cmpfloat (points[n - 1].divergence, <, most / 4);
}

/* A key on the slider of beta, while the training runs. */
static void
check_beta (LatentView *self, Before *before)
{
  before->step = get_snapshot (self)->step;
  press (self, "Train");
  ui_wait_until (is_running, before, "more steps");
  press (self, "Recipe");
  before->spread = get_spread (self);
  before->divergence = get_divergence (self);
  gtk_widget_grab_focus (find_slider (self, "Beta"));
  ui_key (&self->ui, GDK_KEY_End, 0);
  g_assert_cmpfloat (get_beta (self), ==, 100);
  ui_wait_until (has_contracted, before, "a smaller cloud");
  g_assert_cmpfloat (get_snapshot (self)->recipe.beta, ==, 100);
  check_curve (self);
}

static const WbProblem *
find_collapse (LatentView *self)
{
  const GPtrArray *problems = hg_workspace_get_problems (self->ui.workspace);

  for (guint i = 0; i < problems->len; i++)
    if (g_str_equal (((const WbProblem *) problems->pdata[i])->code, "collapsed-code"))
      return problems->pdata[i];
  return NULL;
}

static gboolean
is_collapse_found (gpointer data)
{
  return find_collapse (data) != NULL;
}

/* It is named below the loss; the button that fixes it lets the code spread again. */
static void
check_collapse (LatentView *self, Before *before)
{
  GtkWidget *window = GTK_WIDGET (self->ui.window);

  ui_wait_until (is_collapse_found, self, "the collapse to be found");
  show_view (self, "live");
  g_assert_nonnull (ui_find_words (window, "0 of 2"));
  press (self, find_collapse (self)->title);
  ui_wait_frames (&self->ui, 10);
  g_assert_nonnull (ui_find_words (window, find_collapse (self)->happened));
  press (self, "Set beta to 1");
  g_assert_cmpfloat (get_beta (self), ==, 1);
  g_assert_null (find_collapse (self));
  show_view (self, "latent");
  ui_wait_until (has_spread, before, "the cloud to spread again");
  press (self, "Pause");
}

static void
test_way (void)
{
  g_autofree char *data = latent_view_find_data ("mnist");
  LatentView self;
  Before before = { .view = &self };

  if (data == NULL)
    return;
  latent_view_open (&self, data, "variational");
  press (&self, "Train");
  ui_wait_until (has_learned, &self, "the first steps");
  check_losses (&self);
  check_pointer (&self);
  press (&self, "Pause");
  ui_wait_until (latent_view_rests, &self, "the codes of the last weights");
  check_path (&self);
  check_direction (&self);
  check_samples (&self);
  check_figure (&self);
  check_beta (&self, &before);
  check_collapse (&self, &before);
  latent_view_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/variational/way", test_way);
  return g_test_run ();
}
