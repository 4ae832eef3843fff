/* SPDX-License-Identifier: MIT */
/* A column is a row of a table: what a cell says, and how two runs compare in it. A cell
 * is said again when its run changes. Each has a width of its own, so that those that
 * matter less are left out where all together have no room.
 */
#include "ui/views/runs/run-columns.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/figures/mark.h"
#include "app/runs/differences.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/views/runs/run-item.h"

#define MAX_SETTINGS 6
#define MAX_FLAGS    8 /* changes that a tooltip names */
#define N_BEFORE     5 /* columns before those of settings */
#define BAR_WIDTH    54
#define BAR_HEIGHT   5

/* Pixels where text is not scaled; of what a title needs beside its words. */
#define TICK_WIDTH    38
#define STAR_WIDTH    40
#define SETTING_WIDTH 84
#define TITLE_MARGIN  26

/**
 * Column:
 * @width: at least, in pixels where text is not scaled
 * @rank: those of a higher one are left out first; see get_rank()
 */
typedef struct
{
  const char *title;
  int width;
  guint rank;
  gboolean is_number;
  gboolean is_dim;
  gboolean expands;
  char *(*to_text) (HgRunItem *item);
  int (*compare) (HgRunItem *a, HgRunItem *b);
} Column;

static int
compare_numbers (double a, double b)
{
  if (isnan (a) || isnan (b))
    return isnan (a) - isnan (b);
  return a < b ? -1 : a > b;
}

static char *
name_to_text (HgRunItem *item)
{
  return g_strdup (hg_run_item_get_record (item)->name);
}

static int
compare_names (HgRunItem *a, HgRunItem *b)
{
  g_autofree char *x = g_utf8_collate_key_for_filename (hg_run_item_get_record (a)->name, -1);
  g_autofree char *y = g_utf8_collate_key_for_filename (hg_run_item_get_record (b)->name, -1);

  return strcmp (x, y);
}

static char *
model_to_text (HgRunItem *item)
{
  return g_strdup (hg_run_item_get_model_words (item));
}

static int
compare_models (HgRunItem *a, HgRunItem *b)
{
  return g_utf8_collate (hg_run_item_get_model_words (a), hg_run_item_get_model_words (b));
}

/* A run that diverged comes last. */
static double
get_loss (HgRunItem *item)
{
  const WbRunRecord *run = hg_run_item_get_record (item);

  return run->outcome == WB_RUN_DIVERGED ? NAN : wb_run_record_get_best_loss (run);
}

static char *
loss_to_text (HgRunItem *item)
{
  const WbRunRecord *run = hg_run_item_get_record (item);
  double loss = wb_run_record_get_best_loss (run);

  if (run->outcome == WB_RUN_DIVERGED)
    return g_strdup (_ ("Diverged"));
  return isnan (loss) ? g_strdup ("–") : hg_format_loss (loss);
}

static int
compare_losses (HgRunItem *a, HgRunItem *b)
{
  return compare_numbers (get_loss (a), get_loss (b));
}

static char *
epochs_to_text (HgRunItem *item)
{
  return hg_format_count (wb_run_record_get_epochs (hg_run_item_get_record (item)));
}

static int
compare_epochs (HgRunItem *a, HgRunItem *b)
{
  return compare_numbers (wb_run_record_get_epochs (hg_run_item_get_record (a)),
                          wb_run_record_get_epochs (hg_run_item_get_record (b)));
}

static char *
time_to_text (HgRunItem *item)
{
  return hg_format_duration (wb_run_record_get_seconds (hg_run_item_get_record (item)));
}

static int
compare_times (HgRunItem *a, HgRunItem *b)
{
  return compare_numbers (wb_run_record_get_seconds (hg_run_item_get_record (a)),
                          wb_run_record_get_seconds (hg_run_item_get_record (b)));
}

static char *
rate_to_text (HgRunItem *item)
{
  double rate = wb_run_record_get_rate (hg_run_item_get_record (item));

  return rate > 0 ? hg_format_rate (rate) : g_strdup ("–");
}

static int
compare_rates (HgRunItem *a, HgRunItem *b)
{
  return compare_numbers (wb_run_record_get_rate (hg_run_item_get_record (a)),
                          wb_run_record_get_rate (hg_run_item_get_record (b)));
}

