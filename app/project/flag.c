/* SPDX-License-Identifier: MIT */
/* Two recipes, or two models, are compared option by option; what differs is a
 * flag. Names and values are kept as files write them, and become words for
 * people only when they are shown.
 */
#include "app/project/flag.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/number.h"

#define ADDED   "added"
#define REMOVED "removed"

/* Before the name of an option of the loss, the optimizer or the schedule. */
#define LOSS_PART      "loss."
#define OPTIMIZER_PART "optimizer."
#define SCHEDULE_PART  "schedule."

static void
flag_free (WbFlag *self)
{
  g_free (self->layer);
  g_free (self->name);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static WbFlag *
flag_copy (const WbFlag *from)
{
  WbFlag *self = g_new (WbFlag, 1);

  *self = *from;
  self->layer = g_strdup (from->layer);
  self->name = g_strdup (from->name);
  self->before = g_strdup (from->before);
  self->after = g_strdup (from->after);
  return self;
}

GPtrArray *
wb_flags_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) flag_free);
}

GPtrArray *
wb_flags_copy (const GPtrArray *self)
{
  GPtrArray *copy = wb_flags_new ();

  for (guint i = 0; i < self->len; i++)
    g_ptr_array_add (copy, flag_copy (self->pdata[i]));
  return copy;
}

static gboolean
is_of_same (const WbFlag *a, const WbFlag *b)
{
  return a->layer_id == b->layer_id && g_str_equal (a->name, b->name);
}

gboolean
wb_flags_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const WbFlag *x = a->pdata[i], *y = b->pdata[i];

      if (x->step != y->step || memcmp (&x->epoch, &y->epoch, sizeof x->epoch) != 0
          || !is_of_same (x, y) || g_strcmp0 (x->layer, y->layer) != 0
          || !g_str_equal (x->before, y->before) || !g_str_equal (x->after, y->after))
        return FALSE;
    }
  return TRUE;
}

/* The flag that a change at this step belongs to. */
static gboolean
find (const GPtrArray *self, const WbFlag *flag, guint *index)
{
  gboolean full = self->len >= WB_FLAGS_MAX;

  for (guint i = self->len; i-- > 0;)
    {
      const WbFlag *other = self->pdata[i];

      if (other->step < flag->step && !full)
        return FALSE;
      *index = i;
      if (is_of_same (other, flag))
        return TRUE;
    }
  return FALSE;
}

/* Of one step the recipe's come first, in whatever order they were told. */
static void
insert (GPtrArray *self, const WbFlag *flag)
{
  guint index = self->len;

  while (index > 0 && flag->layer_id == 0)
    {
      const WbFlag *other = self->pdata[index - 1];

      if (other->step != flag->step || other->layer_id == 0)
        break;
      index--;
    }
  g_ptr_array_insert (self, (int) index, flag_copy (flag));
}

void
wb_flags_add (GPtrArray *self, const WbFlag *flag)
{
  WbFlag *last;
  guint index;

  if (!find (self, flag, &index))
    {
      if (self->len < WB_FLAGS_MAX)
        insert (self, flag);
      return;
    }
  last = self->pdata[index];
  if (g_str_equal (last->before, flag->after))
    {
      g_ptr_array_remove_index (self, index);
      return;
    }
  g_free (last->after);
  last->after = g_strdup (flag->after);
}

static void
add_option (GPtrArray *self,
            WbFlag *flag,
            const char *part,
            const AeOption *option,
            gconstpointer before,
            gconstpointer after)
{
  g_autofree char *from = ae_option_to_text (option, before);
  g_autofree char *to = ae_option_to_text (option, after);
  g_autofree char *name = g_strconcat (part, option->name, NULL);

  if (g_str_equal (from, to))
    return;
  flag->name = name;
  flag->before = from;
  flag->after = to;
  wb_flags_add (self, flag);
}

