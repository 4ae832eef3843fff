/* SPDX-License-Identifier: MIT */
/* One map is made at a time, in a thread; when it is done and there are newer codes
 * meanwhile, the next one follows.
 */
#include "ui/views/latent/latent-private.h"

#include <string.h>

#include "app/latent/factors.h"
#include "app/latent/map-values.h"
#include "data/joined.h"
#include "ui/widget-task.h"

/* A second. More codes take the training's time; fewer look as if it stood still. */
#define RATE         4
#define MOST_SAMPLES 70000

G_DEFINE_FINAL_TYPE (HgLatent, hg_latent, G_TYPE_OBJECT)

static guint changed_signal;

typedef struct
{
  WbSnapshot *snapshot;
  DsDataset *dataset;
  WbLatentMap *before;
  guint axes[2];
  int colour;
  HgLatentNumbers numbers; /* made with the map */
} Request;

static void
latent_clear_numbers (HgLatentNumbers *numbers)
{
  g_clear_pointer (&numbers->values, g_free);
  g_clear_pointer (&numbers->factors, g_free);
  g_clear_pointer (&numbers->correlations, g_free);
}

static void
latent_make_numbers (HgLatentNumbers *numbers, const WbLatentMap *map, int colour)
{
  const gsize size = map->codes->size;

  if (colour == HG_COLOUR_ERROR)
    numbers->values = wb_latent_map_get_errors (map);
  else if (colour >= 0)
    numbers->values = wb_latent_map_get_factor (map, (guint) colour);
  if (numbers->values != NULL)
    wb_values_stretch (map->codes->n, numbers->values, &numbers->lower, &numbers->upper);
  numbers->factors = g_new (guint, size);
  numbers->correlations = g_new (double, size);
  if (wb_factors_correlate (map->dataset, map->codes->n, size, map->codes->values, numbers->factors,
                            numbers->correlations))
    return;
  g_clear_pointer (&numbers->factors, g_free);
  g_clear_pointer (&numbers->correlations, g_free);
}

static void
latent_request_free (gpointer data)
{
  Request *request = data;

  wb_snapshot_unref (request->snapshot);
  ds_dataset_unref (request->dataset);
  g_clear_pointer (&request->before, wb_latent_map_unref);
  latent_clear_numbers (&request->numbers);
  g_free (request);
}

static void
latent_make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  WbLatentMap *map = wb_latent_map_new (request->snapshot, request->dataset, request->axes[0],
                                        request->axes[1], request->before);

  if (map != NULL)
    latent_make_numbers (&request->numbers, map, request->colour);
  g_task_return_pointer (task, map, (GDestroyNotify) wb_latent_map_unref);
}

void
hg_latent_emit (HgLatent *self, HgLatentChanges changes)
{
  g_signal_emit (self, changed_signal, 0, changes);
}

static void
latent_read_sight (HgLatent *self)
{
  const float *code = self->code != NULL ? self->code : self->map->means;
  gint64 start;

  self->sight.nearest = (guint32) wb_latent_map_find_nearest (self->map, code);
  self->sight.picture = g_renew (float, self->sight.picture, ae_shape_size (&self->map->shape));
  start = g_get_monotonic_time ();
  if (!wb_latent_map_decode (self->map, 1, code, self->sight.picture, NULL))
    g_clear_pointer (&self->sight.picture, g_free);
  self->sight.usec = (double) (g_get_monotonic_time () - start);
}

/* The encoder is seen at work on the nearest sample, the decoder on the code. */
static void
latent_point_at_code (HgLatent *self)
{
  g_autofree float *sample = NULL;

  if (!self->points)
    return;
  sample = g_new (float, ds_dataset_get_sample_size (self->map->dataset));
  ds_dataset_read (self->map->dataset, &self->sight.nearest, 1, sample);
  hg_workspace_point_at (self->workspace, sample, self->code, self->map->codes->size);
}

/* In a layout what is under the pointer is another code when the codes move. */
static gboolean
latent_follow_place (HgLatent *self)
{
  if (!self->has_place || self->code == NULL || !wb_plane_is_layout (self->map->plane))
    return FALSE;
  wb_plane_restore (self->map->plane, self->place, NULL, self->code);
  return TRUE;
}

