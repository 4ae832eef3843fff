/* SPDX-License-Identifier: MIT */
/* One mutex for all; it is held for as long as a list is walked, and never while the
 * file is read or written. The frame that this is done for is in use: where it is let go
 * of meanwhile, that waits.
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

#define NOWHERE G_MAXUINT64

typedef struct
{
  guint references;
  guint64 number;
  AeModel *model;
  DsDataset *training;
  GArray *changes;
} Part;

typedef struct
{
  Part *part;
  WbPosition position;
  AeRecipe recipe;
  guint n_changes; /* of the part, when it was made */
  double seconds;  /* of training up to it */
  gsize n;
  WbKeyBlock *block; /* NULL where its values are in the file */
  guint64 place;
} Frame;

struct _WbKeyFrames
{
  pthread_mutex_t mutex;
  GPtrArray *frames;
  Part *part; /* the newest, perhaps without a frame yet */
  guint64 n_parts;
  double interval;
  gsize max_bytes;
  gsize max_spilled_bytes;
  gsize n_bytes;
  gsize n_spilled_bytes;
  gboolean too_large;
  WbSpillFile *file; /* nullable */
  gboolean wants_to_spill;
  Frame *used; /* its values are being read or written */
  gboolean used_is_gone;
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

static Frame *
frame_at (WbKeyFrames *self, guint index)
{
  return self->frames->pdata[index];
}

static gsize
count_bytes (const Frame *frame)
{
  return frame->n * sizeof (float);
}

static void
dispose (WbKeyFrames *self, Frame *frame)
{
  if (frame->place != NOWHERE)
    wb_spill_file_free_place (self->file, frame->place);
  g_clear_pointer (&frame->block, wb_key_block_unref);
  part_unref (frame->part);
  g_free (frame);
}

static void
free_frame (WbKeyFrames *self, Frame *frame)
{
  if (frame->block != NULL)
    self->n_bytes -= count_bytes (frame);
  else
    self->n_spilled_bytes -= count_bytes (frame);
  if (frame == self->used)
    self->used_is_gone = TRUE;
  else
    dispose (self, frame);
}

/* Lets others at the list while the values of a frame are read or written. */
static void
begin_use (WbKeyFrames *self, Frame *frame)
{
  self->used = frame;
  self->used_is_gone = FALSE;
  pthread_mutex_unlock (&self->mutex);
}

/* Returns whether the frame is still there. */
static gboolean
end_use (WbKeyFrames *self)
{
  Frame *frame;

  pthread_mutex_lock (&self->mutex);
  frame = g_steal_pointer (&self->used);
  if (self->used_is_gone)
    dispose (self, frame);
  return !self->used_is_gone;
}

static void
remove_frame (WbKeyFrames *self, guint index)
{
  free_frame (self, frame_at (self, index));
  g_ptr_array_remove_index (self->frames, index);
}

static void
remove_all (WbKeyFrames *self)
{
  while (self->frames->len > 0)
    remove_frame (self, self->frames->len - 1);
}

WbKeyFrames *
wb_key_frames_new (void)
{
  WbKeyFrames *self = g_new0 (WbKeyFrames, 1);

  pthread_mutex_init (&self->mutex, NULL);
  self->frames = g_ptr_array_new ();
  self->interval = INTERVAL;
  return self;
}

void
wb_key_frames_free (WbKeyFrames *self)
{
  if (self == NULL)
    return;
  wb_key_frames_forget_all (self);
  g_ptr_array_unref (self->frames);
  g_clear_pointer (&self->part, part_unref);
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

static void
forget_after (WbKeyFrames *self, guint64 step)
{
  GArray *changes;

  while (self->frames->len > 0 && frame_at (self, self->frames->len - 1)->position.step > step)
    remove_frame (self, self->frames->len - 1);
  if (self->frames->len == 0)
    {
      g_clear_pointer (&self->part, part_unref);
      return;
    }
  if (self->part != NULL)
    part_unref (self->part);
  self->part = frame_at (self, self->frames->len - 1)->part;
  self->part->references++;
  changes = self->part->changes;
  while (changes->len > 0 && g_array_index (changes, WbKeyChange, changes->len - 1).step > step)
    g_array_set_size (changes, changes->len - 1);
}

void
wb_key_frames_forget_after (WbKeyFrames *self, guint64 step)
{
  pthread_mutex_lock (&self->mutex);
  forget_after (self, step);
  pthread_mutex_unlock (&self->mutex);
}

void
wb_key_frames_forget_all (WbKeyFrames *self)
{
  pthread_mutex_lock (&self->mutex);
  remove_all (self);
  g_clear_pointer (&self->part, part_unref);
  self->too_large = FALSE;
  pthread_mutex_unlock (&self->mutex);
}

/* What is added from now on is of another model or data. */
static void
begin_part (WbKeyFrames *self, AeModel *model, DsDataset *training)
{
  if (self->part != NULL)
    part_unref (self->part);
  self->part = g_new0 (Part, 1);
  self->part->references = 1;
  self->part->number = ++self->n_parts;
  self->part->model = ae_model_ref (model);
  self->part->training = ds_dataset_ref (training);
  self->part->changes = g_array_new (FALSE, FALSE, sizeof (WbKeyChange));
}

static gboolean
begins_part (WbKeyFrames *self, guint index)
{
  return index == 0 || frame_at (self, index - 1)->part != frame_at (self, index)->part;
}

/* The frame that is missed least; 0, which begins a part, where none may go. */
static guint
find_victim (WbKeyFrames *self, gboolean in_memory)
{
  guint victim = 0, last = self->frames->len - 1;
  double least = G_MAXDOUBLE, end = frame_at (self, last)->seconds;
  double begin = frame_at (self, 0)->seconds;

  for (guint i = 1; i < last; i++)
    {
      const Frame *frame = frame_at (self, i);
      double gap = frame_at (self, i + 1)->seconds - frame_at (self, i - 1)->seconds;
      double loss = gap / (end - frame->seconds + MIN_AGE * (end - begin));

      if (begins_part (self, i) || (in_memory && frame->block == NULL) || !(loss < least))
        continue;
      least = loss;
      victim = i;
    }
  return victim;
}

/* Lets one frame go or, where each begins a part, the earliest part. */
static gboolean
thin (WbKeyFrames *self, gboolean in_memory)
{
  guint victim;

  if (self->frames->len < 2)
    return FALSE;
  victim = find_victim (self, in_memory);
  if (victim > 0)
    remove_frame (self, victim);
  else
    {
      Part *earliest = frame_at (self, 0)->part;

      if (earliest == frame_at (self, self->frames->len - 1)->part)
        remove_frame (self, self->frames->len - 1);
      else
        while (frame_at (self, 0)->part == earliest)
          remove_frame (self, 0);
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

  pthread_mutex_lock (&self->mutex);
  if (model != NULL)
    begin_part (self, model, training);
  before = self->frames->len > 0 ? frame_at (self, self->frames->len - 1) : NULL;
  *frame = (Frame) { .part = self->part,
                     .position = *position,
                     .recipe = *recipe,
                     .n_changes = self->part->changes->len,
                     .n = block->n,
                     .block = block,
                     .seconds = before != NULL ? before->seconds + seconds : 0,
                     .place = NOWHERE };
  self->part->references++;
  self->n_bytes += count_bytes (frame);
  g_ptr_array_add (self->frames, frame);
  self->too_large = count_bytes (frame) > SPILL_FROM (self->max_bytes);
  if (self->too_large)
    remove_all (self);
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
  if (self->part != NULL)
    g_array_append_val (self->part->changes, change);
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

/* Returns NULL where there is no memory, or the disk gives nothing back. */
static WbKeyBlock *
read_values (WbKeyFrames *self, Frame *frame)
{
  WbKeyBlock *block = wb_key_block_new (frame->n);

  if (block == NULL)
    return NULL;
  begin_use (self, frame);
  if (!wb_spill_file_read (self->file, frame->place, block->values, block->n))
    g_clear_pointer (&block, wb_key_block_unref);
  end_use (self);
  return block;
}

WbKeyFrame *
wb_key_frames_find (WbKeyFrames *self, guint64 step)
{
  WbKeyFrame *found = NULL;
  guint n;

  pthread_mutex_lock (&self->mutex);
  n = self->frames->len;
  while (n > 0 && frame_at (self, n - 1)->position.step > step)
    n--;
  if (n > 0)
    {
      Frame *frame = frame_at (self, n - 1);

      found = describe (frame, step);
      found->block = frame->block != NULL ? block_ref (frame->block) : read_values (self, frame);
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
  state.n_frames = self->frames->len;
  if (self->frames->len > 0)
    state.first = frame_at (self, 0)->position.step;
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
  for (guint i = 0; i < self->frames->len; i++)
    g_array_append_val (steps, frame_at (self, i)->position.step);
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

/* The earliest frame in memory gets its place in the file; NULL where that is full. */
static Frame *
find_to_spill (WbKeyFrames *self)
{
  guint i = 0;
  Frame *frame;

  while (i < self->frames->len && frame_at (self, i)->block == NULL)
    i++;
  if (i == self->frames->len || self->n_bytes <= SPILL_FROM (self->max_bytes))
    return NULL;
  frame = frame_at (self, i);
  if (self->n_spilled_bytes + count_bytes (frame) > self->max_spilled_bytes
      || !wb_spill_file_take_place (self->file, frame->n, &frame->place))
    return NULL;
  return frame;
}

/* A file that takes nothing any more stays as large as it is: frames go instead. */
static void
end_spill (WbKeyFrames *self, Frame *frame, gboolean written)
{
  if (written)
    {
      self->n_bytes -= count_bytes (frame);
      self->n_spilled_bytes += count_bytes (frame);
      g_clear_pointer (&frame->block, wb_key_block_unref);
      return;
    }
  self->max_spilled_bytes = self->n_spilled_bytes;
  wb_spill_file_free_place (self->file, frame->place);
  frame->place = NOWHERE;
}

void
wb_key_frames_spill (WbKeyFrames *self)
{
  Frame *frame;
  gboolean written;

  pthread_mutex_lock (&self->mutex);
  frame = find_to_spill (self);
  self->wants_to_spill = frame != NULL;
  if (frame != NULL)
    {
      begin_use (self, frame);
      written = wb_spill_file_write (self->file, frame->place, frame->block->values, frame->n);
      if (end_use (self))
        end_spill (self, frame, written);
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
