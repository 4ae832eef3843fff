/* SPDX-License-Identifier: MIT */
/* A disk that is full or breaks: calls that write below a folder fail, from a chosen one
 * on. Counted are open for writing, write, pwrite, fsync, ftruncate, posix_fallocate,
 * mkdir, link and rename, and what stdio does of these.
 *
 * A test program is linked with this library, whose functions then come before those of
 * the C library. A whole program is run with it in LD_PRELOAD and these variables:
 *
 *   FAULTS_FOLDER   below which; a real path
 *   FAULTS_NUMBER   the error number
 *   FAULTS_AT       the first call that fails, from 1
 *   FAULTS_N        how many fail; 0 for all from there on
 *   FAULTS_FOUND    a file that is made when one has failed
 *
 * Any thread.
 */
#pragma once

/** Arms: @n calls from the @at-th on fail with @number; all where @n is 0. */
void faults_arm (const char *folder, int number, unsigned at, unsigned n);

/** Nothing fails any more. Returns: how many have. */
unsigned faults_disarm (void);

/** How many calls there have been since they were armed, those that failed among them. */
unsigned faults_count_calls (void);
