/* SPDX-License-Identifier: MIT */
/* Three cards of options and a note below them. */
#include "ui/inspector/recipe-page.h"

#include <glib/gi18n.h>

#include "ui/inspector/option-list.h"

struct _HgRecipePage
{
  AdwBin parent_instance;

  HgWorkspace *workspace;
  HgOptionList *recipe;
  GtkWidget *loss_title;
  HgOptionList *loss;
  GtkWidget *optimizer_title;
  HgOptionList *optimizer;
};

G_DEFINE_FINAL_TYPE (HgRecipePage, hg_recipe_page, ADW_TYPE_BIN)

static void
option_edited_cb (HgRecipePage *self, const char *name, const AeValue *value)
{
  g_autoptr (GError) error = NULL;

  if (!wb_document_set_recipe (hg_workspace_get_document (self->workspace),
                               name, value, &error))
    g_signal_emit_by_name (self->workspace, "message", error->message);
}

static void
show_part (GtkWidget *title,
           HgOptionList *list,
           const char *name,
           const AeOption *options,
           gconstpointer values)
{
  gtk_label_set_text (GTK_LABEL (title), name);
  hg_option_list_set_options (list, options);
  hg_option_list_show (list, values);
  gtk_widget_set_visible (title, ae_options_count (options) > 0);
}

static void
update (HgRecipePage *self)
{
  const AeRecipe *recipe = wb_document_get_recipe (
      hg_workspace_get_document (self->workspace));
  const AeLossClass *loss = ae_recipe_get_loss (recipe);
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (recipe);

  hg_option_list_set_options (self->recipe, ae_recipe_options);
  hg_option_list_show (self->recipe, recipe);
  show_part (self->loss_title, self->loss, _(loss->title), loss->options,
             recipe->loss_options);
  show_part (self->optimizer_title, self->optimizer, _(optimizer->title),
             optimizer->options, recipe->optimizer_options);
}

/* Rows are costly to make: a page that nobody looks at waits. */
static void
workspace_changed_cb (HgRecipePage *self, guint changes)
{
  if ((changes & HG_CHANGED_RECIPE)
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
map (GtkWidget *widget)
{
  if (HG_RECIPE_PAGE (widget)->workspace != NULL)
    update (HG_RECIPE_PAGE (widget));
  GTK_WIDGET_CLASS (hg_recipe_page_parent_class)->map (widget);
}

static HgOptionList *
append_list (HgRecipePage *self, GtkWidget *box)
{
  GtkWidget *list = hg_option_list_new ();

  g_signal_connect_object (list, "edited", G_CALLBACK (option_edited_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), list);
  return HG_OPTION_LIST (list);
}

static GtkWidget *
append_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_set_margin_start (label, 2);
  gtk_widget_add_css_class (label, style);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
dispose (GObject *object)
{
  g_clear_object (&HG_RECIPE_PAGE (object)->workspace);
  G_OBJECT_CLASS (hg_recipe_page_parent_class)->dispose (object);
}

static void
hg_recipe_page_class_init (HgRecipePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  GTK_WIDGET_CLASS (klass)->map = map;
}

static void
hg_recipe_page_init (HgRecipePage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (box, "inspector-page");
  self->recipe = append_list (self, box);
  self->loss_title = append_label (box, NULL, "caption-heading");
  self->loss = append_list (self, box);
  self->optimizer_title = append_label (box, NULL, "caption-heading");
  self->optimizer = append_list (self, box);
  append_label (box,
                _("A change of the recipe counts from the next batch on, also "
                   "while training."),
                "caption");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

void
hg_recipe_page_set_workspace (HgRecipePage *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed",
                           G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
