/* SPDX-License-Identifier: MIT */
/* Projects: new, open, save, and the question before unsaved changes go.
 *
 * Whatever would throw a document away first waits for a save under way, then
 * asks, and then goes on with what was wanted: that is kept in a Request.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/error.h"
#include "app/import/import.h"
#include "app/project/project-file.h"
#include "data/format.h"
#include "ui/recent.h"

typedef enum
{
  WISH_STAY,
  WISH_CLOSE,
  WISH_NEW,
  WISH_OPEN,
  WISH_PICTURE,
  WISH_START,
} RequestKind;

/**
 * Request:
 * @window: held, unless a dialog holds the request: that goes with its window
 * @argument: a template's name, or the path of a project or of a picture that carries one
 * @location: (nullable): of data to open after the project
 * @source: (nullable): data for the template
 * @target: (nullable): where the document is being saved
 * @template: (nullable): what a window starts with if the project cannot be opened
 */
typedef struct
{
  HgWindow *window;
  RequestKind kind;
  char *argument;
  char *location;
  DsSource *source;
  char *target;
  const WbTemplate *template;
} Request;

static void ask (Request *request);
static void save_for_request (Request *request, gboolean elsewhere);

static Request *
request_new (HgWindow *self, RequestKind kind, const char *argument)
{
  Request *request = g_new0 (Request, 1);

  request->window = g_object_ref (self);
  request->kind = kind;
  request->argument = g_strdup (argument);
  return request;
}

static void
request_free (Request *request)
{
  g_clear_object (&request->window);
  g_free (request->argument);
  g_free (request->location);
  g_clear_pointer (&request->source, ds_source_unref);
  g_free (request->target);
  g_free (request);
}

static void
remember_project (HgWindow *self, const char *path)
{
  hg_recent_add (self->settings, path);
  if (g_utf8_validate (path, -1, NULL))
    g_settings_set_string (self->settings, "last-project", path);
}

/* Whether @source is other data than what is open, or read in another way. */
static gboolean
is_other_data (HgWindow *self, DsSource *source)
{
  DsSource *open = hg_workspace_get_source (self->workspace);

  return source != NULL
         && (open == NULL
             || !g_str_equal (ds_source_get_location (open), ds_source_get_location (source))
             || !g_str_equal (ds_source_get_report (open)->options,
                              ds_source_get_report (source)->options));
}

static void
new_now (HgWindow *self, const char *name, DsSource *source)
{
  const WbTemplate *template = wb_template_find (name);
  g_autoptr (GError) error = NULL;

  if (template == NULL)
    return;
  if (is_other_data (self, source))
    {
      hg_window_use_source_for (self, source, template);
      hg_window_leave_welcome (self);
    }
  else if (!hg_workspace_new_from_template (self->workspace, template, &error))
    hg_window_show_error (self, _ ("This template does not suit the open data"), error->message);
  else
    {
      hg_window_leave_welcome (self);
      hg_canvas_focus_selected (self->canvas);
    }
}

static void
picture_now (HgWindow *self, const char *path)
{
  g_autoptr (WbProject) project = hg_window_read_picture (path);

  if (project == NULL)
    {
      hg_window_show_error (self, _ ("The model could not be opened"),
                            _ ("The picture carries no model any more. Choose the original."));
      return;
    }
  hg_workspace_new_from_project (self->workspace, project);
  hg_window_leave_welcome (self);
  hg_canvas_focus_selected (self->canvas);
}

static void
start_new (HgWindow *self, const WbTemplate *template, const char *data)
{
  g_autoptr (GError) error = NULL;

  if (!hg_workspace_new_from_template (self->workspace, template, &error))
    hg_window_show_error (self, _ ("The template could not be built"), error->message);
  else if (data != NULL)
    hg_window_use_data_for (self, data, template);
}

static void
show_opened (Request *request, const char *note)
{
  HgWindow *self = request->window;

  remember_project (self, request->argument);
  if (request->kind == WISH_START && request->location != NULL)
    hg_window_use_data (self, request->location);
  hg_window_leave_welcome (self);
  hg_canvas_focus_selected (self->canvas);
  if (note != NULL)
    hg_window_toast (self, note);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  HgWindow *self = request->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  if (hg_workspace_open_project_finish (self->workspace, result, &note, &error))
    show_opened (request, note);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    {
      ask (request);
      return;
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (request->kind == WISH_START)
        start_new (self, request->template, request->location);
      hg_window_show_error (self, _ ("The project could not be opened"), error->message);
    }
  request_free (request);
}

