import { expect, test } from "bun:test";
import { join } from "node:path";

import { type Dialect, HEARD, type Kind, OTHER, REFUSED, SENT, STEP } from "../../generator/dialect";
import type { Peer } from "../peer";
import { tried } from "./trial";

const kinds: Record<string, Kind> = { i: STEP, h: HEARD, s: SENT, r: REFUSED };
const echoSpeech: Dialect = {
  path: "/",
  greeting: ({ rooms }) => [JSON.stringify({ rooms })],
  say: (_, roomId, clientId, text) => JSON.stringify({ roomId, clientId, text }),
  kindOf: (bytes, from) => kinds[String.fromCharCode(bytes[from] ?? 0)] ?? OTHER,
};

test("a peer that does as it should is well", async () => {
  expect(await tried(echo(), echoSpeech)).toEqual([]);
});

test.each([
  ["tells all", "heard 1 × what was said in "],
  ["tells twice", "heard 2 × what was said in "],
  ["acks twice", "had 2 acks of"],
  ["refuses", "refused with refused"],
  ["ends", "closed with"],
  ["tells nobody", "heard 0 × what was said in "],
  ["never acks", "had 0 acks of"],
  ["numbers all alike", "was told 1, 1"],
])("one that %s is not", async (fault, words) => {
  expect((await tried(echo(fault), echoSpeech, 500)).join("\n")).toContain(words);
});

test("nor is one that ends before it listens, and what it complains of is told", async () => {
  const mute = { ...echo(), command: () => ["sh", "-c", "echo no such potato >&2"] };
  expect(await tried(mute, echoSpeech)).toEqual(["Error: echo ended before it listened: no such potato"]);
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
