/* SPDX-License-Identifier: MIT */
/* The first setting's values are places on the axis, and the others' are series. */
#include "ui/sweep/sweep-plot.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "ui/figure-style.h"
#include "ui/format.h"

struct _HgSweepPlot
{
  HgFigureWidget parent_instance;

  WbSweepChart chart;
  GArray *marks;
  GPtrArray *labels; /* of the places */
  GPtrArray *names;  /* of the series, ended by NULL */
  char *title;
};

G_DEFINE_FINAL_TYPE (HgSweepPlot, hg_sweep_plot, HG_TYPE_FIGURE_WIDGET)

/* The number of @text in @list, which gets it where it has not. */
static guint
sweep_plot_find_or_add (GPtrArray *list, const char *text)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (list->pdata[i], text))
      return i;
  g_ptr_array_add (list, g_strdup (text));
  return list->len - 1;
}

/* What is varied first is a place, "0.01", and the rest a series, "Dense 3, Units 4". */
static void
sweep_plot_add (HgSweepPlot *self, const WbSweepRow *row)
{
  char **words = row->job->words, **titles = row->job->titles;
  g_autofree char *series = words[0] != NULL ? g_strjoinv (", ", words + 1) : g_strdup ("");
  WbSweepMark mark = { .median = row->median, .low = row->low, .high = row->high };

  if (titles[0] != NULL && self->title == NULL)
    self->title = g_strdup (titles[0]);
  mark.place = sweep_plot_find_or_add (self->labels, words[0] != NULL
                                                       ? words[0] + strlen (titles[0]) + 1
                                                       : _ ("all seeds"));
  mark.series = sweep_plot_find_or_add (self->names, series);
  g_array_append_val (self->marks, mark);
}

static void
sweep_plot_name (HgSweepPlot *self, const GArray *rows)
{
  GString *text = g_string_new (_ ("Losses of the sweep"));

  for (guint i = 0; i < rows->len; i++)
    {
      const WbSweepRow *row = &g_array_index (rows, WbSweepRow, i);
      g_autofree char *median = hg_format_loss (row->median);
      g_autofree char *low = hg_format_loss (row->low);
      g_autofree char *high = hg_format_loss (row->high);
      g_autofree char *words = g_strjoinv (", ", row->job->words);

      if (isnan (row->median))
        continue;
      g_string_append_printf (text, _ (". %s: median %s, from %s to %s"),
                              *words != '\0' ? words : _ ("all seeds"), median, low, high);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  -1);
  g_string_free (text, TRUE);
}

static void
sweep_plot_clear (HgSweepPlot *self)
{
  g_array_set_size (self->marks, 0);
  g_ptr_array_set_size (self->labels, 0);
  g_ptr_array_set_size (self->names, 0);
  g_clear_pointer (&self->title, g_free);
}

void
hg_sweep_plot_set_runs (HgSweepPlot *self,
                        const GPtrArray *jobs,
                        guint n_seeds,
                        const GPtrArray *runs)
{
  g_autoptr (GArray) rows = wb_sweep_summarize (jobs, n_seeds, runs);

  sweep_plot_clear (self);
  for (guint i = 0; i < rows->len; i++)
    sweep_plot_add (self, &g_array_index (rows, WbSweepRow, i));
  for (guint i = 0; i < self->marks->len; i++)
    {
      WbSweepMark *mark = &g_array_index (self->marks, WbSweepMark, i);

      mark->label = self->labels->pdata[mark->place];
    }
  self->chart = (WbSweepChart) {
    .title = self->title != NULL ? self->title : "",
    .marks = (const WbSweepMark *) (const void *) self->marks->data,
    .n_marks = self->marks->len,
    .n_places = self->labels->len,
    .names = self->names->len > 1 ? (const char *const *) self->names->pdata : NULL,
    .n_series = self->names->len,
  };
  sweep_plot_name (self, rows);
  hg_figure_widget_redraw (self);
}

const WbSweepChart *
hg_sweep_plot_get_chart (HgSweepPlot *self)
{
  return &self->chart;
}

static void
sweep_plot_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  WbStyle style;

  hg_figure_style_init (&style, widget);
  wb_sweep_chart_draw (&HG_SWEEP_PLOT (widget)->chart, cr, width, height, &style);
}

static void
sweep_plot_finalize (GObject *object)
{
  HgSweepPlot *self = HG_SWEEP_PLOT (object);

  sweep_plot_clear (self);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->names);
  G_OBJECT_CLASS (hg_sweep_plot_parent_class)->finalize (object);
}

static void
hg_sweep_plot_class_init (HgSweepPlotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweep_plot_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = sweep_plot_draw;
}

static void
hg_sweep_plot_init (HgSweepPlot *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (WbSweepMark));
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
}
