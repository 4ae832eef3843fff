/* SPDX-License-Identifier: MIT */
#include "app/figures/way.h"

#include "app/figures/animation.h"

#define SIDE   224 /* about so wide is a picture */
#define MARGIN 12
#define MSEC   60

typedef struct
{
  AeShape shape;
  const float *samples;
  const WbStyle *style;
} Way;

/* There and back: the ends are seen once. */
static void
draw (cairo_t *cr, double width, double height, guint frame, gpointer data)
{
  const Way *way = data;
  const guint index = frame < WB_WAY_PICTURES ? frame : 2 * (WB_WAY_PICTURES - 1) - frame;
  WbPicture picture = {
    way->samples + index * ae_shape_size (&way->shape), way->shape, WB_MAP_IMAGE, 0, 1, NULL
  };

  wb_picture_draw (&picture, cr, MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN,
                   way->style);
}

gboolean
wb_way_write (const AeShape *shape,
              const float *samples,
              const WbStyle *style,
              const char *recipe,
              const char *path,
              GError **error)
{
  guint width, height, factor;
  WbAnimation animation = { .n_frames = 2 * (WB_WAY_PICTURES - 1),
                            .msec = MSEC,
                            .background = style->card,
                            .draw = draw,
                            .data = &(Way) { *shape, samples, style },
                            .recipe = recipe };

  wb_picture_get_size (shape, &width, &height);
  factor = MAX (SIDE / MAX (MAX (width, height), 1), 1);
  animation.width = (int) (width * factor) + 2 * MARGIN;
  animation.height = (int) (height * factor) + 2 * MARGIN;
  return wb_animation_write (&animation, path, error);
}
