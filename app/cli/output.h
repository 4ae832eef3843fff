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

char *wb_cli_clean (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void wb_cli_print (FILE *stream, const char *format, ...) G_GNUC_PRINTF (2, 3);
void wb_cli_print_json (json_t *object);
json_t *wb_cli_text_to_json (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void wb_cli_add_real (json_t *object, const char *name, double number);
json_t *wb_cli_shape_to_json (const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;
void wb_cli_add_divergence (json_t *object, const WbDivergence *divergence);
void wb_cli_print_divergence (const WbDivergence *divergence);
char *wb_cli_count_to_text (guint64 number) G_GNUC_WARN_UNUSED_RESULT;

/** "1 step", "60,000 steps"; (transfer full). */
char *wb_cli_steps_to_text (guint64 number) G_GNUC_WARN_UNUSED_RESULT;

/** "1 epoch", "50 epochs"; (transfer full). */
char *wb_cli_epochs_to_text (guint number) G_GNUC_WARN_UNUSED_RESULT;
char *wb_cli_rate_to_text (double rate) G_GNUC_WARN_UNUSED_RESULT;
char *wb_cli_time_to_text (double seconds) G_GNUC_WARN_UNUSED_RESULT;
char *wb_cli_loss_to_text (double loss) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
