/* SPDX-License-Identifier: MIT */
/* A window under test, and hands to use it: a pointer and a keyboard on an X
 * connection of their own, so that events come the way a person's come. All
 * waiting is iterating the main loop until something holds, with a deadline
 * that fails the test.
 */
#pragma once

#include "ui/application.h"
#include "ui/window/window.h"

/**
 * UiFixture:
 * @data: (nullable): a path that a template is opened with; set before opening
 */
typedef struct
{
  const char *data;
  HgApplication *application;
  HgWindow *window;
  HgWorkspace *workspace;
  GtkWidget *destroyed;
} UiFixture;

typedef gboolean (*UiCondition) (gpointer data);

/**
 * Returns: FALSE, after saying why the tests are skipped, where there is no X
 *   display with the XTEST extension
 */
gboolean ui_fixture_init (int *argc, char ***argv);

/**
 * Opens the window as the program does, and does not wait for it.
 *
 * @project: (nullable): a path
 * @template: (nullable): a name
 */
void ui_fixture_begin (UiFixture *self, const char *project, const char *template);

/**
 * The same, and waits until it is on the screen, with its data: what arrives later moves
 * what hands are on their way to.
 */
void ui_fixture_open (UiFixture *self, const char *project, const char *template);

/** Takes the window down, whatever it would ask. */
void ui_fixture_close (UiFixture *self);

/**
 * Iterates the main loop until the condition holds.
 *
 * @what: for the message of a failure
 */
void ui_wait_until (UiCondition condition, gpointer data, const char *what);

/** @n: so many frames are drawn before it returns */
void ui_wait_frames (UiFixture *self, guint n);

/** Waits until a window that was closed is freed. */
void ui_wait_gone (UiFixture *self);

/**
 * Waits until the program has seen what the hands did, and has drawn what came of
 * it: a round trip brings the events, and frames take them in.
 */
void ui_wait_events (void);

void ui_wait_data (UiFixture *self);

/** Conditions on a UiFixture's training: it runs and has made a step, has made one, rests. */
gboolean ui_is_running (gpointer fixture);
gboolean ui_has_trained (gpointer fixture);
gboolean ui_is_paused (gpointer fixture);

/** Saves the project to @path. */
void ui_save (UiFixture *self, const char *path);

/** Makes the window that wide, but for the frame it draws itself without a compositor. */
void ui_resize (UiFixture *self, int width);
GtkWidget *ui_wait_chooser (void);
void ui_wait_files (GtkWidget *chooser);

/** @index: which of those with this type, in the order of the tree */
GtkWidget *ui_find_type (GtkWidget *from, GType type, guint index);

/** The widget with this accessible name, or this text on it. */
GtkWidget *ui_find_named (GtkWidget *from, const char *name);

/** The label on which these words can be read. */
GtkWidget *ui_find_words (GtkWidget *from, const char *words);

/** The palette's row of a layer class. */
GtkWidget *ui_find_palette_row (UiFixture *self, const char *type);

/**
 * Waits for a question, and presses this button of it.
 *
 * @words: on a button
 */
void ui_answer (UiFixture *self, const char *words);

/**
 * Waits until a widget stays where it is from frame to frame: what was edited or opened
 * may still move it.
 */
void ui_wait_still (UiFixture *self, GtkWidget *widget);

/** @x: @y: (out): on the screen */
void ui_get_middle (GtkWidget *widget, double *x, double *y);

void ui_move (double x, double y);
void ui_press (void);
void ui_release (void);

/**
 * ui_send_key:
 *
 * Sends it and does not wait, as hands that are faster than the program.
 */
void ui_send_button (guint button, gboolean down);

void ui_send_key (guint key, gboolean down);

/** @button: 2 is the middle one, 4 and 5 are the wheel up and down */
void ui_button (guint button, gboolean down);

/** Holds a key down, or lets go of it. */
void ui_hold (guint key, gboolean down);

/**
 * Iterates the main loop for a while: for what happens by time alone. What is to
 * be seen is waited for by ui_wait_until() and ui_wait_events().
 */
void ui_let_pass (guint msec);

void ui_click (UiFixture *self, GtkWidget *widget);

/** Both clicks at once: a machine that is busy must not put time between them. */
void ui_double_click (GtkWidget *widget);

/** @steps: turns of the wheel, towards oneself; negative away */
void ui_scroll (UiFixture *self, int steps);

/** A stroke through the middle of a drawing pad. */
void ui_draw_stroke (GtkWidget *pad);

/**
 * From one place on the screen to another, in steps that X takes for a drag.
 * The button is let go of once the target knows of the drag.
 *
 * @target: the widget that takes what is dropped
 */
void ui_drag (UiFixture *self, double x0, double y0, double x1, double y1, GtkWidget *target);

void ui_key (UiFixture *self, guint key, GdkModifierType modifiers);