/* The day where it is another than today. */
static char *
when_to_text (HgRunItem *item)
{
  const WbRunRecord *run = hg_run_item_get_record (item);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (run->when);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (hg_run_item_is_live (item))
    return g_strdup (_ ("Training"));
  if (when == NULL || run->when == 0)
    return g_strdup ("–");
  return g_date_time_format (when,
                             g_date_time_get_day_of_year (when) == g_date_time_get_day_of_year (now)
                                 && g_date_time_get_year (when) == g_date_time_get_year (now)
                               ? "%H:%M"
                               : "%x");
}

static int
compare_whens (HgRunItem *a, HgRunItem *b)
{
  return compare_numbers ((double) hg_run_item_get_record (a)->when,
                          (double) hg_run_item_get_record (b)->when);
}

/* clang-format off */
static const Column name_column = { N_ ("Name"), 120, 0, .expands = TRUE, .to_text = name_to_text,
                                    .compare = compare_names };
static const Column loss_column = { N_ ("Best loss"), 138, 0, .to_text = loss_to_text,
                                    .compare = compare_losses };
static const Column columns[] = {
  { N_ ("Model"), 104, 3, .is_dim = TRUE, .to_text = model_to_text, .compare = compare_models },
  { N_ ("Epochs"), 70, 4, TRUE, .to_text = epochs_to_text, .compare = compare_epochs },
  { N_ ("Time"), 64, 5, TRUE, .to_text = time_to_text, .compare = compare_times },
  { N_ ("Samples/s"), 92, 7, TRUE, .to_text = rate_to_text, .compare = compare_rates },
  { N_ ("Begun"), 84, 6, TRUE, .is_dim = TRUE, .to_text = when_to_text, .compare = compare_whens },
};
#define SETTING_RANK 2
#define N_RANKS      8
/* clang-format on */

/* Calls @update with the cell now, and whenever its item changes while it shows it. */
static void
watch (GtkListItem *cell, GCallback update)
{
  GObject *item = gtk_list_item_get_item (cell);
  gulong handler = g_signal_connect_object (item, "changed", update, cell, G_CONNECT_SWAPPED);

  g_object_set_data (G_OBJECT (cell), "handler", GSIZE_TO_POINTER (handler));
  ((void (*) (GtkListItem *)) update) (cell);
}

static void
unbind_cb (GtkListItem *cell)
{
  gulong handler = GPOINTER_TO_SIZE (g_object_steal_data (G_OBJECT (cell), "handler"));
  GBinding *binding = g_object_steal_data (G_OBJECT (cell), "binding");

  if (handler != 0)
    g_signal_handler_disconnect (gtk_list_item_get_item (cell), handler);
  if (binding != NULL)
    g_binding_unbind (binding);
}

/* Its name, what a person wrote about a run, where it began, and what was changed on the way:
 * (transfer full). */
static char *
describe (const WbRunRecord *run)
{
  const GPtrArray *flags = wb_history_get_flags (run->history);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines, g_strdup (run->name));
  if (run->note != NULL)
    g_ptr_array_add (lines, g_strdup (run->note));
  if (run->position.from_step > 0)
    {
      g_autofree char *steps = hg_format_count (run->position.from_step);

      g_ptr_array_add (lines, g_strdup_printf (_ ("Began with the weights of run %u at step %s"),
                                               run->from, steps));
    }
  for (guint i = 0; i < MIN (flags->len, MAX_FLAGS); i++)
    {
      const WbFlag *flag = flags->pdata[i];
      g_autofree char *words = wb_flag_to_words (flag), *step = hg_format_count (flag->step);

      g_ptr_array_add (lines, g_strdup_printf (_ ("Step %s: %s"), step, words));
    }
  if (flags->len > MAX_FLAGS)
    g_ptr_array_add (lines, g_strdup ("…"));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
update_text (GtkListItem *cell)
{
  const Column *column = g_object_get_data (G_OBJECT (cell), "column");
  HgRunItem *item = gtk_list_item_get_item (cell);
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (cell));
  g_autofree char *text = column->to_text (item);
  g_autofree char *more = column == &name_column ? describe (hg_run_item_get_record (item)) : NULL;

  gtk_label_set_text (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), more != NULL ? more : text);
}

