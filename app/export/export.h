/* SPDX-License-Identifier: MIT */
/* What a trained model can be written as for other programs. A format is one
 * const class in one file and one row in app/export/meson.build; command line
 * and window take the rest from the table. Pure functions; any thread.
 */
#pragma once

#include "app/export/export-model.h"
#include "data/dataset.h"

G_BEGIN_DECLS

/** How many samples a written file is run on and compared with the model. */
#define WB_EXPORT_N_CHECKED 16

/** How many samples integers are calibrated on, and judged by. */
#define WB_EXPORT_N_CALIBRATED 512

/** How much integers may cost: dB of a reconstruction, and of a code or the output of a
 * decoder the root mean square error as a share of its values'. */
#define WB_EXPORT_MAX_DECIBELS 3.0
#define WB_EXPORT_MAX_SHARE    0.1

/** The largest difference that passes: float32 sums in another order. */
#define WB_EXPORT_TOLERANCE 1e-5

/**
 * WbExportOptions:
 * @int8: weights and activations as 8-bit integers, for formats that can
 * @opset: of the class's versions of the operators, 0 for the first
 * @batch: how many samples a run takes, for formats that can fix it; 0 for any number
 * @dataset: (nullable): all samples, for formats that need them
 * @n_samples: @samples: [n_samples, the model's input]: data as the model sees
 *   them, to calibrate and to check with; 0 and NULL check with random numbers
 */
typedef struct
{
  gboolean int8;
  guint opset;
  guint batch;
  DsDataset *dataset;
  gsize n_samples;
  const float *samples;
} WbExportOptions;

/**
 * WbExportRun: what a written file is checked by.
 * @path: what was written of @model
 * @x: [n, model->input]
 * @y: (out): [n, y_shape of model->layers[layer]]: what that layer gives
 */
typedef struct
{
  const WbExportModel *model;
  const char *path;
  gsize n;
  const float *x;
  guint layer;
  float *y;
} WbExportRun;

/**
 * WbExportClass:
 * @name: for commands and tests
 * @title: for people, marked with N_()
 * @extension: of the files, with the dot
 * @endings: (nullable): every extension that can be chosen, each another kind of file, the
 *   first @extension, ended by NULL
 * @summary: one line on what is in the file, marked with N_()
 * @describes: the file tells of the model and is none: it loses nothing and is not checked
 * @needs_data: whether @write wants the options' data set
 * @int8: whether @write takes the option of that name
 * @opsets: (nullable): versions of the operators that @write can choose from, ended by 0;
 *   such a format can fix the batch, too
 * @accepts: (nullable): whether the part can be written; else WB_ERROR_EXPORT
 *   in one sentence: which layer, and why
 * @keeps: (nullable): whether the file has a layer's option, or a setting of the recipe
 *   where @layer is NULL ("clip_norm", "optimizer.nesterov"), in a form that its readers
 *   apply or as metadata; NULL where it has them all
 * @trains: (nullable): whether the file is made to be trained on, which begins without what
 *   the optimizer remembers
 * @remark: (nullable): one sentence on what else the file cannot do; (transfer full), or NULL
 * @write: writes a whole file or none; WB_ERROR_FILE
 * @run: (nullable): reads the file and runs it; WB_ERROR_CLIENT in a sentence
 *   that says why where nothing here can run it: the file stays, unchecked
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *extension;
  const char *const *endings;
  const char *summary;
  gboolean describes;
  gboolean needs_data;
  gboolean int8;
  const guint *opsets;
  gboolean (*accepts) (const WbExportModel *model, GError **error);
  gboolean (*keeps) (const WbExportModel *model, const WbExportLayer *layer, const char *setting);
  gboolean (*trains) (const WbExportModel *model);
  char *(*remark) (const WbExportModel *model);
  gboolean (*write) (const WbExportModel *model,
                     const WbExportOptions *options,
                     const char *path,
                     GError **error);
  gboolean (*run) (const WbExportRun *run, GError **error);
} WbExportClass;

/**
 * WbExportReport:
 * @checked: whether the file was run after it was written
 * @unchecked: (nullable): why it was not though its format can be, a sentence
 * @n: on how many samples
 * @difference: the largest one between its output and the model's
 * @judged: whether the rest is known: of integers, where the file reconstructs samples
 * @loss: @psnr: of the model and of the file, the loss as the recipe has it and the
 *   peak signal-to-noise ratio in dB, of values between 0 and 1
 */
typedef struct
{
  gboolean checked;
  char *unchecked;
  gsize n;
  double difference;
  gboolean judged;
  double loss[2];
  double psnr[2];
} WbExportReport;

void wb_export_report_clear (WbExportReport *self);

/** Every class in the order of the registry, ended by NULL; (transfer none). */
const WbExportClass *const *wb_export_classes (void);

/** The class called @name, or NULL; (transfer none). */
const WbExportClass *wb_export_find (const char *name);

/** Whether files of the class may be called @path. */
gboolean wb_export_has_ending (const WbExportClass *klass, const char *path);

/** The first class with the extension of @path, or NULL; (transfer none). */
const WbExportClass *wb_export_find_for_path (const char *path);

/**
 * Samples of the part's input: the first of the options', encoded where the part is a
 * decoder, and random numbers where there are too few.
 *
 * @network: of the model's checkpoint
 * @options: (nullable)
 * Returns: (transfer full): [n, model->input]
 */
float *wb_export_make_inputs (const WbExportModel *model,
                              AeNetwork *network,
                              const WbExportOptions *options,
                              gsize n,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Writes @model to @path, runs what was written and compares it with the model.
 *
 * @options: (nullable): none of them
 * @report: (out) (nullable): to be cleared by wb_export_report_clear()
 * @error: WB_ERROR_EXPORT where the format cannot write a layer, or where the
 *   file computes something else: the first layer that differs is named, and
 *   the file is kept as PATH.failed, as it is where integers cost too much;
 *   WB_ERROR_FILE
 */
gboolean wb_export_write (const WbExportClass *klass,
                          const WbExportModel *model,
                          const WbExportOptions *options,
                          const char *path,
                          WbExportReport *report,
                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbExportReport, wb_export_report_clear)

G_END_DECLS
