import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Message } from "../../protocol/message";
import type { Room } from "../../protocol/room";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

// What was said changes: whoever hears the room gets it as it is now, and whoever was away fetches exactly what changed.

beforeAll(() => openHouse());
afterAll(() => house.close());

const at = (room: Room, seq: number, more = "") => `/api/rooms/${room.id}/messages/${seq}${more}`;
const edit = (guest: Guest, room: Room, seq: number, text: string) =>
  guest.call("PATCH", at(room, seq), { text });
const remove = (guest: Guest, room: Room, seq: number) => guest.call("DELETE", at(room, seq));
const react = (guest: Guest, room: Room, seq: number, emoji: string) =>
  guest.call("PUT", at(room, seq, `/reactions/${encodeURIComponent(emoji)}`));
const unreact = (guest: Guest, room: Room, seq: number, emoji: string) =>
  guest.call("DELETE", at(room, seq, `/reactions/${encodeURIComponent(emoji)}`));
const pin = (guest: Guest, room: Room, seq: number) => guest.call("PUT", `/api/rooms/${room.id}/pins/${seq}`);
const changes = async (guest: Guest, room: Room, after: number) =>
  (await guest.call("GET", `/api/rooms/${room.id}/changes?after=${after}`)).body;
const messageOf = async (guest: Guest, room: Room, seq: number): Promise<Message> =>
  (await guest.history(room, `?around=${seq}&limit=1`)).messages[0];
const statuses = async (...answers: Promise<{ status: number }>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);

/** Ann's group with Bob; her message has seq 2. */
async function said(text: string): Promise<[Guest, Guest, Room]> {
  const [ann, bob] = await guests(2);
  const room = await ann.group("바뀌는 말", [bob]);
  await ann.says(room, text);
  return [ann, bob, room];
}

describe("an edit", () => {
  test("is answered with the message, published to all with its rev, and found in pages, lists and changes", async () => {
    const [ann, bob, room] = await said("teh potato");
    const ears = [await ann.socket(), await bob.socket()];
    const { status, body } = await edit(ann, room, 2, "  the potato ");
    expect([status, body.message]).toMatchObject([200, { seq: 2, text: "the potato", rev: 1 }]);
    expect(body.message.editedAt).toBeGreaterThanOrEqual(body.message.at);
    for (const ear of ears)
      expect(await ear.hears("messages.changed")).toEqual({
        type: "messages.changed",
        roomId: room.id,
        since: 0,
        rev: 1,
        messages: [body.message],
      });
    expect(await messageOf(bob, room, 2)).toEqual(body.message);
    const seen = (await bob.call("GET", `/api/rooms/${room.id}`)).body.room;
    expect([seen.lastMessage, seen.rev]).toEqual([body.message, 1]);
    expect(await changes(bob, room, 0)).toMatchObject({ messages: [body.message], rev: 1, more: false });
    expect((await (await bob.socket()).hears("welcome")).rooms).toEqual([[room.id, 2, 0, 1, 1]]);
    expect((await bob.history(room)).rev).toBe(1);
  });

  test("of the same text changes nothing, and mentions only members", async () => {
    const [ann, bob, room] = await said("hello");
    const [cat] = await guests(1);
    expect((await edit(ann, room, 2, "hello")).body.message.rev).toBeUndefined();
    const { body } = await ann.call("PATCH", at(room, 2), {
      text: "hello Bob",
      mentions: [bob.id, cat.id, bob.id],
    });
    expect(body.message).toMatchObject({ mentions: [bob.id], rev: 1 });
    expect((await changes(ann, room, 0)).rev).toBe(1);
  });

  test("is the author's alone, of a text that is there; strangers learn nothing", async () => {
    const [ann, bob, room] = await said("mine");
    const [cat] = await guests(1);
    expect(await statuses(edit(bob, room, 2, "his"), edit(cat, room, 2, "hers"))).toEqual([403, 404]);
    // A system message, one that does not exist, and what is no seq.
    expect(await statuses(edit(ann, room, 1, "x"), edit(ann, room, 3, "x"), edit(ann, room, 0, "x"))).toEqual(
      [404, 404, 404],
    );
    expect((await edit(ann, room, 2, " ")).status).toBe(422);
    expect(await messageOf(ann, room, 2)).toMatchObject({ text: "mine", editedAt: null });
  });
});

