/* SPDX-License-Identifier: MIT */
/*
 * Memory of a thread that reads samples: it grows to the largest piece that was asked
 * for, so that reading allocates nothing in the long run.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DS_SCRATCH:
 *
 * What makes a static GPrivate a place of such memory; each user has its own.
 */
#define DS_SCRATCH G_PRIVATE_INIT (ds_scratch_free)

/**
 * @key: a place of it
 * @n: how many floats are wanted
 *
 * Returns: (transfer none): [n], this thread's until its next call with @key.
 */
float *ds_scratch_get (GPrivate *key, gsize n);

/**
 * For DS_SCRATCH alone.
 *
 * @scratch: (transfer full): what is in a place
 */
void ds_scratch_free (gpointer scratch);

G_END_DECLS
