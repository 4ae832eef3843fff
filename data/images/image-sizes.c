/* SPDX-License-Identifier: MIT */
/*
 * A histogram of the sizes, and what follows from it.
 */
#include "data/images/image-sizes.h"

#include "data/words.h"

/* The longer side of a size that no image need have. */
#define MAX_PROPOSED 128

static gint
compare_counts (gconstpointer a, gconstpointer b)
{
  const DsFoundSize *first = a, *second = b;

  if (first->n != second->n)
    return first->n > second->n ? -1 : 1;
  return first->width != second->width    ? (first->width < second->width ? -1 : 1)
         : first->height < second->height ? -1
                                          : 1;
}

void
ds_image_sizes_count (const GPtrArray *files, GArray *sizes)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  g_array_set_size (sizes, 0);
  for (guint i = 0; i < files->len; i++)
    {
      const DsImageInfo *info = &((DsImageFile *) files->pdata[i])->info;
      gint64 key = (gint64) info->width << 32 | info->height;
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, &key));

      if (place == 0)
        {
          DsFoundSize size = { info->width, info->height, 0 };

          g_array_append_val (sizes, size);
          place = sizes->len;
          g_hash_table_insert (places, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (place));
        }
      g_array_index (sizes, DsFoundSize, place - 1).n++;
    }
  g_array_sort (sizes, compare_counts);
}

static gint
compare_sides (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return first < second ? -1 : first > second;
}

static guint
find_median (const GPtrArray *files, gboolean heights)
{
  g_autofree guint *sides = g_new (guint, files->len);

  for (guint i = 0; i < files->len; i++)
    {
      const DsImageInfo *info = &((DsImageFile *) files->pdata[i])->info;

      sides[i] = heights ? info->height : info->width;
    }
  qsort (sides, files->len, sizeof *sides, compare_sides);
  return sides[files->len / 2];
}

static void
propose (const GPtrArray *files, const GArray *sizes, DsFit *fit)
{
  const DsFoundSize *commonest = &g_array_index (sizes, DsFoundSize, 0);
  guint longer;

  fit->width = commonest->width;
  fit->height = commonest->height;
  if (commonest->n * 2 >= files->len && MAX (fit->width, fit->height) <= DS_FIT_MAX_SIDE)
    return;
  fit->width = find_median (files, FALSE);
  fit->height = find_median (files, TRUE);
  longer = MAX (fit->width, fit->height);
  if (longer > MAX_PROPOSED)
    {
      fit->width = MAX (fit->width * MAX_PROPOSED / longer, 1);
      fit->height = MAX (fit->height * MAX_PROPOSED / longer, 1);
    }
}

static gboolean
are_within (const GArray *sizes, const DsFit *fit)
{
  for (guint i = 0; i < sizes->len; i++)
    {
      const DsFoundSize *size = &g_array_index (sizes, DsFoundSize, i);

      if (size->width > fit->width || size->height > fit->height)
        return FALSE;
    }
  return TRUE;
}

static const char *
get_mode_name (DsFitMode mode)
{
  return mode == DS_FIT_PAD ? "pad" : mode == DS_FIT_CROP ? "crop" : "stretch";
}

/* Whether the images need not be brought to another size. */
static gboolean
is_only_size (const GArray *sizes, const DsFit *fit)
{
  const DsFoundSize *only = &g_array_index (sizes, DsFoundSize, 0);

  return sizes->len == 1 && only->width == fit->width && only->height == fit->height;
}

void
ds_image_sizes_note (const DsFit *fit, DsImport *import)
{
  const DsFoundSize *only = &g_array_index (import->sizes, DsFoundSize, 0);
  g_autofree char *size = g_strdup_printf ("%ux%u", fit->width, fit->height);

  if (is_only_size (import->sizes, fit))
    return;
  if (import->sizes->len == 1)
    ds_import_note (import, _ ("The images are all %u×%u and are brought to %s (%s)."), only->width,
                    only->height, size, get_mode_name (fit->mode));
  else
    ds_import_note (import, _ ("The images have %u sizes and are brought to %s (%s)."),
                    import->sizes->len, size, get_mode_name (fit->mode));
}

void
ds_image_sizes_choose (const GPtrArray *files, DsFit *fit, DsImport *import)
{
  const GArray *sizes = import->sizes;
  g_autofree char *text = NULL;

  ds_image_sizes_count (files, import->sizes);
  *fit = (DsFit) { .mode = ds_import_options_get_fit (import->options) };
  if (!ds_import_options_get_size (import->options, "size", &fit->width, &fit->height))
    propose (files, sizes, fit);
  if (fit->mode == DS_FIT_NONE)
    fit->mode = are_within (sizes, fit) ? DS_FIT_PAD : DS_FIT_CROP;
  if (is_only_size (sizes, fit))
    return;

  text = g_strdup_printf ("%ux%u", fit->width, fit->height);
  ds_import_set_option (import, "size", text);
  ds_import_set_option (import, "fit", get_mode_name (fit->mode));
}
