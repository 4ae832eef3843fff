/* SPDX-License-Identifier: MIT */
/* While training runs, a measure comes at most as often as it is asked for, and
 * is followed by a pause that is many times as long as it took. Codes are
 * computed from a copy of the network, a slice at a time with such pauses.
 *
 * A probe runner keeps the followed samples and a workspace; it brings them through
 * the network in one go with noise and dropout off, and copies out what is
 * looked at. The sample in focus goes through once more alone, so that the
 * workspace need not hold every layer of every sample.
 *
 * For a divergence the network runs to the layer before the code; what the code
 * makes of its output is asked of the layer's class.
 *
 * The counts are GLib's inlined atomics rather than gatomicrefcount, whose
 * functions a thread sanitizer cannot see into.
 */
#include "app/training/monitor.h"

#include <math.h>
#include <string.h>

#include "app/data/batch-bridge.h"

/* Samples encoded at a time, so that a large set needs no memory of its own size. */
#define SLICE 64

/* A pause is this many times as long as what came before it. */
#define SHARE 20

/* Outputs that differ by less are the same. */
#define ALIKE 1e-6f

WbMeasure *
wb_measure_copy (const WbMeasure *self)
{
  WbMeasure *copy = g_memdup2 (self, sizeof *self);

  ds_dataset_ref (self->dataset);
  copy->indices = g_memdup2 (self->indices, self->n * sizeof (guint32));
  copy->drawing = g_memdup2 (self->drawing,
                             ds_dataset_get_sample_size (self->dataset) * sizeof (float));
  copy->code = g_memdup2 (self->code, self->code_size * sizeof (float));
  return copy;
}

void
wb_measure_free (WbMeasure *self)
{
  ds_dataset_unref (self->dataset);
  g_free ((gpointer) self->indices);
  g_free ((gpointer) self->drawing);
  g_free ((gpointer) self->code);
  g_free (self);
}

static WbMeasured *
measured_new (guint64 step, gpointer value, GDestroyNotify free)
{
  WbMeasured *self = g_new (WbMeasured, 1);

  *self = (WbMeasured) { step, value, free, 1 };
  return self;
}

void
wb_measured_unref (WbMeasured *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  self->free (self->value);
  g_free (self);
}

static void
free_codes (WbCodes *self)
{
  ae_network_free (self->network);
  g_free (self->indices);
  g_free (self->values);
  g_free (self->deviations);
  g_free (self);
}

/* The last layer that learns a distribution, or 0. */
static guint
find_code (const AeModel *model)
{
  guint found = 0;

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    if (ae_model_get_layer (model, i)->klass->divergence != NULL)
      found = i;
  return found;
}

gboolean
wb_divergence_has (const AeModel *model)
{
  return find_code (model) > 0;
}

static void
find_weights (const AeNetwork *network, guint layer, const float *w[AE_MAX_PARAMS])
{
  const AeLayer *self = ae_model_get_layer (ae_network_get_model (network), layer);
  AeParam params[AE_MAX_PARAMS];
  guint n = self->klass->params (self->options, ae_network_get_shape (network, layer - 1),
                                 ae_network_get_shape (network, layer), params);

  for (guint i = 0; i < n; i++)
    w[i] = ae_network_find_weight (network, self->id, params[i].name)->values;
}

void
wb_code_read_deviations (const AeNetwork *network, guint code, gsize n, const float *x, float *out)
{
  gsize units = ae_shape_size (ae_network_get_shape (network, code));
  gsize size = ae_shape_size (ae_network_get_shape (network, code - 1));
  const float *w[AE_MAX_PARAMS] = { NULL };

  find_weights (network, code, w);
  for (gsize i = 0; i < n; i++)
    ae_model_get_layer (ae_network_get_model (network), code)
      ->klass->deviations (w, units, size, x + i * size, out + i * units);
}

/* From sums over @n samples to means. */
static void
finish (WbDivergence *self, gsize n)
{
  for (guint unit = 0; unit < self->units; unit++)
    {
      self->nats[unit] /= (double) MAX (n, 1);
      self->total += self->nats[unit];
      self->n_active += self->nats[unit] > WB_DIVERGENCE_ACTIVE;
    }
}

