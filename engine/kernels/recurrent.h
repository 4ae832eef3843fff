/* SPDX-License-Identifier: MIT */
/* The cells of recurrent layers: all that happens at one time step apart from
 * the matrix products, for N samples of U units. Gates stand side by side in a
 * row, in Keras' order. σ is the sigmoid.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AeLstmCell: LSTM, gates i, f, g, o.
 *   i, f, o = σ (z);  g = tanh (z);  c = f·c_before + i·g;  h = o·tanh (c)
 *
 * @gates: [N, 4U]: z (x·w + h·u + b) on the way in, i, f, g, o on the way out
 * @c_before: [N, U], NULL for zeros
 * @c: @tanh_c: @h: [N, U]
 */
typedef struct
{
  gsize n;
  gsize units;
  float *gates;
  const float *c_before;
  float *c;
  float *tanh_c;
  float *h;
} AeLstmCell;

/**
 * AeLstmBack:
 * @gates: @tanh_c: @c_before: as forward left them
 * @dh: [N, U]: all of dLoss/dh
 * @dc: [N, U]: dLoss/dc from the step after, and then for the step before
 * @dz: [N, 4U]: dLoss/dz; may be @gates
 */
typedef struct
{
  gsize n;
  gsize units;
  const float *gates;
  const float *c_before;
  const float *tanh_c;
  const float *dh;
  float *dc;
  float *dz;
} AeLstmBack;

/**
 * AeGruCell: GRU, gates z, r and the candidate g. With reset_after (Keras'
 * default), x [N, 3U] is x·w + b and r [N, 3U] is h·u + b:
 *   z, r = σ (x + r);  g = tanh (x_g + r·r_g);  h = z·h_before + (1 - z)·g
 *
 * Without it, in two calls around a matrix product:
 *   gru_reset: z, r = σ (x + r), reset = r·h_before;  the caller then adds
 *   reset · u_g to x_g;  gru_mix: g = tanh (x_g);  h as above
 *
 * @gates: [N, 3U]: x on the way in, z, r, g on the way out
 * @recurrent: [N, 3U], or [N, 2U] for gru_reset
 * @h_before: [N, U], NULL for zeros
 * @reset: [N, U], written by gru_reset
 */
typedef struct
{
  gsize n;
  gsize units;
  float *gates;
  const float *recurrent;
  const float *h_before;
  float *reset;
  float *h;
} AeGruCell;

/**
 * AeGruBack:
 * @gates: @recurrent: @h_before: as forward left them
 * @dh: [N, U]: all of dLoss/dh
 * @dx: [N, 3U]: dLoss/dx; may be @gates
 * @dr: [N, 3U]: dLoss/d(h·u + b); differs from dx in the candidate; unused
 *   without reset_after
 * @dh_before: [N, U]: written: dh·z, to which the caller adds what comes
 *   through u
 * @dreset: [N, U]: dx_g · u_gᵀ, read by gru_reset_back
 *
 * Without reset_after: gru_mix_back writes z and g of dx, and dh_before; the
 * caller computes dreset; gru_reset_back writes r of dx and adds to dh_before.
 * dx must then not be @gates.
 */
typedef struct
{
  gsize n;
  gsize units;
  const float *gates;
  const float *recurrent;
  const float *h_before;
  const float *dh;
  const float *dreset;
  float *dx;
  float *dr;
  float *dh_before;
} AeGruBack;

/**
 * AeRecurrentKernels:
 * @swap: out [b, a, n] = in [a, b, n]: from sample-major to time-major and back
 */
typedef struct
{
  void (*lstm) (const AeLstmCell *cell);
  void (*lstm_back) (const AeLstmBack *back);
  void (*gru) (const AeGruCell *cell);
  void (*gru_back) (const AeGruBack *back);
  void (*gru_reset) (const AeGruCell *cell);
  void (*gru_mix) (const AeGruCell *cell);
  void (*gru_mix_back) (const AeGruBack *back);
  void (*gru_reset_back) (const AeGruBack *back);
  void (*swap) (gsize a, gsize b, gsize n, const float *in, float *out);
} AeRecurrentKernels;

G_END_DECLS
