/* SPDX-License-Identifier: MIT */
/* The scaling is found first: only the data knows whether it has been applied. */
#include "app/data/data-open.h"

/* Stored values of 8 bits are divided by so much. */
#define BYTE_FACTOR (1.0 / 255)

static gboolean
is_same_scaling (const DsScaling *a, const DsScaling *b)
{
  return a->offset == b->offset && a->factor == b->factor;
}

static gboolean
is_scaled_already (const DsScaling *found, const DsScaling *learned)
{
  return is_same_scaling (found, learned)
         || (is_same_scaling (found, &DS_SCALING_IDENTITY) && learned->offset == 0
             && learned->factor == BYTE_FACTOR);
}

DsSource *
wb_data_open (const char *location,
              const char *validation,
              const WbDataReference *learned,
              const DsRequest *request,
              GError **error)
{
  const DsScaling *scaling = learned != NULL ? wb_data_reference_get_scaling (learned) : NULL;
  const DsFit *fit = learned != NULL ? wb_data_reference_get_fit (learned) : NULL;
  DsRequest own = request != NULL ? *request : (DsRequest) { NULL };
  g_autoptr (DsSource) source = NULL;

  own.scaling = NULL;
  own.defaults = learned != NULL ? wb_data_reference_get_options (learned) : NULL;
  source = ds_source_open (location, validation, &own, error);
  if (source != NULL && scaling != NULL
      && !is_scaled_already (ds_dataset_get_scaling (ds_source_get_training (source)), scaling))
    {
      own.scaling = scaling;
      ds_source_unref (source);
      source = ds_source_open (location, validation, &own, error);
    }
  return source == NULL || fit == NULL ? g_steal_pointer (&source)
                                       : ds_source_new_fitted (source, fit, error);
}
