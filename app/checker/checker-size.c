/* SPDX-License-Identifier: MIT */
/* The size contract: the reconstruction has as many values as a sample, and
 * where both are images as many rows, columns and channels (S1, S2). The layer
 * at fault is rarely the last one: it is found by trying which change fixes.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/checker/checker-private.h"
#include "app/edit/mirror.h"

/* How many rows more or less are tried for the images; a quarter less at most,
 * or nothing can be made out. */
#define MAX_REFIT 32

static const AeShape *
get_output (const WbCheck *check)
{
  return &check->shapes[check->n_layers - 1];
}

/* The layer that decides how many channels the output has; those behind it
 * change none. */
static guint
find_channels (const WbCheck *check)
{
  guint i = check->n_layers - 1, channels = get_output (check)->dims[2];

  while (i > 1 && !wb_layer_get (wb_check_layer (check, i), "filters", &(AeValue) { 0 })
         && check->shapes[i - 1].rank == 3 && check->shapes[i - 1].dims[2] == channels)
    i--;
  return i;
}

static char *
explain_channels (const WbCheck *check)
{
  guint index = find_channels (check);
  g_autofree char *name = wb_check_name_layer (check, index);
  AeValue filters;

  if (!wb_layer_get (wb_check_layer (check, index), "filters", &filters))
    return g_strdup_printf (_ ("%s, outputs the reconstruction."), name);
  return g_strdup_printf (index + 1 == check->n_layers
                            ? _ ("%s, has a channel for each of its %u filters.")
                            : _ ("%s, has a channel for each of its %u filters, and the layers "
                                 "after it change none."),
                          name, (guint) filters.integer);
}

void
wb_rule_channels (WbCheck *check)
{
  const AeShape *output = get_output (check), *target = wb_check_target (check);
  guint n = check->n_layers;
  g_autofree char *filters = NULL, *options = NULL;
  WbProblem *problem;

  if (output->rank != 3 || target->rank != 3 || output->dims[0] != target->dims[0]
      || output->dims[1] != target->dims[1] || output->dims[2] == target->dims[2])
    return;
  filters = g_strdup_printf ("%u", target->dims[2]);
  problem = wb_check_report (check, (int) n - 1, WB_SEVERITY_ERROR, "S2");
  problem->title = g_strdup (_ ("The reconstruction has other channels"));
  problem->happened = g_strdup_printf (ngettext ("The output has %u channel.",
                                                 "The output has %u channels.", output->dims[2]),
                                       output->dims[2]);
  problem->expected = g_strdup_printf (_ ("The images have %s."), filters);
  problem->why = explain_channels (check);
  options = g_strdup_printf ("filters=%s,kernel_size=3,padding=same,activation=sigmoid", filters);
  wb_problem_add_fix (problem,
                      g_strdup_printf (ngettext ("Add a last Conv2D with %s filter",
                                                 "Add a last Conv2D with %s filters",
                                                 target->dims[2]),
                                       filters),
                      wb_model_accept (wb_model_insert (check->model, n, "Conv2D", options)));
  wb_problem_add_fix (problem,
                      g_strdup_printf (ngettext ("Set layer %u to %s filter",
                                                 "Set layer %u to %s filters", target->dims[2]),
                                       find_channels (check) + 1, filters),
                      wb_model_accept (
                        wb_model_set (check->model, find_channels (check), "filters", filters)));
}

/* The axis along which the layer's factor does not divide the size, or -1. */
static int
find_rounded_axis (const WbCheck *check, guint index)
{
  const AeShape *x = &check->shapes[index - 1], *y = &check->shapes[index];
  guint factors[2];

  if (wb_layer_get_scale (wb_check_layer (check, index), factors) != WB_SCALE_DOWN)
    return -1;
  for (guint axis = 0; axis + 1 < x->rank; axis++)
    if (y->dims[axis] * factors[axis] != x->dims[axis])
      return (int) axis;
  return -1;
}

/* The layer whose rounding the way back cannot undo: 15 rows to 8. */
static int
find_rounding (const WbCheck *check)
{
  for (guint i = 1; i < check->n_layers; i++)
    if (find_rounded_axis (check, i) >= 0)
      return (int) i;
  return -1;
}

static const char *
other_padding (const WbCheck *check, guint index)
{
  const char *padding = wb_layer_get_choice (wb_check_layer (check, index), "padding");

  if (padding == NULL)
    return NULL;
  return strcmp (padding, "same") == 0 ? "valid" : "same";
}

