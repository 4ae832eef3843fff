/* SPDX-License-Identifier: MIT */
/* Whether a project trains: some steps on samples of noise, with its recipe. */
#pragma once

#include "app/project/project.h"

void trial_train (const WbProject *project);