static void
add_options (GPtrArray *self,
             WbFlag *flag,
             const char *part,
             const AeOption *options,
             gconstpointer before,
             gconstpointer after)
{
  for (; options != NULL && options->name != NULL; options++)
    add_option (self, flag, part, options, before, after);
}

/* These do not change how a run continues. */
static gboolean
is_of_no_effect (const AeOption *option)
{
  return g_str_equal (option->name, "epochs") || g_str_equal (option->name, "seed");
}

void
wb_flags_add_recipe (GPtrArray *self,
                     guint64 step,
                     double epoch,
                     const AeRecipe *before,
                     const AeRecipe *after)
{
  WbFlag flag = { .step = step, .epoch = epoch };

  for (const AeOption *option = ae_recipe_options; option->name != NULL; option++)
    if (!is_of_no_effect (option))
      add_option (self, &flag, "", option, before, after);
  if (before->loss == after->loss)
    add_options (self, &flag, LOSS_PART, ae_recipe_get_loss (after)->options, before->loss_options,
                 after->loss_options);
  if (before->optimizer == after->optimizer)
    add_options (self, &flag, OPTIMIZER_PART, ae_recipe_get_optimizer (after)->options,
                 before->optimizer_options, after->optimizer_options);
  if (before->schedule == after->schedule)
    add_options (self, &flag, SCHEDULE_PART, ae_recipe_get_schedule (after)->options,
                 before->schedule_options, after->schedule_options);
}

static void
add_missing (GPtrArray *self,
             WbFlag flag,
             const char *name,
             const AeModel *model,
             const AeModel *other)
{
  for (guint i = 1; i < ae_model_get_n_layers (model); i++)
    {
      const AeLayer *layer = ae_model_get_layer (model, i);

      if (ae_model_find (other, layer->id) >= 0)
        continue;
      flag.layer = (char *) layer->klass->type;
      flag.layer_id = layer->id;
      flag.name = (char *) name;
      flag.before = g_str_equal (name, ADDED) ? "" : flag.layer;
      flag.after = g_str_equal (name, ADDED) ? flag.layer : "";
      wb_flags_add (self, &flag);
    }
}

void
wb_flags_add_model (GPtrArray *self,
                    guint64 step,
                    double epoch,
                    const AeModel *before,
                    const AeModel *after)
{
  WbFlag flag = { .step = step, .epoch = epoch };

  for (guint i = 1; i < ae_model_get_n_layers (after); i++)
    {
      const AeLayer *layer = ae_model_get_layer (after, i);
      int index = ae_model_find (before, layer->id);
      const AeLayer *old = index >= 0 ? ae_model_get_layer (before, (guint) index) : NULL;

      if (old == NULL || old->klass != layer->klass || old->options == layer->options)
        continue;
      flag.layer = (char *) layer->klass->type;
      flag.layer_id = layer->id;
      add_options (self, &flag, "", layer->klass->options, old->options, layer->options);
    }
  add_missing (self, flag, REMOVED, before, after);
  add_missing (self, flag, ADDED, after, before);
}

static const char *
find_title_in (const AeOption *options, const char *name)
{
  const AeOption *option = options != NULL ? ae_options_find (options, name) : NULL;

  return option != NULL ? option->title : NULL;
}

/* The recipe's own, or one of any loss, optimizer or schedule. */
static const char *
find_recipe_title (const char *name)
{
  const char *title = find_title_in (ae_recipe_options, name);

  if (g_str_has_prefix (name, LOSS_PART))
    for (guint i = 0; title == NULL && ae_loss_classes ()[i] != NULL; i++)
      title = find_title_in (ae_loss_classes ()[i]->options, name + strlen (LOSS_PART));
  if (g_str_has_prefix (name, OPTIMIZER_PART))
    for (guint i = 0; title == NULL && ae_optimizer_classes ()[i] != NULL; i++)
      title = find_title_in (ae_optimizer_classes ()[i]->options, name + strlen (OPTIMIZER_PART));
  if (g_str_has_prefix (name, SCHEDULE_PART))
    for (guint i = 0; title == NULL && ae_schedule_classes ()[i] != NULL; i++)
      title = find_title_in (ae_schedule_classes ()[i]->options, name + strlen (SCHEDULE_PART));
  return title;
}

