/* SPDX-License-Identifier: MIT */
/* The registry of optimizers: the rows of optimizers/meson.build, in their order, as the
 * set of kernels in use has them.
 */
#include "engine/optimizer.h"

#include <string.h>

#include "engine/kernels.h"

const char *const ae_optimizer_names[] = {
#define ROW(name) #name,
#include "engine/optimizers/optimizer-list.h"
#undef ROW
  NULL,
};

const AeOptimizerClass *const *
ae_optimizer_classes (void)
{
  return ae_kernels ()->optimizers;
}

const AeOptimizerClass *
ae_optimizer_class_find (const char *name)
{
  const AeOptimizerClass *const *classes = ae_optimizer_classes ();

  for (guint i = 0; classes[i] != NULL; i++)
    if (strcmp (classes[i]->name, name) == 0)
      return classes[i];
  return NULL;
}
