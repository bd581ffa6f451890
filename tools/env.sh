#!/usr/bin/env bash
# Prints a .env for docker-compose.yml with fresh random secrets:
#   tools/env.sh > .env   and then fill in the three lines about the city.
set -euo pipefail
secret() { head -c 32 /dev/urandom | base64 | tr -d '/+=\n'; }
cat <<EOT
JEMAA_PUBLIC_URL=${JEMAA_PUBLIC_URL:-}
JEMAA_SMTP_URL=${JEMAA_SMTP_URL:-}
JEMAA_MAIL_FROM=${JEMAA_MAIL_FROM:-}
MONGO_PASSWORD=$(secret)
MONGO_KEY=$(secret)
MEILI_MASTER_KEY=$(secret)
MINIO_USER=jemaa
MINIO_PASSWORD=$(secret)
EOT
