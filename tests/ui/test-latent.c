/* SPDX-License-Identifier: MIT */
/* The view of the code: codes arrive and move while the model learns, classes are greyed,
 * sliders and the path set the code.
 */
#include "tests/ui/latent-fixture.h"

#include "ui/canvas/canvas.h"
#include "ui/views/latent/cloud.h"
#include "ui/views/latent/code-sliders.h"
#include "ui/views/latent/layout-bar.h"
#include "ui/views/latent/manifold-view.h"
#include "ui/views/latent/neighbour-card.h"
#include "ui/views/latent/path-strip.h"
#include "ui/views/latent/selection-card.h"

#include <glib/gstdio.h>
#include <math.h>

/* Every sample that validates has its place; the model is a strip meanwhile. */
static void
test_codes (void)
{
  LatentView self;
  WbLatentMap *map;
  GtkWidget *canvas;

  latent_view_open (&self, NULL, "variational");
  map = hg_latent_get_map (self.latent);
  canvas = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_CANVAS, 0);
  g_assert_cmpuint (map->codes->n, ==,
                    ds_dataset_get_count (hg_workspace_get_validation (self.ui.workspace)));
  g_assert_cmpuint (map->codes->size, ==, 2);
  g_assert_true (map->variational);
  g_assert_cmpint (gtk_widget_get_height (canvas), <, 200);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.view", "s", "live");
  ui_wait_frames (&self.ui, 40);
  g_assert_cmpint (gtk_widget_get_height (canvas), >, 240);
  latent_view_close (&self);
}

/* They follow the training, and stay when it pauses. */
static void
test_training (void)
{
  LatentView self;
  guint64 step;

  latent_view_open (&self, NULL, "variational");
  self.seen = hg_latent_get_map (self.latent);
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Train"));
  for (guint i = 0; i < 3; i++)
    {
      ui_wait_until (latent_view_has_other_map, &self, "other codes");
      self.seen = hg_latent_get_map (self.latent);
    }
  step = self.seen->step;
  g_assert_cmpuint (step, >, 0);
  wb_session_stop (hg_workspace_get_session (self.ui.workspace));
  latent_view_close (&self);
}

/* Of one sample nobody can tell which values are in use. */
static void
test_one_sample (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "one-idx3-ubyte", NULL);
  char file[16 + 784] = "\0\0\10\3\0\0\0\1\0\0\0\34\0\0\0\34";
  LatentView self;

  file[16] = 1;
  g_assert_true (g_file_set_contents (path, file, sizeof file, NULL));
  latent_view_open (&self, path, "variational");
  g_assert_cmpuint (hg_latent_get_map (self.latent)->codes->n, ==, 1);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.ui.window), "one sample cannot tell"));
  g_assert_null (ui_find_named (GTK_WIDGET (self.ui.window), "not used"));
  latent_view_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

/* A code of more than two values is seen along its components, or along two of its
 * values, and every value has a slider. */
static void
test_many (void)
{
  LatentView self;
  GtkWidget *view, *sliders, *scale;
  GtkDropDown *plane;

  latent_view_open (&self, NULL, "simple");
  view = gtk_widget_get_ancestor (self.cloud, ADW_TYPE_BIN);
  g_assert_cmpuint (hg_latent_get_map (self.latent)->codes->size, ==, 32);
  g_assert_nonnull (hg_latent_get_map (self.latent)->plane->pca);
  sliders = ui_find_type (view, HG_TYPE_CODE_SLIDERS, 0);
  scale = ui_find_type (sliders, GTK_TYPE_SCALE, 0);
  gtk_range_set_value (GTK_RANGE (scale),
                       gtk_adjustment_get_upper (gtk_range_get_adjustment (GTK_RANGE (scale))));
  g_assert_cmpfloat (hg_latent_get_code (self.latent)[hg_latent_get_map (self.latent)->order[0]], >,
                     hg_latent_get_map (self.latent)->means[0]);
  plane = GTK_DROP_DOWN (ui_find_type (view, GTK_TYPE_DROP_DOWN, 0));
  self.seen = hg_latent_get_map (self.latent);
  gtk_drop_down_set_selected (plane, 1);
  ui_wait_until (latent_view_has_other_map, &self, "the plane of two values");
  g_assert_null (hg_latent_get_map (self.latent)->plane->pca);
  latent_view_close (&self);
}

