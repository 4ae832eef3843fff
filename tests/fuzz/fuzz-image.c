/* SPDX-License-Identifier: MIT */
/* One encoded image: its beginning, then its pixels. */
#include "data/images/image.h"
#include "fuzz.h"

/* Larger ones are slow to look at, and nothing new. */
#define MANY_PIXELS (1 << 22)

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  g_autoptr (GBytes) contents = g_bytes_new_static (data, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) second = NULL;
  g_auto (DsImage) image = { 0 };
  DsImageInfo info;
  gboolean read = ds_image_probe (contents, &info, &error);

  fuzz_check_error (read, error);
  if (!read || (gsize) info.width * info.height > MANY_PIXELS)
    return 0;
  read = ds_image_decode (contents, &image, NULL, &second);
  fuzz_check_error (read, second);
  if (read)
    {
      const gsize n_pixels = (gsize) image.width * image.height;
      g_autofree guint8 *out = g_malloc (n_pixels * 3 * (image.deep ? 2 : 1));

      ds_image_convert (&image, 0, n_pixels, 3, out);
      ds_image_convert (&image, 0, n_pixels, 1, out);
      ds_image_count_channels (&image, NULL, NULL);
    }
  return 0;
}
