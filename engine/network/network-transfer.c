/* SPDX-License-Identifier: MIT */
/* Transfers weights from one network to another. A weight is seen as a grid whose
 * axes mean something: of a recurrent layer the gates apart from their units, of
 * a dense layer after or before an image its rows, columns and channels. Where
 * an axis has another length the common part is transferred: the first ones, or of a
 * window that slides over an image the middle.
 */
#include <string.h>

#include "engine/network/network-private.h"

#define MAX_AXES (2 * AE_MAX_RANK)

typedef struct
{
  guint n_axes;
  gsize dims[MAX_AXES];
  guint n_window; /* of the first axes: they lie around a middle */
} Grid;

static void
push (Grid *grid, gsize dim)
{
  grid->dims[grid->n_axes++] = dim;
}

/* An axis of @n values, as @shape where that has as many. */
static void
push_as (Grid *grid, gsize n, const AeShape *shape)
{
  if (shape == NULL || ae_shape_size (shape) != n)
    {
      push (grid, n);
      return;
    }
  for (guint i = 0; i < shape->rank; i++)
    push (grid, shape->dims[i]);
}

/* What the layer's inputs were before they became a list, or @ahead what its
 * outputs become, past layers that leave values in their places. */
static const AeShape *
find_places (const AeNetwork *network, guint layer, gboolean ahead)
{
  const AeShape *shape = ahead ? &network->steps[layer].y_shape : &network->steps[layer].x_shape;
  gsize size = ae_shape_size (shape);

  for (guint i = ahead ? layer + 1 : layer - 1; shape->rank == 1 && i > 0 && i < network->n_steps;
       i = ahead ? i + 1 : i - 1)
    {
      const AePlanStep *step = &network->steps[i];

      if (ae_shape_size (&step->x_shape) != size || ae_shape_size (&step->y_shape) != size
          || step->n_weights > 0)
        break;
      shape = ahead ? &step->y_shape : &step->x_shape;
    }
  return shape;
}

/* Kernels alone have fans, and of more than two axes the first are a window. */
static Grid
describe (const AeNetwork *network, const AeWeight *weight, gboolean with_places)
{
  const AeShape *shape = &weight->param.shape;
  guint n_blocks = MAX (weight->param.n_blocks, 1), last = shape->rank - 1;
  const AeShape *inputs = NULL, *outputs = NULL;
  Grid grid = { 0 };

  if (with_places && shape->rank == 2)
    inputs = find_places (network, weight->layer, FALSE);
  if (with_places && shape->rank <= 2)
    outputs = find_places (network, weight->layer, TRUE);
  if (shape->rank > 2 && weight->param.fan_in > 0)
    grid.n_window = shape->rank - 2;
  for (guint axis = 0; axis < last; axis++)
    push_as (&grid, shape->dims[axis], inputs);
  if (n_blocks > 1)
    push (&grid, n_blocks);
  push_as (&grid, shape->dims[last] / n_blocks, n_blocks > 1 ? NULL : outputs);
  return grid;
}

static gsize
count_stride (const Grid *grid, guint axis)
{
  gsize stride = 1;

  for (guint i = axis + 1; i < grid->n_axes; i++)
    stride *= grid->dims[i];
  return stride;
}

/* Copies what two grids of as many axes have in common, from @axis on. */
static gsize
copy_common (const Grid *to_grid, const Grid *from_grid, guint axis, float *to, const float *from)
{
  gsize n_to = to_grid->dims[axis], n_from = from_grid->dims[axis], n = MIN (n_to, n_from);
  gsize to_stride = count_stride (to_grid, axis), from_stride = count_stride (from_grid, axis);
  gsize copied = 0;

  if (axis < to_grid->n_window)
    {
      to += (n_to - n) / 2 * to_stride;
      from += (n_from - n) / 2 * from_stride;
    }
  if (axis + 1 == to_grid->n_axes)
    {
      memcpy (to, from, n * sizeof (float));
      return n;
    }
  for (gsize i = 0; i < n; i++)
    copied += copy_common (to_grid, from_grid, axis + 1, to + i * to_stride,
                           from + i * from_stride);
  return copied;
}

gsize
ae_network_transfer_layer (const AeNetwork *network,
                           const AeWeight *weight,
                           float *values,
                           const AeNetwork *from,
                           const AeWeight *from_weight,
                           const float *from_values)
{
  Grid to_grid, from_grid;

  if (ae_shape_equal (&weight->param.shape, &from_weight->param.shape))
    {
      memcpy (values, from_values, weight->size * sizeof (float));
      return weight->size;
    }
  to_grid = describe (network, weight, TRUE);
  from_grid = describe (from, from_weight, TRUE);
  if (to_grid.n_axes != from_grid.n_axes)
    {
      to_grid = describe (network, weight, FALSE);
      from_grid = describe (from, from_weight, FALSE);
    }
  if (to_grid.n_axes != from_grid.n_axes)
    return 0;
  return copy_common (&to_grid, &from_grid, 0, values, from_values);
}

void
ae_network_transfer_weights (AeNetwork *network, const AeNetwork *from, gsize *kept)
{
  gsize count = 0;

  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);
      const AeWeight *other = ae_network_find_weight (from, weight->layer_id, weight->param.name);

      if (other != NULL)
        count += ae_network_transfer_layer (network, weight, weight->values, from, other,
                                            other->values);
    }
  ae_network_weights_changed (network);
  if (kept != NULL)
    *kept = count;
}
