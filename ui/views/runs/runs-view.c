/* SPDX-License-Identifier: MIT */
/* All runs of the project in a table, the ticked ones as curves on one chart. A run that
 * trains is in it from its first step; what a person does to the list can be undone.
 */
#include "ui/view.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/project/run-list.h"
#include "app/runs/differences.h"
#include "app/runs/structure.h"
#include "ui/shortcuts.h"
#include "ui/views/runs/run-changes.h"
#include "ui/views/runs/run-columns.h"
#include "ui/views/runs/run-compare.h"
#include "ui/views/runs/run-folders.h"
#include "ui/views/runs/run-item.h"
#include "ui/views/runs/run-live.h"
#include "ui/views/runs/run-moment.h"
#include "ui/views/runs/run-plot.h"

/* So often is a run that trains shown anew, at the most. */
#define LIVE_USEC (G_USEC_PER_SEC / 2)

#define HG_TYPE_RUNS_VIEW (hg_runs_view_get_type ())
G_DECLARE_FINAL_TYPE (HgRunsView, hg_runs_view, HG, RUNS_VIEW, AdwBin)

/**
 * HgRunsView:
 * @store: of HgRunItem, in the order of the document
 * @filter: by what is typed; @selection: over what is left, sorted
 * @live_usec: when the run that trains was shown last
 * @setting: ticks are changed by the program
 * @fitting: fits the columns in the next frame
 */
struct _HgRunsView
{
  AdwBin parent_instance;

  GtkStack *pages;
  GtkLabel *count;
  GtkSearchEntry *search;
  HgRunFolders *folders;
  GtkWidget *best;
  GtkWidget *use;
  GtkMenuButton *rename;
  GtkWidget *words;
  GtkEditable *name;
  GtkEditable *note;
  GtkWidget *delete;
  GtkScrolledWindow *scroller;
  GtkColumnView *table;
  GtkRevealer *deleted;
  GtkLabel *deleted_words;
  GtkDropDown *kind;
  GtkRange *smoothing;
  GtkDropDown *axis;
  GtkToggleButton *log;
  HgRunPlot *plot;
  HgRunCompare *compare;
  HgRunMoment *moment;

  HgWorkspace *workspace;
  HgRunChanges *changes;
  GListStore *store;
  GtkFilter *filter;
  GtkSelectionModel *selection;
  gint64 live_usec;
  gboolean setting;
  guint fitting;
};

G_DEFINE_FINAL_TYPE (HgRunsView, hg_runs_view, ADW_TYPE_BIN)

static const WbProject *
runs_view_get_project (HgRunsView *self)
{
  return wb_document_get_project (hg_workspace_get_document (self->workspace));
}

static HgRunItem *
runs_view_get (HgRunsView *self, guint index)
{
  /* The store holds it on. */
  g_autoptr (HgRunItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), index);

  return item;
}

static guint
runs_view_count (HgRunsView *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->store));
}

/* (element-type HgRunItem): what is selected, as sorted; (transfer full). */
static GPtrArray *
runs_view_list_selected (HgRunsView *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    if (gtk_selection_model_is_selected (self->selection, i))
      g_ptr_array_add (list, g_list_model_get_item (G_LIST_MODEL (self->selection), i));
  return list;
}

/* (element-type HgRunItem): (transfer full). */
static GPtrArray *
runs_view_list_ticked (HgRunsView *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < runs_view_count (self); i++)
    if (hg_run_item_get_ticked (runs_view_get (self, i)))
      g_ptr_array_add (list, g_object_ref (runs_view_get (self, i)));
  return list;
}

static gboolean
runs_view_fit_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgRunsView *self = HG_RUNS_VIEW (widget);

  self->fitting = 0;
  hg_run_columns_fit (self->table, gtk_widget_get_width (GTK_WIDGET (self->scroller)));
  return G_SOURCE_REMOVE;
}

/* Columns cannot come and go while they get their widths. */
static void
runs_view_fit (HgRunsView *self)
{
  if (self->fitting == 0)
    self->fitting = gtk_widget_add_tick_callback (GTK_WIDGET (self), runs_view_fit_cb, NULL, NULL);
}

