/* SPDX-License-Identifier: MIT */
/* latent: what the numbers of a code do, and how far a picture of them can be trusted. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/latent/codes.h"
#include "app/latent/dimensions.h"
#include "app/latent/disentanglement.h"
#include "app/latent/factors.h"
#include "app/latent/neighbours.h"
#include "app/latent/pca.h"
#include "app/latent/sampling.h"

/* Neighbours that trustworthiness and continuity look at. */
#define JUDGED 12

typedef struct
{
  DsDataset *dataset;
  WbCodeTable *table;
  WbDimension *dimensions;
  guint *factors; /* [size]: what each number of the code follows best */
  double *correlations;
  gboolean judged;
  double trustworthiness;
  double continuity;
  gboolean has_scores; /* the data has factors */
  WbDisentanglement scores;
  WbMixture *mixture; /* NULL: new codes are drawn from the prior */
  gboolean sampled;
  WbCoverage coverage;
} Latent;

static void
latent_clear (Latent *self)
{
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  wb_code_table_free (self->table);
  g_free (self->dimensions);
  g_free (self->factors);
  g_free (self->correlations);
  wb_mixture_free (self->mixture);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Latent, latent_clear)

/* How good new samples are. */
static void
sample (Latent *self, AePool *pool, const AeNetwork *network)
{
  const WbCodeTable *table = self->table;

  if (!wb_divergence_has (ae_network_get_model (network)))
    self->mixture = wb_mixture_fit (pool, table->n, table->size, table->codes);
  self->sampled = wb_sampling_judge (pool, network, self->dataset, self->mixture, &self->coverage);
}

/* Of the plane of the first two components. */
static void
judge (Latent *self, AePool *pool)
{
  const WbCodeTable *table = self->table;
  g_autoptr (WbPca) pca = NULL;
  g_autofree float *places = NULL;

  if (table->n <= 2 * JUDGED || table->size < 2)
    return;
  pca = wb_pca_new (table->n, table->size, table->codes, 2);
  if (pca == NULL)
    return;
  places = g_new (float, 2 * table->n);
  wb_pca_project (pca, table->n, table->codes, places);
  wb_neighbours_judge (pool, table->n, table->size, table->codes, places, JUDGED,
                       &self->trustworthiness, &self->continuity);
  self->judged = TRUE;
}

static void
measure (Latent *self, const AeNetwork *network)
{
  const WbCodeTable *table = self->table;
  g_autoptr (AePool) pool = ae_pool_new (0);

  self->dimensions = g_new (WbDimension, table->size);
  self->factors = g_new0 (guint, table->size);
  self->correlations = g_new0 (double, table->size);
  wb_dimensions_measure (table->n, table->size, table->codes, table->deviations, self->dimensions);
  wb_dimensions_sort (self->dimensions, table->size);
  wb_factors_correlate (self->dataset, table->n, table->size, table->codes, self->factors,
                        self->correlations);
  self->has_scores = wb_disentanglement_measure (self->dataset, table->n, table->size, table->codes,
                                                 &self->scores);
  judge (self, pool);
  sample (self, pool, network);
}

/* What a dimension has learned, or NULL. */
static const char *
get_learned (const Latent *self, guint index)
{
  return self->correlations[index] != 0
           ? ds_dataset_get_factor_names (self->dataset)[self->factors[index]]
           : NULL;
}

/* Of one sample nobody can tell. */
static const char *
name_use (const Latent *self, const WbDimension *dimension)
{
  if (self->table->n < 2)
    return "";
  return dimension->active ? _ ("active") : _ ("unused");
}

static void
print_dimension (const Latent *self, const WbDimension *dimension)
{
  const char *learned = get_learned (self, dimension->index);

  printf ("  %4u %9.4g %9.4g", dimension->index + 1, dimension->mean, sqrt (dimension->variance));
  if (isfinite (dimension->divergence))
    printf (" %9.4g", dimension->divergence);
  wb_cli_print (stdout, "  %s", name_use (self, dimension));
  if (learned != NULL)
    printf ("  %s, r %.2f", learned, self->correlations[dimension->index]);
  putchar ('\n');
}

static void
print_scores (const WbDisentanglement *scores)
{
  wb_cli_print (stdout,
                _ ("Factors of the data: MIG %.3f, SAP %.3f, DCI: disentanglement %.3f, "
                   "completeness %.3f, error %.3f.\n"),
                scores->mig, scores->sap, scores->dci.disentanglement, scores->dci.completeness,
                scores->dci.error);
}

static void
print_coverage (const Latent *self)
{
  guint k = self->mixture != NULL ? self->mixture->n_components : 0;
  g_autofree char *source = k == 0 ? g_strdup (_ ("the prior"))
                                   : g_strdup_printf (ngettext ("a mixture of %u Gaussian",
                                                                "a mixture of %u Gaussians", k),
                                                      k);

  wb_cli_print (stdout, _ ("Samples from %s: density %.3f, coverage %.3f (k = %d).\n"), source,
                self->coverage.density, self->coverage.coverage, WB_COVERAGE_NEIGHBOURS);
}

