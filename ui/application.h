/* SPDX-License-Identifier: MIT */
/* The program: hourglass [FILE] [--new TEMPLATE] [--data DATA]. Every call
 * opens a window of its own process' one application.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HG_TYPE_APPLICATION (hg_application_get_type ())
G_DECLARE_FINAL_TYPE (HgApplication, hg_application, HG, APPLICATION, AdwApplication)

/** Returns: (transfer full): the application, to be run */
HgApplication *hg_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
