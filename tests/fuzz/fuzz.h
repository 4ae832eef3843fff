/* SPDX-License-Identifier: MIT */
/*
 * What the targets share. Each is one file with LLVMFuzzerTestOneInput, which
 * libFuzzer calls with inputs that it makes (`./dev fuzz`), and replay.c with
 * those of tests/fuzz/corpus (`./dev test`).
 */
#pragma once

#include <glib.h>

/**
 * LLVMFuzzerTestOneInput:
 * @data: [n], what the reader gets
 *
 * Returns: 0
 */
int LLVMFuzzerTestOneInput (const guint8 *data, size_t n);

/**
 * LLVMFuzzerInitialize:
 *
 * Called by libFuzzer before the first input: a warning is a finding, too.
 *
 * Returns: 0
 */
int LLVMFuzzerInitialize (int *argc, char ***argv);

/**
 * fuzz_write:
 * @name: of the file
 * @data: [n], what it holds
 *
 * Returns: (transfer none): its path in a folder of this process, which is
 *   removed at its end.
 */
const char *fuzz_write (const char *name, const guint8 *data, gsize n);

/**
 * fuzz_check_error:
 * @succeeded: whether a reader said that it went well
 * @error: what it said else
 *
 * Aborts where a failure has no sentence, or a success has one.
 */
void fuzz_check_error (gboolean succeeded, const GError *error);

/**
 * fuzz_open:
 * @path: a file or folder
 * @options: (nullable): text of import options
 *
 * Opens it as the program does, reads its samples, and aborts where the report
 * does not add up or a value is no finite number.
 */
void fuzz_open (const char *path, const char *options);
