#!/bin/sh
# with-display.sh COMMAND [ARG ...]: runs a test on a screen of its own (Xvfb,
# 1440x900, no window manager, keys that do not repeat) with a private session bus.
# Without Xvfb the test is skipped, which meson is told with status 77.
# SPDX-License-Identifier: MIT
for needed in xvfb-run Xvfb xauth dbus-run-session; do
  command -v "$needed" >/dev/null || {
    echo "skipped: $needed is not installed"
    exit 77
  }
done
# What is freed is overwritten, so that reading it shows.
export MALLOC_PERTURB_="${MALLOC_PERTURB_:-85}"
export GSK_RENDERER=cairo GDK_BACKEND=x11 GTK_A11Y=test GSETTINGS_BACKEND=memory
# Fontconfig, Pango and GTK keep caches to the end: no leaks of ours.
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
# From a number of its own on, since tests that start at once would find the same one free.
exec env -u DISPLAY -u WAYLAND_DISPLAY dbus-run-session -- \
  xvfb-run -a -n "$((100 + $$ % 30000))" -s "-screen 0 1440x900x24 -r" "$@"
