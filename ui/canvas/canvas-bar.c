/* SPDX-License-Identifier: MIT */
/* The bar's words follow the workspace. */
#include "ui/canvas/canvas-bar.h"

#include <glib/gi18n.h>

#include "app/data/batch-bridge.h"
#include "app/figures/image.h"
#include "app/figures/mark.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/followed/followed-popover.h"

struct _HgCanvasBar
{
  AdwBin parent_instance;

  GtkWidget *followed;
  HgFollowedPopover *choice;
  GtkDrawingArea *thumbnail;
  float *sample;
  AeShape sample_shape;
  GtkLabel *followed_label;
  GtkLabel *summary;
  GtkStack *modes;
  GtkWidget *whole;
  GtkWidget *strip;
  GtkWidget *words;
  GtkLabel *strip_summary;
  GtkLabel *strip_followed;
  HgWorkspace *workspace;
};

G_DEFINE_FINAL_TYPE (HgCanvasBar, hg_canvas_bar, ADW_TYPE_BIN)

static gsize
canvas_bar_count_params (AeModel *model, const AeShape *shapes)
{
  gsize sum = 0;

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    if (shapes[i].rank > 0)
      sum += ae_model_count_params (model, i, shapes);
  return sum;
}

static void
canvas_bar_append_compression (GString *text, gsize from, gsize to)
{
  g_autofree char *digits = NULL;

  if (to == 0 || to >= from)
    return;
  digits = hg_format_real ((double) from / (double) to, from / to >= 100 ? "%.0f" : "%.1f");
  g_string_append_printf (text, _ (" · %s× smaller"), digits);
}

/* "4,385 parameters · 28×28×1 → 128 · 6.1× smaller" */
static void
canvas_bar_update_summary (HgCanvasBar *self)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  const AeShape *shapes = hg_workspace_get_shapes (self->workspace);
  guint code = ae_model_get_n_layers (model) > 1 ? ae_model_get_code (model, shapes) : 0;
  gsize n_params = canvas_bar_count_params (model, shapes);
  g_autofree char *params = hg_format_count (n_params);
  g_autofree char *from = hg_format_shape (&shapes[0]);
  g_autofree char *to = hg_format_count (ae_shape_size (&shapes[code]));
  g_autofree char *brief = NULL;
  GString *text = g_string_new (NULL);

  if (hg_workspace_get_error (self->workspace) == NULL)
    {
      g_string_append_printf (text,
                              ngettext ("%s parameter · %s → %s", "%s parameters · %s → %s",
                                        n_params),
                              params, from, to);
      canvas_bar_append_compression (text, ae_shape_size (&shapes[0]),
                                     ae_shape_size (&shapes[code]));
    }
  gtk_label_set_text (self->summary, text->str);
  g_string_free (text, TRUE);
  /* Numbers alone have no direction: this mark keeps theirs. */
  brief = g_strdup_printf ("\342\200\216%s → %s", from, to);
  gtk_label_set_text (self->strip_summary, brief);
}

static void
canvas_bar_draw_thumbnail (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HgCanvasBar *self = data;
  WbPicture picture = { .values = self->sample, .map = WB_MAP_IMAGE, .upper = 1 };
  WbStyle style;

  if (self->sample == NULL)
    return;
  hg_figure_style_init_pixels (&style, GTK_WIDGET (area), hg_workspace_is_ink (self->workspace));
  picture.shape = self->sample_shape;
  wb_mark_rounded (cr, 0, 0, width, height, 4);
  wb_colour_set (&style.tile, cr);
  cairo_fill (cr);
  wb_picture_draw (&picture, cr, 1, 1, width - 2, height - 2, &style);
}

/* The sample in the data's own shape: the model may be drawn for another. */
static void
canvas_bar_read_sample (HgCanvasBar *self, DsSource *source, guint index)
{
  DsDataset *samples = ds_source_get_validation (source);
  g_autofree char *series = NULL;

  g_free (self->sample);
  self->sample = g_new (float, ds_dataset_get_sample_size (samples));
  self->sample_shape = wb_batch_bridge_shape (ds_dataset_get_shape (samples));
  hg_workspace_read_followed (self->workspace, index, self->sample);
  series = hg_format_series (&self->sample_shape);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->thumbnail), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  series, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self->thumbnail));
}

