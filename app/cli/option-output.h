/* SPDX-License-Identifier: MIT */
/* Option descriptors on stdout, as “layers” and “recipe” list them. */
#pragma once

#include "app/project/json.h"
#include "engine/option.h"

G_BEGIN_DECLS

/** Prints name and default, then help and range. @prefix: what stands before the name. */
void wb_cli_print_option (const char *prefix, const AeOption *option, gconstpointer values);

/** The same as an object; (transfer full). */
json_t *wb_cli_option_to_json (const char *prefix,
                               const AeOption *option,
                               gconstpointer values) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
