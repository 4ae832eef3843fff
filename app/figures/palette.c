/* SPDX-License-Identifier: MIT */
/* A colour map is three stops and 256 entries between them, made once for each
 * theme and then only read.
 */
#include "app/figures/palette.h"

#include <math.h>

WbColour
wb_colour (guint32 rgb, double alpha)
{
  return (WbColour) {
    ((rgb >> 16) & 0xff) / 255.0,
    ((rgb >> 8) & 0xff) / 255.0,
    (rgb & 0xff) / 255.0,
    alpha,
  };
}

WbColour
wb_colour_mix (const WbColour *a, const WbColour *b, double share_of_b)
{
  return (WbColour) {
    a->red + (b->red - a->red) * share_of_b,
    a->green + (b->green - a->green) * share_of_b,
    a->blue + (b->blue - a->blue) * share_of_b,
    a->alpha + (b->alpha - a->alpha) * share_of_b,
  };
}

static double
linear_light (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const WbColour *colour)
{
  return 0.2126 * linear_light (colour->red) + 0.7152 * linear_light (colour->green)
         + 0.0722 * linear_light (colour->blue);
}

double
wb_colour_contrast (const WbColour *a, const WbColour *b)
{
  double la = luminance (a) + 0.05, lb = luminance (b) + 0.05;

  return MAX (la, lb) / MIN (la, lb);
}

void
wb_colour_set (const WbColour *colour, cairo_t *cr)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, colour->alpha);
}

static const struct
{
  gsize offset;
  guint light, dark;
} colours[] = {
  { G_STRUCT_OFFSET (WbStyle, card), 0xffffff, 0x303030 },
  { G_STRUCT_OFFSET (WbStyle, tile), 0xffffff, 0x1a1a1a },
  { G_STRUCT_OFFSET (WbStyle, text), 0x2e2e33, 0xf6f5f4 },
  { G_STRUCT_OFFSET (WbStyle, dim), 0x706f75, 0xa9a8ab },
  { G_STRUCT_OFFSET (WbStyle, grid), 0xe8e8ea, 0x434346 },
  { G_STRUCT_OFFSET (WbStyle, line), 0xd4d4d8, 0x5a5a5e },
  { G_STRUCT_OFFSET (WbStyle, accent), 0x3584e4, 0x3584e4 },
  { G_STRUCT_OFFSET (WbStyle, training), 0x3584e4, 0x62a0ea },
  { G_STRUCT_OFFSET (WbStyle, validation), 0x9141ac, 0xc77be0 },
  { G_STRUCT_OFFSET (WbStyle, good), 0x2ec27e, 0x33d17a },
  { G_STRUCT_OFFSET (WbStyle, good_text), 0x136c43, 0x8ff0a4 },
  { G_STRUCT_OFFSET (WbStyle, bad), 0xe01b24, 0xff7b63 },
  { G_STRUCT_OFFSET (WbStyle, amber_text), 0x8a5a00, 0xf8e45c },
};

void
wb_style_init (WbStyle *style, gboolean dark)
{
  *style = (WbStyle) {
    .dark = dark,
    .text_scale = 1.0,
    .font = "Cantarell, sans-serif",
  };
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      WbColour *colour = G_STRUCT_MEMBER_P (style, colours[i].offset);

      *colour = wb_colour (dark ? colours[i].dark : colours[i].light, 1);
    }
}

WbColour
wb_role_colour (WbRole role)
{
  static const guint32 codes[] = { 0x3584e4, 0xe5a50a, 0x2190a4, 0x6f8396 };

  return wb_colour (codes[MIN ((guint) role, WB_ROLE_NEUTRAL)], 1);
}

WbColour
wb_role_text (const WbStyle *style, WbRole role)
{
  static const guint32 light[] = { 0x1a5fb4, 0x8a5a00, 0x0e5560, 0x4c5b69 };
  static const guint32 dark[] = { 0x99c1f1, 0xf8e45c, 0x7fd4e3, 0xc0c8d0 };
  guint index = MIN ((guint) role, WB_ROLE_NEUTRAL);

  return wb_colour (style->dark ? dark[index] : light[index], 1);
}

static WbColour
mix_role (const WbStyle *style, WbRole role, double on_light, double on_dark)
{
  WbColour base = style->dark ? wb_colour (0x242424, 1) : wb_colour (0xffffff, 1);
  WbColour colour = wb_role_colour (role);

  return wb_colour_mix (&base, &colour, style->dark ? on_dark : on_light);
}

WbColour
wb_role_fill (const WbStyle *style, WbRole role)
{
  return mix_role (style, role, 0.09, 0.17);
}

static double
hue_channel (double hue, double offset)
{
  double k = fmod (offset + hue * 12.0, 12.0);

  return 0.48 - 0.30 * CLAMP (MIN (k - 3.0, 9.0 - k), -1.0, 1.0);
}

