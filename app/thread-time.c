/* SPDX-License-Identifier: MIT */
#include "app/thread-time.h"

#include <time.h>

double
wb_thread_get_seconds (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + 1e-9 * (double) time.tv_nsec;
}