/* The code goes from A to B, which the keys A and B choose. */
static void
test_path (void)
{
  LatentView self;
  HgPathStrip *strip;
  WbLatentMap *map;
  double x, y;
  guint32 end;

  latent_view_open (&self, NULL, "variational");
  map = hg_latent_get_map (self.latent);
  strip = HG_PATH_STRIP (ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_PATH_STRIP, 0));
  end = g_array_index (hg_latent_get_end_samples (self.latent, 1), guint32, 0);
  hg_path_strip_set_share (strip, 1);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (hg_latent_get_code (self.latent)[i],
                                    wb_latent_map_get_code (map, end)[i], 1e-5);
  ui_get_middle (self.cloud, &x, &y);
  gtk_widget_grab_focus (self.cloud);
  ui_move (x + 30, y + 20);
  ui_wait_events ();
  ui_key (&self.ui, GDK_KEY_b, 0);
  g_assert_cmpuint (g_array_index (hg_latent_get_end_samples (self.latent, 1), guint32, 0), ==,
                    wb_latent_map_find_nearest (map, hg_latent_get_code (self.latent)));
  latent_view_close (&self);
}

/* By the pointer: round the middle of the cloud, @radius pixels away from it. */
static void
draw_lasso (LatentView *self, double radius)
{
  double x, y;

  ui_get_middle (self->cloud, &x, &y);
  ui_move (x + radius, y);
  ui_wait_events ();
  ui_press ();
  ui_wait_events ();
  for (guint i = 1; i <= 24; i++)
    {
      ui_move (x + radius * cos (i * G_PI / 12), y + radius * sin (i * G_PI / 12));
      ui_wait_events ();
    }
  ui_release ();
  ui_wait_events ();
  g_assert_nonnull (hg_latent_get_selected (self->latent));
}

static void
assert_file (const char *path, const char *begin)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, begin));
  g_unlink (path);
}

static void
assert_written (LatentView *self)
{
  g_autofree char *folder = g_dir_make_tmp ("latent-XXXXXX", NULL);
  g_autofree char *table = g_build_filename (folder, "codes.csv", NULL);
  GDir *dir;
  guint n = 0;
  const char *name;

  g_assert_true (hg_selection_card_write (self->latent, FALSE, table, NULL));
  assert_file (table, "sample,class,x,y,z1,z2\n");
  g_assert_true (hg_selection_card_write (self->latent, TRUE, folder, NULL));
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      assert_file (path, "\x89PNG");
      n++;
    }
  g_dir_close (dir);
  g_assert_cmpuint (n, ==, hg_latent_get_selected (self->latent)->len);
  g_rmdir (folder);
}

/* A line round points selects their samples; their mean can be an end of the path; a
 * selection can be undone. */
static void
test_lasso (void)
{
  LatentView self;
  GtkWidget *card;
  const GArray *samples;
  float code[2];
  guint n;

  latent_view_open (&self, NULL, "variational");
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Lasso"));
  draw_lasso (&self, 60);
  g_assert_false (
    gtk_widget_get_visible (ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_NEIGHBOUR_CARD, 0)));
  samples = hg_latent_get_selected (self.latent);
  n = samples->len;
  g_assert_cmpuint (n, <, hg_latent_get_map (self.latent)->codes->n);
  assert_written (&self);
  card = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_SELECTION_CARD, 0);
  g_assert_true (gtk_widget_get_visible (card));
  gtk_widget_activate_action (card, "selection.end", "u", 1);
  wb_latent_map_get_mean (hg_latent_get_map (self.latent), n, (guint32 *) (void *) samples->data,
                          code);
  hg_path_strip_set_share (HG_PATH_STRIP (
                             ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_PATH_STRIP, 0)),
                           1);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (hg_latent_get_code (self.latent)[i], code[i], 1e-5);
  gtk_widget_grab_focus (self.cloud);
  draw_lasso (&self, 40);
  g_assert_cmpuint (hg_latent_get_selected (self.latent)->len, <, n);
  ui_key (&self.ui, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (hg_latent_get_selected (self.latent)->len, ==, n);
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  g_assert_null (hg_latent_get_selected (self.latent));
  g_assert_false (gtk_widget_get_visible (card));
  latent_view_close (&self);
}

