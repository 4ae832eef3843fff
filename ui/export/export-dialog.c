/* SPDX-License-Identifier: MIT */
/* The three parts are laid out once, from the moment's weights that the dialog
 * was opened with: training may continue meanwhile.
 */
#include "ui/export/export-dialog.h"

#include <glib/gi18n.h>

#include "ui/export/export-format.h"
#include "ui/export/export-job.h"
#include "ui/format.h"

#define N_PARTS (WB_EXPORT_DECODER + 1)

struct _HgExportDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkWidget *cancel_button;
  GtkButton *export_button;
  GtkProgressBar *progress;
  GtkWidget *choices;
  GtkBox *parts;
  GtkBox *shapes;
  GtkListBox *formats;
  AdwActionRow *place;
  GtkRevealer *result_revealer;
  GtkWidget *result;
  GtkImage *result_icon;
  GtkLabel *result_title;
  GtkLabel *result_text;

  char *name;
  char *folder;
  WbCheckpoint *checkpoint;
  WbDataReference *reference;
  DsSource *source;
  WbExportModel *models[N_PARTS];
  char *refusals[N_PARTS]; /* why there is no such part */
  GtkToggleButton *buttons[N_PARTS];
  WbExportPart part;
  GPtrArray *rows; /* of HgExportFormat */
  guint pulse;     /* while files are written */
  GCancellable *gone;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (HgExportDialog, hg_export_dialog, ADW_TYPE_WINDOW)

static gsize
export_dialog_count_params (const WbExportModel *model)
{
  gsize n = 0;

  for (guint i = 0; i < model->n_layers; i++)
    for (guint k = 0; k < model->layers[i].n_params; k++)
      if (!model->layers[i].params[k].frozen)
        n += ae_shape_size (&model->layers[i].params[k].shape);
  return n;
}

static void
export_dialog_add_shape (HgExportDialog *self, const AeShape *shape, gboolean is_code)
{
  g_autofree char *text = hg_format_shape (shape);
  GtkWidget *label = gtk_label_new (text);

  if (gtk_widget_get_first_child (GTK_WIDGET (self->shapes)) != NULL)
    gtk_box_append (self->shapes, gtk_label_new ("→"));
  gtk_widget_add_css_class (label, is_code ? "code-shape" : "dim-label");
  gtk_box_append (self->shapes, label);
}

static void
export_dialog_show_shapes (HgExportDialog *self)
{
  const WbExportModel *model = self->models[self->part];
  const WbExportModel *encoder = self->models[WB_EXPORT_ENCODER];
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->shapes))) != NULL)
    gtk_box_remove (self->shapes, child);
  if (model == NULL)
    return;
  export_dialog_add_shape (self, &model->input, self->part == WB_EXPORT_DECODER);
  if (self->part == WB_EXPORT_WHOLE && encoder != NULL)
    export_dialog_add_shape (self, &encoder->output, TRUE);
  export_dialog_add_shape (self, &model->output, self->part == WB_EXPORT_ENCODER);
}

static void
export_dialog_update_button (HgExportDialog *self)
{
  gboolean chosen = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    chosen = chosen || hg_export_format_is_chosen (self->rows->pdata[i]);
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), chosen && self->pulse == 0);
  gtk_widget_set_sensitive (self->choices, self->pulse == 0);
}

static void
export_dialog_show_part (HgExportDialog *self)
{
  export_dialog_show_shapes (self);
  for (guint i = 0; i < self->rows->len; i++)
    hg_export_format_set_model (self->rows->pdata[i], self->models[self->part],
                                self->refusals[self->part], self->source != NULL);
  gtk_revealer_set_reveal_child (self->result_revealer, FALSE);
  export_dialog_update_button (self);
}

static void
export_dialog_part_toggled_cb (GtkToggleButton *button, HgExportDialog *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < N_PARTS; i++)
    if (self->buttons[i] == button)
      self->part = (WbExportPart) i;
  export_dialog_show_part (self);
}

static void
export_dialog_format_toggled_cb (HgExportDialog *self)
{
  gtk_revealer_set_reveal_child (self->result_revealer, FALSE);
  export_dialog_update_button (self);
}

