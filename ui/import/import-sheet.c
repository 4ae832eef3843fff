/* SPDX-License-Identifier: MIT */
/* What there is to choose is found in a thread of its own, as a disk may be slow;
 * that thread knows nothing of the sheet, which may be closed meanwhile. The
 * reader is started anew by every change of the choices. Import waits for the end
 * of it where it has not come: until then, closing the sheet leaves all as it was.
 */
#include "ui/import/import-sheet.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/data/skipped-csv.h"
#include "app/project/atomic-file.h"
#include "data/format.h"
#include "ui/count-row.h"
#include "ui/format.h"
#include "ui/import/import-reader.h"
#include "ui/import/import-row.h"
#include "ui/sample-tile.h"
#include "ui/widget-task.h"

/* Below this width the choices are under the samples. */
#define NARROW 680

#define TILE        44
#define SERIES_TILE 92

/* A sheet is shown where it takes longer to find what there is to choose. */
#define PATIENCE_MSEC 300

/* More are summed up in a row of their own. */
#define MAX_BARS     12
#define MAX_CULPRITS 20

struct _HgImportSheet
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkWidget *cancel_button;
  GtkButton *import_button;
  GtkProgressBar *progress;
  GtkStack *pages;
  GtkBox *choices;
  GtkStack *preview;
  GtkFlowBox *tiles;
  AdwStatusPage *failure;
  GtkLabel *status;
  GtkLabel *counts;
  GtkLabel *details;
  AdwPreferencesGroup *options;
  GtkWidget *classes;
  GtkListBox *class_list;
  GtkWidget *sizes;
  GtkListBox *size_list;
  AdwPreferencesGroup *report;

  char *location;
  GCancellable *recognizing;
  guint patience;         /* until the sheet is shown although nothing is found yet */
  HgImportReader *reader; /* NULL until then */
  GPtrArray *rows;        /* of HgImportRow */
  guint tick;             /* while something is read */
  gboolean waits;         /* to import as soon as all is read, unless another choice is made */
  gboolean imported;
  GtkFileChooserNative *chooser;
};

enum
{
  IMPORTED,
  UNNEEDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgImportSheet, hg_import_sheet, ADW_TYPE_WINDOW)

static void
import_sheet_show_tiles (HgImportSheet *self, const HgImportSamples *samples)
{
  gsize size = ae_shape_size (&samples->shape);
  int side = samples->shape.rank == 3 ? TILE : SERIES_TILE;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tiles))) != NULL)
    gtk_flow_box_remove (self->tiles, child);
  for (guint i = 0; i < samples->n; i++)
    {
      GtkWidget *tile = hg_sample_tile_new (side);

      hg_sample_tile_set_sample (HG_SAMPLE_TILE (tile), &samples->shape, samples->values + i * size,
                                 samples->ink);
      gtk_flow_box_append (self->tiles, tile);
    }
}

static void
import_sheet_add_bar (GtkListBox *list, const char *name, gsize n, gsize largest, gsize total)
{
  GtkWidget *row = hg_count_row_new ();

  hg_count_row_set (row, name, n, largest, total);
  gtk_list_box_append (list, row);
}

/* @names: (nullable): without any, classes have numbers */
static void
import_sheet_show_bars (GtkListBox *list, char *const *names, const gsize *counts, guint n)
{
  gsize largest = 1, total = 0, left = 0;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    {
      largest = MAX (largest, counts[i]);
      total += counts[i];
      left += i >= MAX_BARS ? counts[i] : 0;
    }
  for (guint i = 0; i < MIN (n, MAX_BARS); i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      import_sheet_add_bar (list, names != NULL ? names[i] : number, counts[i], largest, total);
    }
  if (n > MAX_BARS)
    import_sheet_add_bar (list, _ ("others"), left, MAX (largest, left), total);
}

static void
import_sheet_show_classes (HgImportSheet *self, const HgImportSamples *samples)
{
  const char *const *names = ds_dataset_get_class_names (ds_source_get_training (samples->source));

  gtk_widget_set_visible (self->classes, samples->n_classes > 0);
  import_sheet_show_bars (self->class_list, (char *const *) names, samples->class_counts,
                          samples->n_classes);
}

static void
import_sheet_show_sizes (HgImportSheet *self, const DsReport *report)
{
  g_autofree gsize *counts = g_new (gsize, report->n_sizes);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < report->n_sizes; i++)
    {
      const DsFoundSize *size = &report->sizes[i];

      g_ptr_array_add (names, g_strdup_printf ("%u×%u", size->width, size->height));
      counts[i] = size->n;
    }
  gtk_widget_set_visible (self->sizes, report->n_sizes > 0);
  import_sheet_show_bars (self->size_list, (char *const *) names->pdata, counts, report->n_sizes);
}

