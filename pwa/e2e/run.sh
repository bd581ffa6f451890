#!/usr/bin/env bash
# Runs the browser tests against the real program: a demonstration of its own, in a folder and on a port of its own.
# Arguments go to Playwright: `bash pwa/e2e/run.sh report.spec.ts`.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ! -x "${JEMAA_CHROMIUM:-/usr/bin/chromium}" ]]; then
  echo "e2e: no Chromium at ${JEMAA_CHROMIUM:-/usr/bin/chromium}: install Debian's chromium or set JEMAA_CHROMIUM" >&2
  exit 1
fi

data=$(mktemp -d)
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
export JEMAA_DEMO=true JEMAA_ADDR="127.0.0.1:$port" JEMAA_DATA="$data/city" JEMAA_METRICS_ADDR=off
export JEMAA_URL="http://127.0.0.1:$port"

../bin/jemaa seed --demo --if-empty
../bin/jemaa serve > "$data/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT

for _ in $(seq 1 100); do
  if curl -fsS -o /dev/null "$JEMAA_URL/readyz" 2>/dev/null; then break; fi
  if ! kill -0 "$server" 2>/dev/null; then
    echo "e2e: the program ended:" >&2
    cat "$data/log" >&2
    exit 1
  fi
  sleep 0.2
done

npx playwright test "$@"
