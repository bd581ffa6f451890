#!/usr/bin/env bash
# Prints the path of the MinIO server that the S3 suite runs against, after
# building it when it is not there yet (some minutes, once). Its public line is
# archived: this is the last one, for tests and for internal networks.
#   JEMAA_TEST_MINIO_BIN  use this program and build nothing
#   JEMAA_TOOLS           where built tools are kept (~/.cache/jemaa/tools)
set -euo pipefail
version=v0.0.0-20260212201848-7aac2a2c5b7c

if [[ -n ${JEMAA_TEST_MINIO_BIN:-} ]]; then
  [[ -x $JEMAA_TEST_MINIO_BIN ]] || { echo "minio.sh: JEMAA_TEST_MINIO_BIN: no program at $JEMAA_TEST_MINIO_BIN" >&2; exit 1; }
  echo "$JEMAA_TEST_MINIO_BIN"
  exit
fi

tools=${JEMAA_TOOLS:-$HOME/.cache/jemaa/tools}
if [[ ! -x $tools/minio ]] || ! go version -m "$tools/minio" | grep -q "$version"; then
  mkdir -p "$tools"
  work=$(mktemp -d "$tools/build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  echo "minio.sh: building MinIO $version once, into $tools" >&2
  # In a folder of its own, so that no go.mod around here is asked; and renamed at
  # the end, so that an interrupted build leaves nothing that looks finished.
  (cd "$work" && CGO_ENABLED=0 GOBIN=$work GOFLAGS= go install "github.com/minio/minio@$version") >&2
  mv "$work/minio" "$tools/minio"
fi
echo "$tools/minio"