/* "2,425 found = 2,424 read + 1 skipped"; (transfer full). */
static char *
import_sheet_summarize (const DsReport *report)
{
  g_autofree char *found = hg_format_count (report->n_found);
  g_autofree char *read = hg_format_count (report->n_read);
  g_autofree char *skipped = hg_format_count (report->n_skipped);

  return g_strdup_printf (_ ("%s found = %s read + %s skipped"), found, read, skipped);
}

/* What the samples are, and the sentences of the report; (transfer full). */
static char *
import_sheet_describe (DsSource *source)
{
  const DsReport *report = ds_source_get_report (source);
  g_autofree char *samples = ds_source_describe (source);
  GString *text = g_string_new (samples);

  for (guint i = 0; report->notes[i] != NULL; i++)
    g_string_append_printf (text, "\n%s", report->notes[i]);
  return g_string_free (text, FALSE);
}

static void
import_sheet_show_report (HgImportSheet *self, DsSource *source)
{
  g_autofree char *counts = source != NULL ? import_sheet_summarize (ds_source_get_report (source))
                                           : NULL;
  g_autofree char *details = source != NULL ? import_sheet_describe (source) : NULL;

  gtk_label_set_text (self->counts, counts != NULL ? counts : _ ("Counting…"));
  gtk_label_set_text (self->details, details != NULL ? details : "");
}

/* Images that all have one size need no choice, and yet have that size;
 * (transfer full) (nullable). */
static char *
import_sheet_name_size (DsSource *source)
{
  const DsShape *shape = ds_dataset_get_shape (ds_source_get_training (source));

  return shape->rank == 3 ? g_strdup_printf ("%ux%u", shape->dims[1], shape->dims[0]) : NULL;
}

/* Whether a choice changes anything about such samples: images have a size, lists may
 * become images of one, and windows and other series are neither. */
static gboolean
import_sheet_has_effect (const char *option, DsSource *source)
{
  static const char *const of_images[] = { "fit", "grey", "alpha", NULL };
  const guint rank = ds_dataset_get_shape (ds_source_get_training (source))->rank;

  if (g_strv_contains (of_images, option))
    return rank == 3;
  if (g_str_equal (option, "size"))
    return rank != 2;
  return !g_str_equal (option, "series")
         || ds_import_options_get (ds_source_get_options (source), "window") == NULL;
}

static void
import_sheet_propose (HgImportSheet *self, DsSource *source)
{
  g_autofree char *size = import_sheet_name_size (source);

  for (guint i = 0; i < self->rows->len; i++)
    {
      HgImportRow *row = self->rows->pdata[i];
      const char *name = hg_import_row_get_option (row)->name;
      const char *value = ds_import_options_get (ds_source_get_options (source), name);

      gtk_widget_set_visible (GTK_WIDGET (row), import_sheet_has_effect (name, source));
      hg_import_row_propose (row, value == NULL && g_str_equal (name, "size") ? size : value);
    }
}

static void
import_sheet_show_samples (HgImportSheet *self, const HgImportSamples *samples)
{
  import_sheet_show_tiles (self, samples);
  import_sheet_show_classes (self, samples);
  import_sheet_show_sizes (self, ds_source_get_report (samples->source));
  import_sheet_propose (self, samples->source);
  gtk_stack_set_visible_child_name (self->preview, "samples");
}

static void
import_sheet_show_failure (HgImportSheet *self, const GError *error)
{
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->preview, "failed");
}

/* "Reading images: 1,204 of 2,425, 0:03"; (transfer full). */
static char *
import_sheet_describe_progress (const HgImportProgress *progress)
{
  g_autofree char *done = hg_format_count (progress->done);
  g_autofree char *total = hg_format_count (progress->total);
  g_autofree char *time = hg_format_duration (progress->seconds);

  return progress->total > 0
           ? g_strdup_printf (_ ("%s: %s of %s, %s"), progress->phase, done, total, time)
           : g_strdup_printf (_ ("%s: %s, %s"), progress->phase, done, time);
}

static gboolean
import_sheet_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgImportSheet *self = HG_IMPORT_SHEET (widget);
  HgImportProgress progress = { 0 };
  gboolean reading = hg_import_reader_get_progress (self->reader, &progress);
  g_autofree char *text = reading ? import_sheet_describe_progress (&progress) : NULL;

  gtk_label_set_text (self->status, reading ? text : "");
  gtk_progress_bar_set_fraction (self->progress,
                                 progress.total > 0 ? (double) progress.done / progress.total : 0);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), reading ? 1 : 0);
  self->tick = reading ? self->tick : 0;
  return reading ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
import_sheet_add_skipped (AdwPreferencesGroup *group, const char *name, const char *reason)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", name,
                                 "subtitle", reason, NULL);

  adw_preferences_group_add (group, row);
}

