/* SPDX-License-Identifier: MIT */
/* The table of exports, generated from the rows in app/export/meson.build, and
 * the check that every written file goes through.
 */
#include "app/export/export.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/error.h"

#define ROW(name) extern const WbExportClass wb_export_##name;
#include "app/export/export-list.h"
#undef ROW

static const WbExportClass *const classes[] = {
#define ROW(name) &wb_export_##name,
#include "app/export/export-list.h"
#undef ROW
  NULL,
};

void
wb_export_report_clear (WbExportReport *self)
{
  g_clear_pointer (&self->unchecked, g_free);
}

const WbExportClass *const *
wb_export_classes (void)
{
  return classes;
}

const WbExportClass *
wb_export_find (const char *name)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (g_str_equal (name, classes[i]->name))
      return classes[i];
  return NULL;
}

gboolean
wb_export_has_ending (const WbExportClass *klass, const char *path)
{
  for (guint i = 0; klass->endings != NULL && klass->endings[i] != NULL; i++)
    if (g_str_has_suffix (path, klass->endings[i]))
      return TRUE;
  return g_str_has_suffix (path, klass->extension);
}

const WbExportClass *
wb_export_find_for_path (const char *path)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (wb_export_has_ending (classes[i], path))
      return classes[i];
  return NULL;
}

/* What the check needs: the model's own network and the samples of its part. */
typedef struct
{
  AeNetwork *network;
  gsize n;
  float *x;
} Trial;

static void
trial_clear (Trial *trial)
{
  g_clear_pointer (&trial->network, ae_network_free);
  g_clear_pointer (&trial->x, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trial, trial_clear)

float *
wb_export_make_inputs (const WbExportModel *model,
                       AeNetwork *network,
                       const WbExportOptions *options,
                       gsize n,
                       GError **error)
{
  gsize known = options != NULL ? MIN (options->n_samples, n) : 0;
  gsize size = ae_shape_size (ae_network_get_shape (network, 0));
  g_autofree float *samples = g_new (float, n * size);
  g_autofree float *x = g_new (float, n * ae_shape_size (&model->input));

  ae_random_uniform (&(AeRandomKey) { .seed = 1 }, samples, n * size);
  if (known > 0)
    memcpy (samples, options->samples, known * size * sizeof (float));
  return ae_network_predict (network, 0, model->first - 1, n, samples, x, error)
           ? g_steal_pointer (&x)
           : NULL;
}

/* As many samples as there are, up to what is checked or calibrated with. */
static gboolean
trial_init (Trial *trial,
            const WbExportModel *model,
            const WbExportOptions *options,
            GError **error)
{
  gsize most = options != NULL && options->int8 ? WB_EXPORT_N_CALIBRATED : WB_EXPORT_N_CHECKED;

  trial->n = options != NULL && options->n_samples > 0 ? MIN (options->n_samples, most) : most;
  trial->network = wb_checkpoint_make_network (model->checkpoint, error);
  if (trial->network == NULL)
    return FALSE;
  trial->x = wb_export_make_inputs (model, trial->network, options, trial->n, error);
  return trial->x != NULL;
}

/* The largest difference, relative to values above 1. */
static double
get_difference (gsize n, const float *theirs, const float *ours)
{
  double largest = 0;

  for (gsize i = 0; i < n; i++)
    {
      double d = fabs ((double) theirs[i] - ours[i]) / MAX (1, fabs (ours[i]));

      largest = isnan (d) ? INFINITY : MAX (largest, d);
    }
  return largest;
}

/* The same between the file and the model after layer @layer. */
static gboolean
compare (const WbExportClass *klass,
         const WbExportModel *model,
         const Trial *trial,
         const char *path,
         guint layer,
         double *difference,
         GError **error)
{
  gsize size = trial->n * ae_shape_size (&model->layers[layer].y_shape);
  g_autofree float *theirs = g_new (float, size);
  g_autofree float *ours = g_new (float, size);
  const WbExportRun run = { model, path, trial->n, trial->x, layer, theirs };

  if (!klass->run (&run, error)
      || !ae_network_predict (trial->network, model->first - 1, model->first + layer, trial->n,
                              trial->x, ours, error))
    return FALSE;
  *difference = get_difference (size, theirs, ours);
  return TRUE;
}

/* Says which layer differs first, and keeps the file under another name. */
static gboolean
fail_check (const WbExportClass *klass,
            const WbExportModel *model,
            const Trial *trial,
            const char *path,
            double difference,
            GError **error)
{
  g_autofree char *kept = g_strconcat (path, ".failed", NULL);
  guint layer = 0, last = model->n_layers - 1;
  double first = difference, d;

  for (; layer < last; layer++)
    if (compare (klass, model, trial, path, layer, &d, NULL) && d > WB_EXPORT_TOLERANCE)
      {
        first = d;
        break;
      }
  g_rename (path, kept);
  return wb_refuse (error, WB_ERROR_EXPORT,
                    _ ("The %s file computes something else than the model: %s, layer %u of it, is "
                       "the first that differs, by %g where at most %g was expected. The file is "
                       "kept as “%s”. Export in another format and report this."),
                    klass->title, model->layers[layer].name, model->first + layer + 1, first,
                    WB_EXPORT_TOLERANCE, kept);
}

/* Mean square of the differences between @y and @t, 0 for NULL. */
static double
get_mean_square (gsize n, const float *y, const float *t)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      double e = (double) y[i] - (t != NULL ? t[i] : 0);

      sum += e * e;
    }
  return sum / (double) n;
}

