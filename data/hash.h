/* SPDX-License-Identifier: MIT */
/*
 * A number of 64 bits that stands for some bytes: two that differ have the same
 * one with a chance of 1 in 2^64. Some 10 GB a second; not against forgers.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * @bytes: [n]
 * @n: how many
 *
 * Returns: their number; the same in every run on this machine; any thread.
 */
guint64 ds_hash_bytes (gconstpointer bytes, gsize n);

G_END_DECLS
