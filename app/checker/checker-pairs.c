/* SPDX-License-Identifier: MIT */
/* What the encoder shrinks the decoder must grow again (S1). The encoder and the
 * decoder, read backwards, are aligned as two texts are: layers pair, or stay
 * without a partner at a cost. One that changes the size and has no partner, or
 * one of another factor, is the cause where fixing it alone makes the model fit.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/checker/checker-private.h"

/* Costs: a layer that stays alone, twice where it changes the size; two layers
 * that differ; two that cannot pair. */
#define ALONE      1
#define DIFFERENT  1
#define IMPOSSIBLE 5
/* A partner is tried this many places from where it belongs. */
#define MAX_DISTANCE 6

/** What counts of a layer, read once. */
typedef struct
{
  const AeLayerClass *klass;
  WbScale scale;
  guint factors[2];
  gboolean has_kernel;
} Token;

/**
 * Alignment: a table of costs; row i, column j: what the first i layers of the
 * encoder and the last j of the decoder cost together. @tokens: of each layer.
 */
typedef struct
{
  const WbCheck *check;
  Token *tokens;
  guint n_encoder;
  guint n_decoder;
  guint *costs;
} Alignment;

static const Token *
get_inner (const Alignment *self, guint i)
{
  return &self->tokens[i + 1];
}

static const Token *
get_outer (const Alignment *self, guint j)
{
  return &self->tokens[self->check->n_layers - 1 - j];
}

static gboolean
has_kernel (const AeLayer *layer)
{
  return wb_layer_get (layer, "kernel_size", &(AeValue) { 0 });
}

static guint
rate_alone (const Token *token)
{
  return token->scale == WB_SCALE_NONE ? ALONE : 2 * ALONE;
}

static guint
rate_pair (const Token *inner, const Token *outer)
{
  if (inner->scale == WB_SCALE_NONE && outer->scale == WB_SCALE_NONE)
    return inner->klass == outer->klass ? 0 : DIFFERENT;
  if (inner->scale != WB_SCALE_DOWN || outer->scale != WB_SCALE_UP)
    return IMPOSSIBLE;
  return memcmp (inner->factors, outer->factors, sizeof inner->factors) == 0
             && inner->has_kernel == outer->has_kernel
           ? 0
           : DIFFERENT;
}

static Token *
read_tokens (const WbCheck *check)
{
  Token *tokens = g_new0 (Token, check->n_layers);

  for (guint i = 0; i < check->n_layers; i++)
    {
      const AeLayer *layer = wb_check_layer (check, i);

      tokens[i].klass = layer->klass;
      tokens[i].scale = wb_layer_get_scale (layer, tokens[i].factors);
      tokens[i].has_kernel = has_kernel (layer);
    }
  return tokens;
}

static guint *
get_cost (const Alignment *self, guint i, guint j)
{
  return &self->costs[i * (self->n_decoder + 1) + j];
}

static guint
rate_step (const Alignment *self, guint i, guint j, gboolean down, gboolean across)
{
  const Token *inner = down ? get_inner (self, i - 1) : NULL;
  const Token *outer = across ? get_outer (self, j - 1) : NULL;
  guint before = *get_cost (self, i - down, j - across);

  if (down && across)
    return before + rate_pair (inner, outer);
  return before + rate_alone (down ? inner : outer);
}

static void
align (Alignment *self)
{
  for (guint i = 0; i <= self->n_encoder; i++)
    for (guint j = 0; j <= self->n_decoder; j++)
      {
        guint *cost = get_cost (self, i, j);

        *cost = i + j == 0 ? 0 : G_MAXUINT;
        if (i > 0)
          *cost = MIN (*cost, rate_step (self, i, j, TRUE, FALSE));
        if (j > 0)
          *cost = MIN (*cost, rate_step (self, i, j, FALSE, TRUE));
        if (i > 0 && j > 0)
          *cost = MIN (*cost, rate_step (self, i, j, TRUE, TRUE));
      }
}

