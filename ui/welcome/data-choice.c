/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/welcome/data-choice.h"

#include <glib/gi18n.h>

#include "app/data/batch-bridge.h"
#include "app/data/data-open.h"
#include "ui/format.h"
#include "ui/import/import-sheet.h"
#include "ui/widget-task.h"
#include "ui/welcome/sample-strip.h"

typedef enum
{
  CELL_BUILT_IN,
  CELL_FILE,
  CELL_FOLDER,
  N_CELLS,
} CellKind;

/* What a cell says before anything was chosen in it. */
static const struct
{
  const char *title;
  const char *hint;
  const char *button;
} words[N_CELLS] = {
  { N_ ("Built-in digits"), N_ ("Drawn by strokes, nothing to download"), NULL },
  { N_ ("Data file"), N_ ("IDX, NumPy or CSV, an archive or a sheet of images"),
    N_ ("Choose _file…") },
  { N_ ("Data folder"), N_ ("A folder of images or of IDX files"), N_ ("Choose f_older…") },
};

typedef struct
{
  GtkCheckButton *radio;
  GtkLabel *subtitle;
  HgSampleStrip *strip;
  DsSource *source;
} Cell;

struct _HgDataChoice
{
  GtkBox parent_instance;

  Cell cells[N_CELLS];
  GtkSizeGroup *widths;
  CellKind chosen;
  GtkFileChooserNative *chooser;
  GtkWidget *sheet; /* (nullable): where the choices for the last one are made */
  GCancellable *opening;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgDataChoice, hg_data_choice, GTK_TYPE_BOX)

static void
data_choice_show_text (Cell *cell, const char *text, gboolean error)
{
  gtk_label_set_text (cell->subtitle, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (cell->subtitle), error ? text : NULL);
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (cell->subtitle), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (cell->subtitle), "error");
}

/* "mnist · 60,000 + 10,000 · 28×28×1" */
static char *
data_choice_describe (DsSource *source, CellKind kind)
{
  DsDataset *training = ds_source_get_training (source);
  DsDataset *validation = ds_source_get_validation (source);
  AeShape sizes = wb_batch_bridge_shape (ds_dataset_get_shape (training));
  g_autofree char *shape = hg_format_shape (&sizes);
  g_autofree char *n = hg_format_count (ds_dataset_get_count (training));
  g_autofree char *n_more = hg_format_count (ds_dataset_get_count (validation));

  if (kind == CELL_BUILT_IN)
    return g_strdup_printf (_ ("%s + %s · %s, nothing to download"), n, n_more, shape);
  return g_strdup_printf (_ ("%s · %s + %s · %s"), ds_dataset_get_name (training), n, n_more,
                          shape);
}

/* Puts an open source into its cell and chooses it. */
static void
data_choice_set_source (HgDataChoice *self, CellKind kind, DsSource *source)
{
  Cell *cell = &self->cells[kind];
  g_autofree char *text = data_choice_describe (source, kind);

  ds_source_ref (source);
  g_clear_pointer (&cell->source, ds_source_unref);
  cell->source = source;
  self->chosen = kind;
  data_choice_show_text (cell, text, FALSE);
  hg_sample_strip_set_dataset (cell->strip, ds_source_get_validation (source));
  gtk_widget_set_sensitive (GTK_WIDGET (cell->radio), TRUE);
  gtk_check_button_set_active (cell->radio, TRUE);
  g_signal_emit (self, signals[CHANGED], 0);
}

static CellKind
data_choice_find_kind (const char *location)
{
  if (g_str_equal (location, DS_BUILT_IN))
    return CELL_BUILT_IN;
  return g_file_test (location, G_FILE_TEST_IS_DIR) ? CELL_FOLDER : CELL_FILE;
}

static void
data_choice_open_in_thread (GTask *task,
                            gpointer source_object,
                            gpointer data,
                            GCancellable *cancellable)
{
  GError *error = NULL;
  DsSource *source = wb_data_open (data, NULL, NULL, NULL, &error);

  if (source != NULL)
    g_task_return_pointer (task, source, (GDestroyNotify) ds_source_unref);
  else
    g_task_return_error (task, error);
}

static void
data_choice_opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgDataChoice *self = data;
  CellKind kind = data_choice_find_kind (g_task_get_task_data (G_TASK (result)));
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);
  if (source != NULL)
    data_choice_set_source (self, kind, source);
  else
    data_choice_show_text (&self->cells[kind], error->message, TRUE);
}

static void
data_choice_imported_cb (HgDataChoice *self, HgImportSheet *sheet)
{
  DsSource *source = hg_import_sheet_get_source (sheet);

  data_choice_set_source (self, data_choice_find_kind (ds_source_get_location (source)), source);
}

static void
data_choice_open_path (HgDataChoice *self, const char *path)
{
  data_choice_show_text (&self->cells[data_choice_find_kind (path)], _ ("Opening the data…"),
                         FALSE);
  hg_task_start (&self->opening, data_choice_open_in_thread, g_strdup (path), g_free,
                 data_choice_opened_cb, self);
}

static void
data_choice_unneeded_cb (HgDataChoice *self, HgImportSheet *sheet)
{
  data_choice_open_path (self, hg_import_sheet_get_location (sheet));
}

