/* SPDX-License-Identifier: MIT */
/* The size contract: the reconstruction has as many values as a sample, and
 * where both are images as many rows, columns and channels (S1, S2). The layer
 * at fault is rarely the last one: it is found by trying which change mends.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/checker-private.h"
#include "app/mirror.h"

/* So many rows more or less are tried for the images. */
#define MAX_REFIT 32

static const AeShape *
get_output (const WbCheck *check)
{
  return &check->shapes[check->n_layers - 1];
}

/** S2: an image of other channels. */
void
wb_rule_channels (WbCheck *check)
{
  const AeShape *output = get_output (check), *target = wb_check_target (check);
  guint n = check->n_layers;
  g_autofree char *filters = NULL, *last = NULL, *options = NULL;
  WbProblem *problem;

  if (output->rank != 3 || target->rank != 3 || output->dims[0] != target->dims[0]
      || output->dims[1] != target->dims[1] || output->dims[2] == target->dims[2])
    return;
  filters = g_strdup_printf ("%u", target->dims[2]);
  last = wb_check_name_layer (check, n - 1);
  problem = wb_check_report (check, (int) n - 1, WB_SEVERITY_ERROR, "S2");
  problem->title = g_strdup (_("The reconstruction has other channels"));
  problem->happened = g_strdup_printf (ngettext ("The output has %u channel.",
                                                 "The output has %u channels.", output->dims[2]),
                                       output->dims[2]);
  problem->expected = g_strdup_printf (_("The images have %s."), filters);
  problem->why = g_strdup_printf (_("%s, gives out as many channels as it has filters."), last);
  options = g_strdup_printf ("filters=%s,kernel_size=3,padding=same,activation=sigmoid",
                             filters);
  wb_problem_add_fix (problem, g_strdup_printf (ngettext ("Add a last Conv2D with %s filter",
                                                          "Add a last Conv2D with %s filters",
                                                          target->dims[2]),
                                                filters),
                      wb_model_keep (wb_model_insert (check->model, n, "Conv2D",
                                                            options)));
  wb_problem_add_fix (problem, g_strdup_printf (ngettext ("Set layer %u to %s filter",
                                                          "Set layer %u to %s filters",
                                                          target->dims[2]),
                                                n, filters),
                      wb_model_keep (wb_model_set (check->model, n - 1, "filters",
                                                         filters)));
}

/* The layer whose rounding the way back cannot undo: 15 rows to 8. */
static int
find_rounding (const WbCheck *check)
{
  for (guint i = 1; i < check->n_layers; i++)
    {
      const AeShape *x = &check->shapes[i - 1], *y = &check->shapes[i];

      for (guint axis = 0; x->rank == y->rank && axis + 1 < x->rank; axis++)
        if (y->dims[axis] < x->dims[axis] && x->dims[axis] >= y->dims[axis] + y->dims[axis] / 2
            && x->dims[axis] % y->dims[axis] != 0
            && wb_layer_get (wb_check_layer (check, i), "pool_size", &(AeValue) { 0 }))
          return (int) i;
    }
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

/* The last layer whose other padding alone makes the sizes meet, or -1. */
static int
find_padding (const WbCheck *check, AeModel **mended)
{
  for (guint i = check->n_layers - 1; i > 0; i--)
    {
      const char *padding = other_padding (check, i);

      if (padding == NULL)
        continue;
      *mended = wb_model_keep (wb_model_set (check->model, i, "padding", padding));
      if (*mended != NULL)
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
  return wb_model_keep (wb_model_insert (model, n, "Cropping2D", options));
}

static void
add_crop_fixes (const WbCheck *check, WbProblem *problem)
{
  AeModel *cropped = crop_output (check, check->model);

  wb_problem_add_fix (problem, g_strdup (_("Crop the output")), cropped);
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
                            g_strdup_printf (_("Use same padding in layer %u and crop the output"),
                                             i + 1),
                            crop_output (check, larger));
    }
}

/* Whether images of @height and @width come back in the same size along one
 * axis; convolutions and pooling do not mix the axes. */
static gboolean
returns_side (const WbCheck *check, guint axis, guint height, guint width)
{
  g_autoptr (AeModel) model = ae_model_with_input (
    check->model, &AE_SHAPE (3, height, width, wb_check_target (check)->dims[2]));
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
            found = side >= 1
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

  wb_problem_add_fix (problem, label, wb_model_keep (model));
  if (problem->n_fixes > before)
    problem->fixes[before].fit = g_memdup2 (fit, sizeof *fit);
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
    add_fit (check, problem,
             g_strdup_printf (_("Pad the images to %u×%u"), size[0], size[1]),
             &(DsFit) { DS_FIT_PAD, size[0], size[1] });
  if (find_size (check, -1, size))
    add_fit (check, problem,
             g_strdup_printf (_("Resize the images to %u×%u"), size[0], size[1]),
             &(DsFit) { DS_FIT_RESIZE, size[0], size[1] });
}

