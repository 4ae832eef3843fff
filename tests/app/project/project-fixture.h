/* SPDX-License-Identifier: MIT */
/* Projects for the tests: a small model with weights, an optimizer's values
 * and a history that are functions of a seed, and files with one thing wrong.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/project/project-file.h"

AeModel *fixture_make_model (void);
WbHistory *fixture_make_history (void);
WbCheckpoint *fixture_make_checkpoint (AeModel *model, const AeRecipe *recipe, guint seed);
WbProject *fixture_make_project (guint seed);

/* Two earlier runs, one of another model than the project's, and ids in no order. */
void fixture_add_runs (WbProject *project);

/* A fresh folder, removed with all that is in it by fixture_remove(). */
char *fixture_make_folder (void);
void fixture_remove (const char *folder);
GBytes *fixture_read (const char *path);
void fixture_write (const char *path, gconstpointer bytes, gsize n);

/* Writes @from to @to with the first @find of its header replaced by @put. */
void fixture_change_header (const char *from, const char *to, const char *find, const char *put);

/* A locale that writes numbers with a comma, or NULL where there is none. */
const char *fixture_set_comma_locale (void);
/* A folder of a test, and two paths in it. */
typedef struct
{
  char *folder;
  char *path;
  char *other;
} FixtureFiles;

void fixture_set_up (FixtureFiles *self, gconstpointer data);
void fixture_tear_down (FixtureFiles *self, gconstpointer data);
