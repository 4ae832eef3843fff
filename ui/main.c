/* SPDX-License-Identifier: MIT */
/* The window's program. */
#include "engine/kernels.h"
#include "ui/application.h"
#include "ui/language.h"

int
main (int argc, char **argv)
{
  g_autoptr (HgApplication) application = NULL;

  if (ae_kernels_get_problem () != NULL)
    g_printerr ("hourglass: %s\n", ae_kernels_get_problem ());
  hg_language_init ();
  application = hg_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
