/* SPDX-License-Identifier: MIT */
/* One mutex for all; it is held for as long as a list is walked, and never while the
 * file is read or written. The values that this is done for are held meanwhile.
 *
 * A way is what a run has trained from its first frame to where it stands. The one that
 * the run is on is the newest; others were put aside. Two ways may begin with the same
 * values, which count once. Of several ways the one with the most frames is thinned.
 *
 * Which frame goes: a moment between its neighbours would be trained again for as many
 * seconds as lie between them, and that is borne the better the longer ago it was. A
 * quarter of the run is added to each age, so that the earliest moments stay within
 * reach, too.
 */
#include "app/training/key-frames.h"

#include <pthread.h>

#include "app/training/spill-file.h"

#define SPILL_FROM(n_bytes) ((n_bytes) / 2)
#define MIN_AGE             0.25

/* Seconds of training between frames, and how many times what one costs. */
#define INTERVAL   0.12
#define COST_SHARE 100

#define MAX_WAYS 9

#define NOWHERE G_MAXUINT64

typedef struct
{
  guint references;
  guint64 number;
  AeModel *model;
  DsDataset *training;
  GArray *changes;
} Part;

/* Values of a frame, wherever they are. */
typedef struct
{
  guint references;
  gsize n;
  WbKeyBlock *block; /* NULL where they are in the file, at: */
  guint64 place;
} Values;

typedef struct
{
  Part *part;
  WbPosition position;
  AeRecipe recipe;
  guint n_changes; /* of the part, when it was made */
  double seconds;  /* of training up to it */
  Values *values;
} Frame;

/* @history: of the run at its last @step, where it was put aside. */
typedef struct
{
  GPtrArray *frames;
  Part *part; /* the newest, perhaps without a frame yet */
  WbHistory *history;
  guint64 step;
} Way;

struct _WbKeyFrames
{
  pthread_mutex_t mutex;
  GPtrArray *ways;
  Way *way; /* the last one */
  guint64 n_parts;
  double interval;
  gsize max_bytes;
  gsize max_spilled_bytes;
  gsize n_bytes;
  gsize n_spilled_bytes;
  gboolean too_large;
  WbSpillFile *file; /* nullable */
  gboolean wants_to_spill;
  void (*full) (gpointer);
  gpointer full_data;
};

WbKeyBlock *
wb_key_block_new (gsize n)
{
  WbKeyBlock *self = g_try_malloc (sizeof (WbKeyBlock) + n * sizeof (float));

  if (self != NULL)
    {
      self->references = 1;
      self->n = n;
    }
  return self;
}