void
hg_data_choice_open (HgDataChoice *self, const char *path)
{
  HgImportSheet *sheet;

  hg_task_cancel (&self->opening);
  if (self->sheet != NULL)
    gtk_window_destroy (GTK_WINDOW (self->sheet));
  if (g_str_equal (path, DS_BUILT_IN))
    {
      data_choice_open_path (self, path);
      return;
    }
  sheet = hg_import_sheet_open (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), path);
  g_set_weak_pointer (&self->sheet, GTK_WIDGET (sheet));
  g_signal_connect_object (sheet, "imported", G_CALLBACK (data_choice_imported_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sheet, "unneeded", G_CALLBACK (data_choice_unneeded_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
data_choice_response_cb (HgDataChoice *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    hg_data_choice_open (self, path);
}

static void
data_choice_open_chooser (HgDataChoice *self, gboolean folder)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
    folder ? _ ("Open a folder of data") : _ ("Open data"), GTK_WINDOW (root),
    folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
    _ ("_Cancel"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (data_choice_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
data_choice_file_clicked_cb (HgDataChoice *self)
{
  data_choice_open_chooser (self, FALSE);
}

static void
data_choice_folder_clicked_cb (HgDataChoice *self)
{
  data_choice_open_chooser (self, TRUE);
}

static void
data_choice_toggled_cb (GtkCheckButton *radio, HgDataChoice *self)
{
  if (!gtk_check_button_get_active (radio))
    return;
  for (CellKind i = 0; i < N_CELLS; i++)
    if (self->cells[i].radio == radio && self->chosen != i)
      {
        self->chosen = i;
        g_signal_emit (self, signals[CHANGED], 0);
      }
}

static void
data_choice_dispose (GObject *object)
{
  HgDataChoice *self = HG_DATA_CHOICE (object);

  hg_task_cancel (&self->opening);
  g_clear_object (&self->chooser);
  g_clear_weak_pointer (&self->sheet);
  g_clear_object (&self->widths);
  for (CellKind i = 0; i < N_CELLS; i++)
    {
      g_clear_pointer (&self->cells[i].source, ds_source_unref);
      self->cells[i].radio = NULL;
    }
  G_OBJECT_CLASS (hg_data_choice_parent_class)->dispose (object);
}

static void
hg_data_choice_class_init (HgDataChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = data_choice_dispose;
  signals[CHANGED] = g_signal_new ("changed", HG_TYPE_DATA_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
data_choice_make_row (HgDataChoice *self, CellKind kind)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *button;

  self->cells[kind].strip = g_object_new (HG_TYPE_SAMPLE_STRIP, NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->cells[kind].strip), TRUE);
  if (words[kind].button != NULL)
    {
      button = gtk_button_new_with_mnemonic (_ (words[kind].button));
      g_signal_connect_swapped (button, "clicked",
                                kind == CELL_FILE ? G_CALLBACK (data_choice_file_clicked_cb)
                                                  : G_CALLBACK (data_choice_folder_clicked_cb),
                                self);
      gtk_box_append (GTK_BOX (row), button);
    }
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->cells[kind].strip));
  gtk_widget_set_margin_start (row, 26);
  return row;
}

static void
data_choice_append_cell (HgDataChoice *self, CellKind kind)
{
  Cell *cell = &self->cells[kind];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  cell->radio = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ (words[kind].title)));
  gtk_widget_add_css_class (GTK_WIDGET (cell->radio), "heading");
  gtk_widget_set_sensitive (GTK_WIDGET (cell->radio), kind == CELL_BUILT_IN);
  gtk_check_button_set_active (cell->radio, kind == CELL_BUILT_IN);
  if (kind > 0)
    gtk_check_button_set_group (cell->radio, self->cells[0].radio);
  g_signal_connect (cell->radio, "toggled", G_CALLBACK (data_choice_toggled_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (cell->radio));
  cell->subtitle = GTK_LABEL (gtk_label_new (_ (words[kind].hint)));
  gtk_label_set_xalign (cell->subtitle, 0);
  gtk_label_set_ellipsize (cell->subtitle, PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (cell->subtitle, 3);
  gtk_label_set_wrap (cell->subtitle, TRUE);
  gtk_widget_set_margin_start (GTK_WIDGET (cell->subtitle), 26);
  gtk_widget_add_css_class (GTK_WIDGET (cell->subtitle), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (cell->subtitle), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (cell->subtitle));
  gtk_box_append (GTK_BOX (box), data_choice_make_row (self, kind));
  gtk_widget_add_css_class (box, "data-cell");
  gtk_size_group_add_widget (self->widths, box);
  gtk_widget_set_hexpand (box, TRUE);
  if (kind > 0)
    gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (self), box);
}

static void
hg_data_choice_init (HgDataChoice *self)
{
  self->widths = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  for (CellKind i = 0; i < N_CELLS; i++)
    data_choice_append_cell (self, i);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
}

DsSource *
hg_data_choice_get_source (HgDataChoice *self)
{
  return self->cells[self->chosen].source;
}

void
hg_data_choice_set_source (HgDataChoice *self, DsSource *source)
{
  if (source != NULL)
    data_choice_set_source (self, data_choice_find_kind (ds_source_get_location (source)), source);
  if (self->cells[CELL_BUILT_IN].source == NULL && self->opening == NULL && source == NULL)
    hg_data_choice_open (self, DS_BUILT_IN);
}
