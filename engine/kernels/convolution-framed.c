/* SPDX-License-Identifier: MIT */
/* Convolution of any shape by the kernels of convolution-windows.h: an image is
 * copied into a frame of zeros, some rows at a time, and the kernels see whole
 * windows only.
 */
#include "engine/kernels/convolution-axis.h"
#include "engine/kernels/convolution-private.h"

#include <string.h>

/* A frame's rows that are worked on at a time stay in the second-level cache,
 * those that the gradients of all weights look at again in the first. */
#define BAND_FLOATS  49152
#define SLICE_FLOATS 6144

/* Below this, a vector of a line's values would stay half empty. */
#define MIN_NARROW_LINE 5

/* Floats that a narrow kernel may read behind a frame. */
#define SLACK 16

/**
 * Layout: one direction of a plan.
 * @inputs: @outputs: channels of what is read and written
 * @height: @width: of what is read; @out_width: of what is written
 * @row_phases: @col_phases: how many
 * @narrow: a vector has values of a window's line, since there are few outputs
 * @framed: FALSE where the kernels may look at the image itself
 * @band: rows of each phase that are worked on at a time; @extra: rows of the
 *   frame that one of them sees
 */
typedef struct
{
  guint inputs;
  guint outputs;
  guint height;
  guint width;
  guint out_width;
  guint row_phases;
  guint col_phases;
  AeFrame frame;
  gboolean narrow;
  gboolean framed;
  gsize pitch;
  guint rows;
  guint band;
  guint extra;
} Layout;

/** Panel: the filters that a kernel takes at once. */
typedef struct
{
  const AeConvKernels *kernels;
  guint vectors;
  guint filters;
  guint width;
} Panel;

static const AeConvKernels *
get_narrow_kernels (const AeKernels *kernels, gsize line)
{
  const AeConvKernels *small = kernels->conv[1];

  return small != NULL && line <= 3 * small->lanes ? small : kernels->conv[0];
}

/* The fewest lanes for the first of @left filters. */
static Panel
take_panel (const AeKernels *kernels, guint left)
{
  const AeConvKernels *wide = kernels->conv[0], *small = kernels->conv[1];
  const guint spare = small != NULL ? small->lanes : 0;
  Panel panel = { .kernels = left > spare ? wide : small, .vectors = 1 };

  if (left > wide->lanes + spare)
    panel.vectors = 2;
  panel.width = panel.vectors * panel.kernels->lanes;
  panel.filters = MIN (left, panel.width);
  return panel;
}

static AeAxis
get_row_axis (const AeConv2dPlan *plan, gboolean backward, guint phase)
{
  const AeConv2dShape *s = &plan->shape;

  return backward
           ? ae_backward_axis (s->kernel_height, s->stride_height, plan->pad_top, s->height, phase)
           : ae_forward_axis (s->kernel_height, s->stride_height, plan->out_height);
}

static AeAxis
get_col_axis (const AeConv2dPlan *plan, gboolean backward, guint phase)
{
  const AeConv2dShape *s = &plan->shape;

  return backward
           ? ae_backward_axis (s->kernel_width, s->stride_width, plan->pad_left, s->width, phase)
           : ae_forward_axis (s->kernel_width, s->stride_width, plan->out_width);
}

static AeFrame
frame_forward (const AeConv2dPlan *plan)
{
  const AeConv2dShape *s = &plan->shape;

  return (AeFrame) {
    .height = (plan->out_height - 1) * s->stride_height + s->kernel_height,
    .width = (plan->out_width - 1) * s->stride_width + s->kernel_width,
    .channels = s->channels,
    .top = plan->pad_top,
    .left = plan->pad_left,
  };
}

static AeFrame
frame_backward (const AeConv2dPlan *plan)
{
  const AeConv2dShape *s = &plan->shape;

  return (AeFrame) {
    .height = ae_count_framed (s->kernel_height, s->stride_height, plan->pad_top, s->height,
                               plan->out_height),
    .width = ae_count_framed (s->kernel_width, s->stride_width, plan->pad_left, s->width,
                              plan->out_width),
    .channels = s->filters,
    .top = ae_count_before (s->kernel_height, s->stride_height),
    .left = ae_count_before (s->kernel_width, s->stride_width),
  };
}

/* Whether a kernel must not look at the image itself: zeros are missing around
 * it, or behind its last line. */
static gboolean
needs_frame (const Layout *l)
{
  return l->frame.top > 0 || l->frame.left > 0 || l->frame.height > l->height
         || l->frame.width > l->width || l->outputs <= AE_MAX_NARROW;
}