/* The last layer whose other padding, @wanted, alone makes the sizes meet, or -1. */
static int
find_padding (const WbCheck *check, const char *wanted, AeModel **fixed)
{
  for (guint i = check->n_layers - 1; i > 0; i--)
    {
      const char *padding = other_padding (check, i);

      if (g_strcmp0 (padding, wanted) != 0)
        continue;
      *fixed = wb_model_accept (wb_model_set (check->model, i, "padding", padding));
      if (*fixed != NULL)
        return (int) i;
    }
  return -1;
}

/* Takes the rim off an output that is too large; NULL where it is not. */
static AeModel *
crop_output (const WbCheck *check, AeModel *model)
{
  guint n = ae_model_get_n_layers (model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n);
  const AeShape *target = wb_check_target (check), *output = &shapes[n - 1];
  g_autofree char *options = NULL;
  guint rows, columns;

  if (!ae_model_infer (model, shapes, NULL, NULL) || output->rank != 3 || target->rank != 3
      || output->dims[0] < target->dims[0] || output->dims[1] < target->dims[1])
    return NULL;
  rows = output->dims[0] - target->dims[0];
  columns = output->dims[1] - target->dims[1];
  if (rows == 0 && columns == 0)
    return NULL;
  options = g_strdup_printf ("cropping=%u,%u,%u,%u", rows / 2, rows - rows / 2, columns / 2,
                             columns - columns / 2);
  return wb_model_accept (wb_model_insert (model, n, "Cropping2D", options));
}

/* Puts a rim around what the last layer gets, or around an output that is too
 * small; NULL where it is not. */
static AeModel *
pad_output (const WbCheck *check)
{
  const AeShape *target = wb_check_target (check), *output = get_output (check);
  guint rows = target->dims[0] - output->dims[0], columns = target->dims[1] - output->dims[1];
  g_autofree char *options = NULL;
  AeModel *model;

  if (output->dims[0] > target->dims[0] || output->dims[1] > target->dims[1]
      || rows * 4 > target->dims[0] || columns * 4 > target->dims[1])
    return NULL;
  options = g_strdup_printf ("padding=%u,%u,%u,%u", rows / 2, rows - rows / 2, columns / 2,
                             columns - columns / 2);
  model = wb_model_accept (
    wb_model_insert (check->model, check->n_layers - 1, "ZeroPadding2D", options));
  return model != NULL ? model
                       : wb_model_accept (
                         wb_model_insert (check->model, check->n_layers, "ZeroPadding2D", options));
}

static void
add_crop_fixes (const WbCheck *check, WbProblem *problem)
{
  AeModel *cropped = crop_output (check, check->model);

  wb_problem_add_fix (problem, g_strdup (_ ("Crop the output")), cropped);
  if (cropped != NULL)
    return;
  for (guint i = 1; i < check->n_layers; i++)
    {
      const char *padding = other_padding (check, i);
      g_autoptr (AeModel) larger = NULL;

      if (g_strcmp0 (padding, "same") != 0 || problem->n_fixes >= WB_MAX_FIXES - 2)
        continue;
      larger = wb_model_set (check->model, i, "padding", padding);
      if (larger != NULL)
        wb_problem_add_fix (problem,
                            g_strdup_printf (_ ("Use same padding in layer %u and crop the output"),
                                             i + 1),
                            crop_output (check, larger));
    }
}

/* Whether images of @height and @width come back in the same size along one
 * axis; convolutions and pooling do not mix the axes. */
static gboolean
returns_side (const WbCheck *check, guint axis, guint height, guint width)
{
  g_autoptr (AeModel) model = ae_model_with_input (check->model,
                                                   &AE_SHAPE (3, height, width,
                                                              wb_check_target (check)->dims[2]));
  g_autofree AeShape *shapes = g_new0 (AeShape, check->n_layers);
  const AeShape *output = &shapes[check->n_layers - 1];

  return ae_model_infer (model, shapes, NULL, NULL) && output->rank == 3
         && output->dims[axis] == (axis == 0 ? height : width);
}

/* The size nearest to the images', from @smallest rows less on, that comes
 * back as it went in; FALSE where there is none near. */
