/* SPDX-License-Identifier: MIT */
/* The projector cuts the sheet into a square of equal pictures, row by row. */
#include "app/board/projector.h"

#include <math.h>
#include <string.h>

#include "app/figures/image.h"
#include "app/figures/write.h"
#include "app/project/atomic-file.h"

/* A picture on the sheet is no larger: 5,000 of them are then 2,272 pixels a side. */
#define SIDE 32

/* Samples read and encoded at a time. */
#define SLICE 64

/* Codes of many values are fewer. */
#define MAX_VALUES 2000000

#define TENSORS  "tensors.tsv"
#define METADATA "metadata.tsv"
#define SPRITE   "sprite.png"
#define CONFIG   "projector_config.pbtxt"

/* What is written: the texts grow a line with each sample, the sheet a picture. */
typedef struct
{
  DsDataset *dataset;
  AeShape shape;
  GString *tensors;
  GString *metadata;
  cairo_surface_t *sheet;
  cairo_t *cr;
  guint columns;
  guint width;
  guint height;
  WbStyle style;
} Writer;

static void
writer_init (Writer *self, const AeNetwork *network, DsDataset *dataset, gsize n)
{
  guint width, height;

  self->dataset = dataset;
  self->shape = *ae_network_get_shape (network, 0);
  self->tensors = g_string_new (NULL);
  self->metadata = g_string_new (ds_dataset_get_labels (dataset) != NULL ? "label\tsample\n"
                                                                         : NULL);
  wb_picture_get_size (&self->shape, &width, &height);
  self->width = MAX (1, width * MIN (SIDE, MAX (width, height)) / MAX (width, height));
  self->height = MAX (1, height * MIN (SIDE, MAX (width, height)) / MAX (width, height));
  self->columns = (guint) ceil (sqrt ((double) n));
  wb_style_init (&self->style, FALSE);
  self->style.as_stored = TRUE;
  self->sheet = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                            (int) (self->columns * self->width),
                                            (int) (self->columns * self->height));
  self->cr = cairo_create (self->sheet);
  wb_colour_set (&self->style.card, self->cr);
  cairo_paint (self->cr);
}

static void
writer_clear (Writer *self)
{
  g_string_free (self->tensors, TRUE);
  g_string_free (self->metadata, TRUE);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->sheet);
}

static void
add_code (Writer *self, const float *code, gsize size)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < size; i++)
    {
      g_ascii_formatd (number, sizeof number, "%.7g", (double) code[i]);
      g_string_append (self->tensors, i > 0 ? "\t" : "");
      g_string_append (self->tensors, number);
    }
  g_string_append_c (self->tensors, '\n');
}

/* A table of one column has no title; a name of a class is one field of a line. */
static void
add_label (Writer *self, guint32 number)
{
  const gint *labels = ds_dataset_get_labels (self->dataset);
  g_autofree char *name = NULL;

  if (labels != NULL)
    {
      name = g_strdup (ds_dataset_get_class_names (self->dataset)[labels[number]]);
      g_string_append_printf (self->metadata, "%s\t", g_strdelimit (name, "\t\r\n", ' '));
    }
  g_string_append_printf (self->metadata, "%u\n", number);
}

static void
add_picture (Writer *self, gsize index, const float *values)
{
  WbPicture picture = { values, self->shape, WB_MAP_IMAGE, 0, 1, NULL };

  wb_picture_draw (&picture, self->cr, index % self->columns * (double) self->width,
                   index / self->columns * (double) self->height, self->width, self->height,
                   &self->style);
}

/* Samples @numbers, of which the first is the @first-th. */
static gboolean
add_slice (Writer *self,
           const AeNetwork *network,
           const guint32 *numbers,
           gsize first,
           gsize n,
           GError **error)
{
  const guint code = ae_network_get_code (network);
  const gsize size = ae_shape_size (&self->shape);
  const gsize code_size = ae_shape_size (ae_network_get_shape (network, code));
  g_autofree float *x = g_new (float, n * size);
  g_autofree float *y = g_new (float, n * code_size);

  ds_dataset_read (self->dataset, numbers, n, x);
  if (!ae_network_predict (network, 0, code, n, x, y, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      add_code (self, y + i * code_size, code_size);
      add_label (self, numbers[i]);
      add_picture (self, first + i, x + i * size);
    }
  return TRUE;
}

static gboolean
add_all (Writer *self, const AeNetwork *network, gsize n, const atomic_bool *stop, GError **error)
{
  const gsize count = ds_dataset_get_count (self->dataset);
  guint32 numbers[SLICE];

  for (gsize first = 0; first < n && !wb_is_stopped (stop); first += SLICE)
    {
      const gsize n_slice = MIN (SLICE, n - first);

      for (gsize i = 0; i < n_slice; i++)
        numbers[i] = (guint32) ((first + i) * count / n);
      if (!add_slice (self, network, numbers, first, n_slice, error))
        return FALSE;
    }
  return ds_dataset_check (self->dataset, error);
}

static gboolean
write_text (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);

  return file != NULL && wb_atomic_file_write (file, text, strlen (text), error)
         && wb_atomic_file_commit (file, error);
}

static gboolean
write_files (const Writer *self, const char *folder, GError **error)
{
  g_autofree char *sprite = g_build_filename (folder, SPRITE, NULL);
  g_autofree char *config = g_strdup_printf ("embeddings {\n"
                                             "  tensor_name: \"code\"\n"
                                             "  tensor_path: \"" TENSORS "\"\n"
                                             "  metadata_path: \"" METADATA "\"\n"
                                             "  sprite {\n"
                                             "    image_path: \"" SPRITE "\"\n"
                                             "    single_image_dim: %u\n"
                                             "    single_image_dim: %u\n"
                                             "  }\n"
                                             "}\n",
                                             self->width, self->height);

  return write_text (folder, TENSORS, self->tensors->str, error)
         && write_text (folder, METADATA, self->metadata->str, error)
         && wb_surface_write_png (self->sheet, sprite, NULL, error)
         && write_text (folder, CONFIG, config, error);
}

gboolean
wb_projector_write (const char *folder,
                    const AeNetwork *network,
                    DsDataset *dataset,
                    const atomic_bool *stop,
                    GError **error)
{
  const gsize size = ae_shape_size (ae_network_get_shape (network, ae_network_get_code (network)));
  const gsize most = CLAMP (MAX_VALUES / size, 1, WB_PROJECTOR_SAMPLES);
  const gsize n = MIN (most, ds_dataset_get_count (dataset));
  Writer self = { 0 };
  gboolean good;

  writer_init (&self, network, dataset, n);
  good = add_all (&self, network, n, stop, error)
         && (wb_is_stopped (stop) || write_files (&self, folder, error));
  writer_clear (&self);
  return good;
}