/* Colours points by what is wrong with the picture, as soon as it is known. */
static void
latent_show_judgement (HgLatent *self)
{
  const WbJudgement *judgement = hg_judging_get (self->judging);
  HgLatentNumbers *numbers = &self->numbers;

  if (judgement == NULL || (self->colour != HG_COLOUR_INVENTED && self->colour != HG_COLOUR_TORN))
    return;
  g_free (numbers->values);
  numbers->values = wb_judgement_get_values (judgement, self->colour == HG_COLOUR_TORN,
                                             &numbers->lower, &numbers->upper);
}

static void
latent_judged_cb (gpointer data)
{
  HgLatent *self = data;

  latent_show_judgement (self);
  hg_latent_emit (self, HG_LATENT_JUDGEMENT);
}

/* In a plane of all values there is nothing to judge. */
static void
latent_judge (HgLatent *self)
{
  hg_judging_set_map (self->judging, self->seen && self->map != NULL && self->map->codes->size > 2
                                       ? self->map
                                       : NULL);
  latent_show_judgement (self);
}

/* A code and ends of another model, or of other data, mean nothing any more. */
static void
latent_set_map (HgLatent *self, WbLatentMap *map)
{
  HgLatentChanges changes = HG_LATENT_MAP;
  WbLatentMap *before = self->map;

  self->map = map;
  if (map == NULL || before == NULL || map->codes->size != before->codes->size)
    {
      g_clear_pointer (&self->code, g_free);
      changes |= HG_LATENT_CODE;
    }
  if (map == NULL || before == NULL || map->dataset != before->dataset)
    {
      self->has_ends = FALSE;
      self->base = 0;
      hg_selection_forget (self->selection);
      changes |= HG_LATENT_SELECTION;
    }
  if (map != NULL && !self->has_ends)
    {
      hg_latent_choose_ends (self);
      changes |= HG_LATENT_ENDS;
    }
  g_clear_pointer (&before, wb_latent_map_unref);
  if (map == NULL)
    hg_latent_set_points (self, FALSE);
  else if (latent_follow_place (self))
    changes |= HG_LATENT_CODE;
  if (map != NULL)
    latent_read_sight (self);
  latent_judge (self);
  hg_latent_emit (self, changes);
}

/* The codes of @newest, where the layout has places for them. */
static void
latent_show_newest (HgLatent *self)
{
  const float *places = NULL;

  if (self->newest != NULL && self->layout != NULL)
    places = hg_code_layout_get_places (self->layout, self->newest);
  if (places != NULL)
    latent_set_map (self, wb_latent_map_new_layout (self->newest, places));
  else
    latent_set_map (self, self->newest != NULL ? wb_latent_map_ref (self->newest) : NULL);
}

static void
latent_layout_moved_cb (HgCodeLayout *layout, gboolean moved, gpointer data)
{
  HgLatent *self = data;
  const float *places = self->newest != NULL ? hg_code_layout_get_places (layout, self->newest)
                                             : NULL;
  HgLatentChanges changes = HG_LATENT_LAYOUT;

  if (moved && places != NULL)
    {
      wb_latent_map_unref (self->map);
      self->map = wb_latent_map_new_layout (self->newest, places);
      changes |= HG_LATENT_PLACES;
      if (latent_follow_place (self))
        changes |= HG_LATENT_CODE;
      latent_read_sight (self);
      latent_judge (self);
    }
  hg_latent_emit (self, changes);
}

static void latent_update (HgLatent *self);

/* What is wrong with the picture is known later; until then colours are those of before. */
static void
latent_replace_numbers (HgLatent *self, const WbLatentMap *map, const HgLatentNumbers *numbers)
{
  const gboolean waits = self->colour == HG_COLOUR_INVENTED || self->colour == HG_COLOUR_TORN;
  const gboolean fits = map != NULL && self->map != NULL && map->codes->n == self->map->codes->n;
  float *values = waits && fits ? g_steal_pointer (&self->numbers.values) : NULL;
  const double lower = self->numbers.lower, upper = self->numbers.upper;

  latent_clear_numbers (&self->numbers);
  self->numbers = *numbers;
  if (values == NULL)
    return;
  self->numbers.values = values;
  self->numbers.lower = lower;
  self->numbers.upper = upper;
}

