/* SPDX-License-Identifier: MIT */
/* Methods that lay out codes in a plane step by step, so that neighbours stay neighbours.
 * Each has a row in the table of layout.c; command line and window read it.
 *
 * Letters: n codes of d values. Classes are constant; a layout belongs to the thread that
 * advances it. Its bits do not depend on the number of threads.
 */
#pragma once

#include "app/latent/affinities.h"
#include "app/latent/pca.h"
#include "app/latent/stop.h"
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

typedef struct _WbLayout WbLayout;
typedef struct _WbLayoutClass WbLayoutClass;

/**
 * WbLayoutClass:
 * @name: in the command line
 * @title: for a person
 * @neighbours_title: what it calls WbLayoutOptions.neighbours; marked for translation
 * @neighbours: @least: @most: of these
 * @n_iterations: until it is done
 * @n_more: of these, that follow when the codes change
 * @size: of the struct that begins with a WbLayout; zeroed
 * @init: @clear: what the method keeps beside
 * @get_scale: of the start: @places, [n, 2] are two components or normal numbers
 * @find_neighbours: of the codes: (transfer full) (nullable): NULL where it was stopped
 * @advance: one iteration; FALSE where it was stopped
 */
struct _WbLayoutClass
{
  const char *name;
  const char *title;
  const char *neighbours_title;
  double neighbours;
  double least;
  double most;
  guint n_iterations;
  guint n_more;
  gsize size;
  void (*init) (WbLayout *self);
  void (*clear) (WbLayout *self);
  double (*get_scale) (const WbLayout *self, const WbPca *pca);
  WbAffinities *(*find_neighbours) (const WbLayout *self);
  gboolean (*advance) (WbLayout *self);
};

/** WbLayout: what all methods have; @places: [n, 2]. For the methods' own files. */
struct _WbLayout
{
  const WbLayoutClass *method;
  AePool *pool;
  WbLayoutOptions options;
  gsize n;
  gsize d;
  float *codes;
  WbAffinities *affinities; /* (nullable): of @codes; NULL until the next iteration */
  float *places;
  guint iteration;
};

/**
 * Puts n codes of d values where they start; wb_layout_advance() does the rest.
 *
 * @x: [n, d]
 * @options: copied; no more neighbours count than there are
 * Returns: (transfer full) (nullable): NULL for fewer than 4 codes or 2 values, or where
 *   they are not finite
 */
WbLayout *wb_layout_new (const WbLayoutClass *method,
                         AePool *pool,
                         gsize n,
                         gsize d,
                         const float *x,
                         const WbLayoutOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void wb_layout_free (WbLayout *self);

/**
 * Continues with newer codes from the places that there are; equal ones, bit for bit, change
 * nothing.
 *
 * @x: [n, d]: of the same samples; where not all are finite, nothing changes
 */
void wb_layout_set_codes (WbLayout *self, const float *x);

/** One iteration, before the first with codes the search for neighbours; FALSE when all are done.
 */
gboolean wb_layout_advance (WbLayout *self);
guint wb_layout_get_iteration (const WbLayout *self);

/** [n, 2]: where the codes are now. */
const float *wb_layout_get_places (const WbLayout *self);

/** All methods, NULL at the end. */
const WbLayoutClass *const *wb_layout_get_classes (void);

/** (nullable): NULL where there is none of this name. */
const WbLayoutClass *wb_layout_find_class (const char *name);

extern const WbLayoutClass wb_layout_tsne;
extern const WbLayoutClass wb_layout_umap;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLayout, wb_layout_free)

G_END_DECLS
