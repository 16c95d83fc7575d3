import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Room } from "../../protocol/room";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";
import type { Mentions } from "./model";

beforeAll(() => openHouse());
afterAll(() => house.close());

async function say(guest: Guest, room: Room, text: string, mentions: string[] = []): Promise<number> {
  const body = { clientId: crypto.randomUUID(), text, mentions };
  const { body: answer } = await guest.call("POST", `/api/rooms/${room.id}/messages`, body);
  return answer.message.seq as number;
}

async function mentionsOf(guest: Guest, query = ""): Promise<Mentions> {
  return (await guest.call("GET", `/api/mentions${query}`)).body as Mentions;
}
const textsOf = async (guest: Guest): Promise<string[]> =>
  (await mentionsOf(guest)).mentions.map(({ message }) => message.text);

const at = ({ id }: { id: string }, text: string): string => `<@${id}> ${text}`;

test("over all my rooms, what mentions me or everyone, the newest first, and whether I have read it", async () => {
  const [ann, bob] = await guests(2);
  const [one, other] = [await bob.group("one", [ann]), await bob.group("other", [ann])];
  await say(bob, one, at(ann, "first"), [ann.id]);
  const read = await say(bob, other, "<@all> second", ["all"]);
  await say(bob, one, "not of anybody");
  await say(bob, one, at(ann, "third"), [ann.id]);
  await ann.call("PUT", `/api/rooms/${other.id}/reading`, { seq: read });
  const { mentions, users, cursor } = await mentionsOf(ann);
  expect(mentions.map(({ message, isUnread }) => [message.text.split(" ").at(-1), isUnread])).toEqual([
    ["third", true],
    ["second", false],
    ["first", true],
  ]);
  expect(users.map(({ id }) => id)).toContain(bob.id);
  expect(cursor).toBeNull();
});

test("an edit adds and removes, a deleted message is out, and so is what I write myself", async () => {
  const [ann, bob] = await guests(2);
  const room = await bob.group("edits", [ann]);
  const added = await say(bob, room, "nobody yet");
  const removed = await say(bob, room, at(ann, "for now"), [ann.id]);
  const deleted = await say(bob, room, at(ann, "gone soon"), [ann.id]);
  await say(ann, room, at(ann, "a note"), [ann.id]);
  expect(await textsOf(ann)).toEqual([at(ann, "gone soon"), at(ann, "for now")]);
  const place = (seq: number) => `/api/rooms/${room.id}/messages/${seq}`;
  await bob.call("PATCH", place(added), { text: at(ann, "now"), mentions: [ann.id] });
  await bob.call("PATCH", place(removed), { text: "nobody any more", mentions: [] });
  await bob.call("DELETE", place(deleted));
  expect(await textsOf(ann)).toEqual([at(ann, "now")]);
});

test("nothing by people I block, of before I joined, or of rooms that I have left", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await bob.group("seen", [cat]);
  await say(bob, room, "<@all> before", ["all"]);
  await bob.call("PUT", `/api/rooms/${room.id}/members/${ann.id}`, {});
  const left = await cat.group("left", [ann]);
  await say(cat, left, at(ann, "left"), [ann.id]);
  await say(cat, room, at(ann, "blocked"), [ann.id]);
  await say(bob, room, at(ann, "seen"), [ann.id]);
  expect(await textsOf(ann)).toEqual([at(ann, "seen"), at(ann, "blocked"), at(ann, "left")]);
  await ann.call("DELETE", `/api/rooms/${left.id}/members/me`);
  await ann.call("PUT", `/api/blocks/${cat.id}`);
  expect(await textsOf(ann)).toEqual([at(ann, "seen")]);
  expect(await textsOf(cat)).toEqual(["<@all> before"]);
});

test("page by page everything comes once, also where several have the same time", async () => {
  const [ann, bob] = await guests(2);
  const rooms = await Promise.all([1, 2, 3].map((nth) => bob.group(`pages ${nth}`, [ann])));
  const sent = Array.from({ length: 24 }, (_, nth) => at(ann, `${nth}`));
  await Promise.all(sent.map((text, nth) => say(bob, rooms[nth % 3]!, text, [ann.id])));
  const found: string[] = [];
  for (let query = "?limit=5"; ;) {
    const { mentions, cursor } = await mentionsOf(ann, query);
    found.push(...mentions.map(({ message }) => message.text));
    if (cursor === null) break;
    query = `?limit=5&cursor=${cursor}`;
  }
  expect(found).toHaveLength(24);
  expect(found.toSorted()).toEqual(sent.toSorted());
  expect((await ann.call("GET", "/api/mentions?cursor=nothing")).status).toBe(422);
});