static GtkWidget *
make_label (const Column *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->is_number ? 1 : 0);
  if (column == &name_column)
    gtk_label_set_width_chars (GTK_LABEL (label), 12);
  if (column != &loss_column)
    gtk_label_set_ellipsize (GTK_LABEL (label), column == &name_column ? PANGO_ELLIPSIZE_START
                                                                       : PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, "numeric");
  if (column->is_dim)
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
setup_text_cb (const Column *column, GtkListItem *cell)
{
  g_object_set_data (G_OBJECT (cell), "column", (gpointer) column);
  gtk_list_item_set_child (cell, make_label (column));
}

static void
bind_text_cb (const Column *column, GtkListItem *cell)
{
  watch (cell, G_CALLBACK (update_text));
}

/* A level bar would cost a dozen widgets in each of the rows that the table makes. */
static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer item)
{
  double share = hg_run_item_get_share (item), parts[] = { 1, MAX (share, BAR_HEIGHT / 54.) };
  double y = (height - BAR_HEIGHT) / 2.;
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      cairo_set_source_rgba (cr, (double) colour.red, (double) colour.green, (double) colour.blue,
                             i == 0 ? 0.15 : 0.4);
      wb_mark_rounded (cr, 0, y, width * parts[i], BAR_HEIGHT, BAR_HEIGHT / 2.);
      cairo_fill (cr);
    }
}

/* The loss, or that there is none, and a bar that compares it with the others. */
static void
update_loss (GtkListItem *cell)
{
  HgRunItem *item = gtk_list_item_get_item (cell);
  GtkWidget *icon = gtk_widget_get_first_child (gtk_list_item_get_child (cell));
  GtkWidget *label = gtk_widget_get_next_sibling (icon);
  GtkWidget *bar = gtk_widget_get_next_sibling (label);
  gboolean diverged = hg_run_item_get_record (item)->outcome == WB_RUN_DIVERGED;
  g_autofree char *text = loss_to_text (item);

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_queue_draw (bar);
  gtk_widget_set_visible (icon, diverged);
  gtk_widget_set_visible (bar, !diverged && hg_run_item_get_share (item) > 0);
  gtk_widget_remove_css_class (label, "success");
  gtk_widget_remove_css_class (label, "error");
  if (diverged || hg_run_item_is_best (item))
    gtk_widget_add_css_class (label, diverged ? "error" : "success");
}

static void
setup_loss_cb (const Column *column, GtkListItem *cell)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-error-symbolic");
  GtkWidget *bar = gtk_drawing_area_new ();

  gtk_widget_add_css_class (icon, "error");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), make_label (column));
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (bar), BAR_WIDTH);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_list_item_set_child (cell, box);
}

static void
bind_loss_cb (const Column *column, GtkListItem *cell)
{
  GtkWidget *bar = gtk_widget_get_last_child (gtk_list_item_get_child (cell));

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (bar), draw_bar,
                                  g_object_ref (gtk_list_item_get_item (cell)), g_object_unref);
  watch (cell, G_CALLBACK (update_loss));
}