static void
fulfil (Request *request)
{
  switch (request->kind)
    {
    case WISH_STAY:
      break;
    case WISH_CLOSE:
      request->window->closing = TRUE;
      gtk_window_close (GTK_WINDOW (request->window));
      break;
    case WISH_NEW:
      new_now (request->window, request->argument, request->source);
      break;
    case WISH_PICTURE:
      picture_now (request->window, request->argument);
      break;
    case WISH_OPEN:
    case WISH_START:
      hg_workspace_open_project (request->window->workspace, request->argument, opened_cb, request);
      return;
    }
  request_free (request);
}

/* Not at once: a dialog, or the frame tick that brought the weights to save, is
 * still using the window. */
static void
fulfil_soon (Request *request)
{
  g_idle_add_once ((GSourceOnceFunc) fulfil, request);
}

/* A dialog owns its request until it is answered. Its window may go before, and takes it
 * along, so it is not held meanwhile. */
static void
attach_request (gpointer dialog, Request *request)
{
  g_object_set_data_full (dialog, "request", request, (GDestroyNotify) request_free);
  g_clear_object (&request->window);
}

static Request *
take_request (gpointer dialog, GtkWindow *window)
{
  Request *request = g_object_steal_data (dialog, "request");

  request->window = g_object_ref (HG_WINDOW (window));
  return request;
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response)
{
  Request *request = take_request (dialog, gtk_window_get_transient_for (GTK_WINDOW (dialog)));

  if (g_str_equal (response, "save"))
    save_for_request (request, FALSE);
  else if (g_str_equal (response, "discard"))
    fulfil_soon (request);
  else
    request_free (request);
}

void
hg_window_name_buttons (GtkWidget *widget)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  if (label != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (label, "_", -1);
      g_autofree char *name = g_strjoinv (NULL, parts);

      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    hg_window_name_buttons (child);
}

/* (transfer full) (nullable): what going on means for the sweep that is under way */
static char *
describe_sweep (HgWindow *self)
{
  WbSweepRunner *runner = hg_workspace_get_sweep (self->workspace);
  guint n_seeds, n_jobs, n_left;

  if (runner == NULL)
    return NULL;
  n_jobs = hg_workspace_get_sweep_jobs (self->workspace, &n_seeds)->len;
  n_left = n_jobs - wb_sweep_runner_count_done (runner);
  return g_strdup_printf (
    ngettext ("A sweep is under way, and %u of its %u runs is left. It stops, "
              "and Sweep… goes on with it when the saved project is open "
              "again.",
              "A sweep is under way, and %u of its %u runs are left. It "
              "stops, and Sweep… goes on with it when the saved project is "
              "open again.",
              n_left),
    n_left, n_jobs);
}

static void
ask_to_save (HgWindow *self, GtkWidget *dialog, const char *sweep)
{
  g_autofree char *title = hg_workspace_get_title (self->workspace);
  g_autofree char *text = g_strdup_printf (
    _ ("“%s” has changes or trained weights that are not saved. They are lost if you go on "
       "without saving."),
    title);
  g_autofree char *body = g_strjoin ("\n\n", text, sweep, NULL);

  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Save changes?"));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "discard", _ ("_Discard"), "save",
                                    _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
}

/* Everything is saved: only the sweep's time is lost. */
static void
ask_to_stop (GtkWidget *dialog, const char *sweep)
{
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Stop the sweep?"));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), sweep);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "discard", _ ("_Stop"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "discard");
}

static void
show_question (Request *request)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (request->window), NULL, NULL);
  g_autofree char *sweep = describe_sweep (request->window);

  g_set_weak_pointer (&request->window->question, dialog);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  if (hg_workspace_is_modified (request->window->workspace))
    ask_to_save (request->window, dialog, sweep);
  else
    ask_to_stop (dialog, sweep);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  attach_request (dialog, request);
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), NULL);
  hg_window_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ask (Request *request)
{
  HgWindow *self = request->window;

  if (self->workspace == NULL) /* the window is gone */
    request_free (request);
  else if (hg_workspace_is_saving (self->workspace))
    {
      g_clear_pointer ((Request **) &self->waiting, request_free);
      self->waiting = request;
    }
  else if (self->question != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->question));
      request_free (request);
    }
  else if (hg_workspace_is_modified (self->workspace)
           || hg_workspace_get_sweep (self->workspace) != NULL)
    show_question (request);
  else
    fulfil (request);
}

static void
ask_soon (Request *request)
{
  g_idle_add_once ((GSourceOnceFunc) ask, request);
}

void
hg_window_show_error (HgWindow *self, const char *title, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), title, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  hg_window_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
hg_window_confirm_close (HgWindow *self)
{
  if (!hg_workspace_is_saving (self->workspace) && !hg_workspace_is_modified (self->workspace)
      && hg_workspace_get_sweep (self->workspace) == NULL)
    return TRUE;
  ask (request_new (self, WISH_CLOSE, NULL));
  return FALSE;
}

