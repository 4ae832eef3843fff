/* SPDX-License-Identifier: MIT */
/* Lays out the columns and gives each its values, at most 15 times a second
 * while a model trains. The columns stand in one band, or in several below each
 * other where the card is high. Where it is too small for all of them, fewer
 * are shown, those around the one in focus.
 */
#include "ui/views/live/reconstructions.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/data/batch-bridge.h"
#include "app/figures/image-grid.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/view.h"
#include "ui/views/live/reconstructions-private.h"

#define MARGIN       HG_RECONSTRUCTIONS_MARGIN
#define FOOT         HG_RECONSTRUCTIONS_FOOT
#define TILE_MAX     120
#define TILE_MIN     32 /* smaller ones say less than fewer ones do */
#define BETWEEN      6
#define GAP_MAX      24
#define FEWEST       6 /* columns: no fewer for the sake of larger tiles */
#define MOST_BANDS   3
#define NUMBER       40 /* what "0.013" takes, before the text is scaled */
#define CHART        56 /* what a line chart takes at least */
#define REFRESH_USEC (G_USEC_PER_SEC / 15)
#define FRAME_USEC   (G_USEC_PER_SEC / 60)

G_DEFINE_FINAL_TYPE (HgReconstructions, hg_reconstructions, GTK_TYPE_WIDGET)

static void reconstructions_update (HgReconstructions *self);

static void
reconstructions_snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                               gtk_widget_get_height (widget));
  WbStyle style;
  cairo_t *cr;

  if (self->n == 0)
    return;
  hg_figure_style_init_pixels (&style, widget, hg_workspace_is_ink (self->workspace));
  cr = gtk_snapshot_append_cairo (out, &bounds);
  hg_reconstructions_draw_words (self, cr, &style);
  cairo_destroy (cr);
  for (guint i = 0; i < self->n_shown; i++)
    gtk_widget_snapshot_child (widget, self->columns->pdata[self->first + i], out);
}

double
hg_reconstructions_get_label_width (HgReconstructions *self)
{
  return HG_RECONSTRUCTIONS_LABEL * hg_figure_style_get_scale (GTK_WIDGET (self));
}

int
hg_reconstructions_get_band_height (const HgReconstructions *self)
{
  return HG_SAMPLE_TOP + 3 * (self->tile + self->gap) + HG_SAMPLE_NUMBER;
}

/* The tile that @n columns in @bands have in the card. */
static double
reconstructions_find_tile (guint n, guint bands, double room, double height)
{
  guint across = (n + bands - 1) / bands;
  double rows = height / bands - HG_SAMPLE_TOP - HG_SAMPLE_NUMBER - 3 * HG_SAMPLE_GAP;

  return CLAMP (MIN (room / across - BETWEEN, rows / 3), 8, TILE_MAX);
}

/* As many bands as make the tiles largest. */
static void
reconstructions_choose_bands (HgReconstructions *self, double room, double height)
{
  self->bands = 1;
  self->tile = 0;
  for (guint bands = 1; bands <= MIN (MOST_BANDS, self->n_shown); bands++)
    {
      int tile = (int) reconstructions_find_tile (self->n_shown, bands, room, height);

      if (tile <= self->tile)
        continue;
      self->tile = tile;
      self->bands = bands;
    }
  self->n_across = (self->n_shown + self->bands - 1) / self->bands;
}

static gboolean
reconstructions_has_charts (HgReconstructions *self)
{
  return wb_picture_get_kind (&self->shape) == WB_PICTURE_SERIES;
}

/* The least width of a column, with the text as large as the desktop wants it. */
static double
reconstructions_get_least_width (HgReconstructions *self)
{
  double number = NUMBER * hg_figure_style_get_scale (GTK_WIDGET (self));

  return reconstructions_has_charts (self) ? MAX (number, CHART) : number;
}

/* Charts are up to twice as wide as high. Bands of images take the card's width, since they
 * have its height. */
static double
reconstructions_get_column_width (HgReconstructions *self, double room)
{
  double beside = self->bands > 1 ? 2 * GAP_MAX : 18;
  double wanted = reconstructions_has_charts (self) ? 2 * self->tile + BETWEEN
                                                    : self->tile + beside;

  return MIN (room / self->n_across, MAX (wanted, reconstructions_get_least_width (self)));
}

