#!/bin/sh
# Adds the secrets that compose.yml needs to .env beside it. Existing ones are kept.
set -eu
cd "$(dirname "$0")"
umask 077
touch .env
# The last line may lack a newline.
if [ -n "$(tail -c 1 .env)" ]; then echo >>.env; fi

add() {
  grep -q "^$1=." .env || echo "$1=$2" >>.env
}

for name in JWT_SECRET REDIS_PASSWORD MONGO_PASSWORD MONGO_ROOT_PASSWORD S3_SECRET GRAFANA_PASSWORD; do
  add "$name" "$(openssl rand -hex 32)"
done
# Consul requires a UUID.
add CONSUL_TOKEN "$(openssl rand -hex 16 | sed 's/\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)/\1-\2-\3-\4-/')"
