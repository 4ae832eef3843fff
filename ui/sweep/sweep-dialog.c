/* SPDX-License-Identifier: MIT */
/* Two pages: the plan and the progress. The speed is measured once, when the dialog
 * opens, in a thread. Whatever is shown is read from the workspace.
 */
#include "ui/sweep/sweep-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/format.h"
#include "ui/sweep/sweep-plot.h"
#include "ui/sweep/sweep-settings.h"
#include "ui/thread-task.h"

#define N_VARIED     2
#define RANGE_VALUES 5

/* One setting that is varied. */
typedef struct
{
  HgSweepDialog *dialog;
  AdwComboRow *setting;
  GtkEditable *values;
  GtkEditable *from;
  GtkEditable *to;
  GtkSpinButton *number;
  GtkSwitch *logarithmic;
  GtkWidget *popover;
} Varied;

struct _HgSweepDialog
{
  AdwWindow parent_instance;

  GtkStack *pages;
  AdwPreferencesGroup *first_group;
  AdwPreferencesGroup *second_group;
  GtkSpinButton *seeds;
  GtkLabel *preview;
  GtkWidget *start;
  GtkLabel *words;
  GtkProgressBar *progress;
  HgSweepPlot *plot;
  GtkWidget *cancel;
  GtkButton *pause;
  GtkWidget *another;

  HgWorkspace *workspace;
  GPtrArray *settings;
  Varied varied[N_VARIED];
  GCancellable *measuring;
  double speed; /* of the document as it is, in samples a second; 0 before it is known */
};

G_DEFINE_FINAL_TYPE (HgSweepDialog, hg_sweep_dialog, ADW_TYPE_WINDOW)

static const WbProject *
sweep_dialog_get_project (HgSweepDialog *self)
{
  return wb_document_get_project (hg_workspace_get_document (self->workspace));
}

/* NULL where nothing is varied. */
static const HgSweepSetting *
sweep_dialog_get_setting (const Varied *varied)
{
  guint chosen = adw_combo_row_get_selected (varied->setting);

  return chosen > 0 && chosen <= varied->dialog->settings->len
           ? varied->dialog->settings->pdata[chosen - 1]
           : NULL;
}

/* "learning_rate=0.001,0.01;3.units=16,32": (transfer full). */
static char *
sweep_dialog_get_vary (HgSweepDialog *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_VARIED; i++)
    {
      const HgSweepSetting *setting = sweep_dialog_get_setting (&self->varied[i]);

      if (setting != NULL)
        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? ";" : "", setting->name,
                                gtk_editable_get_text (self->varied[i].values));
    }
  return g_string_free (text, FALSE);
}

static guint
sweep_dialog_get_seeds (HgSweepDialog *self)
{
  return (guint) gtk_spin_button_get_value_as_int (self->seeds);
}

/* "12 runs, 2 at once, about 4 minutes" */
static char *
sweep_dialog_describe (HgSweepDialog *self, const GPtrArray *jobs)
{
  DsDataset *training = hg_workspace_get_training (self->workspace);
  GString *text = g_string_new (NULL);
  guint n_threads, n = wb_sweep_count_at_once (jobs, g_get_num_processors (), &n_threads);

  g_string_append_printf (text, ngettext ("%u run", "%u runs", jobs->len), jobs->len);
  if (n > 1)
    g_string_append_printf (text, _ (", %u at once"), n);
  if (self->speed > 0 && training != NULL)
    {
      g_autofree char *time = hg_format_duration (
        wb_sweep_predict_seconds (sweep_dialog_get_project (self), self->speed, jobs,
                                  ds_dataset_get_count (training),
                                  hg_workspace_count_validating (self->workspace), n));

      g_string_append_printf (text, _ (", about %s"), time);
    }
  return g_string_free (text, FALSE);
}

static void
sweep_dialog_plan_changed_cb (HgSweepDialog *self)
{
  g_autofree char *vary = sweep_dialog_get_vary (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = hg_workspace_plan_sweep (self->workspace, vary,
                                                        sweep_dialog_get_seeds (self), &error);
  g_autofree char *words = jobs != NULL ? sweep_dialog_describe (self, jobs) : NULL;

  gtk_label_set_text (self->preview, words != NULL ? words : error->message);
  gtk_widget_set_sensitive (self->start, jobs != NULL);
  if (jobs != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->preview), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->preview), "error");
}

static void
sweep_dialog_setting_chosen_cb (Varied *varied)
{
  const HgSweepSetting *setting = sweep_dialog_get_setting (varied);

  gtk_widget_set_visible (GTK_WIDGET (varied->values), setting != NULL);
  if (setting != NULL)
    {
      gtk_editable_set_text (varied->values, setting->values);
      gtk_switch_set_active (varied->logarithmic, setting->logarithmic);
    }
  sweep_dialog_plan_changed_cb (varied->dialog);
}

