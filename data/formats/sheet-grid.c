/* SPDX-License-Identifier: MIT */
/*
 * A grid shows in the activity of lines, which is how much the neighbouring
 * pixels of a row or column differ: it repeats from tile to tile, which in a
 * picture of one thing it does not. How much of it repeats is the share of the
 * variance that the place within the tile explains, less what chance explains.
 * Where this is weak, edges where tiles meet count, too, if they are stronger
 * than those at the same distance elsewhere.
 *
 * Gaps are lines of one colour throughout, at regular distances. Where tiles
 * begin and end with other colours than the gaps' own (is_visible), gap and
 * margin are measured. Else tiles may end anywhere within the lines of one
 * colour, and those lengths are taken that fill the picture: no gap; or as
 * margin and gap are alike; or no margin.
 */
#include "data/formats/sheet-grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/fit.h"

#define MIN_TILE 8

/* Wider gaps, and margins that nothing shows, are not looked for. */
#define MAX_GAP 16

/* In pictures with a longer side no tiles are looked for. */
#define MAX_SIDE (1 << 16)

/* How much of the activity must repeat: alone, and where edges show the grid, too. */
#define REPEATS     0.3
#define MUST_REPEAT 0.12
#define CLEAR_EDGES 3.0

/* Edges that show it alone, along both axes: they are the strongest but for a few, such as those
 * of the margin, and one in a hundred. */
#define SHARP_EDGES 0.5
#define STRONGER    2
#define SPARE       0.01

/* How much of the best a smaller tile must reach. */
#define NEARLY 0.8

/* Levels of 255 by which a pixel differs that is not of the gap's colour. */
#define OTHER_COLOUR 16

/* The rows, or the columns, of a picture. */
typedef struct
{
  const DsSheetAxis *given;
  guint n;
  double *activity; /* [n], logarithm of the mean difference between pixels of a line */
  double *edges;    /* [n], the same between pixels of a line and the one before; then ranks */
  double *ink;      /* [n], the share of pixels that do not have the gap's colour */
} Lines;

/* One way to cut an axis; n_tiles of 1 needs no grid. */
typedef struct
{
  DsSheetAxis axis;
  guint n_tiles;
  double repeats; /* share of the activity of tiles */
  double periods; /* the same with gaps: of two cuts the better one has more of it */
  double edges;   /* standard deviations by which those between tiles are stronger than others */
  double rank;    /* their mean rank, 0 to 1 */
} Cut;

static void
lines_clear (Lines *self)
{
  g_free (self->activity);
  g_free (self->edges);
  g_free (self->ink);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lines, lines_clear)

guint
ds_sheet_axis_count (const DsSheetAxis *self, guint n)
{
  guint used = (guint) MAX (self->margin, 0), gap = (guint) MAX (self->gap, 0);

  return self->tile == 0 || used > n || self->tile > n - used
           ? 0
           : (n - used - self->tile) / (self->tile + gap) + 1;
}

static inline gint
get_value (const DsImage *image, gsize i)
{
  return image->deep ? ((const guint16 *) image->rgba)[i] : ((const guint8 *) image->rgba)[i];
}

static guint64
get_pixel (const DsImage *image, gsize x, gsize y)
{
  gsize at = 4 * (y * image->width + x);
  guint64 pixel = 0;

  for (guint i = 0; i < 4; i++)
    pixel = pixel << 16 | (guint) get_value (image, at + i);
  return pixel;
}

static gboolean
has_colour (const DsImage *image, gsize at, guint64 colour)
{
  const gint limit = OTHER_COLOUR * (image->deep ? 257 : 1);

  for (guint i = 0; i < 4; i++)
    if (ABS (get_value (image, at + i) - (gint) (colour >> (48 - 16 * i) & 0xffff)) > limit)
      return FALSE;
  return TRUE;
}