static gboolean
has_values (gpointer data)
{
  return hg_latent_get_numbers (((LatentView *) data)->latent)->values != NULL;
}

static gboolean
has_no_values (gpointer data)
{
  return !has_values (data);
}

/* Points take their colour from the class, the error or a factor; each value of the code
 * tells the factor that it goes with. */
static void
test_colours (void)
{
  LatentView self;
  const HgLatentNumbers *numbers;
  guint n;

  latent_view_open (&self, NULL, "variational");
  n = hg_latent_get_map (self.latent)->codes->n;
  g_assert_false (has_values (&self));
  gtk_widget_activate_action (self.cloud, "codes.colour", "i", HG_COLOUR_ERROR);
  ui_wait_until (has_values, &self, "errors");
  numbers = hg_latent_get_numbers (self.latent);
  g_assert_cmpfloat (numbers->lower, >, 0);
  g_assert_cmpfloat (numbers->upper, >, numbers->lower);
  for (guint i = 0; i < n; i++)
    g_assert_true (isfinite (numbers->values[i]));
  gtk_widget_activate_action (self.cloud, "codes.colour", "i", HG_COLOUR_CLASS);
  ui_wait_until (has_no_values, &self, "classes");
  gtk_widget_activate_action (self.cloud, "codes.colour", "i", 0);
  ui_wait_until (has_values, &self, "a factor");
  g_assert_nonnull (numbers->correlations);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat (fabs (numbers->correlations[i]), <=, 1);
  latent_view_close (&self);
}

static gboolean
trains (gpointer data)
{
  LatentView *self = data;
  WbLatentMap *map = hg_latent_get_map (self->latent);

  return map != NULL && map->dataset == hg_workspace_get_training (self->ui.workspace);
}

/* Those that train have codes, too, all of them; the difference of B and A is added to the
 * sample that was clicked. */
static void
test_difference (void)
{
  LatentView self;
  HgPathStrip *strip;
  WbLatentMap *map;
  const float *base;
  float a[2], b[2];

  latent_view_open (&self, NULL, "variational");
  gtk_widget_activate_action (self.cloud, "codes.samples", "s", "training");
  ui_wait_until (trains, &self, "the codes of training samples");
  map = hg_latent_get_map (self.latent);
  g_assert_cmpuint (map->codes->n, ==, ds_dataset_get_count (map->dataset));
  ui_wait_frames (&self.ui, 10);
  ui_click (&self.ui, self.cloud);
  g_assert_true (hg_workspace_follows_training (self.ui.workspace));
  strip = HG_PATH_STRIP (ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_PATH_STRIP, 0));
  hg_path_strip_set_adds (strip, TRUE);
  hg_path_strip_set_share (strip, 1);
  base = wb_latent_map_get_code (map, hg_latent_get_base (self.latent));
  hg_latent_get_end_code (self.latent, 0, a);
  hg_latent_get_end_code (self.latent, 1, b);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (hg_latent_get_code (self.latent)[i],
                                    base[i] + 1.5 * (b[i] - a[i]), 1e-4);
  latent_view_close (&self);
}

/* What is shown leaves as a figure and as a table. */
/* Long lines come into the figure, and go again. */
static void
test_contours (void)
{
  LatentView self;
  g_autofree char *folder = g_dir_make_tmp ("latent-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.svg", NULL);
  gsize sizes[3];

  latent_view_open (&self, NULL, "variational");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (hg_cloud_write (HG_CLOUD (self.cloud), path, 1, NULL));
      g_assert_true (g_file_get_contents (path, &text, &sizes[i], NULL));
      gtk_widget_activate_action (self.cloud, "codes.contours", NULL);
      ui_wait_frames (&self.ui, 2);
    }
  g_assert_cmpuint (sizes[1], >, sizes[0] + 1000);
  g_assert_cmpuint (sizes[2], <, sizes[0] + 1000);
  g_remove (path);
  g_rmdir (folder);
  latent_view_close (&self);
}

