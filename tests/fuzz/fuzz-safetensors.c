/* SPDX-License-Identifier: MIT */
/* A safetensors file: its header, every tensor and every checksum. */
#include "app/project/safetensors.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbSafetensors) file = wb_safetensors_open (fuzz_write ("input.safetensors", data, n),
                                                        &error);

  fuzz_check_error (file != NULL, error);
  for (guint i = 0; file != NULL && i < wb_safetensors_get_n_tensors (file); i++)
    {
      const WbTensor *tensor = wb_safetensors_get_tensor (file, i);
      g_autofree guint8 *values = g_malloc (MAX (tensor->n_bytes, 1));
      g_autofree char *shape = wb_tensor_shape_to_string (tensor);

      g_assert_cmpuint (tensor->n_bytes, <=, n);
      g_assert_true (wb_safetensors_read (file, tensor, values, NULL));
    }
  if (file != NULL)
    {
      g_autoptr (GError) wrong = NULL;
      gboolean sound = wb_safetensors_verify (file, &wrong);

      fuzz_check_error (sound, wrong);
    }
  return 0;
}