static WbKeyBlock *
block_ref (WbKeyBlock *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

void
wb_key_block_unref (WbKeyBlock *self)
{
  if (g_atomic_int_dec_and_test (&self->references))
    g_free (self);
}

static void
part_unref (Part *self)
{
  if (--self->references > 0)
    return;
  ae_model_unref (self->model);
  ds_dataset_unref (self->training);
  g_array_unref (self->changes);
  g_free (self);
}

static gsize
count_bytes (const Values *values)
{
  return values->n * sizeof (float);
}

static Values *
values_new (WbKeyFrames *self, WbKeyBlock *block)
{
  Values *values = g_new (Values, 1);

  *values = (Values) { 1, block->n, block, NOWHERE };
  self->n_bytes += count_bytes (values);
  return values;
}

static void
values_unref (WbKeyFrames *self, Values *values)
{
  if (--values->references > 0)
    return;
  if (values->block != NULL)
    self->n_bytes -= count_bytes (values);
  else
    self->n_spilled_bytes -= count_bytes (values);
  if (values->place != NOWHERE)
    wb_spill_file_free_place (self->file, values->place);
  g_clear_pointer (&values->block, wb_key_block_unref);
  g_free (values);
}

static Frame *
frame_at (const Way *way, guint index)
{
  return way->frames->pdata[index];
}

static Way *
way_at (WbKeyFrames *self, guint index)
{
  return self->ways->pdata[index];
}

static void
remove_frame (WbKeyFrames *self, Way *way, guint index)
{
  Frame *frame = frame_at (way, index);

  g_ptr_array_remove_index (way->frames, index);
  values_unref (self, frame->values);
  part_unref (frame->part);
  g_free (frame);
}

static void
remove_all (WbKeyFrames *self, Way *way)
{
  while (way->frames->len > 0)
    remove_frame (self, way, way->frames->len - 1);
}

static void
way_free (WbKeyFrames *self, Way *way)
{
  remove_all (self, way);
  g_ptr_array_unref (way->frames);
  g_clear_pointer (&way->part, part_unref);
  wb_history_free (way->history);
  g_free (way);
}

static void
remove_way (WbKeyFrames *self, guint index)
{
  Way *way = way_at (self, index);

  g_ptr_array_remove_index (self->ways, index);
  way_free (self, way);
}

/* @way (transfer full) is what the run is on from now on. */
static void
set_way (WbKeyFrames *self, Way *way)
{
  g_ptr_array_add (self->ways, way);
  self->way = way;
}

static Way *
way_new (void)
{
  Way *way = g_new0 (Way, 1);

  way->frames = g_ptr_array_new ();
  return way;
}

WbKeyFrames *
wb_key_frames_new (void)
{
  WbKeyFrames *self = g_new0 (WbKeyFrames, 1);

  pthread_mutex_init (&self->mutex, NULL);
  self->ways = g_ptr_array_new ();
  set_way (self, way_new ());
  self->interval = INTERVAL;
  return self;
}

void
wb_key_frames_free (WbKeyFrames *self)
{
  if (self == NULL)
    return;
  while (self->ways->len > 0)
    remove_way (self, 0);
  g_ptr_array_unref (self->ways);
  wb_spill_file_free (self->file);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

void
wb_key_frames_set_budget (WbKeyFrames *self,
                          gsize n_bytes,
                          gsize n_spilled_bytes,
                          const char *folder)
{
  g_autofree char *cache = folder == NULL ? wb_spill_file_get_folder () : NULL;

  pthread_mutex_lock (&self->mutex);
  self->max_bytes = n_bytes;
  if (n_spilled_bytes > 0)
    self->file = wb_spill_file_new (folder != NULL ? folder : cache, n_spilled_bytes);
  self->max_spilled_bytes = self->file != NULL ? n_spilled_bytes : 0;
  pthread_mutex_unlock (&self->mutex);
}

void
wb_key_frames_set_interval (WbKeyFrames *self, double seconds)
{
  pthread_mutex_lock (&self->mutex);
  self->interval = seconds;
  pthread_mutex_unlock (&self->mutex);
}

gboolean
wb_key_frames_is_due (WbKeyFrames *self, double seconds, double cost)
{
  gboolean due;

  pthread_mutex_lock (&self->mutex);
  due = self->max_bytes > 0
        && (!(self->interval > 0) || seconds >= MAX (self->interval, COST_SHARE * cost));
  pthread_mutex_unlock (&self->mutex);
  return due;
}

/* Leaves out what came after a step. */
static void
cut (WbKeyFrames *self, Way *way, guint64 step)
{
  GArray *changes;

  while (way->frames->len > 0 && frame_at (way, way->frames->len - 1)->position.step > step)
    remove_frame (self, way, way->frames->len - 1);
  g_clear_pointer (&way->part, part_unref);
  if (way->frames->len == 0)
    return;
  way->part = frame_at (way, way->frames->len - 1)->part;
  way->part->references++;
  changes = way->part->changes;
  while (changes->len > 0 && g_array_index (changes, WbKeyChange, changes->len - 1).step > step)
    g_array_set_size (changes, changes->len - 1);
}

void
wb_key_frames_forget_after (WbKeyFrames *self, guint64 step)
{
  pthread_mutex_lock (&self->mutex);
  cut (self, self->way, step);
  pthread_mutex_unlock (&self->mutex);
}

void
wb_key_frames_forget_all (WbKeyFrames *self)
{
  pthread_mutex_lock (&self->mutex);
  while (self->ways->len > 0)
    remove_way (self, 0);
  set_way (self, way_new ());
  self->too_large = FALSE;
  pthread_mutex_unlock (&self->mutex);
}

void
wb_key_frames_set_aside (WbKeyFrames *self, const WbHistory *history, guint64 step)
{
  pthread_mutex_lock (&self->mutex);
  if (step == 0 || self->way->frames->len == 0)
    remove_way (self, self->ways->len - 1);
  else
    {
      self->way->history = wb_history_copy (history);
      self->way->step = step;
    }
  if (self->ways->len == MAX_WAYS)
    remove_way (self, 0);
  set_way (self, way_new ());
  self->too_large = FALSE;
  pthread_mutex_unlock (&self->mutex);
}

static Part *
part_new (WbKeyFrames *self, AeModel *model, DsDataset *training)
{
  Part *part = g_new0 (Part, 1);

  part->references = 1;
  part->number = ++self->n_parts;
  part->model = ae_model_ref (model);
  part->training = ds_dataset_ref (training);
  part->changes = g_array_new (FALSE, FALSE, sizeof (WbKeyChange));
  return part;
}

/* What both ways have up to a step; its parts are its own, for it may continue with other changes.
 */
static Way *
way_new_until (WbKeyFrames *self, const Way *way, guint64 step)
{
  Way *copy = way_new ();
  const Part *before = NULL;

  for (guint i = 0; i < way->frames->len && frame_at (way, i)->position.step <= step; i++)
    {
      Frame *frame = g_memdup2 (frame_at (way, i), sizeof (Frame));
      const Part *part = frame->part;

      if (part != before)
        {
          g_clear_pointer (&copy->part, part_unref);
          copy->part = part_new (self, part->model, part->training);
          g_array_append_vals (copy->part->changes, part->changes->data, part->changes->len);
          before = part;
        }
      frame->part = copy->part;
      frame->part->references++;
      frame->values->references++;
      g_ptr_array_add (copy->frames, frame);
    }
  cut (self, copy, step);
  return copy;
}

/* The way that was put aside at a moment, else the last one that went through it. */
static guint
find_way (WbKeyFrames *self, const WbHistory *history, guint64 step)
{
  guint found = self->ways->len;

  for (guint i = self->ways->len - 1; i-- > 0;)
    {
      const Way *way = way_at (self, i);

      if (way->step < step || !wb_history_leads_to (history, way->history))
        continue;
      if (way->step == step)
        return i;
      if (found == self->ways->len)
        found = i;
    }
  return found;
}

void
wb_key_frames_take_back (WbKeyFrames *self, const WbHistory *history, guint64 step)
{
  guint found;

  pthread_mutex_lock (&self->mutex);
  found = find_way (self, history, step);
  if (found < self->ways->len)
    {
      Way *way = way_at (self, found);

      if (way->step == step)
        {
          g_ptr_array_remove_index (self->ways, found);
          g_clear_pointer (&way->history, wb_history_free);
        }
      else
        way = way_new_until (self, way, step);
      remove_way (self, self->ways->len - 1);
      set_way (self, way);
    }
  pthread_mutex_unlock (&self->mutex);
}

static gboolean
begins_part (const Way *way, guint index)
{
  return index == 0 || frame_at (way, index - 1)->part != frame_at (way, index)->part;
}

/* The frame that is missed least; 0, which begins a part, where none may go. */
static guint
find_victim (const Way *way, gboolean in_memory)
{
  guint victim = 0, last = way->frames->len - 1;
  double least = G_MAXDOUBLE, end = frame_at (way, last)->seconds;
  double begin = frame_at (way, 0)->seconds;

  for (guint i = 1; i < last; i++)
    {
      const Frame *frame = frame_at (way, i);
      double gap = frame_at (way, i + 1)->seconds - frame_at (way, i - 1)->seconds;
      double loss = gap / (end - frame->seconds + MIN_AGE * (end - begin));

      if (begins_part (way, i) || (in_memory && frame->values->block == NULL) || !(loss < least))
        continue;
      least = loss;
      victim = i;
    }
  return victim;
}

static guint
count_frames (const Way *way, gboolean in_memory)
{
  guint n = 0;

  for (guint i = 0; i < way->frames->len; i++)
    n += !in_memory || frame_at (way, i)->values->block != NULL;
  return n;
}

static guint
find_longest (WbKeyFrames *self, gboolean in_memory)
{
  guint longest = self->ways->len - 1;

  for (guint i = self->ways->len - 1; i-- > 0;)
    if (count_frames (way_at (self, i), in_memory)
        > count_frames (way_at (self, longest), in_memory))
      longest = i;
  return longest;
}

/* Lets one frame of the longest way go or, where each begins a part, its earliest part. */
static gboolean
thin (WbKeyFrames *self, gboolean in_memory)
{
  Way *way = way_at (self, find_longest (self, in_memory));
  guint victim;

  if (count_frames (way, in_memory) < 2 && self->ways->len > 1)
    {
      remove_way (self, 0);
      return TRUE;
    }
  if (way->frames->len < 2)
    return FALSE;
  victim = find_victim (way, in_memory);
  if (victim > 0)
    remove_frame (self, way, victim);
  else
    {
      Part *earliest = frame_at (way, 0)->part;

      if (earliest == frame_at (way, way->frames->len - 1)->part)
        remove_frame (self, way, way->frames->len - 1);
      else
        while (frame_at (way, 0)->part == earliest)
          remove_frame (self, way, 0);
    }
  return TRUE;
}

/* Makes room: both in all and in memory no more than the budget is taken. */
static void
trim (WbKeyFrames *self)
{
  while (self->n_bytes + self->n_spilled_bytes > self->max_bytes + self->max_spilled_bytes)
    if (!thin (self, FALSE))
      break;
  while (self->n_bytes > self->max_bytes)
    if (!thin (self, TRUE))
      break;
}

void
wb_key_frames_add (WbKeyFrames *self,
                   AeModel *model,
                   DsDataset *training,
                   const WbPosition *position,
                   const AeRecipe *recipe,
                   WbKeyBlock *block,
                   double seconds)
{
  Frame *frame = g_new0 (Frame, 1), *before;
  void (*full) (gpointer);
  gpointer data;
  Way *way;

  pthread_mutex_lock (&self->mutex);
  way = self->way;
  if (model != NULL)
    {
      g_clear_pointer (&way->part, part_unref);
      way->part = part_new (self, model, training);
    }
  before = way->frames->len > 0 ? frame_at (way, way->frames->len - 1) : NULL;
  *frame = (Frame) { .part = way->part,
                     .position = *position,
                     .recipe = *recipe,
                     .n_changes = way->part->changes->len,
                     .seconds = before != NULL ? before->seconds + seconds : 0,
                     .values = values_new (self, block) };
  way->part->references++;
  g_ptr_array_add (way->frames, frame);
  self->too_large = count_bytes (frame->values) > SPILL_FROM (self->max_bytes);
  if (self->too_large)
    remove_all (self, way);
  trim (self);
  self->wants_to_spill = self->file != NULL && self->n_bytes > SPILL_FROM (self->max_bytes);
  full = self->wants_to_spill ? self->full : NULL;
  data = self->full_data;
  pthread_mutex_unlock (&self->mutex);
  if (full != NULL)
    full (data);
}

void
wb_key_frames_add_change (WbKeyFrames *self, guint64 step, const AeRecipe *recipe)
{
  WbKeyChange change = { step, *recipe };

  pthread_mutex_lock (&self->mutex);
  if (self->way->part != NULL)
    g_array_append_val (self->way->part->changes, change);
  pthread_mutex_unlock (&self->mutex);
}

/* Everything but the values. */
static WbKeyFrame *
describe (const Frame *frame, guint64 step)
{
  WbKeyFrame *self = g_new0 (WbKeyFrame, 1);
  const Part *part = frame->part;

  self->part = part->number;
  self->model = ae_model_ref (part->model);
  self->training = ds_dataset_ref (part->training);
  self->position = frame->position;
  self->recipe = frame->recipe;
  self->changes = g_array_new (FALSE, FALSE, sizeof (WbKeyChange));
  for (guint i = frame->n_changes; i < part->changes->len; i++)
    if (g_array_index (part->changes, WbKeyChange, i).step <= step)
      g_array_append_vals (self->changes, &g_array_index (part->changes, WbKeyChange, i), 1);
  return self;
}

void
wb_key_frame_free (WbKeyFrame *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->block, wb_key_block_unref);
  ae_model_unref (self->model);
  ds_dataset_unref (self->training);
  g_array_unref (self->changes);
  g_free (self);
}

/* Returns NULL where there is no memory, or the disk gives nothing back. Lets others at the
 * list meanwhile. */
static WbKeyBlock *
read_values (WbKeyFrames *self, Values *values)
{
  WbKeyBlock *block = wb_key_block_new (values->n);
  gboolean read;

  if (block == NULL)
    return NULL;
  values->references++;
  pthread_mutex_unlock (&self->mutex);
  read = wb_spill_file_read (self->file, values->place, block->values, block->n);
  pthread_mutex_lock (&self->mutex);
  values_unref (self, values);
  if (!read)
    g_clear_pointer (&block, wb_key_block_unref);
  return block;
}

WbKeyFrame *
wb_key_frames_find (WbKeyFrames *self, guint64 step)
{
  WbKeyFrame *found = NULL;
  guint n;

  pthread_mutex_lock (&self->mutex);
  n = self->way->frames->len;
  while (n > 0 && frame_at (self->way, n - 1)->position.step > step)
    n--;
  if (n > 0)
    {
      const Frame *frame = frame_at (self->way, n - 1);
      Values *values = frame->values;

      found = describe (frame, step);
      found->block = values->block != NULL ? block_ref (values->block) : read_values (self, values);
      if (found->block == NULL)
        g_clear_pointer (&found, wb_key_frame_free);
    }
  pthread_mutex_unlock (&self->mutex);
  return found;
}

WbKeyFramesState
wb_key_frames_get_state (WbKeyFrames *self)
{
  WbKeyFramesState state = { 0 };

  pthread_mutex_lock (&self->mutex);
  state.n_frames = self->way->frames->len;
  if (state.n_frames > 0)
    state.first = frame_at (self->way, 0)->position.step;
  state.n_bytes = self->n_bytes;
  state.n_spilled_bytes = self->n_spilled_bytes;
  state.too_large = self->too_large;
  pthread_mutex_unlock (&self->mutex);
  return state;
}

GArray *
wb_key_frames_list_steps (WbKeyFrames *self)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (guint64));

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->way->frames->len; i++)
    g_array_append_val (steps, frame_at (self->way, i)->position.step);
  pthread_mutex_unlock (&self->mutex);
  return steps;
}

