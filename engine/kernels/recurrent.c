/* SPDX-License-Identifier: MIT */
/* The cells of recurrent layers, a vector of units at a time. */
#include "engine/kernels/set.h"
#include "engine/kernels/vector-math.h"

#define EACH_UNIT(cell, row, unit, left) \
  for (gsize row = 0; row < (cell)->n; row++) \
    for (gsize unit = 0, left = (cell)->units; unit < (cell)->units; \
         unit += LANES, left = (cell)->units - unit)

/* From an array that may be absent. */
INLINE V
load_or_zero (const float *p, gsize i, gsize left)
{
  return p != NULL ? v_load_upto (p + i, left) : v_zero ();
}

/* d·y·(1 - y) */
INLINE V
sigmoid_back (V d, V y)
{
  return d * v_fnma (y, y, y);
}

/* d·(1 - y²) */
INLINE V
tanh_back (V d, V y)
{
  return d * v_fnma (y, y, v_set (1.0f));
}

static void
lstm (const AeLstmCell *cell)
{
  const gsize units = cell->units;

  EACH_UNIT (cell, row, unit, left)
  {
    float *gates = cell->gates + row * 4 * units + unit;
    const gsize at = row * units + unit;
    const V i = v_sigmoid (v_load_upto (gates, left));
    const V f = v_sigmoid (v_load_upto (gates + units, left));
    const V g = v_tanh (v_load_upto (gates + 2 * units, left));
    const V o = v_sigmoid (v_load_upto (gates + 3 * units, left));
    const V c = v_fma (f, load_or_zero (cell->c_before, at, left), i * g);
    const V tanh_c = v_tanh (c);

    v_store_upto (gates, i, left);
    v_store_upto (gates + units, f, left);
    v_store_upto (gates + 2 * units, g, left);
    v_store_upto (gates + 3 * units, o, left);
    v_store_upto (cell->c + at, c, left);
    v_store_upto (cell->tanh_c + at, tanh_c, left);
    v_store_upto (cell->h + at, o * tanh_c, left);
  }
}

static void
lstm_back (const AeLstmBack *back)
{
  const gsize units = back->units;

  EACH_UNIT (back, row, unit, left)
  {
    const float *gates = back->gates + row * 4 * units + unit;
    float *dz = back->dz + row * 4 * units + unit;
    const gsize at = row * units + unit;
    const V i = v_load_upto (gates, left);
    const V f = v_load_upto (gates + units, left);
    const V g = v_load_upto (gates + 2 * units, left);
    const V o = v_load_upto (gates + 3 * units, left);
    const V tanh_c = v_load_upto (back->tanh_c + at, left);
    const V dh = v_load_upto (back->dh + at, left);
    const V dc = v_load_upto (back->dc + at, left) + tanh_back (dh * o, tanh_c);

    v_store_upto (dz, sigmoid_back (dc * g, i), left);
    v_store_upto (dz + units, sigmoid_back (dc * load_or_zero (back->c_before, at, left), f), left);
    v_store_upto (dz + 2 * units, tanh_back (dc * i, g), left);
    v_store_upto (dz + 3 * units, sigmoid_back (dh * tanh_c, o), left);
    v_store_upto (back->dc + at, dc * f, left);
  }
}

/* z·h_before + (1 - z)·g */
INLINE V
mix (V z, V h_before, V g)
{
  return v_fma (z, h_before - g, g);
}

static void
gru (const AeGruCell *cell)
{
  const gsize units = cell->units;

  EACH_UNIT (cell, row, unit, left)
  {
    float *gates = cell->gates + row * 3 * units + unit;
    const float *recurrent = cell->recurrent + row * 3 * units + unit;
    const gsize at = row * units + unit;
    const V z = v_sigmoid (v_load_upto (gates, left) + v_load_upto (recurrent, left));
    const V r = v_sigmoid (v_load_upto (gates + units, left)
                           + v_load_upto (recurrent + units, left));
    const V g = v_tanh (
      v_fma (r, v_load_upto (recurrent + 2 * units, left), v_load_upto (gates + 2 * units, left)));

    v_store_upto (gates, z, left);
    v_store_upto (gates + units, r, left);
    v_store_upto (gates + 2 * units, g, left);
    v_store_upto (cell->h + at, mix (z, load_or_zero (cell->h_before, at, left), g), left);
  }
}

