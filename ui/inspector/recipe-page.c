/* SPDX-License-Identifier: MIT */
/* A card of options for each group, those of the groups that have a meaning at
 * present, and below them what the loss is made of. Nothing is kept here: every
 * change is read back from the workspace.
 */
#include "ui/inspector/recipe-page.h"

#include <glib/gi18n.h>

#include "ui/format.h"
#include "ui/inspector/ghost-card.h"
#include "ui/inspector/option-list.h"
#include "ui/inspector/recipe-groups.h"

#define REFRESH_USEC (G_USEC_PER_SEC / 4)

typedef struct
{
  GtkLabel *title;
  HgOptionList *list;
} Card;

struct _HgRecipePage
{
  AdwBin parent_instance;

  HgWorkspace *workspace;
  Card cards[HG_N_RECIPE_GROUPS];
  const AeOption *penalised; /* the layer options that the penalties are of */
  AeOption *penalties;
  GtkListBox *measures;
  GtkLabel *reconstruction;
  GtkLabel *divergence;
  GtkLabel *active;
  GtkLabel *note;
  HgGhostCard *ghosts;
  gint64 time;
};

G_DEFINE_FINAL_TYPE (HgRecipePage, hg_recipe_page, ADW_TYPE_BIN)

/* What is put before an option's name to say whose it is. */
static const char *const parts[HG_N_RECIPE_GROUPS] = {
  [HG_RECIPE_LOSS_SETTINGS] = "loss.",
  [HG_RECIPE_OPTIMIZER_SETTINGS] = "optimizer.",
  [HG_RECIPE_SCHEDULE_SETTINGS] = "schedule.",
};

static const AeLayer *
recipe_page_find_code_layer (HgRecipePage *self)
{
  AeModel *model = hg_workspace_get_model (self->workspace);

  return ae_model_get_layer (model,
                             ae_model_get_code (model, hg_workspace_get_shapes (self->workspace)));
}

/* An edit of an option of a card; its name may be @whole (out) (transfer full) (nullable). */
static WbEdit
recipe_page_make_edit (HgRecipePage *self, const HgOptionList *list, const char *name, char **whole)
{
  WbEdit edit = { WB_EDIT_RECIPE, .name = name };
  guint group = 0;

  *whole = NULL;
  while (self->cards[group].list != list)
    group++;
  if (group == HG_RECIPE_PENALTIES)
    {
      edit.kind = WB_EDIT_OPTION;
      edit.id = recipe_page_find_code_layer (self)->id;
    }
  else if (parts[group] != NULL)
    edit.name = *whole = g_strconcat (parts[group], name, NULL);
  return edit;
}

static gboolean
recipe_page_try_values (gpointer data, HgOptionRow *row, const double *values, guint n)
{
  HgRecipePage *self = data;
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (row), HG_TYPE_OPTION_LIST);
  g_autofree char *whole = NULL;
  WbEdit edit = recipe_page_make_edit (self, HG_OPTION_LIST (list),
                                       hg_option_row_get_option (row)->name, &whole);

  return hg_workspace_try_values (self->workspace, &edit, values, n);
}

static void
recipe_page_option_edited_cb (HgRecipePage *self,
                              const char *name,
                              const AeValue *value,
                              HgOptionList *list)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = NULL;
  WbEdit edit = recipe_page_make_edit (self, list, name, &whole);

  edit.value = value;
  if (!wb_document_edit (hg_workspace_get_document (self->workspace), &edit, &error))
    g_signal_emit_by_name (self->workspace, "message", error->message);
}

static void
recipe_page_show_card (HgRecipePage *self,
                       HgRecipeGroup group,
                       const char *title,
                       const AeOption *options,
                       gconstpointer values)
{
  Card *card = &self->cards[group];

  hg_option_list_set_options (card->list, options, FALSE);
  hg_option_list_show (card->list, values);
  gtk_label_set_text (card->title, title);
  gtk_widget_set_visible (GTK_WIDGET (card->title), ae_options_count (options) > 0);
}

static void
recipe_page_show_penalties (HgRecipePage *self)
{
  const AeLayer *layer = recipe_page_find_code_layer (self);
  g_autofree char *title = g_strdup_printf (_ ("Penalties on the code (%s)"), layer->klass->type);

  if (self->penalised != layer->klass->options)
    {
      hg_option_list_set_options (self->cards[HG_RECIPE_PENALTIES].list, NULL, FALSE);
      g_free (self->penalties);
      self->penalised = layer->klass->options;
      self->penalties = hg_recipe_list_penalties (self->penalised);
    }
  recipe_page_show_card (self, HG_RECIPE_PENALTIES, title, self->penalties, layer->options);
}

