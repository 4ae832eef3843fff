/* SPDX-License-Identifier: MIT */
/* Methods that lay out codes in a plane step by step, so that neighbours stay neighbours.
 * Each has a row in the table of layout.c; command line and window read it.
 *
 * Letters: n codes of d values. Classes are constant; a layout belongs to the thread that
 * advances it. Its bits do not depend on the number of threads.
 */
#pragma once

#include <stdatomic.h>

#include "engine/thread-pool.h"

G_BEGIN_DECLS

/**
 * WbLayoutOptions:
 * @neighbours: about how many neighbours count
 * @seed: 0 starts from two principal components, without any chance; others from
 *   normal random numbers
 * @stop: (nullable): set to TRUE by another thread: whatever runs returns soon, and what
 *   it leaves behind can only be freed
 */
typedef struct
{
  double neighbours;
  guint seed;
  const atomic_bool *stop;
} WbLayoutOptions;

/**
 * WbLayoutClass:
 * @name: in the command line
 * @title: for a person
 * @neighbours_title: what it calls WbLayoutOptions.neighbours; marked for translation
 * @neighbours: @least: @most: of these
 * @n_iterations: until it is done
 * @create: (transfer full) (nullable): NULL for fewer than 4 codes, fewer than 2 values or
 *   codes that are not finite, or when it was stopped
 * @set_codes: newer codes, [n, d], of the same samples: iterations follow that go on from
 *   the places that there are; equal ones change nothing
 * @advance: one iteration; FALSE when all are done
 * @get_iteration: how many are done
 * @get_places: [n, 2]: where the codes are now
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *neighbours_title;
  double neighbours;
  double least;
  double most;
  guint n_iterations;
  gpointer (
    *create) (AePool *pool, gsize n, gsize d, const float *x, const WbLayoutOptions *options);
  void (*set_codes) (gpointer self, const float *x);
  gboolean (*advance) (gpointer self);
  guint (*get_iteration) (gconstpointer self);
  const float *(*get_places) (gconstpointer self);
  void (*free) (gpointer self);
} WbLayoutClass;

/** All methods, NULL at the end. */
const WbLayoutClass *const *wb_layout_get_classes (void);

/** (nullable): NULL where there is none of this name. */
const WbLayoutClass *wb_layout_find_class (const char *name);

static inline gboolean
wb_layout_is_stopped (const atomic_bool *stop)
{
  return stop != NULL && atomic_load_explicit (stop, memory_order_relaxed);
}

G_END_DECLS