static void
update_tick (GtkListItem *cell)
{
  HgRunItem *item = gtk_list_item_get_item (cell);
  GtkWidget *tick = gtk_list_item_get_child (cell);
  g_autofree char *colour = g_strdup_printf ("run-%u", hg_run_item_get_colour (item) % 6);
  g_autofree char *name = g_strdup_printf (_ ("Compare “%s”"), hg_run_item_get_record (item)->name);
  const char *classes[] = { "run-tick", colour, NULL };

  gtk_widget_set_css_classes (tick, classes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tick), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
setup_tick_cb (gpointer nothing, GtkListItem *cell)
{
  gtk_list_item_set_child (cell, gtk_check_button_new ());
}

static void
bind_tick_cb (gpointer nothing, GtkListItem *cell)
{
  GBinding *binding = g_object_bind_property (gtk_list_item_get_item (cell), "ticked",
                                              gtk_list_item_get_child (cell), "active",
                                              G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);

  g_object_set_data (G_OBJECT (cell), "binding", binding);
  watch (cell, G_CALLBACK (update_tick));
}

static void
update_star (GtkListItem *cell)
{
  const WbRunRecord *run = hg_run_item_get_record (gtk_list_item_get_item (cell));
  GtkWidget *star = gtk_list_item_get_child (cell);
  g_autofree char *name = g_strdup_printf (run->starred ? _ ("Take the star from “%s”")
                                                        : _ ("Give “%s” a star"),
                                           run->name);

  gtk_button_set_icon_name (GTK_BUTTON (star),
                            run->starred ? "starred-symbolic" : "non-starred-symbolic");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (star), "u", run->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (star), "runs.star");
  gtk_widget_set_sensitive (star, !hg_run_item_is_live (gtk_list_item_get_item (cell)));
  if (run->starred)
    gtk_widget_add_css_class (star, "starred");
  else
    gtk_widget_remove_css_class (star, "starred");
  gtk_accessible_update_property (GTK_ACCESSIBLE (star), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
setup_star_cb (gpointer nothing, GtkListItem *cell)
{
  GtkWidget *star = gtk_button_new ();

  gtk_widget_add_css_class (star, "flat");
  gtk_widget_add_css_class (star, "run-star");
  gtk_list_item_set_child (cell, star);
}

static void
bind_star_cb (gpointer nothing, GtkListItem *cell)
{
  watch (cell, G_CALLBACK (update_star));
}

static int
compare_stars_cb (gconstpointer a, gconstpointer b, gpointer nothing)
{
  return hg_run_item_get_record ((HgRunItem *) b)->starred
         - hg_run_item_get_record ((HgRunItem *) a)->starred;
}

static GtkColumnViewColumn *
append (GtkColumnView *table,
        const char *title,
        GCallback setup,
        GCallback bind,
        gconstpointer data,
        GtkSorter *sorter)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect_swapped (factory, "setup", setup, (gpointer) data);
  g_signal_connect_swapped (factory, "bind", bind, (gpointer) data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_sorter (column, sorter);
  g_clear_object (&sorter);
  gtk_column_view_append_column (table, column);
  return column;
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer column)
{
  return ((const Column *) column)->compare ((HgRunItem *) a, (HgRunItem *) b);
}

/* Wide enough for its title, too; a fixed width would not grow. @rank: see Column */
static void
set_width (GtkColumnViewColumn *column, GtkWidget *table, int width, guint rank, gboolean expands)
{
  g_autoptr (PangoLayout) layout
    = gtk_widget_create_pango_layout (table, gtk_column_view_column_get_title (column));
  int title;

  pango_layout_get_pixel_size (layout, &title, NULL);
  width = (int) (width * MAX (1, hg_figure_style_get_scale (table)));
  width = MAX (width, title > 0 ? title + TITLE_MARGIN : 0);
  g_object_set_data (G_OBJECT (column), "rank", GUINT_TO_POINTER (rank));
  g_object_set_data (G_OBJECT (column), "width", GINT_TO_POINTER (width));
  if (expands)
    gtk_column_view_column_set_expand (column, TRUE);
  else
    gtk_column_view_column_set_fixed_width (column, width);
}

static void
append_text (GtkColumnView *table, const Column *column)
{
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, (gpointer) column, NULL));
  gboolean is_loss = column == &loss_column;
  GtkColumnViewColumn *made = append (
    table, _ (column->title), is_loss ? G_CALLBACK (setup_loss_cb) : G_CALLBACK (setup_text_cb),
    is_loss ? G_CALLBACK (bind_loss_cb) : G_CALLBACK (bind_text_cb), column, sorter);

  set_width (made, GTK_WIDGET (table), column->width, column->rank, column->expands);
  gtk_column_view_column_set_resizable (made, TRUE);
}

