/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/figure-style.h"

#include <adwaita.h>

/**
 * hg_figure_style_get_scale:
 *
 * Returns: how much larger than at 96 dpi the desktop wants text
 */
double
hg_figure_style_get_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / 1024. / 96. : 1;
}

/**
 * hg_figure_style_init:
 * @widget: where the figure will be; its font is taken
 */
void
hg_figure_style_init (WbStyle *style, GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const char *family = pango_font_description_get_family (
      pango_context_get_font_description (context));

  wb_style_init (style,
                 adw_style_manager_get_dark (adw_style_manager_get_default ()));
  if (family != NULL)
    style->font = g_intern_string (family);
  style->text_scale = hg_figure_style_get_scale (widget);
}
