#!/usr/bin/env bash
# Measures bin/jemaa from outside and prints one table (`make bench`). The cities it
# measures (100,000 invented reports, others for -only flat) are made once and kept;
# remove the folder to make them anew. Arguments go to the program, also by
# `make bench BENCH='…'`:
#   tools/bench.sh -list                         what there is to measure
#   tools/bench.sh -only list,get -each 10s      some of it, for longer
#   tools/bench.sh -only search -profile /tmp/p  with profiles of the server
#   tools/bench.sh -long                         all of it: an hour, and more the first time
#   JEMAA_BENCH  where the cities are kept (~/.cache/jemaa/bench)
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p bin
go build -o bin/jemaa-bench ./backend/internal/bench
exec bin/jemaa-bench -jemaa bin/jemaa -cache "${JEMAA_BENCH:-$HOME/.cache/jemaa/bench}" "$@"
