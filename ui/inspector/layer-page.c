/* SPDX-License-Identifier: MIT */
/* Shows the selected box and sends its edits to the document. Nothing is kept
 * here: every change is read back from the workspace.
 */
#include "ui/inspector/layer-page.h"

#include <glib/gi18n.h>

#include "ui/format.h"
#include "ui/inspector/common-options.h"
#include "ui/inspector/layer-live.h"
#include "ui/inspector/option-list.h"
#include "ui/layer-icon.h"

struct _HgLayerPage
{
  AdwBin parent_instance;

  GtkBox *icon_box;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *menu;
  GtkWidget *other_moment;
  HgOptionList *options;
  GtkListBox *facts;
  HgLayerLive *live;
  GtkLabel *note;

  HgWorkspace *workspace;
  HgLayerIcon *icon;
  GtkWidget *output_row;
  GtkLabel *output;
  GtkWidget *params_row;
  GtkLabel *params;
  GtkLabel *formula;
  GtkWidget *share_row;
  GtkLabel *share;
};

G_DEFINE_FINAL_TYPE (HgLayerPage, hg_layer_page, ADW_TYPE_BIN)

static void
layer_page_option_edited_cb (HgLayerPage *self, const char *name, const AeValue *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);

  if (!wb_document_edit (hg_workspace_get_document (self->workspace),
                         &(WbEdit) { WB_EDIT_OPTION, .n_ids = ids->len,
                                     .ids = (const guint *) (const void *) ids->data, .name = name,
                                     .value = value },
                         &error))
    g_signal_emit_by_name (self->workspace, "message", error->message);
}

static void
layer_page_append_weight (GString *text, const AeParam *param)
{
  if (text->len > 0)
    g_string_append (text, " + ");
  for (guint i = 0; i < param->shape.rank; i++)
    g_string_append_printf (text, i > 0 ? " × %u" : "%u", param->shape.dims[i]);
}

/* "3 × 3 × 16 × 8 + 8": the shapes of the weights. */
static char *
layer_page_describe_formula (AeModel *model, guint layer, const AeShape *shapes)
{
  AeParam params[AE_MAX_PARAMS];
  guint n = ae_model_get_params (model, layer, shapes, params);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    if (!params[i].frozen)
      layer_page_append_weight (text, &params[i]);
  return g_string_free (text, FALSE);
}

static void
layer_page_show_facts (HgLayerPage *self, const AeShape *shape, gsize n_params, const char *formula)
{
  g_autofree char *output = hg_format_shape (shape);
  g_autofree char *count = hg_format_count (n_params);

  gtk_label_set_text (self->output, shape->rank > 0 ? output : _ ("not known yet"));
  gtk_label_set_text (self->params, count);
  gtk_label_set_text (self->formula, formula);
  gtk_widget_set_visible (GTK_WIDGET (self->formula), *formula != '\0');
  gtk_widget_set_visible (self->params_row, n_params > 0);
}

static gboolean
layer_page_is_several (HgLayerPage *self)
{
  return hg_workspace_count_selected (self->workspace) > 1;
}

/* Where the time of training goes; nothing before it is known. */
static void
layer_page_show_share (HgLayerPage *self)
{
  guint selected = hg_workspace_get_selected (self->workspace);
  double share = hg_workspace_get_share (self->workspace, selected);
  g_autofree char *text = hg_format_share (share);

  gtk_widget_set_visible (self->share_row, share >= 0 && !layer_page_is_several (self));
  gtk_label_set_text (self->share, text);
}

/* "Dense, Dropout": the types of the selected layers; (transfer full). */
static char *
layer_page_list_types (HgLayerPage *self)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    {
      const AeLayer *layer = ae_model_get_layer (model, i);

      if (hg_workspace_is_selected (self->workspace, layer->id))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", layer->klass->type);
    }
  return g_string_free (text, FALSE);
}

static gsize
layer_page_count_params (HgLayerPage *self, const GArray *ids)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  const AeShape *shapes = hg_workspace_get_shapes (self->workspace);
  gsize n = 0;

  for (guint i = 0; i < ids->len; i++)
    {
      int layer = ae_model_find (model, g_array_index (ids, guint, i));

      if (shapes[layer].rank > 0)
        n += ae_model_count_params (model, (guint) layer, shapes);
    }
  return n;
}