static void
canvas_bar_update_followed (HgCanvasBar *self)
{
  guint index = hg_workspace_get_focus (self->workspace);
  DsSource *source = hg_workspace_get_source (self->workspace);
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;
  guint32 number;

  gtk_widget_set_visible (self->followed, source != NULL);
  if (source == NULL)
    return;
  number = hg_workspace_get_followed (self->workspace, index);
  shown = hg_format_count (number + 1);
  if (number == HG_DRAWN && hg_workspace_follows_training (self->workspace))
    {
      g_autofree char *name = hg_workspace_name_followed (self->workspace, index);

      text = g_markup_printf_escaped (_ ("Following <b>%s</b>"), name);
    }
  else if (number == HG_DRAWN)
    text = g_strdup (_ ("Following <b>your drawing</b>"));
  else
    text = g_markup_printf_escaped (_ ("Following test %s <b>#%s</b>"),
                                    hg_workspace_get_sample_word (self->workspace), shown);
  gtk_label_set_markup (self->followed_label, text);
  gtk_label_set_markup (self->strip_followed, text);
  canvas_bar_read_sample (self, source, index);
}

static void
canvas_bar_workspace_changed_cb (HgCanvasBar *self, guint changes)
{
  guint64 step;

  if (changes & HG_CHANGED_MODEL)
    canvas_bar_update_summary (self);
  /* The pill of a past moment takes its place. */
  if (changes & HG_CHANGED_MOMENT)
    gtk_widget_set_opacity (GTK_WIDGET (self->summary),
                            hg_workspace_get_visited_step (self->workspace, &step) ? 0 : 1);
  if (changes & (HG_CHANGED_FOLLOWED | HG_CHANGED_DATA))
    canvas_bar_update_followed (self);
}

/* A popover that is open when its window goes would outlive it. */
static void
canvas_bar_unmap (GtkWidget *widget)
{
  gtk_popover_popdown (GTK_POPOVER (HG_CANVAS_BAR (widget)->choice));
  GTK_WIDGET_CLASS (hg_canvas_bar_parent_class)->unmap (widget);
}

static void
canvas_bar_dispose (GObject *object)
{
  g_clear_object (&HG_CANVAS_BAR (object)->workspace);
  G_OBJECT_CLASS (hg_canvas_bar_parent_class)->dispose (object);
}

static void
canvas_bar_finalize (GObject *object)
{
  g_free (HG_CANVAS_BAR (object)->sample);
  G_OBJECT_CLASS (hg_canvas_bar_parent_class)->finalize (object);
}

static void
hg_canvas_bar_class_init (HgCanvasBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = canvas_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = canvas_bar_finalize;
  widget_class->unmap = canvas_bar_unmap;
  g_type_ensure (HG_TYPE_FOLLOWED_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/canvas-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, followed);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, choice);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, followed_label);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, summary);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, modes);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, whole);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, strip);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, words);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, strip_summary);
  gtk_widget_class_bind_template_child (widget_class, HgCanvasBar, strip_followed);
}

static void
hg_canvas_bar_init (HgCanvasBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (self->thumbnail, canvas_bar_draw_thumbnail, self, NULL);
  hg_figure_style_watch (self->thumbnail, G_CALLBACK (gtk_widget_queue_draw));
}

void
hg_canvas_bar_set_workspace (HgCanvasBar *self, HgWorkspace *workspace)
{
  GtkWidget *overlay = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->words);
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (canvas_bar_workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  hg_followed_popover_set_workspace (self->choice, workspace);
  canvas_bar_workspace_changed_cb (self, HG_CHANGED_ALL);
}

void
hg_canvas_bar_set_folded (HgCanvasBar *self, gboolean folded)
{
  gtk_stack_set_visible_child (self->modes, folded ? self->strip : self->whole);
  gtk_widget_set_halign (GTK_WIDGET (self), folded ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  gtk_widget_set_visible (self->words, folded);
  if (folded)
    gtk_widget_add_css_class (GTK_WIDGET (self), "folded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "folded");
}

void
hg_canvas_bar_preview (HgCanvasBar *self, guint64 before, guint64 after)
{
  g_autofree char *from = hg_format_count (before);
  g_autofree char *to = hg_format_count (after);
  g_autofree char *text = NULL;

  if (before == after)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->summary), "accent");
      gtk_widget_add_css_class (GTK_WIDGET (self->summary), "dim-label");
      canvas_bar_update_summary (self);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->summary), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "accent");
  /* Translators: the number of parameters before and after an edit. */
  text = g_strdup_printf (ngettext ("%s → %s parameter", "%s → %s parameters", after), from, to);
  gtk_label_set_text (self->summary, text);
}
