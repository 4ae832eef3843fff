/* SPDX-License-Identifier: MIT */
/* The fields of a window, for the files that make it up: window.c (parts and
 * life), window-actions.c (the table of actions), window-edit.c (those on
 * layers), window-status.c (header and progress), window-messages.c
 * (announcements), window-fold.c (the canvas as a strip), window-file.c
 * (projects), window-path.c (what a path leads to), window-data.c (data, dropped files),
 * window-problem.c (the checker's popover), window-welcome.c (the page of a new model),
 * window-picture.c (models that pictures carry), window-state.c (what is
 * kept, and folding palette and inspector) and
 * window-views.c (the views below the model), window-export.c (files for other
 * programs).
 */
#pragma once

#include "ui/canvas/canvas-bar.h"
#include "ui/canvas/canvas.h"
#include "ui/canvas/overview.h"
#include "ui/inspector/layer-page.h"
#include "ui/inspector/recipe-page.h"
#include "ui/palette/palette.h"
#include "ui/window/moment-pill.h"
#include "ui/window/problem-popover.h"
#include "ui/window/toast.h"
#include "ui/welcome/welcome.h"
#include "ui/window/window.h"

/* Of the canvas folded to a strip. */
#define HG_WINDOW_STRIP_HEIGHT 112

struct _HgWindow
{
  AdwApplicationWindow parent_instance;

  GtkOverlay *overlay;
  HgToast *toast;
  AdwWindowTitle *title;
  GtkMenuButton *menu_button;
  GtkButton *train_button;
  AdwButtonContent *train_content;
  GtkWidget *step_button;
  GtkWidget *problem_button;
  GtkLabel *problem_label;
  GtkLabel *problem_place;
  GtkWidget *status_squeezer;
  GtkLabel *status;
  GtkLabel *status_short;
  GtkProgressBar *progress;
  AdwFlap *palette_flap;
  HgPalette *palette;
  AdwFlap *inspector_flap;
  GtkStack *inspector_stack;
  HgLayerPage *layer_page;
  HgRecipePage *recipe_page;
  GtkPaned *paned;
  HgCanvas *canvas;
  HgCanvasBar *canvas_bar;
  HgOverview *overview;
  HgMomentPill *moment_pill;
  AdwViewStack *views;
  GtkWidget *switcher_band;
  GMenu *views_menu;
  GtkWidget *undo_button;
  GtkWidget *redo_button;

  GtkStack *pages;
  HgWelcome *welcome;

  HgWorkspace *workspace;
  GSettings *settings;
  HgProblemPopover *problem;
  char *problem_seen;
  guint problem_index;
  gboolean was_sound;
  guint tick;
  guint n_models_seen;
  gint64 status_time;
  gboolean was_running;
  char *failure_seen;
  gboolean palette_shown;
  gboolean inspector_shown;
  gboolean folded;
  guint playing; /* the tick that does it, 0 for none */
  gint64 play_usec;
  double play_epoch;
  guint64 play_step;
  gboolean folded_for_view; /* nobody asked for it */
  int open_height;
  guint32 handle_time;
  AdwAnimation *folding;
  gboolean closing;
  GtkFileChooserNative *chooser;
  GtkWidget *question;   /* about unsaved changes or data, where one is open */
  GCancellable *looking; /* at what a path leads to */
  guint patience;        /* until it is told that this takes long */
  gboolean exporting;    /* the dialog waits for the weights */
  gpointer waiting;      /* a request, for the end of a save */
};

/** Says something in passing. */
void hg_window_toast (HgWindow *self, const char *text);

/** Says what was done, with a button that undoes it. */
void hg_window_toast_undo (HgWindow *self, const char *text);

/** GTK would speak a label twice, the first time with the mark of its mnemonic. */
void hg_window_name_buttons (GtkWidget *dialog);

/** Says what went wrong where a passing toast would be too little. */
void hg_window_show_error (HgWindow *self, const char *title, const char *body);

void hg_window_install_actions (GtkWidgetClass *klass);
void hg_window_install_edit_actions (GtkWidgetClass *klass);

/** Which actions document, selection and zoom allow. */
void hg_window_update_actions (HgWindow *self);

/** Which of them selection and clipboard allow. */
void hg_window_update_edit_actions (HgWindow *self);

/** Says why a key does nothing, and follows what can be pasted. */
void hg_window_init_edit_keys (HgWindow *self);

/** Which actions the state of the run and the open data allow. */
void hg_window_update_run_actions (HgWindow *self);

/** Whether the model can run; if not, says why. */
gboolean hg_window_is_ready (HgWindow *self);

void hg_window_install_travel_actions (GtkWidgetClass *klass);
void hg_window_update_travel_actions (HgWindow *self);
gboolean hg_window_get_playing (HgWindow *self);
void hg_window_set_playing (HgWindow *self, gboolean playing);

/** Folds the canvas to a strip, or gives it back the height it had. */
void hg_window_set_folded (HgWindow *self, gboolean folded);

/** To be called while the window is still as it was last seen. */
void hg_window_save_state (HgWindow *self);

