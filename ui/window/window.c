/* SPDX-License-Identifier: MIT */
/* The window's parts and its life. */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "ui/settings.h"

#define TOAST_SECONDS 5

enum
{
  PROP_0,
  PROP_PALETTE_SHOWN,
  PROP_INSPECTOR_SHOWN,
  PROP_FOLDED,
  PROP_VIEW,
  PROP_PLAYING,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (HgWindow, hg_window, ADW_TYPE_APPLICATION_WINDOW)

void
hg_window_toast (HgWindow *self, const char *text)
{
  hg_toast_show (self->toast, text, NULL, NULL, TOAST_SECONDS);
}

void
hg_window_toast_undo (HgWindow *self, const char *text)
{
  hg_toast_show (self->toast, text, _ ("Undo"), "win.undo", TOAST_SECONDS);
}

static gboolean
window_escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  return hg_toast_dismiss (HG_WINDOW (widget)->toast);
}

static void
window_layer_inserted_cb (HgWindow *self, const AeLayerClass *layer, const char *options)
{
  g_autoptr (GError) error = NULL;

  if (!hg_canvas_insert (self->canvas, layer, options, 0, FALSE, &error))
    hg_window_toast (self, error->message);
  else
    hg_canvas_focus_selected (self->canvas);
}

static void
window_problem_activated_cb (HgWindow *self)
{
  hg_window_show_problem (self, 0);
}

static void
window_hint_cb (HgWindow *self, const char *hint)
{
  hg_palette_set_hint (self->palette, hint);
}

static void
window_search_left_cb (HgWindow *self)
{
  hg_canvas_focus_selected (self->canvas);
}

static void
window_typed_cb (HgWindow *self, const char *text)
{
  adw_flap_set_reveal_flap (self->palette_flap, TRUE);
  hg_palette_search (self->palette, text);
}

static gboolean
window_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgWindow *self = HG_WINDOW (widget);

  if (hg_workspace_tick (self->workspace))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

/* The session has something to tell, or will have: look every frame. */
static void
window_begin_ticks (HgWindow *self)
{
  if (self->tick == 0 && !self->closing)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), window_tick_cb, NULL, NULL);
}

static void
window_workspace_changed_cb (HgWindow *self, guint changes)
{
  if (changes & HG_CHANGED_AWAKE)
    window_begin_ticks (self);
  hg_window_update_messages (self, changes);
  if (changes & (HG_CHANGED_DOCUMENT | HG_CHANGED_DATA | HG_CHANGED_SNAPSHOT))
    hg_window_update_title (self);
  if (changes & (HG_CHANGED_SNAPSHOT | HG_CHANGED_MODEL | HG_CHANGED_DATA))
    hg_window_update_status (self);
  if (changes & HG_CHANGED_MODEL)
    hg_window_update_problem (self);
  if (changes & (HG_CHANGED_SNAPSHOT | HG_CHANGED_DATA | HG_CHANGED_MODEL | HG_CHANGED_MOMENT))
    hg_window_update_run_actions (self);
  if (changes & (HG_CHANGED_DOCUMENT | HG_CHANGED_MODEL | HG_CHANGED_SELECTION))
    hg_window_update_actions (self);
}

static gboolean
window_close_request (GtkWindow *window)
{
  HgWindow *self = HG_WINDOW (window);

  gtk_window_set_focus (window, NULL); /* a field that is left reports what was typed */
  if (!self->closing && !hg_window_confirm_close (self))
    return TRUE;
  self->closing = TRUE;
  hg_window_save_state (self);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_object (&self->chooser);
  hg_workspace_close (self->workspace);
  return GTK_WINDOW_CLASS (hg_window_parent_class)->close_request (window);
}

static void
window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HgWindow *self = HG_WINDOW (object);

  if (id == PROP_VIEW)
    {
      g_value_set_string (value, hg_window_get_view (self));
      return;
    }
  g_value_set_boolean (value, id == PROP_FOLDED          ? self->folded
                              : id == PROP_PLAYING       ? hg_window_get_playing (self)
                              : id == PROP_PALETTE_SHOWN ? self->palette_shown
                                                         : self->inspector_shown);
}

static void
window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HgWindow *self = HG_WINDOW (object);
  gboolean *shown = id == PROP_PALETTE_SHOWN ? &self->palette_shown : &self->inspector_shown;

  if (id == PROP_VIEW)
    {
      hg_window_set_view (self, g_value_get_string (value));
      return;
    }
  if (id == PROP_FOLDED)
    {
      hg_window_set_folded (self, g_value_get_boolean (value));
      return;
    }
  if (id == PROP_PLAYING)
    {
      hg_window_set_playing (self, g_value_get_boolean (value));
      return;
    }
  if (*shown == g_value_get_boolean (value))
    return;
  *shown = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
}

/* A gesture holds its widget until the button is up, which nobody will tell it. */
static void
window_end_gestures (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE (controller))
        gtk_event_controller_reset (controller);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    window_end_gestures (child);
}

static void
window_dispose (GObject *object)
{
  HgWindow *self = HG_WINDOW (object);

  window_end_gestures (GTK_WIDGET (self));
  if (self->workspace != NULL)
    hg_workspace_close (self->workspace);
  if (self->problem != NULL && gtk_widget_get_parent (GTK_WIDGET (self->problem)) != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->problem));
  g_clear_object (&self->problem);
  g_clear_object (&self->chooser);
  g_clear_weak_pointer (&self->question);
  if (self->workspace != NULL)
    hg_window_stop_looking (self);
  g_clear_object (&self->folding);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (hg_window_parent_class)->dispose (object);
}