gboolean
wb_key_frames_wants_to_spill (WbKeyFrames *self)
{
  gboolean wants;

  pthread_mutex_lock (&self->mutex);
  wants = self->wants_to_spill;
  pthread_mutex_unlock (&self->mutex);
  return wants;
}

static Values *
find_in_memory (WbKeyFrames *self)
{
  for (guint i = 0; i < self->ways->len; i++)
    for (guint k = 0; k < way_at (self, i)->frames->len; k++)
      if (frame_at (way_at (self, i), k)->values->block != NULL)
        return frame_at (way_at (self, i), k)->values;
  return NULL;
}

/* The earliest values in memory get their place in the file; NULL where that is full. */
static Values *
find_to_spill (WbKeyFrames *self)
{
  Values *values = find_in_memory (self);

  if (values == NULL || self->n_bytes <= SPILL_FROM (self->max_bytes)
      || self->n_spilled_bytes + count_bytes (values) > self->max_spilled_bytes
      || !wb_spill_file_take_place (self->file, values->n, &values->place))
    return NULL;
  return values;
}

/* A file that takes nothing any more stays as large as it is: frames go instead. */
static void
end_spill (WbKeyFrames *self, Values *values, gboolean written)
{
  if (written)
    {
      self->n_bytes -= count_bytes (values);
      self->n_spilled_bytes += count_bytes (values);
      g_clear_pointer (&values->block, wb_key_block_unref);
      return;
    }
  self->max_spilled_bytes = self->n_spilled_bytes;
  wb_spill_file_free_place (self->file, values->place);
  values->place = NOWHERE;
}

void
wb_key_frames_spill (WbKeyFrames *self)
{
  Values *values;
  gboolean written;

  pthread_mutex_lock (&self->mutex);
  values = find_to_spill (self);
  self->wants_to_spill = values != NULL;
  if (values != NULL)
    {
      values->references++;
      pthread_mutex_unlock (&self->mutex);
      written = wb_spill_file_write (self->file, values->place, values->block->values, values->n);
      pthread_mutex_lock (&self->mutex);
      if (values->references > 1)
        end_spill (self, values, written);
      values_unref (self, values);
    }
  pthread_mutex_unlock (&self->mutex);
}

void
wb_key_frames_set_full_callback (WbKeyFrames *self, void (*full) (gpointer), gpointer data)
{
  pthread_mutex_lock (&self->mutex);
  self->full = full;
  self->full_data = data;
  pthread_mutex_unlock (&self->mutex);
}