/* The end of an import that skipped something. */
static void
import_sheet_end (HgImportSheet *self)
{
  const DsReport *report = ds_source_get_report (hg_import_sheet_get_source (self));
  g_autofree char *counts = import_sheet_summarize (report);

  adw_preferences_group_set_title (self->report, counts);
  for (gsize i = 0; i < MIN (report->n_skipped, MAX_CULPRITS); i++)
    import_sheet_add_skipped (self->report, report->skipped[i].name, report->skipped[i].reason);
  if (report->n_skipped > MAX_CULPRITS)
    {
      g_autofree char *more = hg_format_count (report->n_skipped - MAX_CULPRITS);
      g_autofree char *text = g_strdup_printf (_ ("%s more"), more);

      import_sheet_add_skipped (self->report, text, _ ("Save the list to see them all"));
    }
  gtk_widget_set_visible (self->cancel_button, FALSE);
  gtk_button_set_label (self->import_button, _ ("_Close"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->import_button), NULL);
  gtk_stack_set_visible_child_name (self->pages, "report");
  gtk_widget_grab_focus (GTK_WIDGET (self->import_button));
}

static void
import_sheet_import (HgImportSheet *self)
{
  self->imported = TRUE;
  g_signal_emit (self, signals[IMPORTED], 0);
  if (ds_source_get_report (hg_import_sheet_get_source (self))->n_skipped > 0)
    import_sheet_end (self);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
import_sheet_update (HgImportSheet *self)
{
  const HgImportSamples *samples = hg_import_reader_get_samples (self->reader);
  const GError *error = hg_import_reader_get_error (self->reader);
  DsSource *source = hg_import_reader_get_source (self->reader);

  if (error != NULL)
    import_sheet_show_failure (self, error);
  else if (samples != NULL)
    import_sheet_show_samples (self, samples);
  self->waits = self->waits && error == NULL;
  import_sheet_show_report (self, source);
  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), error == NULL && !self->waits);
  if (self->waits && source != NULL)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), TRUE);
      import_sheet_import (self);
    }
}

/* What is being typed is taken, and may be refused. The choices stay sensitive: a text
 * in what becomes insensitive gets no signal from GTK when its focus is gone. */
static void
import_sheet_import_cb (HgImportSheet *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, HG_TYPE_IMPORT_ROW) : NULL;

  if (self->imported)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (row != NULL)
    hg_import_row_commit (HG_IMPORT_ROW (row));
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->import_button)))
    return;
  self->waits = TRUE;
  import_sheet_update (self);
}

/* An import that waits for the end of the reading is taken back. */
static void
import_sheet_read (HgImportSheet *self)
{
  g_autoptr (DsImportOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->rows->len && error == NULL; i++)
    {
      HgImportRow *row = self->rows->pdata[i];
      DsImportOptions *more = ds_import_options_new_with (options,
                                                          hg_import_row_get_option (row)->name,
                                                          hg_import_row_get_value (row), &error);

      g_clear_pointer (&options, ds_import_options_unref);
      options = more;
    }
  self->waits = FALSE;
  if (error != NULL)
    import_sheet_show_failure (self, error);
  else
    hg_import_reader_start (self->reader, options);
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), import_sheet_tick, NULL, NULL);
  import_sheet_show_report (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), error == NULL);
}

/* Return in a field imports. */
static gboolean
import_sheet_key_pressed_cb (HgImportSheet *self, guint key, guint code, GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
      || !GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (self))))
    return FALSE;
  gtk_widget_activate (GTK_WIDGET (self->import_button));
  return TRUE;
}

static void
import_sheet_list_saved_cb (HgImportSheet *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                             ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                             : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *csv = wb_skipped_to_csv (
    ds_source_get_report (hg_import_sheet_get_source (self)));
  g_autoptr (GError) error = NULL;
  g_autoptr (WbAtomicFile) written = path != NULL ? wb_atomic_file_new (path, &error) : NULL;

  g_clear_object (&self->chooser);
  if (written != NULL && wb_atomic_file_write (written, csv, strlen (csv), &error))
    wb_atomic_file_commit (written, &error);
  if (error != NULL)
    adw_preferences_group_set_description (self->report, error->message);
}

static void
import_sheet_save_list_cb (HgImportSheet *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Save the list"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                               _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "skipped.csv");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (import_sheet_list_saved_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
import_sheet_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HgImportSheet *self = HG_IMPORT_SHEET (widget);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->choices), width < NARROW
                                                                    ? GTK_ORIENTATION_VERTICAL
                                                                    : GTK_ORIENTATION_HORIZONTAL);
  GTK_WIDGET_CLASS (hg_import_sheet_parent_class)->size_allocate (widget, width, height, baseline);
}

