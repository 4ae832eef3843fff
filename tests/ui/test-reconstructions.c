/* SPDX-License-Identifier: MIT */
/* Each column of the reconstructions shows its own sample, what the model makes
 * of it, and how wrong that is; the worst of them stands out.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/figures/palette.h"
#include "ui/views/live/reconstructions-private.h"
#include "ui/views/live/sample-column.h"

#define SIDE     28
#define N_IMAGES 160

/* One quarter of each image is bright, of each in its own degree. */
static char *
make_images (void)
{
  static const guint8 head[16] = { 0, 0, 8, 3, 0, 0, 0, N_IMAGES, 0, 0, 0, SIDE, 0, 0, 0, SIDE };
  gsize size = sizeof head + N_IMAGES * SIDE * SIDE;
  g_autofree guint8 *file = g_malloc0 (size);
  char *path = NULL;

  memcpy (file, head, sizeof head);
  for (guint i = 0; i < N_IMAGES * SIDE * SIDE; i++)
    {
      guint image = i / (SIDE * SIDE), x = i % SIDE, y = i / SIDE % SIDE;

      if (x / (SIDE / 2) == image % 2 && y / (SIDE / 2) == image / 2 % 2)
        file[sizeof head + i] = (guint8) (120 + image * 37 % 130);
    }
  g_close (g_file_open_tmp ("XXXXXX-idx3-ubyte", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, (char *) file, (gssize) size, NULL));
  return path;
}

static const WbProbe *
get_probe (UiFixture *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);

  return snapshot != NULL ? wb_snapshot_get (snapshot, WB_MEASURE_PROBE) : NULL;
}

static double
find_mean (const float *values, guint quarter)
{
  double sum = 0;

  for (guint i = 0; i < SIDE * SIDE; i++)
    if (i % SIDE / (SIDE / 2) + 2 * (i / SIDE / (SIDE / 2)) == quarter)
      sum += values[i];
  return sum * 4 / (SIDE * SIDE);
}

/* The brightest quarter of each output is that of its sample, by far. */
static gboolean
has_learned (gpointer data)
{
  const WbProbe *probe = get_probe (data);

  for (guint i = 0; probe != NULL && i < probe->n; i++)
    for (guint quarter = 0; quarter < 4; quarter++)
      {
        double mean = find_mean (probe->outputs + i * probe->size, quarter);

        if (find_mean (probe->targets + i * probe->size, quarter) > 0 ? mean < 0.35 : mean > 0.15)
          return FALSE;
      }
  return probe != NULL && probe->step > 0;
}

static gboolean
is_paused (gpointer data)
{
  return hg_workspace_get_state (((UiFixture *) data)->workspace) == WB_RUN_PAUSED
         && !wb_session_is_active (hg_workspace_get_session (((UiFixture *) data)->workspace));
}

static GtkWidget *
get_column (UiFixture *self, guint index)
{
  return ui_find_type (GTK_WIDGET (self->window), HG_TYPE_SAMPLE_COLUMN, index);
}

static double
find_error (const WbProbe *probe, guint index)
{
  const float *output = probe->outputs + index * probe->size;
  const float *target = probe->targets + index * probe->size;
  double sum = 0;

  for (gsize i = 0; i < probe->size; i++)
    sum += (output[i] - target[i]) * (output[i] - target[i]);
  return sum / (double) probe->size;
}

/* Each column says its own sample and error. */
static gboolean
is_said (gpointer data)
{
  UiFixture *self = data;
  const WbProbe *probe = get_probe (self);

  for (guint i = 0; i < probe->n; i++)
    {
      g_autofree char *sample = hg_workspace_name_followed (self->workspace, i);
      g_autofree char *expected = g_strdup_printf ("%s, error %.3f", sample, find_error (probe, i));

      if (g_strcmp0 (hg_sample_column_get_name (HG_SAMPLE_COLUMN (get_column (self, i))), expected)
          != 0)
        return FALSE;
    }
  return TRUE;
}

static cairo_surface_t *
draw (GtkWidget *widget)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *row = cairo_image_surface_get_data (surface)
                      + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;
}

/* Around a tile nothing is drawn. */
static int
measure_tile (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), left = 0, right = width - 1;

  while (left < right && get_pixel (surface, left, HG_SAMPLE_TOP + 8) == 0)
    left++;
  while (left < right && get_pixel (surface, right, HG_SAMPLE_TOP + 8) == 0)
    right--;
  return right - left + 1;
}

