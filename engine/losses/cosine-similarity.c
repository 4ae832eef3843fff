/* SPDX-License-Identifier: MIT */
/* cosine_similarity: L = -y·t / (|y|·|t|) along the last axis, from -1 (the
 * same direction) to 1; a sample's loss is the mean over its rows. As Keras has
 * it, a norm is at least ε.
 *   dL/dy = -(t / (|y|·|t|) - y·(y·t) / (|y|³·|t|)), and -t / (ε·|t|) within ε
 */
#include <math.h>

#include "engine/loss.h"
#include "engine/translation.h"

#define EPSILON 1e-7

/* One row: returns its loss and writes scale · dL/dy. */
static double
run_row (gsize size, const float *y, const float *t, float *dy, double scale)
{
  double yy = 0, tt = 0, yt = 0, along, norms;

  for (gsize i = 0; i < size; i++)
    {
      yy += (double) y[i] * y[i];
      tt += (double) t[i] * t[i];
      yt += (double) y[i] * t[i];
    }
  along = sqrt (yy) > EPSILON ? yt / yy : 0;
  norms = fmax (sqrt (yy), EPSILON) * fmax (sqrt (tt), EPSILON);
  for (gsize i = 0; dy != NULL && i < size; i++)
    dy[i] = (float) (-scale * (t[i] - y[i] * along) / norms);
  return -yt / norms;
}

static double
run (const AeLossPass *pass)
{
  double share = (double) pass->row / (double) pass->size, sum = 0;

  for (gsize at = 0; at < pass->n * pass->size; at += pass->row)
    sum += run_row (pass->row, pass->y + at, pass->t + at, pass->dy != NULL ? pass->dy + at : NULL,
                    share * pass->scale);
  return share * sum;
}

const AeLossClass ae_loss_cosine_similarity = {
  .name = "cosine_similarity",
  .title = N_ ("Cosine similarity"),
  .summary = N_ ("Compares directions: how bright a sample is does not count."),
  .run = run,
};