WbDivergence *
wb_divergence_measure (const AeNetwork *network,
                       DsDataset *dataset,
                       gsize n_samples,
                       GError **error)
{
  guint layer = find_code (ae_network_get_model (network));
  gsize size = ae_shape_size (ae_network_get_shape (network, layer - 1));
  gsize count = ds_dataset_get_count (dataset);
  g_autofree float *x = g_new (float, SLICE * ds_dataset_get_sample_size (dataset));
  g_autofree float *y = g_new (float, SLICE * size);
  const float *w[AE_MAX_PARAMS] = { NULL };
  g_autoptr (WbDivergence) self = g_new0 (WbDivergence, 1);

  find_weights (network, layer, w);
  if (n_samples == 0 || n_samples > count)
    n_samples = count;
  self->units = ae_shape_last (ae_network_get_shape (network, layer));
  self->nats = g_new0 (double, self->units);
  for (gsize first = 0; first < n_samples; first += SLICE)
    {
      gsize n = MIN (SLICE, n_samples - first);

      ds_dataset_read_range (dataset, first, n, x);
      if (!ae_network_predict (network, 0, layer - 1, n, x, y, error))
        return NULL;
      ae_model_get_layer (ae_network_get_model (network), layer)
        ->klass->divergence (w, self->units, n, size, y, self->nats);
    }
  if (!ds_dataset_check (dataset, error))
    return NULL;
  finish (self, n_samples);
  return g_steal_pointer (&self);
}

void
wb_divergence_free (WbDivergence *self)
{
  g_free (self->nats);
  g_free (self);
}

typedef struct
{
  guint n;
  guint focus;
  guint32 *indices;
  gsize size;
  float *targets; /* [n, size] */
  float *inputs;  /* [n, size], corrupted as the recipe says */
  float *code;    /* (nullable): [code_size]: of the focus, in the place of its own */
  gsize code_size;
  const AeNetwork *network;
  AeWorkspace *workspace;
  guint shard;
} ProbeRunner;

void
wb_probe_free (WbProbe *self)
{
  g_free ((gpointer) self->indices);
  g_free ((gpointer) self->errors);
  g_free ((gpointer) self->activations);
  g_free (self->memory);
  g_free (self);
}

static void
read_targets (ProbeRunner *self, DsDataset *dataset, const float *drawing)
{
  for (guint i = 0; i < self->n; i++)
    {
      float *target = self->targets + i * self->size;

      if (self->indices[i] != WB_PROBE_DRAWN)
        ds_dataset_read (dataset, &self->indices[i], 1, target);
      else if (drawing != NULL)
        memcpy (target, drawing, self->size * sizeof (float));
      else
        memset (target, 0, self->size * sizeof (float));
    }
}

/* Waits for its network. */
static ProbeRunner *
probe_runner_new (const WbMeasure *measure)
{
  ProbeRunner *self;
  guint n = measure->n;

  g_return_val_if_fail (n > 0 && n <= WB_PROBE_MAX && measure->focus < n, NULL);

  self = g_new0 (ProbeRunner, 1);
  self->n = n;
  self->focus = measure->focus;
  self->indices = g_new (guint32, n);
  for (guint i = 0; i < n; i++)
    self->indices[i] = measure->indices != NULL ? measure->indices[i] : i;
  self->size = ds_dataset_get_sample_size (measure->dataset);
  self->targets = g_new (float, n * self->size);
  self->inputs = g_new (float, n * self->size);
  self->code = g_memdup2 (measure->code, measure->code_size * sizeof (float));
  self->code_size = measure->code_size;
  read_targets (self, measure->dataset, measure->drawing);
  return self;
}

static void
probe_runner_free (ProbeRunner *self)
{
  if (self == NULL)
    return;
  ae_workspace_free (self->workspace);
  g_free (self->indices);
  g_free (self->targets);
  g_free (self->inputs);
  g_free (self->code);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ProbeRunner, probe_runner_free)

