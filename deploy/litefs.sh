#!/bin/sh
# Where the image with LiteFS begins.
set -eu

# On Fly.io a machine learns its name and its address only now.
if [ -n "${FLY_MACHINE_ID:-}" ]; then
  host="$FLY_MACHINE_ID.vm.$FLY_APP_NAME.internal"
  export MACHINE="$FLY_MACHINE_ID" CONSUL_URL="$FLY_CONSUL_URL"
  export ADVERTISE_URL="http://$host:$PORT" LITEFS_ADVERTISE_URL="http://$host:20202"
fi

# Whoever does not read is closed once 128 KB wait in the server. What waits in the kernel before that is 4 MB a socket,
# unless it is told otherwise; where this is not ours to say, the host says it (docs/operations.md).
for name in tcp_rmem tcp_wmem; do
  limits="/proc/sys/net/ipv4/$name"
  if [ -w "$limits" ]; then echo "4096 16384 262144" >"$limits"; fi
done

exec litefs mount -config /app/litefs.yml
