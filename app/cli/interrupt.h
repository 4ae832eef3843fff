/* SPDX-License-Identifier: MIT */
/* Signals that end a training: it stops at a step and saves, and the program
 * then ends by the signal, so that a shell sees why (130 after Ctrl+C, 143, 129,
 * 141) and ends its loop. A signal that was ignored at the start stays ignored.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** From now on the signals that end a program are only noted. */
void wb_interrupt_catch (void);

/** Whether one of them has come. */
gboolean wb_interrupt_came (void);

/** Ends the program by the signal that came, if one has. */
void wb_interrupt_end (void);

G_END_DECLS