/* The recipe's loss of reconstructions of the trial's samples. */
static double
get_loss (const WbExportModel *model, const Trial *trial, const float *y)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  gsize size = ae_shape_size (&model->output);
  g_autofree float *copy = g_memdup2 (y, trial->n * size * sizeof (float));
  AeLossPass pass = { .options = recipe->loss_options,
                      .n = (guint) trial->n,
                      .size = size,
                      .row = ae_shape_last (&model->output),
                      .y = copy,
                      .t = trial->x };

  return ae_recipe_get_loss (recipe)->run (&pass) / (double) trial->n
         * (recipe->reduction == AE_REDUCTION_SUM ? (double) size : 1);
}

/* @sentence: (transfer full): what is wrong with it */
static gboolean
refuse_int8 (const char *path, GError **error, char *sentence)
{
  g_autofree char *kept = g_strconcat (path, ".failed", NULL);
  g_autofree char *what = sentence;

  g_rename (path, kept);
  return wb_refuse (error, WB_ERROR_EXPORT,
                    _ ("%s The file is kept as “%s”. Export in float32, or calibrate with more of "
                       "the data that the model was trained on."),
                    what, kept);
}

/* What the integers cost. A file that is silently bad is refused. */
static gboolean
judge_int8 (const WbExportModel *model,
            const Trial *trial,
            const char *path,
            const float *theirs,
            const float *ours,
            WbExportReport *report,
            GError **error)
{
  gsize size = trial->n * ae_shape_size (&model->output);
  const float *outputs[] = { ours, theirs };
  double share;

  if (model->part == WB_EXPORT_WHOLE
      && ae_model_returns_input (wb_checkpoint_get_model (model->checkpoint)))
    {
      for (guint i = 0; i < 2; i++)
        {
          report->loss[i] = get_loss (model, trial, outputs[i]);
          report->psnr[i] = -10 * log10 (get_mean_square (size, outputs[i], trial->x));
        }
      report->judged = TRUE;
      return report->psnr[1] >= report->psnr[0] - WB_EXPORT_MAX_DECIBELS
             || refuse_int8 (path, error,
                             g_strdup_printf (_ ("8-bit integers spoil the reconstructions: their "
                                                 "PSNR falls from %.1f to %.1f dB."),
                                              report->psnr[0], report->psnr[1]));
    }
  share = sqrt (get_mean_square (size, theirs, ours) / get_mean_square (size, ours, NULL));
  return share <= WB_EXPORT_MAX_SHARE
         || refuse_int8 (path, error,
                         g_strdup_printf (_ ("8-bit integers spoil the output: at most %.2f of it "
                                             "may be error, and %.2f are."),
                                          WB_EXPORT_MAX_SHARE, share));
}

static gboolean
check_int8 (const WbExportClass *klass,
            const WbExportModel *model,
            const Trial *trial,
            const char *path,
            WbExportReport *report,
            GError **error)
{
  guint last = model->n_layers - 1;
  gsize size = trial->n * ae_shape_size (&model->layers[last].y_shape);
  g_autofree float *theirs = g_new (float, size);
  g_autofree float *ours = g_new (float, size);
  const WbExportRun run = { model, path, trial->n, trial->x, last, theirs };

  report->n = trial->n;
  if (!klass->run (&run, error)
      || !ae_network_predict (trial->network, model->first - 1, model->first + last, trial->n,
                              trial->x, ours, error))
    return FALSE;
  report->checked = TRUE;
  report->difference = get_difference (size, theirs, ours);
  return judge_int8 (model, trial, path, theirs, ours, report, error);
}

static gboolean
check (const WbExportClass *klass,
       const WbExportModel *model,
       const WbExportOptions *options,
       const char *path,
       WbExportReport *report,
       GError **error)
{
  g_auto (Trial) trial = { 0 };

  if (!trial_init (&trial, model, options, error))
    return FALSE;
  if (options != NULL && options->int8)
    return check_int8 (klass, model, &trial, path, report, error);
  if (!compare (klass, model, &trial, path, model->n_layers - 1, &report->difference, error))
    return FALSE;
  report->checked = TRUE;
  report->n = trial.n;
  if (report->difference > WB_EXPORT_TOLERANCE)
    return fail_check (klass, model, &trial, path, report->difference, error);
  return TRUE;
}

gboolean
wb_export_write (const WbExportClass *klass,
                 const WbExportModel *model,
                 const WbExportOptions *options,
                 const char *path,
                 WbExportReport *report,
                 GError **error)
{
  g_auto (WbExportReport) own = { 0 };
  GError *failure = NULL;

  report = report != NULL ? report : &own;
  *report = (WbExportReport) { 0 };
  if (klass->accepts != NULL && !klass->accepts (model, error))
    return FALSE;
  if (!klass->write (model, options, path, error))
    return FALSE;
  if (klass->run == NULL || check (klass, model, options, path, report, &failure))
    return TRUE;
  if (!g_error_matches (failure, WB_ERROR, WB_ERROR_CLIENT))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  report->unchecked = g_strdup (failure->message);
  g_error_free (failure);
  return TRUE;
}