/* Sums of differences, of which logarithms are made later. */
static gboolean
measure_differences (const DsImage *image,
                     Lines *rows,
                     Lines *columns,
                     const DsProgress *progress,
                     GError **error)
{
  const gsize width = image->width;

  for (gsize y = 0; y < image->height; y++)
    {
      if (!ds_progress_check (progress, error))
        return FALSE;
      for (gsize i = 4 * y * width; i < 4 * (y + 1) * width; i++)
        {
          gsize x = i / 4 - y * width;
          gint value = get_value (image, i);
          gint across = x > 0 ? ABS (value - get_value (image, i - 4)) : 0;
          gint down = y > 0 ? ABS (value - get_value (image, i - 4 * width)) : 0;

          rows->activity[y] += across;
          columns->edges[x] += across;
          rows->edges[y] += down;
          columns->activity[x] += down;
        }
    }
  return TRUE;
}

/* The colour that most lines have that are of one colour. */
static gboolean
find_colour (const DsImage *image, const Lines *rows, const Lines *columns, guint64 *colour)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint most = 0;

  for (guint i = 0; i < rows->n + columns->n; i++)
    {
      gboolean is_row = i < rows->n;
      gboolean plain = (is_row ? rows->activity[i] : columns->activity[i - rows->n]) == 0;
      guint64 *key = plain ? g_new (guint64, 1) : NULL;
      guint n;

      if (!plain)
        continue;
      *key = is_row ? get_pixel (image, 0, i) : get_pixel (image, i - rows->n, 0);
      n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1;
      if (n > most)
        *colour = *key;
      most = MAX (most, n);
      g_hash_table_replace (counts, key, GUINT_TO_POINTER (n));
    }
  return most > 0;
}

static gboolean
measure_ink (const DsImage *image,
             Lines *rows,
             Lines *columns,
             const DsProgress *progress,
             GError **error)
{
  guint64 colour = 0;
  gboolean found = find_colour (image, rows, columns, &colour);

  for (gsize y = 0; y < image->height; y++)
    {
      if (!ds_progress_check (progress, error))
        return FALSE;
      for (gsize x = 0; x < image->width; x++)
        if (!found || !has_colour (image, 4 * (y * image->width + x), colour))
          {
            rows->ink[y] += 1. / image->width;
            columns->ink[x] += 1. / image->height;
          }
    }
  return TRUE;
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const double x = **(const double *const *) a, y = **(const double *const *) b;

  return x < y ? -1 : x > y;
}

/* Ranks of [n] values, from 0 to 1, without the first; those that are the same share one;
 * (transfer full). */
static double *
find_ranks (const double *values, guint n)
{
  double *ranks = g_new0 (double, n);
  g_autofree const double **order = g_new (const double *, n);

  for (guint i = 1; i < n; i++)
    order[i] = &values[i];
  qsort (order + 1, n - 1, sizeof *order, compare_values);
  for (guint i = 1, end; i < n; i = end)
    {
      for (end = i + 1; end < n && *order[end] == *order[i];)
        end++;
      for (guint k = i; k < end; k++)
        ranks[order[k] - values] = ((i + end - 1) / 2. - .5) / (n - 1);
    }
  return ranks;
}

/* Edges become the ranks of how much they differ from those around them. */
static void
rank_edges (Lines *self)
{
  g_autofree double *edges = self->edges;
  g_autofree double *contrasts = g_new0 (double, self->n);

  for (guint i = 1; i < self->n; i++)
    for (gint k = -2; k <= 2; k++)
      contrasts[i] += (k == 0 ? 5 : -1) / 4. * edges[CLAMP ((gint) i + k, 1, (gint) self->n - 1)];
  self->edges = find_ranks (contrasts, self->n);
}

static void
take_logarithms (Lines *self, const DsImage *image, guint length)
{
  const double unit = (image->deep ? 257. : 1.) * length;

  for (guint i = 0; i < self->n; i++)
    {
      self->activity[i] = log1p (self->activity[i] / unit);
      self->edges[i] = log1p (self->edges[i] / unit);
    }
  rank_edges (self);
}

/* The share of the activity that repeats from tile to tile, of the first @n_places lines. */
static double
find_repeats (const Lines *self, const DsSheetAxis *axis, guint n_tiles, guint n_places)
{
  const guint step = axis->tile + (guint) axis->gap;
  double sum = 0, squares = 0, of_places = 0, n = (double) n_tiles * n_places, all, share;

  for (guint place = 0; place < n_places; place++)
    {
      double at_place = 0;

      for (guint k = 0, i = (guint) axis->margin + place; k < n_tiles && i < self->n;
           k++, i += step)
        {
          at_place += self->activity[i];
          squares += self->activity[i] * self->activity[i];
        }
      sum += at_place;
      of_places += at_place * at_place / n_tiles;
    }
  all = squares - sum * sum / n;
  share = all > 1e-9 * n ? (of_places - sum * sum / n) / all : 0;
  return (share - 1. / n_tiles) / (1 - 1. / n_tiles);
}

