/* SPDX-License-Identifier: MIT */
/* A map of a model's codes: where the codes of many samples lie in a plane, how far
 * they spread, and the decoder that turns any code back into a sample. Made from one
 * moment of training, it stays what it is when the training continues.
 *
 * Letters: n codes of d values. Immutable and atomically counted; any thread.
 */
#pragma once

#include "app/latent/plane.h"
#include "app/training/snapshot.h"

G_BEGIN_DECLS

/**
 * WbLatentMap:
 * @codes: n codes, and the network that gave them
 * @dataset: whose first n samples
 * @plane: that @places are in
 * @places: [n, 2]
 * @means: [d]: of the codes
 * @deviations: [d]: standard deviations of the codes
 * @nats: (nullable): [d]: how far each value is from the prior, of a variational code
 * @order: [d]: numbers of the values, that with most nats first, else the largest deviation
 * @variational: the loss draws the codes to a normal distribution around 0
 * @shape: of what the decoder gives, as the data has it where that fits
 * @step: of the training
 */
typedef struct
{
  const WbCodes *codes;
  DsDataset *dataset;
  WbPlane *plane;
  float *places;
  float *means;
  float *deviations;
  double *nats;
  guint *order;
  gboolean variational;
  AeShape shape;
  guint64 step;
  WbSnapshot *snapshot;
  int references;
} WbLatentMap;

/**
 * Makes a map of the codes that a snapshot holds. Takes as long as finding principal
 * components does.
 *
 * @snapshot: with a measure of codes of the first samples of @dataset
 * @x, @y: see wb_plane_new(); components where the code has no such values, and the
 *   values themselves where it has no more than two
 * @before: (nullable): the map that is shown now
 * Returns: (transfer full) (nullable): NULL where the codes are not finite.
 */
WbLatentMap *wb_latent_map_new (WbSnapshot *snapshot,
                                DsDataset *dataset,
                                guint x,
                                guint y,
                                const WbLatentMap *before) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The same codes at other places.
 *
 * @places: [n, 2]: of a layout; copied
 */
WbLatentMap *wb_latent_map_new_layout (const WbLatentMap *self,
                                       const float *places) G_GNUC_WARN_UNUSED_RESULT;
WbLatentMap *wb_latent_map_ref (WbLatentMap *self);
void wb_latent_map_unref (WbLatentMap *self);

/** The code of a sample, [d]. */
const float *wb_latent_map_get_code (const WbLatentMap *self, gsize sample);

/**
 * The mean of the codes of some samples.
 *
 * @samples: [n]: their numbers, at least one
 * @code: (out): [d]
 */
void wb_latent_map_get_mean (const WbLatentMap *self, gsize n, const guint32 *samples, float *code);

/** The sample whose code is nearest to @code, [d], over all its values. */
gsize wb_latent_map_find_nearest (const WbLatentMap *self, const float *code);

/** Whether there is anything behind the code that can run on it alone. */
gboolean wb_latent_map_can_decode (const WbLatentMap *self);

/**
 * Decodes codes with the weights that gave the map.
 *
 * @codes: [n, d]
 * @samples: (out): [n, values of @shape]
 * @error: AE_ERROR_MODEL where the decoder needs more than the code, AE_ERROR_MEMORY
 */
gboolean wb_latent_map_decode (const WbLatentMap *self,
                               gsize n,
                               const float *codes,
                               float *samples,
                               GError **error);

/**
 * The code of a sample, with the weights that gave the map.
 *
 * @sample: [values of a sample of @dataset]
 * @code: (out): [d]
 */
gboolean wb_latent_map_encode (const WbLatentMap *self, const float *sample, float *code);

/**
 * Where codes lie on an axis of the plane: what the prior says of a variational code's
 * own values, else what is seen.
 *
 * @axis: 0 or 1
 * @deviation: (out): above 0
 */
void
wb_latent_map_get_spread (const WbLatentMap *self, guint axis, double *middle, double *deviation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLatentMap, wb_latent_map_unref)

G_END_DECLS
