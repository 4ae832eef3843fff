/* SPDX-License-Identifier: MIT */
/* Lays out the columns, draws the words beside and below them, and gives each
 * column its values, at most 15 times a second while a model trains.
 */
#include "ui/live/reconstructions.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/image.h"
#include "app/figures/mark.h"
#include "app/figures/text.h"
#include "ui/figure-style.h"
#include "ui/live/sample-column.h"

#define LABEL_WIDTH  54
#define MARGIN       14
#define FOOT         40
#define TILE_MAX     72
#define REFRESH_USEC (G_USEC_PER_SEC / 15)

struct _HgReconstructions
{
  GtkWidget parent_instance;

  HgWorkspace *workspace;
  GPtrArray *columns;
  float *inputs;
  AeShape shape;
  guint n;
  int tile;
  double mean;
  gboolean has_outputs;
  gint64 time;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (HgReconstructions, hg_reconstructions, GTK_TYPE_WIDGET)

static void update (HgReconstructions *self);

static double
row_middle (HgReconstructions *self, guint row)
{
  double top = HG_SAMPLE_TOP + row * (self->tile + HG_SAMPLE_GAP);

  return row < 3 ? top + self->tile / 2. : top + HG_SAMPLE_NUMBER / 2. - 4;
}

static void
draw_words (WbText *text,
            const char *words,
            double x,
            double y,
            double align,
            gboolean dim)
{
  wb_text_draw (text, words, x, y, align,
                dim ? &text->style->dim : &text->style->text);
}

static void
draw_error_key (WbText *text, double x, double y)
{
  const guint32 *map = wb_colour_map (WB_MAP_ERROR, text->style->dark);
  double width;

  draw_words (text, _("too light"), x, y, 0, TRUE);
  width = wb_text_width (text, _("too light"));
  x += width + 8;
  for (guint i = 0; i < 90; i++)
    {
      WbColour colour = wb_colour (map[i * 255 / 89] & 0xffffff, 1);

      wb_colour_set (&colour, text->cr);
      cairo_rectangle (text->cr, x + i, y - 4, 1, 8);
      cairo_fill (text->cr);
    }
  draw_words (text, _("too dark"), x + 98, y, 0, TRUE);
}

static void
draw_foot (HgReconstructions *self, WbText *text, double y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  g_autofree char *words = g_strdup_printf (_("Mean of these %u"), self->n);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  draw_words (text, _("Error"), MARGIN, y, 0, TRUE);
  draw_error_key (text, MARGIN + LABEL_WIDTH, y);
  g_ascii_formatd (digits, sizeof digits, "%.4f", self->mean);
  wb_text_set_font (text, WB_TEXT_CAPTION, TRUE);
  draw_words (text, digits, width - MARGIN, y, 1, FALSE);
  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  if (width > 420)
    draw_words (text, words, width - MARGIN - 58, y, 1, TRUE);
}

static const char *
choose_message (HgReconstructions *self)
{
  if (hg_workspace_get_error (self->workspace) != NULL)
    return _("Waiting for a valid model");
  if (hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING)
    return _("The first reconstruction is on its way");
  return _("Press Train to see the first reconstruction");
}

static void
draw_labels (HgReconstructions *self, cairo_t *cr, const WbStyle *style)
{
  static const char *const labels[] = { N_("Input"), N_("Output"),
                                        N_("Error"), N_("MSE") };
  GtkWidget *widget = GTK_WIDGET (self);
  g_auto (WbText) text;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < (self->has_outputs ? 4 : 3); i++)
    draw_words (&text, _(labels[i]), MARGIN, row_middle (self, i), 0, TRUE);
  if (self->has_outputs)
    {
      draw_foot (self, &text, row_middle (self, 3) + 38);
      return;
    }
  wb_text_set_font (&text, WB_TEXT_HEADING, TRUE);
  draw_words (&text, choose_message (self), gtk_widget_get_width (widget) / 2.,
              row_middle (self, 3) + 26, .5, FALSE);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (
      0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  WbStyle style;
  cairo_t *cr;

  if (self->n == 0)
    return;
  hg_figure_style_init (&style, widget);
  cr = gtk_snapshot_append_cairo (out, &bounds);
  draw_labels (self, cr, &style);
  cairo_destroy (cr);
  for (guint i = 0; i < self->n; i++)
    gtk_widget_snapshot_child (widget, self->columns->pdata[i], out);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (widget);
  double room = width - LABEL_WIDTH - 2 * MARGIN;
  int rows = height - FOOT - HG_SAMPLE_TOP - HG_SAMPLE_NUMBER
             - 3 * HG_SAMPLE_GAP;
  double step;

  if (self->n == 0)
    return;
  step = room / self->n;
  self->tile = (int) CLAMP (MIN (step - 8, rows / 3.), 8, TILE_MAX);
  step = MIN (step, self->tile + 18);
  for (guint i = 0; i < self->n; i++)
    {
      int x = MARGIN + LABEL_WIDTH + (int) (i * step);
      int column_height = HG_SAMPLE_TOP + 3 * (self->tile + HG_SAMPLE_GAP)
                          + HG_SAMPLE_NUMBER;
      GskTransform *transform = gsk_transform_translate (
          NULL, &GRAPHENE_POINT_INIT ((float) x, 0));

      hg_sample_column_set_tile (self->columns->pdata[i], self->tile);
      gtk_widget_allocate (self->columns->pdata[i], (int) step, column_height,
                           -1, transform);
    }
}

static void
measure (GtkWidget *widget,
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

static void
entered_cb (GtkEventController *controller, gpointer data)
{
  GtkWidget *column = gtk_event_controller_get_widget (controller);
  HgReconstructions *self = HG_RECONSTRUCTIONS (gtk_widget_get_parent (column));
  guint index;

  if (g_ptr_array_find (self->columns, column, &index))
    hg_workspace_set_focus (self->workspace, index);
}

static void
add_column (HgReconstructions *self)
{
  GtkWidget *column = hg_sample_column_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (motion, "enter", G_CALLBACK (entered_cb), NULL);
  g_signal_connect (focus, "enter", G_CALLBACK (entered_cb), NULL);
  gtk_widget_add_controller (column, motion);
  gtk_widget_add_controller (column, focus);
  gtk_widget_set_parent (column, GTK_WIDGET (self));
  g_ptr_array_add (self->columns, column);
}

static void
set_count (HgReconstructions *self, guint n)
{
  while (self->columns->len > n)
    {
      gtk_widget_unparent (self->columns->pdata[self->columns->len - 1]);
      g_ptr_array_set_size (self->columns, self->columns->len - 1);
    }
  while (self->columns->len < n)
    add_column (self);
  self->n = n;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* The samples themselves, read once when others are followed. */
static void
read_inputs (HgReconstructions *self)
{
  DsSource *source = hg_workspace_get_source (self->workspace);
  DsDataset *samples;
  guint32 indices[HG_N_FOLLOWED];
  guint n;

  if (source == NULL)
    return;
  samples = ds_source_get_validation (source);
  n = (guint) MIN (ds_dataset_get_count (samples), HG_N_FOLLOWED);
  for (guint i = 0; i < n; i++)
    indices[i] = hg_workspace_get_followed (self->workspace, i);
  self->shape.rank = ds_dataset_get_shape (samples)->rank;
  memcpy (self->shape.dims, ds_dataset_get_shape (samples)->dims,
          sizeof self->shape.dims);
  g_free (self->inputs);
  self->inputs = g_new (float, n *ds_dataset_get_sample_size (samples));
  ds_dataset_read (samples, indices, n, self->inputs);
  set_count (self, n);
}

static double
find_error (const float *output, const float *input, gsize size)
{
  double sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += (double) (output[i] - input[i]) * (output[i] - input[i]);
  return sum / (double) size;
}

/* "Test image 2, 7, error 0.013" */
static char *
name_sample (HgReconstructions *self,
             guint index,
             gboolean has_error,
             double error)
{
  DsDataset *samples = ds_source_get_validation (
      hg_workspace_get_source (self->workspace));
  const gint *labels = ds_dataset_get_labels (samples);
  const char *const *names = ds_dataset_get_class_names (samples);
  guint32 number = hg_workspace_get_followed (self->workspace, index);
  GString *text = g_string_new (NULL);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, _("Test %s %u"),
                          hg_workspace_get_sample_word (self->workspace),
                          number + 1);
  if (labels != NULL && names != NULL)
    g_string_append_printf (text, _(", class %s"), names[labels[number]]);
  if (has_error)
    g_string_append_printf (
        text, _(", error %s"),
        g_ascii_formatd (digits, sizeof digits, "%.3f", error));
  return g_string_free (text, FALSE);
}

/* The newest outputs, where they belong to these samples and this model. */
static const WbProbe *
find_probe (HgReconstructions *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  const WbProbe *probe = snapshot != NULL ? snapshot->probe : NULL;

  if (probe == NULL || snapshot->step == 0 || probe->n != self->n
      || probe->size != ae_shape_size (&self->shape)
      || hg_workspace_get_error (self->workspace) != NULL)
    return NULL;
  for (guint i = 0; i < probe->n; i++)
    if (probe->indices[i] != hg_workspace_get_followed (self->workspace, i))
      return NULL;
  return probe;
}

static void
show_samples (HgReconstructions *self, const WbProbe *probe)
{
  gsize size = ae_shape_size (&self->shape);
  double errors[HG_N_FOLLOWED] = { 0 };
  guint worst = 0;

  self->has_outputs = probe != NULL;
  self->mean = 0;
  for (guint i = 0; probe != NULL && i < self->n; i++)
    {
      errors[i] = find_error (probe->outputs + i * size,
                              self->inputs + i * size, size);
      self->mean += errors[i] / self->n;
      if (errors[i] > errors[worst])
        worst = i;
    }
  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *name = name_sample (self, i, probe != NULL, errors[i]);
      HgSampleFace face = {
        .shape = &self->shape,
        .input = self->inputs + i * size,
        .output = probe != NULL ? probe->outputs + i * size : NULL,
        .error = errors[i],
        .worst = probe != NULL && i == worst,
        .selected = i == hg_workspace_get_focus (self->workspace),
        .name = name,
      };

      hg_sample_column_set_face (self->columns->pdata[i], &face);
    }
}

static gboolean
refresh_cb (gpointer data)
{
  HgReconstructions *self = data;

  self->timeout = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
update (HgReconstructions *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 wait = self->time + REFRESH_USEC - now;

  if (self->inputs == NULL)
    return;
  if (wait > 0)
    {
      if (self->timeout == 0)
        self->timeout = g_timeout_add ((guint) (wait / 1000 + 1), refresh_cb,
                                       self);
      return;
    }
  self->time = now;
  show_samples (self, find_probe (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
workspace_changed_cb (HgReconstructions *self, guint changes)
{
  if (changes & (HG_CHANGED_DATA | HG_CHANGED_FOLLOWED))
    read_inputs (self);
  if (changes & (HG_CHANGED_FOLLOWED | HG_CHANGED_MODEL | HG_CHANGED_DATA))
    self->time = 0;
  if (changes
      & (HG_CHANGED_SNAPSHOT | HG_CHANGED_FOLLOWED | HG_CHANGED_MODEL
         | HG_CHANGED_DATA))
    update (self);
}

static void
restyle (HgReconstructions *self)
{
  self->time = 0;
  update (self);
}

static void
dispose (GObject *object)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  set_count (self, 0);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_reconstructions_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  HgReconstructions *self = HG_RECONSTRUCTIONS (object);

  g_ptr_array_unref (self->columns);
  g_free (self->inputs);
  G_OBJECT_CLASS (hg_reconstructions_parent_class)->finalize (object);
}

static void
hg_reconstructions_class_init (HgReconstructionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget_class->snapshot = snapshot;
  widget_class->size_allocate = size_allocate;
  widget_class->measure = measure;
  gtk_widget_class_set_css_name (widget_class, "reconstructions");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, 0,
                                       "win.shuffle", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, 0,
                                       "win.toggle-log", NULL);
}

static void
hg_reconstructions_init (HgReconstructions *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->columns = g_ptr_array_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Reconstructions"), -1);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (restyle), self,
                           G_CONNECT_SWAPPED);
}

void
hg_reconstructions_set_workspace (HgReconstructions *self,
                                  HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed",
                           G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  workspace_changed_cb (self, HG_CHANGED_ALL);
}
