#!/usr/bin/env bash
# Prints the path of a Firefox for the push loop, after installing Debian's ESR
# when there is none and it may; fails, saying so, when there is no way to one.
#   JEMAA_TEST_FIREFOX  use this program
set -euo pipefail
if [[ -n ${JEMAA_TEST_FIREFOX:-} ]]; then
  [[ -x $JEMAA_TEST_FIREFOX ]] || { echo "firefox.sh: JEMAA_TEST_FIREFOX: no program at $JEMAA_TEST_FIREFOX" >&2; exit 1; }
  echo "$JEMAA_TEST_FIREFOX"
  exit
fi
for name in firefox-esr firefox; do
  command -v "$name" && exit
done
if [[ $(id -u) == 0 ]] && command -v apt-get > /dev/null; then
  echo "firefox.sh: installing Debian's firefox-esr" >&2
  (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends firefox-esr) >&2 && command -v firefox-esr && exit
fi
echo "firefox.sh: no Firefox here and no right to install one; the push loop was NOT run" >&2
exit 1
