/* SPDX-License-Identifier: MIT */
/* What can be done with the selected layers, as actions of the window. The
 * clipboard holds them as text, so they go from window to window.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/edit/layer-text.h"

/* The error by its place: the edit that sets it stands in the same call. */
static void
report (HgWindow *self, gboolean done, GError **error)
{
  if (!done && *error != NULL)
    hg_window_toast (self, (*error)->message);
  g_clear_error (error);
}

static const guint *
get_ids (const GArray *ids)
{
  return (const guint *) (const void *) ids->data;
}

static void
remove_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  GError *error = NULL;

  report (self, hg_workspace_remove_selected (self->workspace, &error), &error);
}

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  g_autofree char *text = wb_layer_text_write (hg_workspace_get_model (self->workspace),
                                               get_ids (ids), ids->len);

  if (ids->len == 0)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  if (g_str_equal (name, "win.cut"))
    remove_cb (widget, name, NULL);
}

static void
pasted_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HgWindow) self = g_weak_ref_get (data);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  GError *error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, &error);
  gboolean done;

  g_weak_ref_clear (data);
  g_free (data);
  if (self == NULL || self->closing)
    {
      g_clear_error (&error);
      return;
    }
  done = text != NULL
         && wb_document_edit (hg_workspace_get_document (self->workspace),
                              &(WbEdit) { WB_EDIT_PASTE,
                                          .index = hg_workspace_get_place (self->workspace),
                                          .text = text, .new_ids = ids },
                              &error);
  report (self, done, &error);
  hg_workspace_select_layers (self->workspace, ids);
}

/* Who owns the clipboard may never answer: the window does not wait for it. */
static void
paste_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GWeakRef *self = g_new (GWeakRef, 1);

  g_weak_ref_init (self, widget);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb, self);
}

static void
duplicate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (guint));
  GError *error = NULL;

  report (self,
          wb_document_edit (hg_workspace_get_document (self->workspace),
                            &(WbEdit) { WB_EDIT_DUPLICATE, .ids = get_ids (ids), .n_ids = ids->len,
                                        .new_ids = copies },
                            &error),
          &error);
  hg_workspace_select_layers (self->workspace, copies);
}

static void
select_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_workspace_select_all (HG_WINDOW (widget)->workspace);
}

/* Several layers move together, past one layer at a time. */
static void
move_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  AeModel *model = hg_workspace_get_model (self->workspace);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  gboolean left = g_str_has_suffix (name, "left");
  GError *error = NULL;
  int first = ae_model_find (model, g_array_index (ids, guint, 0));
  int last = ae_model_find (model, g_array_index (ids, guint, ids->len - 1));

  report (self,
          wb_document_edit (hg_workspace_get_document (self->workspace),
                            &(WbEdit) { WB_EDIT_MOVE, .ids = get_ids (ids), .n_ids = ids->len,
                                        .index = (guint) (left ? first - 1 : last + 2) },
                            &error),
          &error);
}

static void
make_code_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  GError *error = NULL;

  report (self,
          wb_document_edit (hg_workspace_get_document (self->workspace),
                            &(WbEdit) { WB_EDIT_CODE,
                                        .id = hg_workspace_get_selected (self->workspace) },
                            &error),
          &error);
}

static void
replace_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  int index = hg_workspace_get_selected_layer (self->workspace);
  GError *error = NULL;

  if (!hg_workspace_replace (self->workspace, hg_workspace_get_selected (self->workspace),
                             g_variant_get_string (parameter, NULL), &error))
    report (self, FALSE, &error);
  else if (index > 0)
    hg_canvas_focus_selected (self->canvas);
}

static void
mirror_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  GError *error = NULL;

  if (!wb_document_edit (hg_workspace_get_document (self->workspace), &(WbEdit) { WB_EDIT_MIRROR },
                         &error))
    report (self, FALSE, &error);
  else
    hg_window_toast_undo (self, _ ("The decoder mirrors the encoder, and follows "
                                   "it until you edit the decoder"));
}

/* From the earlier of two selected layers to behind the later one. */
static void
add_skip_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  GError *error = NULL;

  if (ids->len == 2)
    report (self,
            hg_workspace_add_skip (self->workspace, g_variant_get_string (parameter, NULL),
                                   g_array_index (ids, guint, 0), g_array_index (ids, guint, 1),
                                   &error),
            &error);
}

typedef struct
{
  const char *name;
  const char *parameter;
  GtkWidgetActionActivateFunc activate;
} Entry;

