/* SPDX-License-Identifier: MIT */
#include "app/latent/axis-name.h"

char *
wb_axis_name (guint value)
{
  static const char *const digits[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉" };
  g_autofree char *number = g_strdup_printf ("%u", value + 1);
  GString *name = g_string_new ("z");

  for (const char *digit = number; *digit != '\0'; digit++)
    g_string_append (name, digits[*digit - '0']);
  return g_string_free (name, FALSE);
}
