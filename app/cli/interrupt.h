/* SPDX-License-Identifier: MIT */
/* Signals that end a training: it stops at a step and saves, and the program
 * then ends by the signal, so that a shell sees why (130 after Ctrl+C, 143, 129,
 * 141) and ends its loop. A signal that was ignored at the start stays ignored.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void wb_interrupt_catch (void);
gboolean wb_interrupt_came (void);
void wb_interrupt_end (void);

G_END_DECLS
