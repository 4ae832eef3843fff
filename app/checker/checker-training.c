/* SPDX-License-Identifier: MIT */
/* Rules about what will be learned: loss and output (S7), the range of the
 * data (S8), the bottleneck (S6), the map (S9), the size of layers (S10).
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/checker/checker-private.h"
#include "app/checker/speed.h"
#include "app/number.h"

#define NOISE_AMOUNT   "0.3"
#define PENALTY        "0.0001"
#define CODE_UNITS     32
#define MAP_DIMENSIONS 2
/* Values that were stretched onto [0, 1] may leave it by this much. */
#define ROUNDING 1e-6
/* A layer whose weights and optimizer take more than this is worth a word. */
#define LARGE_BYTES (256.0 * 1024 * 1024)

/* The layer that decides in which range the output lies. */
static guint
find_output_layer (const AeModel *model)
{
  guint i = ae_model_get_n_layers (model) - 1;

  while (i > 1 && (ae_model_get_layer (model, i)->klass->flags & AE_LAYER_KEEPS_RANGE) != 0)
    i--;
  return i;
}

static AeActivation
find_output_activation (const AeModel *model)
{
  const AeLayer *layer = ae_model_get_layer (model, find_output_layer (model));

  return ae_layer_class_activation (layer->klass, layer->options);
}

static gboolean
is_unit_range (AeActivation activation)
{
  return activation == AE_ACTIVATION_SIGMOID || activation == AE_ACTIVATION_SOFTMAX;
}

gboolean
wb_loss_suits (const AeModel *model, const AeRecipe *recipe)
{
  return ae_recipe_get_loss (recipe)->unit_range == NULL
         || is_unit_range (find_output_activation (model));
}

static AeModel *
use_sigmoid (const WbCheck *check, guint index)
{
  const AeLayerClass *klass = wb_check_layer (check, index)->klass;

  if (klass->activation != NULL)
    return wb_model_set (check->model, index, klass->activation, "sigmoid");
  return wb_model_insert (check->model, check->n_layers, "Activation", "activation=sigmoid");
}

void
wb_rule_loss (WbCheck *check)
{
  const AeLossClass *loss = ae_recipe_get_loss (check->recipe);
  guint index = find_output_layer (check->model);
  AeRecipe recipe = *check->recipe;
  WbProblem *problem;

  if (wb_loss_suits (check->model, check->recipe))
    return;
  problem = wb_check_report (check, (int) index, WB_SEVERITY_ERROR, "S7");
  problem->title = g_strdup (_ ("The loss does not suit the output"));
  problem->happened = g_strdup_printf (_ ("Layer %u, %s, ends with %s."), index + 1,
                                       wb_check_layer (check, index)->klass->type,
                                       ae_activation_names[find_output_activation (check->model)]);
  problem->expected = g_strdup_printf (_ ("%s needs outputs between 0 and 1."), _ (loss->title));
  problem->why = g_strdup (_ (loss->unit_range));
  wb_problem_add_fix (problem, g_strdup (_ ("Use sigmoid")), use_sigmoid (check, index));
  if (loss->instead != NULL && ae_recipe_set_loss (&recipe, loss->instead, NULL))
    wb_problem_add_recipe_fix (
      problem, g_strdup_printf (_ ("Use “%s”"), _ (ae_recipe_get_loss (&recipe)->title)), &recipe);
}

/* y = (x - offset) · factor, and then the range stretched onto [0, 1]. */
static DsScaling
stretch (const WbDataFacts *facts)
{
  double range = facts->maximum - facts->minimum;
  double factor = facts->scaling.factor;

  return (DsScaling) { facts->scaling.offset + facts->minimum / factor,
                       range > 0 ? factor / range : factor };
}

void
wb_rule_range (WbCheck *check)
{
  const AeLossClass *loss = ae_recipe_get_loss (check->recipe);
  AeActivation activation = find_output_activation (check->model);
  char low[WB_NUMBER_SIZE], high[WB_NUMBER_SIZE];
  const WbDataFacts *facts = check->facts;
  DsScaling scaling;
  WbProblem *problem;

  if ((facts->minimum >= -ROUNDING && facts->maximum <= 1 + ROUNDING)
      || (loss->unit_range == NULL && !is_unit_range (activation)))
    return;
  wb_number_format_digits (low, facts->minimum, 6);
  wb_number_format_digits (high, facts->maximum, 6);
  problem = wb_check_report (check, 0,
                             loss->unit_range != NULL ? WB_SEVERITY_ERROR : WB_SEVERITY_WARNING,
                             "S8");
  problem->title = g_strdup (_ ("The data is outside 0 to 1"));
  problem->happened = g_strdup_printf (_ ("The values run %s to %s."), low, high);
  problem->expected = loss->unit_range != NULL
                        ? g_strdup_printf (_ ("%s compares values between 0 and 1."),
                                           _ (loss->title))
                        : g_strdup_printf (_ ("The output ends with %s, which gives values "
                                              "between 0 and 1."),
                                           ae_activation_names[activation]);
  problem->why = g_strdup (_ ("The data's scaling was found on other data, or taken as it is."));
  scaling = stretch (facts);
  wb_problem_add_recipe_fix (problem, g_strdup (_ ("Scale the data to 0 to 1")), check->recipe);
  problem->fixes[0].scaling = g_memdup2 (&scaling, sizeof scaling);
}