static void
recipe_page_show_settings (HgRecipePage *self, const AeRecipe *recipe)
{
  const AeLossClass *loss = ae_recipe_get_loss (recipe);
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (recipe);
  const AeScheduleClass *schedule = ae_recipe_get_schedule (recipe);

  recipe_page_show_card (self, HG_RECIPE_LOSS_SETTINGS, _ (loss->title), loss->options,
                         recipe->loss_options);
  recipe_page_show_card (self, HG_RECIPE_OPTIMIZER_SETTINGS, _ (optimizer->title),
                         optimizer->options, recipe->optimizer_options);
  recipe_page_show_card (self, HG_RECIPE_SCHEDULE_SETTINGS, _ (schedule->title), schedule->options,
                         recipe->schedule_options);
}

static void
recipe_page_show_group (HgRecipePage *self,
                        HgRecipeGroup group,
                        const char *title,
                        const AeRecipe *recipe)
{
  recipe_page_show_card (self, group, title, hg_recipe_group_get_options (group), recipe);
}

static void
recipe_page_update (HgRecipePage *self)
{
  const AeRecipe *recipe = wb_document_get_recipe (hg_workspace_get_document (self->workspace));
  gboolean variational = wb_divergence_has (hg_workspace_get_model (self->workspace));

  recipe_page_show_group (self, HG_RECIPE_LOSS, _ ("Loss"), recipe);
  if (variational)
    recipe_page_show_group (self, HG_RECIPE_VARIATIONAL, _ ("Variational code"), recipe);
  else
    recipe_page_show_card (self, HG_RECIPE_VARIATIONAL, NULL, NULL, NULL);
  recipe_page_show_group (self, HG_RECIPE_OPTIMIZER, _ ("Optimizer"), recipe);
  recipe_page_show_settings (self, recipe);
  recipe_page_show_penalties (self);
  recipe_page_show_group (self, HG_RECIPE_NOISE, _ ("Noise on the input"), recipe);
  recipe_page_show_group (self, HG_RECIPE_TRAINING, _ ("Training"), recipe);
  hg_option_list_set_row_visible (self->cards[HG_RECIPE_NOISE].list, "corruption_amount",
                                  recipe->corruption != AE_CORRUPTION_NONE);
  hg_option_list_set_row_visible (self->cards[HG_RECIPE_TRAINING].list, "min_delta",
                                  recipe->patience > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->measures), variational);
}

static void
recipe_page_show_measure (GtkLabel *label, double value)
{
  g_autofree char *text = hg_format_loss (value);

  gtk_label_set_text (label, text);
}

/* Of the step that is shown: the parts of its loss, smoothed by nothing. */
static void
recipe_page_update_measures (HgRecipePage *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  const WbHistory *history = wb_session_get_history (hg_workspace_get_session (self->workspace));
  gsize n;
  const WbLossPoint *losses = wb_history_get_losses (history, &n);
  const WbDivergence *measured = wb_snapshot_get (snapshot, WB_MEASURE_DIVERGENCE);
  g_autofree char *active = NULL;

  self->time = g_get_monotonic_time ();
  while (n > 0 && losses[n - 1].step > hg_workspace_get_shown_step (self->workspace))
    n--;
  if (n > 0)
    {
      recipe_page_show_measure (self->reconstruction, losses[n - 1].loss - losses[n - 1].penalty
                                                        - losses[n - 1].divergence);
      recipe_page_show_measure (self->divergence, losses[n - 1].divergence);
    }
  else
    {
      gtk_label_set_text (self->reconstruction, "–");
      gtk_label_set_text (self->divergence, "–");
    }
  if (measured != NULL && snapshot->step > 0)
    active = g_strdup_printf (_ ("%u of %u"), measured->n_active, measured->units);
  gtk_label_set_text (self->active, active != NULL ? active : "–");
}

static void
recipe_page_update_note (HgRecipePage *self)
{
  guint64 n = hg_workspace_count_validating (self->workspace);
  g_autofree char *count = hg_format_count (n);
  g_autofree char *text = NULL;

  text
    = g_strdup_printf (ngettext ("After each epoch %s sample that is not trained on validates. A "
                                 "change of the recipe counts from the next step on, also while "
                                 "training; the seed counts from the next reset.",
                                 "After each epoch %s samples that are not trained on validate. A "
                                 "change of the recipe counts from the next step on, also while "
                                 "training; the seed counts from the next reset.",
                                 n),
                       count);
  gtk_label_set_text (self->note, text);
}