static void
test_saving (void)
{
  LatentView self;
  HgPathStrip *strip;
  g_autofree char *folder = g_dir_make_tmp ("latent-XXXXXX", NULL);
  g_autofree char *png = g_build_filename (folder, "a.png", NULL);
  g_autofree char *svg = g_build_filename (folder, "a.svg", NULL);
  g_autofree char *copied = NULL;

  latent_view_open (&self, NULL, "variational");
  strip = HG_PATH_STRIP (ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_PATH_STRIP, 0));
  g_assert_true (hg_cloud_write (HG_CLOUD (self.cloud), png, 2, NULL));
  assert_file (png, "\x89PNG");
  g_assert_true (hg_cloud_write (HG_CLOUD (self.cloud), svg, 1, NULL));
  assert_file (svg, "<?xml");
  g_assert_true (hg_path_strip_write (strip, png, 2, NULL));
  assert_file (png, "\x89PNG");
  g_rmdir (folder);
  gtk_widget_activate_action (self.cloud, "codes.copy", NULL);
  copied = latent_view_read_clipboard (&self);
  g_assert_true (g_str_has_prefix (copied, "sample,class,x,y,z1,z2\n1,"));
  latent_view_close (&self);
}

static gboolean
is_laid_out (gpointer data)
{
  LatentView *self = data;

  return wb_plane_is_layout (hg_latent_get_map (self->latent)->plane)
         && hg_code_layout_get_iteration (hg_latent_get_layout (self->latent)) > 5;
}

static gboolean
rests (gpointer data)
{
  return !hg_code_layout_is_busy (hg_latent_get_layout (((LatentView *) data)->latent));
}

static const WbCodes *
get_codes (LatentView *self)
{
  return hg_latent_get_map (self->latent)->codes;
}

static gboolean
has_other_codes (gpointer data)
{
  return get_codes (data) != ((LatentView *) data)->seen->codes;
}

static void
choose_plane (LatentView *self, const char *title)
{
  GtkDropDown *plane = GTK_DROP_DOWN (
    ui_find_type (gtk_widget_get_ancestor (self->cloud, ADW_TYPE_BIN), GTK_TYPE_DROP_DOWN, 0));
  GListModel *planes = gtk_drop_down_get_model (plane);

  for (guint i = 0; i < g_list_model_get_n_items (planes); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (planes, i);

      if (g_str_equal (gtk_string_object_get_string (item), title))
        gtk_drop_down_set_selected (plane, i);
    }
}

/* The pointer looks at the place where it is, at codes mixed of those around it; at a
 * sample's place it is that sample's. */
static void
assert_pointer (LatentView *self)
{
  const WbLatentMap *map;
  double x, y, place[2], shown[2], wanted[2];

  ui_get_middle (self->cloud, &x, &y);
  ui_move (x + 10, y);
  ui_wait_events ();
  hg_latent_get_place (self->latent, place);
  ui_move (x + 60, y);
  ui_wait_events ();
  hg_latent_get_place (self->latent, shown);
  g_assert_cmpfloat (shown[0], >, place[0]);
  g_assert_cmpfloat_with_epsilon (shown[1], place[1], 1e-3 * fabs (shown[0] - place[0]));
  g_assert_nonnull (hg_latent_get_sight (self->latent)->picture);
  map = hg_latent_get_map (self->latent);
  wanted[0] = map->places[24];
  wanted[1] = map->places[25];
  hg_latent_set_place (self->latent, wanted[0], wanted[1]);
  g_assert_cmpmem (hg_latent_get_code (self->latent), map->codes->size * sizeof (float),
                   wb_latent_map_get_code (map, 12), map->codes->size * sizeof (float));
}

typedef struct
{
  LatentView *view;
  double place[2];
} Seen;

static gboolean
has_other_place (gpointer data)
{
  Seen *seen = data;
  double place[2];

  hg_latent_get_place (seen->view->latent, place);
  return place[0] != seen->place[0];
}

/* A pointer that rests looks at other places as the layout grows. */
static void
assert_pointer_follows (LatentView *self)
{
  Seen seen = { self, { 0, 0 } };
  double x, y;

  ui_get_middle (self->cloud, &x, &y);
  ui_move (x + 90, y + 20);
  ui_wait_events ();
  hg_latent_get_place (self->latent, seen.place);
  ui_wait_until (has_other_place, &seen, "another place under the pointer");
}

/* Neighbours are laid out while one looks; Cancel leaves them where they are, a change of
 * the settings starts again. */
