/* SPDX-License-Identifier: MIT */
/* What single values of the code do, as a table and as a figure: a row for each of the most
 * important ones, decoded from its lower end to its upper one.
 */
#pragma once

#include "ui/figure-actions.h"
#include "ui/views/latent/code-sliders.h"

G_BEGIN_DECLS

/** Of an HgCodeSliders. */
extern const HgFigureActions hg_traversals_actions;

G_END_DECLS
