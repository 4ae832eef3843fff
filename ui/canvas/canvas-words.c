/* SPDX-License-Identifier: MIT */
/* A box in words, for a screen reader: its place, what it is and does as the
 * name; what it is for, or what is wrong and how it is fixed, as description.
 */
#include <glib/gi18n.h>

#include "ui/canvas/canvas-items.h"
#include "ui/format.h"

/* "14 by 14 by 8", for a screen reader. */
static char *
shape_to_words (const AeShape *shape)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, i > 0 ? _ (" by %u") : "%u", shape->dims[i]);
  return g_string_free (text, FALSE);
}

/* What a layer without weights does to the shape; (transfer full). */
static char *
taper_to_words (const AeShape *from, const AeShape *to)
{
  g_autofree char *shape = shape_to_words (to);
  gsize before = ae_shape_size (from), after = ae_shape_size (to);
  gboolean images = from->rank == 3 && to->rank == 3;

  if (images && (from->dims[0] + 1) / 2 == to->dims[0])
    return g_strdup_printf (_ ("halves to %s"), shape);
  if (images && from->dims[0] * 2 == to->dims[0])
    return g_strdup_printf (_ ("doubles to %s"), shape);
  if (before == after)
    return g_strdup_printf (_ ("rearranges to %s"), shape);
  if (after < before)
    return g_strdup_printf (_ ("narrows to %s"), shape);
  return g_strdup_printf (_ ("widens to %s"), shape);
}

static char *
layer_to_label (const HgItems *self, guint index)
{
  static const char *const roles[] = { N_ ("input"), N_ ("encoder"), N_ ("code"), N_ ("decoder") };
  const HgItem *item = &self->items[index];
  const AeShape *before = index > 0 ? &item[-1].shape : &item->shape;
  g_autofree char *shape = shape_to_words (&item->shape);
  g_autofree char *params = hg_format_count (item->n_params);
  g_autofree char *change = NULL;

  if (item->shape.rank == 0)
    return g_strdup_printf (_ ("Layer %u of %u, %s, %s, output not known"), item->layer + 1,
                            self->n_layers, item->layer_class->type, _ (roles[item->role]));
  if (item->kind == HG_BOX_TAPER && before->rank > 0)
    {
      change = taper_to_words (before, &item->shape);
      return g_strdup_printf (_ ("Layer %u of %u, %s, %s, %s"), item->layer + 1, self->n_layers,
                              item->layer_class->type, _ (roles[item->role]), change);
    }
  if (item->n_params == 0)
    return g_strdup_printf (_ ("Layer %u of %u, %s, %s, output %s"), item->layer + 1,
                            self->n_layers, item->layer_class->type, _ (roles[item->role]), shape);
  return g_strdup_printf (ngettext ("Layer %u of %u, %s, %s, output %s, %s parameter",
                                    "Layer %u of %u, %s, %s, output %s, %s parameters",
                                    item->n_params),
                          item->layer + 1, self->n_layers, item->layer_class->type,
                          _ (roles[item->role]), shape, params);
}

char *
hg_item_to_label (const HgItems *self, guint index)
{
  const HgItem *item = &self->items[index];
  g_autofree char *text = NULL;
  g_autofree char *shape = shape_to_words (&item->shape);
  g_autofree char *count = hg_format_count (ae_shape_size (&item->shape));

  if (item->kind == HG_BOX_CODE)
    return g_strdup_printf (ngettext ("Code, %s value, end of encoder",
                                      "Code, %s values, end of encoder",
                                      ae_shape_size (&item->shape)),
                            count);
  if (item->layer_class == NULL)
    return g_strdup_printf (_ ("Output, %s"), shape);
  text = layer_to_label (self, index);
  if (item->error)
    return g_strdup_printf (_ ("%s. Problem: %s"), text, item->problem->title);
  return g_steal_pointer (&text);
}

static char *
problem_to_words (const WbProblem *problem)
{
  if (problem->n_fixes == 0)
    return g_strdup_printf ("%s %s", problem->happened, problem->expected);
  return g_strdup_printf (_ ("%s %s To fix it: %s"), problem->happened, problem->expected,
                          problem->fixes[0].label);
}

char *
hg_item_to_description (const HgItems *self, guint index)
{
  const HgItem *item = &self->items[index];

  if (item->problem != NULL)
    return problem_to_words (item->problem);
  if (item->waiting)
    return g_strdup (_ ("Waits for a layer before it to be fixed."));
  if (item->kind == HG_BOX_CODE)
    return g_strdup (_ ("What the encoder makes of the input"));
  if (item->layer_class == NULL)
    return g_strdup (_ ("What the decoder makes of the code"));
  if (item->source >= 0)
    return g_strdup_printf (_ ("%s It comes from layer %u."), _ (item->layer_class->summary),
                            self->items[item->source].layer + 1);
  return g_strdup (_ (item->layer_class->summary));
}
