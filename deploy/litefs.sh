#!/bin/sh
# Entry point of the image with LiteFS. With arguments, runs that command instead, with the server's user and environment:
# sh /app/litefs.sh bun db/backup.ts --out /data/today
set -eu
cd "$(dirname "$0")"

# On Fly.io a machine's name and address are only known at run time.
if [ -n "${FLY_MACHINE_ID:-}" ]; then
  host="$FLY_MACHINE_ID.vm.$FLY_APP_NAME.internal"
  export MACHINE="$FLY_MACHINE_ID" CONSUL_URL="$FLY_CONSUL_URL"
  # LiteFS logs this URL, so the token that Fly puts into it is moved to a variable.
  case "$FLY_CONSUL_URL" in *@*)
    token="${FLY_CONSUL_URL%%@*}"
    export CONSUL_HTTP_TOKEN="${token##*:}" CONSUL_URL="${FLY_CONSUL_URL%%://*}://${FLY_CONSUL_URL#*@}"
    ;;
  esac
  export ADVERTISE_URL="http://$host:$PORT" LITEFS_ADVERTISE_URL="http://$host:20202"
fi

# Only LiteFS needs root (to mount) and Consul.
as_server="env -u CONSUL_HTTP_TOKEN -u FLY_CONSUL_URL setpriv --reuid=$SERVER_USER --regid=$SERVER_USER --clear-groups --no-new-privs"
# Unquoted, to split into words.
if [ $# -gt 0 ]; then exec $as_server "$@"; fi

# On Fly.io each machine has its own kernel, which is tuned here. A client that does not read is closed when 128 KB are queued
# in the server, but the kernel buffers up to 4 MB a socket before that, by default. And each socket is an open file.
if [ -n "${FLY_MACHINE_ID:-}" ]; then
  ulimit -n 65536 || true
  for name in tcp_rmem tcp_wmem; do
    limits="/proc/sys/net/ipv4/$name"
    if [ -w "$limits" ]; then echo "4096 16384 262144" >"$limits"; fi
  done
fi

# Files of a volume or a restore belong to the server's user. LiteFS's own files do not, and the server cannot replace them.
mkdir -p "$LITEFS_DATA"
find "$DATA_DIR" -mindepth 1 -path "$LITEFS_DATA" -prune -o ! -user "$SERVER_USER" \
  -exec chown -h "$SERVER_USER:$SERVER_USER" {} +
chown "root:$SERVER_USER" "$DATA_DIR"
chmod 1770 "$DATA_DIR"
chmod 700 "$LITEFS_DATA"

exec litefs mount -config litefs.yml -- $as_server bun src/main.ts
