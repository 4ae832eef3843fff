/* SPDX-License-Identifier: MIT */
/* The fields of a workspace, for the files that make it up: workspace.c (what
 * is derived and passed on), workspace-selection.c, workspace-data.c (open data),
 * workspace-followed.c (followed samples), workspace-file.c (projects),
 * workspace-travel.c (steps of the past), workspace-recovery.c (what a crash leaves),
 * workspace-runs.c (which trainings are recorded), workspace-sweep.c (trainings beside the
 * session), workspace-ghosts.c (values that are tried), workspace-log.c (what TensorBoard
 * reads), workspace-doctor.c (what is wrong with them) and workspace-speed.c (what the
 * checker predicts times from).
 */
#pragma once

#include "ui/workspace/workspace.h"

#include "app/board/board.h"
#include "app/project/project-file.h"
#include "app/runs/ghosts.h"

/* What was followed before somebody pointed at a sample. */
typedef struct
{
  guint32 followed[HG_N_FOLLOWED];
  guint focus;
  float *drawing;
  char *drawing_name;
} HgFollowed;

/* A save of a training under way, see workspace-recovery.c. */
typedef struct _HgAutosave HgAutosave;

/** HgSentMoment: from the command @command_id on the session trains what the document is at. */
typedef struct
{
  guint64 command_id;
  guint64 moment;
} HgSentMoment;

/**
 * HgRecording: how far the session's training has been recorded as a run.
 * @opened: the last command of the opening; snapshots before it are of another document
 * @run: @step: of the session, as recorded or on the way; @run is G_MAXUINT where it is
 *   whatever the session was opened with
 * @diverged: that the training diverged is recorded
 * @begun: when training went on last, in seconds since 1970
 * @moments: (element-type HgSentMoment): the document's moments by the commands that led to
 *   them, the last ones
 * @waiting: what was asked for and not answered, see workspace-runs.c
 */
typedef struct
{
  guint64 opened;
  guint run;
  guint64 step;
  gboolean diverged;
  gint64 begun;
  GArray *moments;
  GQueue waiting;
} HgRecording;

/**
 * HgDoctor: what examinations have found.
 * @findings: (nullable) (element-type WbFinding)
 * @dismissed: names of checks that are not shown any more, of the session's @run
 * @epoch: @step: as examined last
 * @opening: the run is what the session was opened with
 * @asked: an examination is under way; the next one comes at @due_usec
 * @examining: (nullable): likewise, in its thread
 */
typedef struct
{
  GPtrArray *findings;
  GHashTable *dismissed;
  guint run;
  guint epoch;
  guint64 step;
  gboolean opening;
  gboolean asked;
  GCancellable *examining;
  gint64 due_usec;
} HgDoctor;

/**
 * HgSweep: trainings beside the session.
 * @runner: (nullable): while they are under way
 * @jobs: (nullable): of the sweep that is under way, or was last; @n_seeds of each
 * @source: (nullable): their data
 * @log: (nullable): the folder of their logs
 */
typedef struct
{
  WbSweepRunner *runner;
  GPtrArray *jobs;
  guint n_seeds;
  guint timer;
  DsSource *source;
  char *log;
} HgSweep;

/**
 * HgLog: what is written for TensorBoard.
 * @folder: (nullable): where; nothing is without one
 * @board: (nullable): of the session's @run, of samples of @dataset
 * @path: (nullable): the folder of that run, also while it waits, after @step and @epoch
 * @seen_run: @seen_step: of the last snapshot; G_MAXUINT and what was opened before the first
 * @refused: it could not be written: not tried again
 * @asked: how the run ended is on its way
 * @ending: of WbBoard: those that are written to their end
 * @failed: that was said, and nothing was written since
 */
