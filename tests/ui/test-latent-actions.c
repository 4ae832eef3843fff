/* SPDX-License-Identifier: MIT */
/* What is done with codes: A and B are dragged, or moved by keys alone, and figures leave as
 * tables.
 */
#include "tests/ui/latent-fixture.h"

#include <math.h>

#include "ui/views/latent/cloud-private.h"
#include "ui/views/latent/path-strip.h"
#include "ui/views/latent/sampler.h"

/* Where a sample is on the screen. */
static void
get_point (LatentView *self, guint32 sample, double *x, double *y)
{
  const HgCloud *cloud = HG_CLOUD (self->cloud);
  const float *place = hg_latent_get_map (self->latent)->places + 2 * (gsize) sample;

  ui_get_middle (self->cloud, x, y);
  *x += wb_axis_to_pixel (&cloud->x_axis, place[0]) - gtk_widget_get_width (self->cloud) / 2.;
  *y += wb_axis_to_pixel (&cloud->y_axis, place[1]) - gtk_widget_get_height (self->cloud) / 2.;
}

static guint32
get_end (LatentView *self, guint end)
{
  return g_array_index (hg_latent_get_end_samples (self->latent, end), guint32, 0);
}

/* A sample that is at least so many pixels away from both ends. */
static guint32
find_away (LatentView *self, double least, double *x, double *y)
{
  double ends[2][2];

  for (guint i = 0; i < 2; i++)
    get_point (self, get_end (self, i), &ends[i][0], &ends[i][1]);
  for (guint32 sample = 0;; sample++)
    {
      g_assert_cmpuint (sample, <, hg_latent_get_map (self->latent)->codes->n);
      get_point (self, sample, x, y);
      if (hypot (*x - ends[0][0], *y - ends[0][1]) > least
          && hypot (*x - ends[1][0], *y - ends[1][1]) > least)
        return sample;
    }
}

static void
drag_to (double x0, double y0, double x1, double y1)
{
  ui_move (x0, y0);
  ui_wait_events ();
  ui_press ();
  ui_wait_events ();
  for (guint i = 1; i <= 8; i++)
    {
      ui_move (x0 + (x1 - x0) * i / 8, y0 + (y1 - y0) * i / 8);
      ui_wait_events ();
    }
  ui_release ();
  ui_wait_events ();
}

/* The mark of B is dragged to another sample, the plane stays where it is, and the way leads
 * there; the keyboard alone brings A to a sample, too. */
static void
test_ends (void)
{
  LatentView self;
  double from[2], to[2], x, y, lower;
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;
  GtkWidget *strip;

  latent_view_open (&self, NULL, "variational");
  strip = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_PATH_STRIP, 0);
  ui_wait_frames (&self.ui, 2);
  lower = HG_CLOUD (self.cloud)->x_axis.lower;
  get_point (&self, get_end (&self, 1), &from[0], &from[1]);
  find_away (&self, 60, &to[0], &to[1]);
  drag_to (from[0], from[1], to[0], to[1]);
  get_point (&self, get_end (&self, 1), &x, &y);
  g_assert_cmpfloat (hypot (x - to[0], y - to[1]), <, 2);
  g_assert_cmpfloat (HG_CLOUD (self.cloud)->x_axis.lower, ==, lower);
  name = hg_latent_name_end (self.latent, 1);
  words = gtk_test_accessible_check_property (GTK_ACCESSIBLE (strip), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                              "");
  g_assert_nonnull (strstr (words, name));
  ui_move (5, 5);
  ui_wait_events ();
  gtk_widget_grab_focus (self.cloud);
  for (guint i = 0; i < 4; i++)
    ui_key (&self.ui, i % 2 ? GDK_KEY_Right : GDK_KEY_Up, GDK_CONTROL_MASK);
  ui_key (&self.ui, GDK_KEY_a, 0);
  g_assert_cmpuint (get_end (&self, 0), !=, get_end (&self, 1));
  g_assert_cmpuint (get_end (&self, 0), ==,
                    wb_latent_map_find_nearest (hg_latent_get_map (self.latent),
                                                hg_latent_get_code (self.latent)));
  hg_latent_get_place (self.latent, to);
  x = wb_axis_to_pixel (&HG_CLOUD (self.cloud)->x_axis, to[0]);
  ui_key (&self.ui, GDK_KEY_Left, 0);
  hg_latent_get_place (self.latent, to);
  g_assert_cmpfloat_with_epsilon (wb_axis_to_pixel (&HG_CLOUD (self.cloud)->x_axis, to[0]), x - 8,
                                  .1);
  latent_view_close (&self);
}

static gboolean
has_new_samples (gpointer sampler)
{
  return ui_find_words (sampler, "From the prior") != NULL;
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

/* What single values do, and new samples, leave as tables. */
static void
test_copying (void)
{
  LatentView self;
  GtkWidget *window, *sampler;
  g_autofree char *traversals = NULL;
  g_autofree char *samples = NULL;

  latent_view_open (&self, NULL, "variational");
  window = GTK_WIDGET (self.ui.window);
  gtk_widget_activate_action (ui_find_named (window, "Dimensions’ menu"), "traversals.copy", NULL);
  traversals = latent_view_read_clipboard (&self);
  g_assert_true (g_str_has_prefix (traversals, "value,z,x1,x2,"));
  g_assert_cmpuint (count_lines (traversals), ==, 1 + 2 * 11);
  sampler = ui_find_type (window, HG_TYPE_SAMPLER, 0);
  ui_click (&self.ui, ui_find_type (sampler, GTK_TYPE_MENU_BUTTON, 0));
  ui_wait_until (has_new_samples, sampler, "new samples");
  gtk_widget_activate_action (ui_find_type (sampler, GTK_TYPE_MENU_BUTTON, 1), "sampler.copy",
                              NULL);
  samples = latent_view_read_clipboard (&self);
  g_assert_true (g_str_has_prefix (samples, "x1,x2,"));
  g_assert_cmpuint (count_lines (samples), ==, 1 + 16);
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  latent_view_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/latent-actions/ends", test_ends);
  g_test_add_func ("/latent-actions/copying", test_copying);
  return g_test_run ();
}
