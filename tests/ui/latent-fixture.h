/* SPDX-License-Identifier: MIT */
/* A window that shows the view of codes. */
#pragma once

#include "tests/ui/ui-fixture.h"
#include "ui/views/latent/cloud.h"

/**
 * LatentView:
 * @seen: (nullable): a map; set by a test
 */
typedef struct
{
  UiFixture ui;
  GtkWidget *cloud;
  HgLatent *latent;
  WbLatentMap *seen;
} LatentView;

/** @data: (nullable): a path; opened with it, waits for the codes of the first weights. */
void latent_view_open (LatentView *self, const char *data, const char *template);
void latent_view_close (LatentView *self);

/** A UiCondition of a LatentView: another map than @seen is shown. */
gboolean latent_view_has_other_map (gpointer self);

/** A UiCondition of a LatentView: no training runs, and the codes are those of its last weights. */
gboolean latent_view_rests (gpointer self);

/** (transfer full) (nullable): a folder of real data; NULL, and a skipped test, where it is not. */
char *latent_view_find_data (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** What a figure put into the clipboard: (transfer full) */
char *latent_view_read_clipboard (LatentView *self) G_GNUC_WARN_UNUSED_RESULT;
