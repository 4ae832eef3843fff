/* SPDX-License-Identifier: MIT */
/* Sequence to sequence: an LSTM reads a series step by step and keeps one list
 * of numbers; another writes the series from it. The rows of an image are its
 * steps.
 *
 * A series has few features, and an LSTM of so few units would have no room for
 * where it is in the curve: it writes with as many as the code has. Sets of series
 * are small, so a batch is, too: 450 beats in batches of 128 are four steps an
 * epoch.
 */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>

/* A square list is read as an image, any other one step for each number. */
static AeShape
find_series (const AeShape *shape)
{
  guint side = 1;

  if (shape->rank == 2)
    return *shape;
  if (shape->rank == 3)
    return AE_SHAPE (2, shape->dims[0], shape->dims[1] * shape->dims[2]);
  while ((gsize) side * side < shape->dims[0])
    side++;
  if ((gsize) side * side == shape->dims[0])
    return AE_SHAPE (2, side, side);
  return AE_SHAPE (2, shape->dims[0], 1);
}

static AeModel *
build (const AeShape *shape, AeRecipe *recipe, GError **error)
{
  AeShape series = find_series (shape);
  guint steps = series.dims[0], features = series.dims[1];
  guint code = wb_template_choose_code (shape, 32);
  gboolean is_series = shape->rank == 2;
  g_autofree char *rows = g_strdup_printf ("Reshape target_shape=%u,%u", steps, features);
  g_autofree char *reader = g_strdup_printf ("LSTM units=%u", code);
  g_autofree char *repeat = g_strdup_printf ("RepeatVector n=%u", steps);
  g_autofree char *writer = g_strdup_printf ("LSTM units=%u,return_sequences=true",
                                             is_series ? MAX (features, code) : features);
  g_autofree char *output = g_strdup_printf ("TimeDistributed units=%u,activation=sigmoid",
                                             features);
  const char *layers[] = {
    is_series ? "" : rows, reader, repeat, writer, output, NULL,
  };

  recipe->batch_size = is_series ? 16 : 128;
  return wb_template_chain (shape, layers, error);
}

const WbTemplate wb_template_seq2seq = {
  .name = "seq2seq",
  .title = N_ ("Sequence"),
  .summary = N_ (
    "An LSTM reads a series step by step, or an image row by row, and writes it back."),
  .build = build,
};
