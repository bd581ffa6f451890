#!/usr/bin/env bash
# Runs the browser tests against the real program: a small demonstration of its
# own, in a folder and on a port of its own. Arguments go to Playwright:
#   bash pwa/e2e/run.sh report.spec.ts
#   JEMAA_CHROMIUM  the browser (else Debian's, installed when this may)
#   E2E_COUNT       how many invented reports the city holds (60)
#   E2E_WORKERS     how many tests run side by side, each in a city of its own (2; 1 for a single file)
#   E2E_MINIO=yes   keep photos in a MinIO server of its own instead of files
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

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

data=$(mktemp -d)
running=()
trap 'kill "${running[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$data"' EXIT
program=(env JEMAA_DEMO=true JEMAA_METRICS_ADDR=off JEMAA_RATE=off)
workers=${E2E_WORKERS:-$(($# > 0 ? 1 : 2))}

# Waits for an address to answer; the program whose log is named must not end meanwhile.
await() { # url pid log
  for _ in $(seq 1 150); do
    if curl -fsS -o /dev/null "$1" 2>/dev/null; then return; fi
    if ! kill -0 "$2" 2>/dev/null; then break; fi
    sleep 0.2
  done
  echo "e2e: $1 does not answer:" >&2
  cat "$3" >&2
  exit 1
}

if [[ -n ${E2E_MINIO:-} ]]; then
  minio=$(../tools/minio.sh)
  address="127.0.0.1:$(free_port)" secret=$(head -c 24 /dev/urandom | base64 | tr -d '/+=')
  MINIO_ROOT_USER=jemaa-e2e MINIO_ROOT_PASSWORD=$secret MINIO_BROWSER=off MINIO_UPDATE=off \
    "$minio" server --address "$address" --quiet "$data/objects" > "$data/minio.log" 2>&1 &
  running+=($!)
  await "http://$address/minio/health/cluster" $! "$data/minio.log"
  program+=(JEMAA_S3_ENDPOINT="$address" JEMAA_S3_ACCESS_KEY=jemaa-e2e JEMAA_S3_SECRET_KEY="$secret")
fi
program+=(../bin/jemaa)

# Every city begins as a copy of the first: invented once, and the same for each worker.
JEMAA_DATA="$data/city0" "${program[@]}" seed --demo --count "${E2E_COUNT:-60}" > /dev/null
for ((i = 1; i < workers; i++)); do cp -r "$data/city0" "$data/city$i"; done
E2E_CITIES=""
for ((i = 0; i < workers; i++)); do
  address="localhost:$(free_port)" log="$data/log$i" # a name: passkeys are for one
  JEMAA_ADDR=$address JEMAA_DATA="$data/city$i" "${program[@]}" serve > "$log" 2>&1 &
  running+=($!)
  await "http://$address/readyz" $! "$log"
  if [[ -n ${E2E_MINIO:-} ]] && ! grep -q "photos: s3" "$log"; then
    echo "e2e: the photos are not in MinIO" >&2
    exit 1
  fi
  E2E_CITIES+="${E2E_CITIES:+ }http://$address"
done
export E2E_CITIES E2E_LOGS="$data/log" E2E_DATA="$data/city"
unset E2E_URL

npx playwright test "$@"
