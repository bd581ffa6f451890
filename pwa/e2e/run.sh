#!/usr/bin/env bash
# Runs the browser tests against the real program: a small demonstration of its
# own, in a folder and on a port of its own. Arguments go to Playwright:
#   bash pwa/e2e/run.sh report.spec.ts
#   JEMAA_CHROMIUM  the browser (else Debian's, installed when this may)
#   E2E_COUNT       how many invented reports the city holds (60)
set -euo pipefail
cd "$(dirname "$0")/.."

find_chromium() {
  for name in "${JEMAA_CHROMIUM:-${E2E_CHROMIUM:-}}" chromium chromium-browser google-chrome; do
    if [[ -n $name ]] && command -v "$name"; then return; fi
  done
  return 1
}

if ! JEMAA_CHROMIUM=$(find_chromium); then
  if [[ $(id -u) == 0 ]] && command -v apt-get > /dev/null; then
    echo "e2e: installing Debian's chromium and fonts, once" >&2
    (apt-get update -q && apt-get install -y -q --no-install-recommends chromium fonts-noto-core) > /dev/null 2>&1 || true
  fi
  if ! JEMAA_CHROMIUM=$(find_chromium); then
    echo "e2e: SKIPPED: no Chromium on this machine, and none can be installed from here. Nothing was tried in a browser:" >&2
    ls e2e/*.spec.ts >&2
    exit 0
  fi
fi
export E2E_CHROMIUM=$JEMAA_CHROMIUM
unset JEMAA_CHROMIUM # the program takes no setting that it does not know

data=$(mktemp -d)
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
export E2E_URL="http://127.0.0.1:$port" E2E_LOG="$data/log"
program=(env JEMAA_DEMO=true JEMAA_ADDR="127.0.0.1:$port" JEMAA_DATA="$data/city" JEMAA_METRICS_ADDR=off JEMAA_RATE=off ../bin/jemaa)

"${program[@]}" seed --demo --count "${E2E_COUNT:-60}" > /dev/null
"${program[@]}" serve > "$E2E_LOG" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT

for _ in $(seq 1 100); do
  if curl -fsS -o /dev/null "$E2E_URL/readyz" 2>/dev/null; then break; fi
  if ! kill -0 "$server" 2>/dev/null; then
    echo "e2e: the program ended:" >&2
    cat "$E2E_LOG" >&2
    exit 1
  fi
  sleep 0.2
done

npx playwright test "$@"
