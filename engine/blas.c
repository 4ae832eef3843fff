/* SPDX-License-Identifier: MIT */
/* The only file that includes <cblas.h>. The kernels' own products are taken
 * where all of a block of a and b stays in the caches, as it does in most
 * models here: they do without OpenBLAS' packing.
 */
#include "engine/blas.h"

#include <cblas.h>
#include <math.h>

#include "engine/kernels.h"

/* Narrower results leave most of a vector empty. */
#define MIN_COLUMNS 8
/* Rows below which turning b round costs more than it saves. */
#define MIN_ROWS_TRANSPOSED 16
#define MAX_DEPTH           2048
#define MAX_FACTOR          131072

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
               (int) (ta == CblasNoTrans ? k : m), b, (int) (tb == CblasNoTrans ? n : k), beta, c,
               (int) n);
}

/* The kernels' own products, or NULL for OpenBLAS. */
static const AeMatmulKernels *
choose (gsize m, gsize n, gsize k, float beta)
{
  const AeMatmulKernels *own = ae_kernels ()->product;

  return own->fast && n >= MIN_COLUMNS && k <= MAX_DEPTH && m * k <= MAX_FACTOR
             && (beta == 0 || beta == 1)
           ? own
           : NULL;
}

void
ae_gemm_nn (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c)
{
  const AeMatmulKernels *own = choose (m, n, k, beta);

  if (own != NULL)
    {
      own->nn (m, n, k, a, b, beta == 1, c);
      return;
    }
  multiply (CblasNoTrans, CblasNoTrans, m, n, k, a, b, beta, c);
}

void
ae_gemm_nt (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c)
{
  const AeMatmulKernels *own = choose (m, n, k, beta);

  if (own != NULL && m >= MIN_ROWS_TRANSPOSED)
    {
      own->nt (m, n, k, a, b, beta == 1, c);
      return;
    }
  multiply (CblasNoTrans, CblasTrans, m, n, k, a, b, beta, c);
}

void
ae_gemm_tn (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c)
{
  const AeMatmulKernels *own = choose (m, n, k, beta);

  if (own != NULL)
    {
      own->tn (m, n, k, a, b, beta == 1, c);
      return;
    }
  multiply (CblasTrans, CblasNoTrans, m, n, k, a, b, beta, c);
}

/* Of LAPACK, which OpenBLAS brings along without a header. */
extern void dsyevd_ (const char *job,
                     const char *half,
                     const int *n,
                     double *a,
                     const int *stride,
                     double *values,
                     double *work,
                     const int *n_work,
                     int *integers,
                     const int *n_integers,
                     int *info);

gboolean
ae_eigen_symmetric (gsize n, double *a, double *values)
{
  int size = (int) n, n_work = -1, n_integers = -1, info = 0, integers_wanted = 0;
  double work_wanted = 0;
  g_autofree double *work = NULL;
  g_autofree int *integers = NULL;

  for (gsize i = 0; i < n * n; i++)
    if (!isfinite (a[i]))
      return FALSE;
  hold_to_one_thread ();
  dsyevd_ ("V", "U", &size, a, &size, values, &work_wanted, &n_work, &integers_wanted, &n_integers,
           &info);
  n_work = (int) work_wanted;
  n_integers = integers_wanted;
  work = g_new (double, n_work);
  integers = g_new (int, n_integers);
  dsyevd_ ("V", "U", &size, a, &size, values, work, &n_work, integers, &n_integers, &info);
  return info == 0;
}
