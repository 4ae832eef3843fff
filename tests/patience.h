/* SPDX-License-Identifier: MIT */
/* How long a test waits for what must come: a deadline is there to end what
 * hangs. HOURGLASS_TEST_SLOWNESS says how many times slower than usual programs
 * run, as under a sanitizer.
 */
#pragma once

#include <glib.h>

static inline gint64
test_get_patience_usec (void)
{
  const char *slowness = g_getenv ("HOURGLASS_TEST_SLOWNESS");

  return (slowness != NULL ? g_ascii_strtoll (slowness, NULL, 10) : 1) * 180 * G_USEC_PER_SEC;
}