void
hg_window_new_from (HgWindow *self, const char *name, DsSource *source)
{
  Request *request = request_new (self, WISH_NEW, name);

  request->source = source != NULL ? ds_source_ref (source) : NULL;
  ask (request);
}

static void
data_answered_cb (HgWindow *self, const char *response, GtkWidget *dialog)
{
  const char *path = g_object_get_data (G_OBJECT (dialog), "path");

  if (g_str_equal (response, "use"))
    hg_window_use_data (self, path);
  else if (g_str_equal (response, "new"))
    {
      hg_window_show_welcome (self);
      hg_welcome_open_data (self->welcome, path);
    }
}

/* A file that is no project may have been meant for another. */
static void
offer_data (HgWindow *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *title = g_strdup_printf (_ ("Open “%s” as data?"), name);
  GtkWidget *dialog;

  if (self->question != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->question));
      return;
    }
  dialog = adw_message_dialog_new (
    GTK_WINDOW (self), title,
    _ ("It is not a project. This model can be trained with it: the Input takes its shape, "
       "and Undo brings back the data and the weights of now. Or begin a new model for it."));
  g_set_weak_pointer (&self->question, dialog);
  g_object_set_data_full (G_OBJECT (dialog), "path", g_strdup (path), g_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "new",
                                    _ ("_New Model…"), "use", _ ("_Use for This Model"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "use",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "use");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (data_answered_cb), self,
                           G_CONNECT_SWAPPED);
  hg_window_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
hg_window_open_model (HgWindow *self, const char *path)
{
  ask (request_new (self, WISH_OPEN, path));
}

void
hg_window_open_data_path (HgWindow *self, const char *path)
{
  if (hg_window_is_welcoming (self))
    hg_welcome_open_data (self->welcome, path);
  else
    offer_data (self, path);
}

void
hg_window_open_picture (HgWindow *self, const char *path)
{
  ask_soon (request_new (self, WISH_PICTURE, path));
}

static void
add_filter (GtkFileChooserNative *chooser)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Hourglass projects"));
  gtk_file_filter_add_suffix (filter, "hourglass");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_object_unref (filter);
}

/* The files that other programs keep models in. */
static void
add_models_filter (GtkFileChooserNative *chooser)
{
  const WbImportClass *const *classes = wb_import_classes ();
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Models of other programs"));
  for (guint i = 0; classes[i] != NULL; i++)
    for (const char *const *extension = classes[i]->extensions; *extension != NULL; extension++)
      gtk_file_filter_add_suffix (filter, *extension + 1);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_object_unref (filter);
}

static void
add_every_file (GtkFileChooserNative *chooser)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("All files"));
  gtk_file_filter_add_pattern (filter, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_object_unref (filter);
}