static void
runs_view_show_settings (HgRunsView *self, const GPtrArray *ticked)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; ticked->len >= 2 && i < ticked->len; i++)
    g_ptr_array_add (runs, (gpointer) hg_run_item_get_record (ticked->pdata[i]));
  for (guint i = 0; ticked->len < 2 && i < runs_view_count (self); i++)
    g_ptr_array_add (runs, (gpointer) hg_run_item_get_record (runs_view_get (self, i)));
  names = wb_run_differences (runs);
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (titles, wb_run_get_setting_title (runs->pdata[0], names->pdata[i]));
  if (hg_run_columns_set_settings (self->table, names, titles))
    runs_view_fit (self);
}

/* On the canvas, as long as the view is seen. */
static void
runs_view_show_structure (HgRunsView *self, const GPtrArray *ticked)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GHashTable) differences = NULL;

  for (guint i = 0; i < ticked->len; i++)
    g_ptr_array_add (runs, (gpointer) hg_run_item_get_record (ticked->pdata[i]));
  if (runs->len >= 2)
    differences = wb_run_structure_compare (hg_workspace_get_model (self->workspace), runs);
  hg_workspace_set_differences (self->workspace, differences);
}

static void
runs_view_show_count (HgRunsView *self, guint n_ticked)
{
  const char *folder = hg_run_folders_get_words (self->folders);
  g_autofree char *text = g_strdup_printf (_ ("%u of %u compared"), n_ticked,
                                           runs_view_count (self));
  g_autofree char *both = folder != NULL ? g_strdup_printf ("%s · %s", folder, text) : NULL;

  gtk_label_set_text (self->count, both != NULL ? both : text);
}

/* What is ticked or selected, or the runs themselves, are others. */
static void
runs_view_compare (HgRunsView *self)
{
  g_autoptr (GPtrArray) ticked = runs_view_list_ticked (self);
  g_autoptr (GPtrArray) selected = runs_view_list_selected (self);
  g_autoptr (GPtrArray) compared = hg_run_moment_list (self->moment, ticked);
  gboolean live = selected->len == 1 && hg_run_item_is_live (selected->pdata[0]);

  runs_view_show_settings (self, ticked);
  runs_view_show_count (self, ticked->len);
  hg_run_plot_set_runs (self->plot, ticked, selected->len > 0 ? selected->pdata[0] : NULL);
  hg_run_compare_set_runs (self->compare, compared, selected->len > 0 ? selected->pdata[0] : NULL);
  gtk_widget_set_sensitive (self->use, selected->len == 1 && !live);
  gtk_widget_set_sensitive (GTK_WIDGET (self->rename), selected->len == 1 && !live);
  gtk_widget_set_sensitive (self->delete, selected->len > 0 && !live);
  hg_run_folders_set_can_move (self->folders, selected->len > 0 && !live);
  runs_view_show_structure (self, ticked); /* last: it changes the workspace, which may lead here */
}

/* The first colour that no other ticked run has. */
static guint
runs_view_find_colour (HgRunsView *self, HgRunItem *item)
{
  for (guint colour = 0;; colour++)
    {
      gboolean taken = FALSE;

      for (guint i = 0; i < runs_view_count (self); i++)
        taken = taken
                || (runs_view_get (self, i) != item
                    && hg_run_item_get_ticked (runs_view_get (self, i))
                    && hg_run_item_get_colour (runs_view_get (self, i)) == colour);
      if (!taken)
        return colour;
    }
}

static void
runs_view_ticked_cb (HgRunsView *self, GParamSpec *pspec, HgRunItem *item)
{
  if (hg_run_item_get_ticked (item))
    hg_run_item_set_colour (item, runs_view_find_colour (self, item));
  if (!self->setting)
    runs_view_compare (self);
}

static void
runs_view_selected_cb (HgRunsView *self)
{
  if (!self->setting)
    runs_view_compare (self);
}

static HgRunItem *
runs_view_find (HgRunsView *self, guint id)
{
  for (guint i = 0; i < runs_view_count (self); i++)
    if (hg_run_item_get_record (runs_view_get (self, i))->id == id)
      return runs_view_get (self, i);
  return NULL;
}

