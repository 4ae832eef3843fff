/* SPDX-License-Identifier: MIT */
/* The registry of optimizers: the rows of optimizers/meson.build, in their order. */
#include "engine/optimizer.h"

#include <string.h>

#define ROW(name) extern const AeOptimizerClass ae_optimizer_##name;
#include "engine/optimizers/optimizer-list.h"
#undef ROW

static const AeOptimizerClass *const classes[] = {
#define ROW(name) &ae_optimizer_##name,
#include "engine/optimizers/optimizer-list.h"
#undef ROW
  NULL,
};

const char *const ae_optimizer_names[] = {
#define ROW(name) #name,
#include "engine/optimizers/optimizer-list.h"
#undef ROW
  NULL,
};

const AeOptimizerClass *const *
ae_optimizer_classes (void)
{
  return classes;
}

const AeOptimizerClass *
ae_optimizer_class_find (const char *name)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (strcmp (classes[i]->name, name) == 0)
      return classes[i];
  return NULL;
}