static char *
name_factors (const AeLayer *layer, const guint factors[2])
{
  AeValue value;
  gboolean is_list = wb_layer_get (layer, "pool_size", &value)
                     || wb_layer_get (layer, "size", &value)
                     || wb_layer_get (layer, "strides", &value);

  return is_list && value.sizes.rank == 2 ? g_strdup_printf ("%u,%u", factors[0], factors[1])
                                          : g_strdup_printf ("%u", factors[0]);
}

/* The partner of @layer before layer @index, or NULL where that does not fix. */
static AeModel *
insert_partner_at (const WbCheck *check, const AeLayer *layer, guint index, const char **type)
{
  static const char *const paddings[] = { ",padding=same", ",padding=valid" };
  guint factors[2];
  gboolean shrinks = wb_layer_get_scale (layer, factors) == WB_SCALE_DOWN;
  gboolean series = check->shapes[index - 1].rank == 2;
  g_autofree char *size = series ? g_strdup_printf ("%u", factors[0])
                                 : g_strdup_printf ("%u,%u", factors[0], factors[1]);
  AeModel *model = NULL;

  if (shrinks)
    *type = series ? "UpSampling1D" : "UpSampling2D";
  else
    *type = series ? "MaxPooling1D" : "MaxPooling2D";
  for (guint i = 0; i < (shrinks ? 1 : G_N_ELEMENTS (paddings)) && model == NULL; i++)
    {
      g_autofree char *options = g_strconcat (shrinks ? "size=" : "pool_size=", size,
                                              shrinks ? "" : paddings[i], NULL);

      model = wb_model_accept (wb_model_insert (check->model, index, *type, options));
    }
  return model;
}

/* The same at the place nearest to @index that fixes, on its side of the code. */
static AeModel *
insert_partner (const Alignment *self, const AeLayer *layer, guint *index, const char **type)
{
  const WbCheck *check = self->check;
  gboolean before_code = *index <= self->n_encoder;
  guint first = before_code ? 1 : self->n_encoder + 1, wanted = *index;
  guint last = before_code ? self->n_encoder : check->n_layers;
  AeModel *model = NULL;

  for (guint distance = 0; distance <= MAX_DISTANCE && model == NULL; distance++)
    for (int sign = 1; sign >= (distance > 0 ? -1 : 1) && model == NULL; sign -= 2)
      {
        *index = wanted + (guint) sign * distance;
        if (*index >= first && *index <= last)
          model = insert_partner_at (check, layer, *index, type);
      }
  return model;
}

static WbProblem *
report (const WbCheck *check, guint index)
{
  const AeShape *output = &check->shapes[check->n_layers - 1];
  g_autofree char *output_name = wb_check_name_shape (output);
  g_autofree char *target_name = wb_check_name_shape (wb_check_target (check));
  WbProblem *problem = wb_check_report ((WbCheck *) check, (int) index, WB_SEVERITY_ERROR, "S1");

  problem->title = g_strdup (_ ("The reconstruction has another size"));
  problem->happened = g_strdup_printf (_ ("The reconstruction is %s."), output_name);
  problem->expected = g_strdup_printf (_ ("The samples are %s."), target_name);
  return problem;
}

static char *
explain_alone (const WbCheck *check, guint index)
{
  guint factors[2], n_down = 0, n_up = 0;
  g_autofree char *name = wb_check_name_layer (check, index);

  for (guint i = 1; i < check->n_layers; i++)
    {
      WbScale scale = wb_layer_get_scale (wb_check_layer (check, i), factors);

      n_down += scale == WB_SCALE_DOWN;
      n_up += scale == WB_SCALE_UP;
    }
  return g_strdup_printf (_ ("Layers that shrink: %u; layers that grow: %u. %s, has no partner."),
                          n_down, n_up, name);
}

static AeModel *
unstride (const WbCheck *check, guint index)
{
  AeModel *model = wb_model_set (check->model, index, "strides", "1,1");

  return model != NULL ? model : wb_model_set (check->model, index, "strides", "1");
}

