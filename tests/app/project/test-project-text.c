/* SPDX-License-Identifier: MIT */
/* What a picture carries of a project comes back as it was, and other text is refused. */
#include <string.h>

#include "app/error.h"
#include "app/project/project-text.h"
#include "app/templates/template.h"

static void
test_templates (void)
{
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbProject) project = wb_template_build (wb_templates ()[i],
                                                         &AE_SHAPE (3, 28, 28, 1), &error);
      g_autofree char *text = NULL;
      g_autoptr (WbProject) read = NULL;

      g_assert_no_error (error);
      text = wb_project_to_text (project);
      read = wb_project_from_text (text, &error);
      g_assert_no_error (error);
      g_assert_true (ae_model_equal (read->model, project->model));
      g_assert_true (ae_recipe_equal (&read->recipe, &project->recipe));
      g_assert_true (read->mirrored == project->mirrored);
      g_assert_null (read->data);
    }
}

/* Nobody else learns where the data lie. */
static void
test_no_paths (void)
{
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);
  g_autoptr (WbDataReference) reference = wb_data_reference_new ("/secret/set.npz", NULL, NULL);
  g_autofree char *text = NULL;

  wb_project_set_data (project, reference);
  text = wb_project_to_text (project);
  g_assert_null (strstr (text, "secret"));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    int code;
  } cases[] = {
    { "ink", WB_ERROR_DAMAGED },
    { "{}", WB_ERROR_FORMAT },
    { "[1]", WB_ERROR_FORMAT },
    { "{\"format\":\"hourglass\",\"recipe\":{}}", WB_ERROR_FORMAT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (wb_project_from_text (cases[i].text, &error));
      g_assert_error (error, WB_ERROR, cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project-text/templates", test_templates);
  g_test_add_func ("/project-text/no-paths", test_no_paths);
  g_test_add_func ("/project-text/refused", test_refused);
  return g_test_run ();
}
