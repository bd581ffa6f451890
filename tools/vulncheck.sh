#!/usr/bin/env bash
# Runs govulncheck where its database can be reached, and says so where it cannot.
set -uo pipefail
cd "$(dirname "$0")/.."
out=$(timeout 120 go run "$1" ./... 2>&1)
code=$?
if [ $code -ne 0 ] && grep -q -i -E 'fetching vulnerabilities|dial tcp|no such host|forbidden|connection refused|timeout' <<<"$out"; then
  echo "govulncheck: skipped, the vulnerability database cannot be reached from here"
  exit 0
fi
[ $code -eq 0 ] || echo "$out"
exit $code
