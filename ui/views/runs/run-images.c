/* SPDX-License-Identifier: MIT */
/* As many columns as have room. A run that cannot be shown says why in its row. */
#include <glib/gi18n.h>

#include "app/data/batch-bridge.h"
#include "app/figures/image.h"
#include "app/figures/mark.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/views/runs/run-comparison.h"

#define SIDE      14
#define ROW       42
#define TILE      36
#define LEAST_GAP 6
#define NUMBERS   64
#define SWATCH    10

/* Where things are. */
typedef struct
{
  double tiles; /* the left side of the first tile's place */
  double place; /* of one tile */
  gsize n;
} Layout;

static Layout
lay_out (HgRunComparison *self, int width)
{
  const WbSampleBlock *block = hg_run_results_get_shown (self->results);
  Layout layout = { .tiles = SIDE + CLAMP (width * 0.2, 110, 220) };
  double room = MAX (width - SIDE - NUMBERS - layout.tiles, TILE);

  layout.n = MIN (block != NULL ? block->n : HG_RUN_SHOWN, (gsize) (room / (TILE + LEAST_GAP)));
  layout.n = MAX (layout.n, 1);
  layout.place = MIN (room / (double) layout.n, TILE * 1.7);
  return layout;
}

static gboolean
has_noise (const WbSampleBlock *block)
{
  return block != NULL && block->inputs != block->targets;
}

/* Rows above those of the runs. */
static guint
count_rows_above (HgRunComparison *self)
{
  return has_noise (hg_run_results_get_shown (self->results)) ? 2 : 1;
}

static gboolean
is_ink (HgRunComparison *self)
{
  return hg_workspace_is_ink (self->workspace);
}

const float *
hg_run_comparison_get_output (HgRunComparison *self, HgRunItem *item, gsize index)
{
  const HgRunResult *result = hg_run_results_get (self->results, hg_run_item_get_record (item));

  return result->shown != NULL ? result->shown->outputs + index * result->shown->block->size : NULL;
}

void
hg_run_comparison_draw_tile (HgRunComparison *self,
                             cairo_t *cr,
                             const float *values,
                             double x,
                             double y,
                             double size,
                             const WbStyle *style)
{
  DsDataset *samples = hg_workspace_get_validation (self->workspace);
  const double dashes[] = { 3, 3 };
  WbPicture picture = { values, .map = WB_MAP_IMAGE, .lower = 0, .upper = 1 };

  cairo_save (cr);
  wb_mark_rounded (cr, x + 0.5, y + 0.5, size - 1, size - 1, size >= 48 ? 6 : 4);
  wb_colour_set (&style->tile, cr);
  cairo_fill_preserve (cr);
  wb_colour_set (&style->line, cr);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, values == NULL ? 2 : 0, 0);
  cairo_stroke (cr);
  if (values != NULL && samples != NULL)
    {
      picture.shape = wb_batch_bridge_shape (ds_dataset_get_shape (samples));
      wb_picture_draw (&picture, cr, x + 2, y + 2, size - 4, size - 4, style);
    }
  cairo_restore (cr);
}

void
hg_run_comparison_draw_words (GtkWidget *widget,
                              cairo_t *cr,
                              const char *words,
                              double x,
                              double y,
                              double width,
                              double align,
                              const WbColour *colour,
                              gboolean bold)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, words);
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();
  int text_width, text_height;

  pango_attr_list_insert (list, pango_attr_scale_new (0.85));
  pango_attr_list_insert (list, pango_attr_font_features_new ("tnum"));
  if (bold)
    pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, list);
  pango_layout_set_width (layout, (int) MAX (width, 1) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_START);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  wb_colour_set (colour, cr);
  cairo_move_to (cr, x + (align > 0 ? width - text_width : 0), y - text_height / 2.);
  if (align > 0)
    pango_layout_set_width (layout, -1);
  pango_cairo_show_layout (cr, layout);
}

/* "Test image" */
static char *
name_samples (HgRunComparison *self)
{
  return g_strdup_printf (hg_run_results_are_training (self->results) ? _ ("Training %s")
                                                                      : _ ("Test %s"),
                          hg_workspace_get_sample_word (self->workspace));
}

