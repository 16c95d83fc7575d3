import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import type { ClientFrame, ServerFrame } from "../../../src/protocol/frames";
import { createFeed } from "./feed";
import { createSocket } from "./socket";
import { type Carrier, createSuccession, type CarrierEvents } from "./succession";

// Real carriers, and a server that sends what the test says.

/** Items that have arrived, and readers that wait for one. */
class Queue<Thing> {
  private readonly things: Thing[] = [];
  private readonly waiting: ((thing: Thing) => void)[] = [];

  put(thing: Thing): void {
    const next = this.waiting.shift();
    if (next) next(thing);
    else this.things.push(thing);
  }

  next(): Promise<Thing> {
    const first = this.things.shift();
    return first === undefined
      ? new Promise((resolve) => this.waiting.push(resolve))
      : Promise.resolve(first);
  }
}

/** One connection, as the server sees it. */
class Link {
  readonly frames = new Queue<ClientFrame>();
  readonly ended = Promise.withResolvers<void>();
  write: (frame: ServerFrame) => void = () => undefined;
  end: (code: number) => void = () => undefined;

  async receives(type: ClientFrame["type"]): Promise<ClientFrame> {
    for (;;) {
      const frame = await this.frames.next();
      if (frame.type === type) return frame;
    }
  }
}

const links = new Queue<Link>();
let refusals = 0;
let server: Bun.Server<Link>;
let succession: { current: () => Carrier; start: () => void; stop: () => void };
let received: string[] = [];

beforeEach(() => {
  [refusals, received] = [0, []];
  server = Bun.serve<Link>({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: answer,
    websocket: {
      open: (socket) => {
        socket.data.write = (frame) => void socket.send(JSON.stringify(frame));
        socket.data.end = (code) => socket.close(code);
        links.put(socket.data);
      },
      message: (socket, text) => socket.data.frames.put(JSON.parse(String(text)) as ClientFrame),
      close: (socket) => socket.data.ended.resolve(),
    },
  });
});
afterEach(async () => {
  succession.stop();
  await server.stop(true);
});

function answer(request: Request): Response | undefined {
  if (refusals-- > 0) return new Response("", { status: 503 });
  const link = new Link();
  if (server.upgrade(request, { data: link })) return undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const encoder = new TextEncoder();
      link.write = (frame) => controller.enqueue(encoder.encode(`id: 1\ndata: ${JSON.stringify(frame)}\n\n`));
      link.end = () => controller.close();
      request.signal.addEventListener("abort", () => link.ended.resolve());
      // Bun sends no headers before the first byte of the body.
      controller.enqueue(encoder.encode(":\n\n"));
      links.put(link);
    },
  });
  return new Response(stream);
}

const kinds = {
  socket: (events: CarrierEvents) =>
    createSocket({ url: `${server.url.origin.replace("http", "ws")}/ws`, ...session, ...events }),
  feed: (events: CarrierEvents) =>
    createFeed({ url: `${server.url.origin}/feed`, ...session, ...events, onWatched: () => undefined }),
};
const session = { token: () => "a token", ready: async () => undefined };

/** Connected and welcomed. */
async function begun<Kind extends Carrier>(create: (events: CarrierEvents) => Kind) {
  const begin = createSuccession(
    create,
    (frame) =>
      void received.push(
        frame.type === "room.left" || frame.type === "message.sent" ? frame.roomId : frame.type,
      ),
  );
  succession = begin;
  begin.start();
  const first = await links.next();
  first.write(welcome);
  await until(() => begin.current().isOpen());
  return { first, now: begin.current, before: begin.current() };
}

const welcome: ServerFrame = {
  type: "welcome",
  userId: "ann",
  machine: "",
  epoch: "",
  version: "",
  now: 0,
  rooms: [],
};
const left = (roomId: string): ServerFrame => ({ type: "room.left", roomId });
const drain = (withinMs = 0): ServerFrame => ({ type: "drain", withinMs });

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}
const arrives = (what: string) => until(() => received.includes(what));

describe.each(Object.entries(kinds))("a %s whose machine is about to stop", (_, create) => {
  const begin = () => begun<Carrier>(create);

  test("is replaced by a second one beside it, and no frame comes out of order", async () => {
    const { first, now, before } = await begin();
    first.write(drain());
    const second = await links.next();
    second.write(left("early"));
    second.write(welcome);
    first.write(left("meanwhile"));
    await arrives("meanwhile");
    expect([now() === before, now().isOpen()]).toEqual([true, true]);
    first.write({ type: "pong", n: 1 });
    await until(() => now() !== before);
    await first.ended.promise;
    second.write(left("later"));
    await arrives("later");
    const silent = new Set(["pong"]);
    expect(received.filter((what) => !silent.has(what))).toEqual([
      "welcome",
      "meanwhile",
      "early",
      "welcome",
      "later",
    ]);
  });

  test("goes on while the second one cannot connect", async () => {
    const { first, now, before } = await begin();
    refusals = 3;
    first.write(drain());
    const second = await links.next();
    first.write(left("still here"));
    await arrives("still here");
    expect(now()).toBe(before);
    second.write(welcome);
    first.write({ type: "pong", n: 1 });
    await until(() => now() !== before);
    expect(refusals).toBe(-1);
  });

  test("and which ends before the second one is connected, is replaced by that one", async () => {
    const { first, now, before } = await begin();
    first.write(drain());
    const second = await links.next();
    first.end(1012);
    await until(() => now() !== before);
    expect(now().isOpen()).toBe(false);
    second.write(welcome);
    await until(() => now().isOpen());
    expect(received).toEqual(["welcome", "welcome"]);
  });

  test("and which ends before there is a second one, reconnects by itself, once", async () => {
    const { first, now, before } = await begin();
    first.write(drain(600_000));
    first.write(left("before the end"));
    await arrives("before the end");
    first.end(1012);
    const again = await links.next();
    again.write(welcome);
    await until(() => now().isOpen());
    expect(now()).toBe(before);
  });

  test("goes to a third machine if the second is about to stop, too", async () => {
    const { first, now, before } = await begin();
    first.write(drain());
    const second = await links.next();
    second.write(drain());
    const third = await links.next();
    await second.ended.promise;
    third.write(welcome);
    first.write({ type: "pong", n: 1 });
    await until(() => now() !== before && now().isOpen());
  });
});

test("a socket is not closed before everything sent on it is answered", async () => {
  const { first, now, before } = await begun(kinds.socket);
  first.write(drain());
  const second = await links.next();
  before.send({ type: "message.send", roomId: "room", clientId: "a-client-id", text: "hi" });
  second.write(welcome);
  await first.receives("message.send");
  expect(await first.receives("ping")).toEqual({ type: "ping", n: 1 });
  first.write({ type: "message.sent", roomId: "its ack", clientId: "a-client-id", seq: 1, at: 0 });
  first.write({ type: "pong", n: 1 });
  await until(() => now() !== before);
  expect(received.slice(0, 3)).toEqual(["welcome", "its ack", "pong"]);
  now().send({ type: "read", roomId: "room", seq: 1 });
  await second.receives("read");
});

test("a socket that never answers is given up, and the second one takes its place", async () => {
  const { first, now, before } = await begun(kinds.socket);
  first.write(drain());
  const second = await links.next();
  second.write(welcome);
  await first.receives("ping");
  first.end(1012);
  await until(() => now() !== before);
  expect([now().isOpen(), received]).toEqual([true, ["welcome", "welcome"]]);
});
