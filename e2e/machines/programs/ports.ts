import { createServer } from "node:net";

import type { Part } from "../part";

// Below the ephemeral ports, so that the port of a killed server stays free until it restarts.
const FIRST = 12_000;
const LAST = 32_000;
const MAX_ATTEMPTS = 5;

/** Starts a part on a free port. Tries another one if the port was taken meanwhile. */
export async function onFreePort<Kind extends Part>(make: (port: number) => Kind): Promise<Kind> {
  for (let attempt = 1; ; attempt++) {
    const part = make(await freePort());
    try {
      await part.start();
      return part;
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !/in use/i.test(String(error))) throw error;
    }
  }
}

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = createServer();
  probe.once("error", () => resolve(false));
  probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  return promise;
}
