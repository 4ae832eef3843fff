/* SPDX-License-Identifier: MIT */
/*
 * A hand: turns the skeleton of a digit into the path of a pen as one person
 * might have drawn it once. Everything is decided by the random stream.
 */
#pragma once

#include "data/builtin/pen.h"
#include "data/random.h"

G_BEGIN_DECLS

#define DS_HANDWRITING_MAX_POINTS 256

/**
 * DsHandwriting:
 * @n: how many points
 * @points: the path, in pixels of the picture
 * @shear: to the right for each unit upwards, of the digit's height
 * @rotation: clockwise, in radians
 * @width: stretch of the digit's width, 1.1 on the average
 * @pressure: of the pen: the radius of its line in pixels, before it rises and falls
 * @softness: width of the edge, in pixels
 */
typedef struct
{
  guint n;
  DsPenPoint points[DS_HANDWRITING_MAX_POINTS];
  float shear;
  float rotation;
  float width;
  float pressure;
  float softness;
} DsHandwriting;

/**
 * Writes one digit. Any thread; no allocation.
 *
 * @digit: 0 to 9
 * @random: (inout): decides about all else
 * @self: (out): the path, its body 20 pixels long and its mass in the middle of
 *   28×28, as MNIST's digits are
 */
void ds_handwriting_write (guint digit, DsRandom *random, DsHandwriting *self);

G_END_DECLS
