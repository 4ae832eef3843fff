/* SPDX-License-Identifier: MIT */
/* The mirror walks back through the encoder. A layer that changes the shape is
 * answered by one that changes it back and has the activation of the layer
 * before; what follows a layer without changing the shape (normalizations,
 * activations) follows its image as well; noise and penalties have none.
 *
 * Layers of a rebuilt decoder that are what they were keep their ids, and with
 * them their weights.
 */
#include "app/edit/mirror.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "engine/model/mirror.h"

/* The layer whose output is the code: the chosen one, else the first of the
 * narrowest, and the last layer may be it. */
static guint
find_code (const AeModel *model, const AeShape *shapes)
{
  int chosen = ae_model_find (model, ae_model_get_code_id (model));
  guint code = 1;

  if (chosen > 0)
    return (guint) chosen;
  for (guint i = 2; i < ae_model_get_n_layers (model); i++)
    if (shapes[i].rank > 0 && ae_shape_size (&shapes[i]) < ae_shape_size (&shapes[code]))
      code = i;
  return code;
}

static AeModel *
cut_behind (const AeModel *model, guint code)
{
  AeModel *encoder = ae_model_with_code (model, AE_MODEL_CODE_AUTOMATIC);

  while (ae_model_get_n_layers (encoder) > code + 1)
    {
      AeModel *shorter = ae_model_remove (encoder, ae_model_get_n_layers (encoder) - 1);

      ae_model_unref (encoder);
      encoder = shorter;
    }
  return encoder;
}

static gboolean
has_flag (const AeMirror *self, guint index, AeLayerFlags flag)
{
  return (ae_mirror_get_layer (self, index)->klass->flags & flag) != 0;
}

static gboolean
is_undone (const AeMirror *self, guint index)
{
  return ae_mirror_get_layer (self, index)->klass->mirror != NULL;
}

static gboolean
check_rules (const AeMirror *self, guint code, GError **error)
{
  for (guint i = code; i > 0; i--)
    if (!is_undone (self, i)
        && !has_flag (self, i, AE_LAYER_MIRROR_REPEATS | AE_LAYER_MIRROR_OMITS))
      return wb_refuse (error, WB_ERROR_EDIT,
                        _ ("Layer %u, %s, cannot be mirrored: nothing undoes it. Take it out, or "
                           "build the decoder by hand."),
                        i + 1, ae_mirror_get_layer (self, i)->klass->type);
  return TRUE;
}

static void
append_copy (AeMirror *self, guint index)
{
  const AeLayer *layer = ae_mirror_get_layer (self, index);
  AeModel *longer = ae_model_insert (self->model, ae_model_get_n_layers (self->model), layer->klass,
                                     layer->options, 0);

  ae_model_unref (self->model);
  self->model = longer;
}

/* Undoes the layers from @code back to the first, and repeats after each what
 * had followed the one before it. */
static gboolean
walk_back (AeMirror *self, guint code, GError **error)
{
  guint index = code;

  if (!check_rules (self, code, error))
    return FALSE;
  while (index > 0 && !is_undone (self, index))
    index--;
  while (index > 0)
    {
      guint before = index - 1;

      if (!ae_mirror_get_layer (self, index)->klass->mirror (self, index, error))
        return FALSE;
      while (before > 0 && !is_undone (self, before))
        before--;
      for (guint i = before + 1; before > 0 && i < index; i++)
        if (has_flag (self, i, AE_LAYER_MIRROR_REPEATS))
          append_copy (self, i);
      index = before;
    }
  return ae_mirror_finish (self, error);
}

static gboolean
is_same (const AeLayer *a, const AeLayer *b)
{
  return a->klass == b->klass && ae_options_equal (a->klass->options, a->options, b->options);
}

/* For every new layer the id of the old one that it is, or 0: the longest
 * sequence of equal layers that both have in this order, and between those,
 * layers of one class in turn. */
static void
match (const AeModel *old, guint old_begin, const AeModel *new, guint new_begin, guint *ids)
{
  guint n = ae_model_get_n_layers (old) - old_begin, m = ae_model_get_n_layers (new) - new_begin;
  g_autofree guint *common = g_new0 (guint, (gsize) (n + 1) * (m + 1));
  guint i = 0, j = 0;

  for (guint a = n; a-- > 0;)
    for (guint b = m; b-- > 0;)
      common[a * (m + 1) + b] = is_same (ae_model_get_layer (old, old_begin + a),
                                         ae_model_get_layer (new, new_begin + b))
                                  ? common[(a + 1) * (m + 1) + b + 1] + 1
                                  : MAX (common[(a + 1) * (m + 1) + b],
                                         common[a * (m + 1) + b + 1]);
  while (i < n && j < m)
    {
      const AeLayer *left = ae_model_get_layer (old, old_begin + i);
      const AeLayer *right = ae_model_get_layer (new, new_begin + j);
      guint here = common[i * (m + 1) + j];
      gboolean pairs = here == common[(i + 1) * (m + 1) + j + 1] && left->klass == right->klass;

      if (is_same (left, right) || pairs)
        {
          ids[j] = left->id;
          i++;
          j++;
        }
      else if (common[(i + 1) * (m + 1) + j] == here)
        i++;
      else
        j++;
    }
}