/* How much stronger the edges are where tiles meet than at that distance elsewhere. */
static void
find_edges (const Lines *self, Cut *cut)
{
  const DsSheetAxis *axis = &cut->axis;
  const guint tile = axis->tile, n_edges = cut->n_tiles - 1;
  double elsewhere = 0;

  for (guint place = 0; place < tile; place++)
    {
      double sum = 0;

      for (guint i = 1; i <= n_edges; i++)
        sum += self->edges[(guint) axis->margin + i * tile + place] / n_edges;
      if (place == 0)
        cut->rank = sum;
      else
        elsewhere = MAX (elsewhere, place > 2 && place + 2 < tile ? sum : 0);
    }
  cut->edges = (cut->rank - elsewhere) * sqrt (12 * n_edges);
}

static gboolean
is_blank (const Lines *self, guint from, guint n)
{
  for (guint i = from; i < from + n; i++)
    if (self->ink[i] > 0)
      return FALSE;
  return TRUE;
}

/* Whether margins and gaps have one colour, and what is left behind the last tile. */
static gboolean
has_blank_gaps (const Lines *self, const DsSheetAxis *axis, guint n_tiles)
{
  const guint step = axis->tile + (guint) axis->gap;
  guint end = (guint) axis->margin + (n_tiles - 1) * step + axis->tile;

  for (guint i = 1; i < n_tiles; i++)
    if (!is_blank (self, (guint) axis->margin + i * step - (guint) axis->gap, (guint) axis->gap))
      return FALSE;
  return is_blank (self, 0, (guint) axis->margin) && is_blank (self, end, self->n - end);
}

static gboolean
is_wanted (const DsSheetAxis *given, const DsSheetAxis *axis)
{
  return (given->tile == 0 || given->tile == axis->tile)
         && (given->gap < 0 || given->gap == axis->gap)
         && (given->margin < 0 || given->margin == axis->margin);
}

static void
add_cut (GArray *cuts, const Lines *self, DsSheetAxis axis)
{
  Cut cut = { axis, ds_sheet_axis_count (&axis, self->n), 0, 0, 0, 0 };

  if (axis.tile < (self->given->tile > 0 ? 1 : MIN_TILE) || cut.n_tiles < 2
      || !is_wanted (self->given, &axis)
      || ((axis.gap > 0 || axis.margin > 0) && !has_blank_gaps (self, &axis, cut.n_tiles)))
    return;
  cut.repeats = find_repeats (self, &axis, cut.n_tiles, axis.tile);
  cut.periods = find_repeats (self, &axis, cut.n_tiles, axis.tile + (guint) axis.gap);
  if (axis.gap == 0)
    find_edges (self, &cut);
  g_array_append_val (cuts, cut);
}

/* The longest run of places, of @step that repeat, where all lines are blank; 0 for none. */
static guint
find_free_run (const Lines *self, guint step, guint8 *inked, guint *first)
{
  guint longest = 0, run = 0;

  memset (inked, 0, step);
  for (guint i = 0; i < self->n; i++)
    if (self->ink[i] > 0)
      inked[i % step] = TRUE;
  for (guint i = 0; i < 2 * step; i++)
    {
      run = inked[i % step] ? 0 : run + 1;
      if (run > longest && run < step)
        {
          longest = run;
          *first = (i + 1 - run) % step;
        }
    }
  return longest;
}

