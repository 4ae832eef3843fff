/* SPDX-License-Identifier: MIT */
#include "app/edit/model-text.h"

#include <glib/gi18n-lib.h>

#include "app/edit/edit.h"
#include "app/edit/quick-entry.h"
#include "app/error.h"

/* A skip names its source by the number of its layer in the text; a model has ids. */
static gboolean
link_skip (WbProject *project, GError **error)
{
  guint last = ae_model_get_n_layers (project->model) - 1;
  const AeLayer *layer = ae_model_get_layer (project->model, last);
  const AeOption *option = ae_options_find (layer->klass->options, "source");
  AeValue value = { 0 };

  if (option != NULL)
    ae_option_get (option, layer->options, &value);
  if (value.integer == 0)
    return TRUE;
  if (value.integer >= last)
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("its source is layer %d of the text, and only layers before it can be. "
                         "Layers are counted from 1, without the input."),
                      (int) value.integer);
  value.integer = ae_model_get_layer (project->model, (guint) value.integer)->id;
  return wb_edit_apply (&(WbEdit) { WB_EDIT_OPTION, .id = layer->id, .name = "source",
                                    .value = &value },
                        project, error);
}

static gboolean
append_layer (WbProject *project, const char *entry, GError **error)
{
  g_autofree char *options = NULL;
  const AeLayerClass *klass;
  WbEdit edit = { .kind = WB_EDIT_MIRROR };

  if (g_ascii_strcasecmp (entry, "mirror") != 0)
    {
      klass = wb_quick_entry_read (entry, &options, error);
      if (klass == NULL)
        return FALSE;
      edit = (WbEdit) { .kind = WB_EDIT_INSERT,
                        .index = ae_model_get_n_layers (project->model),
                        .type = klass->type,
                        .text = options };
    }
  return wb_edit_apply (&edit, project, error)
         && (edit.kind == WB_EDIT_MIRROR || link_skip (project, error));
}

gboolean
wb_model_text_append (WbProject *project, const char *text, GError **error)
{
  g_auto (GStrv) entries = NULL;
  guint n_layers = 0;

  if (!g_utf8_validate (text, -1, NULL))
    return wb_refuse (error, WB_ERROR_EDIT, _ ("The layers are not text in UTF-8."));
  entries = g_regex_split_simple ("\\r?\\n|,\\s+", text, 0, 0);
  for (guint i = 0; entries[i] != NULL; i++)
    {
      g_autoptr (GError) cause = NULL;
      const char *entry = g_strstrip (entries[i]);

      if (*entry == '\0' || *entry == '#')
        continue;
      n_layers++;
      if (!append_layer (project, entry, &cause))
        return wb_refuse (error, WB_ERROR_EDIT, _ ("Layer %u of the text, “%.60s”: %s"), n_layers,
                          entry, cause->message);
    }
  if (n_layers > 0)
    return TRUE;
  return wb_refuse (error, WB_ERROR_EDIT,
                    _ ("There is no layer in the text. Write some, such as "
                       "“dense 64 relu, dense 2, mirror”."));
}
