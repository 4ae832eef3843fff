/* SPDX-License-Identifier: MIT */
/* Rows are made anew only when other options are to be shown, so that a row
 * that is being edited keeps the focus while its value comes back to it.
 */
#include "ui/inspector/option-list.h"

struct _HgOptionList
{
  AdwBin parent_instance;

  GtkListBox *box;
  const AeOption *options;
  gboolean several;
  GPtrArray *rows;
};

enum
{
  EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgOptionList, hg_option_list, ADW_TYPE_BIN)

static void
option_list_row_edited_cb (HgOptionList *self, HgOptionRow *row)
{
  AeValue value;

  hg_option_row_get_value (row, &value);
  g_signal_emit (self, signals[EDITED], 0, hg_option_row_get_option (row)->name, &value);
}

static void
option_list_finalize (GObject *object)
{
  g_ptr_array_unref (HG_OPTION_LIST (object)->rows);
  G_OBJECT_CLASS (hg_option_list_parent_class)->finalize (object);
}

static void
hg_option_list_class_init (HgOptionListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = option_list_finalize;
  signals[EDITED] = g_signal_new ("edited", HG_TYPE_OPTION_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
}

static void
hg_option_list_init (HgOptionList *self)
{
  self->rows = g_ptr_array_new ();
  self->box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "boxed-list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
hg_option_list_new (void)
{
  return g_object_new (HG_TYPE_OPTION_LIST, NULL);
}

/* A field that has the focus reports what was typed when it goes: what is being
 * shown by then is not what that was typed for. */
static void
option_list_remove_rows (HgOptionList *self)
{
  g_autoptr (GPtrArray) rows = g_steal_pointer (&self->rows);

  self->rows = g_ptr_array_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      g_signal_handlers_disconnect_by_func (rows->pdata[i], option_list_row_edited_cb, self);
      gtk_list_box_remove (self->box, rows->pdata[i]);
    }
}

void
hg_option_list_set_options (HgOptionList *self, const AeOption *options, gboolean several)
{
  if (self->options == options && self->several == several)
    return;
  self->options = options;
  self->several = several;
  option_list_remove_rows (self);
  for (; options != NULL && options->name != NULL; options++)
    {
      GtkWidget *row = hg_option_row_new (options, several);

      g_signal_connect_object (row, "edited", G_CALLBACK (option_list_row_edited_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_list_box_append (self->box, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

void
hg_option_list_set_layers (HgOptionList *self, const HgOptionLayer *layers, guint n_layers)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (hg_option_row_get_option (self->rows->pdata[i])->kind == AE_OPTION_LAYER)
      hg_option_row_set_layers (self->rows->pdata[i], layers, n_layers);
}

void
hg_option_list_show (HgOptionList *self, gconstpointer values)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      HgOptionRow *row = self->rows->pdata[i];
      AeValue value;

      ae_option_get (hg_option_row_get_option (row), values, &value);
      hg_option_row_set_value (row, &value);
    }
}

static HgOptionRow *
option_list_find_row (HgOptionList *self, const char *name)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_str_equal (hg_option_row_get_option (self->rows->pdata[i])->name, name))
      return self->rows->pdata[i];
  return NULL;
}

/* The first row that can be seen, or NULL. */
static HgOptionRow *
option_list_find_first (HgOptionList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (gtk_widget_get_visible (self->rows->pdata[i]))
      return self->rows->pdata[i];
  return NULL;
}

void
hg_option_list_set_row_visible (HgOptionList *self, const char *name, gboolean visible)
{
  HgOptionRow *row = option_list_find_row (self, name);

  if (row == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (row), visible);
  gtk_widget_set_visible (GTK_WIDGET (self), option_list_find_first (self) != NULL);
}

void
hg_option_list_set_row_mixed (HgOptionList *self, const char *name)
{
  hg_option_row_set_mixed (option_list_find_row (self, name));
}

gboolean
hg_option_list_focus (HgOptionList *self)
{
  HgOptionRow *row = option_list_find_first (self);

  if (row != NULL)
    hg_option_row_focus (row);
  return row != NULL;
}
