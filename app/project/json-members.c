/* SPDX-License-Identifier: MIT */
/* Unknown members of an object, out and in again. */
#include "app/project/json-members.h"

/** The members of @object that are not @known; (transfer full), NULL when there is none. */
WbJson *
wb_json_get_others (const WbJson *object, const char *const *known)
{
  g_autoptr (WbJson) others = wb_json_new_object ();

  wb_json_add_members (others, object, known);
  return wb_json_get_length (others) > 0 ? g_steal_pointer (&others) : NULL;
}

/** Adds to @object the members of @from (nullable) that are not in @except. */
void
wb_json_add_members (WbJson *object, const WbJson *from, const char *const *except)
{
  guint n = from != NULL && wb_json_get_kind (from) == WB_JSON_OBJECT
              ? wb_json_get_length (from) : 0;

  for (guint i = 0; i < n; i++)
    {
      const char *name = wb_json_get_name (from, i);

      if (!g_strv_contains (except, name))
        wb_json_add (object, name, wb_json_ref (wb_json_get_item (from, i)));
    }
}
