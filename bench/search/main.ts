// `bun run bench:search`: an index of a million messages against a search through all of them.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import type { Indexed } from "../../db/search/contents";
import { Inverted } from "../../db/search/inverted";
import { expressionOf } from "../../db/search/text/terms";
import { areIn, type Word, wordsOf } from "../../db/search/text/words";
import { seededRandom } from "../generator/steps/random";
import { searchThrough } from "./everything";
import { sentence } from "./grammar";
import { type Kind, kinds } from "./kinds";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000000" },
    queries: { type: "string", default: "2000" },
    rooms: { type: "string", default: "1000" },
    seed: { type: "string", default: "7" },
  },
});
const [count, queries, roomCount, seed] = [values.messages, values.queries, values.rooms, values.seed].map(
  Number,
) as [number, number, number, number];
const random = seededRandom(seed);
const roll = (below: number): number => Math.floor(random() * below);
// A year of them.
const [START, STEP_MS] = [1_750_000_000_000, (365 * 24 * 3600_000) / count];
const BATCH = 500;
// The service looks at so many candidates at a time, and answers so many hits.
const [AT_ONCE, PAGE] = [64, 20];
// Of queries with more hits, so many of the newest are compared.
const COMPARED = 1000;

const dir = mkdtempSync(join(tmpdir(), "potato-search-bench-"));
const path = join(dir, "search.sqlite");
const index = Inverted.open(path, "bench");

const texts: string[] = [];
const seqs = new Uint32Array(roomCount);
const places = new Map<string, number>();
let building = 0;
for (let from = 0; from < count; from += BATCH) {
  const parts = new Map<string, Indexed[]>();
  for (let nth = from; nth < Math.min(count, from + BATCH); nth++) {
    const text = sentence(roll);
    // Half of what is said is said in few rooms.
    const room = roll(2) ? roll(roomCount) : roll(Math.ceil(roomCount / 50));
    const seq = ++seqs[room]!;
    const own = parts.get(`r${room}`) ?? [];
    parts.set(`r${room}`, own);
    own.push({
      seq,
      at: Math.floor(START + nth * STEP_MS),
      authorId: `u${roll(500)}`,
      texts: [text],
      has: [],
    });
    texts.push(text);
    places.set(`r${room} ${seq}`, nth);
  }
  const all = [...parts].map(([roomId, messages]) => ({
    roomId,
    seq: messages.at(-1)!.seq,
    rev: 0,
    messages,
  }));
  const began = performance.now();
  index.put(all);
  building += performance.now() - began;
}
index.checkpoint();
const bytes = statSync(path).size;
console.log(
  `${count.toLocaleString("en")} messages, ${(texts.reduce((sum, text) => sum + text.length, 0) / count).toFixed(1)} characters each`,
);
console.log(
  `index ${(bytes / 1e6).toFixed(0)} MB, ${(bytes / count).toFixed(0)} bytes a message; built at ${Math.round((count / building) * 1000).toLocaleString("en")} messages a second`,
);

const searchedThrough = searchThrough(texts);
const mine = Array.from({ length: roomCount }, (_, nth) => `r${nth}`);

console.log(
  "| kind | queries | hits p50 (of 1,000 or so at most) | recall | precision | p50 ms | p95 ms | p99 ms | worst ms |\n|---|---|---|---|---|---|---|---|---|",
);
for (const kind of kinds) report(kind);
index.close();
rmSync(dir, { recursive: true });

function report(kind: Kind): void {
  const times: number[] = [];
  const sizes: number[] = [];
  let [wanted, found, wrong] = [0, 0, 0];
  for (let tries = 0; times.length < queries && tries < queries * 50; tries++) {
    const query = kind.from(roll, texts[roll(count)]!);
    const words = query === undefined ? [] : wordsOf(query);
    if (words.length === 0) continue;
    const began = performance.now();
    search(words, PAGE);
    times.push(performance.now() - began);
    const expected = searchedThrough(words, COMPARED);
    sizes.push(expected.length);
    const newest = expected.slice(0, COMPARED);
    const got = search(words, newest.length + 1).slice(0, newest.length);
    const isIn = new Set(newest);
    wanted += newest.length;
    found += got.filter((nth) => isIn.has(nth)).length;
    wrong += got.filter((nth) => !isIn.has(nth)).length;
  }
  const at = (all: number[], share: number) =>
    all.toSorted((a, b) => a - b)[Math.floor(all.length * share)] ?? Number.NaN;
  const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(3)} %`;
  const cells = [
    kind.name,
    times.length,
    at(sizes, 0.5),
    percent(found, wanted),
    percent(found, found + wrong),
  ];
  const ms = [at(times, 0.5), at(times, 0.95), at(times, 0.99), Math.max(...times)].map((one) =>
    one.toFixed(1),
  );
  console.log(`| ${[...cells, ...ms].join(" | ")} |`);
}

/** As the service does it, with the texts in memory. */
function search(words: Word[], most: number): number[] {
  const found: number[] = [];
  const terms = words.flatMap(expressionOf);
  let before: number | undefined;
  do {
    const page = index.candidates({ terms, roomIds: mine, limit: AT_ONCE, patience: 60_000, before });
    for (const { roomId, seq } of page.found) {
      const nth = places.get(`${roomId} ${seq}`)!;
      if (areIn([texts[nth]!], words)) found.push(nth);
    }
    before = page.next ?? undefined;
  } while (before !== undefined && found.length < most);
  return found.slice(0, most);
}
