/* SPDX-License-Identifier: MIT */
#include "app/latent/layout.h"

#include "app/latent/tsne.h"
#include "app/latent/umap.h"

static const WbLayoutClass *const classes[] = { &wb_layout_tsne, &wb_layout_umap, NULL };

const WbLayoutClass *const *
wb_layout_get_classes (void)
{
  return classes;
}

const WbLayoutClass *
wb_layout_find_class (const char *name)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (g_str_equal (classes[i]->name, name))
      return classes[i];
  return NULL;
}
