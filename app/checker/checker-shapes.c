/* SPDX-License-Identifier: MIT */
/* Rules about what a layer is given: the Input and the data (M1), a model of
 * one layer (M2), the kind of sample (S3), Reshape (S4), kernels (S5), and
 * whatever else a layer refuses (M3). All but the first two look at the first
 * layer that cannot run, and use that classes name their options alike.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/checker/checker-private.h"

static const AeShape *
get_input (const WbCheck *check)
{
  return &check->shapes[check->culprit - 1];
}

/* For samples of another shape; NULL where the last layer does not say by
 * itself how much it outputs. */
static AeModel *
set_both_ends (const AeModel *model, const AeShape *shape)
{
  g_autoptr (AeModel) begun = ae_model_with_input (model, shape);
  guint last = ae_model_get_n_layers (model) - 1;
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, ae_shape_size (shape));
  g_autofree char *channels = g_strdup_printf ("%u", ae_shape_last (shape));
  const char *const options[] = { "units", size, "units", channels, "filters", channels };
  AeModel *done = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (options) && done == NULL && last > 0; i += 2)
    done = wb_model_accept (wb_model_set (begun, last, options[i], options[i + 1]));
  return done;
}

void
wb_rule_input (WbCheck *check)
{
  const AeShape *data = &check->facts->shape, *input = wb_check_target (check);
  g_autofree char *data_name = NULL, *input_name = NULL, *size = NULL;
  WbProblem *problem;

  if (data->rank == 0 || input->rank == 0 || ae_shape_equal (data, input))
    return;
  data_name = wb_check_name_shape (data);
  input_name = wb_check_name_shape (input);
  size = ae_shape_to_string (data);
  problem = wb_check_report (check, 0, WB_SEVERITY_ERROR, "M1");
  problem->title = g_strdup (_ ("The data does not fit the Input"));
  problem->happened = g_strdup_printf (_ ("A sample of the data is %s."), data_name);
  problem->expected = g_strdup_printf (_ ("The Input was made for %s."), input_name);
  problem->why = g_strdup (_ ("The model was made for other data."));
  wb_problem_add_fix (problem, g_strdup_printf (_ ("Set the Input to %s"), size),
                      ae_model_with_input (check->model, data));
  wb_problem_add_fix (problem, g_strdup_printf (_ ("Set Input and output to %s"), size),
                      set_both_ends (check->model, data));
}

void
wb_rule_empty (WbCheck *check)
{
  gsize size = ae_shape_size (wb_check_target (check));
  gboolean series = wb_check_target (check)->rank == 2;
  g_autofree char *output = g_strdup_printf ("units=%" G_GSIZE_FORMAT ",activation=sigmoid", size);
  AeModel *model, *longer;
  WbProblem *problem;

  if (check->n_layers > 1)
    return;
  problem = wb_check_report (check, 0, WB_SEVERITY_ERROR, "M2");
  problem->title = g_strdup (_ ("The model has no layers yet"));
  problem->happened = g_strdup (_ ("There is only the Input, and nothing that learns."));
  problem->expected = g_strdup (_ ("An autoencoder narrows the samples to a code and makes "
                                   "them again from it."));
  problem->why = g_strdup (_ ("A blank model is there to be built: add layers to it in the window, "
                              "or begin with another template."));
  model = wb_model_insert (check->model, 1, "Dense", "units=32,activation=relu");
  longer = wb_model_insert (model, 2, "Dense", output);
  if (longer != NULL && series)
    {
      g_autoptr (AeModel) flat = longer;

      longer = wb_model_insert (flat, 1, "Flatten", "");
    }
  ae_model_unref (model);
  wb_problem_add_fix (problem, g_strdup (_ ("Add Dense 32 and an output")), longer);
}

/* Whether the class has a test example with samples of this rank: what it is
 * made for. */
static gboolean
takes_rank (const AeLayerClass *klass, guint rank)
{
  for (const AeProbe *probe = klass->probes; probe != NULL && probe->options != NULL; probe++)
    if (probe->x_shape.rank == rank)
      return TRUE;
  return FALSE;
}

static const char *
name_rank (guint rank)
{
  static const char *const names[] = {
    N_ ("a sample"),
    N_ ("a list of numbers"),
    N_ ("time × features"),
    N_ ("height × width × channels"),
  };

  return _ (names[MIN (rank, 3)]);
}

static guint
find_rank (const AeLayerClass *klass)
{
  for (guint rank = 3; rank > 1; rank--)
    if (takes_rank (klass, rank))
      return rank;
  return 1;
}

