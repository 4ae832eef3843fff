/* SPDX-License-Identifier: MIT */
/* What a sweep can vary: the settings of recipe, loss, optimizer and schedule, and the
 * options of the layers, by the names that wb_sweep_new() reads.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * HgSweepSetting:
 * @name: "learning_rate", "3.units"
 * @title: for people: "Learning rate", "Dense 3, units"
 * @values: some values around the one it has now: "0.0001,0.001,0.01"
 * @logarithmic: they differ by ratios
 */
typedef struct
{
  char *name;
  char *title;
  char *values;
  gboolean logarithmic;
} HgSweepSetting;

/** (transfer full) (element-type HgSweepSetting): with the learning rate first. */
GPtrArray *hg_sweep_settings_new (const WbProject *project) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
