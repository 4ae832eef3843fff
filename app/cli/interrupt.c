/* SPDX-License-Identifier: MIT */
/* The handler only notes the number; the training loop looks at it. */
#include "app/cli/interrupt.h"

#include <signal.h>

static volatile sig_atomic_t first;

static void
came_cb (int number)
{
  if (first == 0)
    first = number;
}

/* A second Ctrl+C ends at once; a terminal that closes may hang up twice, and a
 * broken pipe breaks at every write. */
static void
catch_one (int number)
{
  struct sigaction action = { .sa_handler = came_cb, .sa_flags = SA_RESTART }, old;

  if (number == SIGINT || number == SIGTERM)
    action.sa_flags |= (int) SA_RESETHAND;
  if (sigaction (number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
    sigaction (number, &action, NULL);
}

void
wb_interrupt_catch (void)
{
  catch_one (SIGHUP);
  catch_one (SIGINT);
  catch_one (SIGTERM);
  catch_one (SIGPIPE);
}

gboolean
wb_interrupt_came (void)
{
  return first != 0;
}

void
wb_interrupt_end (void)
{
  if (first == 0)
    return;
  signal (first, SIG_DFL);
  raise (first);
}
