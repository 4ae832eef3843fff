/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/welcome/welcome.h"

#include <adwaita.h>

#include "app/data/batch-bridge.h"
#include "app/figures/ink.h"
#include "app/project/project-file.h"
#include "ui/format.h"
#include "ui/known/set-list.h"
#include "ui/recent.h"
#include "ui/welcome/data-choice.h"
#include "ui/welcome/template-card.h"

struct _HgWelcome
{
  GtkBox parent_instance;

  GtkMenuButton *menu_button;
  GtkWidget *create_button;
  GtkFlowBox *cards;
  HgDataChoice *data;
  HgSetList *sets;
  GtkWidget *recent_part;
  GtkListBox *recent;
  GSettings *settings;
};

enum
{
  CREATE,
  OPEN_PATH,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgWelcome, hg_welcome, GTK_TYPE_BOX)

static HgTemplateCard *
welcome_get_card (HgWelcome *self, guint index)
{
  GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (self->cards, (int) index);

  return child != NULL ? HG_TEMPLATE_CARD (child) : NULL;
}

static HgTemplateCard *
welcome_get_selected (HgWelcome *self)
{
  HgTemplateCard *card;

  for (guint i = 0; (card = welcome_get_card (self, i)) != NULL; i++)
    if (gtk_flow_box_child_is_selected (GTK_FLOW_BOX_CHILD (card)))
      return card;
  return NULL;
}

static gboolean
welcome_is_ready (HgWelcome *self)
{
  HgTemplateCard *card = welcome_get_selected (self);

  return card != NULL && gtk_widget_is_sensitive (GTK_WIDGET (card))
         && hg_data_choice_get_source (self->data) != NULL;
}

static void
welcome_update_cb (HgWelcome *self)
{
  gtk_widget_set_sensitive (self->create_button, welcome_is_ready (self));
}

static void
welcome_create_cb (HgWelcome *self)
{
  if (welcome_is_ready (self))
    g_signal_emit (self, signals[CREATE], 0);
}

/* The cards are built for the shape of the data, and show one of its samples;
 * before any is open, for the built-in one's. */
static void
welcome_data_changed_cb (HgWelcome *self)
{
  DsSource *source = hg_data_choice_get_source (self->data);
  AeShape shape = AE_SHAPE (3, 28, 28, 1);
  g_autofree float *values = NULL;
  gboolean ink = TRUE;
  HgTemplateCard *card;

  if (source != NULL)
    {
      shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (source)));
      ink = wb_dataset_is_ink (ds_source_get_validation (source));
    }
  for (guint i = 0; (card = welcome_get_card (self, i)) != NULL; i++)
    {
      if (source != NULL)
        {
          DsDataset *samples = ds_source_get_validation (source);

          g_free (values);
          values = g_new (float, ds_dataset_get_sample_size (samples));
          ds_dataset_read_range (samples, i % ds_dataset_get_count (samples), 1, values);
        }
      hg_template_card_set_sample (card, values, &shape, ink);
    }
  welcome_update_cb (self);
}

static void
welcome_recent_cb (HgWelcome *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[OPEN_PATH], 0, g_object_get_data (G_OBJECT (row), "path"));
}

static GtkWidget *
welcome_make_recent_row (const char *path)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *place = g_path_get_dirname (path);
  g_autofree char *folder = hg_format_path (place);

  if (g_str_has_suffix (name, WB_PROJECT_EXTENSION))
    name[strlen (name) - strlen (WB_PROJECT_EXTENSION)] = '\0';
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), folder);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (path), g_free);
  return row;
}

static void
welcome_fill_recent (HgWelcome *self)
{
  g_auto (GStrv) paths = hg_recent_list (self->settings);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->recent, 0)) != NULL)
    gtk_list_box_remove (self->recent, GTK_WIDGET (row));
  for (guint i = 0; paths[i] != NULL; i++)
    gtk_list_box_append (self->recent, welcome_make_recent_row (paths[i]));
  gtk_widget_set_visible (self->recent_part, paths[0] != NULL);
}