typedef struct
{
  char *folder;
  WbBoard *board;
  guint run;
  DsDataset *dataset;
  char *path;
  guint64 step;
  guint epoch;
  guint seen_run;
  guint64 seen_step;
  gboolean refused;
  gboolean asked;
  GPtrArray *ending;
  gboolean failed;
  guint timer;
} HgLog;

/**
 * HgGhosts: values of a setting that are tried.
 * @list: (nullable): of HgGhost
 * @running: (nullable): before they have begun
 * @n_asked: checkpoints that are on the way; the last one counts
 */
typedef struct
{
  GPtrArray *list;
  WbGhosts *running;
  guint n_asked;
  guint timer;
} HgGhosts;

struct _HgWorkspace
{
  GObject parent_instance;

  WbDocument *document;
  WbSession *session;
  DsSource *source;
  gboolean ink;        /* whether its samples are strokes */
  DsDataset *training; /* the part of the source that trains; NULL without one */
  DsDataset *validation;
  DsDataset *used_training; /* the same without what was removed */
  DsDataset *used_validation;
  double split;    /* as they were divided */
  GArray *removed; /* nullable: likewise */
  WbDataReference *reference;
  GCancellable *opening;
  char *missing;           /* why the document's data could not be opened */
  GCancellable *measuring; /* (nullable): the speed, as long as it takes */
  WbSnapshot *snapshot;    /* the newest */
  WbSnapshot *visited;     /* nullable: of the past, which is shown */
  gboolean visiting;
  AeShape *shapes;
  GPtrArray *problems;
  GHashTable *differences;  /* (nullable) */
  AeModel *other_model;     /* nullable: of the moment that is shown, where it is another */
  GHashTable *other_layers; /* (nullable): how it differs */
  WbDataFacts facts;
  const WbTemplate *template;
  guint selected;
  guint anchor;
  GArray *with;           /* ids of the layers selected besides */
  GHashTable *selections; /* the selection of each moment that an edit has left */
  guint64 moment;         /* of the document, as last seen */
  guint64 left_moment;
  guint32 followed[HG_N_FOLLOWED];
  guint n_followed;
  guint focus;
  guint n_shuffles;
  float *drawing;
  char *drawing_name;    /* NULL of one that was drawn by hand */
  HgFollowed *unpointed; /* nullable: while somebody points */
  float *pointed_code;   /* nullable: [pointed_size]: likewise, at a place between samples */
  gsize pointed_size;
  guint64 saved_step;
  gboolean keeps_data;
  GQueue saves;          /* of Save; the first one is under way */
  GCancellable *writing; /* (nullable): while a thread writes it */
  WbFileStamp stamp;     /* of the document's file, as it was read or written last */
  guint n_documents;     /* that there have been so far */
  guint n_changing;      /* document changes under way; what they emit is held */
  HgChanges held;
  gboolean edited;    /* since the last tick */
  gboolean postponed; /* the last tick took no snapshot */
  HgRecording recording;
  HgDoctor doctor;
  HgSweep sweep;
  HgGhosts ghosts;
  HgLog log;
  WbRecovery *recovery; /* nullable: where the training is saved on the way */
  HgAutosave *autosave; /* nullable: under way */
  gboolean autosave_asked;
  gboolean autosave_failed;
  double autosave_seconds;
  gint64 autosave_due_usec;
  guint64 autosaved_step;
  GPtrArray *autosaved_runs; /* nullable: during a sweep */
};

void hg_workspace_init_travel (HgWorkspace *self);

/** To be called with every pull; whether another moment is shown than before. */
gboolean hg_workspace_take_visited (HgWorkspace *self);

/** To be called when another moment is shown, or another model is there. */
void hg_workspace_compare_moment (HgWorkspace *self);

void hg_workspace_emit_changed (HgWorkspace *self, HgChanges changes);

/** After a change of the document. Returns whether an undo or a redo may have brought another
 * selection. */
gboolean hg_workspace_update_selection (HgWorkspace *self, WbDocumentChanges changes);

