/* SPDX-License-Identifier: MIT */
/* What costs time to find is found once for each record. */
#include "ui/views/runs/run-item.h"

#include "app/runs/differences.h"

struct _HgRunItem
{
  GObject parent_instance;

  WbRunRecord *record;
  char *model;
  gboolean live;
  gboolean ticked;
  guint colour;
  double share;
  gboolean best;
};

enum
{
  PROP_TICKED = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (HgRunItem, hg_run_item, G_TYPE_OBJECT)

static void
run_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TICKED)
    g_value_set_boolean (value, HG_RUN_ITEM (object)->ticked);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
run_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TICKED)
    hg_run_item_set_ticked (HG_RUN_ITEM (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
run_item_finalize (GObject *object)
{
  HgRunItem *self = HG_RUN_ITEM (object);

  wb_run_record_unref (self->record);
  g_free (self->model);
  G_OBJECT_CLASS (hg_run_item_parent_class)->finalize (object);
}

static void
hg_run_item_class_init (HgRunItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = run_item_get_property;
  object_class->set_property = run_item_set_property;
  object_class->finalize = run_item_finalize;
  properties[PROP_TICKED] = g_param_spec_boolean ("ticked", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  changed_signal = g_signal_new ("changed", HG_TYPE_RUN_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
hg_run_item_init (HgRunItem *self)
{
}

HgRunItem *
hg_run_item_new (WbRunRecord *record)
{
  HgRunItem *self = g_object_new (HG_TYPE_RUN_ITEM, NULL);

  self->record = wb_run_record_ref (record);
  return self;
}

const WbRunRecord *
hg_run_item_get_record (HgRunItem *self)
{
  return self->record;
}

void
hg_run_item_set_record (HgRunItem *self, WbRunRecord *record, gboolean live)
{
  if (record == self->record && live == self->live)
    return;
  wb_run_record_ref (record);
  wb_run_record_unref (self->record);
  self->record = record;
  self->live = live;
  g_clear_pointer (&self->model, g_free);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
hg_run_item_is_live (HgRunItem *self)
{
  return self->live;
}

const char *
hg_run_item_get_model_words (HgRunItem *self)
{
  if (self->model == NULL)
    self->model = wb_run_describe_model (self->record->model);
  return self->model;
}

gboolean
hg_run_item_get_ticked (HgRunItem *self)
{
  return self->ticked;
}

void
hg_run_item_set_ticked (HgRunItem *self, gboolean ticked)
{
  if (ticked == self->ticked)
    return;
  self->ticked = ticked;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKED]);
}

guint
hg_run_item_get_colour (HgRunItem *self)
{
  return self->colour;
}

void
hg_run_item_set_colour (HgRunItem *self, guint colour)
{
  if (colour == self->colour)
    return;
  self->colour = colour;
  g_signal_emit (self, changed_signal, 0);
}

double
hg_run_item_get_share (HgRunItem *self)
{
  return self->share;
}

gboolean
hg_run_item_is_best (HgRunItem *self)
{
  return self->best;
}

void
hg_run_item_set_rank (HgRunItem *self, double share, gboolean best)
{
  if (share == self->share && best == self->best)
    return;
  self->share = share;
  self->best = best;
  g_signal_emit (self, changed_signal, 0);
}