/* Side of the square of @n values, 0 where there is none. */
static guint
find_side (gsize n)
{
  guint side = 1;

  while ((gsize) side * side < n)
    side++;
  return (gsize) side * side == n ? side : 0;
}

/* A shape of @rank with @size values: the mirror image of one that the encoder
 * had, the samples' own, or a square of few channels. */
static gboolean
find_shape (const WbCheck *check, guint rank, gsize size, AeShape *shape)
{
  for (int i = check->culprit - 1; i >= 0; i--)
    if (check->shapes[i].rank == rank && ae_shape_size (&check->shapes[i]) == size)
      {
        *shape = check->shapes[i];
        return TRUE;
      }
  if (rank == 2 && get_input (check)->rank == 3)
    {
      *shape = AE_SHAPE (2, get_input (check)->dims[0],
                         get_input (check)->dims[1] * get_input (check)->dims[2]);
      return TRUE;
    }
  for (guint channels = 1; channels <= 64 && channels <= size; channels++)
    {
      guint side = size % channels == 0 ? find_side (size / channels) : 0;

      *shape = rank == 3 ? AE_SHAPE (3, side, side, channels) : AE_SHAPE (2, side, side);
      if (side > 1 && (rank == 3 || channels == 1))
        return TRUE;
    }
  return FALSE;
}

static AeModel *
reshape_before (const WbCheck *check, guint index, const AeShape *shape)
{
  g_autofree char *options = g_strdup_printf ("target_shape=%u,%u,%u", shape->dims[0],
                                              shape->dims[1], shape->dims[2]);

  if (shape->rank == 2)
    *strrchr (options, ',') = '\0';
  return wb_model_insert (check->model, index, "Reshape", options);
}

static AeModel *
accept_if_reaches (AeModel *model, guint n_layers)
{
  if (model == NULL || wb_model_reaches (model, n_layers))
    return model;
  ae_model_unref (model);
  return NULL;
}

/* The layer that made a list of the image, if the culprit can stand before it. */
static AeModel *
move_before_flatten (const WbCheck *check)
{
  for (int i = check->culprit - 1; i > 0; i--)
    if (strcmp (wb_check_layer (check, (guint) i)->klass->type, "Flatten") == 0)
      return accept_if_reaches (ae_model_move (check->model, (guint) check->culprit, (guint) i),
                                (guint) i + 2);
  return NULL;
}

/* How many steps the decoder is to write: those of the series that is read. */
static guint
find_steps (const WbCheck *check)
{
  for (int i = 0; i < check->culprit; i++)
    if (check->shapes[i].rank == 2)
      return check->shapes[i].dims[0];
  return wb_check_target (check)->dims[0];
}

static gboolean
is_repeated_later (const WbCheck *check)
{
  for (guint i = (guint) check->culprit + 1; i < check->n_layers; i++)
    if (strcmp (wb_check_layer (check, i)->klass->type, "RepeatVector") == 0)
      return TRUE;
  return FALSE;
}

static void
add_repeat_fix (const WbCheck *check, WbProblem *problem)
{
  guint index = (guint) check->culprit, steps = find_steps (check);
  g_autofree char *options = g_strdup_printf ("n=%u", steps);

  wb_problem_add_fix (
    problem, g_strdup_printf (_ ("Insert RepeatVector %u"), steps),
    accept_if_reaches (wb_model_insert (check->model, index, "RepeatVector", options), index + 2));
}

/* The recurrent layer before, if all its steps or the last one alone help. */
static void
add_sequences_fix (const WbCheck *check, WbProblem *problem, gboolean all)
{
  for (int i = check->culprit - 1; i > 0; i--)
    {
      AeValue value;

      if (!wb_layer_get (wb_check_layer (check, (guint) i), "return_sequences", &value))
        continue;
      if ((value.integer != 0) != all)
        wb_problem_add_fix (problem,
                            g_strdup_printf (all ? _ ("Return all steps in layer %u")
                                                 : _ ("Return the last step in layer %u"),
                                             (guint) i + 1),
                            accept_if_reaches (wb_model_set (check->model, (guint) i,
                                                             "return_sequences",
                                                             all ? "true" : "false"),
                                               (guint) check->culprit + 1));
      return;
    }
}

static void
add_series_fixes (const WbCheck *check, WbProblem *problem)
{
  gboolean reads = is_repeated_later (check);

  if (reads)
    add_sequences_fix (check, problem, TRUE);
  add_repeat_fix (check, problem);
  if (!reads)
    add_sequences_fix (check, problem, TRUE);
}

