#!/usr/bin/env bash
# Breaks the real program in every way that docs/faults.md lists, in its long form,
# and prints one table (`make faults`). Arguments go to the tests:
#   tools/faults.sh -run 'TestKill$'                 one of them
#   tools/faults.sh -histories 20 -operations 5000   longer histories
#   JEMAA_TEST_MONGODB_URI  a true MongoDB for what needs one; else its wire dialect stands in, and the table says so
set -uo pipefail
cd "$(dirname "$0")/.."
export JEMAA_TOOLS="${JEMAA_TOOLS:-$HOME/.cache/jemaa/tools}"
tools/minio.sh > /dev/null && tools/ferretdb.sh > /dev/null || exit 1
run=()
if [[ ${1:-} == -run ]]; then
  run=(-run "$2")
  shift 2
fi
out=$(mktemp)
table=$(mktemp)
trap 'rm -f "$out" "$table"' EXIT
go test -count=1 -timeout 2h "${run[@]}" ./backend/internal/faults -args -long -table "$table" "$@" > "$out" 2>&1
code=$?
[ $code -eq 0 ] || cat "$out"
cat "$table"
exit $code
