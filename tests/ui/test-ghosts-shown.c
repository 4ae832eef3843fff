/* SPDX-License-Identifier: MIT */
/* Ghosts with a real pointer: it rests on the slider of the learning rate while the
 * training rests, curves and cards come; when it leaves they go and nothing has changed;
 * a click on a card goes on from there as a run of its own, and undo leads back.
 */
#include "tests/ui/ui-fixture.h"

#include "app/project/run-hash.h"
#include "ui/inspector/option-row.h"
#include "ui/inspector/recipe-page.h"
#include "ui/views/live/loss-view.h"

typedef struct
{
  UiFixture ui;
  GtkWidget *slider;
} Case;

static const WbSnapshot *
get_snapshot (Case *self)
{
  return hg_workspace_get_snapshot (self->ui.workspace);
}

static const WbProject *
get_project (Case *self)
{
  return wb_document_get_project (hg_workspace_get_document (self->ui.workspace));
}

static gboolean
is_recorded (gpointer data)
{
  Case *self = data;

  return get_snapshot (self) != NULL && get_snapshot (self)->state != WB_RUN_RUNNING
         && get_snapshot (self)->step > 0 && get_project (self)->run_id > 0;
}

static gboolean
has_ended (gpointer data)
{
  const GPtrArray *ghosts = hg_workspace_get_ghosts (((Case *) data)->ui.workspace);

  for (guint i = 0; ghosts != NULL && i < ghosts->len; i++)
    if (!((HgGhost *) ghosts->pdata[i])->ended)
      return FALSE;
  return ghosts != NULL;
}

static gboolean
has_none (gpointer data)
{
  return hg_workspace_get_ghosts (((Case *) data)->ui.workspace) == NULL;
}

static const WbLossChart *
get_chart (Case *self)
{
  return hg_loss_view_get_chart (
    HG_LOSS_VIEW (ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_LOSS_VIEW, 0)));
}

static void
rest (Case *self)
{
  double x, y;

  ui_get_middle (self->slider, &x, &y);
  ui_move (x - 6, y);
  ui_let_pass (20);
  ui_move (x, y);
  ui_wait_until (has_ended, self, "the ghosts to be trained");
  ui_wait_frames (&self->ui, 5);
}

static void
begin (Case *self)
{
  WbDocument *document;
  GtkWidget *page;

  ui_fixture_open (&self->ui, NULL, "simple");
  document = hg_workspace_get_document (self->ui.workspace);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "batch_size", .text = "2048" },
                    NULL);
  wb_session_step_epoch (hg_workspace_get_session (self->ui.workspace));
  ui_wait_until (is_recorded, self, "an epoch to be a run");
  ui_click (&self->ui, ui_find_named (GTK_WIDGET (self->ui.window), "Recipe"));
  ui_wait_frames (&self->ui, 10);
  page = ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_RECIPE_PAGE, 0);
  for (guint i = 0; (self->slider = ui_find_type (page, GTK_TYPE_SCALE, i)) != NULL; i++)
    {
      GtkWidget *row = gtk_widget_get_ancestor (self->slider, HG_TYPE_OPTION_ROW);

      if (g_str_equal (hg_option_row_get_option (HG_OPTION_ROW (row))->name, "learning_rate"))
        break;
    }
  g_assert_nonnull (self->slider);
}

/* They come and go, and leave the run as it was. */
static void
test_rest (void)
{
  Case self = { 0 };
  const GPtrArray *ghosts;
  guint64 step;
  AeRecipe recipe;

  begin (&self);
  step = get_snapshot (&self)->step;
  recipe = get_project (&self)->recipe;
  rest (&self);
  ghosts = hg_workspace_get_ghosts (self.ui.workspace);
  g_assert_cmpuint (ghosts->len, ==, 5);
  g_assert_cmpuint (wb_loss_chart_count_ghosts (get_chart (&self)), ==, 5);
  for (guint i = 0; i < ghosts->len; i++)
    {
      const HgGhost *ghost = ghosts->pdata[i];

      g_assert_cmpuint (ghost->points->len, ==, get_snapshot (&self)->steps_per_epoch);
      g_assert_nonnull (ghost->output);
    }
  ui_move (300, 300);
  ui_wait_until (has_none, &self, "the ghosts to go");
  ui_wait_frames (&self.ui, 5);
  g_assert_cmpuint (wb_loss_chart_count_ghosts (get_chart (&self)), ==, 0);
  g_assert_cmpuint (get_snapshot (&self)->step, ==, step);
  g_assert_true (ae_recipe_equal (&recipe, &get_project (&self)->recipe));
  g_assert_cmpuint (get_project (&self)->runs->len, ==, 1);
  ui_fixture_close (&self.ui);
}

static gboolean
is_adopted (gpointer data)
{
  Case *self = data;

  return get_project (self)->recipe.learning_rate == 0.003 && get_snapshot (self)->epoch == 2
         && get_project (self)->runs->len == 2;
}

static gboolean
is_back (gpointer data)
{
  Case *self = data;

  return get_project (self)->recipe.learning_rate == 0.001 && get_snapshot (self)->epoch == 1;
}

/* A click goes on from one; its run is another, and undo leads back to the first. */
static void
test_adopt (void)
{
  Case self = { 0 };
  GtkWidget *card;
  g_autofree char *before = NULL, *after = NULL;

  begin (&self);
  before = wb_weights_hash (get_project (&self)->checkpoint);
  rest (&self);
  card = ui_find_named (ui_find_type (gtk_widget_get_ancestor (self.slider, HG_TYPE_OPTION_ROW),
                                      GTK_TYPE_POPOVER, 0),
                        "0.003");
  g_assert_nonnull (card);
  ui_click (&self.ui, card);
  ui_wait_until (is_adopted, &self, "the ghost to be a run");
  g_assert_null (hg_workspace_get_ghosts (self.ui.workspace));
  g_assert_cmpuint (get_project (&self)->run_id, ==, 2);
  ui_key (&self.ui, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_wait_until (is_back, &self, "the weights of before");
  after = wb_weights_hash (get_project (&self)->checkpoint);
  g_assert_cmpstr (before, ==, after);
  ui_fixture_close (&self.ui);
}

/* The window goes while they train. */
static void
test_close (void)
{
  Case self = { 0 };

  begin (&self);
  rest (&self);
  g_assert_false (has_none (&self));
  ui_fixture_close (&self.ui);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/ghosts-shown/rest", test_rest);
  g_test_add_func ("/ghosts-shown/adopt", test_adopt);
  g_test_add_func ("/ghosts-shown/close", test_close);
  return g_test_run ();
}
