/* SPDX-License-Identifier: MIT */
/* The registry of optimizers in one set of kernels: the rows of meson.build, in their order. */
#include "engine/kernels/set.h"

#define ROW(name) extern const AeOptimizerClass AE_KERNEL (optimizer_##name);
#include "engine/optimizers/optimizer-list.h"
#undef ROW

const AeOptimizerClass *const AE_KERNEL (optimizers)[] = {
#define ROW(name) &AE_KERNEL (optimizer_##name),
#include "engine/optimizers/optimizer-list.h"
#undef ROW
  NULL,
};
