/* SPDX-License-Identifier: MIT */
#include "ui/views/runs/run-compare.h"

#include <glib/gi18n.h>

#include "app/figures/error-chart.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/view.h"
#include "ui/views/runs/run-comparison.h"

#define SIDE          14
#define ERRORS_HEIGHT 150

struct _HgRunCompare
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkDropDown *samples;
  GtkButton *shuffle;
  GtkScrolledWindow *images_page;
  AdwBin *wipe_page;
  AdwBin *errors_page;

  GtkWidget *images;
  GtkWidget *wipe;
  GtkWidget *errors;
  HgRunComparison comparison;
};

G_DEFINE_FINAL_TYPE (HgRunCompare, hg_run_compare, ADW_TYPE_BIN)

/* The runs that are judged, as the chart wants them. @class_errors: holds their numbers. */
static GArray *
run_compare_list_errors (HgRunCompare *self, GPtrArray *class_errors)
{
  const HgRunComparison *comparison = &self->comparison;
  GArray *list = g_array_new (FALSE, FALSE, sizeof (WbRunErrors));

  for (guint i = 0; i < comparison->items->len; i++)
    {
      HgRunItem *item = comparison->items->pdata[i];
      const WbRunRecord *run = hg_run_item_get_record (item);
      const WbReconstruction *judged = hg_run_results_get (comparison->results, run)->judged;
      WbRunErrors errors = { run->name, .colour = hg_run_item_get_colour (item) };

      if (judged == NULL)
        continue;
      errors.errors = judged->errors;
      errors.n = judged->block->n;
      errors.class_errors = wb_reconstruction_get_class_errors (judged);
      g_ptr_array_add (class_errors, (gpointer) errors.class_errors);
      g_array_append_val (list, errors);
    }
  return list;
}

static const WbSampleBlock *
run_compare_find_block (HgRunCompare *self)
{
  const HgRunComparison *comparison = &self->comparison;

  for (guint i = 0; i < comparison->items->len; i++)
    {
      const WbRunRecord *run = hg_run_item_get_record (comparison->items->pdata[i]);
      const WbReconstruction *judged = hg_run_results_get (comparison->results, run)->judged;

      if (judged != NULL)
        return judged->block;
    }
  return NULL;
}

static void
run_compare_draw_errors (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HgRunCompare *self = data;
  g_autoptr (GPtrArray) class_errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) runs = run_compare_list_errors (self, class_errors);
  const WbSampleBlock *block = run_compare_find_block (self);
  WbErrorChart chart = { (const WbRunErrors *) (const void *) runs->data, runs->len };
  WbStyle style;

  if (block != NULL && block->class_names != NULL)
    {
      chart.class_names = (const char *const *) block->class_names;
      chart.n_classes = block->n_classes;
    }
  hg_figure_style_init (&style, GTK_WIDGET (area));
  cairo_translate (cr, SIDE, 0);
  wb_error_chart_draw (&chart, cr, width - 2 * SIDE, height, &style);
}

/* "Run 1: 0.0117, classes 0 0.010, 1 0.020" */
static void
run_compare_name_errors (HgRunCompare *self)
{
  g_autoptr (GPtrArray) class_errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) runs = run_compare_list_errors (self, class_errors);
  const WbSampleBlock *block = run_compare_find_block (self);
  GString *text = g_string_new (_ ("Errors by run and class"));

  for (guint i = 0; i < runs->len; i++)
    {
      const WbRunErrors *run = &g_array_index (runs, WbRunErrors, i);

      g_string_append_printf (text, "; %s", run->name);
      for (guint j = 0; run->class_errors != NULL && j < block->n_classes; j++)
        {
          g_autofree char *error = hg_format_loss (run->class_errors[j]);

          g_string_append_printf (text, ", %s %s",
                                  block->class_names != NULL ? block->class_names[j] : "", error);
        }
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->errors), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text->str, -1);
  g_string_free (text, TRUE);
}

static void
run_compare_title (HgRunCompare *self)
{
  g_autofree char *text = g_strdup_printf (
    _ ("Same %s, side by side"), hg_workspace_get_sample_words (self->comparison.workspace, 2));

  gtk_label_set_text (self->title, text);
}

static void
run_compare_update (HgRunCompare *self)
{
  hg_run_images_update (self->images);
  hg_run_wipe_update (self->wipe);
  gtk_widget_queue_draw (self->errors);
  run_compare_name_errors (self);
}

static void
run_compare_found_cb (gpointer data)
{
  run_compare_update (data);
}

static void
run_compare_samples_changed_cb (HgRunCompare *self)
{
  HgRunSamples samples = (HgRunSamples) gtk_drop_down_get_selected (self->samples);

  if (self->comparison.results == NULL)
    return;
  hg_run_results_set_samples (self->comparison.results, samples);
  gtk_widget_set_sensitive (GTK_WIDGET (self->shuffle), samples != HG_RUN_DIFFERENT);
  run_compare_update (self);
}