static gboolean
has_positive (const AeLayer *layer, const char *name)
{
  AeValue value;

  return wb_layer_get (layer, name, &value) && value.real > 0;
}

/* Whether something else than a narrow layer keeps the model from copying. */
static gboolean
is_hindered (const WbCheck *check)
{
  if (check->recipe->corruption != AE_CORRUPTION_NONE && check->recipe->corruption_amount > 0)
    return TRUE;
  for (guint i = 1; i < check->n_layers; i++)
    {
      const AeLayer *layer = wb_check_layer (check, i);

      if ((layer->klass->flags & AE_LAYER_REGULARISES) != 0 || has_positive (layer, "activity_l1")
          || has_positive (layer, "activity_l2"))
        return TRUE;
    }
  return FALSE;
}

static AeModel *
set_units (const WbCheck *check, guint index, guint units)
{
  g_autofree char *text = g_strdup_printf ("%u", units);

  if (index == 0)
    return NULL;
  return wb_model_accept (wb_model_set (check->model, index, "units", text));
}

static void
add_noise_fix (const WbCheck *check, WbProblem *problem)
{
  const AeOption *kind = ae_options_find (ae_recipe_options, "corruption");
  const AeOption *amount = ae_options_find (ae_recipe_options, "corruption_amount");
  AeRecipe recipe = *check->recipe;

  if (ae_option_set_text (kind, &recipe, "gaussian", NULL)
      && ae_option_set_text (amount, &recipe, NOISE_AMOUNT, NULL))
    wb_problem_add_recipe_fix (problem, g_strdup (_ ("Add noise to the input")), &recipe);
}

void
wb_rule_bottleneck (WbCheck *check)
{
  guint code = ae_model_get_code (check->model, check->shapes);
  gsize size = ae_shape_size (wb_check_target (check)), width = size;
  g_autofree char *size_text = wb_format_count (size), *width_text = NULL;
  WbProblem *problem;

  for (guint i = 1; i + 1 < check->n_layers; i++)
    width = MIN (width, ae_shape_size (&check->shapes[i]));
  if (width < size || is_hindered (check))
    return;
  width_text = wb_format_count (ae_shape_size (&check->shapes[code]));
  problem = wb_check_report (check, code > 0 ? (int) code : -1, WB_SEVERITY_WARNING, "S6");
  problem->title = g_strdup (_ ("There is no bottleneck"));
  problem->happened = g_strdup_printf (_ ("No layer is narrower than the input: the code has %s "
                                          "values, a sample has %s."),
                                       width_text, size_text);
  problem->expected = g_strdup (_ ("A narrow code, noise or a penalty makes a network find what "
                                   "matters."));
  problem->why = g_strdup (_ ("The network can copy the values one by one."));
  if (size > CODE_UNITS)
    wb_problem_add_fix (problem, g_strdup_printf (_ ("Set the code to %d"), CODE_UNITS),
                        set_units (check, code, CODE_UNITS));
  add_noise_fix (check, problem);
  if (code > 0)
    wb_problem_add_fix (problem, g_strdup (_ ("Add a penalty to the code")),
                        wb_model_set (check->model, code, "activity_l1", PENALTY));
}

void
wb_rule_skip (WbCheck *check)
{
  guint code = ae_model_get_code (check->model, check->shapes);

  for (guint i = code + 1; i < check->n_layers; i++)
    {
      int source = ae_model_get_source (check->model, i);
      WbProblem *problem;

      if (source < 0 || (guint) source >= code)
        continue;
      problem = wb_check_report (check, (int) i, WB_SEVERITY_WARNING, "M4");
      problem->title = g_strdup (_ ("A skip goes around the code"));
      problem->happened = g_strdup_printf (_ ("Layer %u joins layer %d, which stands before the "
                                              "code."),
                                           i + 1, source + 1);
      problem->expected = g_strdup (_ ("All that the decoder knows comes through the code."));
      problem->why = g_strdup (_ ("What goes around the code need not be kept in it, and without "
                                  "it the code alone cannot be decoded."));
      wb_problem_add_fix (problem, g_strdup_printf (_ ("Remove layer %u"), i + 1),
                          wb_model_accept (ae_model_remove (check->model, i)));
      return;
    }
}

