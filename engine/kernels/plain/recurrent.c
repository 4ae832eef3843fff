/* SPDX-License-Identifier: MIT */
/* The cells of recurrent layers, unit by unit. */
#include "engine/kernels/set.h"

#include <math.h>
#include <string.h>

#define EACH_UNIT(cell, row, unit) \
  for (gsize row = 0; row < (cell)->n; row++) \
    for (gsize unit = 0; unit < (cell)->units; unit++)

/* From an array that may be absent. */
static float
load_or_zero (const float *p, gsize i)
{
  return p != NULL ? p[i] : 0;
}

static float
sigmoid (float x)
{
  const float e = expf (-fabsf (x));

  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

static float
sigmoid_back (float d, float y)
{
  return d * y * (1 - y);
}

static float
tanh_back (float d, float y)
{
  return d * (1 - y * y);
}

static void
lstm (const AeLstmCell *cell)
{
  const gsize units = cell->units;

  EACH_UNIT (cell, row, unit)
  {
    float *gates = cell->gates + row * 4 * units + unit;
    const gsize at = row * units + unit;
    const float i = sigmoid (*gates);
    const float f = sigmoid (gates[units]);
    const float g = tanhf (gates[2 * units]);
    const float o = sigmoid (gates[3 * units]);
    const float c = f * load_or_zero (cell->c_before, at) + i * g;
    const float tanh_c = tanhf (c);

    *gates = i;
    gates[units] = f;
    gates[2 * units] = g;
    gates[3 * units] = o;
    cell->c[at] = c;
    cell->tanh_c[at] = tanh_c;
    cell->h[at] = o * tanh_c;
  }
}

static void
lstm_back (const AeLstmBack *back)
{
  const gsize units = back->units;

  EACH_UNIT (back, row, unit)
  {
    const float *gates = back->gates + row * 4 * units + unit;
    float *dz = back->dz + row * 4 * units + unit;
    const gsize at = row * units + unit;
    const float i = *gates;
    const float f = gates[units];
    const float g = gates[2 * units];
    const float o = gates[3 * units];
    const float tanh_c = back->tanh_c[at];
    const float dh = back->dh[at];
    const float dc = back->dc[at] + tanh_back (dh * o, tanh_c);

    *dz = sigmoid_back (dc * g, i);
    dz[units] = sigmoid_back (dc * load_or_zero (back->c_before, at), f);
    dz[2 * units] = tanh_back (dc * i, g);
    dz[3 * units] = sigmoid_back (dh * tanh_c, o);
    back->dc[at] = dc * f;
  }
}

/* z·h_before + (1 - z)·g */
static float
mix (float z, float h_before, float g)
{
  return z * h_before + (1 - z) * g;
}

static void
gru (const AeGruCell *cell)
{
  const gsize units = cell->units;

  EACH_UNIT (cell, row, unit)
  {
    float *gates = cell->gates + row * 3 * units + unit;
    const float *recurrent = cell->recurrent + row * 3 * units + unit;
    const gsize at = row * units + unit;
    const float z = sigmoid (*gates + *recurrent);
    const float r = sigmoid (gates[units] + recurrent[units]);
    const float g = tanhf (r * recurrent[2 * units] + gates[2 * units]);

    *gates = z;
    gates[units] = r;
    gates[2 * units] = g;
    cell->h[at] = mix (z, load_or_zero (cell->h_before, at), g);
  }
}

static void
gru_back (const AeGruBack *back)
{
  const gsize units = back->units;

  EACH_UNIT (back, row, unit)
  {
    const gsize gate = row * 3 * units + unit;
    const gsize at = row * units + unit;
    const float z = back->gates[gate];
    const float r = back->gates[gate + units];
    const float g = back->gates[gate + 2 * units];
    const float dh = back->dh[at];
    const float dz = sigmoid_back (dh * (load_or_zero (back->h_before, at) - g), z);
    const float dg = tanh_back (dh * (1 - z), g);
    const float dr = sigmoid_back (dg * back->recurrent[gate + 2 * units], r);

    back->dx[gate] = dz;
    back->dx[gate + units] = dr;
    back->dx[gate + 2 * units] = dg;
    back->dr[gate] = dz;
    back->dr[gate + units] = dr;
    back->dr[gate + 2 * units] = dg * r;
    back->dh_before[at] = dh * z;
  }
}

static void
gru_reset (const AeGruCell *cell)
{
  const gsize units = cell->units;

  EACH_UNIT (cell, row, unit)
  {
    float *gates = cell->gates + row * 3 * units + unit;
    const float *recurrent = cell->recurrent + row * 2 * units + unit;
    const gsize at = row * units + unit;
    const float z = sigmoid (*gates + *recurrent);
    const float r = sigmoid (gates[units] + recurrent[units]);

    *gates = z;
    gates[units] = r;
    cell->reset[at] = r * load_or_zero (cell->h_before, at);
  }
}

static void
gru_mix (const AeGruCell *cell)
{
  const gsize units = cell->units;

  EACH_UNIT (cell, row, unit)
  {
    float *gates = cell->gates + row * 3 * units + unit;
    const gsize at = row * units + unit;
    const float z = *gates;
    const float g = tanhf (gates[2 * units]);

    gates[2 * units] = g;
    cell->h[at] = mix (z, load_or_zero (cell->h_before, at), g);
  }
}

static void
gru_mix_back (const AeGruBack *back)
{
  const gsize units = back->units;

  EACH_UNIT (back, row, unit)
  {
    const gsize gate = row * 3 * units + unit;
    const gsize at = row * units + unit;
    const float z = back->gates[gate];
    const float g = back->gates[gate + 2 * units];
    const float dh = back->dh[at];

    back->dx[gate] = sigmoid_back (dh * (load_or_zero (back->h_before, at) - g), z);
    back->dx[gate + 2 * units] = tanh_back (dh * (1 - z), g);
    back->dh_before[at] = dh * z;
  }
}

static void
gru_reset_back (const AeGruBack *back)
{
  const gsize units = back->units;

  EACH_UNIT (back, row, unit)
  {
    const gsize gate = row * 3 * units + unit;
    const gsize at = row * units + unit;
    const float r = back->gates[gate + units];
    const float dreset = back->dreset[at];
    const float through = dreset * r + back->dh_before[at];

    back->dx[gate + units] = sigmoid_back (dreset * load_or_zero (back->h_before, at), r);
    back->dh_before[at] = through;
  }
}

static void
swap (gsize a, gsize b, gsize n, const float *in, float *out)
{
  for (gsize i = 0; i < a; i++)
    for (gsize k = 0; k < b; k++, in += n)
      memcpy (out + (k * a + i) * n, in, n * sizeof *out);
}

const AeRecurrentKernels AE_KERNEL (recurrent_kernels) = {
  .lstm = lstm,
  .lstm_back = lstm_back,
  .gru = gru,
  .gru_back = gru_back,
  .gru_reset = gru_reset,
  .gru_mix = gru_mix,
  .gru_mix_back = gru_mix_back,
  .gru_reset_back = gru_reset_back,
  .swap = swap,
};