static void
window_finalize (GObject *object)
{
  HgWindow *self = HG_WINDOW (object);

  g_free (self->problem_seen);
  g_free (self->failure_seen);
  G_OBJECT_CLASS (hg_window_parent_class)->finalize (object);
}

static void
window_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HgWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, toast);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, title);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, train_button);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, train_content);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, step_button);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, problem_button);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, problem_place);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, status_squeezer);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, status);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, status_short);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, palette_flap);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, palette);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, inspector_flap);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, inspector_stack);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, layer_page);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, recipe_page);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, paned);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, canvas);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, canvas_bar);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, moment_pill);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, overview);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, views);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, switcher_band);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, views_menu);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, HgWindow, redo_button);
}

/* Actions whose state a person sees. */
static void
window_install_properties (HgWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_PALETTE_SHOWN] = g_param_spec_boolean ("palette-shown", NULL, NULL, FALSE, flags);
  properties[PROP_INSPECTOR_SHOWN] = g_param_spec_boolean ("inspector-shown", NULL, NULL, FALSE,
                                                           flags);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, flags);
  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, flags);
  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, NULL, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  gtk_widget_class_install_property_action (widget_class, "win.palette", "palette-shown");
  gtk_widget_class_install_property_action (widget_class, "win.inspector", "inspector-shown");
  gtk_widget_class_install_property_action (widget_class, "win.fold", "folded");
  gtk_widget_class_install_property_action (widget_class, "win.play-past", "playing");
  gtk_widget_class_install_property_action (widget_class, "win.view", "view");
}

static void
hg_window_class_init (HgWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = window_get_property;
  G_OBJECT_CLASS (klass)->set_property = window_set_property;
  G_OBJECT_CLASS (klass)->dispose = window_dispose;
  G_OBJECT_CLASS (klass)->finalize = window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = window_close_request;
  g_type_ensure (HG_TYPE_PALETTE);
  g_type_ensure (HG_TYPE_CANVAS);
  g_type_ensure (HG_TYPE_CANVAS_BAR);
  g_type_ensure (HG_TYPE_MOMENT_PILL);
  g_type_ensure (HG_TYPE_OVERVIEW);
  g_type_ensure (HG_TYPE_LAYER_PAGE);
  g_type_ensure (HG_TYPE_RECIPE_PAGE);
  g_type_ensure (HG_TYPE_TOAST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/window.ui");
  window_bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, window_layer_inserted_cb);
  gtk_widget_class_bind_template_callback (widget_class, window_problem_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, hg_window_toast);
  gtk_widget_class_bind_template_callback (widget_class, window_hint_cb);
  gtk_widget_class_bind_template_callback (widget_class, window_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, window_search_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, hg_window_update_actions);
  gtk_widget_class_bind_template_callback (widget_class, hg_canvas_bar_preview);
  window_install_properties (klass);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, window_escape_cb, NULL);
  hg_window_install_actions (widget_class);
}

/* Its state is the setting. */
static void
window_add_pixels_action (HgWindow *self)
{
  g_autoptr (GAction) action = g_settings_create_action (self->settings, "pixels");

  g_action_map_add_action (G_ACTION_MAP (self), action);
}

static void
window_update_log (HgWindow *self)
{
  g_autofree char *folder = hg_settings_get_log_folder (self->settings);

  hg_workspace_set_log_folder (self->workspace,
                               g_settings_get_boolean (self->settings, "tensorboard") ? folder
                                                                                      : NULL);
}

/* A change is told of a setting that was read since somebody listens. */
static void
window_init_log (HgWindow *self)
{
  g_signal_connect_object (self->settings, "changed::tensorboard", G_CALLBACK (window_update_log),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::tensorboard-folder",
                           G_CALLBACK (window_update_log), self, G_CONNECT_SWAPPED);
  window_update_log (self);
}

static void
hg_window_init (HgWindow *self)
{
  self->workspace = hg_workspace_new ();
  self->settings = hg_settings_new ();
  window_init_log (self);
  window_add_pixels_action (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  hg_window_init_views (self);
  hg_window_restore_state (self);
  hg_canvas_set_workspace (self->canvas, self->workspace);
  hg_canvas_bar_set_workspace (self->canvas_bar, self->workspace);
  hg_layer_page_set_workspace (self->layer_page, self->workspace);
  hg_recipe_page_set_workspace (self->recipe_page, self->workspace);
  hg_overview_set_canvas (self->overview, self->canvas);
  hg_moment_pill_set_workspace (self->moment_pill, self->workspace);
  hg_window_init_fold (self);
  hg_window_init_flaps (self);
  hg_window_init_drop (self);
  hg_window_init_edit_keys (self);
  g_signal_connect_object (self->workspace, "changed", G_CALLBACK (window_workspace_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "message", G_CALLBACK (hg_window_toast), self,
                           G_CONNECT_SWAPPED);
  hg_window_update_run_actions (self);
  hg_window_update_actions (self);
  window_begin_ticks (self);
}

HgWindow *
hg_window_new (AdwApplication *application)
{
  return g_object_new (HG_TYPE_WINDOW, "application", application, NULL);
}

HgWorkspace *
hg_window_get_workspace (HgWindow *self)
{
  return self->workspace;
}
