/* SPDX-License-Identifier: MIT */
/* Sorting is by counting, so it takes one pass and keeps the order within a
 * class.
 */
#include "ui/views/data/sample-list.h"

struct _HgSample
{
  GObject parent_instance;

  guint32 number;
};

G_DEFINE_FINAL_TYPE (HgSample, hg_sample, G_TYPE_OBJECT)

static void
hg_sample_class_init (HgSampleClass *klass)
{
}

static void
hg_sample_init (HgSample *self)
{
}

guint32
hg_sample_get_number (HgSample *self)
{
  return self->number;
}

struct _HgSampleList
{
  GObject parent_instance;

  DsDataset *data;
  guint n;
  guint32 *order; /* the numbers by class; NULL as they come */
};

static GType
sample_list_get_item_type (GListModel *model)
{
  return HG_TYPE_SAMPLE;
}

static guint
sample_list_get_n_items (GListModel *model)
{
  return HG_SAMPLE_LIST (model)->n;
}

static gpointer
sample_list_get_item (GListModel *model, guint position)
{
  HgSampleList *self = HG_SAMPLE_LIST (model);
  HgSample *sample;

  if (position >= self->n)
    return NULL;
  sample = g_object_new (HG_TYPE_SAMPLE, NULL);
  sample->number = hg_sample_list_get_number (self, position);
  return sample;
}

static void
sample_list_init_model (GListModelInterface *iface)
{
  iface->get_item_type = sample_list_get_item_type;
  iface->get_n_items = sample_list_get_n_items;
  iface->get_item = sample_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HgSampleList,
                               hg_sample_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sample_list_init_model))

static void
sample_list_finalize (GObject *object)
{
  HgSampleList *self = HG_SAMPLE_LIST (object);

  ds_dataset_unref (self->data);
  g_free (self->order);
  G_OBJECT_CLASS (hg_sample_list_parent_class)->finalize (object);
}

static void
hg_sample_list_class_init (HgSampleListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sample_list_finalize;
}

static void
hg_sample_list_init (HgSampleList *self)
{
}

static guint32 *
sort_by_class (const gint *labels, guint n, guint n_classes)
{
  guint32 *order = g_new (guint32, n);
  g_autofree guint *next = g_new0 (guint, n_classes + 1);

  for (guint i = 0; i < n; i++)
    next[labels[i] + 1]++;
  for (guint c = 1; c <= n_classes; c++)
    next[c] += next[c - 1];
  for (guint i = 0; i < n; i++)
    order[next[labels[i]]++] = i;
  return order;
}

HgSampleList *
hg_sample_list_new (DsDataset *data, gboolean by_class)
{
  HgSampleList *self = g_object_new (HG_TYPE_SAMPLE_LIST, NULL);
  const gint *labels = ds_dataset_get_labels (data);

  self->data = ds_dataset_ref (data);
  self->n = (guint) ds_dataset_get_count (data);
  if (by_class && labels != NULL)
    self->order = sort_by_class (labels, self->n, ds_dataset_get_n_classes (data));
  return self;
}

guint32
hg_sample_list_get_number (HgSampleList *self, guint position)
{
  return self->order != NULL ? self->order[position] : position;
}

guint
hg_sample_list_find (HgSampleList *self, guint32 number)
{
  guint position = number;

  if (self->order != NULL)
    for (position = 0; position < self->n && self->order[position] != number; position++)
      ;
  return position;
}

guint
hg_sample_list_find_class (HgSampleList *self, gint label)
{
  const gint *labels = ds_dataset_get_labels (self->data);
  guint position = 0;

  while (position < self->n && labels[hg_sample_list_get_number (self, position)] != label)
    position++;
  return position;
}
