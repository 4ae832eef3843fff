/* SPDX-License-Identifier: MIT */
/* Names are compared by their letters and digits alone. */
#include "data/known/known-set.h"

#include <string.h>

/* The next letter or digit, in lower case; 0 at the end. */
static char
next_letter (const char **text)
{
  while (**text != '\0' && !g_ascii_isalnum (**text))
    (*text)++;
  return **text == '\0' ? '\0' : g_ascii_tolower (*(*text)++);
}

gboolean
ds_known_set_is_same_name (const char *a, const char *b)
{
  char letter;

  do
    {
      letter = next_letter (&a);
      if (letter != next_letter (&b))
        return FALSE;
    }
  while (letter != '\0');
  return TRUE;
}

static gboolean
has_alias (const DsKnownSet *self, const char *name)
{
  g_auto (GStrv) aliases = g_strsplit (self->aliases, " ", -1);

  for (guint i = 0; aliases[i] != NULL; i++)
    if (*aliases[i] != '\0' && ds_known_set_is_same_name (aliases[i], name))
      return TRUE;
  return FALSE;
}

const DsKnownSet *
ds_known_set_find (const char *name)
{
  for (const DsKnownSet *set = ds_known_sets; set->name != NULL; set++)
    if (ds_known_set_is_same_name (set->name, name) || has_alias (set, name))
      return set;
  return NULL;
}

const DsKnownSet *
ds_known_set_find_by_size (const char *file, guint64 n_bytes)
{
  for (const DsKnownSet *set = ds_known_sets; set->name != NULL; set++)
    if (set->files[0].n_bytes == n_bytes && strcmp (set->files[0].name, file) == 0)
      return set;
  return NULL;
}

guint64
ds_known_set_get_n_bytes (const DsKnownSet *self)
{
  guint64 n_bytes = 0;

  for (guint i = 0; i < DS_KNOWN_FILES && self->files[i].name != NULL; i++)
    n_bytes += self->files[i].n_bytes;
  return n_bytes;
}

char *
ds_known_set_get_folder (const DsKnownSet *self)
{
  return g_build_filename (g_get_user_data_dir (), "hourglass", "datasets",
                           self != NULL ? self->name : NULL, NULL);
}