/* The keys choose among the cards at once. */
static void
welcome_map (GtkWidget *widget)
{
  HgTemplateCard *card = welcome_get_selected (HG_WELCOME (widget));

  GTK_WIDGET_CLASS (hg_welcome_parent_class)->map (widget);
  if (card != NULL)
    gtk_widget_child_focus (GTK_WIDGET (card), GTK_DIR_TAB_FORWARD);
}

/* The arrow keys choose among the cards; Tab goes past them, with the choice
 * as it is. */
static gboolean
welcome_key_pressed_cb (HgWelcome *self, guint key, guint code, GdkModifierType state)
{
  if (key == GDK_KEY_ISO_Left_Tab || (key == GDK_KEY_Tab && (state & GDK_SHIFT_MASK) != 0))
    return gtk_widget_grab_focus (self->create_button);
  return key == GDK_KEY_Tab
         && gtk_widget_child_focus (GTK_WIDGET (self->data), GTK_DIR_TAB_FORWARD);
}

static void
welcome_dispose (GObject *object)
{
  g_clear_object (&HG_WELCOME (object)->settings);
  G_OBJECT_CLASS (hg_welcome_parent_class)->dispose (object);
}

static void
welcome_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HgWelcome, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HgWelcome, create_button);
  gtk_widget_class_bind_template_child (widget_class, HgWelcome, cards);
  gtk_widget_class_bind_template_child (widget_class, HgWelcome, data);
  gtk_widget_class_bind_template_child (widget_class, HgWelcome, recent_part);
  gtk_widget_class_bind_template_child (widget_class, HgWelcome, sets);
  gtk_widget_class_bind_template_child (widget_class, HgWelcome, recent);
  gtk_widget_class_bind_template_callback (widget_class, welcome_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, welcome_create_cb);
  gtk_widget_class_bind_template_callback (widget_class, welcome_data_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, welcome_recent_cb);
  gtk_widget_class_bind_template_callback (widget_class, hg_welcome_open_data);
}

static void
hg_welcome_class_init (HgWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = welcome_dispose;
  widget_class->map = welcome_map;
  g_type_ensure (HG_TYPE_DATA_CHOICE);
  g_type_ensure (HG_TYPE_SET_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/welcome.ui");
  welcome_bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.leave-welcome", NULL);
  signals[CREATE] = g_signal_new ("create", HG_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[OPEN_PATH] = g_signal_new ("open-path", HG_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hg_welcome_init (HgWelcome *self)
{
  const WbTemplate *const *templates = wb_templates ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (welcome_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->cards), keys);
  for (guint i = 0; templates[i] != NULL; i++)
    gtk_flow_box_append (self->cards, GTK_WIDGET (hg_template_card_new (templates[i])));
  welcome_data_changed_cb (self);
}

HgWelcome *
hg_welcome_new (GMenuModel *menu, GSettings *settings)
{
  HgWelcome *self = g_object_new (HG_TYPE_WELCOME, NULL);

  self->settings = g_object_ref (settings);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  return self;
}

void
hg_welcome_prepare (HgWelcome *self, DsSource *source)
{
  welcome_fill_recent (self);
  hg_data_choice_set_source (self->data, source);
  hg_set_list_reload (self->sets);
  if (welcome_get_selected (self) == NULL)
    gtk_flow_box_select_child (self->cards, GTK_FLOW_BOX_CHILD (welcome_get_card (self, 0)));
}

void
hg_welcome_open_data (HgWelcome *self, const char *path)
{
  hg_data_choice_open (self->data, path);
}

const WbTemplate *
hg_welcome_get_template (HgWelcome *self)
{
  HgTemplateCard *card = welcome_get_selected (self);

  return card != NULL ? hg_template_card_get_template (card) : NULL;
}

DsSource *
hg_welcome_get_source (HgWelcome *self)
{
  return hg_data_choice_get_source (self->data);
}
