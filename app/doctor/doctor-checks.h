/* SPDX-License-Identifier: MIT */
/* The checks, for their table. */
#pragma once

#include "app/doctor/doctor.h"

G_BEGIN_DECLS

gboolean wb_doctor_find_divergence (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_constant_output (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_dead_units (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_saturation (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_collapsed_code (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_bypass (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_overfitting (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_low_rate (const WbPatient *patient, WbFinding *finding);
gboolean wb_doctor_find_leaks (const WbPatient *patient, WbFinding *finding);

G_END_DECLS