static void
latent_made_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgLatent *self = data;
  Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  WbLatentMap *map = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    return;
  g_clear_object (&self->making);
  latent_replace_numbers (self, map, &request->numbers);
  request->numbers = (HgLatentNumbers) { 0 };
  g_clear_pointer (&self->newest, wb_latent_map_unref);
  self->newest = map;
  g_clear_pointer (&self->unusable, wb_snapshot_unref);
  if (map == NULL)
    self->unusable = wb_snapshot_ref (request->snapshot);
  if (self->layout != NULL && map != NULL && map->codes->size > 2)
    hg_code_layout_set_map (self->layout, map,
                            self->map != NULL && self->map->codes->n == map->codes->n
                              ? self->map->places
                              : map->places);
  latent_show_newest (self);
  latent_update (self);
}

/* The codes of the samples that are wanted, or NULL while there are none. */
static const WbCodes *
latent_find_codes (HgLatent *self, WbSnapshot *snapshot)
{
  const WbCodes *codes = wb_snapshot_get (snapshot, WB_MEASURE_CODES);

  return codes != NULL && self->dataset != NULL
             && codes->n == MIN (ds_dataset_get_count (self->dataset), MOST_SAMPLES)
           ? codes
           : NULL;
}

/* Makes a map of what is newer than the one that is shown. */
static void
latent_update (HgLatent *self)
{
  WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  const WbCodes *codes = latent_find_codes (self, snapshot);
  Request *request;

  hg_judging_set_running (self->judging,
                          hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING);
  if (!self->seen || self->making != NULL || codes == NULL
      || (!self->stale
          && ((self->map != NULL && self->map->codes == codes)
              || (self->unusable != NULL
                  && wb_snapshot_get (self->unusable, WB_MEASURE_CODES) == codes))))
    return;
  request = g_new0 (Request, 1);
  *request = (Request) { wb_snapshot_ref (snapshot),
                         ds_dataset_ref (self->dataset),
                         self->newest != NULL ? wb_latent_map_ref (self->newest) : NULL,
                         { self->axes[0], self->axes[1] },
                         self->colour,
                         { 0 } };
  self->stale = FALSE;
  hg_task_start (&self->making, latent_make_in_thread, request, latent_request_free, latent_made_cb,
                 self);
}

/* Asks the session for the codes of @n samples; 0 ends it. */
static void
latent_request_codes (HgLatent *self, guint n)
{
  WbSession *session = hg_workspace_get_session (self->workspace);

  if (session != NULL && self->dataset != NULL)
    wb_session_measure (session, &(WbMeasure) { WB_MEASURE_CODES, .dataset = self->dataset, .n = n,
                                                .rate = RATE });
}

static void
latent_set_dataset (HgLatent *self, DsDataset *dataset)
{
  if (dataset == self->dataset)
    return;
  hg_task_cancel (&self->making);
  latent_request_codes (self, 0);
  g_clear_pointer (&self->unusable, wb_snapshot_unref);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  self->dataset = dataset != NULL ? ds_dataset_ref (dataset) : NULL;
  g_clear_pointer (&self->newest, wb_latent_map_unref);
  if (self->map != NULL)
    latent_set_map (self, NULL);
}

static void
latent_forget_joined (HgLatent *self)
{
  g_clear_pointer (&self->joined, ds_dataset_unref);
  g_clear_pointer (&self->parts[0], ds_dataset_unref);
  g_clear_pointer (&self->parts[1], ds_dataset_unref);
}

/* Training and validation samples as one set, the same as long as these are the same. */
static DsDataset *
latent_join (HgLatent *self, DsDataset *training, DsDataset *validation)
{
  if (training == NULL || validation == NULL)
    return training;
  if (self->joined != NULL && self->parts[0] == training && self->parts[1] == validation)
    return self->joined;
  latent_forget_joined (self);
  self->parts[0] = ds_dataset_ref (training);
  self->parts[1] = ds_dataset_ref (validation);
  self->joined = ds_dataset_new_joined (training, validation);
  return self->joined;
}

