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

gboolean ui_fixture_init (int *argc, char ***argv);
void ui_fixture_begin (UiFixture *self, const char *project, const char *template);
void ui_fixture_open (UiFixture *self, const char *project, const char *template);
void ui_fixture_close (UiFixture *self);

void ui_wait_until (UiCondition condition, gpointer data, const char *what);
void ui_wait_frames (UiFixture *self, guint n);
void ui_wait_gone (UiFixture *self);
void ui_wait_events (void);
void ui_wait_data (UiFixture *self);
GtkWidget *ui_wait_chooser (void);
void ui_wait_files (GtkWidget *chooser);

GtkWidget *ui_find_type (GtkWidget *from, GType type, guint index);
GtkWidget *ui_find_named (GtkWidget *from, const char *name);
GtkWidget *ui_find_words (GtkWidget *from, const char *words);
GtkWidget *ui_find_palette_row (UiFixture *self, const char *type);
void ui_answer (UiFixture *self, const char *words);
void ui_wait_still (UiFixture *self, GtkWidget *widget);
void ui_get_middle (GtkWidget *widget, double *x, double *y);

void ui_move (double x, double y);
void ui_press (void);
void ui_release (void);
void ui_send_button (guint button, gboolean down);
void ui_send_key (guint key, gboolean down);
void ui_button (guint button, gboolean down);
void ui_hold (guint key, gboolean down);
void ui_let_pass (guint msec);
void ui_click (UiFixture *self, GtkWidget *widget);
void ui_double_click (GtkWidget *widget);
void ui_scroll (UiFixture *self, int steps);
void ui_draw_stroke (GtkWidget *pad);
void ui_drag (UiFixture *self, double x0, double y0, double x1, double y1, GtkWidget *target);
void ui_key (UiFixture *self, guint key, GdkModifierType modifiers);
