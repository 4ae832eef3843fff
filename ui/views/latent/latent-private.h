/* SPDX-License-Identifier: MIT */
/* The fields of an HgLatent, for the files that make it up: latent.c (maps, the code that is
 * looked at) and latent-ends.c (A and B, what is selected).
 */
#pragma once

#include "ui/views/latent/judging.h"
#include "ui/views/latent/latent.h"
#include "ui/views/latent/selection.h"

G_BEGIN_DECLS

struct _HgLatent
{
  GObject parent_instance;

  HgWorkspace *workspace;
  DsDataset *dataset;
  gboolean seen;
  HgPart part;
  DsDataset *parts[2]; /* (nullable): what @joined is made of */
  DsDataset *joined;   /* (nullable) */
  guint axes[2];
  int colour;
  HgCodeLayout *layout; /* (nullable): where codes are laid out */
  WbSnapshot *unusable; /* (nullable): the newest, if its codes are not finite */
  WbLatentMap *newest;  /* (nullable): the newest, as its plane has it */
  WbLatentMap
    *map; /* (nullable): as it is shown: @newest, or its codes where the layout has them */
  HgJudging *judging;
  HgLatentNumbers numbers;
  float *code;
  gboolean has_place; /* @code is what is at @place */
  double place[2];
  HgLatentSight sight;
  gboolean points;
  double range;
  GArray *ends[2]; /* of guint32: numbers of samples */
  gboolean has_ends;
  guint32 base;
  gboolean around_base;
  HgSelection *selection;
  GRand *random;
  GCancellable *making;
  gboolean stale;
};

void hg_latent_emit (HgLatent *self, HgLatentChanges changes);

G_END_DECLS
