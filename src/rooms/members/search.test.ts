import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Member } from "../../protocol/room";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

async function named(nicknames: string[]): Promise<Guest[]> {
  const people = await guests<number>(nicknames.length);
  for (const [nth, nickname] of nicknames.entries())
    expect((await people[nth]!.call("PATCH", "/api/me", { nickname })).status).toBe(200);
  return people;
}
const search = (guest: Guest, room: { id: string }, query: Record<string, string>) =>
  guest.call("GET", `/api/rooms/${room.id}/members?${new URLSearchParams(query)}`);
const found = async (guest: Guest, room: { id: string }, q: string) =>
  (await search(guest, room, { q })).body.members.map(({ user }: Member) => user.nickname);

describe("a search in a room", () => {
  test("finds members by a part of their names, by initial consonants and by my alias, and nobody else", async () => {
    const [ann, bob, cat] = (await named(["방의 주인", "김치 만두", "Kimchi Stew"])) as [Guest, Guest, Guest];
    await named(["김치 손님"]);
    const room = await ann.group("찾기", [bob, cat]);
    expect(await found(ann, room, "김치")).toEqual(["김치 만두"]);
    expect(await found(ann, room, "ㄱㅊ ㅁ")).toEqual(["김치 만두"]);
    expect(await found(ann, room, "kimCHI")).toEqual(["Kimchi Stew"]);
    expect(await found(ann, room, cat.username)).toEqual(["Kimchi Stew"]);
    expect(await found(ann, room, "없는 이름")).toEqual([]);
    await ann.call("PUT", `/api/friends/${cat.id}`, { alias: "찌개" });
    expect([await found(ann, room, "ㅉㄱ"), await found(bob, room, "찌개")]).toEqual([["Kimchi Stew"], []]);
    const { body } = await search(ann, room, { q: "김치" });
    expect(body).toEqual({
      members: [{ user: expect.objectContaining({ id: bob.id }), role: "member", cursor: 0, joinedSeq: 0 }],
      cursor: null,
    });
  });

  test("comes in pages that repeat and skip none", async () => {
    const people = await named(["쪽 하나", "쪽 둘", "쪽 셋", "쪽 넷", "쪽 다섯"]);
    const room = await people[0]!.group("쪽", people.slice(1));
    const seen: string[] = [];
    let cursor = "";
    for (let pages = 0; pages < 3; pages++) {
      const { body } = await search(people[0]!, room, { q: "쪽", limit: "2", ...(cursor && { cursor }) });
      seen.push(...body.members.map(({ user }: Member) => user.id));
      cursor = body.cursor ?? "";
    }
    expect(cursor).toBe("");
    expect(seen).toEqual(people.map(({ id }) => id).toSorted());
  });

  test("wants something visible, and is for members only", async () => {
    const [ann, stranger] = await guests(2);
    const room = await ann.group("안쪽");
    for (const q of ["", " ", "\u200D", "x".repeat(101)])
      expect((await search(ann, room, { q })).body.code).toBe("invalid");
    expect((await search(stranger, room, { q: "손님" })).status).toBe(404);
  });
});