static Layout
lay_out (const AeConv2dPlan *plan, gboolean backward)
{
  const AeConv2dShape *s = &plan->shape;
  Layout l = {
    .inputs = backward ? s->filters : s->channels,
    .outputs = backward ? s->channels : s->filters,
    .height = backward ? plan->out_height : s->height,
    .width = backward ? plan->out_width : s->width,
    .out_width = backward ? s->width : plan->out_width,
    .row_phases = backward ? s->stride_height : 1,
    .col_phases = backward ? s->stride_width : 1,
    .frame = backward ? frame_backward (plan) : frame_forward (plan),
  };

  l.narrow = l.outputs <= AE_MAX_NARROW
             && (s->kernel_width + l.col_phases - 1) / l.col_phases * l.inputs >= MIN_NARROW_LINE;
  l.framed = needs_frame (&l);
  l.pitch = (gsize) (l.framed ? l.frame.width : l.width) * l.inputs;
  for (guint phase = 0; phase < l.row_phases; phase++)
    {
      const AeAxis rows = get_row_axis (plan, backward, phase);

      l.rows = MAX (l.rows, rows.n_out);
      if (rows.n_taps > 0)
        l.extra = MAX (l.extra, rows.in + rows.n_taps);
    }
  l.band = (guint) CLAMP (BAND_FLOATS / (l.pitch * (backward ? 1 : s->stride_height)), 1, l.rows);
  return l;
}

/* Rows of the frame that @rows rows of each phase see. */
static guint
count_band_rows (const Layout *l, guint in_step, guint rows)
{
  return (rows - 1) * in_step + l->extra;
}

static gsize
pad (gsize size)
{
  return (size + 15) / 16 * 16;
}

static gsize
count_scratch (const AeConv2dPlan *plan, gboolean backward)
{
  const Layout l = lay_out (plan, backward);
  const guint in_step = backward ? 1 : plan->shape.stride_height;

  return l.framed ? count_band_rows (&l, in_step, l.band) * l.pitch + SLACK : 0;
}

/* The weights of one phase. */
static gsize
count_packed (const AeKernels *kernels, const Layout *l, const AeAxis *rows, const AeAxis *cols)
{
  const gsize line = (gsize) cols->n_taps * l->inputs;
  gsize width = 0;

  if (l->narrow)
    {
      const gsize lanes = get_narrow_kernels (kernels, line)->lanes;

      return rows->n_taps * ((line + lanes - 1) / lanes * lanes) * l->outputs;
    }
  for (guint first = 0; first < l->outputs;)
    {
      const Panel panel = take_panel (kernels, l->outputs - first);

      width += panel.width;
      first += panel.filters;
    }
  return rows->n_taps * line * width;
}

static gsize
count_all_packed (const AeConv2dPlan *plan, gboolean backward)
{
  const Layout l = lay_out (plan, backward);
  gsize size = 0;

  for (guint i = 0; i < l.row_phases; i++)
    for (guint j = 0; j < l.col_phases; j++)
      {
        const AeAxis rows = get_row_axis (plan, backward, i),
                     cols = get_col_axis (plan, backward, j);

        size += pad (count_packed (plan->kernels, &l, &rows, &cols));
      }
  return size;
}

void
ae_conv2d_plan_framed (AeConv2dPlan *plan)
{
  if (plan->forward == NULL)
    plan->packed_input = count_all_packed (plan, FALSE);
  plan->packed = plan->packed_input;
  if (plan->input == NULL)
    plan->packed += count_all_packed (plan, TRUE);
  else
    plan->packed += (gsize) plan->shape.kernel_height * plan->shape.kernel_width
                    * plan->shape.channels * plan->shape.filters;
  plan->scratch = MAX (plan->scratch,
                       MAX (count_scratch (plan, FALSE), count_scratch (plan, TRUE)));
}

/**
 * Taps: the weights of one phase in the order of its windows.
 * @input_step: @output_step: floats in @w from channel to channel
 */
typedef struct
{
  const float *w;
  AeAxis rows;
  AeAxis cols;
  guint kernel_width;
  gsize tap_size;
  guint inputs;
  gsize input_step;
  gsize output_step;
} Taps;

/* Value @s of line @line, for the first output. */
static const float *
find_tap (const Taps *t, guint line, gsize s)
{
  const int row = t->rows.tap + (int) line * t->rows.tap_step;
  const int col = t->cols.tap + (int) (s / t->inputs) * t->cols.tap_step;

  return t->w + ((gsize) row * t->kernel_width + (gsize) col) * t->tap_size
         + s % t->inputs * t->input_step;
}

static float *
pack_wide (const Taps *t, guint first, const Panel *panel, float *out)
{
  const gsize line = (gsize) t->cols.n_taps * t->inputs;

  for (guint l = 0; l < t->rows.n_taps; l++)
    for (gsize s = 0; s < line; s++, out += panel->width)
      {
        const float *from = find_tap (t, l, s) + first * t->output_step;

        for (guint k = 0; k < panel->filters; k++)
          out[k] = from[k * t->output_step];
        for (guint k = panel->filters; k < panel->width; k++)
          out[k] = 0;
      }
  return out;
}