/* The layer that gave the values the shape that does not do. */
static void
add_remove_fixes (const WbCheck *check, WbProblem *problem)
{
  guint index = (guint) check->culprit, before = index - 1;

  while (before > 1 && check->shapes[before - 1].rank == check->shapes[before].rank)
    before--;
  if (before > 0)
    wb_problem_add_fix (problem,
                        g_strdup_printf (_ ("Remove layer %u, %s"), before + 1,
                                         wb_check_layer (check, before)->klass->type),
                        wb_model_accept (ae_model_remove (check->model, before)));
  wb_problem_add_fix (problem, g_strdup (_ ("Remove it")), ae_model_remove (check->model, index));
}

static void
add_kind_fixes (WbCheck *check, WbProblem *problem, guint rank)
{
  guint index = (guint) check->culprit;
  const AeShape *input = get_input (check);
  g_autofree char *text = NULL;
  AeShape shape;

  if (rank == 1)
    {
      add_sequences_fix (check, problem, FALSE);
      wb_problem_add_fix (problem, g_strdup (_ ("Insert Flatten")),
                          accept_if_reaches (wb_model_insert (check->model, index, "Flatten", ""),
                                             index + 2));
    }
  else if (rank == 2 && input->rank == 1 && check->shapes[0].rank != 1)
    add_series_fixes (check, problem);
  if (rank != 1 && find_shape (check, rank, ae_shape_size (input), &shape))
    {
      text = ae_shape_to_string (&shape);
      wb_problem_add_fix (problem, g_strdup_printf (_ ("Insert Reshape to %s"), text),
                          accept_if_reaches (reshape_before (check, index, &shape), index + 2));
    }
  wb_problem_add_fix (problem, g_strdup (_ ("Move it before Flatten")),
                      move_before_flatten (check));
  add_remove_fixes (check, problem);
}

void
wb_rule_kind (WbCheck *check)
{
  const AeLayerClass *klass;
  g_autofree char *name = NULL;
  WbProblem *problem;
  guint rank;

  if (check->culprit < 1)
    return;
  klass = wb_check_layer (check, (guint) check->culprit)->klass;
  if (klass->probes == NULL || takes_rank (klass, get_input (check)->rank))
    return;
  rank = find_rank (klass);
  name = wb_check_name_shape (get_input (check));
  problem = wb_check_report (check, check->culprit, WB_SEVERITY_ERROR, "S3");
  problem->title = g_strdup_printf (_ ("%s cannot take this"), klass->title);
  problem->happened = g_strdup_printf (_ ("What comes in is %s."), name);
  problem->expected = g_strdup_printf (_ ("%s needs %s."), klass->type, name_rank (rank));
  problem->why = g_strdup_printf (_ ("Layer %d, %s, gives it out."), check->culprit,
                                  wb_check_layer (check, (guint) check->culprit - 1)->klass->type);
  add_kind_fixes (check, problem, rank);
}

void
wb_rule_reshape (WbCheck *check)
{
  AeValue target;
  AeShape other;
  g_autofree char *text = NULL, *product = NULL, *size = NULL, *other_text = NULL;
  const AeLayer *layer;
  WbProblem *problem;
  guint index = (guint) check->culprit;

  if (check->culprit < 1)
    return;
  layer = wb_check_layer (check, index);
  if (strcmp (layer->klass->type, "Reshape") != 0 || !wb_layer_get (layer, "target_shape", &target))
    return;
  text = ae_shape_to_string (&target.sizes);
  product = g_strdup_printf ("%" G_GSIZE_FORMAT, ae_shape_size (&target.sizes));
  size = wb_format_count (ae_shape_size (get_input (check)));
  problem = wb_check_report (check, check->culprit, WB_SEVERITY_ERROR, "S4");
  problem->title = g_strdup (_ ("The numbers of Reshape do not multiply"));
  problem->happened = g_strdup_printf (_ ("%s numbers come in."), size);
  problem->expected = g_strdup_printf (_ ("Reshape to %s needs %s numbers."), text, product);
  problem->why = g_strdup (_ ("Reshape sees the same numbers with another shape; it adds and "
                              "drops none."));
  wb_problem_add_fix (problem, g_strdup_printf (_ ("Set layer %u to %s units"), index, product),
                      accept_if_reaches (wb_model_set (check->model, index - 1, "units", product),
                                         index + 1));
  if (find_shape (check, target.sizes.rank, ae_shape_size (get_input (check)), &other))
    {
      other_text = ae_shape_to_string (&other);
      wb_problem_add_fix (problem, g_strdup_printf (_ ("Reshape to %s"), other_text),
                          accept_if_reaches (wb_model_set (check->model, index, "target_shape",
                                                           other_text),
                                             index + 1));
    }
  add_remove_fixes (check, problem);
}