static gboolean
probe_runner_set_network (ProbeRunner *self, const AeNetwork *network, GError **error)
{
  g_clear_pointer (&self->workspace, ae_workspace_free);
  self->network = NULL;
  if (network == NULL)
    return TRUE;
  if (!wb_batch_bridge_has_size (self->size, ae_network_get_shape (network, 0), error)
      || !ae_network_check_reconstruction (network, error))
    return FALSE;
  self->shard = MIN (self->n, ae_network_get_shard (network));
  self->workspace = ae_workspace_new (network, self->shard, FALSE, error);
  if (self->workspace != NULL)
    self->network = network;
  return self->workspace != NULL;
}

/* The same noise as when the samples are validated. */
static void
corrupt (ProbeRunner *self, const AeRecipe *recipe)
{
  const AeShape *shape = ae_network_get_shape (self->network, 0);

  memcpy (self->inputs, self->targets, self->n * self->size * sizeof (float));
  for (guint i = 0; i < self->n && recipe->corruption != AE_CORRUPTION_NONE; i++)
    {
      AeRandomKey key = {
        .seed = (guint64) recipe->seed,
        .step = AE_CORRUPTION_STEP,
        .sample = self->indices[i],
      };

      ae_corrupt (recipe->corruption, recipe->corruption_amount, shape, &key,
                  self->inputs + i * self->size);
    }
}

/* Runs @n samples from layer @from to the end. */
static void
forward_from (ProbeRunner *self, guint from, guint n, guint64 step)
{
  guint last = ae_network_get_n_layers (self->network) - 1;
  AeRun run = { .keep_all = TRUE, .n_batch = n, .loss_scale = 1.0f / (float) n, .step = step };

  ae_network_forward (self->network, self->workspace, n, from, last, &run, NULL);
}

/* Runs samples first to first + n - 1 through the network. */
static void
forward (ProbeRunner *self, guint first, guint n, guint64 step)
{
  memcpy (ae_workspace_get_output (self->workspace, 0), self->inputs + first * self->size,
          n * self->size * sizeof (float));
  forward_from (self, 0, n, step);
}

/* From the code that takes the place of the focus' own. */
static void
forward_code (ProbeRunner *self, guint64 step)
{
  const guint code = ae_network_get_code (self->network);

  if (self->code == NULL
      || self->code_size != ae_shape_size (ae_network_get_shape (self->network, code)))
    return;
  memcpy (ae_workspace_get_output (self->workspace, code), self->code,
          self->code_size * sizeof (float));
  forward_from (self, code, 1, step);
}

static double
measure_error (const AeRecipe *recipe, const AeShape *shape, float *y, const float *target)
{
  const AeLossClass *loss = ae_recipe_get_loss (recipe);
  gboolean sum = recipe->reduction == AE_REDUCTION_SUM;
  AeLossPass pass = {
    .options = recipe->loss_options,
    .n = 1,
    .size = ae_shape_size (shape),
    .row = ae_shape_last (shape),
    .y = y,
    .t = target,
    .scale = 1,
  };

  return loss->run (&pass) * (sum ? (double) pass.size : 1);
}

static gsize
count_activations (const AeNetwork *network)
{
  guint n_layers = ae_network_get_n_layers (network);
  gsize n = 0;

  for (guint i = 0; i < n_layers; i++)
    n += ae_shape_size (ae_network_get_shape (network, i));
  return n;
}

/* Of the focus' code, from what comes into it. */
static void
read_deviations (ProbeRunner *self, WbProbe *probe, float *values)
{
  guint code = find_code (ae_network_get_model (self->network));

  if (code == 0)
    return;
  wb_code_read_deviations (self->network, code, 1, probe->activations[code - 1].values, values);
  probe->code = code;
  probe->deviations = values;
}