static gboolean
sweep_dialog_read_number (GtkEditable *entry, double *number)
{
  const char *text = gtk_editable_get_text (entry);
  char *end;

  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

/* Fills the values in, from one number to another. */
static void
sweep_dialog_range_cb (Varied *varied)
{
  double from, to;
  gboolean logarithmic = gtk_switch_get_active (varied->logarithmic);
  g_autofree char *values = NULL;

  if (!sweep_dialog_read_number (varied->from, &from) || !sweep_dialog_read_number (varied->to, &to)
      || (logarithmic && !(from > 0 && to > 0)))
    {
      gtk_label_set_text (varied->dialog->preview,
                          _ ("A range goes from one number to another, as 0.001; on a "
                             "logarithmic scale both are above 0."));
      return;
    }
  values = wb_sweep_make_range (from, to, (guint) gtk_spin_button_get_value_as_int (varied->number),
                                logarithmic);
  gtk_editable_set_text (varied->values, values);
  gtk_popover_popdown (GTK_POPOVER (varied->popover));
}

static void
sweep_dialog_attach (GtkWidget *grid, GtkWidget *widget, const char *title, int row)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_halign (widget, GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), widget, 1, row, 1, 1);
}

static GtkWidget *
sweep_dialog_make_range (Varied *varied)
{
  GtkWidget *grid = gtk_grid_new (), *button = gtk_menu_button_new ();
  GtkWidget *fill = gtk_button_new_with_label (_ ("Fill In"));

  varied->from = GTK_EDITABLE (gtk_entry_new ());
  varied->to = GTK_EDITABLE (gtk_entry_new ());
  varied->number = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (2, 100, 1));
  varied->logarithmic = GTK_SWITCH (gtk_switch_new ());
  varied->popover = gtk_popover_new ();
  gtk_spin_button_set_value (varied->number, RANGE_VALUES);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  sweep_dialog_attach (grid, GTK_WIDGET (varied->from), _ ("From"), 0);
  sweep_dialog_attach (grid, GTK_WIDGET (varied->to), _ ("To"), 1);
  sweep_dialog_attach (grid, GTK_WIDGET (varied->number), _ ("How many"), 2);
  sweep_dialog_attach (grid, GTK_WIDGET (varied->logarithmic), _ ("Logarithmic"), 3);
  gtk_widget_add_css_class (fill, "suggested-action");
  gtk_grid_attach (GTK_GRID (grid), fill, 0, 4, 2, 1);
  g_signal_connect_swapped (fill, "clicked", G_CALLBACK (sweep_dialog_range_cb), varied);
  gtk_popover_set_child (GTK_POPOVER (varied->popover), grid);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), varied->popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-horizontal-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("From one number to another"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Range of values"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
sweep_dialog_add_varied (HgSweepDialog *self, guint index, AdwPreferencesGroup *group)
{
  Varied *varied = &self->varied[index];
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  varied->dialog = self;
  varied->setting = ADW_COMBO_ROW (adw_combo_row_new ());
  varied->values = GTK_EDITABLE (adw_entry_row_new ());
  gtk_string_list_append (titles, _ ("Nothing"));
  for (guint i = 0; i < self->settings->len; i++)
    gtk_string_list_append (titles, ((HgSweepSetting *) self->settings->pdata[i])->title);
  adw_combo_row_set_model (varied->setting, G_LIST_MODEL (titles));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (varied->setting),
                                 index == 0 ? _ ("Vary") : _ ("And"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (varied->values),
                                 index == 0 ? _ ("Its values") : _ ("The second one's values"));
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (varied->values), sweep_dialog_make_range (varied));
  adw_preferences_group_add (group, GTK_WIDGET (varied->setting));
  adw_preferences_group_add (group, GTK_WIDGET (varied->values));
  adw_combo_row_set_selected (varied->setting, index == 0 ? 1 : 0);
  g_signal_connect_swapped (varied->setting, "notify::selected",
                            G_CALLBACK (sweep_dialog_setting_chosen_cb), varied);
  g_signal_connect_swapped (varied->values, "changed", G_CALLBACK (sweep_dialog_plan_changed_cb),
                            self);
}

