/* SPDX-License-Identifier: MIT */
/* What a trained model can be written as for other programs. A format is one
 * const class in one file and one row in app/export/meson.build; command line
 * and window take the rest from the table. Pure functions; any thread.
 */
#pragma once

#include "app/project/checkpoint.h"

G_BEGIN_DECLS

typedef enum
{
  WB_EXPORT_WHOLE,
  WB_EXPORT_ENCODER,
  WB_EXPORT_DECODER,
} WbExportPart;

/**
 * WbExportClass:
 * @name: for commands and tests
 * @title: for people, marked with N_()
 * @extension: of the files, with the dot; each class has its own
 * @summary: one line on what is in the file, marked with N_()
 * @write: writes a whole file or none; WB_ERROR_FILE
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *extension;
  const char *summary;
  gboolean (*write) (const WbCheckpoint *checkpoint,
                     WbExportPart part,
                     const char *path,
                     GError **error);
} WbExportClass;

/** Every class in the order of the registry, ended by NULL; (transfer none). */
const WbExportClass *const *wb_export_classes (void);

/** The class of a path by its extension, or NULL; (transfer none). */
const WbExportClass *wb_export_find (const char *path);

/** Finds a part by its name: "model", "encoder", "decoder". FALSE for another one. */
gboolean wb_export_part_find (const char *name, WbExportPart *part);

/** Whether layer @index of the model is in @part; the input is in none but the whole. */
gboolean wb_export_part_has (WbExportPart part, const AeModel *model, guint index);

G_END_DECLS