static void
latent_measure (HgLatent *self)
{
  DsDataset *training = hg_workspace_get_training (self->workspace);
  DsDataset *validation = hg_workspace_get_validation (self->workspace);

  latent_set_dataset (self, self->part == HG_PART_BOTH ? latent_join (self, training, validation)
                            : self->part == HG_PART_TRAINING ? training
                                                             : validation);
  if (self->dataset != NULL)
    latent_request_codes (self, self->seen
                                  ? (guint) MIN (ds_dataset_get_count (self->dataset), MOST_SAMPLES)
                                  : 0);
}

static void
latent_workspace_changed_cb (HgLatent *self, guint changes)
{
  if (!self->seen)
    return;
  if (changes & HG_CHANGED_DATA)
    latent_measure (self);
  if (changes & HG_CHANGED_SNAPSHOT)
    latent_update (self);
}

static void
latent_dispose (GObject *object)
{
  HgLatent *self = HG_LATENT (object);

  hg_task_cancel (&self->making);
  g_clear_pointer (&self->layout, hg_code_layout_free);
  g_clear_pointer (&self->judging, hg_judging_free);
  latent_forget_joined (self);
  g_clear_pointer (&self->unusable, wb_snapshot_unref);
  g_clear_pointer (&self->newest, wb_latent_map_unref);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  g_clear_pointer (&self->map, wb_latent_map_unref);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->sight.picture, g_free);
  latent_clear_numbers (&self->numbers);
  g_clear_pointer (&self->random, g_rand_free);
  g_clear_pointer (&self->selection, hg_selection_free);
  g_clear_pointer (&self->ends[0], g_array_unref);
  g_clear_pointer (&self->ends[1], g_array_unref);
  G_OBJECT_CLASS (hg_latent_parent_class)->dispose (object);
}