static const char *
find_title (const WbFlag *self)
{
  const char *title = NULL;

  if (self->layer == NULL)
    title = find_recipe_title (self->name);
  for (guint i = 0; self->layer != NULL && ae_layer_classes ()[i] != NULL; i++)
    if (g_str_equal (ae_layer_classes ()[i]->type, self->layer))
      title = find_title_in (ae_layer_classes ()[i]->options, self->name);
  return title != NULL ? _ (title) : self->name;
}

char *
wb_flag_to_words (const WbFlag *self)
{
  char before[WB_NUMBER_SIZE], after[WB_NUMBER_SIZE];

  if (g_str_equal (self->name, ADDED))
    return g_strdup_printf (_ ("%s added"), self->layer);
  if (g_str_equal (self->name, REMOVED))
    return g_strdup_printf (_ ("%s removed"), self->layer);
  wb_number_localize (before, self->before);
  wb_number_localize (after, self->after);
  return g_strdup_printf ("%s%s%s %s → %s", self->layer != NULL ? self->layer : "",
                          self->layer != NULL ? ": " : "", find_title (self), before, after);
}

json_t *
wb_flags_to_json (const GPtrArray *self)
{
  json_t *array = json_array ();

  for (guint i = 0; i < self->len; i++)
    {
      const WbFlag *flag = self->pdata[i];
      json_t *object = json_object ();

      json_object_set_new (object, "step", json_integer (flag->step));
      json_object_set_new (object, "epoch", json_real (flag->epoch));
      if (flag->layer != NULL)
        {
          json_object_set_new (object, "layer", json_string (flag->layer));
          json_object_set_new (object, "layer_id", json_integer (flag->layer_id));
        }
      json_object_set_new (object, "name", json_string (flag->name));
      json_object_set_new (object, "before", json_string (flag->before));
      json_object_set_new (object, "after", json_string (flag->after));
      json_array_append_new (array, object);
    }
  return array;
}

static char *
get_string (json_t *object, const char *name)
{
  return (char *) json_string_value (json_object_get (object, name));
}

/* The strings are the JSON's. */
static gboolean
read_flag (json_t *object, WbFlag *flag)
{
  json_t *layer_id = json_object_get (object, "layer_id");
  guint64 id = 0;

  *flag = (WbFlag) {
    .layer = get_string (object, "layer"),
    .name = get_string (object, "name"),
    .before = get_string (object, "before"),
    .after = get_string (object, "after"),
  };
  if (!wb_json_get_uint (json_object_get (object, "step"), &flag->step)
      || !wb_json_get_real (json_object_get (object, "epoch"), &flag->epoch)
      || (layer_id != NULL && !wb_json_get_uint (layer_id, &id)) || id > G_MAXUINT)
    return FALSE;
  flag->layer_id = (guint) id;
  return isfinite (flag->epoch) && flag->name != NULL && flag->before != NULL && flag->after != NULL
         && (flag->layer != NULL) == (id > 0);
}

GPtrArray *
wb_flags_from_json (json_t *json, GError **error)
{
  g_autoptr (GPtrArray) self = wb_flags_new ();
  guint64 step = 0;
  WbFlag flag;

  for (guint i = 0; i < json_array_size (json); i++)
    {
      if (i >= WB_FLAGS_MAX || !read_flag (json_array_get (json, i), &flag) || flag.step < step)
        {
          g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
                       _ ("The changes that were made while training cannot be read: "
                          "number %u says no step, name, before and after, or comes "
                          "out of order. The file is damaged."),
                       i + 1);
          return NULL;
        }
      step = flag.step;
      g_ptr_array_add (self, flag_copy (&flag));
    }
  return g_steal_pointer (&self);
}
