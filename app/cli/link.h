/* SPDX-License-Identifier: MIT */
/* The link between two processes, as a training uses it: both send and receive at once. */
#pragma once

#include "app/ranks/ranks.h"

G_BEGIN_DECLS

/**
 * WbLink:
 * @latency: seconds of a swap of next to nothing
 * @bandwidth: bytes a second, each way
 */
typedef struct
{
  double latency;
  double bandwidth;
} WbLink;

/**
 * Between rank 0 and the last one, for about a second; the others wait. To be called by all
 * ranks.
 *
 * @size: bytes that are swapped, as many as a training swaps
 * @link: (out): on these two
 * @error: AE_ERROR_RANK
 */
gboolean wb_link_measure (WbRanks *ranks, gsize size, WbLink *link, GError **error);

/** The same between two threads of this process, through TCP on this machine. WB_ERROR_FILE. */
gboolean wb_link_measure_loopback (gsize size, WbLink *link, GError **error);

G_END_DECLS