static void
run_samples (ProbeRunner *self,
             const AeRecipe *recipe,
             guint64 step,
             float *outputs,
             double *errors)
{
  guint last = ae_network_get_n_layers (self->network) - 1;
  float *y = ae_workspace_get_output (self->workspace, last);

  for (guint first = 0; first < self->n; first += self->shard)
    {
      guint n = MIN (self->shard, self->n - first);

      forward (self, first, n, step);
      memcpy (outputs + first * self->size, y, n * self->size * sizeof (float));
      for (guint i = 0; i < n; i++)
        errors[first + i] = measure_error (recipe, ae_network_get_shape (self->network, last),
                                           y + i * self->size,
                                           self->targets + (first + i) * self->size);
    }
}

/* @output: [size]: replaced where the code is */
static WbActivation *
run_focus (ProbeRunner *self, guint64 step, float *values, float *output)
{
  const AeModel *model = ae_network_get_model (self->network);
  guint n_layers = ae_network_get_n_layers (self->network);
  WbActivation *activations = g_new (WbActivation, n_layers);

  forward (self, self->focus, 1, step);
  forward_code (self, step);
  for (guint i = 0; i < n_layers; i++)
    {
      const AeShape *shape = ae_network_get_shape (self->network, i);
      gsize size = ae_shape_size (shape);

      memcpy (values, ae_workspace_get_output (self->workspace, i), size * sizeof (float));
      activations[i] = (WbActivation) {
        .layer_id = ae_model_get_layer (model, i)->id,
        .shape = *shape,
        .values = values,
      };
      values += size;
    }
  if (self->code != NULL)
    memcpy (output, activations[n_layers - 1].values, self->size * sizeof (float));
  return activations;
}

static gboolean
are_alike (const float *values, guint n, gsize size)
{
  for (gsize i = size; i < n * size; i++)
    if (!(fabsf (values[i] - values[i % size]) < ALIKE))
      return FALSE;
  return TRUE;
}

gboolean
wb_probe_is_constant (const WbProbe *self)
{
  return self->n > 1 && !are_alike (self->targets, self->n, self->size)
         && are_alike (self->outputs, self->n, self->size);
}

/* Returns NULL without a network. */
static WbProbe *
probe_runner_run (ProbeRunner *self, const AeRecipe *recipe, guint64 step)
{
  WbProbe *probe;
  gsize n_values, n_activations;
  double *errors;

  if (self->network == NULL)
    return NULL;

  n_values = self->n * self->size;
  n_activations = count_activations (self->network);
  errors = g_new (double, self->n);
  probe = g_new0 (WbProbe, 1);
  probe->step = step;
  probe->n = self->n;
  probe->size = self->size;
  probe->focus = self->focus;
  probe->indices = g_memdup2 (self->indices, self->n * sizeof (guint32));
  /* The deviations at the end are fewer than the activations. */
  probe->memory = g_new (float, 3 * n_values + 2 * n_activations);
  corrupt (self, recipe);
  probe->targets = memcpy (probe->memory, self->targets, n_values * sizeof (float));
  probe->inputs = memcpy (probe->memory + n_values, self->inputs, n_values * sizeof (float));
  probe->outputs = probe->memory + 2 * n_values;
  run_samples (self, recipe, step, probe->memory + 2 * n_values, errors);
  probe->errors = errors;
  probe->n_layers = ae_network_get_n_layers (self->network);
  probe->activations = run_focus (self, step, probe->memory + 3 * n_values,
                                  probe->memory + 2 * n_values + self->focus * self->size);
  read_deviations (self, probe, probe->memory + 3 * n_values + n_activations);
  return probe;
}

WbProbe *
wb_probe_measure (const AeNetwork *network,
                  const WbMeasure *measure,
                  const AeRecipe *recipe,
                  GError **error)
{
  g_autoptr (ProbeRunner) runner = probe_runner_new (measure);

  if (!ds_dataset_check (measure->dataset, error)
      || !probe_runner_set_network (runner, network, error))
    return NULL;
  return probe_runner_run (runner, recipe, 0);
}

typedef struct
{
  WbMeasure *measure;
  WbMeasured *measured;
  gboolean stale;
  guint64 step; /* at which it was last tried */
  gint64 taken_usec;
  gint64 cost_usec;
} Slot;

