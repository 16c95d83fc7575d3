import { expect, test } from "bun:test";
import { join } from "node:path";

import { type Dialect, MESSAGE, type Kind, OTHER, REFUSED, ACK, HANDSHAKE } from "../../generator/dialect";
import type { Peer } from "../peer";
import { runTrial } from "./trial";

const kinds: Record<string, Kind> = { i: HANDSHAKE, h: MESSAGE, s: ACK, r: REFUSED };
const echoDialect: Dialect = {
  path: "/",
  handshakeFrames: ({ rooms }) => [JSON.stringify({ rooms })],
  encodeMessage: (_, roomId, clientId, text) => JSON.stringify({ roomId, clientId, text }),
  kindOf: (bytes, from) => kinds[String.fromCharCode(bytes[from] ?? 0)] ?? OTHER,
};

test("a peer that works has no faults", async () => {
  expect(await runTrial(echo(), echoDialect)).toEqual([]);
});

test.each([
  ["delivers to all", "received 1 × a message in "],
  ["delivers twice", "received 2 × a message in "],
  ["acks twice", "had 2 acks of"],
  ["refuses", "refused with refused"],
  ["ends", "closed with"],
  ["delivers to nobody", "received 0 × a message in "],
  ["never acks", "had 0 acks of"],
  ["repeats a seq", "received the seqs 1, 1"],
])("a fault is found: the peer %s", async (fault, words) => {
  expect((await runTrial(echo(fault), echoDialect, 500)).join("\n")).toContain(words);
});

test("a peer that ends before it listens is a fault, with its stderr", async () => {
  const mute = { ...echo(), command: () => ["sh", "-c", "echo no such potato >&2"] };
  expect(await runTrial(mute, echoDialect)).toEqual(["Error: echo ended before it listened: no such potato"]);
});

function echo(fault = ""): Peer {
  return {
    name: "echo",
    title: "an echo",
    doesNot: [],
    needs: [],
    dialect: "echo",
    command: () => [process.execPath, join(import.meta.dir, "echo.ts")],
    env: { FAULT: fault },
  };
}
