/* SPDX-License-Identifier: MIT */
/* Photographs are seen as they are stored, strokes as ink on paper, and a person
 * may choose: wherever the window shows a sample.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/canvas/block.h"
#include "ui/canvas/canvas-bar.h"
#include "ui/followed/drawing-pad.h"
#include "ui/views/live/reconstructions.h"
#include "ui/views/live/sample-column.h"
#include "ui/welcome/sample-strip.h"
#include "ui/welcome/template-picture.h"

#define SIDE     28
#define N_IMAGES 40

static char *folder;

/* The top of each image has small values: none in strokes, some in photographs. */
static char *
make_images (const char *name, guint8 least)
{
  static const guint8 head[16] = { 0, 0, 8, 3, 0, 0, 0, N_IMAGES, 0, 0, 0, SIDE, 0, 0, 0, SIDE };
  guint8 file[sizeof head + N_IMAGES * SIDE * SIDE];
  char *path = g_build_filename (folder, name, NULL);

  memcpy (file, head, sizeof head);
  for (guint i = 0; i < N_IMAGES * SIDE * SIDE; i++)
    file[sizeof head + i] = i / SIDE % SIDE >= 22 && i % 5 > i / (SIDE * SIDE) % 4 ? 255 : least;
  g_assert_true (g_file_set_contents (path, (char *) file, sizeof file, NULL));
  return path;
}

/* What of the widget is drawn now, from @top on. */
static cairo_surface_t *
draw (GtkWidget *widget, double top)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width,
                                                         height - (int) top);
  cairo_t *cr = cairo_create (surface);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  cairo_translate (cr, 0, -(int) top);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* One place where the window shows the upper half of a sample. */
typedef struct
{
  const char *name;
  GtkWidget *widget;
  double x;
  double y;
  gboolean light;
} Spot;

static gboolean
is_as_wanted (gpointer data)
{
  Spot *spot = data;
  cairo_surface_t *surface = draw (spot->widget, 0);
  const guint8 *row = cairo_image_surface_get_data (surface)
                      + (int) spot->y * cairo_image_surface_get_stride (surface);
  guint32 pixel = ((const guint32 *) (gconstpointer) row)[(int) spot->x];

  cairo_surface_destroy (surface);
  return ((pixel & 0xff) > 0x80) == spot->light;
}

static void
check_spots (Spot *spots, guint n, gboolean light)
{
  for (guint i = 0; i < n; i++)
    {
      spots[i].light = light;
      ui_wait_until (is_as_wanted, &spots[i], spots[i].name);
    }
}

static void
choose (UiFixture *self, const char *pixels)
{
  GActionGroup *actions = G_ACTION_GROUP (self->window);
  g_autoptr (GVariant) state = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->window), "win.pixels", "s", pixels));
  state = g_action_group_get_action_state (actions, "pixels");
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, pixels);
}

static Spot
find_spot (UiFixture *self, const char *name, GType type, guint index, double x, double y)
{
  GtkWidget *widget = ui_find_type (GTK_WIDGET (self->window), type, index);

  g_assert_nonnull (widget);
  return (Spot) { name, widget, x > 0 ? x : gtk_widget_get_width (widget) / 2., y, FALSE };
}

static gboolean
is_pad_shown (gpointer pad)
{
  return gtk_widget_get_mapped (pad) && gtk_widget_get_width (pad) > 0;
}

static gboolean
is_pad_gone (gpointer pad)
{
  return !gtk_widget_get_mapped (pad);
}

static void
open_pad (UiFixture *self)
{
  GtkWidget *window = GTK_WIDGET (self->window);

  ui_click (self, ui_find_named (window, "Followed sample"));
  ui_wait_until (is_pad_shown, ui_find_type (window, HG_TYPE_DRAWING_PAD, 0), "the drawing pad");
}

/* As the data wants it, then as a person does. */
static void
check_choices (UiFixture *self, Spot *spots, guint n, gboolean ink)
{
  check_spots (spots, n, ink);
  choose (self, ink ? "stored" : "ink");
  check_spots (spots, n, !ink);
  choose (self, ink ? "ink" : "stored");
  check_spots (spots, n, ink);
  choose (self, "automatic");
}

static void
check_workbench (UiFixture *self, gboolean ink)
{
  GtkWidget *bar = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS_BAR, 0);
  GtkWidget *tile = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_BLOCK, 0);

  open_pad (self);
  check_choices (self,
                 (Spot[]) {
                   find_spot (self, "the column", HG_TYPE_SAMPLE_COLUMN, 0, 0, HG_SAMPLE_TOP + 10),
                   { "the tile of the canvas", tile, gtk_widget_get_width (tile) / 2.,
                     gtk_widget_get_height (tile) / 2., FALSE },
                   { "the button", ui_find_type (bar, GTK_TYPE_DRAWING_AREA, 0), 11, 8, FALSE },
                   find_spot (self, "the drawing pad", HG_TYPE_DRAWING_PAD, 0, 0, 20),
                 },
                 4, ink);
  ui_key (self, GDK_KEY_Escape, 0);
  ui_wait_until (is_pad_gone, ui_find_type (bar, HG_TYPE_DRAWING_PAD, 0), "the pad to be gone");
}

