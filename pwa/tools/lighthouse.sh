#!/usr/bin/env bash
# Lighthouse, taps and the map, against the real program with the demonstration and its photos. Needs Chromium.
#   JEMAA_CHROMIUM  the browser (else Debian's)
#   JEMAA_BENCH     where the city of 100,000 reports is kept (~/.cache/jemaa/bench; made by tools/bench.sh); the map is
#                   measured on a copy of it, and not at all without one
#   LH_RUNS=1       once instead of three times; LH_WHY=1 also says which checks cost points; LH_ONLY=taps leaves the table out,
#               LH_ONLY=table the rest; LH_PAGES="home report" measures these only
set -euo pipefail
cd "$(dirname "$0")/.."

for name in "${JEMAA_CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [[ -n $name ]] && E2E_CHROMIUM=$(command -v "$name"); then break; fi
done
if [[ -z ${E2E_CHROMIUM:-} ]]; then
  echo "lighthouse: no Chromium on this machine" >&2
  exit 1
fi
export E2E_CHROMIUM CHROME_PATH=$E2E_CHROMIUM
kept=${JEMAA_BENCH:-$HOME/.cache/jemaa/bench}/100000
unset JEMAA_CHROMIUM JEMAA_BENCH JEMAA_TOOLS # the program takes no setting that it does not know

program=${LH_PROGRAM:-../bin/jemaa}
data=$(mktemp -d)
running=()
trap 'kill "${running[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$data"' EXIT
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

# Serves a folder and says where; waits until it answers.
serve() { # folder
  url="http://127.0.0.1:$(free_port)"
  env JEMAA_DEMO=true JEMAA_ADDR="${url#http://}" JEMAA_DATA="$1" JEMAA_METRICS_ADDR=off JEMAA_RATE=off "$program" serve > "$1.log" 2>&1 &
  running+=($!)
  for _ in $(seq 1 300); do
    if curl -fsS -o /dev/null "$url/readyz" 2>/dev/null; then return; fi
    sleep 0.2
  done
  echo "lighthouse: the program does not answer:" >&2
  cat "$1.log" >&2
  exit 1
}

env JEMAA_DEMO=true JEMAA_DATA="$data/city" JEMAA_METRICS_ADDR=off "$program" seed --demo --count 120 > /dev/null
serve "$data/city"
export LH_URL=$url
LH_PORT=$(free_port)
export LH_PORT
only=${LH_ONLY:-} broken=0
if [[ $only != taps ]]; then LH_ONLY=table node tools/lighthouse.mjs || broken=1; fi
# The large city is opened only now: reading it in would be measured with the screens.
if [[ $only != table ]]; then
  if [[ -d $kept ]]; then
    cp -r "$kept" "$data/large"
    serve "$data/large"
    export LH_MAP=$url
  else
    echo "lighthouse: no city of 100,000 reports in $kept: the map is not measured (tools/bench.sh makes one)" >&2
  fi
  LH_ONLY=taps node tools/lighthouse.mjs || broken=1
fi
exit "$broken"
