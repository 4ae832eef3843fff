/* SPDX-License-Identifier: MIT */
/* Problems in the header and next to their block. An error that an edit makes
 * of a sound model shows itself once; after that, and while a model is still
 * being put together, F8, the header's button, its block and Train lead to it.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

static gboolean
is_worth_showing (const WbProblem *problem)
{
  return problem->severity == WB_SEVERITY_ERROR || problem->severity == WB_SEVERITY_WARNING;
}

static guint
count_problems (HgWindow *self)
{
  const GPtrArray *problems = hg_workspace_get_problems (self->workspace);
  guint n = 0;

  for (guint i = 0; i < problems->len; i++)
    n += is_worth_showing (problems->pdata[i]);
  return n;
}

static const WbProblem *
get_problem (HgWindow *self, guint index)
{
  const GPtrArray *problems = hg_workspace_get_problems (self->workspace);

  for (guint i = 0; i < problems->len; i++)
    if (is_worth_showing (problems->pdata[i]) && index-- == 0)
      return problems->pdata[i];
  return NULL;
}

/* The block the problem belongs to; the output where it belongs to none. */
static GtkWidget *
find_place (HgWindow *self, const WbProblem *problem)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  guint id = HG_ID_OUTPUT;

  if (problem->layer >= 0 && problem->layer < (int) ae_model_get_n_layers (model))
    id = ae_model_get_layer (model, problem->layer)->id;
  return hg_canvas_get_block (self->canvas, id);
}

static void
hide (HgWindow *self)
{
  if (self->problem != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->problem));
}

static gboolean
is_shown (HgWindow *self)
{
  return self->problem != NULL && gtk_widget_get_visible (GTK_WIDGET (self->problem));
}

static void
show (HgWindow *self, const WbProblem *problem)
{
  GtkWidget *block = find_place (self, problem);
  GtkWidget *popover;

  if (block == NULL)
    return;
  if (self->problem == NULL)
    {
      self->problem = g_object_ref_sink (hg_problem_popover_new ());
      hg_canvas_add_popover (self->canvas, GTK_POPOVER (self->problem));
    }
  popover = GTK_WIDGET (self->problem);
  hg_problem_popover_set_problem (self->problem, problem);
  hg_canvas_point_to (self->canvas, block, GTK_POPOVER (popover));
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* The problem of a code that has so many fixes. */
static const WbProblem *
find_problem (HgWindow *self, const char *code, guint n_fixes)
{
  const GPtrArray *problems = hg_workspace_get_problems (self->workspace);

  for (guint i = 0; i < problems->len; i++)
    {
      const WbProblem *problem = problems->pdata[i];

      if (g_str_equal (problem->code, code) && problem->n_fixes >= n_fixes)
        return problem;
    }
  return NULL;
}

void
hg_window_fix_problem (HgWindow *self, const char *code, guint index)
{
  const WbProblem *problem = find_problem (self, code, index + 1);
  g_autofree char *label = NULL;
  gboolean measured;

  if (problem == NULL)
    return;
  label = g_strdup_printf (_ ("Done: %s"), problem->fixes[index].label);
  measured = problem->measured;
  wb_document_apply_fix (hg_workspace_get_document (self->workspace), &problem->fixes[index]);
  if (measured)
    hg_window_dismiss_problem (self, code);
  hg_window_toast_undo (self, label);
}

void
hg_window_dismiss_problem (HgWindow *self, const char *code)
{
  hide (self);
  hg_workspace_dismiss (self->workspace, code);
}

void
hg_window_show_problem (HgWindow *self, int step)
{
  guint n = count_problems (self);

  if (n == 0)
    {
      hg_window_toast (self, _ ("No problems: the model is ready to train."));
      return;
    }
  if (step == 0
      || !gtk_widget_get_visible (
        GTK_WIDGET (self->problem != NULL ? GTK_WIDGET (self->problem) : self->problem_button)))
    self->problem_index = 0;
  else
    self->problem_index = (self->problem_index + n + step) % n;
  show (self, get_problem (self, self->problem_index));
}

static void
update_button (HgWindow *self, const WbProblem *error, guint n)
{
  g_autofree char *count = g_strdup_printf (ngettext ("%u problem", "%u problems", n), n);
  g_autofree char *place = error != NULL && error->layer >= 0
                             ? g_strdup_printf (_ ("in layer %d"), error->layer + 1)
                             : g_strdup ("");

  gtk_widget_set_visible (self->problem_button, error != NULL);
  gtk_label_set_text (self->problem_label, count);
  gtk_label_set_text (self->problem_place, place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->problem_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, count, -1);
}

void
hg_window_update_problem (HgWindow *self)
{
  const WbProblem *error = hg_workspace_get_error (self->workspace);
  const char *seen = error != NULL ? error->happened : NULL;
  gboolean was_sound = self->was_sound;

  self->was_sound = error == NULL
                    && ae_model_get_n_layers (hg_workspace_get_model (self->workspace)) > 1;
  update_button (self, error, count_problems (self));
  if (g_strcmp0 (self->problem_seen, seen) == 0)
    return;
  g_free (self->problem_seen);
  self->problem_seen = g_strdup (seen);
  self->problem_index = 0;
  if (error == NULL)
    hide (self);
  else if (was_sound || is_shown (self))
    hg_window_show_problem (self, 0);
}
