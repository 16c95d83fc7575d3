import { expect, test } from "bun:test";

import { createSocket } from "./socket";

// In ms: a ping is answered within five seconds, or the socket is given up.
const PROMISED = 6000;

/** A server that greets, and from then on answers a ping only if it is said to. */
function serve(answersPings: boolean) {
  return Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, server) => (server.upgrade(request) ? undefined : new Response()),
    websocket: {
      message(socket, text) {
        const { type } = JSON.parse(String(text)) as { type: string };
        if (type === "hello") socket.send(JSON.stringify({ type: "welcome", rooms: [] }));
        if (type === "ping" && answersPings) socket.send(JSON.stringify({ type: "pong" }));
      },
    },
  });
}

test.each([
  ["is given up within seconds, where nobody answers", false],
  ["stays, where it is answered", true],
] as const)(
  "a socket whose network is said to be gone %s",
  async (_, answersPings) => {
    const server = serve(answersPings);
    const [open, pong, lost] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<string>(),
      Promise.withResolvers<string>(),
    ];
    const socket = createSocket({
      url: `ws://127.0.0.1:${server.port}/`,
      token: () => "token",
      ready: async () => undefined,
      onFrame: ({ type }) => (type === "welcome" ? open.resolve() : pong.resolve(type)),
      onLost: () => lost.resolve("lost"),
    });
    socket.start();
    await open.promise;
    socket.check();
    const late = Bun.sleep(PROMISED).then(() => "nothing");
    expect(await Promise.race([pong.promise, lost.promise, late])).toBe(answersPings ? "pong" : "lost");
    expect(socket.isOpen()).toBe(answersPings);
    socket.stop();
    await server.stop(true);
  },
  10_000,
);
