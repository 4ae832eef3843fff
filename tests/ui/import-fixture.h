/* SPDX-License-Identifier: MIT */
/* What the tests of the import sheet share: data to open, the sheet as a person finds
 * it, and files that are dropped on the window.
 */
#pragma once

#include "tests/ui/ui-fixture.h"

#include "ui/import/import-sheet.h"

typedef struct
{
  UiFixture ui;
  char *folder;
  char *path; /* nullable: of a recording in the folder */
  HgImportSheet *sheet;
} Import;

char *import_make_images (void);
char *import_make_tiles (const char *folder);
char *import_make_recording (const char *folder);
void import_remove_folder (const char *folder);
HgImportSheet *import_find_sheet (void);
gboolean import_is_open (gpointer data);
void import_wait_sheet (Import *self);
void import_wait_closed (Import *self);
void import_open (Import *self, gboolean recording);
void import_close (Import *self);
GtkWidget *import_find_part (Import *self, GType type, const char *name);
GtkWidget *import_find_button (Import *self, const char *label);
const DsShape *import_get_shape (DsSource *source);
const char *import_get_choices (DsSource *source);
void import_wait_choices (Import *self, const char *choices);
gboolean import_has_other_data (gpointer data);
gboolean import_has_built_in (gpointer data);
gboolean import_has_epoch (gpointer data);
gboolean import_is_shown (gpointer widget);
void import_drop (Import *self, const char *const *paths);