/* What the selected layers have in common. */
static void
layer_page_show_several (HgLayerPage *self)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  guint n = hg_workspace_count_selected (self->workspace);
  gsize n_params = layer_page_count_params (self, ids);
  g_autofree char *title = g_strdup_printf (ngettext ("%u layer selected", "%u layers selected", n),
                                            n);
  g_autofree char *types = layer_page_list_types (self);
  g_autofree char *count = hg_format_count (n_params);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, types);
  gtk_widget_set_visible (self->menu, TRUE);
  hg_option_list_show_common (self->options, model, ids);
  gtk_label_set_text (self->params, count);
  gtk_widget_set_visible (GTK_WIDGET (self->formula), FALSE);
  gtk_widget_set_visible (self->params_row, n_params > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), n_params > 0);
  gtk_label_set_text (self->note,
                      gtk_widget_get_visible (GTK_WIDGET (self->options))
                        ? _ ("A change applies to all selected layers, and is one step to undo.")
                        : _ ("These layers have no option in common."));
}

static const char *
layer_page_name_role (AeModel *model, guint layer, const AeShape *shapes)
{
  if (layer == 0)
    return _ ("Input");
  return layer <= ae_model_get_code (model, shapes) ? _ ("Encoder") : _ ("Decoder");
}

static void
layer_page_offer_layers (HgLayerPage *self, AeModel *model, guint before)
{
  g_autofree HgOptionLayer *layers = g_new0 (HgOptionLayer, before + 1);

  layers[0].name = g_strdup (_ ("None"));
  for (guint i = 0; i < before; i++)
    {
      const AeLayer *layer = ae_model_get_layer (model, i);

      layers[i + 1].id = layer->id;
      layers[i + 1].name = g_strdup_printf ("%u %s", i + 1, layer->klass->type);
    }
  hg_option_list_set_layers (self->options, layers, before + 1);
  for (guint i = 0; i <= before; i++)
    g_free (layers[i].name);
}

static void
layer_page_show_layer (HgLayerPage *self, guint index)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  const AeShape *shapes = hg_workspace_get_shapes (self->workspace);
  const AeLayer *layer = ae_model_get_layer (model, index);
  gboolean is_input = (layer->klass->flags & AE_LAYER_INPUT) != 0;
  gboolean known = shapes[index].rank > 0;
  g_autofree char *formula = known ? layer_page_describe_formula (model, index, shapes)
                                   : g_strdup ("");
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · layer %u of %u"),
                                               layer_page_name_role (model, index, shapes),
                                               index + 1, ae_model_get_n_layers (model));

  hg_layer_icon_set_class (self->icon, layer->klass);
  gtk_label_set_text (self->title, layer->klass->type);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_widget_set_visible (self->menu, !is_input);
  hg_option_list_set_options (self->options, is_input ? NULL : layer->klass->options, FALSE);
  if (!is_input)
    {
      layer_page_offer_layers (self, model, index);
      hg_option_list_show (self->options, layer->options);
    }
  layer_page_show_facts (self, &shapes[index],
                         known ? ae_model_count_params (model, index, shapes) : 0, formula);
  gtk_label_set_text (self->note, is_input
                                    ? _ ("The shape of the input follows the data that is open.")
                                    : _ (layer->klass->summary));
}

static void
layer_page_show_code (HgLayerPage *self)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  const AeShape *shapes = hg_workspace_get_shapes (self->workspace);
  guint code = ae_model_get_code (model, shapes);
  g_autofree char *subtitle = g_strdup_printf (_ ("Made by layer %u"), code + 1);

  gtk_label_set_text (self->title, _ ("Code"));
  gtk_label_set_text (self->subtitle, subtitle);
  layer_page_show_facts (self, &shapes[code], 0, "");
  gtk_label_set_text (self->note,
                      _ ("What is left of a sample between encoder and decoder. The narrower "
                         "it is, "
                         "the more the model has to understand to rebuild its input."));
}

static void
layer_page_show_output (HgLayerPage *self)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  const AeShape *shapes = hg_workspace_get_shapes (self->workspace);

  gtk_label_set_text (self->title, _ ("Output"));
  gtk_label_set_text (self->subtitle, _ ("Compared with the input"));
  layer_page_show_facts (self, &shapes[ae_model_get_n_layers (model) - 1], 0, "");
  gtk_label_set_text (self->note, _ ("The reconstruction. Training makes it more and more like the "
                                     "input; its size has to be the same."));
}

static void
layer_page_show_nothing (HgLayerPage *self)
{
  gtk_label_set_text (self->title, _ ("Nothing selected"));
  gtk_label_set_text (self->subtitle, "");
  gtk_label_set_text (self->note,
                      _ ("Click a block of the model, or go there with the arrow keys."));
}

