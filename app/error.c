/* SPDX-License-Identifier: MIT */
/* The error domain of the workbench with the lights off. */
#include "app/error.h"

G_DEFINE_QUARK (wb-error-quark, wb_error)