/* The item of a run, the one from before where there is one: (transfer full). */
static HgRunItem *
runs_view_make_item (HgRunsView *self, GHashTable *before, WbRunRecord *run, gboolean live)
{
  HgRunItem *item = g_hash_table_lookup (before, GUINT_TO_POINTER (run->id));

  if (item != NULL)
    g_object_ref (item);
  else
    {
      item = hg_run_item_new (run);
      g_signal_connect_object (item, "notify::ticked", G_CALLBACK (runs_view_ticked_cb), self,
                               G_CONNECT_SWAPPED);
      hg_run_item_set_ticked (item, live);
    }
  hg_run_item_set_record (item, run, live);
  return item;
}

static GHashTable *
runs_view_index (HgRunsView *self)
{
  GHashTable *index = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);

  for (guint i = 0; i < runs_view_count (self); i++)
    g_hash_table_insert (index,
                         GUINT_TO_POINTER (hg_run_item_get_record (runs_view_get (self, i))->id),
                         g_object_ref (runs_view_get (self, i)));
  return index;
}

/* The items that the list is to have: (transfer full). */
static GPtrArray *
runs_view_make_items (HgRunsView *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  const GPtrArray *runs = runs_view_get_project (self)->runs;
  g_autoptr (GHashTable) before = runs_view_index (self);
  g_autoptr (WbRunRecord) live = hg_run_live_new (self->workspace);
  gboolean shown = live == NULL;

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      WbRunRecord *run = runs->pdata[i];
      gboolean is_live = live != NULL && live->id == run->id;

      shown = shown || is_live;
      if (!is_live && wb_run_list_is_passage (runs, run, live))
        continue;
      g_ptr_array_add (items, runs_view_make_item (self, before, is_live ? live : run, is_live));
    }
  if (!shown)
    g_ptr_array_add (items, runs_view_make_item (self, before, live, TRUE));
  return items;
}

static void
runs_view_select (HgRunsView *self, const GPtrArray *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  gtk_selection_model_unselect_all (self->selection);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HgRunItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (g_ptr_array_find ((GPtrArray *) items, item, NULL))
        gtk_selection_model_select_item (self->selection, i, FALSE);
    }
}

/* Puts the items into the store where they are not the ones that it has. */
static void
runs_view_store (HgRunsView *self, const GPtrArray *items)
{
  gboolean same = items->len == runs_view_count (self);
  g_autoptr (GPtrArray) selected = NULL;

  for (guint i = 0; same && i < items->len; i++)
    same = runs_view_get (self, i) == items->pdata[i];
  if (same)
    return;
  selected = runs_view_list_selected (self);
  g_list_store_splice (self->store, 0, runs_view_count (self), items->pdata, items->len);
  runs_view_select (self, selected);
}

/* The one that trains counts as far as it is: (nullable). */
static HgRunItem *
runs_view_find_best (HgRunsView *self)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  const WbRunRecord *best;

  for (guint i = 0; i < runs_view_count (self); i++)
    g_ptr_array_add (runs, (gpointer) hg_run_item_get_record (runs_view_get (self, i)));
  best = wb_run_list_get_best (runs);
  return best != NULL ? runs_view_find (self, best->id) : NULL;
}

static void
runs_view_rank (HgRunsView *self)
{
  const HgRunItem *best = runs_view_find_best (self);
  double largest = 0;

  for (guint i = 0; i < runs_view_count (self); i++)
    {
      double loss = wb_run_record_get_best_loss (hg_run_item_get_record (runs_view_get (self, i)));

      if (loss > largest)
        largest = loss;
    }
  for (guint i = 0; i < runs_view_count (self); i++)
    {
      HgRunItem *item = runs_view_get (self, i);
      double loss = wb_run_record_get_best_loss (hg_run_item_get_record (item));

      hg_run_item_set_rank (item, largest > 0 && loss > 0 ? loss / largest : 0, item == best);
    }
}

/* With nothing ticked the newest run is, so that there is a curve. */
static void
runs_view_tick_one (HgRunsView *self)
{
  g_autoptr (GPtrArray) ticked = runs_view_list_ticked (self);

  if (ticked->len == 0 && runs_view_count (self) > 0)
    hg_run_item_set_ticked (runs_view_get (self, runs_view_count (self) - 1), TRUE);
}

