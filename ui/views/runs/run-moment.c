/* SPDX-License-Identifier: MIT */
/* The weights of a moment are asked for once it has come: while somebody drags, others do. */
#include "ui/views/runs/run-moment.h"

#include <glib/gi18n.h>

#include "app/project/run-weights.h"
#include "ui/format.h"
#include "ui/view.h"
#include "ui/views/live/scrubber.h"

struct _HgRunMoment
{
  GtkBox parent_instance;

  GtkToggleButton *play;
  GtkLabel *epoch;
  GtkLabel *step;
  HgScrubber *scrubber;
  HgWorkspace *workspace;
  void (*func) (gpointer data);
  gpointer data;
  guint64 asked;            /* step whose weights were asked for, else G_MAXUINT64 */
  gboolean waiting;         /* they have not come */
  WbCheckpoint *checkpoint; /* nullable: of the step that is shown */
  HgRunItem *item;          /* nullable: made of it */
};

G_DEFINE_FINAL_TYPE (HgRunMoment, hg_run_moment, GTK_TYPE_BOX)

static void
run_moment_forget (HgRunMoment *self)
{
  self->asked = G_MAXUINT64;
  self->waiting = FALSE;
  g_clear_object (&self->item);
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
}

static void
run_moment_came_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgRunMoment *self = data;
  guint64 asked = self->asked;

  run_moment_forget (self);
  self->asked = asked;
  if (checkpoint == NULL)
    return;
  self->checkpoint = wb_checkpoint_ref (checkpoint);
  self->func (self->data);
}

static void
run_moment_update (HgRunMoment *self)
{
  const WbSnapshot *shown = hg_workspace_get_snapshot (self->workspace);
  guint64 step;
  gboolean past = hg_workspace_get_visited_step (self->workspace, &step);
  gboolean known = self->checkpoint != NULL;

  if (past && shown != NULL && shown->step == step && step != self->asked)
    {
      self->asked = step;
      self->waiting = TRUE;
      wb_session_request_visited (hg_workspace_get_session (self->workspace), run_moment_came_cb,
                                  self);
    }
  if (past)
    return;
  run_moment_forget (self);
  if (known)
    self->func (self->data);
}

static void
run_moment_show_words (HgRunMoment *self)
{
  const WbSnapshot *newest = hg_workspace_get_newest (self->workspace);
  guint64 step = hg_workspace_get_shown_step (self->workspace);
  g_autofree char *epoch = hg_format_real (hg_workspace_step_to_epoch (self->workspace, step),
                                           "%.1f");
  g_autofree char *number = hg_format_count (step);
  g_autofree char *text = g_strdup_printf (_ ("Epoch %s of %u"), epoch,
                                           newest != NULL ? newest->epochs_planned : 0);
  g_autofree char *below = g_strdup_printf (_ ("step %s"), number);

  gtk_label_set_text (self->epoch, newest != NULL && newest->step > 0 ? text : "");
  gtk_label_set_text (self->step, newest != NULL && newest->step > 0 ? below : "");
}

static void
run_moment_changed_cb (gpointer widget, guint changes)
{
  if ((changes & (HG_CHANGED_MOMENT | HG_CHANGED_SNAPSHOT)) == 0)
    return;
  run_moment_update (widget);
  run_moment_show_words (widget);
}

static void
run_moment_play_changed_cb (HgRunMoment *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self->play), gtk_toggle_button_get_active (self->play)
                                                       ? "media-playback-pause-symbolic"
                                                       : "media-playback-start-symbolic");
}

/* The one that trains, or was recorded last: of the latter alone there is a past where no other
 * trains. */
static gboolean
run_moment_is_current (HgRunMoment *self, HgRunItem *item)
{
  const WbProject *project = wb_document_get_project (hg_workspace_get_document (self->workspace));

  return hg_run_item_is_live (item)
         || (hg_workspace_get_state (self->workspace) != WB_RUN_RUNNING
             && hg_run_item_get_record (item)->id == project->run_id);
}

static HgRunItem *
run_moment_make_item (HgRunMoment *self, const WbRunRecord *run)
{
  const WbPosition *position = wb_checkpoint_get_position (self->checkpoint);
  g_autoptr (WbHistory) history = wb_history_new_until (run->history, position->step,
                                                        position->epoch);
  g_autoptr (GBytes) kept = wb_run_weights_new (self->checkpoint);
  g_autoptr (WbRunRecord) record = NULL;
  WbRunRecord values = *run;

  values.position = *position;
  values.model = wb_checkpoint_get_model (self->checkpoint);
  values.history = history;
  values.kept = kept;
  record = wb_run_record_new (&values);
  return hg_run_item_new (record);
}

GPtrArray *
hg_run_moment_list (HgRunMoment *self, const GPtrArray *items)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    {
      HgRunItem *item = items->pdata[i];

      if (self->checkpoint != NULL && run_moment_is_current (self, item))
        {
          if (self->item == NULL)
            self->item = run_moment_make_item (self, hg_run_item_get_record (item));
          hg_run_item_set_colour (self->item, hg_run_item_get_colour (item));
          item = self->item;
        }
      g_ptr_array_add (list, g_object_ref (item));
    }
  return list;
}

static void
run_moment_dispose (GObject *object)
{
  HgRunMoment *self = HG_RUN_MOMENT (object);
  WbSession *session = self->workspace != NULL ? hg_workspace_get_session (self->workspace) : NULL;

  if (self->waiting && session != NULL)
    wb_session_leave_past (session);
  run_moment_forget (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), HG_TYPE_RUN_MOMENT);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_run_moment_parent_class)->dispose (object);
}

static void
hg_run_moment_class_init (HgRunMomentClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = run_moment_dispose;
  g_type_ensure (HG_TYPE_SCRUBBER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/run-moment.ui");
  gtk_widget_class_bind_template_child (widget_class, HgRunMoment, play);
  gtk_widget_class_bind_template_child (widget_class, HgRunMoment, epoch);
  gtk_widget_class_bind_template_child (widget_class, HgRunMoment, step);
  gtk_widget_class_bind_template_child (widget_class, HgRunMoment, scrubber);
  gtk_widget_class_bind_template_callback (widget_class, run_moment_play_changed_cb);
}

static void
hg_run_moment_init (HgRunMoment *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->asked = G_MAXUINT64;
}

void
hg_run_moment_set_workspace (HgRunMoment *self,
                             HgWorkspace *workspace,
                             void (*func) (gpointer data),
                             gpointer data)
{
  self->workspace = g_object_ref (workspace);
  self->func = func;
  self->data = data;
  hg_scrubber_set_workspace (self->scrubber, NULL, workspace);
  hg_view_watch (GTK_WIDGET (self), workspace, run_moment_changed_cb);
}
