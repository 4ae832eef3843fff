/* SPDX-License-Identifier: MIT */
/* From the model to the list of boxes, and the words for each of them. */
#include "ui/canvas/canvas-items.h"

#include <glib/gi18n.h>

#include "app/figures/hourglass.h"

static const WbProblem *
find_problem (const GPtrArray *problems, guint layer, WbSeverity severity)
{
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const WbProblem *problem = problems->pdata[i];

      if (problem->layer == (int) layer && problem->severity == severity)
        return problem;
    }
  return NULL;
}

static gboolean
is_latent (const AeLayer *layer)
{
  return (layer->klass->flags & AE_LAYER_LATENT) != 0;
}

static HgItem *
append (HgItems *self, HgBoxKind kind, HgRole role, guint layer, const AeShape *shape)
{
  HgItem *item = &self->items[self->n_items];

  item->kind = kind;
  item->role = role;
  item->layer = layer;
  item->shape = *shape;
  item->source = -1;
  self->specs[self->n_items] = (HgBoxSpec) { kind, ae_shape_size (shape) };
  self->n_items++;
  return item;
}

/* "same · relu": the kinds of options that say something by themselves, where
 * they are not as usual. */
static const char *
describe_settings (HgItems *self, const AeLayer *layer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree gpointer usual = g_malloc0 (MAX (layer->klass->options_size, 1));

  ae_options_init (layer->klass->options, usual);
  for (const AeOption *option = layer->klass->options; option != NULL && option->name != NULL;
       option++)
    {
      g_autofree char *value = NULL, *before = NULL;

      if (option->kind != AE_OPTION_SIZES && option->kind != AE_OPTION_CHOICE)
        continue;
      value = ae_option_to_text (option, layer->options);
      before = ae_option_to_text (option, usual);
      if (g_str_equal (value, before))
        continue;
      g_string_append (text, text->len > 0 ? " · " : "");
      for (const char *c = value; *c != '\0'; c++)
        g_string_append (text, *c == ',' ? "×" : (char[]) { *c, 0 });
    }
  return text->len > 0 ? g_string_chunk_insert (self->words, text->str) : NULL;
}

static void
find_source (HgItems *self, HgItem *item, const AeModel *model, guint layer)
{
  int source = ae_model_get_source (model, layer);

  if (source < 0)
    return;
  item->source = hg_items_find (self, ae_model_get_layer (model, (guint) source)->id);
  self->has_arcs |= item->source >= 0;
}

static void
append_layer (HgItems *self,
              const AeModel *model,
              const AeShape *shapes,
              const GPtrArray *problems,
              guint i)
{
  const AeLayer *layer = ae_model_get_layer (model, i);
  gboolean is_code = (int) i == self->code;
  HgBoxKind kind = i == 0                                 ? HG_BOX_TILE
                   : wb_hourglass_is_taper (layer->klass) ? HG_BOX_TAPER
                                                          : HG_BOX_BLOCK;
  HgRole role = i == 0                                   ? HG_ROLE_NEUTRAL
                : is_code && is_latent (layer)           ? HG_ROLE_CODE
                : self->code > 0 && (int) i > self->code ? HG_ROLE_DECODER
                                                         : HG_ROLE_ENCODER;
  HgItem *item = append (self, kind, role, i, &shapes[i]);

  item->id = layer->id;
  item->layer_class = layer->klass;
  find_source (self, item, model, i);
  item->settings = describe_settings (self, layer);
  if (!hg_items_is_blank (self))
    item->problem = find_problem (problems, i, WB_SEVERITY_ERROR);
  item->error = item->problem != NULL;
  if (item->problem == NULL)
    item->problem = find_problem (problems, i, WB_SEVERITY_WARNING);
  if (shapes[i].rank > 0)
    item->n_params = ae_model_count_params (model, i, shapes);
  else
    item->waiting = !item->error;
  *(role == HG_ROLE_DECODER ? &self->n_decoder : &self->n_encoder) += item->n_params;
  if (is_code && i > 0 && !is_latent (layer))
    append (self, HG_BOX_CODE, HG_ROLE_CODE, i, &shapes[i])->id = HG_ID_CODE;
}

HgItems *
hg_items_new (const AeModel *model, const AeShape *shapes, const GPtrArray *problems)
{
  HgItems *self = g_new0 (HgItems, 1);
  guint last;
  HgItem *output;

  self->words = g_string_chunk_new (256);
  self->n_layers = ae_model_get_n_layers (model);
  last = self->n_layers - 1;
  self->items = g_new0 (HgItem, self->n_layers + 2);
  self->specs = g_new0 (HgBoxSpec, self->n_layers + 2);
  self->code = last > 0 ? (int) ae_model_get_code (model, shapes) : 0;
  self->input_shape = shapes[0];
  self->code_shape = shapes[self->code];
  for (guint i = 0; i < self->n_layers; i++)
    append_layer (self, model, shapes, problems, i);
  output = append (self, HG_BOX_TILE, HG_ROLE_NEUTRAL, last, &shapes[0]);
  output->id = HG_ID_OUTPUT;
  output->waiting = hg_items_is_blank (self) || shapes[last].rank == 0
                    || ae_shape_size (&shapes[last]) != ae_shape_size (&shapes[0]);
  return self;
}

void
hg_items_free (HgItems *self)
{
  g_string_chunk_free (self->words);
  g_free (self->items);
  g_free (self->specs);
  g_free (self);
}

gboolean
hg_items_is_blank (const HgItems *self)
{
  return self->n_layers == 1;
}

int
hg_items_find (const HgItems *self, guint id)
{
  for (guint i = 0; i < self->n_items; i++)
    if (id != 0 && self->items[i].id == id)
      return i;
  return -1;
}

guint
hg_items_get_slot (const HgItems *self, guint connector)
{
  return self->items[connector].layer + 1;
}

gboolean
hg_items_slot_ends_encoder (const HgItems *self, guint connector)
{
  return self->items[connector + 1].kind == HG_BOX_CODE;
}

char *
hg_item_to_title (const HgItem *item)
{
  if (item->layer_class != NULL)
    return g_strdup (item->layer_class->type);
  return g_strdup (item->kind == HG_BOX_CODE ? _ ("Code") : _ ("Output"));
}