/* Tiles between lines of one colour that begin and end with another one. */
static gboolean
add_visible (GArray *cuts, const Lines *self, guint step, guint8 *inked)
{
  guint first = 0, free = find_free_run (self, step, inked, &first), n;
  DsSheetAxis axis = { step - free, (gint) free, (gint) ((first + free) % step), TRUE, TRUE };
  double begins = 0, ends = 0;
  guint before = cuts->len;

  if (free == 0)
    return FALSE;
  while ((guint) axis.margin + step < self->n && is_blank (self, (guint) axis.margin, axis.tile))
    axis.margin += (gint) step;
  n = ds_sheet_axis_count (&axis, self->n);
  for (guint i = 0; i < n; i++)
    {
      begins += self->ink[(guint) axis.margin + i * step] / n;
      ends += self->ink[(guint) axis.margin + i * step + axis.tile - 1] / n;
    }
  if (MIN (begins, ends) >= .5 && free <= 4 * MAX_GAP)
    add_cut (cuts, self, axis);
  return cuts->len > before;
}

/* The margin that is of one colour around tiles of others; 0 for none. */
static gint
find_margin (const Lines *self)
{
  guint before = 0, behind = 0;

  while (before < self->n && self->ink[before] == 0)
    before++;
  while (behind < self->n - before && self->ink[self->n - 1 - behind] == 0)
    behind++;
  return before == behind && before < self->n / 2
             && MIN (self->ink[before], self->ink[self->n - 1 - behind]) >= .5
           ? (gint) before
           : 0;
}

/* @free: blank lines in a row */
static void
add_hidden (GArray *cuts, const Lines *self, guint step, guint free)
{
  for (gint gap = 0; gap <= (gint) MIN (MIN (free, MAX_GAP), step - 1); gap++)
    {
      const gint margins[] = { gap, 0, self->given->margin, gap == 0 ? find_margin (self) : 0 };

      for (guint i = 0; i < G_N_ELEMENTS (margins); i++)
        if (margins[i] >= 0 && (i == 0 || margins[i] != gap) && (i < 2 || margins[i] != 0)
            && 2 * (guint) margins[i] + step < self->n
            && (self->n + (guint) gap - 2 * (guint) margins[i]) % step == 0)
          add_cut (cuts, self, (DsSheetAxis) { step - (guint) gap, gap, margins[i], TRUE, FALSE });
    }
}

/* Of Cut, what may be: (transfer full). */
static GArray *
find_cuts (const Lines *self, const DsProgress *progress, GError **error)
{
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (Cut));
  g_autofree guint8 *inked = g_new (guint8, self->n + 1);
  guint last = MIN (self->n / 2 + MAX_GAP, DS_FIT_MAX_SIDE + MAX_GAP);

  for (guint step = self->given->tile > 0 ? self->given->tile : MIN_TILE;
       step <= MIN (last, self->n); step++)
    {
      guint first;

      if (!ds_progress_check (progress, error))
        return NULL;
      if (!add_visible (cuts, self, step, inked))
        add_hidden (cuts, self, step, find_free_run (self, step, inked, &first));
    }
  return g_steal_pointer (&cuts);
}

/* The one of that tile that repeats best; a visible one before others. */
static const Cut *
find_best (const GArray *cuts, guint tile)
{
  const Cut *best = NULL;

  for (guint i = 0; i < cuts->len; i++)
    {
      const Cut *cut = &g_array_index (cuts, Cut, i);

      if (cut->axis.tile == tile
          && (best == NULL || cut->axis.is_visible > best->axis.is_visible
              || (cut->axis.is_visible == best->axis.is_visible
                  && cut->periods > best->periods + .02)))
        best = cut;
    }
  return best;
}

static gboolean
is_sharp (const Cut *self)
{
  const double n = self->n_tiles * (self->axis.tile + self->axis.gap) + 2 * self->axis.margin;

  return self->n_tiles >= 4 && self->edges >= SHARP_EDGES
         && self->rank >= 1 - (self->n_tiles / 2. + STRONGER) / n - SPARE;
}

/* @b: (nullable): a cut of the other axis
 *
 * Returns: how much they repeat, 1 for visible gaps, 0 where no grid shows. */
static double
rate (const Cut *a, const Cut *b)
{
  const guint n_a = a->n_tiles - 1, n_b = b != NULL ? b->n_tiles - 1 : 0;
  const double repeats = (n_a * a->repeats + n_b * (b != NULL ? b->repeats : 0)) / (n_a + n_b);
  const double periods = (n_a * a->periods + n_b * (b != NULL ? b->periods : 0)) / (n_a + n_b);
  const double edges = (a->edges + (b != NULL ? b->edges : 0)) / sqrt (b != NULL ? 2 : 1);

  if (a->axis.is_visible || (b != NULL && b->axis.is_visible))
    return 1;
  if (MAX (n_a, n_b) < 2)
    return 0;
  if (b != NULL && is_sharp (a) && is_sharp (b))
    return MAX (periods, REPEATS);
  return repeats >= REPEATS || (repeats >= MUST_REPEAT && edges >= CLEAR_EDGES) ? periods : 0;
}

