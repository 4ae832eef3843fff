/* SPDX-License-Identifier: MIT */
/* A window that slides over an image: sizes and places for convolutions and
 * pools, with Keras' meaning of padding. "same": the output has ⌈in / stride⌉
 * rows, and what is missing is added half before and half after, the odd one
 * after. "valid": nothing is added.
 */
#pragma once

#include "engine/layers/options.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

G_BEGIN_DECLS

typedef enum
{
  AE_PADDING_VALID,
  AE_PADDING_SAME,
} AePadding;

/** Keras' names, NULL-terminated. */
extern const char *const ae_padding_names[];

#define AE_OPTION_FILTERS(Type, default_) \
  { \
    .name = "filters", .title = N_ ("Filters"), .kind = AE_OPTION_INT, \
    .help = N_ ("How many channels the layer outputs."), \
    .offset = G_STRUCT_OFFSET (Type, filters), .value = default_, .min = 1, .max = 4096, \
    .logarithmic = TRUE \
  }

#define AE_OPTION_KERNEL_SIZE(Type) \
  { \
    .name = "kernel_size", .title = N_ ("Kernel size"), .kind = AE_OPTION_SIZES, \
    .help = N_ ("Height and width of a filter."), .offset = G_STRUCT_OFFSET (Type, kernel_size), \
    .sizes = { 2, { 3, 3 } }, .min = 1, .max = 64, .min_count = 2, .max_count = 2 \
  }

#define AE_OPTION_STRIDES(Type) \
  { \
    .name = "strides", .title = N_ ("Strides"), .kind = AE_OPTION_SIZES, \
    .help = N_ ("How far the window moves, down and across."), \
    .offset = G_STRUCT_OFFSET (Type, strides), .sizes = { 2, { 1, 1 } }, .min = 1, .max = 64, \
    .min_count = 2, .max_count = 2 \
  }

#define AE_OPTION_PADDING(Type) \
  { \
    .name = "padding", .title = N_ ("Padding"), .kind = AE_OPTION_CHOICE, \
    .help = N_ ("same: zeros around keep the size; valid: the window stays inside."), \
    .offset = G_STRUCT_OFFSET (Type, padding), .choices = ae_padding_names, \
    .value = AE_PADDING_VALID \
  }

/**
 * AeWindow:
 * @height: @width: @channels: of the input
 * @size_h: @size_w: of the window; @stride_h, @stride_w: its steps
 * @top: @left: rows and columns added before the first
 */
typedef struct
{
  guint height, width, channels;
  guint size_h, size_w;
  guint stride_h, stride_w;
  guint top, left;
  guint out_height, out_width;
} AeWindow;

/**
 * Places a window on an image [H, W, C].
 *
 * @type: the layer's name, for the message
 * @strides: 0 stands for the window's size
 * @error: AE_ERROR_SHAPE: not an image, or a window larger than it
 */
gboolean ae_window_place (AeWindow *window,
                          const char *type,
                          const AeShape *x_shape,
                          const AeSizes *size,
                          const AeSizes *strides,
                          guint padding,
                          GError **error);

/** The same for a series [T, C]: a window of height 1. */
gboolean ae_window_place_1d (AeWindow *window,
                             const char *type,
                             const AeShape *x_shape,
                             guint size,
                             guint stride,
                             guint padding,
                             GError **error);

/** Appends @type, a convolution with the window of layer @index, and trims it to that layer's
 * input. */
gboolean ae_window_append_mirror (AeMirror *mirror, guint index, const char *type, GError **error);

/** The `mirror` of convolutions. */
gboolean ae_window_mirror (AeMirror *mirror, guint index, GError **error);

G_END_DECLS