static gboolean
find_size (const WbCheck *check, int smallest, guint size[2])
{
  const guint *dims = wb_check_target (check)->dims;

  for (guint axis = 0; axis < 2; axis++)
    {
      gboolean found = FALSE;

      for (int by = 0; by <= MAX_REFIT && !found; by++)
        for (int sign = 1; sign >= smallest && !found; sign -= 2)
          {
            gint64 side = (gint64) dims[axis] + sign * by;

            size[axis] = (guint) side;
            found = side * 4 >= (gint64) dims[axis] * 3
                    && returns_side (check, axis, axis == 0 ? size[0] : dims[0],
                                     axis == 0 ? dims[1] : size[1]);
          }
      if (!found)
        return FALSE;
    }
  return TRUE;
}

static void
add_fit (const WbCheck *check, WbProblem *problem, char *label, const DsFit *fit)
{
  guint channels = wb_check_target (check)->dims[2];
  AeModel *model = ae_model_with_input (check->model,
                                        &AE_SHAPE (3, fit->height, fit->width, channels));
  guint before = problem->n_fixes;

  wb_problem_add_fix (problem, label, wb_model_accept (model));
  if (problem->n_fixes > before)
    problem->fixes[before].fit = g_memdup2 (fit, sizeof *fit);
}

/* The last layer without which the model fits, or -1. */
static int
find_needless (const WbCheck *check)
{
  for (guint i = check->n_layers - 1; i > 0; i--)
    {
      g_autoptr (AeModel) model = NULL;

      if (ae_shape_equal (&check->shapes[i - 1], &check->shapes[i]))
        continue;
      model = ae_model_remove (check->model, i);
      if (ae_model_returns_input (model) && wb_loss_suits (model, check->recipe))
        return (int) i;
    }
  return -1;
}

/* Kernels are odd: an even one without padding that is the cause, or -1. */
static int
find_kernel (const WbCheck *check, AeModel **fixed)
{
  for (guint i = 1; i < check->n_layers; i++)
    {
      const AeLayer *layer = wb_check_layer (check, i);
      AeValue kernel;

      if (!wb_layer_get (layer, "kernel_size", &kernel) || kernel.sizes.rank != 2
          || kernel.sizes.dims[0] % 2 != 0)
        continue;
      for (int by = 1; by >= -1 && *fixed == NULL; by -= 2)
        {
          guint side = kernel.sizes.dims[0] + (guint) by;
          g_autofree char *text = g_strdup_printf ("%u,%u", side, side);

          *fixed = wb_model_accept (wb_model_set (check->model, i, "kernel_size", text));
        }
      if (*fixed != NULL)
        return (int) i;
    }
  return -1;
}

/* Images of another size: it is the data that changes, and the Input with it. */
static void
add_data_fixes (const WbCheck *check, WbProblem *problem)
{
  guint size[2];

  if (check->facts->shape.rank != 3
      || !ae_shape_equal (&check->facts->shape, wb_check_target (check)))
    return;
  if (find_size (check, 1, size))
    add_fit (check, problem, g_strdup_printf (_ ("Pad the images to %u×%u"), size[0], size[1]),
             &(DsFit) { DS_FIT_PAD, size[0], size[1] });
  if (find_size (check, -1, size))
    add_fit (check, problem, g_strdup_printf (_ ("Resize the images to %u×%u"), size[0], size[1]),
             &(DsFit) { DS_FIT_RESIZE, size[0], size[1] });
}

/* The last LSTM of a series outputs numbers from -1 to 1: with as many units as
 * there are features it is still no reconstruction, behind a Dense it is one. */
static void
add_step_fix (const WbCheck *check, WbProblem *problem)
{
  const AeShape *target = wb_check_target (check), *output = get_output (check);
  guint features = target->dims[1];
  g_autofree char *options = NULL, *label = NULL;

  if (target->rank != 2 || output->rank != 2 || output->dims[0] != target->dims[0]
      || strcmp (wb_check_layer (check, check->n_layers - 1)->klass->type, "LSTM") != 0)
    return;
  options = g_strdup_printf ("units=%u,activation=sigmoid", features);
  label = g_strdup_printf (ngettext ("Add a last Dense with %u unit",
                                     "Add a last Dense with %u units", features),
                           features);
  wb_problem_add_fix (problem, g_steal_pointer (&label),
                      wb_model_accept (
                        wb_model_insert (check->model, check->n_layers, "Dense", options)));
}

