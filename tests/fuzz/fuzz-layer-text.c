/* SPDX-License-Identifier: MIT */
/* Layers as text: what could be pasted can be copied, and pasted again. */
#include "app/edit/layer-text.h"
#include "app/templates/template.h"
#include "fuzz.h"

static WbProject *
make_project (void)
{
  const AeShape shape = AE_SHAPE (2, 4, 4);
  WbProject *project = wb_template_build (wb_template_find ("simple"), &shape, NULL);

  g_assert_nonnull (project);
  return project;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n)
{
  g_autofree char *text = g_strndup ((const char *) data, n);
  g_autoptr (WbProject) project = make_project ();
  g_autoptr (WbProject) other = make_project ();
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;
  gboolean read = wb_layer_text_insert (project, 1, text, ids, &error);

  fuzz_check_error (read, error);
  if (!read)
    {
      g_assert_true (wb_project_equal (project, other));
      return 0;
    }
  written = wb_layer_text_write (project->model, (const guint *) ids->data, ids->len);
  g_assert_true (wb_layer_text_insert (other, 1, written, NULL, NULL));
  return 0;
}
