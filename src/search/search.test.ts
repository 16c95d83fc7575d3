import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Message } from "../protocol/message";
import { call, type Guest, guests, house, openHouse } from "../testing/people/guests";
import { finds, searched, SOON_MS } from "../testing/wire/searched";
import { sent } from "../testing/wire/uploads";

// What is found, by whom, and how soon. What counts as found is in db/search.

beforeAll(() => openHouse());
afterAll(() => house.close());

describe("a message", () => {
  test("is found within a second by a part of it, its last syllable half-typed, or initial consonants", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("kitchen", [bob]);
    for (const text of ["어제 검색했어요", "김치찌개 먹자", "Ｈello WORLD", "가방 어디 있어?"])
      await ann.says(room, text);
    await finds(bob, "검색", ["어제 검색했어요"]);
    await finds(bob, "검새", ["어제 검색했어요"]);
    await finds(bob, "갑", ["가방 어디 있어?"]);
    await finds(bob, "ㄱㅊㅉㄱ", ["김치찌개 먹자"]);
    await finds(bob, "hello orld", ["Ｈello WORLD"]);
    await finds(bob, "검색".normalize("NFD"), ["어제 검색했어요"]);
    const { hits } = await finds(bob, "찌", ["김치찌개 먹자"]);
    expect(hits[0]).toMatchObject({ ranges: [[2, 3]], message: { roomId: room.id, authorId: ann.id } });
  });

  test("is found as it is now, and not any more within a second after it was deleted", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("changes", [bob]);
    const { seq } = (await ann.says(room, "감자튀김")).body.message;
    await finds(bob, "감자튀", ["감자튀김"]);
    await ann.call("PATCH", `/api/rooms/${room.id}/messages/${seq}`, { text: "고구마튀김" });
    await finds(bob, "감자튀", []);
    await finds(bob, "고구마", ["고구마튀김"]);
    await ann.call("DELETE", `/api/rooms/${room.id}/messages/${seq}`);
    await finds(bob, "고구마", []);
  });

  test("is found by the name of its file", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("papers", [bob]);
    const { body } = await sent(ann, "감자전", "여름 레시피.txt");
    await ann.says(room, "here", { attachmentIds: [body.attachment.id] });
    const { hits } = await finds(bob, "레시ㅍ", ["here"]);
    expect(hits[0]!.ranges).toEqual([]);
    await finds(bob, "here 레시피", ["here"], { has: "file" });
    await finds(bob, "레시피", [], { has: "image" });
  });

  test("is found by nobody who may not see it", async () => {
    const [ann, bob, cat, eve] = await guests(4);
    const room = await ann.group("private", [bob]);
    await ann.says(room, "비밀 요리법");
    await finds(bob, "요리법", ["비밀 요리법"]);
    await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id] });
    await ann.says(room, "두 번째 요리법");
    await finds(cat, "요리법", ["두 번째 요리법"]);
    await finds(eve, "요리법", []);
    expect((await eve.call("GET", `/api/search?q=a&roomId=${room.id}`)).status).toBe(404);
    await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
    await finds(bob, "요리법", []);
    const direct = await ann.direct(cat);
    await cat.call("PUT", `/api/blocks/${ann.id}`);
    await ann.says(direct, "숨은 요리법");
    await finds(ann, "숨은", ["숨은 요리법"]);
    await finds(cat, "숨은", []);
    expect((await call("GET", "/api/search?q=a")).status).toBe(401);
  });
});

async function inPages(guest: Guest, q: string, limit: number): Promise<Message[]> {
  const found: Message[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof searched>> = await searched(guest, q, {
      limit,
      ...(cursor && { cursor }),
    });
    found.push(...page.hits.map(({ message }) => message));
    ({ cursor } = page);
  }
  return found;
}

// As much as src/search/cursor.ts allows two machines to differ.
const MOMENT_MS = 256;
const inOrder = (one: string, other: string): number => (one < other ? -1 : 1);
const inRoom = (texts: string[], room: number): string[] =>
  texts.filter((_, nth) => nth % 2 === room).toReversed();

describe("a search", () => {
  test("goes through all of my rooms, the newest first, in pages", async () => {
    const [ann, bob] = await guests(2);
    const rooms = [await ann.group("one", [bob]), await ann.group("two", [bob])];
    const texts = Array.from({ length: 23 }, (_, nth) => `potato ${nth}`);
    for (const [nth, text] of texts.entries()) await ann.says(rooms[nth % 2]!, text);
    await finds(bob, "potato", inRoom(texts, 0), { roomId: rooms[0]!.id, limit: 50 });
    await finds(bob, "potato", inRoom(texts, 1), { roomId: rooms[1]!.id, limit: 50 });
    const until = performance.now() + SOON_MS;
    let found: Message[];
    do found = await inPages(bob, "potato", 10);
    while (found.length < texts.length && performance.now() < until);
    expect(found.map(({ text }) => text).toSorted(inOrder)).toEqual(texts.toSorted(inOrder));
    // Those of one moment in several rooms may be in another order, and more so where another machine answers for the next page.
    for (const [nth, { at }] of found.entries())
      expect(at).toBeLessThan((found[nth - 1]?.at ?? Infinity) + MOMENT_MS);
    for (const [nth, { id }] of rooms.entries())
      expect(found.filter(({ roomId }) => roomId === id).map(({ text }) => text)).toEqual(inRoom(texts, nth));
  });

  test("can be for an author, a span of time, and messages with links", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("filters", [bob]);
    const first = (await ann.says(room, "감자 하나")).body.message;
    await bob.says(room, "감자 둘 https://potato.example");
    const last = (await ann.says(room, "감자 셋")).body.message;
    await finds(ann, "감자", ["감자 셋", "감자 하나"], { from: ann.id });
    await finds(ann, "감자", ["감자 둘 https://potato.example"], { has: "link" });
    await finds(ann, "감자", ["감자 셋"], { since: last.at, from: ann.id });
    await finds(ann, "감자 하", ["감자 하나"], { until: first.at + 1 });
    await finds(ann, "감자", [], { until: first.at });
    await finds(ann, "감자", [], { from: crypto.randomUUID() });
  });

  test("takes operators, quotes and odd characters as text", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("odd", [bob]);
    const texts = [
      'say "NOT" OR (a AND b)',
      "100% _off_",
      "a* NEAR/2 b^",
      "가'나;--",
      "😀👍🏽 \\ ` {x: y}",
      "col:umn -minus +plus",
    ];
    for (const text of texts) await ann.says(room, text);
    for (const [q, text] of [
      ['"NOT"', 0],
      ["OR (a", 0],
      ["100%", 1],
      ["_off_", 1],
      ["%", 1],
      ["a*", 2],
      ["NEAR/2", 2],
      ["b^", 2],
      ["'나;--", 3],
      ["👍🏽", 4],
      ["\\", 4],
      ["{x:", 4],
      ["col:umn", 5],
      ["-minus", 5],
      ["+", 5],
    ] as const)
      await finds(bob, q, [texts[text]!]);
    await finds(bob, "*", [texts[2]!]);
    await finds(bob, `${"감".repeat(99)}ㅈ`, []);
    for (const q of ["", " ", "가".repeat(101), "a".repeat(5000)])
      expect((await bob.call("GET", `/api/search?${new URLSearchParams({ q })}`)).status).toBe(422);
    await finds(bob, "a\0b", []);
    await finds(bob, "\ud800", []);
  });
});
