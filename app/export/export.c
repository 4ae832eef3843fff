/* SPDX-License-Identifier: MIT */
/* The table of exports, generated from the rows in app/export/meson.build. */
#include "app/export/export.h"

#define ROW(name) extern const WbExportClass wb_export_##name;
#include "app/export/export-list.h"
#undef ROW

static const WbExportClass *const classes[] = {
#define ROW(name) &wb_export_##name,
#include "app/export/export-list.h"
#undef ROW
  NULL,
};

const WbExportClass *const *
wb_export_classes (void)
{
  return classes;
}

const WbExportClass *
wb_export_find (const char *path)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (g_str_has_suffix (path, classes[i]->extension))
      return classes[i];
  return NULL;
}

gboolean
wb_export_part_find (const char *name, WbExportPart *part)
{
  static const char *const names[] = { "model", "encoder", "decoder" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      {
        *part = (WbExportPart) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
wb_export_part_has (WbExportPart part, const AeModel *model, guint index)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (model));
  guint code;

  if (part == WB_EXPORT_WHOLE)
    return TRUE;
  ae_model_infer (model, shapes, NULL, NULL);
  code = ae_model_get_code (model, shapes);
  return index > 0 && (index <= code) == (part == WB_EXPORT_ENCODER);
}
