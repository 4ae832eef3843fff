/* SPDX-License-Identifier: MIT */
/* How long the checker takes after an edit, which it is to be in a millisecond:
 * models of 60 layers, whole and with what it has most to say about, and an
 * edit with its check, as a gesture costs them. Microseconds, the best and the
 * middle of some runs.
 *
 * bench-checker
 */
#include <stdio.h>
#include <stdlib.h>

#include "app/checker/checker.h"
#include "app/edit/edit.h"

#define N_LAYERS 60
#define RUNS     301

static AeModel *
append (AeModel *model, const char *type, const char *options)
{
  g_autoptr (AeModel) before = model;
  g_autoptr (GError) error = NULL;
  AeModel *after = ae_model_append (before, type, options, &error);

  if (after == NULL)
    {
      fprintf (stderr, "bench-checker: %s\n", error->message);
      exit (1);
    }
  return after;
}

/* An encoder and a decoder of convolutions, with as many up-samplings as
 * poolings. */
static AeModel *
make_convolutions (guint side, guint pools)
{
  AeModel *model = ae_model_new (&AE_SHAPE (3, side, side, 1));
  guint n_left = N_LAYERS - 2 - 2 * pools, i = 0;

  for (; i < n_left / 2; i++)
    model = append (model, "Conv2D", "filters=8,kernel_size=3,padding=same,activation=relu");
  for (guint k = 0; k < pools; k++)
    model = append (model, "MaxPooling2D", "pool_size=2,padding=same");
  for (; i < n_left; i++)
    model = append (model, "Conv2D", "filters=8,kernel_size=3,padding=same,activation=relu");
  for (guint k = 0; k < pools; k++)
    model = append (model, "UpSampling2D", "size=2");
  return append (model, "Conv2D", "filters=1,kernel_size=3,padding=same,activation=sigmoid");
}

static AeModel *
make_dense (void)
{
  AeModel *model = ae_model_new (&AE_SHAPE (3, 28, 28, 1));

  for (guint i = 0; i < N_LAYERS - 2; i++)
    model = append (model, "Dense", i == 29 ? "units=32" : "units=128,activation=relu");
  return append (model, "Dense", "units=784,activation=sigmoid");
}

/* The second layer is the cause, and all behind it wait. */
static AeModel *
make_broken (void)
{
  AeModel *model = ae_model_new (&AE_SHAPE (3, 28, 28, 1));

  model = append (model, "Flatten", "");
  for (guint i = 0; i < N_LAYERS - 3; i++)
    model = append (model, "MaxPooling2D", "pool_size=2");
  return append (model, "Dense", "units=784,activation=sigmoid");
}

static int
compare (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gint64
measure (AeModel *model, guint side, gboolean with_edit, guint *n_problems)
{
  AeRecipe recipe;
  WbDataFacts facts = WB_DATA_FACTS_NONE;
  g_autoptr (WbProject) project = NULL;
  gint64 start;

  facts.shape = AE_SHAPE (3, side, side, 1);
  facts.n_samples = 60000;
  ae_recipe_init (&recipe);
  project = wb_project_new (model, &recipe);
  start = g_get_monotonic_time ();
  if (with_edit)
    wb_edit_apply (&(WbEdit) { WB_EDIT_DUPLICATE,
                               .ids = (guint[]) { ae_model_get_layer (model, 3)->id }, .n_ids = 1 },
                   project, NULL);
  {
    g_autoptr (GPtrArray) problems = wb_check (project->model, &recipe, &facts);

    *n_problems = problems->len;
  }
  return g_get_monotonic_time () - start;
}

static void
report (const char *name, AeModel *model, guint side)
{
  gint64 check[RUNS], edit[RUNS];
  guint n_problems = 0, ignored;

  for (guint i = 0; i < RUNS; i++)
    {
      check[i] = measure (model, side, FALSE, &n_problems);
      edit[i] = measure (model, side, TRUE, &ignored);
    }
  qsort (check, RUNS, sizeof (gint64), compare);
  qsort (edit, RUNS, sizeof (gint64), compare);
  printf ("%-24s %6u %8u %8" G_GINT64_FORMAT " %8" G_GINT64_FORMAT " %8" G_GINT64_FORMAT "\n", name,
          ae_model_get_n_layers (model), n_problems, check[0], check[RUNS / 2], edit[RUNS / 2]);
  ae_model_unref (model);
}

int
main (void)
{
  printf ("%-24s %6s %8s %8s %8s %8s\n", "model", "layers", "problems", "best µs", "check µs",
          "and edit");
  report ("dense", make_dense (), 28);
  report ("convolutions", make_convolutions (28, 2), 28);
  report ("one size too many", make_convolutions (30, 2), 30);
  report ("a size that fits not", make_convolutions (28, 3), 28);
  report ("pooling of a list", make_broken (), 28);
  return 0;
}
