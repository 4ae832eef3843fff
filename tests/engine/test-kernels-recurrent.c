/* SPDX-License-Identifier: MIT */
/* The cells of LSTM and GRU against their definitions in double, and their
 * gradients against finite differences of those, signed, with each set of
 * kernels: units that fill a vector and that do not, with and without a step
 * before. Forward may be off by 1e-6, gradients by 3e-6.
 */
#include "tests/engine/kernel-sets.h"

#define N         3
#define MAX_UNITS 40
#define STEP      1e-5

static const gsize units_tried[] = { 1, 3, 8, 13, 16, 28, 32, 33 };

static double
sigma (double x)
{
  return 1 / (1 + exp (-x));
}

/* One unit of an LSTM: h and c from z = (i, f, g, o) and c_before. */
static void
lstm_unit (const double z[4], double c_before, double *c, double *h)
{
  *c = sigma (z[1]) * c_before + sigma (z[0]) * tanh (z[2]);
  *h = sigma (z[3]) * tanh (*c);
}

typedef struct
{
  gsize units;
  Array gates;
  Array start;
  Array c_before;
  Array c;
  Array tanh_c;
  Array h;
  Array dh;
  Array dc;
  Array dz;
} Lstm;

static void
lstm_start (Lstm *l, gsize units)
{
  l->units = units;
  array_draw (&l->gates, N * 4 * units, 1, -3, 3);
  l->start = l->gates;
  l->start.at = l->start.memory + (l->gates.at - l->gates.memory);
  array_draw (&l->c_before, N * units, 2, -1, 1);
  array_start (&l->c, N * units, 3);
  array_start (&l->tanh_c, N * units, 0);
  array_start (&l->h, N * units, 1);
  array_draw (&l->dh, N * units, 2, -1, 1);
  array_draw (&l->dc, N * units, 3, -1, 1);
  array_start (&l->dz, N * 4 * units, 0);
}

/* dh·h + dc·c of one unit, a function of z and c_before. */
static double
lstm_loss (const double z[4], double c_before, double dh, double dc)
{
  double c, h;

  lstm_unit (z, c_before, &c, &h);
  return dh * h + dc * c;
}

static void
check_lstm_unit (const Lstm *l, const float *dc_after, gsize row, gsize unit, gboolean first)
{
  const gsize at = row * l->units + unit;
  const double c_before = first ? 0 : l->c_before.at[at];
  const double dh = l->dh.at[at];
  const double dc = dc_after[at];
  double z[4];
  double c, h;

  for (guint k = 0; k < 4; k++)
    z[k] = l->start.at[(row * 4 + k) * l->units + unit];
  lstm_unit (z, c_before, &c, &h);
  assert_close (l->c.at[at], c, 1e-6);
  assert_close (l->h.at[at], h, 1e-6);
  for (guint k = 0; k < 4; k++)
    {
      const double middle = z[k];
      double above;

      z[k] = middle + STEP;
      above = lstm_loss (z, c_before, dh, dc);
      z[k] = middle - STEP;
      assert_close (l->dz.at[(row * 4 + k) * l->units + unit],
                    (above - lstm_loss (z, c_before, dh, dc)) / (2 * STEP), 3e-6);
      z[k] = middle;
    }
  assert_close (l->dc.at[at],
                (lstm_loss (z, c_before + STEP, dh, dc) - lstm_loss (z, c_before - STEP, dh, dc))
                  / (2 * STEP),
                3e-6);
}