static void
check_welcome (UiFixture *self, gboolean ink)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.welcome", NULL);
  ui_wait_frames (self, 3);
  check_choices (self,
                 (Spot[]) {
                   find_spot (self, "the strip", HG_TYPE_SAMPLE_STRIP, 1, 15, 10),
                   find_spot (self, "the card", HG_TYPE_TEMPLATE_PICTURE, 0, 16,
                              gtk_widget_get_height (ui_find_type (GTK_WIDGET (self->window),
                                                                   HG_TYPE_TEMPLATE_PICTURE, 0))
                                  / 2.
                                - 4),
                 },
                 2, ink);
}

static void
test_data (gconstpointer data)
{
  gboolean ink = data == NULL;
  g_autofree char *path = make_images (ink ? "strokes-idx3-ubyte" : "photographs-idx3-ubyte",
                                       ink ? 0 : 20);
  UiFixture self = { .data = path };

  ui_fixture_open (&self, NULL, "simple");
  ui_wait_frames (&self, 3);
  check_workbench (&self, ink);
  check_welcome (&self, ink);
  ui_fixture_close (&self);
  g_remove (path);
}

static gboolean
has_output (gpointer data)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((UiFixture *) data)->workspace);
  const WbProbe *probe = wb_snapshot_get (snapshot, WB_MEASURE_PROBE);

  return snapshot != NULL && snapshot->step > 0 && probe != NULL && probe->step > 0;
}

/* The key below the columns: a surface's pixels. */
static GBytes *
draw_key (UiFixture *self)
{
  GtkWidget *card = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_RECONSTRUCTIONS, 0);
  GtkWidget *column = ui_find_type (card, HG_TYPE_SAMPLE_COLUMN, 0);
  cairo_surface_t *surface;
  graphene_rect_t rect;
  GBytes *bytes;

  ui_wait_frames (self, 3);
  g_assert_true (gtk_widget_compute_bounds (column, card, &rect));
  surface = draw (card, (double) (rect.origin.y + rect.size.height));
  bytes = g_bytes_new (cairo_image_surface_get_data (surface),
                       (gsize) cairo_image_surface_get_stride (surface)
                         * (gsize) cairo_image_surface_get_height (surface));
  cairo_surface_destroy (surface);
  return bytes;
}

static gboolean
is_at_rest (gpointer data)
{
  HgWorkspace *workspace = ((UiFixture *) data)->workspace;

  return !wb_session_is_active (hg_workspace_get_session (workspace));
}

/* Asked again until the window has drawn what came last of the step. */
static gboolean
has_same_key (gpointer data)
{
  g_autoptr (GBytes) automatic = NULL, stored = NULL;

  choose (data, "automatic");
  automatic = draw_key (data);
  choose (data, "stored");
  stored = draw_key (data);
  return g_bytes_equal (automatic, stored);
}

/* The key of errors speaks of light and dark only where ink is dark. */
static void
test_key (void)
{
  g_autofree char *path = make_images ("photographs-idx3-ubyte", 20);
  UiFixture self = { .data = path };
  g_autoptr (GBytes) ink = NULL, stored = NULL;

  ui_fixture_open (&self, NULL, "simple");
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.step", NULL);
  ui_wait_until (has_output, &self, "an output");
  ui_wait_until (is_at_rest, &self, "the end of the step");
  ui_wait_until (has_same_key, &self, "the key of what is stored");
  stored = draw_key (&self);
  choose (&self, "ink");
  ink = draw_key (&self);
  choose (&self, "automatic");
  g_assert_false (g_bytes_equal (ink, stored));
  ui_fixture_close (&self);
  g_remove (path);
}

static gboolean
is_entry_shown (gpointer data)
{
  GtkWidget *entry = ui_find_named (data, "As Stored");

  return entry != NULL && gtk_widget_get_mapped (entry);
}

static gboolean
is_stored (gpointer window)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (window, "pixels");

  return g_str_equal (g_variant_get_string (state, NULL), "stored");
}

static void
test_menu (void)
{
  UiFixture self = { 0 };
  GtkWidget *window;

  ui_fixture_open (&self, NULL, "simple");
  window = GTK_WIDGET (self.window);
  ui_click (&self, ui_find_named (window, "Main menu"));
  ui_wait_frames (&self, 10);
  ui_click (&self, ui_find_named (window, "Show Pixels"));
  ui_wait_until (is_entry_shown, window, "the choices in the menu");
  ui_wait_frames (&self, 30);
  ui_click (&self, ui_find_named (window, "As Stored"));
  ui_wait_until (is_stored, window, "the choice in the menu to be taken");
  choose (&self, "automatic");
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  int failures;

  if (!ui_fixture_init (&argc, &argv))
    return 77;
  folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_test_add_data_func ("/pixels/strokes", NULL, test_data);
  g_test_add_data_func ("/pixels/photographs", folder, test_data);
  g_test_add_func ("/pixels/key", test_key);
  g_test_add_func ("/pixels/menu", test_menu);
  failures = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return failures;
}
