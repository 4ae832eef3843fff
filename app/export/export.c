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

const WbExportClass *
wb_export_find_for_path (const char *path)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (g_str_has_suffix (path, classes[i]->extension))
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

/* As many samples as there are, up to what is checked with. */
static gboolean
trial_init (Trial *trial,
            const WbExportModel *model,
            const WbExportOptions *options,
            GError **error)
{
  trial->n = options != NULL && options->n_samples > 0
               ? MIN (options->n_samples, WB_EXPORT_N_CHECKED)
               : WB_EXPORT_N_CHECKED;
  trial->network = wb_checkpoint_make_network (model->checkpoint, error);
  if (trial->network == NULL)
    return FALSE;
  trial->x = wb_export_make_inputs (model, trial->network, options, trial->n, error);
  return trial->x != NULL;
}

/* The largest difference between the file and the model after layer @layer,
 * relative to values above 1. */
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

  if (!klass->run (model, path, trial->n, trial->x, layer, theirs, error)
      || !ae_network_predict (trial->network, model->first - 1, model->first + layer, trial->n,
                              trial->x, ours, error))
    return FALSE;
  *difference = 0;
  for (gsize i = 0; i < size; i++)
    {
      double d = fabs ((double) theirs[i] - ours[i]) / MAX (1, fabs (ours[i]));

      *difference = isnan (d) ? INFINITY : MAX (*difference, d);
    }
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

static gboolean
check (const WbExportClass *klass,
       const WbExportModel *model,
       const WbExportOptions *options,
       const char *path,
       WbExportReport *report,
       GError **error)
{
  g_auto (Trial) trial = { 0 };

  if (!trial_init (&trial, model, options, error)
      || !compare (klass, model, &trial, path, model->n_layers - 1, &report->difference, error))
    return FALSE;
  report->checked = TRUE;
  report->n = trial.n;
  if (report->difference > WB_EXPORT_TOLERANCE && (options == NULL || !options->int8))
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
  WbExportReport own;

  report = report != NULL ? report : &own;
  *report = (WbExportReport) { 0 };
  if (klass->accepts != NULL && !klass->accepts (model, error))
    return FALSE;
  if (!klass->write (model, options, path, error))
    return FALSE;
  if (klass->run == NULL || (klass->can_run != NULL && !klass->can_run ()))
    return TRUE;
  return check (klass, model, options, path, report, error);
}
