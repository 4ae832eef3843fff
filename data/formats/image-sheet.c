/* SPDX-License-Identifier: MIT */
/*
 * One picture that is a grid of samples. Where the tiles meet, neighbouring
 * pixels differ more than elsewhere, or less where each has a rim: the smallest
 * tile whose edges stand out nearly as much as those of the best is taken. A
 * picture of one thing has strong edges, too: nearly all edges of the tiles must
 * be among the strongest around them, or among the weakest of all (the test of
 * Mann and Whitney), which a few tiles do not show.
 */
#include <math.h>
#include <string.h>

#include "data/error.h"
#include "data/fit.h"
#include "data/format.h"
#include "data/images/image-list.h"
#include "data/mapped-file.h"
#include "data/words.h"

#define MIN_TILE 8

/* In pictures with a longer side no tiles are looked for. */
#define MAX_SIDE (1 << 20)

/* How much edges must stand out, as the logarithm of a ratio. */
#define CLEAR 0.3

/* How unlikely such edges must be in one picture, in standard deviations. */
#define EVIDENT 3.2

/* How much of the best a smaller tile must reach. */
#define NEARLY 0.8

typedef struct
{
  DsImage image;
  guint channels;
  guint tile_width;
  guint tile_height;
  guint8 *samples;
  gsize n_samples;
} Sheet;

static gboolean
sniff (const DsSniff *seen)
{
  return seen->names == NULL && ds_image_is_image (seen->head, seen->n_head);
}

static inline gint
get_value (const DsImage *image, gsize i)
{
  return image->deep ? ((const guint16 *) image->rgba)[i] : ((const guint8 *) image->rgba)[i];
}

/* How much each row, or each column, differs from the one before; [0] does not count. */
typedef struct
{
  guint n;
  double *edges;     /* [n] */
  double *ranks;     /* [n], of the edges among all */
  double *contrasts; /* [n], ranks of how much they differ from those around them */
} Axis;