/* Rows are costly to make: a page that is not seen waits. */
static void
recipe_page_workspace_changed_cb (HgRecipePage *self, guint changes)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (changes & (HG_CHANGED_RECIPE | HG_CHANGED_MODEL))
    recipe_page_update (self);
  if (changes & (HG_CHANGED_RECIPE | HG_CHANGED_DATA))
    recipe_page_update_note (self);
  if ((changes & HG_CHANGED_SNAPSHOT)
      && (hg_workspace_get_state (self->workspace) != WB_RUN_RUNNING
          || g_get_monotonic_time () - self->time >= REFRESH_USEC))
    recipe_page_update_measures (self);
}

static void
recipe_page_map (GtkWidget *widget)
{
  HgRecipePage *self = HG_RECIPE_PAGE (widget);

  if (self->workspace != NULL)
    {
      recipe_page_update (self);
      recipe_page_update_measures (self);
      recipe_page_update_note (self);
    }
  GTK_WIDGET_CLASS (hg_recipe_page_parent_class)->map (widget);
}

static GtkLabel *
recipe_page_append_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_set_margin_start (label, 2);
  gtk_widget_add_css_class (label, style);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
recipe_page_append_card (HgRecipePage *self, GtkWidget *box, Card *card)
{
  card->title = recipe_page_append_label (box, "caption-heading");
  card->list = HG_OPTION_LIST (hg_option_list_new ());
  g_signal_connect_object (card->list, "edited", G_CALLBACK (recipe_page_option_edited_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (card->list));
}

/* A row that says one number. */
static GtkLabel *
recipe_page_append_measure (HgRecipePage *self, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *value = gtk_label_new (NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (value, "heading");
  gtk_widget_add_css_class (value, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  gtk_list_box_append (self->measures, row);
  return GTK_LABEL (value);
}

static void
recipe_page_build_measures (HgRecipePage *self, GtkWidget *box)
{
  GtkWidget *list = gtk_list_box_new ();
  g_autofree char *least = hg_format_real (WB_DIVERGENCE_ACTIVE, "%.2g");
  g_autofree char *above = g_strdup_printf (_ ("Of the code: above %s nats"), least);

  self->measures = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->measures, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The parts of the loss"), -1);
  self->reconstruction = recipe_page_append_measure (self, _ ("Reconstruction"),
                                                     _ ("Last step, for a sample"));
  self->divergence = recipe_page_append_measure (self, _ ("KL divergence"),
                                                 _ ("Last step, times beta"));
  self->active = recipe_page_append_measure (self, _ ("Active dimensions"), above);
  gtk_box_append (GTK_BOX (box), list);
}

static void
recipe_page_dispose (GObject *object)
{
  g_clear_pointer (&HG_RECIPE_PAGE (object)->ghosts, hg_ghost_card_free);
  g_clear_object (&HG_RECIPE_PAGE (object)->workspace);
  G_OBJECT_CLASS (hg_recipe_page_parent_class)->dispose (object);
}

static void
recipe_page_finalize (GObject *object)
{
  g_free (HG_RECIPE_PAGE (object)->penalties);
  G_OBJECT_CLASS (hg_recipe_page_parent_class)->finalize (object);
}

static void
hg_recipe_page_class_init (HgRecipePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = recipe_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = recipe_page_finalize;
  GTK_WIDGET_CLASS (klass)->map = recipe_page_map;
}

static void
hg_recipe_page_init (HgRecipePage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (box, "inspector-page");
  for (guint i = 0; i < HG_N_RECIPE_GROUPS; i++)
    {
      recipe_page_append_card (self, box, &self->cards[i]);
      if (i == HG_RECIPE_VARIATIONAL)
        recipe_page_build_measures (self, box);
    }
  self->note = recipe_page_append_label (box, "caption");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_bin_set_child (ADW_BIN (self), scroller);
  self->ghosts = hg_ghost_card_new (GTK_WIDGET (self), recipe_page_try_values, self);
}

void
hg_recipe_page_set_workspace (HgRecipePage *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  hg_ghost_card_set_workspace (self->ghosts, workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (recipe_page_workspace_changed_cb),
                           self, G_CONNECT_SWAPPED);
}
