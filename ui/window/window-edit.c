/* SPDX-License-Identifier: MIT */
/* What can be done with the selected layers, as actions of the window. The
 * clipboard holds them as text, so they go from window to window.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/edit/layer-text.h"

static void
report (HgWindow *self, gboolean done, GError *error)
{
  if (!done && error != NULL)
    hg_window_toast (self, error->message);
  g_clear_error (&error);
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

  report (self, hg_workspace_remove_selected (self->workspace, &error), error);
}

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  g_autofree char *text = wb_layer_text_write (
      hg_workspace_get_model (self->workspace), get_ids (ids), ids->len);

  if (ids->len == 0)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  if (g_str_equal (name, "win.cut"))
    remove_cb (widget, name, NULL);
}

static void
pasted_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HgWindow) self = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  GError *error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (
      GDK_CLIPBOARD (object), result, &error);
  gboolean done
      = text != NULL && !self->closing
        && wb_document_insert_text (
            hg_workspace_get_document (self->workspace),
            hg_workspace_get_place (self->workspace), text, ids, &error);

  report (self, done, error);
  hg_workspace_select_layers (self->workspace, ids);
}

static void
paste_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL,
                                 pasted_cb, g_object_ref (widget));
}

static void
duplicate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (guint));
  GError *error = NULL;

  report (self,
          wb_document_duplicate_layers (
              hg_workspace_get_document (self->workspace), get_ids (ids),
              ids->len, copies, &error),
          error);
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
  int first, last;

  if (ids->len == 0)
    return;
  first = ae_model_find (model, g_array_index (ids, guint, 0));
  last = ae_model_find (model, g_array_index (ids, guint, ids->len - 1));
  if (left ? first < 2 : last + 1 >= (int) ae_model_get_n_layers (model))
    gtk_widget_error_bell (widget);
  else
    report (self,
            wb_document_move_layers (
                hg_workspace_get_document (self->workspace), get_ids (ids),
                ids->len, (guint) (left ? first - 1 : last + 2), &error),
            error);
}

static void
make_code_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  GError *error = NULL;

  report (self,
          wb_document_set_code (hg_workspace_get_document (self->workspace),
                                hg_workspace_get_selected (self->workspace),
                                &error),
          error);
}

static void
replace_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  int index = hg_workspace_get_selected_layer (self->workspace);
  GError *error = NULL;

  if (!hg_workspace_replace (self->workspace,
                             hg_workspace_get_selected (self->workspace),
                             g_variant_get_string (parameter, NULL), &error))
    report (self, FALSE, error);
  else if (index > 0)
    hg_canvas_focus_selected (self->canvas);
}

static void
mirror_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  GError *error = NULL;

  if (!wb_document_mirror (hg_workspace_get_document (self->workspace), &error))
    report (self, FALSE, error);
  else
    hg_window_toast_undo (self, _("The decoder mirrors the encoder, and follows "
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
            hg_workspace_add_skip (self->workspace,
                                   g_variant_get_string (parameter, NULL),
                                   g_array_index (ids, guint, 0),
                                   g_array_index (ids, guint, 1), &error),
            error);
}

typedef struct
{
  const char *name;
  const char *parameter;
  GtkWidgetActionActivateFunc activate;
} Entry;

static const Entry entries[] = {
  { "win.remove", NULL, remove_cb },
  { "win.cut", NULL, copy_cb },
  { "win.copy", NULL, copy_cb },
  { "win.paste", NULL, paste_cb },
  { "win.duplicate", NULL, duplicate_cb },
  { "win.select-all", NULL, select_all_cb },
  { "win.move-left", NULL, move_cb },
  { "win.move-right", NULL, move_cb },
  { "win.make-code", NULL, make_code_cb },
  { "win.replace", "s", replace_cb },
  { "win.mirror", NULL, mirror_cb },
  { "win.add-skip", "s", add_skip_cb },
};

void
hg_window_install_edit_actions (GtkWidgetClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_widget_class_install_action (klass, entries[i].name,
                                     entries[i].parameter, entries[i].activate);
}

/* Which of them the selection allows. */
void
hg_window_update_edit_actions (HgWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  guint n_layers = ae_model_get_n_layers (
      hg_workspace_get_model (self->workspace));
  gboolean some = ids->len > 0, one = ids->len == 1;
  const guint *first = get_ids (ids);
  AeModel *model = hg_workspace_get_model (self->workspace);

  gtk_widget_action_set_enabled (widget, "win.cut", some);
  gtk_widget_action_set_enabled (widget, "win.copy", some);
  gtk_widget_action_set_enabled (widget, "win.duplicate", some);
  gtk_widget_action_set_enabled (widget, "win.replace", one);
  gtk_widget_action_set_enabled (widget, "win.make-code", one);
  gtk_widget_action_set_enabled (widget, "win.add-skip", ids->len == 2);
  gtk_widget_action_set_enabled (widget, "win.mirror", n_layers > 1);
  gtk_widget_action_set_enabled (
      widget, "win.move-left", some && ae_model_find (model, first[0]) > 1);
  gtk_widget_action_set_enabled (
      widget, "win.move-right",
      some
          && ae_model_find (model, first[ids->len - 1]) + 1 < (int) n_layers);
}