/** To be called before the window is seen. */
void hg_window_restore_state (HgWindow *self);

/** Palette and inspector come and go with the width of the window. */
void hg_window_init_flaps (HgWindow *self);

void hg_window_init_fold (HgWindow *self);

/** Makes every view of the table. */
void hg_window_init_views (HgWindow *self);

/** Returns: the name of the view that is shown */
const char *hg_window_get_view (HgWindow *self);

/** @name: of a view; nothing happens where there is none of that name */
void hg_window_set_view (HgWindow *self, const char *name);

/**
 * Returns: whether the view that is shown has the focus, and something of its own was
 *   undone, or redone
 */
gboolean hg_window_undo_in_view (HgWindow *self, gboolean redo);

void hg_window_update_status (HgWindow *self);
void hg_window_update_title (HgWindow *self);

void hg_window_update_messages (HgWindow *self, HgChanges changes);

/**
 * Says once what the session made of an edit, and what became of the run: of
 * both at once, the latter is read.
 */
void hg_window_show_messages (HgWindow *self, const WbSnapshot *snapshot);

/** After a divergence: goes on with the learning rate that was proposed. */
void hg_window_continue_slower (HgWindow *self);

/**
 * Returns: whether @path is a project, or a model that another program wrote; else it
 *   may be data. Reads its first bytes.
 */
gboolean hg_window_is_model (const char *path);

/** Forgets a path that was to be opened. */
void hg_window_stop_looking (HgWindow *self);

/** Offers them for the model that is open. */
void hg_window_show_sets (HgWindow *self);

/** Leads to the page of a new model, for the data that is open. */
void hg_window_show_welcome (HgWindow *self);

/** Leads back to the workbench; nothing where it is seen already. */
void hg_window_leave_welcome (HgWindow *self);

/** Returns: whether the page of a new model is what is seen */
gboolean hg_window_is_welcoming (HgWindow *self);

/**
 * Switches off what would change the workbench unseen; to be called after
 * whatever worked out which actions are possible.
 */
void hg_window_hold_actions (HgWindow *self);

/**
 * @name: of a template
 * @source: (nullable): open data for it; NULL for that of the document
 */
void hg_window_new_from (HgWindow *self, const char *name, DsSource *source);

void hg_window_open (HgWindow *self);

/** @path: of a project, or of another program's model */
void hg_window_open_model (HgWindow *self, const char *path);

/** The same of data, also where they are a picture that carries a model. */
void hg_window_open_data_path (HgWindow *self, const char *path);

/** Begins a new document with the model of a picture, once what is open may go. */
void hg_window_open_picture (HgWindow *self, const char *path);

/**
 * Asks whether to open it.
 *
 * @project: the one in the picture at @path
 */
void hg_window_offer_picture (HgWindow *self, const char *path, const WbProject *embedded);

/**
 * Returns: (transfer full) (nullable): the project that a picture carries, NULL where it is
 *   none of ours
 */
WbProject *hg_window_read_picture (const char *path) G_GNUC_WARN_UNUSED_RESULT;

void hg_window_name_buttons (GtkWidget *widget);
void hg_window_save (HgWindow *self);
void hg_window_save_as (HgWindow *self);

/** Opens the export dialog as soon as the weights have come. */
void hg_window_export (HgWindow *self);

/** Whether the window may close at once; otherwise a question is on its way. */
gboolean hg_window_confirm_close (HgWindow *self);

/**
 * @response: of the file chooser, which is let go of
 *
 * Returns: (transfer full) (nullable): what was chosen
 */
char *hg_window_take_path (HgWindow *self, int response) G_GNUC_WARN_UNUSED_RESULT;

/** Offers the files of every format of data first, then all. */
void hg_window_add_data_filters (GtkFileChooserNative *chooser);

void hg_window_open_data (HgWindow *self, gboolean folder);

/** Asks where the data of the project lies now. */
void hg_window_locate_data (HgWindow *self);

void hg_window_use_data (HgWindow *self, const char *location);

/**
 * Asks how to read it, where there is something to choose.
 *
 * @location: a path, or DS_BUILT_IN
 * @template: (nullable): begin a new document from it
 */
void hg_window_use_data_for (HgWindow *self, const char *location, const WbTemplate *template);

/**
 * @source: open data
 * @template: (nullable): begin a new document from it
 */
void hg_window_use_source_for (HgWindow *self, DsSource *source, const WbTemplate *template);

void hg_window_init_drop (HgWindow *self);

/** Shows the problem @step after the one that was shown last; 0 for the error that keeps the
 * model from running. */
void hg_window_show_problem (HgWindow *self, int step);

/**
 * Makes what the fix promises, as one step.
 *
 * @code: of a problem
 * @index: of one of its fixes
 */
void hg_window_fix_problem (HgWindow *self, const char *code, guint index);

/**
 * It is not told again for the same run.
 *
 * @code: of a problem that was found in a training
 */
void hg_window_dismiss_problem (HgWindow *self, const char *code);

void hg_window_update_problem (HgWindow *self);
