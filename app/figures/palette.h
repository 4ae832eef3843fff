/* SPDX-License-Identifier: MIT */
/* The colours of everything Hourglass draws: surfaces and text of a light and a
 * dark style, the roles of layers, the classes of samples, the runs, and the
 * colour maps that turn a value into a pixel.
 *
 * Two codes never mix: a tint tells the role of a layer, a status colour (green,
 * red, amber) tells how something went. Plain values: any thread.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/** WbColour: red, green, blue, alpha in [0,1], not premultiplied. */
typedef struct
{
  double red;
  double green;
  double blue;
  double alpha;
} WbColour;

/**
 * WbStyle: how a figure looks.
 * @dark: light ink on a dark card
 * @as_stored: pixels are shown as they are stored, 0 black and 1 white, in
 *   place of ink on paper
 * @text_scale: factor on every font size; no text goes below 10 px all the same
 * @font: (not nullable): Pango family list
 * @card: what the figure lies on
 * @tile: what a picture lies on
 * @text: words and numbers that matter
 * @dim: ticks and captions
 * @grid: the quietest lines
 * @line: borders of tiles, the crosshair
 * @accent: what is selected
 * @training: the training curve, everywhere
 * @validation: the validation curve, everywhere
 * @good: best, checked
 * @good_text: words in the colour of @good
 * @bad: error, diverged
 * @amber_text: the worst item, rewound
 */
typedef struct
{
  gboolean dark;
  gboolean as_stored;
  double text_scale;
  const char *font;
  WbColour card;
  WbColour tile;
  WbColour text;
  WbColour dim;
  WbColour grid;
  WbColour line;
  WbColour accent;
  WbColour training;
  WbColour validation;
  WbColour good;
  WbColour good_text;
  WbColour bad;
  WbColour amber_text;
} WbStyle;

typedef enum
{
  WB_ROLE_ENCODER,
  WB_ROLE_CODE,
  WB_ROLE_DECODER,
  WB_ROLE_NEUTRAL,
} WbRole;

/**
 * WbColourMap:
 * @WB_MAP_IMAGE: ink on paper; the value range is [0, 1]
 * @WB_MAP_STORED: black to white
 * @WB_MAP_ENCODER: activations of the encoder, from paper over the role's
 *   colour to its far end; the same for @WB_MAP_CODE, @WB_MAP_DECODER and
 *   @WB_MAP_NEUTRAL
 * @WB_MAP_WEIGHTS: blue - paper - orange, for values around 0
 * @WB_MAP_ERROR: blue - paper - red, for differences in [-1, 1]
 */
typedef enum
{
  WB_MAP_IMAGE,
  WB_MAP_STORED,
  WB_MAP_ENCODER,
  WB_MAP_CODE,
  WB_MAP_DECODER,
  WB_MAP_NEUTRAL,
  WB_MAP_WEIGHTS,
  WB_MAP_ERROR,
} WbColourMap;

#define WB_N_COLOUR_MAPS   8
#define WB_COLOUR_MAP_SIZE 256

/** @style: (out): filled in whole; change what should differ afterwards */
void wb_style_init (WbStyle *style, gboolean dark);

/**
 * @rgb: 0xrrggbb
 * @alpha: in [0,1]
 *
 * Returns: the colour written as designers write it.
 */
WbColour wb_colour (guint32 rgb, double alpha);

/**
 * @share_of_b: 0 gives @a, 1 gives @b
 *
 * Returns: a colour on the straight way from @a to @b.
 */
WbColour wb_colour_mix (const WbColour *a, const WbColour *b, double share_of_b);

/**
 * The contrast of WCAG 2: from 1 (the same) to 21 (black on white); text wants
 * 4.5. Alpha is not looked at.
 *
 * Returns: the ratio.
 */
double wb_colour_contrast (const WbColour *a, const WbColour *b);

/** @cr: its source becomes @colour */
void wb_colour_set (const WbColour *colour, cairo_t *cr);

/** Returns: the role's own colour, the same in both themes. */
WbColour wb_role_colour (WbRole role);

/** Returns: the role's colour, darkened or lightened until words are readable. */
WbColour wb_role_text (const WbStyle *style, WbRole role);

/** Returns: the tint inside a block of that role. */
WbColour wb_role_fill (const WbStyle *style, WbRole role);

/**
 * Colour is never the only carrier: put the class's name beside it.
 *
 * @index: number of the class: the ten digits have chosen colours, beyond them
 *   the hue goes round by the golden angle
 *
 * Returns: the colour, moved away from the card where it would be lost on it.
 */
WbColour wb_class_colour (const WbStyle *style, guint index);

/**
 * @index: place of the run among those that are compared; goes round after six
 *
 * Returns: blue, teal, pink, purple, brown, slate.
 */
WbColour wb_run_colour (const WbStyle *style, guint index);

/**
 * Any thread.
 *
 * Returns: (transfer none): %WB_COLOUR_MAP_SIZE opaque pixels as
 *   %CAIRO_FORMAT_ARGB32 wants them; entry 128 is the middle of a diverging map.
 */
const guint32 *wb_colour_map (WbColourMap map, gboolean dark);

/**
 * @value: is clamped into the range; NaN gives the lower end
 * @lower: maps to entry 0
 * @upper: maps to entry 255
 *
 * Returns: an index into a colour map; the middle of the range is entry 128.
 */
guint wb_colour_map_index (double value, double lower, double upper);

G_END_DECLS
