/* SPDX-License-Identifier: MIT */
/* Chooses the set of kernels, once, for the CPU that runs. */
#include "engine/kernels/set.h"

#include <string.h>

typedef struct
{
  AeKernels kernels;
  gboolean (*can_run) (void);
} Candidate;

static gboolean
always (void)
{
  return TRUE;
}

#ifdef __x86_64__
static gboolean
has_avx2 (void)
{
  __builtin_cpu_init ();
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma")
         && __builtin_cpu_supports ("bmi2") && __builtin_cpu_supports ("popcnt");
}

static gboolean
has_avx512 (void)
{
  return has_avx2 () && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
         && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl");
}
#endif

/* The fastest first. */
static const Candidate candidates[] = {
#ifdef __x86_64__
  {
    .kernels = {
      AE_SET_FIELDS (avx512),
      .pool = &ae_avx2_pool_kernels,
      .conv = { &ae_avx512_conv_kernels, &ae_avx512_narrow_conv_kernels },
    },
    .can_run = has_avx512,
  },
  {
    .kernels = {
      AE_SET_FIELDS (avx2),
      .pool = &ae_avx2_pool_kernels,
      .conv = { &ae_avx2_conv_kernels },
    },
    .can_run = has_avx2,
  },
#endif
  {
    .kernels = { AE_SET_FIELDS (plain), .pool = &ae_plain_pool_kernels },
    .can_run = always,
  },
};

static char problem[256];

const AeKernels *
ae_kernels_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (strcmp (candidates[i].kernels.name, name) == 0)
      return candidates[i].can_run () ? &candidates[i].kernels : NULL;
  return NULL;
}

static const AeKernels *
find_fastest (void)
{
  guint i = 0;

  while (!candidates[i].can_run ())
    i++;
  return &candidates[i].kernels;
}

static const AeKernels *
choose (void)
{
  const char *wanted = g_getenv ("HOURGLASS_KERNELS");
  const AeKernels *fastest = find_fastest ();
  const AeKernels *found = fastest;

  if (wanted == NULL || wanted[0] == '\0')
    return fastest;
  found = ae_kernels_find (wanted);
  if (found != NULL)
    return found;
  g_snprintf (problem, sizeof problem,
              "HOURGLASS_KERNELS is “%.40s”, which is not a set of kernels "
              "that runs here; “%s” is used. Known are plain, avx2 and avx512.",
              wanted, fastest->name);
  return fastest;
}

const AeKernels *
ae_kernels (void)
{
  static gsize chosen;

  if (g_once_init_enter (&chosen))
    g_once_init_leave (&chosen, (gsize) choose ());
  return (const AeKernels *) chosen;
}

const char *
ae_kernels_get_problem (void)
{
  ae_kernels ();
  return problem[0] != '\0' ? problem : NULL;
}