static void
test_layout (void)
{
  LatentView self;
  g_autofree float *places = NULL;
  GtkWidget *bar, *window;
  gsize size;

  latent_view_open (&self, NULL, "simple");
  window = GTK_WIDGET (self.ui.window);
  bar = ui_find_type (window, HG_TYPE_LAYOUT_BAR, 0);
  choose_plane (&self, "t-SNE");
  ui_wait_until (is_laid_out, &self, "a layout");
  ui_wait_frames (&self.ui, 2);
  ui_click (&self.ui, ui_find_named (bar, "Cancel"));
  g_assert_true (rests (&self));
  g_assert_true (hg_code_layout_is_stopped (hg_latent_get_layout (self.latent)));
  size = 2 * get_codes (&self)->n * sizeof (float);
  places = g_memdup2 (hg_latent_get_map (self.latent)->places, size);
  assert_pointer (&self);
  gtk_widget_activate_action (self.cloud, "codes.colour", "i", HG_COLOUR_ERROR);
  ui_wait_until (has_values, &self, "errors");
  ui_wait_frames (&self.ui, 10);
  g_assert_cmpmem (places, size, hg_latent_get_map (self.latent)->places, size);
  ui_click (&self.ui, ui_find_named (bar, "Start Again"));
  ui_wait_until (is_laid_out, &self, "the layout again");
  assert_pointer_follows (&self);
  gtk_widget_activate_action (window, "win.view", "s", "live");
  ui_wait_frames (&self.ui, 10);
  gtk_widget_activate_action (window, "win.view", "s", "latent");
  choose_plane (&self, "Components");
  g_assert_null (hg_latent_get_layout (self.latent));
  latent_view_close (&self);
}

/* Newer codes are laid out, too. */
static void
test_layout_training (void)
{
  LatentView self;

  latent_view_open (&self, NULL, "simple");
  choose_plane (&self, "t-SNE");
  ui_wait_until (is_laid_out, &self, "a layout");
  self.seen = wb_latent_map_ref (hg_latent_get_map (self.latent));
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Train"));
  for (guint i = 0; i < 3; i++)
    {
      ui_wait_until (has_other_codes, &self, "codes of a later step");
      g_assert_true (wb_plane_is_layout (hg_latent_get_map (self.latent)->plane));
      wb_latent_map_unref (self.seen);
      self.seen = wb_latent_map_ref (hg_latent_get_map (self.latent));
    }
  wb_session_stop (hg_workspace_get_session (self.ui.workspace));
  wb_latent_map_unref (self.seen);
  latent_view_close (&self);
}

static gboolean
is_judged (gpointer data)
{
  return hg_latent_get_judgement (((LatentView *) data)->latent) != NULL;
}

/* When the picture rests, two numbers tell how far it can be trusted; points take the colour of
 * what is wrong with them. */
static void
test_judgement (void)
{
  LatentView self;
  const HgLatentNumbers *numbers;

  latent_view_open (&self, NULL, "simple");
  ui_wait_until (is_judged, &self, "a judgement");
  g_assert_cmpfloat (hg_latent_get_judgement (self.latent)->trustworthiness, >, .5);
  g_assert_true (g_str_has_prefix (
    gtk_label_get_text (GTK_LABEL (ui_find_type (
      ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_LAYOUT_BAR, 0), GTK_TYPE_LABEL, 1))),
    "Trustworthiness 0."));
  g_assert_false (has_values (&self));
  gtk_widget_activate_action (self.cloud, "codes.colour", "i", HG_COLOUR_TORN);
  ui_wait_until (has_values, &self, "what is torn");
  numbers = hg_latent_get_numbers (self.latent);
  g_assert_cmpfloat (numbers->upper, >, numbers->lower);
  gtk_widget_activate_action (self.cloud, "codes.colour", "i", HG_COLOUR_CLASS);
  ui_wait_until (has_no_values, &self, "classes");
  latent_view_close (&self);
}

typedef struct
{
  HgNeighbourCard *card;
  guint n;
} Wanted;

static gboolean
has_pixels (gpointer data)
{
  Wanted *wanted = data;

  hg_neighbour_card_get (wanted->card, TRUE, &wanted->n);
  return wanted->n == HG_NEIGHBOURS_SHOWN;
}