static void
gru_back (const AeGruBack *back)
{
  const gsize units = back->units;

  EACH_UNIT (back, row, unit, left)
  {
    const gsize gate = row * 3 * units + unit;
    const gsize at = row * units + unit;
    const V z = v_load_upto (back->gates + gate, left);
    const V r = v_load_upto (back->gates + gate + units, left);
    const V g = v_load_upto (back->gates + gate + 2 * units, left);
    const V dh = v_load_upto (back->dh + at, left);
    const V dz = sigmoid_back (dh * (load_or_zero (back->h_before, at, left) - g), z);
    const V dg = tanh_back (v_fnma (dh, z, dh), g);
    const V dr = sigmoid_back (dg * v_load_upto (back->recurrent + gate + 2 * units, left), r);

    v_store_upto (back->dx + gate, dz, left);
    v_store_upto (back->dx + gate + units, dr, left);
    v_store_upto (back->dx + gate + 2 * units, dg, left);
    v_store_upto (back->dr + gate, dz, left);
    v_store_upto (back->dr + gate + units, dr, left);
    v_store_upto (back->dr + gate + 2 * units, dg * r, left);
    v_store_upto (back->dh_before + at, dh * z, left);
  }
}

static void
gru_reset (const AeGruCell *cell)
{
  const gsize units = cell->units;

  EACH_UNIT (cell, row, unit, left)
  {
    float *gates = cell->gates + row * 3 * units + unit;
    const float *recurrent = cell->recurrent + row * 2 * units + unit;
    const gsize at = row * units + unit;
    const V z = v_sigmoid (v_load_upto (gates, left) + v_load_upto (recurrent, left));
    const V r = v_sigmoid (v_load_upto (gates + units, left)
                           + v_load_upto (recurrent + units, left));

    v_store_upto (gates, z, left);
    v_store_upto (gates + units, r, left);
    v_store_upto (cell->reset + at, r * load_or_zero (cell->h_before, at, left), left);
  }
}

static void
gru_mix (const AeGruCell *cell)
{
  const gsize units = cell->units;

  EACH_UNIT (cell, row, unit, left)
  {
    float *gates = cell->gates + row * 3 * units + unit;
    const gsize at = row * units + unit;
    const V z = v_load_upto (gates, left);
    const V g = v_tanh (v_load_upto (gates + 2 * units, left));

    v_store_upto (gates + 2 * units, g, left);
    v_store_upto (cell->h + at, mix (z, load_or_zero (cell->h_before, at, left), g), left);
  }
}

static void
gru_mix_back (const AeGruBack *back)
{
  const gsize units = back->units;

  EACH_UNIT (back, row, unit, left)
  {
    const gsize gate = row * 3 * units + unit;
    const gsize at = row * units + unit;
    const V z = v_load_upto (back->gates + gate, left);
    const V g = v_load_upto (back->gates + gate + 2 * units, left);
    const V dh = v_load_upto (back->dh + at, left);

    v_store_upto (back->dx + gate,
                  sigmoid_back (dh * (load_or_zero (back->h_before, at, left) - g), z), left);
    v_store_upto (back->dx + gate + 2 * units, tanh_back (v_fnma (dh, z, dh), g), left);
    v_store_upto (back->dh_before + at, dh * z, left);
  }
}

static void
gru_reset_back (const AeGruBack *back)
{
  const gsize units = back->units;

  EACH_UNIT (back, row, unit, left)
  {
    const gsize gate = row * 3 * units + unit;
    const gsize at = row * units + unit;
    const V r = v_load_upto (back->gates + gate + units, left);
    const V dreset = v_load_upto (back->dreset + at, left);
    const V through = v_fma (dreset, r, v_load_upto (back->dh_before + at, left));

    v_store_upto (back->dx + gate + units,
                  sigmoid_back (dreset * load_or_zero (back->h_before, at, left), r), left);
    v_store_upto (back->dh_before + at, through, left);
  }
}

static void
swap (gsize a, gsize b, gsize n, const float *in, float *out)
{
  for (gsize i = 0; i < a; i++)
    for (gsize k = 0; k < b; k++, in += n)
      for (gsize j = 0; j < n; j += LANES)
        v_store_upto (out + (k * a + i) * n + j, v_load_upto (in + j, n - j), n - j);
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
