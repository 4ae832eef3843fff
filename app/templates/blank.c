/* SPDX-License-Identifier: MIT */
/* Blank: the Input alone. */
#include "app/templates/template.h"

#include <glib/gi18n-lib.h>

static AeModel *
build (const AeShape *shape, AeRecipe *recipe, GError **error)
{
  const char *layers[] = { NULL };

  return wb_template_chain (shape, layers, error);
}

const WbTemplate wb_template_blank = {
  .name = "blank",
  .title = N_ ("Blank"),
  .summary = N_ ("Input and output only: drag in the layers you want."),
  .build = build,
};
