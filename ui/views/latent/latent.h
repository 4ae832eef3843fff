/* SPDX-License-Identifier: MIT */
/* What the parts of the latent view share: the newest map of the codes, the code that
 * is looked at, and the two samples between which a path leads. It asks the session
 * for codes while it is seen. Main thread only; what takes long runs in a task.
 */
#pragma once

#include "app/latent/judgement.h"
#include "app/latent/map.h"
#include "ui/figure-style.h"
#include "ui/views/latent/code-layout.h"
#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_LATENT (hg_latent_get_type ())
G_DECLARE_FINAL_TYPE (HgLatent, hg_latent, HG, LATENT, GObject)

/**
 * HgLatentChanges: what the signal "changed" reports.
 * @HG_LATENT_MAP: there is another map, or none any more
 * @HG_LATENT_CODE: the code that is looked at, or what it decodes to
 * @HG_LATENT_ENDS: A or B
 * @HG_LATENT_SELECTION: which samples are selected
 * @HG_LATENT_BASE: the sample that the difference of B and A is added to
 * @HG_LATENT_RANGE: how far the grid of decoded codes goes, or around which code
 * @HG_LATENT_PLACES: a layout moved the places of the same codes
 * @HG_LATENT_LAYOUT: how far a layout is, whether one runs
 * @HG_LATENT_JUDGEMENT: how far the picture can be trusted
 */
typedef enum
{
  HG_LATENT_MAP = 1 << 0,
  HG_LATENT_CODE = 1 << 1,
  HG_LATENT_ENDS = 1 << 2,
  HG_LATENT_SELECTION = 1 << 3,
  HG_LATENT_RANGE = 1 << 4,
  HG_LATENT_BASE = 1 << 5,
  HG_LATENT_PLACES = 1 << 6,
  HG_LATENT_LAYOUT = 1 << 7,
  HG_LATENT_JUDGEMENT = 1 << 8,
} HgLatentChanges;

HgLatent *hg_latent_new (HgWorkspace *workspace) G_GNUC_WARN_UNUSED_RESULT;
HgWorkspace *hg_latent_get_workspace (HgLatent *self);

/** The style of @widget, which draws samples; see hg_figure_style_init_pixels() */
void hg_latent_init_style (HgLatent *self, WbStyle *style, GtkWidget *widget);

/** Whether the view is seen; it works only then. */
void hg_latent_set_seen (HgLatent *self, gboolean seen);

/** HgPart: whose codes are shown: samples that validate, that train, or these and then those. */
typedef enum
{
  HG_PART_VALIDATION,
  HG_PART_TRAINING,
  HG_PART_BOTH,
} HgPart;

HgPart hg_latent_get_part (HgLatent *self);
void hg_latent_set_part (HgLatent *self, HgPart part);

/** Whether the newest codes are not finite: then there is no map. */
gboolean hg_latent_is_unusable (HgLatent *self);

/** Returns: which part a sample of the map is of; @number: (out): its number there. */
HgPart hg_latent_find_part (HgLatent *self, guint32 sample, guint32 *number);

/** Numbers of two values, or both WB_PLANE_COMPONENT. There is no layout any more. */
void hg_latent_set_axes (HgLatent *self, guint x, guint y);

/** Lays out the codes, from the start. @options without stop */
void
hg_latent_set_layout (HgLatent *self, const WbLayoutClass *method, const WbLayoutOptions *options);

/** Codes stay where they are, also when newer ones come; a new layout starts again. */
void hg_latent_stop_layout (HgLatent *self);

/** (nullable): NULL where the codes are not laid out. */
HgCodeLayout *hg_latent_get_layout (HgLatent *self);

/** What the points are coloured by: one of these, or the number of a factor. */
#define HG_COLOUR_CLASS    -1
#define HG_COLOUR_ERROR    -2
#define HG_COLOUR_INVENTED -3
#define HG_COLOUR_TORN     -4

