/* SPDX-License-Identifier: MIT */
/* The grid of decoded codes in the window: what each picture is, what it follows, and what of
 * it can be copied.
 *
 * Mutations that fail: pictures kept when the range or the sample changes, the mean in the
 * place of the sample, a grid that is not taken up again after its rest.
 */
#include "tests/ui/latent-fixture.h"

#include "ui/views/latent/manifold-view.h"

static HgManifoldView *
find_manifold (LatentView *self)
{
  return HG_MANIFOLD_VIEW (ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_MANIFOLD_VIEW, 0));
}

/* All pictures are of the map that is shown. */
static gboolean
is_decoded (gpointer data)
{
  LatentView *self = data;
  WbLatentMap *map;

  hg_manifold_view_get_manifold (find_manifold (self), &map);
  return map != NULL && map == hg_latent_get_map (self->latent);
}

static gboolean
is_decoded_of_one (gpointer data)
{
  LatentView *self = data;
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  return map != NULL && map->codes->size == 1 && is_decoded (self);
}

/* A picture against what its code decodes to, with the other values as in @around. */
static void
assert_picture (LatentView *self, guint picture, const float *around)
{
  WbLatentMap *map;
  const WbManifold *m = hg_manifold_view_get_manifold (find_manifold (self), &map);
  const gsize size = ae_shape_size (&map->shape);
  g_autofree float *code = g_new (float, map->codes->size);
  g_autofree float *sample = g_new (float, size);
  double place[2];

  wb_manifold_get_code (m, picture % m->n_columns, picture / m->n_columns, place);
  wb_plane_restore (map->plane, place, around, code);
  g_assert_true (wb_latent_map_decode (map, 1, code, sample, NULL));
  for (gsize i = 0; i < size; i++)
    g_assert_cmpfloat_with_epsilon (m->picture.values[picture * size + i], sample[i], 1e-5);
}

/* What is copied has a header and a line for each of at least @n pictures. */
static void
assert_copied (LatentView *self, GtkWidget *button, const char *action, guint n, const char *begin)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  gtk_widget_activate_action (button, action, NULL);
  text = latent_view_read_clipboard (self);
  lines = g_strsplit (text, "\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], begin));
  g_assert_cmpuint (g_strv_length (lines), >=, n + 2);
}

/* The manifold of more than two values: what the plane does not say is at its mean, or as in
 * the sample that was clicked; it follows size and training, and can be copied. */
static void
test_pictures (void)
{
  LatentView self;
  WbLatentMap *map;
  GtkWidget *window, *more;

  latent_view_open (&self, NULL, "simple");
  window = GTK_WIDGET (self.ui.window);
  more = ui_find_named (window, "Manifold’s menu");
  ui_wait_until (is_decoded, &self, "the grid");
  for (guint i = 0; i < 400; i += 57)
    assert_picture (&self, i, NULL);
  ui_click (&self.ui, self.cloud);
  gtk_widget_activate_action (more, "manifold.around", "s", "sample");
  ui_wait_until (is_decoded, &self, "the grid around a sample");
  map = hg_latent_get_map (self.latent);
  for (guint i = 0; i < 400; i += 57)
    assert_picture (&self, i, wb_latent_map_get_code (map, hg_latent_get_base (self.latent)));
  g_assert_nonnull (ui_find_words (window, "Around #"));
  hg_manifold_view_set_size (find_manifold (&self), 40);
  ui_wait_until (is_decoded, &self, "the larger grid");
  assert_picture (&self, 1599, wb_latent_map_get_code (map, hg_latent_get_base (self.latent)));
  assert_copied (&self, more, "manifold.copy", 1600, "place1,place2,z1,z2,");
  assert_copied (&self, ui_find_named (window, "Save the pictures"), "path.copy", 7,
                 "share,z1,z2,");
  latent_view_close (&self);
}

/* While a training runs, the pictures become those of later weights. */
static void
test_training (void)
{
  LatentView self;
  WbLatentMap *map;
  guint64 step = 0;

  latent_view_open (&self, NULL, "variational");
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Train"));
  for (guint i = 0; i < 3; i++)
    {
      do
        {
          ui_wait_frames (&self.ui, 1);
          hg_manifold_view_get_manifold (find_manifold (&self), &map);
        }
      while (map == NULL || map->step <= step);
      step = map->step;
    }
  wb_session_stop (hg_workspace_get_session (self.ui.workspace));
  ui_wait_until (is_decoded, &self, "the grid of the last weights");
  assert_picture (&self, 210, NULL);
  latent_view_close (&self);
}

/* Codes of one value fill the rows one after the other; each can be pointed at. */
static void
test_one (void)
{
  LatentView self;
  WbLatentMap *map;
  const WbManifold *m;
  const AeModel *model;

  latent_view_open (&self, NULL, "simple");
  model = hg_workspace_get_model (self.ui.workspace);
  g_assert_true (
    wb_document_edit (hg_workspace_get_document (self.ui.workspace),
                      &(WbEdit) { WB_EDIT_OPTION, .id = ae_model_get_layer (model, 1)->id,
                                  .name = "units", .text = "1" },
                      NULL));
  ui_wait_until (is_decoded_of_one, &self, "codes of one value");
  m = hg_manifold_view_get_manifold (find_manifold (&self), &map);
  g_assert_cmpuint (m->n_rows, ==, 20);
  for (guint i = 0; i < 400; i += 57)
    {
      double place[2];

      assert_picture (&self, i, NULL);
      wb_manifold_get_code (m, i % 20, i / 20, place);
      g_assert_cmpfloat_with_epsilon (place[0], m->x_lower + (m->x_upper - m->x_lower) * i / 399.,
                                      1e-9);
    }
  assert_copied (&self, ui_find_named (GTK_WIDGET (self.ui.window), "Manifold’s menu"),
                 "manifold.copy", 400, "place1,place2,z");
  latent_view_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/manifold/pictures", test_pictures);
  g_test_add_func ("/manifold/one", test_one);
  g_test_add_func ("/manifold/training", test_training);
  return g_test_run ();
}
