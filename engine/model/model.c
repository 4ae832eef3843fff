/* SPDX-License-Identifier: MIT */
/* A model is an array of counted layers; an edit copies the array and shares
 * the layers. */
#include "engine/model/model.h"

#include <string.h>

#include "engine/error.h"
#include "engine/layers/input.h"
#include "engine/translation.h"

typedef struct
{
  AeLayer layer;
  gatomicrefcount count;
} Node;

struct _AeModel
{
  gatomicrefcount count;
  GPtrArray *nodes;
  guint code_id;
};

static Node *
node_new (guint id, const AeLayerClass *klass, gconstpointer options)
{
  Node *node = g_new0 (Node, 1);
  gpointer values = g_malloc0 (MAX (klass->options_size, 1));

  if (options != NULL)
    memcpy (values, options, klass->options_size);
  else
    ae_options_init (klass->options, values);
  node->layer = (AeLayer) { id, klass, values };
  g_atomic_ref_count_init (&node->count);
  return node;
}

static Node *
node_ref (Node *node)
{
  g_atomic_ref_count_inc (&node->count);
  return node;
}

static void
node_unref (gpointer data)
{
  Node *node = data;

  if (!g_atomic_ref_count_dec (&node->count))
    return;
  g_free ((gpointer) node->layer.options);
  g_free (node);
}

static Node *
node_at (const AeModel *model, guint index)
{
  return g_ptr_array_index (model->nodes, index);
}

static AeModel *
model_new_empty (guint code_id)
{
  AeModel *model = g_new0 (AeModel, 1);

  g_atomic_ref_count_init (&model->count);
  model->nodes = g_ptr_array_new_with_free_func (node_unref);
  model->code_id = code_id;
  return model;
}

static AeModel *
model_copy (const AeModel *model)
{
  AeModel *copy = model_new_empty (model->code_id);

  for (guint i = 0; i < model->nodes->len; i++)
    g_ptr_array_add (copy->nodes, node_ref (node_at (model, i)));
  return copy;
}

static guint
next_id (const AeModel *model)
{
  guint id = 0;

  for (guint i = 0; i < model->nodes->len; i++)
    id = MAX (id, node_at (model, i)->layer.id);
  return id + 1;
}

AeModel *
ae_model_new (const AeShape *input)
{
  AeModel *model = model_new_empty (AE_MODEL_CODE_AUTOMATIC);
  AeInputOptions options = { *input };

  g_ptr_array_add (model->nodes, node_new (1, &ae_layer_input, &options));
  return model;
}

AeModel *
ae_model_ref (AeModel *model)
{
  g_atomic_ref_count_inc (&model->count);
  return model;
}

void
ae_model_unref (AeModel *model)
{
  if (model == NULL || !g_atomic_ref_count_dec (&model->count))
    return;
  g_ptr_array_unref (model->nodes);
  g_free (model);
}

guint
ae_model_get_n_layers (const AeModel *model)
{
  return model->nodes->len;
}

const AeLayer *
ae_model_get_layer (const AeModel *model, guint index)
{
  g_return_val_if_fail (index < model->nodes->len, NULL);

  return &node_at (model, index)->layer;
}

int
ae_model_find (const AeModel *model, guint id)
{
  for (guint i = 0; i < model->nodes->len; i++)
    if (node_at (model, i)->layer.id == id)
      return (int) i;
  return -1;
}

static gboolean
layer_equal (const AeLayer *a, const AeLayer *b)
{
  return a == b
         || (a->id == b->id && a->klass == b->klass
             && ae_options_equal (a->klass->options, a->options, b->options));
}

gboolean
ae_model_equal (const AeModel *a, const AeModel *b)
{
  if (a == b)
    return TRUE;
  if (a->nodes->len != b->nodes->len || a->code_id != b->code_id)
    return FALSE;
  for (guint i = 0; i < a->nodes->len; i++)
    if (!layer_equal (&node_at (a, i)->layer, &node_at (b, i)->layer))
      return FALSE;
  return TRUE;
}

AeModel *
ae_model_insert (const AeModel *model,
                 guint index,
                 const AeLayerClass *klass,
                 gconstpointer options,
                 guint id)
{
  AeModel *copy = model_copy (model);

  g_return_val_if_fail (index >= 1 && index <= copy->nodes->len, copy);
  if (id == 0 || ae_model_find (model, id) >= 0)
    id = next_id (model);
  g_ptr_array_insert (copy->nodes, (int) index, node_new (id, klass, options));
  return copy;
}

AeModel *
ae_model_append (const AeModel *model, const char *type, const char *options, GError **error)
{
  const AeLayerClass *klass = ae_layer_class_find (type);
  g_autofree gpointer values = NULL;

  if (klass == NULL)
    {
      g_set_error (error, AE_ERROR, AE_ERROR_MODEL, _ ("There is no layer type “%s”."), type);
      return NULL;
    }
  values = g_malloc0 (MAX (klass->options_size, 1));
  ae_options_init (klass->options, values);
  if (!ae_options_set_text (klass->options, values, options, error))
    return NULL;
  return ae_model_insert (model, model->nodes->len, klass, values, 0);
}

AeModel *
ae_model_remove (const AeModel *model, guint index)
{
  AeModel *copy = model_copy (model);

  g_return_val_if_fail (index >= 1 && index < copy->nodes->len, copy);
  if (copy->code_id == node_at (model, index)->layer.id)
    copy->code_id = AE_MODEL_CODE_AUTOMATIC;
  g_ptr_array_remove_index (copy->nodes, index);
  return copy;
}

AeModel *
ae_model_move (const AeModel *model, guint from, guint to)
{
  AeModel *copy = model_copy (model);

  g_return_val_if_fail (from >= 1 && from < copy->nodes->len, copy);
  g_return_val_if_fail (to >= 1 && to < copy->nodes->len, copy);
  g_ptr_array_insert (copy->nodes, (int) to, g_ptr_array_steal_index (copy->nodes, from));
  return copy;
}

AeModel *
ae_model_with_class (const AeModel *model,
                     guint index,
                     const AeLayerClass *klass,
                     gconstpointer options)
{
  AeModel *copy = model_copy (model);
  guint id;

  g_return_val_if_fail (index < copy->nodes->len, copy);
  id = node_at (copy, index)->layer.id;
  node_unref (node_at (copy, index));
  copy->nodes->pdata[index] = node_new (id, klass, options);
  return copy;
}

AeModel *
ae_model_with_options (const AeModel *model, guint index, gconstpointer options)
{
  return ae_model_with_class (model, index, node_at (model, index)->layer.klass, options);
}

AeModel *
ae_model_with_input (const AeModel *model, const AeShape *input)
{
  AeInputOptions options = { *input };

  return ae_model_with_options (model, 0, &options);
}

AeModel *
ae_model_with_code (const AeModel *model, guint id)
{
  AeModel *copy = model_copy (model);

  copy->code_id = id;
  return copy;
}

guint
ae_model_get_code_id (const AeModel *model)
{
  return model->code_id;
}

guint
ae_model_get_code (const AeModel *model, const AeShape *shapes)
{
  int chosen = ae_model_find (model, model->code_id);
  guint narrowest = 0;

  if (chosen >= 0)
    return (guint) chosen;
  for (guint i = 1; i + 1 < model->nodes->len; i++)
    if (shapes[i].rank > 0
        && (narrowest == 0 || ae_shape_size (&shapes[i]) < ae_shape_size (&shapes[narrowest])))
      narrowest = i;
  return narrowest;
}
