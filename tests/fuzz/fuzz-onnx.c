/* SPDX-License-Identifier: MIT */
/* An ONNX model: its graph, what the graph computes, and the model made of it. */
#include "app/import/import.h"
#include "fuzz.h"

extern const WbImportClass wb_import_onnx;

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (AeNetwork) network = wb_import_onnx.read (fuzz_write ("input.onnx", data, n), notes,
                                                       &error);

  fuzz_check_error (network != NULL, error);
  return 0;
}
