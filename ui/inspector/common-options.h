/* SPDX-License-Identifier: MIT */
/* The options that several layers have in common, in an option list. */
#pragma once

#include "engine/model/model.h"
#include "ui/inspector/option-list.h"

G_BEGIN_DECLS

/**
 * Shows what can be set for all of them at once.
 *
 * @ids: of layers, not the Input
 */
void hg_option_list_show_common (HgOptionList *self, AeModel *model, const GArray *ids);

G_END_DECLS
