/* SPDX-License-Identifier: MIT */
/* A flag by which another thread ends a long computation. */
#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

/** @stop: (nullable): never set where it is NULL */
static inline gboolean
wb_is_stopped (const atomic_bool *stop)
{
  return stop != NULL && atomic_load_explicit (stop, memory_order_relaxed);
}

G_END_DECLS
