#!/usr/bin/env bash
# Every fuzz target for a while, one after the other: tools/fuzz.sh [TIME] [NAMES…]
# TIME is for each target (60s); NAMES picks some. An input that fails is kept by go in testdata/fuzz beside the target, and is
# tried by every `go test` from then on: commit it with the mend. KEEP=20 also keeps that many of the new inputs that reached new code.
set -u
cd "$(dirname "$0")/.."
time=${1:-60s}
shift || true
cache=$(go env GOCACHE)/fuzz
failed=0
while IFS=: read -r file line _; do
  name=$(sed -n "${line}s/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p" "$file")
  folder=$(dirname "$file")
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  if out=$(go test -run='^$' -fuzz="^$name\$" -fuzztime="$time" -parallel="${PARALLEL:-1}" "./$folder" 2>&1); then
    printf '%-22s %-26s %s\n' "$name" "$folder" "$(grep -o 'execs: [0-9]*.*' <<<"$out" | tail -1)"
  else
    failed=1
    printf '%-22s %-26s FAILED\n%s\n' "$name" "$folder" "$out"
  fi
  if [ "${KEEP:-0}" -gt 0 ] && [ -d "$cache/jemaa/$folder/$name" ]; then
    mkdir -p "$folder/testdata/fuzz/$name"
    # Small ones say as much as large ones.
    find "$cache/jemaa/$folder/$name" -type f -size -3k | sort | awk -v n="$KEEP" '{a[NR]=$0} END {s=NR>n?NR/n:1; for (i=1;i<=NR && c<n;i+=s) {print a[int(i)]; c++}}' |
      xargs -r cp -t "$folder/testdata/fuzz/$name"
  fi
done < <(git ls-files -co --exclude-standard '*_test.go' | xargs grep -n '^func Fuzz' /dev/null)
exit $failed
