/* SPDX-License-Identifier: MIT */
/* What a window keeps from one time to the next: size, sashes, zoom, the view
 * that was shown, and which of palette and inspector a person wants to see.
 *
 * Where the window is too narrow for them they lie over the rest, closed at
 * first, and opening one there is for the moment: what is wanted is only
 * changed where there is room.
 */
#include "ui/window/window-private.h"

void
hg_window_save_state (HgWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  if (!gtk_window_is_maximized (GTK_WINDOW (self)))
    g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_int (self->settings, "canvas-height", self->open_height);
  g_settings_set_boolean (self->settings, "canvas-folded", self->folded && !self->folded_for_view);
  g_settings_set_string (self->settings, "view", hg_window_get_view (self));
  g_settings_set_double (self->settings, "zoom", hg_canvas_get_zoom (self->canvas));
}

void
hg_window_restore_state (HgWindow *self)
{
  g_autofree char *view = g_settings_get_string (self->settings, "view");
  int width, height;

  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  self->open_height = g_settings_get_int (self->settings, "canvas-height");
  gtk_paned_set_position (self->paned, g_settings_get_boolean (self->settings, "canvas-folded")
                                         ? HG_WINDOW_STRIP_HEIGHT
                                         : self->open_height);
  hg_window_set_view (self, view);
  hg_canvas_set_zoom (self->canvas, (float) g_settings_get_double (self->settings, "zoom"));
}

static const char *
get_key (HgWindow *self, AdwFlap *flap)
{
  return flap == self->palette_flap ? "palette-shown" : "inspector-shown";
}

static void
folded_cb (AdwFlap *flap, GParamSpec *pspec, HgWindow *self)
{
  adw_flap_set_reveal_flap (flap,
                            !adw_flap_get_folded (flap)
                              && g_settings_get_boolean (self->settings, get_key (self, flap)));
}

static gboolean
update_title_cb (gpointer data)
{
  HgWindow *self = data;

  if (!self->closing && self->workspace != NULL)
    hg_window_update_title (self);
  return G_SOURCE_REMOVE;
}

/* What the title says follows the room. A window folds while it is laid out,
 * and words cannot change before that is over. */
static void
narrowed_cb (HgWindow *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, update_title_cb, g_object_ref (self), g_object_unref);
}

/* There is room for one of them at a time over a narrow window. */
static void
make_room (HgWindow *self, AdwFlap *flap)
{
  AdwFlap *other = flap == self->palette_flap ? self->inspector_flap : self->palette_flap;

  if (adw_flap_get_reveal_flap (flap) && adw_flap_get_folded (other))
    adw_flap_set_reveal_flap (other, FALSE);
}

static void
revealed_cb (AdwFlap *flap, GParamSpec *pspec, HgWindow *self)
{
  if (adw_flap_get_folded (flap))
    make_room (self, flap);
  else
    g_settings_set_boolean (self->settings, get_key (self, flap), adw_flap_get_reveal_flap (flap));
}

static void
init_flap (HgWindow *self, AdwFlap *flap, const char *property)
{
  folded_cb (flap, NULL, self);
  g_object_bind_property (flap, "reveal-flap", self, property,
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (flap, "notify::folded", G_CALLBACK (folded_cb), self, 0);
  g_signal_connect_object (flap, "notify::reveal-flap", G_CALLBACK (revealed_cb), self, 0);
}

void
hg_window_init_flaps (HgWindow *self)
{
  init_flap (self, self->palette_flap, "palette-shown");
  init_flap (self, self->inspector_flap, "inspector-shown");
  g_signal_connect_object (self->inspector_flap, "notify::folded", G_CALLBACK (narrowed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->status_squeezer, "notify::visible-child", G_CALLBACK (narrowed_cb),
                           self, G_CONNECT_SWAPPED);
}
