/* SPDX-License-Identifier: MIT */
/* The checks, for their table, and how they offer what the program can do. */
#pragma once

#include "app/doctor/doctor.h"

G_BEGIN_DECLS

gboolean wb_doctor_find_divergence (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_constant_output (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_dead_units (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_saturation (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_collapsed_code (const WbPatient *patient, WbFinding *finding);

/** A skip from before the code to behind it. */
gboolean wb_doctor_find_bypass (const WbPatient *patient, WbFinding *finding);

gboolean wb_doctor_find_overfitting (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_low_rate (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_leaks (const WbPatient *patient, WbFinding *finding);

/** A button with @label (transfer full), whose edits are to be added. */
WbRemedy *wb_finding_offer (WbFinding *self, char *label, gboolean resets);

/** An edit of the recipe; @text is (transfer full). */
void wb_remedy_add_recipe (WbRemedy *self, const char *name, char *text);

/** An edit of an option of layer @id; @text is (transfer full). */
void wb_remedy_add_option (WbRemedy *self, guint id, const char *name, char *text);

/** Offers to begin again with a tenth of the learning rate. */
void wb_finding_offer_slower (WbFinding *self, const AeRecipe *recipe);

G_END_DECLS
