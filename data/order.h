/* SPDX-License-Identifier: MIT */
/*
 * The order in which an epoch visits its samples: a function of (seed, epoch)
 * and the number of samples alone, the same on every machine.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Fills @order with a permutation of 0 … n - 1 (Fisher and Yates' shuffle).
 * Any thread; about 10 ms for a million samples.
 *
 * @order: (out): [n], owned by the caller
 * @n: how many samples
 * @seed: the seed of the run
 * @epoch: which epoch
 */
void ds_order_fill (guint32 *order, gsize n, guint64 seed, guint epoch);

/**
 * Fills @order with 0 … n - 1 in sequence: the order without shuffling. Any
 * thread.
 *
 * @order: (out): [n], owned by the caller
 * @n: how many samples
 */
void ds_order_fill_unshuffled (guint32 *order, gsize n);

G_END_DECLS
