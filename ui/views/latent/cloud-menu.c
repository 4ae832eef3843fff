/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/cloud-menu.h"

#include <glib/gi18n.h>

#include "app/latent/map-csv.h"
#include "ui/figure-actions.h"

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

static char *
copy (GtkWidget *cloud)
{
  HgLatent *latent = hg_cloud_get_latent (HG_CLOUD (cloud));
  WbLatentMap *map = hg_latent_get_map (latent);
  const GArray *samples = hg_latent_get_selected (latent);

  return map != NULL
           ? g_string_free (wb_latent_map_to_csv (map, samples != NULL ? samples->len : 0,
                                                  samples != NULL
                                                    ? (const guint32 *) (const void *) samples->data
                                                    : NULL),
                            FALSE)
           : NULL;
}

static gboolean
draw (GtkWidget *cloud, const char *path, double scale, GError **error)
{
  return hg_cloud_write (HG_CLOUD (cloud), path, scale, error);
}

static const HgFigureActions actions = { "codes", N_ ("Save the figure"), "codes.png", draw, copy };

void
hg_cloud_menu_add (GtkWidget *widget, HgCloud *cloud)
{
  GSimpleActionGroup *group = hg_figure_actions_add (widget, GTK_WIDGET (cloud), &actions);
  g_autoptr (GSimpleAction) colour = g_simple_action_new_stateful ("colour", G_VARIANT_TYPE_INT32,
                                                                   g_variant_new_int32 (
                                                                     HG_COLOUR_CLASS));
  g_autoptr (GSimpleAction) samples = g_simple_action_new_stateful (
    "samples", G_VARIANT_TYPE_STRING, g_variant_new_string ("validation"));
  g_autoptr (GSimpleAction) contours = g_simple_action_new_stateful ("contours", NULL,
                                                                     g_variant_new_boolean (FALSE));

  g_signal_connect_object (colour, "change-state", G_CALLBACK (colour_cb), cloud, 0);
  g_signal_connect_object (samples, "change-state", G_CALLBACK (samples_cb), cloud, 0);
  g_signal_connect_object (contours, "change-state", G_CALLBACK (contours_cb), cloud, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (colour));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (samples));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (contours));
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
  g_autoptr (GMenuModel) save = hg_figure_actions_create_menu (&actions);
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
  g_menu_append_section (menu, _ ("Samples"), G_MENU_MODEL (samples));
  g_menu_append_section (menu, _ ("Colour"), G_MENU_MODEL (colours));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (lines));
  g_menu_append_section (menu, NULL, save);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}
