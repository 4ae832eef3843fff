/* SPDX-License-Identifier: MIT */
/* What the view of the code tells of all codes together: scores that follow the newest map.
 *
 * Seen to fail with the map left out that comes while the scores rest.
 */
#include "tests/ui/ui-fixture.h"

#include "app/latent/disentanglement.h"
#include "ui/views/latent/cloud.h"
#include "ui/views/latent/scores.h"

typedef struct
{
  UiFixture ui;
  HgLatent *latent;
  GtkWidget *scores;
} View;

static gboolean
has_trained (gpointer data)
{
  const WbLatentMap *map = hg_latent_get_map (((View *) data)->latent);

  return map != NULL && map->step > 0;
}

static gboolean
has_scores (gpointer data)
{
  return gtk_widget_get_mapped (((View *) data)->scores);
}

/* The words on the screen are those of the newest map. */
static gboolean
is_newest (gpointer data)
{
  View *self = data;
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  GtkWidget *label = adw_bin_get_child (ADW_BIN (self->scores));
  WbDisentanglement scores;
  g_autofree char *begin = NULL;

  g_assert_true (wb_disentanglement_measure (map->dataset, map->codes->n, map->codes->size,
                                             map->codes->values, &scores));
  begin = g_strdup_printf ("MIG %.2f · DCI %.2f, %.2f", scores.mig, scores.dci.disentanglement,
                           scores.dci.completeness);
  return g_str_has_prefix (gtk_label_get_text (GTK_LABEL (label)), begin);
}

static void
test_scores (void)
{
  View self = { 0 };

  ui_fixture_open (&self.ui, NULL, "variational");
  ui_wait_data (&self.ui);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.view", "s", "latent");
  self.latent = hg_cloud_get_latent (
    HG_CLOUD (ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_CLOUD, 0)));
  self.scores = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_SCORES, 0);
  ui_wait_until (has_scores, &self, "the scores");
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Train"));
  ui_wait_until (has_trained, &self, "codes that moved");
  wb_session_stop (hg_workspace_get_session (self.ui.workspace));
  ui_wait_until (is_newest, &self, "the scores of the last codes");
  ui_fixture_close (&self.ui);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/latent-scores/newest", test_scores);
  return g_test_run ();
}
