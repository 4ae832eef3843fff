/* SPDX-License-Identifier: MIT */
/* A plane that codes are looked at in: two numbers for each code, and from a place
 * in the plane back to a code. Two values of the code are its axes, or the first two
 * principal components, or it is a layout, which knows the places of its own codes alone:
 * what lies between them is between their neighbours (app/latent/shepard.h).
 *
 * Letters: n codes of d values. A WbPlane is immutable; any thread.
 */
#pragma once

#include "app/latent/pca.h"

G_BEGIN_DECLS

/** In the place of the number of a value: the axis is a principal component. */
#define WB_PLANE_COMPONENT G_MAXUINT

/**
 * WbPlane:
 * @size: d
 * @axes: numbers of values, or WB_PLANE_COMPONENT
 * @mean: [d]: of the codes
 * @pca: (nullable): of components
 * @n, @codes, @places: (nullable): [n, d] and [n, 2]: of a layout; borrowed
 */
typedef struct
{
  gsize size;
  guint axes[2];
  float *mean;
  WbPca *pca;
  gsize n;
  const float *codes;
  const float *places;
} WbPlane;

/**
 * The plane of two values of the code. Codes of one value lie on a line: @y is
 * beyond them, and their second number is 0.
 *
 * @x, @y: numbers of values, from 0; or both WB_PLANE_COMPONENT
 * @codes: [n, d]
 * @before: (nullable): the plane that is shown now, which the new one follows as
 *   far as it can: axes do not turn round
 * Returns: (transfer full) (nullable): NULL where @codes are not finite, or are too
 *   few values for components
 */
WbPlane *
wb_plane_new (guint x, guint y, gsize n, gsize size, const float *codes, const WbPlane *before)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * The plane of a layout.
 *
 * @codes: [n, d]; @places: [n, 2]: where they lie; both outlive the plane
 * @mean: [d]: of the codes
 */
WbPlane *wb_plane_new_layout (gsize n,
                              gsize size,
                              const float *codes,
                              const float *places,
                              const float *mean) G_GNUC_WARN_UNUSED_RESULT;
void wb_plane_free (WbPlane *self);

/** Whether it is a layout, in which only its own codes have exact places. */
gboolean wb_plane_is_layout (const WbPlane *self);

/** @places: (out): [n, 2] */
void wb_plane_project (const WbPlane *self, gsize n, const float *codes, float *places);

/**
 * The code at a place. What the plane does not say is at the mean of the codes, or
 * as in another code; in a layout the place says all.
 *
 * @around: (nullable): [d]: a code that gives the values which the plane does not say
 * @code: (out): [d]; may be @around
 */
void
wb_plane_restore (const WbPlane *self, const double place[2], const float *around, float *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbPlane, wb_plane_free)

G_END_DECLS
