/* SPDX-License-Identifier: MIT */
/* The options that several layers have in common, in an option list. */
#pragma once

#include "engine/model/model.h"
#include "ui/inspector/option-list.h"

G_BEGIN_DECLS

void hg_option_list_show_common (HgOptionList *self, AeModel *model, const GArray *ids);

G_END_DECLS