/* All of them where their tiles and numbers can be seen. Those in view move only as far as
 * they must to show the one in focus. */
static void
reconstructions_choose_shown (HgReconstructions *self, double room, double height)
{
  guint focus = hg_workspace_get_focus (self->workspace);
  double least = reconstructions_get_least_width (self);

  self->n_shown = self->n;
  reconstructions_choose_bands (self, room, height);
  if (self->tile < TILE_MIN || room / self->n_across < least)
    {
      guint fewest = MIN (FEWEST, (guint) MAX (room / least, 1));

      self->n_shown = CLAMP ((guint) (room / MAX (TILE_MIN + BETWEEN, least)),
                             MIN (fewest, self->n), self->n);
      reconstructions_choose_bands (self, room, height);
    }
  if (focus < self->first)
    self->first = focus;
  if (focus >= self->first + self->n_shown)
    self->first = focus + 1 - self->n_shown;
  self->first = MIN (self->first, self->n - self->n_shown);
}

static void
reconstructions_place_column (HgReconstructions *self, guint index, double step)
{
  GtkWidget *column = self->columns->pdata[index];
  gboolean shown = index >= self->first && index < self->first + self->n_shown;
  guint place = index - self->first;
  int height = hg_reconstructions_get_band_height (self);

  gtk_widget_set_child_visible (column, shown);
  hg_sample_column_set_tile (HG_SAMPLE_COLUMN (column), self->tile, self->gap);
  if (shown)
    gtk_widget_allocate (
      column, (int) step, height, -1,
      gsk_transform_translate (
        NULL, &GRAPHENE_POINT_INIT ((float) (MARGIN + hg_reconstructions_get_label_width (self)
                                             + place % self->n_across * step),
                                    (float) (place / self->n_across * (guint) height))));
}

static void
reconstructions_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (widget);
  double room = width - hg_reconstructions_get_label_width (self) - 2 * MARGIN;
  int left;

  if (self->n == 0)
    return;
  reconstructions_choose_shown (self, room, height - FOOT);
  self->gap = HG_SAMPLE_GAP;
  left = height - FOOT - (int) self->bands * hg_reconstructions_get_band_height (self);
  self->gap += CLAMP (left / (3 * (int) self->bands), 0, GAP_MAX - self->gap);
  for (guint i = 0; i < self->n; i++)
    reconstructions_place_column (self, i, reconstructions_get_column_width (self, room));
}

static void
reconstructions_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? 140 : 340;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? 280 : 560;
}

static gboolean
reconstructions_find_column (GtkEventController *controller, HgReconstructions **self, guint *index)
{
  GtkWidget *column = gtk_event_controller_get_widget (controller);

  *self = HG_RECONSTRUCTIONS (gtk_widget_get_parent (column));
  return g_ptr_array_find ((*self)->columns, column, index);
}

/* What is under the pointer is followed while it is there. */
static void
reconstructions_hover (HgReconstructions *self, int index)
{
  if (index == self->hovered)
    return;
  self->hovered = index;
  hg_workspace_set_focus (self->workspace, index >= 0 ? (guint) index : self->pinned);
}

static void
reconstructions_moved_cb (HgReconstructions *self, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *under = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
  guint index;

  if (under != widget && under != NULL && g_ptr_array_find (self->columns, under, &index))
    reconstructions_hover (self, (int) index);
  else
    reconstructions_hover (self, -1);
}

static void
reconstructions_left_cb (HgReconstructions *self)
{
  reconstructions_hover (self, -1);
}

/* A click, or the focus of the keyboard, stays. */
static void
reconstructions_pin (GtkEventController *controller)
{
  HgReconstructions *self;
  guint index;

  if (!reconstructions_find_column (controller, &self, &index))
    return;
  self->pinned = index;
  hg_workspace_set_focus (self->workspace, index);
}

static void
reconstructions_pressed_cb (GtkEventController *controller)
{
  gtk_widget_grab_focus (gtk_event_controller_get_widget (controller));
  reconstructions_pin (controller);
}