/** Infers the shapes, runs the checker, and adds what the doctor has found. */
void hg_workspace_check (HgWorkspace *self);

/** Finds out what of the source trains and what validates. */
void hg_workspace_split_data (HgWorkspace *self);

/** Finds out what of the parts is used: all but what was removed. */
void hg_workspace_leave_out_removed (HgWorkspace *self);

void hg_workspace_clear_parts (HgWorkspace *self);

/** Measures in the background if a problem wants to know; the problems are then found anew. */
void hg_workspace_measure_speed (HgWorkspace *self);

/** Other data: its first samples. */
void hg_workspace_choose_followed (HgWorkspace *self);

/** Other samples validate: those that are followed are among them. */
void hg_workspace_limit_followed (HgWorkspace *self);

void hg_workspace_follow (HgWorkspace *self);

/** What was followed before is followed again. */
void hg_workspace_unpoint (HgWorkspace *self);

/** Opens what the document's reference names, unless it is open already: after a project was
 * opened and after an undo. */
void hg_workspace_sync_data (HgWorkspace *self);

/** For a workspace that is closed: what is being written is written to its end. */
void hg_workspace_cancel_saves (HgWorkspace *self);

/** Another document was opened: what it brings with it is recorded, or of an old file. */
void hg_workspace_begin_recording (HgWorkspace *self);

void hg_workspace_init_recording (HgWorkspace *self);

/** To be called after the session was given an edit. */
void hg_workspace_note_moment (HgWorkspace *self);

/** Asks for what there is to record, if there is. */
void hg_workspace_record_training (HgWorkspace *self);

/** Records a training that continues, with the weights that are saved. */
void hg_workspace_record_checkpoint (HgWorkspace *self, WbCheckpoint *checkpoint);

void hg_workspace_end_recording (HgWorkspace *self);

/** The document goes, or the workspace. */
void hg_workspace_end_sweep (HgWorkspace *self);

/** Another document: its first snapshot may already be of a training that has ended. */
void hg_workspace_begin_logs (HgWorkspace *self);

/** To be called with every snapshot. */
void hg_workspace_log_training (HgWorkspace *self);

/** The run ends, because another one, or another document, takes its place. @checkpoint:
 * (nullable): where, if that is known. */
void hg_workspace_log_end (HgWorkspace *self, WbCheckpoint *checkpoint);

void hg_workspace_log_sweep_run (HgWorkspace *self,
                                 guint index,
                                 const WbRunRecord *run,
                                 const WbSweepResult *result);

/** (transfer full) (nullable): the folder of a run, or of a sweep, that begins now; NULL where
 * none is wanted. */
char *hg_workspace_make_log_path (HgWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/** The workspace goes: waits for what is being written, but not for codes. */
void hg_workspace_end_logs (HgWorkspace *self);

/** To be called with every snapshot. */
void hg_workspace_examine (HgWorkspace *self);

/** Another document: what it brings with it was examined when it was trained. */
void hg_workspace_begin_doctor (HgWorkspace *self);

/** To be called with every check of the model: adds what was found to the problems. */
void hg_workspace_add_findings (HgWorkspace *self);

/** To be called with every snapshot. */
void hg_workspace_autosave (HgWorkspace *self);

/** To be called again and again during a sweep, and at its end. */
void hg_workspace_autosave_runs (HgWorkspace *self, gboolean at_once);

/** Nothing of the document is to be recovered any more: it is saved, or gone. */
void hg_workspace_forget_recovery (HgWorkspace *self);

void hg_workspace_end_recovery (HgWorkspace *self);

/** Opens data or a project in a thread. Whatever was being opened is not any more. A thread
 * that is slow may be left with the last reference to the task: not with the workspace's. */
void hg_workspace_run_opening (HgWorkspace *self,
                               GTaskThreadFunc func,
                               gpointer task_data,
                               GDestroyNotify destroy,
                               GAsyncReadyCallback callback,
                               gpointer data);
