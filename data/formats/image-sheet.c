/* SPDX-License-Identifier: MIT */
/*
 * One picture that is a grid of samples, with or without gaps between them and a
 * margin around. What is not chosen is guessed (sheet-grid.h).
 */
#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/fit.h"
#include "data/format.h"
#include "data/formats/sheet-grid.h"
#include "data/images/image-list.h"
#include "data/mapped-file.h"
#include "data/words.h"

typedef struct
{
  DsImage image;
  guint channels;
  DsSheetAxis x; /* how columns are cut */
  DsSheetAxis y; /* how rows are cut */
  guint n_columns;
  guint n_rows;
  guint8 *samples;
  gsize n_samples;
} Sheet;

static gboolean
sniff (const DsSniff *seen)
{
  return seen->names == NULL && ds_image_is_image (seen->head, seen->n_head);
}

/* The choices; what is not chosen is guessed. */
static void
get_choices (const DsImportOptions *options, DsSheetAxis *x, DsSheetAxis *y)
{
  guint gaps[2], margins[2];

  *x = *y = (DsSheetAxis) { 0, -1, -1, FALSE, FALSE };
  ds_import_options_get_size (options, "tile", &x->tile, &y->tile);
  if (ds_import_options_get_size (options, "gap", &gaps[0], &gaps[1]))
    x->gap = (gint) gaps[0], y->gap = (gint) gaps[1];
  if (ds_import_options_get_size (options, "margin", &margins[0], &margins[1]))
    x->margin = (gint) margins[0], y->margin = (gint) margins[1];
}

static void
set_size_option (DsImport *import, const char *name, guint width, guint height)
{
  g_autofree char *text = g_strdup_printf ("%ux%u", width, height);

  ds_import_set_option (import, name, text);
}

/* Whether something is left behind the last tile that is wider than the margin before the first. */
static gboolean
leaves_rest (const DsSheetAxis *axis, guint n)
{
  guint n_tiles = ds_sheet_axis_count (axis, n);

  return n > 2 * (guint) axis->margin + n_tiles * (axis->tile + (guint) axis->gap)
               - (guint) axis->gap;
}

/* What was guessed, and why. */
static void
note_cut (const Sheet *self, gboolean guessed, DsImport *import)
{
  const DsSheetAxis *x = &self->x, *y = &self->y;
  const gboolean has_gap = x->gap > 0 || y->gap > 0, has_margin = x->margin > 0 || y->margin > 0;

  ds_import_note (import, _ ("The picture of %u×%u is cut into tiles of %u×%u."), self->image.width,
                  self->image.height, x->tile, y->tile);
  if (has_gap || has_margin)
    ds_import_note (import,
                    _ ("Between tiles %u×%u pixels are left out, and %u×%u before the first."),
                    x->gap, y->gap, x->margin, y->margin);
  if (x->is_clear && self->n_rows == 1)
    ds_import_note (import, _ ("Only columns show where tiles meet: there is one row."));
  if (y->is_clear && self->n_columns == 1)
    ds_import_note (import, _ ("Only rows show where tiles meet: there is one column."));
  if (guessed && (has_gap || has_margin) && !x->is_visible && !y->is_visible)
    ds_import_note (import, _ ("The lines between tiles have the colour of the tiles’ own edges: "
                               "gap and margin follow from the size of the picture. Correct them "
                               "where they are wrong."));
  if (leaves_rest (x, self->image.width) || leaves_rest (y, self->image.height))
    ds_import_note (import, _ ("What is left at its right and lower edge is not used."));
}

