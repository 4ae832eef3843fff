/* SPDX-License-Identifier: MIT */
/* The fields of a loss chart, for the file that fills them and the file that
 * draws them, and for nobody else.
 */
#pragma once

#include "app/figures/loss-chart.h"

G_BEGIN_DECLS

typedef struct
{
  double epoch;
  char *words;
} WbLossFlag;

struct _WbLossChart
{
  WbSeries *training;
  WbSeries *validation;
  GArray *flags; /* of WbLossFlag */
  gboolean log;
  gboolean legend;
  gboolean faded;
  double planned;
  double window_from; /* NAN: everything */
  double window_to;
  double crosshair; /* NAN: none */
  char *message;
};

G_END_DECLS
