/* SPDX-License-Identifier: MIT */
/* The registry of optimizers: the rows of optimizers/meson.build, in their order, as the
 * set of kernels in use has them.
 */
#include "engine/optimizer.h"

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
