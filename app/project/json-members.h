/* SPDX-License-Identifier: MIT */
/* What the readers of projects share: carrying members that this version does
 * not know from a file that was read to the one that is written.
 */
#pragma once

#include "app/project/json.h"

G_BEGIN_DECLS

WbJson *wb_json_get_others (const WbJson *object,
                            const char *const *known) G_GNUC_WARN_UNUSED_RESULT;
void wb_json_add_members (WbJson *object, const WbJson *from, const char *const *except);

G_END_DECLS