static void
check_lstm (const AeKernels *kernels, gsize units, gboolean first)
{
  Lstm l;
  float dc[N * MAX_UNITS];

  lstm_start (&l, units);
  memcpy (dc, l.dc.at, N * units * sizeof *dc);
  kernels->recurrent->lstm (&(AeLstmCell) {
    .n = N,
    .units = units,
    .gates = l.gates.at,
    .c_before = first ? NULL : l.c_before.at,
    .c = l.c.at,
    .tanh_c = l.tanh_c.at,
    .h = l.h.at,
  });
  kernels->recurrent->lstm_back (&(AeLstmBack) {
    .n = N,
    .units = units,
    .gates = l.gates.at,
    .c_before = first ? NULL : l.c_before.at,
    .tanh_c = l.tanh_c.at,
    .dh = l.dh.at,
    .dc = l.dc.at,
    .dz = l.dz.at,
  });
  for (gsize row = 0; row < N; row++)
    for (gsize unit = 0; unit < units; unit++)
      check_lstm_unit (&l, dc, row, unit, first);
  array_check_guards (&l.gates);
  array_check_guards (&l.c);
  array_check_guards (&l.tanh_c);
  array_check_guards (&l.h);
  array_check_guards (&l.dz);
}

static void
test_lstm (const AeKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (units_tried); i++)
    {
      check_lstm (kernels, units_tried[i], FALSE);
      check_lstm (kernels, units_tried[i], TRUE);
    }
}

/* One unit of a GRU. in: x_z, x_r, x_g, r_z, r_r, r_g, h_before. Without
 * reset_after r_g stands for one product reset·u that enters x_g. */
static double
gru_unit (const double in[7], gboolean reset_after)
{
  const double z = sigma (in[0] + in[3]);
  const double r = sigma (in[1] + in[4]);
  const double g = tanh (in[2] + (reset_after ? r * in[5] : r * in[6] * in[5]));

  return z * in[6] + (1 - z) * g;
}

static double
gru_slope (double in[7], guint k, gboolean reset_after)
{
  const double middle = in[k];
  double above, below;

  in[k] = middle + STEP;
  above = gru_unit (in, reset_after);
  in[k] = middle - STEP;
  below = gru_unit (in, reset_after);
  in[k] = middle;
  return (above - below) / (2 * STEP);
}

typedef struct
{
  gsize units;
  Array gates;
  Array start;
  Array recurrent;
  Array h_before;
  Array reset;
  Array h;
  Array dh;
  Array dreset;
  Array dx;
  Array dr;
  Array dh_before;
} Gru;

static void
gru_start (Gru *g, gsize units)
{
  g->units = units;
  array_draw (&g->gates, N * 3 * units, 1, -3, 3);
  g->start = g->gates;
  g->start.at = g->start.memory + (g->gates.at - g->gates.memory);
  array_draw (&g->recurrent, N * 3 * units, 2, -1, 1);
  array_draw (&g->h_before, N * units, 3, -1, 1);
  array_start (&g->reset, N * units, 0);
  array_start (&g->h, N * units, 1);
  array_draw (&g->dh, N * units, 2, -1, 1);
  array_start (&g->dreset, N * units, 3);
  array_start (&g->dx, N * 3 * units, 0);
  array_start (&g->dr, N * 3 * units, 1);
  array_start (&g->dh_before, N * units, 2);
}

static void
gru_end (const Gru *g)
{
  array_check_guards (&g->gates);
  array_check_guards (&g->reset);
  array_check_guards (&g->h);
  array_check_guards (&g->dx);
  array_check_guards (&g->dr);
  array_check_guards (&g->dh_before);
}

static AeGruCell
gru_cell (Gru *g, gboolean first)
{
  return (AeGruCell) {
    .n = N,
    .units = g->units,
    .gates = g->gates.at,
    .recurrent = g->recurrent.at,
    .h_before = first ? NULL : g->h_before.at,
    .reset = g->reset.at,
    .h = g->h.at,
  };
}

static AeGruBack
gru_back (Gru *g, gboolean first)
{
  return (AeGruBack) {
    .n = N,
    .units = g->units,
    .gates = g->gates.at,
    .recurrent = g->recurrent.at,
    .h_before = first ? NULL : g->h_before.at,
    .dh = g->dh.at,
    .dreset = g->dreset.at,
    .dx = g->dx.at,
    .dr = g->dr.at,
    .dh_before = g->dh_before.at,
  };
}

