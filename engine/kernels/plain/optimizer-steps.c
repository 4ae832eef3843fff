/* SPDX-License-Identifier: MIT */
/* The optimizers' passes over the parameters, value by value. */
#include "engine/kernels/set.h"

#include <math.h>

static float
gradient (const AeSweep *sweep, gsize i)
{
  float g = sweep->g[0][i];

  for (guint lane = 1; lane < sweep->n_lanes; lane++)
    g += sweep->g[lane][i];
  return g * sweep->g_scale;
}

static void
sgd (const AeSweep *sweep, const AeSgd *o)
{
  for (gsize i = 0; i < sweep->n; i++)
    {
      const float step = o->rate * gradient (sweep, i);

      if (o->momentum == 0)
        sweep->w[i] -= step;
      else
        {
          float *m = &sweep->slots[0][i];

          *m = o->momentum * *m - step;
          sweep->w[i] += o->nesterov ? o->momentum * *m - step : *m;
        }
    }
}

static void
rmsprop (const AeSweep *sweep, const AeRmsProp *o)
{
  for (gsize i = 0; i < sweep->n; i++)
    {
      const float g = gradient (sweep, i);
      float *v = &sweep->slots[0][i];
      float below;
      float step;

      *v = o->rho * *v + (1 - o->rho) * g * g;
      below = *v;
      if (o->centered)
        {
          float *a = &sweep->slots[2][i];

          *a = o->rho * *a + (1 - o->rho) * g;
          below -= *a * *a;
        }
      step = o->rate * g / sqrtf (below + o->epsilon);
      if (o->momentum != 0)
        {
          float *m = &sweep->slots[1][i];

          step += o->momentum * *m;
          *m = step;
        }
      sweep->w[i] -= step;
    }
}

static void
adagrad (const AeSweep *sweep, const AeAdagrad *o)
{
  for (gsize i = 0; i < sweep->n; i++)
    {
      const float g = gradient (sweep, i);
      float *v = &sweep->slots[0][i];

      *v += g * g;
      sweep->w[i] -= o->rate * g / sqrtf (*v + o->epsilon);
    }
}

static void
adadelta (const AeSweep *sweep, const AeAdadelta *o)
{
  for (gsize i = 0; i < sweep->n; i++)
    {
      const float g = gradient (sweep, i);
      float *v = &sweep->slots[0][i];
      float *u = &sweep->slots[1][i];
      float step;

      *v = o->rho * *v + (1 - o->rho) * g * g;
      step = g * sqrtf (*u + o->epsilon) / sqrtf (*v + o->epsilon);
      *u = o->rho * *u + (1 - o->rho) * step * step;
      sweep->w[i] -= o->rate * step;
    }
}

static void
adam (const AeSweep *sweep, const AeAdam *o)
{
  for (gsize i = 0; i < sweep->n; i++)
    {
      const float g = gradient (sweep, i);
      float *m = &sweep->slots[0][i];
      float *v = &sweep->slots[1][i];

      *m += (1 - o->beta_1) * (g - *m);
      *v += (1 - o->beta_2) * (g * g - *v);
      sweep->w[i] -= o->decay * sweep->w[i];
      sweep->w[i] -= o->alpha * *m / (sqrtf (*v) + o->epsilon);
    }
}

const AeUpdateKernels AE_KERNEL (update_kernels) = {
  .sgd = sgd,
  .rmsprop = rmsprop,
  .adagrad = adagrad,
  .adadelta = adadelta,
  .adam = adam,
};
