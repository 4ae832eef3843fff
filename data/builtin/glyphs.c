/* SPDX-License-Identifier: MIT */
/*
 * The glyph table, drawn by hand for this program. Each row is one way people
 * write a digit: B begins a stroke, S passes smoothly, C turns a corner.
 */
#include "data/builtin/glyphs.h"

#define B(x, y) \
  { \
    x, y, DS_GLYPH_BEGIN \
  }
#define S(x, y) \
  { \
    x, y, DS_GLYPH_SMOOTH \
  }
#define C(x, y) \
  { \
    x, y, DS_GLYPH_CORNER \
  }

/* clang-format off */
#define GLYPH(family, weight, ...)                    \
  { family, weight,                                   \
    G_N_ELEMENTS (((DsGlyphPoint[]){ __VA_ARGS__ })), \
    { __VA_ARGS__ } }

static const DsGlyph zeros[] = {
  GLYPH (0, 40, B (44, 2), S (12, 20), S (4, 62), S (36, 98), S (72, 72),
         S (72, 26), S (42, 1)),
  GLYPH (0, 20, B (58, 8), S (18, 18), S (4, 66), S (32, 99), S (64, 66),
         S (66, 22), S (50, 4)),
  GLYPH (0, 20, B (30, 6), S (3, 40), S (12, 82), S (44, 98), S (78, 72),
         S (78, 28), S (32, 3)),
  GLYPH (1, 20, B (62, 6), S (24, 8), S (3, 54), S (28, 98), S (64, 74),
         S (68, 28), S (46, 8), S (28, 20)),
};

static const DsGlyph ones[] = {
  GLYPH (0, 60, B (10, 0), S (10, 33), S (10, 66), S (10, 100)),
  GLYPH (0, 20, B (14, 0), S (11, 34), S (8, 68), S (10, 100)),
  GLYPH (1, 12, B (0, 26), C (24, 0), S (24, 34), S (24, 68), S (24, 100)),
  GLYPH (1, 8, B (6, 14), C (20, 0), S (21, 34), S (20, 68), S (20, 100)),
  GLYPH (2, 7, B (0, 24), C (24, 0), S (24, 34), S (24, 68), S (24, 98),
         B (0, 99), S (26, 98), S (52, 98)),
};

static const DsGlyph twos[] = {
  GLYPH (0, 30, B (4, 24), S (16, 6), S (40, 0), S (62, 12), S (62, 36),
         S (38, 66), C (4, 97), S (38, 95), S (76, 97)),
  GLYPH (0, 15, B (2, 20), S (20, 4), S (44, 3), S (58, 18), S (54, 42),
         S (30, 74), C (6, 94), S (40, 98), S (72, 92)),
  GLYPH (1, 35, B (6, 22), S (20, 4), S (46, 1), S (62, 16), S (58, 42),
         S (38, 76), S (16, 96), S (3, 90), S (10, 76), S (30, 80), S (52, 92),
         S (80, 90)),
  GLYPH (1, 20, B (10, 28), S (16, 8), S (40, 0), S (58, 14), S (56, 42),
         S (42, 74), S (22, 98), S (4, 98), S (4, 84), S (24, 80), S (50, 94),
         S (84, 96)),
};

static const DsGlyph threes[] = {
  GLYPH (0, 40, B (6, 12), S (30, 0), S (58, 10), S (56, 32), C (28, 46),
         S (58, 54), S (68, 76), S (46, 97), S (20, 98), S (0, 86)),
  GLYPH (0, 20, B (10, 8), S (36, 1), S (56, 14), S (48, 36), C (22, 44),
         S (52, 50), S (60, 72), S (44, 94), S (16, 100), S (2, 92)),
  GLYPH (1, 15, B (4, 14), S (30, 0), S (58, 10), S (54, 32), S (30, 46),
         S (22, 48), S (30, 46), S (58, 56), S (66, 78), S (42, 98), S (4, 90)),
  GLYPH (2, 8, B (6, 4), C (60, 2), C (26, 40), S (58, 48), S (68, 72),
         S (44, 98), S (2, 88)),
};

static const DsGlyph fours[] = {
  GLYPH (0, 40, B (10, 2), S (5, 28), S (6, 50), S (32, 56), S (72, 48),
         B (64, 0), S (60, 48), S (56, 100)),
  GLYPH (0, 20, B (16, 6), S (4, 34), S (8, 56), S (34, 56), S (66, 46),
         B (58, 8), S (54, 52), S (44, 100)),
  GLYPH (1, 15, B (48, 0), S (26, 32), C (0, 62), S (38, 62), S (78, 58),
         B (52, 2), S (52, 50), S (50, 100)),
  GLYPH (2, 20, B (8, 4), S (3, 30), S (14, 46), S (40, 44), C (66, 4),
         S (62, 50), S (54, 100)),
};

