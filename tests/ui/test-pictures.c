/* SPDX-License-Identifier: MIT */
/* A picture carries the model and the recipe that it was made with: dropped on the window,
 * or opened, it offers them as a new project.
 *
 * Seen to fail with figures written without a recipe, and with the question left out.
 */
#include "tests/ui/ui-fixture.h"

#include "app/figures/write.h"
#include "app/project/project-text.h"
#include "ui/views/latent/cloud.h"

#include <glib/gstdio.h>

typedef struct
{
  UiFixture ui;
  char *folder;
  char *path;
} Picture;

static void
picture_open (Picture *self, const char *template)
{
  *self = (Picture) { 0 };
  self->folder = g_dir_make_tmp ("pictures-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "figure.png", NULL);
  ui_fixture_open (&self->ui, NULL, template);
}

static void
picture_close (Picture *self)
{
  ui_fixture_close (&self->ui);
  g_remove (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

/* @template: (nullable): whose model and recipe the picture carries */
static void
write_picture (Picture *self, const char *template)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 56, 56);
  g_autoptr (WbProject) project = NULL;
  g_autofree char *text = NULL;

  if (template != NULL)
    {
      project = wb_template_build (wb_template_find (template), &AE_SHAPE (3, 28, 28, 1), NULL);
      text = wb_project_to_text (project);
    }
  g_assert_true (wb_surface_write_png (surface, self->path, text, NULL));
  cairo_surface_destroy (surface);
}

static guint
count_layers (const Picture *self)
{
  WbDocument *document = hg_workspace_get_document (self->ui.workspace);

  return ae_model_get_n_layers (wb_document_get_project (document)->model);
}

static gboolean
has_deep_model (gpointer data)
{
  return count_layers (data) == 7;
}

static gboolean
has_no_question (gpointer data)
{
  return ui_find_named (GTK_WIDGET (((Picture *) data)->ui.window), "Open as Data") == NULL;
}

static GtkDropTarget *
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  return NULL;
}

/* As GTK does when a person lets go of it over the window. */
static void
drop (Picture *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  GtkDropTarget *target = find_drop_target (GTK_WIDGET (self->ui.window));
  GValue value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, file);
  g_signal_emit_by_name (target, "drop", &value, 10., 10., &taken);
  g_value_unset (&value);
  g_assert_true (taken);
}

static void
test_drop (void)
{
  Picture self;

  picture_open (&self, "simple");
  write_picture (&self, "deep");
  g_assert_cmpuint (count_layers (&self), !=, 7);
  drop (&self);
  ui_answer (&self.ui, "Open Model");
  ui_wait_until (has_deep_model, &self, "the model of the picture");
  g_assert_null (wb_document_get_path (hg_workspace_get_document (self.ui.workspace)));
  picture_close (&self);
}

static void
test_open_and_cancel (void)
{
  Picture self;
  guint n;

  picture_open (&self, "simple");
  write_picture (&self, "deep");
  n = count_layers (&self);
  hg_window_open_path (self.ui.window, self.path);
  ui_answer (&self.ui, "Cancel");
  ui_wait_frames (&self.ui, 5);
  g_assert_cmpuint (count_layers (&self), ==, n);
  hg_window_open_path (self.ui.window, self.path);
  ui_answer (&self.ui, "Open Model");
  ui_wait_until (has_deep_model, &self, "the model of the picture");
  picture_close (&self);
}

/* An animation is a PNG, too. */
static void
test_animation (void)
{
  Picture self;
  g_autofree char *moved = NULL;

  picture_open (&self, "simple");
  write_picture (&self, "deep");
  moved = g_build_filename (self.folder, "way.apng", NULL);
  g_assert_cmpint (g_rename (self.path, moved), ==, 0);
  g_free (self.path);
  self.path = g_steal_pointer (&moved);
  drop (&self);
  ui_answer (&self.ui, "Open Model");
  ui_wait_until (has_deep_model, &self, "the model of the animation");
  picture_close (&self);
}

/* Any other picture is data. */
static void
test_other (void)
{
  Picture self;

  picture_open (&self, "simple");
  write_picture (&self, NULL);
  hg_window_open_path (self.ui.window, self.path);
  ui_answer (&self.ui, "Cancel");
  g_assert_true (has_no_question (&self));
  picture_close (&self);
}

static gboolean
has_codes (gpointer data)
{
  return hg_latent_get_map (data) != NULL;
}

/* What the window writes carries its own model. */
static void
test_written (void)
{
  Picture self;
  GtkWidget *cloud;
  g_autofree char *text = NULL;
  g_autoptr (WbProject) project = NULL;

  picture_open (&self, "deep");
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.view", "s", "latent");
  cloud = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_CLOUD, 0);
  ui_wait_until (has_codes, hg_cloud_get_latent (HG_CLOUD (cloud)), "the codes");
  g_assert_true (hg_cloud_write (HG_CLOUD (cloud), self.path, 1, NULL));
  text = wb_png_read_recipe (self.path, NULL);
  g_assert_nonnull (text);
  project = wb_project_from_text (text, NULL);
  g_assert_true (ae_model_equal (
    project->model,
    wb_document_get_project (hg_workspace_get_document (self.ui.workspace))->model));
  picture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/pictures/drop", test_drop);
  g_test_add_func ("/pictures/open-and-cancel", test_open_and_cancel);
  g_test_add_func ("/pictures/animation", test_animation);
  g_test_add_func ("/pictures/other", test_other);
  g_test_add_func ("/pictures/written", test_written);
  return g_test_run ();
}
