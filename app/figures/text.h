/* SPDX-License-Identifier: MIT */
/* Words in figures: one Pango layout for all the labels of a drawing, tabular
 * figures, sizes in pixels, never below WB_TEXT_MIN. Labels are placed by the
 * middle of their capital letters, so a row of them shares one baseline.
 *
 * Lives as long as one drawing; belongs to the thread that draws.
 */
#pragma once

#include <pango/pango.h>

#include "app/figures/palette.h"

G_BEGIN_DECLS

#define WB_TEXT_MIN     10.0
#define WB_TEXT_TICK    11.0
#define WB_TEXT_CAPTION 12.0
#define WB_TEXT_HEADING 14.5

typedef struct
{
  cairo_t *cr;
  const WbStyle *style;
  PangoLayout *layout;
  PangoFontDescription *font;
  double size;
} WbText;

/**
 * @self: (out): to be cleared with wb_text_clear() after the drawing
 * @cr: must outlive @self
 * @style: must outlive @self
 */
void wb_text_init (WbText *self, cairo_t *cr, const WbStyle *style);

/** Frees what wb_text_init() made. */
void wb_text_clear (WbText *self);

/** @size: in pixels, before the style's factor; never less than %WB_TEXT_MIN */
void wb_text_set_font (WbText *self, double size, gboolean bold);

/** Returns: how far @words advance, in pixels. */
double wb_text_width (WbText *self, const char *words);

/**
 * @x: where the words are held
 * @y: middle of the capital letters
 * @align: 0 holds them at their left end, 0.5 in the middle, 1 at the right
 */
void wb_text_draw (WbText *self,
                   const char *words,
                   double x,
                   double y,
                   double align,
                   const WbColour *colour);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbText, wb_text_clear)

G_END_DECLS