/* Layers that say by themselves how long their output is. */
static void
add_length_fixes (const WbCheck *check, WbProblem *problem)
{
  const AeShape *target = wb_check_target (check), *output = get_output (check);
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, ae_shape_size (target));
  gsize values = ae_shape_size (target);
  g_autofree char *features = g_strdup_printf ("%" G_GSIZE_FORMAT, values / output->dims[0]);
  g_autofree char *steps = g_strdup_printf ("%" G_GSIZE_FORMAT, values / ae_shape_last (output));
  g_autofree char *output_options = g_strdup_printf ("units=%s,activation=sigmoid", size);
  g_autofree char *size_text = wb_format_count (ae_shape_size (target));
  const char *units = output->rank == 1 ? size : features;
  gsize n_units = output->rank == 1 ? values : values / output->dims[0];
  guint n = check->n_layers;

  wb_problem_add_fix (problem,
                      g_strdup_printf (ngettext ("Set layer %u to %s unit",
                                                 "Set layer %u to %s units", n_units),
                                       n, output->rank == 1 ? size_text : features),
                      wb_model_accept (wb_model_set (check->model, n - 1, "units", units)));
  for (guint i = 1; i < n; i++)
    if (strcmp (wb_check_layer (check, i)->klass->type, "RepeatVector") == 0)
      wb_problem_add_fix (problem,
                          g_strdup_printf (_ ("Repeat %s times in layer %u"), steps, i + 1),
                          wb_model_accept (wb_model_set (check->model, i, "n", steps)));
  if (output->rank != 1 && problem->n_fixes > 0)
    {
      add_step_fix (check, problem);
      return;
    }
  wb_problem_add_fix (problem, g_strdup_printf (_ ("Add a last Dense with %s units"), size_text),
                      wb_model_accept (wb_model_insert (check->model, n, "Dense", output_options)));
}

/* A model that ends with its narrowest layer has no decoder yet. */
static void
add_mirror_fix (const WbCheck *check, WbProblem *problem)
{
  g_autoptr (WbProject) project = wb_project_new (check->model, check->recipe);
  guint last = check->n_layers - 1, before = problem->n_fixes;

  for (guint i = 0; i < last; i++)
    if (ae_shape_size (&check->shapes[i]) <= ae_shape_size (&check->shapes[last]))
      return;
  if (!wb_mirror_build (project, NULL))
    return;
  wb_problem_add_fix (problem, g_strdup (_ ("Mirror the encoder")), ae_model_ref (project->model));
  problem->fixes[before].mirrors = TRUE;
}

static char *
explain_rounding (const WbCheck *check, guint index)
{
  guint axis = (guint) find_rounded_axis (check, index), factors[2];
  guint before = check->shapes[index - 1].dims[axis], after = check->shapes[index].dims[axis];

  wb_layer_get_scale (wb_check_layer (check, index), factors);
  return g_strdup_printf (after * factors[axis] > before
                            ? _ ("In layer %u the pooling %u → %u rounds up, so up-sampling "
                                 "returns %u.")
                            : _ ("In layer %u the pooling %u → %u rounds down, so up-sampling "
                                 "returns %u."),
                          index + 1, before, after, after * factors[axis]);
}

static char *
explain_padding (const WbCheck *check, guint index)
{
  g_autofree char *in = ae_shape_to_string (&check->shapes[index - 1]);
  g_autofree char *out = ae_shape_to_string (&check->shapes[index]);

  return g_strdup_printf (_ ("Layer %u makes %s of %s (padding %s), and all that follows goes by "
                             "that."),
                          index + 1, out, in,
                          wb_layer_get_choice (wb_check_layer (check, index), "padding"));
}

static char *
explain_last (const WbCheck *check)
{
  g_autofree char *last = wb_check_name_layer (check, check->n_layers - 1);

  return g_strdup_printf (_ ("%s, outputs the reconstruction."), last);
}

static char *
explain_needless (const WbCheck *check, guint index)
{
  g_autofree char *name = wb_check_name_layer (check, index);
  g_autofree char *in = wb_check_name_shape (&check->shapes[index - 1]);
  g_autofree char *out = wb_check_name_shape (&check->shapes[index]);

  return g_strdup_printf (_ ("%s, makes %s of %s; without it the sizes meet."), name, out, in);
}

static char *
explain_kernel (const WbCheck *check, guint index)
{
  g_autofree char *name = wb_check_name_layer (check, index);

  return g_strdup_printf (_ ("%s, has an even kernel, and all that follows goes by its size."),
                          name);
}

