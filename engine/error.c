/* SPDX-License-Identifier: MIT */
/* The error domain of the engine. */
#include "engine/error.h"

G_DEFINE_QUARK (ae - error - quark, ae_error)
