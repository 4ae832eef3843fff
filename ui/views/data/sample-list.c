/* SPDX-License-Identifier: MIT */
/* Sorting by class is by counting, so it takes one pass; samples that are the same in
 * what they are sorted by keep their order.
 */
#include "ui/views/data/sample-list.h"

/* Samples whose factors are read at once. */
#define AT_ONCE 1024

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
  guint32 *order; /* the numbers, sorted; NULL as they come */
  float *factors; /* [n], where these are sorted by */
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
  g_free (self->factors);
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
sample_list_sort_by_class (const gint *labels, guint n, guint n_classes)
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

/* (transfer full): [n] */
static float *
sample_list_read_factor (DsDataset *data, guint factor)
{
  const gsize n = ds_dataset_get_count (data);
  const guint n_factors = ds_dataset_get_n_factors (data);
  float *column = g_new (float, n);
  g_autofree float *rows = g_new (float, (gsize) AT_ONCE * n_factors);

  for (gsize first = 0; first < n; first += AT_ONCE)
    {
      const gsize n_rows = MIN (AT_ONCE, n - first);

      ds_dataset_read_factors (data, first, n_rows, rows);
      for (gsize i = 0; i < n_rows; i++)
        column[first + i] = rows[i * n_factors + factor];
    }
  return column;
}

static int
sample_list_compare_factors (gconstpointer a, gconstpointer b, gpointer factors)
{
  const guint32 i = *(const guint32 *) a, k = *(const guint32 *) b;
  const float x = ((const float *) factors)[i], y = ((const float *) factors)[k];

  return x < y ? -1 : x > y ? 1 : i < k ? -1 : i > k;
}

static guint32 *
sample_list_sort_by_factor (float *factors, guint n)
{
  guint32 *order = g_new (guint32, n);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) n, sizeof *order, sample_list_compare_factors, factors);
  return order;
}

HgSampleList *
hg_sample_list_new (DsDataset *data, int order)
{
  HgSampleList *self = g_object_new (HG_TYPE_SAMPLE_LIST, NULL);
  const gint *labels = ds_dataset_get_labels (data);

  self->data = ds_dataset_ref (data);
  self->n = (guint) ds_dataset_get_count (data);
  if (order == HG_ORDER_BY_CLASS && labels != NULL)
    self->order = sample_list_sort_by_class (labels, self->n, ds_dataset_get_n_classes (data));
  if (order >= 0 && (guint) order < ds_dataset_get_n_factors (data))
    {
      self->factors = sample_list_read_factor (data, (guint) order);
      self->order = sample_list_sort_by_factor (self->factors, self->n);
    }
  return self;
}

gboolean
hg_sample_list_get_factor (HgSampleList *self,
                           guint32 number,
                           float *value,
                           float *least,
                           float *largest)
{
  if (self->factors == NULL)
    return FALSE;
  *value = self->factors[number];
  *least = self->factors[self->order[0]];
  *largest = self->factors[self->order[self->n - 1]];
  return TRUE;
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
