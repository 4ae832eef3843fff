/* SPDX-License-Identifier: MIT */
#include "app/latent/map-csv.h"

#include <string.h>

#include "app/project/atomic-file.h"

static void
append_number (GString *text, float value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.9g", (double) value));
}

/* In quotes where it has to be. */
static void
append_word (GString *text, const char *word)
{
  g_autoptr (GString) quoted = g_string_new (word);

  g_string_append_c (text, ',');
  if (strpbrk (word, ",\"\r\n") == NULL)
    {
      g_string_append (text, word);
      return;
    }
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (text, "\"%s\"", quoted->str);
}

GString *
wb_latent_map_to_csv (const WbLatentMap *self, gsize n, const guint32 *samples)
{
  const gint *labels = ds_dataset_get_labels (self->dataset);
  const char *const *names = ds_dataset_get_class_names (self->dataset);
  GString *text = g_string_new ("sample");

  g_string_append (text, labels != NULL ? ",class,x,y" : ",x,y");
  for (gsize j = 0; j < self->codes->size; j++)
    g_string_append_printf (text, ",z%" G_GSIZE_FORMAT, j + 1);
  for (gsize i = 0; i < (samples != NULL ? n : self->codes->n); i++)
    {
      gsize sample = samples != NULL ? samples[i] : i;

      g_string_append_printf (text, "\n%" G_GSIZE_FORMAT, sample + 1);
      if (labels != NULL && names != NULL)
        append_word (text, names[labels[sample]]);
      append_number (text, self->places[2 * sample]);
      append_number (text, self->places[2 * sample + 1]);
      for (gsize j = 0; j < self->codes->size; j++)
        append_number (text, wb_latent_map_get_code (self, sample)[j]);
    }
  g_string_append_c (text, '\n');
  return text;
}

gboolean
wb_latent_map_write_csv (const WbLatentMap *self,
                         gsize n,
                         const guint32 *samples,
                         const char *path,
                         GError **error)
{
  g_autoptr (GString) text = wb_latent_map_to_csv (self, n, samples);
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);

  return file != NULL && wb_atomic_file_write (file, text->str, text->len, error)
         && wb_atomic_file_commit (file, error);
}