describe("a deleted message", () => {
  test("leaves its place and nothing else, in quotes and reactions, too", async () => {
    const [ann, bob, room] = await said("a secret");
    await bob.says(room, "I heard it", { replyTo: 2 });
    await react(bob, room, 2, "👀");
    await pin(ann, room, 2);
    const line = await bob.socket();
    expect((await remove(ann, room, 2)).status).toBe(204);
    const { messages } = await line.hears("messages.changed", ({ rev }) => rev === 3);
    expect(messages).toMatchObject([{ seq: 2, text: "", reactions: [], mentions: [], rev: 3 }]);
    const page = await bob.history(room);
    expect(page.messages[1].deletedAt).toBeNumber();
    expect(page.messages[1].pin).toBeUndefined();
    expect(page.messages[2].replyTo).toEqual({ seq: 2, authorId: ann.id, excerpt: "", deleted: true });
    expect(JSON.stringify(page)).not.toContain("a secret");
    expect(JSON.stringify(await changes(bob, room, 0))).not.toContain("a secret");
    // Again: nothing changes. And nothing else can be done with it.
    expect((await remove(ann, room, 2)).status).toBe(204);
    expect((await changes(ann, room, 0)).rev).toBe(3);
    expect(await statuses(edit(ann, room, 2, "x"), react(bob, room, 2, "👍"), pin(ann, room, 2))).toEqual([
      404, 404, 404,
    ]);
    expect((await bob.says(room, "?", { replyTo: 2 })).status).toBe(404);
  });

  test("can be anybody's for the owner of a group, and only one's own for a member", async () => {
    const [ann, bob, room] = await said("Ann's");
    const { message } = (await bob.says(room, "Bob's")).body;
    expect(await statuses(remove(bob, room, 2), remove(ann, room, message.seq))).toEqual([403, 204]);
  });
});

describe("reactions", () => {
  test("count once each, in the order in which they came, and say to me alone which are mine", async () => {
    const [ann, bob, room] = await said("감자전");
    const [hers, his] = [await ann.socket(), await bob.socket()];
    for (const [guest, emoji] of [
      [bob, "👍"],
      [ann, "👍"],
      [bob, "🇰🇷"],
      [bob, "👍"],
    ] as const)
      expect((await react(guest, room, 2, emoji)).status).toBe(204);
    const { messages } = await hers.hears("messages.changed", ({ rev }) => rev === 3);
    const counted = [
      { emoji: "👍", count: 2 },
      { emoji: "🇰🇷", count: 1 },
    ];
    expect(messages[0].reactions).toEqual(counted);
    expect((await his.hears("reaction.mine", ({ emojis }) => emojis.length === 2)).emojis).toEqual([
      "👍",
      "🇰🇷",
    ]);
    expect((await messageOf(ann, room, 2)).reactions).toEqual([
      { ...counted[0], mine: true },
      counted[1]!,
    ] as never);
    const { reactions } = (await ann.call("GET", at(room, 2, "/reactions"))).body;
    expect(reactions[0]).toMatchObject({ emoji: "👍", count: 2, users: [{ id: bob.id }, { id: ann.id }] });
    expect((await unreact(bob, room, 2, "👍")).status).toBe(204);
    expect((await unreact(bob, room, 2, "👍")).status).toBe(204);
    expect((await changes(ann, room, 3)).messages[0].reactions[0].count).toBe(1);
    expect((await his.hears("reaction.mine", ({ emojis }) => emojis.join() === "🇰🇷")).seq).toBe(2);
    expect(hers.all("reaction.mine")).toHaveLength(1);
  });

  test("are one emoji each, of at most twenty kinds", async () => {
    const [ann, , room] = await said("!");
    const wrong = ["a", "감", "👍👍", "", "1", "☺", "%F0%9F%91%8D", "👍".repeat(30)];
    for (const emoji of wrong)
      expect([emoji, (await react(ann, room, 2, emoji)).status]).not.toEqual([emoji, 204]);
    const kinds = [..."😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔"];
    const answers: number[] = [];
    for (const emoji of kinds) answers.push((await react(ann, room, 2, emoji)).status);
    expect(answers).toEqual([...Array.from({ length: 20 }, () => 204), 409]);
  });
});

test("pins are for the owner of a group, newest first, until they are taken down", async () => {
  const [ann, bob, room] = await said("read me");
  const { message } = (await bob.says(room, "and me")).body;
  expect(await statuses(pin(bob, room, 2), pin(ann, room, 2), pin(ann, room, 2))).toEqual([403, 204, 204]);
  await pin(ann, room, message.seq);
  const pins = async () =>
    (await bob.call("GET", `/api/rooms/${room.id}/pins`)).body.messages.map(({ seq }: Message) => seq);
  expect(await pins()).toEqual([message.seq, 2]);
  expect((await messageOf(bob, room, 2)).pin).toMatchObject({ byId: ann.id });
  const notice = async () => (await bob.call("GET", `/api/rooms/${room.id}`)).body.room.notice;
  expect(await notice()).toMatchObject({ seq: message.seq, byId: ann.id, excerpt: "and me" });
  expect((await ann.call("DELETE", `/api/rooms/${room.id}/pins/${message.seq}`)).status).toBe(204);
  expect(await pins()).toEqual([2]);
  expect(await notice()).toMatchObject({ seq: 2, excerpt: "read me" });
  await remove(ann, room, 2);
  expect([await pins(), await notice()]).toEqual([[], null]);
});

