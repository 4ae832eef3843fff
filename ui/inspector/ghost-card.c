/* SPDX-License-Identifier: MIT */
/* The pointer has some time to go from the slider to the cards. */
#include "ui/inspector/ghost-card.h"

#include <glib/gi18n.h>

#include "app/runs/ghosts.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/sample-tile.h"

#define REST_MSEC  500
#define GRACE_MSEC 400
#define PICTURE    56

typedef struct
{
  GtkWidget *button;
  GtkLabel *value;
  HgSampleTile *picture;
  GtkLabel *loss;
} Card;

struct _HgGhostCard
{
  GtkWidget *page;
  HgGhostTry try_values;
  gpointer data;
  HgWorkspace *workspace;
  HgOptionRow *row;   /* (nullable): under the pointer */
  GtkWidget *popover; /* (nullable): beside the row that is tried */
  Card cards[WB_MAX_GHOSTS];
  gboolean inside; /* the pointer is over the cards */
  guint rest;
  guint grace;
};

static void
hide (HgGhostCard *self)
{
  GtkWidget *popover = g_steal_pointer (&self->popover);

  g_clear_handle_id (&self->grace, g_source_remove);
  self->inside = FALSE;
  if (popover == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_widget_unparent (popover);
  hg_workspace_stop_trying (self->workspace);
}

static gboolean
grace_cb (gpointer data)
{
  HgGhostCard *self = data;

  self->grace = 0;
  if (!self->inside)
    hide (self);
  return FALSE;
}

static void
begin_grace (HgGhostCard *self)
{
  if (self->popover != NULL && self->grace == 0)
    self->grace = g_timeout_add (GRACE_MSEC, grace_cb, self);
}

static void
entered_cb (HgGhostCard *self)
{
  self->inside = TRUE;
}

static void
left_cb (HgGhostCard *self)
{
  self->inside = FALSE;
  begin_grace (self);
}

static void
clicked_cb (HgGhostCard *self, GtkButton *button)
{
  for (guint i = 0; i < WB_MAX_GHOSTS; i++)
    if (self->cards[i].button == GTK_WIDGET (button))
      {
        hg_workspace_use_ghost (self->workspace, i);
        return;
      }
}

static void
make_card (HgGhostCard *self, GtkWidget *box, guint index)
{
  Card *card = &self->cards[index];
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  card->button = gtk_button_new ();
  card->value = GTK_LABEL (gtk_label_new (NULL));
  card->picture = HG_SAMPLE_TILE (hg_sample_tile_new (PICTURE));
  card->loss = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (card->value), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (card->loss), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (card->loss), "numeric");
  gtk_widget_add_css_class (card->button, "flat");
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (card->value));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (card->picture));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (card->loss));
  gtk_button_set_child (GTK_BUTTON (card->button), content);
  g_signal_connect_swapped (card->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_append (GTK_BOX (box), card->button);
}

/* Behind a dot in the colour of its curve, in which words would be too pale to read. */
static void
show_value (Card *card, guint index, const char *value)
{
  g_autofree char *markup = NULL;
  WbStyle style;
  WbColour colour;

  hg_figure_style_init (&style, card->button);
  colour = wb_run_colour (&style, index);
  markup = g_strdup_printf ("<span foreground=\"#%02x%02x%02x\">●</span> %s",
                            (guint) (255 * colour.red), (guint) (255 * colour.green),
                            (guint) (255 * colour.blue), value);
  gtk_label_set_markup (card->value, markup);
}

static void
show_card (HgGhostCard *self, guint index, const HgGhost *ghost)
{
  Card *card = &self->cards[index];
  const AeShape *shape = &hg_workspace_get_shapes (self->workspace)[0];
  g_autofree char *value = hg_format_real (ghost->value, "%.3g");
  g_autofree char *loss = ghost->diverged ? g_strdup (_ ("diverged"))
                                          : hg_format_loss (ghost->loss);
  g_autofree char *name = g_strdup_printf (_ ("Continue with %s: loss %s"), value, loss);

  show_value (card, index, value);
  gtk_label_set_text (card->loss, loss);
  if (ghost->output != NULL)
    hg_sample_tile_set_sample (card->picture, shape, ghost->output,
                               hg_workspace_is_ink (self->workspace));
  gtk_widget_set_sensitive (card->button, ghost->ended && !ghost->diverged);
  gtk_widget_set_tooltip_text (card->button, _ ("Continue from there, as a run of its own"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (card->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
changed_cb (HgGhostCard *self, guint changes)
{
  const GPtrArray *ghosts = hg_workspace_get_ghosts (self->workspace);

  if ((changes & HG_CHANGED_GHOSTS) == 0)
    return;
  if (ghosts == NULL)
    hide (self);
  for (guint i = 0; ghosts != NULL && self->popover != NULL && i < ghosts->len; i++)
    show_card (self, i, ghosts->pdata[i]);
}

static void
show (HgGhostCard *self, guint n)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self->row));
  for (guint i = 0; i < n; i++)
    make_card (self, box, i);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The next epoch with other values"), -1);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (entered_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (box, motion);
  changed_cb (self, HG_CHANGED_GHOSTS);
  if (self->popover != NULL)
    gtk_popover_popup (GTK_POPOVER (self->popover));
}

static gboolean
rest_cb (gpointer data)
{
  HgGhostCard *self = data;
  double values[WB_MAX_GHOSTS];
  guint n = hg_option_row_list_values (self->row, values, WB_MAX_GHOSTS);

  self->rest = 0;
  hide (self);
  if (self->try_values (self->data, self->row, values, n))
    show (self, hg_workspace_get_ghosts (self->workspace)->len);
  return FALSE;
}

static void
set_row (HgGhostCard *self, HgOptionRow *row)
{
  if (self->row == row)
    return;
  g_clear_handle_id (&self->rest, g_source_remove);
  begin_grace (self);
  g_set_weak_pointer (&self->row, row);
  if (row != NULL && self->workspace != NULL && hg_option_row_is_slider (row))
    self->rest = g_timeout_add (REST_MSEC, rest_cb, self);
}

static void
moved_cb (HgGhostCard *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (self->page, x, y, GTK_PICK_DEFAULT);

  if (widget != NULL && !HG_IS_OPTION_ROW (widget))
    widget = gtk_widget_get_ancestor (widget, HG_TYPE_OPTION_ROW);
  set_row (self, widget != NULL ? HG_OPTION_ROW (widget) : NULL);
}

static void
page_left_cb (HgGhostCard *self)
{
  set_row (self, NULL);
}

HgGhostCard *
hg_ghost_card_new (GtkWidget *page, HgGhostTry try_values, gpointer data)
{
  HgGhostCard *self = g_new0 (HgGhostCard, 1);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->page = page;
  self->try_values = try_values;
  self->data = data;
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (page_left_cb), self);
  gtk_widget_add_controller (page, motion);
  return self;
}

void
hg_ghost_card_set_workspace (HgGhostCard *self, HgWorkspace *workspace)
{
  self->workspace = workspace;
  g_signal_connect_swapped (workspace, "changed", G_CALLBACK (changed_cb), self);
}

void
hg_ghost_card_free (HgGhostCard *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  if (self->workspace != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->workspace, changed_cb, self);
      hide (self);
    }
  g_clear_weak_pointer (&self->row);
  g_free (self);
}