static float *
pack_narrow (const Taps *t, guint outputs, gsize lanes, float *out)
{
  const gsize line = (gsize) t->cols.n_taps * t->inputs;

  for (guint l = 0; l < t->rows.n_taps; l++)
    for (gsize start = 0; start < line; start += lanes)
      for (guint k = 0; k < outputs; k++)
        for (gsize s = start; s < start + lanes; s++)
          *out++ = s < line ? find_tap (t, l, s)[k * t->output_step] : 0;
  return out;
}

static void
pack_phase (const AeConv2dPlan *plan, const Layout *l, const Taps *taps, float *out)
{
  if (l->narrow)
    {
      const gsize line = (gsize) taps->cols.n_taps * l->inputs;

      pack_narrow (taps, l->outputs, get_narrow_kernels (plan->kernels, line)->lanes, out);
      return;
    }
  for (guint first = 0; first < l->outputs;)
    {
      const Panel panel = take_panel (plan->kernels, l->outputs - first);

      out = pack_wide (taps, first, &panel, out);
      first += panel.filters;
    }
}

void
ae_conv2d_pack_framed (const AeConv2dPlan *plan, gboolean backward, const float *w, float *packed)
{
  const AeConv2dShape *s = &plan->shape;
  const Layout l = lay_out (plan, backward);
  Taps taps = {
    .w = w,
    .kernel_width = s->kernel_width,
    .tap_size = (gsize) s->channels * s->filters,
    .inputs = l.inputs,
    .input_step = backward ? 1 : s->filters,
    .output_step = backward ? s->filters : 1,
  };

  for (guint i = 0; i < l.row_phases; i++)
    for (guint j = 0; j < l.col_phases; j++)
      {
        taps.rows = get_row_axis (plan, backward, i);
        taps.cols = get_col_axis (plan, backward, j);
        pack_phase (plan, &l, &taps, packed);
        packed += pad (count_packed (plan->kernels, &l, &taps.rows, &taps.cols));
      }
}

/* Rows @first to @first + @rows - 1 of the frame around an image. */
static void
fill_rows (const Layout *l, const float *image, guint first, guint rows, float *out)
{
  const gsize line = (gsize) l->width * l->inputs, left = (gsize) l->frame.left * l->inputs;
  const gsize used = MIN (line, l->pitch - left);

  for (guint r = first; r < first + rows; r++, out += l->pitch)
    if (r < l->frame.top || r >= l->frame.top + l->height)
      memset (out, 0, l->pitch * sizeof *out);
    else
      {
        memset (out, 0, left * sizeof *out);
        memcpy (out + left, image + (r - l->frame.top) * line, used * sizeof *out);
        memset (out + left + used, 0, (l->pitch - left - used) * sizeof *out);
      }
  memset (out, 0, SLACK * sizeof *out);
}

/* Where the frame's row number @row stands, with the @rows rows from there on. */
static const float *
place_band (const Layout *l, const float *image, guint row, guint rows, float *scratch)
{
  if (!l->framed)
    return image + row * l->pitch;
  fill_rows (l, image, row, rows, scratch);
  return scratch;
}

/* All filters of some rows of one phase. */
static void
run_panels (const AeKernels *kernels, const Layout *l, const AeWindowOutputs *job)
{
  AeWindowOutputs panel_job = *job;

  if (l->narrow)
    {
      panel_job.filters = l->outputs;
      get_narrow_kernels (kernels, job->windows.line)->windows->narrow (&panel_job);
      return;
    }
  for (guint first = 0; first < l->outputs;)
    {
      const Panel panel = take_panel (kernels, l->outputs - first);

      panel_job.filters = panel.filters;
      panel.kernels->windows->wide (&panel_job, panel.vectors);
      panel_job.w += job->windows.lines * job->windows.line * panel.width;
      panel_job.out += panel.filters;
      if (job->bias != NULL)
        panel_job.bias += panel.filters;
      first += panel.filters;
    }
}

/* The windows of @n rows of a phase from row @first on, seen from the band that begins there. */
static AeWindows
get_windows (const Layout *l, const AeAxis *rows, const AeAxis *cols, guint n, const float *band)
{
  return (AeWindows) {
    .in = band + rows->in * l->pitch + (gsize) cols->in * l->inputs,
    .step = (gsize) cols->in_step * l->inputs,
    .advance = rows->in_step * l->pitch,
    .lines = rows->n_taps,
    .line = (gsize) cols->n_taps * l->inputs,
    .pitch = l->pitch,
    .rows = n,
    .cols = cols->n_out,
  };
}