/* The quarter of a tile that is unlike the three others. */
static guint
find_odd (cairo_surface_t *surface, guint row)
{
  int width = cairo_image_surface_get_width (surface), tile = measure_tile (surface);
  int pitch = (cairo_image_surface_get_height (surface) - HG_SAMPLE_TOP - HG_SAMPLE_NUMBER) / 3;
  int levels[4], sum = 0;
  guint odd = 0;

  for (guint i = 0; i < 4; i++)
    {
      int x = width / 2 + (i % 2 == 0 ? -1 : 1) * tile / 4;
      int y = HG_SAMPLE_TOP + (int) row * pitch + tile / 2 + (i / 2 == 0 ? -1 : 1) * tile / 4;

      levels[i] = (int) (get_pixel (surface, x, y) & 0xff);
      sum += levels[i];
    }
  for (guint i = 1; i < 4; i++)
    if (ABS (4 * levels[i] - sum) > ABS (4 * levels[odd] - sum))
      odd = i;
  return odd;
}

static guint
count_pixels (cairo_surface_t *surface, const WbColour *colour)
{
  guint32 wanted = (guint32) (colour->red * 255 + .5) << 16
                   | (guint32) (colour->green * 255 + .5) << 8
                   | (guint32) (colour->blue * 255 + .5);
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      n += get_pixel (surface, x, y) == wanted;
  return n;
}

static void
check_column (UiFixture *self, guint index, gboolean worst)
{
  cairo_surface_t *surface = draw (get_column (self, index));
  guint quarter = hg_workspace_get_followed (self->workspace, index) % 4;
  WbStyle style;

  wb_style_init (&style, FALSE);
  g_assert_cmpuint (find_odd (surface, 0), ==, quarter);
  g_assert_cmpuint (find_odd (surface, 1), ==, quarter);
  g_assert_cmpint (count_pixels (surface, &style.amber_text) > 0, ==, worst);
  cairo_surface_destroy (surface);
}

static void
check_columns (UiFixture *self)
{
  const WbProbe *probe = get_probe (self);
  guint worst = 0;

  for (guint i = 1; i < probe->n; i++)
    if (find_error (probe, i) > find_error (probe, worst))
      worst = i;
  for (guint i = 0; i < probe->n; i++)
    {
      g_assert_true (gtk_widget_get_child_visible (get_column (self, i)));
      check_column (self, i, i == worst);
    }
}

static void
test_columns (void)
{
  static const char *const settings[][2] = {
    { "epochs", "100000" },
    { "patience", "0" },
    { "learning_rate", "0.01" },
  };
  UiFixture self = { 0 };
  WbDocument *document;

  self.data = make_images ();
  ui_fixture_open (&self, NULL, "simple");
  document = hg_workspace_get_document (self.workspace);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    wb_document_edit (document,
                      &(WbEdit) { WB_EDIT_RECIPE, .name = settings[i][0], .text = settings[i][1] },
                      NULL);
  wb_session_start (hg_workspace_get_session (self.workspace), 100000);
  ui_wait_until (has_learned, &self, "the quarters to be learned");
  wb_session_pause (hg_workspace_get_session (self.workspace));
  ui_wait_until (is_paused, &self, "a pause");
  ui_wait_until (is_said, &self, "each column to say its sample and error");
  ui_wait_frames (&self, 2);
  check_columns (&self);
  /* Others are followed: what is known of those before is not theirs. */
  hg_workspace_shuffle (self.workspace);
  for (guint i = 0; i < hg_workspace_get_n_followed (self.workspace); i++)
    g_assert_null (
      strstr (hg_sample_column_get_name (HG_SAMPLE_COLUMN (get_column (&self, i))), "error"));
  ui_wait_until (is_said, &self, "the other samples' errors");
  ui_wait_frames (&self, 2);
  check_columns (&self);
  ui_fixture_close (&self);
  g_remove (self.data);
  g_free ((char *) self.data);
}

/* PSNR of values in [0, 1] is 10 log10 (1 / error). */
static void
test_psnr (void)
{
  g_assert_cmpfloat_with_epsilon (hg_reconstructions_get_psnr (1), 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (hg_reconstructions_get_psnr (0.01), 20, 1e-12);
  g_assert_cmpfloat_with_epsilon (hg_reconstructions_get_psnr (0.0025), 26.0206, 1e-4);
  g_assert_cmpfloat (hg_reconstructions_get_psnr (0), ==, 99);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/reconstructions/columns", test_columns);
  g_test_add_func ("/reconstructions/psnr", test_psnr);
  return g_test_run ();
}
