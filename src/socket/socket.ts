import { Elysia } from "elysia";

import { linked } from "../capacity/descriptors";
import { isForeign } from "../door/origin";
import { addressOf, requestId } from "../door/request";
import { mustTakeIn } from "../door/welcome";
import { Refused } from "../errors";
import { log } from "../log";
import { closed } from "../measures";
import { Connection, type Socket } from "./connection";
import { mustHaveRoom } from "./newcomers";

/**
 * Bun's own handlers, carried by Elysia's listener. Limits in bytes: a frame of at most 64 KiB comes in; who does not
 * read loses the socket once this much waits for them (about 4 MB more lie in the kernel), and fetches by seq.
 */
export const websocket = {
  maxPayloadLength: 64 * 1024,
  backpressureLimit: 128 * 1024,
  closeOnBackpressureLimit: true,
  // Half-open links: Bun pings a silent one, and lets go of it when nothing comes back.
  idleTimeout: 60,
  sendPings: true,
  // Costs three quarters of the throughput, and memory a socket.
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
    // Whoever is not let in should not stay as a connection instead.
    set.headers["connection"] = "close";
    mustTakeIn();
    mustHaveRoom(address);
    const offered = (request.headers.get("sec-websocket-protocol") ?? "")
      .split(",")
      .map((name) => name.trim());
    // Left to itself, Bun would agree to whatever is offered first.
    const headers = { "Sec-WebSocket-Protocol": offered.includes("potato.v1") ? "potato.v1" : "" };
    if (!server?.upgrade(request, { data: { requestId: requestId(request), address }, headers })) {
      throw new Refused("invalid", { detail: "This address speaks WebSocket only." });
    }
    // Bun has taken the connection over; there is nothing left to answer.
    return undefined as never;
  },
  { detail: { hide: true } },
);
