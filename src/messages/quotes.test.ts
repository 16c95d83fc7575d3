import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { jpeg } from "../testing/fixtures/pictures";
import { type Ear, type Guest, guests, house, openHouse } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";
import { begin, finish, patch } from "../testing/wire/uploads";

// What a message answers may be from before someone came in: they are shown that it answers, and nothing of what.

const SECRET = "a surprise for Cat";

let [ann, bob, cat, dan]: [Guest, Guest, Guest, Guest] = [] as never;

beforeAll(async () => {
  await openHouse();
  [ann, bob, cat, dan] = await guests(4);
});
afterAll(() => house.close());

const see = async (guest: Guest, room: Room): Promise<Room> =>
  (await guest.call("GET", `/api/rooms/${room.id}`)).body.room;
const replyIn = async (guest: Guest, room: Room, seq: number) =>
  (await guest.history(room, `?around=${seq}&limit=1`)).messages[0].replyTo;
const invite = (guest: Guest, room: Room, other: Guest) =>
  guest.call("PUT", `/api/rooms/${room.id}/members/${other.id}`, {});
const leave = (guest: Guest, room: Room) => guest.call("DELETE", `/api/rooms/${room.id}/members/me`);
const receivedAt = async (ear: Ear, room: Room, seq: number) =>
  (await ear.hears("message.new", ({ message }) => message.roomId === room.id && message.seq === seq))
    .message;
const whole = (author: Guest, seq: number) => ({ seq, authorId: author.id, excerpt: SECRET });
const covered = (author: Guest, seq: number) => ({ seq, authorId: author.id, excerpt: "", hidden: true });

async function feedOf(guest: Guest): Promise<Reader> {
  const feed = await Reader.open(guest);
  await feed.hears("welcome");
  return feed;
}

/** Of Ann and Bob. Her secret is message 2; Cat comes in with 3. */
async function withCat(visibility?: "public"): Promise<Room> {
  const room = await ann.group("party", [bob], visibility);
  await ann.says(room, SECRET);
  await invite(ann, room, cat);
  return room;
}

describe("in a private group, what was said before someone came in", () => {
  test("is quoted to those who were there, and to nobody live: the frame is one for all", async () => {
    const room = await withCat();
    const ears = [await ann.socket(), await bob.socket(), await cat.socket(), await feedOf(cat)];
    const { status, body } = await bob.says(room, "I have the cake", { replyTo: 2, clientId: "the-cake" });
    const { message } = body;
    expect([status, message.replyTo]).toEqual([201, whole(ann, 2)]);
    for (const ear of ears)
      expect(await receivedAt(ear, room, message.seq)).toEqual({ ...message, replyTo: covered(ann, 2) });
    expect(await replyIn(ann, room, message.seq)).toEqual(whole(ann, 2));
    expect(await replyIn(bob, room, message.seq)).toEqual(whole(ann, 2));
    expect(await replyIn(cat, room, message.seq)).toEqual(covered(ann, 2));
    expect((await see(ann, room)).lastMessage?.replyTo).toEqual(whole(ann, 2));
    expect((await see(cat, room)).lastMessage?.replyTo).toEqual(covered(ann, 2));
    const again = await bob.says(room, "I have the cake", { replyTo: 2, clientId: "the-cake" });
    expect([again.status, again.body.message.replyTo]).toEqual([200, whole(ann, 2)]);
    // The name that it is shown with is known all the same.
    const page = await cat.history(room);
    expect(page.users.map(({ id }: any) => id)).toContain(ann.id);
    expect(JSON.stringify([page, ears[2]!.received, ears[3]!.received, await see(cat, room)])).not.toContain(
      SECRET,
    );
    (ears[3] as Reader).close();
  });

  test("is theirs to quote to all once whoever came in later has gone", async () => {
    const room = await withCat();
    const line = await ann.socket();
    await leave(cat, room);
    const { message } = (await bob.says(room, "now", { replyTo: 2 })).body;
    expect((await receivedAt(line, room, message.seq)).replyTo).toEqual(whole(ann, 2));
  });

  test("stays covered for who was there, left, and came back", async () => {
    const room = await withCat();
    await leave(bob, room);
    await invite(ann, room, bob);
    const theirs = await bob.socket();
    const { message } = (await ann.says(room, "as I said", { replyTo: 2 })).body;
    expect(message.replyTo).toEqual(whole(ann, 2));
    expect((await receivedAt(theirs, room, message.seq)).replyTo).toEqual(covered(ann, 2));
    expect(await replyIn(bob, room, message.seq)).toEqual(covered(ann, 2));
  });

  test("and what was said since are told apart: of that nothing is covered", async () => {
    const room = await withCat();
    const [mine, theirs] = [await ann.socket(), await cat.socket()];
    const { message: later } = (await ann.says(room, SECRET)).body;
    const { message } = (await bob.says(room, "yes", { replyTo: later.seq })).body;
    for (const ear of [mine, theirs])
      expect((await receivedAt(ear, room, message.seq)).replyTo).toEqual(whole(ann, later.seq));
    expect(await replyIn(cat, room, message.seq)).toEqual(whole(ann, later.seq));
  });

  test("is no last message, and cannot be answered or looked up", async () => {
    const room = await withCat();
    const theirs = await dan.socket();
    await invite(bob, room, dan);
    const { room: joined } = await theirs.hears("room.joined");
    expect(JSON.stringify(joined)).not.toContain(SECRET);
    const invited = { kind: "invited" as const, byId: bob.id, userIds: [dan.id] };
    expect((await see(dan, room)).lastMessage?.event).toEqual(invited);
    expect((await dan.says(room, "what?", { replyTo: 2 })).body.code).toBe("not-found");
    expect((await dan.call("GET", `/api/rooms/${room.id}/messages?around=2`)).body.code).toBe("not-found");
    expect((await see(ann, room)).lastMessage?.seq).toBe(4);
  });
});