/* Layers that say by themselves how long their output is. */
static void
add_length_fixes (const WbCheck *check, WbProblem *problem)
{
  const AeShape *target = wb_check_target (check), *output = get_output (check);
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, ae_shape_size (target));
  g_autofree char *features = g_strdup_printf ("%u", ae_shape_last (target));
  g_autofree char *steps = g_strdup_printf ("%u", target->dims[0]);
  g_autofree char *output_options = g_strdup_printf ("units=%s,activation=sigmoid", size);
  g_autofree char *size_text = wb_format_count (ae_shape_size (target));
  const char *units = output->rank == 1 ? size : features;
  guint n = check->n_layers;

  wb_problem_add_fix (problem, g_strdup_printf (_("Set layer %u to %s units"), n,
                                                output->rank == 1 ? size_text : features),
                      wb_model_keep (wb_model_set (check->model, n - 1, "units", units)));
  for (guint i = 1; i < n; i++)
    if (strcmp (wb_check_layer (check, i)->klass->type, "RepeatVector") == 0)
      wb_problem_add_fix (problem, g_strdup_printf (_("Repeat %s times in layer %u"), steps, i + 1),
                          wb_model_keep (wb_model_set (check->model, i, "n", steps)));
  if (output->rank != 1 && problem->n_fixes > 0)
    return;
  wb_problem_add_fix (problem, g_strdup_printf (_("Add a last Dense with %s units"), size_text),
                      wb_model_keep (wb_model_insert (check->model, n, "Dense",
                                                            output_options)));
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
  wb_problem_add_fix (problem, g_strdup (_("Mirror the encoder")), ae_model_ref (project->model));
  problem->fixes[before].mirrors = TRUE;
}

static char *
explain_rounding (const WbCheck *check, guint index)
{
  const AeShape *x = &check->shapes[index - 1], *y = &check->shapes[index];
  guint axis = x->dims[0] % y->dims[0] != 0 ? 0 : 1;
  guint factor = (x->dims[axis] + y->dims[axis] - 1) / y->dims[axis];

  return g_strdup_printf (factor * y->dims[axis] > x->dims[axis]
                            ? _("In layer %u the pooling %u → %u rounds up, so up-sampling "
                                "returns %u.")
                            : _("In layer %u the pooling %u → %u rounds down, so up-sampling "
                                "returns %u."),
                          index + 1, x->dims[axis], y->dims[axis],
                          factor * y->dims[axis] > x->dims[axis]
                            ? factor * y->dims[axis]
                            : (x->dims[axis] / y->dims[axis]) * y->dims[axis]);
}

static char *
explain_padding (const WbCheck *check, guint index)
{
  g_autofree char *in = ae_shape_to_string (&check->shapes[index - 1]);
  g_autofree char *out = ae_shape_to_string (&check->shapes[index]);

  return g_strdup_printf (_("Layer %u makes %s of %s (padding %s), and all that follows goes by "
                            "that."), index + 1, out, in,
                          wb_layer_get_choice (wb_check_layer (check, index), "padding"));
}

static char *
explain_last (const WbCheck *check)
{
  g_autofree char *last = wb_check_name_layer (check, check->n_layers - 1);

  return g_strdup_printf (_("%s, gives out the reconstruction."), last);
}

/** S1: the reconstruction has another size than the samples. */
void
wb_rule_size (WbCheck *check)
{
  const AeShape *target = wb_check_target (check);
  g_autofree char *output_name = wb_check_name_shape (get_output (check));
  g_autofree char *target_name = wb_check_name_shape (target);
  AeModel *mended = NULL;
  WbProblem *problem;
  int guilty, rounding;

  if (wb_model_fits (check->model))
    return;
  guilty = find_padding (check, &mended);
  rounding = guilty < 0 ? find_rounding (check) : -1;
  problem = wb_check_report (check, guilty >= 0 ? guilty : rounding, WB_SEVERITY_ERROR, "S1");
  if (problem->layer < 0)
    problem->layer = problem->last_layer = (int) check->n_layers - 1;
  problem->title = g_strdup (_("The reconstruction has another size"));
  problem->happened = g_strdup_printf (_("The reconstruction is %s."), output_name);
  problem->expected = g_strdup_printf (_("The samples are %s."), target_name);
  if (guilty >= 0)
    problem->why = explain_padding (check, (guint) guilty);
  else
    problem->why = rounding >= 0 ? explain_rounding (check, (guint) rounding)
                                 : explain_last (check);
  wb_problem_add_fix (problem, g_strdup_printf (_("Use %s padding in layer %d"),
                                                guilty >= 0
                                                  ? other_padding (check, (guint) guilty)
                                                  : "other", guilty + 1),
                      mended);
  add_mirror_fix (check, problem);
  if (get_output (check)->rank == 3 && target->rank == 3)
    {
      add_crop_fixes (check, problem);
      add_data_fixes (check, problem);
    }
  add_length_fixes (check, problem);
}