/* Whether the axis is one tile with such a margin as the other has. */
static gboolean
find_single (const Lines *self, const DsSheetAxis *other, guint tile, DsSheetAxis *axis)
{
  guint margin = self->given->margin >= 0 ? (guint) self->given->margin
                 : self->n == tile        ? 0
                                          : (guint) other->margin;

  *axis = (DsSheetAxis) { tile, self->given->gap >= 0 ? self->given->gap : other->gap,
                          (gint) margin, FALSE, FALSE };
  return self->n - tile == 2 * margin && is_blank (self, 0, margin)
         && is_blank (self, self->n - margin, margin);
}

/* Square tiles of that side, or, without @b, such tiles along one axis. Returns: the rate. */
static double
try_tile (const Lines *const *lines, GArray *const *cuts, guint tile, DsSheetAxis *axes)
{
  const Cut *found[2] = { NULL };

  for (guint i = 0; i < 2; i++)
    {
      found[i] = find_best (cuts[i], tile);
      if (found[i] != NULL)
        axes[i] = found[i]->axis;
    }
  for (guint i = 0; i < 2; i++)
    if (found[i] == NULL
        && (found[1 - i] == NULL || !find_single (lines[i], &axes[1 - i], tile, &axes[i])))
      return 0;
  return found[0] != NULL ? rate (found[0], found[1]) : rate (found[1], NULL);
}

/* The smallest tile that is nearly as good as the best, or a slightly larger one that is
 * better; 0 for none. */
static guint
choose_tile (const double *rates, guint n)
{
  double best = 0;
  guint tile = 1, chosen;

  for (guint i = 1; i < n; i++)
    best = MAX (best, rates[i]);
  if (best == 0)
    return 0;
  while (rates[tile] < NEARLY * best)
    tile++;
  chosen = tile;
  for (guint i = tile; i < MIN (n, tile + tile / 4 + 1); i++)
    if (rates[i] > rates[chosen])
      chosen = i;
  return chosen;
}

static gboolean
find_square (const Lines *const *lines, GArray *const *cuts, DsSheetAxis *axes)
{
  const guint n = MAX (lines[0]->n, lines[1]->n) + 1;
  g_autofree double *rates = g_new0 (double, n);
  guint tile;

  for (guint i = 0; i < 2; i++)
    for (guint k = 0; k < cuts[i]->len; k++)
      {
        tile = g_array_index (cuts[i], Cut, k).axis.tile;
        if (rates[tile] == 0)
          rates[tile] = try_tile (lines, cuts, tile, axes);
      }
  tile = choose_tile (rates, n);
  return tile > 0 && try_tile (lines, cuts, tile, axes) > 0;
}

/* The best cut of one axis alone. */
static const Cut *
find_side (const Lines *lines, const GArray *cuts)
{
  g_autofree double *rates = g_new0 (double, lines->n + 1);
  guint tile;

  for (guint i = 0; i < cuts->len; i++)
    {
      tile = g_array_index (cuts, Cut, i).axis.tile;
      rates[tile] = rate (find_best (cuts, tile), NULL);
    }
  tile = choose_tile (rates, lines->n + 1);
  return tile > 0 ? find_best (cuts, tile) : NULL;
}

/* Tiles that are not square: both axes show them, or gaps are seen along one. */
static gboolean
find_oblong (const Lines *const *lines, GArray *const *cuts, DsSheetAxis *axes)
{
  const Cut *found[] = { find_side (lines[0], cuts[0]), find_side (lines[1], cuts[1]) };

  for (guint i = 0; i < 2; i++)
    if (found[i] != NULL)
      axes[i] = found[i]->axis;
  if (found[0] != NULL && found[1] != NULL)
    return TRUE;
  for (guint i = 0; i < 2; i++)
    if (found[i] != NULL && found[i]->axis.is_visible && found[i]->n_tiles > 2)
      {
        guint n = lines[1 - i]->n, margin = (guint) axes[i].margin;

        return find_single (lines[1 - i], &axes[i], n - MIN (n / 2, 2 * margin), &axes[1 - i])
               || find_single (lines[1 - i], &axes[i], n, &axes[1 - i]);
      }
  return FALSE;
}