static void
hg_latent_class_init (HgLatentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = latent_dispose;
  changed_signal = g_signal_new ("changed", HG_TYPE_LATENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
hg_latent_init (HgLatent *self)
{
  self->random = g_rand_new_with_seed (1);
  self->judging = hg_judging_new (latent_judged_cb, self);
  self->selection = hg_selection_new ();
  self->ends[0] = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->ends[1] = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->axes[0] = self->axes[1] = WB_PLANE_COMPONENT;
  self->range = 3;
  self->colour = HG_COLOUR_CLASS;
}

HgLatent *
hg_latent_new (HgWorkspace *workspace)
{
  HgLatent *self = g_object_new (HG_TYPE_LATENT, NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (latent_workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

HgWorkspace *
hg_latent_get_workspace (HgLatent *self)
{
  return self->workspace;
}

void
hg_latent_init_style (HgLatent *self, WbStyle *style, GtkWidget *widget)
{
  hg_figure_style_init_pixels (style, widget, hg_workspace_is_ink (self->workspace));
}

void
hg_latent_set_seen (HgLatent *self, gboolean seen)
{
  if (self->seen == seen)
    return;
  self->seen = seen;
  if (!seen)
    {
      hg_task_cancel (&self->making);
      hg_latent_set_points (self, FALSE);
    }
  if (self->layout != NULL)
    hg_code_layout_set_paused (self->layout, !seen);
  latent_judge (self);
  latent_measure (self);
  latent_update (self);
}

gboolean
hg_latent_is_unusable (HgLatent *self)
{
  return self->unusable != NULL;
}

HgPart
hg_latent_get_part (HgLatent *self)
{
  return self->part;
}

HgPart
hg_latent_find_part (HgLatent *self, guint32 sample, guint32 *number)
{
  const gsize n_training = self->dataset == self->joined && self->joined != NULL
                             ? ds_dataset_get_count (self->parts[0])
                             : 0;

  *number = sample;
  if (n_training == 0)
    return self->part == HG_PART_VALIDATION ? HG_PART_VALIDATION : HG_PART_TRAINING;
  if (sample < n_training)
    return HG_PART_TRAINING;
  *number = sample - (guint32) n_training;
  return HG_PART_VALIDATION;
}

void
hg_latent_set_part (HgLatent *self, HgPart part)
{
  if (self->part == part)
    return;
  self->part = part;
  latent_measure (self);
}

static void
latent_set_stale (HgLatent *self)
{
  self->stale = TRUE;
  hg_task_cancel (&self->making);
  latent_update (self);
}

static void
latent_replace_layout (HgLatent *self, HgCodeLayout *layout)
{
  g_clear_pointer (&self->layout, hg_code_layout_free);
  self->layout = layout;
  self->has_place = FALSE;
  hg_latent_emit (self, HG_LATENT_LAYOUT);
}

void
hg_latent_set_axes (HgLatent *self, guint x, guint y)
{
  if (self->axes[0] == x && self->axes[1] == y && self->layout == NULL)
    return;
  self->axes[0] = x;
  self->axes[1] = y;
  if (self->layout != NULL)
    latent_replace_layout (self, NULL);
  latent_set_stale (self);
}

void
hg_latent_set_layout (HgLatent *self, const WbLayoutClass *method, const WbLayoutOptions *options)
{
  self->axes[0] = self->axes[1] = WB_PLANE_COMPONENT;
  latent_replace_layout (self, hg_code_layout_new (method, options, latent_layout_moved_cb, self));
  hg_code_layout_set_paused (self->layout, !self->seen);
  latent_set_stale (self);
}

void
hg_latent_stop_layout (HgLatent *self)
{
  hg_code_layout_stop (self->layout);
  hg_latent_emit (self, HG_LATENT_LAYOUT);
}

HgCodeLayout *
hg_latent_get_layout (HgLatent *self)
{
  return self->layout;
}

const HgLatentNumbers *
hg_latent_get_numbers (HgLatent *self)
{
  return &self->numbers;
}

const WbJudgement *
hg_latent_get_judgement (HgLatent *self)
{
  return hg_judging_get (self->judging);
}

int
hg_latent_get_colour (HgLatent *self)
{
  return self->colour;
}

void
hg_latent_set_colour (HgLatent *self, int colour)
{
  if (self->colour == colour)
    return;
  self->colour = colour;
  latent_set_stale (self);
}

WbLatentMap *
hg_latent_get_map (HgLatent *self)
{
  return self->map;
}

const float *
hg_latent_get_code (HgLatent *self)
{
  return self->code;
}

static void
latent_replace_code (HgLatent *self, float *code)
{
  g_free (self->code);
  self->code = code;
  latent_read_sight (self);
  latent_point_at_code (self);
  hg_latent_emit (self, HG_LATENT_CODE);
}

void
hg_latent_set_code (HgLatent *self, const float *code)
{
  self->has_place = FALSE;
  latent_replace_code (self, g_memdup2 (code, self->map->codes->size * sizeof *code));
}

void
hg_latent_set_place (HgLatent *self, double x, double y)
{
  float *code = g_new (float, self->map->codes->size);

  wb_plane_restore (self->map->plane, (double[]) { x, y }, hg_latent_get_around (self), code);
  self->has_place = TRUE;
  self->place[0] = x;
  self->place[1] = y;
  latent_replace_code (self, code);
}

void
hg_latent_get_place (HgLatent *self, double place[2])
{
  float projected[2];

  if (self->has_place && wb_plane_is_layout (self->map->plane))
    {
      memcpy (place, self->place, sizeof self->place);
      return;
    }
  wb_plane_project (self->map->plane, 1, self->code, projected);
  place[0] = projected[0];
  place[1] = projected[1];
}

const HgLatentSight *
hg_latent_get_sight (HgLatent *self)
{
  return &self->sight;
}

void
hg_latent_set_points (HgLatent *self, gboolean points)
{
  if (self->points == points)
    return;
  self->points = points;
  if (!points)
    hg_workspace_point_at (self->workspace, NULL, NULL, 0);
}

void
hg_latent_set_range (HgLatent *self, double range)
{
  if (self->range == range)
    return;
  self->range = range;
  hg_latent_emit (self, HG_LATENT_RANGE);
}

void
hg_latent_get_bounds (HgLatent *self, guint axis, double *lower, double *upper)
{
  double middle, deviation;

  wb_latent_map_get_spread (self->map, axis, &middle, &deviation);
  *lower = middle - self->range * deviation;
  *upper = middle + self->range * deviation;
}
