/* SPDX-License-Identifier: MIT */
/* The distance is Damerau's with adjacent swaps (optimal string alignment). */
#include "app/cli/nearest.h"

#include <string.h>

#define LONGEST 64

static guint
get_distance (const char *a, const char *b)
{
  gsize n_a = strlen (a), n_b = strlen (b);
  guint table[LONGEST + 1][LONGEST + 1];

  if (n_a > LONGEST || n_b > LONGEST)
    return G_MAXUINT;
  for (gsize i = 0; i <= n_a; i++)
    table[i][0] = (guint) i;
  for (gsize j = 0; j <= n_b; j++)
    table[0][j] = (guint) j;
  for (gsize i = 1; i <= n_a; i++)
    for (gsize j = 1; j <= n_b; j++)
      {
        char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);
        guint best = table[i - 1][j - 1] + (x != y);

        best = MIN (best, MIN (table[i - 1][j], table[i][j - 1]) + 1);
        if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]))
          best = MIN (best, table[i - 2][j - 2] + 1);
        table[i][j] = best;
      }
  return table[n_a][n_b];
}

const char *
wb_cli_nearest (const char *given, const char *const *names)
{
  guint limit = MAX (2, (guint) strlen (given) / 3);
  const char *nearest = NULL;

  for (; *names != NULL; names++)
    {
      guint distance = get_distance (given, *names);

      if (distance < limit + (nearest == NULL))
        {
          nearest = *names;
          limit = distance;
        }
    }
  return nearest;
}

char *
wb_cli_suggest (const char *given, const char *const *names)
{
  const char *nearest = wb_cli_nearest (given, names);
  g_autofree char *list = NULL;

  if (nearest != NULL)
    return g_strdup_printf (" Did you mean %s?", nearest);
  list = g_strjoinv (", ", (char **) names);
  return g_strdup_printf (" There are: %s.", list);
}
