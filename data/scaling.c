/* SPDX-License-Identifier: MIT */
/*
 * Finding a scaling and saying it in words. A scaling that leaves this file
 * has a finite offset and a finite, positive factor, so that no finite sample
 * becomes NaN.
 */
#include "data/scaling.h"

#include <math.h>

#include "data/error.h"
#include "data/words.h"

/* Up to here an 8-bit set is a count (0..1, 0..16), not a grey level. */
#define LARGEST_COUNT 16

/* Of a set larger than this, this many pages that are spread evenly tell the range:
 * with each of them a disk reads some thirty more. */
#define LOOKED_AT ((gsize) 64 << 20)
#define PAGE      4096
#define N_PAGES   1024

gboolean
ds_scaling_is_valid (const DsScaling *self)
{
  return isfinite (self->offset) && isfinite (self->factor) && self->factor > 0;
}

DsScaling
ds_scaling_find_for_bytes (const guint8 *values, gsize n)
{
  gsize step = n > LOOKED_AT ? n / N_PAGES : PAGE;
  guint8 maximum = 0;

  for (gsize first = 0; first < n && maximum <= LARGEST_COUNT; first += step)
    for (gsize i = first; i < MIN (first + PAGE, n); i++)
      maximum = MAX (maximum, values[i]);

  if (maximum == 0 || maximum > LARGEST_COUNT)
    maximum = 255;

  return (DsScaling) { 0.0, 1.0 / maximum };
}

gboolean
ds_scaling_find_for_range (double minimum, double maximum, DsScaling *scaling, GError **error)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (minimum >= 0.0 && maximum <= 1.0)
    {
      *scaling = DS_SCALING_IDENTITY;
      return TRUE;
    }

  *scaling = (DsScaling) { minimum, 1.0 / (maximum - minimum) };
  if (minimum < maximum && ds_scaling_is_valid (scaling))
    return TRUE;

  if (minimum == maximum && isfinite (minimum))
    g_set_error (error, DS_ERROR, DS_ERROR_VALUES,
                 _ ("Every value is %s, so there is nothing to learn and no range "
                    "to bring to 0 … 1. Check how the file was written."),
                 g_ascii_formatd (text, sizeof text, "%.6g", minimum));
  else
    g_set_error_literal (error, DS_ERROR, DS_ERROR_VALUES,
                         _ ("The range of the values is too wide or too narrow to be "
                            "brought to 0 … 1. Scale them before writing the file."));
  return FALSE;
}

char *
ds_scaling_to_string (const DsScaling *self)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE];
  char high[G_ASCII_DTOSTR_BUF_SIZE];
  double maximum = self->offset + 1.0 / self->factor;

  if (self->offset == 0.0 && self->factor == 1.0)
    return g_strdup (_ ("taken as they are"));

  g_ascii_formatd (low, sizeof low, "%.6g", self->offset);
  g_ascii_formatd (high, sizeof high, "%.6g", maximum);
  if (self->offset == 0.0)
    return g_strdup_printf (_ ("divided by %s"), high);

  return g_strdup_printf (_ ("mapped from %s … %s to 0 … 1"), low, high);
}