test("a public room shows all to everyone, quotes too; once it is private, as any other", async () => {
  const room = await withCat("public");
  const theirs = await cat.socket();
  const open = (await bob.says(room, "yes", { replyTo: 2 })).body.message;
  expect((await receivedAt(theirs, room, open.seq)).replyTo).toEqual(whole(ann, 2));
  expect(await replyIn(cat, room, open.seq)).toEqual(whole(ann, 2));
  await ann.call("PATCH", `/api/rooms/${room.id}`, { visibility: "private" });
  await theirs.hears("room.changed", ({ visibility }) => visibility === "private");
  const closed = (await bob.says(room, "yes", { replyTo: 2 })).body.message;
  expect((await receivedAt(theirs, room, closed.seq)).replyTo).toEqual(covered(ann, 2));
  expect(await replyIn(cat, room, open.seq)).toEqual(covered(ann, 2));
});

test("a system message has no words to answer: it is not found, on REST and on the socket", async () => {
  const room = await ann.group("no words", [bob]);
  const answer = await ann.says(room, "what?", { replyTo: 1 });
  expect([answer.status, answer.body]).toEqual([404, (await ann.says(room, "what?", { replyTo: 99 })).body]);
  const line = await ann.socket();
  const draft = { roomId: room.id, clientId: "to-a-system", text: "what?", replyTo: 1 };
  line.say({ type: "message.send", ...draft });
  expect(await line.hears("refused")).toMatchObject({ ref: "to-a-system", code: "not-found" });
  expect((await ann.history(room)).head).toBe(1);
});

test("in a 1:1 that one of the two has left, each is shown their own", async () => {
  const room = await ann.direct(bob);
  await ann.says(room, SECRET);
  await leave(bob, room);
  const [mine, theirs] = [await ann.socket(), await bob.socket()];
  const { message } = (await ann.says(room, "as I said", { replyTo: 1 })).body;
  expect((await receivedAt(mine, room, message.seq)).replyTo).toEqual(whole(ann, 1));
  expect((await receivedAt(theirs, room, message.seq)).replyTo).toEqual(covered(ann, 1));
  expect((await theirs.hears("room.joined")).room.lastMessage.replyTo).toEqual(covered(ann, 1));
  expect([await replyIn(ann, room, 2), await replyIn(bob, room, 2)]).toEqual([
    whole(ann, 1),
    covered(ann, 1),
  ]);
});

const wav = Buffer.from(
  "RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0",
  "latin1",
);
test("a message of files alone is quoted as what its first file is", async () => {
  const room = await ann.group("files alone", [bob]);
  const quoteOf = async (content: Uint8Array, name: string, more: object = {}) => {
    const path = await begin(ann, content.length);
    await patch(ann, path, 0, new Uint8Array(content));
    const { body } = await finish(ann, path, { name, ...more });
    const { seq } = (await ann.says(room, "", { attachmentIds: [body.attachment.id] })).body.message;
    const answer = (await bob.says(room, "nice", { replyTo: seq })).body.message.seq;
    const { seq: quoted, authorId, ...quote } = await replyIn(bob, room, answer);
    expect([quoted, authorId]).toEqual([seq, ann.id]);
    return quote;
  };
  const spoken = { durationMs: 1500, waveform: "AAECAw" };
  const sound = { excerpt: "", mediaType: "audio/wav" };
  expect(await quoteOf(wav, "voice.wav", spoken)).toEqual({ ...sound, voice: true });
  expect(await quoteOf(wav, "song.wav")).toEqual({ ...sound, fileName: "song.wav" });
  expect(await quoteOf(await jpeg(), "a.jpg")).toEqual({ excerpt: "", mediaType: "image/jpeg" });
});