/* All phases of the rows from @first on; @job has what they share. */
static void
run_band (const AeConv2dPlan *plan,
          gboolean backward,
          const Layout *l,
          guint first,
          const float *band,
          const AeWindowOutputs *job)
{
  AeWindowOutputs phase = *job;

  for (guint i = 0; i < l->row_phases; i++)
    for (guint j = 0; j < l->col_phases; j++)
      {
        const AeAxis rows = get_row_axis (plan, backward, i),
                     cols = get_col_axis (plan, backward, j);
        const guint end = MIN (first + l->band, rows.n_out);

        phase.out_step = (gsize) cols.out_step * l->outputs;
        phase.out_pitch = (gsize) rows.out_step * l->out_width * l->outputs;
        phase.out = job->out + first * phase.out_pitch
                    + ((gsize) rows.out * l->out_width + cols.out) * l->outputs;
        phase.windows = get_windows (l, &rows, &cols, end > first ? end - first : 0, band);
        run_panels (plan->kernels, l, &phase);
        phase.w += pad (count_packed (plan->kernels, l, &rows, &cols));
      }
}

void
ae_conv2d_run_framed (const AeConv2dPlan *plan,
                      gboolean backward,
                      guint n,
                      const float *in,
                      const float *packed,
                      const float *b,
                      gboolean relu,
                      float *out,
                      float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const Layout l = lay_out (plan, backward);
  const guint in_step = backward ? 1 : s->stride_height;
  const gsize out_size = (gsize) (backward ? s->height : plan->out_height) * l.out_width
                         * l.outputs;
  AeWindowOutputs job = { .w = packed, .bias = b, .relu = relu, .out = out };

  for (guint i = 0; i < n; i++)
    {
      for (guint row = 0; row < l.rows; row += l.band)
        {
          const guint rows = count_band_rows (&l, in_step, MIN (l.band, l.rows - row));

          run_band (plan, backward, &l, row, place_band (&l, in, row * in_step, rows, scratch),
                    &job);
        }
      in += (gsize) l.height * l.width * l.inputs;
      job.out += out_size;
    }
}

/* All filters of some rows. */
static void
add_panels (const AeKernels *kernels, const Layout *l, const AeWindowWeights *job)
{
  AeWindowWeights panel_job = *job;

  if (l->narrow)
    {
      panel_job.filters = l->outputs;
      get_narrow_kernels (kernels, job->windows.line)->windows->add_narrow_weights (&panel_job);
      return;
    }
  for (guint first = 0; first < l->outputs;)
    {
      const Panel panel = take_panel (kernels, l->outputs - first);

      panel_job.filters = panel.filters;
      panel.kernels->windows->add_weights (&panel_job, panel.vectors);
      panel_job.d += panel.filters;
      panel_job.dw += panel.filters;
      first += panel.filters;
    }
}

/* Rows whose inputs and gradients stay in the first-level cache; narrow kernels
 * put their sums away slowly, and so seldom. */
static guint
count_slice (const Layout *l, const AeConv2dPlan *plan)
{
  const gsize row = (gsize) plan->out_width * l->outputs + plan->shape.stride_height * l->pitch;

  return l->narrow ? l->band : (guint) CLAMP (SLICE_FLOATS / row, 1, l->band);
}

static void
add_band (const AeConv2dPlan *plan,
          const Layout *l,
          guint n,
          const float *band,
          const float *dy,
          float *dw)
{
  const AeAxis rows = get_row_axis (plan, FALSE, 0), cols = get_col_axis (plan, FALSE, 0);
  const guint slice = count_slice (l, plan);
  AeWindowWeights job = { .d_step = l->outputs, .dw = dw, .dw_step = l->outputs };

  for (guint row = 0; row < n; row += slice)
    {
      job.windows = get_windows (l, &rows, &cols, MIN (slice, n - row),
                                 band + row * rows.in_step * l->pitch);
      job.d = dy + (gsize) row * plan->out_width * l->outputs;
      add_panels (plan->kernels, l, &job);
    }
}

void
ae_conv2d_add_weights_framed (const AeConv2dPlan *plan,
                              guint n,
                              const float *x,
                              const float *dy,
                              float *dw,
                              float *scratch)
{
  const AeConv2dShape *s = &plan->shape;
  const Layout l = lay_out (plan, FALSE);

  for (guint i = 0; i < n; i++)
    {
      for (guint row = 0; row < l.rows; row += l.band)
        {
          const guint rows = MIN (l.band, l.rows - row);
          const float *band = place_band (&l, x, row * s->stride_height,
                                          count_band_rows (&l, s->stride_height, rows), scratch);

          add_band (plan, &l, rows, band, dy + (gsize) row * plan->out_width * s->filters, dw);
        }
      x += (gsize) s->height * s->width * s->channels;
      dy += (gsize) plan->out_height * plan->out_width * s->filters;
    }
}