static char *
sweep_dialog_describe_end (HgSweepDialog *self, const GPtrArray *jobs)
{
  const GPtrArray *runs = sweep_dialog_get_project (self)->runs;
  const WbRunRecord *best = NULL;
  g_autofree char *loss = NULL;

  for (guint i = 0; i < jobs->len; i++)
    {
      const WbRunRecord *run = wb_sweep_find (runs, jobs->pdata[i]);

      if (run != NULL
          && (best == NULL
              || wb_run_record_get_best_loss (run) < wb_run_record_get_best_loss (best)))
        best = run;
    }
  if (best == NULL)
    return g_strdup (_ ("No run of the sweep is trained."));
  loss = hg_format_loss (wb_run_record_get_best_loss (best));
  return g_strdup_printf (_ ("The best is “%s”, with a loss of %s."), best->name, loss);
}

/* "5 of 12 runs, about 2:10 left" */
static char *
sweep_dialog_describe_progress (WbSweepRunner *runner, guint n_jobs)
{
  double seconds = wb_sweep_runner_get_seconds_left (runner);
  g_autofree char *left = hg_format_duration (MAX (seconds, 0));
  g_autofree char *done = g_strdup_printf (_ ("%u of %u runs"), wb_sweep_runner_count_done (runner),
                                           n_jobs);

  if (wb_sweep_runner_get_paused (runner))
    return g_strdup_printf (_ ("%s, paused"), done);
  return seconds >= 0 ? g_strdup_printf (_ ("%s, about %s left"), done, left)
                      : g_steal_pointer (&done);
}

static void
sweep_dialog_show_progress (HgSweepDialog *self, const GPtrArray *jobs, guint n_seeds)
{
  WbSweepRunner *runner = hg_workspace_get_sweep (self->workspace);
  gboolean kept = sweep_dialog_get_project (self)->sweep != NULL;
  g_autofree char *words = NULL;

  if (jobs != NULL)
    hg_sweep_plot_set_runs (self->plot, jobs, n_seeds, sweep_dialog_get_project (self)->runs);
  gtk_widget_set_visible (GTK_WIDGET (self->plot), jobs != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), runner != NULL);
  if (runner != NULL)
    {
      words = sweep_dialog_describe_progress (runner, jobs->len);
      gtk_progress_bar_set_fraction (self->progress, wb_sweep_runner_get_share (runner));
    }
  else
    words = kept ? g_strdup (_ ("This project has a sweep that is not through. What is trained "
                                "already is not trained again."))
                 : sweep_dialog_describe_end (self, jobs);
  gtk_label_set_text (self->words, words);
  gtk_button_set_label (self->pause, runner != NULL && !wb_sweep_runner_get_paused (runner)
                                       ? _ ("Pause")
                                       : _ ("Continue"));
  gtk_widget_set_visible (GTK_WIDGET (self->pause), kept);
  gtk_widget_set_visible (self->cancel, kept);
  gtk_widget_set_visible (self->another, !kept);
}

static void
sweep_dialog_changed_cb (HgSweepDialog *self, guint changes)
{
  guint n_seeds;
  const GPtrArray *jobs = hg_workspace_get_sweep_jobs (self->workspace, &n_seeds);

  if ((changes & (HG_CHANGED_SWEEP | HG_CHANGED_RUNS)) == 0)
    return;
  if (jobs == NULL && sweep_dialog_get_project (self)->sweep == NULL)
    return;
  sweep_dialog_show_progress (self, jobs, n_seeds);
  gtk_stack_set_visible_child_name (self->pages, "progress");
}

static void
sweep_dialog_show_error (HgSweepDialog *self, const GError *error)
{
  GtkLabel *label = g_str_equal (gtk_stack_get_visible_child_name (self->pages), "plan")
                      ? self->preview
                      : self->words;

  gtk_label_set_text (label, error->message);
}

static void
sweep_dialog_start_cb (HgSweepDialog *self)
{
  g_autofree char *vary = sweep_dialog_get_vary (self);
  g_autoptr (GError) error = NULL;

  if (!hg_workspace_start_sweep (self->workspace, vary, sweep_dialog_get_seeds (self), &error))
    sweep_dialog_show_error (self, error);
}

static void
sweep_dialog_pause_cb (HgSweepDialog *self)
{
  WbSweepRunner *runner = hg_workspace_get_sweep (self->workspace);
  g_autoptr (GError) error = NULL;

  if (runner != NULL)
    hg_workspace_pause_sweep (self->workspace, !wb_sweep_runner_get_paused (runner));
  else if (!hg_workspace_continue_sweep (self->workspace, &error))
    sweep_dialog_show_error (self, error);
}

static void
sweep_dialog_another_cb (HgSweepDialog *self)
{
  gtk_stack_set_visible_child_name (self->pages, "plan");
  sweep_dialog_plan_changed_cb (self);
}