test("many changes at once have the revs 1 … n, and each frame continues the one before", async () => {
  const [ann, bob, room] = await said("0");
  const line = await bob.socket();
  await Promise.all(Array.from({ length: 40 }, (_, n) => edit(ann, room, 2, `edit ${n}`)));
  await line.hears("messages.changed", ({ rev }) => rev === 40);
  let upTo = 0;
  for (const { since, rev } of line.all("messages.changed")) {
    expect([since, rev > since]).toEqual([upTo, true]);
    upTo = rev;
  }
  const page = await changes(bob, room, 0);
  expect(page).toMatchObject({ rev: 40, more: false });
  expect(page.messages).toHaveLength(1);
});

test("no frame of changes is larger than a client can take at once", async () => {
  const [ann, bob, room] = await said("0");
  const long = "가".repeat(5000);
  for (let n = 0; n < 20; n++) await ann.says(room, `no. ${n}`);
  const line = await bob.socket();
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => edit(ann, room, n + 3, `${n} ${long}`.slice(0, 5000))),
  );
  await line.hears("messages.changed", ({ rev }) => rev === 20);
  const sizes = line.all("messages.changed").map((frame) => Buffer.byteLength(JSON.stringify(frame)));
  expect(Math.max(...sizes)).toBeLessThan(64 * 1024);
  expect(line.all("messages.changed").flatMap(({ messages }) => messages)).toHaveLength(20);
});

test("whoever joined a private group later gets no change of what was said before", async () => {
  const [ann, bob, room] = await said("before Cat");
  const [cat] = await guests(1);
  await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id] });
  const [his, hers] = [await bob.socket(), await cat.socket()];
  const { message } = (await ann.says(room, "with Cat")).body;
  await edit(ann, room, 2, "a surprise for Cat");
  await react(bob, room, 2, "🎁");
  await edit(ann, room, message.seq, "hello Cat");
  await his.hears("messages.changed", ({ rev }) => rev === 3);
  const { messages } = await hers.hears("messages.changed");
  expect(messages).toMatchObject([{ text: "hello Cat", rev: 3 }]);
  expect(hers.all("messages.changed")).toHaveLength(1);
  const page = await changes(cat, room, 0);
  expect([page.messages.map(({ seq }: Message) => seq), page.rev]).toEqual([[message.seq], 3]);
  expect(
    await statuses(
      react(cat, room, 2, "👍"),
      cat.call("GET", at(room, 2, "/reactions")),
      remove(cat, room, 2),
    ),
  ).toEqual([404, 404, 404]);
});

describe("in a 1:1 with a block", () => {
  test("nobody reacts or pins, nothing new reaches who blocks, and what is hidden stays hidden", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    await ann.says(room, "before");
    await bob.says(room, "his");
    await bob.call("PUT", `/api/blocks/${ann.id}`);
    const hidden = (await ann.says(room, "hidden")).body.message.seq;
    const [hers, his] = [await ann.socket(), await bob.socket()];
    expect(await statuses(react(ann, room, 2, "👍"), react(bob, room, 1, "👍"), pin(ann, room, 1))).toEqual([
      403, 403, 403,
    ]);
    expect((await edit(ann, room, 1, "new words")).status).toBe(403);
    expect((await edit(ann, room, hidden, "still hidden")).status).toBe(200);
    await hers.hears("messages.changed");
    expect((await remove(ann, room, 1)).status).toBe(204);
    await his.hears("messages.changed", ({ messages }) => messages[0].seq === 1);
    expect(his.all("messages.changed")).toHaveLength(1);
    expect((await changes(bob, room, 0)).messages.map(({ seq }: Message) => seq)).toEqual([1]);
    expect(await statuses(react(bob, room, hidden, "👍"), edit(bob, room, hidden, "x"))).toEqual([404, 404]);
  });
});

test("someone who was away for hundreds of changes fetches them 200 at a time", async () => {
  const [ann, bob, room] = await said("0");
  for (let n = 0; n < 6; n++)
    await Promise.all(Array.from({ length: 50 }, (_, m) => ann.says(room, `no. ${n} ${m}`)));
  await Promise.all(Array.from({ length: 300 }, (_, n) => react(bob, room, n + 3, "👍")));
  const first = await changes(bob, room, 0);
  const second = await changes(bob, room, first.rev);
  expect([first.messages.length, first.more, second.messages.length, second.more]).toEqual([
    200,
    true,
    100,
    false,
  ]);
  expect(second.rev).toBe(300);
});
