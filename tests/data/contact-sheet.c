/* SPDX-License-Identifier: MIT */
/*
 * For whoever works on data: draws the first samples of a location side by side
 * into a PNG, ink on paper as they are. Not a test; it is built with them.
 *
 *   contact-sheet LOCATION OUT.png [COLUMNS [ROWS [FIRST]]]
 */
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "data/source.h"

static gboolean
write_png (const char *path, const guint8 *pixels, guint width, guint height)
{
  png_image image = {
    .version = PNG_IMAGE_VERSION,
    .width = width,
    .height = height,
    .format = PNG_FORMAT_GRAY,
  };

  return png_image_write_to_file (&image, path, 0, pixels, (png_int_32) width, NULL) != 0;
}

static guint8 *
draw_sheet (DsDataset *dataset, guint columns, guint rows, guint first)
{
  const DsShape *shape = ds_dataset_get_shape (dataset);
  guint height = shape->dims[0];
  guint width = shape->dims[1];
  guint stride = columns * width;
  g_autofree float *sample = g_new (float, ds_dataset_get_sample_size (dataset));
  guint8 *pixels = g_malloc0 ((gsize) stride * rows * height);

  for (guint i = 0; i < columns * rows; i++)
    {
      guint8 *corner = pixels + (gsize) (i / columns) * height * stride + (i % columns) * width;

      if (first + i >= ds_dataset_get_count (dataset))
        break;
      ds_dataset_read_range (dataset, first + i, 1, sample);
      for (guint y = 0; y < height; y++)
        for (guint x = 0; x < width; x++)
          corner[y * stride + x] = (guint8) (sample[(y * width + x) * shape->dims[2]] * 255 + 0.5f);
    }
  return pixels;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  g_autofree guint8 *pixels = NULL;
  guint columns = argc > 3 ? (guint) atoi (argv[3]) : 20;
  guint rows = argc > 4 ? (guint) atoi (argv[4]) : 10;
  guint first = argc > 5 ? (guint) atoi (argv[5]) : 0;
  DsDataset *dataset;
  const DsShape *shape;

  if (argc < 3)
    {
      g_printerr ("contact-sheet LOCATION OUT.png [COLUMNS [ROWS [FIRST]]]\n");
      return 2;
    }
  source = ds_source_open (argv[1], NULL, NULL, &error);
  if (source == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  dataset = ds_source_get_training (source);
  shape = ds_dataset_get_shape (dataset);
  if (shape->rank != 3)
    {
      g_printerr ("The samples are lists, not images.\n");
      return 1;
    }
  pixels = draw_sheet (dataset, columns, rows, first);
  if (!write_png (argv[2], pixels, columns * shape->dims[1], rows * shape->dims[0]))
    {
      g_printerr ("%s could not be written.\n", argv[2]);
      return 1;
    }
  return 0;
}
