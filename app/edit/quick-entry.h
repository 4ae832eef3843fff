/* SPDX-License-Identifier: MIT */
/* Layers as they are typed: "dense 64 relu", "conv2d 16 3x3 same",
 * "dropout 0.3", "reshape 7x7x8", "lstm units=32". First what the layer is
 * called, or a part of that; then values, each for the first option that is
 * open and takes it, or with its option's name.
 */
#pragma once

#include "engine/layer.h"

G_BEGIN_DECLS

/**
 * The words that say which layer is meant: as many as some layer is called by,
 * folded for comparison; all of them where none is. (transfer full).
 *
 * @rest: (out) (optional) (transfer full): what stands behind them
 */
char *wb_quick_entry_get_words (const char *text, char **rest) G_GNUC_WARN_UNUSED_RESULT;

/** Whether type, title or group hold the words, which are folded. */
gboolean wb_quick_entry_matches (const AeLayerClass *klass, const char *words);

/**
 * Reads a layer and its options.
 *
 * @options: (out) (transfer full): "units=64,activation=relu"
 * @error: WB_ERROR_EDIT where no layer is called so; AE_ERROR_OPTION, naming
 *   the value that no option takes
 * Returns: the class, or NULL
 */
const AeLayerClass *wb_quick_entry_read (const char *text, char **options, GError **error);

G_END_DECLS