static void
reconstructions_add_column (HgReconstructions *self)
{
  GtkWidget *column = hg_sample_column_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (focus, "enter", G_CALLBACK (reconstructions_pin), NULL);
  g_signal_connect (click, "pressed", G_CALLBACK (reconstructions_pressed_cb), NULL);
  gtk_widget_add_controller (column, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (column, focus);
  gtk_widget_set_parent (column, GTK_WIDGET (self));
  g_ptr_array_add (self->columns, column);
}

static void
reconstructions_set_count (HgReconstructions *self, guint n)
{
  while (self->columns->len > n)
    {
      gtk_widget_unparent (self->columns->pdata[self->columns->len - 1]);
      g_ptr_array_set_size (self->columns, self->columns->len - 1);
    }
  while (self->columns->len < n)
    reconstructions_add_column (self);
  self->n = n;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* The samples themselves, read once when others are followed. */
static void
reconstructions_read_samples (HgReconstructions *self)
{
  DsSource *source = hg_workspace_get_source (self->workspace);
  DsDataset *samples;
  guint n = hg_workspace_get_n_followed (self->workspace);
  gsize size;

  g_clear_pointer (&self->samples, g_free);
  if (source == NULL)
    {
      reconstructions_set_count (self, 0);
      return;
    }
  samples = ds_source_get_validation (source);
  self->shape = wb_batch_bridge_shape (ds_dataset_get_shape (samples));
  size = ae_shape_size (&self->shape);
  self->samples = g_new (float, n *size);
  for (guint i = 0; i < n; i++)
    hg_workspace_read_followed (self->workspace, i, self->samples + i * size);
  reconstructions_set_count (self, n);
}

static double
reconstructions_find_error (const float *output, const float *input, gsize size)
{
  double sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += (double) (output[i] - input[i]) * (output[i] - input[i]);
  return sum / (double) size;
}

const WbProbe *
hg_reconstructions_find_probe (HgReconstructions *self)
{
  const WbProbe *probe = wb_snapshot_get (hg_workspace_get_snapshot (self->workspace),
                                          WB_MEASURE_PROBE);

  if (probe == NULL || probe->n != self->n || probe->size != ae_shape_size (&self->shape)
      || hg_workspace_get_error (self->workspace) != NULL)
    return NULL;
  for (guint i = 0; i < probe->n; i++)
    if (probe->indices[i] != hg_workspace_get_followed (self->workspace, i))
      return NULL;
  return probe;
}

static void
reconstructions_measure_errors (HgReconstructions *self, const WbProbe *probe)
{
  gsize size = ae_shape_size (&self->shape);

  for (guint i = 0; probe != NULL && i < self->n; i++)
    {
      const float *sample = self->samples + i * size;

      self->errors[i] = reconstructions_find_error (probe->outputs + i * size, sample, size);
      self->noises[i] = reconstructions_find_error (probe->inputs + i * size, sample, size);
    }
}

static char *
reconstructions_format_error (const HgReconstructions *self, guint index)
{
  double error = self->errors[index];

  if (self->noisy)
    return hg_format_real (hg_reconstructions_get_psnr (error), "%.1f");
  return hg_format_real (error, error < 9.9995 ? "%.3f" : "%.3g");
}

/* "Test image 2, class 7, error 0.013" */
static char *
reconstructions_name_column (HgReconstructions *self, guint index, const char *number)
{
  g_autofree char *sample = hg_workspace_name_followed (self->workspace, index);

  if (number == NULL)
    return g_steal_pointer (&sample);
  return g_strdup_printf (self->noisy ? _ ("%s, PSNR %s dB") : _ ("%s, error %s"), sample, number);
}

static void
reconstructions_show_column (HgReconstructions *self,
                             guint index,
                             const WbProbe *probe,
                             guint worst)
{
  gsize size = ae_shape_size (&self->shape);
  const float *output = self->has_outputs ? probe->outputs + index * size : NULL;
  g_autofree char *number = self->has_outputs ? reconstructions_format_error (self, index) : NULL;
  g_autofree char *name = reconstructions_name_column (self, index, number);
  HgSampleFace face = {
    .shape = &self->shape,
    .tiles = { self->samples + index * size, output },
    .ink = hg_workspace_is_ink (self->workspace),
    .compared = self->has_outputs && !self->noisy,
    .number = number,
    .worst = self->has_outputs && index == worst,
    .selected = index == hg_workspace_get_focus (self->workspace),
    .name = name,
  };

  if (self->noisy)
    {
      face.tiles[1] = probe != NULL ? probe->inputs + index * size : NULL;
      face.tiles[2] = output;
    }
  hg_sample_column_set_face (self->columns->pdata[index], &face);
}

static void
reconstructions_show_samples (HgReconstructions *self, const WbProbe *probe)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  guint worst;

  self->has_outputs = probe != NULL && snapshot->step > 0;
  self->noisy = wb_document_get_recipe (hg_workspace_get_document (self->workspace))->corruption
                != AE_CORRUPTION_NONE;
  reconstructions_measure_errors (self, probe);
  worst = self->first + wb_image_grid_find_worst (self->errors + self->first, self->n_shown);
  for (guint i = 0; i < self->n; i++)
    reconstructions_show_column (self, i, probe, worst);
}

static gboolean
reconstructions_refresh_cb (gpointer data)
{
  HgReconstructions *self = data;

  self->timeout = 0;
  reconstructions_update (self);
  return G_SOURCE_REMOVE;
}

static void
reconstructions_update_later (HgReconstructions *self, gint64 wait_usec)
{
  if (self->timeout == 0)
    self->timeout = g_timeout_add ((guint) (wait_usec / 1000 + 1), reconstructions_refresh_cb,
                                   self);
}

static void
reconstructions_update (HgReconstructions *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 wait = self->time + REFRESH_USEC - now;

  if (self->samples == NULL)
    return;
  if (wait > 0)
    {
      reconstructions_update_later (self, wait);
      return;
    }
  self->time = now;
  reconstructions_show_samples (self, hg_reconstructions_find_probe (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
reconstructions_changed_cb (gpointer widget, guint changes)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (widget);

  if (changes & (HG_CHANGED_DATA | HG_CHANGED_FOLLOWED))
    reconstructions_read_samples (self);
  if ((changes & HG_CHANGED_FOLLOWED)
      && (int) hg_workspace_get_focus (self->workspace) != self->hovered)
    self->pinned = hg_workspace_get_focus (self->workspace);
  if (changes & (HG_CHANGED_FOLLOWED | HG_CHANGED_DATA))
    self->time = 0;
  if (changes & (HG_CHANGED_SNAPSHOT | HG_CHANGED_FOLLOWED | HG_CHANGED_DATA))
    reconstructions_update (self);
  else if (changes & HG_CHANGED_MODEL)
    reconstructions_update_later (self, FRAME_USEC); /* The frame after the edit's has more time. */
}

static void
reconstructions_restyle (HgReconstructions *self)
{
  self->time = 0;
  reconstructions_update (self);
}

static void
reconstructions_dispose (GObject *object)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  reconstructions_set_count (self, 0);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_reconstructions_parent_class)->dispose (object);
}

static void
reconstructions_finalize (GObject *object)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (object);

  g_ptr_array_unref (self->columns);
  g_free (self->samples);
  G_OBJECT_CLASS (hg_reconstructions_parent_class)->finalize (object);
}

static void
hg_reconstructions_class_init (HgReconstructionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reconstructions_dispose;
  G_OBJECT_CLASS (klass)->finalize = reconstructions_finalize;
  widget_class->snapshot = reconstructions_snapshot;
  widget_class->size_allocate = reconstructions_size_allocate;
  widget_class->measure = reconstructions_measure;
  gtk_widget_class_set_css_name (widget_class, "reconstructions");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, 0, "win.shuffle", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, 0, "win.toggle-log", NULL);
}

static void
hg_reconstructions_init (HgReconstructions *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (reconstructions_moved_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (reconstructions_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  self->columns = g_ptr_array_new ();
  self->hovered = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reconstructions"), -1);
  hg_figure_style_watch (self, G_CALLBACK (reconstructions_restyle));
}

void
hg_reconstructions_set_workspace (HgReconstructions *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  hg_view_watch (GTK_WIDGET (self), workspace, reconstructions_changed_cb);
}
