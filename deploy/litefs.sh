#!/bin/sh
# Where the image with LiteFS begins.
set -eu

# On Fly.io a machine learns its name and its address only now, and its kernel is its own: whoever does not read is closed
# once 128 KB wait in the server; what waits in the kernel before that is 4 MB a socket, unless it is told otherwise.
if [ -n "${FLY_MACHINE_ID:-}" ]; then
  host="$FLY_MACHINE_ID.vm.$FLY_APP_NAME.internal"
  export MACHINE="$FLY_MACHINE_ID" CONSUL_URL="$FLY_CONSUL_URL"
  export ADVERTISE_URL="http://$host:$PORT" LITEFS_ADVERTISE_URL="http://$host:20202"
  for name in tcp_rmem tcp_wmem; do
    limits="/proc/sys/net/ipv4/$name"
    if [ -w "$limits" ]; then echo "4096 16384 262144" >"$limits"; fi
  done
fi

# Only LiteFS needs root, to mount. What a volume or a restore has left is the server's; what LiteFS keeps is not.
mkdir -p "$LITEFS_DATA"
find "$DATA_DIR" -path "$LITEFS_DATA" -prune -o ! -user "$SERVER_USER" -exec chown "$SERVER_USER:$SERVER_USER" {} +
chmod 700 "$LITEFS_DATA"

as_server="setpriv --reuid=$SERVER_USER --regid=$SERVER_USER --clear-groups --no-new-privs"
# Unquoted: these are words.
exec litefs mount -config litefs.yml -- $as_server bun src/main.ts
