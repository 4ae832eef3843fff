/* SPDX-License-Identifier: MIT */
/*
 * From skeleton to path, in this order: choose a glyph and blend it with a
 * relative, jitter its points, bend the whole by a smooth polynomial, flatten
 * the Catmull-Rom curves, shear, rotate and stretch, press the pen more or
 * less, fit to the 20 pixels of MNIST's body, and centre by mass.
 *
 * Only sums, products, quotients and square roots: the same bits everywhere.
 */
#include "data/builtin/handwriting.h"

#include <math.h>

#include "data/builtin/glyphs.h"

#define SIDE  28
#define BODY  20
#define STEPS 7

typedef struct
{
  float x;
  float y;
} Point;

/* A digit's control points after a person decided how to write it. */
typedef struct
{
  guint n;
  Point points[DS_GLYPH_MAX_POINTS];
  guint8 roles[DS_GLYPH_MAX_POINTS];
} Skeleton;

/* @from moved on by @part of the way that leads to it from @other. */
static inline Point
move_away (const Point *from, const Point *other, float part)
{
  return (Point) { from->x + part * (from->x - other->x), from->y + part * (from->y - other->y) };
}

static const DsGlyph *
choose_glyph (const DsGlyph *glyphs, guint n, int family, DsRandom *random)
{
  guint total = 0;
  guint drawn;

  for (guint i = 0; i < n; i++)
    if (family < 0 || glyphs[i].family == family)
      total += glyphs[i].weight;

  drawn = ds_random_below (random, total);
  for (guint i = 0;; i++)
    {
      if (family >= 0 && glyphs[i].family != family)
        continue;
      if (drawn < glyphs[i].weight)
        return &glyphs[i];
      drawn -= glyphs[i].weight;
    }
}

/* Strokes start early or late and stop short or run on. */
static void
stretch_ends (Skeleton *self, DsRandom *random)
{
  for (guint i = 0; i + 1 < self->n; i++)
    {
      Point *end = &self->points[i];
      Point *next = &self->points[i + 1];
      float start_by = 0.14f * ds_random_bell (random);
      float stop_by = 0.14f * ds_random_bell (random);

      if (self->roles[i] == DS_GLYPH_BEGIN)
        *end = move_away (end, next, start_by);
      if (i + 2 == self->n || self->roles[i + 2] == DS_GLYPH_BEGIN)
        *next = move_away (next, end, stop_by);
    }
}

static void
choose_skeleton (guint digit, DsRandom *random, Skeleton *self)
{
  guint n;
  const DsGlyph *glyphs = ds_glyphs_get (digit, &n);
  const DsGlyph *a = choose_glyph (glyphs, n, -1, random);
  const DsGlyph *b = choose_glyph (glyphs, n, a->family, random);
  float blend = ds_random_uniform (random, -0.2f, 1.2f);
  float jitter = ds_random_uniform (random, 0.008f, 0.044f);

  self->n = a->n_points;
  for (guint i = 0; i < a->n_points; i++)
    {
      float x = a->points[i].x + blend * (b->points[i].x - a->points[i].x);
      float y = a->points[i].y + blend * (b->points[i].y - a->points[i].y);

      self->points[i].x = 0.01f * x + jitter * ds_random_bell (random);
      self->points[i].y = 0.01f * y + jitter * ds_random_bell (random);
      self->roles[i] = a->points[i].role;
    }
}

/* Bends the plane smoothly: neighbours move together. */
static void
bend (Skeleton *self, DsRandom *random)
{
  float c[12];

  for (guint i = 0; i < G_N_ELEMENTS (c); i++)
    c[i] = 0.28f * ds_random_bell (random);

  for (guint i = 0; i < self->n; i++)
    {
      float u = self->points[i].x - 0.35f;
      float v = self->points[i].y - 0.5f;

      self->points[i].x += c[0] * u * v + c[1] * v * v + c[2] * u * u + c[3] * v * v * v * 2
                           + c[4] * u * v * v * 2 + c[5] * u * u * v;
      self->points[i].y += c[6] * u * v + c[7] * v * v + c[8] * u * u + c[9] * v * v * v
                           + c[10] * u * v * v + c[11] * u * u * v;
    }
}

static Point
interpolate (const Point *p, const Point *q, const Point *r, const Point *s, float t)
{
  const float t2 = t * t;
  const float t3 = t2 * t;
  const float cp = 0.5f * (-t3 + 2 * t2 - t);
  const float cq = 0.5f * (3 * t3 - 5 * t2 + 2);
  const float cr = 0.5f * (-3 * t3 + 4 * t2 + t);
  const float cs = 0.5f * (t3 - t2);

  return (Point) { cp * p->x + cq * q->x + cr * r->x + cs * s->x,
                   cp * p->y + cq * q->y + cr * r->y + cs * s->y };
}

static void
add_point (DsHandwriting *self, Point point, gboolean begins)
{
  self->points[self->n++] = (DsPenPoint) { point.x, point.y, 1, begins };
}

