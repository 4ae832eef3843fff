/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/figure-style.h"

#include <adwaita.h>

#include "ui/settings.h"

/* As the schema has them. */
typedef enum
{
  PIXELS_AUTOMATIC,
  PIXELS_INK,
  PIXELS_STORED,
} Pixels;

static GSettings *
get_settings (void)
{
  static GSettings *settings;

  if (settings == NULL)
    settings = hg_settings_new ();
  return settings;
}

double
hg_figure_style_get_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / 1024. / 96. : 1;
}

void
hg_figure_style_init (WbStyle *style, GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const char *family = pango_font_description_get_family (
    pango_context_get_font_description (context));

  wb_style_init (style, adw_style_manager_get_dark (adw_style_manager_get_default ()));
  if (family != NULL)
    style->font = g_intern_string (family);
  style->text_scale = hg_figure_style_get_scale (widget);
}

void
hg_figure_style_init_pixels (WbStyle *style, GtkWidget *widget, gboolean ink)
{
  Pixels pixels = (Pixels) g_settings_get_enum (get_settings (), "pixels");

  hg_figure_style_init (style, widget);
  style->as_stored = pixels == PIXELS_STORED || (pixels == PIXELS_AUTOMATIC && !ink);
}

void
hg_figure_style_watch (gpointer object, GCallback changed)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", changed, object,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_settings (), "changed::pixels", changed, object, G_CONNECT_SWAPPED);
}