static void
import_sheet_dispose (GObject *object)
{
  HgImportSheet *self = HG_IMPORT_SHEET (object);

  gtk_window_set_focus (GTK_WINDOW (object), NULL); /* what is being typed is reported */
  hg_task_cancel (&self->recognizing);
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->reader != NULL)
    {
      hg_import_reader_stop (self->reader);
      g_signal_handlers_disconnect_by_data (self->reader, self);
    }
  g_clear_object (&self->reader);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (hg_import_sheet_parent_class)->dispose (object);
}

static void
import_sheet_finalize (GObject *object)
{
  g_free (HG_IMPORT_SHEET (object)->location);
  G_OBJECT_CLASS (hg_import_sheet_parent_class)->finalize (object);
}

static void
hg_import_sheet_class_init (HgImportSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = import_sheet_dispose;
  G_OBJECT_CLASS (klass)->finalize = import_sheet_finalize;
  widget_class->size_allocate = import_sheet_size_allocate;
  signals[IMPORTED] = g_signal_new ("imported", HG_TYPE_IMPORT_SHEET, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  signals[UNNEEDED] = g_signal_new ("unneeded", HG_TYPE_IMPORT_SHEET, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/import-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, title);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, import_button);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, progress);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, pages);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, choices);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, preview);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, tiles);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, failure);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, status);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, counts);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, details);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, options);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, classes);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, class_list);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, sizes);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, size_list);
  gtk_widget_class_bind_template_child (widget_class, HgImportSheet, report);
  gtk_widget_class_bind_template_callback (widget_class, import_sheet_import_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_sheet_save_list_cb);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_close);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
hg_import_sheet_init (HgImportSheet *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (import_sheet_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->import_button));
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->import_button));
}

static void
import_sheet_add_rows (HgImportSheet *self, const DsFormatClass *format)
{
  for (guint i = 0; format->options[i] != NULL; i++)
    {
      GtkWidget *row = hg_import_row_new (ds_option_find (format->options[i]));

      g_signal_connect_swapped (row, "changed", G_CALLBACK (import_sheet_read), self);
      g_ptr_array_add (self->rows, row);
      adw_preferences_group_add (self->options, row);
    }
}

static gboolean
import_sheet_present_cb (gpointer data)
{
  HgImportSheet *self = data;

  self->patience = 0;
  gtk_window_present (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

static gboolean
import_sheet_is_cancelled_cb (gpointer cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

static void
import_sheet_recognize_in_thread (GTask *task,
                                  gpointer object,
                                  gpointer location,
                                  GCancellable *cancellable)
{
  const DsProgress progress = { .is_cancelled = import_sheet_is_cancelled_cb, .data = cancellable };
  gboolean choices;
  const DsFormatClass *format = ds_format_find (location, &progress, &choices, NULL);

  g_task_return_pointer (task, choices ? (gpointer) format : NULL, NULL);
}

static void
import_sheet_recognized_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) cancelled = NULL;
  const DsFormatClass *format = g_task_propagate_pointer (G_TASK (result), &cancelled);
  HgImportSheet *self = data;

  if (cancelled != NULL) /* the sheet is gone */
    return;
  g_clear_handle_id (&self->patience, g_source_remove);
  if (format == NULL)
    {
      g_signal_emit (self, signals[UNNEEDED], 0);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  adw_window_title_set_subtitle (self->title, _ (format->title));
  self->reader = hg_import_reader_new (self->location);
  g_signal_connect_swapped (self->reader, "changed", G_CALLBACK (import_sheet_update), self);
  import_sheet_add_rows (self, format);
  import_sheet_read (self);
  gtk_window_present (GTK_WINDOW (self));
}

static void
import_sheet_recognize (HgImportSheet *self)
{
  g_autoptr (GTask) task = NULL;

  self->recognizing = g_cancellable_new ();
  self->patience = g_timeout_add (PATIENCE_MSEC, import_sheet_present_cb, self);
  task = g_task_new (NULL, self->recognizing, import_sheet_recognized_cb, self);
  g_task_set_task_data (task, g_strdup (self->location), g_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, import_sheet_recognize_in_thread);
}

HgImportSheet *
hg_import_sheet_open (GtkWindow *parent, const char *location)
{
  HgImportSheet *self = g_object_new (HG_TYPE_IMPORT_SHEET, "transient-for", parent, NULL);
  g_autofree char *name = g_filename_display_basename (location);
  g_autofree char *title = g_strdup_printf (_ ("Import “%s”"), name);

  self->location = g_strdup (location);
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->title, title);
  gtk_label_set_text (self->status, _ ("Looking at what there is…"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), FALSE);
  import_sheet_recognize (self);
  return self;
}

const char *
hg_import_sheet_get_location (HgImportSheet *self)
{
  return self->location;
}

DsSource *
hg_import_sheet_get_source (HgImportSheet *self)
{
  return self->reader != NULL ? hg_import_reader_get_source (self->reader) : NULL;
}
