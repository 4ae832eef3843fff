/* SPDX-License-Identifier: MIT */
/* What a layer is: a const description and a handful of pure functions. A
 * layer class owns no memory and keeps no state; what it needs is planned by
 * the network and passed to it in an AePass.
 *
 * One layer is one file in engine/layers/ and one row in its meson.build. The
 * palette, the inspector, the project file, the command line and the tests
 * take all they know from the class.
 *
 * Shapes: x is [n, x_shape], y is [n, y_shape], row-major, n samples of one
 * shard. Gradients have the shape of what they belong to; dx is assigned, dx2
 * and dw are added to, but for dw[0] where AE_LAYER_ASSIGNS says so.
 */
#pragma once

#include "engine/activation.h"
#include "engine/option.h"
#include "engine/random.h"
#include "engine/shape.h"

G_BEGIN_DECLS

#define AE_MAX_PARAMS 8

typedef struct _AeLayerClass AeLayerClass;
typedef struct _AeMirror AeMirror;

typedef enum
{
  AE_INIT_ZEROS,
  AE_INIT_ONES,
  AE_INIT_GLOROT_UNIFORM,
  AE_INIT_GLOROT_NORMAL,
  AE_INIT_HE_UNIFORM,
  AE_INIT_HE_NORMAL,
  AE_INIT_LECUN_UNIFORM,
  AE_INIT_LECUN_NORMAL,
  AE_INIT_RANDOM_UNIFORM,
  AE_INIT_RANDOM_NORMAL,
  AE_INIT_ORTHOGONAL,
  AE_N_INITIALIZERS,
  AE_INIT_CONSTANT = AE_N_INITIALIZERS,
  AE_INIT_UNIT_FORGET, /* LSTM's bias: ones in the second of four gates */
} AeInitializer;

/** Keras' names of the first AE_N_INITIALIZERS, NULL-terminated: the choices of kernel_initializer.
 */
extern const char *const ae_initializer_names[];

/**
 * AeParam:
 * @name: Keras' weight name: "kernel", "bias"
 * @shape: Keras' shape; Dense [in, out], Conv2D [kh, kw, in, out]
 * @fan_in: @fan_out: for the initialisers, as Keras counts them
 * @constant: the value of AE_INIT_CONSTANT
 * @frozen: not trained (moving averages)
 * @n_blocks: the last axis is this many equal parts side by side, as the gates of
 *   a recurrent layer; 0 for one
 */
typedef struct
{
  const char *name;
  AeShape shape;
  AeInitializer initializer;
  gsize fan_in;
  gsize fan_out;
  float constant;
  gboolean frozen;
  guint n_blocks;
} AeParam;

/**
 * AeLayerNeeds: memory that a layer wants from the plan, in floats.
 * @kept: per sample; written by forward, read by backward
 * @scratch: per sample; free to use inside one call
 * @scratch_fixed: the same, whatever the number of samples
 * @packed: weights in the layer's own order, made by pack() once a step
 * @statistics: doubles that measure() adds up over the whole batch, and again
 *   as many for add_back_statistics()
 */
typedef struct
{
  gsize kept;
  gsize scratch;
  gsize scratch_fixed;
  gsize packed;
  gsize statistics;
} AeLayerNeeds;

/**
 * AePass: one layer's share of one shard's way through the network.
 * @n: samples in this shard
 * @x: input; @x2: the other input of a layer that joins a skip, else NULL
 * @y: output, before the activation that ends the layer; may be x with AE_LAYER_IDENTITY
 * @w: the weights in the order of params()
 * @packed: what pack() made of them
 * @dy: dLoss/dy, before the activation; @dx, @dx2: where to write dLoss/dx,
 *   NULL when nobody wants it; dx may be dy with AE_LAYER_IN_PLACE
 * @dw: where to add dLoss/dw, NULL for frozen weights
 * @assign: dw[0] is to be assigned; only asked of classes with AE_LAYER_ASSIGNS
 * @kept, @scratch: see AeLayerNeeds
 * @statistics: @statistics_back: what measure() and add_back_statistics() added up
 *   over the whole batch; its first shard has random.sample 0
 * @n_batch: samples in the whole batch
 * @fused: the layer does the work of the one before it as well: x, dx and
 *   x_shape are that one's; only asked where fuses() agreed
 * @relu: y is to be max (y, 0); only asked of classes that fuse it
 * @training: FALSE for evaluation, where noise and dropout are off
 * @random: key of the shard's first sample; add to .sample for the others
 * @loss_scale: what one sample counts in the loss: 1 / n_batch
 * @beta: weight of the divergence of a variational code
 * @loss: where forward adds a part of the loss, summed over samples; @penalty:
 *   likewise for what counts in training alone; NULL when nobody asks
 */
typedef struct
{
  const void *options;
  AeShape x_shape;
  AeShape y_shape;
  AeShape x2_shape;
  guint n;
  const float *x;
  const float *x2;
  float *y;
  const float *const *w;
  const float *packed;
  const float *dy;
  float *dx;
  float *dx2;
  float *const *dw;
  gboolean assign;
  float *kept;
  float *scratch;
  const double *statistics;
  const double *statistics_back;
  guint n_batch;
  gboolean fused;
  gboolean relu;
  gboolean training;
  AeRandomKey random;
  float loss_scale;
  float beta;
  double *loss;
  double *penalty;
} AePass;

