/* SPDX-License-Identifier: MIT */
/* The registry of losses: the rows of losses/meson.build, in their order. */
#include "engine/loss.h"

#define ROW(name) extern const AeLossClass ae_loss_##name;
#include "engine/losses/loss-list.h"
#undef ROW

static const AeLossClass *const classes[] = {
#define ROW(name) &ae_loss_##name,
#include "engine/losses/loss-list.h"
#undef ROW
  NULL,
};

const char *const ae_loss_names[] = {
#define ROW(name) #name,
#include "engine/losses/loss-list.h"
#undef ROW
  NULL,
};

const AeLossClass *const *
ae_loss_classes (void)
{
  return classes;
}