struct _WbMonitor
{
  AeNetwork *network;
  Slot slots[WB_N_MEASURES];
  ProbeRunner *runner;
  WbCodes *codes; /* under way; NULL where none are */
  guint n_encoded;
  gint64 next_slice_usec;
};

WbMonitor *
wb_monitor_new (void)
{
  return g_new0 (WbMonitor, 1);
}

/* What was measured does not hold any more. */
static void
forget (WbMonitor *self, WbMeasureKind kind)
{
  g_clear_pointer (&self->slots[kind].measured, wb_measured_unref);
  self->slots[kind].stale = TRUE;
  if (kind == WB_MEASURE_CODES)
    g_clear_pointer (&self->codes, free_codes);
}

void
wb_monitor_free (WbMonitor *self)
{
  if (self == NULL)
    return;
  probe_runner_free (self->runner);
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    {
      forget (self, kind);
      g_clear_pointer (&self->slots[kind].measure, wb_measure_free);
    }
  g_free (self);
}

static void
show_runner (WbMonitor *self)
{
  g_autoptr (GError) error = NULL;

  if (self->runner != NULL && !probe_runner_set_network (self->runner, self->network, &error))
    g_debug ("The followed samples wait for a model they fit: %s", error->message);
}

void
wb_monitor_set_network (WbMonitor *self, AeNetwork *network)
{
  self->network = network;
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    forget (self, kind);
  show_runner (self);
}

void
wb_monitor_set_measure (WbMonitor *self, const WbMeasure *measure)
{
  Slot *slot = &self->slots[measure->kind];

  forget (self, measure->kind);
  g_clear_pointer (&slot->measure, wb_measure_free);
  if (measure->n > 0)
    slot->measure = wb_measure_copy (measure);
  slot->cost_usec = 0;
  if (measure->kind != WB_MEASURE_PROBE)
    return;
  g_clear_pointer (&self->runner, probe_runner_free);
  if (measure->n > 0)
    self->runner = probe_runner_new (measure);
  show_runner (self);
}

void
wb_monitor_set_stale (WbMonitor *self, WbMeasureKind kind)
{
  self->slots[kind].stale = TRUE;
}

void
wb_monitor_set_moved (WbMonitor *self)
{
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    self->slots[kind].stale = TRUE;
  g_clear_pointer (&self->codes, free_codes);
}

static gboolean
is_due (const WbMonitor *self, WbMeasureKind kind, guint64 step, gboolean running, gint64 now)
{
  const Slot *slot = &self->slots[kind];
  gint64 interval;

  if (self->network == NULL || slot->measure == NULL
      || (kind == WB_MEASURE_CODES && self->codes != NULL))
    return FALSE;
  interval = MAX ((gint64) (G_USEC_PER_SEC / slot->measure->rate), SHARE * slot->cost_usec);
  return slot->stale || (slot->step != step && (!running || now - slot->taken_usec >= interval));
}

static gboolean
has_deviations (const AeNetwork *network)
{
  const AeModel *model = ae_network_get_model (network);

  return ae_model_get_layer (model, ae_network_get_code (network))->klass->deviations != NULL;
}

static void
begin_codes (WbMonitor *self, const WbMeasure *measure)
{
  AeNetwork *copy = ae_network_copy (self->network, NULL);
  WbCodes *codes;

  if (copy == NULL)
    return;
  codes = self->codes = g_new0 (WbCodes, 1);
  codes->network = copy;
  codes->n = measure->n;
  codes->indices = g_memdup2 (measure->indices, measure->n * sizeof (guint32));
  codes->size = ae_shape_size (ae_network_get_shape (copy, ae_network_get_code (copy)));
  codes->values = g_new (float, codes->n * codes->size);
  if (has_deviations (copy))
    codes->deviations = g_new (float, codes->n * codes->size);
  self->n_encoded = 0;
  self->next_slice_usec = 0;
}

/* Returns what a measure gives at once, NULL where the samples or the model are
 * not such that it gives anything. */
