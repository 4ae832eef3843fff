/* SPDX-License-Identifier: MIT */
/* Checking values against the checksums that the writer left in the metadata. */
#include <glib/gi18n-lib.h>
#include <zlib.h>

#include "app/error.h"
#include "app/project/json.h"
#include "app/project/safetensors.h"

#define SLICE (1024 * 1024)

/* Whether the values of @tensor have the checksum @wanted. */
static gboolean
check_tensor (WbSafetensors *self,
              const WbTensor *tensor,
              guint64 wanted,
              guint8 *slice,
              GError **error)
{
  gsize size = wb_dtype_get_size (tensor->dtype), n;
  uLong found = crc32 (0, NULL, 0);

  for (guint64 first = 0; first < tensor->n_values; first += n)
    {
      n = MIN (SLICE / size, tensor->n_values - first);
      if (!wb_safetensors_read_part (self, tensor, first, n, slice, error))
        return FALSE;
      found = crc32_z (found, slice, n * size);
    }
  if (found == wanted)
    return TRUE;
  return wb_refuse (error, WB_ERROR_DAMAGED,
                    _ ("The tensor “%s” is damaged: its values are not those that were saved."),
                    tensor->name);
}

gboolean
wb_safetensors_verify (WbSafetensors *self, GError **error)
{
  const char *text = wb_safetensors_get_metadata (self, WB_TENSOR_CHECKSUMS);
  g_autoptr (json_t) sums = text != NULL ? wb_json_parse (text, -1, error) : NULL;
  g_autofree guint8 *slice = g_malloc (SLICE);
  guint64 wanted;

  if (text != NULL && sums == NULL)
    g_prefix_error (error, _ ("The header is damaged. "));
  if (sums == NULL)
    return text == NULL;
  for (guint i = 0; i < wb_safetensors_get_n_tensors (self); i++)
    {
      const WbTensor *tensor = wb_safetensors_get_tensor (self, i);

      if (wb_json_get_uint (json_object_get (sums, tensor->name), &wanted)
          && !check_tensor (self, tensor, wanted, slice, error))
        return FALSE;
    }
  return TRUE;
}