typedef enum
{
  /* y is x seen with another shape: no work, no memory (Flatten, Reshape). */
  AE_LAYER_VIEW = 1 << 0,
  /* Only the first layer of a model may be of this class, and must be. */
  AE_LAYER_INPUT = 1 << 1,
  /* Joins the spine with the output of an earlier layer (option "source"). */
  AE_LAYER_JOINS = 1 << 2,
  /* Draws random numbers in training. */
  AE_LAYER_RANDOM = 1 << 3,
  /* Applies a ReLU itself when pass->relu asks for it. */
  AE_LAYER_FUSES_RELU = 1 << 4,
  /* Passes values on: those of y lie in the range of x. */
  AE_LAYER_KEEPS_RANGE = 1 << 5,
  /* Keeps a model from copying its input: noise, a penalty, a prior. */
  AE_LAYER_REGULARISES = 1 << 6,
  /* Makes a code. */
  AE_LAYER_LATENT = 1 << 7,
  /* Without mirror(): the decoder repeats the layer (normalizations), */
  AE_LAYER_MIRROR_REPEATS = 1 << 8,
  /* or goes without it (noise, penalties). */
  AE_LAYER_MIRROR_OMITS = 1 << 9,
  /* Goes through its weights once for every step of a series: wants many
   * samples at a time. */
  AE_LAYER_RECURRENT = 1 << 10,
  /* Its first weight may be large: dw[0] is assigned where pass->assign asks for it. */
  AE_LAYER_ASSIGNS = 1 << 11,
  /* Before the activation that ends the layer, y is x; */
  AE_LAYER_IDENTITY = 1 << 12,
  /* each number of dx depends on its own of dy alone, and there is no penalty. */
  AE_LAYER_IN_PLACE = 1 << 13,
} AeLayerFlags;

/**
 * AeProbe: an example for the tests.
 * @options: "name=value" pairs
 * @low: @high: the range of its inputs; ±1.5 when both are 0
 */
typedef struct
{
  const char *options;
  AeShape x_shape;
  float low;
  float high;
} AeProbe;

/**
 * AeLayerClass:
 * @type: Keras' class name
 * @title: @group: @summary: palette, tooltip, manual
 * @icon: (nullable): a drawing, see ui/layer-icon.c; NULL takes the group's
 * @options_size: bytes of the options struct
 * @options: its descriptors, ended by a NULL name; NULL without options
 * @activation: name of the CHOICE option with the activation that ends the
 *   layer, or NULL when there is none: the network applies it (and its gradient)
 * @shape: infers y_shape, or says which numbers do not fit; x2_shape is NULL
 *   but for layers that join a skip. AE_ERROR_SHAPE
 * @params: fills @params and returns how many; NULL without weights
 * @needs: memory; NULL when none
 * @fuses: (nullable): whether the layer, with input @x_shape, can do the work
 *   of the layer before it as well
 * @pack: writes pass->packed from the weights, once a step; NULL when unused
 * @measure: forward's first half for layers that need the whole batch: adds
 *   this shard's sums to @sums; @add_back_statistics likewise before backward. Such
 *   a layer ends in no activation
 * @update_statistics: (nullable): once a step, after measure: moves the frozen weights
 * @forward: @backward: see AePass; NULL for views
 * @flops: (nullable): multiplications and additions of one sample's forward
 *   products, counted dense; NULL for layers without products
 * @divergence: (nullable): for a layer that learns a distribution: adds to
 *   @nats [units] how far each unit's is from the prior, summed over @n inputs
 *   [n, x_size], from the weights @w in the order of params()
 * @deviations: with @divergence: the standard deviation of each unit, [units],
 *   for one input @x
 * @mirror: (nullable): appends to a decoder the layers that undo layer @index
 *   of its encoder; see engine/model/mirror.h
 * @probes: ended by a NULL options string
 */
struct _AeLayerClass
{
  const char *type;
  const char *title;
  const char *group;
  const char *summary;
  const char *icon;
  AeLayerFlags flags;
  gsize options_size;
  const AeOption *options;
  const char *activation;
  gboolean (*shape) (const void *options,
                     const AeShape *x_shape,
                     const AeShape *x2_shape,
                     AeShape *y_shape,
                     GError **error);
  guint (*params) (const void *options,
                   const AeShape *x_shape,
                   const AeShape *y_shape,
                   AeParam params[AE_MAX_PARAMS]);
  void (*needs) (const void *options,
                 const AeShape *x_shape,
                 const AeShape *y_shape,
                 AeLayerNeeds *needs);
  gboolean (*fuses) (const void *options,
                     const AeShape *x_shape,
                     const AeLayerClass *before,
                     const void *before_options);
  void (*pack) (const AePass *pass, float *packed);
  void (*measure) (const AePass *pass, double *sums);
  void (*add_back_statistics) (const AePass *pass, double *sums);
  void (*update_statistics) (const AePass *pass, float *const *w);
  void (*forward) (const AePass *pass);
  void (*backward) (const AePass *pass);
  double (*flops) (const void *options, const AeShape *x_shape, const AeShape *y_shape);
  void (*divergence) (const float *const *w,
                      gsize units,
                      gsize n,
                      gsize x_size,
                      const float *x,
                      double *nats);
  void (*deviations) (const float *const *w,
                      gsize units,
                      gsize x_size,
                      const float *x,
                      float *deviations);
  gboolean (*mirror) (AeMirror *mirror, guint index, GError **error);
  const AeProbe *probes;
};

/** Every layer class in the order of the registry, ended by NULL. */
const AeLayerClass *const *ae_layer_classes (void);

/** The class whose type is @type, or NULL. */
const AeLayerClass *ae_layer_class_find (const char *type);

/** The activation that ends a layer with these options; LINEAR when it has none. */
AeActivation ae_layer_class_activation (const AeLayerClass *layer, const void *options);

G_END_DECLS
