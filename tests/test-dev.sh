#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev on a machine where libXtst comes only with the tests: whatever is found
# later is configured in, in either order of the two commands of the README.
# Everything that ./dev calls is a stand-in that notes how it was called.
set -euo pipefail
dev=$(readlink -f "$1")
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

stand_in() { # NAME BODY
  printf '#!/bin/bash\n%s\n' "$2" >"$root/bin/$1"
  chmod +x "$root/bin/$1"
}

prepare() { # a fresh machine
  rm -rf "${root:?}/bin" "${root:?}/project"
  mkdir -p "$root/bin" "$root/project"
  cp "$dev" "$root/project/dev"
  : >"$root/log"
  rm -f "$root/installed"
  for name in cc Xvfb xauth dbus-run-session mpirun sudo; do stand_in "$name" 'exec "$@"'; done
  stand_in id 'echo 0'
  stand_in pkg-config "[ \"\$2\" != xtst ] || [ -e $root/installed ] || exit 1
    [ \"\$1\" != --modversion ] || echo 1"
  stand_in apt-get "case \" \$* \" in *' install '*) touch $root/installed ;; esac"
  stand_in meson "echo meson \$* >>$root/log
    [ \"\$1\" != setup ] || { mkdir -p build; touch build/build.ninja; }"
  stand_in ninja "mkdir -p build/app
    printf '#!/bin/sh\\n' >build/hourglass-cli
    chmod +x build/hourglass-cli"
}

check() { # WANTED COMMAND...: which setups a fresh machine does
  local wanted=$1 command found
  shift
  prepare
  for command in "$@"; do
    (cd "$root/project" && env -u DISPLAY -u WAYLAND_DISPLAY CI=1 PATH="$root/bin:$PATH" \
      ./dev "$command" >"$root/output" 2>&1) || { cat "$root/output"; exit 1; }
  done
  found=$(grep -c '^meson setup' "$root/log")
  [ "$found" = "$wanted" ] || { echo "$*: $found setups, not $wanted"; cat "$root/log"; exit 1; }
}

check 2 run test
grep -q '^meson setup --reconfigure build$' "$root/log"
[ "$(sed -n '/^meson test/=;' "$root/log")" = 3 ]
check 1 test run
check 2 run test test run
echo "ok"
