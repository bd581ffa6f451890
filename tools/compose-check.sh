#!/usr/bin/env bash
# docker-compose.yml must read well with a made .env, and refuse to without one.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! docker compose version >/dev/null 2>&1; then
  echo "compose-check: skipped, docker compose is not on this machine"
  exit 0
fi
env=$(mktemp)
trap 'rm -f "$env"' EXIT
JEMAA_PUBLIC_URL=https://city.example JEMAA_SMTP_URL=smtp://mail.example:587 JEMAA_MAIL_FROM=city@city.example tools/env.sh > "$env"
docker compose --env-file "$env" config -q
if docker compose --env-file /dev/null config -q 2>/dev/null; then
  echo "compose-check: a password has a default" >&2
  exit 1
fi
if docker compose --env-file "$env" config --format json | python3 -c 'import json,sys; s=json.load(sys.stdin)["services"]; sys.exit(any("ports" in s[n] for n in ("mongodb","meilisearch","minio")))' 2>/dev/null; then :; else
  echo "compose-check: an inner server is published" >&2
  exit 1
fi