static void
run_compare_shuffle_cb (HgRunCompare *self)
{
  hg_run_results_shuffle (self->comparison.results);
  run_compare_update (self);
}

/* The first ticked run is on the left of the wipe, the selected or second one right. */
static void
run_compare_pair (HgRunCompare *self, gpointer selected)
{
  GPtrArray *items = self->comparison.items;
  gboolean right = items->len >= 2 && selected != items->pdata[0]
                   && g_ptr_array_find (items, selected, NULL);

  self->comparison.pair[0] = items->len >= 2 ? items->pdata[0] : NULL;
  self->comparison.pair[1] = items->len >= 2 ? (right ? selected : items->pdata[1]) : NULL;
}

void
hg_run_compare_set_runs (HgRunCompare *self, const GPtrArray *items, gpointer selected)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();

  g_ptr_array_set_size (self->comparison.items, 0);
  for (guint i = 0; i < items->len; i++)
    {
      g_ptr_array_add (self->comparison.items, g_object_ref (items->pdata[i]));
      g_ptr_array_add (runs, (gpointer) hg_run_item_get_record (items->pdata[i]));
    }
  run_compare_pair (self, selected);
  hg_run_results_update (self->comparison.results);
  hg_run_results_set_runs (self->comparison.results, runs);
  run_compare_update (self);
}

static void
run_compare_changed_cb (gpointer widget, guint changes)
{
  HgRunCompare *self = HG_RUN_COMPARE (widget);

  if ((changes & (HG_CHANGED_DATA | HG_CHANGED_RECIPE)) == 0)
    return;
  run_compare_title (self);
  hg_run_results_update (self->comparison.results);
  run_compare_update (self);
}

void
hg_run_compare_set_workspace (HgRunCompare *self, HgWorkspace *workspace)
{
  HgRunComparison *comparison = &self->comparison;

  comparison->workspace = g_object_ref (workspace);
  comparison->results = hg_run_results_new (workspace, run_compare_found_cb, self);
  self->images = hg_run_images_new (comparison);
  self->wipe = hg_run_wipe_new (comparison);
  self->errors = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                               "content-height", ERRORS_HEIGHT, NULL);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->errors), run_compare_draw_errors, self,
                                  NULL);
  hg_figure_style_watch (self->errors, G_CALLBACK (gtk_widget_queue_draw));
  gtk_scrolled_window_set_child (self->images_page, self->images);
  adw_bin_set_child (self->wipe_page, self->wipe);
  adw_bin_set_child (self->errors_page, self->errors);
  run_compare_title (self);
  hg_view_watch (GTK_WIDGET (self), workspace, run_compare_changed_cb);
}

gboolean
hg_run_compare_is_complete (HgRunCompare *self)
{
  return hg_run_results_are_complete (self->comparison.results);
}

double
hg_run_compare_get_wipe (HgRunCompare *self)
{
  return self->comparison.wipe;
}

const WbReconstruction *
hg_run_compare_get_shown (HgRunCompare *self, const WbRunRecord *run)
{
  return hg_run_results_get (self->comparison.results, run)->shown;
}

const WbReconstruction *
hg_run_compare_get_judged (HgRunCompare *self, const WbRunRecord *run)
{
  return hg_run_results_get (self->comparison.results, run)->judged;
}

/* The drawings look at the comparison until they are gone. */
static void
run_compare_dispose (GObject *object)
{
  HgRunCompare *self = HG_RUN_COMPARE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), HG_TYPE_RUN_COMPARE);
  g_clear_pointer (&self->comparison.results, hg_run_results_free);
  g_clear_pointer (&self->comparison.items, g_ptr_array_unref);
  g_clear_object (&self->comparison.workspace);
  G_OBJECT_CLASS (hg_run_compare_parent_class)->dispose (object);
}

static void
hg_run_compare_class_init (HgRunCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = run_compare_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/run-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, HgRunCompare, title);
  gtk_widget_class_bind_template_child (widget_class, HgRunCompare, samples);
  gtk_widget_class_bind_template_child (widget_class, HgRunCompare, shuffle);
  gtk_widget_class_bind_template_child (widget_class, HgRunCompare, images_page);
  gtk_widget_class_bind_template_child (widget_class, HgRunCompare, wipe_page);
  gtk_widget_class_bind_template_child (widget_class, HgRunCompare, errors_page);
  gtk_widget_class_bind_template_callback (widget_class, run_compare_samples_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_compare_shuffle_cb);
}

static void
hg_run_compare_init (HgRunCompare *self)
{
  self->comparison.items = g_ptr_array_new_with_free_func (g_object_unref);
  self->comparison.wipe = 0.5;
  gtk_widget_init_template (GTK_WIDGET (self));
}
