/* SPDX-License-Identifier: MIT */
/* Command line, accelerators, About. The application is not unique: two
 * windows are two processes, so that a training never shares a process with
 * another one.
 */
#include "ui/application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

#include "ui/preferences.h"
#include "ui/settings.h"
#include "ui/view.h"
#include "ui/window/window.h"

struct _HgApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (HgApplication, hg_application, ADW_TYPE_APPLICATION)

typedef struct
{
  const char *action;
  const char *keys[3];
} Accelerator;

/* Plain letters and marks are not here: they belong to canvas and results,
 * which hear them only while they have the focus. */
static const Accelerator accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "win.welcome", { "<Control>n" } },
  { "win.open", { "<Control>o" } },
  { "win.open-data", { "<Control><Shift>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.export", { "<Control>e" } },
  { "win.sweep", { "<Control>r" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.train", { "<Control>Return" } },
  { "win.reset", { "<Control><Shift>r" } },
  { "win.reset-seed", { "<Control><Alt>r" } },
  { "win.duplicate", { "<Control>d" } },
  { "win.mirror", { "<Control>m" } },
  { "win.move-left", { "<Alt>Left" } },
  { "win.move-right", { "<Alt>Right" } },
  { "win.next-problem", { "F8" } },
  { "win.previous-problem", { "<Shift>F8" } },
  { "win.first-field", { "F2" } },
  { "win.continue-here", { "<Control><Shift>Return" } },
  { "win.latest", { "<Alt>End" } },
  { "win.best-moment", { "<Alt>Home" } },
  { "win.earlier", { "<Alt>Page_Up" } },
  { "win.later", { "<Alt>Page_Down" } },
  { "win.play-past", { "<Control>p" } },
  { "win.palette", { "F9" } },
  { "win.fold", { "F11" } },
  { "win.inspector", { "<Shift>F9" } },
  { "win.zoom-in", { "<Control>plus", "<Control>equal" } },
  { "win.zoom-out", { "<Control>minus" } },
  { "win.zoom-fit", { "<Control>0" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "window.close", { "<Control>w" } },
};

static void
application_about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  adw_show_about_window (window, "application-name", "Hourglass", "application-icon",
                         HG_APPLICATION_ID, "version", HG_VERSION, "developer-name",
                         _ ("The Hourglass authors"), "license-type", GTK_LICENSE_MIT_X11,
                         "comments", _ ("Design, train and explore autoencoders."), NULL);
}

static void
application_preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hg_preferences_show (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static void
application_quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (GTK_WINDOW (l->data));
  g_list_free (windows);
}

static const GActionEntry actions[] = {
  { "about", application_about_cb, NULL, NULL, NULL },
  { "preferences", application_preferences_cb, NULL, NULL, NULL },
  { "quit", application_quit_cb, NULL, NULL, NULL },
};

static void
application_add_view_keys (GtkApplication *application)
{
  const HgView *const *views = hg_views ();

  for (guint i = 0; views[i] != NULL; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.view::%s", views[i]->name);
      g_autofree char *keys = g_strdup_printf (HG_VIEW_KEYS, i + 1);

      gtk_application_set_accels_for_action (application, action,
                                             (const char *const[]) { keys, NULL });
    }
}

/* Terminated, or the terminal is gone: nobody can be asked, so that all is kept for the
 * next start. */
static gboolean
application_signal_cb (gpointer data)
{
  GApplication *application = g_application_get_default ();
  int number = GPOINTER_TO_INT (data);

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l; l = l->next)
    {
      g_autoptr (GError) error = NULL;

      if (HG_IS_WINDOW (l->data)
          && !hg_workspace_save_for_recovery (hg_window_get_workspace (l->data), &error))
        g_printerr ("hourglass: %s\n", error->message);
    }
  g_settings_sync ();
  signal (number, SIG_DFL);
  raise (number);
  return G_SOURCE_REMOVE;
}

/* One that whoever started the program has ignored stays ignored. */
static void
application_catch_signal (int number)
{
  struct sigaction old;

  if (sigaction (number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
    g_unix_signal_add (number, application_signal_cb, GINT_TO_POINTER (number));
}

static void
application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (hg_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           accelerators[i].keys);
  application_add_view_keys (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (HG_APPLICATION_ID);
  application_catch_signal (SIGHUP);
  application_catch_signal (SIGINT);
  application_catch_signal (SIGTERM);
}

static char *
application_describe_templates (void)
{
  GString *text = g_string_new (_ ("Template:"));
  const WbTemplate *const *templates = wb_templates ();

  for (guint i = 0; templates[i] != NULL; i++)
    g_string_append_printf (text, " %s", templates[i]->name);
  return g_string_free (text, FALSE);
}

static int
application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (line, NULL);
  g_autofree char *project = NULL;
  g_autofree char *data_path = NULL;
  const char *name = NULL, *data = NULL;
  const WbTemplate *template = NULL;
  HgWindow *window;

  g_variant_dict_lookup (options, "new", "&s", &name);
  g_variant_dict_lookup (options, "data", "^&ay", &data);
  if (name != NULL && (template = wb_template_find (name)) == NULL)
    {
      g_autofree char *known = application_describe_templates ();

      g_application_command_line_printerr (line, _ ("There is no template “%s”. %s\n"), name,
                                           known);
      return 1;
    }
  if (arguments[1] != NULL)
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, arguments[1]);

      project = g_file_get_path (file);
    }
  if (data != NULL && !g_str_equal (data, DS_BUILT_IN))
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, data);

      data_path = g_file_get_path (file);
    }
  window = hg_window_new (ADW_APPLICATION (application));
  hg_window_start (window, project, template, data_path != NULL ? data_path : data);
  gtk_window_present (GTK_WINDOW (window));
  hg_window_offer_recovery (window);
  return 0;
}

static void
hg_application_class_init (HgApplicationClass *klass)
{
  g_set_application_name ("Hourglass");
  G_APPLICATION_CLASS (klass)->startup = application_startup;
  G_APPLICATION_CLASS (klass)->command_line = application_command_line;
}

static void
hg_application_init (HgApplication *self)
{
  const GOptionEntry entries[] = {
    { "new", 'n', 0, G_OPTION_ARG_STRING, NULL, _ ("Start from this template"), _ ("TEMPLATE") },
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, NULL,
      _ ("Open this data: a file, a folder, or built-in"), _ ("DATA") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Design, train and explore autoencoders."));
}

HgApplication *
hg_application_new (void)
{
  return g_object_new (HG_TYPE_APPLICATION, "application-id", HG_APPLICATION_ID,
                       "resource-base-path", "/io/github/hourglass/Hourglass", "flags",
                       G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_COMMAND_LINE, NULL);
}
