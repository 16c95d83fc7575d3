import { connect, createServer, type Socket } from "node:net";

import { house } from "../people/guests";

// For tests: slow connections to the server.

const SLICE = 4096;

type Ends = { near: Socket; far: Socket };

/** Downloads are slow, uploads pass at once. Bytes that wait are left unread, so that the server sees backpressure. */
export function slowLink(bytesPerSecond: number) {
  return relayed(({ near, far }) => {
    near.on("data", (part) => far.write(part));
    far.on("data", (part: Buffer) => void forward(part));

    async function forward(part: Buffer): Promise<void> {
      far.pause();
      for (let from = 0; from < part.length; from += SLICE) {
        const slice = part.subarray(from, from + SLICE);
        await Bun.sleep((slice.length / bytesPerSecond) * 1000);
        near.write(slice);
      }
      far.resume();
    }
  });
}

/** Uploads are slow, and counted: `sent` is what clients have sent. While it is held, nothing more comes from them. */
export async function meteredLink(bytesPerSecond: number) {
  const link = { sent: 0, hold, goOn };
  let held = Promise.resolve();
  let release: () => void = () => undefined;
  function hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    [held, release] = [promise, resolve];
  }
  function goOn(): void {
    release();
  }
  const relay = await relayed(({ near, far }) => {
    far.on("data", (part) => near.write(part));
    near.on("data", (part: Buffer) => void forward(part));

    async function forward(part: Buffer): Promise<void> {
      near.pause();
      link.sent += part.length;
      far.write(part);
      await Bun.sleep((part.length / bytesPerSecond) * 1000);
      await held;
      near.resume();
    }
  });
  return Object.assign(link, relay);
}

async function relayed(join: (ends: Ends) => void): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(house.url);
  const links = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const link of [near, far]) links.add(link.on("error", () => undefined));
    join({ near, far });
    near.on("close", () => far.destroy());
    far.on("close", () => near.end());
  });
  await new Promise<void>((resolve) => relay.listen(0, hostname, resolve));
  const close = () => {
    relay.close();
    for (const link of links) link.destroy();
  };
  return { url: `http://${hostname}:${(relay.address() as { port: number }).port}`, close };
}
