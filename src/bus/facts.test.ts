import { beforeEach, expect, test } from "bun:test";

import fc from "fast-check";

import { dropped } from "../measures";
import type { Message } from "../protocol/message";
import { encode, type MachineFact, readOfMachine, readOfRoom, type RoomFact } from "./facts";

const roomId = "a-room";
const message: Message = {
  roomId,
  seq: 7,
  clientId: "a-client-id",
  authorId: "ann",
  kind: "text",
  text: "안녕	\n",
  at: 1,
  event: null,
  replyTo: null,
  mentions: [],
  attachments: [],
  reactions: [],
  unread: 2,
  editedAt: null,
  deletedAt: null,
};
const textOf = (one: object) => JSON.stringify({ type: "message.new", message: one });
const text = textOf(message);

const ofRooms: RoomFact[] = [
  { type: "message", ordinal: 7, text },
  { type: "private", seq: 8 },
  { type: "read", seq: 8, userId: "ann" },
  { type: "typing", userId: "ann" },
];
const ofMachines: MachineFact[] = [
  { type: "beat", heard: ["a machine"] },
  { type: "changed" },
  { type: "presence", of: "one", n: 3, came: ["ann"], went: [] },
  { type: "presence.ask", of: "one" },
  { type: "presence.all", of: "one", n: 3, people: ["ann"] },
  { type: "presence.bye", of: "one" },
];

const count = (reason: string) => dropped.of.get(reason)!;
let before = { malformed: 0, unknown: 0 };
beforeEach(() => void (before = { malformed: count("malformed"), unknown: count("unknown") }));
const since = () => [count("malformed") - before.malformed, count("unknown") - before.unknown];

test("a fact is one line, and is read as it was written", () => {
  for (const fact of ofRooms) {
    expect(encode(fact)).not.toContain("\n");
    const read = fact.type === "message" ? { ...fact, message } : fact;
    expect(readOfRoom(roomId, encode(fact))).toEqual(read as ReturnType<typeof readOfRoom>);
  }
  for (const fact of ofMachines) expect(readOfMachine(encode(fact))).toEqual(fact);
  expect(since()).toEqual([0, 0]);
});

test("what a newer version adds stays, in the frame too; a type that it invents is passed over", () => {
  expect(readOfRoom(roomId, JSON.stringify({ ...ofRooms[3], since: 5 }))).toMatchObject({ since: 5 });
  const newer = textOf({ ...message, pinned: true });
  expect(readOfRoom(roomId, encode({ type: "message", ordinal: 7, text: newer }))).toMatchObject({
    text: newer,
  });
  expect(readOfRoom(roomId, JSON.stringify({ type: "poll", n: 1 }))).toBeUndefined();
  expect(since()).toEqual([0, 1]);
});

const nested = "[".repeat(100_000);
const wrong = [
  "",
  "{",
  "null",
  "7",
  "[]",
  '"typing"',
  "{}",
  nested,
  '{"type":{"toString":1}}',
  '{"type":"typing"}',
  '{"__proto__":{"type":"typing","userId":"ann"}}',
  '{"type":"typing","userId":7}',
  '{"type":"typing","__proto__":{"userId":"ann"}}',
  '{"type":"read","seq":1e308,"userId":"ann"}',
  '{"type":"read","seq":-1,"userId":"ann"}',
  '{"type":"read","seq":1.5,"userId":"ann"}',
  '{"type":"private","seq":9007199254740993}',

  '{"type":"message","ordinal":7}',
  '{"type":"message","ordinal":7}\t',
  '{"type":"message","ordinal":7}\t{}',
  encode({ type: "message", ordinal: -1, text }),
  // Of another room, and what is no message at all.
  encode({ type: "message", ordinal: 7, text: textOf({ ...message, roomId: "another" }) }),
  encode({ type: "message", ordinal: 7, text: textOf({ ...message, seq: 1e300 }) }),
  encode({ type: "message", ordinal: 7, text: textOf({ ...message, authorId: undefined }) }),
  encode({ type: "message", ordinal: 7, text: text.replace("message.new", "room.left") }),
  encode({ type: "message", ordinal: 7, text: nested }),
];

test("what has no shape of ours is counted and dropped, whatever it is", () => {
  for (const line of wrong)
    expect([line.slice(0, 200), readOfRoom(roomId, line)]).toEqual([line.slice(0, 200), undefined]);
  expect(since()).toEqual([wrong.length, 0]);
  // Of a machine none of these is anything either.
  for (const line of wrong) expect(readOfMachine(line)).toBeUndefined();
  for (const word of ["constructor", "__proto__", "toString"])
    expect(readOfMachine(JSON.stringify({ type: word }))).toBeUndefined();
});

test("nothing that comes in throws", () => {
  const lines = fc.oneof(fc.string(), mutated());
  fc.assert(
    fc.property(lines, (line) => {
      readOfRoom(roomId, line);
      readOfMachine(line);
    }),
    { numRuns: 200 },
  );
});

/** A fact of ours, one character of which is another. */
function mutated() {
  const written = [...ofRooms, ...ofMachines].map(encode);
  return fc
    .tuple(fc.constantFrom(...written), fc.nat(), fc.string({ maxLength: 3 }))
    .map(([line, at, other]) => line.slice(0, at % line.length) + other + line.slice((at % line.length) + 1));
}
