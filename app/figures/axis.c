/* SPDX-License-Identifier: MIT */
/* Ticks are chosen from sets that a reader knows: multiples of 1, 2 or 5 on a
 * linear axis; on a logarithmic one round mantissas, ever fewer of them until
 * the labels have room. Where a logarithmic axis is so narrow that no such set
 * gives two ticks, linear multiples are placed on it.
 */
#include "app/figures/axis.h"

#include <math.h>

/* A tick at the end of the axis counts although rounding put it beyond. */
#define SLACK 1e-9

static const double mantissas[][10] = {
  { 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 },
  { 1, 1.5, 2, 3, 5, 8 },
  { 1, 1.5, 2, 3, 5 },
  { 1, 2, 3, 5 },
  { 1, 2, 5 },
  { 1, 3 },
  { 1 },
};

static void
repair_linear (double *lower, double *upper)
{
  double room;

  if (!isfinite (*lower) && !isfinite (*upper))
    *lower = 0, *upper = 1;
  else if (!isfinite (*lower))
    *lower = *upper;
  else if (!isfinite (*upper))
    *upper = *lower;
  *lower = CLAMP (*lower, -1e300, 1e300);
  *upper = CLAMP (*upper, -1e300, 1e300);
  if (*lower > *upper)
    {
      double swapped = *lower;

      *lower = *upper;
      *upper = swapped;
    }
  room = MAX (fabs (*lower), fabs (*upper));
  if (*upper - *lower > room * 1e-10)
    return;
  room = room > 0 ? room * 0.05 : 0.5;
  *lower -= room;
  *upper += room;
}

static void
repair_log (double *lower, double *upper)
{
  if (!isfinite (*lower) && !isfinite (*upper))
    *lower = 0.1, *upper = 1;
  if (!(*upper < 1e300))
    *upper = MAX (*lower, 1e-300);
  if (!(*lower < 1e300))
    *lower = *upper;
  if (*lower > *upper)
    {
      double swapped = *lower;

      *lower = *upper;
      *upper = swapped;
    }
  if (*upper < 1e-290)
    *upper = 1;
  if (*lower < 1e-290)
    *lower = MAX (*upper * 1e-3, 1e-295);
  if (*upper / *lower < 1.0 + 1e-9)
    {
      *lower /= 1.2;
      *upper *= 1.2;
    }
}

void
wb_axis_init (WbAxis *self, gboolean log, double lower, double upper)
{
  if (log)
    repair_log (&lower, &upper);
  else
    repair_linear (&lower, &upper);
  *self = (WbAxis) { .log = log, .lower = lower, .upper = upper, .end = 1 };
}

/* The least of 1, 2 and 5 times a power of ten that is not below @at_least, which is above 0. */
static double
find_nice_step (double at_least)
{
  double power = pow (10, floor (log10 (at_least)));
  double mantissa = at_least / power;

  return power
         * (mantissa <= 1 + SLACK   ? 1
            : mantissa <= 2 + SLACK ? 2
            : mantissa <= 5 + SLACK ? 5
                                    : 10);
}

static double
round_log (double value, gboolean up)
{
  double power = pow (10, floor (log10 (value)));
  double best = up ? 10 * power : power;

  for (guint i = 0; i < G_N_ELEMENTS (mantissas[0]); i++)
    {
      double candidate = mantissas[0][i] * power;

      if (up && candidate >= value * (1 - SLACK))
        return candidate;
      if (!up && candidate <= value * (1 + SLACK))
        best = candidate;
    }
  return best;
}

void
wb_axis_round_out (WbAxis *self)
{
  if (self->log && self->upper / self->lower > 1.3)
    {
      self->lower = round_log (self->lower, FALSE);
      self->upper = round_log (self->upper, TRUE);
    }
  else
    {
      double step = find_nice_step ((self->upper - self->lower) / 5);
      double lower = floor (self->lower / step + SLACK) * step;

      if (!self->log || lower > 0)
        self->lower = lower;
      self->upper = ceil (self->upper / step - SLACK) * step;
    }
}

double
wb_axis_to_pixel (const WbAxis *self, double value)
{
  double at;

  if (isnan (value))
    return value;
  if (!self->log)
    at = (value - self->lower) / (self->upper - self->lower);
  else if (value <= 0)
    at = 0;
  else
    at = log (value / self->lower) / log (self->upper / self->lower);
  return self->start + at * (self->end - self->start);
}