static void
draw_tiles (HgRunComparison *self,
            cairo_t *cr,
            const Layout *layout,
            const float *values,
            double y,
            const WbStyle *style)
{
  const WbSampleBlock *block = hg_run_results_get_shown (self->results);

  for (gsize i = 0; i < layout->n; i++)
    hg_run_comparison_draw_tile (self, cr,
                                 values != NULL && block != NULL ? values + i * block->size : NULL,
                                 floor (layout->tiles + (double) i * layout->place), y - TILE / 2.,
                                 TILE, style);
}

static const char *
find_problem (HgRunItem *item, const HgRunResult *result)
{
  if (hg_run_item_is_live (item))
    return _ ("Shown when the training pauses");
  if (hg_run_item_get_record (item)->kept == NULL)
    return _ ("Its weights are not kept: use the run and train it again");
  return result->problem;
}

static void
draw_run (GtkWidget *widget,
          HgRunComparison *self,
          cairo_t *cr,
          const Layout *layout,
          HgRunItem *item,
          double y,
          const WbStyle *style)
{
  const WbRunRecord *run = hg_run_item_get_record (item);
  const HgRunResult *result = hg_run_results_get (self->results, run);
  const WbReconstruction *judged = result->judged != NULL ? result->judged : result->shown;
  const char *problem = find_problem (item, result);
  WbColour colour = wb_run_colour (style, hg_run_item_get_colour (item));
  g_autofree char *epoch = g_strdup_printf (_ ("epoch %u"), wb_run_record_get_epochs (run));
  double right = gtk_widget_get_width (widget) - SIDE, names = layout->tiles - SIDE - SWATCH - 20;
  gboolean roomy = names > 130;

  wb_mark_rounded (cr, SIDE, y - SWATCH / 2., SWATCH, SWATCH, 3);
  wb_colour_set (&colour, cr);
  cairo_fill (cr);
  hg_run_comparison_draw_words (widget, cr, run->name, SIDE + SWATCH + 8, y,
                                names - (roomy ? 66 : 0), 0, &style->text, TRUE);
  if (roomy)
    hg_run_comparison_draw_words (widget, cr, epoch, layout->tiles - 78, y, 66, 1, &style->dim,
                                  FALSE);
  if (problem != NULL)
    {
      hg_run_comparison_draw_words (widget, cr, problem, layout->tiles, y, right - layout->tiles, 0,
                                    &style->dim, FALSE);
      return;
    }
  draw_tiles (self, cr, layout, result->shown != NULL ? result->shown->outputs : NULL, y, style);
  if (judged != NULL)
    {
      g_autofree char *error = hg_format_loss (judged->mean);

      hg_run_comparison_draw_words (widget, cr, error, right - NUMBERS, y, NUMBERS, 1, &style->text,
                                    TRUE);
    }
}

static void
run_images_draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HgRunComparison *self = data;
  const WbSampleBlock *block = hg_run_results_get_shown (self->results);
  Layout layout = lay_out (self, width);
  g_autofree char *name = name_samples (self);
  double y = ROW / 2., names = layout.tiles - SIDE - 8;
  WbStyle style;

  hg_figure_style_init_pixels (&style, GTK_WIDGET (area), is_ink (self));
  hg_run_comparison_draw_words (GTK_WIDGET (area), cr, name, SIDE, y, names, 0, &style.text, FALSE);
  hg_run_comparison_draw_words (GTK_WIDGET (area), cr, _ ("MSE"), width - SIDE - NUMBERS, y,
                                NUMBERS, 1, &style.dim, FALSE);
  draw_tiles (self, cr, &layout, block != NULL ? block->targets : NULL, y, &style);
  if (has_noise (block))
    {
      y += ROW;
      hg_run_comparison_draw_words (GTK_WIDGET (area), cr, _ ("With noise"), SIDE, y, names, 0,
                                    &style.text, FALSE);
      draw_tiles (self, cr, &layout, block->inputs, y, &style);
    }
  for (guint i = 0; i < self->items->len; i++)
    draw_run (GTK_WIDGET (area), self, cr, &layout, self->items->pdata[i], y += ROW, &style);
}

