import { Elysia } from "elysia";

import { linked } from "../capacity/descriptors";
import { isForeign } from "../door/origin";
import { addressOf, requestId } from "../door/request";
import { mustAccept } from "../door/welcome";
import { Refused } from "../errors";
import { log } from "../log";
import { closed } from "../measures";
import { Connection, type Socket } from "./connection";
import { mustHaveRoom } from "./newcomers";

/**
 * Bun's own handlers, on Elysia's listener. Limits in bytes: received frames have at most 64 KiB; a socket whose client
 * does not read is closed when this much waits in the server (the kernel buffers about 4 MB more). That client fetches
 * what it missed by seq.
 */
export const websocket = {
  maxPayloadLength: 64 * 1024,
  backpressureLimit: 128 * 1024,
  closeOnBackpressureLimit: true,
  // In seconds, for half-open connections: Bun pings an idle socket and closes it when nothing comes back.
  idleTimeout: 60,
  sendPings: true,
  // Compression costs three quarters of the throughput, and memory for each socket.
  perMessageDeflate: false,
  open(socket: Socket) {
    linked(1);
    socket.data.connection = new Connection(socket);
  },
  message(socket: Socket, data: string | Buffer) {
    socket.data.connection?.receive(data);
  },
  drain(socket: Socket) {
    socket.data.connection?.onDrain();
  },
  close(socket: Socket, code: number) {
    linked(-1);
    const { connection } = socket.data;
    connection?.onClose();
    closed.add(closed.of.has(String(code)) ? String(code) : "other");
    log.info({ requestId: socket.data.requestId, userId: connection?.userId, code }, "a socket closed");
  },
};

export const socketRoute = new Elysia().get(
  "/ws",
  ({ request, server, set }) => {
    if (isForeign(request)) throw new Refused("forbidden");
    const address = addressOf(request, server);
    // Closes the connection of a refused request, so that it does not hold a descriptor.
    set.headers["connection"] = "close";
    mustAccept();
    mustHaveRoom(address);
    const offered = (request.headers.get("sec-websocket-protocol") ?? "")
      .split(",")
      .map((name) => name.trim());
    // Without this header Bun accepts the first protocol offered, whatever it is.
    const headers = { "Sec-WebSocket-Protocol": offered.includes("potato.v1") ? "potato.v1" : "" };
    if (!server?.upgrade(request, { data: { requestId: requestId(request), address }, headers })) {
      throw new Refused("invalid", { detail: "This address speaks WebSocket only." });
    }
    // The connection is upgraded: there is no response.
    return undefined as never;
  },
  { detail: { hide: true } },
);
