/* SPDX-License-Identifier: MIT */
/* Marks the words of the tables for translation. The engine translates
 * nothing: who shows a title, a summary or a help asks for its translation.
 * For .c files and headers of tables alone, since others have an N_ of GLib's.
 */
#pragma once

#define N_(words) words
