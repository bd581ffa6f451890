#!/usr/bin/env bash
# Prints the path of the FerretDB that the MongoDB suite of the store runs against,
# after building it when it is not there yet (a minute, once).
#   JEMAA_TEST_FERRETDB_BIN  use this program and build nothing
#   JEMAA_TOOLS              where built tools are kept (~/.cache/jemaa/tools)
set -euo pipefail

if [[ -n ${JEMAA_TEST_FERRETDB_BIN:-} ]]; then
  [[ -x $JEMAA_TEST_FERRETDB_BIN ]] || { echo "ferretdb.sh: JEMAA_TEST_FERRETDB_BIN: no program at $JEMAA_TEST_FERRETDB_BIN" >&2; exit 1; }
  echo "$JEMAA_TEST_FERRETDB_BIN"
  exit
fi

here=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n 's|.*github.com/FerretDB/FerretDB \(v[^ ]*\).*|\1|p' "$here/go.mod" | head -1)
tools=${JEMAA_TOOLS:-$HOME/.cache/jemaa/tools}
if [[ ! -x $tools/ferretdb ]] || ! go version -m "$tools/ferretdb" | grep -q "FerretDB/FerretDB[[:space:]]*$version"; then
  mkdir -p "$tools"
  work=$(mktemp -d "$tools/build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  echo "ferretdb.sh: building FerretDB $version once, into $tools" >&2
  # Renamed at the end, so that an interrupted build leaves nothing that looks finished.
  (cd "$here" && CGO_ENABLED=0 go build -trimpath -o "$work/ferretdb" ./ferretdb) >&2
  mv "$work/ferretdb" "$tools/ferretdb"
fi
echo "$tools/ferretdb"
