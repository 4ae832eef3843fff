#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev in a bare Debian 12: the two commands of the README in both orders, each
# in a fresh root with a clean clone. Whatever is found later is configured in:
# the tests of the window are there, and one of them runs.
#
# By hand, as root: some minutes of building and 3 GiB below $TMPDIR.
# usage: tests/bare-root.sh [TEST...]   what ./dev test is to run instead
#        tests/bare-root.sh --ci        .ci/run instead: all tests, half an hour
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
  echo "skipped: $1"
  exit 0
}

[ "$(id -u)" = 0 ] || skip "only root can make a root"
command -v debootstrap >/dev/null || skip "there is no debootstrap"
# shellcheck disable=SC2016 # apt's own variable
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
  'Codename: bookworm' 2>/dev/null | sort -u | head -1)
mirror=${mirror%/}
[ -n "$mirror" ] || skip "apt has no mirror of Debian 12"

top=$(mktemp -d "${TMPDIR:-/var/tmp}/bare-root-XXXXXX")
trap 'rm -rf --one-file-system "$top"' EXIT
/usr/lib/apt/apt-helper download-file "$mirror/dists/bookworm/Release" "$top/Release" \
  >/dev/null 2>&1 || skip "the mirror that apt has does not answer"

make_base() { # what every root is a copy of, with apt as it is here
  local http_proxy=
  eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
  http_proxy=$http_proxy debootstrap --variant=minbase bookworm "$top/base" "$mirror" \
    >"$top/log" 2>&1 || { tail "$top/log"; exit 1; }
  apt-config dump Acquire >"$top/base/etc/apt/apt.conf.d/99host"
  cp /etc/resolv.conf "$top/base/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$top/base/usr/sbin/policy-rc.d"
  chmod +x "$top/base/usr/sbin/policy-rc.d"
  git clone -q . "$top/base/hourglass"
}

in_root() { # COMMAND...: in the clone; what is mounted goes with the process
  # shellcheck disable=SC2016 # the words are expanded inside
  unshare --mount --propagation private bash -c '
    mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" &&
    exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
      chroot "$0" sh -c "cd /hourglass && exec \"\$@\"" sh "$@"' "$top/root" "$@"
}

fresh() {
  rm -rf --one-file-system "$top/root"
  cp -a "$top/base" "$top/root"
}

check_window() {
  in_root meson test -C build --list | grep -q 'ui / window' && return
  echo "The tests of the window are not configured in."
  exit 1
}

tests=("$@")
[ $# != 0 ] || tests=(atomic-file header)
make_base
fresh
if [ "${tests[0]}" = --ci ]; then
  in_root .ci/run
  exit
fi
in_root ./dev run
in_root ./dev test "${tests[@]}"
check_window
fresh
in_root ./dev test "${tests[@]}"
check_window
in_root ./dev run
echo "ok"
