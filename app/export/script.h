/* SPDX-License-Identifier: MIT */
/* What the Python scripts share: templates filled in, numbers and shapes as
 * Python writes them, the recipe's schedule and noise, and samples to check with.
 */
#pragma once

#include "app/export/export.h"
#include "app/project/safetensors.h"

G_BEGIN_DECLS

/** A text from scripts.gresource.xml; (transfer full). */
char *wb_script_get_template (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** Puts @value in place of every {{name}} of @text. */
void wb_script_fill (GString *text, const char *name, const char *value);
void wb_script_fill_number (GString *text, const char *name, double value);

/** "(28, 28, 1)", "(784,)"; (transfer full). */
char *wb_script_shape (const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;

/** Adds a line of code, indented by @depth steps of four. */
void wb_script_line (GString *code, guint depth, const char *format, ...) G_GNUC_PRINTF (3, 4);

/** A number of a struct of options, or 0 where it has none of that name. */
double wb_script_get_option (const AeOption *options, gconstpointer values, const char *name);

/** Learning rate by moment and corruption: two functions in NumPy. */
char *wb_script_describe_recipe (const AeRecipe *recipe) G_GNUC_WARN_UNUSED_RESULT;

/** Whether the part can be trained on: a whole model that gives back its input. */
gboolean wb_script_can_train (const WbExportModel *model);

/** The recipe's numbers, and what the data's values are multiplied by and shifted. */
void wb_script_fill_training (GString *text, const WbExportModel *model);

/** WbExportClass.keeps of settings of the recipe. */
gboolean wb_script_keeps (const WbExportModel *model, const char *setting);

/** Names, usage, main program and what @klass leaves out. @training: the code of it, for a model
 * that can be trained. */
void wb_script_fill_file (GString *text,
                          const WbExportClass *klass,
                          const WbExportModel *model,
                          const char *path,
                          const char *training);

/**
 * Saves a script, and beside it the weights with "check.x" and "check.y": a few samples
 * and what the model makes of them.
 *
 * @writer: with the weights
 * @text: of the script
 * @path: its own
 */
gboolean wb_script_save (const WbExportModel *model,
                         const WbExportOptions *options,
                         WbSafetensorsWriter *writer,
                         const char *text,
                         const char *path,
                         GError **error);

G_END_DECLS
