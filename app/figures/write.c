/* SPDX-License-Identifier: MIT */
/* A figure is drawn into memory first and reaches the disk whole or not at all.
 */
#include "app/figures/write.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/project/atomic-file.h"
#include "app/error.h"
#include "app/figures/png-bytes.h"

#define MAX_SIDE         32767
#define PIXELS_PER_INCH  96.0
#define POINTS_PER_PIXEL (72.0 / PIXELS_PER_INCH)

typedef GByteArray *(*Encode) (const WbFigure *figure, GError **error);

static gboolean
write_bytes (const char *path, const GByteArray *bytes, GError **error)
{
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);

  return file != NULL && wb_atomic_file_write (file, bytes->data, bytes->len, error)
         && wb_atomic_file_commit (file, error);
}

static cairo_status_t
append_cb (void *closure, const unsigned char *bytes, unsigned int n)
{
  g_byte_array_append (closure, bytes, n);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_figure (const WbFigure *self, cairo_t *cr)
{
  cairo_save (cr);
  wb_colour_set (&self->background, cr);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_save (cr);
  cairo_translate (cr, self->margin, self->margin);
  self->draw (cr, self->width - 2 * self->margin, self->height - 2 * self->margin, self->data);
  cairo_restore (cr);
}

static gboolean
check_status (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  return wb_refuse (error, WB_ERROR_FILE,
                    _ ("The figure could not be drawn: %s. Try a smaller size or scale."),
                    cairo_status_to_string (status));
}

/* Draws and finishes; takes @surface over. */
static gboolean
draw_on (const WbFigure *self, cairo_surface_t *surface, gboolean finish, GError **error)
{
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  draw_figure (self, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (finish)
    cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  return check_status (status, error);
}

static GByteArray *
encode_png (const WbFigure *self, GError **error)
{
  cairo_surface_t *surface = cairo_image_surface_create (
    CAIRO_FORMAT_ARGB32, (int) ceil (self->width * self->scale - 1e-6),
    (int) ceil (self->height * self->scale - 1e-6));
  GByteArray *bytes = NULL;

  cairo_surface_set_device_scale (surface, self->scale, self->scale);
  if (draw_on (self, surface, FALSE, error))
    bytes = wb_png_encode (surface, PIXELS_PER_INCH * self->scale, self->recipe, error);
  cairo_surface_destroy (surface);
  return bytes;
}

/* Cairo has no way to say anything about an SVG: the text goes in behind the
 * opening tag.
 */
static void
insert_metadata (GByteArray *svg, const char *recipe)
{
  g_autoptr (GString) whole = g_string_new_len ((const char *) svg->data, svg->len);
  g_autofree char *escaped = g_markup_escape_text (recipe, -1);
  g_autofree char *element = g_strdup_printf ("\n<metadata>%s</metadata>", escaped);
  const char *tag = strstr (whole->str, "<svg");
  const char *end = tag != NULL ? strchr (tag, '>') : NULL;

  if (end == NULL)
    return;
  g_string_insert (whole, end + 1 - whole->str, element);
  g_byte_array_set_size (svg, 0);
  g_byte_array_append (svg, (const guint8 *) whole->str, (guint) whole->len);
}

static GByteArray *
encode_svg (const WbFigure *self, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (append_cb, bytes, self->width,
                                                                  self->height);
  gboolean good;

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  good = draw_on (self, surface, TRUE, error);
  cairo_surface_destroy (surface);
  if (!good)
    return NULL;
  if (self->recipe != NULL)
    insert_metadata (bytes, self->recipe);
  return g_steal_pointer (&bytes);
}

static GByteArray *
encode_pdf (const WbFigure *self, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_cb, bytes,
                                                                  self->width * POINTS_PER_PIXEL,
                                                                  self->height * POINTS_PER_PIXEL);
  gboolean good;

  /* The figure keeps its size on paper: a pixel is 1/96 inch. */
  cairo_surface_set_device_scale (surface, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Hourglass " HG_VERSION);
  if (self->recipe != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, self->recipe);
  good = draw_on (self, surface, TRUE, error);
  cairo_surface_destroy (surface);
  return good ? g_steal_pointer (&bytes) : NULL;
}

static Encode
find_encoder (const char *path, GError **error)
{
  static const struct
  {
    const char *ending;
    Encode encode;
  } encoders[] = { { ".png", encode_png }, { ".svg", encode_svg }, { ".pdf", encode_pdf } };
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (encoders); i++)
    if (g_str_has_suffix (lower, encoders[i].ending))
      return encoders[i].encode;
  g_set_error (error, WB_ERROR, WB_ERROR_FORMAT,
               _ ("“%s” does not say what kind of picture it should be: a name that ends in "
                  ".png, .svg or .pdf was expected. Add one of these endings."),
               shown);
  return NULL;
}

static gboolean
check_size (const WbFigure *self, GError **error)
{
  double side = MAX (self->width, self->height) * self->scale;
  double inner = MIN (self->width, self->height) - 2 * self->margin;

  if (side <= MAX_SIDE && inner >= 1 && self->scale > 0)
    return TRUE;
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("A figure of %.0f × %.0f pixels at scale %g cannot be written: 1 to %d "
                       "pixels a side were expected. Choose another size or scale."),
                    self->width, self->height, self->scale, MAX_SIDE);
}

gboolean
wb_figure_write (const WbFigure *self, const char *path, GError **error)
{
  Encode encode = find_encoder (path, error);
  g_autoptr (GByteArray) bytes = NULL;

  if (encode == NULL || !check_size (self, error))
    return FALSE;
  bytes = encode (self, error);
  return bytes != NULL && write_bytes (path, bytes, error);
}

gboolean
wb_surface_write_png (cairo_surface_t *surface,
                      const char *path,
                      const char *recipe,
                      GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autoptr (GByteArray) bytes = NULL;

  if (!g_str_has_suffix (lower, ".png"))
    {
      g_autofree char *shown = g_filename_display_basename (path);

      return wb_refuse (error, WB_ERROR_FORMAT,
                        _ ("“%s” should end in .png: plain pictures are written as PNG only. "
                           "Change the ending."),
                        shown);
    }
  if (!check_status (cairo_surface_status (surface), error))
    return FALSE;
  bytes = wb_png_encode (surface, PIXELS_PER_INCH, recipe, error);
  return bytes != NULL && write_bytes (path, bytes, error);
}

char *
wb_png_read_recipe (const char *path, GError **error)
{
  g_autofree char *contents = NULL, *recipe = NULL;
  gsize n;

  if (!g_file_get_contents (path, &contents, &n, error)
      || !wb_png_find_recipe ((const guint8 *) contents, n, &recipe, error))
    return NULL;
  if (recipe == NULL)
    g_set_error_literal (error, WB_ERROR, WB_ERROR_FORMAT,
                         _ ("This picture carries no recipe: Hourglass did not write it, or "
                            "another program has saved it since. Choose the original."));
  return g_steal_pointer (&recipe);
}