static GtkWidget *
export_dialog_make_part_label (const char *title, const WbExportModel *model)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *count;
  g_autofree char *number = model != NULL ? hg_format_count (export_dialog_count_params (model))
                                          : NULL;
  g_autofree char *text = number != NULL ? g_strdup_printf (_ ("%s params"), number) : NULL;

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), gtk_label_new (title));
  if (text == NULL)
    return box;
  count = gtk_label_new (text);
  gtk_label_set_ellipsize (GTK_LABEL (count), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (count, "export-count");
  gtk_box_append (GTK_BOX (box), count);
  return box;
}

static void
export_dialog_add_part (HgExportDialog *self, WbExportPart part, const char *title)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (button),
                        export_dialog_make_part_label (title, self->models[part]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_widget_set_sensitive (button, self->models[part] != NULL);
  gtk_widget_set_tooltip_text (button, self->refusals[part]);
  if (part > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), self->buttons[0]);
  self->buttons[part] = GTK_TOGGLE_BUTTON (button);
  g_signal_connect (button, "toggled", G_CALLBACK (export_dialog_part_toggled_cb), self);
  gtk_box_append (self->parts, button);
}

static void
export_dialog_lay_out_parts (HgExportDialog *self)
{
  const char *const titles[] = { _ ("Full model"), _ ("Encoder"), _ ("Decoder") };

  for (guint i = 0; i < N_PARTS; i++)
    {
      g_autoptr (GError) error = NULL;

      self->models[i] = wb_export_model_new (self->checkpoint, self->reference, (WbExportPart) i,
                                             &error);
      self->refusals[i] = g_strdup (error != NULL ? error->message : NULL);
      export_dialog_add_part (self, (WbExportPart) i, titles[i]);
    }
}

static void
export_dialog_add_formats (HgExportDialog *self)
{
  const WbExportClass *const *classes = wb_export_classes ();

  for (guint i = 0; classes[i] != NULL; i++)
    {
      HgExportFormat *format = hg_export_format_new (classes[i]);

      g_ptr_array_add (self->rows, format);
      g_signal_connect_swapped (format->check, "toggled",
                                G_CALLBACK (export_dialog_format_toggled_cb), self);
      gtk_list_box_append (self->formats, format->row);
    }
  gtk_check_button_set_active (((HgExportFormat *) self->rows->pdata[0])->check, TRUE);
}

/* "Deep convolutional" becomes "deep-convolutional", a name that suits every system. */
static char *
export_dialog_make_file_name (const char *title)
{
  g_autofree char *lower = g_utf8_strdown (title, -1);
  g_autofree char *name = g_strdelimit (g_strdup (lower), " /\\:*?\"<>|", '-');

  return g_str_has_prefix (name, ".") || *name == '\0' ? g_strconcat ("model", name, NULL)
                                                       : g_steal_pointer (&name);
}

static char *
export_dialog_make_path (HgExportDialog *self, const char *extension)
{
  const char *part = wb_export_part_names[self->part];
  g_autofree char *file = g_strconcat (self->name, self->part == WB_EXPORT_WHOLE ? "" : "-",
                                       self->part == WB_EXPORT_WHOLE ? "" : part, extension, NULL);

  return g_build_filename (self->folder, file, NULL);
}

static HgExportJob *
export_dialog_make_job (HgExportDialog *self)
{
  HgExportJob *job = hg_export_job_new (self->checkpoint, self->reference, self->source,
                                        self->part);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const HgExportFormat *format = self->rows->pdata[i];

      if (hg_export_format_is_chosen (format))
        {
          const WbExportOptions options = hg_export_format_get_options (format);
          const char *extension = hg_export_format_get_extension (format);

          hg_export_job_add (job, format->klass, &options,
                             export_dialog_make_path (self, extension));
        }
    }
  return job;
}

static void
export_dialog_show_result (HgExportDialog *self, gboolean good, const char *title, const char *text)
{
  gtk_widget_remove_css_class (self->result, good ? "bad" : "good");
  gtk_widget_add_css_class (self->result, good ? "good" : "bad");
  gtk_image_set_from_icon_name (self->result_icon,
                                good ? "emblem-ok-symbolic" : "dialog-error-symbolic");
  gtk_label_set_label (self->result_title, title);
  gtk_label_set_label (self->result_text, text);
  gtk_revealer_set_reveal_child (self->result_revealer, TRUE);
}