void
hg_window_add_data_filters (GtkFileChooserNative *chooser)
{
  guint n_formats;
  const DsFormatClass *const *formats = ds_format_get_classes (&n_formats);
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Data"));
  for (guint i = 0; i < n_formats; i++)
    for (guint j = 0; formats[i]->patterns[j] != NULL; j++)
      gtk_file_filter_add_pattern (filter, formats[i]->patterns[j]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_object_unref (filter);
  add_every_file (chooser);
}

char *
hg_window_take_path (HgWindow *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  return file != NULL ? g_file_get_path (file) : NULL;
}

static void
open_chosen_cb (HgWindow *self, int response)
{
  g_autofree char *path = hg_window_take_path (self, response);

  if (path != NULL)
    hg_window_open_path (self, path);
}

void
hg_window_open (HgWindow *self)
{
  g_set_object (&self->chooser, NULL);
  self->chooser = gtk_file_chooser_native_new (_ ("Open a project"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
                                               _ ("_Cancel"));
  add_filter (self->chooser);
  add_models_filter (self->chooser);
  hg_window_add_data_filters (self->chooser);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (open_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void save_to (Request *request, const char *path, gboolean force);

static void
elsewhere_answered_cb (AdwMessageDialog *dialog, const char *response)
{
  Request *request = take_request (dialog, gtk_window_get_transient_for (GTK_WINDOW (dialog)));

  if (g_str_equal (response, "overwrite"))
    save_to (request, NULL, TRUE);
  else if (g_str_equal (response, "elsewhere"))
    save_for_request (request, TRUE);
  else
    request_free (request);
}

/* @dialog: a question whose safe answer is to save elsewhere */
static void
present_elsewhere (GtkWidget *dialog, Request *request)
{
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "elsewhere", _ ("Save _As…"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "elsewhere");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_set_weak_pointer (&request->window->question, dialog);
  attach_request (dialog, request);
  g_signal_connect (dialog, "response", G_CALLBACK (elsewhere_answered_cb), NULL);
  hg_window_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ask_to_overwrite (Request *request)
{
  g_autofree char *name = g_filename_display_basename (request->target);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (request->window),
                                              _ ("Overwrite the changed file?"), NULL);

  adw_message_dialog_format_body (
    ADW_MESSAGE_DIALOG (dialog),
    _ ("Another program has written “%s” since it was opened or saved here. "
       "What it wrote is lost if you overwrite the file."),
    name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"),
                                    "overwrite", _ ("_Overwrite"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "overwrite",
                                              ADW_RESPONSE_DESTRUCTIVE);
  present_elsewhere (dialog, request);
}

static void
offer_elsewhere (Request *request, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (request->window),
                                              _ ("The project could not be saved"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  present_elsewhere (dialog, request);
}

static void
tell_failure (Request *request, const GError *error)
{
  if (g_error_matches (error, WB_ERROR, WB_ERROR_CHANGED))
    ask_to_overwrite (request);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    offer_elsewhere (request, error);
  else
    request_free (request);
}

static void
say_saved (Request *request)
{
  g_autofree char *name = g_filename_display_basename (request->target);
  g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), name);

  remember_project (request->window, request->target);
  if (request->kind == WISH_STAY)
    hg_window_toast (request->window, text);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  Request *waiting = g_steal_pointer (&request->window->waiting);
  g_autoptr (GError) error = NULL;

  if (waiting != NULL)
    ask_soon (waiting);
  if (!hg_workspace_save_finish (HG_WORKSPACE (object), result, &error))
    {
      tell_failure (request, error);
      return;
    }
  say_saved (request);
  fulfil_soon (request);
}

/* @path: (nullable): NULL for where it was tried before */
static void
save_to (Request *request, const char *path, gboolean force)
{
  if (path != NULL)
    {
      g_free (request->target);
      request->target = g_strdup (path);
    }
  hg_workspace_save (request->window->workspace, request->target, force, saved_cb, request);
}

static void
save_chosen_cb (GtkFileChooserNative *chooser, int response)
{
  Request *request = take_request (chooser, gtk_native_dialog_get_transient_for (
                                              GTK_NATIVE_DIALOG (chooser)));
  HgWindow *self = request->window;
  g_autofree char *path = hg_window_take_path (self, response);
  g_autofree char *whole = NULL;

  if (path == NULL)
    {
      request_free (request);
      return;
    }
  whole = g_str_has_suffix (path, WB_PROJECT_EXTENSION)
            ? g_strdup (path)
            : g_strconcat (path, WB_PROJECT_EXTENSION, NULL);
  save_to (request, whole, FALSE);
}

/* "Simple.hourglass" */
static char *
suggest_name (HgWindow *self)
{
  g_autofree char *title = hg_workspace_get_title (self->workspace);

  return g_strconcat (title, WB_PROJECT_EXTENSION, NULL);
}

static void
save_for_request (Request *request, gboolean elsewhere)
{
  HgWindow *self = request->window;
  const char *path = wb_document_get_path (hg_workspace_get_document (self->workspace));
  g_autofree char *name = NULL;

  if (path != NULL && !elsewhere)
    {
      save_to (request, path, FALSE);
      return;
    }
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Save the project"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                               _ ("_Cancel"));
  add_filter (self->chooser);
  name = suggest_name (self);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  attach_request (self->chooser, request);
  g_signal_connect (self->chooser, "response", G_CALLBACK (save_chosen_cb), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
hg_window_save (HgWindow *self)
{
  save_for_request (request_new (self, WISH_STAY, NULL), FALSE);
}

void
hg_window_save_as (HgWindow *self)
{
  save_for_request (request_new (self, WISH_STAY, NULL), TRUE);
}

void
hg_window_start (HgWindow *self, const char *project, const WbTemplate *template, const char *data)
{
  g_autofree char *last = g_settings_get_string (self->settings, "last-project");
  const WbTemplate *first = template != NULL ? template : wb_template_find ("simple");
  Request *request;

  if (project != NULL && data == NULL && !hg_window_is_model (project))
    {
      data = project;
      project = NULL;
    }
  else if (project == NULL && template == NULL && data == NULL
           && g_file_test (last, G_FILE_TEST_IS_REGULAR))
    project = last;
  if (project == NULL)
    {
      g_autoptr (WbProject) embedded = template == NULL && data != NULL
                                         ? hg_window_read_picture (data)
                                         : NULL;

      if (embedded != NULL)
        hg_window_offer_picture (self, data, embedded);
      start_new (self, first, embedded != NULL ? NULL : data);
      hg_canvas_focus_selected (self->canvas);
      return;
    }
  request = request_new (self, WISH_START, project);
  request->location = g_strdup (data);
  request->template = first;
  fulfil (request);
}