static void
runs_view_update (HgRunsView *self)
{
  g_autoptr (GPtrArray) items = NULL;

  hg_run_folders_set_runs (self->folders, runs_view_get_project (self)->runs);
  self->setting = TRUE;
  items = runs_view_make_items (self);
  runs_view_store (self, items);
  runs_view_tick_one (self);
  self->setting = FALSE;
  if (hg_run_folders_get_words (self->folders) != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  runs_view_rank (self);
  /* The way back from deleting all of them is on the page of the table. */
  gtk_stack_set_visible_child_name (
    self->pages, items->len > 0 || gtk_revealer_get_reveal_child (self->deleted) ? "runs" : "none");
  runs_view_compare (self);
}

static void
runs_view_changed_cb (gpointer widget, guint changes)
{
  HgRunsView *self = HG_RUNS_VIEW (widget);
  gint64 now = g_get_monotonic_time ();
  gboolean live = hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING;

  if (changes & (HG_CHANGED_MOMENT | HG_CHANGED_SNAPSHOT))
    hg_run_plot_set_moment (self->plot, self->workspace);
  if ((changes & (HG_CHANGED_RUNS | HG_CHANGED_MODEL)) == 0
      && ((changes & HG_CHANGED_SNAPSHOT) == 0 || (live && now - self->live_usec < LIVE_USEC)))
    return;
  self->live_usec = now;
  runs_view_update (self);
}

/* The number on the view's tab, seen or not. */
static void
runs_view_document_changed_cb (HgRunsView *self, guint changes)
{
  GtkWidget *stack = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_VIEW_STACK);
  const GPtrArray *runs = runs_view_get_project (self)->runs;
  guint n = 0;

  if ((changes & WB_DOCUMENT_FILE) && (changes & WB_DOCUMENT_MODEL))
    {
      hg_run_changes_clear (self->changes);
      gtk_revealer_set_reveal_child (self->deleted, FALSE);
    }
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    n += !wb_run_list_is_passage (runs, runs->pdata[i], NULL);
  if (stack != NULL && (changes & (WB_DOCUMENT_RUNS | WB_DOCUMENT_FILE)))
    adw_view_stack_page_set_badge_number (adw_view_stack_get_page (ADW_VIEW_STACK (stack),
                                                                   GTK_WIDGET (self)),
                                          n);
}

static gboolean
runs_view_contains (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);

  return strstr (folded, part) != NULL;
}

static gboolean
runs_view_filter_cb (gpointer item, gpointer data)
{
  HgRunsView *self = data;
  const WbRunRecord *run = hg_run_item_get_record (item);
  g_autofree char *part = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  if (!hg_run_folders_shows (self->folders, run))
    return FALSE;
  return runs_view_contains (run->name, part) || runs_view_contains (run->note, part)
         || runs_view_contains (run->hash, part) || runs_view_contains (run->folder, part)
         || runs_view_contains (hg_run_item_get_model_words (item), part);
}

static void
runs_view_search_changed_cb (HgRunsView *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  runs_view_compare (self);
}

static void
runs_view_chart_changed_cb (HgRunsView *self)
{
  if (self->workspace == NULL)
    return;
  hg_run_plot_set_training (self->plot, gtk_drop_down_get_selected (self->kind) == 1);
  hg_run_plot_set_x (self->plot, (WbRunChartX) gtk_drop_down_get_selected (self->axis));
  hg_run_plot_set_log (self->plot, gtk_toggle_button_get_active (self->log));
  hg_run_plot_set_smoothing (self->plot, gtk_range_get_value (self->smoothing));
}