/* The built model, with the ids of the old decoder's layers where they are
 * the same, new ones elsewhere, and the code where the encoder ends. */
static void
take (WbProject *project, guint code, const AeMirror *mirror)
{
  guint begin = code + 1, n = ae_model_get_n_layers (mirror->model);
  g_autofree guint *ids = g_new0 (guint, n);
  g_autoptr (AeModel) model = cut_behind (project->model, code);
  AeModel *with_code;

  match (project->model, begin, mirror->model, begin, ids);
  for (guint i = begin; i < n; i++)
    {
      const AeLayer *layer = ae_model_get_layer (mirror->model, i);
      guint id = ids[i - begin] != 0 ? ids[i - begin] : ++project->last_id;
      AeModel *longer = ae_model_insert (model, i, layer->klass, layer->options, id);

      ae_model_unref (model);
      model = longer;
    }
  with_code = ae_model_with_code (model, ae_model_get_layer (model, code)->id);
  wb_project_set_model (project, with_code);
  ae_model_unref (with_code);
}

gboolean
wb_mirror_build (WbProject *project, GError **error)
{
  guint n = ae_model_get_n_layers (project->model), code, culprit = 0;
  g_autofree AeShape *shapes = g_new0 (AeShape, n);
  g_autoptr (AeModel) encoder = NULL;
  g_autoptr (GError) cause = NULL;
  AeMirror mirror = { .output = "linear" };
  gboolean done;

  if (n < 2)
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("There is no encoder to mirror. Add its layers first."));
  ae_model_infer (project->model, shapes, &culprit, NULL);
  code = find_code (project->model, shapes);
  encoder = cut_behind (project->model, code);
  if (!ae_model_infer (encoder, shapes, &culprit, &cause))
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("The encoder cannot be mirrored before layer %u, %s, is fixed: %s."),
                      culprit + 1, ae_model_get_layer (encoder, culprit)->klass->type,
                      cause->message);
  if (ae_recipe_get_loss (&project->recipe)->unit_range != NULL)
    mirror.output = "sigmoid";
  mirror.encoder = encoder;
  mirror.shapes = shapes;
  mirror.model = ae_model_ref (encoder);
  mirror.shape = shapes[code];
  done = walk_back (&mirror, code, error);
  if (done && !ae_model_returns_input (mirror.model))
    done = wb_refuse (error, WB_ERROR_EDIT,
                      _ ("The encoder's mirror image does not give back its input. Build the "
                         "decoder by hand."));
  if (done)
    {
      take (project, code, &mirror);
      project->mirrored = TRUE;
    }
  ae_model_unref (mirror.model);
  return done;
}

static gboolean
has_same_decoder (const AeModel *a, guint begin_a, const AeModel *b, guint begin_b)
{
  guint n = ae_model_get_n_layers (a) - begin_a;

  if (ae_model_get_n_layers (b) - begin_b != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const AeLayer *left = ae_model_get_layer (a, begin_a + i);
      const AeLayer *right = ae_model_get_layer (b, begin_b + i);

      if (left->id != right->id || !is_same (left, right))
        return FALSE;
    }
  return TRUE;
}

/* The code's layer was taken out: the one before it gives the code. */
static void
move_code_back (WbProject *project, guint old_code)
{
  guint n = ae_model_get_n_layers (project->model);
  AeModel *model;

  if (ae_model_find (project->model, ae_model_get_code_id (project->model)) > 0 || old_code < 2
      || n <= old_code)
    return;
  model = ae_model_with_code (project->model,
                              ae_model_get_layer (project->model, old_code - 1)->id);
  wb_project_set_model (project, model);
  ae_model_unref (model);
}

void
wb_mirror_follow (WbProject *project, const WbProject *before)
{
  int old_code, code;

  if (!project->mirrored || !before->mirrored || ae_model_equal (project->model, before->model))
    return;
  old_code = ae_model_find (before->model, ae_model_get_code_id (before->model));
  if (old_code > 0)
    move_code_back (project, (guint) old_code);
  code = ae_model_find (project->model, ae_model_get_code_id (project->model));
  if (code > 0 && old_code > 0
      && has_same_decoder (project->model, (guint) code + 1, before->model, (guint) old_code + 1))
    wb_mirror_build (project, NULL);
  else
    project->mirrored = FALSE;
}