static void
sweep_dialog_cancel_cb (HgSweepDialog *self)
{
  hg_workspace_cancel_sweep (self->workspace);
  sweep_dialog_another_cb (self);
}

typedef struct
{
  WbProject *project;
  DsDataset *training;
  guint n_threads;
} Measuring;

static void
sweep_dialog_measuring_free (gpointer data)
{
  Measuring *self = data;

  wb_project_free (self->project);
  ds_dataset_unref (self->training);
  g_free (self);
}

static void
sweep_dialog_measure_in_thread (GTask *task,
                                gpointer source,
                                gpointer data,
                                GCancellable *cancellable)
{
  Measuring *self = data;
  g_autofree double *speed = g_new (double, 1);

  *speed = wb_sweep_measure_speed (self->project, self->training, self->n_threads, NULL);
  g_task_return_pointer (task, g_steal_pointer (&speed), g_free);
}

static void
sweep_dialog_measured_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgSweepDialog *self = data;
  g_autofree double *speed = g_task_propagate_pointer (G_TASK (result), NULL);

  if (speed == NULL) /* the dialog is gone */
    return;
  self->speed = *speed;
  sweep_dialog_plan_changed_cb (self);
}

static void
sweep_dialog_measure (HgSweepDialog *self)
{
  DsDataset *training = hg_workspace_get_training (self->workspace);
  g_autofree char *vary = sweep_dialog_get_vary (self);
  g_autoptr (GPtrArray) jobs = hg_workspace_plan_sweep (self->workspace, vary, 1, NULL);
  g_autoptr (GTask) task = NULL;
  Measuring *measuring;

  if (training == NULL || jobs == NULL || hg_workspace_get_error (self->workspace) != NULL)
    return;
  measuring = g_new0 (Measuring, 1);
  measuring->project = wb_project_copy (sweep_dialog_get_project (self));
  measuring->training = ds_dataset_ref (training);
  wb_sweep_count_at_once (jobs, g_get_num_processors (), &measuring->n_threads);
  task = g_task_new (NULL, self->measuring, sweep_dialog_measured_cb, self);
  g_task_set_task_data (task, measuring, sweep_dialog_measuring_free);
  hg_task_run_in_thread (task, sweep_dialog_measure_in_thread);
}

static void
hg_sweep_dialog_dispose (GObject *object)
{
  HgSweepDialog *self = HG_SWEEP_DIALOG (object);

  g_cancellable_cancel (self->measuring);
  gtk_window_set_focus (GTK_WINDOW (object), NULL); /* a number that is being typed is reported */
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_sweep_dialog_parent_class)->dispose (object);
}

static void
hg_sweep_dialog_finalize (GObject *object)
{
  g_object_unref (HG_SWEEP_DIALOG (object)->measuring);
  g_ptr_array_unref (HG_SWEEP_DIALOG (object)->settings);
  G_OBJECT_CLASS (hg_sweep_dialog_parent_class)->finalize (object);
}

static void
hg_sweep_dialog_class_init (HgSweepDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hg_sweep_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = hg_sweep_dialog_finalize;
  g_type_ensure (HG_TYPE_SWEEP_PLOT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/sweep-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, first_group);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, second_group);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, seeds);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, start);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, words);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, plot);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, pause);
  gtk_widget_class_bind_template_child (widget_class, HgSweepDialog, another);
  gtk_widget_class_bind_template_callback (widget_class, sweep_dialog_plan_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sweep_dialog_start_cb);
  gtk_widget_class_bind_template_callback (widget_class, sweep_dialog_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, sweep_dialog_pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, sweep_dialog_another_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
hg_sweep_dialog_init (HgSweepDialog *self)
{
  self->measuring = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

HgSweepDialog *
hg_sweep_dialog_new (GtkWindow *parent, HgWorkspace *workspace)
{
  HgSweepDialog *self = g_object_new (HG_TYPE_SWEEP_DIALOG, "transient-for", parent, NULL);

  self->workspace = g_object_ref (workspace);
  self->settings = hg_sweep_settings_new (sweep_dialog_get_project (self));
  sweep_dialog_add_varied (self, 0, self->first_group);
  sweep_dialog_add_varied (self, 1, self->second_group);
  for (guint i = 0; i < N_VARIED; i++)
    sweep_dialog_setting_chosen_cb (&self->varied[i]);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (sweep_dialog_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (hg_workspace_get_sweep (workspace) != NULL || sweep_dialog_get_project (self)->sweep != NULL)
    sweep_dialog_changed_cb (self, HG_CHANGED_SWEEP);
  else
    sweep_dialog_measure (self);
  return self;
}