/**
 * HgLatentNumbers: about the samples and values of the map that is shown.
 * @values: (nullable): [n]: what the points are coloured by, from 0 to 1
 * @lower, @upper: what is 0 and what is 1
 * @factors: (nullable): [d]: the factor that each value of the code goes with
 * @correlations: (nullable): [d]: how closely
 */
typedef struct
{
  float *values;
  double lower;
  double upper;
  guint *factors;
  double *correlations;
} HgLatentNumbers;

const HgLatentNumbers *hg_latent_get_numbers (HgLatent *self);
int hg_latent_get_colour (HgLatent *self);
void hg_latent_set_colour (HgLatent *self, int colour);

/** (nullable): of the picture that is shown; NULL until it has rested for a moment. */
const WbJudgement *hg_latent_get_judgement (HgLatent *self);

/** (transfer none) (nullable): the newest; NULL while there is none. */
WbLatentMap *hg_latent_get_map (HgLatent *self);

/** (nullable): what is looked at: where the pointer was last, or what was set by hand. */
const float *hg_latent_get_code (HgLatent *self);
void hg_latent_set_code (HgLatent *self, const float *code);
void hg_latent_set_place (HgLatent *self, double x, double y);

/** Where the code that is looked at lies; in a layout the place that was set. There is a code. */
void hg_latent_get_place (HgLatent *self, double place[2]);

/**
 * HgLatentSight: what is at the code that is looked at, or at the mean of all codes.
 * @picture: (nullable): decoded: of the map's shape; NULL where there is no decoder
 * @usec: that decoding took, in microseconds
 * @nearest: the sample whose code is nearest
 */
typedef struct
{
  float *picture;
  double usec;
  guint32 nearest;
} HgLatentSight;

/** There is a map. */
const HgLatentSight *hg_latent_get_sight (HgLatent *self);

/** The encoder is seen at work on the nearest sample and the decoder on the code, while @points. */
void hg_latent_set_points (HgLatent *self, gboolean points);

/** How far the grid of decoded codes reaches, in standard deviations around the middle. */
void hg_latent_set_range (HgLatent *self, double range);
void hg_latent_get_bounds (HgLatent *self, guint axis, double *lower, double *upper);

/**
 * An end of the path, 0 for A and 1 for B: samples, whose mean code it is. There is a map.
 *
 * hg_latent_get_end_samples(): (transfer none): of guint32, at least one
 * hg_latent_set_end_samples(): copies
 * @code: (out): [values of a code]
 */
const GArray *hg_latent_get_end_samples (HgLatent *self, guint end);
void hg_latent_set_end_samples (HgLatent *self, guint end, const GArray *samples);
void hg_latent_get_end_code (HgLatent *self, guint end, float *code);
void hg_latent_set_end (HgLatent *self, guint end, guint sample);

/** "#960 · 4", or "Mean of 729"; (transfer full). */
char *hg_latent_name_end (HgLatent *self, guint end) G_GNUC_WARN_UNUSED_RESULT;

/** Two samples at random, of different classes where there are any. */
void hg_latent_choose_ends (HgLatent *self);

/** The sample that the difference of B and A is added to: that which was clicked last. */
guint32 hg_latent_get_base (HgLatent *self);
void hg_latent_set_base (HgLatent *self, guint32 sample);

/** What the plane does not say of a code is as in the sample that was clicked last, or at its mean.
 */
void hg_latent_set_around_base (HgLatent *self, gboolean around);

/** (nullable): the code of that sample; NULL for the mean, and where the plane says all. */
const float *hg_latent_get_around (HgLatent *self);

/** (transfer none) (nullable): of guint32, ascending; NULL where nothing is selected. */
const GArray *hg_latent_get_selected (HgLatent *self);

/** @samples: (transfer full) (nullable): likewise. Every selection can be undone. */
void hg_latent_select (HgLatent *self, GArray *samples);
gboolean hg_latent_undo_selection (HgLatent *self, gboolean redo);

/** "#960 · 4"; (transfer full). */
char *hg_latent_name_sample (HgLatent *self, gsize sample) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
