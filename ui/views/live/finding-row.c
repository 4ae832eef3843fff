/* SPDX-License-Identifier: MIT */
/* The popover is made with the first finding. While it is open its words stay; what is
 * fixed or dismissed closes it.
 */
#include "ui/views/live/finding-row.h"

#include <glib/gi18n.h>

#include "ui/window/problem-popover.h"

struct _HgFindingRow
{
  AdwBin parent_instance;

  GtkWidget *button;
  GtkLabel *title;
  GtkLabel *more;
  HgProblemPopover *popover;
  HgWorkspace *workspace;
  char *shown; /* title and evidence of the finding, NULL while there is none */
};

G_DEFINE_FINAL_TYPE (HgFindingRow, hg_finding_row, ADW_TYPE_BIN)

static const WbProblem *
finding_row_find (HgFindingRow *self, guint *n)
{
  const GPtrArray *problems = hg_workspace_get_problems (self->workspace);
  const WbProblem *first = NULL;

  *n = 0;
  for (guint i = 0; i < problems->len; i++)
    {
      const WbProblem *problem = problems->pdata[i];

      if (problem->measured && (*n)++ == 0)
        first = problem;
    }
  return first;
}

static void
finding_row_show (HgFindingRow *self, const WbProblem *problem)
{
  if (self->popover == NULL)
    {
      self->popover = hg_problem_popover_new ();
      gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), GTK_WIDGET (self->popover));
    }
  hg_problem_popover_set_problem (self->popover, problem);
  gtk_label_set_text (self->title, problem->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  problem->title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  problem->happened, -1);
}

static void
finding_row_changed_cb (HgFindingRow *self, guint changes)
{
  guint n;
  const WbProblem *problem;
  g_autofree char *shown = NULL;
  g_autofree char *more = NULL;

  if ((changes & HG_CHANGED_MODEL) == 0)
    return;
  problem = finding_row_find (self, &n);
  if (problem == NULL && self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_set_visible (GTK_WIDGET (self), problem != NULL);
  if (problem != NULL)
    shown = g_strdup_printf ("%s %s", problem->title, problem->happened);
  if (n > 1)
    more = g_strdup_printf (_ ("%u more"), n - 1);
  gtk_label_set_text (self->more, more != NULL ? more : "");
  if (problem != NULL && g_strcmp0 (shown, self->shown) != 0)
    finding_row_show (self, problem);
  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
}

static void
hg_finding_row_dispose (GObject *object)
{
  g_clear_object (&HG_FINDING_ROW (object)->workspace);
  G_OBJECT_CLASS (hg_finding_row_parent_class)->dispose (object);
}

static void
hg_finding_row_finalize (GObject *object)
{
  g_free (HG_FINDING_ROW (object)->shown);
  G_OBJECT_CLASS (hg_finding_row_parent_class)->finalize (object);
}

static void
hg_finding_row_class_init (HgFindingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hg_finding_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = hg_finding_row_finalize;
}

static void
hg_finding_row_init (HgFindingRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->more = GTK_LABEL (gtk_label_new (NULL));
  self->button = gtk_menu_button_new ();
  gtk_widget_add_css_class (icon, "warning");
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "caption");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->more));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "finding");
  gtk_widget_add_css_class (self->button, "flat");
  adw_bin_set_child (ADW_BIN (self), self->button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
hg_finding_row_set_workspace (HgFindingRow *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (finding_row_changed_cb), self,
                           G_CONNECT_SWAPPED);
  finding_row_changed_cb (self, HG_CHANGED_ALL);
}