static void
check_gru (const AeKernels *kernels, gsize units, gboolean first)
{
  Gru g;
  AeGruCell cell;
  AeGruBack back;

  gru_start (&g, units);
  cell = gru_cell (&g, first);
  back = gru_back (&g, first);
  kernels->recurrent->gru (&cell);
  kernels->recurrent->gru_back (&back);
  for (gsize i = 0; i < N * units; i++)
    {
      const gsize gate = i / units * 3 * units + i % units;
      const double dh = g.dh.at[i];
      double in[7];

      for (guint k = 0; k < 3; k++)
        {
          in[k] = g.start.at[gate + k * units];
          in[3 + k] = g.recurrent.at[gate + k * units];
        }
      in[6] = first ? 0 : g.h_before.at[i];
      assert_close (g.h.at[i], gru_unit (in, TRUE), 1e-6);
      for (guint k = 0; k < 3; k++)
        {
          assert_close (g.dx.at[gate + k * units], dh * gru_slope (in, k, TRUE), 3e-6);
          assert_close (g.dr.at[gate + k * units], dh * gru_slope (in, 3 + k, TRUE), 3e-6);
        }
      assert_close (g.dh_before.at[i], dh * gru_slope (in, 6, TRUE), 3e-6);
    }
  gru_end (&g);
}

/* u_g is a diagonal of @u: what the caller multiplies with between the calls. */
static void
check_reset_before (const AeKernels *kernels, gsize units, gboolean first)
{
  const float u = 0.8f;
  Gru g;
  AeGruCell cell;
  AeGruBack back;

  gru_start (&g, units);
  cell = gru_cell (&g, first);
  back = gru_back (&g, first);
  kernels->recurrent->gru_reset (&cell);
  for (gsize i = 0; i < N * units; i++)
    g.gates.at[i / units * 3 * units + i % units + 2 * units] += u * g.reset.at[i];
  kernels->recurrent->gru_mix (&cell);
  kernels->recurrent->gru_mix_back (&back);
  for (gsize i = 0; i < N * units; i++)
    g.dreset.at[i] = u * g.dx.at[i / units * 3 * units + i % units + 2 * units];
  kernels->recurrent->gru_reset_back (&back);
  for (gsize i = 0; i < N * units; i++)
    {
      const gsize gate = i / units * 3 * units + i % units;
      const gsize recurrent = i / units * 2 * units + i % units;
      double in[7] = {
        g.start.at[gate],
        g.start.at[gate + units],
        g.start.at[gate + 2 * units],
        g.recurrent.at[recurrent],
        g.recurrent.at[recurrent + units],
        u,
        first ? 0 : g.h_before.at[i],
      };

      assert_close (g.h.at[i], gru_unit (in, FALSE), 1e-6);
      for (guint k = 0; k < 3; k++)
        assert_close (g.dx.at[gate + k * units], g.dh.at[i] * gru_slope (in, k, FALSE), 3e-6);
      assert_close (g.dh_before.at[i], g.dh.at[i] * gru_slope (in, 6, FALSE), 3e-6);
    }
  gru_end (&g);
}

static void
test_gru (const AeKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (units_tried); i++)
    for (guint first = 0; first < 2; first++)
      {
        check_gru (kernels, units_tried[i], first);
        check_reset_before (kernels, units_tried[i], first);
      }
}

static void
test_swap (const AeKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (units_tried); i++)
    {
      const gsize n = units_tried[i];
      Array in, out;

      array_draw (&in, 5 * 7 * n, 1, -1, 1);
      array_start (&out, 5 * 7 * n, 2);
      kernels->recurrent->swap (5, 7, n, in.at, out.at);
      for (gsize k = 0; k < 5 * 7 * n; k++)
        g_assert_cmpfloat (in.at[k], ==, out.at[(k / n % 7 * 5 + k / n / 7) * n + k % n]);
      array_check_guards (&out);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  add_set_test ("lstm", test_lstm);
  add_set_test ("gru", test_gru);
  add_set_test ("swap", test_swap);
  return g_test_run ();
}
