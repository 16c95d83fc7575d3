import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import type { ClientFrame, ServerFrame } from "../../../src/protocol/frames";
import { createFeed } from "./feed";
import { createSocket } from "./socket";
import { type Carrier, createSuccession, type CarrierEvents } from "./succession";

// Real carriers, before a server that says what a test tells it to.

/** What comes is waited for, or has come already. */
class Queue<Thing> {
  private readonly things: Thing[] = [];
  private readonly waiting: ((thing: Thing) => void)[] = [];

  put(thing: Thing): void {
    const next = this.waiting.shift();
    if (next) next(thing);
    else this.things.push(thing);
  }

  take(): Promise<Thing> {
    const first = this.things.shift();
    return first === undefined
      ? new Promise((resolve) => this.waiting.push(resolve))
      : Promise.resolve(first);
  }
}

/** One link, as the server sees it. */
class Link {
  readonly said = new Queue<ClientFrame>();
  readonly ended = Promise.withResolvers<void>();
  write: (frame: ServerFrame) => void = () => undefined;
  end: (code: number) => void = () => undefined;

  async hears(type: ClientFrame["type"]): Promise<ClientFrame> {
    for (;;) {
      const frame = await this.said.take();
      if (frame.type === type) return frame;
    }
  }
}

const links = new Queue<Link>();
let refusals = 0;
let server: Bun.Server<Link>;
let succession: { current: () => Carrier; start: () => void; stop: () => void };
let heard: string[] = [];

beforeEach(() => {
  [refusals, heard] = [0, []];
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
      message: (socket, text) => socket.data.said.put(JSON.parse(String(text)) as ClientFrame),
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
      // Bun sends no headers before there is something to send.
      controller.enqueue(encoder.encode(":\n\n"));
      links.put(link);
    },
  });
  return new Response(stream);
}

const kinds = {
  socket: (ears: CarrierEvents) =>
    createSocket({ url: `${server.url.origin.replace("http", "ws")}/ws`, ...session, ...ears }),
  feed: (ears: CarrierEvents) =>
    createFeed({ url: `${server.url.origin}/feed`, ...session, ...ears, watching: () => undefined }),
};
const session = { token: () => "a token", ready: async () => undefined };

/** Up and welcomed. */
async function begun<Kind extends Carrier>(create: (ears: CarrierEvents) => Kind) {
  const begin = createSuccession(
    create,
    (frame) =>
      void heard.push(
        frame.type === "room.left" || frame.type === "message.sent" ? frame.roomId : frame.type,
      ),
  );
  succession = begin;
  begin.start();
  const first = await links.take();
  first.write(welcome);
  await until(() => begin.current().isOpen());
  return { first, now: begin.current, before: begin.current() };
}

const welcome: ServerFrame = { type: "welcome", userId: "ann", machine: "", version: "", now: 0, rooms: [] };
const told = (roomId: string): ServerFrame => ({ type: "room.left", roomId });
const drain = (withinMs = 0): ServerFrame => ({ type: "drain", withinMs });

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}
const hears = (what: string) => until(() => heard.includes(what));

describe.each(Object.entries(kinds))("a %s whose machine is going", (_, create) => {
  const begin = () => begun<Carrier>(create);

  test("is carried on by another that came up beside it, and told of nothing out of turn", async () => {
    const { first, now, before } = await begin();
    first.write(drain());
    const second = await links.take();
    second.write(told("early"));
    second.write(welcome);
    first.write(told("meanwhile"));
    await hears("meanwhile");
    expect([now() === before, now().isOpen()]).toEqual([true, true]);
    first.write({ type: "pong", n: 1 });
    await until(() => now() !== before);
    await first.ended.promise;
    second.write(told("later"));
    await hears("later");
    const silent = new Set(["pong"]);
    expect(heard.filter((what) => !silent.has(what))).toEqual([
      "welcome",
      "meanwhile",
      "early",
      "welcome",
      "later",
    ]);
  });

  test("goes on as long as no other lets it in", async () => {
    const { first, now, before } = await begin();
    refusals = 3;
    first.write(drain());
    const second = await links.take();
    first.write(told("still here"));
    await hears("still here");
    expect(now()).toBe(before);
    second.write(welcome);
    first.write({ type: "pong", n: 1 });
    await until(() => now() !== before);
    expect(refusals).toBe(-1);
  });

  test("and ends before another is there leaves its place to that one", async () => {
    const { first, now, before } = await begin();
    first.write(drain());
    const second = await links.take();
    first.end(1012);
    await until(() => now() !== before);
    expect(now().isOpen()).toBe(false);
    second.write(welcome);
    await until(() => now().isOpen());
    expect(heard).toEqual(["welcome", "welcome"]);
  });

  test("and ends before its moment comes back by itself, and only once", async () => {
    const { first, now, before } = await begin();
    first.write(drain(600_000));
    first.write(told("before the end"));
    await hears("before the end");
    first.end(1012);
    const again = await links.take();
    again.write(welcome);
    await until(() => now().isOpen());
    expect(now()).toBe(before);
  });

  test("goes to a third where the second is going, too", async () => {
    const { first, now, before } = await begin();
    first.write(drain());
    const second = await links.take();
    second.write(drain());
    const third = await links.take();
    await second.ended.promise;
    third.write(welcome);
    first.write({ type: "pong", n: 1 });
    await until(() => now() !== before && now().isOpen());
  });
});

test("a socket is not let go before what was said on it is answered", async () => {
  const { first, now, before } = await begun(kinds.socket);
  first.write(drain());
  const second = await links.take();
  before.say({ type: "message.send", roomId: "room", clientId: "a-client-id", text: "hi" });
  second.write(welcome);
  await first.hears("message.send");
  expect(await first.hears("ping")).toEqual({ type: "ping", n: 1 });
  first.write({ type: "message.sent", roomId: "its ack", clientId: "a-client-id", seq: 1, at: 0 });
  first.write({ type: "pong", n: 1 });
  await until(() => now() !== before);
  expect(heard.slice(0, 3)).toEqual(["welcome", "its ack", "pong"]);
  now().say({ type: "read", roomId: "room", seq: 1 });
  await second.hears("read");
});

test("a socket that never answers is lost like any other, and the other takes its place", async () => {
  const { first, now, before } = await begun(kinds.socket);
  first.write(drain());
  const second = await links.take();
  second.write(welcome);
  await first.hears("ping");
  first.end(1012);
  await until(() => now() !== before);
  expect([now().isOpen(), heard]).toEqual([true, ["welcome", "welcome"]]);
});
