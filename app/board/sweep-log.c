/* SPDX-License-Identifier: MIT */
#include "app/board/sweep-log.h"

#include <inttypes.h>

#include "app/runs/differences.h"

/* The first job and the last differ in all that is varied. */
static GPtrArray *
find_varied (const GPtrArray *jobs)
{
  const WbProject *ends[] = { ((WbSweepJob *) jobs->pdata[0])->project,
                              ((WbSweepJob *) jobs->pdata[jobs->len - 1])->project };
  WbRunRecord records[G_N_ELEMENTS (ends)] = { 0 };
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  GPtrArray *names;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      records[i].model = ends[i]->model;
      records[i].recipe = ends[i]->recipe;
      g_ptr_array_add (runs, &records[i]);
    }
  names = wb_run_differences (runs);
  g_ptr_array_add (names, NULL);
  return names;
}

char *
wb_sweep_log_get_folder (const char *folder, const GPtrArray *jobs, guint index)
{
  const WbSweepJob *job = jobs->pdata[index];
  const char *sign = *job->values != '\0' ? "," : "";
  g_autofree char *name = g_strdup_printf ("%s%sseed=%" PRIi64, job->values, sign,
                                           job->project->recipe.seed);

  return g_build_filename (folder, g_strdelimit (name, " /", ','), NULL);
}

WbBoard *
wb_sweep_log_new (const char *folder,
                  const GPtrArray *jobs,
                  guint index,
                  const WbRunRecord *run,
                  const WbSweepResult *result,
                  DsDataset *dataset)
{
  g_autofree char *own = wb_sweep_log_get_folder (folder, jobs, index);
  g_autoptr (GPtrArray) varied = find_varied (jobs);
  WbRunRecord begun = *run;
  WbBoard *board;

  begun.position = (WbPosition) { .from_step = run->position.from_step,
                                  .from_epoch = run->position.from_epoch,
                                  .step = run->position.from_step };
  begun.when = run->when - (gint64) wb_run_record_get_seconds (run);
  board = wb_board_new (own, &begun, (const char *const *) varied->pdata);
  wb_board_add (board, run->history, NULL);
  wb_board_end (board, &(WbBoardEnd) { .outcome = run->outcome,
                                       .checkpoint = result != NULL ? result->checkpoint : NULL,
                                       .dataset = dataset });
  return board;
}