double
wb_axis_to_value (const WbAxis *self, double pixel)
{
  double at = (pixel - self->start) / (self->end - self->start);

  if (self->log)
    return self->lower * pow (self->upper / self->lower, at);
  return self->lower + at * (self->upper - self->lower);
}

static gboolean
add_tick (WbAxis *self, double value, double gap)
{
  double slack = (self->upper - self->lower) * SLACK;

  if (self->log)
    slack = value * SLACK;
  if (value < self->lower - slack || value > self->upper + slack)
    return TRUE;
  if (self->n_ticks == WB_AXIS_MAX_TICKS)
    return FALSE;
  if (self->n_ticks > 0
      && fabs (wb_axis_to_pixel (self, value)
               - wb_axis_to_pixel (self, self->ticks[self->n_ticks - 1]))
           < gap)
    return FALSE;
  self->ticks[self->n_ticks++] = value;
  return TRUE;
}

static int
decimals_of_step (double step)
{
  return (int) CLAMP (-floor (log10 (step) + SLACK), 0, 12);
}

/* All multiples of @step, or FALSE where they stand too close. */
static gboolean
place_multiples (WbAxis *self, double step, double gap)
{
  double first = ceil (self->lower / step - SLACK);
  double last = floor (self->upper / step + SLACK);

  self->n_ticks = 0;
  self->decimals = decimals_of_step (step);
  for (double i = first; i <= last; i++)
    if (!add_tick (self, i * step, gap))
      return FALSE;
  return TRUE;
}

static void
place_linear (WbAxis *self, double gap)
{
  double length = fabs (self->end - self->start);
  double step = find_nice_step ((self->upper - self->lower) / MAX (1, length / gap));

  for (guint i = 0; i < 4 && !place_multiples (self, step, gap); i++)
    step = find_nice_step (step * 1.5);
}

static int
decimals_of_mantissas (const WbAxis *self)
{
  int decimals = 0;

  for (guint i = 0; i < self->n_ticks; i++)
    for (int d = decimals; d < 12; d++)
      {
        double scaled = self->ticks[i] * pow (10, d);

        decimals = d;
        if (fabs (scaled - round (scaled)) < 1e-6 * scaled)
          break;
      }
  return decimals;
}

static gboolean
place_mantissas (WbAxis *self, const double set[10], int stride, double gap)
{
  int first = (int) floor (log10 (self->lower) - SLACK);
  int last = (int) floor (log10 (self->upper) + SLACK);

  self->n_ticks = 0;
  for (int e = first; e <= last; e++)
    for (guint i = 0; i < 10 && set[i] > 0; i++)
      if (e % stride == 0 && !add_tick (self, set[i] * pow (10, e), gap))
        return FALSE;
  self->decimals = self->upper / self->lower > 99 ? -1 : decimals_of_mantissas (self);
  return self->n_ticks >= 2;
}

static void
place_log (WbAxis *self, double gap)
{
  if (self->upper / self->lower > 1.6)
    {
      for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++)
        if (place_mantissas (self, mantissas[i], 1, gap))
          return;
      for (int stride = 2; stride <= 100; stride++)
        if (place_mantissas (self, mantissas[G_N_ELEMENTS (mantissas) - 1], stride, gap))
          return;
    }
  place_linear (self, gap);
}

void
wb_axis_set_pixels (WbAxis *self, double start, double end, double tick_gap)
{
  self->start = start;
  self->end = end == start ? start + 1 : end;
  self->n_ticks = 0;
  if (self->log)
    place_log (self, tick_gap);
  else
    place_linear (self, tick_gap);
}

static void
format_with_exponent (double value, char out[WB_NUMBER_SIZE])
{
  double mantissa = value / pow (10, floor (log10 (fabs (value)) + SLACK));

  wb_number_format_scientific (out, value, fabs (mantissa - round (mantissa)) < 1e-6 ? 0 : 1);
}

void
wb_axis_format_tick (const WbAxis *self, guint tick, char out[WB_NUMBER_SIZE])
{
  double value = self->ticks[tick], size = fabs (value);
  double most = MAX (fabs (self->lower), fabs (self->upper));

  if (value == 0)
    wb_number_format (out, 0, most < 1e-3 ? 0 : MAX (self->decimals, 0));
  else if (most < 1e-3 || size >= 1e7 || (self->decimals < 0 && size < 0.99e-3))
    format_with_exponent (value, out);
  else
    wb_number_format (out, value, self->decimals < 0 ? decimals_of_step (size) : self->decimals);
}
