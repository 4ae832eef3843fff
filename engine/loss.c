/* SPDX-License-Identifier: MIT */
/* The registry of losses: the rows of losses/meson.build, in their order. */
#include "engine/loss.h"

#include <string.h>

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

const AeLossClass *
ae_loss_class_find (const char *name)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (strcmp (classes[i]->name, name) == 0)
      return classes[i];
  return NULL;
}