/* Catmull and Rom's curve through the points, corners and ends kept sharp. */
static void
flatten (const Skeleton *skeleton, DsHandwriting *self)
{
  const Point *points = skeleton->points;

  self->n = 0;
  for (guint i = 0; i < skeleton->n; i++)
    {
      Point before, after;
      gboolean last = i + 1 == skeleton->n || skeleton->roles[i + 1] == DS_GLYPH_BEGIN;

      if (skeleton->roles[i] == DS_GLYPH_BEGIN)
        add_point (self, points[i], TRUE);
      if (last)
        continue;

      before = skeleton->roles[i] == DS_GLYPH_SMOOTH ? points[i - 1]
                                                     : move_away (&points[i], &points[i + 1], 1);
      after = i + 2 < skeleton->n && skeleton->roles[i + 1] == DS_GLYPH_SMOOTH
                  && skeleton->roles[i + 2] != DS_GLYPH_BEGIN
                ? points[i + 2]
                : move_away (&points[i + 1], &points[i], 1);
      for (guint step = 1; step <= STEPS; step++)
        add_point (self,
                   interpolate (&before, &points[i], &points[i + 1], &after, (float) step / STEPS),
                   FALSE);
    }
}

/* Shear, rotation and stretch: how this hand holds the paper. */
static void
slant (DsHandwriting *self, DsRandom *random)
{
  const float shear = 0.16f + 0.26f * ds_random_bell (random);
  const float half = 0.05f * ds_random_bell (random);
  const float cosine = (1 - half * half) / (1 + half * half);
  const float sine = 2 * half / (1 + half * half);
  const float width = 1.1f + 0.2f * ds_random_bell (random);

  self->shear = shear;
  self->rotation = 2 * half * (1 - half * half / 3); /* of 2 atan (half), off by 1e-4 at most */
  self->width = width;
  for (guint i = 0; i < self->n; i++)
    {
      DsPenPoint *point = &self->points[i];
      float x = point->x * width - shear * point->y;
      float y = point->y;

      point->x = cosine * x - sine * y;
      point->y = sine * x + cosine * y;
    }
}

/* The pressure rises and falls along the path and eases off at its ends. */
static void
press (DsHandwriting *self, DsRandom *random)
{
  const float bell = ds_random_bell (random);
  const float radius = CLAMP (1.27f + 0.33f * bell, 0.65f, 2.0f);
  const float a = 0.12f * ds_random_bell (random);
  const float b = 0.12f * ds_random_bell (random);
  const float c = 0.25f * ds_random_bell (random);

  self->pressure = radius;
  for (guint i = 0; i < self->n; i++)
    {
      float t = 2 * (float) i / (float) self->n - 1;
      float pressure = 1 + a * t + b * (1 - 3 * t * t) * 0.5f + c * t * (1 - t * t);

      self->points[i].radius = MAX (0.5f, radius * pressure);
    }
}

typedef struct
{
  float left;
  float top;
  float side;
} Box;

/* The square around the inked path, its skeleton enlarged by @scale. */
static Box
find_box (const DsHandwriting *self, float scale)
{
  float left = G_MAXFLOAT, right = -G_MAXFLOAT;
  float top = G_MAXFLOAT, bottom = -G_MAXFLOAT;

  for (guint i = 0; i < self->n; i++)
    {
      const DsPenPoint *point = &self->points[i];
      float reach = scale > 0 ? (point->radius + self->softness * 0.5f) / scale : 0;

      left = MIN (left, point->x - reach);
      right = MAX (right, point->x + reach);
      top = MIN (top, point->y - reach);
      bottom = MAX (bottom, point->y + reach);
    }
  return (Box) { left, top, MAX (right - left, bottom - top) };
}

/* Fits the body into 20 pixels. The pen does not grow with the skeleton, so
 * the second look corrects what the first could only guess. */
static void
fit (DsHandwriting *self)
{
  float scale = (BODY - 3) / find_box (self, 0).side;
  Box box;

  scale *= BODY / (find_box (self, scale).side * scale);
  box = find_box (self, scale);
  for (guint i = 0; i < self->n; i++)
    {
      self->points[i].x = (self->points[i].x - box.left) * scale;
      self->points[i].y = (self->points[i].y - box.top) * scale;
    }
}

/* Moves the centre of mass to the middle, by whole pixels as MNIST does. */
static void
centre (DsHandwriting *self)
{
  float mass = 0, mass_x = 0, mass_y = 0;
  float offset_x, offset_y;

  for (guint i = 1; i < self->n; i++)
    {
      const DsPenPoint *a = &self->points[i - 1];
      const DsPenPoint *b = &self->points[i];
      float dx = b->x - a->x;
      float dy = b->y - a->y;
      float weight = (a->radius + b->radius) * sqrtf (dx * dx + dy * dy);

      if (b->begins)
        continue;
      mass += weight;
      mass_x += weight * (a->x + b->x) * 0.5f;
      mass_y += weight * (a->y + b->y) * 0.5f;
    }

  offset_x = floorf (SIDE * 0.5f - mass_x / mass + 0.5f);
  offset_y = floorf (SIDE * 0.5f - mass_y / mass + 0.5f);
  for (guint i = 0; i < self->n; i++)
    {
      self->points[i].x += offset_x;
      self->points[i].y += offset_y;
    }
}

void
ds_handwriting_write (guint digit, DsRandom *random, DsHandwriting *self)
{
  Skeleton skeleton;

  choose_skeleton (digit, random, &skeleton);
  stretch_ends (&skeleton, random);
  bend (&skeleton, random);
  flatten (&skeleton, self);
  slant (self, random);
  press (self, random);
  self->softness = ds_random_uniform (random, 1.0f, 1.6f);
  fit (self);
  centre (self);
}
