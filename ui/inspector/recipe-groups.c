/* SPDX-License-Identifier: MIT */
/* Descriptors are copied into one table for each group when the first is asked
 * for; rows keep pointers to them, so the tables stay.
 */
#include "ui/inspector/recipe-groups.h"

#include "engine/training/recipe.h"

#define MAX_NAMES 10

/* A slider's range is made around its default; a penalty's is 0. */
#define USUAL_PENALTY 1e-4

#define MOST_NOISE 2

static const char *const names[HG_N_RECIPE_GROUPS][MAX_NAMES] = {
  [HG_RECIPE_LOSS] = { "loss", "reduction" },
  [HG_RECIPE_VARIATIONAL] = { "beta", "beta_warm_up" },
  [HG_RECIPE_OPTIMIZER] = { "optimizer", "learning_rate", "schedule", "warm_up", "clip_norm" },
  [HG_RECIPE_NOISE] = { "corruption", "corruption_amount" },
  [HG_RECIPE_TRAINING] = { "epochs", "batch_size", "validation_split", "shuffle", "patience",
                           "min_delta", "keep_best", "seed" },
};

static AeOption *tables[HG_N_RECIPE_GROUPS];

static gboolean
is_named (const char *name)
{
  for (guint group = 0; group < HG_N_RECIPE_GROUPS; group++)
    for (guint i = 0; names[group][i] != NULL; i++)
      if (g_str_equal (names[group][i], name))
        return TRUE;
  return FALSE;
}

/* More noise leaves nothing to see; less room makes a slider of it. */
static void
limit_noise (AeOption *option)
{
  if (option->kind == AE_OPTION_FLOAT)
    option->max = MIN (option->max, MOST_NOISE);
}

static AeOption *
build (HgRecipeGroup group)
{
  GArray *array = g_array_new (TRUE, TRUE, sizeof (AeOption));

  for (guint i = 0; names[group][i] != NULL; i++)
    {
      const AeOption *option = ae_options_find (ae_recipe_options, names[group][i]);

      if (option != NULL)
        g_array_append_vals (array, option, 1);
      if (option != NULL && group == HG_RECIPE_NOISE)
        limit_noise (&g_array_index (array, AeOption, array->len - 1));
    }
  for (const AeOption *option = ae_recipe_options;
       group == HG_RECIPE_TRAINING && option->name != NULL; option++)
    if (!is_named (option->name))
      g_array_append_vals (array, option, 1);
  return (AeOption *) (void *) g_array_free (array, FALSE);
}

const AeOption *
hg_recipe_group_get_options (HgRecipeGroup group)
{
  if (tables[group] == NULL)
    tables[group] = build (group);
  return tables[group];
}

AeOption *
hg_recipe_list_penalties (const AeOption *options)
{
  GArray *array = g_array_new (TRUE, TRUE, sizeof (AeOption));

  for (; options != NULL && options->name != NULL; options++)
    if (g_str_has_prefix (options->name, "activity_")
        || g_str_has_prefix (options->name, "kernel_l") || g_str_equal (options->name, "sparsity"))
      {
        AeOption copy = *options;

        if (copy.value == 0)
          copy.value = USUAL_PENALTY;
        g_array_append_val (array, copy);
      }
  return (AeOption *) (void *) g_array_free (array, FALSE);
}