static void
print_words (const Latent *self)
{
  const WbCodeTable *table = self->table;
  guint n_active = wb_dimensions_count_active (self->dimensions, table->size);
  g_autofree char *n = wb_cli_count_to_text (table->n);

  if (table->n < 2)
    wb_cli_print (stdout, _ ("1 code: one sample cannot tell which dimensions are active\n"));
  else
    wb_cli_print (stdout, _ ("%s codes, %u of %u dimensions active\n"), n, n_active,
                  (guint) table->size);
  printf (table->deviations != NULL ? "  %4s %9s %9s %9s\n" : "  %4s %9s %9s\n", "z", "mean",
          "deviation", "KL");
  for (gsize i = 0; i < table->size; i++)
    print_dimension (self, &self->dimensions[i]);
  if (self->judged)
    wb_cli_print (stdout,
                  _ ("In the plane of two components, of %d neighbours: trustworthiness %.4f, "
                     "continuity %.4f.\n"),
                  JUDGED, self->trustworthiness, self->continuity);
  if (self->has_scores)
    print_scores (&self->scores);
  if (self->sampled)
    print_coverage (self);
}

static json_t *
dimension_to_json (const Latent *self, const WbDimension *dimension)
{
  const char *learned = get_learned (self, dimension->index);
  json_t *object = json_object ();

  json_object_set_new (object, "index", json_integer (dimension->index));
  wb_cli_add_real (object, "mean", dimension->mean);
  wb_cli_add_real (object, "variance", dimension->variance);
  if (isfinite (dimension->divergence))
    wb_cli_add_real (object, "kl", dimension->divergence);
  json_object_set_new (object, "active",
                       self->table->n < 2 ? json_null () : json_boolean (dimension->active));
  if (learned != NULL)
    {
      json_object_set_new (object, "factor", json_string (learned));
      wb_cli_add_real (object, "r", self->correlations[dimension->index]);
    }
  return object;
}

static json_t *
scores_to_json (const WbDisentanglement *scores)
{
  json_t *object = json_object (), *dci = json_object ();

  wb_cli_add_real (dci, "disentanglement", scores->dci.disentanglement);
  wb_cli_add_real (dci, "completeness", scores->dci.completeness);
  wb_cli_add_real (dci, "error", scores->dci.error);
  wb_cli_add_real (object, "mig", scores->mig);
  wb_cli_add_real (object, "sap", scores->sap);
  json_object_set_new (object, "dci", dci);
  return object;
}

static json_t *
coverage_to_json (const Latent *self)
{
  json_t *object = json_object ();

  json_object_set_new (object, "from", json_string (self->mixture != NULL ? "mixture" : "prior"));
  if (self->mixture != NULL)
    json_object_set_new (object, "gaussians", json_integer (self->mixture->n_components));
  json_object_set_new (object, "k", json_integer (WB_COVERAGE_NEIGHBOURS));
  wb_cli_add_real (object, "density", self->coverage.density);
  wb_cli_add_real (object, "coverage", self->coverage.coverage);
  return object;
}

static void
print_json (const Latent *self)
{
  const WbCodeTable *table = self->table;
  json_t *object = json_object (), *dimensions = json_array ();

  for (gsize i = 0; i < table->size; i++)
    json_array_append_new (dimensions, dimension_to_json (self, &self->dimensions[i]));
  json_object_set_new (object, "samples", json_integer ((json_int_t) table->n));
  json_object_set_new (object, "active",
                       table->n < 2 ? json_null ()
                                    : json_integer (
                                      wb_dimensions_count_active (self->dimensions, table->size)));
  json_object_set_new (object, "dimensions", dimensions);
  if (self->judged)
    {
      wb_cli_add_real (object, "trustworthiness", self->trustworthiness);
      wb_cli_add_real (object, "continuity", self->continuity);
    }
  if (self->has_scores)
    json_object_set_new (object, "factors", scores_to_json (&self->scores));
  if (self->sampled)
    json_object_set_new (object, "sampling", coverage_to_json (self));
  wb_cli_print_json (object);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = wb_cli_open_network (wb_arguments_get_word (arguments, 0),
                                                       &project, error);
  g_auto (Latent) latent = { NULL };

  if (network != NULL)
    latent.dataset = wb_cli_open_part (arguments, project, network, error);
  if (latent.dataset != NULL)
    latent.table = wb_code_table_new (network, latent.dataset, error);
  if (latent.table == NULL)
    return FALSE;
  measure (&latent, network);
  if (wb_arguments_has (arguments, "json"))
    print_json (&latent);
  else
    print_words (&latent);
  return TRUE;
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  WB_CLI_PART_OPTION,
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_latent = {
  .name = "latent",
  .grammar = { "FILE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "tells what the numbers of the code do",
  .details
  = "Dimensions are in the order of their importance: by KL of a variational code, else "
    "by deviation. One is active that varies by more than 0.01. Of data that knows more "
    "of its samples, the factor that a dimension follows best is named, and three scores "
    "tell how far each stands for one factor alone: the mutual information gap (MIG), "
    "separated attribute predictability (SAP), and disentanglement, completeness and "
    "informativeness (DCI), the last as the error of predicting factors from codes. New samples "
    "are drawn from the prior of a variational model, else from a mixture of Gaussians "
    "fitted to the codes, and compared with real ones by density and coverage, 1 being as "
    "good as real.",
  .run = run,
};
