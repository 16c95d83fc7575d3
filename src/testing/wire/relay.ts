import { connect, createServer, type Socket } from "node:net";

import { house } from "../people/guests";

// For tests: a slow link to the house. What people say goes through at once, what they are told takes its time.

const SLICE = 4096;

/** Where guests who come by this link go. What waits for its turn is left unread, so that the server feels it. */
export async function slowLink(bytesPerSecond: number): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(house.url);
  const links = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const link of [near, far]) links.add(link.on("error", () => undefined));
    near.on("data", (part) => far.write(part));
    far.on("data", (part: Buffer) => void forward(part));
    near.on("close", () => far.destroy());
    far.on("close", () => near.end());

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
  await new Promise<void>((resolve) => relay.listen(0, hostname, resolve));
  const close = () => {
    relay.close();
    for (const link of links) link.destroy();
  };
  return { url: `http://${hostname}:${(relay.address() as { port: number }).port}`, close };
}