static void
axis_clear (Axis *self)
{
  g_free (self->edges);
  g_free (self->ranks);
  g_free (self->contrasts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Axis, axis_clear)

/* The sum of the differences of [n] values to those a step before. */
static guint64
add_differences (const DsImage *image, gsize at, gsize n, gsize step)
{
  guint64 sum = 0;

  for (gsize i = at; i < at + n; i++)
    sum += (guint) ABS (get_value (image, i) - get_value (image, i - step));
  return sum;
}

static gboolean
measure_edges (const DsImage *image,
               Axis *rows,
               Axis *columns,
               const DsProgress *progress,
               GError **error)
{
  const double unit = image->deep ? 257 : 1;
  const gsize row = 4 * (gsize) image->width;
  g_autofree guint64 *sums = g_new0 (guint64, image->width);

  *rows = (Axis) { .n = image->height, .edges = g_new0 (double, image->height) };
  *columns = (Axis) { .n = image->width, .edges = g_new0 (double, image->width) };
  for (guint y = 0; y < image->height; y++)
    {
      if (!ds_progress_check (progress, error))
        return FALSE;
      if (y > 0)
        rows->edges[y] = (double) add_differences (image, y * row, row, row) / unit / image->width;
      for (guint x = 1; x < image->width; x++)
        sums[x] += add_differences (image, y * row + 4 * x, 4, 4);
    }
  for (guint x = 1; x < image->width; x++)
    columns->edges[x] = (double) sums[x] / unit / image->height;
  return TRUE;
}

static gint
compare_values (gconstpointer a, gconstpointer b)
{
  const double x = **(const double *const *) a, y = **(const double *const *) b;

  return x < y ? -1 : x > y;
}

/* Ranks of [n] values from 1 on, without the first; those that are the same share one;
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
        ranks[order[k] - values] = (i + end - 1) / 2.;
    }
  return ranks;
}

static void
rank_edges (Axis *self)
{
  g_autofree double *contrasts = g_new0 (double, self->n);

  for (guint i = 1; i < self->n; i++)
    for (gint k = -2; k <= 2; k++)
      contrasts[i] += (k == 0 ? 5 : -1) / 4.
                      * log (self->edges[CLAMP ((gint) i + k, 1, (gint) self->n - 1)] + 1);
  self->ranks = find_ranks (self->edges, self->n);
  self->contrasts = find_ranks (contrasts, self->n);
}

/* How far the ranks at the edges of tiles of that side are above what chance makes of them. */
static double
find_deviation (const double *ranks, guint n, guint side)
{
  const double n_at = (n - 1) / side, n_between = n - 1 - n_at;
  double sum = -n_at * (n_at + 1) / 2;

  for (guint i = side; i < n; i += side)
    sum += ranks[i];
  return (sum / (n_at * n_between) - .5) * sqrt (12 * n_at * n_between / n);
}

/* How much the edges of tiles of that side stand out. */
static double
rate_side (const double *edges, guint n, guint side)
{
  double at = 0, between = 0;
  guint n_at = 0;

  for (guint i = 1; i < n; i++)
    if (i % side == 0)
      {
        at += edges[i];
        n_at++;
      }
    else
      between += edges[i];
  return fabs (log ((at / n_at + 1) / (between / (n - 1 - n_at) + 1)));
}

/* The same along each axis, 0 where chance may make such edges. */
static double
rate_tile (const Axis *const *axes, guint n_axes, guint side)
{
  double above = 0, below = 0, rate = 0;

  for (guint i = 0; i < n_axes; i++)
    {
      if (axes[i]->n % side != 0 || side > axes[i]->n / 2)
        return 0;
      above += find_deviation (axes[i]->contrasts, axes[i]->n, side) / sqrt (n_axes);
      below -= find_deviation (axes[i]->ranks, axes[i]->n, side) / sqrt (n_axes);
      rate += rate_side (axes[i]->edges, axes[i]->n, side) / n_axes;
    }
  return MAX (above, below) >= EVIDENT && rate >= CLEAR ? rate : 0;
}

/* The best side along one axis, or of square tiles along both; 0 where none is clear. */
static guint
find_side (const Axis *const *axes, guint n_axes)
{
  const guint n = axes[0]->n;
  g_autofree double *rates = g_new0 (double, n + 1);
  double best = 0;

  for (guint side = MIN_TILE; side <= n / 2; side++)
    {
      rates[side] = rate_tile (axes, n_axes, side);
      best = MAX (best, rates[side]);
    }
  for (guint side = MIN_TILE; best > 0 && side <= n / 2; side++)
    if (rates[side] >= NEARLY * best)
      return side;
  return 0;
}

static gboolean
guess_tile (Sheet *self, const DsProgress *progress, GError **error)
{
  const DsImage *image = &self->image;
  gboolean huge = (gsize) image->width * image->height > (gsize) DS_FIT_MAX_SIDE * DS_FIT_MAX_SIDE;
  guint limit = huge ? DS_FIT_MAX_SIDE : G_MAXUINT;
  g_auto (Axis) rows = { 0 };
  g_auto (Axis) columns = { 0 };
  const Axis *const axes[] = { &columns, &rows };
  guint square, width, height;

  self->tile_width = MIN (image->width, limit);
  self->tile_height = MIN (image->height, limit);
  if (MAX (image->width, image->height) > MAX_SIDE)
    return TRUE;
  if (!measure_edges (image, &rows, &columns, progress, error))
    return FALSE;
  rank_edges (&rows);
  rank_edges (&columns);
  square = find_side (axes, 2);
  width = find_side (axes, 1);
  height = find_side (axes + 1, 1);
  if (square > 0 || width > 0)
    self->tile_width = square > 0 ? square : width;
  if (square > 0 || height > 0)
    self->tile_height = square > 0 ? square : height;
  return TRUE;
}

static gboolean
choose_tile (Sheet *self, const DsProgress *progress, DsImport *import, GError **error)
{
  const DsImage *image = &self->image;
  g_autofree char *text = NULL;

  if (!ds_import_options_get_size (import->options, "tile", &self->tile_width, &self->tile_height)
      && !guess_tile (self, progress, error))
    return FALSE;
  if (self->tile_width > image->width || self->tile_height > image->height)
    return ds_refuse (error, DS_ERROR_MISMATCH,
                      _ ("A tile of %u×%u is larger than the picture of %u×%u. Choose a smaller "
                         "one."),
                      self->tile_width, self->tile_height, image->width, image->height);
  text = g_strdup_printf ("%ux%u", self->tile_width, self->tile_height);
  ds_import_set_option (import, "tile", text);
  ds_import_note (import, _ ("The picture of %u×%u is cut into tiles of %s."), image->width,
                  image->height, text);
  if (image->width % self->tile_width != 0 || image->height % self->tile_height != 0)
    ds_import_note (import, _ ("What is left at its right and lower edge is not used."));
  return TRUE;
}

static gboolean
is_blank (const guint8 *tile, gsize n_pixels, gsize pixel_bytes)
{
  return memcmp (tile, tile + pixel_bytes, (n_pixels - 1) * pixel_bytes) == 0;
}

static gsize
get_pixel_bytes (const Sheet *self)
{
  return self->channels * (self->image.deep ? sizeof (guint16) : 1);
}

static gboolean
cut (Sheet *self, const DsProgress *progress, DsImport *import, GError **error)
{
  const guint n_columns = self->image.width / self->tile_width;
  const guint n_rows = self->image.height / self->tile_height;
  const gsize n_pixels = (gsize) self->tile_width * self->tile_height;
  const gsize row_bytes = self->tile_width * get_pixel_bytes (self);
  const gsize n_bytes = n_rows * n_columns * n_pixels * get_pixel_bytes (self);
  guint8 *out = self->samples = g_try_malloc (n_bytes);

  if (out == NULL)
    return ds_refuse (error, DS_ERROR_SIZE,
                      _ ("There is not enough memory for the tiles. Use a part of the picture."));
  for (guint i = 0; i < n_rows * n_columns; i++)
    {
      guint row = i / n_columns, column = i % n_columns;

      if (!ds_progress_check (progress, error))
        return FALSE;
      for (guint y = 0; y < self->tile_height; y++)
        ds_image_convert (&self->image,
                          ((gsize) row * self->tile_height + y) * self->image.width
                            + (gsize) column * self->tile_width,
                          self->tile_width, self->channels, out + y * row_bytes);
      if (n_rows * n_columns > 1 && is_blank (out, n_pixels, get_pixel_bytes (self)))
        {
          g_autofree char *name = g_strdup_printf (_ ("tile %u of row %u"), column + 1, row + 1);

          ds_import_skip (import, name, _ ("it has one colour"));
          continue;
        }
      out += n_pixels * get_pixel_bytes (self);
      self->n_samples++;
    }
  return TRUE;
}

static gboolean
make_set (Sheet *self, const char *path, const DsScaling *scaling, DsImport *import, GError **error)
{
  gsize n = self->n_samples * self->tile_width * self->tile_height * get_pixel_bytes (self);
  guint8 *samples = g_realloc (g_steal_pointer (&self->samples), MAX (n, 1));
  g_autoptr (GBytes) bytes = g_bytes_new_take (samples, n);
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  DsDatasetContents made = {
    .name = name,
    .origin = path,
    .shape = { 3, { self->tile_height, self->tile_width, self->channels } },
    .type = self->image.deep ? DS_SAMPLE_WORD : DS_SAMPLE_BYTE,
    .samples = bytes,
    .scaling = scaling != NULL    ? *scaling
               : self->image.deep ? ds_scaling_find_for_bytes (NULL, 0)
                                  : ds_scaling_find_for_bytes (samples, n),
  };

  if (self->n_samples == 0)
    {
      ds_import_set_empty_error (import, name, error);
      return FALSE;
    }
  import->training = ds_dataset_new (&made, error);
  return import->training != NULL;
}

/* Makes a sentence of the reason. */
static void
set_picture_error (const char *name, GError **error)
{
  g_autoptr (GError) reason = g_steal_pointer (error);

  if (g_error_matches (reason, DS_ERROR, DS_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    g_set_error (error, reason->domain, reason->code,
                 _ ("“%s” cannot be read: %s. Copy or download it again, or save it anew as PNG."),
                 name, reason->message);
}

static gboolean
read_sheet (Sheet *self,
            const char *path,
            const DsProgress *progress,
            DsImport *import,
            GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GBytes) file = ds_mapped_file_new (path, error);

  if (file == NULL)
    return FALSE;
  if (!ds_image_decode (file, &self->image, progress, error))
    {
      set_picture_error (name, error);
      return FALSE;
    }
  self->channels = ds_image_count_channels (&self->image, progress, error);
  if (self->channels == 0)
    return FALSE;
  if (!ds_import_options_get_bool (import->options, "alpha", TRUE))
    self->channels = MIN (self->channels, 3);
  if (ds_import_options_get_bool (import->options, "grey", FALSE))
    self->channels = 1;
  ds_image_list_note_channels (self->channels, import);
  return ds_mapped_file_check (file, error);
}

static gboolean
open_sheet (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  Sheet self = { { 0 } };
  gboolean made = ds_progress_update (request->progress, _ ("Reading the picture"), 0, 0, error)
                  && read_sheet (&self, seen->path, request->progress, import, error)
                  && choose_tile (&self, request->progress, import, error);

  made = made && cut (&self, request->progress, import, error)
         && make_set (&self, seen->path, request->scaling, import, error);
  ds_image_clear (&self.image);
  g_free (self.samples);
  return made;
}

static const char *const patterns[] = { "*.png", NULL };
static const char *const options[] = { "tile", "size", "fit", "grey", "alpha", NULL };

const DsFormatClass ds_format_image_sheet = {
  .name = "image-sheet",
  .title = N_ ("Picture of tiles"),
  .summary = N_ ("A picture that is a grid of tiles of one size."),
  .patterns = patterns,
  .options = options,
  .sniff = sniff,
  .open = open_sheet,
};