/* Titles of formats in a row: "ONNX, C source". */
static void
export_dialog_append_title (GString *titles, const WbExportClass *klass)
{
  g_string_append_printf (titles, "%s%s", titles->len > 0 ? ", " : "", _ (klass->title));
}

/* What there is to say of one file: why nobody could run it, and what integers cost. */
static void
export_dialog_append_details (GString *text, const HgExportItem *item)
{
  if (item->report.unchecked != NULL)
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", _ (item->klass->title),
                            item->report.unchecked);
  if (!item->report.judged)
    return;
  g_string_append_c (text, '\n');
  g_string_append_printf (
    text, _ ("In 8-bit integers: loss %.4f instead of %.4f, PSNR %.1f dB instead of %.1f dB"),
    item->report.loss[1], item->report.loss[0], item->report.psnr[1], item->report.psnr[0]);
}

static void
export_dialog_show_success (HgExportDialog *self, const HgExportJob *job)
{
  g_autoptr (GString) checked = g_string_new (NULL), others = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *title = NULL;
  double difference = 0;
  gsize n = 0;

  for (guint i = 0; i < job->items->len; i++)
    {
      const HgExportItem *item = job->items->pdata[i];

      if (item->report.unchecked == NULL)
        export_dialog_append_title (item->report.checked ? checked : others, item->klass);
      if (!item->report.checked)
        continue;
      n = MAX (n, item->report.n);
      difference = item->options.int8 ? difference : MAX (difference, item->report.difference);
    }
  if (checked->len > 0)
    g_string_append_printf (
      text, _ ("%s: read back, run on samples and compared with the model in this window"),
      checked->str);
  if (others->len > 0)
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", others->str,
                            _ ("written"));
  for (guint i = 0; i < job->items->len; i++)
    export_dialog_append_details (text, job->items->pdata[i]);
  title = checked->len > 0
            ? g_strdup_printf (_ ("Checked: max difference %.1e on %u samples"), difference,
                               (guint) n)
            : g_strdup_printf (ngettext ("Exported %u file", "Exported %u files", job->items->len),
                               job->items->len);
  export_dialog_show_result (self, TRUE, title, text->str);
}

static void
export_dialog_written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgExportDialog *self = data;
  const HgExportJob *job = hg_export_job_finish (result);

  if (job == NULL)
    return;
  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_progress_bar_set_fraction (self->progress, 0);
  export_dialog_update_button (self);
  gtk_button_set_label (GTK_BUTTON (self->cancel_button), _ ("_Close"));
  for (guint i = 0; i < job->items->len; i++)
    {
      const HgExportItem *item = job->items->pdata[i];
      g_autofree char *title = NULL;

      if (item->error == NULL)
        continue;
      title = g_strdup_printf (_ ("%s could not be exported"), _ (item->klass->title));
      export_dialog_show_result (self, FALSE, title, item->error->message);
      return;
    }
  export_dialog_show_success (self, job);
}

static gboolean
export_dialog_pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (((HgExportDialog *) data)->progress);
  return G_SOURCE_CONTINUE;
}

static void
export_dialog_start (HgExportDialog *self)
{
  self->pulse = g_timeout_add (100, export_dialog_pulse_cb, self);
  gtk_revealer_set_reveal_child (self->result_revealer, FALSE);
  export_dialog_update_button (self);
  hg_export_job_run (export_dialog_make_job (self), self->gone, export_dialog_written_cb, self);
}

static void
export_dialog_replace_cb (HgExportDialog *self, const char *response)
{
  if (g_str_equal (response, "replace"))
    export_dialog_start (self);
}

static guint
export_dialog_count_existing (const HgExportJob *job)
{
  guint n = 0;

  for (guint i = 0; i < job->items->len; i++)
    n += g_file_test (((HgExportItem *) job->items->pdata[i])->path, G_FILE_TEST_EXISTS);
  return n;
}