static WbColour
move_off_card (const WbStyle *style, WbColour colour)
{
  WbColour away = style->dark ? wb_colour (0xffffff, 1) : wb_colour (0x000000, 1);
  double enough = style->dark ? 3.6 : 2.4;

  for (guint i = 0; i < 12 && wb_colour_contrast (&colour, &style->card) < enough; i++)
    colour = wb_colour_mix (&colour, &away, 0.12);
  return colour;
}

WbColour
wb_class_colour (const WbStyle *style, guint index)
{
  static const guint32 digits[] = {
    0x1a5fb4, 0xe66100, 0x26a269, 0xc01c28, 0x9141ac,
    0x8a6a3d, 0xd56199, 0x5e5c64, 0xa8a400, 0x2190a4,
  };
  double hue;

  if (index < G_N_ELEMENTS (digits))
    return move_off_card (style, wb_colour (digits[index], 1));
  hue = fmod ((index - 9) * 0.61803398875, 1.0);
  return move_off_card (style, (WbColour) { hue_channel (hue, 0), hue_channel (hue, 8),
                                            hue_channel (hue, 4), 1 });
}

WbColour
wb_run_colour (const WbStyle *style, guint index)
{
  static const guint32 codes[] = {
    0x3584e4, 0x2190a4, 0xd56199, 0x9141ac, 0x986a44, 0x6f8396,
  };

  return move_off_card (style, wb_colour (codes[index % G_N_ELEMENTS (codes)], 1));
}

/* Stops at 0, 1/2 and 1. */
static const guint32 map_stops[WB_N_COLOUR_MAPS][2][3] = {
  [WB_MAP_IMAGE] = { { 0xffffff, 0x8f8f8f, 0x1e1e1e }, { 0x1a1a1a, 0x8d8d8d, 0xffffff } },
  [WB_MAP_STORED] = { { 0x000000, 0x808080, 0xffffff }, { 0x000000, 0x808080, 0xffffff } },
  [WB_MAP_ENCODER] = { { 0xffffff, 0x3584e4, 0x0d2f5c }, { 0x1a1a1a, 0x3584e4, 0xe3effc } },
  [WB_MAP_CODE] = { { 0xffffff, 0xe5a50a, 0x5c3b00 }, { 0x1a1a1a, 0xe5a50a, 0xfdf6d8 } },
  [WB_MAP_DECODER] = { { 0xffffff, 0x2190a4, 0x083840 }, { 0x1a1a1a, 0x2190a4, 0xdff5f8 } },
  [WB_MAP_NEUTRAL] = { { 0xffffff, 0x6f8396, 0x1f272e }, { 0x1a1a1a, 0x6f8396, 0xf0f3f5 } },
  [WB_MAP_WEIGHTS] = { { 0x1a5fb4, 0xffffff, 0xc64600 }, { 0x62a0ea, 0x1e1e1e, 0xffa348 } },
  [WB_MAP_ERROR] = { { 0x1c71d8, 0xffffff, 0xe01b24 }, { 0x62a0ea, 0x1a1a1a, 0xff6b5e } },
};

static guint32 map_tables[WB_N_COLOUR_MAPS][2][WB_COLOUR_MAP_SIZE];

static guint32
mix_bytes (guint32 a, guint32 b, double share)
{
  guint32 mixed = 0;

  for (int shift = 0; shift <= 16; shift += 8)
    {
      double from = (a >> shift) & 0xff, to = (b >> shift) & 0xff;

      mixed |= (guint32) lround (from + (to - from) * share) << shift;
    }
  return mixed;
}

static void
fill_table (const guint32 stops[3], guint32 table[WB_COLOUR_MAP_SIZE])
{
  for (guint i = 0; i < WB_COLOUR_MAP_SIZE; i++)
    {
      /* The middle stop of a diverging map must be met exactly, and 255 is odd:
       * entry 128 is the middle.
       */
      double at = i <= 128 ? i / 128.0 : 1.0 + (i - 128) / 127.0;
      guint k = at < 1.0 ? 0 : 1;

      table[i] = 0xff000000u | mix_bytes (stops[k], stops[k + 1], at - k);
    }
}

const guint32 *
wb_colour_map (WbColourMap map, gboolean dark)
{
  static gsize ready = 0;

  g_return_val_if_fail ((guint) map < WB_N_COLOUR_MAPS, NULL);

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < WB_N_COLOUR_MAPS; i++)
        for (guint theme = 0; theme < 2; theme++)
          fill_table (map_stops[i][theme], map_tables[i][theme]);
      g_once_init_leave (&ready, 1);
    }
  return map_tables[map][dark ? 1 : 0];
}

guint
wb_colour_map_index (double value, double lower, double upper)
{
  double at = (value - lower) / (upper - lower);

  if (!(at > 0.0))
    return 0;
  return at >= 1.0 ? WB_COLOUR_MAP_SIZE - 1 : (guint) (at * 255.0 + 0.5);
}
