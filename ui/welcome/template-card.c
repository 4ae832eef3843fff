/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/welcome/template-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/templates/template-measure.h"
#include "ui/format.h"
#include "ui/welcome/template-picture.h"

struct _HgTemplateCard
{
  GtkFlowBoxChild parent_instance;

  const WbTemplate *template;
  HgTemplatePicture *picture;
  GtkLabel *title;
  GtkLabel *summary;
  GtkLabel *sizes;
  GtkLabel *result;
};

G_DEFINE_FINAL_TYPE (HgTemplateCard, hg_template_card, GTK_TYPE_FLOW_BOX_CHILD)

static void
hg_template_card_class_init (HgTemplateCardClass *klass)
{
}

static GtkLabel *
template_card_append_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
template_card_let_wrap (GtkLabel *label, int width_chars)
{
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (label, width_chars);
  gtk_label_set_max_width_chars (label, width_chars);
}

/* "Convolutional" and "28×28×1 → 4×4×8". */
static GtkWidget *
template_card_make_title (HgTemplateCard *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->title = template_card_append_label (row, NULL, "heading");
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  self->sizes = template_card_append_label (row, NULL, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->sizes), "dim-label");
  gtk_label_set_ellipsize (self->sizes, PANGO_ELLIPSIZE_END);
  return row;
}

static void
hg_template_card_init (HgTemplateCard *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  self->picture = g_object_new (HG_TYPE_TEMPLATE_PICTURE, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->picture));
  gtk_box_append (GTK_BOX (box), template_card_make_title (self));
  self->summary = template_card_append_label (box, NULL, "words");
  template_card_let_wrap (self->summary, 27);
  self->result = template_card_append_label (box, NULL, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->result), "dim-label");
  template_card_let_wrap (self->result, 30);
  gtk_widget_set_vexpand (GTK_WIDGET (self->result), TRUE);
  gtk_label_set_yalign (self->result, 1);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  gtk_widget_add_css_class (check, "check");
  gtk_widget_set_halign (check, GTK_ALIGN_END);
  gtk_widget_set_valign (check, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), check);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (self), overlay);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "template");
}

/* "784 → 32": the input and the code; what comes out has the input's size. */
static char *
template_card_describe_sizes (const WbTemplate *template, const AeShape *shape)
{
  g_autofree char *text = wb_template_describe (template, shape);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " → ", -1);

  if (g_strv_length (parts) < 2)
    return g_strdup (text);
  return g_strjoin (" → ", parts[0], parts[1], NULL);
}

/* "50,992 parameters. Validation loss 0.0916 on MNIST after 50 epochs." */
static char *
template_card_describe_result (const WbTemplate *template, gsize n_params)
{
  const WbTemplateMeasure *measure = wb_template_get_measure (template);
  g_autofree char *params = hg_format_count (n_params);
  g_autofree char *loss = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *divergence = NULL;

  if (measure == NULL)
    return g_strdup ("");
  loss = hg_format_loss (measure->loss);
  if (measure->divergence <= 0)
    return g_strdup_printf (ngettext ("%s parameters. Validation loss %s on MNIST after %u epoch.",
                                      "%s parameters. Validation loss %s on MNIST after %u epochs.",
                                      measure->epochs),
                            params, loss, measure->epochs);
  rest = hg_format_real (measure->loss - measure->divergence, "%.1f");
  divergence = hg_format_real (measure->divergence, "%.1f");
  return g_strdup_printf (ngettext ("%s parameters. Validation loss %s (reconstruction %s + KL "
                                    "%s) on MNIST after %u epoch.",
                                    "%s parameters. Validation loss %s (reconstruction %s + KL "
                                    "%s) on MNIST after %u epochs.",
                                    measure->epochs),
                          params, loss, rest, divergence, measure->epochs);
}

static gsize
template_card_count_params (const WbProject *project)
{
  guint n = ae_model_get_n_layers (project->model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n);
  gsize sum = 0;

  if (ae_model_infer (project->model, shapes, NULL, NULL))
    for (guint i = 0; i < n; i++)
      sum += ae_model_count_params (project->model, i, shapes);
  return sum;
}

HgTemplateCard *
hg_template_card_new (const WbTemplate *template)
{
  HgTemplateCard *self = g_object_new (HG_TYPE_TEMPLATE_CARD, NULL);

  self->template = template;
  gtk_label_set_text (self->title, _ (template->title));
  gtk_label_set_text (self->summary, _ (template->summary));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (template->title), -1);
  return self;
}

const WbTemplate *
hg_template_card_get_template (HgTemplateCard *self)
{
  return self->template;
}

void
hg_template_card_set_sample (HgTemplateCard *self,
                             const float *values,
                             const AeShape *shape,
                             gboolean ink)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbProject) project = wb_template_build (self->template, shape, &error);
  g_autofree char *sizes = template_card_describe_sizes (self->template, shape);
  g_autofree char *result = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), project != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), error != NULL ? error->message : NULL);
  gtk_label_set_text (self->sizes, sizes);
  hg_template_picture_set_project (self->picture, project);
  hg_template_picture_set_sample (self->picture, values, shape, ink);
  if (project != NULL)
    result = template_card_describe_result (self->template, template_card_count_params (project));
  gtk_label_set_text (self->result, result != NULL ? result : error->message);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_text (self->result), -1);
}