/* A click shows who is near to a sample, by code and by pixels. */
static void
test_neighbours (void)
{
  LatentView self;
  Wanted wanted = { 0 };
  const guint32 *codes;
  guint32 sample;
  guint n;

  latent_view_open (&self, NULL, "simple");
  wanted.card = HG_NEIGHBOUR_CARD (
    ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_NEIGHBOUR_CARD, 0));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (wanted.card)));
  ui_click (&self.ui, self.cloud);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (wanted.card)));
  sample = hg_latent_get_base (self.latent);
  codes = hg_neighbour_card_get (wanted.card, FALSE, &n);
  g_assert_cmpuint (n, ==, HG_NEIGHBOURS_SHOWN);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (codes[i], !=, sample);
  ui_wait_until (has_pixels, &wanted, "neighbours by pixels");
  ui_wait_frames (&self.ui, 2);
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (wanted.card), "Close the neighbours"));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (wanted.card)));
  g_assert_true (gtk_widget_has_focus (self.cloud));
  latent_view_close (&self);
}

/* Both parts at once; a click follows a sample of the part that it is of. */
static void
test_both (void)
{
  LatentView self;
  DsDataset *training, *validation;
  WbLatentMap *map;
  guint32 number;

  latent_view_open (&self, NULL, "variational");
  training = hg_workspace_get_training (self.ui.workspace);
  validation = hg_workspace_get_validation (self.ui.workspace);
  self.seen = hg_latent_get_map (self.latent);
  gtk_widget_activate_action (self.cloud, "codes.samples", "s", "both");
  ui_wait_until (latent_view_has_other_map, &self, "the codes of all samples");
  map = hg_latent_get_map (self.latent);
  g_assert_cmpuint (map->codes->n, ==,
                    MIN (ds_dataset_get_count (training) + ds_dataset_get_count (validation),
                         70000));
  g_assert_cmpint (hg_latent_find_part (self.latent, 7, &number), ==, HG_PART_TRAINING);
  g_assert_cmpuint (number, ==, 7);
  number = (guint32) ds_dataset_get_count (training) + 3;
  g_assert_cmpint (hg_latent_find_part (self.latent, number, &number), ==, HG_PART_VALIDATION);
  g_assert_cmpuint (number, ==, 3);
  latent_view_close (&self);
}

/* Far enough in, the samples themselves are seen. */
static void
test_thumbnails (void)
{
  LatentView self;
  double x, y;

  latent_view_open (&self, NULL, "variational");
  ui_wait_frames (&self.ui, 2);
  g_assert_cmpuint (hg_cloud_get_n_thumbnails (HG_CLOUD (self.cloud)), ==, 0);
  ui_get_middle (self.cloud, &x, &y);
  ui_move (x, y);
  ui_wait_events ();
  for (guint i = 0; i < 40 && hg_cloud_get_n_thumbnails (HG_CLOUD (self.cloud)) == 0; i++)
    {
      ui_scroll (&self.ui, -1);
      ui_wait_frames (&self.ui, 2);
    }
  g_assert_cmpuint (hg_cloud_get_n_thumbnails (HG_CLOUD (self.cloud)), >, 0);
  g_assert_cmpuint (hg_cloud_get_n_thumbnails (HG_CLOUD (self.cloud)), <=, 100);
  ui_double_click (self.cloud);
  ui_wait_frames (&self.ui, 2);
  g_assert_cmpuint (hg_cloud_get_n_thumbnails (HG_CLOUD (self.cloud)), ==, 0);
  latent_view_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/latent/codes", test_codes);
  g_test_add_func ("/latent/training", test_training);
  g_test_add_func ("/latent/one-sample", test_one_sample);
  g_test_add_func ("/latent/many", test_many);
  g_test_add_func ("/latent/path", test_path);
  g_test_add_func ("/latent/lasso", test_lasso);
  g_test_add_func ("/latent/colours", test_colours);
  g_test_add_func ("/latent/difference", test_difference);
  g_test_add_func ("/latent/saving", test_saving);
  g_test_add_func ("/latent/contours", test_contours);
  g_test_add_func ("/latent/layout", test_layout);
  g_test_add_func ("/latent/layout-training", test_layout_training);
  g_test_add_func ("/latent/judgement", test_judgement);
  g_test_add_func ("/latent/neighbours", test_neighbours);
  g_test_add_func ("/latent/both", test_both);
  g_test_add_func ("/latent/thumbnails", test_thumbnails);
  return g_test_run ();
}
