/* SPDX-License-Identifier: MIT */
/* What undo calls an edit, and which edits it joins. */
#include "app/edit/edit.h"

#include <glib/gi18n-lib.h>

static const AeLayerClass *
find_class (const WbProject *project, guint id)
{
  int index = ae_model_find (project->model, id);

  return index >= 0 ? ae_model_get_layer (project->model, (guint) index)->klass : NULL;
}

static guint
get_id (const WbEdit *edit)
{
  return edit->n_ids > 0 ? edit->ids[0] : edit->id;
}

/* What a label calls the layer: its type; "layer" where there is none. */
static const char *
get_type (const WbProject *project, guint id)
{
  const AeLayerClass *klass = find_class (project, id);

  return klass != NULL ? klass->type : _ ("Layer");
}

/* The option that the edit sets, NULL where there is none. */
static const AeOption *
find_option (const WbEdit *edit, const WbProject *project)
{
  AeRecipe recipe = project->recipe;
  const AeLayerClass *klass = find_class (project, get_id (edit));
  gpointer values;

  if (edit->kind == WB_EDIT_RECIPE)
    return wb_recipe_find_option (&recipe, edit->name, &values);
  return klass != NULL ? ae_options_find (klass->options, edit->name) : NULL;
}

static char *
label_option (const WbEdit *edit, const WbProject *project)
{
  const AeOption *option = find_option (edit, project);
  const char *title = option != NULL ? _ (option->title) : edit->name;

  if (edit->n_ids > 1)
    return g_strdup_printf (ngettext ("Change %s of %u Layer", "Change %s of %u Layers",
                                      edit->n_ids),
                            title, edit->n_ids);
  return edit->kind == WB_EDIT_RECIPE
           ? g_strdup_printf (_ ("Change %s"), title)
           : g_strdup_printf (_ ("Change %s of %s"), title, get_type (project, get_id (edit)));
}

static char *
label_layers (const WbEdit *edit)
{
  guint n = edit->n_ids;

  return edit->kind == WB_EDIT_REMOVE
           ? g_strdup_printf (ngettext ("Remove %u Layer", "Remove %u Layers", n), n)
         : edit->kind == WB_EDIT_MOVE
           ? g_strdup_printf (ngettext ("Move %u Layer", "Move %u Layers", n), n)
           : g_strdup_printf (ngettext ("Duplicate %u Layer", "Duplicate %u Layers", n), n);
}

char *
wb_edit_get_label (const WbEdit *edit, const WbProject *project)
{
  const char *type = get_type (project, get_id (edit));

  if (edit->n_ids > 1 && edit->kind != WB_EDIT_OPTION)
    return label_layers (edit);
  switch (edit->kind)
    {
    case WB_EDIT_INSERT:
      return g_strdup_printf (_ ("Insert %s"), edit->type);
    case WB_EDIT_PASTE:
      return g_strdup (_ ("Paste"));
    case WB_EDIT_REMOVE:
      return g_strdup_printf (_ ("Remove %s"), type);
    case WB_EDIT_MOVE:
      return g_strdup_printf (_ ("Move %s"), type);
    case WB_EDIT_DUPLICATE:
      return g_strdup_printf (_ ("Duplicate %s"), type);
    case WB_EDIT_REPLACE:
      return g_strdup_printf (_ ("Replace %s by %s"), type, edit->type);
    case WB_EDIT_CODE:
      return g_strdup (_ ("Move the Code"));
    case WB_EDIT_MIRROR:
      return g_strdup (_ ("Mirror"));
    case WB_EDIT_DATA:
      return g_strdup (_ ("Open Data"));
    case WB_EDIT_REMOVE_SAMPLE:
      return g_strdup (_ ("Remove a Sample"));
    case WB_EDIT_RESTORE_SAMPLE:
      return g_strdup (_ ("Put a Sample Back"));
    case WB_EDIT_OPTION:
    case WB_EDIT_RECIPE:
    default:
      return label_option (edit, project);
    }
}

/* Numbers come in bursts; a switch or a choice is a step each time. */
char *
wb_edit_get_key (const WbEdit *edit, const WbProject *project)
{
  const AeOption *option = edit->kind == WB_EDIT_OPTION || edit->kind == WB_EDIT_RECIPE
                             ? find_option (edit, project)
                             : NULL;
  GString *key;

  if (option == NULL
      || (option->kind != AE_OPTION_INT && option->kind != AE_OPTION_FLOAT
          && option->kind != AE_OPTION_SIZES))
    return NULL;
  key = g_string_new (edit->name);
  g_string_append_printf (key, "/%d/%u", edit->kind, edit->id);
  for (guint i = 0; i < edit->n_ids; i++)
    g_string_append_printf (key, "/%u", edit->ids[i]);
  return g_string_free (key, FALSE);
}
