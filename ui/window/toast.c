/* SPDX-License-Identifier: MIT */
/* The newest message is the one that is seen: its words change in place. One
 * that stays comes back when those shown after it are gone.
 */
#include "ui/window/toast.h"

#define MAX_CHARS 60

typedef struct
{
  char *text;
  char *button;
  char *action;
} Message;

struct _HgToast
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
  GtkButton *button;

  Message *passing;
  Message *staying;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (HgToast, hg_toast, ADW_TYPE_BIN)

static Message *
message_new (const char *text, const char *button, const char *action)
{
  Message *self = g_new0 (Message, 1);

  self->text = g_strdup (text);
  self->button = g_strdup (button);
  self->action = g_strdup (action);
  return self;
}

static void
message_free (Message *self)
{
  g_free (self->text);
  g_free (self->button);
  g_free (self->action);
  g_free (self);
}

/* Where the message that is seen is kept. */
static Message **
toast_find_shown (HgToast *self)
{
  return self->passing != NULL ? &self->passing : &self->staying;
}

/* Of a message that is gone, the words are left while it fades out. */
static void
toast_update (HgToast *self)
{
  const Message *message = *toast_find_shown (self);

  gtk_revealer_set_reveal_child (self->revealer, message != NULL);
  if (message == NULL)
    return;
  gtk_label_set_text (self->label, message->text);
  gtk_label_set_width_chars (self->label, (int) MIN (g_utf8_strlen (message->text, -1), MAX_CHARS));
  gtk_widget_set_visible (GTK_WIDGET (self->button), message->button != NULL);
  if (message->button != NULL)
    gtk_button_set_label (self->button, message->button);
}

/* A message does not go while somebody is about to use it. */
static gboolean
toast_timeout_cb (gpointer data)
{
  HgToast *self = data;

  if (gtk_widget_get_state_flags (GTK_WIDGET (self))
      & (GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUS_WITHIN))
    return G_SOURCE_CONTINUE;
  self->timeout = 0;
  g_clear_pointer (&self->passing, message_free);
  toast_update (self);
  return G_SOURCE_REMOVE;
}

static void
toast_pressed_cb (HgToast *self)
{
  Message *message = *toast_find_shown (self);
  g_autofree char *action = message != NULL ? g_strdup (message->action) : NULL;

  hg_toast_dismiss (self);
  if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
toast_dispose (GObject *object)
{
  HgToast *self = HG_TOAST (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->passing, message_free);
  g_clear_pointer (&self->staying, message_free);
  G_OBJECT_CLASS (hg_toast_parent_class)->dispose (object);
}

static void
hg_toast_class_init (HgToastClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = toast_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/toast.ui");
  gtk_widget_class_bind_template_child (widget_class, HgToast, revealer);
  gtk_widget_class_bind_template_child (widget_class, HgToast, label);
  gtk_widget_class_bind_template_child (widget_class, HgToast, button);
  gtk_widget_class_bind_template_callback (widget_class, toast_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, hg_toast_dismiss);
}

static void
hg_toast_init (HgToast *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
hg_toast_show (HgToast *self,
               const char *text,
               const char *button,
               const char *action,
               guint seconds)
{
  Message **place = seconds > 0 ? &self->passing : &self->staying;

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->passing, message_free);
  g_clear_pointer (place, message_free);
  *place = message_new (text, button, action);
  if (seconds > 0)
    self->timeout = g_timeout_add_seconds (seconds, toast_timeout_cb, self);
  toast_update (self);
}

static void
toast_withdraw_from (Message **place, const char *action)
{
  if (*place != NULL && g_strcmp0 ((*place)->action, action) == 0)
    g_clear_pointer (place, message_free);
}

void
hg_toast_withdraw (HgToast *self, const char *action)
{
  toast_withdraw_from (&self->passing, action);
  toast_withdraw_from (&self->staying, action);
  toast_update (self);
}

gboolean
hg_toast_dismiss (HgToast *self)
{
  Message **shown = toast_find_shown (self);

  if (*shown == NULL)
    return FALSE;
  g_clear_pointer (shown, message_free);
  toast_update (self);
  return TRUE;
}
