/* SPDX-License-Identifier: MIT */
/* Both styles are made once; which of them counts is asked of libadwaita at
 * every drawing, so a change of the desktop's style needs no bookkeeping.
 */
#include "ui/canvas/canvas-style.h"

#include <adwaita.h>

static GdkRGBA
colour (const char *name)
{
  GdkRGBA rgba;

  gdk_rgba_parse (&rgba, name);
  return rgba;
}

static GdkRGBA
mix (const GdkRGBA *a, const GdkRGBA *b, float share)
{
  return (GdkRGBA) { a->red * share + b->red * (1 - share),
                     a->green * share + b->green * (1 - share),
                     a->blue * share + b->blue * (1 - share), 1 };
}

static void
fill_role (HgCanvasStyle *style, HgRole role, const char *name, const char *text)
{
  HgRoleStyle *out = &style->roles[role];
  GdkRGBA back = colour (style->dark ? "#242424" : "#ffffff");
  float line = style->high_contrast ? 1 : style->dark ? .62f : .55f;

  out->colour = colour (name);
  out->fill = mix (&out->colour, &back, style->dark ? .17f : .09f);
  out->line = mix (&out->colour, &back, line);
  out->text = colour (text);
}

static void
fill (HgCanvasStyle *style, gboolean dark, gboolean high_contrast)
{
  style->dark = dark;
  style->high_contrast = high_contrast;
  style->paper = colour (dark ? "#1a1a1a" : "#ffffff");
  style->paper_line = colour (dark ? "#4a4a4a" : "#d5d5d5");
  style->text = colour (dark ? "#ffffff" : "#1e1e1e");
  style->dim = colour (dark ? "#a8a8a8" : "#6a6a6a");
  style->wire = colour (dark ? "rgba(255,255,255,.3)" : "rgba(0,0,0,.28)");
  style->accent = colour ("#3584e4");
  style->accent_text = colour (dark ? "#78aeed" : "#1c71d8");
  style->error = colour (dark ? "#ff7b63" : "#e01b24");
  fill_role (style, HG_ROLE_NEUTRAL, dark ? "#9a9996" : "#77767b", dark ? "#ffffff" : "#1e1e1e");
  fill_role (style, HG_ROLE_ENCODER, "#3584e4", dark ? "#99c1f1" : "#1a5fb4");
  fill_role (style, HG_ROLE_CODE, "#e5a50a", dark ? "#f8e45c" : "#8a5a00");
  fill_role (style, HG_ROLE_DECODER, "#2190a4", dark ? "#7fd0de" : "#0e5560");
}

const HgCanvasStyle *
hg_canvas_style_get (void)
{
  static HgCanvasStyle styles[4];
  static gboolean filled;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  guint index = (adw_style_manager_get_dark (manager) ? 1 : 0)
                + (adw_style_manager_get_high_contrast (manager) ? 2 : 0);

  if (!filled)
    for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
      fill (&styles[i], i & 1, i & 2);
  filled = TRUE;
  return &styles[index];
}