static const char *
find_kernel (const AeLayer *layer, AeValue *kernel)
{
  static const char *const names[] = { "kernel_size", "pool_size" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (wb_layer_get (layer, names[i], kernel))
      {
        if (kernel->sizes.rank == 0)
          kernel->sizes = AE_SHAPE (1, (guint) kernel->integer);
        return names[i];
      }
  return NULL;
}

static gboolean
is_larger (const AeShape *kernel, const AeShape *input)
{
  for (guint i = 0; i < kernel->rank && i + 1 < input->rank; i++)
    if (kernel->dims[i] > input->dims[i])
      return TRUE;
  return FALSE;
}

void
wb_rule_kernel (WbCheck *check)
{
  const AeShape *input;
  const AeLayer *layer;
  AeValue kernel;
  const char *name;
  g_autofree char *kernel_text = NULL, *smaller = NULL, *over = NULL;
  AeShape plane;
  WbProblem *problem;
  guint index = (guint) check->culprit;

  if (check->culprit < 1)
    return;
  layer = wb_check_layer (check, index);
  input = get_input (check);
  name = find_kernel (layer, &kernel);
  if (name == NULL || !is_larger (&kernel.sizes, input))
    return;
  plane = *input;
  plane.rank--;
  over = ae_shape_to_string (&plane);
  kernel_text = ae_shape_to_string (&kernel.sizes);
  problem = wb_check_report (check, check->culprit, WB_SEVERITY_ERROR, "S5");
  problem->title = g_strdup (_ ("The kernel is larger than what it slides over"));
  problem->happened = g_strdup_printf (
    kernel.sizes.rank > 1 ? _ ("A %s kernel without padding cannot slide over %s.")
                          : _ ("A kernel of %s steps without padding cannot slide over %s."),
    kernel_text, over);
  problem->expected = g_strdup_printf (_ ("The kernel is at most %s, or the rim is padded."), over);
  problem->why = g_strdup_printf (_ ("That is what layer %u outputs."), index);
  wb_problem_add_fix (problem, g_strdup (_ ("Use same padding")),
                      accept_if_reaches (wb_model_set (check->model, index, "padding", "same"),
                                         index + 1));
  for (guint i = 0; i < kernel.sizes.rank; i++)
    kernel.sizes.dims[i] = MIN (kernel.sizes.dims[i], plane.dims[i]);
  smaller = ae_shape_to_string (&kernel.sizes);
  wb_problem_add_fix (problem, g_strdup_printf (_ ("Use a kernel of %s"), smaller),
                      accept_if_reaches (wb_model_set (check->model, index, name, smaller),
                                         index + 1));
}

static AeModel *
join_from (const WbCheck *check, guint source)
{
  g_autofree char *id = g_strdup_printf ("%u", wb_check_layer (check, source)->id);
  guint index = (guint) check->culprit;

  return accept_if_reaches (wb_model_set (check->model, index, "source", id), index + 1);
}

void
wb_rule_layer (WbCheck *check)
{
  const AeLayer *layer;
  WbProblem *problem;
  guint index = (guint) check->culprit;

  if (check->culprit < 0)
    return;
  layer = wb_check_layer (check, index);
  problem = wb_check_report (check, check->culprit, WB_SEVERITY_ERROR, "M3");
  problem->title = g_strdup_printf (_ ("%s cannot run here"), layer->klass->title);
  problem->happened = g_strdup_printf ("%s%s", check->message,
                                       g_str_has_suffix (check->message, ".") ? "" : ".");
  problem->expected = g_strdup_printf (_ ("Every layer can work on what layer %u outputs."),
                                       MAX (index, 1));
  problem->why = g_strdup (_ (layer->klass->summary));
  if (index == 0)
    return;
  for (guint i = index - 1; (layer->klass->flags & AE_LAYER_JOINS) != 0 && i-- > 1;)
    wb_problem_add_fix (problem, g_strdup_printf (_ ("Join layer %u"), i + 1),
                        join_from (check, i));
  wb_problem_add_fix (problem, g_strdup (_ ("Remove it")), ae_model_remove (check->model, index));
}
