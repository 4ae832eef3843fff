/* SPDX-License-Identifier: MIT */
/* What the window says in passing, at its lower edge, in one place for all
 * messages. AdwToastOverlay is not used: in libadwaita 1.2 it frees a toast that
 * is dismissed soon after it replaced another, and writes to it afterwards.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HG_TYPE_TOAST (hg_toast_get_type ())
G_DECLARE_FINAL_TYPE (HgToast, hg_toast, HG, TOAST, AdwBin)

/**
 * Says @text in the place of what is said now.
 *
 * @button: (nullable): the words on a button
 * @action: (nullable): what it does, and by what the message is withdrawn
 * @seconds: how long; 0 until it is withdrawn or dismissed
 */
void hg_toast_show (HgToast *self,
                    const char *text,
                    const char *button,
                    const char *action,
                    guint seconds);

/**
 * Takes back what was said with @action, which is not possible any more or
 * means something else by now.
 */
void hg_toast_withdraw (HgToast *self, const char *action);

/** Returns: FALSE where nothing is said */
gboolean hg_toast_dismiss (HgToast *self);

G_END_DECLS
