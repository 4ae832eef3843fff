/* SPDX-License-Identifier: MIT */
/* The table of views, generated from the rows in ui/views/meson.build. */
#include "ui/view.h"

#define ROW(name) extern const HgView hg_view_##name;
#include "ui/views/view-list.h"
#undef ROW

static const HgView *const views[] = {
#define ROW(name) &hg_view_##name,
#include "ui/views/view-list.h"
#undef ROW
  NULL,
};

const HgView *const *
hg_views (void)
{
  return views;
}

typedef struct
{
  GtkWidget *widget;
  HgViewChanged changed;
  guint missed;
} Watch;

static void
watch_free (gpointer watch, GClosure *closure)
{
  g_free (watch);
}

static void
watch_report (Watch *watch, guint changes)
{
  watch->missed |= changes;
  if (!gtk_widget_get_mapped (watch->widget) || watch->missed == 0)
    return;
  changes = watch->missed;
  watch->missed = 0;
  watch->changed (watch->widget, changes);
}

static void
watch_changed_cb (HgWorkspace *workspace, guint changes, Watch *watch)
{
  watch_report (watch, changes);
}

static void
watch_mapped_cb (GtkWidget *widget, Watch *watch)
{
  watch_report (watch, 0);
}

void
hg_view_watch (GtkWidget *widget, HgWorkspace *workspace, HgViewChanged changed)
{
  Watch *watch = g_new0 (Watch, 1);
  GClosure *closure = g_cclosure_new (G_CALLBACK (watch_changed_cb), watch, NULL);

  *watch = (Watch) { widget, changed, HG_CHANGED_ALL };
  g_object_watch_closure (G_OBJECT (widget), closure);
  g_signal_connect_closure (workspace, "changed", closure, FALSE);
  g_signal_connect_data (widget, "map", G_CALLBACK (watch_mapped_cb), watch, watch_free, 0);
}