/**
 * Cause: one place at which a change makes the sizes meet.
 * @layer: its number
 * @why: (transfer full)
 * @label: (transfer full): of the fix
 * @fixed: (transfer full): the model after it
 * @needless: a layer without which the sizes meet, or -1
 */
typedef struct
{
  int layer;
  char *why;
  char *label;
  AeModel *fixed;
  int needless;
} Cause;

static gboolean
blame_kernel (const WbCheck *check, Cause *cause)
{
  cause->layer = find_kernel (check, &cause->fixed);
  if (cause->layer < 0)
    return FALSE;
  cause->why = explain_kernel (check, (guint) cause->layer);
  cause->label = g_strdup_printf (_ ("Use an odd kernel in layer %d"), cause->layer + 1);
  return TRUE;
}

static gboolean
blame_padding (const WbCheck *check, const char *wanted, Cause *cause)
{
  cause->layer = find_padding (check, wanted, &cause->fixed);
  if (cause->layer < 0)
    return FALSE;
  cause->why = explain_padding (check, (guint) cause->layer);
  cause->label = g_strdup_printf (_ ("Use %s padding in layer %d"), wanted, cause->layer + 1);
  return TRUE;
}

/* A recurrent layer that is to output all its steps, or the last alone. */
static gboolean
blame_sequences (const WbCheck *check, Cause *cause)
{
  for (guint i = check->n_layers - 1; i > 0; i--)
    {
      AeValue all;

      if (!wb_layer_get (wb_check_layer (check, i), "return_sequences", &all))
        continue;
      cause->fixed = wb_model_accept (
        wb_model_set (check->model, i, "return_sequences", all.integer ? "false" : "true"));
      if (cause->fixed == NULL)
        continue;
      cause->layer = (int) i;
      cause->label = g_strdup_printf (all.integer ? _ ("Return the last step in layer %u")
                                                  : _ ("Return all steps in layer %u"),
                                      i + 1);
      cause->why = g_strdup_printf (all.integer ? _ ("Layer %u returns all its steps.")
                                                : _ ("Layer %u returns its last step alone."),
                                    i + 1);
      return TRUE;
    }
  return FALSE;
}

static Cause
find_cause (const WbCheck *check)
{
  Cause cause = { .needless = find_needless (check) };

  if (blame_kernel (check, &cause) || blame_padding (check, "same", &cause)
      || blame_sequences (check, &cause))
    return cause;
  if ((cause.layer = cause.needless) > 0)
    cause.why = explain_needless (check, (guint) cause.layer);
  else if (blame_padding (check, "valid", &cause))
    return cause;
  else if ((cause.layer = find_rounding (check)) > 0)
    cause.why = explain_rounding (check, (guint) cause.layer);
  else
    {
      cause.layer = (int) check->n_layers - 1;
      cause.why = explain_last (check);
    }
  return cause;
}

static void
add_needless_fix (const WbCheck *check, WbProblem *problem, guint index)
{
  wb_problem_add_fix (problem,
                      g_strdup_printf (_ ("Remove layer %u, %s"), index + 1,
                                       wb_check_layer (check, index)->klass->type),
                      ae_model_remove (check->model, index));
}

void
wb_rule_size (WbCheck *check)
{
  const AeShape *target = wb_check_target (check);
  g_autofree char *output_name = wb_check_name_shape (get_output (check));
  g_autofree char *target_name = wb_check_name_shape (target);
  WbProblem *problem;
  Cause cause;

  if (ae_model_returns_input (check->model))
    return;
  cause = find_cause (check);
  problem = wb_check_report (check, cause.layer, WB_SEVERITY_ERROR, "S1");
  problem->title = g_strdup (_ ("The reconstruction has another size"));
  problem->happened = g_strdup_printf (_ ("The reconstruction is %s."), output_name);
  problem->expected = g_strdup_printf (_ ("The samples are %s."), target_name);
  problem->why = cause.why;
  wb_problem_add_fix (problem, cause.label, cause.fixed);
  if (cause.needless > 0)
    add_needless_fix (check, problem, (guint) cause.needless);
  add_mirror_fix (check, problem);
  if (get_output (check)->rank == 3 && target->rank == 3)
    {
      add_crop_fixes (check, problem);
      if (cause.fixed == NULL)
        wb_problem_add_fix (problem, g_strdup (_ ("Pad the output")), pad_output (check));
      add_data_fixes (check, problem);
    }
  add_length_fixes (check, problem);
}