static gboolean
is_plain (const DsImage *image, gsize x, gsize y, guint width, guint height)
{
  guint64 first = get_pixel (image, x, y);

  for (gsize i = 0; i < (gsize) width * height; i++)
    if (get_pixel (image, x + i % width, y + i / width) != first)
      return FALSE;
  return TRUE;
}

/* Whether at least half of the tiles show something: else they are the fields of a table. */
static gboolean
shows_something (const DsImage *image, const DsSheetAxis *axes)
{
  const guint n_columns = ds_sheet_axis_count (&axes[0], image->width);
  const guint n_rows = ds_sheet_axis_count (&axes[1], image->height);
  guint n_plain = 0;

  for (guint i = 0; i < n_columns * n_rows; i++)
    n_plain += is_plain (
      image, (guint) axes[0].margin + i % n_columns * (axes[0].tile + (guint) axes[0].gap),
      (guint) axes[1].margin + i / n_columns * (axes[1].tile + (guint) axes[1].gap), axes[0].tile,
      axes[1].tile);
  return 2 * n_plain <= n_columns * n_rows;
}

/* What nothing shows. */
static DsSheetAxis
complete (const DsSheetAxis *given, guint n)
{
  DsSheetAxis axis = { given->tile, MAX (given->gap, 0), MAX (given->margin, 0), FALSE, FALSE };

  if (axis.tile == 0)
    axis.tile = n > 2 * (guint) axis.margin ? n - 2 * (guint) axis.margin : n;
  return axis;
}

static gboolean
measure (const DsImage *image, Lines *x, Lines *y, const DsProgress *progress, GError **error)
{
  if (!measure_differences (image, y, x, progress, error)
      || !measure_ink (image, y, x, progress, error))
    return FALSE;
  take_logarithms (x, image, image->height);
  take_logarithms (y, image, image->width);
  return TRUE;
}

static Lines
lines_new (const DsSheetAxis *given, guint n)
{
  return (Lines) { given, n, g_new0 (double, n), g_new0 (double, n), g_new0 (double, n) };
}

gboolean
ds_sheet_guess (const DsImage *image,
                DsSheetAxis *x,
                DsSheetAxis *y,
                const DsProgress *progress,
                GError **error)
{
  const DsSheetAxis given[] = { *x, *y };
  g_auto (Lines) columns = { 0 };
  g_auto (Lines) rows = { 0 };
  const Lines *const lines[] = { &columns, &rows };
  DsSheetAxis axes[2];
  g_autoptr (GArray) cuts_x = NULL;
  g_autoptr (GArray) cuts_y = NULL;

  *x = complete (&given[0], image->width);
  *y = complete (&given[1], image->height);
  if (MAX (image->width, image->height) > MAX_SIDE
      || (given[0].tile > 0 && MIN (given[0].gap, given[0].margin) >= 0))
    return TRUE;
  columns = lines_new (&given[0], image->width);
  rows = lines_new (&given[1], image->height);
  if (!measure (image, &columns, &rows, progress, error)
      || (cuts_x = find_cuts (&columns, progress, error)) == NULL
      || (cuts_y = find_cuts (&rows, progress, error)) == NULL)
    return FALSE;
  if (given[0].tile > 0)
    {
      const Cut *found[] = { find_best (cuts_x, x->tile), find_best (cuts_y, y->tile) };

      *x = found[0] != NULL ? found[0]->axis : *x;
      *y = found[1] != NULL ? found[1]->axis : *y;
    }
  else if ((find_square (lines, (GArray *const[]) { cuts_x, cuts_y }, axes)
            || find_oblong (lines, (GArray *const[]) { cuts_x, cuts_y }, axes))
           && shows_something (image, axes))
    {
      *x = axes[0];
      *y = axes[1];
    }
  return TRUE;
}