/* A row that is opened is compared, or not any more. */
static void
runs_view_activated_cb (HgRunsView *self, guint position)
{
  g_autoptr (HgRunItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  hg_run_item_set_ticked (item, !hg_run_item_get_ticked (item));
}

static void
runs_view_best_cb (HgRunsView *self)
{
  HgRunItem *item = runs_view_find_best (self);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (item == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  hg_run_folders_show_all (self->folders);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  g_ptr_array_add (items, item);
  runs_view_select (self, items);
  hg_run_item_set_ticked (item, TRUE);
}

static void
runs_view_use_cb (HgRunsView *self)
{
  g_autoptr (GPtrArray) selected = runs_view_list_selected (self);
  g_autoptr (WbRunRecord) run = NULL;

  if (selected->len != 1)
    return;
  run = wb_run_record_ref ((WbRunRecord *) hg_run_item_get_record (selected->pdata[0]));
  wb_document_use_run (hg_workspace_get_document (self->workspace), run);
  if (run->position.from_step > 0)
    {
      g_autofree char *text = g_strdup_printf (
        _ ("“%s” began with the weights of another run. Training now begins with those of its "
           "seed, and gives others."),
        run->name);

      hg_workspace_show_message (self->workspace, text);
    }
}

static void
runs_view_words_shown_cb (HgRunsView *self)
{
  g_autoptr (GPtrArray) selected = runs_view_list_selected (self);
  const WbRunRecord *run = selected->len > 0 ? hg_run_item_get_record (selected->pdata[0]) : NULL;

  if (run == NULL)
    return;
  gtk_editable_set_text (self->name, run->name);
  gtk_editable_set_text (self->note, run->note != NULL ? run->note : "");
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
runs_view_renamed_cb (HgRunsView *self)
{
  g_autoptr (GPtrArray) selected = runs_view_list_selected (self);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  g_autofree char *note = g_strstrip (g_strdup (gtk_editable_get_text (self->note)));

  gtk_menu_button_popdown (self->rename);
  if (selected->len == 1 && *name != '\0')
    hg_run_changes_name (self->changes, hg_run_item_get_record (selected->pdata[0])->id, name,
                         *note != '\0' ? note : NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
runs_view_offer_undo (HgRunsView *self, const GPtrArray *selected)
{
  g_autofree char *text = NULL;

  if (selected->len == 1)
    text = g_strdup_printf (_ ("“%s” is deleted"),
                            hg_run_item_get_record (selected->pdata[0])->name);
  else
    text = g_strdup_printf (ngettext ("%u run is deleted", "%u runs are deleted", selected->len),
                            selected->len);
  gtk_label_set_text (self->deleted_words, text);
  gtk_revealer_set_reveal_child (self->deleted, TRUE);
}

/* (transfer full): of the selected runs; the one that trains is none of them. */
static GArray *
runs_view_list_ids (const GPtrArray *selected)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < selected->len; i++)
    if (!hg_run_item_is_live (selected->pdata[i]))
      g_array_append_val (ids, hg_run_item_get_record (selected->pdata[i])->id);
  return ids;
}

static void
runs_view_delete_cb (HgRunsView *self)
{
  g_autoptr (GPtrArray) selected = runs_view_list_selected (self);
  g_autoptr (GArray) ids = runs_view_list_ids (selected);

  if (ids->len == 0)
    return;
  runs_view_offer_undo (self, selected);
  hg_run_changes_delete (self->changes, ids);
}

static void
runs_view_move_cb (HgRunsView *self, const char *folder)
{
  g_autoptr (GPtrArray) selected = runs_view_list_selected (self);
  g_autoptr (GArray) ids = runs_view_list_ids (selected);

  hg_run_changes_move (self->changes, ids, folder);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
runs_view_undo_cb (HgRunsView *self)
{
  hg_run_changes_undo (self->changes, FALSE);
  gtk_revealer_set_reveal_child (self->deleted, FALSE);
}

static gboolean
runs_view_undo (GtkWidget *view, gboolean redo)
{
  HgRunsView *self = HG_RUNS_VIEW (view);

  if (!hg_run_changes_undo (self->changes, redo))
    return FALSE;
  gtk_revealer_set_reveal_child (self->deleted, FALSE);
  return TRUE;
}

static void
runs_view_delete_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  runs_view_delete_cb (HG_RUNS_VIEW (widget));
}

static void
runs_view_star_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgRunsView *self = HG_RUNS_VIEW (widget);
  guint id = g_variant_get_uint32 (parameter);
  const WbRunRecord *run = wb_run_list_find (runs_view_get_project (self)->runs, id);

  if (run != NULL)
    hg_run_changes_star (self->changes, id, !run->starred);
}

static void
runs_view_rename_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgRunsView *self = HG_RUNS_VIEW (widget);

  if (gtk_widget_get_sensitive (GTK_WIDGET (self->rename)))
    gtk_menu_button_popup (self->rename);
}

static void
runs_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hg_runs_view_parent_class)->map (widget);
  runs_view_compare (HG_RUNS_VIEW (widget));
}

