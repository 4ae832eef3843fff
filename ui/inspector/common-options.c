/* SPDX-License-Identifier: MIT */
/* The list has the rows of the first layer's class; those that another layer
 * does not have are hidden.
 */
#include "ui/inspector/common-options.h"

static const AeLayer *
get_layer (AeModel *model, const GArray *ids, guint i)
{
  guint id = g_array_index (ids, guint, i);

  return ae_model_get_layer (model, (guint) ae_model_find (model, id));
}

/* Whether one row can set both: the same name for the same choices. */
static gboolean
is_alike (const AeOption *a, const AeOption *b)
{
  return g_str_equal (a->title, b->title) && a->kind == b->kind && a->min == b->min
         && a->max == b->max && a->choices == b->choices && a->min_count == b->min_count
         && a->max_count == b->max_count;
}

static gboolean
is_common (const AeOption *option, AeModel *model, const GArray *ids)
{
  for (guint i = 1; i < ids->len; i++)
    {
      const AeOption *other = ae_options_find (get_layer (model, ids, i)->klass->options,
                                               option->name);

      if (other == NULL || !is_alike (option, other))
        return FALSE;
    }
  return TRUE;
}

static char *
get_text (const char *name, const AeLayer *layer)
{
  return ae_option_to_text (ae_options_find (layer->klass->options, name), layer->options);
}

static gboolean
is_mixed (const AeOption *option, AeModel *model, const GArray *ids)
{
  g_autofree char *first = get_text (option->name, get_layer (model, ids, 0));

  for (guint i = 1; i < ids->len; i++)
    {
      g_autofree char *text = get_text (option->name, get_layer (model, ids, i));

      if (!g_str_equal (text, first))
        return TRUE;
    }
  return FALSE;
}

void
hg_option_list_show_common (HgOptionList *self, AeModel *model, const GArray *ids)
{
  const AeLayer *first = get_layer (model, ids, 0);
  const AeOption *option = first->klass->options;

  hg_option_list_set_options (self, option, TRUE);
  hg_option_list_show (self, first->options);
  for (; option != NULL && option->name != NULL; option++)
    {
      gboolean common = is_common (option, model, ids);

      hg_option_list_set_row_visible (self, option->name, common);
      if (common && is_mixed (option, model, ids))
        hg_option_list_set_row_mixed (self, option->name);
    }
}
