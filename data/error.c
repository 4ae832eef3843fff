/* SPDX-License-Identifier: MIT */
/*
 * The quark behind DS_ERROR; the codes and their meaning are in the header.
 */
#include "data/error.h"

G_DEFINE_QUARK (ds - error - quark, ds_error)