void
hg_run_columns_init (GtkColumnView *table)
{
  GtkSorter *stars = GTK_SORTER (gtk_custom_sorter_new (compare_stars_cb, NULL, NULL));

  set_width (append (table, "", G_CALLBACK (setup_tick_cb), G_CALLBACK (bind_tick_cb), NULL, NULL),
             GTK_WIDGET (table), TICK_WIDTH, 0, FALSE);
  set_width (append (table, "★", G_CALLBACK (setup_star_cb), G_CALLBACK (bind_star_cb), NULL,
                     stars),
             GTK_WIDGET (table), STAR_WIDTH, 1, FALSE);
  append_text (table, &name_column);
  append_text (table, &columns[0]);
  append_text (table, &loss_column);
  for (guint i = 1; i < G_N_ELEMENTS (columns); i++)
    append_text (table, &columns[i]);
}

void
hg_run_columns_fit (GtkColumnView *table, int width)
{
  GListModel *list = gtk_column_view_get_columns (table);
  gboolean fits = TRUE;

  for (guint rank = 0; rank < N_RANKS; rank++)
    for (guint i = 0; i < g_list_model_get_n_items (list); i++)
      {
        g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

        int own;

        if (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (column), "rank")) != rank)
          continue;
        own = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "width"));
        width -= own;
        fits = fits && (rank == 0 || width >= 0);
        /* GTK counts the widths of columns that are not seen, too. */
        if (!gtk_column_view_column_get_expand (column)
            && fits != gtk_column_view_column_get_visible (column))
          gtk_column_view_column_set_fixed_width (column, fits ? own : 0);
        gtk_column_view_column_set_visible (column, fits);
      }
}

/* Names of settings are interned: factory and sorter may outlive their column. */
static void
bind_setting_cb (const char *name, GtkListItem *cell)
{
  HgRunItem *item = gtk_list_item_get_item (cell);
  g_autofree char *text = wb_run_get_setting (hg_run_item_get_record (item), name);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (cell)), text != NULL ? text : "–");
}

static void
setup_setting_cb (const char *name, GtkListItem *cell)
{
  static const Column column = { .is_number = TRUE };

  gtk_list_item_set_child (cell, make_label (&column));
}

/* As numbers where both are. */
static int
compare_setting_cb (gconstpointer a, gconstpointer b, gpointer name)
{
  g_autofree char *x = wb_run_get_setting (hg_run_item_get_record ((HgRunItem *) a), name);
  g_autofree char *y = wb_run_get_setting (hg_run_item_get_record ((HgRunItem *) b), name);
  char *end_x, *end_y;
  double number_x, number_y;

  if (x == NULL || y == NULL)
    return (x == NULL) - (y == NULL);
  number_x = g_ascii_strtod (x, &end_x);
  number_y = g_ascii_strtod (y, &end_y);
  if (*end_x == '\0' && *end_y == '\0')
    return compare_numbers (number_x, number_y);
  return strcmp (x, y);
}

static void
insert_setting (GtkColumnView *table, guint place, const char *name, const char *title)
{
  char *own = (char *) g_intern_string (name);
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare_setting_cb, own, NULL));
  GtkColumnViewColumn *column = append (table, title, G_CALLBACK (setup_setting_cb),
                                        G_CALLBACK (bind_setting_cb), own, sorter);

  g_object_set_data (G_OBJECT (column), "setting", own);
  set_width (column, GTK_WIDGET (table), SETTING_WIDTH, SETTING_RANK, FALSE);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_insert_column (table, place, column);
}

static GPtrArray *
list_settings (GtkColumnView *table)
{
  GListModel *model = gtk_column_view_get_columns (table);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) column = g_list_model_get_item (model, i);

      if (g_object_get_data (column, "setting") != NULL)
        g_ptr_array_add (list, g_steal_pointer (&column));
    }
  return list;
}

gboolean
hg_run_columns_set_settings (GtkColumnView *table, const GPtrArray *names, const GPtrArray *titles)
{
  g_autoptr (GPtrArray) before = list_settings (table);
  guint n = MIN (names->len, MAX_SETTINGS);
  gboolean same = before->len == n;

  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (g_object_get_data (before->pdata[i], "setting"), names->pdata[i]);
  if (same)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    gtk_column_view_remove_column (table, before->pdata[i]);
  for (guint i = 0; i < n; i++)
    insert_setting (table, N_BEFORE + i, names->pdata[i], titles->pdata[i]);
  return TRUE;
}
