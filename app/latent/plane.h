/* SPDX-License-Identifier: MIT */
/* A plane that codes are looked at in: two numbers for each code, and from a place
 * in the plane back to a code. Two values of the code are its axes, or the first two
 * principal components.
 *
 * Letters: n codes of d values. A WbPlane is immutable; any thread.
 */
#pragma once

#include "app/latent/pca.h"

G_BEGIN_DECLS

/** In the place of the number of a value: the axis is a principal component. */
#define WB_PLANE_COMPONENT G_MAXUINT

typedef struct
{
  gsize size;
  guint axes[2];
  float *mean;
  WbPca *pca;
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
void wb_plane_free (WbPlane *self);

/** @places: (out): [n, 2] */
void wb_plane_project (const WbPlane *self, gsize n, const float *codes, float *places);

/**
 * The code at a place. What the plane does not say is at the mean of the codes, or
 * as in another code.
 *
 * @around: (nullable): [d]: a code that gives the values which the plane does not say
 * @code: (out): [d]; may be @around
 */
void
wb_plane_restore (const WbPlane *self, const double place[2], const float *around, float *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbPlane, wb_plane_free)

G_END_DECLS
