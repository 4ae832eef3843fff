/* SPDX-License-Identifier: MIT */
/*
 * How stored values become the samples a network sees: y = (x - offset) * factor,
 * with y in [0,1] on the set the scaling was found on. It is a plain value, so
 * that a project saves it and applies the same one to other data. The formula
 * has one subtraction and one product, each rounded: no compiler contracts it
 * and every machine gives the same bits.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsScaling:
 * @offset: what is subtracted first
 * @factor: what the difference is multiplied by; positive
 */
typedef struct
{
  double offset;
  double factor;
} DsScaling;

/**
 * DS_SCALING_IDENTITY:
 *
 * Values are taken as they are.
 */
#define DS_SCALING_IDENTITY ((DsScaling) { 0.0, 1.0 })

/**
 * @self: a scaling, perhaps from a file
 *
 * Returns: whether both numbers are finite and the factor is positive; any
 *   thread.
 */
gboolean ds_scaling_is_valid (const DsScaling *self);

/**
 * @value: a stored value
 *
 * Returns: the value a network sees; any thread.
 */
static inline double
ds_scaling_apply (const DsScaling *self, double value)
{
  return (value - self->offset) * self->factor;
}

/**
 * The scaling of 8-bit sets: divided by 255, or by the largest value where
 * that is at most 16 (and not 0). Reads only as far as the first page with a
 * value above 16, and of more than 64 MB only 4 MB, spread evenly.
 *
 * @values: [n] 8-bit values
 * @n: how many
 *
 * Returns: the scaling; any thread.
 */
DsScaling ds_scaling_find_for_bytes (const guint8 *values, gsize n);

/**
 * The scaling of all other types: none where the values already lie in [0,1],
 * else the range is stretched onto it.
 *
 * @minimum: the smallest value of the set
 * @maximum: the largest
 * @scaling: (out): the scaling found
 * @error: DS_ERROR_VALUES where either is not finite, or where all values are
 *   the same one outside [0,1]
 *
 * Returns: whether there is one; any thread.
 */
gboolean
ds_scaling_find_for_range (double minimum, double maximum, DsScaling *scaling, GError **error);

/**
 * Returns: (transfer full): the scaling in words that follow "values are ",
 *   such as "divided by 255", "mapped from -3 … 5.5 to 0 … 1" or
 *   "taken as they are"; never depends on the locale; any thread.
 */
char *ds_scaling_to_string (const DsScaling *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
