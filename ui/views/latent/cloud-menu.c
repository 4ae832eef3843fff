/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/cloud-menu.h"

#include <glib/gi18n.h>

#include "app/latent/map-csv.h"
#include "ui/views/latent/saving.h"

static void
colour_cb (GSimpleAction *action, GVariant *colour, HgCloud *cloud)
{
  g_simple_action_set_state (action, colour);
  hg_latent_set_colour (hg_cloud_get_latent (cloud), g_variant_get_int32 (colour));
}

static void
samples_cb (GSimpleAction *action, GVariant *samples, HgCloud *cloud)
{
  static const char *const names[] = { "validation", "training", "both" };

  g_simple_action_set_state (action, samples);
  for (guint part = 0; part < G_N_ELEMENTS (names); part++)
    if (g_str_equal (g_variant_get_string (samples, NULL), names[part]))
      hg_latent_set_part (hg_cloud_get_latent (cloud), (HgPart) part);
}

static void
contours_cb (GSimpleAction *action, GVariant *shown, HgCloud *cloud)
{
  g_simple_action_set_state (action, shown);
  hg_cloud_set_contours (cloud, g_variant_get_boolean (shown));
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, HgCloud *cloud)
{
  WbLatentMap *map = hg_latent_get_map (hg_cloud_get_latent (cloud));
  const GArray *samples = hg_latent_get_selected (hg_cloud_get_latent (cloud));
  g_autoptr (GString) text = NULL;

  if (map == NULL)
    return;
  text = wb_latent_map_to_csv (map, samples != NULL ? samples->len : 0,
                               samples != NULL ? (const guint32 *) (const void *) samples->data
                                               : NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (cloud)), text->str);
}

static gboolean
draw (GtkWidget *cloud, const char *path, double scale, GError **error)
{
  return hg_cloud_write (HG_CLOUD (cloud), path, scale, error);
}

static void
save_cb (GSimpleAction *action, GVariant *scale, HgCloud *cloud)
{
  hg_saving_ask_figure (GTK_WIDGET (cloud), _ ("Save the figure"), "codes.png", draw,
                        g_variant_get_double (scale));
}

void
hg_cloud_menu_add (GtkWidget *widget, HgCloud *cloud)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) colour = g_simple_action_new_stateful ("colour", G_VARIANT_TYPE_INT32,
                                                                   g_variant_new_int32 (
                                                                     HG_COLOUR_CLASS));
  g_autoptr (GSimpleAction) samples = g_simple_action_new_stateful (
    "samples", G_VARIANT_TYPE_STRING, g_variant_new_string ("validation"));
  g_autoptr (GSimpleAction) contours = g_simple_action_new_stateful ("contours", NULL,
                                                                     g_variant_new_boolean (FALSE));
  g_autoptr (GSimpleAction) copy = g_simple_action_new ("copy", NULL);
  g_autoptr (GSimpleAction) save = g_simple_action_new ("save", G_VARIANT_TYPE_DOUBLE);

  g_signal_connect_object (colour, "change-state", G_CALLBACK (colour_cb), cloud, 0);
  g_signal_connect_object (samples, "change-state", G_CALLBACK (samples_cb), cloud, 0);
  g_signal_connect_object (contours, "change-state", G_CALLBACK (contours_cb), cloud, 0);
  g_signal_connect_object (copy, "activate", G_CALLBACK (copy_cb), cloud, 0);
  g_signal_connect_object (save, "activate", G_CALLBACK (save_cb), cloud, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (colour));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (samples));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (contours));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (copy));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (save));
  gtk_widget_insert_action_group (widget, "codes", G_ACTION_GROUP (group));
}

static void
append_colour (GMenu *menu, const char *title, int colour)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

  g_menu_item_set_action_and_target (item, "codes.colour", "i", colour);
  g_menu_append_item (menu, item);
}

void
hg_cloud_menu_fill (GtkMenuButton *button, DsDataset *dataset)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) colours = g_menu_new ();
  g_autoptr (GMenu) lines = g_menu_new ();
  g_autoptr (GMenu) save = g_menu_new ();
  g_autoptr (GMenu) samples = g_menu_new ();
  const char *const *factors = ds_dataset_get_factor_names (dataset);

  g_menu_append (samples, _ ("Validation"), "codes.samples::validation");
  g_menu_append (samples, _ ("Training"), "codes.samples::training");
  g_menu_append (samples, _ ("Both"), "codes.samples::both");
  append_colour (colours, _ ("By Class"), HG_COLOUR_CLASS);
  append_colour (colours, _ ("By Reconstruction Error"), HG_COLOUR_ERROR);
  append_colour (colours, _ ("By Invented Neighbours"), HG_COLOUR_INVENTED);
  append_colour (colours, _ ("By Torn Neighbours"), HG_COLOUR_TORN);
  for (guint i = 0; i < ds_dataset_get_n_factors (dataset); i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("By %s"), factors[i]);

      append_colour (colours, title, (int) i);
    }
  g_menu_append (lines, _ ("Contours of Density"), "codes.contours");
  g_menu_append (save, _ ("Copy Codes"), "codes.copy");
  g_menu_append (save, _ ("Save Figure…"), "codes.save(1.0)");
  g_menu_append (save, _ ("Save Figure Twice as Large…"), "codes.save(2.0)");
  g_menu_append (save, _ ("Save Figure Four Times as Large…"), "codes.save(4.0)");
  g_menu_append_section (menu, _ ("Samples"), G_MENU_MODEL (samples));
  g_menu_append_section (menu, _ ("Colour"), G_MENU_MODEL (colours));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (lines));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (save));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}