static const DsGlyph fives[] = {
  GLYPH (0, 35, B (16, 4), S (14, 22), C (8, 44), S (34, 36), S (60, 52),
         S (60, 80), S (34, 98), S (0, 90), B (16, 4), S (40, 2), S (72, 0)),
  GLYPH (0, 15, B (22, 6), S (18, 24), C (12, 42), S (38, 40), S (56, 58),
         S (52, 84), S (28, 98), S (0, 94), B (24, 6), S (50, 6), S (82, 2)),
  GLYPH (1, 30, B (76, 2), S (48, 3), C (22, 6), S (16, 24), C (8, 44),
         S (36, 38), S (60, 54), S (58, 82), S (32, 98), S (0, 88)),
  GLYPH (2, 20, B (72, 2), S (44, 2), S (22, 14), S (20, 34), S (42, 50),
         S (56, 70), S (42, 94), S (18, 98), S (0, 86)),
};

static const DsGlyph sixes[] = {
  GLYPH (0, 40, B (48, 0), S (22, 22), S (5, 58), S (12, 90), S (40, 98),
         S (58, 78), S (44, 58), S (20, 64), S (8, 82)),
  GLYPH (0, 20, B (32, 0), S (12, 28), S (3, 62), S (14, 94), S (42, 96),
         S (54, 76), S (40, 62), S (18, 72), S (10, 88)),
  GLYPH (0, 20, B (60, 4), S (30, 22), S (6, 56), S (8, 86), S (34, 99),
         S (62, 84), S (58, 62), S (34, 56), S (10, 72)),
};

static const DsGlyph sevens[] = {
  GLYPH (0, 35, B (0, 8), S (28, 6), C (60, 4), S (42, 44), S (24, 100)),
  GLYPH (0, 20, B (0, 14), S (28, 4), C (56, 10), S (48, 50), S (40, 100)),
  GLYPH (1, 12, B (2, 24), S (4, 10), S (30, 6), S (58, 4), S (58, 14),
         S (40, 50), S (26, 100)),
  GLYPH (2, 20, B (0, 8), S (28, 6), C (60, 4), S (42, 44), S (24, 100),
         B (12, 52), S (32, 50), S (60, 48)),
};

static const DsGlyph eights[] = {
  GLYPH (0, 40, B (54, 12), S (32, 0), S (10, 14), S (20, 38), S (48, 58),
         S (54, 84), S (28, 100), S (4, 84), S (14, 60), S (44, 38), S (56, 18),
         S (46, 4)),
  GLYPH (0, 20, B (60, 8), S (36, 2), S (12, 18), S (22, 40), S (40, 58),
         S (44, 82), S (24, 98), S (4, 86), S (16, 62), S (44, 40), S (62, 22),
         S (58, 6)),
  GLYPH (1, 12, B (32, 2), S (10, 20), S (30, 46), S (54, 24), S (34, 2),
         B (28, 48), S (4, 74), S (28, 100), S (56, 76), S (32, 47)),
};

static const DsGlyph nines[] = {
  GLYPH (0, 40, B (56, 14), S (34, 0), S (8, 16), S (8, 40), S (32, 48),
         S (54, 26), C (58, 8), S (54, 52), S (46, 100)),
  GLYPH (0, 20, B (52, 10), S (26, 4), S (4, 24), S (12, 46), S (34, 44),
         S (52, 22), C (56, 12), S (56, 54), S (54, 100)),
  GLYPH (1, 15, B (58, 16), S (36, 0), S (8, 14), S (8, 40), S (34, 48),
         S (58, 28), S (62, 20), S (60, 60), S (42, 94), S (10, 96)),
};
/* clang-format on */

static const struct
{
  const DsGlyph *glyphs;
  guint n_glyphs;
} digits[10] = {
  { zeros, G_N_ELEMENTS (zeros) },   { ones, G_N_ELEMENTS (ones) },
  { twos, G_N_ELEMENTS (twos) },     { threes, G_N_ELEMENTS (threes) },
  { fours, G_N_ELEMENTS (fours) },   { fives, G_N_ELEMENTS (fives) },
  { sixes, G_N_ELEMENTS (sixes) },   { sevens, G_N_ELEMENTS (sevens) },
  { eights, G_N_ELEMENTS (eights) }, { nines, G_N_ELEMENTS (nines) },
};

const DsGlyph *
ds_glyphs_get (guint digit, guint *n_glyphs)
{
  g_return_val_if_fail (digit < G_N_ELEMENTS (digits), NULL);

  *n_glyphs = digits[digit].n_glyphs;
  return digits[digit].glyphs;
}
