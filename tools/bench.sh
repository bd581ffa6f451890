#!/usr/bin/env bash
# Measures bin/jemaa from outside and prints one table (`make bench`). The city it
# measures, 100,000 invented reports, is made once and kept; remove the folder to
# make it anew. Arguments go to the program: tools/bench.sh -reports 1000000 -each 10s
#   JEMAA_BENCH  where that city is kept (~/.cache/jemaa/bench)
set -euo pipefail
cd "$(dirname "$0")/.."
exec go run ./backend/internal/bench -jemaa bin/jemaa -cache "${JEMAA_BENCH:-$HOME/.cache/jemaa/bench}" "$@"