void
wb_rule_map (WbCheck *check)
{
  guint code = ae_model_get_code (check->model, check->shapes);
  gsize width = ae_shape_size (&check->shapes[code]);
  g_autofree char *width_text = wb_format_count (width);
  WbProblem *problem;

  if (code == 0 || width <= MAP_DIMENSIONS)
    return;
  problem = wb_check_report (check, (int) code, WB_SEVERITY_NOTE, "S9");
  problem->title = g_strdup (_ ("The map shows a part of the code"));
  problem->happened = g_strdup_printf (_ ("The map shows %d of %s code dimensions."),
                                       MAP_DIMENSIONS, width_text);
  problem->expected = g_strdup_printf (_ ("A code of %d is seen whole."), MAP_DIMENSIONS);
  problem->why = g_strdup (_ ("A screen has two axes; PCA and t-SNE bring more of them onto it."));
  wb_problem_add_fix (problem, g_strdup_printf (_ ("Set the code to %d"), MAP_DIMENSIONS),
                      set_units (check, code, MAP_DIMENSIONS));
}

/* Millions, thousands: what a sentence wants of a large number. */
static char *
format_round (double number, const char *unit)
{
  g_autofree char *count = wb_format_count ((guint64) (number + 0.5));

  return g_strdup_printf ("%s %s", count, unit);
}

static char *
tell_time (const WbCheck *check)
{
  double flops, seconds;
  g_autofree char *text = NULL;

  if (check->facts->flops_per_second <= 0 || check->facts->n_samples == 0)
    return g_strdup (".");
  flops = wb_speed_count_flops (check->model, check->shapes);
  seconds = flops * (double) check->facts->n_samples / check->facts->flops_per_second;
  text = seconds < 90 ? format_round (seconds, _ ("s")) : format_round (seconds / 60, _ ("min"));
  return g_strdup_printf (_ ("; about %s an epoch."), text);
}

static void
add_size_fixes (const WbCheck *check, WbProblem *problem, guint index)
{
  AeValue units;

  wb_problem_add_fix (problem, g_strdup (_ ("Pool first")),
                      wb_model_accept (
                        wb_model_insert (check->model, index, "MaxPooling2D", "padding=same")));
  if (wb_layer_get (wb_check_layer (check, index), "units", &units) && units.integer >= 8)
    {
      guint fewer = (guint) units.integer / 4;

      wb_problem_add_fix (problem,
                          g_strdup_printf (_ ("Set layer %u to %u units"), index + 1, fewer),
                          set_units (check, index, fewer));
    }
}

void
wb_rule_weights (WbCheck *check)
{
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (check->recipe);
  g_autofree char *weights = NULL, *bytes = NULL, *time = NULL, *name = NULL, *in = NULL;
  gsize most = 0, count;
  double total;
  guint largest = 0;
  WbProblem *problem;

  for (guint i = 1; i < check->n_layers; i++)
    if ((count = ae_model_count_params (check->model, i, check->shapes)) > most)
      {
        most = count;
        largest = i;
      }
  total = 4.0 * (double) most * (1 + optimizer->n_slots);
  if (total <= LARGE_BYTES)
    return;
  weights = most >= 1000000 ? format_round ((double) most / 1e6, _ ("million weights"))
                            : format_round ((double) most, _ ("weights"));
  bytes = format_round (total / 1e6, _ ("MB"));
  time = tell_time (check);
  name = wb_check_name_layer (check, largest);
  in = wb_check_name_shape (&check->shapes[largest - 1]);
  problem = wb_check_report (check, (int) largest, WB_SEVERITY_WARNING, "S10");
  problem->title = g_strdup (_ ("A very large layer"));
  problem->happened = g_strdup_printf (_ ("%s, has %s (%s with %s)%s"), name, weights, bytes,
                                       _ (optimizer->title), time);
  problem->expected = g_strdup (_ ("A layer of a few million weights learns such samples sooner."));
  problem->why = g_strdup_printf (_ ("Each of its outputs looks at %s."), in);
  add_size_fixes (check, problem, largest);
}
