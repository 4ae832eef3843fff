/* SPDX-License-Identifier: MIT */
/* What the files of the C source export share. The generated file is one text
 * with a prefix for all its names; its functions come from c-source/forward.c.in,
 * and each layer is calls of them.
 *
 * All values that a layer reads or writes lie in one array, "memory", at offsets
 * that c-source-memory.c plans; an emitter gets them as C expressions.
 */
#pragma once

#include "app/export/export.h"

G_BEGIN_DECLS

/** The share of known samples that score below the threshold. */
#define WB_C_SOURCE_USUAL 0.99

/** How many samples the file's own test has. */
#define WB_C_SOURCE_N_VECTORS 2

/**
 * WbCMemory:
 * @values: [n_layers + 1]: where each value of the part lies, in floats
 * @scratch: [n_layers]: where a layer's scratch lies
 * @size: of the whole, in floats
 */
typedef struct
{
  gsize *values;
  gsize *scratch;
  gsize size;
} WbCMemory;

/** WbCTensor: what the bytes of a value mean: (q - zero) * step. */
typedef struct
{
  double step;
  int zero;
} WbCTensor;

/**
 * WbCSource: a file while it is written.
 * @prefix: of its functions; @macro: of its macros, the same in capitals
 * @n_encoder: layers up to the code: 0 in a decoder
 * @decodes: whether the layers behind the code read nothing before it
 * @tensors: [n_layers + 1]: of the values as bytes; NULL in a file of floats
 * @float_layer: with @tensors, the layer whose output is the file's, in floats at the
 *   beginning of the memory; -1 where the last bytes are turned into them
 * @n_work: with @tensors, floats that layers work with beside the bytes
 * @trains: whether the file has train_step ()
 * @output: where the last layer's output lies in the memory
 * @suffix: @zero: what a function's name ends in, and the literal 0, in bytes or floats
 * @weights: @body: text so far
 * @written: (element-type utf8): names of the weights in @weights
 * @used: (element-type utf8): functions of the templates that are called
 */
typedef struct
{
  const WbExportModel *model;
  char *prefix;
  char *macro;
  guint n_encoder;
  gboolean decodes;
  WbCMemory memory;
  WbCTensor *tensors;
  int float_layer;
  gboolean trains;
  gsize output;
  gsize n_work;
  const char *suffix;
  char *zero;
  GString *weights;
  GString *body;
  GHashTable *written;
  GHashTable *used;
} WbCSource;

/** WbCPlaces: what a layer reads and writes, as C expressions; the slopes of the loss by x,
 * x2 and y for the way back alone. */
typedef struct
{
  char *x;
  char *x2;
  char *y;
  char *scratch;
  char *dx;
  char *dx2;
  char *dy;
} WbCPlaces;

typedef enum
{
  /* After training the layer does nothing: y is x. */
  WB_C_LAYER_PASSES = 1 << 0,
  /* y may stand where x does. */
  WB_C_LAYER_IN_PLACE = 1 << 1,
  /* The layer only moves values: its functions are there for bytes, too. */
  WB_C_LAYER_MOVES = 1 << 2,
} WbCLayerFlags;

/**
 * WbCLayer: how a type of layers is written.
 * @calls: as wb_c_layer_emit_calls() has them, without the activation
 * @emit: (nullable): appends what cannot be said in @calls; where both are NULL, y is x
 * @scratch: (nullable): floats that it needs beside x and y
 */
typedef struct
{
  const char *type;
  WbCLayerFlags flags;
  const char *calls;
  void (*emit) (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at);
  gsize (*scratch) (const WbExportLayer *layer);
} WbCLayer;

/** The row of @klass, or NULL where there is none. */
const WbCLayer *wb_c_layer_find (const AeLayerClass *klass);

/** Appends all calls of a layer: its own and its activation's. */
void wb_c_layer_emit (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at);

/** Which of its functions the file has. */
gboolean wb_c_source_encodes (const WbCSource *self);
gboolean wb_c_source_reconstructs (const WbCSource *self);
gboolean wb_c_source_returns_input (const WbCSource *self);
gboolean wb_c_source_scores (const WbCSource *self);