/* The sample and the row at a place; FALSE where there is none. The rows above those of
 * the runs are negative. */
static gboolean
pick (GtkWidget *widget, HgRunComparison *self, double x, double y, gsize *column, int *row)
{
  const WbSampleBlock *block = hg_run_results_get_shown (self->results);
  Layout layout = lay_out (self, gtk_widget_get_width (widget));

  if (block == NULL || x < layout.tiles || x >= layout.tiles + (double) layout.n * layout.place)
    return FALSE;
  *column = (gsize) ((x - layout.tiles) / layout.place);
  *row = (int) (y / ROW) - (int) count_rows_above (self);
  return *row < (int) self->items->len;
}

/* "Test image 2, class 7: error 0.013" */
static gboolean
tooltip_cb (HgRunComparison *self, int x, int y, gboolean keyboard, GtkTooltip *tip, GtkWidget *of)
{
  gboolean trains = hg_run_results_are_training (self->results);
  const HgRunResult *result;
  g_autofree char *name = NULL, *error = NULL, *words = NULL;
  gsize column;
  int row;

  if (!pick (of, self, x, y, &column, &row))
    return FALSE;
  name = hg_workspace_name_sample (self->workspace, trains,
                                   hg_run_results_get_shown (self->results)->numbers[column]);
  result = row >= 0
             ? hg_run_results_get (self->results, hg_run_item_get_record (self->items->pdata[row]))
             : NULL;
  if (result != NULL && result->shown == NULL)
    return FALSE;
  if (result != NULL)
    error = hg_format_loss (result->shown->errors[column]);
  words = error != NULL ? g_strdup_printf (_ ("%s: error %s"), name, error) : g_strdup (name);
  gtk_tooltip_set_text (tip, words);
  return TRUE;
}

/* A sample that is pressed is followed on the canvas. */
static void
pressed_cb (HgRunComparison *self, int n, double x, double y, GtkGesture *gesture)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  guint32 number;
  gsize column;
  int row;

  if (!pick (widget, self, x, y, &column, &row))
    return;
  number = hg_run_results_get_shown (self->results)->numbers[column];
  if (hg_run_results_are_training (self->results))
    hg_workspace_follow_training (self->workspace, number);
  else
    hg_workspace_follow_sample (self->workspace, number);
}

/* "Same images, side by side: Run 6 0.0117, Wider code 0.0265" */
static void
run_images_name (GtkWidget *widget, HgRunComparison *self)
{
  GString *text = g_string_new (_ ("Mean square errors"));

  for (guint i = 0; i < self->items->len; i++)
    {
      const WbRunRecord *run = hg_run_item_get_record (self->items->pdata[i]);
      const HgRunResult *result = hg_run_results_get (self->results, run);
      const WbReconstruction *judged = result->judged != NULL ? result->judged : result->shown;
      const char *problem = find_problem (self->items->pdata[i], result);
      g_autofree char *error = judged != NULL ? hg_format_loss (judged->mean) : NULL;

      g_string_append_printf (text, "%s%s %s", i == 0 ? ": " : ", ", run->name,
                              problem != NULL ? problem
                              : error != NULL ? error
                                              : "–");
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  -1);
  g_string_free (text, TRUE);
}

void
hg_run_images_update (GtkWidget *widget)
{
  HgRunComparison *self = g_object_get_data (G_OBJECT (widget), "comparison");

  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (widget),
                                       ROW * (int) (count_rows_above (self) + self->items->len));
  run_images_name (widget, self);
  gtk_widget_queue_draw (widget);
}

GtkWidget *
hg_run_images_new (HgRunComparison *comparison)
{
  GtkWidget *self = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                                  "has-tooltip", TRUE, NULL);
  GtkGesture *click = gtk_gesture_click_new ();

  g_object_set_data (G_OBJECT (self), "comparison", comparison);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), run_images_draw, comparison, NULL);
  g_signal_connect_swapped (self, "query-tooltip", G_CALLBACK (tooltip_cb), comparison);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), comparison);
  gtk_widget_add_controller (self, GTK_EVENT_CONTROLLER (click));
  hg_figure_style_watch (self, G_CALLBACK (gtk_widget_queue_draw));
  return self;
}