static gboolean
choose_tile (Sheet *self, const DsProgress *progress, DsImport *import, GError **error)
{
  const DsImage *image = &self->image;
  const gboolean huge = (gsize) image->width * image->height
                        > (gsize) DS_FIT_MAX_SIDE * DS_FIT_MAX_SIDE;
  gboolean guessed;

  get_choices (import->options, &self->x, &self->y);
  guessed = self->x.tile == 0 || MIN (self->x.gap, self->x.margin) < 0;
  if (!ds_sheet_guess (image, &self->x, &self->y, progress, error))
    return FALSE;
  if (huge && self->x.tile == image->width && self->y.tile == image->height)
    {
      self->x.tile = MIN (self->x.tile, DS_FIT_MAX_SIDE);
      self->y.tile = MIN (self->y.tile, DS_FIT_MAX_SIDE);
    }
  self->n_columns = ds_sheet_axis_count (&self->x, image->width);
  self->n_rows = ds_sheet_axis_count (&self->y, image->height);
  if (self->n_columns == 0 || self->n_rows == 0)
    return ds_refuse (error, DS_ERROR_MISMATCH,
                      _ ("A tile of %u×%u, behind a margin of %d×%d, is larger than the picture of "
                         "%u×%u. Choose a smaller one."),
                      self->x.tile, self->y.tile, self->x.margin, self->y.margin, image->width,
                      image->height);
  set_size_option (import, "tile", self->x.tile, self->y.tile);
  if (self->n_columns * self->n_rows > 1)
    {
      set_size_option (import, "gap", (guint) self->x.gap, (guint) self->y.gap);
      set_size_option (import, "margin", (guint) self->x.margin, (guint) self->y.margin);
    }
  note_cut (self, guessed && (self->x.is_clear || self->y.is_clear), import);
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
  const guint n_columns = self->n_columns, n_rows = self->n_rows;
  const gsize n_pixels = (gsize) self->x.tile * self->y.tile;
  const gsize row_bytes = self->x.tile * get_pixel_bytes (self);
  const gsize n_bytes = n_rows * n_columns * n_pixels * get_pixel_bytes (self);
  guint8 *out;

  if (!ds_file_check_memory (n_bytes, error))
    return FALSE;
  out = self->samples = g_try_malloc (n_bytes);
  if (out == NULL)
    return ds_refuse (error, DS_ERROR_SIZE,
                      _ ("There is not enough memory for the tiles. Use a part of the picture."));
  for (guint i = 0; i < n_rows * n_columns; i++)
    {
      guint row = i / n_columns, column = i % n_columns;
      gsize left = (guint) self->x.margin + (gsize) column * (self->x.tile + (guint) self->x.gap);
      gsize top = (guint) self->y.margin + (gsize) row * (self->y.tile + (guint) self->y.gap);

      if (!ds_progress_check (progress, error))
        return FALSE;
      for (guint y = 0; y < self->y.tile; y++)
        ds_image_convert (&self->image, (top + y) * self->image.width + left, self->x.tile,
                          self->channels, out + y * row_bytes);
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
  gsize n = self->n_samples * self->x.tile * self->y.tile * get_pixel_bytes (self);
  guint8 *samples = g_realloc (g_steal_pointer (&self->samples), MAX (n, 1));
  g_autoptr (GBytes) bytes = g_bytes_new_take (samples, n);
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  DsDatasetContents made = {
    .name = name,
    .origin = path,
    .shape = { 3, { self->y.tile, self->x.tile, self->channels } },
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
  g_autofree char *why = ds_error_to_reason (reason->message);

  if (g_error_matches (reason, DS_ERROR, DS_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    g_set_error (error, reason->domain, reason->code,
                 _ ("“%s” cannot be read: %s. Copy or download it again, or save it anew as PNG."),
                 name, why);
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
static const char *const options[] = {
  "tile", "gap", "margin", "size", "fit", "grey", "alpha", NULL
};

const DsFormatClass ds_format_image_sheet = {
  .name = "image-sheet",
  .title = N_ ("Picture of tiles"),
  .summary = N_ ("A picture that is a grid of tiles of one size."),
  .patterns = patterns,
  .options = options,
  .sniff = sniff,
  .open = open_sheet,
};
