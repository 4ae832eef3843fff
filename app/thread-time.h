/* SPDX-License-Identifier: MIT */
/* What a thread costs: waiting for a disk, or for other programs, is not a cost. */
#pragma once

/** Seconds of processor time that the calling thread has taken. */
double wb_thread_get_seconds (void);
