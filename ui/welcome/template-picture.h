/* SPDX-License-Identifier: MIT */
/* The picture on a template's card, drawn from the model that the template
 * makes for the data: a sample that goes in, one bar a layer as high as the
 * logarithm of what it puts out, and what is to come out. Nothing in it is
 * trained: the right tile is the target.
 */
#pragma once

#include "app/project/project.h"
#include "ui/figure-widget.h"

G_BEGIN_DECLS

#define HG_TYPE_TEMPLATE_PICTURE (hg_template_picture_get_type ())
G_DECLARE_FINAL_TYPE (HgTemplatePicture, hg_template_picture, HG, TEMPLATE_PICTURE, HgFigureWidget)

/** @project: (nullable): what the template makes; NULL for nothing */
void hg_template_picture_set_project (HgTemplatePicture *self, const WbProject *project);

/**
 * @values: (nullable): of @shape, in [0, 1]; copied. What goes in is as noisy
 *   as the template's recipe makes it; to be called after set_project ().
 */
void hg_template_picture_set_sample (HgTemplatePicture *self,
                                     const float *values,
                                     const AeShape *shape,
                                     gboolean ink);

G_END_DECLS