static WbMeasured *
take (WbMonitor *self, const WbMeasure *measure, const AeRecipe *recipe, guint64 step)
{
  gpointer value = NULL;

  if (measure->kind == WB_MEASURE_PROBE)
    {
      value = probe_runner_run (self->runner, recipe, step);
      return value != NULL ? measured_new (step, value, (GDestroyNotify) wb_probe_free) : NULL;
    }
  if (!wb_batch_bridge_fits (measure->dataset, ae_network_get_shape (self->network, 0), NULL))
    return NULL;
  if (measure->kind == WB_MEASURE_CODES)
    begin_codes (self, measure);
  else if (wb_divergence_has (ae_network_get_model (self->network)))
    value = wb_divergence_measure (self->network, measure->dataset, measure->n, NULL);
  return value != NULL ? measured_new (step, value, (GDestroyNotify) wb_divergence_free) : NULL;
}

void
wb_monitor_update (WbMonitor *self, const AeRecipe *recipe, guint64 step, gboolean running)
{
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    {
      Slot *slot = &self->slots[kind];
      gint64 now = g_get_monotonic_time ();
      WbMeasured *measured;

      if (!is_due (self, kind, step, running, now))
        continue;
      measured = take (self, slot->measure, recipe, step);
      if (kind != WB_MEASURE_CODES)
        {
          g_clear_pointer (&slot->measured, wb_measured_unref);
          slot->measured = measured;
        }
      slot->stale = FALSE;
      slot->step = step;
      slot->taken_usec = now;
      slot->cost_usec = g_get_monotonic_time () - now;
    }
}

gboolean
wb_monitor_has_work (const WbMonitor *self)
{
  return self->codes != NULL;
}

/* Means and deviations come from the layer before a variational code; other codes at once. */
static gboolean
encode (WbCodes *codes, guint first, guint n, const float *x)
{
  const AeNetwork *network = codes->network;
  const guint code = ae_network_get_code (network);
  float *values = codes->values + first * codes->size;
  g_autofree float *before = NULL;

  if (codes->deviations == NULL)
    return ae_network_predict (network, 0, code, n, x, values, NULL);
  before = g_new (float, n *ae_shape_size (ae_network_get_shape (network, code - 1)));
  if (!ae_network_predict (network, 0, code - 1, n, x, before, NULL)
      || !ae_network_predict (network, code - 1, code, n, before, values, NULL))
    return FALSE;
  wb_code_read_deviations (network, code, n, before, codes->deviations + first * codes->size);
  return TRUE;
}

static gboolean
encode_slice (WbMonitor *self)
{
  WbCodes *codes = self->codes;
  DsDataset *dataset = self->slots[WB_MEASURE_CODES].measure->dataset;
  guint first = self->n_encoded, n = MIN (SLICE, codes->n - first);
  g_autofree float *x = g_new (float, n * ds_dataset_get_sample_size (dataset));

  if (codes->indices != NULL)
    ds_dataset_read (dataset, codes->indices + first, n, x);
  else
    ds_dataset_read_range (dataset, first, n, x);
  self->n_encoded += n;
  return encode (codes, first, n, x) && ds_dataset_check (dataset, NULL);
}

gboolean
wb_monitor_work (WbMonitor *self, gboolean running)
{
  Slot *slot = &self->slots[WB_MEASURE_CODES];
  gint64 now = g_get_monotonic_time (), end;

  if (self->codes == NULL || (running && now < self->next_slice_usec))
    return FALSE;
  if (!encode_slice (self))
    {
      g_clear_pointer (&self->codes, free_codes);
      return FALSE;
    }
  end = g_get_monotonic_time ();
  self->next_slice_usec = end + SHARE * (end - now);
  if (self->n_encoded < self->codes->n)
    return FALSE;
  g_clear_pointer (&slot->measured, wb_measured_unref);
  slot->measured = measured_new (slot->step, g_steal_pointer (&self->codes),
                                 (GDestroyNotify) free_codes);
  return TRUE;
}

void
wb_monitor_report (WbMonitor *self, WbMeasured *measured[WB_N_MEASURES])
{
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    {
      measured[kind] = self->slots[kind].measured;
      if (measured[kind] != NULL)
        g_atomic_int_inc (&measured[kind]->references);
    }
}