static const Entry entries[] = {
  { "win.remove", NULL, remove_cb },       { "win.cut", NULL, copy_cb },
  { "win.copy", NULL, copy_cb },           { "win.paste", NULL, paste_cb },
  { "win.duplicate", NULL, duplicate_cb }, { "win.select-all", NULL, select_all_cb },
  { "win.move-left", NULL, move_cb },      { "win.move-right", NULL, move_cb },
  { "win.make-code", NULL, make_code_cb }, { "win.replace", "s", replace_cb },
  { "win.mirror", NULL, mirror_cb },       { "win.add-skip", "s", add_skip_cb },
};

void
hg_window_install_edit_actions (GtkWidgetClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_widget_class_install_action (klass, entries[i].name, entries[i].parameter,
                                     entries[i].activate);
}

static gboolean
has_text (HgWindow *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
    gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));

  return gdk_content_formats_contain_gtype (formats, G_TYPE_STRING);
}

void
hg_window_update_edit_actions (HgWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  guint n_layers = ae_model_get_n_layers (hg_workspace_get_model (self->workspace));
  gboolean some = ids->len > 0, one = ids->len == 1;
  const guint *first = get_ids (ids);
  AeModel *model = hg_workspace_get_model (self->workspace);

  gtk_widget_action_set_enabled (widget, "win.paste", has_text (self));
  gtk_widget_action_set_enabled (widget, "win.cut", some);
  gtk_widget_action_set_enabled (widget, "win.copy", some);
  gtk_widget_action_set_enabled (widget, "win.duplicate", some);
  gtk_widget_action_set_enabled (widget, "win.replace", one);
  gtk_widget_action_set_enabled (widget, "win.make-code", one);
  gtk_widget_action_set_enabled (widget, "win.add-skip", ids->len == 2);
  gtk_widget_action_set_enabled (widget, "win.mirror", n_layers > 1);
  gtk_widget_action_set_enabled (widget, "win.move-left",
                                 some && ae_model_find (model, first[0]) > 1);
  gtk_widget_action_set_enabled (widget, "win.move-right",
                                 some
                                   && ae_model_find (model, first[ids->len - 1]) + 1
                                        < (int) n_layers);
}

/* Why nothing can be done with what is selected. */
static const char *
explain_selection (HgWindow *self)
{
  switch (hg_workspace_get_selected (self->workspace))
    {
    case 0:
      return _ ("Nothing is selected. Click a layer first.");
    case HG_ID_CODE:
      return _ ("The code is not a layer: it is the output of the layer before it. "
                "Select that layer.");
    case HG_ID_OUTPUT:
      return _ ("The output is not a layer: it is the output of the last layer. Select "
                "that layer.");
    default:
      return hg_workspace_get_selected_layer (self->workspace) == 0
               ? _ ("The Input cannot be moved, copied or removed: it is where the data "
                    "enters.")
               : NULL;
    }
}

/* Why the selected layers do not move any further. */
static const char *
explain_move (HgWindow *self, guint key)
{
  const char *selection = explain_selection (self);

  if (key != GDK_KEY_Left && key != GDK_KEY_Right)
    return NULL;
  if (selection != NULL)
    return selection;
  return key == GDK_KEY_Left
           ? _ ("This is the first layer behind the Input, which stays where it is.")
           : _ ("This is the last layer: there is none to move it behind.");
}

static const char *
explain_key (HgWindow *self, guint key, GdkModifierType state)
{
  const char *selection = explain_selection (self);
  gboolean on_canvas = gtk_widget_get_focus_child (GTK_WIDGET (self->canvas)) != NULL;

  if (state == GDK_ALT_MASK && on_canvas)
    return explain_move (self, key);
  if (state != GDK_CONTROL_MASK)
    return NULL;
  if (key == GDK_KEY_v && on_canvas)
    return _ ("There is nothing to paste. Copy a layer first.");
  if (key == GDK_KEY_d || ((key == GDK_KEY_x || key == GDK_KEY_c) && on_canvas))
    return selection;
  return NULL;
}

/* A key of an action that is not possible now comes through to the window. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                HgWindow *self)
{
  const char *reason = explain_key (self, key, state & gtk_accelerator_get_default_mod_mask ());

  if (hg_window_is_welcoming (self))
    return FALSE;
  if (key == GDK_KEY_period || key == GDK_KEY_greater)
    return !hg_window_is_ready (self);
  if (reason == NULL)
    return FALSE;
  hg_window_toast (self, reason);
  return TRUE;
}

void
hg_window_init_edit_keys (HgWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (gtk_widget_get_clipboard (GTK_WIDGET (self)), "changed",
                           G_CALLBACK (hg_window_update_actions), self, G_CONNECT_SWAPPED);
}
