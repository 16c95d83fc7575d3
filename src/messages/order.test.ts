import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import fc from "fast-check";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, type Line, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const send = (line: Line, room: Room, text: string, more: object = {}) =>
  line.say({ type: "message.send", roomId: room.id, clientId: `client-id-${text}`, text, ...more });
const textsIn = async (guest: Guest, room: Room) =>
  (await guest.history(room, "?limit=200&after=1")).messages.map(({ text }: any) => text);

describe("what one socket sends", () => {
  test("is stored in the order sent, without waiting for an answer in between", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("order", [bob]);
    const [mine, theirs] = [await ann.socket(), await bob.socket()];
    const texts = Array.from({ length: 120 }, (_, n) => `${n}`);
    for (const text of texts) send(mine, room, text);
    await theirs.hears("message.new", ({ message }) => message.text === "119");
    expect(await textsIn(bob, room)).toEqual(texts);
    expect(theirs.all("message.new").map(({ message }) => message.text)).toEqual(texts);
    await mine.hears("message.sent", ({ clientId }) => clientId === "client-id-119");
    expect(mine.all("message.sent").map(({ seq }) => seq)).toEqual(texts.map((_, index) => index + 2));
  });

  test("is stored in the order sent, also where some are replies, whose quoted message is read first", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("order");
    await ann.says(room, "first");
    const mine = await ann.socket();
    const texts = Array.from({ length: 60 }, (_, n) => `${n}`);
    for (const text of texts) send(mine, room, text, Number(text) % 7 < 3 ? { replyTo: 2 } : {});
    await mine.hears("message.sent", ({ clientId }) => clientId === "client-id-59");
    expect(await textsIn(ann, room)).toEqual(["first", ...texts]);
  });

  test("is acked before anyone hears it, its sender first of all", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("order", [bob]);
    const mine = await ann.socket();
    for (const text of ["one", "two", "three"]) send(mine, room, text);
    await mine.hears("message.new", ({ message }) => message.text === "three");
    const received = mine.received.flatMap((frame: any) => {
      if (frame.type === "message.sent") return `sent ${frame.seq}`;
      return frame.type === "message.new" ? `new ${frame.message.seq}` : [];
    });
    expect(received).toEqual(["sent 2", "new 2", "sent 3", "new 3", "sent 4", "new 4"]);
    const { message } = mine.all("message.new")[0];
    const { at } = mine.all("message.sent")[0];
    const ack = { type: "message.sent", roomId: room.id, clientId: "client-id-one", seq: 2, at };
    expect(mine.all("message.sent")[0]).toEqual(ack);
    expect(message).toMatchObject({ clientId: "client-id-one", at, unread: 1 });
  });

  test("twice is acked twice, with the same seq, and heard once", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("order");
    const [mine, other] = [await ann.socket(), await ann.socket()];
    for (const line of [mine, mine, other]) send(line, room, "same");
    await Promise.all([mine, other].map((line) => line.hears("message.new")));
    await Promise.all([mine.fence(), other.fence()]);
    expect([...mine.all("message.sent"), ...other.all("message.sent")].map(({ seq }) => seq)).toEqual([
      2, 2, 2,
    ]);
    expect([mine.all("message.new").length, other.all("message.new").length]).toEqual([1, 1]);
  });

  test("is refused by the name it has, and what follows goes on", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("order");
    const mine = await ann.socket();
    send(mine, room, "a", { text: "" });
    send(mine, room, "b", { clientId: "short" });
    send(mine, room, "c", { replyTo: 77 });
    send(mine, { ...room, id: crypto.randomUUID() }, "d");
    mine.say({ type: "read", roomId: room.id, seq: 99 });
    send(mine, room, "e");
    await mine.hears("message.sent");
    expect(mine.all("refused").map(({ ref, code }) => [ref, code])).toEqual([
      ["client-id-a", "invalid"],
      ["message.send", "invalid"],
      ["client-id-c", "not-found"],
      ["client-id-d", "not-found"],
      ["read", "invalid"],
    ]);
    expect(mine.all("refused").every(({ roomId }) => typeof roomId === "string")).toBe(true);
    expect(await textsIn(ann, room)).toEqual(["e"]);
  });
});

test("all who listen hear a room in the order of its seqs, however many speak through whatever door", async () => {
  const speakers = await guests(4);
  const [ann, ...others] = speakers;
  const room = await ann.group("order", others);
  const lines = await Promise.all(speakers.map((guest) => guest.socket()));
  const drafts = fc.array(fc.record({ who: fc.nat(3), byRest: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  });
  let head = 1;
  let count = 0;
  const allHear = async (plan: { who: number; byRest: boolean }[]) => {
    const answers = plan.map(async ({ who, byRest }) => {
      const text = `${++count}`;
      const [guest, line] = [speakers[who] as Guest, lines[who] as Line];
      if (byRest) return guest.says(room, text);
      send(line, room, text);
      return line.hears("message.sent", ({ clientId }) => clientId === `client-id-${text}`);
    });
    await Promise.all(answers);
    head += plan.length;
    for (const line of lines) {
      await line.hears("message.new", ({ message }) => message.seq === head);
      const seqs = line.all("message.new").map(({ message }) => message.seq);
      expect(seqs).toEqual(Array.from({ length: head - 1 }, (_, index) => index + 2));
    }
  };
  await fc.assert(fc.asyncProperty(drafts, allHear), { numRuns: 25 });
});
