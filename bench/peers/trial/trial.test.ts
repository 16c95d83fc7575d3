import { expect, test } from "bun:test";
import { join } from "node:path";

import { HEARD, OTHER, REFUSED, SENT, STEP } from "../../generator/dialect";
import type { Dialect, Kind } from "../../generator/dialect";
import type { Peer } from "../peer";
import { tried } from "./trial";

const kinds: Record<string, Kind> = { i: STEP, h: HEARD, s: SENT, r: REFUSED };
const parrotSpeech: Dialect = {
  path: "/",
  greeting: ({ rooms }) => [JSON.stringify({ rooms })],
  say: (_, roomId, clientId, text) => JSON.stringify({ roomId, clientId, text }),
  kindOf: (bytes, from) => kinds[String.fromCharCode(bytes[from] ?? 0)] ?? OTHER,
};

test("a peer that does as it should is well", async () => {
  expect(await tried(parrot(), parrotSpeech)).toEqual([]);
});

test.each([
  ["tells all", "heard 1 × what was said in room-"],
  ["tells twice", "heard 2 × what was said in room-of-all"],
  ["acks twice", "had 2 acks of"],
  ["refuses", "refused with refused"],
  ["ends", "closed with"],
  ["tells nobody", "too late: not heard"],
  ["never acks", "too late: not told of"],
])("one that %s is not", async (fault, words) => {
  expect((await tried(parrot(fault), parrotSpeech, 500)).join("\n")).toContain(words);
});

test("nor is one that ends before it listens", async () => {
  const mute = { ...parrot(), command: () => ["true"] };
  expect((await tried(mute, parrotSpeech)).join("\n")).toContain("it ended before it listened");
});

function parrot(fault = ""): Peer {
  return {
    name: "parrot",
    title: "a parrot",
    doesNot: [],
    needs: [],
    dialect: "parrot",
    command: () => ["bun", join(import.meta.dir, "parrot.ts")],
    env: { FAULT: fault },
  };
}
