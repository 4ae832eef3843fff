/* SPDX-License-Identifier: MIT */
/* cosine_similarity: L = -y·t / (|y|·|t|) over a sample's values, from -1 (the
 * same direction) to 1, as Keras has it.
 *   dL/dy = -(t / (|y|·|t|) - y·(y·t) / (|y|³·|t|))
 */
#include <math.h>

#include "engine/loss.h"
#include "engine/words.h"

#define EPSILON 1e-7

/* One sample: returns its loss and writes scale · dL/dy. */
static double
run_sample (gsize size, const float *y, const float *t, float *dy, float scale)
{
  double yy = 0, tt = 0, yt = 0, norms;

  for (gsize i = 0; i < size; i++)
    {
      yy += (double) y[i] * y[i];
      tt += (double) t[i] * t[i];
      yt += (double) y[i] * t[i];
    }
  yy = fmax (yy, EPSILON);
  norms = sqrt (yy * fmax (tt, EPSILON));
  for (gsize i = 0; dy != NULL && i < size; i++)
    dy[i] = (float) (-scale * (t[i] - y[i] * yt / yy) / norms);
  return -yt / norms;
}

static double
run (const AeLossPass *pass)
{
  double sum = 0;

  for (guint s = 0; s < pass->n; s++)
    {
      gsize at = s * pass->size;

      sum += run_sample (pass->size, pass->y + at, pass->t + at,
                         pass->dy != NULL ? pass->dy + at : NULL, pass->scale);
    }
  return sum;
}

const AeLossClass ae_loss_cosine_similarity = {
  .name = "cosine_similarity",
  .title = N_("Cosine similarity"),
  .summary = N_("Compares directions: how bright a sample is does not count."),
  .run = run,
};