/* A popover that is open when its window goes would outlive it. */
static void
runs_view_unmap (GtkWidget *widget)
{
  gtk_menu_button_popdown (HG_RUNS_VIEW (widget)->rename);
  hg_run_folders_close (HG_RUNS_VIEW (widget)->folders);
  hg_workspace_set_differences (HG_RUNS_VIEW (widget)->workspace, NULL);
  GTK_WIDGET_CLASS (hg_runs_view_parent_class)->unmap (widget);
}

static void
runs_view_dispose (GObject *object)
{
  HgRunsView *self = HG_RUNS_VIEW (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->store);
  g_clear_pointer (&self->changes, hg_run_changes_free);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_runs_view_parent_class)->dispose (object);
}

static void
runs_view_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, pages);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, count);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, search);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, folders);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, scroller);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, best);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, use);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, rename);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, words);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, name);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, note);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, delete);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, table);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, deleted);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, deleted_words);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, kind);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, smoothing);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, axis);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, log);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, plot);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, compare);
  gtk_widget_class_bind_template_child (widget_class, HgRunsView, moment);
}

static void
hg_runs_view_class_init (HgRunsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = runs_view_dispose;
  widget_class->map = runs_view_map;
  widget_class->unmap = runs_view_unmap;
  hg_keys_add (widget_class);
  g_type_ensure (HG_TYPE_RUN_PLOT);
  g_type_ensure (HG_TYPE_RUN_COMPARE);
  g_type_ensure (HG_TYPE_RUN_FOLDERS);
  g_type_ensure (HG_TYPE_RUN_MOMENT);
  gtk_widget_class_install_action (widget_class, "runs.delete", NULL, runs_view_delete_action_cb);
  gtk_widget_class_install_action (widget_class, "view.rename", NULL, runs_view_rename_action_cb);
  gtk_widget_class_install_action (widget_class, "runs.star", "u", runs_view_star_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "runs.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "view.rename", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/runs-view.ui");
  runs_view_bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_best_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_use_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_words_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_renamed_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_delete_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_move_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, runs_view_chart_changed_cb);
}

static void
runs_view_init_models (HgRunsView *self)
{
  GtkSorter *sorter = g_object_ref (gtk_column_view_get_sorter (self->table));
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;

  self->store = g_list_store_new (HG_TYPE_RUN_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (runs_view_filter_cb, self, NULL));
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->store)),
                                        g_object_ref (self->filter));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), sorter);
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (sorted)));
  gtk_column_view_set_model (self->table, self->selection);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (runs_view_selected_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
hg_runs_view_init (HgRunsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hg_run_columns_init (self->table);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller),
                           "notify::page-size", G_CALLBACK (runs_view_fit), self,
                           G_CONNECT_SWAPPED);
  runs_view_init_models (self);
}

static GtkWidget *
runs_view_create (HgWorkspace *workspace)
{
  HgRunsView *self = g_object_new (HG_TYPE_RUNS_VIEW, NULL);
  WbDocument *document = hg_workspace_get_document (workspace);

  self->workspace = g_object_ref (workspace);
  self->changes = hg_run_changes_new (document);
  hg_run_compare_set_workspace (self->compare, workspace);
  hg_run_moment_set_workspace (self->moment, workspace, (void (*) (gpointer)) runs_view_compare,
                               self);
  g_signal_connect_object (document, "changed", G_CALLBACK (runs_view_document_changed_cb), self,
                           G_CONNECT_SWAPPED);
  hg_view_watch (GTK_WIDGET (self), workspace, runs_view_changed_cb);
  runs_view_chart_changed_cb (self);
  return GTK_WIDGET (self);
}

const HgView hg_view_runs = {
  .name = "runs",
  .title = N_ ("Runs"),
  .icon = "view-list-symbolic",
  .create = runs_view_create,
  .undo = runs_view_undo,
  .large = TRUE,
};