/** Appends text with the file's prefix for $p and in $_name, in capitals in $N_NAME. */
void wb_c_source_append_format (WbCSource *self, GString *text, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/** The comment that the file begins with. */
void wb_c_source_append_head (WbCSource *self, GString *text);

/** Its macros and prototypes; @threshold is infinite where it is not known. */
void wb_c_source_append_declarations (WbCSource *self, GString *text, double threshold);

/** Fills body, weights and the functions used. */
void wb_c_source_emit_program (WbCSource *self);

/** Samples and what the model makes of them, which the file compares itself with. */
gboolean wb_c_source_append_test (WbCSource *self,
                                  AeNetwork *network,
                                  const WbExportOptions *options,
                                  GString *text,
                                  GError **error);

/**
 * The score that all but few of the samples stay below.
 *
 * @threshold: (out): infinite where there are none, or where the file has no score
 */
gboolean wb_c_source_find_threshold (WbCSource *self,
                                     AeNetwork *network,
                                     const WbExportOptions *options,
                                     double *threshold,
                                     GError **error);

/** The scaling that the inputs of the model had; (transfer none). */
const DsScaling *wb_c_source_get_scaling (const WbCSource *self);

/** Appends a call of a template's function: "dense (1, 784, 32, %s, …)". */
void wb_c_source_call (WbCSource *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** The name of a layer's weight in the file, which gets it; "NULL" where it has none; (transfer
 * full). */
char *wb_c_source_add_weight (WbCSource *self, const WbExportLayer *layer, const char *name);

/** The same for @n values that were computed from weights. */
char *wb_c_source_add_values (WbCSource *self,
                              const WbExportLayer *layer,
                              const char *name,
                              gsize n,
                              const float *values);

/** Appends { a, b, … } with every digit that a float has. */
void wb_c_source_append_values (GString *text, gsize n, const float *values);

/** Appends a number as a C literal of type float. */
void wb_c_source_append_float (GString *text, double value);

/** Appends the functions that @used names, and those that they call, but for those in @but
 * (nullable). */
void wb_c_source_append_functions (WbCSource *self, GHashTable *but, GString *text);

/** Why the file cannot train the model, or NULL where it can; (transfer full). */
char *wb_c_train_find_obstacle (const WbCSource *self) G_GNUC_WARN_UNUSED_RESULT;

/** Whether the file can train the model. */
gboolean wb_c_train_can (const WbCSource *self);

/** As WbExportClass.keeps, of a file that can. */
gboolean wb_c_train_keeps (const WbCSource *self, const WbExportLayer *layer, const char *setting);

/** Appends train_step (), behind its macro, or why there is none. @written: functions that the
 * file has already. */
void wb_c_train_append (WbCSource *self, GHashTable *written, GString *text);

/** The declarations that belong to it. */
void wb_c_train_append_declarations (WbCSource *self, GString *text);

/** Whether a layer draws random numbers in training. */
gboolean wb_c_layer_draws (const WbExportLayer *layer);

/** Appends the calls of a layer's way forward in training. */
void wb_c_layer_emit_training (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at);

/** Appends the calls of a layer's way back. */
void wb_c_layer_emit_back (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at);

/** Floats that a layer's way back needs beside the values. */
gsize wb_c_layer_count_back_work (const WbExportLayer *layer);

/** Why a layer has no way back, or NULL where it has one; static. */
const char *wb_c_layer_find_back_obstacle (const WbExportLayer *layer);

/** Plans the memory of a part whose layers all have a row. */
void wb_c_memory_plan (WbCMemory *self, const WbExportModel *model, gboolean scratch);
void wb_c_memory_clear (WbCMemory *self);

/**
 * Finds the range of every value over the options' samples, and from it the meaning of
 * its bytes.
 */
gboolean wb_c_int8_calibrate (WbCSource *self,
                              AeNetwork *network,
                              const WbExportOptions *options,
                              GError **error);

/** Declares memory and tensors; to be called before anything else is emitted. */
void wb_c_int8_begin (WbCSource *self);

/** Appends the calls of a layer in bytes. */
void wb_c_int8_emit (WbCSource *self, guint index);

/**
 * Appends calls of functions of the templates, with "; " between them. A word in braces is
 * replaced: "max_pool ({window}, {x}, {y})". It is one of WbCPlaces, an option or a weight of
 * the layer, "d_" and a weight for its gradient, or
 *  - n, x_n, row_n: values of the output, of the input, of a row of it
 *  - channels, x_channels, x2_channels: the last axes; rows, pixels: how many of them
 *  - x_0, x_1, y_0: the first axes
 *  - window, y_window, series, permute: what the layer moves over its input, or its output
 *  - key, kl_weight, divergence: of layers that draw random numbers
 *
 * A copy of a value to its own place is left out.
 */
void wb_c_layer_emit_calls (WbCSource *self,
                            const WbExportLayer *layer,
                            const WbCPlaces *at,
                            const char *calls);

/** The call of the activation that ends a layer, if any, on floats at @y. */
void wb_c_layer_emit_activation (WbCSource *self, const WbExportLayer *layer, const char *y);

/** The prefix that a file at @path has: its name as a C identifier; (transfer full). */
char *wb_c_source_make_prefix (const char *path);

extern const WbExportClass wb_export_c_source;

/** WbExportClass's run: compiles the file with the system's compiler. */
gboolean wb_c_source_run (const WbExportRun *run, GError **error);

G_END_DECLS
