/* SPDX-License-Identifier: MIT */
/* How the command line speaks: JSON objects, one a line, and numbers for
 * people. Never in the locale.
 */
#pragma once

#include <stdio.h>

#include "app/training/monitor.h"
#include "app/project/json.h"
#include "engine/shape.h"

G_BEGIN_DECLS

/** @text as a terminal may have it, whatever file or path it comes from; (transfer full). */
char *wb_cli_clean (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/** As fprintf(), for words that hold a path, or what a file says: cleaned. */
void wb_cli_print (FILE *stream, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** Prints @object (transfer full) as one line on stdout. */
void wb_cli_print_json (json_t *object);

/** A text that may hold a path: bytes that are not UTF-8 are replaced; (transfer full). */
json_t *wb_cli_text_to_json (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/** Adds a number, or null where it is not finite: JSON has no other. */
void wb_cli_add_real (json_t *object, const char *name, double number);

/** The axes as an array; (transfer full). */
json_t *wb_cli_shape_to_json (const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Adds a variational code's divergence in nats: whole, and by its dimensions.
 * What it adds to a loss, by beta and the reduction, is "kl_loss" elsewhere.
 */
void wb_cli_add_divergence (json_t *object, const WbDivergence *divergence);

/** Says how a variational code's divergence lies on its dimensions. */
void wb_cli_print_divergence (const WbDivergence *divergence);

/** 60000 as "60,000"; (transfer full). */
char *wb_cli_count_to_text (guint64 number) G_GNUC_WARN_UNUSED_RESULT;

/** "1 step", "60,000 steps"; (transfer full). */
char *wb_cli_steps_to_text (guint64 number) G_GNUC_WARN_UNUSED_RESULT;

/** "1 epoch", "50 epochs"; (transfer full). */
char *wb_cli_epochs_to_text (guint number) G_GNUC_WARN_UNUSED_RESULT;

/** Samples a second: "231k", "5.2k", "830"; (transfer full). */
char *wb_cli_rate_to_text (double rate) G_GNUC_WARN_UNUSED_RESULT;

/** "0:07", "12:30", "1:02:03"; (transfer full). */
char *wb_cli_time_to_text (double seconds) G_GNUC_WARN_UNUSED_RESULT;

/** Four digits that count: "0.0955", "153.3"; (transfer full). */
char *wb_cli_loss_to_text (double loss) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