/* @partner: where the partner belongs. Returns whether that fixes the model. */
static gboolean
mend_alone (const Alignment *self, guint index, guint partner)
{
  const WbCheck *check = self->check;
  const AeLayer *layer = wb_check_layer (check, index);
  const char *type = NULL;
  AeModel *unstrided = has_kernel (layer) ? wb_model_accept (unstride (check, index)) : NULL;
  AeModel *inserted = insert_partner (self, layer, &partner, &type);
  AeModel *removed = wb_model_accept (ae_model_remove (check->model, index));
  WbProblem *problem;

  if (unstrided == NULL && inserted == NULL && removed == NULL)
    return FALSE;
  problem = report (check, index);
  problem->why = explain_alone (check, index);
  wb_problem_add_fix (problem, g_strdup_printf (_ ("Use strides of 1 in layer %u"), index + 1),
                      unstrided);
  wb_problem_add_fix (problem, g_strdup_printf (_ ("Insert %s before layer %u"), type, partner + 1),
                      inserted);
  wb_problem_add_fix (problem,
                      g_strdup_printf (_ ("Remove layer %u, %s"), index + 1, layer->klass->type),
                      removed);
  return TRUE;
}

static AeModel *
set_factors (const WbCheck *check, guint index, const guint factors[2])
{
  static const char *const names[] = { "size", "pool_size", "strides" };
  g_autofree char *text = name_factors (wb_check_layer (check, index), factors);
  AeModel *model = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names) && model == NULL; i++)
    model = wb_model_accept (wb_model_set (check->model, index, names[i], text));
  return model;
}

static gboolean
mend_pair (const WbCheck *check, guint index, guint partner)
{
  guint down[2], up[2];
  AeModel *smaller, *larger;
  g_autofree char *name = wb_check_name_layer (check, index), *other = NULL;
  WbProblem *problem;

  wb_layer_get_scale (wb_check_layer (check, index), down);
  wb_layer_get_scale (wb_check_layer (check, partner), up);
  smaller = set_factors (check, index, up);
  larger = set_factors (check, partner, down);
  if (smaller == NULL && larger == NULL)
    return FALSE;
  other = wb_check_name_layer (check, partner);
  problem = report (check, index);
  problem->why = g_strdup_printf (_ (
                                    "%s, shrinks to 1/%u × 1/%u, and its partner grows by %u × %u: "
                                    "%s."),
                                  name, down[0], down[1], up[0], up[1], other);
  wb_problem_add_fix (problem,
                      g_strdup_printf (_ ("Shrink by %u × %u in layer %u"), up[0], up[1],
                                       index + 1),
                      smaller);
  wb_problem_add_fix (problem,
                      g_strdup_printf (_ ("Grow by %u × %u in layer %u"), down[0], down[1],
                                       partner + 1),
                      larger);
  return TRUE;
}

static gboolean
is_alone (const Alignment *self, guint i, guint j, gboolean down)
{
  return (down ? i : j) > 0 && *get_cost (self, i, j) == rate_step (self, i, j, down, !down);
}

/* Walks back from the code, and reports the first cause that can be fixed. */
static void
find_cause (const Alignment *self)
{
  const WbCheck *check = self->check;
  guint n = check->n_layers, i = self->n_encoder, j = self->n_decoder;
  gboolean done = FALSE;

  while (i + j > 0 && !done)
    if (is_alone (self, i, j, TRUE))
      {
        done = rate_alone (get_inner (self, i - 1)) > ALONE && mend_alone (self, i, n - j);
        i--;
      }
    else if (is_alone (self, i, j, FALSE))
      {
        done = rate_alone (get_outer (self, j - 1)) > ALONE && mend_alone (self, n - j, i + 1);
        j--;
      }
    else
      {
        done = rate_alone (get_inner (self, i - 1)) > ALONE
               && rate_pair (get_inner (self, i - 1), get_outer (self, j - 1)) > 0
               && mend_pair (check, i, n - j);
        i--;
        j--;
      }
}

void
wb_rule_pairs (WbCheck *check)
{
  Alignment self = { .check = check };

  if (ae_model_returns_input (check->model))
    return;
  self.n_encoder = ae_model_get_code (check->model, check->shapes);
  self.n_decoder = check->n_layers - 1 - self.n_encoder;
  self.costs = g_new (guint, (gsize) (self.n_encoder + 1) * (self.n_decoder + 1));
  self.tokens = read_tokens (check);
  align (&self);
  find_cause (&self);
  g_free (self.tokens);
  g_free (self.costs);
}
