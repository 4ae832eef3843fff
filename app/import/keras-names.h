/* SPDX-License-Identifier: MIT */
/* How Keras names what nobody named. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** "MaxPooling2D" is "max_pooling2d", "PReLU" is "p_re_lu"; (transfer full). */
char *wb_keras_to_snake_case (const char *class_name) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The name of a layer in a .keras file: its class's, counted.
 *
 * @counts: how many there were of each, made with wb_keras_counts_new()
 */
char *wb_keras_count_name (GHashTable *counts, const char *class_name) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *wb_keras_counts_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