static void
layer_page_update (HgLayerPage *self)
{
  guint selected = hg_workspace_get_selected (self->workspace);
  int layer = hg_workspace_get_selected_layer (self->workspace);
  gboolean several = layer_page_is_several (self);

  gtk_widget_set_visible (GTK_WIDGET (self->icon_box), layer >= 0 && !several);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), selected != 0);
  gtk_widget_set_visible (self->output_row, !several);
  if (several)
    {
      layer_page_show_several (self);
      return;
    }
  if (layer >= 0)
    {
      layer_page_show_layer (self, layer);
      return;
    }
  gtk_widget_set_visible (self->menu, FALSE);
  hg_option_list_set_options (self->options, NULL, FALSE);
  if (selected == HG_ID_CODE)
    layer_page_show_code (self);
  else if (selected == HG_ID_OUTPUT)
    layer_page_show_output (self);
  else
    layer_page_show_nothing (self);
}

/* The title alone would be taken for the palette's row of that name. */
static void
layer_page_name_title (HgLayerPage *self)
{
  g_autofree char *name = g_strdup_printf (_ ("Selected: %s"), gtk_label_get_text (self->title));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->title), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
layer_page_workspace_changed_cb (HgLayerPage *self, guint changes)
{
  if (changes & (HG_CHANGED_MODEL | HG_CHANGED_SELECTION))
    {
      layer_page_update (self);
      layer_page_name_title (self);
    }
  if (changes & HG_CHANGED_COMPARED)
    gtk_widget_set_visible (self->other_moment, hg_workspace_shows_other_model (self->workspace));
  if (changes & (HG_CHANGED_MODEL | HG_CHANGED_SELECTION | HG_CHANGED_SNAPSHOT))
    layer_page_show_share (self);
}

/* A row that says one thing: a name, a smaller line below it, a value. */
static GtkWidget *
layer_page_append_fact (HgLayerPage *self, const char *name, GtkLabel **value, GtkLabel **below)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (name);

  *value = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (*value), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (*value), "numeric");
  gtk_box_append (GTK_BOX (words), title);
  if (below != NULL)
    {
      *below = GTK_LABEL (gtk_label_new (NULL));
      gtk_label_set_xalign (*below, 0);
      gtk_label_set_ellipsize (*below, PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (GTK_WIDGET (*below), "caption");
      gtk_widget_add_css_class (GTK_WIDGET (*below), "dim-label");
      gtk_box_append (GTK_BOX (words), GTK_WIDGET (*below));
    }
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (*value));
  gtk_widget_add_css_class (box, "option");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->facts, row);
  return row;
}

static void
layer_page_dispose (GObject *object)
{
  g_clear_object (&HG_LAYER_PAGE (object)->workspace);
  G_OBJECT_CLASS (hg_layer_page_parent_class)->dispose (object);
}

static void
hg_layer_page_class_init (HgLayerPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = layer_page_dispose;
  g_type_ensure (HG_TYPE_OPTION_LIST);
  g_type_ensure (HG_TYPE_LAYER_LIVE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/layer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, icon_box);
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, title);
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, menu);
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, other_moment);
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, options);
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, facts);
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, live);
  gtk_widget_class_bind_template_child (widget_class, HgLayerPage, note);
  gtk_widget_class_bind_template_callback (widget_class, layer_page_option_edited_cb);
}

static void
hg_layer_page_init (HgLayerPage *self)
{
  GtkLabel *below;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->icon = HG_LAYER_ICON (hg_layer_icon_new (NULL, 40));
  gtk_box_append (self->icon_box, GTK_WIDGET (self->icon));
  self->output_row = layer_page_append_fact (self, _ ("Output"), &self->output, NULL);
  self->params_row = layer_page_append_fact (self, _ ("Parameters"), &self->params, &self->formula);
  self->share_row = layer_page_append_fact (self, _ ("Time"), &self->share, &below);
  gtk_label_set_text (below, _ ("of a training step"));
}

void
hg_layer_page_set_workspace (HgLayerPage *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (layer_page_workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  hg_layer_live_set_workspace (self->live, workspace);
  layer_page_update (self);
  layer_page_show_share (self);
}

void
hg_layer_page_focus (HgLayerPage *self)
{
  if (!hg_option_list_focus (self->options))
    gtk_widget_error_bell (GTK_WIDGET (self));
}