static void
export_dialog_confirm (HgExportDialog *self, guint n)
{
  g_autofree char *heading = g_strdup_printf (ngettext ("Replace %u file?", "Replace %u files?", n),
                                              n);
  GtkWidget *question = adw_message_dialog_new (
    GTK_WINDOW (self), heading,
    _ ("The folder already has files of these names. Choose another folder to keep them."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "cancel", _ ("_Cancel"),
                                    "replace", _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "replace",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (question, "response", G_CALLBACK (export_dialog_replace_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (question));
}

static void
export_dialog_export_cb (HgExportDialog *self)
{
  g_autoptr (HgExportJob) job = export_dialog_make_job (self);
  guint n = export_dialog_count_existing (job);

  if (g_mkdir_with_parents (self->folder, 0755) != 0)
    {
      export_dialog_show_result (self, FALSE, _ ("The folder cannot be made"), g_strerror (errno));
      return;
    }
  if (n > 0)
    export_dialog_confirm (self, n);
  else
    export_dialog_start (self);
}

void
hg_export_dialog_set_folder (HgExportDialog *self, const char *folder)
{
  g_autofree char *shown = hg_format_path (folder);
  g_autofree char *markup = g_markup_escape_text (shown, -1);

  g_free (self->folder);
  self->folder = g_strdup (folder);
  adw_action_row_set_subtitle (self->place, markup);
}

static void
export_dialog_folder_chosen_cb (HgExportDialog *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                             ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                             : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path != NULL)
    hg_export_dialog_set_folder (self, path);
}

static void
export_dialog_change_cb (HgExportDialog *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Save in"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Select"),
                                               _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (export_dialog_folder_chosen_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
hg_export_dialog_dispose (GObject *object)
{
  HgExportDialog *self = HG_EXPORT_DIALOG (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->chooser);
  g_cancellable_cancel (self->gone);
  G_OBJECT_CLASS (hg_export_dialog_parent_class)->dispose (object);
}

static void
hg_export_dialog_finalize (GObject *object)
{
  HgExportDialog *self = HG_EXPORT_DIALOG (object);

  for (guint i = 0; i < N_PARTS; i++)
    {
      g_clear_pointer (&self->models[i], wb_export_model_free);
      g_free (self->refusals[i]);
    }
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
  g_clear_pointer (&self->reference, wb_data_reference_unref);
  g_clear_pointer (&self->source, ds_source_unref);
  g_ptr_array_unref (self->rows);
  g_object_unref (self->gone);
  g_free (self->name);
  g_free (self->folder);
  G_OBJECT_CLASS (hg_export_dialog_parent_class)->finalize (object);
}

static void
hg_export_dialog_class_init (HgExportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hg_export_dialog_dispose;
  object_class->finalize = hg_export_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, title);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, export_button);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, choices);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, parts);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, shapes);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, formats);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, place);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, result_revealer);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, result);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, result_icon);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, result_title);
  gtk_widget_class_bind_template_child (widget_class, HgExportDialog, result_text);
  gtk_widget_class_bind_template_callback (widget_class, export_dialog_export_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_dialog_change_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
hg_export_dialog_init (HgExportDialog *self)
{
  self->gone = g_cancellable_new ();
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) hg_export_format_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->export_button));
}

HgExportDialog *
hg_export_dialog_new (GtkWindow *parent,
                      const char *title,
                      const char *folder,
                      WbCheckpoint *checkpoint,
                      WbDataReference *reference,
                      DsSource *source)
{
  HgExportDialog *self = g_object_new (HG_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  g_autofree char *subtitle = g_strdup_printf (_ ("%s, epoch %u"), title,
                                               wb_checkpoint_get_position (checkpoint)->epoch);

  self->name = export_dialog_make_file_name (title);
  self->checkpoint = wb_checkpoint_ref (checkpoint);
  self->reference = reference != NULL ? wb_data_reference_ref (reference) : NULL;
  self->source = source != NULL ? ds_source_ref (source) : NULL;
  adw_window_title_set_title (self->title, _ ("Export"));
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Export"));
  hg_export_dialog_set_folder (self, folder);
  export_dialog_lay_out_parts (self);
  export_dialog_add_formats (self);
  gtk_toggle_button_set_active (self->buttons[WB_EXPORT_WHOLE], TRUE);
  return self;
}
