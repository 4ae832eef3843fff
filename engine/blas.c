/* SPDX-License-Identifier: MIT */
/* The only file that includes <cblas.h>. */
#include "engine/blas.h"

#include <cblas.h>

/* Several threads of a pool multiply at the same time; OpenBLAS itself must
 * not split a product, or its result would depend on the number of threads. */
static void
hold_to_one_thread (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      openblas_set_num_threads (1);
      g_once_init_leave (&once, 1);
    }
}

static void
multiply (CBLAS_TRANSPOSE ta,
          CBLAS_TRANSPOSE tb,
          gsize m,
          gsize n,
          gsize k,
          const float *a,
          const float *b,
          float beta,
          float *c)
{
  hold_to_one_thread ();
  cblas_sgemm (CblasRowMajor, ta, tb, (int) m, (int) n, (int) k, 1, a,
               (int) (ta == CblasNoTrans ? k : m), b,
               (int) (tb == CblasNoTrans ? n : k), beta, c, (int) n);
}

void
ae_gemm_nn (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c)
{
  multiply (CblasNoTrans, CblasNoTrans, m, n, k, a, b, beta, c);
}

void
ae_gemm_nt (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c)
{
  multiply (CblasNoTrans, CblasTrans, m, n, k, a, b, beta, c);
}

void
ae_gemm_tn (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c)
{
  multiply (CblasTrans, CblasNoTrans, m, n, k, a, b, beta, c);
}

const char *
ae_blas_describe (void)
{
  return openblas_get_config ();
}
